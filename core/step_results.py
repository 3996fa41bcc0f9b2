"""The numbers of every running step, with draws of what the landmarks of a bout of steps could as well be."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from core.analysis import StepResult
from core.events.event import Step
from core.giving_way import may_go_on
from core.kinematics.passing import Passing
from core.kinematics.scale import Scale
from core.kinematics.view import yaw_over_time
from core.measures import quality
from core.measures.cut_feet import mark_steps
from core.measures.kept_draws import KeptDraws
from core.measures.quick_steps import mark_quick
from core.measures.spec import Metric
from core.measures.sprint import MeasuredStep, measure_steps
from core.measures.sprint_summary import summarise_steps
from core.measures.sprint_way import Way
from core.measures.unsure_look import times_unsure
from core.measures.unsure_sides import mark_sides
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import Side
from core.pose.track import PoseTrack
from core.recognition import span_of
from core.run_draws import kept_or_drawn
from core.seen import Seen, two_steps_s

_MARGIN_S = 1.0  # motion kept on either side of a bout of steps when draws are made
_PASSING_DEG = 15.0  # a yaw that changes by less is that of an athlete who stays where they are
_USUAL_STRIDE_S = 0.6
_LONGEST_DRAWN = 1500  # frames drawn at once; longer clips are measured in parts, so that memory stays flat
_AHEAD = 2  # steps that a step's flight, frequency and length hang on


def measure_sprint(
    seen: Seen, steps: Sequence[Step], kept: KeptDraws | None = None
) -> tuple[tuple[StepResult, ...], dict[str, Metric]]:
    """Every step's numbers and their summary."""
    if not steps:
        return (), {}
    measured, share = steps_of(seen, steps, kept)
    results = tuple(step_result(m, share) for m in measured)
    return results, quality.mark_hidden(summarise_steps(measured, seen.rate), share)


def step_result(m: MeasuredStep, share: float) -> StepResult:
    """One step's numbers, with what was hidden marked.  share : of the time in which the legs were seen."""
    return StepResult(m.step, quality.mark_hidden(m.metrics, share), m.lanes, m.peaks)


def steps_of(
    seen: Seen,
    steps: Sequence[Step],
    kept: KeptDraws | None = None,
    wanted: Collection[int] | None = None,
    most_frames: int = _LONGEST_DRAWN,
) -> tuple[list[MeasuredStep], float]:  # fmt: skip
    """Every step's numbers before what was hidden is marked, and the share of the time in which the legs were seen.

    wanted : which of the steps are told, None = all; what is told hangs on the others as well.
    most_frames : drawn at once; a run of no more has the same numbers however few of its steps are wanted.
    """
    kept = KeptDraws() if kept is None else kept
    raw, plane, path, body, view = seen.shown, seen.plane, seen.path, seen.body, seen.view
    measured: list[MeasuredStep] = []
    yaws = _changing_yaw(plane) if path is None else np.abs(path.yaw_deg)
    on_path = path if path is not None and path.covers(plane, span_of(steps)) else None
    sight_told = bool((np.nan_to_num(raw.visibility, nan=1.0) < 1.0).any())
    way = _way(plane.camera, on_path, seen.scale, seen.toes_m)
    spans = [(s.touchdown_s, s.toe_off_s or s.touchdown_s) for s in steps]
    for first, last in _parts(spans, plane.time_s, most_frames):
        told = {i - first for i in range(first, last) if wanted is None or i in wanted}
        if not told:
            continue
        part = steps[first : last + _AHEAD]  # what a step hangs on comes after it
        ends = part[-1].toe_off_s or part[-1].touchdown_s
        frames = plane.around(part[0].touchdown_s, ends, _MARGIN_S)
        may_go_on()
        series, points, found, _ = kept_or_drawn(seen, frames, _stride_s(steps) / 4, on_path, kept)
        yaw = None if yaws is None else np.interp(series.time_s, plane.time_s, yaws)
        fresh = measure_steps(
            series, points, part, body, view, seen.rate, way=way.part(frames), yaw_deg=yaw, slowed=seen.slowed,
            sight_told=sight_told, tilt_sd_deg=seen.tilt.sd_deg, unsure=times_unsure(seen.raw), wanted=told, kept=found,
        )  # fmt: skip
        fresh = mark_steps(fresh, raw)
        fresh = mark_sides(fresh) if seen.legs_alike else fresh
        measured += mark_quick(fresh, steps)
    return measured, quality.leg_seen(raw, view, (steps[0].touchdown_s, steps[-1].touchdown_s))


def _changing_yaw(track: PoseTrack) -> np.ndarray | None:
    """The yaw in each frame of an athlete who passes by; None where one number tells it better (a treadmill)."""
    yaw = yaw_over_time(track)
    seen = yaw[np.isfinite(yaw)]
    if not seen.size or np.percentile(seen, 90) - np.percentile(seen, 10) < _PASSING_DEG:
        return None
    return yaw


def _stride_s(steps: Sequence[Step]) -> float:
    """Median time of two steps, the usual one where there are not as many."""
    known = two_steps_s(steps)
    return known if np.isfinite(known) else _USUAL_STRIDE_S


def _parts(spans: Sequence[tuple[float, float]], time_s: np.ndarray, most_frames: int) -> list[tuple[int, int]]:
    """Neighbouring spans joined while their frames fit into one set of draws: (first, past the last) of each part."""
    parts: list[tuple[int, int]] = []
    first = 0
    for i in range(1, len(spans) + 1):
        if i < len(spans):
            frames = np.searchsorted(time_s, spans[i][1] + _MARGIN_S) - np.searchsorted(
                time_s, spans[first][0] - _MARGIN_S
            )
            if frames <= most_frames:
                continue
        parts.append((first, i))
        first = i
    return parts


def _way(
    camera: CameraMotion | None, path: Passing | None, scale: Scale, toes_m: Mapping[Side, np.ndarray] | None
) -> Way:
    """How the way covered is told: on the plane of a path the ground stands still, otherwise the camera is undone."""
    state = "unknown" if camera is None else camera.state
    shift = camera.shift_px if camera is not None and path is None and state in ("shaky", "panning") else None
    return Way(scale.m_per_px, scale.sd_share, shift, toes_m, state)
