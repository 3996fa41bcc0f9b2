"""How many of the frames that were due while playing were really shown, over the last second."""

import time
from collections import deque
from collections.abc import Callable

_SPAN_S = 1.0
_TOLD_EVERY_S = 0.5
_LEAST_S = 0.4  # less than this says nothing
_ENOUGH = 0.9  # a tenth missing is the jitter of timers and screens


class ShownRate:
    """Counts frames whose time came and pictures that arrived; knows no Qt.

    clock : seconds, only going up.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due: deque[tuple[float, int]] = deque()
        self._shown: deque[tuple[float, int]] = deque()
        self._begun = self._told = clock()

    def begin(self) -> None:
        """Playing begins, or goes on in another way: what was counted before says nothing about it."""
        self._due.clear()
        self._shown.clear()
        self._begun = self._told = self._clock()

    def due(self, frames: int) -> None:
        """So many frames' times came."""
        self._due.append((self._clock(), frames))

    def shown(self) -> None:
        """One more picture was shown."""
        self._shown.append((self._clock(), 1))

    def dropped(self) -> tuple[float, float] | None:
        """(shown, due) frames per second of the clock; (0, 0) = as good as none is missing; None = too early to say."""
        now = self._clock()
        span = min(now - self._begun, _SPAN_S)
        if span < _LEAST_S or now - self._told < _TOLD_EVERY_S:
            return None
        self._told = now
        shown, due = (self._counted(events, now - span) for events in (self._shown, self._due))
        return (0.0, 0.0) if shown >= _ENOUGH * due - 1 else (shown / span, due / span)

    @staticmethod
    def _counted(events: deque[tuple[float, int]], since: float) -> int:
        while events and events[0][0] < since:
            events.popleft()
        return sum(count for _, count in events)
