"""Where clips were last seen on this machine: projects name no folders outside their own, this list does.

A project that is passed on tells nobody how a disk is laid out, and a project from elsewhere cannot point anywhere.
"""

import contextlib
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from core.paths import config_dir

log = logging.getLogger(__name__)
MOST: Final = 2000


def known_place(sha256: str) -> Path | None:
    """Where the clip with this content was last seen; None where it no longer is."""
    found = _read().get(sha256)
    return Path(found) if found and Path(found).exists() else None


def remember_places(places: Mapping[str, Path]) -> None:
    """Content hash -> where the clip lies; a folder that cannot be written loses only this list."""
    kept = _read()
    new = {sha256: str(path.absolute()) for sha256, path in places.items() if sha256}
    if all(kept.get(sha256) == path for sha256, path in new.items()):
        return
    for sha256 in new:
        kept.pop(sha256, None)
    kept = dict(list((kept | new).items())[-MOST:])
    partial = _file().with_suffix(f".{os.getpid()}.partial")
    try:
        config_dir().mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")
        partial.replace(_file())
    except OSError as error:
        log.warning("where clips lie cannot be kept: %s", error)
        with contextlib.suppress(OSError):
            partial.unlink()


def _read() -> dict[str, str]:
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {k: v for k, v in kept.items() if isinstance(k, str) and isinstance(v, str)}


def _file() -> Path:
    return config_dir() / "clips.json"
