"""What is kept is taken again for the very same arrays and equal values alone."""

from dataclasses import replace

import numpy as np
import pytest

from core.measures import lane_peak
from core.measures.kept_results import KeptResults
from core.measures.lane_peak import Sought, find_humps
from tests.some import some

TIME_S = np.arange(120) / 120.0


def test_a_result_stands_for_the_very_same_objects_and_equal_values() -> None:
    kept, one, equal = KeptResults(), np.zeros(3), np.zeros(3)
    assert kept.get("sum", (one,), (1,), lambda: "first") == "first"
    assert kept.get("sum", (one,), (1,), lambda: "second") == "first"
    assert kept.find("sum", (equal,), (1,)) is None
    assert kept.find("sum", (one,), (2,)) is None
    assert kept.find("sum", (one, equal), (1,)) is None
    assert kept.find("other", (one,), (1,)) is None
    assert kept.get("sum", (equal,), (1,), lambda: "third") == "third"
    assert kept.find("sum", (one,), (1,)) is None, "another took its place"


def test_a_hump_is_looked_for_again_only_where_its_curve_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, kept, asked = np.random.default_rng(3), KeptResults(), []
    curve = np.sin(4 * np.pi * TIME_S) + 0.02 * rng.standard_normal((9, 120))
    sought = [Sought(curve, np.full(9, b), np.full(9, b + 0.2), 0.1) for b in (0.05, 0.55)]
    fit = lane_peak._find_humps
    monkeypatch.setattr(lane_peak, "_find_humps", lambda t, some: asked.append(len(some)) or fit(t, some))
    find_humps(TIME_S, sought, kept)
    for frame, anew in ((70, 1), (119, 0), (15, 1), (15, 0)):
        curve = curve.copy()
        curve[:, frame] += 0.5 if anew or frame == 119 else 0.0
        sought = [replace(one, curve=curve) for one in sought]
        for mine, whole in zip(find_humps(TIME_S, sought, kept), find_humps(TIME_S, sought), strict=True):
            np.testing.assert_array_equal(mine.time_s, whole.time_s)
            np.testing.assert_array_equal(mine.value, whole.value)
        assert asked[-2] == anew
    curve = np.where(TIME_S > 0.5, np.nan, curve)
    lost = find_humps(TIME_S, [replace(one, curve=curve) for one in sought], kept)[1]
    assert np.isnan(lost.time_s).all()


@pytest.mark.parametrize("changed", [0, 1])
def test_a_hump_is_the_same_to_the_last_bit_whichever_others_are_looked_for_with_it(changed: int) -> None:
    rng = np.random.default_rng(3)
    curves = [np.sin(2 * np.pi * TIME_S * f) + 0.05 * rng.standard_normal((9, 120)) for f in (1.0, 2.0)]
    window = np.full(9, 0.2), np.full(9, 0.9)
    sought = [Sought(curve, *window, reach) for curve, reach in zip(curves, (0.2, 0.07), strict=True)]
    kept = KeptResults()
    find_humps(TIME_S, sought, kept)
    sought[changed] = Sought(np.roll(curves[changed], 3, axis=1), *window, sought[changed].reach_s)
    for mine, whole in some(zip(find_humps(TIME_S, sought, kept), find_humps(TIME_S, sought), strict=True)):
        np.testing.assert_array_equal(mine.time_s, whole.time_s)
        np.testing.assert_array_equal(mine.value, whole.value)
