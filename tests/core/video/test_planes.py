"""Squares taken out of a picture as it is stored look like the same squares of its upright RGB."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose import crop
from core.pose.backend import Box
from core.video.picture import PictureMaker
from core.video.planes import Planes, Room, planes_of
from core.video.reader import open_reader
from tests.core.video.clips import make_clip

LIMITED, FULL = 1, 2
BT709, UNSPECIFIED, BT601, BT2020, BT2020_CL, SMPTE240M = 1, 2, 6, 9, 10, 7
Floats = NDArray[np.float64]


def _slopes(width: int, height: int) -> NDArray[np.uint8]:
    """Red grows to the right, green downwards, blue along the diagonal: every place has a colour of its own."""
    y, x = np.mgrid[0:height, 0:width]
    colours = (40 + 170 * x / width, 40 + 170 * y / height, 60 + 70 * (x / width + y / height))
    return np.stack(colours, axis=-1).astype(np.uint8)


def _frame(
    luma: NDArray[np.uint8], blue: int, red: int, matrix: int = BT709, colour_range: int = FULL
) -> av.VideoFrame:
    height, width = luma.shape
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, values in zip(frame.planes, (luma, blue, red), strict=True):
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        rows[: plane.height, : plane.width] = values
    frame.colorspace, frame.color_range = matrix, colour_range
    return frame


def _planes(frame: av.VideoFrame) -> Planes:
    planes = planes_of(frame, PictureMaker(frame, None))
    assert planes is not None
    return planes


@pytest.mark.parametrize(
    ("size", "pixel_aspect"), [((256, 128), None), ((246, 130), None), ((128, 128), Fraction(4, 3))]
)
@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_a_square_of_any_orientation_and_shape_is_that_of_the_upright_picture(
    clockwise: int, mirror: bool, size: tuple[int, int], pixel_aspect: Fraction | None, tmp_path: Path
) -> None:
    a, b, c, d = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[clockwise]
    if mirror:
        a, c = -a, -c
    path = make_clip(
        tmp_path / "clip.mp4", 2, size=size, pictures=[_slopes(*size)] * 2, options={"qp": "5"},
        matrix=[a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30], pixel_aspect=pixel_aspect,
    )  # fmt: skip
    with open_reader(path) as reader:
        rgb = reader.frame(1).rgb
        (stored,) = reader.stored(1, 2)
    planes = stored.picture
    assert isinstance(planes, Planes)
    assert planes.shape == rgb.shape
    assert np.abs(planes.rgb().astype(int) - rgb).max() == 0
    for box in (Box(60, 70, 50, 0.4), Box(70, 60, 300, -1.0), Box(20, 90, 90, 0.0)):
        own, expected = (crop.cut(picture, box, 64).astype(int) for picture in (planes, rgb))
        assert np.percentile(np.abs(own - expected), 97) <= 5  # the rest lies on the picture's edge
        lighter = (own - expected).mean(axis=(0, 1))  # a little, RGB being rounded down; a shift would be coloured
        assert np.abs(lighter).max() < 2.5 and np.ptp(lighter) < 1
    grey = planes.grey((rgb.shape[1] // 2, rgb.shape[0] // 2), 1).astype(float)
    light = rgb[: 2 * grey.shape[0] : 2, : 2 * grey.shape[1] : 2] @ [0.299, 0.587, 0.114]
    assert np.abs(grey - light).mean() < 4


@pytest.mark.parametrize("colour_range", [LIMITED, FULL])
@pytest.mark.parametrize("matrix", [BT709, BT601, BT2020, BT2020_CL, UNSPECIFIED])
@pytest.mark.parametrize("size", [(64, 48), (1280, 720)])
def test_colours_are_those_of_the_upright_picture(matrix: int, colour_range: int, size: tuple[int, int]) -> None:
    for luma, blue, red in ((81, 90, 200), (150, 60, 100), (90, 180, 120), (126, 128, 128)):
        frame = _frame(np.full(size[::-1], luma, np.uint8), blue, red, matrix, colour_range)
        expected = PictureMaker(frame, None).rgb(frame)[10, 10].astype(int)
        square = crop.cut(_planes(frame), Box(30, 24, 20), 16)
        assert np.abs(square - expected).max() <= 2


def test_outside_the_picture_is_black() -> None:
    for colour_range in (LIMITED, FULL):
        frame = _frame(np.full((48, 64), 200, np.uint8), 128, 128, colour_range=colour_range)
        for size in (40, 400):
            square = crop.cut(_planes(frame), Box(-size, 24, size), 32)
            assert square.max() == 0


@pytest.mark.parametrize("size", [90.0, 200.0, 300.0, 700.0])
@pytest.mark.parametrize("turn", [0.0, 0.7])
def test_what_is_in_a_square_lies_where_the_square_says_it_does(size: float, turn: float) -> None:
    y, x = np.mgrid[0:400, 0:600] + 0.5
    at = np.array([250.0, 180.0])
    wide = size / 12
    luma = (240 * np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * wide**2))).astype(np.uint8)
    box = Box(at[0] + 0.1 * size, at[1] - 0.05 * size, size, turn)
    square = crop.cut(_planes(_frame(luma, 128, 128)), box, 64)[..., 0].astype(float)
    rows, columns = np.mgrid[0:64, 0:64] + 0.5
    found = np.array([[(square * columns).sum(), (square * rows).sum()]]) / square.sum()
    np.testing.assert_allclose(crop.apply(crop.to_picture(box, 64), found), [at], atol=0.003 * size)


def test_a_square_cut_into_memory_that_held_another_one_is_the_same_as_in_fresh_memory() -> None:
    y, x = np.mgrid[0:90, 0:120]
    planes = _planes(_frame(((x * y) % 256).astype(np.uint8), 100, 180))
    room = Room(32)
    for box in (Box(60, 40, 70, 0.3), Box(10, 80, 50), Box(100, 45, 20, -1.0), Box(-400, 0, 50)):
        np.testing.assert_array_equal(crop.cut(planes, box, 32, room), crop.cut(planes, box, 32))


def test_a_frame_of_another_size_is_seen_at_the_clips_size() -> None:
    maker = PictureMaker(_frame(np.zeros((48, 64), np.uint8), 128, 128), None)
    luma = np.full((96, 128), 30, np.uint8)
    luma[:, 64:] = 220
    planes = planes_of(_frame(luma, 128, 128), maker)
    assert planes is not None and planes.shape == (48, 64, 3)
    square = crop.cut(planes, Box(32, 24, 20), 20)
    assert square[:, :9].max() <= 31 and square[:, 11:].min() >= 219


def test_what_is_stored_otherwise_comes_as_rgb(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mkv", 2, codec="ffv1", pixel_format="yuv444p")
    with open_reader(path) as reader:
        (stored,) = reader.stored(1, 2)
        assert isinstance(stored.picture, np.ndarray)
        assert np.array_equal(stored.picture, reader.frame(1).rgb)
    frame = _frame(np.zeros((48, 64), np.uint8), 128, 128, matrix=SMPTE240M)
    assert planes_of(frame, PictureMaker(frame, None)) is None


def test_pictures_of_a_folder_come_as_they_are(tmp_path: Path) -> None:
    import cv2

    for k in range(3):
        cv2.imwrite(str(tmp_path / f"{k}.png"), _slopes(40, 30))
    with open_reader(tmp_path, capture_fps=30.0) as reader:
        numbers = [(s.number, s.time_s) for s in reader.stored(0, None, 2)]
        assert numbers == [(0, 0.0), (2, pytest.approx(2 / 30))]
        assert np.array_equal(next(reader.stored(1)).picture, reader.frame(1).rgb)
