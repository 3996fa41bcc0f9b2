"""Everything a person has put on one clip by hand: one frozen value, so that undo is keeping the old one."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.annotations.annotation import Annotation
from core.edits.events import ContactEdit, Marker, RepEdit
from core.edits.landmarks import Correction, Hidden, SideSwap
from core.kinematics.calibration import Calibration
from core.measures.kinogram import MovedTile, ShownStep
from core.measures.overlap import ALPHA_RANGE
from core.pose.skeleton import Side

Span = tuple[float | None, float | None]


@dataclass(frozen=True)
class Edits:
    """Times are the clip's seconds, frames the clip's numbers from 0.

    reps, contacts : in no order.  corrections : at most one for a landmark and frame.  alpha : share of the typical
    peak from which a lane is on, None = the usual one.  origin_s : the time that reads as 0.  range_s : the working
    range, None = the clip's own end.  pick : x px, y px and seconds of a point on the athlete.  annotations : drawn on
    the picture, in the order they are painted.  tiles : of the kinogram, at most one of a step and position.
    kinogram_steps : of which step the kinogram is shown, at most one of a leg; none = the one that is found to be best.
    """

    reps: tuple[RepEdit, ...] = ()
    contacts: tuple[ContactEdit, ...] = ()
    corrections: tuple[Correction, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    swaps: tuple[SideSwap, ...] = ()
    markers: tuple[Marker, ...] = ()
    alpha: float | None = None
    origin_s: float = 0.0
    range_s: Span = (None, None)
    calibration: Calibration | None = None
    pick: tuple[float, float, float] | None = None
    annotations: tuple[Annotation, ...] = ()
    tiles: tuple[MovedTile, ...] = ()
    kinogram_steps: tuple[ShownStep, ...] = ()

    def __post_init__(self) -> None:
        lowest, highest = ALPHA_RANGE
        if self.alpha is not None and not lowest <= self.alpha <= highest:
            raise ValueError(f"alpha lies between {lowest} and {highest}")
        told = [t for t in (self.origin_s, *self.range_s, *(self.pick or ())) if t is not None]
        if len(self.range_s) != 2 or not all(math.isfinite(t) for t in told):
            raise ValueError("origin, range and pick are finite")
        if self.pick is not None and len(self.pick) != 3:
            raise ValueError("a pick is x, y and a time")

    @property
    def changes_landmarks(self) -> bool:
        return bool(self.corrections or self.hidden or self.swaps)

    @property
    def changes_events(self) -> bool:
        return bool(self.reps or self.contacts)

    def same_landmarks(self, other: "Edits") -> bool:
        """Whether the landmarks come out the same with the other edits."""
        return (self.corrections, self.hidden, self.swaps) == (other.corrections, other.hidden, other.swaps)

    # -- landmarks
    def corrected(self, corrections: Iterable[Correction]) -> "Edits":
        """With these; they take the place of earlier ones of the same landmark and frame."""
        new = {(c.landmark, c.frame): c for c in (*self.corrections, *corrections)}
        return replace(self, corrections=tuple(sorted(new.values(), key=lambda c: (c.landmark, c.frame))))

    def as_detected(self, landmark: str | None, first_frame: int, last_frame: int) -> "Edits":
        """Without anything done by hand to a landmark (None = to any) in these frames, both included.

        Stretches of hidden and exchanged landmarks that reach beyond are cut; what is exchanged concerns all landmarks
        and is put back only when no one landmark is named.
        """

        def about(name: str) -> bool:
            return landmark is None or name == landmark

        kept = tuple(
            c for c in self.corrections if not (about(c.landmark) and first_frame <= c.frame <= last_frame)
        )  # fmt: skip
        hidden: list[Hidden] = []
        for h in self.hidden:
            if about(h.landmark):
                spans = _outside(h.first_frame, h.last_frame, first_frame, last_frame)
                hidden += [replace(h, first_frame=a, last_frame=b) for a, b in spans]
            else:
                hidden.append(h)
        swaps = self.swaps
        if landmark is None:
            swaps = tuple(
                replace(s, first_frame=a, last_frame=b)
                for s in self.swaps
                for a, b in _outside(s.first_frame, s.last_frame, first_frame, last_frame)
            )
        return replace(self, corrections=kept, hidden=tuple(hidden), swaps=swaps)

    # -- the kinogram
    def with_tile(self, tile: MovedTile) -> "Edits":
        """With this one in the place of an earlier one of the same step and position; by 0 frames: as found."""
        kept = [t for t in self.tiles if not (t.of(tile.side, tile.landing_s) and t.position == tile.position)]
        return replace(self, tiles=(*kept, *([tile] if tile.frames else [])))

    def with_step(self, side: Side, landing_s: float | None) -> "Edits":
        """With the kinogram of the step of that leg that lands then; None: of the one that is found to be best."""
        kept = [s for s in self.kinogram_steps if s.side != side]
        return replace(self, kinogram_steps=(*kept, *([] if landing_s is None else [ShownStep(side, landing_s)])))

    # -- the clip's clock
    def scaled(self, factor: float) -> "Edits":
        """The same edits where every time of the clip has been multiplied by `factor` (a corrected frame rate)."""
        start_s, end_s = (None if t is None else t * factor for t in self.range_s)
        return replace(
            self,
            reps=tuple(r.scaled(factor) for r in self.reps),
            contacts=tuple(c.scaled(factor) for c in self.contacts),
            markers=tuple(m.scaled(factor) for m in self.markers),
            origin_s=self.origin_s * factor,
            range_s=(start_s, end_s),
            calibration=None
            if self.calibration is None
            else replace(self.calibration, time_s=self.calibration.time_s * factor),
            pick=None if self.pick is None else (self.pick[0], self.pick[1], self.pick[2] * factor),
            annotations=tuple(a.scaled(factor) for a in self.annotations),
            tiles=tuple(t.scaled(factor) for t in self.tiles),
            kinogram_steps=tuple(s.scaled(factor) for s in self.kinogram_steps),
        )


NO_EDITS = Edits()


def _outside(first: int, last: int, from_frame: int, to_frame: int) -> list[tuple[int, int]]:
    """What of first..last lies before from_frame and after to_frame, ends included."""
    parts = [(first, min(last, from_frame - 1)), (max(first, to_frame + 1), last)]
    return [(a, b) for a, b in parts if a <= b]
