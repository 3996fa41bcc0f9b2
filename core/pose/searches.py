"""When people are looked for in a clip, and in how small parts of its picture: told by who is followed by then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from core.pose.people import Person

SHORT_S: Final = 8.0  # short clips are sprints: people move faster in them
# between two searches for people: nobody, only small people, somebody who fills the picture is followed
_NOBODY_S, _SMALL_S, _LARGE_S = 0.5, 1.0, 3.0
_SMALL = 0.4  # of the picture's short side: below it others may have been overlooked
# Who fills the picture stands idle after so many seconds: most athletes have begun by then, and a search among small
# people costs as much as sixteen looks.  In a clip of less than twice that somebody may have run past: half of it.
_IDLE_S = 2.0
_ROUNDING_S = 1e-6  # times of frames are sums of a clip's ticks


@dataclass(frozen=True)
class Searched:
    """What was looked for by now.

    at_s : seconds of the last search for people.  times : how many there were.
    behind_s : of the last one for others because who fills the picture stands idle.
    """

    at_s: float = -np.inf
    times: int = 0
    behind_s: float = -np.inf

    def again(self, now_s: float) -> "Searched":
        return replace(self, at_s=now_s, times=self.times + 1)

    def behind(self, now_s: float) -> "Searched":
        return replace(self, behind_s=now_s)


@dataclass(frozen=True)
class Searches:
    """When and where people are looked for.  side_px : the picture's shorter side.  length_s : of what is analysed."""

    side_px: float
    length_s: float

    @property
    def is_short(self) -> bool:
        return self.length_s < SHORT_S

    def fills(self, person: Person) -> bool:
        """Do they fill so much of the picture that they must be whom it was filmed for?"""
        return person.longest_body >= _SMALL * self.side_px and not person.lies

    def is_filled(self, followed: Sequence[Person]) -> bool:
        """Does anybody fill the picture who does something?"""
        return self._large(followed) and not self.stands_idle(followed)

    def stands_idle(self, followed: Sequence[Person]) -> bool:
        """Does everybody who fills the picture next to nothing, as a coach in front of the athlete does?"""
        idle_s = min(_IDLE_S, self.length_s / 2)
        return self._large(followed) and all(p.stands_idle(idle_s) for p in followed if self.fills(p))

    def _large(self, followed: Sequence[Person]) -> bool:
        return any(self.fills(p) for p in followed)

    def is_due(self, searched: Searched, followed: Sequence[Person], now_s: float) -> bool:
        """Whether it is time to look for people."""
        if self._large(followed):
            wait_s = _LARGE_S
        else:
            wait_s = _SMALL_S if followed and not self._may_be_bystanders(followed) else _NOBODY_S
        return now_s - searched.at_s >= wait_s - _ROUNDING_S

    def is_due_behind(self, searched: Searched, followed: Sequence[Person], now_s: float) -> bool:
        """Whether it is time to look for others because who fills the picture stands idle."""
        wait_s = _NOBODY_S if self.is_short else _SMALL_S
        since_s = now_s - max(searched.behind_s, searched.at_s)
        return since_s >= wait_s - _ROUNDING_S and self.stands_idle(followed)

    def _may_be_bystanders(self, followed: Sequence[Person]) -> bool:
        """May those who are followed all be bystanders, whom somebody runs past within two seconds?

        In a clip so short that it is a sprint whoever does not run may.
        """
        return self.is_short and not _anybody_runs(followed)

    def depths(self, followed: Sequence[Person], times: int) -> tuple[int, int]:
        """How small the parts are (`core.pose.finding.find`) that are looked into in a search after so many.

        The first where somebody is found on the way, the second where nobody is.
        """
        # small people are followed: perhaps not the right ones, unless one of them runs
        overlooked = 1 if (times < 2 or times % 2 or self.is_short) and not _anybody_runs(followed) else 0
        return overlooked, overlooked if followed else (2, 1)[times % 2]


def _anybody_runs(followed: Sequence[Person]) -> bool:
    return any(p.runs() for p in followed)
