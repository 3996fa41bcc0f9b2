"""Wild samples: what lies too far from the smoothest path through a point's other samples.

The path is a Whittaker smoother (Whittaker 1923, Eilers 2003) with a penalty on the third difference, fitted again and
again with Tukey's biweight, so that what lies far off loses its say, several frames in a row as well.  Where looks at
one frame disagreed, the sample weighs less from the start.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.signal.few import medians
from core.signal.gaps import rows_seen, runs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ORDER = 3  # of the differences held small: a path of constant acceleration costs nothing
# Above this frequency less than half of a motion is followed, and above this share of the frame rate.  The first rounds
# follow less: a stiffer path is not bent by what is wild in several frames in a row.
_CUTOFF_HZ, _HIGHEST_SHARE, _STIFF = 10.0, 0.2, 0.5
_LOWEST_SHARE = 1e-3  # a path held still stiffer has no solution in double precision: 5e-4 fails
_SPREAD_WINDOW_S = 1.0
_SIGMAS = 4.685  # Tukey's biweight keeps 95 % of a normal's information at this width
# rounds, by how much wider than in the end: at first good samples lie far from a path that wild ones have bent
_STIFF_WIDTHS, _WIDTHS = (2.0, 1.5, 1.0, 1.0), (1.5, 1.5, 1.0, 1.0, 1.0)
_HARDLY = 0.3  # of the width: nearer than this to the path a sample keeps nine tenths of its say at least: all is well
_LEAST_FRAMES = 5


@dataclass(frozen=True)
class Judged:
    """wild : (T,) samples that are no part of the motion.  path : (T, 2) where the point was by all the others."""

    wild: Flags
    path: Floats


def find_outliers(time_s: Floats, points: Floats, least: float, spread: Floats | None = None) -> Judged:
    """Which samples of (T, 2) points are wild, and the path that takes their place.

    Parameters
    ----------
    time_s : (T,) seconds, uneven ones allowed.
    least : a distance (same unit as the points) below which nothing is called wild.
    spread : (T,) how far apart the looks at each frame were, same unit; NaN or None = one look only.

    NaN rows are never wild; the path goes on over them, carried by the samples on either side.  Any motion of
    constant acceleration is safe however fast.  Where a fast point turns round (a foot at toe-off) it leaves a smooth
    path for a moment, so what lies on a curve through the two samples on either side is let off.
    """
    n = len(time_s)
    seen = rows_seen(points)
    if seen.sum() < _LEAST_FRAMES:
        return Judged(np.zeros(n, bool), points)
    values = np.where(seen[:, None], points, 0.0)
    trust = np.where(seen, _trust(spread, least, n), 0.0)
    half = max(2, round(_SPREAD_WINDOW_S / float(np.median(np.diff(time_s))) / 2))
    weight = trust
    times, alike = time_s.tobytes(), bool((trust == trust[0]).all())
    for share, widths in ((_STIFF, _STIFF_WIDTHS), (1.0, _WIDTHS)):
        penalty = _penalty_of(times, share)
        for width in widths:
            even = alike and weight is trust
            path = _even_path(times, share, values, float(trust[0])) if even else _path(penalty, values, weight)
            off = np.hypot(values[:, 0] - path[:, 0], values[:, 1] - path[:, 1])
            away = np.where(seen, off, np.nan)
            if off.max(where=seen, initial=0.0) < _HARDLY * width * least:  # whatever the spread: all is well
                limit = np.full(n, least)
                break
            limit = np.maximum(_SIGMAS * _running_spread(away, half), least)
            loses = np.minimum(np.nan_to_num(away) / (width * limit), 1.0)
            if loses.max() < _HARDLY:
                break
            weight = trust * (1 - loses**2) ** 2
    wild = np.asarray(seen & (np.nan_to_num(away) > limit))
    return Judged(wild & ~_on_their_way(time_s, points, wild, limit), path)


def _trust(spread: Floats | None, least: float, n: int) -> Floats:
    """(n,) 1 for a sample whose looks agreed, less the further they were apart."""
    if spread is None:
        return np.ones(n)
    known = np.isfinite(spread)
    usual = float(np.median(spread[known])) if known.any() else 0.0
    return np.asarray(1 / (1 + (np.where(known, spread, usual) / max(usual, 0.1 * least)) ** 2))


@lru_cache(maxsize=16)  # most of a clip's landmarks are seen over the same stretches
def _penalty_of(times: bytes, share_of_cutoff: float) -> Floats:
    out = _penalty(np.frombuffer(times), share_of_cutoff)
    out.setflags(write=False)
    return out


def _penalty(time_s: Floats, share_of_cutoff: float) -> Floats:
    """(4, T) upper bands of the penalty on third divided differences, so strong that it cuts at that frequency."""
    n, d = len(time_s), _ORDER
    step_s = float(np.median(np.diff(time_s)))
    at = time_s / step_s
    terms = np.full((d + 1, n - d), float(np.prod(np.arange(1, d + 1))))
    for j in range(d + 1):
        for m in range(d + 1):
            if m != j:
                terms[j] /= at[j : n - d + j] - at[m : n - d + m]
    bands = np.zeros((d + 1, n))
    for a in range(d + 1):
        for b in range(a, d + 1):
            bands[d - (b - a), b : n - d + b] += terms[a] * terms[b]
    share = max(share_of_cutoff * min(_CUTOFF_HZ * step_s, _HIGHEST_SHARE), _LOWEST_SHARE)
    return np.asarray(bands / (2 * np.sin(np.pi * share)) ** (2 * d))


def _path(penalty: Floats, values: Floats, weight: Floats) -> Floats:
    """(T, 2) the smoothest path through the samples that have a say."""
    from scipy.linalg import solveh_banded

    bands = penalty.copy()
    bands[-1] += weight + 1e-9  # a stretch without samples keeps the system solvable
    return np.asarray(solveh_banded(bands, weight[:, None] * values, check_finite=False))


def _even_path(times: bytes, share_of_cutoff: float, values: Floats, say: float) -> Floats:
    """The same where every sample has the same say: most landmarks of a clip share its equations."""
    from scipy.linalg import cho_solve_banded

    factor = _factor_of(times, share_of_cutoff, say)
    return np.asarray(cho_solve_banded((factor, False), say * values, check_finite=False))


@lru_cache(maxsize=4)
def _factor_of(times: bytes, share_of_cutoff: float, say: float) -> Floats:
    from scipy.linalg import cholesky_banded

    bands = _penalty_of(times, share_of_cutoff).copy()
    bands[-1] += say + 1e-9
    out = np.asarray(cholesky_banded(bands, check_finite=False))
    out.setflags(write=False)
    return out


def _running_spread(away: Floats, half: int) -> Floats:
    """(T,) the usual distance from the path around each frame, as a standard deviation; NaN left out."""
    if len(away) <= 2 * half:
        return np.full(len(away), 1.4826 * np.nanmedian(away))
    # every few frames are enough: the window is far wider
    stride = max(1, half // 4)
    padded = np.pad(away, half, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)[::stride]
    middle = 1.4826 * medians(windows)
    known = np.isfinite(middle)
    if not known.any():
        return np.zeros(len(away))
    at = np.arange(len(away))
    return np.interp(at, at[::stride][known], middle[known])


def _on_their_way(time_s: Floats, points: Floats, wild: Flags, limit: Floats) -> Flags:
    """(T,) True for suspects that all lie within `limit` of the cubic through the two samples on either side."""
    let_off = np.zeros(len(wild), bool)
    if not wild.any():
        return let_off
    good = np.flatnonzero(~wild & rows_seen(points))
    for start, stop in runs(wild):
        k = int(np.searchsorted(good, start))
        if k < 2 or k + 2 > len(good):
            continue
        at = good[k - 2 : k + 2]
        own, others = time_s[start:stop, None], time_s[at]
        weights = np.stack(
            [np.prod((own - np.delete(others, i)) / (t - np.delete(others, i)), axis=1) for i, t in enumerate(others)],
            axis=1,
        )  # Lagrange: exact for any motion of constant jerk
        off = np.hypot(*(points[start:stop] - weights @ points[at]).T)
        let_off[start:stop] = (off <= limit[start:stop]).all()
    return let_off
