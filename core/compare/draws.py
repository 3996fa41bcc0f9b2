"""How sure a curve is at each moment: the clip's own landmarks drawn anew, through the code that made the curve."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.kinematics.beside_path import onto_path
from core.kinematics.passing import Passing, well_seen
from core.kinematics.plane import frontal, sagittal, square_on, turned
from core.kinematics.series import Series, compute_series, measure_body
from core.kinematics.tilt import set_upright
from core.kinematics.view import allowed
from core.kinematics.zoom import without_zoom
from core.measures.uncertainty import DRAWS, RUNNER_RESTLESS, draw_points
from core.pose.track import PoseTrack
from core.stretches import pieces

Floats = NDArray[np.float64]
Span = tuple[float, float]
MARGIN_S = 0.3  # drawn on either side, so that slopes at the ends are not one-sided
MOST_FRAMES = 1500  # drawn at once; more would need hundreds of megabytes
_QUARTER_S = {"squat": 0.6, "sprint": 0.15}  # of a usual rep, of a usual stride


def drawn_series(analysis: Analysis, spans: Sequence[Span], seed: int = 0) -> Series | None:
    """(1 + draws, T) curves of the frames within some stretches of the clip, from one set of draws.

    Two stretches of one clip share what the model misplaces all along, so that it drops out of their difference;
    different clips are given different seeds.  Row 0 is the analysis' own curve, and the draws lie about it.  None
    where there is nothing to draw from, or more than `MOST_FRAMES` frames.
    """
    time_s = analysis.series.time_s
    inside = np.zeros(len(time_s), bool)
    for start, end in spans:
        inside |= (time_s >= start - MARGIN_S) & (time_s <= end + MARGIN_S)
    rows = np.flatnonzero(inside)
    if not 4 <= len(rows) <= MOST_FRAMES or len(analysis.smoothed) != len(time_s):
        return None
    plane, path = _plane(analysis)
    with np.errstate(invalid="ignore", divide="ignore"):  # landmarks without depth have no widths
        body = measure_body(well_seen(plane, analysis.path), plane.world_m)
    if not np.isfinite(body.leg):
        return None
    part = PoseTrack(
        plane.time_s[rows], plane.xy_px[rows], plane.visibility[rows], plane.world_m[rows], plane.noise_px[rows]
    )
    restless = RUNNER_RESTLESS if analysis.movement == "sprint" else {}
    quarter_s = _QUARTER_S.get(analysis.movement, 0.6)
    points = draw_points(part, body.leg, quarter_s, DRAWS, seed, restless=restless)
    if path is not None:
        points = _turned(points, path, rows, seed)
    view = analysis.view
    drawn = allowed(
        compute_series(part.time_s, points, body, view.forward, view.left_to_right, frontal=view.frontal), view
    )
    return Series(part.time_s, {name: _about(v, analysis.series, name, rows) for name, v in drawn.values.items()})


def _plane(analysis: Analysis) -> tuple[PoseTrack, Passing | None]:
    """The plane in which the clip's series were measured, and the path it was taken from where it was one."""
    shown, path = analysis.smoothed, analysis.path
    track = set_upright(shown if analysis.steps else without_zoom(shown), analysis.tilt)
    if path is not None and analysis.steps:
        moments = [s.step.touchdown_s for s in analysis.steps]
        ends = [s.step.toe_off_s or s.step.touchdown_s for s in analysis.steps]
        if path.covers(track, (min(moments), max(ends))):
            return onto_path(square_on(track, path), path, analysis.view.near_side), path
    plane = sagittal(track, analysis.view, stands=not analysis.steps)
    return plane if analysis.steps else frontal(plane, analysis.view), None


def _turned(points: Floats, path: Passing, rows: NDArray[np.intp], seed: int) -> Floats:
    """The draws with the path's yaw off by one amount each, the same in all frames."""
    off = np.radians(np.nanmedian(path.sd_deg)) * np.random.default_rng(seed + 1).standard_normal(len(points) - 1)
    done, at = [], 0
    for piece in pieces(rows):
        frames = slice(int(piece[0]), int(piece[-1]) + 1)
        done.append(turned(points[:, at : at + len(piece)], path, frames, np.concatenate([[0.0], off])))
        at += len(piece)
    return np.concatenate(done, axis=1)


def _about(values: Floats, own: Series, name: str, rows: NDArray[np.intp]) -> Floats:
    """The draws about the analysis' own curve: whatever was done to it since, its value is the one shown."""
    if name not in own or own[name].ndim != 1:
        return values
    return np.asarray(values - values[:1] + own[name][rows])
