"""What the open clip can tell so far: from the finished analysis, or from the landmarks found until now."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.document import Document
from core.kinematics.view import estimate_view
from core.measures.capture import Check, capture_checks, leg_status

SMALL_PX = 64
# notes that say the same as one of the checks
COVERED = frozenset({
    "oblique_view", "yaw", "frontal_run", "low_frame_rate", "feet_cut", "no_feet", "head_cut", "lying",
    "leg_hidden", "camera_pans", "camera_shakes", "small_athlete", "body_cut",
})  # fmt: skip


def small_grey(image: QImage) -> NDArray[np.uint8]:
    """(H, W) of a picture, small enough to look at in no time."""
    size = image.size().scaled(SMALL_PX, SMALL_PX, Qt.AspectRatioMode.KeepAspectRatio)
    little = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation)
    little = little.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(little.constBits(), np.uint8).reshape(little.height(), little.bytesPerLine())
    return rows[:, : little.width()].copy()


def checks(document: Document, grey: NDArray[np.uint8] | None = None, frame: int = 0) -> tuple[Check, ...]:
    """grey : a picture of the clip made small, `frame` its number."""
    info, analysis = document.info, document.analysis
    if analysis is not None:
        size = (analysis.clip.width_px, analysis.clip.height_px)
        return capture_checks(
            analysis.raw, analysis.view, analysis.movement, analysis.clip.capture_fps, size,
            leg=leg_status(analysis.quality, analysis.movement), grey=grey, grey_row=frame - analysis.first_frame,
            slow=any(note.code == "slow_motion" for note in analysis.quality),
        )  # fmt: skip
    partial = document.partial
    if partial is None or info is None:
        return ()
    movement = document.options.movement
    return capture_checks(
        partial, estimate_view(partial), "none" if movement == "auto" else movement, info.capture_fps,
        (info.width_px, info.height_px), grey=grey, grey_row=frame if len(partial) == info.frames else None,
    )  # fmt: skip
