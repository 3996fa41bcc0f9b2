"""All ways out of all dips at once, held against the same ways walked one after the other."""

import numpy as np
import pytest

from core.events.dip_moments import Way
from core.events.dip_ways import find_ways
from tests.some import some

QUIET_S = 0.15


def one_by_one(time_s: np.ndarray, curve: np.ndarray, bottoms: list[int]) -> list[tuple[Way, Way]]:
    out = []
    for left, b, right in zip([0, *bottoms[:-1]], bottoms, [*bottoms[1:], len(curve) - 1], strict=True):
        before = time_s[left : b + 1][::-1], curve[left : b + 1][::-1]
        after = time_s[b : right + 1], curve[b : right + 1]
        known = [r for r in (reach(*before), reach(*after)) if r is not None]
        enough = min(known, default=np.inf)
        out.append((walk(*before, enough), walk(*after, enough)))
    return out


def reach(time_s: np.ndarray, way: np.ndarray) -> float | None:
    rise = way - way[0]
    inner = rise[np.abs(time_s - time_s[-1]) >= QUIET_S]
    return float(rise.max()) if inner.size and inner.max() >= 0.95 * rise.max() else None


def walk(time_s: np.ndarray, way: np.ndarray, enough: float) -> Way:
    rise = way - way[0]
    most = np.maximum.accumulate(rise)
    if most[-1] <= 0 or len(way) < 3:
        return Way(len(way) - 1, float(way[-1]), False)
    elapsed = np.abs(time_s - time_s[0])
    turned = np.flatnonzero((most - rise > 0.06 * most) & (most > 0.85 * most[-1]))
    end = int(turned[0]) if turned.size else len(way) - 1
    top = int(np.argmax(rise[: end + 1]))
    speed = np.gradient(rise, elapsed)
    fastest = np.maximum.accumulate(speed)
    up = min(most[-1], enough)
    quiet_s = max(QUIET_S, 0.4 * (elapsed[np.argmax(most > 0.75 * up)] - elapsed[np.argmax(most > 0.25 * up)]))
    later = np.minimum(np.searchsorted(elapsed, elapsed + quiet_s - 1e-9), len(way) - 1)
    lasts, ahead = elapsed[later] - elapsed, rise[later] - rise
    gain = np.abs(ahead) / np.maximum(lasts, 1e-9)
    paced = np.minimum(np.maximum.accumulate(ahead / np.maximum(lasts, 0.8 * quiet_s)), fastest)

    def mean(first: int, last: int) -> float:
        return float(np.sum(rise[first + 1 : last + 1])) / max(last - first, 1)

    goes_on = np.array([mean(m, int(later[m])) - mean(k, int(m)) for k, m in enumerate(later)])
    quiet = (gain < 0.03 * paced) & (rise > 0.75 * most[top]) & (lasts > 0.8 * quiet_s)
    quiet &= (quiet_s <= QUIET_S) | (goes_on < 0.05 * paced * quiet_s)
    quiet[top + 1 :] = False
    found = np.flatnonzero(quiet)
    slow = np.flatnonzero((gain < 0.15 * fastest) & (rise > 0.85 * enough) & (rise < 1.08 * enough))
    rest = found[0] if found.size else top
    passed = max(1.08 * enough, min(4 / 3 * enough, enough + 0.12 * way[rest]))
    if rise[rest] > (1.08 * enough if slow.size else passed):
        k = int(slow[0]) if slow.size else int(np.argmax(rise >= enough))
        return Way(k, float(np.mean(way[k : later[k] + 1])) if slow.size else float(way[k]), True)
    if found.size:
        k = int(found[0])
        settled = int(later[later[k]])
        return Way(k, float(max(np.mean(way[k : later[k] + 1]), np.mean(way[later[k] : settled + 1]))), True)
    return Way(top, float(way[top]), bool(turned.size) or top < len(way) - 1 or bool(speed[-1] < 0.1 * fastest[-1]))


def a_set(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Squats of all depths and tempos on an uneven clock, some of them walking up to the camera afterwards."""
    fps, frames = rng.choice([24.0, 30.0, 60.0]), int(rng.uniform(40, 900))
    t = np.cumsum(np.where(rng.random(frames) < 0.1, rng.uniform(0.5, 1.6, frames), 1.0)) / fps
    curve, at, bottoms = np.full(frames, 300.0), 0.3, []
    while at < t[-1] - 0.3:
        lasts = rng.uniform(0.8, 3)
        curve -= rng.uniform(20, 140) * np.sin(np.pi * np.clip((t - at) / lasts, 0, 1)) ** 2
        bottoms.append(int(np.searchsorted(t, min(at + lasts / 2, t[-1]))))
        at += lasts + rng.uniform(0, 3) * (rng.random() < 0.6)
    if rng.random() < 0.4:
        curve += rng.uniform(-4, 8) * np.maximum(t - t[-1] * rng.random(), 0)
    return t, curve + rng.standard_normal(frames) * rng.choice([0.0, 0.3, 2.0]), bottoms


@pytest.mark.parametrize("seed", range(60))
def test_all_at_once_are_those_walked_one_after_the_other(seed: int) -> None:
    t, curve, bottoms = a_set(np.random.default_rng(seed))
    for got, wanted in some(zip(find_ways(t, curve, bottoms), one_by_one(t, curve, bottoms), strict=True)):
        for side, other in some(zip(got, wanted, strict=True)):
            assert (side.top, side.whole) == (other.top, other.whole)
            assert side.level == pytest.approx(other.level, abs=1e-9)


def test_a_long_rest_between_two_squats_changes_no_way() -> None:
    t = np.arange(30_000) / 30
    curve = 300 - sum(100 * np.sin(np.pi * np.clip((t - at) / 2, 0, 1)) ** 2 for at in (1.0, 990.0))
    (before, after), (second, _) = find_ways(t, curve, [60, 29_730])
    assert before.whole and after.whole and second.whole
    assert after.level == pytest.approx(300, abs=1e-9)
    assert after.top < 40


@pytest.mark.parametrize("seed", range(10))
def test_a_slow_way_does_not_rest_where_landmarks_waver_before_it_is_up(seed: int) -> None:
    t = np.arange(540) / 30
    wavers = np.random.default_rng(seed).standard_normal(len(t))
    wavers = np.convolve(wavers, np.ones(5) / 5, mode="same") * 2 * np.sqrt(5)  # of 2 % of the drop, five frames long
    curve = 300 - 100 * np.sin(np.pi * np.clip((t - 4) / 10, 0, 1)) ** 2 + wavers
    ((before, after),) = find_ways(t, curve, [270])
    assert before.whole and after.whole
    assert before.level == pytest.approx(300, abs=5)
    assert after.level == pytest.approx(300, abs=5)


def test_a_first_rep_from_standing_comes_from_there_though_the_set_is_without_lock_out() -> None:
    t = np.arange(180) / 30
    first, second = (np.sin(np.pi * np.clip((t - at) / 2, 0, 1)) for at in (1.0, 3.0))
    curve = np.where(t < 2, 300 - 100 * first**2, 280 - 80 * (first**2 + second**2))
    (before, after), _ = find_ways(t, curve, [60, 120])
    assert before.level == pytest.approx(300, abs=1)
    assert after.level == pytest.approx(280, abs=1)
