"""Interlaced film: every picture holds two moments, one in its even lines and the next in its odd ones.

Camcorders and broadcasts store film so, at 25 or 30 pictures a second.  Whatever moves is combed, and a runner's legs
are seen twice.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import av
import numpy as np
from av.filter import Graph
from av.video.frame import VideoFrame

from core.errors import UserError
from core.giving_way import may_go_on
from core.video.container import OpenClip, opened
from core.video.index import Fields, FrameIndex, decoded

# Pictures a second up to which film can be interlaced: 60 fields a second are 29.97 pictures.
_MOST_RATE = 31.0
# Film is looked at in several places, as combs are seen only where something moves; so many pictures altogether.
_PLACES, _PICTURES = 6, 24
# Of 10 000 pictures of 91 progressive clips FFmpeg's `idet` takes 4 for woven ones, of pictures woven of rendered runs
# nearly all, of a rendered squatter two thirds.
_LEAST_SEEN, _TIMES_AS_MANY = 2, 2
_FLAGGED = 2  # AVFieldOrder: from here on a stream says that it is interlaced


def fields_of(clip: OpenClip, index: FrameIndex) -> Fields:
    """How the pictures of a clip are woven, from what they show rather than from what the file says.

    Files lie both ways: film that was stored anew is combed and not marked, cameras mark progressive film as
    interlaced.  The file is believed where nothing that moves is seen.
    """
    flagged = clip.stream.codec_context.field_order >= _FLAGGED
    gaps_s = np.diff(index.pts) * float(index.time_base)
    if not len(gaps_s) or (not flagged and 1 / float(np.median(gaps_s)) > _MOST_RATE):
        return Fields.NONE
    places = 1 if index.by_order else min(_PLACES, len(index.entry_pts))
    seen: Counter[str] = Counter()
    with suppress(av.FFmpegError, OSError, UserError), opened(clip.path) as again:  # whoever reads on is told
        for k in range(places):
            if k:
                entry = int(index.entry_pts[k * len(index.entry_pts) // places])
                again.container.seek(entry, stream=again.stream)
            for kind in _kinds(islice(decoded(again), _PICTURES // places)):
                seen[kind] += 1
                known = _known(seen)
                if known is not None:
                    return known
            may_go_on()
    return Fields.TOLD if flagged else Fields.NONE


def _known(seen: Counter[str]) -> Fields | None:
    """What is seen most often, once that is often enough."""
    kinds = {Fields.TOP: seen["tff"], Fields.BOTTOM: seen["bff"], Fields.NONE: seen["progressive"]}
    most = max(kinds, key=lambda kind: kinds[kind])
    others = sum(kinds.values()) - kinds[most]
    return most if kinds[most] >= _LEAST_SEEN and kinds[most] > _TIMES_AS_MANY * others else None


def _kinds(frames: Iterator[VideoFrame]) -> Iterator[str]:
    """What each of frames in a row looks like: tff, bff, progressive or undetermined."""
    graph: Graph | None = None
    for frame in frames:
        graph = graph or filter_graph(frame, "idet")
        graph.vpush(frame)
        with suppress(av.BlockingIOError):
            yield graph.vpull().metadata.get("lavfi.idet.single.current_frame", "undetermined")


def filter_graph(frame: VideoFrame, name: str, options: str = "") -> Graph:
    """A filter of FFmpeg's, for frames like this one."""
    graph = Graph()
    graph.threads = 1
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
    graph.link_nodes(source, graph.add(name, options), graph.add("buffersink")).configure()
    return graph
