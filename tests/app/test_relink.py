"""Where a clip that was moved is looked for."""

import pytest
from PySide6.QtWidgets import QFileDialog

from app.window import Window
from core.project.project import ProjectClip


def test_a_clip_is_looked_for_among_files_of_its_kind_first(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def file(*told: str) -> tuple[str, str]:
        asked.append((told[1], told[3]))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", file)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *told: asked.append((told[1], "")) or "")
    for name in ("in/squat.MOV", "pictures"):
        window.editing.projects._find(ProjectClip(name, "0" * 64))
    (title, kinds), (folder, _) = asked
    first, *others = kinds.split(";;")
    assert "squat.MOV" in title and first.endswith("(*.MOV *.mov)")
    assert [k.split(" (")[0] for k in others] == ["Videos", "Pictures of one sequence", "All files"]
    assert "pictures" in folder
