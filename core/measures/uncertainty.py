"""One plus-minus for every number: a Monte-Carlo through the same code that computes the value.

Row 0 of every array of draws is the measured motion itself; rows 1.. are what the landmarks could as well have
been.  A measure is written once, for arrays (1 + draws, ...); its value is row 0 and its sd the spread of the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import hypot, isfinite
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.measures.spec import Metric, Status
from core.pose.skeleton import mirror_order
from core.pose.track import PoseTrack
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

DRAWS = 64
# The model places a landmark off the joint's centre by about this share of the leg's length, and keeps doing so for
# as long as the pose changes slowly: such an error does not average out over frames, so it is drawn once per clip.
PLACEMENT_SHARE = 0.02
# What misplaces one side's landmark misplaces the other's: seen from the side the far one is placed by the near one.
# On rendered people the two sides' errors at shoulder, hip and ankle have 0.6 (slow changes) to 0.8 (constant ones) in
# common, knees less.
PAIR_IN_COMMON = 0.7
# On top of it the misplacement changes with the pose by about this share of the leg's length (measured on rendered
# people: 0.4 to 2 % of the body), smoothly, over about a quarter of a movement's cycle.
WANDER_SHARE = 0.015
# Of both in a squat, which is slow and seen whole: with it 99 % of the angles' errors at the bottom of rendered squats
# lie within two standard deviations.
SQUAT_SHARE = 0.75
# What is left of a landmark's random error after smoothing stays alike for about this long.
CORRELATION_S = 0.06
# Even a noiseless-looking residual is worth at least this share of the leg's length.
LEAST_NOISE_SHARE = 0.003
_KEPT_STEP, _KEPT_UP_TO = 64, 512  # frames: a shared noise is made in such steps, and kept up to that length
_SOME_KEPT_UP_TO = 1500  # frames of a few landmarks' noise
_KNOTS_A_CYCLE = 4


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
    source = _Fresh(draws, landmarks, seed) if only is None else _Shared(draws, len(chosen), seed)
    times = (tuple(larger.get(k, 1.0) for k in chosen) for larger in (wider, restless))
    placed = _Placed(chosen, in_common, share, *times)
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
    source = _Some(draws, track.xy_px.shape[1], seed, _kept_share(_step_s(track)), landmarks, among, rows)
    usual = (1.0,) * len(landmarks)
    placed = _Placed(tuple(landmarks), 0.0, share, usual, usual)
    return _perturbed(track, leg_px, wander_s, draws, source, placed, rows)


def _perturbed(
    track: PoseTrack, leg_px: float, wander_s: float, draws: int, source: "_Fresh", placed: "_Placed",
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


@dataclass(frozen=True)
class _Placed:
    """How the drawn landmarks are misplaced; the parameters of `draw_points`, the last two one for each landmark."""

    landmarks: tuple[int, ...]
    in_common: float
    share: float
    wider: tuple[float, ...]
    restless: tuple[float, ...]

    def of(self, constant: Floats, changing: Floats) -> Floats:
        """(landmark, ...) errors from independent ones of unit variance, in leg lengths."""
        wider, restless = (np.array(times).reshape(-1, 1, 1, 1) for times in (self.wider, self.restless))
        errors = self.share * (PLACEMENT_SHARE * wider * constant + WANDER_SHARE * restless * changing)
        return self._in_pairs(errors) if self.in_common else errors

    def _in_pairs(self, errors: Floats) -> Floats:
        """What a left landmark has in common with the right one."""
        mirrored = mirror_order()
        other = [
            self.landmarks.index(m) if (m := mirrored[k]) in self.landmarks else i for i, k in enumerate(self.landmarks)
        ]
        angle = np.arcsin(self.in_common) / 2  # so mixed, each keeps its own size
        own, shared = (
            np.array([one if i != j else alone for i, j in enumerate(other)]).reshape(-1, 1, 1, 1)
            for one, alone in ((np.cos(angle), 1.0), (np.sin(angle), 0.0))
        )
        return np.asarray(own * errors + shared * errors[other])


def landmark_sd_px(track: PoseTrack, leg_px: float) -> Floats:
    """(T, 33) pixels: one standard deviation of each landmark in x and in y, of the three errors of `draw_points`.

    For angles read off single frames; what correlates from frame to frame makes no difference there.
    """
    noise = np.maximum(np.nan_to_num(track.noise_px, nan=0.0), LEAST_NOISE_SHARE * leg_px)
    sd = np.sqrt(noise**2 + (PLACEMENT_SHARE**2 + WANDER_SHARE**2) * leg_px**2)
    return np.where(np.isfinite(track.xy_px[..., 0]), sd, np.nan)


class _Fresh:
    """Noise of unit variance, (landmark, space, draws, frames), made anew for each stretch of a clip."""

    def __init__(self, draws: int, landmarks: int, seed: int) -> None:
        self.shape = draws, landmarks
        self.seed = seed

    @cached_property
    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def offset(self) -> Floats:
        return self._drawn(1)

    def slow(self, frames: int, width: float, placed: _Placed, leg_px: float) -> Floats:
        """The model's placement and its slow change over `width` frames, pixels."""
        return leg_px * placed.of(self.offset(), _smooth_noise(self, frames, width))

    def _drawn(self, frames: int) -> Floats:
        draws, landmarks = self.shape
        drawn = self.rng.standard_normal((draws, frames, landmarks, 2))
        return np.ascontiguousarray(drawn.transpose(2, 3, 0, 1))

    def white(self, frames: int) -> Floats:
        return self._drawn(frames)

    def red(self, frames: int, keep: float) -> Floats:
        """First-order autoregression over the frames, started in its stationary state."""
        return _reddened(self._drawn(frames), keep)


class _Some(_Fresh):
    """The same for some of the landmarks and frames; the last stretches are kept, for the many edits of one clip."""

    def __init__(
        self, draws: int, landmarks: int, seed: int, keep: float,
        chosen: Sequence[int], among: Sequence[int], rows: slice,
    ) -> None:  # fmt: skip
        super().__init__(draws, landmarks, seed)
        self.of = draws, landmarks, seed, keep, tuple(among)
        self.which = [list(among).index(k) for k in chosen]
        self.rows = rows
        self.noise = np.zeros(0)

    def slow(self, frames: int, width: float, placed: _Placed, leg_px: float) -> Floats:
        make = _kept_some if frames <= _SOME_KEPT_UP_TO else _made_some
        offset, knots, shift, noise = make(*self.of, _knots(frames, width), frames)
        knots = knots[..., np.arange(knots.shape[-1]) % _KNOTS_A_CYCLE]
        self.noise = noise[..., self.rows][self.which]
        slow = placed.of(offset[self.which], _joined(knots[self.which], shift, frames, width, self.rows))
        return leg_px * slow

    def red(self, frames: int, keep: float) -> Floats:
        return self.noise


def _made_some(
    draws: int, landmarks: int, seed: int, keep: float, chosen: tuple[int, ...], knots: int, frames: int
) -> tuple[Floats, Floats, float, Floats]:
    """Offset, knots, their shift and red noise of some landmarks, each as if it were drawn for all of them."""
    rng = np.random.default_rng(seed)

    def white(count: int) -> Floats:
        drawn = rng.standard_normal((draws, count, landmarks, 2))
        return np.ascontiguousarray(drawn[:, :, list(chosen)].transpose(2, 3, 0, 1))

    made = white(1), white(knots), rng.uniform(), _reddened(white(frames), keep)
    for drawn in (made[0], made[1], made[3]):
        drawn.setflags(write=False)
    return made


_kept_some = lru_cache(maxsize=3)(_made_some)


class _Shared(_Fresh):
    """The same, of which every stretch sees the beginning: made once for the many reps of a set.

    The draws of a rep are errors of that rep's landmarks; that those of another one are alike makes neither's spread
    any smaller.
    """

    def white(self, frames: int) -> Floats:
        return self._begun(frames, None)

    def red(self, frames: int, keep: float) -> Floats:
        return self._begun(frames, round(keep, 6))

    def slow(self, frames: int, width: float, placed: _Placed, leg_px: float) -> Floats:
        longer = _longer(frames)
        make = _kept_slow if longer <= _KEPT_UP_TO else _made_slow
        return make(longer, self.shape[0], self.seed, max(1, round(width)), placed, leg_px)[..., :frames]

    def _begun(self, frames: int, keep: float | None) -> Floats:
        longer = _longer(frames)
        make = _kept if longer <= _KEPT_UP_TO else _made
        return make(longer, self.shape, self.seed, keep)[..., :frames]


def _longer(frames: int) -> int:
    return -(-frames // _KEPT_STEP) * _KEPT_STEP


@lru_cache(maxsize=6)
def _kept(frames: int, shape: tuple[int, int], seed: int, keep: float | None) -> Floats:
    out = _made(frames, shape, seed, keep)
    out.setflags(write=False)
    return out


@lru_cache(maxsize=6)  # as a rule the reps of a set are about as long as one another
def _kept_slow(frames: int, draws: int, seed: int, width: int, placed: _Placed, leg_px: float) -> Floats:
    out = _made_slow(frames, draws, seed, width, placed, leg_px)
    out.setflags(write=False)
    return out


def _made(frames: int, shape: tuple[int, int], seed: int, keep: float | None) -> Floats:
    """White noise, or red where `keep` is told; drawn frame after frame, so that a longer one begins like a shorter."""
    make = _kept_white if frames <= _KEPT_UP_TO else _white
    white = make(frames, shape, seed, 0 if keep is None else 1)
    return white if keep is None else _reddened(white.copy(), keep)


def _white(frames: int, shape: tuple[int, int], seed: int, stream: int) -> Floats:
    drawn = np.random.default_rng((seed, stream)).standard_normal((frames, *shape, 2))
    return np.ascontiguousarray(drawn.transpose(2, 3, 1, 0))


# of frames that come unevenly, no two reps have a step in common, and the noise of neighbours is alike by another share
_kept_white = lru_cache(maxsize=2)(_white)


def _made_slow(frames: int, draws: int, seed: int, width: int, placed: _Placed, leg_px: float) -> Floats:
    return _Fresh.slow(_Shared(draws, len(placed.landmarks), seed), frames, width, placed, leg_px)


def _reddened(white: Floats, keep: float) -> Floats:
    from scipy.signal import lfilter

    white[..., 1:] *= np.sqrt(1 - keep**2)
    return np.asarray(lfilter([1.0], [1.0, -keep], white, axis=-1))


def _smooth_noise(source: _Fresh, frames: int, width: float) -> Floats:
    """Noise over time without a fast part: white knots `width` frames apart, joined smoothly."""
    knots = source.white(_knots(frames, width))
    return _joined(knots, source.rng.uniform(), frames, width)


def _knots(frames: int, width: float) -> int:
    return max(4, int(np.ceil(frames / max(width, 1.0))) + 3)


def _joined(knots: Floats, shift: float, frames: int, width: float, rows: slice = slice(None)) -> Floats:
    """(..., frames) smoothly through knots `width` frames apart; shifted, so that they lie nowhere in particular.

    rows : those of the frames that are wanted.
    """
    count = knots.shape[-1]
    at = np.arange(frames)[rows] / max(width, 1.0) + shift
    between = _between_knots(count)(at.clip(0, count - 1))
    # not `@`: the matrix library's threads wait for one another, half a second where the cores are busy with pictures
    return np.asarray(np.einsum("...k,tk->...t", knots, between))


@lru_cache(maxsize=64)
def _between_knots(count: int) -> Any:
    """The cubic splines through a one at each of `count` knots in turn; all others through the knots are their sums."""
    from scipy.interpolate import CubicSpline

    return CubicSpline(np.arange(count), np.eye(count))


def draw_times(time_s: float, sd_s: float | None, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """(1 + draws,) seconds: the moment itself, then moments it could as well have been."""
    out = np.empty(draws + 1)
    out[0] = time_s
    out[1:] = time_s + (sd_s or 0.0) * rng.standard_normal(draws)
    return out


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
