"""Everybody in a clip found and followed: a coarse look at some frames, each in boxes that the one before tells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.pose import at_point, boxes, finding, people
from core.pose.backend import Box, Floats, Picture
from core.pose.effort import EFFORTS, Effort
from core.pose.hidden import hidden_people
from core.pose.lost_sight_of import gone_to, seen_about
from core.pose.people import LOOKS_TO_JUDGE, Look, Mark, Person, same_person
from core.pose.pictures import pictures
from core.pose.rejoined import CARRIED_ON_S, back_again, joined, returned
from core.pose.searches import SHORT_S, Searched, Searches
from core.pose.second_body import Asked, bodies_beside, unclear
from core.pose.told_apart import told_apart
from core.pose.untangled import untangled
from core.pose.workers import Workers
from core.progress import Progress
from core.video.ahead import read_ahead
from core.video.reader import FrameReader, StoredFrame

_LOOKS_HZ, _LOOKS_HZ_SHORT = 10.0, 15.0  # looks a second that follow, in long clips and in short ones
_CHUNK = 32  # pictures in memory at once while following backwards
# pictures decoded while people are looked for: as many as fit, within these; at a clip's beginning there is little else
# that a second processor could do
_AHEAD, _MOST_AHEAD, _AHEAD_BYTES = 6, 16, 50 * 2**20
_DOUBLED = 4  # looks in a row on another's body before a person counts as lost: passing one takes fewer
_BYSTANDER_SHARE = 0.3  # of the likeliest athlete: how little makes a bystander
_SURE = 0.9  # the network's own score of a single look: of mistakes, which a second look uncovers, it is mostly less


class Passing(Protocol):
    """What the frames go past while the athlete is followed (`core.pose.early_looks`)."""

    settled: int  # rows that need not go past any more

    def hold(self, frame: StoredFrame) -> None: ...
    def settle(self, athlete: Person | None, now_s: float) -> None: ...
    def finish(self, athlete: Person | None) -> None: ...


def pace(time_s: Floats) -> tuple[int, float]:
    """Every how manieth of frames at these times is looked at, and how many seconds that are."""
    length = float(time_s[-1] - time_s[0])
    hz = _LOOKS_HZ_SHORT if length < SHORT_S else _LOOKS_HZ
    rate = (len(time_s) - 1) / length if length > 0 else 1.0
    stride = max(1, int(rate / hz))
    return stride, length / max(1, -(-len(time_s) // stride) - 1)


class Follower:
    """Everybody seen so far; what it knows can be taken out and put into another one, which then goes on.

    pick : as `core.pose.athlete.follow` has it; who is there is looked for, and nobody is given up as a bystander:
        they may stand still.
    effort : how far a look that follows may differ from its frame's own, and whether pictures stay as they are stored.
    """

    def __init__(
        self,
        reader: FrameReader,
        workers: Workers,
        numbers: range,
        pick: tuple[float, float, float] | None = None,
        effort: Effort = EFFORTS["standard"],
    ) -> None:
        self._reader = reader
        self._effort = effort
        self._workers = workers
        self._bystander_share = _BYSTANDER_SHARE if pick is None else 0.0
        time_s = reader.time_s[numbers.start : numbers.stop]
        self._stride, self.step_s = pace(time_s)
        self._frames, self._numbers = numbers, list(numbers)[:: self._stride]
        self._point, self._point_look = at_point.look_of(pick, reader.time_s[self._numbers])
        info = reader.info
        a_picture = info.width_px * info.height_px * (3 / 2 if effort.thrifty else 3)
        self._ahead = int(np.clip(_AHEAD_BYTES / a_picture, _AHEAD, _MOST_AHEAD))
        self.size_px = (info.width_px, info.height_px)
        self._searches = Searches(min(self.size_px), float(time_s[-1] - time_s[0]))
        self._active: list[Person] = []
        self.people: list[Person] = []
        self._forwards = self._backwards = 0  # how many of the numbers were looked at
        self._searched, self._rested = Searched(), False
        self.asked = Asked()
        self._passing: Passing | None = None
        self._due: tuple[Person | None, float] | None = None  # who the athlete was after a look, not told on yet
        self._before: _Before | None = None  # while a frame is looked at

    def known(self) -> list[Person]:
        """Those who are no mistake: seen in two looks or, where there was only one, surely; the largest first then."""
        if len(self._numbers) > 1:
            followed = joined([p for p in self.people if len(p.poses) >= 2])
            return returned(untangled(told_apart(back_again(followed))))
        apart: list[Person] = []
        for person in sorted(self.people, key=lambda p: -p.longest_body):
            sure = any(look is not None and look.seen.score >= _SURE for look in person.looks)
            if sure and not any(people.on_one_body(person, larger) for larger in apart):
                apart.append(person)
        return apart

    def state(self) -> dict[str, NDArray[Any]]:
        """What is known so far, to go on from."""
        settled = self._passing.settled if self._passing else 0
        if self._before is not None:  # what was seen in a frame that was not finished is seen again
            self._go_back_to(self._before)
        last = self._searched
        at = np.array([self._forwards, last.at_s, last.times, self._rested, settled, last.behind_s])
        return people.to_arrays(self.people, self._active) | {"at": at, "asked": self.asked.rows()}

    def go_on_from(self, state: Mapping[str, NDArray[Any]], passing: Passing) -> None:
        """Take over what another follower of the same frames knew."""
        self.people, self._active = people.from_arrays(state)
        forwards, at_s, times, rested, settled, behind_s = state["at"].tolist()
        self._forwards, self._searched, self._rested = int(forwards), Searched(at_s, int(times), behind_s), bool(rested)
        passing.settled, self.asked = int(settled), Asked.of(state["asked"])

    def forwards(self, passing: Passing | None = None) -> Iterator[Progress]:
        """Look for people and follow them; `passing` gets all frames."""
        if self._forwards >= len(self._numbers) and (passing is None or passing.settled >= len(self._frames)):
            return
        self._passing = passing
        first = self._numbers[self._forwards] if passing is None else self._frames.start + passing.settled
        step = self._stride if passing is None else 1
        for frame in read_ahead(self._pictures(first, self._frames.stop, step), self._ahead):
            if passing is not None:
                passing.hold(frame)
            look, between = divmod(frame.number - self._numbers[0], self._stride)
            if not between and look >= self._forwards:
                self._before = self._now()
                self._look_at(frame.time_s, frame.picture)
                self._forwards += 1
                self._before = None
                self._settle()
            if not between and look == self._forwards - 1:  # after going on, too: it may not have been told
                self._due = self._athlete(), frame.time_s
            yield self._progress()
        self._settle()
        if passing is not None:
            passing.finish(self._athlete())
        self._active = []

    def _settle(self) -> None:
        """Say who the athlete was after the last look: while the next one is taken, which waits for nothing else."""
        due, self._due = self._due, None
        if self._passing is not None and due is not None:
            self._passing.settle(*due)

    def _look_at(self, time: float, picture: Picture) -> None:
        due = self._searches.is_due(self._searched, self._active, time)
        # people who hardly move need only every other look
        rested = not self._rested and not due and bool(self._active) and all(p.is_calm() for p in self._active)
        if not rested:
            self._active = self._step(self._active, time, picture, first=False)
            self._active += self._in_sight_again(time, picture)
        # without a change of which looks are rested
        behind = not due and self._searches.is_due_behind(self._searched, self._active, time)
        if due or behind:
            self._find(time, picture, self._searched.times if due else 1)
            self._give_up_bystanders()
        if due:
            self._searched = self._searched.again(time)
        elif behind:
            self._searched = self._searched.behind(time)
        if self._point is not None and self._forwards == self._point_look:
            self._find_at(self._point, time, picture)
        if not rested and time >= self.asked.next_s:
            self._find_beside(unclear(self._active, time), time, picture)
        self._rested = rested

    def _athlete(self) -> Person | None:
        """Who is the athlete as far as can be told by now: the only one who is followed."""
        return self._active[0] if len(self._active) == 1 else None

    def _give_up_bystanders(self) -> None:
        """Stop following those who do next to nothing while somebody else moves; they stay known."""
        best = max((p.moves_like_an_athlete() for p in self.people), default=0.0)
        for person in self._active:
            long_enough = len(person.poses) >= LOOKS_TO_JUDGE
            if long_enough and person.moves_like_an_athlete() < self._bystander_share * best:
                person.given_up = True
        self._active = [p for p in self._active if not p.given_up]

    def backwards(self) -> Iterator[Progress]:
        """Carry every person back from where they were found to where they came in."""
        best = max((p.moves_like_an_athlete() for p in self.people), default=0.0)
        likely = [p for p in self.people if p.moves_like_an_athlete() >= self._bystander_share * best]
        back = [p for p in likely if p.time_s and p.time_s[0] > self._time(0) + 1e-6]
        if not back:
            return
        for start in reversed(range(0, len(self._numbers), _CHUNK)):
            if not any(p.time_s[0] > self._time(start) for p in back):
                continue
            wanted = self._numbers[start : start + _CHUNK]
            chunk = list(read_ahead(self._pictures(wanted[0], wanted[-1] + 1, self._stride), _AHEAD))
            for frame in reversed(chunk):
                later = [p for p in back if p.time_s[0] > frame.time_s]
                gone = set(later) - set(self._step(later, frame.time_s, frame.picture, first=True))
                back = [p for p in back if p not in gone]
                self._backwards += 1
                yield self._progress()
            if not back:
                return

    def _time(self, k: int) -> float:
        return float(self._reader.time_s[self._numbers[k]])

    def _progress(self) -> Progress:
        return Progress("find", "Finding the athlete", self._backwards or self._forwards, len(self._numbers))

    def _pictures(self, start: int, stop: int, step: int) -> Iterator[StoredFrame]:
        return pictures(self._reader, self._effort.thrifty, start, stop, step, keep=True)

    def _find(self, time: float, picture: Picture, times: int) -> None:
        """Look for people who are not followed yet, first in the whole picture, then in ever smaller parts of it.

        Parts are looked at only while nobody large is followed, but who stands idle: whom a clip was filmed for usually
        fills it.  The smallest parts are left for when there is nobody at all.
        """
        overlooked, deepest = self._searches.depths(self._active, times)
        for depth in range(deepest + 1):
            for one in finding.find(self._workers, picture, depth):
                pose = one.xy_px
                if any(same_person(pose, p.poses[-1]) for p in self.people if p in self._active or p.given_up):
                    continue
                large = [p.poses[-1] for p in self._active if depth and self._searches.fills(p)]
                self._begin(time, picture, boxes.around(one.xy_px), large)
            if self._searches.is_filled(self._active) or (depth >= overlooked and self._active):
                return

    def _find_at(self, point: tuple[float, float], time: float, picture: Picture) -> None:
        """Look for whom somebody has picked, if it is nobody of those who are followed."""
        known = [p.poses[-1] for p in self._active]
        there = [pose for pose in known if at_point.away(pose, point) <= at_point.ON_BODY]
        if there:
            self._find_beside(there, time, picture)
            return
        one = at_point.somebody(self._workers, picture, point, known)
        if one is not None:
            self._begin(time, picture, boxes.around(one.xy_px))

    def _find_beside(self, known: list[Floats], time: float, picture: Picture) -> None:
        """Look for those who half cover somebody who is followed, poses (33, 2), or are half covered by them."""
        if known:
            others = [p.poses[-1] for p in self.people if p.given_up or p in self._active]
            found = bodies_beside(self._workers, picture, known, others)
            self.asked = self.asked.then(time, found)
            for box in found:
                self._begin(time, picture, box)

    def _begin(self, time: float, picture: Picture, box: Box, whole: Sequence[Floats] = ()) -> None:
        """Follow whoever is seen in a box from now on; whole : poses (33, 2) of which nobody who is new is a part."""
        person = Person()
        (seen,) = self._seen([person], [box], picture)
        if seen is not None and not any(people.is_part_of(seen.seen.xy_px, pose) for pose in whole):
            person.add(time, seen.seen.xy_px, look=seen)
            self._active.append(person)
            self.people.append(person)

    def _step(self, followed: list[Person], time: float, picture: Picture, first: bool) -> list[Person]:
        """Look for followed people where they must be by now, all at once; those who are not lost."""
        still = [boxes.about(p.places[0 if first else -1], self._effort.least_body * p.longest_body) for p in followed]
        moved = [p.moved(box, time, first) for box, p in zip(still, followed, strict=True)]
        seen = self._seen(followed, moved, picture)
        missed = [k for k, one in enumerate(seen) if one is None]
        again = self._seen([followed[k] for k in missed], [still[k] for k in missed], picture)
        for k, one in zip(missed, again, strict=True):
            seen[k] = one
        for k in missed:
            seen[k] = seen[k] or self._about(followed[k], moved[k], time, picture, seen)
        hidden = set() if first else hidden_people(followed, time, seen)
        kept = []
        for k, (person, one) in enumerate(zip(followed, seen, strict=True)):
            if one is None:
                continue
            if k in hidden:  # goes on as before, until they part
                person.doubled += 1
                if time - person.time_s[-1] < CARRIED_ON_S:
                    kept.append(person)
                continue
            person.add(time, one.seen.xy_px, first, one)
            others = [p for p in self._active if p is not person and p.poses and p.time_s[-1] == time]
            doubled = any(same_person(one.seen.xy_px, p.poses[-1]) for p in others)
            person.doubled = person.doubled + 1 if doubled else 0
            if person.doubled < _DOUBLED:
                kept.append(person)
        return kept

    def _seen(self, followed: list[Person], where: list[Box], picture: Picture) -> list[Look | None]:
        """What is seen in each box, None where it cannot be the person looked for."""
        found = self._workers.landmarks(((picture, box) for box in where), self._settle)
        looks = [Look(box, one) if one is not None else None for box, one in zip(where, found, strict=True)]
        return [
            look if look is not None and self._likely(person, look) else None
            for person, look in zip(followed, looks, strict=True)
        ]

    def _about(
        self, person: Person, box: Box, time: float, picture: Picture, seen: list[Look | None]
    ) -> Look | None:  # fmt: skip
        """Somebody lost, where the detector finds them in a wider square about the box they were looked for in.

        Behind a post, or a moment after they were found, when nobody knows yet where they go, runners are beside
        their box.  `seen` : the looks at those who are followed, and not lost.
        """
        if not (0 <= box.x < self.size_px[0] and 0 <= box.y < self.size_px[1]):
            return None
        others = [one.seen.xy_px for one in seen if one is not None]
        others += [p.poses[-1] for p in self.people if p.given_up]
        # on the way back: who was seen on the way there
        others += [pose for p in self.people if p is not person and (pose := p.at(time)) is not None]
        nearest = seen_about(self._workers, picture, box, person.longest_body, others)
        return None if nearest is None else self._seen([person], [boxes.around(nearest)], picture)[0]

    def _in_sight_again(self, time: float, picture: Picture) -> list[Person]:
        """Those who ran out of sight a moment ago, where they must be by now."""
        out = []
        for person in self.people:
            box = None if person in self._active else gone_to(person, time, self._active)
            one = None if box is None else self._about(person, box, time, picture, [])
            if one is not None:
                person.add(time, one.seen.xy_px, look=one)
                out.append(person)
        return out

    def _likely(self, person: Person, look: Look) -> bool:
        x, y = look.place[:2]
        return 0 <= x < self.size_px[0] and 0 <= y < self.size_px[1] and person.may_be(look)

    def _now(self) -> "_Before":
        known = tuple((person, person.mark()) for person in self.people)
        return _Before(known, tuple(self._active), self._searched, self._rested, self.asked)

    def _go_back_to(self, before: "_Before") -> None:
        for person, mark in before.people:
            person.forget_since(mark)
        del self.people[len(before.people) :]
        self._active = list(before.active)
        self._searched, self._rested, self.asked = before.searched, before.rested, before.asked


@dataclass(frozen=True)
class _Before:
    """What a follower knew before it looked at a frame."""

    people: tuple[tuple[Person, Mark], ...]
    active: tuple[Person, ...]
    searched: Searched
    rested: bool
    asked: Asked
