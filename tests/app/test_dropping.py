"""A file dragged over the window is answered before it is let go of."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from pytestqt.qtbot import QtBot

from app.window import Window

KEYS, BUTTON, COPY = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction


def carried(paths: Sequence[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(window: Window, data: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(QPointF(10, 10), COPY, data, BUTTON, KEYS)
    window.dragEnterEvent(event)
    return event


@pytest.mark.parametrize(
    ("names", "told"), [(["a.mp4"], "Let go to open a.mp4"), (["a.mp4", "b.mov"], "Let go to open 2 files")]
)
def test_what_is_dragged_over_the_window_is_told_what_would_become_of_it(
    window: Window, names: list[str], told: str
) -> None:
    data = carried([Path(name).absolute() for name in names])
    assert drag(window, data).isAccepted()
    hint = window.dropping.hint
    assert hint.isVisible() and hint.text() == told
    assert hint.size() == window.centralWidget().size()
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not hint.isVisible()


def test_a_long_name_is_shortened_and_no_link_is_promised_anything(window: Window) -> None:
    data = carried([Path("a" * 400 + ".mp4").absolute()])
    drag(window, data)
    hint = window.dropping.hint
    assert hint.text().endswith("aa.mp4") and hint.fontMetrics().horizontalAdvance(hint.text()) < window.width()
    window.dragLeaveEvent(QDragLeaveEvent())
    link = QMimeData()
    link.setUrls([QUrl("https://example.org/a.mp4")])
    drag(window, link)
    assert not hint.isVisible()


def test_markers_over_a_measured_clip_are_told_to_become_curves(analysed: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: analysed.plots is not None)
    data = carried([Path("theirs.trc").absolute()])
    drag(analysed, data)
    assert analysed.dropping.hint.text() == "Let go to lay the curves of theirs.trc over these"


def test_the_hint_goes_with_the_drop(window: Window, clip: Path, qtbot: QtBot) -> None:
    data = carried([clip])
    drag(window, data)
    window.dropEvent(QDropEvent(QPointF(10, 10), COPY, data, BUTTON, KEYS))
    assert not window.dropping.hint.isVisible()
    qtbot.waitUntil(lambda: window.session.document.path == clip)
