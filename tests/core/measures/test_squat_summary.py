"""What a set's numbers are made of: means, drift and symmetry of its reps."""

import numpy as np
import pytest

from core.measures.spec import Metric
from core.measures.squat_summary import summarise_reps


def rep(**values: float | None) -> dict[str, Metric]:
    out = {}
    for name, v in values.items():
        unit = "s" if name.endswith("_s") else "deg"
        out[name] = Metric(v, unit, 2.0) if v is not None else Metric(None, unit, None, "refused", "not seen")
    return out


def test_a_mean_counts_the_reps_that_were_measured_and_says_so() -> None:
    reps = [rep(depth_thigh_to_horizontal_deg=v) for v in (4.0, 8.0, None, None, None)]
    s = summarise_reps(reps)
    assert s["reps"].value == 5
    assert summarise_reps(reps, incomplete=1)["reps"].value == 4
    assert s["depth_thigh_to_horizontal_deg"].value == 6
    assert s["depth_thigh_to_horizontal_deg"].status == "caution"
    assert "2 of 5" in (s["depth_thigh_to_horizontal_deg"].reason or "")


def test_what_was_never_measured_stays_refused_with_its_reason() -> None:
    s = summarise_reps([rep(depth_thigh_to_horizontal_deg=None)] * 3)
    assert s["depth_thigh_to_horizontal_deg"] == Metric(None, "deg", None, "refused", "not seen")


def test_a_misplaced_landmark_does_not_average_out_but_a_bottom_does() -> None:
    n = 16
    s = summarise_reps([rep(depth_thigh_to_horizontal_deg=5.0, bottom_pause_s=1.0) for _ in range(n)])
    assert s["depth_thigh_to_horizontal_deg"].sd == pytest.approx(2.0)
    assert s["bottom_pause_s"].sd == pytest.approx(2.0 / np.sqrt(n))


@pytest.mark.parametrize("name", ["eccentric_s", "concentric_s", "top_pause_s"])
def test_a_mean_time_of_many_reps_stays_as_unsure_as_their_starts_and_ends_are_late_alike(name: str) -> None:
    reps = [{name: Metric(0.8, "s", 0.05)}] * 30
    mean = summarise_reps(reps)[name]
    assert mean.sd is not None and mean.sd > 0.6 * 0.05
    # two are surer than one all the same, unless all of the error is shared
    of_two = summarise_reps(reps[:2])[name].sd
    assert of_two is not None and mean.sd < of_two + 1e-9 <= 0.05 + 2e-9


def test_a_mean_less_sure_than_it_should_be_is_told_with_care() -> None:
    reps = [{"depth_thigh_to_horizontal_deg": Metric(4.0, "deg", 9.0)}] * 3
    mean = summarise_reps(reps)["depth_thigh_to_horizontal_deg"]
    assert mean.status == "caution"
    assert "plus-minus" in (mean.reason or "")


def test_drift_needs_three_reps_and_is_the_slope() -> None:
    depths = (0.0, 1.0, 2.0, 3.0)
    s = summarise_reps([rep(depth_thigh_to_horizontal_deg=v) for v in depths])
    assert s["drift_depth_thigh_to_horizontal_deg"].value == pytest.approx(1.0)
    assert s["drift_depth_thigh_to_horizontal_deg"].status == "ok"
    few = summarise_reps([rep(depth_thigh_to_horizontal_deg=v) for v in depths[:2]])
    assert few["drift_depth_thigh_to_horizontal_deg"].status == "refused"


@pytest.mark.parametrize("n", [3, 4, 6, 20])
def test_a_drift_lies_within_two_of_its_sd_however_few_reps_tell_it(n: int) -> None:
    rng = np.random.default_rng(n)
    name = "drift_trunk_inclination_bottom_deg"
    off = []
    for _ in range(1000):
        reps = [rep(trunk_inclination_bottom_deg=float(v)) for v in rng.normal(40, 2.0, n)]
        m = summarise_reps(reps)[name]
        assert m.value is not None and m.sd is not None
        off.append(abs(m.value) <= 2 * m.sd)
    assert 0.9 < np.mean(off) <= 0.98


def test_a_drift_is_no_surer_than_the_moments_it_is_made_of() -> None:
    reps = [rep(eccentric_s=1.0 + 0.1 * k) for k in range(4)]  # in one line, each off by 2 s
    assert summarise_reps(reps)["drift_eccentric_s"].sd == pytest.approx(2 / np.sqrt(5))


def test_a_drift_over_reps_that_were_seen_otherwise_than_the_others_is_told_with_care() -> None:
    reps = [rep(depth_thigh_to_horizontal_deg=float(k)) for k in range(6)]
    reps[4]["depth_thigh_to_horizontal_deg"] = Metric(4.0, "deg", 2.0, "caution", "filmed at an angle")
    drift = summarise_reps(reps)["drift_depth_thigh_to_horizontal_deg"]
    assert (drift.status, drift.reason) == ("caution", "filmed at an angle")
    unsure = "its plus-minus is above 5°: too unsure to rely on"  # of what is alike in all of them
    alike = [{"depth_thigh_to_horizontal_deg": Metric(float(k), "deg", 6.0, "caution", unsure)} for k in range(6)]
    assert summarise_reps(alike)["drift_depth_thigh_to_horizontal_deg"].status == "ok"


def test_a_drift_of_what_the_view_does_not_show_is_refused_for_that_reason() -> None:
    s = summarise_reps([rep(fppa_mean_deg=None)] * 4)
    assert s["drift_fppa_mean_deg"] == Metric(None, "deg/rep", None, "refused", "not seen")


def test_the_deepest_rep_is_named() -> None:
    s = summarise_reps([rep(depth_thigh_to_horizontal_deg=v) for v in (4.0, -3.0, 8.0)])
    assert s["best_depth_thigh_to_horizontal_deg"].value == -3.0


def test_best_and_loss_come_from_the_reps() -> None:
    reps = [rep(mean_concentric_velocity=v, velocity_loss_pct=100 * (1 - v / 0.8)) for v in (0.7, 0.8, 0.6)]
    s = summarise_reps(reps)
    assert s["best_mean_concentric_velocity"].value == 0.8
    assert s["velocity_loss_pct"].value == pytest.approx(25)  # of the last rep


@pytest.mark.parametrize("n", [3, 4, 10])
def test_sides_that_are_alike_are_hardly_ever_told_apart_however_few_reps_tell_it(n: int) -> None:
    rng = np.random.default_rng(n)
    told = 0
    for _ in range(600):
        reps = [
            {f"{side}_fppa_bottom_deg": Metric(rng.normal(4, 2.0), "deg", 0.0) for side in ("left", "right")}
            for _ in range(n)
        ]
        (m,) = (m for key, m in summarise_reps(reps).items() if key.startswith("symmetry") and "fppa_bottom" in key)
        told += m.status == "ok"
    assert 0.01 < told / 600 < 0.075


def test_symmetry_names_the_side_and_is_sure_only_beyond_its_own_variation() -> None:
    def both(left: float, right: float, sd: float) -> dict[str, Metric]:
        return {"left_fppa_bottom_deg": Metric(left, "deg", sd), "right_fppa_bottom_deg": Metric(right, "deg", sd)}

    sure = summarise_reps([both(2, 12 + k % 2, 1.0) for k in range(6)])["symmetry_right_fppa_bottom_deg"]
    assert sure.value == pytest.approx(10.5)
    assert sure.status == "ok"
    camera = summarise_reps([both(2, 12 + k % 2, 6.0) for k in range(6)])["symmetry_right_fppa_bottom_deg"]
    assert camera.status == "caution"
    assert "camera" in (camera.reason or "")
    scattered = summarise_reps([both(0, 20 * (-1) ** k, 0.1) for k in range(5)])["symmetry_right_fppa_bottom_deg"]
    assert "variation" in (scattered.reason or "")


def test_hips_that_go_to_one_side_are_named_with_it() -> None:
    def shifted(ratio: float, sd: float = 0.02) -> dict[str, Metric]:
        return {"pelvis_shift_peak_ratio": Metric(ratio, "ankle distances", sd)}

    s = summarise_reps([shifted(0.1 + 0.01 * (k % 2)) for k in range(4)])
    told = s["symmetry_right_pelvis_shift_peak_ratio"]
    assert (told.value, told.status) == (pytest.approx(0.105), "ok")
    assert summarise_reps([shifted(-0.2)] * 3)["symmetry_left_pelvis_shift_peak_ratio"].value == pytest.approx(0.2)
    to_and_fro = summarise_reps([shifted(0.2 * (-1) ** k) for k in range(5)])["symmetry_right_pelvis_shift_peak_ratio"]
    assert "variation" in (to_and_fro.reason or "")
    unsure = summarise_reps([shifted(0.1, 0.08)] * 3)["symmetry_right_pelvis_shift_peak_ratio"]
    assert unsure.status == "caution"


def test_a_side_that_no_rep_shows_is_a_dash_with_the_reps_reason() -> None:
    hidden = Metric(None, "deg", None, "refused", "the thigh points at the camera there")
    seen = Metric(5.0, "deg", 1.0)
    reps = [{"left_fppa_bottom_deg": hidden, "right_fppa_bottom_deg": seen, "pelvis_tilt_peak_deg": seen}] * 3
    s = summarise_reps(reps)
    assert s["symmetry_fppa_bottom_deg"] == hidden
    assert not any(name.startswith("symmetry_right_fppa_bottom") for name in s)
    assert s["symmetry_right_pelvis_tilt_peak_deg"].value == 5.0
    assert "symmetry_fppa_peak_deg" not in s  # nothing was said of it


def test_no_reps_is_a_count_of_nothing() -> None:
    assert summarise_reps([])["reps"].value == 0
