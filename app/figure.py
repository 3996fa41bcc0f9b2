"""The figure of one frame, put together from the document."""

import numpy as np

from app.angles import marks, strong_parts
from app.document import Document, row_at, value_at
from app.views.overlay import Figure, Floats
from core.analysis import Analysis
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

TRAIL_S = 0.5


def figure_at(document: Document, time_s: float, trails: bool) -> Figure | None:
    """What was measured on the frame shown at that time; None where nothing was."""
    return figure_of(document.analysis, document.track, document.measure, time_s, trails)


def figure_of(
    analysis: Analysis | None, track: PoseTrack | None, measure: str | None, time_s: float, trails: bool = False
) -> Figure | None:
    """The same without a document, for what leaves the program.  track : the landmarks to draw."""
    row = None if track is None else row_at(track.time_s, time_s)
    if track is None or row is None:
        return None
    return Figure(
        xy_px=track.xy_px[row],
        visibility=np.nan_to_num(track.visibility[row], nan=1.0),
        strong=strong_parts(analysis, measure),
        marks=tuple(
            (mark, value)
            for mark in marks(analysis)
            if abs(value := value_at(analysis, mark.series, time_s)) <= mark.most
        ),
        trail=_trails(analysis, track, row) if trails else (),
    )


def _trails(analysis: Analysis | None, track: PoseTrack, row: int) -> tuple[Floats, ...]:
    """Where the hips and, in a run, the ankles were during the last half second."""
    first = int(np.searchsorted(track.time_s, track.time_s[row] - TRAIL_S))
    part = track.xy_px[first : row + 1]
    hips = (part[:, INDEX["left_hip"]] + part[:, INDEX["right_hip"]]) / 2
    paths = [hips]
    if analysis is not None and analysis.movement == "sprint":
        paths += [part[:, INDEX[f"{side}_ankle"]] for side in SIDES]
    return tuple(path[np.isfinite(path).all(axis=1)] for path in paths)
