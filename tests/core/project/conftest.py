"""A project with a clip and work on it, saved; and its file changed as by hand."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.annotations.annotation import Annotation
from core.edits.edits import Edits
from core.edits.events import Marker, RepEdit
from core.edits.landmarks import Correction
from core.project.file import save
from core.project.project import Project, ProjectClip
from core.video.info import content_hash

EDITS = Edits(
    reps=(RepEdit(1.0, 2.0, 3.0),),
    corrections=(Correction("left_knee", 3, 1.5, 2.5),),
    markers=(Marker(1.0, "été"),),
    annotations=(Annotation("a", "line", ((1.0, 2.0), (3.0, 4.0))),),
)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Any file: a project knows a clip by its content alone."""
    path = tmp_path / "videos" / "squat é.mp4"
    path.parent.mkdir()
    path.write_bytes(b"not really a video " * 100)
    return path


@pytest.fixture
def project(clip: Path) -> Project:
    told = ProjectClip(clip.name, content_hash(clip), clip, "squat", "Ana", 1.7, 240.0, EDITS, "hips")
    return Project((told,), notes="Tuesday")


@pytest.fixture
def saved(project: Project, tmp_path: Path) -> Path:
    path = tmp_path / "training.plumb"
    save(project, path)
    return path


def changed(path: Path, **parts: Any) -> None:
    """Put other JSON into a project's file, as by hand: main={...} or edits={...}."""
    with zipfile.ZipFile(path) as old:
        held = {name: json.loads(old.read(name)) for name in old.namelist()}
    for name, value in parts.items():
        key = {"main": "project.json", "edits": "edits/0.json"}[name]
        held[key] = held[key] | value
    with zipfile.ZipFile(path, "w") as new:
        for name, value in held.items():
            new.writestr(name, json.dumps(value))
