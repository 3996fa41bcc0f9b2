"""Plane geometry on pixel points: x to the right, y down, angles in degrees; NaN in, NaN out.

Every function takes points of shape (..., 2) and returns (...); leading dimensions may be draws, frames or both.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_DEGREES = 180 / np.pi


def angle_at(a: Floats, b: Floats, c: Floats) -> Floats:
    """The unsigned angle at `b` between `a` and `c`, 0..180."""
    u, v = a - b, c - b
    cross = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    return np.asarray(np.degrees(np.arctan2(np.abs(cross), (u * v).sum(-1))))


def from_down(top: Floats, bottom: Floats, forward: float) -> Floats:
    """How far top->bottom leans from straight down; + when the bottom is in front (`forward` +1 right, -1 left)."""
    d = bottom - top
    return _off_straight(forward * d[..., 0], d[..., 1])


def from_up(bottom: Floats, top: Floats, forward: float) -> Floats:
    """How far bottom->top leans from straight up; + when the top is in front."""
    d = top - bottom
    return _off_straight(forward * d[..., 0], -d[..., 1])


def _off_straight(aside: Floats, ahead: Floats) -> Floats:
    """Degrees -180..180 of a way from straight ahead.  Mostly it goes ahead, and then a plain arc tangent is enough.

    Every number hangs on its own way alone: the two differ in the last bit, and what is worked out for some draws only
    must come out as it does for all.
    """
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # next to nothing ahead: 90 degrees
        turn = np.asarray(aside / ahead)
    np.arctan(turn, out=turn)
    back = np.asarray(ahead <= 0)
    if back.any():
        aside, ahead = np.broadcast_arrays(aside, ahead)
        turn[back] = np.arctan2(aside[back], ahead[back])
    turn *= _DEGREES
    return turn


def turned_by(difference_deg: Floats) -> Floats:
    """The unsigned angle between two directions, 0..180, from the difference (-360..360) of their angles."""
    away = np.abs(difference_deg)
    return np.asarray(np.minimum(away, 360 - away))


def against_horizontal(a: Floats, b: Floats) -> Floats:
    """Slope of the line a->b, + when b is higher, -90..90 whichever of the two is further right."""
    d = b - a
    return np.asarray(np.degrees(np.arctan2(-d[..., 1], np.abs(d[..., 0]))))


def length(a: Floats, b: Floats) -> Floats:
    """The distance of the two, in the points' own unit."""
    return np.asarray(np.hypot(*np.moveaxis(b - a, -1, 0)))


def rate(time_s: Floats, values: Floats) -> Floats:
    """Time derivative along the last axis on true timestamps (second order, uneven spacing), per second."""
    if values.shape[-1] < 3:
        return np.full_like(values, np.nan)
    return np.asarray(np.gradient(values, time_s, axis=-1, edge_order=1))
