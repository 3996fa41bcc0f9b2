"""How coarsely a clip's pictures were stored: the quantiser that an H.264 stream names for each of its blocks.

Chat apps store clips anew as H.264.  The quantiser (0 to 51, ITU-T H.264 7.4.5) is what a decoder needs to know, so
that it stands in every stream however it was made; the step by which brightness is rounded doubles with every 6.
"""

import struct
from typing import Any, Final

import numpy as np
from av.error import FFmpegError
from av.video.frame import PictureType, VideoFrame

from core.errors import UserError
from core.video.container import opened
from core.video.index import decoded
from core.video.reader import FrameReader, PyAVReader

_CODEC: Final = "h264"
_FRAMES: Final = 12  # that are told from others: enough for a mean, and read in a moment
_MOST_FRAMES: Final = 40
# Only the quantiser is wanted: blocks' edges need not be smoothed.
_OPTIONS: Final = {"export_side_data": "venc_params", "skip_loop_filter": "all"}
_HEAD: Final = struct.Struct("@I N N i i")  # AVVideoEncParams: blocks, where they begin, their size, type, quantiser
_BLOCK_DELTA: Final = 16  # AVVideoBlockParams: four int32 of place and size come before what is added


def quantiser(reader: FrameReader, number: int) -> float | None:
    """Mean quantiser of a dozen predicted frames from the keyframe before a frame on, luma.

    Predicted frames, because nearly all are, and moving limbs are stored in them.  None where the stream is not
    8-bit H.264, or nothing can be read: the pose will tell that better.
    """
    if not isinstance(reader, PyAVReader) or reader.info.codec != _CODEC or reader.index.by_order:
        return None
    entry = reader.index.entry_before(number)
    told: list[float] = []
    try:
        with opened(reader.info.path) as clip:
            context = clip.stream.codec_context
            context.options = context.options | _OPTIONS
            if entry > 0:
                clip.container.seek(int(reader.index.entry_pts[entry]), stream=clip.stream)
            for seen, frame in enumerate(decoded(clip)):
                of_frame = None if frame.pict_type == PictureType.I else _of_frame(frame)
                told += [] if of_frame is None else [of_frame]
                if len(told) >= _FRAMES or seen >= _MOST_FRAMES:
                    break
    except (FFmpegError, OSError, UserError):
        return None
    return float(np.mean(told)) if told else None


def _of_frame(frame: VideoFrame) -> float | None:
    """The mean over a frame's blocks."""
    if frame.format.components[0].bits != 8:
        return None
    beside: Any = frame.side_data  # its stub tells of no such entry
    side = beside.get("VIDEO_ENC_PARAMS")
    if side is None:
        return None
    data = bytes(side)
    blocks, start, size, _, base = _HEAD.unpack_from(data)
    if not blocks:
        return float(base)
    rows = np.frombuffer(data, np.uint8, blocks * size, start).reshape(blocks, size)
    deltas = np.ascontiguousarray(rows[:, _BLOCK_DELTA : _BLOCK_DELTA + 4]).view(np.int32)
    return float(base + deltas.mean())
