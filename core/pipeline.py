"""The one way from a clip to an analysis: command line, window and batch drive the same generator.

file -> frames with exact times -> landmarks (cached) -> repaired and smoothed motion -> view -> reps or steps ->
numbers.  Landmarks are measured once per clip and kept; all that follows is computed anew each time, so that a
better formula reaches old clips.
"""

import contextlib
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from core import motion
from core.analysis import Analysis, PoseSummary
from core.errors import UserError
from core.measures import quality
from core.pose import backend as backends
from core.pose import store
from core.pose.estimate import estimate
from core.pose.models import model_sha256, obtain_model
from core.pose.track import PoseTrack
from core.progress import Progress
from core.video.info import ClipInfo
from core.video.reader import FrameReader, open_reader


@dataclass(frozen=True)
class Request:
    """What to analyse and how; the options of `plumbline analyze`.

    capture_fps : the rate a slow-motion clip was filmed at.  height_m : standing height, gives metres.
    pick : x px, y px and seconds of a point on the athlete.  start_s, end_s : only this part of the clip.
    backend : one of `core.pose.backend.names()`, None = the best one here.  jobs : inference threads, None = as many
    as cores.  force : measure the pose again even if it is cached.
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


def analyse(request: Request) -> Generator[Progress, None, Analysis]:
    """Analyse one clip, yielding progress; each yield is a cancel point (close the generator to cancel).

    Raises
    ------
    UserError : the clip, the model or the options cannot be used; the sentence says why.
    """
    yield Progress("index", "Reading the clip")
    with contextlib.closing(open_reader(request.clip, request.capture_fps)) as reader:
        numbers = _frames(reader, request)
        yield Progress("hash", "Reading the clip")
        info = replace(reader.info, sha256=reader.content_hash(saved=not request.force))
        raw, people, pose = yield from _pose(reader, info, numbers, request)
    yield Progress("measure", "Measuring", 0, 1)
    measured = motion.measure(
        raw,
        wanted=request.movement,
        height_m=request.height_m,
        fps=info.capture_fps,
    )
    yield Progress("measure", "Measuring", 1, 1)
    return _result(info, pose, raw, people, measured, request, numbers.start)


def _frames(reader: FrameReader, request: Request) -> range:
    """The frames between `start_s` and `end_s`, both included where a frame begins there."""
    times = reader.time_s
    first = 0 if request.start_s is None else int((times < request.start_s - 1e-6).sum())
    stop = len(times) if request.end_s is None else int((times <= request.end_s + 1e-6).sum())
    if first >= stop:
        ends = f"the clip runs from {times[0]:.2f} to {times[-1]:.2f} s"
        raise UserError("there are no frames between the start and the end asked for", ends, request.clip)
    return range(first, stop)


@dataclass(frozen=True)
class _PoseSource:
    backend: str
    model: str
    sha256: str


def _pose(
    reader: FrameReader, info: ClipInfo, numbers: range, request: Request
) -> Generator[Progress, None, tuple[PoseTrack, int, _PoseSource]]:
    """Raw landmarks of the frames asked for, from the cache or from the pictures."""
    yield Progress("model", "Looking for the pose model")
    model = obtain_model(request.model)
    source = _PoseSource(request.backend or backends.default_name(), request.model, model_sha256(model))
    name = store.key(
        info.sha256, backend=source.backend, model=source.sha256, pick=request.pick,
        frames=(numbers.start, numbers.stop), time_scale=info.time_scale,
        **({"rate": info.capture_fps} if info.pictures else {}),
    )  # fmt: skip
    cached = None if request.force else store.load(name, len(numbers))
    if cached is not None:
        yield Progress("pose", "Read from the cache", len(numbers), len(numbers), partial=cached[0])
        return cached[0].with_step("pose", backend=source.backend, model=source.model, cached=True), cached[1], source
    track, people = yield from estimate(reader, model, source.backend, numbers, request.jobs, request.pick)
    store.save(name, track, people)
    return track, people, source


def _result(
    info: ClipInfo,
    pose: _PoseSource,
    raw: PoseTrack,
    people: int,
    measured: motion.Measured,
    request: Request,
    first_frame: int,
) -> Analysis:
    repaired = measured.repaired
    summary = PoseSummary(
        backend=pose.backend,
        model=pose.model,
        model_sha256=pose.sha256,
        frames_with_pose=int(raw.has_pose.sum()),
        coverage=quality.coverage(raw),
        interpolated_frames=int(repaired.interpolated.sum()),
        corrected_frames=int(repaired.corrected.sum()),
        side_swaps_fixed=repaired.side_swaps,
    )
    told = quality.notes(
        raw,
        measured.view,
        measured.movement,
        [s.step for s in measured.steps],
        [r.rep for r in measured.reps],
        people=people,
        fps=info.capture_fps,
        variable=info.variable_frame_rate,
        size_px=(info.width_px, info.height_px),
        capture_told=request.capture_fps is not None,
        leg_share=measured.leg_share,
        file_notice=info.notice,
        told_fps=info.told_capture_fps,
        rejected_slow=any("slow motion" in r.reason for r in measured.rejected),
    )
    return Analysis(
        clip=info,
        pose=summary,
        view=measured.view,
        scale=measured.scale,
        movement=measured.movement,
        quality=told,
        events=tuple(replace(event, frame=event.frame + first_frame) for event in measured.events),
        rejected=measured.rejected,
        reps=measured.reps,
        steps=measured.steps,
        summary=measured.summary,
        raw=raw,
        smoothed=measured.track,
        series=measured.series,
        provenance=measured.track.provenance,
        first_frame=first_frame,
        athlete=request.athlete,
    )


def run(request: Request, on_progress: Callable[[Progress], None] = lambda progress: None) -> Analysis:
    """Drive `analyse` to its end on the calling thread."""
    steps = analyse(request)
    try:
        while True:
            on_progress(next(steps))
    except StopIteration as end:
        result: Analysis = end.value
        return result
    finally:
        steps.close()
