"""analysis.json: one analysis as plain dictionaries, lists and numbers, under the names everybody may rely on."""

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from core import __version__
from core.analysis import Analysis, LanePeak, RepResult, StepResult
from core.edits.events import Marker
from core.events.event import Event, Rejected
from core.kinematics.passing import Passing
from core.measures.spec import Metric
from core.pose.camera_motion import CameraMotion
from core.signal.resample import usual_step_s
from core.video.info import ClipInfo

SCHEMA = "plumbline/analysis"
SCHEMA_VERSION = 1

TIME_DECIMALS = 6  # a microsecond: a thousandth of a frame at 1000 fps
VALUE_DECIMALS = 6
# by unit: far below any sd this program can reach, short enough to read
UNIT_DECIMALS: Mapping[str, int] = {"s": 6, "deg": 3, "deg/s": 3, "ms": 3, "%": 3, "px": 3}


def analysis_dict(analysis: Analysis, markers: Sequence[Marker] = ()) -> dict[str, Any]:
    """The content of analysis.json.

    markers : put by hand, with their notes; in order of time.

    Every number is finite or None: NaN and infinity become None, and a measure whose number is missing is
    `refused` whatever it said before.  Times are seconds with 6 decimals.
    """
    pose = analysis.pose
    view = analysis.view
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "software": {"name": "plumbline", "version": __version__},
        "clip": _clip(analysis.clip),
        "athlete": analysis.athlete,
        "pose": {
            "backend": pose.backend,
            "model": pose.model,
            "model_sha256": pose.model_sha256 or None,
            "frames_with_pose": int(pose.frames_with_pose),
            "coverage": {name: _number(share, 4) for name, share in pose.coverage.items()},
            "interpolated_frames": int(pose.interpolated_frames),
            "corrected_frames": int(pose.corrected_frames),
            "side_swaps_fixed": int(pose.side_swaps_fixed),
            "by_hand": {name: int(count) for name, count in pose.by_hand.items()},
        },
        "view": {
            "label": view.label,
            "facing": view.facing,
            "yaw_deg": _number(view.yaw_deg, 2),
            "yaw_sd_deg": _number(view.yaw_sd_deg, 2),
            "yaw_range_deg": _yaw_range(analysis.path),
        },
        "camera": _camera(analysis.raw.camera),
        "scale": {"m_per_px": _number(analysis.scale.m_per_px, 9), "source": analysis.scale.source},
        "movement": analysis.movement,
        "quality": [{"code": n.code, "severity": n.severity, "message": n.message} for n in analysis.quality],
        "events": [_event(e) for e in analysis.events],
        "markers": [_marker(m, analysis) for m in sorted(markers, key=lambda m: m.time_s)],
        "rejected": [_rejected(r) for r in analysis.rejected],
        "reps": [_rep(r) for r in analysis.reps],
        "steps": [_step(s) for s in analysis.steps],
        "summary": _metrics(analysis.summary),
        "provenance": [_plain(step.as_dict()) for step in analysis.provenance],
    }


def _yaw_range(path: Passing | None) -> list[float | None] | None:
    """From where to where an athlete who passes is seen, - before the nearest point on the left, + on its right."""
    if path is None or not np.isfinite(path.yaw_deg).any():
        return None
    return [_number(float(end(path.yaw_deg)), 2) for end in (np.nanmin, np.nanmax)]


def _camera(camera: CameraMotion | None) -> dict[str, Any] | None:
    if camera is None:
        return None
    return {
        "state": camera.state,
        "known_share": _number(float(camera.known.mean()), 4) if len(camera) else None,
        "travel_px": _number(camera.travel_px(), 2),
        "cuts": camera.cuts,
        "focal_px": _number(camera.focal_px, 1),
        "focal_sd_px": _number(camera.focal_sd_px, 1),
    }


def metric_dict(metric: Metric) -> dict[str, Any]:
    """METRIC {value, unit, sd, status, reason}, rounded by unit; without a value it is refused and says why.

    `source` stands there only where something was put by hand.
    """
    decimals = UNIT_DECIMALS.get(metric.unit, VALUE_DECIMALS)
    value = _number(metric.value, decimals)
    sd = _number(metric.sd, decimals)
    status, reason = metric.status, metric.reason
    if value is None:
        status, sd, reason = "refused", None, reason or "not measured"
    told = {"value": value, "unit": metric.unit, "sd": sd, "status": status, "reason": reason}
    return told if metric.source == "found" else told | {"source": metric.source}


def _clip(clip: ClipInfo) -> dict[str, Any]:
    return {
        # the name alone: results are passed on, and a path tells who sits at the machine and how it is laid out
        "file": os.fsencode(clip.path.name).decode("utf-8", "replace"),
        "sha256": clip.sha256,
        "width_px": int(clip.width_px) or None,
        "height_px": int(clip.height_px) or None,
        "rotation_deg": int(clip.rotation_deg),
        "codec": clip.codec,
        "frames": int(clip.frames),
        "duration_s": _number(clip.duration_s, TIME_DECIMALS),
        "container_fps": _number(clip.container_fps, VALUE_DECIMALS),
        "capture_fps": _number(clip.capture_fps, VALUE_DECIMALS),
        "time_scale": _number(clip.time_scale, 9),
        "variable_frame_rate": bool(clip.variable_frame_rate),
        "largest_frame_gap_ms": _number(clip.largest_frame_gap_ms, 3),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "side": event.side,
        "frame": int(event.frame),
        "time_s": _number(event.time_s, TIME_DECIMALS),
        "sd_s": _number(event.sd_s, TIME_DECIMALS),
        "source": event.source,
    }


def _marker(marker: Marker, analysis: Analysis) -> dict[str, Any]:
    """frame : the nearest one, None where that part of the clip was not analysed."""
    times = analysis.raw.time_s
    row = int(np.argmin(np.abs(times - marker.time_s))) if len(times) else 0
    step = usual_step_s(times) if len(times) > 1 else 0.0
    there = len(times) > 0 and abs(float(times[row]) - marker.time_s) <= step
    return {
        "frame": analysis.first_frame + row if there else None,
        "time_s": _number(marker.time_s, TIME_DECIMALS),
        "note": marker.note,
    }


def _rejected(rejected: Rejected) -> dict[str, Any]:
    return {"kind": rejected.kind, **_times(rejected, ("from_s", "to_s")), "reason": rejected.reason}


def _rep(result: RepResult) -> dict[str, Any]:
    times = ("start_s", "bottom_first_s", "bottom_s", "bottom_last_s", "end_s")
    return {
        "index": int(result.rep.index),
        "incomplete": result.rep.cut,
        **_times(result.rep, (*times, "start_sd_s", "bottom_sd_s", "end_sd_s")),
        "metrics": _metrics(result.metrics),
    }


def _step(result: StepResult) -> dict[str, Any]:
    step = result.step
    return {
        "index": int(step.index),
        "side": step.side,
        **_times(step, ("touchdown_s", "toe_off_s", "touchdown_sd_s", "toe_off_sd_s")),
        "metrics": _metrics(result.metrics),
        "lanes": {
            lane: [[_number(a, TIME_DECIMALS), _number(b, TIME_DECIMALS)] for a, b in spans]
            for lane, spans in result.lanes.items()
        },
        "peaks": {lane: _peak(peak) for lane, peak in result.peaks.items()},
    }


def _peak(peak: LanePeak) -> dict[str, Any]:
    return {**_times(peak, ("time_s", "sd_s")), "value_deg_s": _number(peak.value_deg_s, 3)}


def _metrics(metrics: Mapping[str, Metric]) -> dict[str, Any]:
    return {name: metric_dict(metric) for name, metric in metrics.items()}


def _times(holder: object, names: Iterable[str]) -> dict[str, float | None]:
    return {name: _number(getattr(holder, name), TIME_DECIMALS) for name in names}


def _number(value: float | None, decimals: int) -> float | None:
    """A finite, rounded plain float, else None; never a negative zero."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), decimals) + 0.0


def _plain(value: Any) -> Any:
    """Provenance parameters as JSON can hold them: NumPy numbers and arrays, tuples, paths and odd types included."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if hasattr(value, "tolist"):  # a NumPy number or array
        return _plain(value.tolist())
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    return str(value)
