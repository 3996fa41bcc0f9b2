"""What was drawn by hand, as it goes onto frames that leave the program."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QImage, QPainter, QTransform

from app.draw.paint import paint_annotations
from app.export.scene import Extra
from core.analysis import Analysis
from core.annotations.annotation import Annotation
from core.annotations.moment import Surroundings
from core.measures.uncertainty import landmark_sd_px
from core.pose.legs import leg_length_px


def drawn(annotations: Sequence[Annotation], analysis: Analysis) -> Extra | None:
    """Paints the annotations of a clip; None where there are none."""
    kept = tuple(annotations)
    if not kept:
        return None
    around = surroundings(analysis)

    def paint(painter: QPainter, time_s: float, scale: float, bare: QImage | None) -> None:
        paint_annotations(painter, kept, time_s, QTransform(), around, scale, bare)

    return paint


def surroundings(analysis: Analysis) -> Surroundings:
    """What annotations read off a finished analysis."""
    track, clip = analysis.smoothed, analysis.clip
    leg_px = leg_length_px(track.xy_px)
    times = track.time_s
    return Surroundings(
        clip.width_px, clip.height_px, track, landmark_sd_px(track, leg_px) if np.isfinite(leg_px) else None,
        analysis.scale.m_per_px, float(np.median(np.diff(times))) if len(times) > 1 else 0.0,
        tuple(sorted(r.rep.end_s for r in analysis.reps)), tuple(sorted(s.step.touchdown_s for s in analysis.steps)),
    )  # fmt: skip
