"""What the landmarks of a clip could as well have been, kept from one edit to the next while it is the same.

Contacts that are put by hand leave the landmarks where they are, and drawing these takes longer than all the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from core.kinematics.series import Series
from core.measures.kept_results import KeptResults

_MOST_FRAMES: Final = 1600  # of all that is kept: the longest stretch drawn at once, and a little


class Drawn(NamedTuple):
    """Curves (1 + draws, T), the points (1 + draws, T, 33, 2) they came from, and what was found in the curves.

    whole : the curves before hidden arms are left out, and those that their rates were taken of.
    """

    series: Series
    points: np.ndarray
    found: KeptResults
    whole: Series


@dataclass
class KeptDraws:
    """One clip's; whoever measures edits holds it and drops it with the clip.  Not for several threads at once."""

    _kept: list[tuple[tuple[object, ...], tuple[object, ...], Drawn]] = field(default_factory=list)

    def get(
        self,
        of: tuple[object, ...],
        values: tuple[object, ...],
        make: Callable[[], Drawn],
        renew: Callable[[Any, Drawn], Drawn] | None = None,
    ) -> Drawn:
        """What `make` gives, made only if it was not before.

        of : the objects it is made from, none of which ever changes: the very same ones, not equal ones.
        values : whatever else it hangs on.
        renew : makes it from what was made with another first one of the objects, which is then gone: given that
            other object and what was made with it.  What it makes is the same as `make` gives.
        """
        for i, (known_of, known_values, drawn) in enumerate(self._kept):
            if known_values == values and _same(known_of, of):
                self._kept.append(self._kept.pop(i))
                return drawn
        for i in reversed(range(len(self._kept))):
            known_of, known_values, drawn = self._kept[i]
            if renew is not None and known_values == values and _same(known_of[1:], of[1:]):
                del self._kept[i]  # first, so that nothing half renewed is ever taken
                self._kept.append((of, values, renew(known_of[0], drawn)))
                return self._kept[-1][2]
        drawn = make()
        self._kept.append((of, values, drawn))
        while len(self._kept) > 1 and sum(len(d.series.time_s) for _, _, d in self._kept) > _MOST_FRAMES:
            del self._kept[0]
        return drawn

    def __len__(self) -> int:
        return len(self._kept)


def _same(a: tuple[object, ...], b: tuple[object, ...]) -> bool:
    return all(x is y for x, y in zip(a, b, strict=True))
