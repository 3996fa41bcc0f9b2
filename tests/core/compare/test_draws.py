"""How sure curves are told to be when two clips are compared."""

from dataclasses import replace

import numpy as np

from core.analysis import Analysis
from core.compare.draws import drawn_series
from tests.core.compare.clips import squats
from tests.core.squat_figure import Move

ONE = squats([Move(1.0), Move(4.0)], 60)


def spread_deg(analysis: Analysis, name: str) -> float:
    drawn = drawn_series(analysis, [(0.5, 6.0)])
    assert drawn is not None
    return float(np.sqrt(np.nanmean((drawn[name][1:] - drawn[name][:1]) ** 2)))


def test_a_runners_arm_is_told_half_as_sure_again_as_somebody_elses_and_legs_are_as_sure() -> None:
    runs = replace(ONE, movement="sprint")
    assert spread_deg(runs, "right_arm_forward_deg") > 1.4 * spread_deg(ONE, "right_arm_forward_deg")
    knee = "right_knee_flexion_deg"
    assert 0.8 < spread_deg(runs, knee) / spread_deg(ONE, knee) < 1.25
