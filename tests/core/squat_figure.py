"""A stick figure that squats by a closed formula, projected exactly: what is put in is what must come out.

X forward, Y to the athlete's left, Z up, in leg-and-trunk units of 0.4 (thigh), 0.4 (shank), 0.5 (trunk); the
picture is orthographic, PX pixels to the unit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, N_LANDMARKS

Floats = NDArray[np.float64]
THIGH, SHANK, TRUNK, HALF_HIPS, HALF_SHOULDERS, PX = 0.4, 0.4, 0.5, 0.1, 0.18, 500.0


def smooth_step(s: Floats) -> Floats:
    """0 to 1 with speed and acceleration zero at both ends (minimum jerk)."""
    s = np.clip(s, 0, 1)
    return s**3 * (10 - 15 * s + 6 * s**2)


@dataclass(frozen=True)
class Move:
    """One descent and ascent: thigh, shank and trunk lean (degrees from the vertical, forward) at its bottom."""

    at_s: float
    down_s: float = 1.2
    pause_s: float = 0.0
    up_s: float = 1.0
    thigh: float = 90.0
    shank: float = 30.0
    trunk: float = 40.0
    trunk_ahead: float = 0.0  # extra trunk lean halfway up: the hips shoot up first
    leans_over: float = 0.0  # extra trunk lean halfway down and up: who sits leans over the feet

    @property
    def bottom_s(self) -> float:
        return self.at_s + self.down_s + self.pause_s / 2

    @property
    def end_s(self) -> float:
        return self.at_s + self.down_s + self.pause_s + self.up_s

    def share(self, t: Floats) -> Floats:
        """0 standing, 1 at the bottom."""
        turn = self.at_s + self.down_s + self.pause_s
        return np.where(t < turn, smooth_step((t - self.at_s) / self.down_s), 1 - smooth_step((t - turn) / self.up_s))


def lean(moves: Sequence[Move], t: Floats) -> tuple[Floats, Floats, Floats]:
    """Thigh, shank and trunk lean in degrees; 4, 2 and 3 standing."""
    thigh, shank, trunk = np.full_like(t, 4.0), np.full_like(t, 2.0), np.full_like(t, 3.0)
    for m in moves:
        p = m.share(t)
        thigh += p * (m.thigh - 4)
        shank += p * (m.shank - 2)
        rising = np.where(t > m.bottom_s, 4 * p * (1 - p), 0.0)
        trunk += p * (m.trunk - 3) + rising * m.trunk_ahead + 4 * p * (1 - p) * m.leans_over
    return thigh, shank, trunk


def height(moves: Sequence[Move]) -> Callable[[float], float]:
    """Mid-hip over ankle as a function of time."""

    def of(t: float) -> float:
        thigh, shank, _ = lean(moves, np.array([t]))
        return float((SHANK * np.cos(np.radians(shank)) + THIGH * np.cos(np.radians(thigh)))[0])

    return of


def crossing(moves: Sequence[Move], level: float, from_s: float, to_s: float) -> float:
    """Exact time at which the hip height crosses a level between two times."""
    from scipy.optimize import brentq

    of = height(moves)
    return float(brentq(lambda t: of(t) - level, from_s, to_s, xtol=1e-9))


def true_times(moves: Sequence[Move], k: int) -> tuple[float, float, float, float]:
    """Start, bottom first, bottom last, end by the definitions: 5 % of the drop at the ends, 3 % at the bottom."""
    m, of = moves[k], height(moves)
    top, low = of(m.at_s - 1e-6), of(m.bottom_s)
    turn = m.at_s + m.down_s
    return (
        crossing(moves, top - 0.05 * (top - low), m.at_s, turn),
        crossing(moves, low + 0.03 * (top - low), m.at_s, turn),
        crossing(moves, low + 0.03 * (top - low), turn + m.pause_s, m.end_s),
        crossing(moves, top - 0.05 * (top - low), turn + m.pause_s, m.end_s),
    )


def figure(
    t: Floats,
    moves: Sequence[Move] = (),
    *,
    yaw_deg: float = 0.0,
    knees_in: tuple[float, float] = (0.0, 0.0),
    shift: Floats | None = None,
    lifted_right: Floats | None = None,
) -> Floats:
    """(T, 33, 2) pixels.

    yaw_deg : 0 from the athlete's right side (facing the picture's right), 90 from the front.
    knees_in : how far the left and right knee go towards the middle at the bottom of the deepest move, units.
    shift : (T, 2) forward walk and height of the whole body.  lifted_right : (T,) height of the right foot.
    """
    thigh, shank, trunk = (np.radians(a) for a in lean(moves, t))
    joints: dict[str, Floats] = {}
    deep = np.max([m.share(t) for m in moves], axis=0) if moves else np.zeros_like(t)

    def put(name: str, x: Floats, y: Floats, z: Floats) -> None:
        joints[name] = np.stack([x, y, z], axis=-1)

    zero = np.zeros_like(t)
    knee_x, knee_z = SHANK * np.sin(shank), SHANK * np.cos(shank)
    hip_x, hip_z = knee_x - THIGH * np.sin(thigh), knee_z + THIGH * np.cos(thigh)
    for side, sign, knee_in in (("left", 1, knees_in[0]), ("right", -1, knees_in[1])):
        y = sign * HALF_HIPS + zero
        lift = zero if side == "left" or lifted_right is None else lifted_right
        put(f"{side}_ankle", zero, y, lift)
        put(f"{side}_heel", zero - 0.06, y, lift - 0.06)
        put(f"{side}_foot_index", zero + 0.14, y, lift - 0.07)
        put(f"{side}_knee", knee_x, y - sign * knee_in * deep, knee_z + 0.6 * lift)
        put(f"{side}_hip", hip_x, y, hip_z)
        shoulder_x, shoulder_z = hip_x + TRUNK * np.sin(trunk), hip_z + TRUNK * np.cos(trunk)
        wide = sign * HALF_SHOULDERS + zero
        put(f"{side}_shoulder", shoulder_x, wide, shoulder_z)
        put(f"{side}_elbow", shoulder_x + 0.1, wide, shoulder_z - 0.25)
        put(f"{side}_wrist", shoulder_x + 0.3, wide, shoulder_z - 0.25)
    put("nose", shoulder_x + 0.1, zero, shoulder_z + 0.2)
    xy = np.full((len(t), N_LANDMARKS, 2), np.nan)
    yaw = np.radians(yaw_deg)
    for name, p in joints.items():
        x, z = p[:, 0], p[:, 2]
        if shift is not None:
            x, z = x + shift[:, 0], z + shift[:, 1]
        xy[:, INDEX[name], 0] = 600 + PX * (x * np.cos(yaw) + p[:, 1] * np.sin(yaw))
        xy[:, INDEX[name], 1] = 900 - PX * z
    return xy
