"""What lanes, plots, cards and the table make of an analysis."""

import itertools
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from app.angles import marks, near_side, strong_parts
from app.choice import columns, lead_names, split
from app.compare.figures import figure_of as compared
from app.compare.side import Side
from app.curves import available, first_choice, middle_and_sd, peaks, y_range
from app.document import Document, first_told, units_of
from app.export.caption import unit_at
from app.figure import figure_at, figure_of, turned_away
from app.lanes_model import lanes_of
from app.views.timestrip import ticks
from core.analysis import Analysis
from core.events.event import Step
from core.kinematics.view import View
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX
from tests.app import figures
from tests.app.squat_sets import squat_set
from tests.some import some


def test_reps_become_spans_with_their_bottom_marked(squat: Analysis) -> None:
    reps = lanes_of(squat).rows[0]
    solid = [bar for bar in reps.bars if bar.style == "solid"]
    assert [(b.start_s, b.end_s) for b in solid] == [(r.rep.start_s, r.rep.end_s) for r in squat.reps]
    assert [t.time_s for t in reps.ticks] == [r.rep.bottom_s for r in squat.reps]
    assert [b.tip for b in reps.bars if b.style == "outline"] == ["Not counted as a rep: Bending, not a squat."]


def test_every_phase_of_a_rep_is_named(squat: Analysis) -> None:
    phases = lanes_of(squat).rows[1]
    assert [bar.text for bar in phases.bars[:3]] == ["down", "bottom", "up"]


def test_contacts_lie_in_their_own_foots_lane(sprint: Analysis) -> None:
    rows = {row.name: row for row in lanes_of(sprint).rows}
    assert list(rows) == ["Left foot", "Right foot", "Push", "Swing", "Arms", "Torso"]
    left = [(s.step.touchdown_s, s.step.toe_off_s) for s in sprint.steps if s.step.side == "left"]
    assert [(b.start_s, b.end_s) for b in rows["Left foot"].bars] == left
    assert len(rows["Push"].ticks) == len(sprint.steps)


def test_the_band_is_where_all_lanes_are_on(sprint: Analysis) -> None:
    start, end = lanes_of(sprint).bands[0]
    lanes = sprint.steps[0].lanes.values()
    assert start == pytest.approx(max(spans[0][0] for spans in lanes))
    assert end == pytest.approx(min(spans[0][1] for spans in lanes))


def test_a_step_without_a_torso_lane_has_no_all_on_band(sprint: Analysis) -> None:
    first = sprint.steps[0]
    without = replace(first, lanes={**first.lanes, "torso": ()})
    assert len(lanes_of(replace(sprint, steps=(without, *sprint.steps[1:]))).bands) == len(sprint.steps) - 1


def test_a_step_cut_off_by_the_clips_start_is_not_the_first_thing_shown(sprint: Analysis) -> None:
    nothing = {name: replace(metric, value=None) for name, metric in sprint.steps[0].metrics.items()}
    cut = replace(sprint, steps=(replace(sprint.steps[0], metrics=nothing), *sprint.steps[1:]))
    document = Document()
    document.set_analysis(sprint)
    assert document.unit is not None and document.unit.number == 1
    document.set_analysis(cut)
    assert document.unit is not None and document.unit.number == 2
    assert first_told(()) is None


def test_no_reps_and_no_steps_are_no_units() -> None:
    assert units_of(figures.nobody(Path("x.mp4"))) == ()
    assert units_of(None) == ()


def test_a_step_lasts_until_the_next_touchdown(sprint: Analysis) -> None:
    units = units_of(sprint)
    assert all(a.end_s == b.start_s for a, b in itertools.pairwise(units))
    assert units[-1].end_s == pytest.approx(float(sprint.series.time_s[-1])), "the clip ends first"
    shorter = units_of(replace(sprint, steps=sprint.steps[:4]))
    assert shorter[-1].end_s - shorter[-1].start_s == pytest.approx(figures.STRIDE_S / 2)


def test_the_frame_nearest_to_a_touchdown_shows_the_step_that_begins_there(sprint: Analysis) -> None:
    document = Document()
    document.times = times = sprint.raw.time_s
    frame = float(np.diff(times).mean())

    def late(step: Step) -> Step:
        """Its touchdown 0.4 of a frame after the frame that shows it."""
        return replace(step, touchdown_s=float(times[np.abs(times - step.touchdown_s).argmin()]) + 0.4 * frame)

    run = replace(sprint, steps=tuple(replace(s, step=late(s.step)) for s in sprint.steps))
    document.set_analysis(run)
    for unit in some(document.units):
        shown = unit.mark_s - 0.4 * frame
        document.set_cursor(shown)
        assert document.unit is not None and document.unit.number == unit.number
        assert (at := unit_at(document.units, shown, times)) is not None and at.number == unit.number
        document.set_cursor(shown - frame)
        assert document.unit is not None and document.unit.number == max(unit.number - 1, 1)


def test_the_step_at_the_cursor_is_told_after_contacts_were_put_by_hand(sprint: Analysis) -> None:
    document = Document()
    document.times = sprint.raw.time_s
    document.set_analysis(sprint)
    fourth = document.units[3]
    document.set_cursor((fourth.start_s + fourth.end_s) / 2)
    without = replace(sprint, steps=(*sprint.steps[:3], *sprint.steps[4:]))
    document.remeasured(without)
    assert document.unit is not None and document.unit.number == 3, "the third one reaches as far as the next"
    document.remeasured(sprint)
    assert document.unit is not None and document.unit.number == 4, "it is there again, and the cursor in it"
    early = fourth.start_s - 0.03
    document.set_cursor(early)
    moved = replace(sprint.steps[3], step=replace(sprint.steps[3].step, touchdown_s=early))
    document.remeasured(replace(sprint, steps=(*sprint.steps[:3], moved, *sprint.steps[4:])))
    assert document.unit is not None and document.unit.number == 4, "its touchdown was dragged to the cursor"


def test_the_unit_under_the_cursor_else_the_nearest(squat: Analysis) -> None:
    document = Document()
    document.set_analysis(squat)
    assert [document.unit_at(t).number for t in (0.0, 1.0, 2.0, 2.2, 99.0)] == [1, 1, 1, 2, 3]  # type: ignore[union-attr]


def test_the_lead_follows_movement_view_and_near_side(squat: Analysis, sprint: Analysis) -> None:
    assert "peak_right_knee_flexion_deg" in lead_names(squat)
    assert lead_names(sprint)[0] == "contact_s"
    front = replace(squat, view=View("front", "toward", 90.0, 3.0))
    assert lead_names(front)[0] == "knee_ankle_separation_min_ratio"


def test_a_refused_number_never_leads_while_there_is_another(sprint: Analysis) -> None:
    cards, rows = split(sprint, sprint.steps[0].metrics, 4)
    assert len(cards) == 4 and "step_length_m" not in cards
    assert rows[-1] == "step_length_m"
    assert sorted(cards + rows) == sorted(sprint.steps[0].metrics)


def test_the_tables_columns_are_measures_that_have_a_value(squat: Analysis) -> None:
    assert "fppa_mean_deg" not in columns(squat, 99)
    assert columns(squat, 1) == ["depth_thigh_to_horizontal_deg"]


def test_peaks_are_labelled_where_the_curve_is(squat: Analysis) -> None:
    units = units_of(squat)
    found = peaks(squat, units, "right_knee_flexion_deg", "right")
    assert [t for t, _ in found] == pytest.approx([1.0, 3.0, 5.0], abs=0.04)
    assert [v for _, v in found] == pytest.approx([110.0] * 3, abs=0.2)
    assert peaks(squat, units, "left_knee_flexion_deg", "left") == [], "only the side towards the camera"


def test_an_angle_that_says_nothing_is_not_drawn(squat: Analysis) -> None:
    """From the front, the side squat's deep thigh stands for one that points at the camera."""
    document = Document()
    document.set_analysis(replace(squat, view=View("front", "toward", 90.0, 3.0)))
    times = squat.series.time_s
    standing, bottom = (figure_at(document, float(times[i]), trails=False) for i in (2, 30))
    assert standing is not None and bottom is not None
    assert {m.series for m, _ in standing.marks} >= {"left_fppa_deg", "right_fppa_deg"}
    assert abs(squat.series["left_fppa_deg"][30]) > 45
    assert {m.series for m, _ in bottom.marks} <= {"knee_ankle_separation_ratio"}


def test_a_frame_whose_joints_the_edge_hides_says_so_wherever_it_is_shown(squat: Analysis) -> None:
    k = INDEX["right_ankle"]
    edge = int(np.nanmax(squat.smoothed.xy_px[:, k, 1])) + 1
    visibility = np.where(np.arange(33) == k, 0.3, squat.smoothed.visibility)
    camera = CameraMotion.unknown(len(squat.smoothed), (2000, edge))
    cut = replace(squat, smoothed=replace(squat.smoothed, visibility=visibility, camera=camera))
    at_s = float(cut.smoothed.time_s[30])
    alone = figure_of(cut, cut.smoothed, None, at_s)
    beside = compared(
        cast(Side, SimpleNamespace(analysis=cut, info=object(), drawn_parts=lambda: ((), frozenset()))), False, at_s
    )
    assert alone is not None and beside is not None
    assert alone.guessed == beside.guessed == {k}


def test_curves_of_the_movement_come_first(squat: Analysis, sprint: Analysis) -> None:
    assert first_choice(squat)[0] == "Knee flexion"
    assert first_choice(sprint)[0] == "Thigh speed"
    assert all(len(g.curves(sprint.series)) <= 3 for g in available(sprint))


def test_a_gap_stays_a_gap_and_draws_give_a_band() -> None:
    draws = np.array([[1.0, 2.0, np.nan], [3.0, 2.0, 5.0]])
    middle, sd = middle_and_sd(draws)
    assert middle[:2].tolist() == [2.0, 2.0] and np.isnan(middle[2])
    assert sd is not None and sd[:2].tolist() == [1.0, 0.0]
    assert y_range([np.array([np.nan, np.nan])]) == (0.0, 1.0)
    low, high = y_range([np.linspace(0.0, 100.0, 50)])
    assert low < 0 and high > 100


def test_a_single_wild_value_does_not_flatten_a_curve() -> None:
    low, high = y_range([np.append(np.linspace(0.0, 100.0, 500), -5000.0)])
    assert -60 < low < 0 and 100 < high < 120


def test_the_side_towards_the_camera(squat: Analysis) -> None:
    assert near_side(squat) == "right"
    assert near_side(replace(squat, view=View("side", "left", 0.0, 1.0))) == "left"


def test_angles_drawn_fit_movement_and_view(squat: Analysis, sprint: Analysis) -> None:
    assert {m.series for m in marks(squat)} == {
        "right_knee_flexion_deg", "trunk_inclination_deg", "right_shank_inclination_deg",
    }  # fmt: skip
    assert "thigh_separation_deg" in {m.series for m in marks(sprint)}
    front = replace(squat, view=View("front", "toward", 90.0, 3.0))
    assert {m.series for m in marks(front)} == {
        "left_fppa_deg", "right_fppa_deg", "knee_ankle_separation_ratio",
    }  # fmt: skip
    away = replace(sprint, view=replace(sprint.view, label="front"))
    assert marks(away) == (), "a run from the front: nothing is drawn that is refused in its numbers"
    assert marks(figures.nobody(Path("x.mp4"))) == () and marks(None) == ()


def test_only_what_a_measure_needs_is_strong(sprint: Analysis) -> None:
    strong = strong_parts(sprint, "left_knee_flexion_deg")
    assert strong == {INDEX["left_hip"], INDEX["left_knee"], INDEX["left_ankle"]}


def test_ticks_are_round_and_inside() -> None:
    assert ticks(0.0, 2.0, 5) == [(0.0, "0.0"), (0.5, "0.5"), (1.0, "1.0"), (1.5, "1.5"), (2.0, "2.0")]
    assert [text for _, text in ticks(10.03, 10.09, 4)] == ["10.04", "10.06", "10.08"]


@pytest.fixture(scope="module")
def turning() -> Analysis:
    """A clip seen from the front whose second rep is done side-on."""
    front, side = squat_set(front=True), squat_set(front=False)
    return replace(front, reps=(front.reps[0], side.reps[1]))


def test_a_rep_seen_from_elsewhere_leads_with_what_can_be_seen_from_there(turning: Analysis) -> None:
    straight, turned = (split(turning, rep.metrics, 4)[0] for rep in turning.reps)
    assert straight[0] == "knee_ankle_separation_min_ratio"
    assert turned[:2] == ["depth_thigh_to_horizontal_deg", "peak_right_knee_flexion_deg"]
    assert all(turning.reps[1].metrics[name].value is not None for name in turned)


def test_what_a_rep_refuses_is_not_drawn_on_its_pictures(turning: Analysis) -> None:
    times = turning.smoothed.time_s
    first, second = (float(times[np.searchsorted(times, rep.rep.bottom_s)]) for rep in turning.reps)
    assert not turned_away(turning, first) and turned_away(turning, second)
    assert turned_away(turning, second + 60.0), "between reps the nearest one tells"
    shown = [figure_of(turning, turning.smoothed, None, at) for at in (first, second)]
    assert shown[0] is not None and shown[0].marks
    assert shown[1] is not None and shown[1].marks == ()


def test_a_rep_that_the_clip_cuts_off_is_called_incomplete(squat: Analysis) -> None:
    first = replace(squat.reps[0], rep=replace(squat.reps[0].rep, cut="start"))
    cut = replace(squat, reps=(first, *squat.reps[1:]))
    assert [u.title_of(2) for u in units_of(cut)][:2] == ["Rep 1 of 2, incomplete", "Rep 2 of 2"]
    tips = [bar.tip for bar in lanes_of(cut).rows[0].bars if bar.style == "solid"]
    assert "begun before the athlete was seen" in tips[0] and "Incomplete" not in tips[1]
