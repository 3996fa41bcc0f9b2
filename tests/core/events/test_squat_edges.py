"""When a squat starts and ends, and how sure that is."""

import numpy as np
import pytest

from core.events.rep_moments import MIDDLE_NOISE
from core.kinematics.view import View
from core.pose.skeleton import INDEX
from tests.core.events.test_squat_bottoms import trembling
from tests.core.events.test_squat_reps import FRONT, SIDE, found
from tests.core.squat_figure import Floats, Move, figure, true_times
from tests.core.stick_figure import clock

OBLIQUE = View("oblique", "right", 45.0, 6.0)


@pytest.mark.parametrize(("view", "yaw", "times"), [(SIDE, 0, 1.25), (FRONT, 90, 2.0)])
def test_of_landmarks_that_tremble_alike_a_start_and_an_end_are_each_time_as_sure(
    view: View, yaw: float, times: float
) -> None:
    t, move = clock(30, 5), Move(1.0, down_s=1.2, up_s=1.2)
    still = figure(t, [move], yaw_deg=yaw)
    parts = ("hip", "shoulder", "knee")
    reps = [found(t, trembling(t, still, 3.0, seed, parts), view)[0][0] for seed in range(12)]
    for sds in ([rep.start_sd_s for rep in reps], [rep.end_sd_s for rep in reps]):
        assert max(sds) < times * min(sds)


def test_hips_that_tremble_more_make_start_and_end_less_sure() -> None:
    t, move = clock(30, 5), Move(1.0, down_s=1.2, up_s=1.2)
    still = figure(t, [move])
    calm, restless = (
        np.mean([[r.start_sd_s, r.end_sd_s] for s in range(6) for r in found(t, trembling(t, still, px, s))[0]], axis=0)
        for px in (0.0, 8.0)
    )
    assert np.all(restless > 1.4 * calm)


@pytest.mark.parametrize(("view", "yaw"), [(OBLIQUE, 45), (FRONT, 90)])
def test_hips_that_trail_by_less_than_their_plus_minus_leave_start_and_end_to_the_trunks_middle(
    view: View, yaw: float
) -> None:
    t, move, trails_s = clock(60, 5), Move(1.5, down_s=1.4, up_s=1.4), 0.07
    true, shorter = ([m] for m in (move, Move(1.5 + trails_s, down_s=1.4 - trails_s, up_s=1.4 - trails_s)))
    start, *_, end = true_times(true, 0)
    late, *_, early = true_times(shorter, 0)
    xy, trailing = figure(t, true, yaw_deg=yaw), figure(t, shorter, yaw_deg=yaw)
    for name in ("left_hip", "right_hip"):
        xy[:, INDEX[name]] = trailing[:, INDEX[name]]
    (rep,), _ = found(t, xy, view)
    assert late - start > 0.04
    assert rep.start_s - start < 0.7 * (late - start)
    assert end - rep.end_s < 0.7 * (end - early)


def test_where_hips_and_the_trunks_middle_agree_the_moment_stays_the_hips_and_is_as_sure_as_the_middle() -> None:
    t, move = clock(60, 5), Move(1.0, down_s=1.2, up_s=1.2)
    (rep,), _ = found(t, figure(t, [move], yaw_deg=90), FRONT)
    start, *_, end = true_times([move], 0)
    assert rep.start_s == pytest.approx(start, abs=1e-3)
    assert rep.end_s == pytest.approx(end, abs=1e-3)
    assert MIDDLE_NOISE < 0.013  # than the hips
    by_hips = found(t, _without_shoulders(figure(t, [move], yaw_deg=90)), FRONT)[0][0]
    assert rep.start_sd_s < by_hips.start_sd_s


def _without_shoulders(xy: Floats) -> Floats:
    out = xy.copy()
    out[:, [INDEX["left_shoulder"], INDEX["right_shoulder"]]] = np.nan
    return out
