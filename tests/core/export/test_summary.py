"""An analysis in one line and one table."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.analysis import Analysis
from core.events.event import Rejected
from core.events.squat_judge import SITTING
from core.events.step_judge import WALKING
from core.export.summary import besides, one_line, summary_table
from core.measures.quality import QualityNote
from core.recognition import TOO_FEW
from tests.core.builders import analysis, sprint_analysis, squat_analysis

CLIP = Path("clip.mp4")


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (squat_analysis(CLIP), "squat, 2 reps, side view"),
        (squat_analysis(CLIP, reps=1), "squat, 1 rep, side view"),
        (sprint_analysis(CLIP), "sprint, 4 steps, side view"),
        (analysis(CLIP, 5), "no squat and no run was found"),
    ],
)
def test_one_line_says_what_was_found(result: Analysis, says: str) -> None:
    assert one_line(result) == says


def test_where_nothing_was_found_it_says_why_if_that_is_known() -> None:
    notes = (
        QualityNote("several_people", "info", "There are two."),
        QualityNote("no_person", "refuse", "Nobody\nis here."),
    )
    found = one_line(replace(analysis(CLIP, 5), quality=notes))
    assert found == "no squat and no run was found: Nobody is here."


def test_slow_motion_names_the_option_that_tells_the_rate_and_a_refusal_goes_first() -> None:
    slow = QualityNote("slow_motion", "caution", "This looks like slow motion: give the rate it was filmed at.")
    told = one_line(replace(sprint_analysis(CLIP), quality=(slow,)))
    assert told.endswith("side view: This looks like slow motion: give the rate it was filmed at (--capture-fps)")
    refused = QualityNote("frontal_run", "refuse", "Running is measured from the side.")
    told = one_line(replace(sprint_analysis(CLIP), quality=(refused, slow)))
    assert told.endswith("side view: Running is measured from the side.")


def test_where_several_people_were_seen_the_option_that_picks_another_is_named() -> None:
    several = QualityNote("several_people", "info", "2 people were seen; the largest was taken. Another can be picked.")
    told = besides(replace(squat_analysis(CLIP), quality=(several,)))
    assert told == ["2 people were seen; the largest was taken. Another can be picked (--pick X,Y@T)"]
    assert besides(squat_analysis(CLIP)) == []


def test_that_not_all_of_the_file_was_measured_is_told_beside_what_was_found() -> None:
    cut = QualityNote("scene_cut", "caution", "The picture changes to another scene at 7.6 s.")
    damaged = QualityNote("damaged_file", "caution", "the file is incomplete; its last picture is at 3.80 s")
    other = QualityNote("camera_shakes", "caution", "The camera shakes.")
    told = besides(replace(squat_analysis(CLIP), quality=(cut, other, damaged)))
    assert told == [cut.message, damaged.message]
    nothing = replace(squat_analysis(CLIP), movement="none", reps=(), quality=(damaged,))
    assert damaged.message in one_line(nothing)
    assert besides(nothing) == [], "it is told once"


def test_what_was_nearly_a_run_says_how_to_measure_it_or_that_it_was_a_walk() -> None:
    few = replace(analysis(CLIP, 5), rejected=(Rejected("step", 0.1, 0.3, TOO_FEW, "left"),))
    assert one_line(few).startswith("no squat and no run was found: too few running steps")
    assert one_line(few).endswith("(--movement sprint)")
    walked = replace(analysis(CLIP, 5), rejected=(Rejected("step", 0.1, 3.0, WALKING),))
    assert one_line(walked) == f"no squat and no run was found: {WALKING}"


def test_a_table_of_reps_shows_value_and_sd_and_marks_what_is_uncertain() -> None:
    table = summary_table(squat_analysis(CLIP))
    assert table is not None
    cells = dict(zip(table.headings, table.rows[0], strict=True))
    assert cells["rep"] == "1"
    assert cells["thigh to\nhorizontal, °"] == "-8 ± 2"
    assert cells["right knee\nflexion, °"] == "110 ± 6 △"
    assert cells["down\ns"] == "1.00 ± 0.02"
    assert [row[0] for row in table.rows] == ["1", "2", "all"]
    assert dict(zip(table.headings, table.rows[-1], strict=True))["tempo\ndown / up"] == "–"


def test_a_table_of_steps_tells_the_feet_apart() -> None:
    table = summary_table(sprint_analysis(CLIP))
    assert table is not None
    assert [row[0] for row in table.rows] == ["1 left", "2 right", "3 left", "4 right", "all"]
    contacts = [dict(zip(table.headings, row, strict=True))["contact\nms"] for row in table.rows]
    assert contacts == ["100 ± 7", "100 ± 7", "100 ± 7", "–", "100 ± 4"]


def test_nothing_found_makes_no_table() -> None:
    assert summary_table(analysis(CLIP, 5)) is None


def test_whoever_sits_down_and_stands_up_is_told_so_and_not_that_squats_are_missing() -> None:
    sits = (Rejected("rep", 0.1, 3.0, SITTING), Rejected("rep", 3.5, 4.0, "incomplete"))
    told = "this looks like sitting down and standing up"
    assert one_line(replace(analysis(CLIP, 5), rejected=sits)) == f"no squat and no run was found: {told}"
    asked = replace(squat_analysis(CLIP), reps=(), rejected=sits)
    assert one_line(asked) == f"squat, 0 reps, side view: {told}"


def test_one_line_tells_reps_that_the_clip_cuts_off() -> None:
    squats = squat_analysis(CLIP)
    first = replace(squats.reps[0], rep=replace(squats.reps[0].rep, cut="start"))
    told = one_line(replace(squats, reps=(first, *squats.reps[1:])))
    assert told == "squat, 2 reps (1 of them incomplete), side view"
