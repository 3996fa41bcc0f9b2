"""What a running analysis says of itself between two steps."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Progress:
    """One tick of a long job; every tick is also a point where it can be cancelled.

    stage : "hash", "index", "find", "pose" or "measure"; a coach's words are in `label`.
    done, total : frames (or bytes) of this stage; total 0 = not known.
    rate : items per second so far, 0 when not known yet.
    remaining_s : estimated seconds left in this stage, None when not known yet.
    partial : the landmarks measured so far (`core.pose.track.PoseTrack`), or None.
    """

    stage: str
    label: str
    done: int = 0
    total: int = 0
    rate: float = 0.0
    remaining_s: float | None = None
    partial: Any = None

    @property
    def share(self) -> float:
        """0..1; 0 when the total is not known."""
        return min(1.0, self.done / self.total) if self.total else 0.0
