"""Joints put nearer to where bones can have them: a thigh keeps its length, a foot is one body and stands where it is.

A pose model finds every landmark by itself, and its errors change with the posture.  On rendered people whose joints
are known the hip slides along the thigh towards the knee as the hip bends, by up to a fifth of the thigh, which makes
the trunk look too upright; and the ankle leans along with the shank, by up to four hundredths of it.  Neither shows in
the landmark itself, but both break what is known of any body.

A runner's pelvis tips by a few degrees, which lifts one hip over the other by less than a hundredth of the body.  The
model lets the hip of the thigh that swings forward sink instead, by a hundredth and more for 50 degrees between the
thighs, on rendered runners, whose hips do not, and on filmed ones alike.  So a runner's hips are held level.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.kinematics.far_trunk import FAR_SHARE, FarTrunk, find_far_trunk, to_the_near_side
from core.kinematics.planted import FAR_ANKLE_SHARE, Planted, find_planted, to_its_place
from core.kinematics.view import View
from core.pose.skeleton import INDEX, SIDES, Side, opposite
from core.pose.track import PoseTrack
from core.signal.few import percentile

Floats = NDArray[np.float64]

# Of what a thigh seems too short, so much is taken for the hip's error; the rest is the knee's, or a thigh that points
# a little to the side.  Half takes a fifth off the trunk's error on rendered people, the whole of it overshoots.
HIP_SHARE = 0.5
THIGHS = [INDEX[f"{side}_{part}"] for side in SIDES for part in ("hip", "knee")]  # all that is looked at in a plane
_FULL_PERCENTILE = 85.0  # in a plane a thigh can only look too short, and the longest looks are errors
_MOST_SHORT = 0.2  # of the thigh: shorter than that it points at the camera or is not where it seems
FOOT_SHARE = 0.5  # of the ankle's way to where heel and toe have it: both can be wrong
_FOOT_WINDOW_S = 3.0  # on either side: a rep and standing before or after it
_FLAT_FROM, _FLAT_TO = 0.4, 0.7  # of the foot's length along the picture: a foot seen more end-on tells no direction


@dataclass(frozen=True)
class Bones:
    """What does not change while somebody moves.

    thigh : its length in the sagittal plane, pixels of that plane; NaN = not known.
    ankles : side -> (T, 2) pixels from the middle of heel and toe to the ankle, along the foot and square to it
        (clockwise), and NaN where the foot tells nothing; empty = feet are not looked at.
    planted : where the feet stand, the nearer one first; empty = feet are not looked at.
    links : side -> lengths of a runner's thigh and shank (`core.kinematics.leg_links`), pixels of the sagittal plane.
    hips : half of how much lower the left hip usually is than the right one, pixels and metres; None = they may tip.
    """

    thigh: float
    ankles: Mapping[Side, Floats]
    planted: tuple[Planted, ...] = ()
    hips: tuple[float, float] | None = None
    far_trunk: FarTrunk | None = None
    links: Mapping[Side, tuple[float, float]] = field(default_factory=dict)


def measure_bones(plane: Floats, track: PoseTrack, view: View, feet: bool) -> Bones:
    """From (T, 33, 2) points of the sagittal plane, NaN where a frame is not to be looked at, and the picture's track.

    feet : whether the feet stand, as in a squat; in a run a foot bends at its ball and nothing is tied.
    """
    lengths = np.concatenate([np.hypot(*_thigh(plane, side).T) for side in SIDES])
    thigh = percentile(lengths, _FULL_PERCENTILE)
    if not feet:
        return Bones(thigh, {}, hips=(_usual(_half_apart(track.xy_px)), _usual(_half_apart(track.world_m))))
    bones = Bones(thigh, {side: _ankle_in_foot(track, side) for side in SIDES})
    tied = track.xy_px.copy()
    for side in SIDES:
        tied[:, INDEX[f"{side}_ankle"]] += _to_foot(track, side, bones.ankles[side])
    ahead = view.forward if view.turn_deg is None else view.forward * abs(np.sin(np.radians(view.turn_deg)))
    feet_of, near = replace(track, xy_px=tied), view.near_side
    bones = replace(bones, planted=tuple(find_planted(feet_of, side, float(ahead)) for side in (near, opposite(near))))
    if view.label != "side":
        return bones
    for side, slide in _slides(plane, thigh).items():
        hip, knee = INDEX[f"{side}_hip"], INDEX[f"{side}_knee"]
        tied[:, hip] += slide * (tied[:, hip] - tied[:, knee])
    return replace(bones, far_trunk=find_far_trunk(replace(track, xy_px=tied), near, bones.planted[0].stands))


def hold_bones(track: PoseTrack, plane: Floats, bones: Bones) -> PoseTrack:
    """The track with hips and ankles nearer to what the bones allow, in the picture and in 3D.

    plane : (T, 33, 2) the same moments in the sagittal plane, where a thigh has its length: by how much of itself it
        is too short holds in the picture as well.  Directions of the thighs stay as they are.
    """
    xy, world = track.xy_px.copy(), track.world_m.copy()
    for side, slide in _slides(plane, bones.thigh).items():
        hip, knee = INDEX[f"{side}_hip"], INDEX[f"{side}_knee"]
        for points in (xy, world):
            points[:, hip] += slide * (points[:, hip] - points[:, knee])
        if side in bones.ankles:
            ankle = INDEX[f"{side}_ankle"]
            xy[:, ankle] += _to_foot(track, side, bones.ankles[side])
    if bones.hips is not None:
        for points, usual in zip((xy, world), bones.hips, strict=True):
            off = np.nan_to_num(_half_apart(points) - usual)
            points[:, INDEX["left_hip"], 1] -= off
            points[:, INDEX["right_hip"], 1] += off
    for share, planted in zip((1.0, FAR_ANKLE_SHARE), bones.planted, strict=False):
        xy[:, INDEX[f"{planted.side}_ankle"]] += share * to_its_place(replace(track, xy_px=xy), planted)
    held = replace(track, xy_px=xy, world_m=world)
    if bones.far_trunk is not None:
        for landmark, way in to_the_near_side(held, bones.far_trunk).items():
            xy[:, landmark] += way
        held = replace(held, xy_px=xy)
    told: dict[str, object] = {}
    if bones.hips is not None:
        told["hips_held_level"] = True
    if bones.planted:
        told["ankle_kept_where_it_stands"] = bones.planted[0].side
        told["far_ankle_share_of_way_to_where_it_stands"] = FAR_ANKLE_SHARE
    if bones.far_trunk is not None:
        told["far_trunk_share_of_way_to_near"] = FAR_SHARE
    return held.with_step(
        "bones", hip_share_of_thigh=HIP_SHARE, ankle_share_of_foot=FOOT_SHARE if bones.ankles else 0.0, **told
    )


def _slides(plane: Floats, thigh: float) -> dict[Side, Floats]:
    """Side -> (T, 1) shares of its way from the knee by which each hip goes on along the thigh."""
    out: dict[Side, Floats] = {}
    for side in SIDES:
        with np.errstate(divide="ignore", invalid="ignore"):
            short = 1 - np.hypot(*_thigh(plane, side).T) / thigh
            slide = HIP_SHARE * np.clip(short, -_MOST_SHORT, _MOST_SHORT) / (1 - short)
        out[side] = np.where(np.isfinite(slide), slide, 0.0)[:, None]
    return out


def _half_apart(points: Floats) -> Floats:
    """(T,) half of how much lower the left hip is than the right one, in (T, 33, K) points."""
    left, right = (INDEX[f"{side}_hip"] for side in SIDES)
    return np.asarray((points[:, left, 1] - points[:, right, 1]) / 2)


def _usual(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else 0.0


def _thigh(points: Floats, side: Side) -> Floats:
    return points[:, INDEX[f"{side}_hip"]] - points[:, INDEX[f"{side}_knee"]]


def _foot(track: PoseTrack, side: Side) -> tuple[Floats, Floats, Floats, Floats]:
    """(T, 2) ankle from the foot's middle, the foot's direction and the one square to it, (T,) how far it is told."""
    heel, toe, ankle = (track.point(f"{side}_{part}") for part in ("heel", "foot_index", "ankle"))
    along = toe - heel
    length = np.hypot(*along.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        along = along / length[:, None]
        told = np.clip(
            (np.abs(along[:, 0]) * length / percentile(length, 75) - _FLAT_FROM) / (_FLAT_TO - _FLAT_FROM), 0, 1
        )
    # square to the foot and downwards, whichever way it points
    square = np.stack([-along[:, 1], along[:, 0]], axis=1) * np.sign(along[:, :1])
    return ankle - (heel + toe) / 2, along, square, np.nan_to_num(told)


def _ankle_in_foot(track: PoseTrack, side: Side) -> Floats:
    """(T, 2) the ankle's usual place in its foot, along it and square to it, over some seconds around each moment."""
    off, along, square, told = _foot(track, side)
    own = np.stack([(off * along).sum(axis=1), (off * square).sum(axis=1)], axis=1)
    weight = np.where(np.isfinite(own).all(axis=1), told, 0.0)
    total = np.cumsum(np.vstack([np.zeros((1, 3)), np.column_stack([np.nan_to_num(own) * weight[:, None], weight])]), 0)
    first = np.searchsorted(track.time_s, track.time_s - _FOOT_WINDOW_S)
    last = np.searchsorted(track.time_s, track.time_s + _FOOT_WINDOW_S, "right")
    inside = total[last] - total[first]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(inside[:, 2:] > 1e-6, inside[:, :2] / inside[:, 2:], np.nan))


def _to_foot(track: PoseTrack, side: Side, usual: Floats) -> Floats:
    """(T, 2) pixels by which the ankle goes towards its usual place in the foot."""
    off, along, square, told = _foot(track, side)
    away = usual[:, :1] * along + usual[:, 1:] * square - off
    return np.where(np.isfinite(away), FOOT_SHARE * told[:, None] * away, 0.0)
