"""What keeps the window quick on a clip of minutes, and must change nothing that is seen."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document import units_of
from app.views import plotpane
from app.views.plotpane import MarksItem, Taken
from app.window import Window
from tests.app import figures


def test_marks_that_would_run_into_one_another_are_found_as_by_looking_at_all() -> None:
    rng = np.random.default_rng(3)
    taken, kept = Taken(), []
    for x, y, width in zip(rng.uniform(-50, 900, 800), rng.uniform(0, 90, 800), rng.uniform(4, 150, 800), strict=True):
        box = QRectF(x, y, width, 12)
        free = not any(box.intersects(other) for other in kept)
        assert taken.take(box) == free
        if free:
            kept.append(box)
    assert 20 < len(kept) < 400


def test_a_moved_cursor_paints_no_mark_anew(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    document, head = window.session.document, window.session.playhead
    analysis = figures.sprint(Path("run.mp4"), 600, 120.0)
    document.set_clip(Path("run.mp4"))
    with window.session.sync.held():
        document.set_opened(analysis.clip, analysis.series.time_s)
        head.set_times(analysis.series.time_s)
    document.set_analysis(analysis)
    qtbot.waitUntil(lambda: window.plots is not None and bool(window.plots.shown))
    plots = window.plots
    assert plots is not None
    plots.grab()
    painted: list[int] = []
    monkeypatch.setattr(plotpane, "Taken", lambda: (painted.append(1), Taken())[1])  # one for every painting
    before = plots.grab().toImage()
    head.seek_frame(300)
    after = plots.grab().toImage()
    assert after != before
    assert not painted
    window.time.zoom(0.5, 2.0)
    plots.grab()
    assert painted, "another stretch of time has other marks"


def test_columns_are_as_wide_as_their_widest_row_needs(window: Window, qtbot: QtBot) -> None:
    document, table = window.session.document, window.numbers.table
    analysis = figures.sprint(Path("run.mp4"), 2400, 120.0)
    document.set_clip(Path("run.mp4"))
    document.set_analysis(analysis)
    rows = range(table.units.rowCount())
    assert len(rows) > 70
    for column in range(table.units.columnCount()):
        needed = max(table.sizeHintForIndex(table.units.index(row, column)).width() for row in rows)
        assert table.sizeHintForColumn(column) == needed


def test_the_table_tells_the_numbers_of_now_after_they_changed(window: Window) -> None:
    document, table = window.session.document, window.numbers.table
    document.set_clip(Path("a.mp4"))
    document.set_analysis(figures.squat(Path("a.mp4"), 180))
    before = table.units.index(0, 2).data()
    longer = figures.squat(Path("a.mp4"), 360)
    document.remeasured(longer)
    assert table.units.rowCount() == len(units_of(longer)) + 1
    assert table.units.index(len(units_of(longer)) - 1, 2).data() not in ("", None)
    document.set_analysis(figures.sprint(Path("a.mp4")))
    assert table.units.index(0, 2).data() != before


def show_run(window: Window, qtbot: QtBot, frames: int) -> None:
    """A run of so many frames, found out already, with its curves."""
    document = window.session.document
    analysis = figures.sprint(Path("run.mp4"), frames, 120.0)
    document.set_clip(Path("run.mp4"))
    with window.session.sync.held():
        document.set_opened(analysis.clip, analysis.series.time_s)
        window.session.playhead.set_times(analysis.series.time_s)
    document.set_analysis(analysis)
    qtbot.waitUntil(lambda: window.plots is not None and bool(window.plots.shown))


def test_a_result_fills_each_plot_once_and_only_when_the_rest_has_appeared(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tabs that come with a run move the plots about, which is no reason to fill them at once, and then again."""
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: window.plots is not None and not window.plots._ahead.isActive())
    document, filled = window.session.document, list[object]()
    fill = plotpane.Pane.fill
    monkeypatch.setattr(plotpane.Pane, "fill", lambda pane, *a, **k: (filled.append(pane), fill(pane, *a, **k))[1])
    analysis = figures.sprint(Path("run.mp4"), 240, 120.0)
    document.set_clip(Path("run.mp4"))
    with window.session.sync.held():
        document.set_opened(analysis.clip, analysis.series.time_s)
        window.session.playhead.set_times(analysis.series.time_s)
    qtbot.wait(100)
    filled.clear()
    document.set_analysis(analysis)
    assert not filled
    qtbot.waitUntil(lambda: bool(filled))
    qtbot.wait(100)
    assert len(filled) == len(set(filled)) == len(window.plots.shown)  # type: ignore[union-attr]


def test_marks_are_seen_over_the_curves(window: Window, qtbot: QtBot) -> None:
    """Kept as a picture they still lie where they are painted."""
    show_run(window, qtbot, 240)
    plots = window.plots
    assert plots is not None
    cached = plots.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    for pane in plots._panes:
        pane._marks.setCacheMode(MarksItem.CacheMode.NoCache)
    plain = plots.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    a, b = (np.frombuffer(i.constBits(), np.uint8).reshape(i.height(), -1).astype(int) for i in (cached, plain))
    assert (np.abs(a - b) > 24).mean() < 0.002
    for pane in plots._panes:
        pane._marks.setVisible(False)
    without = plots.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    c = np.frombuffer(without.constBits(), np.uint8).reshape(without.height(), -1).astype(int)
    assert (np.abs(a - c) > 24).mean() > 0.01


def on_screen(window: Window) -> np.ndarray:
    """(height, width, 4) what stands on the screen, painted bit by bit as it was."""
    QApplication.processEvents()
    image = window.screen().grabWindow(window.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def test_a_moved_cursor_leaves_no_trace(window: Window, qtbot: QtBot) -> None:
    """Strips painted along its way add up to what is painted at once; also where it turns the page of the time axis."""
    head = window.session.playhead
    show_run(window, qtbot, 1200)
    qtbot.wait(100)
    window.time.zoom(0.3, 1.0)
    still = on_screen(window)
    for frame in (40, 41, 43, 150, 149, 400, 800, 799, 20, 300):
        head.seek_frame(frame)
        bit_by_bit = on_screen(window)
        assert (bit_by_bit != still).any()
        still = bit_by_bit
        for widget in (window.lanes, window.plots.viewport(), window.transport, window.transport.scrubber):  # type: ignore[union-attr]
            widget.update()
        np.testing.assert_array_equal(bit_by_bit, on_screen(window), f"frame {frame}")
