"""Who was lost sight of: where they must be by now behind a post, a machine, other people, and looked for there."""

from collections.abc import Sequence

import numpy as np

from core.pose import boxes, finding
from core.pose.backend import Box, Floats, Picture
from core.pose.people import Person, same_person
from core.pose.rejoined import CARRIED_ON_S
from core.pose.workers import Workers

# The square in which somebody lost is looked for, times their box: they fill a third of it, and the detector sees who
# fills a quarter.  How far off they may be, of the box, and what share of their size may be seen.
_ABOUT, _BESIDE, _AS_LARGE = 2.0, 0.6, 0.6
_LOOKS, _LEAST = 8, 4  # the last ones, that tell where somebody goes, but for the very last: half a body by an edge
_ALONE = 0.7  # body lengths to the next one who is followed
_RUNS = 1.0  # body lengths a second: who goes slower is found again where they are


def gone_to(person: Person, time_s: float, followed: Sequence[Person]) -> Box | None:
    """The box about a runner at a moment soon after they were lost, if they went on as before.

    None where they would be beside one of those `followed`: half hidden by them, and as easily taken for them.
    """
    lost_s = time_s - person.time_s[-1]
    if person.given_up or person.doubled or len(person.poses) < _LEAST or not 0 < lost_s <= CARRIED_ON_S:
        return None
    xy = np.array(person.poses[-_LOOKS:-1])
    at, body = boxes.centre(xy), float(np.median(boxes.body_length(xy)))
    speed, now = np.polyfit(np.array(person.time_s[-_LOOKS:-1]) - time_s, at[:, 0], 1)
    if abs(speed) < _RUNS * body:
        return None
    box = Box(float(now), float(np.median(at[:, 1])), boxes.BOX_PER_BODY * body, 0.0)
    away = (float(np.hypot(*(boxes.centre(one.poses[-1]) - [box.x, box.y]))) for one in followed)
    return None if any(way < _ALONE * body for way in away) else box


def seen_about(
    workers: Workers, picture: Picture, box: Box, longest_body: float, others: Sequence[Floats]
) -> Floats | None:
    """(33, 2) whom the detector finds in a wider square about a box, as large as they were and none of `others`."""
    (sighted,) = workers.find(picture, [Box(box.x, box.y, _ABOUT * box.size)])
    near = [
        (away, pose.xy_px)
        for pose in finding.looked_at(workers, picture, sighted)
        if (away := float(np.hypot(*(boxes.centre(pose.xy_px) - [box.x, box.y])))) < _BESIDE * box.size
        and _AS_LARGE < float(boxes.body_length(pose.xy_px)) / longest_body < 1 / _AS_LARGE
        and not any(same_person(pose.xy_px, other) for other in others)
    ]
    return min(near, key=lambda one: one[0])[1] if near else None
