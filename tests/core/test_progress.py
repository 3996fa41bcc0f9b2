"""How far a job is."""

import pytest

from core.progress import Progress


@pytest.mark.parametrize(("done", "total", "share"), [(0, 10, 0.0), (5, 10, 0.5), (10, 10, 1.0), (12, 10, 1.0)])
def test_the_share_is_told_and_never_more_than_all(done: int, total: int, share: float) -> None:
    assert Progress("pose", "Measuring the pose", done, total).share == share


def test_without_a_total_nothing_is_claimed() -> None:
    tick = Progress("index", "Reading the clip", done=400)
    assert tick.share == 0
    assert tick.remaining_s is None
