"""A project's file: a zip of JSON texts, written whole or not at all, read without trusting anybody."""

import contextlib
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from core.errors import OutputError, UserError

LARGEST_FILE: Final = 256 * 2**20
LARGEST_PART: Final = 64 * 2**20  # unpacked
LARGEST_WHOLE: Final = 256 * 2**20  # unpacked, all parts
MOST_PARTS: Final = 5000
_LARGEST_LIST: Final = MOST_PARTS * 256  # 46 bytes and a name for each part
_END_BYTES, _LONGEST_COMMENT = 22, 65_535  # of a zip's last record
_DAMAGED = "this project file is damaged or cut short"
_TODO = "use a copy of it, or save it anew where it was made"


def write_parts(path: Path, parts: Mapping[str, Any]) -> None:
    """Write {name: JSON value} as one file: under another name first, onto the disk, then renamed.

    Raises
    ------
    core.errors.OutputError : it cannot be written; what was there before is untouched.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, value in parts.items():
                    archive.writestr(name, json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        why = error.strerror or str(error)
        todo = "what was saved before is untouched: free some space, or save it elsewhere"
        raise OutputError(f"the project cannot be saved ({why})", todo, path) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()  # of what was not finished, whatever ended it


def read_parts(path: Path, *only: str) -> dict[str, Any]:
    """{name: JSON value} of every JSON part, or of these only.  Nothing is unpacked onto the disk, whatever they say.

    Raises
    ------
    core.errors.UserError : no such file, no project, damaged, or far larger than any project.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UserError("this file is far too large for a project", "open the clip itself", path)
        if _list_bytes(path) > _LARGEST_LIST:  # the library reads the whole list before it can be counted
            raise _far_too_many(path)
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path, only)
    except FileNotFoundError as error:
        raise UserError("there is no such file", "it may have been moved or renamed", path) from error
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, zipfile.LargeZipFile) as error:
        if _is_no_zip(path):
            raise UserError("this is not a project of this program", "open a .plumb file", path) from error
        raise UserError(_DAMAGED, _TODO, path) from error
    except UnicodeDecodeError as error:  # of a part's name
        raise UserError(_DAMAGED, _TODO, path) from error
    except OSError as error:
        raise UserError(f"this file cannot be read ({error.strerror or error})", "copy it elsewhere", path) from error


def _read(archive: zipfile.ZipFile, path: Path, only: tuple[str, ...]) -> dict[str, Any]:
    import lzma  # no part of ours, but the library reads such parts too
    import zlib

    parts: dict[str, Any] = {}
    whole = 0
    if len(archive.infolist()) > MOST_PARTS:
        raise _far_too_many(path)
    for item in archive.infolist():
        if not item.filename.endswith(".json") or (only and item.filename not in only):
            continue
        try:
            with archive.open(item) as file:
                data = file.read(LARGEST_PART + 1)  # what the header says of its size is not trusted
        except (zlib.error, lzma.LZMAError) as error:
            raise UserError(_DAMAGED, _TODO, path) from error
        whole += len(data)
        if len(data) > LARGEST_PART or whole > LARGEST_WHOLE:
            raise UserError("this file unpacks to far more than a project holds", "do not open it", path)
        try:
            parts[item.filename] = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise UserError(f"{item.filename} in this project is not readable", _TODO, path) from error
    return parts


def _far_too_many(path: Path) -> UserError:
    return UserError("this file holds far more than a project does", "it was not made by this program", path)


def _list_bytes(path: Path) -> int:
    """How long the zip says its list of parts is; 0 where it has none (APPNOTE 4.3.16, end of central directory)."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_BYTES - _LONGEST_COMMENT))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _is_no_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(2) != b"PK"
    except OSError:
        return True
