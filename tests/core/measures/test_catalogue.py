"""The entry of every measure that the program writes."""

import pytest

from core.kinematics.series import ANY_VIEW, FRONTAL, SAGITTAL, VELOCITIES, expand
from core.kinematics.view import View, allowed_names
from core.measures import sprint_specs, squat_specs
from core.measures.catalogue import SPECS, find
from core.measures.curve_specs import CURVES
from tests.some import some


@pytest.mark.parametrize(
    ("metric", "spec"),
    [
        ("depth_thigh_to_horizontal_deg", "depth_thigh_to_horizontal_deg"),
        ("peak_left_knee_flexion_deg", "peak_S_knee_flexion_deg"),
        ("right_shank_inclination_bottom_deg", "S_shank_inclination_bottom_deg"),
        ("symmetry_right_fppa_bottom_deg", "symmetry_S_fppa_bottom_deg"),
        ("symmetry_fppa_bottom_deg", "symmetry_S_fppa_bottom_deg"),
        ("left_fppa_at_60pct_up_deg", "S_fppa_at_60pct_up_deg"),
    ],
)
def test_a_metric_is_found_by_name_with_its_side_anywhere(metric: str, spec: str) -> None:
    found = find(metric)
    assert found is not None
    assert found.name == spec


@pytest.mark.parametrize("name", ["", "middle_fppa_bottom_deg", "peak_left_knee_flexion_deg_s", "left_left_fppa_deg"])
def test_what_is_not_a_measure_is_not_found(name: str) -> None:
    assert find(name) is None


def test_every_entry_says_what_it_is_where_it_is_from_and_where_it_holds() -> None:
    for name, spec in SPECS.items():
        assert name == spec.name
        assert spec.title, name
        assert spec.unit, name
        assert spec.definition.endswith("."), name
        assert spec.source, name
        assert spec.views, name
    titles = [(s.title, s.unit) for s in squat_specs.PER_REP]
    assert len(set(titles)) == len(titles)


def test_every_name_a_squat_can_write_has_an_entry_with_a_limit_to_what_it_tells() -> None:
    for spec in some(squat_specs.SPECS):
        assert spec.formula, spec.name
        assert spec.does_not_mean.endswith("."), spec.name
        assert spec.most_sd is not None and spec.most_sd > 0, spec.name
        for name in some(squat_specs.expected(spec)):
            assert find(name) is spec


def test_every_name_a_run_can_write_says_how_it_is_worked_out_and_what_it_does_not_mean() -> None:
    for spec in some(sprint_specs.SPECS):
        assert spec.formula, spec.name
        assert spec.does_not_mean.endswith("."), spec.name
        assert spec.most_sd is not None and spec.most_sd > 0, spec.name
        assert find(spec.name) is spec


def test_every_curve_of_the_files_says_what_it_is_and_from_where_it_is_seen() -> None:
    names = expand((*SAGITTAL, *FRONTAL, *ANY_VIEW, *VELOCITIES))
    assert set(CURVES) == set(names)
    for name in some(names):
        spec = CURVES[name]
        assert spec.title and spec.unit and spec.formula and spec.source, name
        assert spec.definition.endswith(".") and spec.does_not_mean.endswith("."), name
        for label in ("side", "front", "back", "oblique"):
            there = name in allowed_names(View(label, "right", 0.0, 6.0))  # type: ignore[arg-type]
            assert there == (label in spec.views), (name, label)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("trunk_inclination_bottom_deg", "5°"),
        ("tempo_ratio", "5"),
        ("overlap_push_swing_pct", "5%"),
        ("bottom_pause_s", "5 s"),
        ("mean_concentric_velocity", "5 leg lengths/s"),
    ],
)
def test_a_value_within_a_sentence_has_its_unit_as_people_write_it(name: str, told: str) -> None:
    assert SPECS[name].with_unit(5.0) == told
