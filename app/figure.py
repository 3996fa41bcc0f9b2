"""The figure of one frame, put together from the document."""

import numpy as np

from app.angles import marks, strong_parts
from app.document import Document
from app.views.overlay import Figure, Floats
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

TRAIL_S = 0.5


def figure_at(document: Document, time_s: float, trails: bool) -> Figure | None:
    """What was measured on the frame shown at that time; None where nothing was."""
    track, row = document.track, document.row_at(time_s)
    if track is None or row is None:
        return None
    analysis = document.analysis
    return Figure(
        xy_px=track.xy_px[row],
        visibility=np.nan_to_num(track.visibility[row], nan=1.0),
        strong=strong_parts(analysis, document.measure),
        marks=tuple(
            (mark, value)
            for mark in marks(analysis)
            if abs(value := document.value_at(mark.series, time_s)) <= mark.most
        ),
        trail=_trails(document, track, row) if trails else (),
    )


def _trails(document: Document, track: PoseTrack, row: int) -> tuple[Floats, ...]:
    """Where the hips and, in a run, the ankles were during the last half second."""
    first = int(np.searchsorted(track.time_s, track.time_s[row] - TRAIL_S))
    part = track.xy_px[first : row + 1]
    hips = (part[:, INDEX["left_hip"]] + part[:, INDEX["right_hip"]]) / 2
    paths = [hips]
    if document.analysis is not None and document.analysis.movement == "sprint":
        paths += [part[:, INDEX[f"{side}_ankle"]] for side in SIDES]
    return tuple(path[np.isfinite(path).all(axis=1)] for path in paths)
