"""Who is seen from afar: the box about a body, wherever in the picture and however it is turned."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core import opencv
from core.errors import ModelError
from core.pose.backend import Box
from core.pose.detector import SIDE, PersonDetector, anchors, joined
from core.pose.models import find_model
from core.video.reader import open_reader


def test_anchors_lie_in_the_middle_of_the_cells_of_every_layer() -> None:
    centres = anchors()
    assert centres.shape == (2254, 2)
    np.testing.assert_allclose(centres[[0, 1, 2]], [[4, 4], [4, 4], [12, 4]])
    np.testing.assert_allclose(centres[2 * 28 * 28], [8, 8])
    np.testing.assert_allclose(centres[-1], [SIDE - 16, SIDE - 16])


def test_detections_of_one_body_become_one_weighing_their_scores() -> None:
    hip = np.array([[100.0, 100.0], [104.0, 100.0], [300.0, 100.0]])
    found = joined(np.array([0.6, 0.9, 0.8]), hip, hip - np.array([0.0, 80.0]))
    assert [round(one.score, 2) for one in found] == [0.9, 0.8]
    assert found[0].box == Box(pytest.approx(102.4), pytest.approx(100.0), pytest.approx(200.0), pytest.approx(0.0))
    assert found[1].box.x == pytest.approx(300.0)


def test_the_box_is_turned_with_the_body() -> None:
    hip = np.array([[0.0, 0.0]])
    (lying,) = joined(np.array([0.9]), hip, hip + np.array([50.0, 0.0]))
    assert lying.box.turn_rad == pytest.approx(np.pi / 2), "the head is on the right: a quarter turn clockwise"


@pytest.fixture(scope="module")
def detector() -> Iterator[PersonDetector]:
    model = find_model()
    if model is None:
        pytest.skip("the pose model is not on this machine")
    one = PersonDetector(model)
    yield one
    one.close()


@pytest.fixture(scope="module")
def picture(demo: Path) -> NDArray[np.uint8]:
    with open_reader(demo / "squat.mp4") as reader:
        return reader.frame(0).rgb


def square(picture: NDArray[np.uint8]) -> Box:
    height, width = picture.shape[:2]
    return Box(width / 2, height / 2, float(max(width, height)))


def test_somebody_standing_is_seen_once_upright_and_whole(detector: PersonDetector, picture: NDArray[np.uint8]) -> None:
    (one,) = detector.find(picture, square(picture))
    height, width = picture.shape[:2]
    assert one.score > 0.6
    assert abs(one.box.turn_rad) < 0.2
    assert 0.3 * width < one.box.x < 0.7 * width
    assert 0.5 * height < one.box.size < 1.5 * height


def test_who_is_turned_with_the_picture_is_seen_turned(detector: PersonDetector, picture: NDArray[np.uint8]) -> None:
    (upright,) = detector.find(picture, square(picture))
    height, width = picture.shape[:2]
    cv2 = opencv.load()
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -25, 1.0)
    turned = np.asarray(cv2.warpAffine(picture, turn, (width, height)), np.uint8)
    (one,) = detector.find(turned, square(turned))
    assert np.degrees(one.box.turn_rad - upright.box.turn_rad) == pytest.approx(25, abs=10)


def test_a_square_of_the_picture_shows_the_same_body_in_the_pictures_pixels(
    detector: PersonDetector, picture: NDArray[np.uint8]
) -> None:
    (whole,) = detector.find(picture, square(picture))
    (part,) = detector.find(picture, Box(whole.box.x + 40, whole.box.y - 30, 1.2 * whole.box.size))
    assert np.hypot(part.box.x - whole.box.x, part.box.y - whole.box.y) < 0.06 * whole.box.size
    assert part.box.size == pytest.approx(whole.box.size, rel=0.15)


def test_nobody_is_seen_in_a_grey_picture(detector: PersonDetector) -> None:
    grey = np.full((360, 640, 3), 128, np.uint8)
    assert detector.find(grey, square(grey)) == []


def test_a_bundle_without_a_detector_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.task"
    broken.write_bytes(b"no bundle")
    with pytest.raises(ModelError, match="cannot be read"):
        PersonDetector(broken)
