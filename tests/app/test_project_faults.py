"""Project files with faults are opened as far as they are sound, and told of; work is never without a copy."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.window import Window
from core.errors import OutputError
from core.project.recovery import left_behind
from tests.app.in_projects import EVERY_KIND, idle, mark, ready, saved_as


def test_what_of_a_file_edited_by_hand_cannot_be_read_is_told_once_its_clip_is_open(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, path = analysed.session.document, tmp_path / "monday.plumb"
    document.apply("everything", EVERY_KIND)
    mark(analysed)
    saved_as(analysed, path, qtbot, monkeypatch)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kept = json.loads(parts["edits/0.json"])
    kept["markers"][0]["time_s"] = "__import__('os').abort()"
    for name in ("annotations", "corrections", "reps", "swaps"):
        kept[name] = "nonsense"
    parts["edits/0.json"] = json.dumps(kept).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    as_it_is = path.read_bytes()
    analysed.editing.projects.open_path(path)
    idle(analysed, qtbot)
    qtbot.waitUntil(lambda: ready(analysed))
    bar = analysed.message_bar
    lines = bar.text.text().split("\n")
    assert bar.isVisible() and bar.message is not None and bar.message.kind == "caution", "the analysis leaves it there"
    assert f"monday.plumb: {clip.name}: " in lines[0] and all("cannot be read" in line for line in lines[:4])
    assert lines[-1] == "and 1 more" and len(lines) == 5
    assert bar.text.height() >= 5 * bar.text.fontMetrics().height() and bar.rect().contains(bar.text.geometry())
    edits = document.edits
    assert edits.range_s == (0.1, 1.5) and edits.markers == () and edits.calibration is not None, (
        "what is sound is there"
    )
    assert path.read_bytes() == as_it_is


def test_work_that_cannot_be_kept_anew_when_it_is_taken_up_stays_where_it_was(
    analysed: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk at that moment, and a second end: it is offered once more."""
    mark(analysed)
    projects = analysed.editing.projects.projects
    projects.keep()
    idle(analysed, qtbot)
    monkeypatch.setattr("core.project.recovery.process_runs", lambda *who: False)
    (left,) = left_behind()
    aside = left.file.with_name("0-aside.plumb")
    left.file.rename(aside)

    def full(*_: object) -> None:
        raise OutputError("the work cannot be kept", "free some space", aside)

    monkeypatch.setattr("core.project.recovery.save", full)
    projects.restore(replace(left, file=aside))
    idle(analysed, qtbot)
    assert aside.exists() and projects.dirty
    qtbot.waitUntil(lambda: "cannot be kept" in analysed.message_bar.text.text())
    qtbot.waitUntil(lambda: ready(analysed))
