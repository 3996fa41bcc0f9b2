"""Zero-phase low-pass on true time, and the cutoff each signal itself asks for."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.signal.gaps import stretches
from core.signal.resample import interpolate, is_uniform, uniform_grid

Floats = NDArray[np.float64]

ORDER = 2  # run forwards and backwards: fourth order, no phase
SHORTEST_SAMPLES = 6
_LOOKED_AT = 3000  # samples by which a cutoff is chosen
_MOST_SAMPLES = 50_000  # filtered in one go
_HIGHEST_SHARE = 0.4  # of the frame rate: a cutoff above it leaves next to nothing to take away


@lru_cache(maxsize=256)  # the same few filters serve all landmarks and draws of a clip
def _sections(rate_hz: float, cutoff_hz: float) -> Any:
    from scipy.signal import butter

    # two passes lower the -3 dB point; the correction keeps it where it was asked for (Winter 2009), and is made on
    # the warped scale of the digital filter, where it is exact at low frame rates as well
    warped = np.tan(np.pi * cutoff_hz / rate_hz) / (np.sqrt(2) - 1) ** (1 / (2 * ORDER))
    corrected = rate_hz / np.pi * np.arctan(warped)
    return butter(ORDER, corrected, fs=rate_hz, output="sos")


def _lowpass_uniform(values: Floats, rate_hz: float, cutoff_hz: float) -> Floats:
    from scipy.signal import sosfiltfilt

    if cutoff_hz >= _HIGHEST_SHARE * rate_hz:
        return values
    sos = _sections(rate_hz, cutoff_hz)
    pad = min(len(values) - 1, round(rate_hz / cutoff_hz) + 3)
    flat = np.array(values.reshape(len(values), -1).T, order="C")  # in rows: a filter runs along memory
    # SciPy keeps Python's lock while it filters: many rows at once would hold the window up
    rows = max(1, _MOST_SAMPLES // len(values))
    for first in range(0, len(flat), rows):
        part = slice(first, first + rows)
        flat[part] = sosfiltfilt(sos, flat[part], axis=-1, padtype="odd", padlen=pad)
    return flat.T.reshape(values.shape)


def lowpass(time_s: Floats, values: Floats, cutoff_hz: float) -> Floats:
    """Zero-phase Butterworth low-pass of (T, K) values on true timestamps; -3 dB at `cutoff_hz`.

    Each stretch without gaps is put on a uniform grid, filtered forwards and backwards with reflected ends, and
    read again at the real times.  NaN stays NaN; stretches under six samples and cutoffs above 0.4 of the
    frame rate are left as they are.
    """
    out = values.copy()
    for start, stop in stretches(values):
        if stop - start < SHORTEST_SAMPLES:
            continue
        times, part = time_s[start:stop], values[start:stop]
        grid = uniform_grid(times)
        rate_hz = (len(grid) - 1) / (grid[-1] - grid[0])
        if is_uniform(times):
            out[start:stop] = _lowpass_uniform(part, rate_hz, cutoff_hz)
        else:
            even = _lowpass_uniform(interpolate(times, part, grid), rate_hz, cutoff_hz)
            out[start:stop] = interpolate(grid, even, times)
    return out


def choose_cutoff(time_s: Floats, values: Floats, lowest_hz: float, highest_hz: float) -> float:
    """The cutoff at which what is filtered away of (T, K) stops being noise alone; see `choose_cutoffs`."""
    return float(choose_cutoffs(time_s, values[:, None], lowest_hz, highest_hz)[0])


def choose_cutoffs(time_s: Floats, points: Floats, lowest_hz: float, highest_hz: float) -> Floats:
    """(L,) the cutoff of each of (T, L, K) points at which what is filtered away stops being noise alone (Winter 1990).

    The residual's RMS against the cutoff falls along a straight line where only noise is removed; that line,
    drawn back to cutoff zero, tells the noise, and the cutoff whose residual equals it is chosen, within
    lowest..highest.  The longest stretch of a point without gaps is looked at; `lowest_hz` where nothing fits.
    """
    out = np.full(points.shape[1], lowest_hz)
    alike: dict[tuple[int, int], list[int]] = {}  # points seen over the same stretch are filtered together
    for k in range(points.shape[1]):
        spans = sorted(stretches(points[:, k]), key=lambda span: span[0] - span[1])
        if not spans or spans[0][1] - spans[0][0] < 4 * SHORTEST_SAMPLES:
            continue
        start, stop = spans[0]
        middle = (start + stop) // 2  # a long clip tells its noise in a part of it
        span = max(start, middle - _LOOKED_AT // 2), min(stop, middle + _LOOKED_AT // 2)
        alike.setdefault(span, []).append(k)
    for (start, stop), ks in alike.items():
        out[ks] = _by_residual(time_s[start:stop], points[start:stop, ks], lowest_hz, highest_hz)
    return out


def _by_residual(times: Floats, part: Floats, lowest_hz: float, highest_hz: float) -> Floats:
    """(L,) cutoffs of (T, L, K) points without gaps."""
    out = np.full(part.shape[1], lowest_hz)
    rate_hz = (len(times) - 1) / (times[-1] - times[0])
    top = min(0.42 * rate_hz, 2.5 * highest_hz)
    if top <= lowest_hz:
        return out
    tries = np.linspace(min(1.0, lowest_hz), top, 24)
    flat = part.reshape(len(part), -1)
    residual = np.empty((len(tries), part.shape[1]))
    for i, hz in enumerate(tries):
        away = (flat - lowpass(times, flat, hz)).reshape(part.shape)
        residual[i] = np.sqrt((away**2).mean(axis=(0, 2)))
    tail = tries >= 0.6 * top
    slopes, noises = np.polyfit(tries[tail], residual[tail], 1)
    for k, (slope, noise) in enumerate(zip(slopes, noises, strict=True)):
        below = np.flatnonzero(residual[:, k] <= noise)
        chosen = tries[below[0]] if below.size and slope <= 0 < noise else highest_hz
        out[k] = np.clip(chosen, lowest_hz, highest_hz)
    return out
