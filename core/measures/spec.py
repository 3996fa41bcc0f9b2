"""What a measure is: its name, unit, definition, source and where it may be used; and what one measured number is."""

from dataclasses import dataclass
from typing import Any, Literal

from core.events.event import Source
from core.kinematics.view import ViewLabel

Status = Literal["ok", "caution", "refused"]


@dataclass(frozen=True, slots=True)  # there are ten thousand in a long clip
class Metric:
    """One number with everything needed to trust it or not.

    value : None = not measured.  sd : one standard deviation in `unit`, None = not known (then `reason` says why).
    source : "edited" where events or landmarks it hangs on were put by hand.
    status : ok is shown plainly, caution with its reason, refused as a dash with its reason and how to refilm.
    """

    value: float | None
    unit: str
    sd: float | None = None
    status: Status = "ok"
    reason: str | None = None
    source: Source = "found"

    def as_dict(self) -> dict[str, Any]:
        """`source` only where something was put by hand."""
        told = {
            "value": self.value,
            "unit": self.unit,
            "sd": self.sd,
            "status": self.status,
            "reason": self.reason,
        }
        return told if self.source == "found" else told | {"source": self.source}


@dataclass(frozen=True)
class MeasureSpec:
    """The catalogue entry of one measure; `name` may hold `S` for a side (`peak_S_knee_flexion_deg`).

    title : what a card shows ("Knee flexion, deepest").  definition : one or two plain sentences.
    source : the paper or convention it follows.  views : views in which it is valid.
    least_fps : below this captured rate it is `caution`; 0 = any.
    most_sd : the largest sd, in `unit`, at which the number still tells what it should; above it is `caution`.
        None = no limit is known.
    formula : how it is worked out, short and plain ("180 - angle(hip, knee, ankle)").
    published_error : what others found with this measure or its like, and where; "" = nothing published is known.
    does_not_mean : what must not be read into it, one plain sentence.
    """

    name: str
    title: str
    unit: str
    definition: str
    source: str
    views: tuple[ViewLabel, ...]
    least_fps: float = 0.0
    most_sd: float | None = None
    formula: str = ""
    published_error: str = ""
    does_not_mean: str = ""

    def with_unit(self, value: float) -> str:
        """A value as it stands in a sentence: 5°, 20°/s, 0.25 (a ratio), 0.1 leg lengths."""
        if self.unit == "ratio":
            return f"{value:g}"
        return f"{value:g}" + (self.unit.replace("deg", "°") if self.unit[:3] in ("deg", "%") else f" {self.unit}")
