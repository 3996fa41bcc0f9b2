"""Where a pose model sees a runner's shoulders and elbows, and where the joints' centres are.

The model's shoulder lies on top of the shoulder, 8 to 10 % of the trunk above the joint's centre on the near side of
four rendered runners, and by as much on a real person with markers who stands (8.4 %).  Its elbow lies inside of the
bend, on these runners by 5 to 6 % of the trunk at a right angle.  Both let an arm that is drawn back look 10 degrees
less far back, one that is in front 5 to 10 less far in front, and an elbow 10 less bent.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

ARM_SEATS = "arm seats"  # the step's name in the provenance
# Shares of the trunk as it is seen in that moment.  The elbow's is that of a right angle: a straight arm has no inside.
SHOULDER_HIGH = 0.08
ELBOW_INSIDE = 0.05


def seat_arms(track: PoseTrack) -> PoseTrack:
    """A runner's track with shoulders moved down the trunk and elbows out of their bend, in pixels and in 3D.

    Other models' arms, of which it is not known where they lie, are left where they are.
    """
    if not track.hips_in_front:
        return track
    xy, world = track.xy_px.copy(), track.world_m.copy()
    for points in (xy, world):
        _seat(points)
    return replace(track, xy_px=xy, world_m=world).with_step(
        ARM_SEATS, shoulders_moved_down_share_of_trunk=SHOULDER_HIGH, elbows_moved_out_share_of_trunk=ELBOW_INSIDE
    )


def shoulders_as_seen(points: Floats) -> Floats:
    """(T, 33, K) points with seated shoulders back on top of the shoulder: what is known of bodies as the model sees
    them holds there.
    """
    out = points.copy()
    trunk = _trunk(points) * (SHOULDER_HIGH / (1 - SHOULDER_HIGH))
    for side in SIDES:
        out[:, INDEX[f"{side}_shoulder"]] += trunk
    return out


def _trunk(points: Floats) -> Floats:
    """(T, K) from mid-hip to mid-shoulder; 0 where it was not seen."""
    trunk = sum(points[:, INDEX[f"{side}_shoulder"]] - points[:, INDEX[f"{side}_hip"]] for side in SIDES) / 2
    return np.where(np.isfinite(trunk), trunk, 0.0)


def _seat(points: Floats) -> None:
    """Both arms' joints of (T, 33, K) points, in place; joints beside one that was not seen stay."""
    trunk = _trunk(points)
    long = np.linalg.norm(trunk, axis=1, keepdims=True)
    for side in SIDES:
        shoulder, elbow, wrist = (points[:, INDEX[f"{side}_{part}"]] for part in ("shoulder", "elbow", "wrist"))
        # two unit lengths along the bones add up to twice the sine of half the bend
        inside = (_unit(shoulder - elbow) + _unit(wrist - elbow)) / np.sqrt(2.0)
        elbow -= ELBOW_INSIDE * long * np.where(np.isfinite(inside), inside, 0.0)
        shoulder -= SHOULDER_HIGH * trunk


def _unit(bones: Floats) -> Floats:
    """(T, K) each of length one; a bone that points at the camera has none."""
    return np.asarray(bones / np.maximum(np.linalg.norm(bones, axis=1, keepdims=True), np.finfo(np.float64).tiny))
