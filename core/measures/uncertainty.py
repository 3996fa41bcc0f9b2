"""One plus-minus for every number: a Monte-Carlo through the same code that computes the value.

Row 0 of every array of draws is the measured motion itself; rows 1.. are what the landmarks could as well have
been.  A measure is written once, for arrays (1 + draws, ...); its value is row 0 and its sd the spread of the rest.
"""

from collections.abc import Mapping, Sequence
from math import hypot, isfinite
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.measures.landmark_errors import PLACEMENT_SHARE, WANDER_SHARE, FreshErrors, Placed, SharedErrors, SomeErrors
from core.measures.spec import Metric, Status
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

DRAWS = 64
# What misplaces one side's landmark misplaces the other's: seen from the side the far one is placed by the near one.
# On rendered people the two sides' errors at shoulder, hip and ankle have 0.6 (slow changes) to 0.8 (constant ones) in
# common, knees less.
PAIR_IN_COMMON = 0.7
# Of the misplacement and its change in a squat, which is slow and seen whole: with it 99 % of the angles' errors at the
# bottom of rendered squats lie within two standard deviations.
SQUAT_SHARE = 0.75
# In arms' curves, a runner's elbow is misplaced by this many times more than other joints as the arm swings, most where
# it points at the camera.  With it arms' angles err by 0.8 to 1.1 and their rates by 1.0 to 1.2 standard deviations on
# each of four rendered runners and its variants, instead of 1.1 to 1.6 and 1.8 to 2.2.  Numbers of steps have errors of
# their own for it (`core.measures.model_peaks`), with which lags and overlaps of arms err as they say.
RUNNER_RESTLESS: Final[Mapping[int, float]] = MappingProxyType({INDEX[f"{side}_elbow"]: 3.0 for side in SIDES})
# What is left of a landmark's random error after smoothing stays alike for about this long.
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
    in_common: float = 0.0,
    share: float = 1.0,
    wider: Mapping[int, float] = MappingProxyType({}),
    restless: Mapping[int, float] = MappingProxyType({}),
    wanted: Sequence[int] | None = None,
) -> Floats:
    """(1 + draws, T, 33, 2) pixels: the smoothed landmarks, then perturbed copies.

    Three errors are drawn: a constant offset per landmark and draw (the model's placement, `PLACEMENT_SHARE`; the same
    wherever it is drawn with the same seed), its slow change with the pose over about `wander_s` (`WANDER_SHARE`), and
    a random one per frame with the landmark's own `noise_px`, correlated over `CORRELATION_S`.

    only : the landmarks that are wanted, to save time: (1 + draws, T, len(only), 2), and the slow change takes a whole
        number of frames, so that it is made once for the reps of a set.
    share : of the first two errors, where landmarks are placed surer than usual.
    in_common : correlation of the first two errors of a left landmark with those of the right one.
    wider, restless : landmark -> how many times larger the first or the second one is there.
    wanted : those of `only` that are told, None = all; their errors are the same whatever else is told.
    """
    landmarks = track.xy_px.shape[1]
    chosen = tuple(only or range(landmarks))
    source = FreshErrors(draws, landmarks, seed) if only is None else SharedErrors(draws, len(chosen), seed)
    times = (tuple(larger.get(k, 1.0) for k in chosen) for larger in (wider, restless))
    placed = Placed(chosen, in_common, share, *times)
    return _perturbed(track, leg_px, wander_s, draws, source, placed, wanted=wanted)


def draw_some(
    track: PoseTrack,
    leg_px: float,
    wander_s: float,
    landmarks: Sequence[int],
    among: Sequence[int],
    draws: int = DRAWS,
    seed: int = 0,
    rows: slice = slice(None),
    share: float = 1.0,
) -> Floats:
    """(1 + draws, T, len(landmarks), 2) pixels: of `draw_points`, these landmarks and no others, of a run.

    Poses come again with every stride and the model's errors with them: the slow change comes again after four times
    `wander_s` and does not average out over strides.

    among : those that are ever wanted together.  What is random about them is kept for the next time, so that the few
        landmarks that change with an edit are soon drawn anew.
    rows : the frames that are wanted; T is their number.  share : of misplacement and slow change, as in `draw_points`.
    """
    source = SomeErrors(draws, track.xy_px.shape[1], seed, _kept_share(_step_s(track)), landmarks, among, rows)
    usual = (1.0,) * len(landmarks)
    placed = Placed(tuple(landmarks), 0.0, share, usual, usual)
    return _perturbed(track, leg_px, wander_s, draws, source, placed, rows)


def _perturbed(
    track: PoseTrack, leg_px: float, wander_s: float, draws: int, source: FreshErrors, placed: Placed,
    rows: slice = slice(None), wanted: Sequence[int] | None = None,
) -> Floats:  # fmt: skip
    chosen, step = list(placed.landmarks if wanted is None else wanted), _step_s(track)
    # frames in a row, as in what is drawn: every draw goes through them again
    noise = np.ascontiguousarray(track.noise_px[rows][:, chosen].T)[:, None, None]
    noise = np.fmax(noise, LEAST_NOISE_SHARE * leg_px)
    # a landmark's coordinate lies in one piece of memory, draw after draw: what is computed from it reads it in a row
    out = np.empty((len(chosen), 2, draws + 1, noise.shape[-1]))
    seen = np.ascontiguousarray(track.xy_px[rows][:, chosen].transpose(1, 2, 0))[:, :, None]
    out[:, :, :1] = seen
    slow = source.slow(len(track), wander_s / step, placed, leg_px)
    red = source.red(len(track), _kept_share(step))
    for own, k in enumerate(chosen):  # one after the other they stay in the processor's cache
        may_go_on()
        error, drawn = out[own, :, 1:], placed.landmarks.index(k)
        np.multiply(noise[own], red[drawn], out=error)
        error += slow[drawn]
        error += seen[own]
    return out.transpose(2, 3, 0, 1)


def _step_s(track: PoseTrack) -> float:
    return usual_step_s(track.time_s) if len(track) > 1 else CORRELATION_S


def _kept_share(step_s: float) -> float:
    """How much of a frame's random error is the next one's too."""
    return float(np.exp(-step_s / CORRELATION_S))


def landmark_sd_px(track: PoseTrack, leg_px: float) -> Floats:
    """(T, 33) pixels: one standard deviation of each landmark in x and in y, of the three errors of `draw_points`.

    For angles read off single frames; what correlates from frame to frame makes no difference there.
    """
    noise = np.maximum(np.nan_to_num(track.noise_px, nan=0.0), LEAST_NOISE_SHARE * leg_px)
    sd = np.sqrt(noise**2 + (PLACEMENT_SHARE**2 + WANDER_SHARE**2) * leg_px**2)
    return np.where(np.isfinite(track.xy_px[..., 0]), sd, np.nan)


def draw_times(time_s: float, sd_s: float | None, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """(1 + draws,) seconds: the moment itself, then moments it could as well have been."""
    out = np.empty(draws + 1)
    out[0] = time_s
    out[1:] = time_s + (sd_s or 0.0) * rng.standard_normal(draws)
    return out


def sampling_sd_s(fps: float) -> float:
    """Standard deviation of an interval between two moments each known to one frame: 1 / (f sqrt 6)."""
    return float(1.0 / (fps * np.sqrt(6.0)))


def widened(freedom: int) -> float:
    """How many times wider a standard deviation is told that so few numbers tell, one for each degree of freedom.

    Two of it hold what they should as often as two of one that is known (Student 1908).
    """
    from scipy.special import ndtr, stdtrit

    return float(stdtrit(freedom, ndtr(2.0)) / 2.0)


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
    if status == "refused" or not isfinite(value):
        return Metric(None, unit, None, "refused", reason or "the landmarks it needs were not seen")
    if known is None:
        own, there = spread(draws)
        known = float(own), int(there)
    sd, count = known
    if count < 8:
        return Metric(value, unit, None, "caution", reason or "too little was seen to tell how sure it is")
    sd = hypot(sd, extra_sd)
    if count < 2 * (len(draws) - 1) / 3 and status == "ok":
        status, reason = "caution", "it hangs on landmarks that were hardly seen"
    return Metric(value, unit, sd, status, reason)
