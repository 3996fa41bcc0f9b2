"""The figure of one frame, put together from the document."""

from dataclasses import replace

import numpy as np

from app.angles import Mark, marks, strong_parts
from app.document import Document
from app.frame_rows import row_at
from app.views.knee_paths import KneePath
from app.views.overlay import Figure, Floats
from core.analysis import Analysis, RepResult
from core.kinematics.tilt import UNTOLD, up_in_picture
from core.measures.by_edge import guessed_by_edge
from core.pose.skeleton import INDEX, SIDES, midpoint
from core.pose.track import PoseTrack

TRAIL_S = 0.5
KNEES = frozenset(INDEX[f"{side}_{part}"] for side in SIDES for part in ("knee", "foot_index"))


def figure_at(document: Document, time_s: float, trails: bool, knees: bool = False) -> Figure | None:
    """What was measured on the frame shown at that time; None where nothing was.

    knees : with the way of the knees through the current rep, where it can be seen.
    """
    figure = figure_of(document.analysis, document.track, document.measure, time_s, trails)
    paths = knee_paths(document) if knees and figure is not None else ()
    return figure if figure is None or not paths else replace(figure, strong=KNEES, knee_paths=paths)


def figure_of(
    analysis: Analysis | None, track: PoseTrack | None, measure: str | None, time_s: float, trails: bool = False
) -> Figure | None:
    """The same without a document, for what leaves the program.  track : the landmarks to draw."""
    row = None if track is None else row_at(track.time_s, time_s)
    if track is None or row is None:
        return None
    visibility = track.visibility[row]
    tilt = UNTOLD if analysis is None else analysis.tilt
    return Figure(
        xy_px=track.xy_px[row],
        visibility=np.where(np.isnan(visibility), 1.0, visibility),
        strong=strong_parts(analysis, measure),
        marks=_told(analysis, time_s),
        guessed=guessed_by_edge(track, row),
        up=up_in_picture(track.xy_px[row], track.camera, tilt),
        trail=_trails(analysis, track, row) if trails else (),
    )


def _told(analysis: Analysis | None, time_s: float) -> tuple[tuple[Mark, float], ...]:
    """The angles of that frame with their values."""
    row = None if analysis is None else row_at(analysis.series.time_s, time_s)
    if analysis is None or row is None or turned_away(analysis, time_s):
        return ()
    series = analysis.series
    found = ((mark, float(series[mark.series][..., row].mean())) for mark in marks(analysis) if mark.series in series)
    return tuple((mark, value) for mark, value in found if abs(value) <= mark.most)


def turned_away(analysis: Analysis | None, time_s: float) -> bool:
    """Whether the athlete has turned: the rep nearest to that moment refuses what the clip's view tells of others."""
    if analysis is None or not analysis.reps:
        return False
    nearest = min(analysis.reps, key=lambda r: max(r.rep.start_s - time_s, time_s - r.rep.end_s, 0.0))
    if nearest.study is None:
        return False
    gate = nearest.study.frontal if analysis.view.label in ("front", "back") else nearest.study.sagittal
    return gate[0] == "refused"


def _trails(analysis: Analysis | None, track: PoseTrack, row: int) -> tuple[Floats, ...]:
    """Where the hips and, in a run, the ankles were during the last half second."""
    first = int(np.searchsorted(track.time_s, track.time_s[row] - TRAIL_S))
    part = track.xy_px[first : row + 1]
    paths = [midpoint(part, "hip")]
    if analysis is not None and analysis.movement == "sprint":
        paths += [part[:, INDEX[f"{side}_ankle"]] for side in SIDES]
    return tuple(path[np.isfinite(path).all(axis=1)] for path in paths)


def knee_paths(document: Document) -> tuple[KneePath, ...]:
    """Both knees from the start to the end of the current rep; none where it is not seen from the front or back."""
    result = document.unit.result if document.unit is not None else None
    track = document.track
    return () if track is None or not isinstance(result, RepResult) else knee_paths_of(track, result)


def knee_paths_of(track: PoseTrack, result: RepResult) -> tuple[KneePath, ...]:
    """The same of any rep."""
    if result.study is None or result.study.knees is None:
        return ()
    rep = result.rep

    def part(name: str, from_s: float, to_s: float) -> Floats:
        inside = (track.time_s >= from_s - 1e-9) & (track.time_s <= to_s + 1e-9)
        points: Floats = track.xy_px[inside, INDEX[name]]
        return points[np.isfinite(points).all(axis=1)]

    paths = []
    for side in SIDES:
        toes = part(f"{side}_foot_index", rep.start_s, rep.end_s)
        paths.append(
            KneePath(
                side,
                part(f"{side}_knee", rep.start_s, rep.bottom_s),
                part(f"{side}_knee", rep.bottom_s, rep.end_s),
                np.median(toes, axis=0) if len(toes) else np.full(2, np.nan),
            )
        )
    return tuple(paths)
