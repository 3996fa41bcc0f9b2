"""Somebody at a point of the picture whom nobody has found: who stands close beside or half behind another one.

The detector tells one body where two are close, so it is asked about squares around the point, some of which leave
the other one out.  Where it still sees nobody there the landmark network is: it looks for a body wherever its box
lies, and tells by its own score whether there is one.
"""

from collections.abc import Sequence

import numpy as np

from core.pose import boxes, finding, people
from core.pose.backend import Box, Detection, Floats, Picture
from core.pose.skeleton import INDEX, SIDES
from core.pose.workers import Workers

ON_BODY = 0.12  # body lengths from the bones: a trunk is 0.3 wide
PICKED_WITHIN_S = 0.5  # of the moment picked, somebody must have been looked at
# Sides of the squares in shares of the picture's shorter one, and where the point lies in them, in shares of the side
_SQUARES = (1.4, 1.0, 0.7, 0.5, 0.35, 0.25)
_ASIDE = (0.0, -0.3, 0.3)
_BODIES = (0.7, 0.5, 0.35, 0.25, 0.18)  # body lengths that are guessed, in the same shares
_ABOVE_HIP = (0.0, 0.2, -0.25)  # body lengths from the hips up to a point on the hips, the chest, the knees
_SURE = 0.9  # the network's score of a body where the detector sees nobody

_BONES = [
    (INDEX[f"{side}_{a}"], INDEX[f"{side}_{b}"])
    for side in SIDES
    for a, b in (("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"), ("ankle", "foot_index"))
]
_NOSE, _SHOULDERS = INDEX["nose"], [INDEX[f"{side}_shoulder"] for side in SIDES]


def look_of(pick: tuple[float, float, float] | None, time_s: Floats) -> tuple[tuple[float, float] | None, int]:
    """The point that was picked (x, y, seconds) and which of the looks at these times (N,) is at its moment.

    The point is None where nothing was picked, or at a moment that nobody looks at.
    """
    if pick is None:
        return None, -1
    look = int(np.argmin(np.abs(time_s - pick[2])))
    return (pick[:2] if abs(float(time_s[look]) - pick[2]) <= PICKED_WITHIN_S else None), look


def away(pose: Floats, point: tuple[float, float]) -> float:
    """Body lengths from a point to the nearest bone of trunk, head or leg of a pose (33, 2)."""
    neck = pose[_SHOULDERS].mean(axis=0)
    hips = boxes.centre(pose)
    begin = np.stack([*(pose[a] for a, _ in _BONES), pose[_NOSE], neck])
    end = np.stack([*(pose[b] for _, b in _BONES), neck, hips])
    way = end - begin
    length = np.maximum((way**2).sum(axis=1), 1e-9)
    share = (((point - begin) * way).sum(axis=1) / length).clip(0, 1)[:, None]
    return float(np.hypot(*(begin + share * way - point).T).min() / boxes.body_length(pose))


def somebody(
    workers: Workers, picture: Picture, point: tuple[float, float], known: Sequence[Floats]
) -> Detection | None:
    """Who is seen at a point of the picture and is none of `known`, poses (33, 2) of the same picture."""
    height, width = picture.shape[:2]
    short = min(height, width)
    squares = [Box(point[0] + aside * share * short, point[1], share * short) for share in _SQUARES for aside in _ASIDE]
    sighted = [one for found in workers.find(picture, squares) for one in found]
    found = _there(finding.looked_at(workers, picture, sighted), point, known)
    if found:
        return max(found, key=lambda one: one.score)
    bodies = [float(boxes.body_length(pose)) for pose in known] + [share * short for share in _BODIES]
    guesses = [
        Box(point[0], point[1] + above * body, boxes.BOX_PER_BODY * body) for body in bodies for above in _ABOVE_HIP
    ]
    first = _there(_seen(workers, picture, guesses), point, known)
    # a body is seen again in the box that its own landmarks tell
    again = _there(_seen(workers, picture, [boxes.around(one.xy_px) for one in first]), point, known)
    return max((one for one in again if one.score >= _SURE), key=lambda one: one.score, default=None)


def _seen(workers: Workers, picture: Picture, where: Sequence[Box]) -> list[Detection]:
    looks = workers.landmarks([(picture, box) for box in where])
    return [one for one in looks if one is not None and finding.is_measurable(one, picture.shape[0])]


def _there(found: Sequence[Detection], point: tuple[float, float], known: Sequence[Floats]) -> list[Detection]:
    """Those on whose body the point lies, and who are nobody known."""
    return [
        one
        for one in found
        if away(one.xy_px, point) <= ON_BODY and not any(people.same_person(one.xy_px, pose) for pose in known)
    ]
