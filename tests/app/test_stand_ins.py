"""Keyframes kept ready: which of them stands in, and how many are kept."""

import pytest
from PySide6.QtGui import QImage

from app.frames import Picture
from app.stand_ins import MOST, StandIns


def stand_ins(*numbers: int, about: int = 0) -> StandIns:
    made = StandIns()
    for number in numbers:
        made.put(Picture(number, number / 30, QImage(), False, exact=False), about)
    return made


@pytest.mark.parametrize(
    ("number", "shown", "found"),
    [
        (44, 0, 30),
        (46, 0, 60),
        (200, None, 90),
        (44, 31, None),  # a keyframe no nearer than what is on show would be a step back
        (58, 56, None),  # there as soon
        (30, 0, 30),
    ],
)
def test_the_nearest_stands_in_where_it_is_nearer_than_what_is_shown(
    number: int, shown: int | None, found: int | None
) -> None:
    ready = stand_ins(0, 30, 60, 90).nearest(number, shown)
    assert (None if ready is None else ready.number) == found


def test_with_none_ready_there_is_none() -> None:
    assert stand_ins().nearest(5, None) is None


def test_the_farthest_make_room() -> None:
    kept = stand_ins(*range(0, 30 * MOST * 2, 30), about=600)
    assert len(kept) == MOST
    assert 600 in kept and 0 not in kept
