"""The plane angles are measured in: the picture's own from the side and front, the athlete's sagittal one between."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.kinematics.view import View, has_depth
from core.pose.boxes import body_length
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

# The model's hip lies in front of the joint centre: by 1 to 4 % of the body's length (trunk + thigh + shank) on
# rendered people whose joints are known, less the more the hip is bent, and in the same direction on a real person
# with markers.  Moved back by this much, knee and hip flexion lose most of their bias on both.
HIP_SHIFT = 0.025  # body lengths, hip straight
_NO_SHIFT_AT_DEG = 140.0  # hip flexion at which nothing would be left of it; linear in between


def _turn_rad(view: View) -> float:
    """The turn used for geometry: exactly square-on where the view counts as side or front."""
    if view.label == "oblique" and view.turn_deg is not None:
        return float(np.radians(view.turn_deg))
    return {"right": -np.pi / 2, "left": np.pi / 2, "toward": np.pi, "away": 0.0}[view.facing]


def correct_hips(track: PoseTrack, view: View) -> PoseTrack:
    """Both hips moved back to the joint's centre, at right angles to the trunk, in pixels and in 3D.

    Seen from the front the shift lies along the line of sight and changes no pixel.  Other models' hips, of which it is
    not known where they lie, are left where they are.
    """
    if not track.hips_in_front:
        return track
    turn = _turn_rad(view)
    right = np.array([np.cos(turn), 0.0, np.sin(turn)])  # from the left to the right hip
    world, xy = track.world_m.copy(), track.xy_px.copy()
    if not has_depth(track):  # the picture's plane is all there is
        world = np.concatenate([xy, np.zeros_like(xy[..., :1])], axis=-1)
    shoulders = (world[:, INDEX["left_shoulder"]] + world[:, INDEX["right_shoulder"]]) / 2
    hips = (world[:, INDEX["left_hip"]] + world[:, INDEX["right_hip"]]) / 2
    up = shoulders - hips
    if view.label == "side":  # the picture's trunk is sharper than the model's 3D one
        flat = (xy[:, [INDEX["left_shoulder"], INDEX["right_shoulder"]]]).mean(axis=1)
        flat = flat - (xy[:, [INDEX["left_hip"], INDEX["right_hip"]]]).mean(axis=1)
        up = np.concatenate([flat, np.zeros((len(flat), 1))], axis=1)
    with np.errstate(invalid="ignore"):
        ahead = np.cross(up / np.linalg.norm(up, axis=1, keepdims=True), right)
    bent = {side: _hip_bend_deg(world, side) for side in SIDES}
    if not has_depth(track):
        world = track.world_m.copy()
    for points in (xy, world):
        axes = points.shape[2]
        length = body_length(points)
        typical = np.percentile(length[np.isfinite(length)], 75) if np.isfinite(length).any() else np.nan
        for side in SIDES:
            share = HIP_SHIFT * (1 - bent[side].clip(0, _NO_SHIFT_AT_DEG) / _NO_SHIFT_AT_DEG)
            points[:, INDEX[f"{side}_hip"]] -= (share * typical)[:, None] * ahead[:, :axes]
    return replace(track, xy_px=xy, world_m=world).with_step("hip centres", moved_back_share_of_body=HIP_SHIFT)


def _hip_bend_deg(world: Floats, side: Side) -> Floats:
    """(T,) angle between the trunk's middle line and the thigh in 3D, 0 straight."""
    left, right = (world[:, INDEX[f"{s}_shoulder"]] - world[:, INDEX[f"{s}_hip"]] for s in SIDES)
    trunk = (left + right) / 2
    thigh = world[:, INDEX[f"{side}_knee"]] - world[:, INDEX[f"{side}_hip"]]
    cross = np.linalg.norm(np.cross(trunk, thigh), axis=1)
    return np.asarray(180 - np.degrees(np.arctan2(cross, (trunk * thigh).sum(axis=1))))


def sagittal(track: PoseTrack, view: View) -> PoseTrack:
    """The track as a camera square-on beside the athlete would have seen it; unchanged unless the view is oblique.

    The picture's sharp x and y are joined with the model's depth, brought to pixels by the segments' lengths, and
    turned about the vertical by the view's yaw.  On a rendered squat at 45 degrees this halves the knee's error
    against the model's own 3D landmarks, and on a real person with markers at 45 degrees it is better too.
    """
    if view.label != "oblique" or view.turn_deg is None or not has_depth(track):
        return track
    depth = track.world_m[..., 2] * _pixels_per_metre(track)
    turn = np.radians(view.turn_deg)
    x = track.xy_px[..., 0]
    middle = (x[:, INDEX["left_hip"]] + x[:, INDEX["right_hip"]])[:, None] / 2
    forward = -np.sin(turn) * (x - middle) + np.cos(turn) * depth
    xy = np.stack([middle + view.forward * forward, track.xy_px[..., 1]], axis=-1)
    return replace(track, xy_px=xy).with_step("sagittal plane", yaw_deg=round(float(view.yaw_deg or 0.0), 1))


def _pixels_per_metre(track: PoseTrack) -> float:
    """How many pixels the model's metre is, from segments as long in the picture as in its 3D front plane."""
    pairs = [("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle")]
    ratios = []
    for side in SIDES:
        for a, b in pairs:
            i, j = INDEX[f"{side}_{a}"], INDEX[f"{side}_{b}"]
            seen = np.hypot(*(track.xy_px[:, i] - track.xy_px[:, j]).T)
            model = np.hypot(*(track.world_m[:, i, :2] - track.world_m[:, j, :2]).T)
            with np.errstate(invalid="ignore", divide="ignore"):
                ratios.append(seen / model)
    every = np.concatenate(ratios)
    every = every[np.isfinite(every)]
    return float(np.median(every)) if every.size else float("nan")
