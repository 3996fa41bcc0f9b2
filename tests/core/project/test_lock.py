"""Who may write to a project that two windows have, or had, open."""

import os
from pathlib import Path

from core.project.lock import ProjectLock


def test_who_was_first_may_save_again_when_the_other_has_gone_without_saving(tmp_path: Path) -> None:
    path = tmp_path / "a.plumb"
    path.write_text("first")
    mine, other = ProjectLock(path), ProjectLock(path)
    assert mine.take() is None
    assert mine.noting(path.read_text) == "first" and mine.why_not() == ""
    assert other.take() is not None and other.take(by_force=True) is None
    assert "taken this project over" in mine.why_not()
    other.release()
    assert mine.why_not() == ""
    mine.noting(lambda: path.write_text("second"))
    holder = mine.holder()
    assert holder is not None and holder.token == mine.token, "and holds it again"


def test_what_somebody_else_has_saved_since_is_never_covered(tmp_path: Path) -> None:
    path = tmp_path / "a.plumb"
    path.write_text("first")
    mine = ProjectLock(path)
    mine.take()
    mine.noting(path.read_text)
    path.write_text("other")  # as long as before, a moment later
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1_000_000_000))
    assert "has saved this project since" in mine.why_not()
    mine.noting(path.read_text)
    assert mine.why_not() == "", "once it was read here"
    path.unlink()
    assert mine.why_not() == "", "where there is none nothing is covered"
