"""The athlete's box in every frame: of everybody who was found and followed the likeliest, or the one picked."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.pose import boxes
from core.pose.backend import Detection, Floats
from core.pose.changed import changed
from core.pose.counted import how_many
from core.pose.course import Span
from core.pose.effort import EFFORTS, Effort
from core.pose.follower import Follower, Passing
from core.pose.legs import legs_fold
from core.pose.people import FAST_FEET, Look, Person
from core.pose.picked import another_meant, picked
from core.pose.second_body import Asked
from core.pose.untangled import beside
from core.pose.workers import Workers
from core.progress import Progress
from core.video.reader import FrameReader

_RUNNERS_FEET = 2.0  # body lengths per second: a slow runner's


@dataclass(frozen=True)
class Followed:
    """Where the athlete is.

    boxes : (T, 4) x, y, size, turn per frame, NaN = not there.  people : how many were seen.
    foot_speed : how fast the feet move against the hips, body lengths per second (80th percentile); of legs that fold
        as a runner's no less than a runner's: in slow motion they are as easily taken for each other as else.
    beside_s : seconds from and to while somebody else was so near that a look may fall on them.
    doubted : the point that was picked may lie on somebody else.
    others : (T, K, 4) the boxes of everybody else who was seen, as `boxes`.
    looks : what was seen on the way in the boxes of some frames, by row: the first view of them, taken already.
    """

    boxes: Floats
    people: int
    foot_speed: float
    looks: Mapping[int, Detection] = field(default_factory=dict)
    beside_s: tuple[tuple[float, float], ...] = ()
    doubted: bool = False
    others: Floats = field(default_factory=lambda: np.zeros((0, 0, 4)))


def follow(
    reader: FrameReader,
    workers: Workers,
    numbers: range,
    pick: tuple[float, float, float] | None = None,
    passing: Passing | None = None,
    follower: Follower | None = None,
    effort: Effort = EFFORTS["standard"],
) -> Generator[Progress, None, Followed]:
    """Find everybody, follow them forwards and backwards, take the likeliest athlete or the one picked.

    Parameters
    ----------
    numbers : the frames to be analysed.
    pick : x and y in display pixels and a time in seconds; the person nearest to it is taken.
    passing : gets every frame on the way, and is told who the athlete is as far as can be told by then.
    follower : one that was stopped, to go on with.
    effort : what is told of the looks that were taken on the way.

    Raises
    ------
    PickError : nobody is near the picked point at that time.
    """
    time_s = reader.time_s[numbers.start : numbers.stop]
    follower = follower or Follower(reader, workers, numbers, pick, effort)
    yield from follower.forwards(passing)
    yield from follower.backwards()
    known = follower.known()
    if not known:
        return Followed(np.full((len(time_s), 4), np.nan), 0, 0.0)
    chosen = max(known, key=Person.moves_like_an_athlete) if pick is None else picked(known, pick, follower.size_px)
    seen_s, xy = chosen.arrays()
    speed = chosen.foot_speed()
    runs = speed > FAST_FEET
    frame = boxes.per_frame(time_s, seen_s, xy, boxes.carried_s(follower.step_s), runs)
    # a runner's far leg is told better in a box that is smooth over time
    reused = effort.thrifty or not runs
    looks = _taken(frame, np.searchsorted(time_s, seen_s), chosen.looks, effort.slack) if reused else {}
    crowd = how_many(known, chosen)
    speed = max(speed, _RUNNERS_FEET) if legs_fold(xy) else speed
    others = [person for person in known if person is not chosen]
    doubted = pick is not None and another_meant(chosen, others, pick)
    overlapped_s = _beside(chosen, others, follower.asked, pick)
    return Followed(frame, crowd, speed, looks, overlapped_s, doubted, _boxes_of(others, time_s, follower.step_s))


def _boxes_of(people: Sequence[Person], time_s: Floats, step_s: float) -> Floats:
    """(T, K, 4) the boxes of people at times (T,); those who stood by idle are taken to stand there all along."""
    out = np.full((len(time_s), len(people), 4), np.nan)
    for k, person in enumerate(people):
        seen_s, xy = person.arrays()
        when = time_s.clip(seen_s[0], seen_s[-1]) if person.given_up else time_s
        out[:, k] = boxes.per_frame(when, seen_s, xy, boxes.carried_s(step_s))
    return out


def _beside(
    chosen: Person, others: Sequence[Person], asked: Asked, pick: tuple[float, float, float] | None
) -> tuple[Span, ...]:
    """From when to when somebody else may have been seen instead."""
    return beside(chosen, others, [*asked.beside(chosen), *changed(chosen, None if pick is None else pick[2])])


def _taken(frame: Floats, rows: NDArray[np.intp], looks: Sequence[Look | None], slack: float) -> dict[int, Detection]:
    """The looks by row that were taken in a box as good as the frame's own, which takes its place in `frame`."""
    taken = {}
    for row, look in zip(rows.tolist(), looks, strict=True):
        if look is not None and boxes.alike(look.box.row, frame[row], slack):
            frame[row] = look.box.row
            taken[row] = look.seen
    return taken
