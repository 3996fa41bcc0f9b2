"""Each person's poses while they are followed, and which poses are of one body."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pose import boxes
from core.pose.backend import Box, Detection, Floats
from core.pose.clothes import UNKNOWN
from core.pose.skeleton import INDEX, N_LANDMARKS, midpoint
from core.pose.upright import lies

_CALM_BODY, _CALM_RAD = 0.06, 0.15  # between two looks
_HIDDEN_FROM = 4  # looks back, that tell how somebody goes who is hidden
FAST_FEET = 1.6  # body lengths per second: faster than in any squat, slower than in any run
LOOKS_TO_JUDGE = 12  # before it is said how somebody moves
# Limbs' motion, body lengths: coaches, spotters and starters of composed clips stay below 0.02 to the end,
# of 23 athletes who fill the picture 20 are beyond it within 2 s; and how many looks are enough to tell
_IDLE, _IDLE_LOOKS = 0.02, 60
_LYING_SHARE = 0.2  # of how much there is to measure of somebody who lies, who mostly is a part of the scenery
_PRESENT_SHARE = 0.25  # of the athlete's looks: somebody seen less often is not worth a word,
_LIVELY_SHARE = 0.5  # unless they move so much of what the athlete does, look by look
_PART = 0.6  # of a body's length, below which a body within it is taken for a part of it
_SAME_BODY = 0.12  # body lengths between hips, shoulders and heads, on average
# or between hips alone, where one trunk is turned against the other by more than so much: nobody stands on their head
# in somebody else's hips, but the network now and then sees a body upside down
_SAME_HIPS, UPSIDE_DOWN_RAD = 0.15, 2.0
_LIMBS = np.array([INDEX[f"{s}_{j}"] for s in ("left", "right") for j in ("knee", "ankle", "shoulder")])
_ANKLES = [1, 4]  # of them


@dataclass(frozen=True, eq=False)
class Look:
    """What was seen in one box, at the first of the network's views."""

    box: Box
    seen: Detection

    @cached_property
    def place(self) -> boxes.Place:
        return boxes.place(self.seen.xy_px)


@dataclass(frozen=True)
class Mark:
    """What a look forwards changes of a `Person`; poses : how many there are."""

    poses: int
    longest_body: float
    doubled: int
    given_up: bool


@dataclass(eq=False)
class Person:
    """The poses of one person where they were looked at, in time order."""

    time_s: list[float] = field(default_factory=list)
    poses: list[Floats] = field(default_factory=list)  # (33, 2) each
    places: list[boxes.Place] = field(default_factory=list)  # of the poses, which are asked for often
    limbs: list[Floats] = field(default_factory=list)  # (6, 2) of the poses: `_LIMBS` from the hips
    lying: list[bool] = field(default_factory=list)  # whether the poses lie
    looks: list["Look | None"] = field(default_factory=list)  # that the poses come from
    longest_body: float = 0.0
    doubled: int = 0  # looks in a row that fell on somebody else's body
    given_up: bool = False  # a bystander: known, but no longer followed
    parted_from: tuple["Person", ...] = ()  # as they were followed before `core.pose.told_apart`

    def add(self, time_s: float, pose: Floats, first: bool = False, look: Look | None = None) -> None:
        """Append, or put in front while following backwards."""
        at = 0 if first else len(self.time_s)
        self.time_s.insert(at, time_s)
        self.poses.insert(at, pose)
        there = look.place if look is not None and look.seen.xy_px is pose else boxes.place(pose)
        self.places.insert(at, there)
        self.limbs.insert(at, pose[_LIMBS] - there[:2])
        self.lying.insert(at, bool(lies(pose[None])[0]))
        self.looks.insert(at, look)
        # grows at once, shrinks slowly: a squat seen from the front only looks shorter
        self.longest_body = max(there.body_px, 0.985 * self.longest_body)

    def mark(self) -> "Mark":
        """How things stand, to go back to by `forget_since`."""
        return Mark(len(self.poses), self.longest_body, self.doubled, self.given_up)

    def forget_since(self, mark: "Mark") -> None:
        """Drop the poses that were added, and all that they have changed."""
        for each in (self.time_s, self.poses, self.places, self.limbs, self.lying, self.looks):
            del each[mark.poses :]
        self.longest_body, self.doubled, self.given_up = mark.longest_body, mark.doubled, mark.given_up

    def drift_px(self, time_s: float, first: bool = False) -> Floats:
        """(2,) how far they have gone at a time since the last look, or before the first, if they go on as there."""
        if len(self.poses) < 2:
            return np.zeros(2)
        near, next_ = (0, 1) if first else (-1, -2)
        if self.doubled and not first:  # the last look may be half of the other one already
            next_ = max(-_HIDDEN_FROM, -len(self.poses))
        here, there = self.places[near], self.places[next_]
        took_s, since_s = self.time_s[near] - self.time_s[next_], time_s - self.time_s[near]
        return np.array([(here.x - there.x) / took_s * since_s, (here.y - there.y) / took_s * since_s])

    def moved(self, box: Box, time_s: float, first: bool = False) -> Box:
        """Where a box about them is at a time if they go on as between the last two looks."""
        right, down = self.drift_px(time_s, first).tolist()
        return Box(box.x + right, box.y + down, box.size, box.turn_rad)

    def may_be(self, look: Look) -> bool:
        """Whether whom a look in a box about them shows is in its middle, and about as large as they are."""
        x, y, _, body = look.place
        strayed = np.hypot(x - look.box.x, y - look.box.y) > 0.4 * look.box.size
        return bool(not strayed and (not self.longest_body or 0.35 <= body / self.longest_body <= 1.7))

    def is_calm(self) -> bool:
        """Did they hardly move between the last two looks?"""
        if len(self.poses) < 3:
            return False
        now, before = self.places[-1], self.places[-2]
        moved, turned = np.hypot(now.x - before.x, now.y - before.y), abs(now.turn_rad - before.turn_rad)
        return bool(moved < _CALM_BODY * self.longest_body and turned < _CALM_RAD)

    def at(self, time: float) -> Floats | None:
        """(33, 2) pixels at the very moment of a look, seconds; None where they were not seen in it."""
        k = bisect_left(self.time_s, time)
        return self.poses[k] if k < len(self.time_s) and self.time_s[k] == time else None

    def arrays(self) -> tuple[Floats, Floats]:
        """(N,) seconds and (N, 33, 2) pixels."""
        return np.array(self.time_s), np.array(self.poses)

    def foot_speed(self) -> float:
        """How fast the ankles move against the hips, body lengths per second, 80th percentile; running is over 2."""
        return self.foot_speed_since(0)

    def foot_speed_since(self, look: int) -> float:
        """As `foot_speed`, of one of their looks and those after it."""
        time_s = np.array(self.time_s[look:])
        if len(time_s) < 3:
            return 0.0
        feet = np.array(self.limbs[look:])[:, _ANKLES]
        speed = np.linalg.norm(np.diff(feet, axis=0), axis=-1).max(axis=1) / np.diff(time_s)
        return float(np.percentile(speed, 80) / np.median([there.body_px for there in self.places[look:]]))

    @property
    def lies(self) -> bool:
        """Do they lie in most looks?  The model now and then takes scenery for somebody who does."""
        return 2 * sum(self.lying) > len(self.lying)

    def runs(self) -> bool:
        """Do their feet move as a runner's, beneath them?"""
        return not self.lies and self.foot_speed() > FAST_FEET

    def moves_like_an_athlete(self) -> float:
        """How much there is to measure: time seen, times size, times how much the limbs move against the hips.

        Of who lies a part: where somebody is upright it is they who squat or run.
        """
        if len(self.poses) < 3:
            return 0.0
        body = np.median([there.body_px for there in self.places])
        share = _LYING_SHARE if self.lies else 1.0
        return share * len(self.poses) * float(np.sqrt(body)) * (0.01 + _limbs_move(self.limbs, self.places))

    def stands_idle(self, least_s: float) -> bool:
        """Whether their limbs have hardly moved in all the time they were seen, at least so many seconds."""
        if len(self.poses) < 3 or self.time_s[-1] - self.time_s[0] < least_s:
            return False
        every = 1 + len(self.poses) // _IDLE_LOOKS
        return _limbs_move(self.limbs[::every], self.places[::every]) < _IDLE

    def is_told_of_beside(self, athlete: "Person") -> bool:
        """Are they there for long, or move much of what the athlete does while they are: somebody whose turn is short?

        Who ended on somebody else's body was that body all along, or is hidden behind it.
        """
        looks, theirs = len(self.poses), len(athlete.poses)
        lively = self.moves_like_an_athlete() / looks >= _LIVELY_SHARE * athlete.moves_like_an_athlete() / theirs
        return self.doubled == 0 and (looks >= _PRESENT_SHARE * theirs or (looks >= LOOKS_TO_JUDGE and lively))


def _limbs_move(limbs: Sequence[Floats], places: Sequence[boxes.Place]) -> float:
    """How much knees, ankles and shoulders (6, 2) of poses move against the hips: mean sd, body lengths."""
    relative = np.array(limbs) / np.median([there.body_px for there in places])
    return float(np.mean(np.std(relative, axis=0)))


def to_arrays(people: Sequence[Person], active: Sequence[Person]) -> dict[str, NDArray[Any]]:
    """All that is known of people, to go on from; `active` : those who are followed, in their order."""
    looks = [look for person in people for look in person.looks if look is not None]
    rank = [active.index(p) if p in active else -1 for p in people]
    return {
        "seen": np.array([len(p.poses) for p in people], np.int64),
        "time_s": np.array([t for p in people for t in p.time_s]),
        "poses": np.array([pose for p in people for pose in p.poses]).reshape(-1, N_LANDMARKS, 2),
        "boxes": np.array([look.box.row for look in looks]).reshape(-1, 4),
        "visibility": np.array([look.seen.visibility for look in looks]).reshape(-1, N_LANDMARKS),
        "world_m": np.array([look.seen.world_m for look in looks]).reshape(-1, N_LANDMARKS, 3),
        "score": np.array([look.seen.score for look in looks]),
        "elsewhere": np.array([look.seen.elsewhere for look in looks]),
        "colours": np.array([UNKNOWN if (c := look.seen.colours) is None else c for look in looks]).reshape(
            -1, *UNKNOWN.shape
        ),
        "person": np.array(
            [(p.longest_body, p.doubled, p.given_up, r) for p, r in zip(people, rank, strict=True)]
        ).reshape(-1, 4),
    }


def from_arrays(known: Mapping[str, NDArray[Any]]) -> tuple[list[Person], list[Person]]:
    """People, and those who are followed, from what `to_arrays` made of them."""
    everybody, at = [], 0
    for count, (longest, doubled, given_up, _) in zip(known["seen"].tolist(), known["person"], strict=True):
        person = Person(doubled=int(doubled), given_up=bool(given_up))
        for k in range(at, at + count):
            pose = known["poses"][k]
            seen = Detection(
                pose,
                known["visibility"][k],
                known["world_m"][k],
                float(known["score"][k]),
                np.full(N_LANDMARKS, np.nan),
                elsewhere=float(known["elsewhere"][k]),
                colours=known["colours"][k],
            )
            person.add(float(known["time_s"][k]), pose, look=Look(Box(*known["boxes"][k].tolist()), seen))
        person.longest_body = float(longest)
        everybody.append(person)
        at += count
    ranked = sorted((rank, k) for k, rank in enumerate(known["person"][:, 3].tolist()) if rank >= 0)
    return everybody, [everybody[k] for _, k in ranked]


def same_person(a: Floats, b: Floats) -> bool:
    """Two poses (33, 2) of one frame that lie on the same body, told by hips, shoulders and head.

    The limbs do not count: two looks at one runner may take the left leg for the right one.
    """
    body = max(float(boxes.body_length(a)), float(boxes.body_length(b)))
    away = np.linalg.norm(trunk(a) - trunk(b), axis=-1)
    if float(away.mean()) < _SAME_BODY * body:
        return True
    turn = abs(float((boxes.trunk_turn(a) - boxes.trunk_turn(b) + np.pi) % (2 * np.pi) - np.pi))
    return bool(away[0] < _SAME_HIPS * body and turn > UPSIDE_DOWN_RAD)


def trunk(pose: Floats) -> Floats:
    """(..., 3, 2) mid-hip, mid-shoulder and nose of poses (..., 33, 2)."""
    return np.stack([boxes.centre(pose), midpoint(pose, "shoulder"), pose[..., INDEX["nose"], :]], axis=-2)


def is_part_of(small: Floats, large: Floats) -> bool:
    """Whether a pose (33, 2) lies within one that is much larger: a square that cuts somebody shows a small body."""
    hips = boxes.centre(small)
    inside = (hips >= large.min(axis=0)).all() and (hips <= large.max(axis=0)).all()
    return bool(inside and boxes.body_length(small) < _PART * boxes.body_length(large))


def on_one_body(small: Person, large: Person) -> bool:
    """Whether two people seen in one picture have their hips in one place: a part of a body looks like a small one."""
    return bool(np.hypot(*(boxes.centre(small.poses[0]) - boxes.centre(large.poses[0]))) < 0.5 * large.longest_body)
