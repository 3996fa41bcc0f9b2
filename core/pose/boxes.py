"""The square around the athlete, from landmarks: where it stands, how large it is, how it is turned."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.pose.backend import Box
from core.pose.skeleton import INDEX, SIDES, midpoint

Floats = NDArray[np.float64]

# The box's side in body lengths (trunk + thigh + shank as seen): room for raised arms and a stretched stride.
BOX_PER_BODY = 1.75
# For how long around a moment the body's length is looked for: a squat seen from the front only looks shorter for a
# while; a runner is stretched once a step, and gets smaller quickly on the way past.
_BODY_WINDOW_S, _BODY_WINDOW_RUN_S = 1.5, 0.4

_INSTANT_S = 1e-6
_CARRIED_S = 0.25  # the box goes on this long after the last look; each frame tells for itself if somebody is in it

# thighs, then shanks: where each begins and ends, left and right
_FROM, _TO = (
    np.array([[INDEX[f"{side}_{joint}"] for side in SIDES] for joint in joints])
    for joints in (("hip", "knee"), ("knee", "ankle"))
)

_SAME_SHIFT, _SAME_SCALE, _SAME_TURN_RAD = 0.03, 0.08, 0.12  # of the side, of the size, of the turn


class Place(NamedTuple):
    """What a pose tells of its box: the mid-hip, the trunk's turn, clockwise from upright, and the body's length."""

    x: float
    y: float
    turn_rad: float
    body_px: float


def place(xy: Floats) -> Place:
    """Of one pose (33, 2): its `centre`, `trunk_turn` and `body_length`."""
    hips, shoulders = midpoint(xy, "hip"), midpoint(xy, "shoulder")
    dx, dy = (shoulders - hips).tolist()
    legs = _length(xy[_FROM] - xy[_TO]).max(axis=-1).tolist()
    x, y = hips.tolist()
    return Place(x, y, float(np.arctan2(dx, -dy)), float(np.hypot(dx, dy)) + legs[0] + legs[1])


def body_length(xy: Floats) -> Floats:
    """(...) trunk + longer thigh + longer shank of (..., 33, 2) landmarks: a height that bending does not change."""

    trunk = _length(midpoint(xy, "shoulder") - midpoint(xy, "hip"))
    legs = _length(xy[..., _FROM, :] - xy[..., _TO, :]).max(axis=-1)
    return np.asarray(trunk + legs[..., 0] + legs[..., 1])


def typical_body(xy: Floats) -> float:
    """Body length of a clip's poses (T, 33, 2) where it looks long; NaN where nobody was seen."""
    lengths = body_length(xy)
    lengths = lengths[np.isfinite(lengths)]
    return float(np.percentile(lengths, 75)) if lengths.size else float("nan")


def trunk_turn(xy: Floats) -> Floats:
    """(...) radians clockwise from upright of the line mid-hip -> mid-shoulder."""
    d = midpoint(xy, "shoulder") - midpoint(xy, "hip")
    return np.asarray(np.arctan2(d[..., 0], -d[..., 1]))


def centre(xy: Floats) -> Floats:
    """(..., 2) mid-hip."""
    return midpoint(xy, "hip")


def around(xy: Floats, least_body: float = 0.0) -> Box:
    """The box for one pose (33, 2); `least_body` keeps it from shrinking with a body that only looks shorter."""
    return about(place(xy), least_body)


def about(there: Place, least_body: float = 0.0) -> Box:
    """As `around`, of a pose whose place is known."""
    return Box(there.x, there.y, BOX_PER_BODY * max(there.body_px, least_body), there.turn_rad)


def alike(one: Floats, other: Floats, times: float = 1.0) -> NDArray[np.bool_]:
    """(...) whether two boxes (..., 4) show the network the same: it is trained on boxes that vary by more.

    times : how much farther apart than that they may be.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = np.hypot(one[..., 0] - other[..., 0], one[..., 1] - other[..., 1]) / other[..., 2]
        scale = np.abs(np.log(one[..., 2] / other[..., 2]))
        turn = np.abs((one[..., 3] - other[..., 3] + np.pi) % (2 * np.pi) - np.pi)
    apart = np.maximum(np.maximum(shift / _SAME_SHIFT, scale / _SAME_SCALE), turn / _SAME_TURN_RAD)
    return np.asarray(apart <= times)


def carried_s(step_s: float) -> float:
    """How long the box goes on after the last look, with so many seconds between looks."""
    return max(2.5 * step_s, _CARRIED_S)


def per_frame(time_s: Floats, seen_s: Floats, seen_xy: Floats, reach_s: float, runs: bool = False) -> Floats:
    """(T, 4) x, y, size, turn of the box in every frame, from poses seen now and then; NaN where nobody was.

    Parameters
    ----------
    time_s : (T,) all frames.  seen_s : (N,), seen_xy : (N, 33, 2) the poses the athlete was followed by.
    reach_s : how far beyond the first and last pose, and across gaps, the box is carried on.
    runs : the feet are as fast as a runner's.
    """
    places = np.column_stack([centre(seen_xy), trunk_turn(seen_xy), body_length(seen_xy)])
    return per_frame_of(time_s, seen_s, places, reach_s, runs)


def per_frame_of(time_s: Floats, seen_s: Floats, places: Floats, reach_s: float, runs: bool = False) -> Floats:
    """As `per_frame`, of poses whose places (N, 4) are known, as `Place` has them."""
    out = np.full((len(time_s), 4), np.nan)
    if len(seen_s) == 0:
        return out
    middle, turn, body = places[:, :2], np.unwrap(places[:, 2]), places[:, 3]
    # the body is as long as it looks longest around that time; perspective may change it slowly
    length = _longest_around(seen_s, body, _BODY_WINDOW_RUN_S if runs else _BODY_WINDOW_S)
    out[:, :2] = _smooth_interpolation(seen_s, middle, time_s)
    out[:, 2] = np.interp(time_s, seen_s, BOX_PER_BODY * length)
    out[:, 3] = np.interp(time_s, seen_s, turn)
    after = np.searchsorted(seen_s, time_s)
    gap = np.minimum(
        np.abs(time_s - seen_s[np.clip(after - 1, 0, len(seen_s) - 1)]),
        np.abs(time_s - seen_s[np.clip(after, 0, len(seen_s) - 1)]),
    )
    out[gap > reach_s] = np.nan
    return out


def _longest_around(seen_s: Floats, body: Floats, window_s: float) -> Floats:
    """(N,) 80th percentile of the lengths (N,) seen within the window on either side of each moment (N,)."""
    # a moment at the very edge belongs to it whichever way its difference is rounded, so one more is looked at
    first = np.searchsorted(seen_s, seen_s - window_s - _INSTANT_S)
    most = int((np.searchsorted(seen_s, seen_s + window_s + _INSTANT_S, side="right") - first).max())
    around = first[:, None] + np.arange(most)
    here = around.clip(max=len(seen_s) - 1)
    near = (around < len(seen_s)) & (np.abs(seen_s[:, None] - seen_s[here]) <= window_s)
    lengths = np.sort(np.where(near, body[here], np.inf), axis=1)
    at = 0.8 * (near.sum(axis=1) - 1)
    low, share = np.floor(at).astype(np.intp), at % 1
    below, above = (lengths[np.arange(len(at)), k] for k in (low, np.ceil(at).astype(np.intp)))
    return np.asarray(below + share * (above - below))


def _smooth_interpolation(at: Floats, values: Floats, wanted: Floats) -> Floats:
    """(T, 2) cubic between the poses' (N, 2): a passing athlete moves on while not looked at; straight at the ends."""
    if len(at) < 4:
        return np.stack([np.interp(wanted, at, column) for column in values.T], axis=1)
    from scipy.interpolate import Akima1DInterpolator

    inside = np.asarray(Akima1DInterpolator(at, values)(np.clip(wanted, at[0], at[-1])))
    before, after = np.minimum(wanted - at[0], 0), np.maximum(wanted - at[-1], 0)
    first = (values[1] - values[0]) / (at[1] - at[0])
    last = (values[-1] - values[-2]) / (at[-1] - at[-2])
    return np.asarray(inside + before[:, None] * first + after[:, None] * last)


def _length(way: Floats) -> Floats:
    """(...) of vectors (..., 2); a moment's only, where `np.moveaxis` would cost more than all else."""
    return np.asarray(np.hypot(way[..., 0], way[..., 1]))
