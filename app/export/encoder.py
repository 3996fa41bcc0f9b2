"""H.264 from what PyAV offers: which encoder, under which licence, and frames with exact times into an MP4."""

import logging
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.errors import OutputError

log = logging.getLogger(__name__)
TICKS: Final = 90_000  # a second of the file: frames keep their times to 6 microseconds


@dataclass(frozen=True)
class Encoder:
    """name : as FFmpeg calls it.  licence : told with every video.  hardware : a chip does the work."""

    name: str
    licence: str
    hardware: bool
    options: tuple[tuple[str, str], ...] = ()


# In order of preference: a chip where there is one, then programs.
ENCODERS: Final = (
    Encoder("h264_videotoolbox", "part of macOS", True, (("allow_sw", "0"), ("realtime", "0"), ("q:v", "65"))),
    Encoder("h264_nvenc", "part of NVIDIA's driver", True, (("preset", "p4"), ("cq", "22"), ("bf", "0"))),
    Encoder("h264_mf", "part of Windows", True, (("hw_encoding", "1"), ("quality", "75"))),
    Encoder("libx264", "x264, GPL-2.0-or-later", False, (("preset", "superfast"), ("crf", "20"), ("bf", "0"))),
    Encoder("libopenh264", "OpenH264 by Cisco, BSD-2-Clause", False, (("rc_mode", "quality"),)),
    Encoder("mpeg4", "MPEG-4 part 2 of FFmpeg, LGPL-2.1-or-later", False, (("qscale", "3"),)),
)


def choose(hardware: bool = True) -> Encoder:
    """The first encoder that really works here.

    Raises
    ------
    OutputError : none does.
    """
    for encoder in ENCODERS:
        if (hardware or not encoder.hardware) and _works(encoder):
            return encoder
    raise OutputError("no video encoder works here", "install the program again")


def _works(encoder: Encoder) -> bool:
    """One small frame is encoded: a name alone does not tell whether the chip is there."""
    import av

    try:
        context: Any = av.CodecContext.create(encoder.name, "w")
        context.width, context.height, context.pix_fmt = 320, 240, "yuv420p"
        context.time_base, context.framerate = Fraction(1, 30), Fraction(30)
        context.options = dict(encoder.options)
        frame = av.VideoFrame(320, 240, "yuv420p")
        frame.pts = 0
        return bool([*context.encode(frame), *context.encode(None)])
    except (av.FFmpegError, ValueError, OSError) as error:
        log.info("encoder %s does not work here: %s", encoder.name, error)
        return False


class Mp4:
    """An MP4 under way; `finish` it.  Belongs to one thread.

    size : (width, height), odd ones are made even by one line more.  rate_hz : the usual frames per second.
    """

    def __init__(self, path: Path, size: tuple[int, int], rate_hz: float, encoder: Encoder) -> None:
        import av

        self._av = av
        self.size = (size[0] + size[0] % 2, size[1] + size[1] % 2)
        # no title, no date, no place: a container says nothing of whoever made it
        options = {"movflags": "+faststart", "video_track_timescale": str(TICKS)}
        self._container = av.open(str(path), "w", options=options)
        rate = Fraction(max(rate_hz, 1e-3)).limit_denominator(1001)
        stream = self._container.add_stream(encoder.name, rate=rate, options=dict(encoder.options))
        assert isinstance(stream, av.VideoStream)  # every name of ENCODERS is one of pictures
        stream.width, stream.height = self.size
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS)
        stream.codec_context.gop_size = max(1, round(2 * rate_hz))
        # what OpenCV's conversion makes (BT.601, limited range) of colours of BT.709
        for name, value in (("colorspace", 6), ("color_primaries", 1), ("color_trc", 1), ("color_range", 1)):
            setattr(stream.codec_context, name, value)
        self._stream = stream

    def write(self, bgrx: NDArray[np.uint8], time_s: float, shown_s: float) -> None:
        """One frame, (H, W, 4) uint8, on show from `time_s` for `shown_s` seconds of the file."""
        from core.opencv import load

        cv2 = load()
        # by OpenCV: a third of the time FFmpeg's own conversion takes, and one copy less
        frame = self._av.VideoFrame.from_ndarray(cv2.cvtColor(bgrx, cv2.COLOR_BGRA2YUV_I420), format="yuv420p")
        frame.pts, frame.time_base = round(time_s * TICKS), Fraction(1, TICKS)
        frame.duration = max(1, round(shown_s * TICKS))
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """The frames still under way, and the index."""
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def abandon(self) -> None:
        """Let go of the file; whoever made it takes it away."""
        self._container.close()
