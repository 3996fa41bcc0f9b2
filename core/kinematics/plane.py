"""The plane angles are measured in: the picture's own from the side and front, the athlete's sagittal one between."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.kinematics.depth import depth_px
from core.kinematics.passing import Passing
from core.kinematics.perspective import across_from_afar
from core.kinematics.standing import mid, standing
from core.kinematics.view import View, has_depth
from core.pose.boxes import body_length
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.signal.few import percentile

Floats = NDArray[np.float64]

# The model's hip lies in front of the joint centre: by 1 to 4 % of the body's length (trunk + thigh + shank) on
# rendered people whose joints are known, at right angles to the thigh however much the hip is bent, and in the same
# direction on a real person with markers.  Moved back by this much, knee and hip flexion lose most of their bias.
HIP_SHIFT = 0.02  # body lengths
# In the model's depth they lie further in front than in the picture.  At 45 degrees that made thighs lean back by 4 to
# 9 degrees while somebody stands, on rendered people and on the real one with markers alike.
HIP_SHIFT_IN_DEPTH = 0.05
# Whoever stands has the hips over the ankles.  In the model's depth they lie 3 to 5 degrees ahead, on a rendered
# person at 45 degrees and on two filmed ones alike, and every pose leans with them.
_MOST_LEANING = np.tan(np.radians(10.0))  # more than that is no habit of the model
# Where a runner's knees pass each other the farther one is hidden, and the model puts it behind its place whichever way
# it goes: by 10 to 18 % of the thigh on four rendered runners where the knees are within 15 % of each other, by 6 to 11
# where they are 30 to 45 % apart and by 0 to 2 beyond 80.  The nearer one shows nothing of it.
FAR_KNEE_BACK = 0.035  # body lengths where the two lie on each other
KNEES_WIDE = 0.14  # body lengths between them at which it is 0.6 of that: one sd of a normal curve
_BELOW_HIPS = [INDEX[f"{side}_{part}"] for side in SIDES for part in ("knee", "ankle", "heel", "foot_index")]
_FARTHEST_RAD = np.radians(88.0)  # of the direction square to a path: there it has no end


def _turn_rad(view: View) -> float:
    """The turn used for geometry: exactly square-on where the view counts as side or front."""
    if view.label == "oblique" and view.turn_deg is not None:
        return float(np.radians(view.turn_deg))
    return {"right": -np.pi / 2, "left": np.pi / 2, "toward": np.pi, "away": 0.0}[view.facing]


def ahead_of(view: View) -> Floats:
    """(3,) one unit forward as the athlete faces: the picture's x and y, and away from the camera."""
    turn = _turn_rad(view)
    return np.array([-np.sin(turn), 0.0, np.cos(turn)])


def correct_hips(track: PoseTrack, view: View, lengths: tuple[float, float] | None = None) -> PoseTrack:
    """Both hips moved back to the joint's centre, at right angles to the thigh, in pixels and in 3D.

    Seen from the front the shift lies along the line of sight and changes no pixel.  Other models' hips, of which it is
    not known where they lie, are left where they are.

    lengths : `body_lengths` where they are known, as of a track in which a few landmarks differ.
    """
    if not track.hips_in_front:
        return track
    turn = _turn_rad(view)
    right = np.array([np.cos(turn), 0.0, np.sin(turn)])  # from the left to the right hip
    shares = np.array([HIP_SHIFT, HIP_SHIFT, HIP_SHIFT_IN_DEPTH])
    world, xy = track.world_m.copy(), track.xy_px.copy()
    flat = np.concatenate([xy, np.zeros_like(xy[..., :1])], axis=-1)
    # the picture's thigh is sharper than the model's 3D one where it is seen square-on, or the only one
    thighs_from = flat if view.label == "side" or not has_depth(track) else track.world_m
    both = tuple(zip((xy, world), lengths or body_lengths(track), strict=True))
    for side in SIDES:
        hip, knee = INDEX[f"{side}_hip"], INDEX[f"{side}_knee"]
        thigh = thighs_from[:, hip] - thighs_from[:, knee]
        # a thigh that points at the camera has no length in the picture, and its hip stays
        reach = np.linalg.norm(thigh, axis=1, keepdims=True)
        ahead = np.cross(thigh / np.maximum(reach, np.finfo(np.float64).tiny), right)
        for points, typical in both:
            points[:, hip] -= typical * (shares * ahead)[:, : points.shape[2]]
    return replace(track, xy_px=xy, world_m=world).with_step(
        "hip centres", moved_back_share_of_body=HIP_SHIFT, moved_back_in_depth=HIP_SHIFT_IN_DEPTH
    )


def correct_far_knee(track: PoseTrack, view: View, lengths: tuple[float, float] | None = None) -> PoseTrack:
    """A runner's farther knee moved forward where the nearer one hides it; parameters of `correct_hips`."""
    if not track.hips_in_front:
        return track
    lengths = lengths or body_lengths(track)
    ahead = ahead_of(view)
    near, far = (INDEX[f"{side}_knee"] for side in (SIDES if view.near_side == SIDES[0] else SIDES[::-1]))
    apart = (track.xy_px[:, near, 0] - track.xy_px[:, far, 0]) / lengths[0]
    # a knee that is not seen hides nothing
    hidden = np.nan_to_num(np.exp(-0.5 * (apart / KNEES_WIDE) ** 2))[:, None]
    xy, world = track.xy_px.copy(), track.world_m.copy()
    for points, typical in zip((xy, world), lengths, strict=True):
        points[:, far] += typical * FAR_KNEE_BACK * hidden * ahead[: points.shape[2]]
    return replace(track, xy_px=xy, world_m=world).with_step("far knee", moved_forward_share_of_body=FAR_KNEE_BACK)


def body_lengths(track: PoseTrack) -> tuple[float, float]:
    """How long the athlete's body looks in the picture, pixels, and in the model's 3D, metres; NaN = not seen."""
    return _typical(track.xy_px), _typical(track.world_m)


def _typical(points: Floats) -> float:
    """The body's length in (T, 33, K) points where it looks long; NaN where nobody was seen."""
    return percentile(body_length(points), 75)


def sagittal(track: PoseTrack, view: View, stands: bool = False) -> PoseTrack:
    """The track as a camera square-on beside the athlete would have seen it; unchanged unless the view is oblique.

    stands : whether the athlete stands upright in between, as somebody who squats does: legs that lean there in the
        model's depth alone are put upright, and all others by as much.

    The picture's sharp x and y are joined with the depth of `core.kinematics.depth` and turned about the vertical by
    the view's yaw.  On a rendered squat at 45 degrees this halves the knee's error
    against the model's own 3D landmarks, and on a real person with markers at 45 degrees it is better too.
    """
    if view.label != "oblique" or view.turn_deg is None or not has_depth(track):
        return track
    depth = depth_px(track)
    turn = np.radians(view.turn_deg)
    x = track.xy_px[..., 0]
    middle = (x[:, INDEX["left_hip"]] + x[:, INDEX["right_hip"]])[:, None] / 2
    forward = -np.sin(turn) * (x - middle) + np.cos(turn) * depth
    told = {"yaw_deg": round(float(view.yaw_deg or 0.0), 1)}
    if stands:
        leaning = _standing_lean(track, forward)
        told["legs_put_upright_deg"] = round(float(np.degrees(np.arctan(leaning))), 1)
        below = track.xy_px[..., 1] - mid(track.xy_px[..., 1], "hip")[:, None]
        forward[:, _BELOW_HIPS] += leaning * below[:, _BELOW_HIPS]
    xy = np.stack([middle + view.forward * forward, track.xy_px[..., 1]], axis=-1)
    return replace(track, xy_px=xy).with_step("sagittal plane", **told)


def _standing_lean(track: PoseTrack, forward: Floats) -> float:
    """How far the hips lie ahead of the ankles while somebody stands, over their height above them; 0 = not known.

    forward : (T, 33) pixels ahead of the mid-hip.
    """
    y = track.xy_px[..., 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        lean = (mid(forward, "hip") - mid(forward, "ankle")) / (mid(y, "ankle") - mid(y, "hip"))
    stands = standing(track, np.isfinite(lean))
    if not stands.any():
        return 0.0
    return float(np.clip(np.median(lean[stands]), -_MOST_LEANING, _MOST_LEANING))


def frontal(track: PoseTrack, view: View) -> PoseTrack:
    """The track as a camera far away straight in front of the athlete, or behind, would have seen it.

    Unchanged in other views.  A camera that stands a little aside turns one knee in and the other out: a deep squat's
    by two and more degrees for each of its own.  Of three people filmed at 2 to 8 degrees off, both sides' mean
    difference falls from 16 to 3.  One that stands near shows the knees, which come towards it, further aside
    (`core.kinematics.perspective`).
    """
    if view.label not in ("front", "back") or view.turn_deg is None or not has_depth(track):
        return track
    aside = view.turn_deg if view.label == "back" else view.turn_deg - np.copysign(180.0, view.turn_deg)
    middle = mid(track.xy_px[..., 0], "hip")[:, None]
    depth = depth_px(track)
    across = np.cos(np.radians(aside)) * across_from_afar(track, depth) + np.sin(np.radians(aside)) * depth
    xy = np.stack([middle + across, track.xy_px[..., 1]], axis=-1)
    return replace(track, xy_px=xy).with_step("frontal plane", yaw_deg=round(abs(float(aside)), 1))


def square_on(track: PoseTrack, path: Passing, only: Sequence[int] | None = None) -> PoseTrack:
    """The track as a camera square-on, and running beside the athlete's path, would have seen it.

    Every point is projected on the upright plane of the path: a sagittal plane seen at an angle comes out exactly,
    what lies beside it nearly (of legs see `core.kinematics.beside_path`).  The scale is the same in all frames, the
    picture's own in the nearest of them, and the ground stands still however the camera turned; frames whose yaw is
    not known are left as they are.

    only : the landmarks that are wanted, to save time; the others are left as they are.
    """
    known = np.isfinite(path.yaw_deg)
    away, scale = _plane_scale(path)
    chosen = slice(None) if only is None else list(only)
    points = track.xy_px[:, chosen]
    xy = track.xy_px.copy()
    xy[:, chosen] = np.where(known[:, None, None], on_path_plane(points, path, slice(None)), points)
    larger = np.where(known, scale * away / path.focal_px, 1.0)
    return replace(track, xy_px=xy, noise_px=track.noise_px * larger[:, None]).with_step(
        "plane of the path",
        yaw_from_deg=round(float(np.min(path.yaw_deg[known])), 1),
        yaw_to_deg=round(float(np.max(path.yaw_deg[known])), 1),
        yaw_sd_deg=round(float(np.median(path.sd_deg[known])), 1),
        focal_px=round(float(np.median(path.focal_px[known])), 1),
    )


def on_path_plane(points: Floats, path: Passing, frames: slice) -> Floats:
    """(T, K, 2) pixels of these frames on the upright plane of the path; NaN where the yaw is not known."""
    focal = path.focal_px[frames][:, None]
    square = np.radians(path.yaw_deg - path.bearing_deg)[frames][:, None]  # from square-on to the picture's middle
    # the path is one unit away: along it a point is tan(direction) from the nearest place
    tangent, depth = _turned_by((points[..., 0] - path.middle_px) / focal, square)
    _, scale = _plane_scale(path)
    x = path.middle_px + scale * tangent
    y = path.middle_px + scale * depth * (points[..., 1] - path.horizon_px[frames][:, None]) / focal
    return np.stack([x, y], axis=-1)


def off_path_plane(points: Floats, path: Passing) -> Floats:
    """(T, K, 2) pixels of the picture from such on the plane of the path; NaN where the yaw is not known."""
    focal, square = path.focal_px[:, None], np.radians(path.yaw_deg - path.bearing_deg)[:, None]
    _, scale = _plane_scale(path)
    tangent, depth = _turned_by((points[..., 0] - path.middle_px) / scale, -square)
    y = path.horizon_px[:, None] + focal * depth * (points[..., 1] - path.middle_px) / scale
    return np.stack([path.middle_px + focal * tangent, y], axis=-1)


def _plane_scale(path: Passing) -> tuple[Floats, float]:
    """(T,) the hips' depth in distances of the path, and how many pixels of the plane such a distance is."""
    away = np.cos(np.radians(path.bearing_deg)) / np.cos(np.radians(path.yaw_deg))
    return np.asarray(away), float(np.nanmax(path.focal_px / away))


def turned(points: Floats, path: Passing, frames: slice, off_rad: Floats) -> Floats:
    """(D, T, 33, 2) points on the plane of the path as they would lie on it if the yaw were off by so much (D,)."""
    out = points.copy(order="K")
    _, scale = _plane_scale(path)
    known = np.isfinite(path.yaw_deg[frames])
    for k in range(points.shape[2]):
        x, y = points[:, :, k, 0], points[:, :, k, 1]
        tangent, depth = _turned_by((x - path.middle_px) / scale, off_rad[:, None])
        moved_x, moved_y = path.middle_px + scale * tangent, path.middle_px + depth * (y - path.middle_px)
        out[:, :, k, 0] = moved_x if known.all() else np.where(known, moved_x, x)
        out[:, :, k, 1] = moved_y if known.all() else np.where(known, moved_y, y)
    return out


def _turned_by(was: Floats, turn_rad: Floats) -> tuple[Floats, Floats]:
    """The tangent of a direction after a turn, and the cosine before over the one after, from the tangent before.

    By theorems of addition, because tangents and their inverses are slow; no direction gets beyond `_FARTHEST_RAD`.
    """
    cos, sin = np.cos(turn_rad), np.sin(turn_rad)
    share = cos - was * sin  # the cosine after over the one before
    far = share < np.cos(_FARTHEST_RAD) * np.sqrt(1 + was**2)
    if far.any():  # each by itself: a point's place must not hang on which others are turned with it
        direction = np.arctan(was)
        now = np.clip(direction + turn_rad, -_FARTHEST_RAD, _FARTHEST_RAD)
        share = np.where(far, 1.0, share)
        tangent, depth = np.tan(now), np.cos(direction) / np.cos(now)
        return np.where(far, tangent, (was * cos + sin) / share), np.where(far, depth, 1 / share)
    return (was * cos + sin) / share, 1 / share
