"""Which clips are open: what stays when another is opened or refused, and what of it a project keeps."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.window import Window
from core.project.file import load
from tests.app import figures
from tests.app.in_projects import boxes, mark, press, ready, saved_as
from tests.core.video.clips import make_clip


def others(clip: Path, folder: Path, *names: str) -> list[Path]:
    """Clips in a folder that show the same as this one and are other files."""
    made = [folder / f"{name}.mp4" for name in names]
    for n, path in enumerate(made, 1):
        figures.another(clip, path, n)
    return made


def test_a_file_that_is_no_video_takes_nothing_away_and_is_in_no_project(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(analysed)
    analysed.session.playhead.seek_frame(12)
    notes = tmp_path / "notes.mp4"
    notes.write_bytes(b"this is no video\n" * 50)
    analysed.open_clips([notes])
    qtbot.waitUntil(lambda: "notes.mp4" in analysed.message_bar.text.text())
    qtbot.waitUntil(lambda: ready(analysed))
    document = analysed.session.document
    assert (document.path, analysed.clips, analysed.session.playhead.frame) == (clip, [clip], 12)
    assert analysed.message_bar.isVisible() and [m.note for m in document.edits.markers] == ["here"]
    analysed.open_clips([tmp_path / "gone.mp4"])
    assert document.path == clip
    path = tmp_path / "mine.plumb"
    saved_as(analysed, path, qtbot, monkeypatch)
    assert [c.path for c in load(path).clips] == [clip]


def test_why_a_file_was_refused_stays_told_over_an_open_clip_that_has_something_to_tell_itself(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    half = make_clip(tmp_path / "half.mkv", 40)
    half.write_bytes(half.read_bytes()[: half.stat().st_size * 2 // 3])
    window.open_clips([half])
    qtbot.waitUntil(lambda: ready(window))
    assert "half.mkv: the file is incomplete" in window.message_bar.text.text()
    notes = tmp_path / "notes.mp4"
    notes.write_bytes(b"this is no video\n" * 50)
    window.open_clips([notes])
    qtbot.waitUntil(lambda: "notes.mp4" in window.message_bar.text.text())
    qtbot.waitUntil(lambda: window.session.document.path == half and ready(window))
    assert "notes.mp4" in window.message_bar.text.text()


def test_files_that_are_no_clips_are_left_out_of_what_is_dropped_and_that_stays_told(
    window: Window, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other, notes, sheet = tmp_path / "other.mp4", tmp_path / "notes.txt", tmp_path / "sheet.csv"
    figures.another(clip, other)
    for path in (notes, sheet):
        path.write_text("three sets of five\n")
    window.open_clips([notes, clip, sheet, other, tmp_path / "gone.mp4"])
    qtbot.waitUntil(lambda: ready(window))
    assert window.clips == [clip, other] and window.session.document.path == clip
    told = window.message_bar.text.text()
    assert window.message_bar.isVisible() and told.count("it was left out") == 2
    assert "notes.txt" in told and "sheet.csv" in told and "gone.mp4" in told


def test_one_file_alone_is_looked_into_whatever_it_is_called(
    window: Window, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("three sets of five\n")
    window.open_clips([notes])
    qtbot.waitUntil(lambda: "this is not a video file" in window.message_bar.text.text())
    assert "left out" not in window.message_bar.text.text()


def test_a_clip_only_looked_at_is_in_no_project_and_every_clip_of_it_can_be_chosen(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, third = others(clip, tmp_path, "mine", "third")
    analysed.open_clips([mine])
    qtbot.waitUntil(lambda: ready(analysed))
    assert analysed.clips == [mine] and not analysed.toolbar.clips.isVisible()
    path = tmp_path / "mine.plumb"
    saved_as(analysed, path, qtbot, monkeypatch)
    assert [c.path for c in load(path).clips] == [mine]
    analysed.open_clips([third])
    qtbot.waitUntil(lambda: ready(analysed))
    assert analysed.clips == [mine, third] and analysed.toolbar.clips.isVisible()
    saved_as(analysed, path, qtbot, monkeypatch)
    assert [c.path for c in load(path).clips] == [mine, third]


def test_clips_opened_together_are_saved_together_though_one_alone_was_shown(
    window: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.mp4"
    figures.another(clip, other)
    window.open_clips([clip, other])
    qtbot.waitUntil(lambda: ready(window))
    path = tmp_path / "both.plumb"
    saved_as(window, path, qtbot, monkeypatch)
    assert [c.path for c in load(path).clips] == [clip, other]


def test_open_does_not_look_among_the_demo_clips(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileNames", lambda parent, title, folder, kinds: asked.append(folder) or ([], "")
    )
    demo = tmp_path / "demo"
    demo.mkdir()
    shown = demo / "squat.mp4"
    shown.write_bytes(clip.read_bytes())
    monkeypatch.setattr("app.commands.demo_dir", lambda: demo)
    analysed.open_clips([shown])
    qtbot.waitUntil(lambda: ready(analysed))
    analysed.acts["open"].trigger()
    assert Path(asked[0]) == clip.resolve().parent


def test_a_clip_that_was_found_again_joins_the_others_of_its_project(
    window: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "a" / "here.mp4", tmp_path / "a" / "there.mp4"
    here.parent.mkdir()
    for n, made in enumerate((here, there), 1):
        figures.another(clip, made, n)
    window.open_clips([here, there])
    qtbot.waitUntil(lambda: ready(window))
    path = tmp_path / "a" / "two.plumb"
    saved_as(window, path, qtbot, monkeypatch)
    moved = there.rename(tmp_path / "elsewhere.mp4")
    window.open_clips([path])
    qtbot.waitUntil(lambda: bool(boxes(window)))
    assert window.clips == [here]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(moved), ""))
    press(boxes(window)[0], "Find it…")
    qtbot.waitUntil(lambda: window.session.document.path == moved and ready(window))
    assert window.clips == [here, moved] and window.toolbar.clips.isVisible()
    saved_as(window, path, qtbot, monkeypatch)
    assert [c.path for c in load(path).clips] == [here, moved]


def test_a_clip_that_joins_a_saved_project_is_told_is_unsaved_and_stays_in_the_list(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, third = others(clip, tmp_path, "second", "third")
    told: list[str] = []
    analysed.session.messages.shown.connect(lambda message: told.append(message.text))
    path = tmp_path / "mine.plumb"
    saved_as(analysed, path, qtbot, monkeypatch)
    assert not analysed.windowTitle().startswith("*")
    for made in (second, third):
        analysed.open_clips([made])
        qtbot.waitUntil(lambda: ready(analysed))
        assert told[-1] == f"Added to mine.plumb: {made.name}"
        assert analysed.message_bar.isVisible(), "the analysis that begins does not take it away"
    projects = analysed.editing.projects.projects
    assert (
        analysed.clips == [clip, second, third] and projects.dirty and analysed.windowTitle().startswith("*mine.plumb")
    )
    saved_as(analysed, path, qtbot, monkeypatch)
    assert [c.path for c in load(path).clips] == [clip, second, third]
    assert not projects.dirty and not analysed.windowTitle().startswith("*")
    with qtbot.waitSignal(projects.opened):
        analysed.open_clips([path])
    qtbot.waitUntil(lambda: ready(analysed))
    assert not projects.dirty, "opened again there is nothing to save"


def test_closing_the_clip_closes_its_project_so_that_the_next_clip_is_no_part_of_it(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, path = tmp_path / "other.mp4", tmp_path / "mine.plumb"
    figures.another(clip, other)
    saved_as(analysed, path, qtbot, monkeypatch)
    mark(analysed)
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "exec", lambda box: answers.pop(0).value)
    analysed.acts["close_clip"].trigger()
    assert analysed.session.document.path == clip, "Cancel: everything stays"
    analysed.acts["close_clip"].trigger()
    assert analysed.session.document.path is None and analysed.windowTitle() == "Plumbline"
    analysed.open_clips([other])
    qtbot.waitUntil(lambda: ready(analysed))
    assert analysed.windowTitle() == other.name and analysed.clips == [other]
    saved_as(analysed, tmp_path / "another.plumb", qtbot, monkeypatch)
    assert [c.path for c in load(tmp_path / "another.plumb").clips] == [other]
    assert [c.path for c in load(path).clips] == [clip]
    assert not load(path).clips[0].edits.markers, "what was discarded is nowhere"


def test_the_list_of_clips_has_room_for_a_longer_name_that_joins_it(window: Window) -> None:
    toolbar = window.toolbar
    toolbar.set_clips([Path("a.mp4"), Path("b.mp4")], Path("a.mp4"))
    narrow = toolbar.clips.sizeHint().width()
    longer = "squat_front_dumbbell.mp4"
    toolbar.set_clips([Path("a.mp4"), Path(longer)], Path(longer))
    wide = toolbar.clips.sizeHint().width()
    assert wide > narrow and wide > toolbar.clips.fontMetrics().horizontalAdvance(longer)
