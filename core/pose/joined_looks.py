"""Several looks at each frame of a clip become one pose, sides told from the whole clip.

Two looks at a runner may take the left leg for the right one, each in its own frames, or see half a leg on either
side; their mean is nobody's leg.  So the way of the limbs through the clip chooses among all looks, as seen or
exchanged, and the looks that lie near the chosen one are averaged with it.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.pose.boxes import typical_body
from core.pose.limb_path import EXCHANGED_PER_S, MOVED_WITH, PAIRS, ROOT, shortest_path
from core.pose.skeleton import INDEX, SIDES, mirror_order

Floats = NDArray[np.float64]

_NEAR = 0.03  # body lengths between two looks at one joint at which the other counts half
_LONGEST_GAP_S = 0.12  # behind a longer one, which is not filled either, a limb's way begins anew
_LEAST_FRAMES = 4  # fewer have no way
_PIECE = 1000  # frames averaged at once
# Of heels and toes in closer boxes, where they come to the edge of what the network sees, against the widest one's: as
# good as nothing, but all where that one took the other foot for it
_CLOSER_FEET = 0.05
_FEET = [INDEX[f"{side}_{part}"] for side in SIDES for part in ("heel", "foot_index")]
_MIRROR = np.array(mirror_order())


@dataclass(frozen=True)
class Joined:
    """xy_px (T, 33, 2), visibility (T, 33), world_m (T, 33, 3), noise_px (T, 33); exchanged : frames per limb pair."""

    xy_px: Floats
    visibility: Floats
    world_m: Floats
    noise_px: Floats
    exchanged: dict[str, int]


def join(time_s: Floats, looks: NDArray[np.floating], in_turn: NDArray[np.bool_] | None = None) -> Joined:
    """One pose per frame from (T, K, 33, 6) looks: x, y in pixels, visibility, world x, y, z; NaN = nobody seen.

    in_turn : (T,) where looks were taken in boxes of other sizes than beside them, the widest first; None = nowhere.
    """
    frames, count = looks.shape[:2]
    in_turn = np.zeros(frames, np.bool_) if in_turn is None else in_turn
    mean_xy = np.concatenate([_mean(looks[part, ..., :2].astype(np.float64)) for part in _pieces(frames)])
    body = typical_body(mean_xy)
    order = np.tile(np.arange(len(_MIRROR), dtype=np.int8), (frames, count, 1))
    chosen = np.zeros((frames, len(_MIRROR)), np.int8)
    by_path = np.zeros((frames, len(_MIRROR)), np.bool_)
    exchanged = dict.fromkeys(PAIRS, 0)
    if np.isfinite(body):
        for pair in PAIRS:
            limbs = np.array(MOVED_WITH[pair])
            both = _limbs(looks, pair) / body  # (T, K, 2, P, 2)
            seen = np.flatnonzero((np.isfinite(both).all(axis=(2, 3, 4))).sum(axis=1) > 0)
            for part in np.split(seen, np.flatnonzero(np.diff(time_s[seen]) > _LONGEST_GAP_S) + 1):
                if len(part) < _LEAST_FRAMES:
                    continue
                may_go_on()
                hypotheses = np.concatenate([both[part], both[part][:, :, ::-1]], axis=1)
                is_exchanged = np.repeat([False, True], count)
                path = shortest_path(time_s[part], hypotheses, is_exchanged, EXCHANGED_PER_S[pair])
                taken = hypotheses[np.arange(len(part)), path][:, None]
                off = np.linalg.norm(hypotheses - taken, axis=-1).sum(axis=(-1, -2))  # (T, 2K)
                turn_row, turn_look = np.nonzero(off[:, count:] < off[:, :count])
                order[part[turn_row][:, None], turn_look[:, None], limbs] = _MIRROR[limbs]
                exchanged[pair] += int(is_exchanged[path].sum())
                chosen[part[:, None], limbs] = (path % count)[:, None]
                by_path[part[:, None], limbs] = True
    pieces = []
    for piece in _pieces(frames):
        may_go_on()
        told = looks[piece].astype(np.float64)
        pieces.append(_averaged(told, order[piece], chosen[piece], by_path[piece], in_turn[piece], body))
    xy, visibility, world, spread = (np.concatenate(arrays) for arrays in zip(*pieces, strict=True))
    return Joined(xy, visibility, world, spread, exchanged)


def _pieces(frames: int) -> list[slice]:
    """A clip of any length takes no more memory than its poses."""
    return [slice(start, start + _PIECE) for start in range(0, max(frames, 1), _PIECE)]


def _averaged(
    looks: Floats,
    order: NDArray[np.int8],
    chosen: NDArray[np.int8],
    by_path: NDArray[np.bool_],
    in_turn: NDArray[np.bool_],
    body: float,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Place, visibility, world and spread of each joint in some frames: the looks near the chosen one, averaged.

    order : (T, K, 33) which landmark of the look is which.  chosen : (T, 33) the look that was; by_path : if one was.
    """
    sorted_ = np.take_along_axis(looks, order[..., None].astype(np.intp), axis=2)
    points = sorted_[..., :2]
    guide = np.take_along_axis(points, chosen[:, None, :, None].astype(np.intp), axis=1)  # (T, 1, 33, 2)
    away = np.linalg.norm(points - guide, axis=-1) / body
    weight = np.where(by_path[:, None], 1 / (1 + (away / _NEAR) ** 4), 1.0)
    weight = np.where(np.isfinite(points[..., 0]) & np.isfinite(weight), weight, 0.0)
    closer = weight[in_turn, 1:]
    closer[..., _FEET] *= _CLOSER_FEET
    weight[in_turn, 1:] = closer
    total = weight.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        where = (np.nan_to_num(points) * weight[..., None]).sum(axis=1) / total[..., None]
    several = np.isfinite(points[..., 0]).sum(axis=1) > 1
    spread = np.sqrt(_mean(((points - where[:, None]) ** 2).sum(axis=-1)) / 2)
    return where, _mean(sorted_[..., 2]), _mean(sorted_[..., 3:]), np.where(several, spread, np.nan)


def _limbs(looks: NDArray[np.floating], pair: str) -> Floats:
    """(T, K, 2, P, 2) both limbs' points from the middle of hips or shoulders, the mean of all looks."""
    left, right = ([INDEX[f"{side}_{part}"] for part in PAIRS[pair]] for side in SIDES)
    ends = [INDEX[f"{side}_{ROOT[pair]}"] for side in SIDES]

    def points(of: list[int]) -> Floats:
        return looks[:, :, of, :2].astype(np.float64)

    root = _mean(points(ends).mean(axis=2))
    return np.asarray(np.stack([points(left), points(right)], axis=2) - root[:, None, None, None])


def _mean(values: Floats) -> Floats:
    """The mean over the looks (axis 1) that saw somebody; NaN where none did."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nobody seen in a frame is no surprise
        return np.asarray(np.nanmean(values, axis=1))
