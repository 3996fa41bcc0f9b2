"""Keys a person has changed: kept beside the window's sizes, the table of actions says what they were."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtGui import QKeySequence

from app import recent

KEY: Final = "shortcuts"
Keys = tuple[str, ...]


def changed() -> dict[str, Keys]:
    """Action -> its keys, for those that were changed; nonsense in the settings changes nothing."""
    try:
        kept = json.loads(str(recent.settings().value(KEY, "{}")))
    except ValueError:
        return {}
    if not isinstance(kept, dict):
        return {}
    found = {}
    for name, keys in kept.items():
        if isinstance(keys, list) and all(isinstance(k, str) and not QKeySequence(k).isEmpty() for k in keys):
            found[str(name)] = tuple(keys)
    return found


def write(keys: Mapping[str, Keys], defaults: Mapping[str, Keys]) -> None:
    """Keep what differs from the table; nothing is kept once everything is as it was."""
    differing = {name: list(k) for name, k in keys.items() if k != defaults.get(name)}
    if differing:
        recent.settings().setValue(KEY, json.dumps(differing))
    else:
        recent.settings().remove(KEY)


def clash(one: str, other: str) -> bool:
    """Whether two keys cannot be told apart: the same, or one begins the other, such as D and "D, L"."""
    a, b = QKeySequence(one), QKeySequence(other)
    none = QKeySequence.SequenceMatch.NoMatch
    return a.matches(b) != none or b.matches(a) != none


def clashing(key: str, name: str, keys: Mapping[str, Keys]) -> list[str]:
    """The other actions that a key of this one would clash with."""
    return [other for other, theirs in keys.items() if other != name and any(clash(key, k) for k in theirs)]


def without(key: str, theirs: Iterable[str]) -> Keys:
    """These keys but for those that clash with one."""
    return tuple(k for k in theirs if not clash(key, k))
