"""What makes a step's numbers doubtful before anybody looks at them."""

from dataclasses import replace

import numpy as np
import pytest

from core.events.event import Step
from core.kinematics.view import View
from core.measures.sprint import MeasuredStep
from core.measures.sprint_gates import (
    ACROSS_FLIGHT,
    ARM_UNTOLD,
    FILM,
    FURTHER_BACK,
    OK,
    WITH_ARMS,
    by_arms,
    by_contact,
    by_flight,
    by_view,
)
from core.motion import measure
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.measures.test_sprint import measured, swinging
from tests.core.stick_figure import clock, noisy, run, seen

SIDE, FRONT = View("side", "right", 3.0, 3.0), View("front", "toward", 85.0, 3.0)


def step(lasts_s: float | None) -> Step:
    return Step(1, "left", 1.0, None if lasts_s is None else 1.0 + lasts_s, 0.004, 0.004)


@pytest.mark.parametrize("lasts_s", [-0.01, 0.02, 0.059, 0.41])
def test_a_contact_that_nobody_makes_is_doubted_and_so_is_what_hangs_on_its_end(lasts_s: float) -> None:
    status, reason = by_contact("contact_s", step(lasts_s), None)
    assert status == "caution"
    assert reason is not None
    assert f"lasts {1000 * lasts_s:.0f} ms" in reason
    assert "60 to 400" in reason
    assert by_contact("overlap_push_swing_pct", step(lasts_s), None)[0] == "caution"
    for name in ("step_s", "shank_inclination_touchdown_deg", "speed_m_s"):
        assert by_contact(name, step(lasts_s), None) == OK


def test_contacts_as_they_are_those_cut_off_and_those_of_slow_motion_are_not() -> None:
    assert by_contact("contact_s", step(0.06), None) == by_contact("contact_s", step(0.4), None) == OK
    assert by_contact("contact_s", step(None), None) == OK
    assert by_contact("contact_s", step(2.6), 8.0) == OK


def test_a_toe_off_dragged_to_its_touchdown_is_told_with_a_caution() -> None:
    track, steps = swinging(60)
    short = [replace(s, toe_off_s=s.touchdown_s + 0.02) if i == 4 else s for i, s in enumerate(steps)]
    told: list[MeasuredStep] = measured(track, short, 60)
    assert told[4].metrics["contact_s"].status == "caution"
    assert told[4].metrics["contact_s"].value == pytest.approx(0.02, abs=0.001)
    assert "lasts 20 ms" in (told[4].metrics["contact_s"].reason or "")
    assert told[3].metrics["contact_s"].status == "ok"


def test_what_hangs_on_a_flight_longer_than_any_in_running_is_doubted_for_a_contact_may_be_missed() -> None:
    for name in ACROSS_FLIGHT:
        status, reason = by_flight(name, step(0.1), 1.0 + 0.1 + 0.318, None)
        assert status == "caution"
        assert "this flight lasts 318 ms" in (reason or "")
        assert by_flight(name, step(0.1), 1.0 + 0.1 + 0.249, None) == OK
        assert by_flight(name, step(0.1), None, None) == by_flight(name, step(None), 1.5, None) == OK
        assert by_flight(name, step(0.8), 4.0, 8.0) == OK  # of slow motion
    for name in ("contact_s", "duty_factor", "speed_m_s", "overlap_push_swing_pct"):
        assert by_flight(name, step(0.1), 1.5, None) == OK


def test_two_steps_that_are_told_as_one_are_told_with_a_caution() -> None:
    track, steps = swinging(120)
    late = [replace(s, touchdown_s=s.touchdown_s + 0.2, toe_off_s=(s.toe_off_s or 0) + 0.2) if i > 4 else s
            for i, s in enumerate(steps)]  # fmt: skip
    told: list[MeasuredStep] = measured(track, late, 120)
    for name in ("flight_s", "step_s", "step_frequency_hz", "step_length_ratio"):
        assert told[4].metrics[name].status != "ok"
    assert "this flight lasts" in (told[4].metrics["step_frequency_hz"].reason or "")
    assert told[3].metrics["step_frequency_hz"].status == "ok"


def seen_like(visibility: float, far_elbow: bool = True) -> PoseTrack:
    time = clock(120, 2.2)
    track = noisy(seen(time, run(time)), 0.3)
    xy = np.array(track.xy_px)
    if not far_elbow:
        xy[:, INDEX["left_elbow"]] = np.nan
    told = np.where(np.isfinite(xy[..., 0]), visibility, np.nan)
    return PoseTrack(track.time_s, xy, told, track.world_m, track.noise_px)


@pytest.mark.parametrize(
    ("visibility", "far_elbow", "doubted"), [(1.0, True, True), (0.9, True, False), (1.0, False, False)]
)
def test_arms_are_doubted_where_a_file_tells_neither_what_was_seen_nor_leaves_out_an_arm(
    visibility: float, far_elbow: bool, doubted: bool
) -> None:
    found = measure(seen_like(visibility, far_elbow), wanted="sprint", fps=120)
    assert found.steps
    for step in found.steps:
        assert (step.metrics["peak_lag_arms_ms"].reason == ARM_UNTOLD) == doubted
        assert step.metrics["peak_lag_swing_ms"].reason != ARM_UNTOLD


def test_seen_from_the_front_no_arm_is_behind_the_trunk() -> None:
    assert all(by_arms(name, FRONT, arms_told=False) == OK for name in WITH_ARMS)
    assert all(by_arms(name, SIDE, arms_told=True) == OK for name in WITH_ARMS)


@pytest.mark.parametrize(("step_deg", "status"), [(22.0, "caution"), (-35.0, "refused")])
def test_who_films_square_to_the_track_is_told_to_stand_further_back(step_deg: float, status: str) -> None:
    """A runner who passes is seen at an angle at both ends of the picture, however the phone stands."""
    told, reason = by_view(View("side", "right", 1.0, 5.0), step_deg)
    assert told == status
    assert reason is not None and reason.endswith(FURTHER_BACK)


@pytest.mark.parametrize(("clip_deg", "step_deg"), [(22.0, 24.0), (20.0, None), (-18.0, float("nan"))])
def test_who_does_not_is_told_to_film_square_to_it(clip_deg: float, step_deg: float | None) -> None:
    _, reason = by_view(View("side", "right", clip_deg, 5.0), step_deg)
    assert reason is not None and reason.endswith(FILM)
