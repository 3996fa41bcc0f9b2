"""What is asked of single pictures once the athlete is found."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.measures.pictures import with_pictures
from core.pose.camera_motion import CameraMotion
from core.pose.source import Tracked
from core.pose.track import PoseTrack
from core.video.reader import PyAVReader
from tests.core.pose.test_verticals import SIZE, posts
from tests.core.video.clips import make_clip

FRAMES = 12


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Posts before a phone that is turned by four degrees."""
    return make_clip(tmp_path_factory.mktemp("posts") / "posts.mp4", FRAMES, size=SIZE, pictures=[posts(4, 0)] * FRAMES)


def told(clip: Path, shift_px: float = 0.0, seen_in_them: bool = True) -> PoseTrack:
    still = CameraMotion.unknown(FRAMES, SIZE)
    way = np.linspace([0.0, 0.0], [shift_px, 0.0], FRAMES)
    camera = replace(still, shift_px=way, log_scale=np.zeros(FRAMES), roll_deg=np.zeros(FRAMES))
    raw = replace(PoseTrack.empty(np.arange(FRAMES) / 30), camera=camera)
    with PyAVReader(clip) as reader:
        return with_pictures(Tracked(raw, 1, "some", "some", ""), reader, seen_in_them).raw


def test_a_still_camera_s_background_tells_how_far_the_picture_is_turned(filmed: Path) -> None:
    found = told(filmed).verticals
    assert found is not None
    assert found.turned_deg(SIZE[0] / 2, SIZE[1] / 2) == pytest.approx(-4.0, abs=0.5)


def test_a_camera_that_pans_is_not_asked(filmed: Path) -> None:
    assert told(filmed, shift_px=SIZE[0] / 2).verticals is None


def test_pictures_of_another_program_s_landmarks_are_not_asked(filmed: Path) -> None:
    assert told(filmed, seen_in_them=False).verticals is None
