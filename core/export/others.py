"""Heads of everybody in the picture but the athlete, looked for in each frame that leaves.

Landmarks are kept of the athlete alone.  The pose model looks at the frames that are exported once more, and nobody it
finds keeps a face: bystanders, whoever films in a mirror, the athlete's own image in it.
"""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.errors import UserError
from core.export.head import HOLD_S, circle, head_regions
from core.export.head_path import GROWTH_PER_S, HeadPath
from core.export.lookout import Lookout
from core.machine import cores
from core.measures.quality import SEVERAL
from core.pose import backend, boxes, models, people
from core.pose.backend import Picture
from core.pose.skeleton import INDEX, midpoint
from core.pose.workers import Workers
from core.progress import Progress
from core.video.ahead import read_ahead
from core.video.reader import FrameReader

Floats = NDArray[np.float64]
Circle = tuple[float, float, float]

BACK_S: Final = 3.0  # for so long somebody found is followed backwards, as far as the pictures can be kept
_KEPT_BYTES: Final = 200_000_000
LOOK_S: Final = 0.2  # between two looks for people who are not known yet
ROUND_S: Final = 1.0  # within which all parts of the picture are looked at, where people are followed both ways
_ROOM: Final = 1.25  # a pose without a track errs more than one of many frames
_LIMB_PER_BODY: Final = 0.08  # half as wide as a thigh or a shoe is, in body lengths
_BONES: Final = np.array([
    (INDEX[f"{side}_{a}"], INDEX[f"{side}_{b}"])
    for side in ("left", "right")
    for a, b in (("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"), ("ankle", "heel"), ("ankle", "foot_index"))
])  # fmt: skip


def several(analysis: Analysis) -> bool:
    """Whether the analysis saw more people than the athlete."""
    return any(note.code == SEVERAL for note in analysis.quality)


class OtherHeads:
    """Belongs to one thread at a time; `close` it.

    workers : looks at pictures; None = the pose model the program measures with.
    """

    def __init__(self, analysis: Analysis, workers: Callable[[], Workers | None] | None = None) -> None:
        self._track = analysis.raw
        self._make = workers or _workers
        self._needed = several(analysis)
        self._workers: Workers | None = None
        self._lookout: Lookout | None = None
        self._heads = head_regions(analysis)
        self._seen: list[tuple[float, Floats]] = []  # when, and the pose
        self._last_s = self._looked_s = -np.inf
        self._paths: list[HeadPath] = []
        self._followed_s = (np.inf, -np.inf)

    def follow(self, reader: FrameReader, numbers: range) -> Generator[Progress, None, None]:
        """Find everybody in a stretch of the clip and follow them through it, so that `at` need not look any more.

        They are looked at every `LOOK_S`, the parts of the picture in turn, all of them within `ROUND_S`; who is found
        late is followed backwards to where they came in.  Each yield is a place to cancel.

        Raises
        ------
        UserError : as `at`.
        """
        found = self._looking()
        if found is None or len(numbers) < 1:
            return
        workers, lookout = found
        times = reader.time_s[numbers.start : numbers.stop]
        rate = (len(times) - 1) / float(times[-1] - times[0]) if len(times) > 1 else 1.0
        stride = max(1, round(LOOK_S * rate))
        turns = max(1, round(ROUND_S / LOOK_S))
        wanted = range(numbers.start, numbers.stop, stride)
        pixels = 3 * reader.info.width_px * reader.info.height_px
        most = min(round(BACK_S / LOOK_S), _KEPT_BYTES // max(pixels, 1))
        kept: deque[tuple[float, Picture]] = deque(maxlen=max(turns, most))
        active: list[HeadPath] = []
        frames: Any = read_ahead(reader.frames(wanted.start, wanted.stop, stride), 2)
        with closing(frames):
            for look, frame in enumerate(frames):
                yield Progress("export", "Looking for other people's faces", look, len(wanted))
                rgb, time_s = frame.rgb, frame.time_s
                active = [path for path in active if time_s - path.time_s[-1] <= HOLD_S]
                self._go_on(workers, active, rgb, time_s)
                known = [path for path in active if path.time_s[-1] == time_s]
                told = self._told(time_s, [path.circles[-1] for path in known])
                seen = lookout.poses(rgb, lookout.turn(rgb, look, turns), told, anew=True)
                for pose in self._strangers(seen, [path.poses[-1] for path in known], self._athlete(time_s)):
                    path = HeadPath()
                    path.add(time_s, pose, _head(pose))
                    for before_s, picture in reversed(kept):
                        (one,) = workers.landmarks([(picture, boxes.around(path.poses[0]))])
                        if one is None or not self._stranger(one.xy_px, path.poses[0], before_s):
                            break
                        path.add(before_s, one.xy_px, _head(one.xy_px), first=True)
                    self._paths.append(path)
                    active.append(path)
                kept.append((time_s, rgb))
        self._followed_s = (float(times[0]), float(times[-1]))

    def at(self, rgb: NDArray[np.uint8], time_s: float) -> list[Circle]:
        """(x, y, radius) of every head but the athlete's on this frame.

        Of a stretch that was followed they are known.  Elsewhere whoever is known is looked for where they were on
        every frame, and everybody else every `LOOK_S`.  Who was seen within the last `HOLD_S` and is not found again
        keeps a growing circle where they were.

        Raises
        ------
        UserError : the analysis saw several people, and there is no pose model to look with.
        """
        if self._followed_s[0] - 1e-6 <= time_s <= self._followed_s[1] + 1e-6:
            return [place for path in self._paths if (place := path.at(time_s, HOLD_S)) is not None]
        looking = self._looking()
        if looking is None:
            return []
        workers, lookout = looking
        if not self._last_s <= time_s <= self._last_s + HOLD_S:
            self._seen, self._looked_s = [], -np.inf  # another part of the clip
        self._last_s = time_s
        known = [(t, pose) for t, pose in self._seen if time_s - t <= HOLD_S]
        looks = workers.landmarks([(rgb, boxes.around(pose)) for _, pose in known])
        found: list[Floats] = []
        lost: list[tuple[float, Floats]] = []
        for (t, pose), one in zip(known, looks, strict=True):
            if one is not None and _same_body(pose, one.xy_px):
                found.append(one.xy_px)
            else:
                lost.append((t, pose))
        if time_s - self._looked_s >= LOOK_S:
            self._looked_s = time_s
            found += lookout.poses(rgb, lookout.turn(rgb), self._told(time_s, list(map(_head, found))))
        others = self._strangers(found, [], self._athlete(time_s))
        circles = [_head(pose) for pose in others]
        lost = [(t, pose) for t, pose in lost if not _covered(_head(pose), circles)]
        self._seen = [*lost, *((time_s, pose) for pose in others)]
        held = [(x, y, r * (1 + GROWTH_PER_S * (time_s - t))) for t, (x, y, r) in ((t, _head(p)) for t, p in lost)]
        return [*circles, *held]

    def _looking(self) -> tuple[Workers, Lookout] | None:
        if self._workers is None:
            self._workers = self._make()
            if self._workers is not None:
                self._lookout = Lookout(self._workers)
        if self._workers is None or self._lookout is None:
            if self._needed:
                raise UserError(
                    "other people are in this clip, and without the pose model their faces cannot be found",
                    "obtain it (plumbline doctor says how), or put the skeleton on black or on the blurred picture",
                )
            return None
        return self._workers, self._lookout

    def _told(self, time_s: float, circles: Sequence[Circle]) -> Callable[[Circle], bool]:
        """Whether a head is hidden already: in one of the circles or the athlete's; or is a part of the athlete."""
        own, athlete = self._heads.at(time_s), self._athlete(time_s)
        hidden = [*circles, *([] if own is None else [own])]

        def told(one: Circle) -> bool:
            inside = any(np.hypot(one[0] - x, one[1] - y) + 0.5 * one[2] < r for x, y, r in hidden)
            return inside or (athlete is not None and _on_body(one, athlete))

        return told

    def _go_on(self, workers: Workers, active: Sequence[HeadPath], rgb: Picture, time_s: float) -> None:
        """Look for those who are followed where they were last seen."""
        looks = workers.landmarks([(rgb, boxes.around(path.poses[-1])) for path in active])
        done: list[Floats] = []
        for path, one in zip(active, looks, strict=True):
            if one is None or not self._stranger(one.xy_px, path.poses[-1], time_s):
                continue
            if not any(people.same_person(one.xy_px, other) for other in done):
                done.append(one.xy_px)
                path.add(time_s, one.xy_px, _head(one.xy_px))

    def _stranger(self, pose: Floats, before: Floats, time_s: float) -> bool:
        """Whether a look where somebody was fell on them again, and not on the athlete who came by."""
        athlete = self._athlete(time_s)
        return _same_body(before, pose) and not (athlete is not None and people.same_person(pose, athlete))

    def _strangers(self, found: Sequence[Floats], known: Sequence[Floats], athlete: Floats | None) -> list[Floats]:
        """Those of them, each once, who are neither known nor the athlete nor a part of the athlete."""
        others: list[Floats] = []
        for pose in found:
            taken = [*known, *others, *([athlete] if athlete is not None else [])]
            own = athlete is not None and _on_body(_head(pose), athlete)
            if not own and not any(people.same_person(pose, other) for other in taken):
                others.append(pose)
        return others

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
    x, y, radius = circle(pose, float(np.hypot(*(midpoint(pose, "shoulder") - midpoint(pose, "hip")))))
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
