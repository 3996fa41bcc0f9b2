"""A clip that was moved or renamed is looked for where people put such files: around the project, and where it was."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Final

from core.project import places
from core.project.project import ProjectClip

MOST_ENTRIES: Final = 3000  # looked at below a folder: a project may lie on top of a whole disk
DEEPEST: Final = 4  # folders below each other
MOST_READ: Final = 12  # files of one clip whose content is compared
MOST_BYTES: Final = 4 * 2**30  # of them, together


class Nearby:
    """What lies around one project; its folders are listed once, when the first clip is missing."""

    def __init__(self, project: Path) -> None:
        self._folder = project.parent
        self._listed: dict[Path, tuple[Path, ...]] = {}

    def find(self, clip: ProjectClip, is_it: Callable[[Path], bool]) -> Path | None:
        """Where the clip lies; None where it is not.  is_it : whether a path holds this very clip, which reads it.

        Files of the clip's name come first, wherever they are below; a renamed one is looked for where it was.
        """
        seen = places.last_seen(clip.sha256)
        folders = dict.fromkeys([self._folder, *([seen.parent] if seen is not None else [])])
        there = [file for folder in folders for file in self._below(folder)]
        name = PurePosixPath(clip.file).name
        names = {name.casefold(), *([seen.name.casefold()] if seen is not None else [])}
        same = [file for file in there if file.name.casefold() in names]
        was_in = {self._folder / PurePosixPath(clip.file).parent, *folders}
        suffix = PurePosixPath(name).suffix.casefold()
        renamed = [f for f in there if suffix and f.suffix.casefold() == suffix and f.parent in was_in]
        return _first(dict.fromkeys([*same, *renamed]), is_it)

    def _below(self, folder: Path) -> tuple[Path, ...]:
        """Files, and folders that could be of pictures, the nearest first; links are not followed."""
        if folder not in self._listed:
            self._listed[folder] = tuple(_listed(folder))
        return self._listed[folder]


def _listed(top: Path) -> list[Path]:
    found: list[Path] = []
    folders, looked_at = [(top, 0)], 0
    for folder, deep in folders:  # grows: one level after the other
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    looked_at += 1
                    if looked_at > MOST_ENTRIES:
                        return found
                    if entry.name.startswith("."):
                        continue
                    found.append(folder / entry.name)
                    if entry.is_dir(follow_symlinks=False) and deep < DEEPEST:
                        folders.append((folder / entry.name, deep + 1))
        except OSError:  # one that may not be read hides nothing else
            continue
    return found


def _first(files: Iterable[Path], is_it: Callable[[Path], bool]) -> Path | None:
    left = MOST_BYTES
    for n, file in enumerate(files):
        try:
            left -= file.stat().st_size
        except OSError:
            continue
        if n >= MOST_READ or left < 0:
            return None
        if is_it(file):
            return file
    return None
