"""A leg as two bones that keep their lengths: hip, knee and ankle put where such a leg comes nearest to them.

A pose model finds each joint by itself, and a runner's thigh and shank as it sees them get longer and shorter within a
stride.  Of what is off, the part along a bone shows in its length, and bones have none to give.  Which joint errs is
not known, so all three go as little as they can (least squares, each counting the same): where the knee is bent, as in
the swing, in which the model errs most, the thigh's length tells the knee across the shank and the shank's across the
thigh.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, SIDES, Side
from core.signal.few import percentile

Floats = NDArray[np.float64]

LEGS = [INDEX[f"{side}_{part}"] for side in SIDES for part in ("hip", "knee", "ankle")]
# A bone that points a little to the side can only look too short, so a little more than the median is its length.
_LENGTH_PERCENTILE = 60.0
_MOST_OFF = 0.2  # of a bone: what is further off points at the camera or is not where it seems, and goes so far only
_ROUNDS = 3  # each makes the lengths right to the square of what was left; the third moves nothing by a thousandth


def measure_links(plane: Floats) -> dict[Side, tuple[float, float]]:
    """Side -> lengths of thigh and shank in (T, 33, 2) points of the sagittal plane; NaN = not seen.

    plane : NaN where a frame is not to be looked at.
    """
    return {
        side: (_typical(plane, side, "hip", "knee"), _typical(plane, side, "knee", "ankle"))
        for side in SIDES
    }  # fmt: skip


def hold_links(plane: Floats, links: Mapping[Side, tuple[float, float]]) -> Floats:
    """The (T, 33, 2) points with thighs and shanks as long as they are, moved as little as can be.

    A bone of which an end is not seen holds nothing, and the other one is held alone.
    """
    out = plane.copy()
    for side, lengths in links.items():
        hip, knee, ankle = (INDEX[f"{side}_{part}"] for part in ("hip", "knee", "ankle"))
        was = plane[:, [hip, knee, ankle]]
        wanted = [_within_reach(was[:, end] - was[:, 1], long) for end, long in zip((0, 2), lengths, strict=True)]
        now = was.copy()
        for _ in range(_ROUNDS):
            now = was + _least_way(was, now, *wanted)
        out[:, [hip, knee, ankle]] = np.where(np.isfinite(now), now, was)
    return out


def _typical(plane: Floats, side: Side, a: str, b: str) -> float:
    return percentile(
        np.hypot(*(plane[:, INDEX[f"{side}_{a}"]] - plane[:, INDEX[f"{side}_{b}"]]).T), _LENGTH_PERCENTILE
    )


def _within_reach(bone: Floats, long: float) -> Floats:
    """(T,) the length that a (T, 2) bone is to have; NaN where it holds nothing."""
    seen = np.hypot(*bone.T)
    return np.asarray(seen + np.clip(long - seen, -_MOST_OFF * long, _MOST_OFF * long))


def _least_way(was: Floats, now: Floats, thigh: Floats, shank: Floats) -> Floats:
    """(T, 3, 2) ways of hip, knee and ankle from `was`, of least squares, that give the bones of `now` their lengths.

    Lengths are taken to change evenly on the way from `now`: a step of Newton's with two multipliers.
    """
    up, to_thigh = _pull(was, now, 0, thigh)
    down, to_shank = _pull(was, now, 2, shank)
    between = (up * down).sum(axis=1)  # the knee gives way to both
    share = 4 - between**2
    first, second = (2 * to_thigh - between * to_shank) / share, (2 * to_shank - between * to_thigh) / share
    by_thigh, by_shank = first[:, None] * up, second[:, None] * down
    return np.stack([-by_thigh, by_thigh + by_shank, -by_shank], axis=1)


def _pull(was: Floats, now: Floats, end: int, long: Floats) -> tuple[Floats, Floats]:
    """(T, 2) direction from the knee to one end, and (T,) by how much the ends of `was` are too far apart along it."""
    bone = now[:, end] - now[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        along = bone / np.hypot(*bone.T)[:, None]
    too_far = ((was[:, end] - was[:, 1]) * along).sum(axis=1) - long
    held = np.isfinite(too_far)
    return np.where(held[:, None], along, 0.0), np.where(held, too_far, 0.0)
