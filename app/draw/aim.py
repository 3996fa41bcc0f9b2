"""Which joint the pointer or the keys mean, for the tools that are tied to joints: shown before anything is drawn."""

import math
from dataclasses import replace

from app.draw.board import Board
from app.draw.item import AnnotationItem
from app.language.tr import tr
from core.annotations.annotation import Annotation, Point
from core.annotations.joints import BENDING, TRACEABLE, angle_joints, nearest
from core.annotations.kinds import Kind


class JointAim:
    """The joint meant stands in `Board.aimed`; what would be drawn there is the item's draft."""

    def __init__(self, board: Board, item: AnnotationItem) -> None:
        self._board, self._item = board, item

    # -- with a tool in the hand
    def point(self, kind: Kind, at: Point, reach: float) -> None:
        """The pointer is there."""
        self._mean(kind, nearest(self._board.moment, at, _joints(kind), reach) or "")

    def next(self, kind: Kind, step: int) -> bool:
        """One joint on, of those whose drawing can be made on this frame.  False where there is none."""
        there = [name for name in _joints(kind) if self._landmarks(kind, name)]
        if there:
            self._mean(kind, _after(there, self._board.aimed, step))
        return bool(there)

    def clear(self) -> None:
        if self._board.aimed:
            self._board.aim("")

    def _mean(self, kind: Kind, joint: str) -> None:
        if joint != self._board.aimed:
            self._item.draft = self.made(kind, joint) if joint else None
            self._item.update()
            self._board.aim(joint)

    def refusal(self, kind: Kind, joint: str) -> str:
        """Why nothing can be drawn there; empty where it can."""
        if not joint:
            return (
                tr("Click on a joint of the athlete.") if self._board.moment.row is not None
                else tr("No joints were found on this frame: analyse the clip first.")
            )  # fmt: skip
        return "" if self._landmarks(kind, joint) else tr("A neighbour of this joint was not seen on this frame.")

    def at(self, kind: Kind, point: Point, reach: float = math.inf) -> str:
        """The joint near that point of the picture; empty where none is."""
        return nearest(self._board.moment, point, _joints(kind), reach) or ""

    def made(self, kind: Kind, joint: str) -> Annotation | None:
        """The drawing of that kind at that joint; None where it, or a neighbour, is not seen."""
        names = self._landmarks(kind, joint)
        points = [where for name in names if (where := self._board.moment.landmark(name)) is not None]
        return self._board.new(kind, points, landmarks=names) if names else None

    def _landmarks(self, kind: Kind, joint: str) -> tuple[str, ...]:
        """Those it is tied to, all of them seen; else none."""
        names = angle_joints(joint) if kind == "goniometer" else (joint,)
        return names if all(self._board.moment.landmark(name) is not None for name in names) else ()

    # -- one that is drawn already
    def retie(self, one: Annotation, step: int) -> None:
        """To the next joint."""
        there = [name for name in _joints(one.kind) if self._landmarks(one.kind, name)]
        if there:
            names = self._landmarks(one.kind, _after(there, corner(one), step))
            key = f"retie {one.id}"
            self._board.change("move", lambda a: replace(a, landmarks=names), key, [one.id])


def corner(one: Annotation) -> str:
    """The joint it is at."""
    return one.landmarks[len(one.landmarks) // 2]


def _joints(kind: Kind) -> tuple[str, ...]:
    return BENDING if kind == "goniometer" else TRACEABLE


def _after(there: list[str], now: str, step: int) -> str:
    if now not in there:
        return there[0 if step > 0 else -1]
    return there[(there.index(now) + step) % len(there)]
