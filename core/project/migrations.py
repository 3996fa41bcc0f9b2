"""Older projects made into those of today, one version after the other."""

from collections.abc import Callable, Mapping
from typing import Any, Final

VERSION: Final = 3
Parts = dict[str, Any]
_MAIN = "project.json"


def migrated(parts: Mapping[str, Any], version: int) -> Parts:
    """The parts of a project of `version` as version `VERSION` writes them."""
    made = dict(parts)
    for step in range(version, VERSION):
        made = _STEPS[step](made)
    return made


def _clips_with_their_edits(parts: Parts) -> Parts:
    """Version 1 held one clip, and its edits in `edits.json`."""
    main = dict(parts[_MAIN])
    clip = main.pop("clip", None)
    main["clips"] = [] if clip is None else [clip]
    made = {name: value for name, value in parts.items() if name != "edits.json"}
    return made | {_MAIN: main, "edits/0.json": parts.get("edits.json", {})}


def _clips_with_the_part_that_was_measured(parts: Parts) -> Parts:
    """Version 2 did not tell it: whoever opened the project again had the working range measured."""
    main, clips = dict(parts[_MAIN]), []
    listed = main.get("clips")
    for i, clip in enumerate(listed if isinstance(listed, list) else []):
        edits = parts.get(f"edits/{i}.json")
        range_s = edits.get("range_s") if isinstance(edits, dict) else None
        clips.append(clip | {"analysed_s": range_s} if isinstance(clip, dict) else clip)
    return parts | {_MAIN: main | ({"clips": clips} if isinstance(listed, list) else {})}


_STEPS: Final[Mapping[int, Callable[[Parts], Parts]]] = {
    1: _clips_with_their_edits,
    2: _clips_with_the_part_that_was_measured,
}
