"""The time series of an athlete's motion: one named, unit-bearing curve for every line of the measures document."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Curves over the same times.

    time_s : (T,) captured seconds.
    values : name -> (..., T); leading dimensions are Monte-Carlo draws where there are any; NaN = not measured.
    """

    time_s: Floats
    values: Mapping[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        return name in self.values
