"""The figure over the picture: painted anew where it differs, and only there."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.views.overlay import Figure, OverlayItem
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
