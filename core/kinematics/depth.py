"""How far the joints lie behind one another, from the model's 3D landmarks and from how short a segment looks.

The model sees a thigh or shank that points at the camera flatter than it is: at 45 degrees, on a rendered person and on
a filmed one with markers alike, it misses a fifth of the thigh's depth half-way down.  How short the segment looks
against its own full length tells the depth (Taylor 2000), well where it is much foreshortened and badly where it is
not; so both are joined, each by what it can tell.
"""

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

_FULL_PERCENTILE, _FULL_WINDOW_S = 95.0, 5.0  # a leg is seen at full length once in this time on either side
_NEVER_FULL = 0.85  # of the model's length: a leg bent all the while is never seen at full length
_LENGTH_DOUBT = 0.01  # share of the length: where the model is as long as that, it is believed
_LENGTH_SD, _MODEL_SD = 0.05, 0.25  # shares of the segment: of its apparent length, and of the model's depth
_SIGN_WINDOW_S = 0.2  # a segment does not turn away and back so quickly, however near to none the model's depth comes
_INSTANT_S = 1e-6
_LEAST_DEPTH = 0.15  # share of the segment; below it lengths tell nothing


def depth_px(track: PoseTrack) -> Floats:
    """(T, 33) pixels behind the mid-hip (negative = nearer to the camera) of every landmark; NaN = not known."""
    model = track.world_m[..., 2] * pixels_per_metre(track)
    depth = model.copy()
    for side in SIDES:
        hip, knee, ankle = (INDEX[f"{side}_{part}"] for part in ("hip", "knee", "ankle"))
        for upper, lower in ((hip, knee), (knee, ankle)):
            seen = np.hypot(*(track.xy_px[:, lower] - track.xy_px[:, upper]).T)
            depth[:, lower] = depth[:, upper] + _joined(track.time_s, seen, model[:, lower] - model[:, upper])
        for part in ("heel", "foot_index"):
            foot = INDEX[f"{side}_{part}"]
            depth[:, foot] = depth[:, ankle] + model[:, foot] - model[:, ankle]
    return depth


def _joined(time_s: Floats, seen_px: Floats, model_px: Floats) -> Floats:
    """(T,) depth of a segment's lower end behind its upper one; which way it points is the model's to say."""
    whole = np.hypot(seen_px, model_px)
    if not np.isfinite(whole).any():
        return whole
    full, told = full_length(time_s, seen_px), float(np.nanmedian(whole))
    full = np.where(full < _NEVER_FULL * told, told, full)
    full = np.clip(whole, (1 - _LENGTH_DOUBT) * full, (1 + _LENGTH_DOUBT) * full)
    with np.errstate(invalid="ignore", divide="ignore"):
        short = np.sqrt(np.maximum(full**2 - seen_px**2, 0.0))
        length_sd = _LENGTH_SD * full * np.maximum(seen_px, 0.2 * full) / np.maximum(short, _LEAST_DEPTH * full)
        trust = 1 / (1 + (length_sd / (_MODEL_SD * full)) ** 2)
    return np.asarray(trust * np.copysign(short, _around(time_s, model_px)) + (1 - trust) * model_px)


def _around(time_s: Floats, values: Floats) -> Floats:
    """(T,) mean over `_SIGN_WINDOW_S` on either side; NaN where nothing is near."""
    known = np.isfinite(values)
    total, count = (np.concatenate([[0.0], np.cumsum(v)]) for v in (np.where(known, values, 0.0), known.astype(float)))
    first = np.searchsorted(time_s, time_s - _SIGN_WINDOW_S)
    last = np.searchsorted(time_s, time_s + _SIGN_WINDOW_S, "right")
    count = count[last] - count[first]
    return np.where(count > 0, (total[last] - total[first]) / np.maximum(count, 1), np.nan)


def full_length(time_s: Floats, seen_px: Floats) -> Floats:
    """(T,) how long the segment looks when it lies across the line of sight, around each frame."""
    known = np.isfinite(seen_px)
    at, lengths = time_s[known], seen_px[known]
    centres = np.arange(time_s[0], time_s[-1] + 1.0, 1.0)
    # a moment at the very edge belongs to it whichever way its difference is rounded, so one more is looked at
    first = np.searchsorted(at, centres - _FULL_WINDOW_S - _INSTANT_S)
    most = int((np.searchsorted(at, centres + _FULL_WINDOW_S + _INSTANT_S, side="right") - first).max())
    around = np.minimum(first[:, None] + np.arange(most), len(at) - 1)
    near = (first[:, None] + np.arange(most) < len(at)) & (np.abs(at[around] - centres[:, None]) <= _FULL_WINDOW_S)
    # all windows of a clip sorted at once: one by one they took a tenth of the time in which a long clip is measured
    ordered, count = np.sort(np.where(near, lengths[around], np.inf), axis=1), near.sum(axis=1)
    there = count > 0
    place = _FULL_PERCENTILE / 100 * np.maximum(count - 1, 0)
    low = np.floor(place).astype(np.intp)
    below, above = (np.take_along_axis(ordered, k[:, None], 1)[:, 0] for k in (low, np.ceil(place).astype(np.intp)))
    with np.errstate(invalid="ignore"):
        longest = below + (place - low) * (above - below)
    return np.asarray(np.interp(time_s, centres[there], longest[there]))


def pixels_per_metre(track: PoseTrack) -> float:
    """How many pixels the model's metre is, from segments as long in the picture as in its 3D front plane."""
    pairs = [("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle")]
    ratios = []
    for side in SIDES:
        for a, b in pairs:
            i, j = INDEX[f"{side}_{a}"], INDEX[f"{side}_{b}"]
            seen = np.hypot(*(track.xy_px[:, i] - track.xy_px[:, j]).T)
            model = np.hypot(*(track.world_m[:, i, :2] - track.world_m[:, j, :2]).T)
            with np.errstate(invalid="ignore", divide="ignore"):
                ratios.append(seen / model)
    every = np.concatenate(ratios)
    every = every[np.isfinite(every)]
    return float(np.median(every)) if every.size else float("nan")
