"""What is asked of the chain: which clip or landmarks, and how to measure them.

Nothing heavy is imported here: the window puts a request together in its own thread.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.edits.edits import NO_EDITS, Edits
from core.kinematics.calibration import Calibration

if TYPE_CHECKING:
    from core.pose.effort import Quality


@dataclass(frozen=True)
class Request:
    """What to analyse and how; the options of `plumbline analyze`.

    capture_fps : the rate a slow-motion clip was filmed at.  height_m : standing height, gives metres.
    pick : x px, y px and seconds of a point on the athlete.  start_s, end_s : only this part of the clip.
    backend : a name registered in `core.pose.backend`, None = the best one here.  jobs : inference threads, None = as
    many as cores.  quality : how many looks at each frame.  force : measure the pose again even if it is cached.
    landmarks : a file of another program with the landmarks of this clip; no model is run then.
    calibration : a line of known length or a rectangle on the ground of the clip; counts before the height.
    edits : what somebody put by hand; it wins over what is found.
    """

    clip: Path
    movement: Literal["auto", "squat", "sprint"] = "auto"
    capture_fps: float | None = None
    height_m: float | None = None
    athlete: str | None = None
    pick: tuple[float, float, float] | None = None
    start_s: float | None = None
    end_s: float | None = None
    model: Literal["lite", "full", "heavy"] = "full"
    backend: str | None = None
    jobs: int | None = None
    force: bool = False
    landmarks: Path | None = None
    quality: "Quality" = "standard"
    calibration: Calibration | None = None
    edits: Edits = NO_EDITS


@dataclass(frozen=True)
class LandmarkRequest:
    """Landmarks to measure without a video; the options of `plumbline measure`.

    landmarks : a file, or the folder of OpenPose's.  capture_fps : frames per second at which was filmed; must be told
    where the file does not.  The rest as in `Request`.
    """

    landmarks: Path
    movement: Literal["auto", "squat", "sprint"] = "auto"
    capture_fps: float | None = None
    height_m: float | None = None
    athlete: str | None = None
    pick: tuple[float, float, float] | None = None

    @property
    def clip(self) -> Path:
        """What messages and results are named after."""
        return self.landmarks


AnyRequest = Request | LandmarkRequest
