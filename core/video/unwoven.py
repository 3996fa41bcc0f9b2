"""Frames of interlaced film, each of one moment: the first of the two that are woven into it."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import av
from av.filter import Graph

from core.video.decoder import Decoded
from core.video.index import Fields
from core.video.interlaced import filter_graph

_PARITY = {Fields.TOP: "tff", Fields.BOTTOM: "bff", Fields.TOLD: "auto"}


class Unwoven:
    """Frames by number, through FFmpeg's `bwdif`; what comes out depends on a frame and the two beside it only.

    Parameters
    ----------
    count : how many frames there are.
    fields : which lines hold a frame's first moment.
    """

    def __init__(self, count: int, fields: Fields) -> None:
        self._count, self._fields = count, fields
        self._graph: Graph | None = None
        self._coming = self._next = 0  # the frame that goes in next, and the one that comes out next
        self._inside: deque[Decoded] = deque()

    def read(self, number: int, read: Callable[[int], Decoded | None]) -> Decoded | None:
        """Frame `number`; `read` : a frame as it is stored, by number, or None, which ends the reading."""
        if self._graph is None or number != self._next:
            self._graph, self._inside = None, deque()
            # the one before goes in for its lines, and what comes out of it is nobody's
            self._coming = self._next = max(0, number - 1)
        while True:
            stored = read(self._coming) if self._coming < self._count else None
            if stored is None and self._coming < self._count:
                self._graph = None
                return None
            ends = stored is None or (bool(self._inside) and _form(stored) != _form(self._inside[-1]))
            out = self._after(None if ends else stored)
            if ends:
                self._graph = None  # a filter holds to one size: frames of another begin anew, without one before
            if out is not None and out.number == number:
                return out

    def _after(self, stored: Decoded | None) -> Decoded | None:
        """What comes out when a frame has gone in; None = no more of this form do."""
        if stored is not None:
            options = f"mode=send_frame:parity={_PARITY[self._fields]}:deint=all"
            self._graph = self._graph or filter_graph(stored.frame, "bwdif", options)
            self._inside.append(stored)
            self._coming += 1
        assert self._graph is not None
        self._graph.vpush(None if stored is None else stored.frame)
        with suppress(av.BlockingIOError):
            picture = self._graph.vpull()
            self._next += 1
            return replace(self._inside.popleft(), frame=picture)
        return None


def _form(stored: Decoded) -> tuple[int, int, str]:
    """Width, height and pixel format, which recordings of broadcasts change on the way."""
    return stored.frame.width, stored.frame.height, stored.frame.format.name
