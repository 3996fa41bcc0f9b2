"""The folder of one result: which name it gets, and how it appears complete or not at all."""

import errno
import json
import shutil
import tempfile
import uuid
from collections.abc import Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from core.errors import OutputError

ANCHOR = "analysis.json"  # tells whose results a folder holds; written last, so that its neighbours are complete
_TODO = "choose another folder with --out"


def prepare(out_dir: Path) -> None:
    """Make `out_dir` and try to write in it, so that nobody waits minutes for a result with nowhere to go.

    Raises
    ------
    core.errors.OutputError : it cannot be made or written to.
    """
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out_dir):
            pass
    except OSError as error:
        raise _cannot_write(out_dir, error) from error


class ResultFolder:
    """Files gathered in a temporary folder inside `out_dir` and moved to `out_dir`/<name>/ when all are written.

    with ResultFolder(out_dir, "squat", sha256) as folder:
        folder.write("analysis.json", [text])
    folder.path  # where they are now

    A new folder appears by one rename.  In a folder that is there already (results of the same clip) the anchor
    goes first and comes back last: whoever finds it finds files that belong together.  Other files in it stay.
    After an error inside nothing has changed.

    Parameters
    ----------
    out_dir : made if it is missing.
    stem : the wanted name; `-2`, `-3`, ... follow it where the name is somebody else's.
    sha256 : content hash of the clip; a folder whose analysis.json names another one is somebody else's.
    taken : folders that must not be used although the hash fits.
    """

    def __init__(self, out_dir: Path, stem: str, sha256: str, taken: Collection[Path] = ()) -> None:
        self.out_dir = out_dir
        self.path = out_dir
        self._stem = _usable(stem)
        self._sha256 = sha256
        self._taken = set(taken)
        self._temporary = out_dir

    def __enter__(self) -> "ResultFolder":
        prepare(self.out_dir)
        try:
            # not tempfile.mkdtemp: its folder is private to one user, and this one becomes the result
            temporary = self.out_dir / f".plumbline-{uuid.uuid4().hex}.partial"
            temporary.mkdir()
            self._temporary = temporary
        except OSError as error:
            raise _cannot_write(self.out_dir, error) from error
        return self

    def write(self, name: str, text: Iterable[str]) -> None:
        """Put one UTF-8 file into the folder, piece by piece."""
        try:
            with (self._temporary / name).open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(text)
        except OSError as error:
            raise _cannot_write(self.out_dir, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.path = self._place()
        except OSError as problem:
            raise _cannot_write(self.out_dir, problem) from problem
        finally:
            shutil.rmtree(self._temporary, ignore_errors=True)

    def _place(self) -> Path:
        """Move the files to the first name that is free or ours, and say which."""
        number = 1
        while True:
            target = self.out_dir / (self._stem if number == 1 else f"{self._stem}-{number}")
            number += 1
            if target in self._taken:
                continue
            if not target.exists() and not target.is_symlink():
                try:
                    self._temporary.rename(target)
                    return target
                except OSError:
                    if not target.exists():
                        raise
                    # another analysis was quicker: its folder is looked at as one that was there before
            if target.is_dir() and self._is_ours(target):
                self._replace(target)
                return target

    def _is_ours(self, folder: Path) -> bool:
        try:
            found: Any = json.loads((folder / ANCHOR).read_text(encoding="utf-8"))
            return bool(found["clip"]["sha256"] == self._sha256)
        except FileNotFoundError:
            return True  # no result yet: nothing of anybody's is lost
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def _replace(self, folder: Path) -> None:
        files = sorted(self._temporary.iterdir(), key=lambda file: file.name == ANCHOR)
        (folder / ANCHOR).unlink(missing_ok=True)
        for file in files:
            file.replace(folder / file.name)


def _usable(stem: str) -> str:
    """The stem as a folder name: `..` would climb out, and Windows forgets dots and spaces at the end."""
    return stem.rstrip(". ") or "clip"


def _cannot_write(folder: Path, error: OSError) -> OutputError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError("the disk is full, no results were written", _TODO, folder)
    if isinstance(error, FileExistsError | NotADirectoryError):
        return OutputError("this is a file, not a folder to put results into", _TODO, folder)
    if isinstance(error, PermissionError):
        return OutputError("results cannot be written here, it is not allowed", _TODO, folder)
    return OutputError(f"results cannot be written here ({error.strerror or type(error).__name__})", _TODO, folder)
