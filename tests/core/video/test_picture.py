"""Pictures stand upright, have the right shape and the right colours."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from core.video.buffers import PictureBuffers
from core.video.picture import Orientation, PictureMaker
from core.video.reader import open_reader
from tests.core.video.clips import make_clip

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 180, 30), (30, 30, 200), (230, 230, 230)
LIMITED, FULL = 1, 2
BT709, UNSPECIFIED, BT601, BT2020 = 1, 2, 6, 9


def _quarters(width: int = 128, height: int = 64) -> np.ndarray:
    """Red | green over blue | white: no two of its eight orientations are alike."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2], picture[: height // 2, width // 2 :] = RED, GREEN
    picture[height // 2 :, : width // 2], picture[height // 2 :, width // 2 :] = BLUE, WHITE
    return picture


def _plain(size: tuple[int, int], yuv: tuple[int, int, int], matrix: int, colour_range: int) -> av.VideoFrame:
    frame = av.VideoFrame(*size, "yuv420p")
    for plane, value in zip(frame.planes, yuv, strict=True):
        np.frombuffer(memoryview(plane), np.uint8)[:] = value
    frame.colorspace, frame.color_range = matrix, colour_range
    return frame


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv420p10le", "yuv444p"])
@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_all_eight_orientations_stand_upright(clockwise: int, mirror: bool, pixel_format: str, tmp_path: Path) -> None:
    # display matrices of libavutil: clockwise turns, then a left-right mirror
    a, b, c, d = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[clockwise]
    if mirror:
        a, c = -a, -c
    matrix = [a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30]
    options = {"qp": "5"}
    path = make_clip(
        tmp_path / "clip.mp4", 2, size=(128, 64), pictures=[_quarters()] * 2, matrix=matrix,
        pixel_format=pixel_format, options=options,
    )  # fmt: skip
    expected = np.rot90(_quarters(), -clockwise // 90)
    expected = expected[:, ::-1] if mirror else expected
    with open_reader(path) as reader:
        frame = reader.frame(1)
        assert reader.info.rotation_deg == clockwise
        assert (reader.info.height_px, reader.info.width_px, 3) == frame.rgb.shape == expected.shape
        inner = np.abs(frame.rgb.astype(int) - expected)[8:-8, 8:-8]
        assert np.median(inner) < 6
        assert np.percentile(inner, 85) < 12  # the rest lies on the borders between quarters


def test_a_rotation_is_told_as_clockwise_turn_and_mirror() -> None:
    assert Orientation().rotation_deg == 0
    assert not Orientation(transpose=True, flip_x=True).mirrored
    assert Orientation(transpose=True).mirrored
    assert Orientation(flip_x=True).mirrored
    assert (Orientation(flip_y=True).rotation_deg, Orientation(flip_y=True).mirrored) == (180, True)


@pytest.mark.parametrize("odd", [(101, 75), (99, 64), (1081, 33)])
def test_odd_and_padded_sizes_come_out_whole(odd: tuple[int, int], tmp_path: Path) -> None:
    path = make_clip(
        tmp_path / "clip.mkv", 2, size=odd, pictures=[_quarters(*odd)] * 2, codec="ffv1", pixel_format="yuv444p"
    )
    with open_reader(path) as reader:
        rgb = reader.frame(1).rgb
        assert rgb.flags.c_contiguous
        assert np.abs(rgb.astype(int) - _quarters(*odd)).max() < 6


def test_pixels_that_are_not_square_are_made_so(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 2, pixel_aspect=Fraction(4, 3), pictures=[_quarters(160, 96)] * 2)
    with open_reader(path) as reader:
        assert (reader.info.width_px, reader.info.height_px) == (213, 96)
        assert reader.frame(0).rgb.shape == (96, 213, 3)
        assert np.abs(reader.frame(0).rgb[20, 60].astype(int) - RED).max() < 15
        assert np.abs(reader.frame(0).rgb[20, 160].astype(int) - GREEN).max() < 15


def test_pixels_square_but_for_rounding_are_left_alone(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 2, pixel_aspect=Fraction(1377, 1376))
    with open_reader(path) as reader:
        assert reader.info.width_px == 160


@pytest.mark.parametrize(
    ("yuv", "matrix", "colour_range", "size"),
    [
        ((63, 102, 240), BT709, LIMITED, (640, 360)),
        ((54, 99, 255), BT709, FULL, (640, 360)),
        ((81, 90, 240), BT601, LIMITED, (640, 360)),
        ((76, 85, 255), BT601, FULL, (640, 360)),
        ((74, 97, 240), BT2020, LIMITED, (640, 360)),
        ((81, 90, 240), UNSPECIFIED, LIMITED, (640, 360)),
        ((63, 102, 240), UNSPECIFIED, LIMITED, (1280, 720)),
        ((63, 102, 240), UNSPECIFIED, LIMITED, (720, 1280)),
        ((63, 102, 240), 14, LIMITED, (1280, 720)),
    ],
)
def test_pure_red_is_red_in_every_matrix_and_range(
    yuv: tuple[int, int, int], matrix: int, colour_range: int, size: tuple[int, int]
) -> None:
    frame = _plain(size, yuv, matrix, colour_range)
    rgb = PictureMaker(frame, None).rgb(frame)
    assert np.abs(rgb.astype(int) - (255, 0, 0)).max() <= 3


def test_white_and_grey_keep_their_level() -> None:
    for value, colour_range, level in ((235, LIMITED, 255), (255, FULL, 255), (100, FULL, 100), (126, LIMITED, 128)):
        frame = _plain((64, 48), (value, 128, 128), BT709, colour_range)
        assert np.abs(PictureMaker(frame, None).rgb(frame).astype(int) - level).max() <= 1


def test_a_frame_of_another_size_gets_the_clips_size() -> None:
    maker = PictureMaker(_plain((64, 48), (81, 90, 240), BT601, LIMITED), None)
    assert maker.rgb(_plain((128, 96), (81, 90, 240), BT601, LIMITED)).shape == (48, 64, 3)


@pytest.mark.parametrize("pixel_format", ["rgb24", "yuv420p"])
@pytest.mark.parametrize("width", [64, 70])
def test_a_picture_shares_no_memory_with_its_frame_or_another_picture(width: int, pixel_format: str) -> None:
    frame = av.VideoFrame(width, 48, pixel_format)
    for plane in frame.planes:
        np.frombuffer(memoryview(plane), np.uint8)[:] = 128
    maker = PictureMaker(frame, None)
    first, second = maker.rgb(frame), maker.rgb(frame)
    expected = second.copy()
    first[:] = 7
    assert np.array_equal(second, expected)
    assert np.array_equal(maker.rgb(frame), expected)
    assert first.flags.c_contiguous and second.flags.c_contiguous


def test_memory_is_lent_again_only_when_nothing_looks_at_it() -> None:
    buffers = PictureBuffers(kept=2)
    first = buffers.lend((4, 5, 3))
    place = first.ctypes.data
    row = first[1:2]
    del first
    assert buffers.lend((4, 5, 3)).ctypes.data != place
    del row
    places = {buffers.lend((4, 5, 3)).ctypes.data for _ in range(3)}
    assert place in places
    held = [buffers.lend((4, 5, 3)) for _ in range(5)]  # more than it keeps
    assert len({array.ctypes.data for array in held}) == 5
    assert buffers.lend((2, 2, 3)).shape == (2, 2, 3)
