"""Values in the cache folder, whole or not at all; the ones longest not looked at make room for new ones."""

import contextlib
import hashlib
import json
import os
import zipfile
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from core import __version__, paths
from core.kept.damaged import DAMAGED
from core.kept.form import FormError, Pieces, from_parts, to_parts
from core.whole_file import written_whole

LIMIT_BYTES: Final = 600_000_000
_FORMAT: Final = 1


def key(*facts: Any) -> str:
    """The name of a value that hangs on these facts, and on this program's code: a better formula has other values.

    Raises
    ------
    core.kept.form.FormError : a fact has no form.
    """
    text, data = to_parts(facts)
    digest = hashlib.sha256(json.dumps([_FORMAT, _code()]).encode())
    digest.update(text.encode())
    for piece in data:
        digest.update(piece.data)
    return digest.hexdigest()[:32]


def has(name: str) -> bool:
    """Whether a value is kept under this name; it may still turn out damaged."""
    return _file(name).exists()


def load(name: str) -> Any:
    """A kept value; None when there is none or it cannot be read."""
    file = _file(name)
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            value = from_parts(found["text"].tobytes().decode(), found["data"])
        os.utime(file)
    except DAMAGED:
        return None
    return value


def save(name: str, value: Any) -> OSError | None:
    """Keep a value; one that cannot be kept is worked out again, and what kept it from that is given back.

    Raises
    ------
    core.kept.form.FormError : it has no such form.
    """
    text, data = to_parts(value)
    file = _file(name)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _make_room(file.parent, LIMIT_BYTES - len(data))
        with written_whole(file) as stream:
            _write(stream, text, data)
    except OSError as error:
        return error
    return None


def _write(stream: IO[bytes], text: str, data: Pieces) -> None:
    """As `np.savez` does, piece by piece: all pieces together take as much memory as the value itself."""
    plain = np.frombuffer(text.encode(), np.uint8)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True) as members:
        for name, length, pieces in (("text", len(plain), [plain]), ("data", len(data), data)):
            with members.open(f"{name}.npy", "w", force_zip64=True) as member:
                header = {"descr": "|u1", "fortran_order": False, "shape": (length,)}
                np.lib.format.write_array_header_1_0(member, header)
                for piece in pieces:
                    member.write(piece.data)


def _file(name: str) -> Path:
    return paths.cache_dir() / "results" / f"{name}.npz"


def _make_room(folder: Path, limit: int) -> None:
    """Delete what was longest not looked at until no more than so many bytes are left."""
    files = []
    for file in folder.iterdir():
        with contextlib.suppress(OSError):
            state = file.stat()
            files.append((state.st_mtime, state.st_size, file))
    room = limit
    for _, size, file in sorted(files, reverse=True):
        room -= size
        if room < 0:
            file.unlink(missing_ok=True)


@cache
def _code() -> str:
    """What tells this program's measuring code from an earlier one: its version and, where it is there, its text."""
    digest = hashlib.sha256(f"{__version__} {np.__version__}".encode())
    room = paths.root() / "core"
    for file in sorted(room.rglob("*.py")):
        digest.update(file.relative_to(room).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


__all__ = ["FormError", "has", "key", "load", "save"]
