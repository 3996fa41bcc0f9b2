"""Where clips were last seen on this machine: projects name no folders outside their own, this list does.

A project that is passed on tells nobody how a disk is laid out, and a project from elsewhere cannot point anywhere.
"""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from core.paths import config_dir, is_there
from core.whole_file import written_whole

log = logging.getLogger(__name__)
MOST: Final = 2000


def known_place(sha256: str) -> Path | None:
    """Where the clip with this content was last seen; None where it no longer is."""
    found = last_seen(sha256)
    return found if found is not None and is_there(found) else None


def last_seen(sha256: str) -> Path | None:
    """Where the clip with this content was last seen, whether or not it is there still."""
    found = _read().get(sha256)
    return Path(found) if found else None


def remember_places(places: Mapping[str, Path]) -> None:
    """Content hash -> where the clip lies; a folder that cannot be written loses only this list."""
    kept = _read()
    new = {sha256: str(path.absolute()) for sha256, path in places.items() if sha256}
    if all(kept.get(sha256) == path for sha256, path in new.items()):
        return
    for sha256 in new:
        kept.pop(sha256, None)
    kept = dict(list((kept | new).items())[-MOST:])
    try:
        with written_whole(_file()) as file:
            file.write(json.dumps(kept, ensure_ascii=False, indent=0).encode())
    except OSError as error:
        log.warning("where clips lie cannot be kept: %s", error)


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
