"""What was made of arrays that never change, kept for as long as they are the very same ones."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

Made = TypeVar("Made")


@dataclass
class KeptResults:
    """One result for each of a few names.  Not for several threads at once."""

    _kept: dict[Hashable, tuple[tuple[object, ...], tuple[Hashable, ...], object]] = field(default_factory=dict)

    def find(self, name: Hashable, of: tuple[object, ...], values: tuple[Hashable, ...] = ()) -> object | None:
        """What was last put under this name, if it was made of the very same objects and equal values."""
        known_of, known_values, made = self._kept.get(name, ((), (), None))
        same = len(known_of) == len(of) and all(a is b for a, b in zip(known_of, of, strict=True))
        return made if same and known_values == values else None

    def put(self, name: Hashable, of: tuple[object, ...], values: tuple[Hashable, ...], made: object) -> None:
        """It takes the place of what stood under this name."""
        self._kept[name] = of, values, made

    def get(
        self, name: Hashable, of: tuple[object, ...], values: tuple[Hashable, ...], make: Callable[[], Made]
    ) -> Made:  # fmt: skip
        """`find`, or made and put there."""
        known = self.find(name, of, values)
        if known is None:
            known = make()
            self.put(name, of, values, known)
        return known  # type: ignore[return-value]  # what stands under a name was made by the same function
