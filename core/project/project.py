"""What a project holds: clips, what was put by hand on each of them, and whose they are."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from core.edits.edits import NO_EDITS, Edits, Span
from core.request import Request

MOVEMENTS: Final = ("auto", "squat", "sprint")


@dataclass(frozen=True)
class ProjectClip:
    """One clip of a project.

    file : its name, or its way from the project's folder into folders below; "/" between the parts.  sha256 : of its
    content, by which it is known again wherever it lies.  path : where it is now, None = nobody knows.
    analysed_s : start and end of the part that was measured, None = the clip's own end; a working range set since then
    is only in `edits`.  The rest as in `core.request.Request`.
    """

    file: str
    sha256: str
    path: Path | None = None
    movement: Literal["auto", "squat", "sprint"] = "auto"
    athlete: str | None = None
    height_m: float | None = None
    capture_fps: float | None = None
    edits: Edits = NO_EDITS
    notes: str = ""
    analysed_s: Span = (None, None)

    def request(self) -> Request:
        """What to analyse, with everything that was put by hand.

        Raises
        ------
        ValueError : nobody knows where the clip is.
        """
        if self.path is None:
            raise ValueError("the clip's place is not known")
        start_s, end_s = self.analysed_s
        return Request(
            self.path, movement=self.movement, athlete=self.athlete, height_m=self.height_m,
            capture_fps=self.capture_fps, pick=self.edits.pick, start_s=start_s, end_s=end_s,
            calibration=self.edits.calibration, edits=self.edits,
        )  # fmt: skip


@dataclass(frozen=True)
class Project:
    """shown : number of the clip that was looked at.  faults : sentences on what of its file could not be read."""

    clips: tuple[ProjectClip, ...] = ()
    shown: int = 0
    notes: str = ""
    faults: tuple[str, ...] = field(default=(), compare=False)
