"""One plus-minus for every number: a Monte-Carlo through the same code that computes the value.

Row 0 of every array of draws is the measured motion itself; rows 1.. are what the landmarks could as well have
been.  A measure is written once, for arrays (1 + draws, ...); its value is row 0 and its sd the spread of the rest.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.measures.spec import Metric, Status
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

DRAWS = 64
# The model places a landmark off the joint's centre by about this share of the leg's length, and keeps doing so for
# as long as the pose changes slowly: such an error does not average out over frames, so it is drawn once per clip.
PLACEMENT_SHARE = 0.02
# On top of it the misplacement changes with the pose by about this share of the leg's length (measured on rendered
# people: 0.4 to 2 % of the body), smoothly, over about a quarter of a movement's cycle.
WANDER_SHARE = 0.015
# What is left of a landmark's random error after smoothing stays alike over about this many seconds.
CORRELATION_S = 0.06
# Even a noiseless-looking residual is worth at least this share of the leg's length.
LEAST_NOISE_SHARE = 0.003


def draw_points(
    track: PoseTrack,
    leg_px: float,
    wander_s: float,
    draws: int = DRAWS,
    seed: int = 0,
    only: Sequence[int] | None = None,
) -> Floats:
    """(1 + draws, T, 33, 2) pixels: the smoothed landmarks, then perturbed copies.

    Three errors are drawn: a constant offset per landmark and draw (the model's placement, `PLACEMENT_SHARE`; the
    same for every stretch of a clip that is drawn with the same seed), its slow change with the pose over about
    `wander_s` seconds (`WANDER_SHARE`), and a random one per frame with the landmark's own `noise_px`, correlated
    over `CORRELATION_S`.

    only : the landmarks that are perturbed, to save time; the others stay what they are in every draw.
    """
    rng = np.random.default_rng(seed)
    chosen = list(range(track.xy_px.shape[1]) if only is None else only)
    xy = track.xy_px[:, chosen]
    shape = (draws, len(track), xy.shape[1], 2)
    step = float(np.median(np.diff(track.time_s))) if len(track) > 1 else CORRELATION_S
    noise = np.nan_to_num(track.noise_px[:, chosen], nan=0.0)
    noise = np.maximum(noise, LEAST_NOISE_SHARE * leg_px).T[:, None, None, :]
    # a landmark's coordinate lies in one piece of memory, draw after draw: what is computed from it reads it in a row
    offset = _by_landmark(rng.standard_normal((draws, 1, xy.shape[1], 2)) * PLACEMENT_SHARE * leg_px)
    error = offset + WANDER_SHARE * leg_px * _smooth_noise(rng, shape, wander_s / step)
    error += noise * _red_noise(rng, shape, step)
    out = np.empty((track.xy_px.shape[1], 2, draws + 1, len(track)))
    out[:] = np.moveaxis(track.xy_px, 0, -1)[:, :, None]
    if only is None:
        out[:, :, 1:] += error
    else:
        out[chosen, :, 1:] += error
    return out.transpose(2, 3, 0, 1)


def _by_landmark(values: Floats) -> Floats:
    """(draws, T, landmark, space) as (landmark, space, draws, T)."""
    return np.ascontiguousarray(values.transpose(2, 3, 0, 1))


def landmark_sd_px(track: PoseTrack, leg_px: float) -> Floats:
    """(T, 33) pixels: one standard deviation of each landmark in x and in y, of the three errors of `draw_points`.

    For angles read off single frames; what correlates from frame to frame makes no difference there.
    """
    noise = np.maximum(np.nan_to_num(track.noise_px, nan=0.0), LEAST_NOISE_SHARE * leg_px)
    sd = np.sqrt(noise**2 + (PLACEMENT_SHARE**2 + WANDER_SHARE**2) * leg_px**2)
    return np.where(np.isfinite(track.xy_px[..., 0]), sd, np.nan)


def _red_noise(rng: np.random.Generator, shape: tuple[int, int, int, int], step_s: float) -> Floats:
    """First-order autoregression over time of unit variance, started in its stationary state.

    shape : (draws, T, landmark, space), the order in which it is drawn; returned by landmark (`_by_landmark`).
    """
    from scipy.signal import lfilter

    keep = float(np.exp(-step_s / CORRELATION_S))
    white = _by_landmark(rng.standard_normal(shape))
    white[..., 1:] *= np.sqrt(1 - keep**2)
    return np.asarray(lfilter([1.0], [1.0, -keep], white, axis=-1))


def _smooth_noise(rng: np.random.Generator, shape: tuple[int, int, int, int], width: float) -> Floats:
    """Unit-variance noise over time without a fast part: white knots `width` frames apart, joined smoothly.

    shape : as of `_red_noise`.
    """
    count = max(4, int(np.ceil(shape[1] / max(width, 1.0))) + 3)
    knots = _by_landmark(rng.standard_normal((shape[0], count, *shape[2:])))
    shift = rng.uniform()  # so that the knots lie nowhere in particular
    at = np.arange(shape[1]) / max(width, 1.0) + shift
    return np.asarray(knots @ _between_knots(count)(at.clip(0, count - 1)).T)


@lru_cache(maxsize=64)
def _between_knots(count: int) -> Any:
    """The cubic splines through a one at each of `count` knots in turn; all others through the knots are their sums."""
    from scipy.interpolate import CubicSpline

    return CubicSpline(np.arange(count), np.eye(count))


def draw_times(time_s: float, sd_s: float | None, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """(1 + draws,) seconds: the moment itself, then moments it could as well have been."""
    return np.concatenate([[time_s], time_s + (sd_s or 0.0) * rng.standard_normal(draws)])


def sampling_sd_s(fps: float) -> float:
    """Standard deviation of an interval between two moments each known to one frame: 1 / (f sqrt 6)."""
    return float(1.0 / (fps * np.sqrt(6.0)))


def spread(draws: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Of (..., 1 + D): root mean square distance of the draws that are there from row 0, and how many they are."""
    values = np.asarray(draws, np.float64)
    away = values[..., 1:] - values[..., :1]
    there = np.isfinite(away)
    count = there.sum(-1)
    square = (np.where(there, away, 0.0) ** 2).sum(-1)
    return np.sqrt(square / np.maximum(count, 1)), count


def metric(
    draws: Floats,
    unit: str,
    status: Status = "ok",
    reason: str | None = None,
    extra_sd: float = 0.0,
    known: tuple[float, int] | None = None,
) -> Metric:
    """A number from its draws; refused where row 0 is missing, caution where a third of the draws are.

    extra_sd : a further independent standard deviation in `unit` (sampling, yaw), added in squares.
    known : its `spread`, where that of many numbers was taken at once.
    """
    value = float(draws[0])
    if status == "refused" or not np.isfinite(value):
        return Metric(None, unit, None, "refused", reason or "the landmarks it needs were not seen")
    if known is None:
        own, there = spread(draws)
        known = float(own), int(there)
    sd, count = known
    if count < 8:
        return Metric(value, unit, None, "caution", reason or "too little was seen to tell how sure it is")
    sd = float(np.hypot(sd, extra_sd))
    if count < 2 * (len(draws) - 1) / 3 and status == "ok":
        status, reason = "caution", "it hangs on landmarks that were hardly seen"
    return Metric(value, unit, sd, status, reason)
