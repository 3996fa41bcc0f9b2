"""Where we are in the clip: one frame number that video, lanes, plots and cards all follow."""

import time
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.shown_rate import ShownRate

SPEEDS: Final = (0.1, 0.25, 0.5, 1.0, 2.0)


class Playhead(QObject):
    """Position and playback over the real times of the frames (captured seconds, any spacing).

    dropped_changed(shown_fps, due_fps) : frames a second shown and due over the last second of playing, told only when
        it changes; (0, 0) when none is missing or nothing plays.  For it, tell every shown picture by `note_shown`.
    clock : seconds, only going up.
    """

    frame_changed = Signal(int)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    loop_changed = Signal()
    range_changed = Signal()
    times_changed = Signal()
    dropped_changed = Signal(float, float)

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(parent)
        self._times: NDArray[np.float64] = np.zeros(0)
        self._frame = 0
        self._speed = 1.0
        self._direction = 1
        self._from_s = 0.0
        self.loop_in: float | None = None
        self.loop_out: float | None = None
        self.loop_on = False
        self.range_in: float | None = None
        self.range_out: float | None = None
        self._rate = ShownRate(clock)
        self._dropped = (0.0, 0.0)
        self._clock, self._since_s = clock, 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(12)
        self._timer.timeout.connect(self._tick)

    # -- what is there
    @property
    def times(self) -> NDArray[np.float64]:
        """(N,) captured seconds of every frame."""
        return self._times

    @property
    def frame(self) -> int:
        return self._frame

    @property
    def time_s(self) -> float:
        return float(self._times[self._frame]) if len(self._times) else 0.0

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        return self._speed

    @property
    def direction(self) -> int:
        return self._direction

    @property
    def dropped(self) -> tuple[float, float]:
        """(shown, due) frames per second of the last second of playing; (0, 0) when none is missing."""
        return self._dropped

    def note_shown(self) -> None:
        """A picture came to the screen."""
        if self.playing:
            self._rate.shown()

    def set_times(self, times: NDArray[np.float64]) -> None:
        """A new clip: stop, go to its first frame, forget the loop and the working range."""
        self.pause()
        self._times = np.asarray(times, np.float64)
        self._frame = 0
        self.loop_in = self.loop_out = None
        self.loop_on = False
        self.range_in = self.range_out = None
        self.loop_changed.emit()
        self.range_changed.emit()
        self.times_changed.emit()
        self.frame_changed.emit(0)

    # -- moving
    def frame_at(self, time_s: float) -> int:
        """The last frame that has begun at that time."""
        if not len(self._times):
            return 0
        at = bisect_right(self._times, time_s + 1e-9) - 1
        return min(max(at, 0), len(self._times) - 1)

    def nearest_frame(self, time_s: float) -> int:
        """The frame whose time is nearest: what a click on a time axis means."""
        at = self.frame_at(time_s)
        if at + 1 < len(self._times) and self._times[at + 1] - time_s < time_s - self._times[at]:
            return at + 1
        return at

    def snapped(self, time_s: float) -> float:
        """The exact time of the nearest frame."""
        return float(self._times[self.nearest_frame(time_s)]) if len(self._times) else time_s

    def seek_frame(self, frame: int) -> None:
        """Go to one frame; playback goes on from there."""
        if not len(self._times):
            return
        self._restart_clock(float(self._times[min(max(frame, 0), len(self._times) - 1)]))
        self._set(frame)

    def seek(self, time_s: float) -> None:
        self.seek_frame(self.nearest_frame(time_s))

    def step(self, frames: int) -> None:
        """Pause and move by so many frames."""
        self.pause()
        self._set(self._frame + frames)

    def _set(self, frame: int) -> None:
        if not len(self._times):
            return
        frame = min(max(frame, 0), len(self._times) - 1)
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)

    # -- playing
    def play(self, direction: int = 1) -> None:
        if len(self._times) < 2:
            return
        self._direction = direction
        low, high = self._bounds()
        at = self.time_s
        if direction > 0 and (at >= high - 1e-9 or at < low - 1e-9):
            at = low
        elif direction < 0 and (at <= low + 1e-9 or at > high + 1e-9):
            at = high
        self._set(self.nearest_frame(at))
        self._restart_clock(at)
        if not self._timer.isActive():
            self._timer.start()
            self.playing_changed.emit(True)
        self._rate.begin()

    def pause(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.playing_changed.emit(False)
            self._tell_dropped((0.0, 0.0))

    def toggle(self) -> None:
        if self.playing:
            self.pause()
        else:
            self.play()

    def shuttle(self, direction: int) -> None:
        """J and L: play that way; again: the next faster speed."""
        if self.playing and self._direction == direction:
            faster = [s for s in SPEEDS if s > self._speed + 1e-9]
            if faster:
                self.set_speed(faster[0])
            return
        self.play(direction)

    def set_speed(self, speed: float) -> None:
        """0.1 to 2 times the speed at which it was captured."""
        speed = min(max(speed, SPEEDS[0]), SPEEDS[-1])
        if speed == self._speed:
            return
        now = self._now()
        self._speed = speed
        self._restart_clock(now)
        self._rate.begin()
        self.speed_changed.emit(speed)

    # -- the loop
    def set_loop(self, start_s: float | None, end_s: float | None) -> None:
        """Play only this part, again and again; None = the clip's own end on that side."""
        if start_s is not None and end_s is not None and end_s < start_s:
            start_s, end_s = end_s, start_s
        self.loop_in, self.loop_out = start_s, end_s
        self.loop_on = start_s is not None or end_s is not None
        self.loop_changed.emit()

    def mark_in(self) -> None:
        end = self.loop_out if self.loop_out is not None and self.loop_out > self.time_s else None
        self.set_loop(self.time_s, end)

    def mark_out(self) -> None:
        start = self.loop_in if self.loop_in is not None and self.loop_in < self.time_s else None
        self.set_loop(start, self.time_s)

    def toggle_loop(self, on: bool) -> None:
        """Switch looping without forgetting its ends; without ends the whole clip loops."""
        if on != self.loop_on:
            self.loop_on = on
            self.loop_changed.emit()

    # -- the working range
    def set_range(self, start_s: float | None, end_s: float | None) -> None:
        """Keep playback to these frames' times, both included; None = the clip's own end on that side."""
        if start_s is not None and end_s is not None and end_s < start_s:
            start_s, end_s = end_s, start_s
        if len(self._times):
            start_s = None if start_s is not None and start_s <= self._times[0] else start_s
            end_s = None if end_s is not None and end_s >= self._times[-1] else end_s
        if (start_s, end_s) != (self.range_in, self.range_out):
            self.range_in, self.range_out = start_s, end_s
            self.range_changed.emit()

    @property
    def range_s(self) -> tuple[float, float]:
        """First and last time of the working range: the whole clip where none was set."""
        if not len(self._times):
            return 0.0, 0.0
        first, last = float(self._times[0]), float(self._times[-1])
        low = first if self.range_in is None else max(first, self.range_in)
        high = last if self.range_out is None else min(last, self.range_out)
        return low, high

    def _bounds(self) -> tuple[float, float]:
        first, last = self.range_s
        if not self.loop_on:
            return first, last
        low = first if self.loop_in is None else max(first, self.loop_in)
        high = last if self.loop_out is None else min(last, self.loop_out)
        return (low, high) if high > low else (first, last)

    def _restart_clock(self, from_s: float) -> None:
        self._from_s = from_s
        self._since_s = self._clock()

    def _now(self) -> float:
        if not self.playing:
            return self.time_s
        return self._from_s + self._direction * self._speed * (self._clock() - self._since_s)

    def _tick(self) -> None:
        low, high = self._bounds()
        now = self._now()
        over = now > high if self._direction > 0 else now < low
        if over:
            if not self.loop_on:
                self._set(self.nearest_frame(high if self._direction > 0 else low))
                self.pause()
                return
            now = low if self._direction > 0 else high
            self._restart_clock(now)
        was = self._frame
        self._set(self.frame_at(now))
        self._rate.due(1 if over else abs(self._frame - was))
        self._tell_dropped(self._rate.dropped())

    def _tell_dropped(self, dropped: tuple[float, float] | None) -> None:
        if dropped is not None and dropped != self._dropped:
            self._dropped = dropped
            self.dropped_changed.emit(*dropped)
