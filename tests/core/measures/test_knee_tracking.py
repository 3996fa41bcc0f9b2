"""Knees against depth, on a figure whose knees come in by a formula."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from core.events.squat_reps import find_reps
from core.kinematics.view import View, estimate_view
from core.measures.knee_tracking import (
    DEPTHS,
    FPPA,
    LEFT_OF_YAW,
    SEPARATION,
    WAYS,
    DepthCurve,
    KneeTracking,
    at_depth,
    mean_curve,
    most_faked_deg,
    sides_apart,
)
from core.measures.spec import Metric
from core.measures.squat import measure_reps
from core.measures.squat_status import fppa_per_yaw
from core.measures.squat_study import RepStudy, study_rep
from core.measures.squat_views import yaw_sd
from core.motion import measure
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.measures.test_squat import FRONT, SIDE, Floats, clock, series_of
from tests.core.squat_figure import HALF_HIPS, SHANK, THIGH, Move, figure, height
from tests.core.stick_figure import TOWARD, seen, squat
from tests.some import some

MOVES = (
    Move(1.0, thigh=58, shank=20, trunk=30),
    Move(4.0, down_s=1.8, up_s=0.8, thigh=58, shank=20, trunk=30),
    Move(7.5, down_s=0.9, up_s=1.5, thigh=58, shank=20, trunk=30),
)
SECONDS = 11.0


@cache
def studied(
    view: View = FRONT, fps: float = 60.0, knees_in: tuple[float, float] = (0.03, 0.05), noise_px: float = 1.0
) -> tuple[list[RepStudy], list[dict[str, Metric]]]:
    t = clock(fps, SECONDS)
    yaw = 90.0 if view.label == "front" else 0.0
    xy = figure(t, MOVES, yaw_deg=yaw, knees_in=knees_in)
    series, body = series_of(t, xy, view, noise_px)
    reps, _ = find_reps(series, view, xy)
    assert len(reps) == len(MOVES)
    studies: list[RepStudy] = []
    metrics = measure_reps(
        series, reps, view, fps, "right", body, study=lambda cut, rep, v: studies.append(study_rep(cut, rep, v))
    )
    return studies, metrics


def knees(study: RepStudy) -> KneeTracking:
    assert study.knees is not None
    return study.knees


@cache
def share_at_depth(depth: float) -> float:
    """How far the figure is through its descent when the pelvis has done this share of its drop."""
    of, move = height(MOVES), MOVES[0]
    top, low = of(0.0), of(move.bottom_s)
    t = np.linspace(move.at_s, move.bottom_s, 801)
    heights = np.array([of(float(x)) for x in t])
    at = float(np.interp(depth, (top - heights) / (top - low), t))
    return float(move.share(np.array([at]))[0])


@pytest.mark.parametrize("fps", [24, 60])
def test_separation_at_equal_depth_is_that_of_the_figure_both_ways(fps: float) -> None:
    studies, _ = studied(fps=fps)
    for depth in (0.3, 0.6, 1.0):
        expected = 1 - (0.03 + 0.05) * share_at_depth(depth) / (2 * HALF_HIPS)
        for study in some(studies):
            for way in WAYS:
                value, sd = knees(study).curves[SEPARATION][way].at(depth)
                assert value == pytest.approx(expected, abs=0.004)
                assert 0 < sd < 0.05


def test_reps_of_any_tempo_lie_on_one_curve_of_depth() -> None:
    studies, _ = studied()
    for name in (SEPARATION, *FPPA):
        for way in WAYS:
            values = np.stack([knees(s).curves[name][way].value for s in studies])
            apart = np.nanmax(values, axis=0) - np.nanmin(values, axis=0)
            assert np.nanmax(apart) < (0.01 if name == SEPARATION else 0.6)


def test_an_angle_at_30_and_60_percent_is_the_number_of_the_table() -> None:
    studies, metrics = studied()
    for study, numbers in some(zip(studies, metrics, strict=True)):
        for side in ("left", "right"):
            for pct in (30, 60):
                for way, tail in (("down", ""), ("up", "_up")):
                    number = numbers[f"{side}_fppa_at_{pct}pct{tail}_deg"]
                    value, sd = knees(study).curves[f"{side}_fppa_deg"][way].at(pct / 100)  # type: ignore[index]
                    assert number.value == pytest.approx(value, abs=1e-9)
                    assert number.sd == pytest.approx(sd, rel=1e-6)


def test_the_angle_itself_follows_the_figure() -> None:
    """Seen from the front, the knee lies `knee_in` inside the line from hip to ankle."""
    studies, _ = studied()
    share = share_at_depth(0.6)
    lean_thigh, lean_shank = (np.radians(a + share * (b - a)) for a, b in ((4, 58), (2, 20)))
    for side, inside in (("left", 0.03), ("right", 0.05)):
        thigh = np.degrees(np.arctan(inside * share / (THIGH * np.cos(lean_thigh))))
        shank = np.degrees(np.arctan(inside * share / (SHANK * np.cos(lean_shank))))
        value, _ = knees(studies[0]).curves[f"{side}_fppa_deg"]["down"].at(0.6)
        assert value == pytest.approx(thigh + shank, abs=0.25)


def test_more_noise_and_an_unsure_camera_widen_the_band() -> None:
    quiet, _ = studied(noise_px=0.5)
    loud, _ = studied(noise_px=2.0)
    unsure, _ = studied(view=replace(FRONT, yaw_sd_deg=9.0), noise_px=0.5)

    def sd(studies: list[RepStudy], name: str) -> float:
        return knees(studies[0]).curves[name]["down"].at(0.6)[1]

    assert sd(loud, SEPARATION) > 3 * sd(quiet, SEPARATION)
    assert sd(unsure, "left_fppa_deg") > 1.5 * sd(quiet, "left_fppa_deg")
    assert sd(unsure, SEPARATION) == pytest.approx(sd(quiet, SEPARATION)), "yaw narrows knees and ankles alike"


def test_from_the_side_there_is_no_knee_tracking_and_the_reason_says_how_to_refilm() -> None:
    studies, _ = studied(view=SIDE)
    assert studies[0].knees is None and studies[0].frontal[0] == "refused"
    assert "film from straight in front" in str(studies[0].frontal[1])


def _made(values: Floats, sd: float) -> KneeTracking:
    curve = DepthCurve(values, np.where(np.isfinite(values), sd, np.nan))
    times = {"down": DEPTHS, "up": 3 - DEPTHS}
    return KneeTracking({name: dict.fromkeys(WAYS, curve) for name in (SEPARATION, *FPPA)}, times)  # type: ignore[arg-type]


def test_a_mean_over_reps_keeps_what_was_measured_and_averages_the_scatter() -> None:
    flat = np.ones(len(DEPTHS))
    reps = [_made(flat * v, 0.3) for v in (1.0, 2.0, 3.0, 4.0)]
    mean = mean_curve(reps, SEPARATION, "down")
    assert mean.value == pytest.approx(2.5 * flat)
    scatter = np.std([1, 2, 3, 4], ddof=1) / 2
    assert mean.sd == pytest.approx(np.hypot(0.3, scatter) * flat)
    alone = mean_curve(reps[:1], SEPARATION, "up")
    assert alone.value == pytest.approx(flat) and alone.sd == pytest.approx(0.3 * flat)


def test_depths_seen_in_less_than_half_of_the_reps_have_no_mean() -> None:
    flat = np.ones(len(DEPTHS))
    cut = np.where(DEPTHS > 0.6, np.nan, 1.0)
    mean = mean_curve([_made(flat, 0.1), _made(cut, 0.1), _made(cut, 0.1)], SEPARATION, "down")
    assert np.isfinite(mean.value[DEPTHS <= 0.6]).all()
    assert np.isnan(mean.value[DEPTHS > 0.6]).all() and np.isnan(mean.sd[DEPTHS > 0.6]).all()
    assert np.isnan(mean_curve([], SEPARATION, "down").value).all()


def test_a_value_at_depth_shares_the_status_of_its_rep() -> None:
    curve = DepthCurve(np.where(DEPTHS > 0.8, np.nan, 7.0), np.full(len(DEPTHS), 1.5))
    ok, careful = Metric(1.0, "deg", 1.0), Metric(1.0, "deg", 1.0, "caution", "filmed 10° from straight on")
    assert at_depth(curve, 0.3, "deg", ok) == Metric(7.0, "deg", 1.5)
    assert at_depth(curve, 0.3, "deg", careful) == Metric(7.0, "deg", 1.5, "caution", careful.reason)
    assert at_depth(curve, 1.0, "deg", ok).status == "refused"
    hidden = Metric(None, "deg", None, "refused", "hidden")
    assert at_depth(curve, 0.3, "deg", hidden) == hidden


def test_sides_differ_only_beyond_what_a_turned_camera_could_fake() -> None:
    def curves(left: float, right: float, sd: float) -> KneeTracking:
        made = _made(np.ones(len(DEPTHS)), 0.0)
        flat = np.ones(len(DEPTHS))
        sides = {"left_fppa_deg": left, "right_fppa_deg": right}
        return KneeTracking(
            {**made.curves}
            | {n: {way: DepthCurve(flat * v, flat * sd) for way in WAYS} for n, v in sides.items()},
            made.time_s,
        )  # fmt: skip

    assert sides_apart(curves(2.0, 12.0, 2.0).curves)
    assert not sides_apart(curves(2.0, 9.0, 2.0).curves)


def test_a_moment_has_its_way_and_depth() -> None:
    studies, _ = studied()
    of, move = height(MOVES), MOVES[0]
    top, low = of(0.0), of(move.bottom_s)
    for way, time in (("down", 1.7), ("up", move.bottom_s + 0.5)):
        place = knees(studies[0]).place(time)
        assert place is not None and place[0] == way
        assert place[1] == pytest.approx((top - of(time)) / (top - low), abs=0.01)
    assert knees(studies[0]).place(0.5) is None and knees(studies[0]).place(3.5) is None


def test_a_degree_of_yaw_fakes_what_a_turned_figure_shows() -> None:
    """A figure whose knees do not come in at all, filmed 5 degrees off: its angles are the faked ones."""
    t = clock(60.0, 4.0)
    move = Move(1.0, thigh=45, shank=17.1, trunk=30)
    xy = figure(t, (move,), yaw_deg=85.0)
    series, _ = series_of(t, xy, FRONT)
    at = int(move.bottom_s * 60)
    of = height((move,))
    faked = 5 * float(fppa_per_yaw(np.array(1 - of(move.bottom_s) / of(0.0))))
    for side in ("left", "right"):
        assert abs(series[f"{side}_fppa_deg"][0, at]) == pytest.approx(faked, rel=0.12)
    assert most_faked_deg(replace(FRONT, yaw_deg=None), 0.3) is None


def seen_as_turned(yaw_deg: float, told_off_deg: float = 0.0, flat: float = 1.0) -> PoseTrack:
    """A figure filmed from the front by a camera that stands aside, by a model that errs in its turn and its depth.

    told_off_deg : how much further the model sees it turned.  flat : the share of the legs' depth that it sees.
    """
    t = clock(30.0, 3.5)
    track = replace(seen(t, squat(t, (Move(0.5),)), TOWARD + yaw_deg), hips_in_front=False)
    world = np.array(track.world_m)
    hips = world[:, [INDEX["left_hip"], INDEX["right_hip"]], 2].mean(axis=1)
    legs = [INDEX[f"{s}_{p}"] for s in ("left", "right") for p in ("knee", "ankle", "heel", "foot_index")]
    world[:, legs, 2] = hips[:, None] + flat * (world[:, legs, 2] - hips[:, None])
    off = np.radians(told_off_deg)
    x, z = world[..., 0].copy(), world[..., 2].copy()
    world[..., 0], world[..., 2] = np.cos(off) * x - np.sin(off) * z, np.sin(off) * x + np.cos(off) * z
    return replace(track, world_m=world)


def half_apart(track: PoseTrack) -> tuple[float, float]:
    """Half of what left and right differ by at 30 % of the depth, degrees, and that depth in standing hip heights."""
    (rep,) = measure(track, wanted="squat").reps
    left, right = (rep.metrics[f"{s}_fppa_at_30pct_deg"].value for s in ("left", "right"))
    drop = rep.metrics["depth_pelvis_drop_ratio"].value
    assert left is not None and right is not None and drop is not None
    return (left - right) / 2, 0.3 * drop


@pytest.mark.parametrize("yaw_deg", [0.0, 4.0, 8.0])
def test_a_camera_aside_fakes_no_more_than_it_is_said_to_and_not_far_less(yaw_deg: float) -> None:
    square, _ = half_apart(seen_as_turned(0.0))
    two_sd = 2 * yaw_sd(estimate_view(seen_as_turned(yaw_deg)))
    for told_off in (-two_sd, two_sd):
        track = seen_as_turned(yaw_deg, told_off)
        faked, drop = half_apart(track)
        most = most_faked_deg(estimate_view(track), drop)
        assert most is not None and 0.5 * most < abs(faked - square) < 1.05 * most


@pytest.mark.parametrize("yaw_deg", [-12.0, -6.0, 6.0, 12.0])
def test_a_camera_aside_whose_yaw_is_known_leaves_a_tenth_even_where_legs_are_seen_a_third_too_flat(
    yaw_deg: float,
) -> None:
    square, drop = half_apart(seen_as_turned(0.0, flat=0.67))
    turned, _ = half_apart(seen_as_turned(yaw_deg, flat=0.67))
    as_seen = abs(yaw_deg) * float(fppa_per_yaw(np.array(drop)))
    assert abs(turned - square) < LEFT_OF_YAW * as_seen
