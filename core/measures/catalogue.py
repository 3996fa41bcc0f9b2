"""Every measure of the program by name: cards, tables, files and the help all read the same entry."""

import re
from functools import lru_cache
from typing import Final

from core.measures import sprint_specs, squat_specs
from core.measures.spec import MeasureSpec

SPECS: Final[dict[str, MeasureSpec]] = {spec.name: spec for spec in (*squat_specs.SPECS, *sprint_specs.SPECS)}
# `S_` stands for a side at the start of a name or after an underscore, never inside a word
_SIDE_SLOT = re.compile(r"(?:(?<=^)|(?<=_))S_")


def _pattern(name: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in _SIDE_SLOT.split(name)]
    return re.compile("(?:left|right)_".join(parts))


_PATTERNS: Final[tuple[tuple[re.Pattern[str], MeasureSpec], ...]] = tuple(
    (_pattern(name), spec) for name, spec in SPECS.items() if _SIDE_SLOT.search(name)
)


@lru_cache(maxsize=1024)  # cards, tables and tips ask for the same few again with every edit
def find(metric_name: str) -> MeasureSpec | None:
    """The entry of a metric; `S_` in an entry's name matches `left_` and `right_` wherever it stands.

    A symmetry that was refused has no larger side to be named after.
    """
    sideless = metric_name.replace("symmetry_", "symmetry_S_", 1)
    for name in (metric_name, sideless):
        if name in SPECS:
            return SPECS[name]
    return next((spec for pattern, spec in _PATTERNS if pattern.fullmatch(metric_name)), None)
