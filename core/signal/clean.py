"""From raw landmarks to the motion that is measured: swaps put back, wild frames out, short gaps filled, smoothed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.pose.boxes import typical_body
from core.pose.skeleton import BODY, INDEX, N_LANDMARKS, SIDES
from core.pose.track import PoseTrack
from core.signal import side_swaps
from core.signal.filters import choose_cutoffs, lowpass_rows
from core.signal.gaps import LONGEST_FILLED_S, fill_gaps, short_gaps
from core.signal.outliers import find_outliers
from core.signal.rows import along_memory, over_time

Floats = NDArray[np.float64]

# (lowest, highest) cutoff in Hz
CUTOFFS: Mapping[str, tuple[float, float]] = {"squat": (4.0, 8.0), "sprint": (8.0, 20.0), "none": (4.0, 12.0)}
# Of the stride's frequency, the least a run's cutoff keeps: up to the sixth harmonic gait is motion, not noise (Winter
# 2009).  A sprinter takes more than two strides a second, and 8 Hz round off what their knees do.
HARMONICS = 6
EVENT_CUTOFFS: Mapping[str, tuple[float, float]] = {"squat": (10.0, 10.0), "sprint": (25.0, 25.0), "none": (12.0, 12.0)}
_LEAST_JUMP = 0.04  # body lengths: nothing nearer to the path of its neighbours is called wild
_NOISE_WINDOW_S = 1.0  # over which noise is taken for alike
_MEASURED = [INDEX[f"{s}_{p}"] for s in SIDES for p in BODY]
_UNSEEN = 0.1  # visibility below which a landmark counts as a guess of the model and is left out


@dataclass(frozen=True)
class Repaired:
    """Landmarks before smoothing: sides put back, wild samples and guesses out, short gaps filled."""

    track: PoseTrack
    interpolated: NDArray[np.bool_]  # (T,) a measured landmark was filled in this frame
    corrected: NDArray[np.bool_]  # (T,) a wild sample was taken out in this frame
    side_swaps: int


def repair(raw: PoseTrack) -> Repaired:
    """Put exchanged limbs back, take out wild samples, fill gaps up to 0.12 s; the input is not changed."""
    n = len(raw)
    swaps = side_swaps.find_swaps(raw.time_s, raw.xy_px, raw.visibility)
    xy, world = side_swaps.take(raw.xy_px, swaps.order), side_swaps.take(raw.world_m, swaps.order)
    visibility, noise = side_swaps.take(raw.visibility, swaps.order), side_swaps.take(raw.noise_px, swaps.order)
    body = typical_body(xy)
    corrected, interpolated = np.zeros(n, bool), np.zeros(n, bool)
    if np.isfinite(body):
        xy[visibility < _UNSEEN] = np.nan
        every = range(N_LANDMARKS)
        points, metres = along_memory(every, xy), along_memory(every, world)
        for k in every:
            may_go_on()
            missing = np.isnan(points[k, 0])
            wild, repaired = _without_wild(raw.time_s, points[k].T, noise[:, k], _LEAST_JUMP * body)
            points[k] = repaired.T
            filled = (missing | wild) & np.isfinite(points[k, 0])
            may_go_on()
            metres[k][:, missing | wild] = np.nan
            metres[k] = fill_gaps(raw.time_s, metres[k].T)[0].T
            if k in _MEASURED:
                corrected |= wild
                interpolated |= filled
        xy, world = over_time(points, every, xy), over_time(metres, every, world)
    track = replace(raw, xy_px=xy, visibility=visibility, world_m=world, noise_px=noise)
    total = sum(swaps.exchanged.values())
    track = track.with_step("side swaps", **swaps.exchanged).with_step("outliers", frames=int(corrected.sum()))
    return Repaired(track.with_step("gaps", frames=int(interpolated.sum())), interpolated, corrected, total)


def _without_wild(time_s: Floats, points: Floats, spread: Floats, least: float) -> tuple[NDArray[np.bool_], Floats]:
    """(T,) which samples are wild, and the (T, 2) points with these and short gaps put on the path of the others.

    Stretches parted by a longer gap know nothing of each other; what lies at the end of one is left out, not guessed.
    """
    seen = np.flatnonzero(np.isfinite(points[:, 0]))
    if not len(seen):
        return np.zeros(len(points), bool), points.copy()
    longer = np.flatnonzero(np.diff(time_s[seen]) > LONGEST_FILLED_S + 1e-9)
    first, last = seen[np.append(0, longer + 1)], seen[np.append(longer, len(seen) - 1)]
    judged = find_outliers(time_s, points, least, spread, list(zip(first.tolist(), (last + 1).tolist(), strict=True)))
    out = points.copy()
    out[judged.wild] = np.nan
    filled = short_gaps(time_s, np.isfinite(out[:, 0]))
    out[filled] = judged.path[filled]
    return judged.wild, out


def limits_of(movement: str, stride_s: float = float("nan")) -> tuple[float, float]:
    """(lowest, highest) cutoff in Hz.  stride_s : seconds of a runner's two steps, NaN = not known."""
    lowest, highest = CUTOFFS[movement]
    if movement != "sprint" or not stride_s > 0:
        return lowest, highest
    return float(np.clip(HARMONICS / stride_s, lowest, highest)), highest


def cutoffs_of(repaired: PoseTrack, limits_hz: tuple[float, float]) -> Floats:
    """(33,) the cutoff that each landmark's own residual asks for, within the limits."""
    low, high = limits_hz
    if len(repaired) < 3 or low >= high:
        return np.full(N_LANDMARKS, low)
    return choose_cutoffs(repaired.time_s, repaired.xy_px, low, high)


def smooth(
    repaired: PoseTrack,
    limits_hz: tuple[float, float],
    cutoffs_hz: Floats | None = None,
    only: Sequence[int] | None = None,
) -> PoseTrack:
    """Zero-phase low-pass of every landmark at the cutoff its own residual asks for, within the limits.

    cutoffs_hz : (33,) where they were chosen before, None = they are chosen here (`cutoffs_of`).
    only : the landmarks that are wanted, to save time; the others stay as they are.
    The track's `noise_px` becomes what is left of the random error after smoothing: the running spread of
    what the filter took away, less by the share of the band that was kept, more where visibility is low.
    """
    time_s = repaired.time_s
    if len(time_s) < 3:
        return repaired
    may_go_on()
    rate_hz = (len(time_s) - 1) / (time_s[-1] - time_s[0])
    cutoffs = cutoffs_of(repaired, limits_hz) if cutoffs_hz is None else cutoffs_hz
    which = list(range(N_LANDMARKS) if only is None else only)
    metres = bool(np.isfinite(repaired.world_m[:, which]).any())
    rows = along_memory(which, repaired.xy_px, *([repaired.world_m] if metres else []))
    away = rows[:, :2].copy()
    filtered = lowpass_rows(time_s, rows, cutoffs[which])
    may_go_on()
    away -= rows[:, :2]
    np.abs(away, out=away)
    taken = (away[:, 0] + away[:, 1]) / 2 * 1.2533  # mean |x| of a normal -> its sd
    kept = np.minimum(1.0, cutoffs[which] / (0.5 * rate_hz))[:, None]
    noise = _running_mean(taken, max(3, round(_NOISE_WINDOW_S * rate_hz)))
    noise *= np.sqrt(kept / np.maximum(1 - kept, 0.1))
    noise *= 1 + 2 * (1 - np.nan_to_num(repaired.visibility.T[which], nan=1.0).clip(0, 1))
    used = [round(float(c), 2) for c in cutoffs[_MEASURED]]
    smoothed = replace(
        repaired,
        xy_px=over_time(rows[:, :2], which, repaired.xy_px) if filtered else repaired.xy_px,
        world_m=over_time(rows[:, 2:], which, repaired.world_m) if filtered and metres else repaired.world_m,
        noise_px=over_time(noise[:, None], which, repaired.noise_px[..., None])[..., 0],
    )
    return smoothed.with_step("low-pass", order=4, zero_phase=True, lowest_hz=min(used), highest_hz=max(used))


def _running_mean(values: Floats, width: int) -> Floats:
    """Centred running mean of (K, T) over time that leaves NaN out; NaN where nothing is near."""
    frames = values.shape[1]
    width = min(width, frames)
    good = np.isfinite(values)
    ahead = (width - 1) // 2
    last = np.arange(frames) + ahead + 1
    first, last = np.maximum(last - width, 0), np.minimum(last, frames)

    def windows(v: Floats) -> Floats:
        total = np.zeros((len(v), frames + 1))
        np.cumsum(v, axis=1, out=total[:, 1:])
        return np.asarray(total[:, last] - total[:, first])

    if good.all():  # nothing to leave out: each window holds as many as it is long
        return np.asarray(np.maximum(windows(values), 0.0) / (last - first))
    total, count = windows(np.where(good, values, 0.0)), windows(good.astype(float))
    return np.where(count > 0, np.maximum(total, 0.0) / np.maximum(count, 1), np.nan)
