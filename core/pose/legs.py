"""How long legs are, and whether they fold as a runner's do: told by poses alone, however quickly a clip plays."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, SIDES

Floats = NDArray[np.float64]

WIDE: Final = 0.6  # leg lengths between the ankles at the widest
PASSING: Final = 0.3  # ... and when the legs pass each other
LIFTED: Final = 0.2  # leg lengths one foot is above the other in passing: a swing leg folded as in running
LEAST_POSES: Final = 12


def leg_length_px(xy_px: Floats) -> float:
    """Thigh plus shank of (T, 33, 2) pixels, a high percentile: seen in a plane a leg can only look too short."""
    return where_long(legs_px(xy_px))


def where_long(legs: Floats) -> float:
    """The 85th percentile of what was seen of lengths of any shape.

    By sorting: `np.percentile` takes many times as long for a few frames.
    """
    ordered = np.sort(legs[np.isfinite(legs)])
    if not len(ordered):
        return float("nan")
    place = 0.85 * (len(ordered) - 1)
    k = min(int(place), len(ordered) - 2) if len(ordered) > 1 else 0
    low, high = float(ordered[k]), float(ordered[min(k + 1, len(ordered) - 1)])
    return low + (place - k) * (high - low)


def legs_px(xy_px: Floats) -> Floats:
    """(2, T) thigh plus shank of each leg."""
    p = {name: xy_px[:, i] for name, i in INDEX.items()}
    return np.stack(
        [np.hypot(*(p[f"{s}_hip"] - p[f"{s}_knee"]).T) + np.hypot(*(p[f"{s}_knee"] - p[f"{s}_ankle"]).T) for s in SIDES]
    )


def ankles_apart(xy_px: Floats) -> Floats | None:
    """(T, 2) how far the ankles are apart and how far one is above the other, leg lengths; None = no leg was seen.

    Both are the same whichever leg is called left.
    """
    leg = leg_length_px(xy_px) if len(xy_px) else float("nan")
    if not leg > 0:
        return None
    left, right = (xy_px[:, INDEX[f"{side}_ankle"]] for side in SIDES)
    return np.asarray(np.abs(left - right) / leg)


def fold_like_a_runners(apart: Floats | None) -> bool:
    """Whether the legs open wide and the one that swings past the other is folded.

    apart : (T, 2) from `ankles_apart`.  Walking lifts the swinging foot hardly at all.
    """
    known = np.zeros((0, 2)) if apart is None else apart[np.isfinite(apart).all(axis=1)]
    if len(known) < LEAST_POSES:
        return False
    wide, near = np.percentile(known[:, 0], (95, 10))
    if wide < WIDE or near > PASSING:
        return False
    return bool(np.percentile(known[known[:, 0] < PASSING, 1], 75) >= LIFTED)


def legs_fold(xy_px: Floats) -> bool:
    """Whether legs in (T, 33, 2) pixels, of one moment and another, fold as a runner's."""
    return fold_like_a_runners(ankles_apart(xy_px))
