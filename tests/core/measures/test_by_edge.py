"""What is read off one frame is told with caution where the picture's edge hides a joint of it, and nowhere else."""

from dataclasses import replace

import numpy as np

from core.measures.by_edge import guessed_by_edge
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core import builders

ANKLE, KNEE = INDEX["left_ankle"], INDEX["left_knee"]
ROW = 5


def shown(lower_edge_px: int, unseen: int) -> PoseTrack:
    """Somebody 650 px from shoulder to ankle, the ankle at 1050, one landmark of whom does not count as seen."""
    track = builders.track(np.arange(20) / 30, np.zeros(20))
    visibility = track.visibility.copy()
    visibility[1:, unseen] = 0.3
    return replace(track, visibility=visibility, camera=CameraMotion.unknown(20, (720, lower_edge_px)))


def test_an_unseen_joint_by_the_picture_s_edge_or_beyond_it_is_a_guess() -> None:
    for edge in (1045, 1060, 1080):
        assert guessed_by_edge(shown(edge, ANKLE), ROW) == {ANKLE}


def test_an_unseen_joint_within_the_picture_is_hidden_and_no_guess_of_the_edge() -> None:
    assert guessed_by_edge(shown(1150, ANKLE), ROW) == frozenset()
    assert guessed_by_edge(shown(1060, KNEE), ROW) == frozenset()


def test_a_joint_by_the_edge_that_is_seen_or_was_put_by_hand_is_no_guess() -> None:
    track = shown(1060, ANKLE)
    visibility = track.visibility.copy()
    visibility[ROW, ANKLE] = 1.0
    assert guessed_by_edge(replace(track, visibility=visibility), ROW) == frozenset()
    assert guessed_by_edge(track, ROW + 1) == {ANKLE}


def test_where_no_picture_is_known_nothing_is_by_its_edge() -> None:
    assert guessed_by_edge(replace(shown(1060, ANKLE), camera=None), ROW) == frozenset()
    assert guessed_by_edge(shown(1060, ANKLE), 0) == frozenset(), "nobody there"
