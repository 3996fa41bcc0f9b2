"""The overlaps page: what it says of left and right pushes, why to doubt it, and where a click goes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document import units_of
from app.overlaps_model import COLUMNS, at_shares, doubts, table_rows
from app.theme import LIGHT
from app.views.overlaps_page import OverlapsPage, signed
from app.views.phase_plot import peaks_told
from core.analysis import Analysis
from core.measures.lanes import BY_SHARE
from core.measures.overlap_report import SideMean, overlap_report
from core.measures.push_phase import phase_peaks
from core.measures.spec import Metric
from core.measures.sprint_gates import SLOW
from core.measures.step_metrics import EDGE
from tests.app import figures
from tests.app.squat_sets import page_of


@pytest.fixture(scope="module")
def run() -> Analysis:
    """Eight steps; the summary tells both sides' swing overlap and lags, right arms late, left torso refused."""
    made = figures.sprint(Path("run.mp4"))
    summary = {
        "overlap_push_swing_pct_left": Metric(88.0, "%", 4.0),
        "overlap_push_swing_pct_right": Metric(61.0, "%", 5.0, "caution", "seen 16° from square-on"),
        "overlap_push_swing_pct_left_minus_right": Metric(27.0, "%", 6.0),
        "overlap_push_arms_pct_right": Metric(50.0, "%", 5.0, "caution", "seen 22° from square-on"),
        "peak_lag_swing_ms_left": Metric(8.0, "ms", 9.0),
        "peak_lag_swing_ms_right": Metric(6.0, "ms", 9.0),
        "peak_lag_arms_ms_left": Metric(-3.0, "ms", 4.0),
        "peak_lag_arms_ms_right": Metric(24.0, "ms", 6.0),
        "peak_spread_ms_left": Metric(None, "ms", None, "refused", "the push is still getting faster"),
    }
    return replace(made, summary={**made.summary, **summary})


def test_pushes_that_cannot_tell_their_overlap_are_not_counted_and_not_in_the_course(run: Analysis) -> None:
    why = Metric(None, "%", None, "refused", "seen 40° from square-on")
    right = [i for i, s in enumerate(run.steps) if s.step.side == "right"]
    steps = [
        replace(s, metrics={**s.metrics, "overlap_push_swing_pct": why}) if i in right[1:] else s
        for i, s in enumerate(run.steps)
    ]
    report = overlap_report(run.series, steps, run.summary)
    assert [(side.told, side.steps) for side in report.sides] == [(4, 4), (1, 4)]
    titles = [row.title for row in table_rows(run, report, units_of(run))]
    assert titles[0] == "Left (4)" and titles[2] == "Right (1 of 4)"
    alone = overlap_report(run.series, [s for i, s in enumerate(run.steps) if i == right[0]], run.summary).sides[0]
    for lane, band in report.sides[1].bands.items():
        np.testing.assert_allclose(band.mean, alone.bands[lane].mean)
        assert np.isnan(band.sd).all(), "one push does not tell how much they vary"


def test_means_come_first_then_left_against_right_then_the_steps(run: Analysis) -> None:
    rows = table_rows(run, overlap_report(run.series, run.steps, run.summary), units_of(run))
    assert [row.title for row in rows[:6]] == [
        "Left (4)", "vary by", "Right (4)", "vary by", "Left − right", "Step 1 L",
    ]  # fmt: skip
    swing, spread = COLUMNS.index("overlap_push_swing_pct"), COLUMNS.index("peak_spread_ms")
    assert rows[0].cells[swing].text == "88 ± 4" and "Told by 4 of 4 left pushes" in rows[0].cells[swing].tip()
    assert rows[2].cells[swing].text == "61 ± 5 ▵" and "seen 16°" in rows[2].cells[swing].tip()
    assert (rows[2].cells[swing].value, rows[2].cells[swing].close_sd) == ("61", "±5▵"), "the sign after both"
    assert rows[0].cells[spread].text == "–" and "still getting faster" in rows[0].cells[spread].tip()
    assert rows[4].cells[swing].text == "27 ± 6"
    assert rows[1].cells[swing].text == "± 0", "all steps of this figure are alike"
    assert [row.time_s for row in rows[5:]] == [s.step.touchdown_s for s in run.steps]


def test_a_mean_tells_how_much_it_hangs_on_the_share(run: Analysis) -> None:
    every = dict.fromkeys(BY_SHARE, Metric(60.0, "%", 4.0))
    note = at_shares(replace(run, steps=tuple(replace(s, metrics={**s.metrics, **every}) for s in run.steps)))[
        "three_on_pct", "left"
    ]
    values = [int(part.split()[0]) for part in note.removeprefix("With lanes on: ").split(", ")]
    assert values == sorted(values, reverse=True) and values[0] > values[2], note
    assert "from 30 %" in note and "from 70 %" in note


def test_doubts_that_differ_in_a_number_are_told_once_and_missing_numbers_too(run: Analysis) -> None:
    said = doubts(run, overlap_report(run.series, run.steps, run.summary))
    assert said[0] == "Take with caution (2 numbers): seen 16° from square-on."
    assert said[1] == "Not measured (1 number): the push is still getting faster."
    assert [signed(text)[:3] for text in said] == ["△ T", "– N"]


def test_few_frames_a_second_are_said(run: Analysis) -> None:
    slow = replace(run, clip=replace(run.clip, capture_fps=60.0))
    report = overlap_report(run.series, run.steps, run.summary)
    assert doubts(slow, report)[0] == "At 60 frames/s one frame lasts 17 ms: for lags film at 120 or 240."
    assert not any("frames/s" in text for text in doubts(run, report))


def test_peaks_lie_their_lag_from_the_push_peak(run: Analysis) -> None:
    """Contacts of 120 ms whose push peaks 60 ms after touchdown."""
    peaks = phase_peaks(run.steps, run.summary, "right")
    assert peaks["push"].at_pct == pytest.approx(50.0) and peaks["push"].sd_pct == 0.0
    assert peaks["arms"].at_pct == pytest.approx(50.0 + 100 * 24 / 120)
    assert peaks["arms"].sd_pct == pytest.approx(100 * 6 / 120)
    assert "torso" not in peaks


def test_without_a_push_peak_no_peak_is_placed(run: Analysis) -> None:
    none = tuple(replace(s, peaks={}) for s in run.steps)
    assert phase_peaks(none, run.summary, "left") == {}


@pytest.fixture
def page(qtbot: QtBot, run: Analysis) -> OverlapsPage:
    return page_of(OverlapsPage, run, qtbot, height=280)


def test_the_sentence_is_on_top_and_both_sides_have_a_plot(page: OverlapsPage) -> None:
    assert page.sentence.text().startswith("On left pushes push, the swing leg and the arms peak together")
    assert "on right pushes the arms peak 24 ± 6 ms after the push" in page.sentence.text()
    assert all(plot.isVisible() for plot in page.plots)
    assert "4 right pushes" in page.plots[1].accessibleName()


def test_pushes_that_cannot_tell_their_overlaps_show_no_peaks(page: OverlapsPage, run: Analysis) -> None:
    assert page.report is not None
    peaks, plot = phase_peaks(run.steps, run.summary, "right"), page.plots[1]
    assert peaks_told(page.report.sides[1], peaks) == peaks and " peaks at " in plot.accessibleName()
    untold = replace(page.report.sides[1], told=0)
    plot.set_pushes(untold, peaks, 0.5)
    assert peaks_told(untold, peaks) == {} and " peaks at " not in plot.accessibleName()
    assert plot._no_peak("swing") == "not measured"


def test_a_lane_without_a_peak_says_whether_it_has_none_or_was_not_looked_for(
    page: OverlapsPage, run: Analysis
) -> None:
    assert page.report is not None
    side, plot = page.report.sides[0], page.plots[0]

    def shown(reason: str) -> str:
        refused = SideMean(Metric(None, "ms", None, "refused", reason), None, 0)
        plot.set_pushes(replace(side, measures={**side.measures, "peak_lag_swing_ms": refused}), {}, 0.5)
        return plot._no_peak("swing")

    assert shown(EDGE.format("swing", "time around it")) == "no own peak"
    assert shown(SLOW) == "not measured"


def test_of_slow_motion_the_rate_it_plays_at_is_no_reason_to_doubt_it(run: Analysis) -> None:
    refused = Metric(None, "ms", None, "refused", SLOW)
    summary = {name: refused if "_ms" in name else metric for name, metric in run.summary.items()}
    slow = replace(run, clip=replace(run.clip, capture_fps=30.0), summary=summary)
    told = doubts(slow, overlap_report(slow.series, slow.steps, slow.summary))
    assert SLOW in " ".join(told) and not any("frames/s" in text for text in told)


def test_the_table_has_the_width_it_needs_before_the_plots_take_theirs(page: OverlapsPage, qtbot: QtBot) -> None:
    bar, header = page.table.horizontalScrollBar(), page.table.horizontalHeader()
    qtbot.waitUntil(lambda: header.length() > 0 and bar.maximum() == 0)
    assert min(plot.width() for plot in page.plots) >= page.plots[0].minimumWidth()
    page.resize(1900, 280)
    qtbot.waitUntil(lambda: page.plots[0].width() > 300)
    assert bar.maximum() == 0


@pytest.mark.parametrize("width", [960, 640])
def test_on_a_low_screen_no_sentence_is_cut_and_the_rest_is_scrolled_to(page: OverlapsPage, width: int) -> None:
    page.resize(width, 170)
    QApplication.processEvents()
    for label in (page.sentence, page.why):
        assert label.height() >= label.heightForWidth(label.width())
    bar = page.area.verticalScrollBar()
    assert bar.maximum() > 0 and page.table.height() >= 130
    page.resize(1600, 400)
    QApplication.processEvents()
    assert bar.maximum() == 0, "with room nothing scrolls"


def test_a_click_on_a_step_goes_there_and_one_on_a_mean_nowhere(page: OverlapsPage, qtbot: QtBot) -> None:
    table, went = page.table, []
    page.seeked.connect(went.append)
    for row in (0, 6):
        cell = table.visualRect(table.pushes.index(row, 1)).center()
        if row == 6:
            table.scrollTo(table.pushes.index(row, 1))
            cell = table.visualRect(table.pushes.index(row, 1)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert went == [page.table.pushes.rows[6].time_s]


def test_another_share_reaches_page_and_plots(page: OverlapsPage) -> None:
    document = page._document
    before = page.plots[0].grab().toImage()
    document.set_alpha(0.7)
    page.show_unit()
    assert page._shown is document.analysis
    assert page.plots[0].grab().toImage() != before, "the line of the share moved"


def test_both_themes_are_painted_differently(page: OverlapsPage) -> None:
    dark = page.plots[0].grab().toImage()
    page.set_theme(LIGHT)
    assert page.plots[0].grab().toImage() != dark


def test_a_clip_without_steps_is_said_in_words(page: OverlapsPage, run: Analysis) -> None:
    page._document.set_analysis(replace(run, steps=()))
    page.show_analysis()
    assert "No steps were found" in page.sentence.text() and page.report is None


def test_of_the_table_no_row_is_seen_in_part(page: OverlapsPage, qtbot: QtBot) -> None:
    table = page.table
    row_px, rows = table.verticalHeader().defaultSectionSize(), table.model().rowCount()
    for height in range(140, 190, 7):
        table.setFixedHeight(height)
        qtbot.waitUntil(lambda height=height: table.height() == height)  # type: ignore[misc]
        assert row_px < table.viewport().height() < rows * row_px
        assert table.viewport().height() % row_px == 0
