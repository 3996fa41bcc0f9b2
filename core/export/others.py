"""Heads of everybody in the picture but the athlete, looked for in each frame that leaves.

Landmarks are kept of the athlete alone.  The pose model looks at the frames that are exported once more, and nobody it
finds keeps a face: bystanders, whoever films in a mirror, the athlete's own image in it.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.errors import UserError
from core.export.head import HOLD_S, circle
from core.machine import cores
from core.pose import backend, boxes, models, people
from core.pose.skeleton import INDEX
from core.pose.workers import Workers

Floats = NDArray[np.float64]
Circle = tuple[float, float, float]

SEVERAL: Final = "several_people"  # the note of the analysis
LOOK_S: Final = 0.2  # between two looks for people who are not known yet
_DEPTHS: Final = (0, 1)  # the whole picture, and squares of it for small people
_ROOM: Final = 1.25  # a pose without a track errs more than one of many frames
_LIMB_PER_BODY: Final = 0.08  # half as wide as a thigh or a shoe is, in body lengths
_BONES: Final = np.array([
    (INDEX[f"{side}_{a}"], INDEX[f"{side}_{b}"])
    for side in ("left", "right")
    for a, b in (("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"), ("ankle", "heel"), ("ankle", "foot_index"))
])  # fmt: skip
_GROWTH_PER_S: Final = 2.0  # of the radius, while nobody is seen there any more


def several(analysis: Analysis) -> bool:
    """Whether the analysis saw more people than the athlete."""
    return any(note.code == SEVERAL for note in analysis.quality)


class OtherHeads:
    """Belongs to one thread; `close` it.

    workers : looks at pictures; None = the pose model the program measures with.
    """

    def __init__(self, analysis: Analysis, workers: Callable[[], Workers | None] | None = None) -> None:
        self._track = analysis.raw
        self._make = workers or _workers
        self._needed = several(analysis)
        self._workers: Workers | None = None
        self._seen: list[tuple[float, Floats]] = []  # when, and the pose
        self._last_s = self._looked_s = -np.inf

    def at(self, rgb: NDArray[np.uint8], time_s: float) -> list[Circle]:
        """(x, y, radius) of every head but the athlete's on this frame.

        Whoever is known is looked for where they were on every frame, and everybody else every `LOOK_S`.  Who was seen
        within the last `HOLD_S` and is not found again keeps a growing circle where they were.

        Raises
        ------
        UserError : the analysis saw several people, and there is no pose model to look with.
        """
        if self._workers is None:
            self._workers = self._make()
        if self._workers is None:
            if self._needed:
                raise UserError(
                    "other people are in this clip, and without the pose model their faces cannot be found",
                    "obtain it (plumbline doctor says how), or put the skeleton on black or on the blurred picture",
                )
            return []
        if not self._last_s <= time_s <= self._last_s + HOLD_S:
            self._seen, self._looked_s = [], -np.inf  # another part of the clip
        self._last_s = time_s
        known = [(t, pose) for t, pose in self._seen if time_s - t <= HOLD_S]
        looks = self._workers.landmarks([(rgb, boxes.around(pose)) for _, pose in known])
        found: list[Floats] = []
        lost: list[tuple[float, Floats]] = []
        for (t, pose), one in zip(known, looks, strict=True):
            if one is not None and _same_body(pose, one.xy_px):
                found.append(one.xy_px)
            else:
                lost.append((t, pose))
        if time_s - self._looked_s >= LOOK_S:
            self._looked_s = time_s
            for depth in _DEPTHS:  # near ones may be seen in part; small ones are believed with their legs alone
                found += [one.xy_px for one in people.find(self._workers, rgb, depth, whole=depth > 0)]
        athlete = self._athlete(time_s)
        others: list[Floats] = []
        for pose in found:
            taken = [*others, *([athlete] if athlete is not None else [])]
            own = athlete is not None and _on_body(_head(pose), athlete)
            if not own and not any(people.same_person(pose, other) for other in taken):
                others.append(pose)
        circles = [_head(pose) for pose in others]
        lost = [(t, pose) for t, pose in lost if not _covered(_head(pose), circles)]
        self._seen = [*lost, *((time_s, pose) for pose in others)]
        held = [(x, y, r * (1 + _GROWTH_PER_S * (time_s - t))) for t, (x, y, r) in ((t, _head(p)) for t, p in lost)]
        return [*circles, *held]

    def close(self) -> None:
        if self._workers is not None:
            self._workers.close()
            self._workers = None

    def _athlete(self, time_s: float) -> Floats | None:
        row = int(np.argmin(np.abs(self._track.time_s - time_s)))
        pose = np.asarray(self._track.xy_px[row])
        needed = [INDEX[f"{side}_{part}"] for side in ("left", "right") for part in ("hip", "shoulder")]
        there = np.isfinite(pose[[*needed, INDEX["nose"]]]).all()
        return pose if there and abs(float(self._track.time_s[row]) - time_s) < 1e-3 else None


def _workers() -> Workers | None:
    found = models.find_model()
    if found is None:
        return None
    return Workers(lambda: backend.create(backend.default_name(), found), cores())


def _head(pose: Floats) -> Circle:
    hips = (pose[INDEX["left_hip"]] + pose[INDEX["right_hip"]]) / 2
    shoulders = (pose[INDEX["left_shoulder"]] + pose[INDEX["right_shoulder"]]) / 2
    x, y, radius = circle(pose, float(np.hypot(*(shoulders - hips))))
    return x, y, _ROOM * radius


def _on_body(one: Circle, athlete: Floats) -> bool:
    """Whether a head would lie on the athlete's own legs or trunk: the model takes a foot for somebody small."""
    starts, ends = athlete[_BONES[:, 0]], athlete[_BONES[:, 1]]
    along = ends - starts
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip(((np.array(one[:2]) - starts) * along).sum(axis=1) / length, 0.0, 1.0)
    away = np.hypot(*(starts + share[:, None] * along - np.array(one[:2])).T)
    return bool(np.nanmin(away, initial=np.inf) < _LIMB_PER_BODY * float(boxes.body_length(athlete)))


def _same_body(before: Floats, now: Floats) -> bool:
    """Whether a look where somebody was fell on them again."""
    box, body = boxes.around(before), float(boxes.body_length(now) / boxes.body_length(before))
    x, y = boxes.centre(now)
    return bool(np.hypot(x - box.x, y - box.y) < 0.4 * box.size and 0.5 < body < 1.7)


def _covered(one: Circle, found: Sequence[Circle]) -> bool:
    """Whether somebody found now is the one who was seen there."""
    return any(np.hypot(one[0] - x, one[1] - y) < max(r, one[2]) for x, y, r in found)
