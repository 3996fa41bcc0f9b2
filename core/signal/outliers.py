"""Wild samples: what lies too far from the smoothest path through a point's other samples.

The path is a Whittaker smoother (Whittaker 1923, Eilers 2003) with a penalty on the third difference, fitted again and
again with Tukey's biweight, so that what lies far off loses its say, several frames in a row as well.  Where looks at
one frame disagreed, the sample weighs less from the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.signal.few import median, medians
from core.signal.gaps import rows_seen
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

_ORDER = 3  # of the differences held small: a path of constant acceleration costs nothing
# Above this frequency less than half of a motion is followed, and above this share of the frame rate.  The first rounds
# follow less: a stiffer path is not bent by what is wild in several frames in a row.
_CUTOFF_HZ, _HIGHEST_SHARE, _STIFF = 10.0, 0.2, 0.5
_LOWEST_SHARE = 1e-3  # a path held still stiffer has no solution in double precision: 5e-4 fails
_SPREAD_WINDOW_S = 1.0  # over which samples are taken for equally good
_SIGMAS = 4.685  # Tukey's biweight keeps 95 % of a normal's information at this width
# rounds, by how much wider than in the end: at first good samples lie far from a path that wild ones have bent
_STIFF_WIDTHS, _WIDTHS = (2.0, 1.5, 1.0, 1.0), (1.5, 1.5, 1.0, 1.0, 1.0)
_HARDLY = 0.3  # of the width: nearer than this to the path a sample keeps nine tenths of its say at least: all is well
_LEAST_FRAMES = 5  # two more than the differences' order


@dataclass(frozen=True)
class Judged:
    """wild : (T,) samples that are no part of the motion.  path : (T, 2) where the point was by all the others."""

    wild: Flags
    path: Floats


def find_outliers(
    time_s: Floats,
    points: Floats,
    least: float,
    spread: Floats | None = None,
    spans: Sequence[tuple[int, int]] | None = None,
) -> Judged:
    """Which samples of (T, 2) points are wild, and the path that takes their place.

    Parameters
    ----------
    time_s : (T,) seconds, uneven ones allowed.
    least : a distance (same unit as the points) below which nothing is called wild.
    spread : (T,) how far apart the looks at each frame were, same unit; NaN or None = one look only.
    spans : (first, stop) of stretches in order that know nothing of each other, None = all is one.  What lies in none
        of them, or in one of a few samples, is not judged, and is its own path.

    NaN rows are never wild; the path goes on over them, carried by the samples on either side.  Any motion of
    constant acceleration is safe however fast.  Where a fast point turns round (a foot at toe-off) it leaves a smooth
    path for a moment, so what lies on a curve through the two samples on either side is let off.
    """
    out = Judged(np.zeros(len(points), bool), points.copy())
    every = rows_seen(points)
    told = [(a, b) for a, b in spans or [(0, len(points))] if np.count_nonzero(every[a:b]) >= _LEAST_FRAMES]
    if not told:
        return out
    # all stretches one after the other, so that a limb that is hidden a hundred times costs no hundred times the calls
    rows = slice(*told[0]) if len(told) == 1 else np.concatenate([np.arange(a, b) for a, b in told])
    parts = _Parts.of(time_s[rows], [b - a for a, b in told])
    seen, values = every[rows], points[rows].copy()
    values[~seen] = 0.0
    trust = _trust(None if spread is None else spread[rows], least, parts)
    trust[~seen] = 0.0
    path, off, limit = _fitted(parts, values, seen, trust, least)
    wild = np.asarray(off > limit)
    out.wild[rows] = wild & ~_on_their_way(parts, values, seen, wild, limit)
    out.path[rows] = path
    return out


@dataclass(frozen=True)
class _Parts:
    """Stretches of some samples, one after the other.

    time_s : (T,) of the samples.  counts : of each of P stretches.  begins : (P,).  part : (T,) of which stretch each
    sample is.  step_s : (P,) from one sample to the next.  half : (P,) samples on either side that tell the usual
    distance from the path.
    """

    time_s: Floats
    counts: tuple[int, ...]
    begins: Places
    part: Places
    step_s: Floats
    half: Places
    windows: dict[bytes, list[tuple[Places, Places]]] = field(default_factory=dict)  # those last asked for

    @classmethod
    def of(cls, time_s: Floats, counts: Sequence[int]) -> "_Parts":
        ends = np.cumsum(counts)
        begins = ends - counts
        step_s = np.array([usual_step_s(time_s[a:b]) for a, b in zip(begins, ends, strict=True)])
        half = np.maximum(2, np.round(_SPREAD_WINDOW_S / step_s / 2)).astype(np.intp)
        part = np.repeat(np.arange(len(counts)), counts)
        return cls(time_s, tuple(counts), np.asarray(begins, np.intp), part, step_s, half)

    @cached_property
    def times(self) -> bytes:
        return self.time_s.tobytes()

    def samples(self, which: Flags) -> Any:
        """The samples of some of the stretches, as an index."""
        return slice(None) if which.all() else np.flatnonzero(which[self.part])

    def largest(self, values: Floats) -> Floats:
        """(P,) the largest of (T,) values of each stretch."""
        return np.asarray(np.maximum.reduceat(values, self.begins))


def _fitted(parts: _Parts, values: Floats, seen: Flags, trust: Floats, least: float) -> tuple[Floats, Floats, Floats]:
    """The path through (T, 2) values, how far off it (T,) samples lie, and how far they may; none lies off unseen.

    Fitted again and again: a sample far off has less and less say.  A stretch in which all is well is left as it is.
    """
    path, off, limit = np.empty_like(values), np.empty(len(seen)), np.full(len(seen), least)
    weight, alike = trust, bool((trust == trust[0]).all())
    for share, widths in ((_STIFF, _STIFF_WIDTHS), (1.0, _WIDTHS)):
        looked_at = np.ones(len(parts.counts), bool)
        for width in widths:
            which = parts.samples(looked_at)
            if alike:  # nothing has lost its say yet
                path[which] = _even_path(parts, share, values, float(trust[0]))[which]
            else:
                penalty = _penalty_of(parts.times, parts.counts, share)
                path[which] = _path(penalty[:, which], values[which], weight[which])
            x, y = (values[which] - path[which]).T
            off[which] = np.hypot(x, y) * seen[which]
            limit[which] = least
            looked_at &= parts.largest(off) >= _HARDLY * width * least  # whatever the spread: all is well in the others
            if not looked_at.any():
                break
            which = parts.samples(looked_at)
            usual = _running_spread(np.where(seen, off, np.nan), parts, looked_at)
            limit[which] = np.maximum(_SIGMAS * usual[which], least)
            loses = np.minimum(off / (width * limit), 1.0)
            looked_at &= parts.largest(loses) >= _HARDLY
            if not looked_at.any():
                break
            which = parts.samples(looked_at)
            weight, alike = weight.copy(), False
            weight[which] = trust[which] * (1 - loses[which] ** 2) ** 2
    return path, off, limit


def _trust(spread: Floats | None, least: float, parts: _Parts) -> Floats:
    """(T,) 1 for a sample whose looks agreed, less the further they were apart."""
    known = np.zeros(len(parts.time_s), bool) if spread is None else np.isfinite(spread)
    if spread is None or not known.any():
        return np.ones(len(known))
    usual = np.array([median(spread[a : a + n]) for a, n in zip(parts.begins, parts.counts, strict=True)])
    usual = np.nan_to_num(usual)[parts.part]
    return np.asarray(1 / (1 + (np.where(known, spread, usual) / np.maximum(usual, 0.1 * least)) ** 2))


@lru_cache(maxsize=6)  # most of a clip's landmarks are seen over the same stretches
def _penalty_of(times: bytes, counts: tuple[int, ...], share_of_cutoff: float) -> Floats:
    out = _penalty(_Parts.of(np.frombuffer(times), counts), share_of_cutoff)
    out.setflags(write=False)
    return out


def _penalty(parts: _Parts, share_of_cutoff: float) -> Floats:
    """(4, T) upper bands of the penalty on third divided differences, so strong that it cuts at that frequency."""
    n, d = len(parts.time_s), _ORDER
    step_s = parts.step_s[parts.part]
    at = parts.time_s / step_s
    terms = np.full((d + 1, n - d), float(np.prod(np.arange(1, d + 1))))
    with np.errstate(divide="ignore"):  # of what lies in two stretches, and is left out
        for j in range(d + 1):
            for m in range(d + 1):
                if m != j:
                    terms[j] /= at[j : n - d + j] - at[m : n - d + m]
    terms[:, parts.part[d:] != parts.part[:-d]] = 0.0
    bands = np.zeros((d + 1, n))
    for a in range(d + 1):
        for b in range(a, d + 1):
            bands[d - (b - a), b : n - d + b] += terms[a] * terms[b]
    share = np.maximum(share_of_cutoff * np.minimum(_CUTOFF_HZ * step_s, _HIGHEST_SHARE), _LOWEST_SHARE)
    return np.asarray(bands / (2 * np.sin(np.pi * share)) ** (2 * d))


def _path(penalty: Floats, values: Floats, weight: Floats) -> Floats:
    """(T, 2) the smoothest path through the samples that have a say."""
    from scipy.linalg import solveh_banded

    bands = penalty.copy()
    bands[-1] += weight + 1e-9  # a stretch without samples keeps the system solvable
    return np.asarray(solveh_banded(bands, weight[:, None] * values, check_finite=False))


def _even_path(parts: _Parts, share_of_cutoff: float, values: Floats, say: float) -> Floats:
    """The same where every sample has the same say: most landmarks of a clip share its equations."""
    from scipy.linalg import cho_solve_banded

    factor = _factor_of(parts.times, parts.counts, share_of_cutoff, say)
    return np.asarray(cho_solve_banded((factor, False), say * values, check_finite=False))


@lru_cache(maxsize=4)
def _factor_of(times: bytes, counts: tuple[int, ...], share_of_cutoff: float, say: float) -> Floats:
    from scipy.linalg import cholesky_banded

    bands = _penalty_of(times, counts, share_of_cutoff).copy()
    bands[-1] += say + 1e-9
    out = np.asarray(cholesky_banded(bands, check_finite=False))
    out.setflags(write=False)
    return out


def _running_spread(away: Floats, parts: _Parts, which: Flags) -> Floats:
    """(T,) the usual distance from the path around each frame, as a standard deviation; NaN left out.

    which : (P,) the stretches in which it is wanted; what is told of the others means nothing.
    """
    ends = parts.begins + np.array(parts.counts) - 1
    if (key := which.tobytes()) not in parts.windows:  # as a rule the rounds ask for the same ones
        parts.windows.clear()
        parts.windows[key] = _windows(parts, which)
    longer = np.append(away, np.nan)
    places = np.concatenate([at for at, _ in parts.windows[key]])
    middle = 1.4826 * np.concatenate([medians(longer.take(windows)) for _, windows in parts.windows[key]])
    order = np.argsort(places, kind="stable")
    places, middle = places[order], middle[order]
    known = np.isfinite(middle)
    if not known.all():
        places, middle = places[known], middle[known]
    # each stretch begins as it is known first and ends as it is known last
    first, last = np.searchsorted(places, parts.begins), np.searchsorted(places, ends, side="right") - 1
    there = which & (first <= last)
    lent = np.concatenate([parts.begins, ends])
    level = np.append(middle, 0.0)[np.concatenate([np.where(there, first, -1), np.where(there, last, -1)])]
    places, once = np.unique(np.concatenate([places, lent]), return_index=True)
    return np.asarray(np.interp(np.arange(len(away)), places, np.concatenate([middle, level])[once]))


def _windows(parts: _Parts, which: Flags) -> list[tuple[Places, Places]]:
    """(K,) samples and (K, W) those around each of them, of some stretches; T = none.

    Of a stretch shorter than a window there is one sample, and all of the stretch is around it.
    """
    counts, out = np.array(parts.counts), []
    for half in np.unique(parts.half[which]).tolist():
        own = which & (parts.half == half)
        long, short = np.flatnonzero(own & (counts > 2 * half)), np.flatnonzero(own & (counts <= 2 * half))
        if len(short):
            one, begins = np.arange(2 * half), parts.begins[short]
            out.append((begins, np.where(one < counts[short, None], begins[:, None] + one, len(parts.time_s))))
        if len(long):
            # every few frames are enough: the window is far wider
            stride = max(1, half // 4)
            centres = np.concatenate([np.arange(0, counts[k], stride) for k in long])
            part = np.repeat(long, -(-counts[long] // stride))
            begins = parts.begins[part]
            out.append((begins + centres, _mirrored(centres, half, counts[part] - 1) + begins[:, None]))
    return out


def _mirrored(centres: Places, half: int, last: Places) -> Places:
    """(K, 2 half + 1) samples around each of K centres, beyond the first and the last one mirrored there."""
    around = np.abs(centres[:, None] + np.arange(-half, half + 1))
    ends = np.flatnonzero(centres + half > last)
    around[ends] = np.minimum(around[ends], 2 * last[ends, None] - around[ends])
    return np.asarray(around)


def _on_their_way(parts: _Parts, values: Floats, seen: Flags, wild: Flags, limit: Floats) -> Flags:
    """(T,) True for suspects that all lie within `limit` of the cubic through the two samples on either side."""
    let_off = np.zeros(len(wild), bool)
    good, suspects = np.flatnonzero(seen & ~wild), np.flatnonzero(wild)
    if len(good) < 4 or not len(suspects):
        return let_off
    # suspects without another sample, seen or not, between them are judged together
    firsts = np.flatnonzero(np.diff(suspects, prepend=-2) > 1)
    firsts = np.union1d(firsts, np.flatnonzero(np.diff(parts.part[suspects], prepend=-1)))
    k = np.searchsorted(good, suspects[firsts]).clip(2, len(good) - 2)
    beside = good[k[:, None] + np.arange(-2, 2)]
    whole = (parts.part[beside] == parts.part[suspects[firsts], None]).all(axis=1)
    whole &= (beside[:, 1] < suspects[firsts]) & (suspects[firsts] < beside[:, 2])
    run = np.repeat(np.arange(len(firsts)), np.diff(firsts, append=len(suspects)))
    others = parts.time_s[beside][run]
    # Lagrange: exact for any motion of constant jerk
    apart = others[:, :, None] - others[:, None, :]
    ratio = (parts.time_s[suspects, None, None] - others[:, None, :]) / np.where(apart == 0, 1.0, apart)
    ratio[:, np.arange(4), np.arange(4)] = 1.0
    on_curve = np.einsum("sk,skx->sx", ratio.prod(axis=2), values[beside][run])
    off = np.hypot(values[suspects, 0] - on_curve[:, 0], values[suspects, 1] - on_curve[:, 1])
    near = np.logical_and.reduceat(off <= limit[suspects], firsts)
    let_off[suspects] = (near & whole)[run]
    return let_off
