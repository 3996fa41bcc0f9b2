"""The window's exports as a person uses them: dialog, snapshot, clipboard, the one switch for privacy."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QThread, QUrl
from PySide6.QtGui import QClipboard, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import preferences
from app.dialogs.export import ExportDialog
from app.document import units_of
from app.export.job import ExportThread
from app.export.snapshot import SnapshotStyle
from app.preferences import PRIVATE_EXPORTS
from app.window import Window
from core.analysis import Analysis
from core.annotations.annotation import Annotation, Style
from core.edits.events import Marker
from core.export.markers import markers
from core.export.opensim import trc_text
from tests.app import figures
from tests.app.conftest import Pipeline


@pytest.fixture
def dialog(clip: Path, qtbot: QtBot, tmp_path: Path) -> Iterator[ExportDialog]:
    made = opened(figures.squat(clip, 60), qtbot, tmp_path / "out")
    yield made
    made.stop()


def opened(analysis: Analysis, qtbot: QtBot, folder: Path) -> ExportDialog:
    units = units_of(analysis)
    made = ExportDialog(analysis, 1.0, units[0] if units else None, SnapshotStyle())
    qtbot.addWidget(made)
    for box in made.boxes.values():
        box.setChecked(False)
    made.folder.setText(str(folder))
    return made


def done(dialog: ExportDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.running)


def test_everything_chosen_is_written_and_told(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    for name, box in dialog.boxes.items():
        box.setChecked(name != "video" and box.isEnabled())
    dialog.start()
    assert dialog.running and dialog.leave.text() == "Cancel"
    done(dialog, qtbot)
    (folder,) = (tmp_path / "out").iterdir()
    endings = sorted({path.suffix for path in folder.iterdir()})
    assert endings == [".c3d", ".csv", ".json", ".mot", ".pdf", ".png", ".trc", ".xlsx"]
    assert f"{len(list(folder.iterdir()))} files in {folder}" in dialog.told.text()
    assert len(list(folder.glob("*bottom*.png"))) == 1 and len(list(folder.glob("*key_frames.png"))) == 1


def test_a_video_is_written_with_its_licence_told(dialog: ExportDialog, qtbot: QtBot) -> None:
    dialog.boxes["video"].setChecked(True)
    dialog.start()
    done(dialog, qtbot)
    assert "1 file in" in dialog.told.text() and "encoded by" in dialog.told.text()


def test_cancel_leaves_no_half_file(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.boxes["video"].setChecked(True)
    dialog.start()
    dialog.leave.click()
    done(dialog, qtbot)
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert "Cancelled" in dialog.told.text()


def asked_about(dialog: ExportDialog, qtbot: QtBot, folder: Path) -> Path:
    """A file of somebody's own where the dialog has just wanted to write one, and asks about it."""
    dialog.boxes["json"].setChecked(True)
    dialog.start()
    done(dialog, qtbot)
    (file,) = (path for path in folder.rglob("*.json"))
    file.write_text("mine")
    dialog.start()
    done(dialog, qtbot)
    return file


def test_files_that_are_there_are_asked_about(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    file = asked_about(dialog, qtbot, tmp_path / "out")
    assert "there already" in dialog.question.text() and file.read_text() == "mine"
    next(b for b in dialog.question.buttons() if b.text() == "Replace").click()
    done(dialog, qtbot)
    assert "plumbline/analysis" in file.read_text(encoding="utf-8")


def test_enter_alone_replaces_no_file(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    file = asked_about(dialog, qtbot, tmp_path / "out")
    qtbot.waitUntil(dialog.question.isVisible)
    qtbot.keyClick(dialog.question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.question.isVisible())
    done(dialog, qtbot)
    assert file.read_text() == "mine"


def test_who_cancels_at_once_is_not_asked_about_files_that_are_there(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.boxes["json"].setChecked(True)
    dialog.start()
    done(dialog, qtbot)
    dialog.start()
    dialog.leave.click()
    done(dialog, qtbot)
    assert "Cancelled" in dialog.told.text() and not hasattr(dialog, "question")


def test_a_folder_that_cannot_be_is_one_sentence(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    dialog.folder.setText(str(tmp_path / "file"))
    dialog.boxes["json"].setChecked(True)
    dialog.start()
    done(dialog, qtbot)
    assert "a file, not a folder" in dialog.told.text() or "cannot be written" in dialog.told.text()


def test_nothing_chosen_or_no_folder_cannot_be_started(dialog: ExportDialog) -> None:
    assert not dialog.go.isEnabled()
    dialog.boxes["json"].setChecked(True)
    assert dialog.go.isEnabled()
    dialog.folder.setText("  ")
    assert not dialog.go.isEnabled()


def test_a_clip_without_anybody_offers_what_it_has_and_says_why_not_the_rest(
    clip: Path, qtbot: QtBot, tmp_path: Path
) -> None:  # fmt: skip
    dialog = opened(figures.nobody(clip, 60, 30.0), qtbot, tmp_path / "out")
    assert not dialog.boxes["c3d"].isEnabled() and "Nobody" in dialog.boxes["c3d"].toolTip()
    assert not dialog.boxes["sheet"].isEnabled() and "No rep" in dialog.boxes["sheet"].toolTip()
    dialog.boxes["report"].setChecked(True)
    dialog.boxes["csv"].setChecked(True)
    dialog.start()
    done(dialog, qtbot)
    assert "7 files" in dialog.told.text()


def test_privacy_is_one_switch_kept_for_every_export(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.private.setChecked(True)
    dialog.boxes["json"].setChecked(True)
    dialog.start()
    done(dialog, qtbot)
    assert preferences.privacy().on and not preferences.privacy().names
    (folder,) = (tmp_path / "out").iterdir()
    assert folder.name.startswith("clip-"), "the file's name may be the athlete's"


def test_private_exports_stay_private_when_the_dialog_is_opened_and_closed(analysed: Window, qtbot: QtBot) -> None:
    for on in (True, False):
        analysed.acts["private_exports"].setChecked(on)
        analysed.acts["export"].trigger()
        dialog = analysed.commands._export_dialog
        assert dialog is not None and dialog.private.isChecked() == on
        assert ("blurred" in dialog.told.text()) == on
        dialog.reject()
        assert PRIVATE_EXPORTS.read() == ("on" if on else "off")
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_windows_markers_go_with_its_exports(analysed: Window) -> None:
    document, flag = analysed.session.document, Marker(0.5, "hips first")
    document.apply("marker", replace(document.edits, markers=(flag,)))
    analysed.acts["export"].trigger()
    dialog = analysed.commands._export_dialog
    assert dialog is not None and dialog.request().markers == (flag,)
    dialog.reject()


def test_the_window_shows_that_exports_are_private(analysed: Window, qtbot: QtBot) -> None:
    analysed.acts["private_exports"].setChecked(True)
    assert any(b.text() == "private exports" for b in analysed.video.badges.findChildren(object) if hasattr(b, "text"))
    analysed.acts["private_exports"].setChecked(False)
    assert not preferences.privacy().on


def test_ctrl_e_saves_the_shown_frame_with_its_strip(
    analysed: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    target = tmp_path / "深 picture.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    analysed.acts["snapshot"].trigger()
    qtbot.waitUntil(lambda: analysed.commands._export_thread is None)
    image = QImage(str(target))
    assert image.width() == 640 and image.height() > 360
    assert "Saved" in analysed.message_bar.text.text()


def test_no_word_of_the_dialog_is_cut(dialog: ExportDialog) -> None:
    dialog.show()
    words = [w for w in dialog.findChildren(QWidget) if isinstance(w, QCheckBox | QComboBox | QPushButton | QLabel)]
    one_line = [w for w in words if w.isVisible() and w is not dialog.told]
    assert len(one_line) > 15 and not [w for w in one_line if w.width() < w.sizeHint().width()]
    dialog.close()


@pytest.fixture
def board(qapp: QApplication) -> Iterator[QClipboard]:
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()  # the offscreen platform falls over what is left there at the end


def test_the_picture_the_numbers_and_the_curves_go_to_the_clipboard(
    analysed: Window, qtbot: QtBot, board: QClipboard
) -> None:  # fmt: skip
    analysed.acts["copy_snapshot"].trigger()
    qtbot.waitUntil(lambda: analysed.commands._export_thread is None)
    assert board.image().width() == 640
    analysed.acts["copy_table"].trigger()
    rows = [line.split("\t") for line in board.text().splitlines()]
    value = rows[2][rows[0].index("peak_right_knee_flexion_deg")]
    metrics = analysed.session.document.units[0].metrics
    assert float(value) == metrics["peak_right_knee_flexion_deg"].value and not board.image().isNull()
    qtbot.waitUntil(lambda: bool(analysed.plots.shown))  # type: ignore[union-attr]
    analysed.acts["copy_plots"].trigger()
    head = board.text().splitlines()[0].split("\t")
    assert "right_knee_flexion_deg" in head and len(board.text().splitlines()) == 62
    assert board.image().height() == 320 * len(analysed.plots.shown)  # type: ignore[union-attr]


def test_nothing_analysed_yet_is_told(window: Window, clip: Path, qtbot: QtBot, pipeline: Pipeline) -> None:
    pipeline.held = True
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.video.picture is not None)
    for name in ("export", "event_add"):
        window.message_bar.hide()
        window.acts[name].trigger()
        assert window.message_bar.isVisible() and "Nothing is analysed yet" in window.message_bar.text.text(), name


def test_closing_the_window_ends_an_export(
    analysed: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(thread: ExportThread) -> bool:
        thread.msleep(50)  # a long video: this one would be ready before a busy machine has closed the window
        return QThread.isInterruptionRequested(thread)

    monkeypatch.setattr(ExportThread, "isInterruptionRequested", asked)
    analysed.acts["export"].trigger()
    dialog = analysed.commands._export_dialog
    assert dialog is not None
    dialog.folder.setText(str(tmp_path / "out"))
    for name, box in dialog.boxes.items():
        box.setChecked(name == "video")
    dialog.start()
    analysed.close()
    assert not dialog.running
    assert not list((tmp_path / "out").rglob("*.mp4"))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_curves_of_another_program_are_dotted_over_ours(analysed: Window, qtbot: QtBot, tmp_path: Path) -> None:
    """Our own markers under another name, a second later: they fit where they were measured."""
    analysis = analysed.session.document.analysis
    assert analysis is not None and analysed.plots is not None
    found = markers(analysis)
    later = replace(found, time_s=found.time_s + 1.0)
    (tmp_path / "other.trc").write_text(trc_text(later, "other.trc"), encoding="utf-8")
    analysed.commands.show_curves_of(tmp_path / "other.trc", analysis)
    qtbot.waitUntil(lambda: analysed.plots.reference is not None)  # type: ignore[union-attr]
    reference = analysed.plots.reference
    assert reference is not None and reference.moved_s == pytest.approx(-1.0, abs=0.02)
    assert "Dotted: other.trc" in analysed.message_bar.text.text()
    pane = analysed.plots._panes[0]
    assert sum(item.isVisible() for item in pane._theirs) == sum(item.isVisible() for item in pane._curves)
    analysed.acts["import_curves"].trigger()
    assert analysed.plots.reference is None and not any(item.isVisible() for item in pane._theirs)


def test_markers_of_another_program_can_be_dropped_on_their_clip(
    analysed: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    """They were told to be no video."""
    analysis, other = analysed.session.document.analysis, tmp_path / "other.TRC"
    assert analysis is not None
    other.write_text(trc_text(markers(analysis), "other.TRC"), encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    mouse, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    analysed.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, mouse, none))
    qtbot.waitUntil(lambda: analysed.plots is not None and analysed.plots.reference is not None)
    assert analysed.session.document.analysis is analysis


def test_a_file_without_markers_is_one_sentence(analysed: Window, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "notes.trc").write_text("hello")
    analysis = analysed.session.document.analysis
    assert analysis is not None
    analysed.commands.show_curves_of(tmp_path / "notes.trc", analysis)
    qtbot.waitUntil(lambda: "notes.trc" in analysed.message_bar.text.text())


def test_what_was_drawn_by_hand_is_on_the_snapshot(
    analysed: Window, qtbot: QtBot, tmp_path: Path
) -> None:  # fmt: skip
    analysed.acts["overlay"].setChecked(False)
    plain, drawn = tmp_path / "plain.png", tmp_path / "drawn.png"
    analysis = analysed.session.document.analysis
    assert analysis is not None
    for target in (plain, drawn):
        analysed.commands.save_snapshot(analysis, 1.0, target)
        qtbot.waitUntil(lambda: analysed.commands._export_thread is None)
        line = Annotation("a1", "line", ((50.0, 50.0), (300.0, 200.0)), Style("#FF0000", 3.0))
        analysed.drawing.board.add(line)
    before, after = QImage(str(plain)), QImage(str(drawn))
    assert after.pixelColor(175, 125).red() > 200 > before.pixelColor(175, 125).red()
