"""A clip that was moved or renamed is found again by its content, where people put such files."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.project import nearby
from core.project.file import find, load, save
from core.project.project import Project, ProjectClip
from core.video.info import content_hash

OWN, OTHER = b"not really a video " * 100, b"another one, as long as it " * 100


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """training/day.plumb with training/clips/squat.mp4, which is another clip's name elsewhere too."""
    clip = written(tmp_path / "training" / "clips" / "squat.mp4", OWN)
    path = tmp_path / "training" / "day.plumb"
    save(Project((ProjectClip(clip.name, content_hash(clip), clip),)), path)
    return path


def written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def moved(project: Path, to: Path) -> Path:
    to.parent.mkdir(parents=True, exist_ok=True)
    return (project.parent / "clips" / "squat.mp4").rename(to)


@pytest.mark.parametrize("to", ["moved/squat.mp4", "clips/old/2025/SQUAT.mp4", "clips/renamed by hand.mp4", "best.mp4"])
def test_a_clip_moved_or_renamed_around_its_project_is_found(project: Path, to: str) -> None:
    written(project.parent / "a" / "squat.mp4", OTHER)
    written(project.parent / "clips" / "another.mp4", OTHER)
    now = moved(project, project.parent / to)
    (clip,) = load(project).clips
    assert clip.path == now


def test_beside_where_it_was_last_seen_it_is_found_by_its_name(project: Path, tmp_path: Path) -> None:
    far = moved(project, tmp_path / "phone" / "squat.mp4")
    (clip,) = load(project).clips
    assert clip.path is None, "nobody looks through the whole disk"
    save(Project((replace(clip, path=far),)), project)
    now = far.rename(tmp_path / "phone" / "squat of May.mp4")
    assert [c.path for c in load(project).clips] == [now]


def test_another_clip_of_the_same_name_is_never_taken(project: Path) -> None:
    moved(project, project.parent / "clips" / "squat.mov")
    written(project.parent / "squat.mp4", OTHER)
    (clip,) = load(project).clips
    assert clip.path is None, "a file of another kind is another file"


def test_little_is_read_and_listed_and_nothing_behind_a_link(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = moved(project, tmp_path / "away" / "squat.mp4")
    (project.parent / "link").symlink_to(away.parent, target_is_directory=True)
    (clip,) = load(project).clips
    assert clip.path is None
    read: list[Path] = []
    monkeypatch.setattr("core.project.file._same_content", lambda path, sha256: read.append(path) or False)
    for i in range(40):
        written(project.parent / "clips" / f"{i}.mp4", OTHER)
    assert find(clip, project) is None
    assert len(read) == nearby.MOST_READ
    monkeypatch.setattr(nearby, "MOST_ENTRIES", 5)
    assert len(nearby._listed(project.parent)) <= 5
