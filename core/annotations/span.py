"""When an annotation is seen: on one frame, over a range, fading in and out, or all the time."""

import math
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

SpanKind = Literal["frame", "range", "fade", "clip"]
SAME_FRAME_S: Final = 1e-4  # as landmarks are matched with frames
FADE_S: Final = 0.5
MOST_S: Final = 1e6  # eleven days: no clip is longer


@dataclass(frozen=True)
class Span:
    """Seconds of the clip's own time, both ends included.

    frame : the frame at `from_s` only.  range : `from_s` to `to_s`.  fade : fully seen from `from_s` to `to_s`, and
    before and after paler for `fade_s`.  clip : always.

    Raises
    ------
    ValueError : a time is not finite, or the end lies before the beginning.
    """

    kind: SpanKind = "clip"
    from_s: float = 0.0
    to_s: float = 0.0
    fade_s: float = FADE_S

    def __post_init__(self) -> None:
        if self.kind not in get_args(SpanKind):
            raise ValueError(f"span: no such kind: {self.kind!r}")
        for name in ("from_s", "to_s", "fade_s"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise ValueError(f"span: {name} is no number of seconds")
            if abs(value) > MOST_S:
                raise ValueError(f"span: {name} is beyond any clip")
            object.__setattr__(self, name, float(value))
        if self.kind == "frame":
            object.__setattr__(self, "to_s", self.from_s)
        if self.to_s < self.from_s:
            raise ValueError("span: it ends before it begins")
        if self.fade_s <= 0:
            raise ValueError("span: fade_s must be more than 0")

    def opacity(self, time_s: float) -> float:
        """0 (not seen) to 1 at the frame shown at that time."""
        if self.kind == "clip":
            return 1.0
        away = max(self.from_s - time_s, time_s - self.to_s, 0.0)
        if away < SAME_FRAME_S:
            return 1.0
        return max(0.0, 1.0 - away / self.fade_s) if self.kind == "fade" else 0.0

    def moved(self, by_s: float) -> "Span":
        """As long as it is, later by so much."""
        return replace(self, from_s=self.from_s + by_s, to_s=self.to_s + by_s)

    def scaled(self, factor: float) -> "Span":
        """On the same frames after the clip's clock was corrected by a factor."""
        return replace(
            self, from_s=self.from_s * factor, to_s=self.to_s * factor, fade_s=max(self.fade_s * factor, 1e-6)
        )
