"""When a squat is at its bottom, and how sure that is."""

import numpy as np
import pytest

from core.kinematics.view import View
from core.pose.skeleton import INDEX, N_LANDMARKS, SIDES
from tests.core.events.test_squat_reps import FRONT, SIDE, found
from tests.core.squat_figure import Floats, Move, figure, true_times
from tests.core.stick_figure import clock


def trembling(t: Floats, xy: Floats, px: float, seed: int = 3, parts: tuple[str, ...] = ("hip",)) -> Floats:
    """The same figure, its hips up and down by `px` from frame to frame; other pairs too, each on its own."""
    out, rng = xy.copy(), np.random.default_rng(seed)
    for part in parts:
        out[:, [INDEX[f"left_{part}"], INDEX[f"right_{part}"]], 1] += px * rng.standard_normal((len(t), 1))
    return out


@pytest.mark.parametrize(("view", "yaw"), [(SIDE, 0), (FRONT, 90)])
def test_a_bottom_is_less_sure_the_more_it_trembles(view: View, yaw: float) -> None:
    t, move = clock(30, 5), Move(1.0, down_s=1.2, up_s=1.2)
    sds, misses = [], []
    for px in (0.0, 3.0, 8.0):
        still = figure(t, [move], yaw_deg=yaw)
        trials = [found(t, trembling(t, still, px, seed, ("hip", "shoulder")), view)[0][0] for seed in range(6)]
        sds.append(float(np.mean([rep.bottom_sd_s for rep in trials])))
        misses += [abs(rep.bottom_s - move.bottom_s) / rep.bottom_sd_s for rep in trials]
    assert sds[0] < sds[1] < sds[2]
    assert sds[0] < 0.02
    assert np.mean(np.array(misses) < 2) > 0.85


def test_a_long_pause_in_the_hole_does_not_make_its_ends_unsure() -> None:
    sds = []
    for pause_s in (0.4, 4.0):
        t = clock(30, 4 + pause_s)
        xy = trembling(t, figure(t, [Move(1.0, pause_s=pause_s)]), 4.0)
        sds.append(found(t, xy)[0][0].bottom_sd_s)
    assert sds[1] < 2 * sds[0]


def test_from_the_front_hips_that_drift_up_in_the_hole_do_not_end_it() -> None:
    t, move = clock(30, 6), Move(1.0, down_s=1.2, pause_s=0.8, up_s=1.2)
    xy = trembling(t, figure(t, [move], yaw_deg=90), 4.0)
    hips = [INDEX["left_hip"], INDEX["right_hip"]]
    late = (t > move.bottom_s) & (t < move.bottom_s + 0.6)
    xy[late[:, None] & np.isin(np.arange(N_LANDMARKS), hips), 1] -= 15
    (rep,), _ = found(t, xy, FRONT)
    assert rep.bottom_s == pytest.approx(move.bottom_s, abs=0.06)
    assert abs(rep.bottom_s - move.bottom_s) < 2 * rep.bottom_sd_s


def test_from_the_side_hips_that_drift_up_in_the_hole_end_it_half_as_much_too_early_about_the_same_middle() -> None:
    t, move = clock(30, 6), Move(1.0, down_s=1.2, pause_s=0.8, up_s=1.2)
    true_s = np.subtract(*true_times([move], 0)[2:0:-1])

    def pause_s(xy: Floats) -> tuple[float, float]:
        (rep,), _ = found(t, xy, SIDE)
        return rep.bottom_last_s - rep.bottom_first_s, rep.bottom_s

    xy = trembling(t, figure(t, [move]), 1.0)
    late = (t > move.bottom_s) & (t < move.bottom_s + 0.6)
    parts = {part: [INDEX[f"{side}_{part}"] for side in SIDES] for part in ("hip", "shoulder")}
    xy[np.ix_(late, parts["hip"], [1])] -= 15
    both, middle_s = pause_s(xy)
    xy[np.ix_(late, parts["shoulder"], [1])] -= 15
    hips_alone, same_s = pause_s(xy)
    assert hips_alone < true_s - 0.2
    assert both == pytest.approx((true_s + hips_alone) / 2, abs=0.06)
    assert middle_s == pytest.approx(same_s, abs=0.02)


def test_from_the_front_hips_that_bounce_as_soon_as_they_are_down_leave_the_bottom_to_the_shoulders() -> None:
    t, move = clock(30, 6), Move(1.0, down_s=0.8, pause_s=0.8, up_s=0.8)
    xy = trembling(t, figure(t, [move], yaw_deg=90), 4.0)
    hips = [INDEX["left_hip"], INDEX["right_hip"]]
    drop = np.ptp(xy[:, hips[0], 1])
    after = t - (move.bottom_s - 0.4)
    xy[:, hips, 1] -= (0.3 * drop * ((after > 0.05) & (after < 1.1)) * np.minimum(after / 0.15, 1))[:, None]
    (rep,), _ = found(t, xy, FRONT)
    assert rep.bottom_s == pytest.approx(move.bottom_s, abs=0.15)
    assert abs(rep.bottom_s - move.bottom_s) < 2 * rep.bottom_sd_s
