"""The curves of one rep, all draws at once, on a fine even grid; and what is read off them: peaks, crossings, means.

At 24 frames per second a peak lies up to 21 ms from the nearest frame, so every curve is put on a grid of at least
`GRID_HZ` by cubic splines first.  The interpolation is one matrix for all curves and draws of the rep.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rep
from core.kinematics.series import Series
from core.signal.resample import is_uniform, usual_step_s

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_T = TypeVar("_T")

GRID_HZ = 120.0
MARGIN_S = 0.25  # shown around the rep, so that slopes at its ends are not one-sided
SLOPE_HALF_S = 0.04  # speeds are straight-line fits over this much to either side
BRIDGE_S = 0.12  # longer gaps stay gaps
_FADES = 22  # intervals: 3.73 to this power is nearly as much as a double holds
_EVEN = 1e-6  # of a step: more even than that no time stamp is told
_SOON = 48  # samples in which most levels are reached
_KEPT_UP_TO = 250  # samples of a rep: longer ones are rare, and their matrices large


@dataclass(frozen=True)
class RepCurves:
    """One rep: `time_s` (N,) fine and even; `values` name -> (1 + draws, N)."""

    time_s: Floats
    values: dict[str, Floats]
    _sampled: "_Sampled | None" = field(default=None, repr=False, compare=False)
    _kept: dict[Hashable, object] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, name: str) -> Floats:
        if name not in self.values and self._sampled is not None and name in self._sampled.whole:
            self.values[name] = self._sampled.curve(name)
        return self.values[name]

    def mean(self, name: str, mask: Flags) -> Floats:
        """(1 + draws,) mean of a curve over the samples of `mask`, though all the others are not worked out."""
        if name in self.values or self._sampled is None or name not in self._sampled.whole:
            return mean_within(self[name], mask)
        return self._sampled.mean(name, mask)

    def kept(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What `make` gives, made once: numbers and pictures of a rep ask for the same."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast(_T, self._kept[key])

    def speed(self, name: str) -> Floats:
        """(1 + draws, N) rate of change of a curve per second."""
        return self.kept(("speed", name), lambda: slope(self.time_s, self[name]))

    def fastest_extension(self, name: str, from_s: float, to_s: float) -> tuple[Floats, Floats]:
        """(1 + draws,) when a curve falls fastest within a span, and how fast."""
        key = "fastest_extension", name, from_s, to_s
        return self.kept(key, lambda: peak(self.time_s, -self.speed(name), self.between(from_s, to_s)))

    def between(self, from_s: float, to_s: float) -> Flags:
        """(N,) samples within a span, at least the one nearest to its middle."""

        def find() -> Flags:
            inside = (self.time_s >= from_s - 1e-9) & (self.time_s <= to_s + 1e-9)
            inside[np.argmin(np.abs(self.time_s - (from_s + to_s) / 2))] = True
            inside.setflags(write=False)
            return inside

        return self.kept(("between", from_s, to_s), find)


def cut_out(series: Series, rep: Rep, names: Sequence[str]) -> RepCurves:
    """The named (1 + draws, T) curves around one rep on the fine grid; a gap longer than `BRIDGE_S` stays NaN."""
    first, stop = rep.start_s - MARGIN_S, rep.end_s + MARGIN_S
    inside = slice(int(series.time_s.searchsorted(first)), int(series.time_s.searchsorted(stop, side="right")))
    times = series.time_s[inside]
    step = 1 / GRID_HZ
    if len(times) > 1:
        step = min(step, usual_step_s(times))
    fine = times[0] + step * np.arange(int((times[-1] - times[0]) / step + 1e-6) + 1)
    present = [name for name in names if name in series]
    stacked = {name: np.atleast_2d(series[name])[:, inside] for name in present}
    whole = {name: own for name, own in stacked.items() if len(times) > 3 and np.isfinite(own[0]).all()}
    values: dict[str, Floats] = {}
    gaps: dict[bytes, list[str]] = {}
    for name in present:
        if name not in whole:
            gaps.setdefault(np.isfinite(stacked[name][0]).tobytes(), []).append(name)
    for alike in gaps.values():
        block = _over_gaps(times, np.concatenate([stacked[name] for name in alike]), fine)
        values |= dict(zip(alike, np.split(block, len(alike)), strict=True))
    return RepCurves(fine, values, _Sampled(times, fine, whole))


@dataclass(frozen=True)
class _Sampled:
    """Curves of a rep as they were sampled, name -> (1 + draws, T) without gaps: splined when they are asked for.

    What a sample does to a spline fades by 2 + sqrt(3) from each interval to the next; further than `_FADES` of them
    away nothing of it is left, and that part of the matrix is not multiplied.
    """

    times: Floats
    fine: Floats
    whole: Mapping[str, Floats]

    @cached_property
    def matrix(self) -> Floats:
        """(T, N) what each sample does to each of the fine times."""
        return _spline_matrix(self.times, self.fine)

    def curve(self, name: str) -> Floats:
        """(1 + draws, N) cubic splines through the rows, read at the fine times."""
        values, matrix = self.whole[name], self.matrix
        if len(self.times) <= 6 * _FADES:  # products of small parts take as long
            return np.asarray(values @ matrix)
        out = np.empty((len(values), len(self.fine)))
        ends = np.searchsorted(self.fine, self.times[:: 2 * _FADES])
        for a, b in pairwise([*ends[:-1], len(self.fine)]):
            near = self._near(a, b - 1)
            out[:, a:b] = values[:, near] @ matrix[near, a:b]
        return out

    def mean(self, name: str, mask: Flags) -> Floats:
        """(1 + draws,) their mean over the fine times of `mask`."""
        rows = np.flatnonzero(mask)
        near = self._near(rows[0], rows[-1])
        return np.asarray(self.whole[name][:, near] @ self.matrix[near, rows].mean(axis=1))

    def _near(self, first: int, last: int) -> slice:
        """The samples that have a say in the fine times `first` to `last`."""
        a, b = np.searchsorted(self.times, self.fine[[first, last]])
        return slice(max(int(a) - _FADES, 0), int(b) + _FADES)


def _spline_matrix(times: Floats, fine: Floats) -> Floats:
    """(T, N) the cubic splines through a one at each of T times in turn, read at the fine times."""
    if 3 < len(times) <= _KEPT_UP_TO and len(fine) > 1 and fine[0] == times[0] and is_uniform(times, _EVEN):
        interval_s = (times[-1] - times[0]) / (len(times) - 1)
        return _even_spline_matrix(len(times), len(fine), round(float(fine[1] - fine[0]) / interval_s, 9))
    return _matrix(times, fine)


def _matrix(times: Floats, fine: Floats) -> Floats:
    from scipy.interpolate import CubicSpline

    return np.ascontiguousarray(CubicSpline(times, np.eye(len(times)))(fine).T)


@lru_cache(maxsize=16)  # as a rule the reps of a set are about as long as one another
def _even_spline_matrix(samples: int, fine: int, step: float) -> Floats:
    """The same for even times, which differ by their number only; `step` in intervals."""
    out = _matrix(np.arange(samples, dtype=np.float64), np.arange(fine, dtype=np.float64) * step)
    out.setflags(write=False)
    return out


def _over_gaps(times: Floats, values: Floats, fine: Floats) -> Floats:
    """(K, N): splined over what was seen (row 0 tells), NaN inside long gaps and outside the seen stretch."""
    from scipy.interpolate import make_interp_spline

    seen = np.isfinite(values[0])
    if seen.sum() < 4:
        return np.full((len(values), len(fine)), np.nan)
    at = times[seen]
    # the spline of `CubicSpline`, in half of its time for many rows; a row with a NaN is NaN and no error
    out = np.ascontiguousarray(make_interp_spline(at, values[:, seen], k=3, axis=1, check_finite=False)(fine))
    nearest = np.searchsorted(at, fine).clip(1, len(at) - 1)
    inside_gap = (at[nearest] - at[nearest - 1] > BRIDGE_S) & (fine > at[nearest - 1]) & (fine < at[nearest])
    out[:, inside_gap | (fine < at[0] - 1e-9) | (fine > at[-1] + 1e-9)] = np.nan
    return out


def slope(time_s: Floats, values: Floats, half_s: float = SLOPE_HALF_S) -> Floats:
    """Rate of change per second of (..., N) by straight-line fits over +-half_s; one-sided samples at the ends NaN."""
    step = float(time_s[1] - time_s[0])
    half = max(1, round(half_s / step))
    out = np.full(values.shape, np.nan)
    if values.shape[-1] <= 2 * half:
        return out
    from scipy.ndimage import correlate1d

    weights = np.arange(-half, half + 1) / (step * half * (half + 1) * (2 * half + 1) / 3)
    out[..., half:-half] = correlate1d(values, weights, axis=-1)[..., half:-half]
    return out


def stretch(mask: Flags, more: int = 0) -> slice:
    """From the first to the last sample of `mask`, and so many `more` on either side."""
    inside = np.flatnonzero(mask)
    return slice(max(int(inside[0]) - more, 0), int(inside[-1]) + 1 + more)


def peak(time_s: Floats, values: Floats, mask: Flags) -> tuple[Floats, Floats]:
    """Time and height of the largest value of each row of (D, N) within `mask` (one stretch), by a parabola."""
    return _tops(time_s, values, 0, stretch(mask))


def peaks(time_s: Floats, curves: Sequence[Floats], mask: Flags) -> list[tuple[Floats, Floats]]:
    """`peak` of each of some (D, N) curves, at once: for the few samples of a rep the calls cost more than the sums."""
    around = stretch(mask, 1)  # and the neighbours that a parabola goes through
    found = _tops(time_s, np.concatenate([values[:, around] for values in curves]), around.start, stretch(mask))
    at, height = (np.split(values, len(curves)) for values in found)
    return list(zip(at, height, strict=True))


def _tops(time_s: Floats, values: Floats, begins: int, within: slice) -> tuple[Floats, Floats]:
    """`peak` of (D, M) values, the first of which are those of sample `begins`."""
    first, part = within.start - begins, values[:, within.start - begins : within.stop - begins]
    rows = np.arange(len(values)) * values.shape[-1]
    flat = values.reshape(-1)
    k = first + part.argmax(axis=-1)
    top = flat.take(rows + k)
    whole = bool(np.isfinite(top).all())
    if not whole:  # what is not seen is no peak
        k = first + np.argmax(np.where(np.isfinite(part), part, -np.inf), axis=-1)
        top = flat.take(rows + k)
    inner = np.minimum(np.maximum(k, 1), values.shape[-1] - 2)
    places = rows + inner
    a, b, c = flat.take(places - 1), flat.take(places), flat.take(places + 1)
    bend, fall = a - 2 * b + c, a - c
    round_top = (bend < 0) & (k == inner)
    shift = np.where(round_top, 0.5 * fall / np.where(round_top, bend, 1.0), 0.0)
    shift = np.minimum(np.maximum(shift, -0.5), 0.5)
    height = np.where(shift != 0, b - 0.25 * fall * shift, top)
    at = time_s[begins + k] + shift * (time_s[1] - time_s[0])
    if whole:
        return at, height
    found = np.isfinite(top)
    return np.where(found, at, np.nan), np.where(found, height, np.nan)


def mean_within(values: Floats, mask: Flags) -> Floats:
    """Mean of (D, N) over the samples of `mask`; NaN where none was seen."""
    part = values[:, mask]
    total = part.sum(-1)
    if np.isfinite(total).all():
        return np.asarray(total / part.shape[-1])
    seen = np.isfinite(part)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(seen, part, 0.0).sum(-1) / np.where(seen.any(-1), seen.sum(-1), np.nan))


def read_at(time_s: Floats, values: Floats, at_s: Floats) -> Floats:
    """Each row of (D, N) at its own time (D,) or times (D, K), linear between samples; NaN outside."""
    return read_each(time_s, [values], at_s)[0]


def read_each(time_s: Floats, curves: Sequence[Floats], at_s: Floats) -> list[Floats]:
    """`read_at` of each of some (D, N) curves at the same times: where they lie is found once."""
    place = (at_s - time_s[0]) / (time_s[1] - time_s[0])
    known = place if np.isfinite(place).all() else np.nan_to_num(place)
    k = np.minimum(np.maximum(np.floor(known), 0), len(time_s) - 2).astype(int)
    weight = place - k
    rest, outside = 1 - weight, (place < -0.5) | (place > len(time_s) - 0.5)
    rows = np.arange(len(at_s)) * len(time_s)
    first = k + (rows[:, None] if at_s.ndim == 2 else rows)
    after, any_outside = first + 1, bool(outside.any())
    out = []
    for values in curves:
        flat = values.reshape(-1)
        read = flat.take(first) * rest + flat.take(after) * weight
        out.append(np.where(outside, np.nan, read) if any_outside else read)
    return out


def read_all_at(time_s: Floats, values: Floats, at_s: float) -> Floats:
    """(D,) all rows of (D, N) at one time, as `read_at` has it."""
    place = (at_s - float(time_s[0])) / float(time_s[1] - time_s[0])
    if not -0.5 <= place <= len(time_s) - 0.5:
        return np.full(len(values), np.nan)
    k = min(max(int(place // 1), 0), len(time_s) - 2)
    return np.asarray(values[:, k] * (1 - (place - k)) + values[:, k + 1] * (place - k))


def read_rows(time_s: Floats, values: Floats, at_s: Floats) -> Floats:
    """All rows of (D, N) at the same times (K,), linear between samples; NaN outside."""
    k = (np.searchsorted(time_s, at_s, side="right") - 1).clip(0, len(time_s) - 2)
    share = (at_s - time_s[k]) / (time_s[k + 1] - time_s[k])
    low, high = values[:, k], values[:, k + 1]
    between = np.where(share == 0, low, np.where(share == 1, high, low + share * (high - low)))
    return np.where((at_s < time_s[0]) | (at_s > time_s[-1]), np.nan, between)


def first_reach(time_s: Floats, values: Floats, levels: Floats, from_s: float, step: int) -> Floats:
    """(D,) times where each row of (D, N) first reaches its own level, walking from `from_s` in steps of +-1."""
    k0 = int(np.argmin(np.abs(time_s - from_s)))
    way = values[:, k0:] if step > 0 else values[:, k0::-1]
    times = time_s[k0:] if step > 0 else time_s[k0::-1]
    rows = np.arange(len(values))
    for stop in (_SOON, len(times)):  # mostly it is near, and the rest need not be looked at
        over = way[:, :stop] >= levels[:, None]
        k = over.argmax(axis=-1)
        reached = over[rows, k]
        if reached.all():
            break
    before = np.maximum(k - 1, 0)
    low, high = way[rows, before], way[rows, k]
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where(k > 0, (levels - low) / (high - low), 0.0)
    return np.where(reached, times[before] + weight * (times[k] - times[before]), np.nan)
