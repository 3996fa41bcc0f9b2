"""Landmarks put by hand: exactly there where they were put, fading around, never where nobody touched anything."""

import numpy as np
import pytest

from core.edits.edits import Edits
from core.edits.landmarks import Correction, Hidden, SideSwap
from core.edits.on_landmarks import FADE_S, LandmarksByHand
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.stick_figure import RIGHT, clock, joints, seen, standing

KNEE = INDEX["left_knee"]


@pytest.fixture
def track() -> PoseTrack:
    t = clock(50.0, 4.0)
    return seen(t, joints(standing(len(t))), RIGHT)


def corrected(track: PoseTrack, *places: tuple[int, float], first_frame: int = 0) -> np.ndarray:
    """(T,) how far the left knee lies to the right of where it was found, with it put there in some frames."""
    x, y = track.xy_px[0, KNEE]
    edits = Edits(corrections=tuple(Correction("left_knee", frame, x + off, y) for frame, off in places))
    return LandmarksByHand(edits, first_frame).placed(track).xy_px[:, KNEE, 0] - track.xy_px[:, KNEE, 0]


def test_between_corrected_frames_the_difference_changes_linearly(track: PoseTrack) -> None:
    off = corrected(track, (50, 10.0), (70, 30.0))
    assert off[50:71] == pytest.approx(np.linspace(10, 30, 21))


def test_beyond_corrected_frames_it_fades_to_nothing(track: PoseTrack) -> None:
    off, fade = corrected(track, (50, 10.0)), FADE_S * 50
    assert off[50] == pytest.approx(10.0)
    assert off[53] == pytest.approx(10.0 * (1 - 3 / fade)) and off[47] == pytest.approx(off[53])
    far = np.abs(np.arange(len(off)) - 50) > fade
    assert not off[far].any()


def test_corrections_far_apart_are_two_mistakes(track: PoseTrack) -> None:
    off = corrected(track, (20, 10.0), (150, 10.0))
    assert off[20] == off[150] == pytest.approx(10.0) and not off[40:130].any()


def test_frames_count_in_the_clip_and_not_in_the_analysed_part(track: PoseTrack) -> None:
    assert corrected(track, (150, 10.0), first_frame=100).argmax() == 50
    assert not corrected(track, (50, 10.0), first_frame=100).any()


def test_a_landmark_nobody_found_leads_straight_from_place_to_place(track: PoseTrack) -> None:
    xy, world = track.xy_px.copy(), track.world_m.copy()
    xy[60:90, KNEE] = world[60:90, KNEE] = np.nan
    lost = PoseTrack(track.time_s, xy, track.visibility, world, track.noise_px)
    edits = Edits(corrections=(Correction("left_knee", 65, 100.0, 10.0), Correction("left_knee", 85, 200.0, 10.0)))
    placed = LandmarksByHand(edits).placed(lost)
    assert placed.xy_px[65:86, KNEE, 0] == pytest.approx(np.linspace(100, 200, 21))
    assert np.isfinite(placed.world_m[65:86, KNEE]).all()
    assert np.isnan(placed.xy_px[60:65, KNEE]).all() and np.isnan(placed.xy_px[86:90, KNEE]).all()


def test_not_visible_is_a_gap_of_that_landmark_alone(track: PoseTrack) -> None:
    placed = LandmarksByHand(Edits(hidden=(Hidden("left_knee", 10, 12),))).placed(track)
    assert np.isnan(placed.xy_px[10:13, KNEE]).all()
    assert np.isfinite(placed.xy_px[[9, 13], KNEE]).all()
    others = np.delete(np.arange(33), KNEE)
    assert np.array_equal(placed.xy_px[:, others], track.xy_px[:, others])


@pytest.mark.parametrize(
    ("limbs", "moved", "kept"), [("all", "hip", None), ("legs", "ankle", "wrist"), ("arms", "wrist", "ankle")]
)
def test_sides_are_exchanged_in_the_range_and_twice_is_as_before(
    track: PoseTrack, limbs: str, moved: str, kept: str | None
) -> None:
    swap = SideSwap(10, 20, limbs)
    placed = LandmarksByHand(Edits(swaps=(swap,))).placed(track)
    left, right = INDEX[f"left_{moved}"], INDEX[f"right_{moved}"]
    assert np.array_equal(placed.xy_px[10:21, left], track.xy_px[10:21, right])
    assert np.array_equal(placed.xy_px[21:, left], track.xy_px[21:, left])
    if kept:
        assert np.array_equal(placed.xy_px[:, INDEX[f"left_{kept}"]], track.xy_px[:, INDEX[f"left_{kept}"]])
    again = LandmarksByHand(Edits(swaps=(swap, swap))).placed(track)
    assert np.array_equal(again.xy_px, track.xy_px)


def test_without_edits_the_very_same_track_comes_back(track: PoseTrack) -> None:
    hand = LandmarksByHand(Edits(origin_s=1.0))
    assert hand.placed(track) is track and hand.pinned(track) is track and not hand.touched(track).any()
