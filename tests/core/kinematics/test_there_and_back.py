"""Who goes past and comes back is told from who goes one way, stays, or is panned along with."""

from dataclasses import replace

import numpy as np
import pytest

from core.kinematics.there_and_back import turned_back_s
from core.pose.camera_motion import CameraMotion
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import PX, clock, filmed, run, squat

T = clock(30.0, 4.0)


def past(metres: np.ndarray, panned: bool = False) -> PoseTrack:
    """A runner who goes these metres along the picture; a camera that is panned along keeps them in its middle."""
    track = filmed(T, run(T))
    across = np.stack([metres * PX, np.zeros_like(metres)], axis=1)
    assert track.camera is not None
    if panned:
        return replace(track, camera=replace(track.camera, shift_px=-across))
    return replace(track, xy_px=track.xy_px + across[:, None])


THERE = 3.0 * T
AND_BACK = 7.5 - 3.0 * np.abs(T - 2.5)


@pytest.mark.parametrize("panned", [False, True])
@pytest.mark.parametrize("way", [1.0, -1.0])
def test_the_turn_is_told_to_a_tenth_of_a_second(way: float, panned: bool) -> None:
    track = past(way * AND_BACK, panned)
    assert turned_back_s(track) == pytest.approx(2.5, abs=0.1)
    gone = np.array(track.xy_px)
    gone[60:84] = np.nan  # out of the picture while turning
    assert turned_back_s(replace(track, xy_px=gone)) == pytest.approx(2.5, abs=0.6)


def test_who_goes_one_way_or_stays_has_not_turned_back() -> None:
    assert turned_back_s(past(THERE)) is None
    assert turned_back_s(past(THERE, panned=True)) is None
    assert turned_back_s(past(0.0 * T)) is None
    assert turned_back_s(filmed(T, squat(T, (Move(0.5),)))) is None
    nobody = np.full_like(past(THERE).xy_px, np.nan)
    assert turned_back_s(replace(past(THERE), xy_px=nobody)) is None


def test_a_camera_of_which_nothing_is_known_tells_nothing() -> None:
    track = past(AND_BACK)
    assert turned_back_s(replace(track, camera=CameraMotion.unknown(len(T), (1280, 720)))) is None
