"""Zero-phase low-pass on true time, and the cutoff each signal itself asks for."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.signal.gaps import stretches
from core.signal.resample import interpolate, is_uniform, uniform_grid
from core.signal.rows import along_memory, over_time
from core.stretches import runs

Floats = NDArray[np.float64]

ORDER = 2  # run forwards and backwards: fourth order, no phase
SHORTEST_SAMPLES = 6  # shorter stretches are left as they are: nothing in them tells a motion from noise
_LOOKED_AT = 3000  # samples by which a cutoff is chosen
_MOST_SAMPLES = 50_000  # filtered in one go
_HIGHEST_SHARE = 0.4  # of the frame rate: a cutoff above it leaves next to nothing to take away


@lru_cache(maxsize=256)  # the same few filters serve all landmarks and draws of a clip
def _filter(rate_hz: float, cutoff_hz: float) -> tuple[Floats, Floats, Floats]:
    """The filter (its numerator over its denominator), and what it holds when it has long been fed with ones.

    As SciPy's `butter` and `lfilter_zi`, which take fifty times as long: where frames come unevenly every stretch
    between two gaps has a rate of its own.
    """
    # two passes lower the -3 dB point; the correction keeps it where it was asked for (Winter 2009), and is made on
    # the warped scale of the digital filter, where it is exact at low frame rates as well
    warped = np.tan(np.pi * cutoff_hz / rate_hz) / (np.sqrt(2) - 1) ** (1 / (2 * ORDER))
    square, damped = warped**2, np.sqrt(2) * warped
    total = 1 + damped + square
    gain, a1, a2 = square / total, 2 * (square - 1) / total, (1 - damped + square) / total
    return np.array([gain, 2 * gain, gain]), np.array([1.0, a1, a2]), np.array([[1 - gain, gain - a2]])


def _forth_and_back(rows: Floats, rate_hz: float, cutoff_hz: float) -> Floats:
    """Even (K, T) rows through the filter in both directions; beyond the ends they go on turned about their last value.

    As SciPy's `filtfilt`, which asks for the filter's settled state anew in each of the hundreds of calls of a clip.
    """
    from scipy.signal import lfilter

    b, a, settled = _filter(rate_hz, cutoff_hz)
    n = rows.shape[1]
    pad = min(n - 1, round(rate_hz / cutoff_hz) + 3)
    longer = np.empty((len(rows), n + 2 * pad))
    longer[:, pad:-pad] = rows
    np.subtract(2 * rows[:, :1], rows[:, pad:0:-1], out=longer[:, :pad])
    np.subtract(2 * rows[:, -1:], rows[:, -2 : -pad - 2 : -1], out=longer[:, -pad:])
    # not `sosfilt`: of this one section it makes the same numbers, in twice the time where a stretch is short
    forth, _ = lfilter(b, a, longer, zi=settled * longer[:, :1])
    back, _ = lfilter(b, a, forth[:, ::-1], zi=settled * forth[:, -1:])
    return np.asarray(back[:, ::-1][:, pad:-pad])


class _Clock:
    """The times of one stretch: even or not, what is filtered is filtered on an even grid."""

    def __init__(self, times: Floats) -> None:
        self.times, self.grid = times, uniform_grid(times)
        self.even = is_uniform(times)
        self.rate_hz = (len(self.grid) - 1) / (self.grid[-1] - self.grid[0])

    def leaves(self, cutoff_hz: float) -> bool:
        """Whether nothing at all changes below that cutoff."""
        return self.even and cutoff_hz >= _HIGHEST_SHARE * self.rate_hz

    def on_grid(self, rows: Floats) -> Floats:
        """(K, G) the (K, T) rows without NaN, on the even grid."""
        return rows if self.even else interpolate(self.times, rows.T, self.grid).T

    def lowpass(self, on_grid: Floats, cutoff_hz: float) -> Floats:
        """(K, T) rows that were put on the grid, filtered and read at the real times."""
        may_go_on()
        if cutoff_hz < _HIGHEST_SHARE * self.rate_hz:
            # SciPy keeps Python's lock while it filters: many rows at once would hold the window up
            at_once = max(1, _MOST_SAMPLES // on_grid.shape[1])
            parts = [on_grid[first : first + at_once] for first in range(0, len(on_grid), at_once)]
            done = [_forth_and_back(part, self.rate_hz, cutoff_hz) for part in parts]
            on_grid = np.concatenate(done) if len(done) > 1 else done[0]
        return on_grid if self.even else interpolate(self.grid, on_grid.T, self.times).T


def lowpass(time_s: Floats, values: Floats, cutoff_hz: float) -> Floats:
    """Zero-phase Butterworth low-pass of (T, K) values on true timestamps; -3 dB at `cutoff_hz`.

    Each stretch without gaps is put on a uniform grid, filtered forwards and backwards with reflected ends, and
    read again at the real times.  NaN stays NaN; stretches under six samples and cutoffs above 0.4 of the
    frame rate are left as they are.
    """
    return lowpass_each(time_s, values[:, None], np.array([cutoff_hz]))[:, 0]


def lowpass_each(time_s: Floats, points: Floats, cutoffs_hz: Floats) -> Floats:
    """`lowpass` of each of (T, L, K) points at its own cutoff (L,); a point's stretches are those wholly seen.

    Points seen over the same stretch share its grid, and those of the same cutoff go through the filter together.
    """
    every = range(points.shape[1])
    rows = along_memory(every, points)
    lowpass_rows(time_s, rows, cutoffs_hz)
    return over_time(rows, every, points)


def lowpass_rows(time_s: Floats, own: Floats, cutoffs_hz: Floats) -> bool:
    """`lowpass_each` of (L, K, T) points in place; whether anything was filtered."""
    filtered_any = False
    together: dict[tuple[int, int], dict[float, list[int]]] = {}
    wholly = np.asarray(np.isfinite(own).all(axis=1))
    for k in np.flatnonzero(np.logical_or.reduce(wholly, axis=1)).tolist():
        for span in runs(wholly[k]):
            if span[1] - span[0] >= SHORTEST_SAMPLES:
                together.setdefault(span, {}).setdefault(float(cutoffs_hz[k]), []).append(k)
    for (start, stop), by_cutoff in together.items():
        clock = _Clock(time_s[start:stop])
        for cutoff, ks in by_cutoff.items():
            if clock.leaves(cutoff):
                continue
            filtered_any = True
            at_once = max(1, _MOST_SAMPLES // (own.shape[1] * (stop - start)))  # they stay in the processor's cache
            for first in range(0, len(ks), at_once):
                which = ks[first : first + at_once]
                part = own[which, :, start:stop]
                filtered = clock.lowpass(clock.on_grid(part.reshape(-1, stop - start)), cutoff)
                own[which, :, start:stop] = filtered.reshape(part.shape)
    return filtered_any


def choose_cutoffs(time_s: Floats, points: Floats, lowest_hz: float, highest_hz: float) -> Floats:
    """(L,) the cutoff of each of (T, L, K) points at which what is filtered away stops being noise alone (Winter 1990).

    The residual's RMS against the cutoff falls along a straight line where only noise is removed; that line,
    drawn back to cutoff zero, tells the noise, and the cutoff whose residual equals it is chosen, within
    lowest..highest.  The longest stretch of a point without gaps is looked at; `lowest_hz` where nothing fits.
    """
    out = np.full(points.shape[1], lowest_hz)
    alike: dict[tuple[int, int], list[int]] = {}  # points seen over the same stretch are filtered together
    own = along_memory(range(points.shape[1]), points)
    for k in range(len(own)):
        spans = sorted(stretches(own[k].T), key=lambda span: span[0] - span[1])
        if not spans or spans[0][1] - spans[0][0] < 4 * SHORTEST_SAMPLES:
            continue
        start, stop = spans[0]
        middle = (start + stop) // 2  # a long clip tells its noise in a part of it
        span = max(start, middle - _LOOKED_AT // 2), min(stop, middle + _LOOKED_AT // 2)
        alike.setdefault(span, []).append(k)
    for (start, stop), ks in alike.items():
        rows = own[ks, :, start:stop].reshape(-1, stop - start)
        out[ks] = _by_residual(_Clock(time_s[start:stop]), rows, len(ks), lowest_hz, highest_hz)
    return out


def _by_residual(clock: _Clock, rows: Floats, count: int, lowest_hz: float, highest_hz: float) -> Floats:
    """(L,) cutoffs of L = `count` points, whose coordinates are the (L * K, T) rows without gaps."""
    out = np.full(count, lowest_hz)
    rate_hz = (len(clock.times) - 1) / (clock.times[-1] - clock.times[0])
    top = min(0.42 * rate_hz, 2.5 * highest_hz)
    if top <= lowest_hz:
        return out
    tries = np.linspace(min(1.0, lowest_hz), top, 24)
    # the residual falls with the cutoff: of those outside the limits one tells as much as all
    below = int(np.searchsorted(tries, lowest_hz))
    tries = tries[max(below - 1, 0) :]
    tries = tries[(tries <= highest_hz) | (tries >= 0.6 * top)]
    on_grid = clock.on_grid(rows)  # once for all cutoffs
    each, each_on_grid = (values.reshape(count, -1, values.shape[1]) for values in (rows, on_grid))

    def residual(hz: float, which: NDArray[np.intp]) -> Floats:
        filtered = clock.lowpass(each_on_grid[which].reshape(-1, on_grid.shape[1]), hz)
        away = each[which].reshape(filtered.shape) - filtered
        square = np.einsum("kt,kt->k", away, away).reshape(len(which), -1).sum(axis=1)
        return np.asarray(np.sqrt(square / rows.size * count))

    every = np.arange(count)
    tail = tries[tries >= 0.6 * top]
    in_tail = {float(hz): residual(hz, every) for hz in tail}
    slopes, noises = np.polyfit(tail, np.stack(list(in_tail.values())), 1)
    out[:] = highest_hz
    looked_for = every[(slopes <= 0) & (noises > 0)]
    for hz in tries:  # from the lowest one on: whose cutoff is found need not be filtered again
        if not len(looked_for):
            break
        left = in_tail[float(hz)][looked_for] if float(hz) in in_tail else residual(hz, looked_for)
        found = left <= noises[looked_for]
        out[looked_for[found]] = np.clip(hz, lowest_hz, highest_hz)
        looked_for = looked_for[~found]
    return out
