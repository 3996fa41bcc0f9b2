"""Where raw landmarks come from: a model that looks at pictures, or a file that another program wrote."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.pose.track import PoseTrack
from core.progress import Progress


@dataclass(frozen=True)
class Tracked:
    """The raw landmarks of one athlete and how they came about.

    people : how many were seen.  backend, model : what made them.  model_sha256 : "" where the model is not known.
    first_frame : the video's number of the track's first frame.
    time_scale : captured seconds per second of what was read.
    m_per_px : what a pixel of the track is, where the landmarks were metres.
    cuts_s : when the picture changes to another scene; only one of the scenes is tracked then.
    covered_s : from when to when somebody else was seen in the athlete's place; the track has gaps there.
    grey : (H, W) a picture from their middle, small and grey, that tells the light; None where there is none.
    grey_frame : the video's number of that picture.
    quantiser : how coarsely the pictures were stored (`core.video.quantiser`); None where that is not known, or
        where the landmarks were not made from them.
    smear : how far edges of fast limbs are spread in the pictures (`core.measures.smear`), of the body's height; None
        where that is not known.
    notice : a sentence about what is wrong with the landmarks' own file ("" if nothing is, or there is none).
    another : a sentence about where the athlete in that file may be somebody else ("" if nowhere, or there is none).
    model_remark : a sentence about the model, where it is not what somebody may take it for.
    """

    raw: PoseTrack
    people: int
    backend: str
    model: str
    model_sha256: str
    first_frame: int = 0
    time_scale: float = 1.0
    m_per_px: float | None = None
    cuts_s: tuple[float, ...] = ()
    covered_s: tuple[tuple[float, float], ...] = ()
    grey: NDArray[np.uint8] | None = None
    grey_frame: int = 0
    model_remark: str = ""
    quantiser: float | None = None
    smear: float | None = None
    notice: str = ""
    another: str = ""

    def lights_athlete(self, frame: int) -> bool:
        """Whether a frame's light is the athlete's: no black end's, no empty place's; any where nobody is seen."""
        there, row = self.raw.has_pose, frame - self.first_frame
        return not 0 <= row < len(there) or bool(there[row]) or not there.any()


class TrackSource(Protocol):
    """Gives the landmarks of one athlete; each tick is a place to cancel (close the generator)."""

    def track(self) -> Generator[Progress, None, Tracked]:
        """All frames asked for.

        Raises
        ------
        core.errors.UserError : the model, the pictures or the file cannot be used; the sentence says why.
        """
        ...
