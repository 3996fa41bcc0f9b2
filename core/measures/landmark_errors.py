"""How a pose model's landmarks err, as draws: misplaced all along, differently as the pose changes, and trembling."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.pose.skeleton import mirror_order

Floats = NDArray[np.float64]

# The model places a landmark off the joint's centre by about this share of the leg's length, and keeps doing so for
# as long as the pose changes slowly: such an error does not average out over frames, so it is drawn once per clip.
PLACEMENT_SHARE = 0.02
# On top of it the misplacement changes with the pose by about this share of the leg's length (measured on rendered
# people: 0.4 to 2 % of the body), smoothly, over about a quarter of a movement's cycle.
WANDER_SHARE = 0.015
_KEPT_STEP, _KEPT_UP_TO = 64, 512  # frames: a shared noise is made in such steps, and kept up to that length
_SOME_KEPT_UP_TO = 1500  # frames of a few landmarks' noise
_KNOTS_A_CYCLE = 4  # a quarter of it each, see above
_PIECE = 500_000  # numbers drawn between two places where the work can be given up: 10 ms


@dataclass(frozen=True)
class Placed:
    """How the drawn landmarks are misplaced: the parameters of `core.measures.uncertainty.draw_points`.

    wider, restless : one for each of the landmarks.
    """

    landmarks: tuple[int, ...]
    in_common: float
    share: float
    wider: tuple[float, ...]
    restless: tuple[float, ...]

    def of(self, constant: Floats, changing: Floats) -> Floats:
        """(landmark, ...) errors from independent ones of unit variance, in leg lengths."""
        errors = np.empty(changing.shape)
        for own, (wider, restless) in enumerate(zip(self.wider, self.restless, strict=True)):
            may_go_on()
            placed, moves = PLACEMENT_SHARE * wider * constant[own], WANDER_SHARE * restless * changing[own]
            errors[own] = self.share * (placed + moves)
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


class FreshErrors:
    """Noise of unit variance, (landmark, space, draws, frames), made anew for each stretch of a clip."""

    def __init__(self, draws: int, landmarks: int, seed: int) -> None:
        self.shape = draws, landmarks
        self.seed = seed

    @cached_property
    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def offset(self) -> Floats:
        return self._drawn(1)

    def slow(self, frames: int, width: float, placed: Placed, leg_px: float) -> Floats:
        """The model's placement and its slow change over `width` frames, pixels."""
        return leg_px * placed.of(self.offset(), _smooth_noise(self, frames, width))

    def _drawn(self, frames: int) -> Floats:
        draws, landmarks = self.shape
        return _normal(self.rng, draws, frames, landmarks)

    def white(self, frames: int) -> Floats:
        return self._drawn(frames)

    def red(self, frames: int, keep: float) -> Floats:
        """First-order autoregression over the frames, started in its stationary state."""
        return _reddened(self._drawn(frames), keep)


class SomeErrors(FreshErrors):
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

    def slow(self, frames: int, width: float, placed: Placed, leg_px: float) -> Floats:
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
        return _normal(rng, draws, count, landmarks, chosen)

    made = white(1), white(knots), rng.uniform(), _reddened(white(frames), keep)
    for drawn in (made[0], made[1], made[3]):
        drawn.setflags(write=False)
    return made


_kept_some = lru_cache(maxsize=3)(_made_some)


class SharedErrors(FreshErrors):
    """The same, of which every stretch sees the beginning: made once for the many reps of a set.

    The draws of a rep are errors of that rep's landmarks; that those of another one are alike makes neither's spread
    any smaller.
    """

    def white(self, frames: int) -> Floats:
        return self._begun(frames, None)

    def red(self, frames: int, keep: float) -> Floats:
        return self._begun(frames, round(keep, 6))

    def slow(self, frames: int, width: float, placed: Placed, leg_px: float) -> Floats:
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
def _kept_slow(frames: int, draws: int, seed: int, width: int, placed: Placed, leg_px: float) -> Floats:
    out = _made_slow(frames, draws, seed, width, placed, leg_px)
    out.setflags(write=False)
    return out


def _made(frames: int, shape: tuple[int, int], seed: int, keep: float | None) -> Floats:
    """White noise, or red where `keep` is told; drawn frame after frame, so that a longer one begins like a shorter."""
    make = _kept_white if frames <= _KEPT_UP_TO else _white
    white = make(frames, shape, seed, 0 if keep is None else 1)
    return white if keep is None else _reddened(white.copy(), keep)


def _white(frames: int, shape: tuple[int, int], seed: int, stream: int) -> Floats:
    draws, landmarks = shape
    drawn = _normal(np.random.default_rng((seed, stream)), frames, draws, landmarks)
    return np.ascontiguousarray(drawn.swapaxes(2, 3))


# of frames that come unevenly, no two reps have a step in common, and the noise of neighbours is alike by another share
_kept_white = lru_cache(maxsize=2)(_white)


def _made_slow(frames: int, draws: int, seed: int, width: int, placed: Placed, leg_px: float) -> Floats:
    return FreshErrors.slow(SharedErrors(draws, len(placed.landmarks), seed), frames, width, placed, leg_px)


def _reddened(white: Floats, keep: float) -> Floats:
    from scipy.signal import lfilter

    for one in white:
        may_go_on()
        one[..., 1:] *= np.sqrt(1 - keep**2)
        one[:] = lfilter([1.0], [1.0, -keep], one, axis=-1)
    return white


def _normal(
    rng: np.random.Generator, outer: int, inner: int, landmarks: int, chosen: Sequence[int] | None = None
) -> Floats:
    """(landmark, space, outer, inner) normal numbers as drawn in the order (outer, inner, landmark, space).

    chosen : the landmarks that are wanted of those that are drawn, None = all.
    """
    out = np.empty((landmarks if chosen is None else len(chosen), 2, outer, inner))
    at_once = max(1, _PIECE // max(1, inner * landmarks * 2))
    for first in range(0, outer, at_once):
        may_go_on()
        piece = out[:, :, first : first + at_once]
        drawn = rng.standard_normal((piece.shape[2], inner, landmarks, 2))
        piece[:] = (drawn if chosen is None else drawn[:, :, list(chosen)]).transpose(2, 3, 0, 1)
    return out


def _smooth_noise(source: FreshErrors, frames: int, width: float) -> Floats:
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
    out = np.empty((*knots.shape[:-1], len(between)))
    for own, joined in zip(knots, out, strict=True):
        may_go_on()
        # not `@`: the matrix library's threads wait for one another, half a second where the cores are busy
        np.einsum("...k,tk->...t", own, between, out=joined)
    return out


@lru_cache(maxsize=64)
def _between_knots(count: int) -> Any:
    """The cubic splines through a one at each of `count` knots in turn; all others through the knots are their sums."""
    from scipy.interpolate import CubicSpline

    return CubicSpline(np.arange(count), np.eye(count))
