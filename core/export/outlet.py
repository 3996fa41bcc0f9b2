"""Where exports go: names every system allows, nothing overwritten unasked, no half file."""

import errno
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import OutputError

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_TAKEN_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_BYTES = 150  # leaves room for an ending; file systems take 255
_ELSEWHERE = "choose another folder"


class TargetExistsError(OutputError):
    """A file of that name is there already, and nobody said that it may be replaced."""


class NothingThereError(OutputError):
    """The result holds nothing for this kind of file; the other files are made all the same."""


def safe_name(name: str, otherwise: str = "clip") -> str:
    """A name as a file's name on every system: no / \\ : * ? " < > |, no dots or spaces at the ends, not too long."""
    name = _FORBIDDEN.sub("_", name).encode("utf-8", "replace")[:_LONGEST_BYTES].decode("utf-8", "ignore").strip(". ")
    if not name.strip("_"):
        return otherwise
    taken = _TAKEN_BY_WINDOWS.fullmatch(name)  # whatever its ending
    return f"{taken[1]}_{taken[2] or ''}" if taken else name


class Outlet:
    """A folder for exports.

    Parameters
    ----------
    folder : made when the first file is placed.
    force : files that are there may be replaced.
    """

    def __init__(self, folder: Path, force: bool = False) -> None:
        self.folder = folder
        self.force = force
        self.placed: list[Path] = []
        self.lacking: list[str] = []  # sentences: what could not be made of this result, and why

    def check(self, names: Iterable[str]) -> None:
        """Say before the work begins whether the folder takes these files.

        Raises
        ------
        TargetExistsError : one of them is there.
        OutputError : the folder cannot be made or written to.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            trial = self.folder / f".{uuid.uuid4().hex}.partial"
            trial.touch(exist_ok=False)
            trial.unlink()
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        there = [self.folder / name for name in names if (self.folder / name).exists()]
        if there and not self.force:
            what = "this file is" if len(there) == 1 else f"this and {len(there) - 1} more of the files are"
            raise TargetExistsError(f"{what} there already", "choose another folder, or --force to replace", there[0])

    @contextmanager
    def place(self, name: str) -> Iterator[Path]:
        """A path to write to; the file gets its name when the block ends well and is gone when it does not.

        Raises
        ------
        TargetExistsError, OutputError : as `check`; a full disk and a file open elsewhere are told as such.
        """
        self.check([name])
        target = self.folder / name
        # the ending stays: libraries tell a format by it
        partial = self.folder / f".{uuid.uuid4().hex}.partial{target.suffix}"
        try:
            yield partial
            partial.replace(target)
        except OSError as error:
            raise cannot_write(target, error) from error
        except OutputError as error:
            if error.where != partial:
                raise
            raise OutputError(error.what, error.todo, target) from error  # nobody knows the temporary name
        finally:
            partial.unlink(missing_ok=True)
        self.placed.append(target)

    @contextmanager
    def unless_nothing_there(self) -> Iterator[None]:
        """What the result holds nothing for is noted, and the work goes on."""
        try:
            yield
        except NothingThereError as error:
            self.lacking.append(error.sentence)

    def write(self, name: str, content: bytes | str) -> None:
        """One small file at once."""
        data = content.encode("utf-8") if isinstance(content, str) else content
        with self.place(name) as path:
            path.write_bytes(data)


def cannot_write(path: Path, error: OSError) -> OutputError:
    """The error of the system as a sentence: what is wrong and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError("the disk is full", "make room, or choose another disk", path)
    if error.errno == errno.EFBIG:
        return OutputError("the file is larger than this disk takes", "choose another disk, or a shorter part", path)
    if isinstance(error, FileExistsError | NotADirectoryError):
        return OutputError("this is a file, not a folder to export into", _ELSEWHERE, path)
    if isinstance(error, PermissionError):
        where = "it is open in another program, or writing here is not allowed"
        return OutputError(where, f"close it there, or {_ELSEWHERE}", path)
    return OutputError(f"it cannot be written ({error.strerror or type(error).__name__})", _ELSEWHERE, path)
