"""What the actions that play, step, loop and trim do; `app.commands.Commands` inherits them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from app.playhead import SPEEDS, Playhead

if TYPE_CHECKING:
    from app.session import Session
    from app.window import Window


class PlayCommands:
    """They move the clip, or both clips of a comparison while there is one."""

    _window: "Window"
    _session: "Session"

    @property
    def _head(self) -> Playhead:
        """What the keys move: the clip, or both clips of a comparison."""
        return self._window.comparing.head

    # -- playback
    def play(self) -> None:
        self._head.toggle()

    def pause(self) -> None:
        self._head.pause()

    def back(self) -> None:
        self._head.step(-1)

    def forward(self) -> None:
        self._head.step(1)

    def back_ten(self) -> None:
        self._head.step(-10)

    def forward_ten(self) -> None:
        self._head.step(10)

    def play_back(self) -> None:
        self._head.shuttle(-1)

    def play_on(self) -> None:
        self._head.shuttle(1)

    def first(self) -> None:
        """The range's first frame; from there the clip's."""
        self._to_end(self._head.range_s[0], 0)

    def last(self) -> None:
        self._to_end(self._head.range_s[1], len(self._head.times) - 1)

    def _to_end(self, range_s: float, clip_frame: int) -> None:
        self._head.pause()
        frame = self._head.nearest_frame(range_s)
        self._head.seek_frame(clip_frame if frame == self._head.frame else frame)

    def previous_event(self) -> None:
        if self._window.comparing.active:
            self._window.comparing.to_moment(-1)
            return
        self._to_event(lambda frames, now: frames[frames < now][-1:])

    def next_event(self) -> None:
        if self._window.comparing.active:
            self._window.comparing.to_moment(1)
            return
        self._to_event(lambda frames, now: frames[frames > now][:1])

    def _to_event(self, choose: Callable[[np.ndarray, int], np.ndarray]) -> None:
        document = self._session.document
        known = document.analysis.events if document.analysis is not None else ()
        times_s = [*(event.time_s for event in known), *(marker.time_s for marker in document.edits.markers)]
        frames = np.unique([self._head.nearest_frame(time_s) for time_s in times_s])
        found = choose(frames, self._head.frame) if len(frames) else frames
        if len(found):
            self._head.pause()
            self._head.seek_frame(int(found[0]))

    def slower(self) -> None:
        self._head.set_speed(max((s for s in SPEEDS if s < self._head.speed), default=SPEEDS[0]))

    def faster(self) -> None:
        self._head.set_speed(min((s for s in SPEEDS if s > self._head.speed), default=SPEEDS[-1]))

    def mark_in(self) -> None:
        self._head.mark_in()

    def mark_out(self) -> None:
        self._head.mark_out()

    def loop(self, on: bool) -> None:
        self._head.toggle_loop(on)

    def loop_unit(self) -> None:
        if self._window.comparing.active:
            self._window.comparing.loop_unit()
            return
        unit = self._session.document.unit
        if unit is not None:
            self._head.set_loop(unit.start_s, unit.end_s)
            self._head.seek(unit.start_s)
            self._head.play()

    def clear_loop(self) -> None:
        self._head.set_loop(None, None)

    # -- working range and origin
    def range_from(self) -> None:
        """An end that lay before this frame gives way."""
        end = self._head.range_out
        self._head.set_range(self._head.time_s, end if end is not None and end >= self._head.time_s else None)

    def range_to(self) -> None:
        start = self._head.range_in
        self._head.set_range(start if start is not None and start <= self._head.time_s else None, self._head.time_s)

    def range_loop(self) -> None:
        """The loop has done its work then: what is left would loop the same part."""
        start, end = self._head.loop_in, self._head.loop_out
        if start is None and end is None:
            self._session.messages.tell("info", "Mark a part first: I and O, or a drag over the lanes or plots.")
            return
        snapped = [None if t is None else self._head.snapped(t) for t in (start, end)]
        self._head.set_range(snapped[0], snapped[1])
        self._head.set_loop(None, None)

    def range_all(self) -> None:
        self._head.set_range(None, None)

    def origin_here(self) -> None:
        self._session.document.clock.set_origin(self._head.time_s)

    def origin_reset(self) -> None:
        self._session.document.clock.set_origin(0.0)
