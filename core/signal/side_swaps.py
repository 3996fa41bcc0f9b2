"""Left and right exchanged by the detector, found as a whole-clip shortest path and put back.

Each frame of a limb pair is either as detected or exchanged.  The path through the clip that costs least is taken:
a limb that keeps its velocity costs little, a jump costs much, and every change between the two states has a price.
Position alone is not enough where the legs cross (both paths look alike there); velocity is: each leg goes on.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, N_LANDMARKS, mirror_order
from core.signal.gaps import LONGEST_FILLED_S, rows_seen

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PAIRS: dict[str, tuple[str, ...]] = {
    "legs": ("knee", "ankle", "heel", "foot_index"),
    "arms": ("elbow", "wrist"),
}
_MOVED_WITH = {"legs": range(25, 33), "arms": range(13, 23)}
# Distances are in body lengths (trunk + thigh + shank).
_CAP = 0.50  # a single wild sample costs no more than this, whichever way it is read
_FASTEST = 10.0  # a second, of a limb against the hips: a sprinter's foot; what goes beyond costs as it is long
_CHANGE = 0.06  # the price of one change of state
# the detector is right more often than not; arms swing less far apart, so less speaks against it
_EXCHANGED_PER_S = {"legs": 1.2, "arms": 0.6}
_FAR_ENOUGH = 0.06  # limbs nearer together than this everywhere cannot be told apart and are left alone


@dataclass(frozen=True)
class Repair:
    """(T, 33, 2) points with exchanged limbs put back, the order used per frame, and how many frames it was."""

    order: NDArray[np.intp]  # (T, 33) landmark order per frame: apply with `take`
    exchanged: dict[str, int]


def find_swaps(time_s: Floats, xy: Floats) -> Repair:
    """The landmark order per frame that makes legs and arms move on smoothly.

    Parameters
    ----------
    time_s : (T,).  xy : (T, 33, 2) raw pixels; the path goes on over short
        gaps and starts anew after longer ones.
    """
    n = len(time_s)
    order = np.tile(np.arange(N_LANDMARKS), (n, 1))
    exchanged = dict.fromkeys(PAIRS, 0)
    hips = (xy[:, INDEX["left_hip"]] + xy[:, INDEX["right_hip"]]) / 2
    shoulders = (xy[:, INDEX["left_shoulder"]] + xy[:, INDEX["right_shoulder"]]) / 2
    body = typical_body(xy)
    if not np.isfinite(body):
        return Repair(order, exchanged)
    mirrored = np.array(mirror_order())
    for pair, every in PAIRS.items():
        # a skeleton without feet has knees and ankles to go by
        parts = [p for p in every if all(np.isfinite(xy[:, INDEX[f"{s}_{p}"], 0]).any() for s in ("left", "right"))]
        if not parts:
            continue
        root = hips if pair == "legs" else shoulders
        left, right = (xy[:, [INDEX[f"{s}_{p}"] for p in parts]] for s in ("left", "right"))
        both = (np.stack([left, right], axis=1) - root[:, None, None]) / body  # (T, 2, parts, 2)
        seen = rows_seen(both)
        for frames in _stretches(time_s, np.flatnonzero(seen)):
            if len(frames) < 4:
                continue
            swapped = frames[_shortest_path(time_s[frames], both[frames], _EXCHANGED_PER_S[pair])]
            limbs = np.array(list(_MOVED_WITH[pair]))
            order[np.ix_(swapped, limbs)] = mirrored[limbs]
            exchanged[pair] += len(swapped)
    return Repair(order, exchanged)


def take(values: Floats, order: NDArray[np.intp]) -> Floats:
    """(T, 33, ...) values in the repaired order."""
    return np.asarray(values[np.arange(len(values))[:, None], order])


def typical_body(xy: Floats) -> float:
    from core.pose.boxes import body_length

    lengths = body_length(xy)
    lengths = lengths[np.isfinite(lengths)]
    return float(np.percentile(lengths, 75)) if lengths.size else float("nan")


def _stretches(time_s: Floats, frames: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Frames in which a limb pair was seen, parted where it was not for longer than a short gap."""
    return np.split(frames, np.flatnonzero(np.diff(time_s[frames]) > LONGEST_FILLED_S) + 1)


def _shortest_path(time_s: Floats, both: Floats, exchanged_per_s: float) -> Flags:
    """(T,) True where the two limbs (T, 2, parts, 2) are to be exchanged."""
    n = len(both)
    apart = np.linalg.norm(both[:, 0] - both[:, 1], axis=-1).mean(axis=-1)
    if np.percentile(apart, 90) < _FAR_ENOUGH:
        return np.zeros(n, bool)
    # state s of a frame: 0 as detected, 1 exchanged; limb[s, t] = (2, parts, 2)
    limb = np.stack([both, both[:, ::-1]])
    dt = np.diff(time_s)
    wrong = exchanged_per_s * float(np.median(dt)) * np.array([0.0, 1.0])  # what a frame costs in either state

    def cost(a: int, b: int, c: int) -> Floats:
        """(T-2,) how far frame t in state c lies from where states a, b of the two frames before would lead."""
        ahead = limb[b, 1:-1] + (limb[b, 1:-1] - limb[a, :-2]) * (dt[1:] / dt[:-1])[:, None, None, None]
        away = np.linalg.norm(limb[c, 2:] - ahead, axis=-1).mean(axis=(1, 2))
        return np.asarray(np.minimum(away, _CAP))

    # (2, 2, T-1) how far a limb leaps between neighbouring frames in states [a, b] beyond what limbs can
    leap = np.linalg.norm(limb[:, None, :-1] - limb[None, :, 1:], axis=-1)
    leap = np.minimum(np.maximum(leap - (_FASTEST * dt)[:, None, None], 0.0).mean(axis=(3, 4)), _CAP)
    costs = np.array([[[cost(a, b, c) for c in (0, 1)] for b in (0, 1)] for a in (0, 1)])  # (2, 2, 2, T-2)
    change = _CHANGE * np.array([[0.0, 1.0], [1.0, 0.0]])
    near = np.minimum(np.linalg.norm(limb[:, None, 1] - limb[None, :, 0], axis=-1).mean(axis=(2, 3)), _CAP)
    state = near + change + wrong[:, None] + wrong[None, :]  # [state of t-1, state of t]
    came_from = np.zeros((n - 2, 2, 2), np.int8)
    for t in range(n - 2):
        total = state[:, :, None] + costs[:, :, :, t] + leap[None, :, :, t + 1] + change[None] + wrong
        came_from[t] = total.argmin(axis=0)
        state = total.min(axis=0)
    path = np.zeros(n, np.int8)
    path[-2], path[-1] = np.unravel_index(int(state.argmin()), (2, 2))
    for t in range(n - 3, -1, -1):
        path[t] = came_from[t, path[t + 1], path[t + 2]]
    return np.asarray(path == 1)
