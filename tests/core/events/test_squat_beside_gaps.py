"""Squats of which a start or an end lies where the feet are not seen."""

import numpy as np
import pytest

from core.pose.skeleton import INDEX
from tests.core.events.test_squat_reps import TWO, clock, found
from tests.core.squat_figure import figure, true_times


@pytest.mark.parametrize("share", [0.2, 0.3])
def test_a_rep_between_frames_without_feet_is_as_unsure_as_its_ways_are_long(share: float) -> None:
    """Who stands with the feet below the picture's edge, and comes into it whole on the way down only."""
    t = clock(30, 8.5)
    xy = figure(t, TWO)
    start, first, last, end = true_times(TWO, 1)
    shown = (t > start + share * (first - start)) & (t < end - share * (end - last))
    feet = [INDEX[f"{s}_{part}"] for s in ("left", "right") for part in ("ankle", "heel", "foot_index")]
    xy[np.ix_(~shown & (t > 3.5), feet)] = np.nan
    reps, _ = found(t, xy)
    (rep,) = [r for r in reps if first < r.bottom_s < last]
    for told, true, sd in ((rep.start_s, start, rep.start_sd_s), (rep.end_s, end, rep.end_sd_s)):
        assert abs(told - true) > 0.1, "where nothing was seen"
        assert abs(told - true) < 2 * sd
