"""The window started in Spanish: what is written, painted and told to a screen reader has no English left in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.actions import BY_NAME
from app.language import choice
from app.language.catalogue import Catalogue
from app.language.tr import said, speak
from app.messages import Messages
from app.views.table import UnitsTable
from app.window import Window
from core.errors import UserError
from tests.app import figures
from tests.app.conftest import PATIENCE_MS, Pipeline

DIALOGS = ("preferences", "palette", "keys", "shortcuts", "catalogue", "capture_rate", "export", "drawings_list")
# the same word in both languages, or a name
ALIKE = {"no", "A", "a", "Rep.", "Export", "Export..."}  # the last two: a menu of pyqtgraph that is switched off


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Everything that is painted as text from now on."""
    told: set[str] = set()
    paint = QPainter.drawText

    def record(painter: QPainter, *arguments: Any) -> Any:
        told.update(part for part in arguments if isinstance(part, str))
        return paint(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", record)
    return told


@pytest.fixture
def spanish(qapp: QApplication) -> Iterator[None]:
    """As `app.application` starts it where the person has chosen Spanish."""
    choice.LANGUAGE.write("es")
    choice.start(qapp)
    yield
    speak(Catalogue())
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


def written(top: QWidget) -> set[str]:
    """Texts, tooltips and what a screen reader says of a widget and all in it."""
    found: set[str] = set()
    for widget in (top, *top.findChildren(QWidget)):
        found |= {widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
        if isinstance(widget, QLabel | QAbstractButton):
            found.add(widget.text())
        if isinstance(widget, QLineEdit):
            found.add(widget.placeholderText())
        if isinstance(widget, QComboBox):
            found |= {widget.itemText(i) for i in range(widget.count())}
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            columns = range(1 if isinstance(widget, QListView) else model.columnCount())
            found |= {str(model.headerData(c, Qt.Orientation.Horizontal) or "") for c in columns}
            found |= {str(model.index(r, c).data() or "") for r in range(model.rowCount()) for c in columns}
    for action in top.findChildren(QAction):
        found |= {action.text(), action.toolTip()}
    return {line.strip() for text in found for line in re.split(r"<[^>]*>|\n", text)}


def english(texts: set[str]) -> list[str]:
    """Those that the catalogue would still change."""
    return sorted(text for text in texts if text and text not in ALIKE and said(text.rstrip("…")) != text.rstrip("…"))


def opened(qtbot: QtBot, pipeline: Pipeline, clip: Path) -> Window:
    made = Window(Messages(), pipeline)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made, timeout=PATIENCE_MS):
        made.show()
    qtbot.waitUntil(lambda: made.plots is not None)
    made.open_clips([clip])
    qtbot.waitUntil(lambda: made.session.document.analysis is not None and not made.session.jobs.running)
    qtbot.waitUntil(lambda: made.video.picture is not None)
    return made


@pytest.mark.parametrize("make", [figures.squat, figures.sprint], ids=["squat", "sprint"])
def test_the_window_and_its_pages_hold_no_english(
    qtbot: QtBot, pipeline: Pipeline, clip: Path, spanish: None, painted: set[str], make: Any
) -> None:
    pipeline.make = make
    window = opened(qtbot, pipeline, clip)
    told = set(painted)
    for _ in range(5):
        window.acts["next_study"].trigger()
        window.grab()
        told |= written(window) | painted
    window.close()

    assert any(text.startswith(("Repetición 1 de", "Paso 1 de")) for text in told)
    assert "Analizar" in told
    assert english(told) == []


def test_the_dialogs_hold_no_english(
    qtbot: QtBot, pipeline: Pipeline, clip: Path, spanish: None, painted: set[str]
) -> None:
    window = opened(qtbot, pipeline, clip)
    told: dict[str, list[str]] = {}
    for name in DIALOGS:
        window.acts[name].trigger()
        dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
        painted.clear()
        dialog.grab()
        told[name] = english(written(dialog) | painted)
        dialog.close()
        qtbot.waitUntil(lambda: not any(d.isVisible() for d in window.findChildren(QDialog)))
        dialog.deleteLater()
    window.close()

    assert told == {name: [] for name in DIALOGS}


def test_an_error_and_an_undo_step_are_told_in_spanish(
    qtbot: QtBot, pipeline: Pipeline, clip: Path, spanish: None
) -> None:
    window = opened(qtbot, pipeline, clip)
    window.session.messages.error(UserError("the file is empty", "copy the file from the phone or camera again", clip))
    message = window.message_bar.message
    assert message is not None
    assert message.text == f"{clip}: el archivo está vacío: copia de nuevo el archivo del teléfono o la cámara"
    window.session.document.set_alpha(0.6)
    assert window.acts["undo"].text() == "Deshacer: la parte del pico desde la que cuenta una franja"
    window.close()


def test_every_action_has_a_spanish_name_and_help(spanish: None) -> None:
    alike = {"clip"}
    for action in BY_NAME.values():
        assert action.title != action.text or action.text.lower() in alike, action.name
        assert action.told != action.help or not action.help, action.name


@pytest.mark.parametrize("make", [figures.squat, figures.sprint], ids=["squat", "sprint"])
def test_the_headings_of_the_table_are_shown_whole(
    qtbot: QtBot, pipeline: Pipeline, clip: Path, spanish: None, make: Any
) -> None:
    pipeline.make = make
    window = opened(qtbot, pipeline, clip)
    table = next(iter(window.findChildren(UnitsTable)))
    header, metrics = table.horizontalHeader(), table.horizontalHeader().fontMetrics()
    shown = [c for c in range(table.units.columnCount()) if not table.isColumnHidden(c)]
    words = {str(table.units.headerData(c, Qt.Orientation.Horizontal)): header.sectionSize(c) for c in shown}
    cut = {w: room for w, room in words.items() if max(map(metrics.horizontalAdvance, w.split("\n"))) > room}
    assert len(words) >= 3 and cut == {}
    window.close()
