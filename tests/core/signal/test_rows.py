"""Points as rows along memory and back: nothing is lost, and what was not asked for stays."""

import numpy as np
import pytest

from core.signal.rows import along_memory, over_time

POINTS = np.random.default_rng(0).standard_normal((7, 5, 2))


@pytest.mark.parametrize("which", [range(5), [3, 1], [4, 3, 2, 1, 0]])
def test_each_row_holds_one_coordinate_of_one_landmark(which: list[int]) -> None:
    rows = along_memory(which, POINTS)
    assert rows.flags.c_contiguous
    for own, k in zip(rows, which, strict=True):
        assert (own == POINTS[:, k].T).all()


def test_two_sorts_of_points_lie_one_after_the_other() -> None:
    deep = np.arange(7 * 5 * 3.0).reshape(7, 5, 3)
    rows = along_memory([2, 4], POINTS, deep)
    assert (rows[:, :2] == along_memory([2, 4], POINTS)).all()
    assert (rows[:, 2:] == along_memory([2, 4], deep)).all()


@pytest.mark.parametrize("which", [range(5), [3, 1], [4, 3, 2, 1, 0]])
def test_rows_go_back_to_their_places_and_the_others_stay(which: list[int]) -> None:
    moved = over_time(along_memory(which, POINTS) + 1, which, POINTS)
    expected = POINTS.copy()
    expected[:, list(which)] += 1
    assert (moved == expected).all()
    assert not np.shares_memory(moved, POINTS)
