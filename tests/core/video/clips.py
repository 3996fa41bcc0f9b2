"""Small clips made on the spot; every frame carries its number in its pixels."""

import os
import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

BITS = 12
_COLUMNS, _ROWS = 4, 3
WIDTH, HEIGHT = 160, 96
TICKS = 90_000  # per second
FRAME = TICKS // 30


def coded(number: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """(height, width, 3) RGB: `number` as black and white blocks, the highest bit at the top left."""
    bits = np.array([number >> b & 1 for b in range(BITS - 1, -1, -1)], np.uint8).reshape(_ROWS, _COLUMNS)
    rows = np.arange(height) * _ROWS // height
    columns = np.arange(width) * _COLUMNS // width
    return np.repeat((bits * 215 + 20)[rows][:, columns][..., None], 3, axis=2)


def number_in(rgb: np.ndarray) -> int:
    """The number `coded` wrote, read from the middles of the blocks."""
    height, width = rgb.shape[:2]
    rows = (2 * np.arange(_ROWS) + 1) * height // (2 * _ROWS)
    columns = (2 * np.arange(_COLUMNS) + 1) * width // (2 * _COLUMNS)
    return int("".join(str(int(v > 127)) for v in rgb[rows][:, columns, 1].ravel()), 2)


def make_clip(
    path: Path,
    frames: int | Sequence[int] = 40,
    *,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    muxing: dict[str, str] | None = None,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    pixel_format: str = "yuv420p",
    matrix: Sequence[float] | None = None,
    pixel_aspect: Fraction | None = None,
    pictures: Sequence[np.ndarray] | None = None,
    sound: bool = False,
    tick: Fraction = Fraction(1, TICKS),
) -> Path:
    """Write a clip; `frames` is how many at 30 fps from 0, or their timestamps in 1/90000 s.

    tick : what the encoder counts time in; mpeg4 and avi want a whole frame.
    """
    stamps = [n * FRAME for n in range(frames)] if isinstance(frames, int) else list(frames)
    with av.open(str(path), "w", options=muxing or {}) as out:
        stream = out.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = *size, pixel_format
        stream.codec_context.time_base = tick
        stream.options = options or {}
        if codec == "libsvtav1":
            os.environ["SVT_LOG"] = "1"  # errors only
        if codec == "libx265":
            stream.options = {"x265-params": "log-level=none"} | stream.options
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if matrix is not None:
            stream.set_display_matrix(matrix)
        voice = out.add_stream("aac", rate=48_000) if sound else None
        for number, pts in enumerate(stamps):
            picture = coded(number, *size) if pictures is None else pictures[number]
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(pts * Fraction(1, TICKS) / tick), tick
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if voice is not None:
            _add_sound(out, voice)
    return path


def restamp(source: Path, path: Path, times: Sequence[int]) -> Path:
    """The packets of `source`, in their order, with other times (1/1000 s)."""
    with av.open(str(source)) as clip, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(clip.streams.video[0])
        packets = [packet for packet in clip.demux(clip.streams.video[0]) if packet.size]
        for packet, time in zip(packets, times, strict=True):
            packet.time_base = Fraction(1, 1000)
            packet.pts = packet.dts = time
            packet.stream = stream
            out.mux(packet)
    return path


def make_sound(path: Path) -> Path:
    with av.open(str(path), "w") as out:
        _add_sound(out, out.add_stream("aac", rate=48_000))
    return path


def _add_sound(out: av.container.OutputContainer, stream: av.AudioStream) -> None:
    for n in range(20):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 48_000, 1024 * n
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def trim_by_edit_list(path: Path, skip: int, keep: int) -> None:
    """Let the edit list of an mp4 made by `make_clip` show `keep` frames from frame `skip` on, without re-encoding."""
    data = bytearray(path.read_bytes())
    at = data.index(b"elst") + 4
    assert struct.unpack_from(">BxxxI", data, at) == (0, 1), "one entry of version 0"
    duration, media_time = struct.unpack_from(">Ii", data, at + 8)
    movie_scale = struct.unpack_from(">I", data, data.index(b"mvhd") + 4 + 12)[0]
    media_scale = struct.unpack_from(">I", data, data.index(b"mdhd") + 4 + 12)[0]
    struct.pack_into(">Ii", data, at + 8, keep * movie_scale // 30, media_time + skip * media_scale // 30)
    assert duration >= keep * movie_scale // 30
    path.write_bytes(data)
