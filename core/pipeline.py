"""The one way from a clip to an analysis: command line, window and batch drive the same generator.

file -> frames with exact times -> landmarks (cached) -> repaired and smoothed motion -> view -> reps or steps ->
numbers.  Landmarks are measured once per clip and kept; all that follows is kept for as long as the code that computes
it is the same (`core.known`), so that a better formula reaches old clips.  Landmarks that another program made come in
from a file, with the clip or without.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import known, motion
from core.analysis import Analysis, PoseSummary
from core.beside import beside_note, mark_beside
from core.edited import counts_by_hand
from core.edits.edits import NO_EDITS, Edits
from core.errors import UserError
from core.giving_way import aside, closed_at_last
from core.heavy import load_all
from core.machine import allowed_bytes, give_back_memory
from core.measures import quality
from core.measures.askew import tilt_note
from core.measures.capture import levels_on, light_note
from core.measures.covered_note import covered_note
from core.measures.kept_draws import KeptDraws
from core.measures.notes import Filmed, Found, notes
from core.measures.pictures import with_pictures
from core.measures.scene_note import scene_note
from core.measures.slow_motion import looks_fast
from core.measures.unsure_sides import NOTE
from core.pose import backend as backends
from core.pose import covered, store
from core.pose.effort import kept_as
from core.pose.estimate import KEPT_BYTES, estimate
from core.pose.file_source import FileAlone, FileOnClip
from core.pose.landmark_formats import content_hash
from core.pose.models import model_sha256, obtain_model, remark
from core.pose.scenes import liveliest, scenes
from core.pose.source import Tracked, TrackSource
from core.progress import Progress
from core.remeasure import preview
from core.request import AnyRequest as AnyRequest
from core.request import LandmarkRequest as LandmarkRequest
from core.request import Request as Request
from core.video.frame_times import frames_between
from core.video.info import ClipInfo
from core.video.reader import FrameReader, open_reader

_VARIABLE_SHARE = 0.05  # of the usual interval between frames
_LEAST_BYTES = 2 * 10**9  # of addresses, networks and libraries counted; with less, libraries wait for ever or crash
_FEW_STEPS = 12  # contacts of a run that are all measured within a moment


def analyse(request: Request) -> Generator[Progress, None, Analysis]:
    """Analyse one clip, yielding progress; each yield is a cancel point (close the generator to cancel).

    Within `core.giving_way.giving_way` it also stops between them, soon after it is asked to.

    Raises
    ------
    UserError : the clip, the model or the options cannot be used; the sentence says why.
    """
    allowed = allowed_bytes()
    if allowed is not None and allowed < _LEAST_BYTES:
        much = f"this program may take {allowed / 1e9:.1f} GB of memory here, too little to look at a video"
        raise UserError(much, f"allow it {_LEAST_BYTES / 1e9:.0f} GB or more (ulimit -v)")
    looked = yield from _looked_at(request)
    if isinstance(looked, Analysis):
        return looked
    give_back_memory()  # of the pictures, which nobody holds any more: numbers take less than they did
    result = yield from _measured(*looked, request)
    keep(result)
    return result


def _looked_at(request: Request) -> Generator[Progress, None, Analysis | tuple[Tracked, ClipInfo]]:
    """The landmarks of a clip and what is known of it; the whole analysis where it was kept."""
    yield Progress("index", "Reading the clip")
    opening = partial(open_reader, request.clip, request.capture_fps, KEPT_BYTES)
    with closed_at_last(aside(opening, lambda unused: unused.close())) as reader:
        numbers = frames_between(reader.time_s, request.start_s, request.end_s, request.clip)
        yield Progress("hash", "Reading the clip")
        info = replace(reader.info, sha256=aside(partial(reader.content_hash, saved=not request.force)))
        source: TrackSource
        if request.landmarks is not None:
            size_px = (info.width_px, info.height_px)
            source = FileOnClip(request.landmarks, reader.time_s, numbers, size_px, request.pick)
        else:
            yield Progress("model", "Looking for the pose model")
            model = aside(partial(obtain_model, request.model))
            pictures = _Pictures(reader, info, numbers, request, model, model_sha256(model))
            source = pictures
            name = aside(partial(known.name_of, request, info, pictures.model_sha256, pictures.backend))
            found = None if request.force else aside(partial(known.load, name))
            if found is not None:
                raw = found[0].raw
                yield Progress("pose", "Read from the cache", len(raw), len(raw), partial=raw)
                return _result(info, replace(found[0], model_remark=pictures.model_remark), found[1], request)
        aside(load_all)
        tracked = yield from source.track()
        tracked = with_pictures(tracked, reader, request.landmarks is None)
    return tracked, info


def keep(analysis: Analysis) -> None:
    """Keep what was measured on disk, so that it need not be measured again for the same clip and the same edits."""
    kept = analysis.kept
    if isinstance(kept, Kept) and isinstance(kept.request, Request) and kept.whole:
        known.keep(kept.tracked, kept.measured, kept.info, kept.request)


def measure(request: LandmarkRequest) -> Generator[Progress, None, Analysis]:
    """Measure landmarks without a video, yielding progress like `analyse`.

    Raises
    ------
    UserError : the file cannot be used; the sentence says why.
    """
    tracked = yield from FileAlone(request.landmarks, request.capture_fps, request.pick).track()
    return (yield from _measured(tracked, _no_clip(request, tracked), request))


def _no_clip(request: LandmarkRequest, tracked: Tracked) -> ClipInfo:
    """What is known of a video from its landmarks: the times, and nothing of its picture."""
    time_s, scale = tracked.raw.time_s, tracked.time_scale
    gaps_s = np.diff(time_s)
    usual_s = float(np.median(gaps_s))
    fps = (len(time_s) - 1) / float(time_s[-1] - time_s[0])
    return ClipInfo(
        path=request.landmarks,
        width_px=0,
        height_px=0,
        rotation_deg=0,
        codec="none",
        frames=len(time_s),
        duration_s=float(time_s[-1] - time_s[0]) + usual_s,
        container_fps=fps * scale,
        capture_fps=fps,
        time_scale=scale,
        variable_frame_rate=bool((np.abs(gaps_s - usual_s) > _VARIABLE_SHARE * usual_s).any()),
        largest_frame_gap_ms=float(gaps_s.max()) * 1000,
        sha256=content_hash(request.landmarks),
        smallest_frame_gap_ms=float(gaps_s.min()) * 1000,
    )


def _measured(tracked: Tracked, info: ClipInfo, request: AnyRequest) -> Generator[Progress, None, Analysis]:
    yield Progress("measure", "Measuring", 0, 1)
    measured = motion.measure(
        tracked.raw,
        wanted=request.movement,
        height_m=request.height_m,
        fps=info.capture_fps,
        m_per_px=tracked.m_per_px,
        calibration=request.calibration if isinstance(request, Request) else None,
        edits=request.edits if isinstance(request, Request) else NO_EDITS,
        first_frame=tracked.first_frame,
    )
    yield Progress("measure", "Measuring", 1, 1)
    return _result(info, tracked, measured, request)


@dataclass(frozen=True)
class _Pictures:
    """Raw landmarks of the frames asked for, from the cache or from the pictures: a `TrackSource`."""

    reader: FrameReader
    info: ClipInfo
    numbers: range
    request: Request
    model: Path
    model_sha256: str

    @property
    def backend(self) -> str:
        return self.request.backend or backends.default_name()

    @property
    def model_remark(self) -> str:
        return remark(self.model, self.model_sha256)

    def track(self) -> Generator[Progress, None, Tracked]:
        """The frames asked for or, where they are cut together from several scenes, those of one of them.

        That scene is looked at once more by itself, so that nobody is followed and nothing is smoothed across a cut.
        """
        tracked = yield from self._landmarks()
        raw, first = tracked.raw, self.numbers.start
        parts = scenes(raw)
        if len(parts) < 2:
            return tracked
        part = liveliest(raw, parts)
        if self.request.pick is not None:
            part = min(parts, key=lambda p: _away_s(raw.time_s[p.start : p.stop], self.request.pick))
        one = yield from replace(self, numbers=range(first + part.start, first + part.stop)).track()
        cuts_s = {float(raw.time_s[p.start]) for p in parts[1:]} | set(one.cuts_s)
        return replace(one, cuts_s=tuple(sorted(cuts_s)))

    def _landmarks(self) -> Generator[Progress, None, Tracked]:
        request, numbers = self.request, self.numbers
        backend = self.backend
        name = store.key(
            self.info.sha256, backend=backend, model=self.model_sha256, pick=request.pick,
            frames=(numbers.start, numbers.stop), time_scale=self.info.time_scale, quality=kept_as(request.quality),
            **({"rate": self.info.capture_fps} if self.info.pictures else {}),
            **({} if request.pick is None else {"picked": "searched"}),  # others were taken once
        )  # fmt: skip
        cached = None if request.force else aside(partial(store.load, name, len(numbers)))
        if cached is not None:
            raw, people = cached
            yield Progress("pose", "Read from the cache", len(numbers), len(numbers), partial=raw)
            raw = raw.with_step("pose", backend=backend, model=request.model, cached=True)
        else:
            raw, people = yield from estimate(
                self.reader, self.model, backend, numbers, request.jobs, request.pick, quality=request.quality,
                begun=None if request.force else aside(partial(store.load_begun, name, len(numbers))),
                on_stop=partial(store.save_begun, name),
            )  # fmt: skip
            raw = store.as_kept(raw)
            store.save(name, raw, people)
        hidden = covered.covered(raw)
        times = tuple((float(raw.time_s[rows.start]), float(raw.time_s[rows.stop - 1])) for rows in hidden)
        seen = covered.without(raw, hidden)
        return Tracked(
            seen, people, backend, request.model, self.model_sha256, numbers.start, covered_s=times,
            model_remark=self.model_remark,
        )  # fmt: skip


def _away_s(time_s: NDArray[np.float64], pick: tuple[float, float, float] | None) -> float:
    """Seconds between the picked moment and the nearest of some frames."""
    return 0.0 if pick is None else float(np.abs(time_s - pick[2]).min())


@dataclass(frozen=True)
class Kept:
    """What an analysis was made of, to go on from when something is put by hand.

    whole : False = measured anew only where something was put by hand.
    """

    info: ClipInfo
    tracked: Tracked
    measured: motion.Measured
    request: AnyRequest
    whole: bool = True


def remeasure(
    analysis: Analysis, edits: Edits, *, whole: bool = True, kept_draws: KeptDraws | None = None
) -> Analysis:  # fmt: skip
    """The analysis with these edits, without looking at the clip again; the landmarks as detected are kept.

    whole : False = only the reps or steps concerned are measured anew (`core.remeasure`), which follows a drag.
    kept_draws : of this clip, from one edit to the next: sooner done, with the same numbers.
    Within `core.giving_way.giving_way` it stops soon after it is asked to.

    Raises
    ------
    Cancelled : it was asked to.
    ValueError : the analysis keeps nothing to go on from.
    """
    kept = analysis.kept
    if not isinstance(kept, Kept) or not isinstance(kept.request, Request):
        raise ValueError("nothing was kept to go on from")
    request = replace(kept.request, edits=edits)
    if request.calibration == kept.request.edits.calibration:  # put there by hand, and taken away or changed by hand
        request = replace(request, calibration=edits.calibration)
    if not whole:
        quick = _result(kept.info, kept.tracked, preview(kept.measured, edits, kept_draws), request)
        return replace(quick, kept=replace(quick.kept, whole=False))
    seen = kept.measured.seen
    if seen is not None and _only_events(kept, edits):
        return _result(kept.info, kept.tracked, motion.numbers(seen, edits, kept_draws), request)
    steps = _measured(kept.tracked, kept.info, request)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        result: Analysis = end.value
        return result


def whole_at_once(analysis: Analysis, edits: Edits) -> bool:
    """Whether all numbers of a run are had as soon as those of the steps concerned, so that no means lag behind."""
    kept = analysis.kept
    few = 0 < len(analysis.steps) <= _FEW_STEPS
    return few and isinstance(kept, Kept) and _only_events(kept, edits)


def _only_events(kept: Kept, edits: Edits) -> bool:
    """Whether landmarks and scale stay what the whole chain has made of them."""
    if not isinstance(kept.request, Request):
        return False
    old, seen = kept.request.edits, kept.measured.seen
    same = old.same_landmarks(edits) and old.calibration == edits.calibration
    return same and seen is not None and seen.exact


def _result(info: ClipInfo, tracked: Tracked, measured: motion.Measured, request: AnyRequest) -> Analysis:
    repaired, raw, first_frame = measured.repaired, tracked.raw, tracked.first_frame
    pose = PoseSummary(
        backend=tracked.backend,
        model=tracked.model,
        model_sha256=tracked.model_sha256,
        frames_with_pose=int(raw.has_pose.sum()),
        coverage=quality.coverage(raw),
        interpolated_frames=int(repaired.interpolated.sum()),
        corrected_frames=int(repaired.corrected.sum()),
        side_swaps_fixed=repaired.side_swaps,
        by_hand=counts_by_hand(request.edits) if isinstance(request, Request) else {},
    )
    filmed = Filmed(
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
    )
    told = notes(raw, measured.view, _found(tracked, measured, filmed.capture_told), filmed)
    dim = None
    if tracked.grey is not None:
        body = levels_on(raw, tracked.grey_frame - first_frame, tracked.grey, (info.width_px, info.height_px))
        dim = light_note(tracked.grey, body)
    cut = scene_note(tracked.cuts_s, raw.time_s) if tracked.cuts_s else None
    behind = covered_note(tracked.covered_s) if tracked.covered_s else None
    near = beside_note(raw.beside_s) if raw.beside_s else None
    model = quality.QualityNote(quality.OTHER_MODEL, "info", tracked.model_remark) if tracked.model_remark else None
    alike = NOTE if measured.steps and measured.seen is not None and measured.seen.legs_alike else None
    more = [note for note in (cut, behind, near, dim, alike, tilt_note(measured.tilt), model) if note is not None]
    if more:
        told = tuple(sorted((*more, *told), key=lambda note: ("refuse", "caution", "info").index(note.severity)))
    reps, steps, summary = mark_beside(measured.reps, measured.steps, measured.summary, raw.beside_s)
    return Analysis(
        clip=info,
        pose=pose,
        view=measured.view,
        scale=measured.scale,
        movement=measured.movement,
        quality=told,
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


def _found(tracked: Tracked, measured: motion.Measured, rate_told: bool) -> Found:
    """What the notes are told of a movement."""
    speeds = [m.value for r in measured.reps if (m := r.metrics["peak_concentric_velocity"]).value is not None]
    return Found(
        movement=measured.movement,
        steps=[s.step for s in measured.steps],
        reps=[r.rep for r in measured.reps],
        leg_share=measured.leg_share,
        leg_jumps=measured.leg_jumps,
        slow=measured.plays_slowly,
        too_fast=looks_fast(tracked.raw.time_s, measured.series["pelvis_height_ratio"], speeds, told=rate_told),
        farthest_yaw_deg=measured.farthest_yaw_deg(),
    )


def run(request: AnyRequest, on_progress: Callable[[Progress], None] = lambda progress: None) -> Analysis:
    """Drive `analyse` or `measure` to its end on the calling thread."""
    steps = analyse(request) if isinstance(request, Request) else measure(request)
    try:
        while True:
            on_progress(next(steps))
    except StopIteration as end:
        result: Analysis = end.value
        return result
    finally:
        steps.close()
