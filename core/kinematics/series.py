"""The time series of an athlete's motion: one named, unit-bearing curve for every line of the measures document."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.kinematics import angles
from core.kinematics.leg_height import leg_height
from core.pose.skeleton import INDEX, LANDMARKS, SIDES, Side
from core.signal.few import percentile

Floats = NDArray[np.float64]

# Of the thigh's length: seen shorter, it leans by more than 60 degrees to or from the camera, one degree of the
# camera's yaw turns its direction in the picture by two and more, and the projection angle tells the yaw.  On a
# rendered squat even the joints' exact places in the picture give angles ten and more degrees wrong there.
END_ON_SHARE = 0.5
STANDS_FROM = 0.93  # of the hips' standing height
FOOT_LEVEL_WITHIN_DEG = 45.0  # a line steeper than that is no foot that stands

SAGITTAL = (
    "S_knee_flexion_deg", "S_hip_flexion_deg", "S_thigh_to_horizontal_deg", "S_thigh_forward_deg",
    "S_shank_inclination_deg", "S_ankle_dorsiflexion_deg", "S_heel_lift_ratio",
    "S_arm_forward_deg", "S_elbow_flexion_deg", "trunk_inclination_deg", "thigh_separation_deg", "trunk_twist_deg",
)  # fmt: skip
FRONTAL = (
    "S_fppa_deg", "knee_ankle_separation_ratio", "trunk_lateral_deg", "pelvis_shift_ratio", "pelvis_tilt_deg",
)  # fmt: skip
ANY_VIEW = ("S_knee_over_toe_ratio", "pelvis_height_ratio")
# angular velocity -> the series it is the derivative of
VELOCITIES: Mapping[str, str] = {
    "S_knee_angular_velocity_deg_s": "S_knee_flexion_deg",
    "S_hip_angular_velocity_deg_s": "S_hip_flexion_deg",
    "S_thigh_angular_velocity_deg_s": "S_thigh_forward_deg",
    "S_shank_angular_velocity_deg_s": "S_shank_inclination_deg",
    "S_arm_angular_velocity_deg_s": "S_arm_forward_deg",
    "trunk_angular_velocity_deg_s": "trunk_inclination_deg",
    "thigh_separation_angular_velocity_deg_s": "thigh_separation_deg",
    "trunk_twist_angular_velocity_deg_s": "trunk_twist_deg",
}
# typical widths over the trunk's length, between landmarks
HIPS_PER_TRUNK, SHOULDERS_PER_TRUNK = 0.37, 0.68


@dataclass(frozen=True)
class Series:
    """Curves over the same times.

    time_s : (T,) captured seconds.
    values : name -> (..., T); leading dimensions are Monte-Carlo draws where there are any; NaN = not measured.
    """

    time_s: Floats
    values: Mapping[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        return name in self.values


@dataclass(frozen=True)
class Body:
    """Lengths and levels of one athlete in one clip, in the unit of the points; they make ratios scale-free.

    leg, shank, foot, trunk : typical segment lengths as seen.  hip_width, shoulder_width : full widths, as they
        would be seen from the front (for the trunk twist seen from the side).
    standing_pelvis : mid-hip over mid-ankle when standing tallest.
    heel_down : side -> the height (y) of that heel while it is on the floor, per clip; NaN = not known.
    foot_level : side -> degrees by which that foot's line reads toes up while it stands (`level_feet`); a side that is
        not there is read as it is seen.
    """

    leg: float
    shank: float
    foot: float
    trunk: float
    hip_width: float
    shoulder_width: float
    standing_pelvis: float
    heel_down: Mapping[Side, float]
    foot_level: Mapping[Side, float] = field(default_factory=dict)


@lru_cache(maxsize=64)
def expand(names: tuple[str, ...]) -> tuple[str, ...]:
    """`S_` replaced by both sides."""
    return tuple(n.replace("S_", f"{s}_", 1) for n in names for s in (SIDES if n.startswith("S_") else SIDES[:1]))


def measure_body(points: Floats, world_m: Floats | None = None, near: Side | None = None) -> Body:
    """Typical lengths and levels from (T, 33, 2) points (one draw, the unperturbed one).

    near : the nearer leg where the legs tell the hips' height, as in `compute_series`.

    A high percentile is taken for segment lengths: seen in a plane a segment can only look too short.  Widths seen
    from the side tell nothing, so they come from the model's 3D landmarks in proportion to the trunk, else from
    typical proportions.
    """
    p = {name: points[:, i] for name, i in INDEX.items()}
    mid_hip = (p["left_hip"] + p["right_hip"]) / 2
    mid_shoulder = (p["left_shoulder"] + p["right_shoulder"]) / 2
    mid_ankle = (p["left_ankle"] + p["right_ankle"]) / 2

    def both(a: str, b: str) -> Floats:
        return np.concatenate([angles.length(p[f"{s}_{a}"], p[f"{s}_{b}"]) for s in SIDES])

    thigh, shank = percentile(both("hip", "knee"), 85), percentile(both("knee", "ankle"), 85)
    trunk = percentile(angles.length(mid_hip, mid_shoulder), 85)
    hips, shoulders = HIPS_PER_TRUNK, SHOULDERS_PER_TRUNK
    if world_m is not None and np.isfinite(world_m).any():
        w = {name: world_m[:, i] for name, i in INDEX.items()}
        trunk_m = np.linalg.norm(
            (w["left_shoulder"] + w["right_shoulder"] - w["left_hip"] - w["right_hip"]) / 2, axis=-1
        )
        for part in ("hip", "shoulder"):
            share = percentile(np.linalg.norm(w[f"left_{part}"] - w[f"right_{part}"], axis=-1) / trunk_m, 50)
            hips, shoulders = (share, shoulders) if part == "hip" else (hips, share)
    hips_high = mid_ankle[:, 1] - mid_hip[:, 1] if near is None else leg_height(points, near, thigh, shank)
    return Body(
        leg=thigh + shank,
        shank=shank,
        foot=percentile(both("heel", "foot_index"), 75),
        trunk=trunk,
        hip_width=hips * trunk,
        shoulder_width=shoulders * trunk,
        standing_pelvis=percentile(hips_high, 95),
        heel_down={s: percentile(p[f"{s}_heel"][:, 1], 90) for s in SIDES},
    )


def level_feet(points: Floats, height: Floats) -> dict[Side, float]:
    """How far each foot's line reads toes up while somebody stands, degrees, from (T, 33, 2) points.

    A foot that stands is level with the ground.  The line from heel to toe, as a model sees it, is not: its toes lie 3
    to 13 degrees low from the side, and 16 to 29 at an angle, where they are nearer to the camera, on rendered people
    and on a real one with markers.  Heels on plates are taken for level.

    height : (T,) of the hips over their standing height.
    """
    out: dict[Side, float] = {}
    with np.errstate(invalid="ignore"):
        stands = height > STANDS_FROM
    for s in SIDES:
        line = angles.against_horizontal(points[:, INDEX[f"{s}_heel"]], points[:, INDEX[f"{s}_foot_index"]])[stands]
        level = percentile(line, 50)
        if abs(level) < FOOT_LEVEL_WITHIN_DEG:
            out[s] = level
    return out


def compute_series(
    time_s: Floats,
    points: Floats,
    body: Body,
    forward: float,
    left_to_right: float,
    near: Side | None = None,
    only: Collection[str] | None = None,
    landmarks: Sequence[int] | None = None,
    frontal: bool = False,
) -> Series:
    """Every series of the measures document, vectorised over leading dimensions.

    Parameters
    ----------
    time_s : (T,) seconds, strictly increasing.
    points : (..., T, 33, 2) pixels (x right, y down); NaN = not seen and gives NaN in what needs it.
    body : lengths and levels from `measure_body`, the same for every draw.
    forward : +1 when the athlete faces the picture's right, -1 left (oblique views: the sagittal plane's own x).
    left_to_right : picture x direction from the athlete's left to right: -1 facing the camera, +1 seen from behind.
    near : the nearer leg of somebody who squats and is seen from the side: its directions tell the hips' height
        (`leg_height`).  None: mid-hip over mid-ankle as they are seen.
    only : names of those that are wanted, to save time; None = all.
    landmarks : which ones `points` holds, where it holds those alone that the wanted series are read from.
    frontal : seen from the front or back: a knee is over the toe as far as it is to the medial side of it, not ahead.

    Returns
    -------
    Series with all names of SAGITTAL, FRONTAL, ANY_VIEW and VELOCITIES, or the wanted ones of them; which of them a
    view allows is decided by the caller (`core.kinematics.view.allowed`).
    """
    index = INDEX if landmarks is None else {LANDMARKS[k]: i for i, k in enumerate(landmarks)}
    p = {name: points[..., i, :] for name, i in index.items()}
    middles: dict[str, Floats] = {}

    def mid(part: str) -> Floats:
        if part not in middles:
            middles[part] = (p[f"left_{part}"] + p[f"right_{part}"]) / 2
        return middles[part]

    def hips_height() -> Floats:
        if near is not None:
            return leg_height(points, near, body.leg - body.shank, body.shank, index)
        return mid("ankle")[..., 1] - mid("hip")[..., 1]

    out: dict[str, Floats] = {}
    speeds = rates(only)
    needed = None if only is None else {*only, *speeds.values()}

    def want(*names: str) -> bool:
        return needed is None or any(name in needed for name in names)

    if want("trunk_inclination_deg", "left_hip_flexion_deg", "right_hip_flexion_deg"):
        out["trunk_inclination_deg"] = angles.from_up(mid("hip"), mid("shoulder"), forward)
    if want("trunk_lateral_deg"):
        out["trunk_lateral_deg"] = angles.from_up(mid("hip"), mid("shoulder"), left_to_right)
    for side in SIDES:
        may_go_on()  # of all draws of a long run a side takes 50 ms
        _add_limbs(out, side, p, want, body, forward, left_to_right, frontal)
    may_go_on()
    _add_both_sides(out, p, mid, hips_height, want, body, forward, left_to_right)
    for own, of in speeds.items():
        may_go_on()
        out[own] = angles.rate(time_s, out[of])
    return Series(time_s, out if only is None else {name: out[name] for name in only})


def _add_both_sides(
    out: dict[str, Floats],
    p: Mapping[str, Floats],
    mid: Callable[[str], Floats],
    hips_height: Callable[[], Floats],
    want: Callable[..., bool],
    body: Body,
    forward: float,
    left_to_right: float,
) -> None:
    """Put the wanted series that need left and right among `out`, which holds those of the limbs already.

    p : (..., T, 2) points by name.  mid : the middle of a left and a right one.  hips_height : (..., T), over the
    ankles.  want : whether any of some names is wanted.
    """
    if want("knee_ankle_separation_ratio", "pelvis_shift_ratio"):
        out |= _widths(p, mid("hip"), mid("ankle"), left_to_right, body)
    if want("pelvis_tilt_deg"):
        out["pelvis_tilt_deg"] = angles.against_horizontal(p["left_hip"], p["right_hip"])
    if want("pelvis_height_ratio"):
        out["pelvis_height_ratio"] = hips_height() / body.standing_pelvis
    if want("thigh_separation_deg"):
        out["thigh_separation_deg"] = out["left_thigh_forward_deg"] - out["right_thigh_forward_deg"]
    if want("trunk_twist_deg"):
        shoulders = _line_turn(p, "shoulder", body.shoulder_width, forward)
        out["trunk_twist_deg"] = shoulders - _line_turn(p, "hip", body.hip_width, forward)


def _add_limbs(
    out: dict[str, Floats],
    s: Side,
    p: Mapping[str, Floats],
    want: Callable[..., bool],
    body: Body,
    forward: float,
    left_to_right: float,
    frontal: bool,
) -> None:
    """Put the wanted series of one side's leg and arm among `out`, which holds the trunk's already.

    p : (..., T, 2) points by name.  want : whether any of some names is wanted.
    """
    hip, knee, ankle = p[f"{s}_hip"], p[f"{s}_knee"], p[f"{s}_ankle"]
    medial = left_to_right if s == "left" else -left_to_right
    bent = want(f"{s}_knee_flexion_deg", f"{s}_fppa_deg")
    if bent or want(
        f"{s}_thigh_forward_deg", f"{s}_hip_flexion_deg", f"{s}_thigh_to_horizontal_deg", "thigh_separation_deg"
    ):
        out[f"{s}_thigh_forward_deg"] = angles.from_down(hip, knee, forward)
    if bent or want(f"{s}_shank_inclination_deg"):
        out[f"{s}_shank_inclination_deg"] = angles.from_up(ankle, knee, forward)
    if bent:
        # the knee is bent by as much as the thigh's line is turned against the shank's
        out[f"{s}_knee_flexion_deg"] = angles.turned_by(
            out[f"{s}_thigh_forward_deg"] + out[f"{s}_shank_inclination_deg"]
        )
    if want(f"{s}_hip_flexion_deg"):
        out[f"{s}_hip_flexion_deg"] = out[f"{s}_thigh_forward_deg"] + out["trunk_inclination_deg"]
    if want(f"{s}_thigh_to_horizontal_deg"):
        out[f"{s}_thigh_to_horizontal_deg"] = 90 - np.abs(out[f"{s}_thigh_forward_deg"])
    if want(f"{s}_ankle_dorsiflexion_deg"):
        as_seen = 90 - angles.angle_at(ankle + (p[f"{s}_foot_index"] - p[f"{s}_heel"]), ankle, knee)
        out[f"{s}_ankle_dorsiflexion_deg"] = as_seen - body.foot_level.get(s, 0.0)
    if want(f"{s}_fppa_deg"):
        out[f"{s}_fppa_deg"] = _fppa(hip, knee, ankle, out[f"{s}_knee_flexion_deg"], medial, body)
    if want(f"{s}_knee_over_toe_ratio"):
        over = knee[..., 0] - p[f"{s}_foot_index"][..., 0]
        out[f"{s}_knee_over_toe_ratio"] = (medial if frontal else forward) * over / body.shank
    if want(f"{s}_heel_lift_ratio"):
        out[f"{s}_heel_lift_ratio"] = (body.heel_down[s] - p[f"{s}_heel"][..., 1]) / (body.foot or np.nan)
    if want(f"{s}_arm_forward_deg"):
        out[f"{s}_arm_forward_deg"] = angles.from_down(p[f"{s}_shoulder"], p[f"{s}_elbow"], forward)
    if want(f"{s}_elbow_flexion_deg"):
        out[f"{s}_elbow_flexion_deg"] = 180 - angles.angle_at(p[f"{s}_shoulder"], p[f"{s}_elbow"], p[f"{s}_wrist"])


def rates(names: Collection[str] | None = None) -> dict[str, str]:
    """Of these series, None = of all: those that are rates, and what they are the rates of."""
    all_ = {own: _of(own, name, of) for name, of in VELOCITIES.items() for own in expand((name,))}
    return {own: of for own, of in all_.items() if names is None or own in names}


def _of(own: str, velocity: str, series: str) -> str:
    """The series of which `own` is the rate, one side of `velocity`: `left_...` for `S_...`."""
    return series.replace("S_", f"{own.split('_')[0]}_", 1) if velocity.startswith("S_") else series


def _fppa(hip: Floats, knee: Floats, ankle: Floats, bend: Floats, medial: float, body: Body) -> Floats:
    """The frontal projection angle: the bend as seen, + where the knee is to the medial side of the line hip-ankle."""
    line, off = ankle - hip, knee - hip
    aside = off[..., 0] * line[..., 1] - off[..., 1] * line[..., 0]
    end_on = off[..., 0] ** 2 + off[..., 1] ** 2 < (END_ON_SHARE * (body.leg - body.shank)) ** 2
    return np.where(end_on, np.nan, np.sign(aside) * medial * bend)


def _widths(
    p: Mapping[str, Floats], mid_hip: Floats, mid_ankle: Floats, left_to_right: float, body: Body
) -> dict[str, Floats]:  # fmt: skip
    """What is told in distances between the ankles; feet one behind the other tell nothing."""
    ankles = p["left_ankle"][..., 0] - p["right_ankle"][..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (p["left_knee"][..., 0] - p["right_knee"][..., 0]) / ankles
        shift = left_to_right * (mid_hip[..., 0] - mid_ankle[..., 0]) / np.abs(ankles)
    too_close = np.abs(ankles) < 0.05 * body.leg
    return {
        "knee_ankle_separation_ratio": np.where(too_close, np.nan, ratio),
        "pelvis_shift_ratio": np.where(too_close, np.nan, shift),
    }


def _line_turn(p: Mapping[str, Floats], part: str, width: float, forward: float) -> Floats:
    """How far the line of the hips or shoulders is turned, seen from the side: + left one in front, degrees."""
    ahead = forward * (p[f"left_{part}"][..., 0] - p[f"right_{part}"][..., 0])
    return np.asarray(np.degrees(np.arcsin(np.clip(ahead / width, -1, 1))))
