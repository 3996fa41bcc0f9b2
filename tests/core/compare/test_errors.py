"""How sure each curve of a clip is: as its draws tell, where they tell it, and nowhere else."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.compare import errors
from core.compare.draws import MOST_FRAMES, drawn_series
from core.compare.errors import curve_sds, moment_sds
from core.errors import Cancelled
from core.giving_way import giving_way
from core.kinematics.series import Series
from tests.core.compare.clips import squats
from tests.core.squat_figure import Move
from tests.some import some

ONE = squats([Move(1.0), Move(4.0)], 60)
UNITS = [(r.rep.start_s, r.rep.end_s) for r in ONE.reps]
KNEE = "right_knee_flexion_deg"


def test_the_error_of_a_curve_is_the_spread_of_its_draws() -> None:
    sds = curve_sds(ONE, UNITS)
    assert sds is not None and set(sds) <= set(ONE.series.values)
    drawn = drawn_series(ONE, [(0.0, 60.0)])
    assert drawn is not None and len(drawn.time_s) == len(ONE.series.time_s)
    usual = float(np.sqrt(np.nanmean((drawn[KNEE][1:] - drawn[KNEE][:1]) ** 2)))
    assert float(np.sqrt(np.nanmean(sds[KNEE] ** 2))) == pytest.approx(usual, rel=0.25)
    for name, sd in some(sds.items()):
        assert sd.shape == ONE.series.time_s.shape
        assert not (sd < 0).any(), name


def test_a_gap_of_a_curve_has_no_error() -> None:
    values = dict(ONE.series.values)
    values[KNEE] = np.where((ONE.series.time_s > 1.5) & (ONE.series.time_s < 1.8), np.nan, values[KNEE])
    with_gap = replace(ONE, series=Series(ONE.series.time_s, values))
    sds = curve_sds(with_gap, UNITS)
    assert sds is not None
    assert np.isnan(sds[KNEE][np.isnan(values[KNEE])]).all() and np.isfinite(sds[KNEE]).sum() > 100


def test_between_the_reps_of_a_clip_of_minutes_curves_have_their_error_as_well() -> None:
    long = squats([Move(1.0), Move(12.0), Move(28.0)], 60, seconds=32.0)
    assert len(long.series.time_s) > MOST_FRAMES
    sds = curve_sds(long, [(r.rep.start_s, r.rep.end_s) for r in long.reps])
    assert np.isfinite(sds[KNEE]).all()


def test_of_a_long_clip_every_rep_has_its_error_and_what_is_between_them_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "WHOLE_FRAMES", 200)
    monkeypatch.setattr(errors, "BLOCK_FRAMES", 50)
    sds = curve_sds(ONE, UNITS)
    assert sds is not None and len(UNITS) == 2
    time_s = ONE.series.time_s
    inside = np.any([(time_s >= a) & (time_s <= b) for a, b in UNITS], axis=0)
    np.testing.assert_array_equal(np.isfinite(sds[KNEE]), inside)


def test_it_is_given_up_soon_after_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "BLOCK_FRAMES", 50)
    begun: list[int] = []
    drawn = errors.drawn_series

    def counted(*arguments: Any) -> Series | None:
        begun.append(1)
        return drawn(*arguments)

    monkeypatch.setattr(errors, "drawn_series", counted)
    with pytest.raises(Cancelled), giving_way(lambda: len(begun) == 2):
        curve_sds(ONE, UNITS)
    assert len(begun) == 2, "of more than ten pieces"


@pytest.mark.parametrize("row", [0, 100, 200, 479])
def test_a_single_frame_has_about_the_error_that_the_curve_has_there(row: int) -> None:
    alone, whole = moment_sds(ONE, row), curve_sds(ONE, UNITS)
    assert set(alone) <= set(whole)
    assert alone[KNEE] == pytest.approx(whole[KNEE][row], rel=0.4)
    assert moment_sds(ONE, row) == alone, "a file says what the window says"
