"""The result of analysing one clip: what the window shows and the exports write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import UserError
from core.events.event import Event, Movement, Rejected, Rep, Step
from core.kinematics.passing import Passing
from core.kinematics.scale import Scale
from core.kinematics.series import Series
from core.kinematics.tilt import UNTOLD, Tilt
from core.kinematics.view import View
from core.measures.overlap import LANES, LanePeak, Span
from core.measures.quality import QualityNote
from core.measures.spec import Metric
from core.measures.squat_study import RepStudy
from core.pose.track import PoseTrack
from core.provenance import ProvenanceStep
from core.video.info import ClipInfo

__all__ = [
    "LANES",
    "Analysis",
    "LanePeak",
    "PoseSummary",
    "QualityNote",
    "RepResult",
    "Scale",
    "Span",
    "StepResult",
    "View",
]


@dataclass(frozen=True)
class PoseSummary:
    """How the landmarks were made and how much of the athlete was seen; `model_sha256` "" = the model is not known."""

    backend: str
    model: str
    model_sha256: str
    frames_with_pose: int
    coverage: Mapping[str, float]  # landmark -> share of frames
    interpolated_frames: int
    corrected_frames: int
    side_swaps_fixed: int
    by_hand: Mapping[str, int] = field(default_factory=dict)  # what was put by hand and how often; empty = nothing


@dataclass(frozen=True)
class RepResult:
    """One repetition, its numbers, and the curves that closer looks at it show."""

    rep: Rep
    metrics: Mapping[str, Metric]
    study: RepStudy | None = None


@dataclass(frozen=True)
class StepResult:
    """One step, its numbers, and when each lane is on (spans in seconds) and peaks."""

    step: Step
    metrics: Mapping[str, Metric]
    lanes: Mapping[str, tuple[Span, ...]]  # LANES
    peaks: Mapping[str, LanePeak]


@dataclass(frozen=True)
class Analysis:
    """Everything measured on one clip.

    raw, smoothed, series : one row per analysed frame.  first_frame : the clip's number of the first of them, 0
        unless only a part of the clip was asked for; events name the clip's frames.
    athlete : the name given, None where none was.
    kept : what `core.pipeline.remeasure` goes on from; None where an analysis was not made there.
    path : of an athlete who passes the camera, with the yaw in each frame; None where nobody passes.
    unkept : why what was measured could not be kept on disk for the next time; None where it could.
    tilt : how far the phone was held askew, which is taken out of the series and the numbers.
    """

    clip: ClipInfo
    pose: PoseSummary
    view: View
    scale: Scale
    movement: Movement
    quality: tuple[QualityNote, ...]
    events: tuple[Event, ...]
    rejected: tuple[Rejected, ...]
    reps: tuple[RepResult, ...]
    steps: tuple[StepResult, ...]
    summary: Mapping[str, Metric]
    raw: PoseTrack
    smoothed: PoseTrack
    series: Series
    provenance: tuple[ProvenanceStep, ...] = field(default=())
    first_frame: int = 0
    athlete: str | None = None
    path: Passing | None = None
    tilt: Tilt = UNTOLD
    kept: Any = field(default=None, repr=False, compare=False)
    unkept: UserError | None = field(default=None, repr=False, compare=False)
