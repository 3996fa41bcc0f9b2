"""Projects to files and back, whatever version made them."""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from core import __version__
from core.annotations import json_form as annotations
from core.edits import json_form as edits
from core.edits.edits import Span
from core.errors import UserError
from core.kinematics.scale import LOWEST_M, TALLEST_M
from core.paths import is_folder, is_there
from core.project import places
from core.project.archive import read_parts, write_parts
from core.project.migrations import VERSION, migrated
from core.project.nearby import Nearby
from core.project.project import MOVEMENTS, Project, ProjectClip
from core.video.info import content_hash
from core.video.picture_list import find_pictures

SCHEMA: Final = "plumbline/project"
SUFFIX: Final = ".plumb"
_MAIN: Final = "project.json"
MOST_CLIPS: Final = 1000
_MOST_S: Final = 1e9
_SHA256 = re.compile(r"[0-9a-f]{64}")


def save(project: Project, path: Path, extra: Mapping[str, Any] | None = None) -> None:
    """Write a project; the older file stands until the new one is whole.

    extra : further parts, {name: JSON value}; `load` passes over them.

    Raises
    ------
    core.errors.OutputError : it cannot be written.
    """
    parts: dict[str, Any] = {
        _MAIN: {
            "schema": SCHEMA,
            "schema_version": VERSION,
            "software": {"name": "plumbline", "version": __version__},
            "notes": project.notes,
            "shown": project.shown,
            "clips": [_clip_to_json(clip, path) for clip in project.clips],
        }
    }
    for i, clip in enumerate(project.clips):
        parts[f"edits/{i}.json"] = edits.to_json(clip.edits, annotations.to_json)
    write_parts(path, parts | dict(extra or {}))
    places.remember_places({c.sha256: c.path for c in project.clips if c.path is not None})


def load(path: Path) -> Project:
    """Read a project as far as it is sound; `faults` tells what is not.  Clips that are not found have no `path`.

    Raises
    ------
    core.errors.UserError : it is no project, damaged, or from a newer version.
    """
    parts = read_parts(path)
    main = parts.get(_MAIN)
    if not isinstance(main, dict) or main.get("schema") != SCHEMA:
        raise UserError("this is not a project of this program", "open a .plumb file", path)
    version = main.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise UserError("this project does not say which version it is", "it was changed by hand: use a copy", path)
    if version > VERSION:
        made_by = main.get("software", {}).get("version") if isinstance(main.get("software"), dict) else None
        told = f" ({made_by})" if isinstance(made_by, str) and len(made_by) < 40 else ""
        raise UserError(f"this project was made by a newer Plumbline{told}", "update this program to open it", path)
    parts = migrated(parts, version)
    main = parts[_MAIN]
    faults: list[str] = []
    listed = main.get("clips")
    if not isinstance(listed, list):
        faults.append("the list of clips cannot be read")
        listed = []
    if len(listed) > MOST_CLIPS:
        faults.append(f"only the first {MOST_CLIPS} of {len(listed)} clips are read")
    clips, near = [], Nearby(path)
    for i, item in enumerate(listed[:MOST_CLIPS]):
        clip = _clip_from_json(item, faults)
        if clip is None:
            continue
        made, unsound = edits.from_json(parts.get(f"edits/{i}.json", {}), _annotation)
        faults += [f"{PurePosixPath(clip.file).name}: {sentence}" for sentence in unsound]
        clips.append(replace(clip, edits=made, path=find(clip, path, near)))
    shown = main.get("shown")
    return Project(
        tuple(clips),
        shown if isinstance(shown, int) and 0 <= shown < max(1, len(clips)) else 0,
        _text(main.get("notes")),
        tuple(faults),
    )


def find(clip: ProjectClip, project: Path, near: Nearby | None = None) -> Path | None:
    """Where a clip lies: beside the project, where this machine has last seen it, or moved nearby; None = nowhere.

    near : what lies around the project, if it was looked at before.
    """

    def is_it(path: Path) -> bool:
        return _same_content(path, clip.sha256)

    beside = project.parent / clip.file
    for path in (beside, project.parent / PurePosixPath(clip.file).name):
        if is_there(path) and is_it(path):
            return path
    known = places.known_place(clip.sha256)
    if known is not None and is_it(known):
        return known
    return (near or Nearby(project)).find(clip, is_it)


def relinked(clip: ProjectClip, path: Path) -> ProjectClip:
    """The clip found again at another place.

    Raises
    ------
    core.errors.UserError : another clip lies there.
    """
    if not path.exists():
        raise UserError("there is no such file", "choose the clip's new place", path)
    if not _same_content(path, clip.sha256):
        raise UserError(
            f"this is another clip than {PurePosixPath(clip.file).name}", "choose the very file it was made with", path
        )
    places.remember_places({clip.sha256: path})
    return replace(clip, path=path)


def clip_hash(path: Path) -> str:
    """What a clip is known by wherever it lies: SHA-256 of its file; of a folder, over its pictures in their order.

    Raises
    ------
    core.errors.UserError : it cannot be read.
    """
    if not is_folder(path):
        return content_hash(path)
    pictures = find_pictures(path)
    if pictures is None:
        raise UserError("there are no pictures in this folder", "choose the one with the pictures", path)
    digest = hashlib.sha256(pictures.slots.tobytes())
    for file in pictures.files:
        digest.update(bytes.fromhex(content_hash(file)))
    return digest.hexdigest()


def _same_content(path: Path, sha256: str) -> bool:
    try:
        return clip_hash(path) == sha256
    except (OSError, UserError):
        return False


def _clip_to_json(clip: ProjectClip, project: Path) -> dict[str, Any]:
    """A clip in the project's folder by its way there, any other one by its name alone."""
    file = PurePosixPath(clip.file).name
    if clip.path is not None:
        try:
            file = clip.path.resolve().relative_to(project.resolve().parent).as_posix()
        except ValueError:
            file = clip.path.name
    return {
        "file": file, "sha256": clip.sha256, "movement": clip.movement, "athlete": clip.athlete,
        "height_m": clip.height_m, "capture_fps": clip.capture_fps, "notes": clip.notes,
        "analysed_s": list(clip.analysed_s),
    }  # fmt: skip


def _clip_from_json(item: Any, faults: list[str]) -> ProjectClip | None:
    if not isinstance(item, dict) or not isinstance(item.get("file"), str) or not item["file"].strip():
        faults.append("a clip without a name is left out")
        return None
    file, sha256 = _inside(item["file"], faults), item.get("sha256")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        faults.append(f"{file}: it is not told which clip this is; it is left out")
        return None
    movement = item.get("movement", "auto")
    if movement not in MOVEMENTS:
        faults.append(f"{file}: no such movement as {str(movement)[:40]!r}; it is found out anew")
        movement = "auto"
    athlete = _text(item.get("athlete")).strip()
    return ProjectClip(
        file, sha256, None, movement, athlete or None,
        _number(item.get("height_m"), LOWEST_M, TALLEST_M, f"{file}: the height", faults),
        _number(item.get("capture_fps"), 1.0, 1e6, f"{file}: the true frame rate", faults),
        notes=_text(item.get("notes")), analysed_s=_span(item.get("analysed_s"), f"{file}: the measured part", faults),
    )  # fmt: skip


def _inside(file: str, faults: list[str]) -> str:
    """A way that stays in the project's folder; of any other only the last name is taken."""
    way = PurePosixPath(file.replace("\\", "/"))
    if way.is_absolute() or ".." in way.parts or ":" in file or "\0" in file:
        name = re.sub(r"[\0:]", "_", way.name) or "clip"
        faults.append(f"{name}: its place lies outside the project's folder and is not followed")
        return name
    return way.as_posix()


def _annotation(item: Any) -> Any:
    return annotations.from_json(item)


def _number(value: Any, least: float, most: float, what: str, faults: list[str]) -> float | None:
    if value is None:
        return None
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and least <= value <= most
    ):
        return float(value)
    faults.append(f"{what} cannot be right and is left out")
    return None


def _span(value: Any, what: str, faults: list[str]) -> Span:
    """Two times in order, None = the clip's own end."""
    match value:
        case None | [None, None]:
            return None, None
        case [None | int() | float() as start, None | int() | float() as end] if _in_order(start, end):
            return (None if start is None else float(start), None if end is None else float(end))
    faults.append(f"{what} cannot be right and is left out")
    return None, None


def _in_order(start: float | None, end: float | None) -> bool:
    if isinstance(start, bool) or isinstance(end, bool):
        return False
    low, high = -_MOST_S if start is None else start, _MOST_S if end is None else end
    return -_MOST_S <= low <= high <= _MOST_S


def _text(value: Any) -> str:
    return value[:100_000] if isinstance(value, str) else ""
