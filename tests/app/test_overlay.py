"""The figure over the picture: painted anew where it differs, and only there."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from app.views.overlay import Figure, OverlayItem
from app.views.overlay_numbers import Numbers, Ray
from core.pose.skeleton import N_LANDMARKS

SEEN = Figure(np.linspace(0, 90, 2 * N_LANDMARKS).reshape(-1, 2), np.ones(N_LANDMARKS), frozenset({1}))


def changed(**what: Any) -> Figure:
    return replace(SEEN, **what)


def test_landmarks_of_other_frames_do_not_repaint_the_one_on_show(qapp: object) -> None:
    lost = SEEN.xy_px.copy()
    lost[3] = np.nan
    for figure in (SEEN, changed(xy_px=lost)):
        item = OverlayItem()
        assert item.set_figure(figure)
        assert not item.set_figure(replace(figure, xy_px=figure.xy_px.copy(), visibility=figure.visibility.copy()))
    assert item.set_figure(None)
    assert not item.set_figure(None)


@pytest.mark.parametrize(
    "other",
    [
        changed(xy_px=SEEN.xy_px + 0.5),
        changed(visibility=np.zeros(N_LANDMARKS)),
        changed(strong=frozenset({2})),
        changed(trail=(SEEN.xy_px,)),
        None,
    ],
)
def test_a_figure_that_differs_in_anything_is_painted(qapp: object, other: Figure | None) -> None:
    item = OverlayItem()
    assert item.set_figure(SEEN)
    assert item.set_figure(other)
    assert item.figure is other


def test_the_knees_number_stands_under_their_line_where_the_body_is_above_it(qapp: object) -> None:
    """Deep in a squat seen from the front elbows, hips and shoulders are over the knees: it stood on the face."""
    body = [(x, y) for y in (-100.0, -80.0, -60.0, -40.0, -20.0) for x in (25.0, 75.0)]
    knees = [(0.0, 0.0), (100.0, 0.0)]
    both = [Ray(14, up, 0) for up in (90, -90)]
    numbers = Numbers(1.0, [*body, *knees])
    for rays in (both[:1], both):
        numbers.add(QPointF(50, 0), rays, "Knees 1.20", QColor("white"))
    far, near = (label.box.center().y() for label in numbers.labels)
    assert far <= -110 and 0 < near < 30
    alone = Numbers(1.0, [(0.0, 300.0), (100.0, 300.0)])
    alone.add(QPointF(50, 300), both, "Knees 1.20", QColor("white"))
    assert alone.labels[-1].box.center().y() == pytest.approx(286), "over it where there is room"
