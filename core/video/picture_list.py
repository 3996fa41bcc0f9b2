"""Which picture files make up one clip: those of a folder, or the numbered ones beside one of them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.errors import VideoError
from core.paths import is_file, is_folder

SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")
_NUMBER = re.compile(r"\d+")
_MOST_TOLD = 4
_MOST_MISSING, _MOST_MISSING_EACH = 10_000, 20  # pictures in all, and for each that is there


@dataclass(frozen=True)
class PictureList:
    """Picture files in the order in which they are shown.

    path : what was asked for, a folder or one of the pictures.
    slots : (N,) int64 increasing, from 0: which interval of the clip each picture fills.  A number that is missing from
        a numbered sequence leaves its interval empty, so that the others keep their time.
    notice : a sentence about what is missing ("" if nothing is).
    """

    path: Path
    files: tuple[Path, ...]
    slots: NDArray[np.int64] = field(compare=False)
    notice: str = ""

    def __len__(self) -> int:
        return len(self.files)

    @property
    def needs_rate(self) -> bool:
        """Whether somebody must say how many of them were taken in a second: pictures do not tell."""
        return len(self.files) > 1


def find_pictures(path: Path) -> PictureList | None:
    """The pictures that `path` stands for: all of a folder, or one picture and those numbered like it.

    None = neither a folder with pictures in it nor a picture.

    Raises
    ------
    VideoError : the folder may not be read.
    """
    if is_folder(path):
        files = _pictures_in(path, path)
        return _listed(path, files) if files else None
    if path.suffix.lower() not in SUFFIXES or not is_file(path):
        return None
    own = family(path)
    if own is None:
        return _listed(path, [path])
    return _listed(path, [file for file in _pictures_in(path.parent, path) if family(file) == own])


def _pictures_in(folder: Path, asked: Path) -> list[Path]:
    try:
        files = [file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and not file.name.startswith(".")]
        return sorted((file for file in files if file.is_file()), key=natural)
    except OSError as error:
        todo = "allow reading it, or copy the pictures to a folder of your own"
        raise VideoError(f"the folder cannot be read ({error.strerror or error})", todo, asked) from error


def natural(file: Path) -> tuple[list[tuple[int, int, str]], str]:
    """Names in the order people count: IMG_9 before IMG_10."""
    parts = re.split(r"(\d+)", file.name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts], file.name


def _number(file: Path) -> "re.Match[str] | None":
    """The last number of a name, which counts the pictures."""
    return max(_NUMBER.finditer(file.stem), key=lambda found: found.start(), default=None)


def family(file: Path) -> tuple[str, str, str] | None:
    """What pictures of one sequence have in common; None if there is no number in the name."""
    number = _number(file)
    if number is None:
        return None
    return file.stem[: number.start()], file.stem[number.end() :], file.suffix.lower()


def one_of_each(paths: list[Path]) -> list[Path]:
    """The same without pictures that an earlier one stands for: those numbered like it, in the same folder."""
    seen = set()
    kept = []
    for path in paths:
        own = family(path) if path.suffix.lower() in SUFFIXES else None
        if own is None or (path.parent, own) not in seen:
            kept.append(path)
        seen.add((path.parent, own))
    return kept


def _listed(path: Path, files: list[Path]) -> PictureList:
    slots = np.arange(len(files), dtype=np.int64)
    families = {family(file) for file in files}
    if len(families) != 1 or None in families or len(files) < 2:
        return PictureList(path, tuple(files), slots)
    numbers = [int(found.group()) for found in map(_number, files) if found is not None]
    steps = [after - before for before, after in pairwise(numbers)]
    step = Counter(steps).most_common(1)[0][0]
    if min(steps) <= 0 or any(each % step for each in steps):
        return PictureList(path, tuple(files), slots)  # two spellings of one number, or no counting at all
    if (numbers[-1] - numbers[0]) // step > max(_MOST_MISSING, _MOST_MISSING_EACH * len(files)):
        return PictureList(path, tuple(files), slots)  # times of day, say: they count no pictures
    slots = np.array([(number - numbers[0]) // step for number in numbers], np.int64)
    return PictureList(path, tuple(files), slots, _missing(files, slots))


def _missing(files: list[Path], slots: NDArray[np.int64]) -> str:
    gaps = np.flatnonzero(np.diff(slots) > 1)
    if not len(gaps):
        return ""
    count = int((np.diff(slots)[gaps] - 1).sum())
    after = ", ".join(files[gap].name for gap in gaps[:_MOST_TOLD]) + (" and others" if len(gaps) > _MOST_TOLD else "")
    what = "1 picture of the sequence is missing" if count == 1 else f"{count} pictures of the sequence are missing"
    return f"{what} (after {after}); the others keep their time"
