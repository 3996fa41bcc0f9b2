"""What lies in a row: flags that hold, and row numbers."""

import numpy as np

from core.stretches import pieces, runs


def test_runs_are_the_stretches_of_true_with_the_stop_left_out() -> None:
    assert runs(np.array([True, False, False, True, True])) == [(0, 1), (3, 5)]
    assert runs(np.zeros(4, bool)) == []
    assert runs(np.ones(4, bool)) == [(0, 4)]
    assert runs(np.zeros(0, bool)) == []


def test_row_numbers_are_cut_wherever_one_is_left_out() -> None:
    assert [piece.tolist() for piece in pieces(np.array([2, 3, 4, 7, 9, 10]))] == [[2, 3, 4], [7], [9, 10]]
    assert [piece.tolist() for piece in pieces(np.array([5]))] == [[5]]
    assert pieces(np.zeros(0, np.intp)) == []
