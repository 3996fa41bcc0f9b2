"""Numbers of legs in loose trousers."""

from dataclasses import replace

import numpy as np
import pytest

from core.edits.edits import NO_EDITS
from core.edits.landmarks import Correction
from core.motion import measure
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.rep_results import measure_each
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, noisy, seen, squat

MOVES = (Move(1.0), Move(3.9), Move(6.8))
T = clock(30, 10)


def filmed(wander_px: float, seed: int) -> PoseTrack:
    """A squatter whose hips and knees go slowly to and fro, which no frame's noise shows."""
    track, rng = replace(noisy(seen(T, squat(T, MOVES)), 0.4), hips_in_front=False), np.random.default_rng(seed)
    xy = track.xy_px.copy()
    for side in SIDES:
        for part in ("hip", "knee"):
            knots = rng.standard_normal((30, 2))
            path = np.stack([np.interp(T, np.arange(30) * 0.4, knots[:, k]) for k in (0, 1)], axis=-1)
            xy[:, INDEX[f"{side}_{part}"]] += wander_px * path
    return replace(track, xy_px=xy)


def test_a_slow_wander_of_hips_and_knees_is_in_the_plus_minus_and_no_such_depth_is_ok() -> None:
    calm = measure(filmed(0.0, 0), wanted="squat")
    assert all(r.metrics["depth_thigh_to_horizontal_deg"].status == "ok" for r in calm.reps)
    misses, sds = [], []
    for seed in range(4):
        for k, rep in enumerate(measure(filmed(14.0, seed), wanted="squat").reps):
            depth = rep.metrics["depth_thigh_to_horizontal_deg"]
            assert depth.value is not None and depth.sd is not None
            misses.append(abs(depth.value - (90 - MOVES[k].thigh)) / depth.sd)
            sds.append(depth.sd)
            assert depth.status == "caution" and depth.reason
    assert np.mean(sds) > 1.5 * max(r.metrics["depth_thigh_to_horizontal_deg"].sd or 0.0 for r in calm.reps)
    assert np.mean(np.array(misses) < 2) > 0.8


def test_a_leg_that_wanders_says_so_and_times_stay() -> None:
    m = measure(filmed(14.0, 1), wanted="squat")
    reasons = {r.metrics["depth_thigh_to_horizontal_deg"].reason for r in m.reps}
    assert any("wander" in str(reason) for reason in reasons)
    assert all("wander" not in str(r.metrics["eccentric_s"].reason) for r in m.reps)


def test_a_rep_measured_alone_has_the_plus_minus_it_has_in_its_set() -> None:
    whole = measure(filmed(14.0, 1), wanted="squat")
    assert whole.seen is not None
    (alone,) = measure_each(whole.seen, [whole.reps[1].rep])
    name = "peak_right_knee_flexion_deg"
    assert alone.metrics[name].sd == pytest.approx(whole.reps[1].metrics[name].sd, rel=1e-9)


def test_a_knee_put_wrongly_by_hand_in_one_frame_does_not_make_the_leg_wander_in_other_reps() -> None:
    track = filmed(2.0, 0)
    before = measure(track, wanted="squat")
    rep, knee = before.reps[0].rep, f"{before.view.near_side}_knee"
    frame = int(np.argmin(np.abs(T - (rep.start_s + rep.bottom_s) / 2)))
    x, y = before.track.xy_px[frame, INDEX[knee]]
    edits = NO_EDITS.corrected([Correction(knee, frame, float(x) + 40, float(y))])
    after = measure(track, wanted="squat", edits=edits)
    for name in ("depth_thigh_to_horizontal_deg", f"peak_{knee}_flexion_deg", "trunk_inclination_bottom_deg"):
        was, now = before.reps[2].metrics[name], after.reps[2].metrics[name]
        assert now.sd == pytest.approx(was.sd, rel=0.02) and now.status == was.status
