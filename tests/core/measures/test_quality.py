"""What to refilm, and which numbers hang on hidden landmarks."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from core.events.event import Rejected, Rep, Step
from core.events.squat_judge import SITTING
from core.kinematics.view import View
from core.measures.notes import Filmed, Found, notes
from core.measures.quality import QualityNote, coverage, leg_seen, leg_seen_and_jumps, legs_cut, mark_hidden
from core.measures.spec import Metric
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, seen, squat

SIDE = View("side", "right", 3.0, 6.0)
FRONT = View("front", "toward", 88.0, 6.0)
T = clock(30, 4.0)
WHOLE = (float(T[0]), float(T[-1]))
SIZE = (1280, 900)
REP = Rep(1, 1.0, 1.9, 2.0, 2.1, 3.0, 0.02, 0.02, 0.02)


def athlete() -> PoseTrack:
    return seen(T, squat(T, (Move(0.5),)))


def hidden(track: PoseTrack, share: float, *landmarks: str) -> PoseTrack:
    """Landmarks the model only guesses in a share of the frames."""
    visibility = np.array(track.visibility)
    for name in landmarks:
        visibility[: round(share * len(track)), INDEX[name]] = 0.2
    return replace(track, visibility=visibility)


def told(
    track: PoseTrack | None = None, view: View = SIDE, movement: Any = "squat", **changes: Any
) -> dict[str, QualityNote]:
    """changes : fields of `Filmed` and `Found`."""
    clip = {field.name: changes.pop(field.name) for field in fields(Filmed) if field.name in changes}
    found = Found(**{"movement": movement, "reps": (REP,)} | changes)
    filmed = Filmed(**{"people": 1, "fps": 120.0, "size_px": SIZE} | clip)
    return {n.code: n for n in notes(athlete() if track is None else track, view, found, filmed)}


def test_somebody_who_lies_is_told_how_to_turn_the_clip() -> None:
    lying = replace(athlete(), xy_px=athlete().xy_px[..., ::-1].copy())
    note = told(lying, movement="none", reps=())["lying"]
    assert note.severity == "refuse" and "set it upright" in note.message


def test_a_body_that_lies_beside_a_face_for_a_moment_is_a_part_of_a_body() -> None:
    lying = replace(athlete(), xy_px=athlete().xy_px[..., ::-1].copy())
    assert "body_cut" not in told(lying, movement="none", reps=())
    made_up = np.where(np.arange(len(lying))[:, None, None] < 0.4 * len(lying), lying.xy_px, np.nan)
    codes = set(told(replace(lying, xy_px=made_up), movement="none", reps=()))
    assert "body_cut" in codes and not codes & {"lying", "athlete_missing", "no_movement"}


def test_a_head_that_is_cut_off_is_told() -> None:
    top = float(np.nanmin(athlete().xy_px[:, INDEX["nose"], 1]))
    note = told(replace(athlete(), xy_px=athlete().xy_px - [0.0, top + 30.0]))["head_cut"]
    assert note.severity == "caution" and "raise the phone" in note.message


def test_a_good_clip_has_nothing_to_complain_about() -> None:
    assert told() == {}


def test_coverage_counts_frames_in_which_a_landmark_was_seen_and_not_guessed() -> None:
    track = hidden(athlete(), 0.25, "left_knee")
    xy = np.array(track.xy_px)
    xy[-12:, INDEX["nose"]] = np.nan
    shares = coverage(replace(track, xy_px=xy))
    assert shares["left_knee"] == pytest.approx(0.75)
    assert shares["nose"] == pytest.approx(0.9)
    assert shares["right_knee"] == 1.0
    assert len(shares) == 33


def test_nobody_covers_nothing() -> None:
    assert set(coverage(PoseTrack.empty(T)).values()) == {0.0}
    assert set(coverage(PoseTrack.empty(np.zeros(0))).values()) == {0.0}


def test_from_the_side_only_the_near_leg_must_be_seen_and_from_the_front_both() -> None:
    far = hidden(athlete(), 0.5, "left_knee")
    assert leg_seen(far, SIDE) == 1.0
    assert leg_seen(far, replace(SIDE, facing="left")) == pytest.approx(0.5)
    assert leg_seen(far, FRONT) == pytest.approx(0.5)


def test_a_landmark_that_jumps_away_from_its_path_was_not_seen_whatever_the_model_claims() -> None:
    smoothed = athlete()
    tall = float(np.ptp(smoothed.xy_px[0, :, 1]))
    xy = np.array(smoothed.xy_px)
    xy[::2, INDEX["right_knee"], 0] += 0.03 * tall
    xy[:, INDEX["right_hip"], 1] += 0.01 * tall
    xy[:, INDEX["left_knee"], 1] += 0.1 * tall
    jumping = replace(smoothed, xy_px=xy)
    assert leg_seen(jumping, SIDE) == 1.0
    assert leg_seen_and_jumps(jumping, SIDE, WHOLE, smoothed, tall) == pytest.approx((0.5, 0.5), abs=0.01)
    assert leg_seen_and_jumps(jumping, SIDE, WHOLE, smoothed, 0.0) == pytest.approx((0.5, 0.5), abs=0.01)
    assert leg_seen_and_jumps(smoothed, SIDE, WHOLE, smoothed, tall) == (1.0, 0.0)


def test_a_leg_that_jumps_now_and_then_is_guessed_at_in_between_and_its_numbers_are_careful() -> None:
    smoothed = athlete()
    tall = float(np.ptp(smoothed.xy_px[0, :, 1]))
    for every, careful in ((5, True), (12, False)):
        xy = np.array(smoothed.xy_px)
        xy[::every, INDEX["right_knee"], 0] += 0.03 * tall
        jumping = replace(smoothed, xy_px=xy)
        seen, jumps = leg_seen_and_jumps(jumping, SIDE, WHOLE, smoothed, tall)
        assert (seen, jumps) == pytest.approx((1 - 1 / every, 1 / every), abs=0.01)
        assert leg_seen_and_jumps(jumping, replace(SIDE, facing="left"), WHOLE, smoothed, tall) == (1.0, 0.0)
        marked = mark_hidden(METRICS, 1 - jumps, jumps)["peak_right_knee_flexion_deg"]
        assert (marked.value, marked.sd) == (110.0, 3.0)
        assert (marked.status == "caution") == careful
        assert ("leg_hidden" in told(leg_share=1 - jumps, leg_jumps=jumps)) == careful
    assert leg_seen_and_jumps(PoseTrack.empty(T), SIDE, WHOLE, PoseTrack.empty(T), 0.0) == (0.0, 0.0)


def test_the_worst_of_hip_knee_and_ankle_counts_and_only_in_the_stretch_asked_for() -> None:
    track = hidden(hidden(athlete(), 0.25, "right_knee"), 0.5, "right_ankle")
    assert leg_seen(track, SIDE) == pytest.approx(0.5)
    assert leg_seen(track, SIDE, (2.1, 3.9)) == 1.0
    assert leg_seen(track, SIDE, (0.0, 1.0)) == 0.0
    assert leg_seen(track, SIDE, (50.0, 60.0)) == 0.0


METRICS = {
    "peak_right_knee_flexion_deg": Metric(110.0, "deg", 3.0),
    "contact_s": Metric(0.12, "s", 0.01),
    "step_frequency_hz": Metric(4.0, "Hz", 0.1),
    "left_fppa_bottom_deg": Metric(None, "deg", None, "refused", "film from the front"),
    "rise": Metric(3.0, "ratio", 0.1, "caution", "its own reason"),
}


def test_numbers_of_a_leg_that_was_seen_are_left_alone() -> None:
    assert mark_hidden(METRICS, 0.6) == METRICS


def test_a_leg_half_hidden_is_caution_with_a_reason_and_times_stay() -> None:
    marked = mark_hidden(METRICS, 0.4)
    knee = marked["peak_right_knee_flexion_deg"]
    assert (knee.value, knee.sd, knee.status) == (110.0, 3.0, "caution")
    assert knee.reason is not None
    assert "hidden or jumps about in 60 % of the frames" in knee.reason
    assert marked["contact_s"] == METRICS["contact_s"]
    assert marked["step_frequency_hz"] == METRICS["step_frequency_hz"]
    assert marked["rise"].reason == "its own reason"
    assert marked["left_fppa_bottom_deg"] == METRICS["left_fppa_bottom_deg"]


def test_a_leg_hardly_ever_seen_is_refused_no_value_is_left_and_times_are_a_caution() -> None:
    marked = mark_hidden(METRICS, 0.2)
    for name in ("peak_right_knee_flexion_deg", "rise"):
        assert (marked[name].value, marked[name].sd, marked[name].status) == (None, None, "refused")
        assert "film with a free view" in str(marked[name].reason)
    contact = marked["contact_s"]
    assert (contact.value, contact.sd, contact.status) == (
        METRICS["contact_s"].value,
        METRICS["contact_s"].sd,
        "caution",
    )
    assert "film with a free view" in str(contact.reason)


def test_nobody_is_the_only_thing_to_say_of_an_empty_clip() -> None:
    found = told(PoseTrack.empty(T), movement="none")
    assert list(found) == ["no_person"]
    assert found["no_person"].severity == "refuse"


def test_a_clip_without_a_movement_says_so() -> None:
    assert told(movement="none", reps=())["no_movement"].severity == "info"


@pytest.mark.parametrize("movement", ["none", "squat"])
def test_a_clip_of_sitting_down_and_standing_up_is_told_as_that(movement: str) -> None:
    sat = (Rejected("rep", 1.0, 3.0, SITTING),)
    message = told(movement=movement, reps=(), rejected=sat)["no_movement"].message
    assert message.startswith("No squat was counted: this looks like sitting down and standing up.")
    assert "no_movement" not in told(rejected=sat), "beside reps it is one of those that were not counted"


def test_somebody_who_comes_back_is_told_when_and_to_trim_the_clip() -> None:
    there = athlete()
    way = 1500.0 * (1 - np.abs(np.linspace(-1, 1, len(there))))
    back = replace(there, xy_px=there.xy_px + np.stack([way, 0 * way], axis=1)[:, None])
    message = told(back, movement="none", reps=())["no_movement"].message
    assert f"comes back at {T[len(T) // 2]:.1f} s" in message and "trim" in message


def test_a_movement_that_was_asked_for_and_not_found_is_said_by_its_name() -> None:
    assert "No running step" in told(movement="sprint", reps=())["no_movement"].message
    assert "No squat was" in told(movement="squat", reps=())["no_movement"].message
    assert "no_movement" not in told()


@pytest.mark.parametrize(("share", "severity"), [(0.5, "caution"), (0.1, "refuse")])
def test_a_hidden_leg_is_told_by_how_much(share: float, severity: str) -> None:
    note = told(leg_share=share)["leg_hidden"]
    assert note.severity == severity
    assert "hidden or jumps about" in note.message and "in good light" in note.message  # which of the two is not known
    assert "leg_hidden" not in told(leg_share=0.7)


def test_an_athlete_who_is_away_for_long_is_told() -> None:
    track = athlete()
    xy = np.array(track.xy_px)
    xy[:30] = np.nan
    message = told(replace(track, xy_px=xy))["athlete_missing"].message
    assert "75 %" in message
    assert "trim the clip" in message


def test_a_run_from_the_front_is_refused_where_its_yaw_is_not_known_either() -> None:
    front = View("front", "toward", None, None)
    assert told(view=front, movement="sprint")["frontal_run"].severity == "refuse"
    assert "measured from the side" in told(view=front, movement="none", reps=())["no_movement"].message
    assert "from the side" not in told(movement="none", reps=())["no_movement"].message


def test_feet_below_the_edge_are_told() -> None:
    assert "feet_cut" in told(size_px=(1280, int(np.nanmax(athlete().xy_px[..., 1])) - 5))


@pytest.mark.parametrize(
    ("view", "code"),
    [(View("oblique", "right", 45.0, 6.0), "oblique_view"), (View("side", "right", 22.0, 6.0), "yaw"),
     (View("front", "toward", 75.0, 6.0), "yaw"), (View("back", "away", 75.0, 6.0), "yaw")],
)  # fmt: skip
def test_a_phone_that_does_not_stand_square_is_told(view: View, code: str) -> None:
    assert told(view=view)[code].severity == "caution"
    assert told(view=view, movement="none").keys() == {"no_movement"}


def test_running_towards_the_camera_is_refused() -> None:
    assert told(view=FRONT, movement="sprint")["frontal_run"].severity == "refuse"


def test_contacts_at_a_low_frame_rate_are_caution_with_what_they_are_worth() -> None:
    note = told(movement="sprint", fps=30.0)["low_frame_rate"]
    assert "14 ms" in note.message
    assert "low_frame_rate" not in told(movement="sprint", fps=120.0)
    assert "low_frame_rate" not in told(movement="squat", fps=30.0)


def test_slow_motion_is_asked_about_unless_the_rate_was_told() -> None:
    steps = [Step(k, "left", 2.0 * k, 2.0 * k + 1.2, 0.01, 0.01) for k in range(4)]
    assert "slow_motion" in told(movement="sprint", steps=steps)
    assert "slow_motion" not in told(movement="sprint", steps=steps, capture_told=True)
    assert "slow_motion" in told(movement="none", slow=True)
    normal = [replace(s, toe_off_s=s.touchdown_s + 0.12) for s in steps]
    assert "slow_motion" not in told(movement="sprint", steps=normal)


def test_a_rate_noted_in_the_file_is_asked_about_where_it_is_not_the_one_it_plays_at() -> None:
    note = told(fps=30.0, told_fps=240.0)["slow_motion"]
    assert "240" in note.message and "30" in note.message
    assert "slow_motion" not in told(fps=29.97, told_fps=30.0)
    assert "slow_motion" not in told(fps=240.0, told_fps=240.0, capture_told=True)


def test_small_athletes_several_people_and_uneven_rates_are_told_without_blame() -> None:
    found = told(size_px=(4000, 4000), people=3, variable=True)
    assert {"small_athlete", "several_people", "variable_frame_rate"} <= set(found)
    assert {n.severity for n in found.values()} == {"info"}
    assert found["several_people"].message.startswith("3 people")


def test_of_several_people_it_is_told_who_was_taken_and_that_another_can_be() -> None:
    for track, picked, who in (
        (athlete(), False, "the one who moves most like an athlete"),
        (athlete(), True, "the one who was picked"),
        (one_frame(), False, "the largest"),
    ):
        message = told(track, people=2, picked=picked)["several_people"].message
        assert message == f"2 people were seen; {who} was taken. Another one can be picked."


def one_frame() -> PoseTrack:
    return seen(T[:1], squat(T, (Move(0.5),))[:1])


def test_a_single_picture_says_that_a_movement_needs_a_video_whether_or_not_somebody_is_in_it() -> None:
    found = told(one_frame(), movement="none")
    assert list(found) == ["single_picture"]
    assert found["single_picture"].severity == "refuse"
    assert "needs a video: the pose is shown" in found["single_picture"].message
    nobody = told(PoseTrack.empty(T[:1]), movement="none")
    assert list(nobody) == ["no_person", "single_picture"]
    assert "pose is shown" not in nobody["single_picture"].message


@pytest.mark.parametrize("frames", [2, 5, 14])
def test_less_than_a_step_takes_is_told_as_too_short_unless_a_step_was_found(frames: int) -> None:
    short = seen(T[:frames], squat(T, (Move(0.5),))[:frames])
    found = told(short, movement="none", reps=())
    assert "no_movement" not in found
    assert found["too_short"].severity == "refuse"
    assert found["too_short"].message.startswith(f"This lasts {frames / 30:.2f} s ({frames} frames), too short for")
    assert "too_short" not in told(short)
    assert "too_short" not in told(seen(T[:16], squat(T, (Move(0.5),))[:16]), movement="none", reps=())


@pytest.mark.parametrize(("grows", "said"), [(1.4, "40 %"), (1 / 1.4, "40 %"), (1.05, None)])
def test_a_camera_that_zooms_within_a_scene_is_told_by_how_much(grows: float, said: str | None) -> None:
    n, still = len(T), np.zeros(len(T))
    scale = np.log(grows) * np.clip(T - 1, 0, 1)
    camera = CameraMotion(np.zeros((n, 2)), scale, still, still, np.zeros(n, int), np.zeros(n, bool), SIZE)
    found = told(replace(athlete(), camera=camera))
    assert ("camera_zooms" in found) == (said is not None)
    if said is not None:
        assert found["camera_zooms"].severity == "caution" and f"its size by {said}" in found["camera_zooms"].message


def test_a_part_of_a_body_asks_for_the_whole_and_for_nothing_that_hangs_on_what_was_guessed() -> None:
    for landmark in ("knee", "ankle"):
        both = (f"left_{landmark}", f"right_{landmark}")
        part = hidden(athlete(), 0.5, *both)
        assert legs_cut(part)
        found = told(part, movement="none", reps=(), leg_share=0.0, size_px=(4000, 4000), people=2)
        assert list(found) == ["body_cut", "several_people"]
        assert "whole body, head to feet" in found["body_cut"].message
        assert not legs_cut(hidden(athlete(), 0.3, *both)), "most frames show a leg"
        assert not legs_cut(hidden(athlete(), 1.0, both[0])), "one leg is enough"
    xy = np.array(athlete().xy_px)
    xy[..., [INDEX["left_ankle"], INDEX["right_ankle"]], :] = np.nan
    assert legs_cut(replace(athlete(), xy_px=xy)), "out of the picture"
    assert not legs_cut(PoseTrack.empty(T))


def test_the_gravest_comes_first() -> None:
    order = [n.severity for n in told(view=FRONT, movement="sprint", fps=30.0, people=2, leg_share=0.1).values()]
    assert order == sorted(order, key=["refuse", "caution", "info"].index)
    assert len(set(order)) == 3


def test_feet_that_no_frame_holds_are_not_called_cut_off() -> None:
    track = athlete()
    xy = np.array(track.xy_px)
    xy[:, 29:] = np.nan
    notes_told = told(replace(track, xy_px=xy))
    assert notes_told.keys() == {"no_feet"}


def test_without_a_picture_nothing_is_said_of_its_edges() -> None:
    assert told(size_px=(0, 0)) == {}
