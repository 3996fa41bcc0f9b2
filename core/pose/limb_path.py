"""Which limb is left and which is right over a whole clip, as the shortest path through what each frame may show.

A frame offers hypotheses: the limb pair as a look saw it, or exchanged, for one look or several.  The path through the
clip that costs least is taken: a limb that keeps its velocity costs little, a jump costs much, and every change between
as seen and exchanged has a price.  Position alone is not enough where the legs cross (both paths look alike there);
velocity is: each leg goes on.  Distances are in body lengths (trunk + thigh + shank).
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on

Floats = NDArray[np.float64]

PAIRS: Mapping[str, tuple[str, ...]] = {
    "legs": ("knee", "ankle", "heel", "foot_index"),
    "arms": ("elbow", "wrist"),
}
ROOT: Mapping[str, str] = {"legs": "hip", "arms": "shoulder"}
MOVED_WITH: Mapping[str, range] = {"legs": range(25, 33), "arms": range(13, 23)}
# the detector is right more often than not; arms swing less far apart, so less speaks against it
EXCHANGED_PER_S: Mapping[str, float] = {"legs": 1.2, "arms": 0.6}
_CAP = 0.50  # a single wild sample costs no more than this, whichever way it is read
_FASTEST = 10.0  # a second, of a limb against the hips: a sprinter's foot; what goes beyond costs as it is long
_CHANGE = 0.06  # the price of one change of state
_AT_ONCE = 200  # frames
_NOT_SEEN = 5.0  # the price of a hypothesis whose look saw nobody: any other is better


def shortest_path(
    time_s: Floats, limbs: Floats, exchanged: NDArray[np.bool_], exchanged_per_s: float
) -> NDArray[np.intp]:
    """(T,) the hypothesis taken in each frame, T at least 3.

    Parameters
    ----------
    limbs : (T, H, 2, P, 2) both limbs' P points from their common root under each of H hypotheses; NaN = not seen.
    exchanged : (H,) which hypotheses exchange left and right.  exchanged_per_s : what a second of that costs.
    """
    count = limbs.shape[1]
    dt = np.diff(time_s)
    unseen = _NOT_SEEN * ~np.isfinite(limbs).reshape(*limbs.shape[:2], -1).all(axis=-1)
    at = np.nan_to_num(limbs)
    wrong = exchanged_per_s * float(np.median(dt)) * exchanged + unseen  # (T, H)
    change = _CHANGE * (exchanged[:, None] != exchanged[None, :])

    def away(a: Floats, b: Floats) -> Floats:
        return np.asarray(np.minimum(_length(a - b).mean(axis=(-1, -2)), _CAP))

    # (T-1, H, H) how far a limb leaps between neighbouring frames beyond what limbs can
    leap = _length(at[:-1, :, None] - at[1:, None, :]) - (_FASTEST * dt)[:, None, None, None, None]
    leap = np.minimum(np.maximum(leap, 0.0).mean(axis=(-1, -2)), _CAP)
    state = away(at[0][:, None], at[1][None, :]) + change + wrong[0][:, None] + wrong[1][None, :]
    came_from = np.zeros((len(at) - 2, count, count), np.int8)
    each = np.arange(count)
    for first in range(2, len(at), _AT_ONCE):
        may_go_on()
        now = np.arange(first, min(first + _AT_ONCE, len(at)))
        # where each pair of states of the two frames before leads, for many frames at once
        longer = (dt[now - 1] / dt[now - 2]).reshape(-1, *[1] * 5)
        ahead = at[now - 1][:, None] + (at[now - 1][:, None] - at[now - 2][:, :, None]) * longer
        costs = away(at[now][:, None, None, :], ahead[:, :, :, None])
        costs += leap[now - 1][:, None] + change + wrong[now][:, None, None]
        if count == 2:
            state = _two(state, costs, came_from[first - 2 : first - 2 + len(costs)])
            continue
        for k, cost in enumerate(costs):
            total = state[:, :, None] + cost
            before = came_from[first - 2 + k] = total.argmin(axis=0)
            state = total[before, each[:, None], each]
    before, last = np.unravel_index(int(state.argmin()), state.shape)
    path = [int(last), int(before)]  # from the end on, on plain numbers: one by one an array's take ten times as long
    for step in reversed(came_from.tolist()):
        path.append(step[path[-1]][path[-2]])
    return np.array(path[::-1], np.intp)


def _length(away: Floats) -> Floats:
    """Of (..., 2); a norm over two numbers at a time takes twice as long."""
    return np.asarray(np.sqrt(away[..., 0] ** 2 + away[..., 1] ** 2))


def _two(state: Floats, costs: Floats, came_from: NDArray[np.int8]) -> Floats:
    """The state after (N, 2, 2, 2) costs, the way to it written down: on plain numbers, in a tenth of the time."""
    (s00, s01), (s10, s11) = state.tolist()
    chosen = []
    for c000, c001, c010, c011, c100, c101, c110, c111 in costs.reshape(-1, 8).tolist():
        a, b, c, d = s00 + c000, s00 + c001, s01 + c010, s01 + c011
        e, f, g, h = s10 + c100, s10 + c101, s11 + c110, s11 + c111
        chosen.append((e < a, f < b, g < c, h < d))
        s00, s01 = e if e < a else a, f if f < b else b
        s10, s11 = g if g < c else c, h if h < d else d
    came_from[:] = np.array(chosen, np.int8).reshape(-1, 2, 2)
    return np.array([[s00, s01], [s10, s11]])
