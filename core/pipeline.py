"""The one way from a clip to an analysis: command line, window and batch drive the same generator.

file -> frames with exact times -> landmarks (cached) -> repaired and smoothed motion -> view -> reps or steps ->
numbers.  Landmarks are measured once per clip and kept; all that follows is kept for as long as the code that computes
it is the same (`core.known`), so that a better formula reaches old clips.  Landmarks that another program made come in
from a file, with the clip or without.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import known, motion
from core.analysis import Analysis
from core.assembly import Kept as Kept
from core.assembly import assemble
from core.edits.edits import NO_EDITS, Edits
from core.errors import UserError
from core.giving_way import aside, closed_at_last
from core.heavy import load_all
from core.machine import allowed_bytes, give_back_memory
from core.measures.kept_draws import KeptDraws
from core.measures.pictures import with_pictures
from core.pose import backend as backends
from core.pose import covered, store
from core.pose.begun import Begun
from core.pose.effort import kept_as
from core.pose.estimate import KEPT_BYTES, estimate
from core.pose.file_source import FileAlone, FileOnClip
from core.pose.landmark_formats import content_hash
from core.pose.models import model_sha256, obtain_model, remark
from core.pose.scenes import liveliest, scenes
from core.pose.source import Tracked, TrackSource
from core.progress import Progress
from core.remeasure import preview
from core.request import AnyRequest as AnyRequest
from core.request import LandmarkRequest as LandmarkRequest
from core.request import Request as Request
from core.stretches import pieces
from core.video.frame_times import frames_between
from core.video.info import ClipInfo
from core.video.reader import FrameReader, open_reader

_VARIABLE_SHARE = 0.05  # of the usual interval between frames
_LEAST_BYTES = 2 * 10**9  # of addresses, networks and libraries counted; with less, libraries wait for ever or crash
_FEW_STEPS = 12  # contacts of a run that are all measured within a moment


def analyse(request: Request) -> Generator[Progress, None, Analysis]:
    """Analyse one clip, yielding progress; each yield is a cancel point (close the generator to cancel).

    Within `core.giving_way.giving_way` it also stops between them, soon after it is asked to.

    Raises
    ------
    UserError : the clip, the model or the options cannot be used; the sentence says why.
    """
    allowed = allowed_bytes()
    if allowed is not None and allowed < _LEAST_BYTES:
        much = f"this program may take {allowed / 1e9:.1f} GB of memory here, too little to look at a video"
        raise UserError(much, f"allow it {_LEAST_BYTES / 1e9:.0f} GB or more (ulimit -v)")
    looked = yield from _looked_at(request)
    if isinstance(looked, Analysis):
        return looked
    give_back_memory()  # of the pictures, which nobody holds any more: numbers take less than they did
    result = yield from _measured(*looked, request)
    return replace(result, unkept=keep(result))


def _looked_at(request: Request) -> Generator[Progress, None, Analysis | tuple[Tracked, ClipInfo]]:
    """The landmarks of a clip and what is known of it; the whole analysis where it was kept."""
    yield Progress("index", "Reading the clip")
    opening = partial(open_reader, request.clip, request.capture_fps, KEPT_BYTES)
    with closed_at_last(aside(opening, lambda unused: unused.close())) as reader:
        numbers = frames_between(reader.time_s, request.start_s, request.end_s, request.clip)
        yield Progress("hash", "Reading the clip")
        info = replace(reader.info, sha256=aside(partial(reader.content_hash, saved=not request.force)))
        source: TrackSource
        if request.landmarks is not None:
            size_px = (info.width_px, info.height_px)
            source = FileOnClip(request.landmarks, reader.time_s, numbers, size_px, request.pick)
        else:
            yield Progress("model", "Looking for the pose model")
            model = aside(partial(obtain_model, request.model))
            pictures = _Pictures(reader, info, numbers, request, model, model_sha256(model))
            source = pictures
            name = aside(partial(known.name_of, request, info, pictures.model_sha256, pictures.backend))
            found = None if request.force else aside(partial(known.load, name))
            if found is not None:
                raw = found[0].raw
                yield Progress("pose", "Read from the cache", len(raw), len(raw), partial=raw)
                return assemble(info, replace(found[0], model_remark=pictures.model_remark), found[1], request)
        aside(load_all)
        tracked = yield from source.track()
        tracked = with_pictures(tracked, reader, request.landmarks is None)
    return tracked, info


def keep(analysis: Analysis) -> UserError | None:
    """Keep what was measured on disk, so that it need not be measured again for the same clip and the same edits.

    What comes back tells why it could not be.
    """
    kept = analysis.kept
    if isinstance(kept, Kept) and isinstance(kept.request, Request) and kept.whole:
        return known.keep(kept.tracked, kept.measured, kept.info, kept.request)
    return None


def measure(request: LandmarkRequest) -> Generator[Progress, None, Analysis]:
    """Measure landmarks without a video, yielding progress like `analyse`.

    Raises
    ------
    UserError : the file cannot be used; the sentence says why.
    """
    tracked = yield from FileAlone(request.landmarks, request.capture_fps, request.pick).track()
    return (yield from _measured(tracked, _no_clip(request, tracked), request))


def _no_clip(request: LandmarkRequest, tracked: Tracked) -> ClipInfo:
    """What is known of a video from its landmarks: the times, and nothing of its picture."""
    time_s, scale = tracked.raw.time_s, tracked.time_scale
    gaps_s = np.diff(time_s)
    usual_s = float(np.median(gaps_s))
    fps = (len(time_s) - 1) / float(time_s[-1] - time_s[0])
    return ClipInfo(
        path=request.landmarks,
        width_px=0,
        height_px=0,
        rotation_deg=0,
        codec="none",
        frames=len(time_s),
        duration_s=float(time_s[-1] - time_s[0]) + usual_s,
        container_fps=fps * scale,
        capture_fps=fps,
        time_scale=scale,
        variable_frame_rate=bool((np.abs(gaps_s - usual_s) > _VARIABLE_SHARE * usual_s).any()),
        largest_frame_gap_ms=float(gaps_s.max()) * 1000,
        sha256=content_hash(request.landmarks),
        smallest_frame_gap_ms=float(gaps_s.min()) * 1000,
    )


def _measured(tracked: Tracked, info: ClipInfo, request: AnyRequest) -> Generator[Progress, None, Analysis]:
    yield Progress("measure", "Measuring", 0, 1)
    measured = motion.measure(
        tracked.raw,
        wanted=request.movement,
        height_m=request.height_m,
        fps=info.capture_fps,
        m_per_px=tracked.m_per_px,
        calibration=request.calibration if isinstance(request, Request) else None,
        edits=request.edits if isinstance(request, Request) else NO_EDITS,
        first_frame=tracked.first_frame,
    )
    yield Progress("measure", "Measuring", 1, 1)
    return assemble(info, tracked, measured, request)


@dataclass(frozen=True)
class _Pictures:
    """Raw landmarks of the frames asked for, from the cache or from the pictures: a `TrackSource`."""

    reader: FrameReader
    info: ClipInfo
    numbers: range
    request: Request
    model: Path
    model_sha256: str

    @property
    def backend(self) -> str:
        return self.request.backend or backends.default_name()

    @property
    def model_remark(self) -> str:
        return remark(self.model, self.model_sha256)

    def track(self) -> Generator[Progress, None, Tracked]:
        """The frames asked for or, where they are cut together from several scenes, those of one of them.

        That scene is looked at once more by itself, so that nobody is followed and nothing is smoothed across a cut.
        """
        tracked = yield from self._landmarks()
        raw, first = tracked.raw, self.numbers.start
        parts = scenes(raw)
        if len(parts) < 2:
            return tracked
        part = liveliest(raw, parts)
        if self.request.pick is not None:
            part = min(parts, key=lambda p: _away_s(raw.time_s[p.start : p.stop], self.request.pick))
        one = yield from replace(self, numbers=range(first + part.start, first + part.stop)).track()
        cuts_s = {float(raw.time_s[p.start]) for p in parts[1:]} | set(one.cuts_s)
        return replace(one, cuts_s=tuple(sorted(cuts_s)))

    def _landmarks(self) -> Generator[Progress, None, Tracked]:
        request, numbers = self.request, self.numbers
        backend = self.backend
        name = store.key(
            self.info.sha256, backend=backend, model=self.model_sha256, pick=request.pick,
            frames=(numbers.start, numbers.stop), time_scale=self.info.time_scale, quality=kept_as(request.quality),
            **({"rate": self.info.capture_fps} if self.info.pictures else {}),
            **({} if request.pick is None else {"picked": "searched"}),  # others were taken once
        )  # fmt: skip
        cached = None if request.force else aside(partial(store.load, name, len(numbers)))
        if cached is not None:
            raw, people = cached
            yield Progress("pose", "Read from the cache", len(numbers), len(numbers), partial=raw)
            raw = raw.with_step("pose", backend=backend, model=request.model, cached=True)
        else:
            begun = None if request.force else aside(partial(store.load_begun, name, len(numbers)))
            raw, people = yield from estimate(
                self.reader, self.model, backend, numbers, request.jobs, request.pick, quality=request.quality,
                begun=begun,
                on_stop=lambda left: store.save_begun(name, replace(left, damaged=self._damaged(begun))),
            )  # fmt: skip
            raw = replace(store.as_kept(raw), damaged_s=self._damaged_s(begun))
            store.save(name, raw, people)
        hidden = covered.covered(raw)
        times = tuple((float(raw.time_s[rows.start]), float(raw.time_s[rows.stop - 1])) for rows in hidden)
        seen = covered.without(raw, hidden)
        return Tracked(
            seen, people, backend, request.model, self.model_sha256, numbers.start, covered_s=times,
            model_remark=self.model_remark,
        )  # fmt: skip

    def _damaged(self, begun: Begun | None) -> tuple[int, ...]:
        """The frames that are damaged, of those that were looked at now and before a cancel."""
        return tuple(sorted({*self.reader.damaged(self.numbers), *(begun.damaged if begun is not None else ())}))

    def _damaged_s(self, begun: Begun | None) -> tuple[tuple[float, float], ...]:
        """From when to when frames are damaged."""
        frames, time_s = np.array(self._damaged(begun), np.intp), self.reader.time_s
        return tuple((float(time_s[piece[0]]), float(time_s[piece[-1]])) for piece in pieces(frames))


def _away_s(time_s: NDArray[np.float64], pick: tuple[float, float, float] | None) -> float:
    """Seconds between the picked moment and the nearest of some frames."""
    return 0.0 if pick is None else float(np.abs(time_s - pick[2]).min())


def remeasure(
    analysis: Analysis, edits: Edits, *, whole: bool = True, kept_draws: KeptDraws | None = None
) -> Analysis:  # fmt: skip
    """The analysis with these edits, without looking at the clip again; the landmarks as detected are kept.

    whole : False = only the reps or steps concerned are measured anew (`core.remeasure`), which follows a drag.
    kept_draws : of this clip, from one edit to the next: sooner done, with the same numbers.
    Within `core.giving_way.giving_way` it stops soon after it is asked to.

    Raises
    ------
    Cancelled : it was asked to.
    ValueError : the analysis keeps nothing to go on from.
    """
    kept = analysis.kept
    if not isinstance(kept, Kept) or not isinstance(kept.request, Request):
        raise ValueError("nothing was kept to go on from")
    request = replace(kept.request, edits=edits)
    if request.calibration == kept.request.edits.calibration:  # put there by hand, and taken away or changed by hand
        request = replace(request, calibration=edits.calibration)
    if not whole:
        quick = assemble(kept.info, kept.tracked, preview(kept.measured, edits, kept_draws), request)
        return replace(quick, kept=replace(quick.kept, whole=False))
    seen = kept.measured.seen
    if seen is not None and _only_events(kept, edits):
        return assemble(kept.info, kept.tracked, motion.numbers(seen, edits, kept_draws), request)
    steps = _measured(kept.tracked, kept.info, request)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        result: Analysis = end.value
        return result


def whole_at_once(analysis: Analysis, edits: Edits) -> bool:
    """Whether all numbers of a run are had as soon as those of the steps concerned, so that no means lag behind."""
    kept = analysis.kept
    few = 0 < len(analysis.steps) <= _FEW_STEPS
    return few and isinstance(kept, Kept) and _only_events(kept, edits)


def _only_events(kept: Kept, edits: Edits) -> bool:
    """Whether landmarks and scale stay what the whole chain has made of them."""
    if not isinstance(kept.request, Request):
        return False
    old, seen = kept.request.edits, kept.measured.seen
    same = old.same_landmarks(edits) and old.calibration == edits.calibration
    return same and seen is not None and seen.exact


def run(request: AnyRequest, on_progress: Callable[[Progress], None] = lambda progress: None) -> Analysis:
    """Drive `analyse` or `measure` to its end on the calling thread."""
    steps = analyse(request) if isinstance(request, Request) else measure(request)
    try:
        while True:
            on_progress(next(steps))
    except StopIteration as end:
        result: Analysis = end.value
        return result
    finally:
        steps.close()
