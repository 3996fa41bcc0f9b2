"""What was measured and what is known of the clip put together into one result, with the notes that are told of it."""

from dataclasses import dataclass, replace

from core.analysis import Analysis, PoseSummary
from core.beside import DOUBTED, beside_note, doubted_note, mark_beside
from core.edited import counts_by_hand
from core.measures import damaged_note
from core.measures.askew import tilt_note
from core.measures.capture import levels_on, light_note
from core.measures.covered_note import covered_note
from core.measures.notes import Filmed, Found, gravest_first, notes
from core.measures.quality import MAYBE_ANOTHER, OTHER_MODEL, QualityNote, coverage
from core.measures.quick_steps import NOTE as QUICK_NOTE
from core.measures.quick_steps import too_quick
from core.measures.scene_note import scene_note
from core.measures.slow_motion import looks_fast
from core.measures.unsure_sides import NOTE as SIDES_NOTE
from core.motion import Measured
from core.pose.source import Tracked
from core.request import AnyRequest, Request
from core.video.index import ends_early
from core.video.info import ClipInfo


@dataclass(frozen=True)
class Kept:
    """What an analysis was made of, to go on from when something is put by hand.

    whole : False = measured anew only where something was put by hand.
    """

    info: ClipInfo
    tracked: Tracked
    measured: Measured
    request: AnyRequest
    whole: bool = True


def assemble(info: ClipInfo, tracked: Tracked, measured: Measured, request: AnyRequest) -> Analysis:
    """The result of one clip, which keeps what it was made of (`Kept`).

    Frames of the measured events count from the first one that was looked at, those of the result from the clip's
    first.
    """
    raw, first_frame = tracked.raw, tracked.first_frame
    reps, steps, summary = mark_beside(measured.reps, measured.steps, measured.summary, raw.beside_s)
    reps, steps, summary = mark_beside(reps, steps, summary, raw.doubted_s, DOUBTED)
    reps, steps, summary = mark_beside(reps, steps, summary, raw.damaged_s, damaged_note.REASON)
    return Analysis(
        clip=info,
        pose=_pose_summary(tracked, measured, request),
        view=measured.view,
        scale=measured.scale,
        movement=measured.movement,
        quality=_all_notes(info, tracked, measured, request),
        events=tuple(replace(event, frame=event.frame + first_frame) for event in measured.events),
        rejected=measured.rejected,
        reps=reps,
        steps=steps,
        summary=summary,
        raw=raw,
        smoothed=measured.track,
        series=measured.series,
        provenance=measured.provenance,
        first_frame=first_frame,
        athlete=request.athlete,
        path=measured.path,
        tilt=measured.tilt,
        kept=Kept(info, tracked, measured, request),
    )


def _pose_summary(tracked: Tracked, measured: Measured, request: AnyRequest) -> PoseSummary:
    repaired = measured.repaired
    return PoseSummary(
        backend=tracked.backend,
        model=tracked.model,
        model_sha256=tracked.model_sha256,
        frames_with_pose=int(tracked.raw.has_pose.sum()),
        coverage=coverage(tracked.raw),
        interpolated_frames=int(repaired.interpolated.sum()),
        corrected_frames=int(repaired.corrected.sum()),
        side_swaps_fixed=repaired.side_swaps,
        by_hand=counts_by_hand(request.edits) if isinstance(request, Request) else {},
    )


def _all_notes(
    info: ClipInfo, tracked: Tracked, measured: Measured, request: AnyRequest
) -> tuple[QualityNote, ...]:  # fmt: skip
    """What is told of how the clip was filmed and seen, the gravest first."""
    raw, filmed, damaged_s = tracked.raw, _filmed(info, tracked, request), _damaged_s(info, tracked)
    usual = notes(raw, measured.view, _found(tracked, measured, filmed.capture_told), filmed)
    told = (
        scene_note(tracked.cuts_s, raw.time_s) if tracked.cuts_s else None,
        covered_note(tracked.covered_s) if tracked.covered_s else None,
        beside_note(raw.beside_s) if raw.beside_s else None,
        doubted_note(request.pick[2]) if raw.doubted and request.pick is not None else None,
        damaged_note.damaged_note(damaged_s) if damaged_s else None,
        QualityNote(MAYBE_ANOTHER, "caution", tracked.another) if tracked.another else None,
        _too_dark(tracked, filmed.size_px),
        SIDES_NOTE if measured.steps and measured.seen is not None and measured.seen.legs_alike else None,
        QUICK_NOTE if too_quick([result.step for result in measured.steps]) else None,
        tilt_note(measured.tilt),
        QualityNote(OTHER_MODEL, "info", tracked.model_remark) if tracked.model_remark else None,
    )
    return gravest_first([*(note for note in told if note is not None), *usual])


def _filmed(info: ClipInfo, tracked: Tracked, request: AnyRequest) -> Filmed:
    return Filmed(
        people=tracked.people,
        fps=info.capture_fps,
        size_px=(info.width_px, info.height_px),
        variable=info.variable_frame_rate,
        capture_told=request.capture_fps is not None,
        told_fps=info.told_capture_fps,
        picked=request.pick is not None,
        notices=tuple(told for told in (info.notice, tracked.notice) if told),
        quantiser=tracked.quantiser,
        smear=tracked.smear,
        interlaced=info.interlaced,
    )


def _damaged_s(info: ClipInfo, tracked: Tracked) -> tuple[tuple[float, float], ...]:
    """From when to when pictures are damaged, but for the last ones of a file that is cut off, as is told anyway."""
    raw = tracked.raw
    told = ends_early(info.notice) and not info.pictures and tracked.first_frame + len(raw) >= info.frames
    return tuple(span for span in raw.damaged_s if not (told and span[1] >= raw.time_s[-1]))


def _too_dark(tracked: Tracked, size_px: tuple[int, int]) -> QualityNote | None:
    """That there is too little light, where there is; None too where no picture was looked at."""
    if tracked.grey is None:
        return None
    body = levels_on(tracked.raw, tracked.grey_frame - tracked.first_frame, tracked.grey, size_px)
    return light_note(tracked.grey, body)


def _found(tracked: Tracked, measured: Measured, rate_told: bool) -> Found:
    """What the notes are told of a movement."""
    speeds = [m.value for r in measured.reps if (m := r.metrics["peak_concentric_velocity"]).value is not None]
    return Found(
        movement=measured.movement,
        steps=[s.step for s in measured.steps],
        reps=[r.rep for r in measured.reps],
        rejected=measured.rejected,
        leg_share=measured.leg_share,
        leg_jumps=measured.leg_jumps,
        slow=measured.plays_slowly,
        too_fast=looks_fast(tracked.raw.time_s, measured.series["pelvis_height_ratio"], speeds, told=rate_told),
        farthest_yaw_deg=measured.farthest_yaw_deg(),
    )
