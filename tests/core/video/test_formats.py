"""What phones and cameras write comes back frame by frame in its own colours: containers, codecs, matrices, ranges."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from core.video.picture import Orientation
from core.video.reader import open_reader

N = 14
BT709, BT601, BT2020 = 1, 6, 9
LUMA = {BT709: (0.2126, 0.0722), BT601: (0.299, 0.114), BT2020: (0.2627, 0.0593)}
PATCHES = np.array(
    [(200, 60, 50), (60, 160, 70), (50, 70, 190), (128, 128, 128), (235, 235, 235), (20, 20, 20), (200, 170, 140),
     (170, 60, 160)], np.uint8
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """What is written; full : full-range samples."""

    codec: str
    pixel_format: str = "yuv420p"
    size: tuple[int, int] = (320, 240)
    matrix: int = BT709
    full: bool = False
    options: tuple[tuple[str, str], ...] = (("qp", "6"), ("g", "6"))
    pixel_aspect: Fraction | None = None


VP9 = (("crf", "6"), ("b", "0"), ("deadline", "realtime"), ("cpu-used", "8"), ("g", "6"))
AV1 = (("crf", "12"), ("preset", "8"), ("g", "6"), ("svtav1-params", "pred-struct=1"))
HEVC = (("x265-params", "log-level=none:qp=6:keyint=6"),)
MPEG4 = (("b", "20000000"), ("qmin", "1"), ("g", "6"))
JPEG = (("b", "50000000"), ("qmin", "1"))
CLIPS = {
    "h264.mp4": Kind("libx264"),
    "h264.mov": Kind("libx264", matrix=BT601),
    "h264.m4v": Kind("libx264", full=True),
    "h264.mkv": Kind("libx264", matrix=BT2020),
    "h264.mts": Kind("libx264"),
    "h264.3gp": Kind("libx264", matrix=BT601),
    "h264.avi": Kind("libx264"),
    "h264_full_601.mp4": Kind("libx264", matrix=BT601, full=True),
    "h264_odd.mp4": Kind("libx264", "yuv444p", (321, 241)),
    "h264_ten_bit.mkv": Kind("libx264", "yuv420p10le"),
    "hevc.mp4": Kind("libx265", options=HEVC),
    "hevc.mov": Kind("libx265", full=True, options=HEVC),
    "hevc_ten_bit.mov": Kind("libx265", "yuv420p10le", options=HEVC),
    "hevc_ten_bit_2020.mp4": Kind("libx265", "yuv420p10le", matrix=BT2020, options=HEVC),
    "hevc_ten_bit_full.mkv": Kind("libx265", "yuv420p10le", full=True, options=HEVC),
    "vp9.webm": Kind("libvpx-vp9", options=VP9),
    "vp9_odd.webm": Kind("libvpx-vp9", size=(321, 241), matrix=BT601, options=VP9),
    "vp9_full.mkv": Kind("libvpx-vp9", full=True, options=VP9),
    "av1.mp4": Kind("libsvtav1", options=AV1),
    "av1_odd.webm": Kind("libsvtav1", size=(321, 241), options=AV1),
    "av1_ten_bit.mkv": Kind("libsvtav1", "yuv420p10le", matrix=BT2020, options=AV1),
    "mpeg4.mp4": Kind("mpeg4", matrix=BT601, options=MPEG4),
    "mpeg4.3gp": Kind("mpeg4", matrix=BT601, options=MPEG4),
    "mpeg4_odd.avi": Kind("mpeg4", size=(321, 241), matrix=BT601, options=MPEG4),
    # its pixels are 12:11 by its standard
    "h263.3gp": Kind("h263", size=(352, 288), matrix=BT601, options=MPEG4, pixel_aspect=Fraction(12, 11)),
    "mpeg2.mts": Kind("mpeg2video", matrix=BT601, options=MPEG4),
    "mjpeg.avi": Kind("mjpeg", matrix=BT601, full=True, options=JPEG),
    "mjpeg_odd.mov": Kind("mjpeg", size=(321, 241), matrix=BT601, full=True, options=JPEG),
    "prores.mov": Kind("prores_ks", "yuv422p10le", options=()),
    "prores_wide.mov": Kind("prores_ks", "yuv422p10le", pixel_aspect=Fraction(4, 3), options=()),
    "h264_wide.mp4": Kind("libx264", pixel_aspect=Fraction(16, 11)),
    "h264_narrow.mkv": Kind("libx264", pixel_aspect=Fraction(3, 4)),
}


def _picture(number: int, size: tuple[int, int]) -> np.ndarray:
    """Patches in two rows of four, and below them the number in binary, six blocks."""
    width, height = size
    columns, rows = np.arange(width), np.arange(height)
    which = (rows * 3 // height)[:, None] * 4 + columns * 4 // width
    picture = PATCHES[np.minimum(which, len(PATCHES) - 1)]
    bits = np.array([number >> b & 1 for b in range(5, -1, -1)], np.uint8)
    picture[rows * 3 // height == 2] = (20 + 200 * bits)[columns * 6 // width][:, None]
    return picture


def _number_in(rgb: np.ndarray) -> int:
    height, width = rgb.shape[:2]
    blocks = rgb[height * 5 // 6, (2 * np.arange(6) + 1) * width // 12, 1]
    return int("".join(str(int(value > 120)) for value in blocks), 2)


def _patches_in(rgb: np.ndarray) -> np.ndarray:
    """(8, 3) medians of the middles of the patches."""
    height, width = rgb.shape[:2]
    return np.array([
        np.median(rgb[y - 6:y + 7, x - 6:x + 7].reshape(-1, 3), axis=0)
        for y in (height // 6, height // 2) for x in (2 * np.arange(4) + 1) * width // 8
    ])  # fmt: skip


def _frame(picture: np.ndarray, kind: Kind) -> av.VideoFrame:
    """The picture in the wanted matrix, range, depth and subsampling, by the formulas of BT.601, BT.709 and BT.2020."""
    kr, kb = LUMA[kind.matrix]
    r, g, b = np.moveaxis(picture / 255.0, -1, 0)
    y = kr * r + (1 - kr - kb) * g + kb * b
    depth = 10 if "10" in kind.pixel_format else 8
    top, step = (1 << depth) - 1, 1 << (depth - 8)
    black, span, chroma = (0, top, top) if kind.full else (16 * step, 219 * step, 224 * step)
    planes = [black + span * y]
    planes += [128 * step + chroma * c for c in ((b - y) / (2 * (1 - kb)), (r - y) / (2 * (1 - kr)))]
    name = kind.pixel_format
    frame = av.VideoFrame(picture.shape[1], picture.shape[0], name)
    for plane, values in zip(frame.planes, planes, strict=True):
        across, down = round(frame.width / plane.width), round(frame.height / plane.height)
        samples = np.frombuffer(memoryview(plane), np.uint16 if depth == 10 else np.uint8)
        rows = samples.reshape(-1, plane.line_size // samples.itemsize)
        rows[: plane.height, : plane.width] = np.rint(np.clip(values, 0, top))[::down, ::across]
    frame.colorspace, frame.color_range = kind.matrix, 2 if kind.full else 1
    return frame


def _write(path: Path, kind: Kind) -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream(kind.codec, rate=30)
        name = kind.pixel_format.replace("yuv420p", "yuvj420p") if kind.codec == "mjpeg" else kind.pixel_format
        stream.width, stream.height, stream.pix_fmt = *kind.size, name
        stream.codec_context.colorspace, stream.codec_context.color_range = kind.matrix, 2 if kind.full else 1
        stream.codec_context.time_base = Fraction(1, 30)
        if kind.pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = kind.pixel_aspect
        stream.options = dict(kind.options)
        for number in range(N):
            frame = _frame(_picture(number, kind.size), kind)
            if name != kind.pixel_format:
                frame = frame.reformat(format=name, src_color_range=2, dst_color_range=2)
            frame.pts, frame.time_base = number, Fraction(1, 30)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("name", CLIPS)
def test_every_format_comes_back_exactly_and_in_its_colours(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kind = CLIPS[name]
    path = _write(tmp_path / name, kind)
    capfd.readouterr()  # what the encoders say
    with open_reader(path) as reader:
        width, height = kind.size
        shown = (round(width * (kind.pixel_aspect or 1)), height)
        assert (reader.info.width_px, reader.info.height_px) == shown
        assert len(reader) == N
        assert reader.time_s - reader.time_s[0] == pytest.approx(np.arange(N) / 30, abs=1.1e-3)
        frames = list(reader.frames())
        assert [_number_in(frame.rgb) for frame in frames] == list(range(N))
        for number in (9, 2, 13, 0, 7):
            frame = reader.frame(number)
            assert np.array_equal(frame.rgb, frames[number].rgb)
            assert not frame.damaged
        assert np.abs(_patches_in(frames[5].rgb) - PATCHES).max() <= 7
        assert reader.info.notice == ""
    assert capfd.readouterr() == ("", "")


def _gif(frames: list[tuple[int, int, int, int, int, int, bytes]]) -> bytes:
    """A GIF of 8 x 4 pixels; each frame: delay in 1/100 s, disposal, left, top, width, height, its pixels.

    Pixels: 0 red, 1 green, 2 blue, 3 see-through.
    """
    palette = bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]) + bytes(3 * 124)
    out = b"GIF89a" + (8).to_bytes(2, "little") + (4).to_bytes(2, "little") + bytes([0xF6, 0, 0]) + palette
    out += b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + (3).to_bytes(2, "little") + b"\0"  # to be played three times
    for delay, disposal, left, top, width, height, colours in frames:
        out += b"\x21\xf9\x04" + bytes([disposal << 2 | 1]) + delay.to_bytes(2, "little") + b"\x03\0"
        out += b"\x2c" + b"".join(v.to_bytes(2, "little") for v in (left, top, width, height)) + b"\0"
        data = bytes([128]) + colours + bytes([129])  # clear, one code a pixel, end: all of eight bits
        out += b"\x07" + bytes([len(data)]) + data + b"\0"
    return out + b"\x3b"


def test_a_gif_has_its_own_times_and_its_see_through_parts_show_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    path.write_bytes(_gif([
        (7, 1, 0, 0, 8, 4, bytes([0] * 32)),  # all red, stays
        (20, 1, 2, 1, 4, 2, bytes([1, 3, 1, 3] * 2)),  # green stripes, red is seen between
        (5, 3, 0, 0, 8, 4, bytes([2] * 32)),  # all blue, then put back as it was
        (9, 1, 7, 3, 1, 1, bytes([2])),  # one blue pixel
    ]))  # fmt: skip
    red, green, blue = [255, 0, 0], [0, 255, 0], [0, 0, 255]
    with open_reader(path) as reader:
        assert reader.time_s == pytest.approx([0, 0.07, 0.27, 0.32], abs=1e-9)
        assert reader.info.variable_frame_rate
        assert (reader.info.codec, reader.info.width_px, reader.info.height_px) == ("gif", 8, 4)
        assert (reader.frame(0).rgb == red).all()
        last = reader.frame(3).rgb
        assert last[3, 7].tolist() == blue
        second = reader.frame(1).rgb
        for picture in (second, last):
            assert picture[1, 2:6].tolist() == [green, red, green, red]
            assert picture[0, 0].tolist() == red
        assert (reader.frame(2).rgb == blue).all()
        assert [frame.number for frame in reader.frames()] == [0, 1, 2, 3]


def test_a_frame_with_side_data_the_library_does_not_know_is_still_turned(tmp_path: Path) -> None:
    class Frame:
        rotation = -90

        @property
        def side_data(self) -> None:
            raise ValueError("31 is not a valid Type")

    assert Orientation.of(Frame()).rotation_deg == 90  # type: ignore[arg-type]
