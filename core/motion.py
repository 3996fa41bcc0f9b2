"""From raw landmarks to numbers, without a video: repair, smooth, see from where, find the movement, measure it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.analysis import RepResult, StepResult
from core.edited import provenance_by_hand, told_by_hand
from core.edits.edits import NO_EDITS, Edits
from core.edits.on_events import reps_by_hand, steps_by_hand, still_rejected
from core.edits.on_landmarks import LandmarksByHand
from core.events.event import Event, EventKind, Movement, Rejected, Rep, Step
from core.kinematics.calibration import Calibration
from core.kinematics.passing import Passing
from core.kinematics.scale import Scale
from core.kinematics.series import Series
from core.kinematics.tilt import UNTOLD, Tilt
from core.kinematics.view import View
from core.measures import quality
from core.measures.kept_draws import KeptDraws
from core.measures.spec import Metric
from core.pose.skeleton import Side
from core.pose.track import PoseTrack
from core.provenance import ProvenanceStep
from core.recognition import Wanted, span_of
from core.rep_results import measure_squat
from core.seen import Seen, frame_s, see
from core.signal.clean import Repaired
from core.step_results import measure_sprint


@dataclass(frozen=True)
class Measured:
    """Everything that follows from the landmarks."""

    repaired: Repaired
    track: PoseTrack  # smoothed, hips corrected: what the numbers were computed from
    view: View
    scale: Scale
    movement: Movement
    series: Series
    events: tuple[Event, ...]
    rejected: tuple[Rejected, ...]
    reps: tuple[RepResult, ...]
    steps: tuple[StepResult, ...]
    summary: dict[str, Metric]
    leg_share: float
    leg_jumps: float = 0.0
    path: Passing | None = None  # of an athlete who passes the camera
    provenance: tuple[ProvenanceStep, ...] = ()
    seen: Seen | None = None  # what to go on from when something is put by hand

    @property
    def plays_slowly(self) -> bool:
        """Whether steps were found that take longer than anybody's: times are as played, not as they were."""
        slow = self.seen is not None and self.seen.slowed is not None
        return slow or any("slow motion" in r.reason for r in self.rejected)

    @property
    def tilt(self) -> Tilt:
        """How far the phone was held askew."""
        return UNTOLD if self.seen is None else self.seen.tilt

    def farthest_yaw_deg(self) -> float | None:
        """How far from square-on an athlete who passes the camera is seen while they run; None = nobody passes."""
        if self.path is None or not self.steps:
            return None
        first, last = span_of([s.step for s in self.steps])
        inside = (self.series.time_s >= first) & (self.series.time_s <= last) & np.isfinite(self.path.yaw_deg)
        return float(np.abs(self.path.yaw_deg[inside]).max()) if inside.any() else None


def measure(
    raw: PoseTrack,
    *,
    wanted: Wanted = "auto",
    height_m: float | None = None,
    fps: float | None = None,
    m_per_px: float | None = None,
    calibration: Calibration | None = None,
    edits: Edits = NO_EDITS,
    first_frame: int = 0,
) -> Measured:
    """The whole chain from raw landmarks on.

    Parameters
    ----------
    wanted : "auto" recognises the movement; otherwise only that one is looked for.
    height_m : standing height in metres; gives a scale.
    fps : captured frames per second; taken from the times where not given.
    m_per_px : what a pixel is, where the landmarks came in metres; a height that is told counts more.
    calibration : a line of known length or a rectangle on the ground; counts before the height.
    edits : what somebody put by hand; it wins.  first_frame : the clip's number of the first row, for the edits.
    """
    hand = LandmarksByHand(edits, first_frame)
    calibration = calibration or edits.calibration
    return numbers(
        see(raw, hand, wanted=wanted, height_m=height_m, fps=fps, m_per_px=m_per_px, calibration=calibration), edits
    )


def by_hand(seen: Seen, edits: Edits) -> tuple[Movement, list[Rep], list[Step], list[Rejected]]:
    """Movement, reps, steps and what was rejected, as somebody wants them."""
    step_s = frame_s(seen.shown)
    pelvis = seen.series.values.get("pelvis_height_ratio", np.full(len(seen.shown), np.nan))
    reps = reps_by_hand(seen.reps, edits, step_s, seen.series.time_s, pelvis) if seen.movement != "sprint" else []
    steps = (
        steps_by_hand(seen.steps, edits, step_s, seen.series.time_s) if seen.movement != "squat" and not reps else []
    )
    movement: Movement = "squat" if reps else "sprint" if steps else seen.movement
    return movement, reps, steps, still_rejected(seen.rejected, reps, steps)


def numbers(seen: Seen, edits: Edits = NO_EDITS, kept: KeptDraws | None = None) -> Measured:
    """Every number of what was seen, with reps and steps as somebody wants them.

    kept : what was drawn for earlier edits of the same clip; the numbers are the same without.
    """
    raw, smoothed, view = seen.shown, seen.smoothed, seen.view
    movement, reps, steps, rejected = by_hand(seen, edits)
    tall_px = quality.standing_px(raw) if reps else None
    legs = [quality.leg_seen_and_jumps(raw, view, (r.start_s, r.end_s), smoothed, tall_px or 0.0) for r in reps]
    leg_share = float(np.median([seen for seen, _ in legs])) if legs else quality.leg_seen(raw, view)
    rep_results: tuple[RepResult, ...] = ()
    step_results: tuple[StepResult, ...] = ()
    summary: dict[str, Metric] = {}
    if movement == "squat":
        rep_results, summary = measure_squat(seen, reps)
    elif movement == "sprint":
        step_results, summary = measure_sprint(seen, steps, kept)
    rep_results, step_results, summary = told_by_hand(seen, rep_results, step_results, summary, edits)
    return Measured(
        repaired=seen.repaired,
        track=seen.track,
        view=view,
        scale=seen.scale,
        movement=movement,
        series=seen.series,
        events=events_of(raw, reps, steps),
        rejected=tuple(rejected),
        reps=rep_results,
        steps=step_results,
        summary=summary,
        leg_share=leg_share,
        leg_jumps=float(np.median([jumps for _, jumps in legs])) if legs else 0.0,
        path=seen.path,
        provenance=(*_with_camera(seen.plane).provenance, *provenance_by_hand(edits)),
        seen=seen,
    )


def _with_camera(track: PoseTrack) -> PoseTrack:
    camera = track.camera
    if camera is None:
        return track
    focal, travel = (round(px, 1) if np.isfinite(px) else None for px in (camera.focal_px, camera.travel_px()))
    return track.with_step("camera", state=camera.state, travel_px=travel, cuts=camera.cuts, focal_px=focal)


def events_of(raw: PoseTrack, reps: Sequence[Rep], steps: Sequence[Step]) -> tuple[Event, ...]:
    """Reps and steps as single moments, in order of time."""
    moments: list[tuple[EventKind, Side | None, float, float | None, bool]] = []
    for r in reps:
        moments += [
            ("rep_start", None, r.start_s, r.start_sd_s, "start" in r.by_hand),
            ("rep_bottom", None, r.bottom_s, r.bottom_sd_s, "bottom" in r.by_hand),
            ("rep_end", None, r.end_s, r.end_sd_s, "end" in r.by_hand),
        ]
    for s in steps:
        other = "side" in s.by_hand
        moments.append(("touchdown", s.side, s.touchdown_s, s.touchdown_sd_s, other or "touchdown" in s.by_hand))
        if s.toe_off_s is not None:
            moments.append(("toe_off", s.side, s.toe_off_s, s.toe_off_sd_s, other or "toe_off" in s.by_hand))
    return tuple(
        Event(kind, side, int(np.argmin(np.abs(raw.time_s - time_s))), time_s, sd, "edited" if edited else "found")
        for kind, side, time_s, sd, edited in sorted(moments, key=lambda m: m[2])
    )
