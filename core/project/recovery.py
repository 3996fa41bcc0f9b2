"""Work that was not saved, kept every few seconds beside the projects and never in their files."""

import contextlib
import os
import socket
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.paths import config_dir
from core.project.archive import read_parts
from core.project.file import SUFFIX, load, save
from core.project.process import process_began, process_runs
from core.project.project import Project

_PART = "recovery.json"


@dataclass(frozen=True)
class Recovered:
    """Work left by a window that did not close.

    project : the file it belongs to, None = never saved.  clips : the names of its clips, where they were written down.
    """

    file: Path
    project: Path | None
    saved_at: float
    clips: tuple[str, ...] = ()

    def load(self) -> Project:
        return load(self.file)


class Recovery:
    """The recovery file of one window."""

    def __init__(self) -> None:
        self._file = folder() / f"{os.getpid()}-{uuid.uuid4().hex[:8]}{SUFFIX}"

    def keep(self, work: Project, project: Path | None) -> None:
        """Write the work as it is now; the one before stands until this one is whole.

        Raises
        ------
        core.errors.OutputError : it cannot be written.
        """
        with contextlib.suppress(OSError):
            folder().mkdir(parents=True, exist_ok=True)
        told = {
            "project": None if project is None else str(project.absolute()),
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "began": process_began(os.getpid()),
            "saved_at": time.time(),
            "clips": [Path(clip.file).name for clip in work.clips],
        }
        save(work, self._file, {_PART: told})

    def drop(self) -> None:
        """There is nothing to be lost any more."""
        with contextlib.suppress(OSError):
            self._file.unlink()


def folder() -> Path:
    """Where unsaved work is kept."""
    return config_dir() / "recovery"


def left_behind() -> list[Recovered]:
    """What windows that no longer run have left, the latest first; what cannot be read is left where it is."""
    found = []
    for file in sorted(folder().glob(f"*{SUFFIX}")) if folder().is_dir() else []:
        try:
            told: Any = read_parts(file, _PART).get(_PART, {})
            here = told["host"] == socket.gethostname()
            if here and process_runs(int(told["pid"]), str(told.get("began", ""))):
                continue
            project = Path(told["project"]) if isinstance(told["project"], str) else None
            clips = told.get("clips")
            names = tuple(map(str, clips)) if isinstance(clips, list) else ()
            found.append(Recovered(file, project, float(told["saved_at"]), names))
        except (UserError, KeyError, TypeError, ValueError):
            continue
    return sorted(found, key=lambda r: -r.saved_at)
