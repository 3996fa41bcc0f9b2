"""An analysis that is cancelled and gone on with: what the camera did comes out as at one go."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import opencv
from core.pose import estimate as estimating
from core.pose import store
from core.pose.athlete import Followed, follow
from core.pose.begun import Begun
from core.pose.camera_motion import CameraMotion
from core.pose.estimate import estimate
from core.pose.models import find_model
from core.progress import Progress
from core.video.reader import PyAVReader, open_reader
from tests.core.pose.test_estimate import finished
from tests.core.video.clips import make_clip

pytestmark = pytest.mark.skipif(find_model() is None, reason="the pose model is not on this machine")


@pytest.fixture(scope="module")
def shaken(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Iterator[PyAVReader]:
    """A squat from a phone in a hand that trembles, small."""
    cv2 = opencv.load()
    with open_reader(demo / "squat.mp4") as whole:
        pictures = [whole.frame(number).rgb for number in range(58, 118, 2)]
    height, width = pictures[0].shape[:2]
    away = np.random.default_rng(0).integers(0, 24, (len(pictures), 2))
    moved = [p[y : height - 24 + y, x : width - 24 + x] for p, (x, y) in zip(pictures, away.tolist(), strict=True)]
    size = (width // 3 // 2 * 2, height // 3 // 2 * 2)
    small = [np.asarray(cv2.resize(p, size, interpolation=cv2.INTER_AREA), np.uint8) for p in moved]
    clip = make_clip(tmp_path_factory.mktemp("shaken") / "shaken.mp4", len(small), size=size, pictures=small)
    with open_reader(clip) as opened:
        yield opened


def nudged(*asked: Any) -> Generator[Progress, None, Followed]:
    """In the end the athlete's boxes may lie a little beside those that hid them from the camera on the way."""
    found = yield from follow(*asked)
    return replace(found, boxes=found.boxes + found.boxes[:, 2:3] * [0.06, 0.0, 0.0, 0.0], looks={})


@pytest.fixture(scope="module")
def camera_at_one_go(shaken: PyAVReader, model: Path) -> CameraMotion:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(estimating, "follow", nudged)
        whole = finished(estimate(shaken, model, "landmark-network", range(len(shaken.time_s)), jobs=2))[0].camera
    assert whole is not None
    assert whole.state != "still"
    return whole


@pytest.mark.parametrize("shares", [(0.3,), (0.9,), (0.3, 0.9)], ids=str)
def test_after_a_cancel_the_camera_comes_out_the_same_as_well(
    shaken: PyAVReader,
    camera_at_one_go: CameraMotion,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    shares: tuple[float, ...],
) -> None:
    monkeypatch.setattr(estimating, "follow", nudged)
    numbers = range(len(shaken.time_s))
    asked = (shaken, model, "landmark-network", numbers)
    begun: Begun | None = None
    for share in shares:
        left: list[Begun] = []
        steps = estimate(*asked, jobs=2, begun=begun, on_stop=left.append)
        for progress in steps:
            if progress.stage == "pose" and progress.done >= share * len(numbers):
                break
        steps.close()
        (one,) = left
        store.save_begun("begun", one)
        begun = store.load_begun("begun", len(numbers))
        assert begun is not None
    again = finished(estimate(*asked, jobs=2, begun=begun))[0].camera
    assert again is not None
    for name in ("shift_px", "log_scale", "roll_deg", "sd_px", "segment"):
        np.testing.assert_array_equal(getattr(again, name), getattr(camera_at_one_go, name), err_msg=name)
