"""The lanes of a run: what they show, how left and right are told apart, and where a click goes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.lanes_model import Bar, Lanes, Row, changed_span, lanes_of
from app.theme import DARK, LIGHT, Theme, ThemeName
from app.views.lane_rows import MARKS_FROM_PX, Canvas, paint_bar
from app.window import Window
from core.analysis import Analysis, QualityNote
from core.events.event import Rejected
from core.measures.spec import Metric
from tests.app import figures
from tests.app.conftest import Pipeline
from tests.some import some


@pytest.fixture
def running(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> Window:
    """The window on the clip, taken for a run of two seconds with eight steps."""
    pipeline.make = lambda path, frames, fps: figures.sprint(path)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    return window


def test_a_lane_is_cut_at_the_borders_of_its_contact(sprint: Analysis) -> None:
    first = sprint.steps[0]
    early = replace(first, lanes={**first.lanes, "arms": ((0.02, 0.14),)})
    lanes = lanes_of(replace(sprint, steps=(early, *sprint.steps[1:])))
    arms = next(row for row in lanes.rows if row.name == "Arms")
    assert [(b.start_s, b.end_s, b.style) for b in arms.bars[:2]] == [(0.02, 0.08, "outside"), (0.08, 0.14, "solid")]
    assert "Outside the contact" in arms.bars[0].tip and "Outside" not in arms.bars[1].tip


def test_what_is_refused_on_a_step_is_pale_in_the_lanes_and_in_no_band(sprint: Analysis) -> None:
    first = sprint.steps[0]
    why = Metric(None, "%", None, "refused", "seen 40° from square-on")
    lone = replace(first, metrics={**first.metrics, "overlap_push_swing_pct": why})
    lanes = lanes_of(replace(sprint, steps=(lone, *sprint.steps[1:])))
    swing = next(row for row in lanes.rows if row.name == "Swing")
    assert swing.bars[0].style == "outside" and "Not measured: seen 40°" in swing.bars[0].tip
    assert {bar.style for bar in swing.bars[1:]} == {"solid"} and not swing.refused
    assert len(lanes.bands) == len(lanes.limbs) == len(sprint.steps) - 1


def test_a_lane_that_no_step_can_tell_has_a_dash_its_reason_and_no_moments(sprint: Analysis) -> None:
    why = Metric(None, "%", None, "refused", "cannot be seen from the front or back")
    names = ("overlap_push_swing_pct", "overlap_push_arms_pct", "overlap_push_torso_pct")
    steps = tuple(replace(s, metrics={**s.metrics, **dict.fromkeys(names, why)}) for s in sprint.steps)
    lanes = lanes_of(replace(sprint, steps=steps))
    assert [row.shown_name for row in lanes.rows[2:]] == ["Push –", "Swing –", "Arms –", "Torso –"]
    for row in lanes.rows[2:]:
        assert not row.ticks and {bar.style for bar in row.bars} == {"outside"}
        assert "Not measured: cannot be seen from the front" in row.tip
    assert not lanes.bands and not lanes.limbs
    assert all(row.bars and not row.refused for row in lanes.rows[:2]), "the contacts are told"


def test_every_bar_knows_the_foot_on_the_ground(sprint: Analysis) -> None:
    for row in some(lanes_of(sprint).rows[2:]):
        assert [bar.side for bar in row.bars if bar.style == "solid"] == [s.step.side for s in sprint.steps]


def test_a_peak_tells_time_side_value_and_status(sprint: Analysis) -> None:
    first = sprint.steps[0]
    doubted = Metric(8.0, "ms", 3.0, "caution", "60 frames/s are few for this")
    steps = (replace(first, metrics={**first.metrics, "peak_lag_swing_ms": doubted}), *sprint.steps[1:])
    rows = {row.name: row for row in lanes_of(replace(sprint, steps=steps)).rows}
    tip = rows["Swing"].ticks[0].tip
    assert "step 1, left push" in tip and "0.148 ± 0.002 s, 480 °/s" in tip
    assert "8 ms ± 3 after the push peak" in tip.replace("\N{NO-BREAK SPACE}", " ")
    assert "Take with caution: 60 frames/s" in tip
    assert rows["Swing"].ticks[0].hollow and not rows["Swing"].ticks[1].hollow
    assert "12 ms ± 4 before the push peak" in rows["Arms"].ticks[0].tip.replace("\N{NO-BREAK SPACE}", " ")


def test_times_in_tips_count_from_the_origin(sprint: Analysis) -> None:
    rows = {row.name: row for row in lanes_of(sprint, 1.0).rows}
    assert "touchdown −0.920 ± 0.003 s" in rows["Left foot"].bars[0].tip
    assert "at −0.852 ± 0.002 s" in rows["Swing"].ticks[0].tip


def test_the_torso_is_marked_as_doubtful(sprint: Analysis) -> None:
    rows = {row.name: row for row in lanes_of(sprint).rows}
    assert [row.name for row in rows.values() if row.doubtful] == ["Torso"]
    assert "Low confidence" in rows["Torso"].tip and all("Low confidence" in bar.tip for bar in rows["Torso"].bars)
    assert all(tick.hollow for tick in rows["Torso"].ticks)


def test_push_swing_and_arms_have_a_band_of_their_own(sprint: Analysis) -> None:
    lanes = lanes_of(sprint)
    assert len(lanes.limbs) == len(sprint.steps)
    for (a, b), (c, d) in zip(lanes.limbs, lanes.bands, strict=True):
        assert a <= c and d <= b and (b - a) > (d - c)


def test_a_contact_cut_off_by_the_end_says_so(sprint: Analysis) -> None:
    last = sprint.steps[-1]
    cut = replace(last, step=replace(last.step, toe_off_s=None, toe_off_sd_s=None))
    rows = lanes_of(replace(sprint, steps=(*sprint.steps[:-1], cut))).rows
    bar = rows[1].bars[-1]
    assert bar.end_s == sprint.series.time_s[-1] and "the clip ends before the foot leaves the ground" in bar.tip
    assert all(b.start_s < cut.step.touchdown_s for row in rows[2:] for b in row.bars)


def test_in_the_row_of_a_foot_a_contact_is_added_where_no_run_was_found(running: Window, sprint: Analysis) -> None:
    document = running.session.document
    few = Rejected("step", 0.3, 0.5, "too few running steps", "left")
    document.set_analysis(replace(sprint, movement="none", steps=(), events=(), summary={}, rejected=(few,)))
    running.session.playhead.seek(0.6)
    running.editing.events.add("right")
    assert [contact.side for contact in document.edits.contacts] == ["right"] and not document.edits.reps


def test_a_contact_put_by_hand_says_which_of_its_moments_was(sprint: Analysis) -> None:
    first = sprint.steps[0]
    moved = replace(first, step=replace(first.step, by_hand=("touchdown", "side")))
    tip = lanes_of(replace(sprint, steps=(moved, *sprint.steps[1:]))).rows[0].bars[0].tip.split("\n")
    assert tip[0] == "Step 1, left foot, edited"
    assert tip[1].startswith("touchdown ") and tip[1].endswith(" s, edited")
    assert tip[2].startswith("toe-off ") and "edited" not in tip[2]


def test_a_contact_that_was_not_counted_is_dashed_in_the_row_of_its_foot(sprint: Analysis) -> None:
    cut = Rejected("step", 0.0, 0.05, "incomplete: the contact is already under way", "right")
    both = Rejected("step", 1.8, 1.9, "both feet are on the ground at once")
    left, right = lanes_of(replace(sprint, rejected=(cut, both))).rows[:2]
    told = [[(bar.start_s, bar.tip) for bar in row.bars if bar.style == "outline"] for row in (left, right)]
    words = "Not counted as a step: "
    assert told[0] == [(1.8, words + both.reason)]
    assert told[1] == [(0.0, words + cut.reason), (1.8, words + both.reason)]


def test_what_was_nearly_a_run_has_a_row_for_each_foot_and_none_for_reps(sprint: Analysis) -> None:
    few = Rejected("step", 0.3, 0.5, "too few running steps", "left")
    none = replace(sprint, movement="none", steps=(), events=(), rejected=(few,))
    rows = lanes_of(none).rows
    assert [row.name for row in rows] == ["Left foot", "Right foot"]
    assert [bar.style for bar in rows[0].bars] == ["outline"] and not rows[1].bars
    assert not lanes_of(replace(none, rejected=())).rows
    assert lanes_of(replace(none, rejected=(Rejected("rep", 0.3, 0.5, "bending"), few))).rows[0].name == "Reps"


def _grey_along(side: str, theme: Theme) -> np.ndarray:
    """The middle line of a painted bar, in grey, without its rounded ends."""
    image = QImage(120, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.panel))
    painter = QPainter(image)
    canvas = Canvas(painter, theme, lambda s: s, 0.0, 120.0, 120.0, 1.0)
    paint_bar(canvas, Row("Push", "#009E73", ()), Bar(10.0, 110.0, side=side), QRectF(0, 0, 120, 20))
    painter.end()
    return np.array([image.convertToFormat(QImage.Format.Format_Grayscale8).pixelColor(x, 10).red()
                     for x in range(25, 95)])  # fmt: skip


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_left_and_right_are_told_apart_without_colour(theme: Theme) -> None:
    assert np.ptp(_grey_along("left", theme)) == 0
    assert np.ptp(_grey_along("right", theme)) > 30


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_steps_number_is_read_over_the_longest_plus_minus(running: Window, side: str) -> None:
    lanes, was = running.lanes, running.lanes.lanes
    row, box = next((row, box) for row, box in lanes._rows() if row.side == side)
    bar = row.bars[0]
    middle = round(lanes._x((bar.start_s + bar.end_s) / 2))
    number = QRect(middle - 3, round(box.top()) + 1, 6, round(box.height()) - 2)

    def painted(sd_s: float | None) -> QImage:
        spread = replace(row, bars=(replace(bar, from_sd_s=sd_s, to_sd_s=sd_s),))
        lanes._lanes = replace(was, rows=tuple(spread if r is row else r for r in was.rows), bands=())
        return lanes._paint_still().copy(number).toImage()

    assert painted(0.2) == painted(None)


def test_a_click_on_a_peak_goes_to_its_very_frame(running: Window, qtbot: QtBot) -> None:
    lanes, head = running.lanes, running.session.playhead
    swing = next(row for row in lanes.lanes.rows if row.name == "Swing")
    tick = swing.ticks[3]
    box = next(box for row, box in lanes._rows() if row is swing)
    beside = QPoint(round(lanes._x(tick.time_s)) + 4, round(box.center().y()))
    hit = lanes.hit(QPointF(beside))
    assert hit is not None and hit.tick is tick
    qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=beside)
    assert head.frame == head.nearest_frame(tick.time_s)
    assert lanes.tip_at(beside) == tick.tip


def test_names_in_the_gutter_say_what_a_lane_is(running: Window) -> None:
    lanes = running.lanes
    row, box = lanes._rows()[4]
    assert lanes.tip_at(QPoint(30, round(box.center().y()))) == row.tip


def test_the_slider_stands_beside_the_tabs_and_over_the_lanes_where_they_are_closed(
    running: Window, qtbot: QtBot
) -> None:
    lanes = running.lanes
    assert running.studies.isAncestorOf(lanes.header) and lanes.header.isVisible()
    low = lanes.height()
    running.acts["plots"].setChecked(False)
    assert lanes.isAncestorOf(lanes.header) and lanes.header.isVisible() and lanes.sizeHint().height() > low
    assert lanes.hit(QPointF(30, 2)) is None, "the header is no row"
    running.acts["plots"].setChecked(True)
    qtbot.waitUntil(lambda: running.studies.isAncestorOf(lanes.header) and lanes.header.isVisible())
    assert lanes.hit(QPointF(30, 8)) is not None


def test_only_a_run_has_the_header(analysed: Window, pipeline: Pipeline, qtbot: QtBot) -> None:
    document, lanes = analysed.session.document, analysed.lanes
    assert lanes.header.isHidden()
    document.set_analysis(figures.sprint(Path("x.mp4")))
    assert not lanes.header.isHidden()
    document.set_analysis(figures.squat(Path("x.mp4")))
    assert lanes.header.isHidden()


def test_hundreds_of_steps_are_bars_without_marks(running: Window) -> None:
    document, lanes, time = running.session.document, running.lanes, running.time
    document.set_analysis(figures.sprint(Path("x.mp4"), frames=6000))
    time.set_clip(0.0, 50.0)
    assert len(document.units) == 200
    assert lanes._step_px() < MARKS_FROM_PX
    assert not lanes.grab().isNull()
    time.set_clip(0.0, 5.0)
    assert lanes._step_px() > MARKS_FROM_PX


def test_the_slider_moves_lanes_cards_and_table_at_once_and_can_be_undone(running: Window) -> None:
    document, lanes, table = running.session.document, running.lanes, running.numbers.table.units
    column = 2 + table.names.index("overlap_push_swing_pct")

    def shown() -> tuple[object, ...]:
        card = next(c for c in running.numbers.cards.large if c.name == "overlap_push_swing_pct")
        summary = table.index(table.rowCount() - 1, column)
        return lanes.lanes, card.shown.value, table.data(table.index(0, column)), table.data(summary)

    before, requests = shown(), len(document.history.stack.undoText())
    lanes.header.slider.setValue(60)
    lanes.header.slider.setValue(70)
    lanes.header.slider.sliderReleased.emit()
    after = shown()
    assert document.alpha == 0.7 and document.units[0].result.lanes == document.analysis.steps[0].lanes  # type: ignore[union-attr]
    assert all(old != new for old, new in zip(before, after, strict=True)), (before[1:], after[1:])
    assert requests == 0 and document.history.stack.count() == 1, "one drag is one step"
    document.history.stack.undo()
    assert shown() == before and lanes.header.slider.value() == 50
    document.history.stack.redo()
    assert shown() == after and lanes.header.slider.value() == 70


def test_the_share_stays_when_the_clip_is_measured_again(running: Window) -> None:
    document = running.session.document
    document.set_alpha(0.3)
    spans = document.units[2].result.lanes
    document.set_analysis(figures.sprint(Path("x.mp4")))
    assert document.units[2].result.lanes == spans
    document.set_alpha(0.5)
    assert document.edits.alpha is None and document.units[2].result.lanes != spans


def test_the_shares_range_is_the_sliders(running: Window) -> None:
    slider = running.lanes.header.slider
    assert (slider.minimum(), slider.maximum(), slider.value()) == (30, 70, 50)
    running.session.document.set_alpha(0.42)
    assert slider.value() == 42 and "42 %" in running.lanes.header.words


def test_only_what_is_shown_is_painted(running: Window) -> None:
    running.time.set_clip(0.0, 2.0)
    running.time.zoom(0.25, 1.0)
    lanes, time = running.lanes, running.time
    for row in some(lanes.lanes.rows):
        seen = lanes._seen(row)
        assert 0 < len(seen.bars) < len(row.bars)
        assert all(b.end_s >= time.start_s and b.start_s <= time.end_s for b in seen.bars)
        assert not any(b in seen.bars for b in row.bars if b.end_s < time.start_s or b.start_s > time.end_s)


def test_where_slow_motion_hides_the_run_the_empty_panel_asks_for_the_rate(running: Window) -> None:
    document = running.session.document
    note = QualityNote("slow_motion", "caution", "This looks like slow motion.")
    document.set_analysis(replace(figures.nobody(Path("x.mp4")), quality=()))
    assert "slow motion" not in running.numbers.cards.sentence
    seen = replace(figures.squat(Path("x.mp4")), movement="none", reps=(), quality=(note,))
    document.set_analysis(seen)
    assert running.numbers.cards.sentence.startswith("This looks like slow motion. Give the rate")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_after_an_edit_the_part_painted_anew_fits_the_rest_to_the_pixel(
    running: Window, sprint: Analysis, theme: ThemeName
) -> None:
    running.set_theme(theme)
    lanes = running.lanes
    lanes.grab()
    before = lanes._still
    third = sprint.steps[2]
    later = replace(third, step=replace(third.step, toe_off_s=third.step.toe_off_s + 0.02, toe_off_sd_s=0.03))
    steps = (*sprint.steps[:2], later, *sprint.steps[3:])
    running.session.document.set_analysis(replace(sprint, steps=steps))
    assert lanes._still is before  # only a part was painted
    part = lanes.grab().toImage()
    lanes._redraw()
    assert lanes.grab().toImage() == part


def test_where_nothing_looks_otherwise_no_stretch_is_told(sprint: Analysis) -> None:
    assert changed_span(lanes_of(sprint), lanes_of(replace(sprint))) == (0.0, 0.0)


def test_a_row_that_begins_to_be_doubtful_changes_all() -> None:
    row = Row("Push", "#ffffff", (Bar(0.0, 1.0),))
    assert changed_span(Lanes((row,)), Lanes((replace(row, doubtful=True),))) is None


@pytest.mark.parametrize("sd_s", [None, 0.1])
def test_the_changed_stretch_holds_what_was_and_what_is_with_their_plus_minus(sd_s: float | None) -> None:
    was, now = (
        Lanes((Row("Push", "#ffffff", (Bar(0.0, 1.0), bar)),)) for bar in (Bar(2.0, 3.0), Bar(4.0, 5.0, to_sd_s=sd_s))
    )
    assert changed_span(was, now) == (2.0, 5.0 + (sd_s or 0))


def test_where_nothing_was_found_the_lanes_say_so_once_it_is_known(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.make = lambda path, frames, fps: figures.nobody(path, 60, 30.0)
    pipeline.held = True
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.info is not None)
    lanes = window.lanes
    waiting = lanes.grab().toImage()
    pipeline.held = False
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    found = lanes.grab().toImage()
    lanes._redraw()
    assert lanes.grab().toImage() == found != waiting
