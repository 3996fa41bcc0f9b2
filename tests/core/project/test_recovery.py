"""Work that a window which ended badly has left."""

from pathlib import Path

import pytest

from core.project import recovery
from core.project.project import Project, ProjectClip


def test_what_is_left_tells_which_clips_it_is_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_CONFIG_DIR", str(tmp_path))
    clips = tuple(ProjectClip(name, "0" * 64, tmp_path / name) for name in ("front.mp4", "side é.mov"))
    recovery.Recovery().keep(Project(clips), None)
    assert recovery.left_behind() == [], "its window still runs"
    monkeypatch.setattr(recovery, "process_runs", lambda *who: False)
    (left,) = recovery.left_behind()
    assert left.project is None and left.clips == ("front.mp4", "side é.mov")
    assert [Path(clip.file).name for clip in left.load().clips] == list(left.clips)
