"""Left and right exchanged by the detector, found by the way of the limbs through the whole clip, and put back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.pose.boxes import typical_body
from core.pose.limb_path import EXCHANGED_PER_S, MOVED_WITH, PAIRS, ROOT, shortest_path
from core.pose.skeleton import INDEX, N_LANDMARKS, SIDES, midpoint, mirror_order
from core.signal.gaps import LONGEST_FILLED_S, rows_seen
from core.signal.step_beat import exchanged_steps
from core.stretches import runs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SEEN_MORE = 0.5  # visibility: one limb is seen and the other, by so much less, a guess of the model
_BESIDE_S = 0.5  # on either side of an exchange: how visible the limbs are there
_NEAR_STEPS = 0.4  # of a step: how far from where a step seems to begin or end the legs are exchanged
_FAR_ENOUGH = 0.06  # body lengths: limbs nearer together than this everywhere cannot be told apart and are left alone


@dataclass(frozen=True)
class Repair:
    """(T, 33, 2) points with exchanged limbs put back, the order used per frame, and how many frames it was."""

    order: NDArray[np.intp]  # (T, 33) landmark order per frame: apply with `take`
    exchanged: dict[str, int]


def find_swaps(time_s: Floats, xy: Floats, visibility: Floats | None = None) -> Repair:
    """The landmark order per frame that makes legs and arms move on smoothly.

    Parameters
    ----------
    time_s : (T,).  xy : (T, 33, 2) raw pixels; the path goes on over short
        gaps and starts anew after longer ones.
    visibility : (T, 33) 0..1, where it is known.
    """
    n = len(time_s)
    order = np.tile(np.arange(N_LANDMARKS), (n, 1))
    exchanged = dict.fromkeys(PAIRS, 0)
    hips, shoulders = midpoint(xy, "hip"), midpoint(xy, "shoulder")
    body = typical_body(xy)
    if not np.isfinite(body):
        return Repair(order, exchanged)
    mirrored = np.array(mirror_order())
    for pair, every in PAIRS.items():
        # a skeleton without feet has knees and ankles to go by
        parts = [p for p in every if all(np.isfinite(xy[:, INDEX[f"{s}_{p}"], 0]).any() for s in ("left", "right"))]
        if not parts:
            continue
        root = hips if ROOT[pair] == "hip" else shoulders
        left, right = (xy[:, [INDEX[f"{s}_{p}"] for p in parts]] for s in ("left", "right"))
        both = (np.stack([left, right], axis=1) - root[:, None, None]) / body  # (T, 2, parts, 2)
        seen = rows_seen(both)
        for frames in _stretches(time_s, np.flatnonzero(seen)):
            if len(frames) < 4:
                continue
            may_go_on()
            is_swapped = _shortest_path(time_s[frames], both[frames], EXCHANGED_PER_S[pair])
            may_go_on()
            if pair == "legs":
                is_swapped ^= _whole_steps(time_s[frames], both[frames], is_swapped, parts)
            if visibility is not None:
                near = visibility[frames]
                on_left, on_right = (near[:, [INDEX[f"{side}_{p}"] for p in parts]].min(axis=1) for side in SIDES)
                is_swapped = _changes_hands(time_s[frames], is_swapped, on_left - on_right)
            swapped = frames[is_swapped]
            limbs = np.array(list(MOVED_WITH[pair]))
            order[np.ix_(swapped, limbs)] = mirrored[limbs]
            exchanged[pair] += len(swapped)
    return Repair(order, exchanged)


def _whole_steps(time_s: Floats, both: Floats, is_swapped: Flags, parts: list[str]) -> Flags:
    """(T,) whole steps in which the legs go against the beat of the others, from and to where they move on smoothly."""
    told = [parts.index(part) for part in ("knee", "ankle") if part in parts]
    legs = np.where(is_swapped[:, None, None, None], both[:, ::-1], both)
    against, step_s = exchanged_steps(time_s, (legs[:, 0, told, 0] - legs[:, 1, told, 0]).mean(axis=-1))
    out = np.zeros(len(time_s), bool)
    if not against.any():
        return out

    def moved(on: Floats) -> Floats:
        return np.asarray(np.linalg.norm(on[1:] - legs[:-1], axis=-1).mean(axis=(1, 2)))

    dearer = np.r_[0.0, moved(legs[:, ::-1]) - moved(legs), 0.0]  # an exchange before each frame, and after the last

    def where(edge: int) -> int:
        if edge in (0, len(time_s)):
            return edge
        beside = np.abs(time_s - time_s[edge]) <= _NEAR_STEPS * step_s
        near = np.flatnonzero(beside)
        return int(near[np.argmin(dearer[near])])

    for start, stop in runs(against):
        out[where(start) : where(stop)] = True
    return out


def _changes_hands(time_s: Floats, is_swapped: Flags, seen_more: Floats) -> Flags:
    """(T,) the exchanges without those in which the limb that is seen would change sides for one that is not.

    A detector that takes one limb for the other gives it the other's visibility as well.  A limb that is hidden is
    guessed, and as the guess jumps about, the limb that is seen must not take its place.
    seen_more : (T,) by how much the left limb is more visible than the right one.
    """
    out = is_swapped.copy()
    for start, stop in runs(is_swapped):
        first = np.searchsorted(time_s, time_s[start] - _BESIDE_S)
        last = np.searchsorted(time_s, time_s[stop - 1] + _BESIDE_S, "right")
        beside = seen_more[first:last][~is_swapped[first:last]]
        if not beside.size:
            continue
        inside, outside = np.median(seen_more[start:stop]), np.median(beside)
        if min(abs(inside), abs(outside)) > _SEEN_MORE and inside * outside > 0:
            out[start:stop] = False
    return out


def take(values: Floats, order: NDArray[np.intp]) -> Floats:
    """(T, 33, ...) values in the repaired order, a copy."""
    if (order == np.arange(order.shape[1])).all():  # as in nearly every clip
        return values.copy()
    return np.asarray(values[np.arange(len(values))[:, None], order])


def _stretches(time_s: Floats, frames: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Frames in which a limb pair was seen, parted where it was not for longer than a short gap."""
    return np.split(frames, np.flatnonzero(np.diff(time_s[frames]) > LONGEST_FILLED_S) + 1)


def _shortest_path(time_s: Floats, both: Floats, exchanged_per_s: float) -> Flags:
    """(T,) True where the two limbs (T, 2, parts, 2) are to be exchanged."""
    apart = np.linalg.norm(both[:, 0] - both[:, 1], axis=-1).mean(axis=-1)
    if np.percentile(apart, 90) < _FAR_ENOUGH:
        return np.zeros(len(both), bool)
    states = np.stack([both, both[:, ::-1]], axis=1)
    return np.asarray(shortest_path(time_s, states, np.array([False, True]), exchanged_per_s) == 1)
