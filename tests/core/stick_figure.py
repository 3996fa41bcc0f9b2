"""A whole stick figure in space, posed by given angles or by closed formulas, and seen from any side.

Body axes: X forward, Y to the athlete's left, Z up; a leg (thigh + shank) is one unit.  The picture is orthographic,
PX pixels to the unit; the model's metres are METRE to the unit.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, N_LANDMARKS, SIDES
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move, lean

Floats = NDArray[np.float64]
THIGH, SHANK, TRUNK, UPPER_ARM, FOREARM, FOOT = 0.5, 0.5, 0.6, 0.35, 0.3, 0.3
HALF_HIPS, HALF_SHOULDERS = 0.11, 0.2
PX, METRE = 300.0, 0.85
RIGHT, LEFT, TOWARD, AWAY = -90.0, 90.0, 180.0, 0.0  # the turn of a figure that faces there
FLOOR = -1.05  # the height of the ground under the mid-hip


@dataclass(frozen=True)
class Pose:
    """Angles in degrees as the series define them, all (T,); pairs are (left, right).

    thigh : forward.  shank : knee in front of the ankle.  foot : toes up.  trunk, arm : forward.  elbow : bent.
    hip : (T, 3) of the mid-hip.  twist : shoulders turned about the vertical, left one forward.
    lateral : trunk towards the athlete's right.
    """

    thigh: tuple[Floats, Floats]
    shank: tuple[Floats, Floats]
    trunk: Floats
    foot: tuple[Floats, Floats]
    arm: tuple[Floats, Floats]
    elbow: tuple[Floats, Floats]
    hip: Floats
    twist: Floats
    lateral: Floats


def standing(n: int, **angles: object) -> Pose:
    """A figure that stands straight for `n` frames, but for what is given."""
    zero = np.zeros(n)
    pose = Pose(
        (zero, zero), (zero, zero), zero, (zero, zero), (zero, zero), (zero, zero), np.zeros((n, 3)), zero, zero
    )

    def spread(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(np.broadcast_to(np.asarray(v, float), (n,)) for v in value)
        return np.broadcast_to(np.asarray(value, float), (n,))

    return replace(pose, **{k: v if k == "hip" else spread(v) for k, v in angles.items()})  # type: ignore[arg-type]


def _in_plane(length: float, forward_deg: Floats, up: float) -> Floats:
    """(T, 3) a segment of a length that leans forward from straight up (+1) or down (-1)."""
    a = np.radians(forward_deg)
    return length * np.stack([np.sin(a), np.zeros_like(a), up * np.cos(a)], axis=-1)


def joints(pose: Pose) -> Floats:
    """(T, 33, 3) body axes."""
    out = np.empty((len(pose.trunk), N_LANDMARKS, 3))
    across = np.array([0.0, 1.0, 0.0])
    lateral, twist = np.radians(pose.lateral), np.radians(pose.twist)
    trunk = _in_plane(TRUNK, pose.trunk, 1)
    trunk = trunk * np.cos(lateral)[:, None] - TRUNK * np.sin(lateral)[:, None] * across
    top = pose.hip + trunk
    head = top + np.array([0.05, 0.0, 0.2])
    out[:] = head[:, None]
    for k, side in enumerate(SIDES):
        sign = 1 if side == "left" else -1
        hip = pose.hip + sign * HALF_HIPS * across
        knee = hip + _in_plane(THIGH, pose.thigh[k], -1)
        ankle = knee + _in_plane(SHANK, -pose.shank[k], -1)
        heel = ankle + np.array([-0.06, 0.0, -0.05])
        toes = np.radians(pose.foot[k])
        toe = heel + FOOT * np.stack([np.cos(toes), 0 * toes, np.sin(toes)], axis=-1)
        shoulder = top + sign * HALF_SHOULDERS * np.stack([np.sin(twist), np.cos(twist), 0 * twist], axis=-1)
        elbow = shoulder + _in_plane(UPPER_ARM, pose.arm[k], -1)
        wrist = elbow + _in_plane(FOREARM, pose.arm[k] + pose.elbow[k], -1)
        named = {"hip": hip, "knee": knee, "ankle": ankle, "heel": heel, "foot_index": toe,
                 "shoulder": shoulder, "elbow": elbow, "wrist": wrist,
                 "pinky": wrist, "index": wrist, "thumb": wrist}  # fmt: skip
        for part, place in named.items():
            out[:, INDEX[f"{side}_{part}"]] = place
    return out


def seen(time_s: Floats, body: Floats, turn_deg: float = RIGHT, at: tuple[float, float] = (640.0, 420.0)) -> PoseTrack:
    """What a camera sees of (T, 33, 3) joints when the line from the left to the right hip points to `turn_deg`."""
    turn = np.radians(turn_deg)
    x = -np.sin(turn) * body[..., 0] - np.cos(turn) * body[..., 1]
    away = np.cos(turn) * body[..., 0] - np.sin(turn) * body[..., 1]
    xy = np.stack([at[0] + PX * x, at[1] - PX * body[..., 2]], axis=-1)
    world = METRE * np.stack([x, -body[..., 2], away], axis=-1)
    hips = world[:, [INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=1, keepdims=True)
    flat = np.full(body.shape[:2], 0.95)
    return PoseTrack(time_s, xy, flat, world - hips, np.full_like(flat, 0.5))


SIZE_PX, FOCAL_PX = (1280, 720), 0.8 * 1280


def filmed(time_s: Floats, body: Floats, turn_deg: float = RIGHT, tilted_px: float = 0.0) -> PoseTrack:
    """(T, 33, 3) joints through a phone's lens, from so near that a leg is as long as in `seen`: three metres.

    tilted_px : how far the horizon lies below the middle of the picture.
    """
    flat = seen(time_s, body, turn_deg, at=(0.0, 0.0))
    away = flat.world_m[..., 2] / METRE
    nearer = FOCAL_PX / (FOCAL_PX / PX + away) / PX
    n = len(time_s)
    zero = np.zeros(n)
    camera = CameraMotion(np.zeros((n, 2)), zero, zero, zero, np.zeros(n, np.int64), np.zeros(n, bool), SIZE_PX)
    xy = flat.xy_px * nearer[..., None] + [SIZE_PX[0] / 2, SIZE_PX[1] / 2 + tilted_px]
    return replace(flat, xy_px=xy, camera=camera)


def squat(time_s: Floats, moves: tuple[Move, ...]) -> Floats:
    """(T, 33, 3) of a figure whose feet stand still while it squats."""
    thigh, shank, trunk = lean(moves, time_s)
    pose = standing(len(time_s), thigh=(thigh, thigh), shank=(shank, shank), trunk=trunk, arm=(40, 40), elbow=(20, 20))
    s, t = np.radians(shank), np.radians(thigh)
    ahead = SHANK * np.sin(s) - THIGH * np.sin(t)
    height = SHANK * np.cos(s) + THIGH * np.cos(t)
    hip = np.stack([ahead, 0 * ahead, height + FLOOR + 0.05], axis=-1)
    return joints(replace(pose, hip=hip))


CONTACT_S, STEP_S, SPEED = 0.16, 0.28, 5.0  # seconds on the ground, between touchdowns; leg lengths/s
STRIDE_S = 2 * STEP_S
FIRST_S = {"left": 0.05, "right": 0.05 + STEP_S}  # first touchdowns


def run(time_s: Floats, contact_s: float = CONTACT_S, step_s: float = STEP_S, speed: float = SPEED) -> Floats:
    """(T, 33, 3) of a runner on the spot, as on a treadmill: feet go back with the belt, then swing to the front.

    With contacts longer than steps both feet are down at once, and it is walking.
    """
    stride_s, first_s = 2 * step_s, {"left": 0.05, "right": 0.05 + step_s}
    hip_height, legs, feet = 0.95, [], []
    for side in SIDES:
        into = (time_s - first_s[side]) % stride_s
        swing = stride_s - contact_s
        u = np.clip((into - contact_s) / swing, 0, 1)
        ground = speed * (contact_s / 2 - into)
        x = ground + speed * stride_s * u**2 * (3 - 2 * u) + swing * (1.5 * (u**3 - 2 * u**2 + u) + 1.0 * (u**3 - u**2))
        z = swing * 0.8 * u * (1 - u) + 0.8 * u**2 * (1 - u)
        # two links from the hip to the ankle, the knee in front
        ax, az = x - 0.05, z + 0.08 - hip_height
        reach = np.minimum(np.hypot(ax, az), 0.999)
        to_ankle = np.degrees(np.arctan2(ax, -az))
        half = np.degrees(np.arccos(reach / (THIGH + SHANK)))
        legs.append((to_ankle + half, half - to_ankle))
        feet.append(0 * x)
    swinging = 35 * np.sin(2 * np.pi * (time_s - first_s["left"] - contact_s / 2) / stride_s)
    pose = standing(
        len(time_s), thigh=(legs[0][0], legs[1][0]), shank=(legs[0][1], legs[1][1]), foot=(feet[0], feet[1]),
        trunk=10, arm=(swinging, -swinging), elbow=(80, 80), twist=0.2 * swinging,
    )  # fmt: skip
    return joints(pose)


def contacts(until_s: float) -> list[tuple[str, float, float]]:
    """(side, touchdown, toe-off) of the runner, in order of time."""
    found = [
        (side, first + k * STRIDE_S, first + k * STRIDE_S + CONTACT_S)
        for side, first in FIRST_S.items()
        for k in range(int(until_s / STRIDE_S) + 1)
    ]
    return sorted((c for c in found if c[2] <= until_s), key=lambda c: c[1])


def clock(fps: float, seconds: float, jitter: float = 0.0) -> Floats:
    """Frame times; `jitter` moves each by up to that share of a frame."""
    t = np.arange(round(seconds * fps)) / fps
    return t + np.random.default_rng(3).uniform(-jitter, jitter, len(t)) / fps


def noisy(track: PoseTrack, px: float, seed: int = 0) -> PoseTrack:
    """The same track with independent errors on every landmark."""
    rng = np.random.default_rng(seed)
    return replace(track, xy_px=track.xy_px + px * rng.standard_normal(track.xy_px.shape))
