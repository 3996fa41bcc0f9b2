"""From the time of one clip to the time of another: straight pieces between moments that belong together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LEAST_S = 1e-4  # knots nearer to each other than this are one moment


@dataclass(frozen=True)
class TimeMap:
    """A monotonic map between two clips' times, exact at its knots.

    a_s, b_s : (K,) seconds of moments that belong together in clip A and clip B, both strictly increasing, K >= 1.
    sd_s : (K,) how surely such a pair is at the same moment, one standard deviation in B's seconds; 0 = chosen by hand.

    Before the first knot and after the last one both clips run at their own true speed: nothing is known there that
    could stretch them.  One knot alone is a plain shift.
    """

    a_s: Floats
    b_s: Floats
    sd_s: Floats

    def __post_init__(self) -> None:
        a, b, sd = (np.array(x, np.float64) for x in (self.a_s, self.b_s, self.sd_s))
        if not (a.ndim == 1 and len(a) and a.shape == b.shape == sd.shape):
            raise ValueError(f"expected as many moments on both sides, at least one; got {a.shape}, {b.shape}")
        if not (np.isfinite(a).all() and np.isfinite(b).all() and (sd >= 0).all()):
            raise ValueError("moments must be finite, their sd not negative")
        if (np.diff(a) < LEAST_S).any() or (np.diff(b) < LEAST_S).any():
            raise ValueError("moments must come in the same order on both sides, each after the one before")
        for name, array in (("a_s", a), ("b_s", b), ("sd_s", sd)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @classmethod
    def shift(cls, a_s: float, b_s: float, sd_s: float = 0.0) -> "TimeMap":
        """These two moments are the same one, and both clips run at their true speed."""
        return cls(np.array([a_s]), np.array([b_s]), np.array([sd_s]))

    def to_b(self, a_s: ArrayLike) -> Floats:
        """Times of A (any shape) as times of B; NaN stays NaN."""
        return _mapped(np.asarray(a_s, np.float64), self.a_s, self.b_s)

    def to_a(self, b_s: ArrayLike) -> Floats:
        """Times of B (any shape) as times of A: the inverse of `to_b`."""
        return _mapped(np.asarray(b_s, np.float64), self.b_s, self.a_s)

    def rate(self, a_s: ArrayLike) -> Floats:
        """How fast B runs against A at times of A: 1 = as fast, 2 = B does in half the time what A does."""
        slopes = np.concatenate([[1.0], np.diff(self.b_s) / np.diff(self.a_s), [1.0]])
        return slopes[np.searchsorted(self.a_s, np.asarray(a_s, np.float64), side="right")]

    def sd_at(self, a_s: ArrayLike) -> Floats:
        """How surely the two are at the same moment, in B's seconds, at times of A."""
        return np.asarray(np.interp(np.asarray(a_s, np.float64), self.a_s, self.sd_s))


def _mapped(at: Floats, source: Floats, target: Floats) -> Floats:
    inside = np.interp(at, source, target)
    before, after = at < source[0], at > source[-1]
    outside = np.where(before, target[0] + (at - source[0]), target[-1] + (at - source[-1]))
    return np.asarray(np.where(before | after, outside, inside))
