"""Copying annotations between frames, clips and windows of this program."""

import json
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from app.language.tr import tr
from core.annotations.annotation import Annotation
from core.annotations.json_form import many_from_json, to_json

MIME: Final = "application/x-plumbline-annotations+json"
MOST_BYTES: Final = 8_000_000


def copy(annotations: Sequence[Annotation], width_px: float, height_px: float) -> None:
    """With the size of the picture they were drawn on."""
    held = {"width_px": width_px, "height_px": height_px, "annotations": [to_json(a) for a in annotations]}
    data = QMimeData()
    data.setData(MIME, json.dumps(held, allow_nan=False).encode())
    words = [a.text for a in annotations if a.text]
    if words:
        data.setText("\n".join(words))
    QGuiApplication.clipboard().setMimeData(data)


def holds() -> bool:
    """Whether there are annotations to paste."""
    data = QGuiApplication.clipboard().mimeData()
    return data is not None and data.hasFormat(MIME)


def pasted(width_px: float, height_px: float) -> tuple[tuple[Annotation, ...], tuple[str, ...]]:
    """What is there, as large on this picture as it was on its own; and sentences about what could not be read."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None or not holds():
        return (), ()
    raw = bytes(data.data(MIME).data())
    if len(raw) > MOST_BYTES:
        return (), (tr("What was copied is too large."),)
    try:
        held = json.loads(raw)
        annotations, faults = many_from_json(held["annotations"])
        across, down = (float(held[name]) for name in ("width_px", "height_px"))
    except (ValueError, TypeError, KeyError, RecursionError):
        return (), (tr("What was copied cannot be read."),)
    if not (across > 0 and down > 0) or (across, down) == (width_px, height_px):
        return annotations, faults
    factor = min(width_px / across, height_px / down)
    try:
        return tuple(a.with_points([(x * factor, y * factor) for x, y in a.points]) for a in annotations), faults
    except ValueError:
        return (), (tr("What was copied does not fit on this picture."),)
