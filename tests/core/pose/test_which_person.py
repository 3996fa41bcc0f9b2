"""The athlete among several people: followed through crossings, short losses and picks."""

import numpy as np
import pytest

from core.pose.skeleton import INDEX
from core.pose.which_person import follow
from tests.core.squat_figure import Move
from tests.core.stick_figure import LEFT, clock, run, seen, squat

TIME = clock(30, 4)
N = len(TIME)


def person(body: np.ndarray, at: tuple[float, float] = (640.0, 420.0), turn: float = -90.0) -> np.ndarray:
    """(T, 33, 3) x, y, score."""
    track = seen(TIME, body, turn, at)
    return np.concatenate([track.xy_px, track.visibility[..., None]], axis=2)


SQUATTER = person(squat(TIME, (Move(0.5), Move(2.4))))
IDLE = person(np.repeat(squat(TIME[:1], ()), N, axis=0), (1000.0, 420.0))


def together(*people: np.ndarray, seed: int = 0) -> list[list[np.ndarray]]:
    """Everybody of each frame, in no order; a frame in which somebody is all NaN lacks them."""
    rng = np.random.default_rng(seed)
    frames = []
    for i in range(len(people[0])):
        there = [p[i] for p in people if np.isfinite(p[i]).any()]
        frames.append([there[k] for k in rng.permutation(len(there))])
    return frames


def taken(people: list[list[np.ndarray]], pick: tuple[float, float, int] | None = None) -> tuple[np.ndarray, int]:
    found = follow(people, pick)
    return found.xy_score, found.people


def test_who_moves_is_taken_not_who_stands_by() -> None:
    chosen, count = taken(together(SQUATTER, IDLE))
    assert count == 2
    np.testing.assert_array_equal(chosen, SQUATTER)


def test_who_is_picked_is_taken() -> None:
    chosen, _ = taken(together(SQUATTER, IDLE), (1000.0, 500.0, 40))
    np.testing.assert_array_equal(chosen, IDLE)


def test_a_runner_passes_in_front_of_somebody() -> None:
    runner = person(run(TIME))
    runner[..., 0] += 400 * (TIME - 2)[:, None] + 360  # passes x = 1000 at two seconds
    chosen, count = taken(together(runner, IDLE))
    assert count == 2
    np.testing.assert_array_equal(chosen, runner)


def test_two_runners_who_cross_keep_their_own_legs() -> None:
    one, other = person(run(TIME)), person(run(TIME + 0.14), turn=LEFT)
    one[..., 0] += 300 * (TIME - 2)[:, None]
    other[..., 0] -= 300 * (TIME - 2)[:, None]
    chosen, _ = taken(together(one, other), (float(one[0, INDEX["left_hip"], 0]), 420.0, 0))
    np.testing.assert_array_equal(chosen, one)


@pytest.mark.parametrize("lost", [range(40, 48), range(30, 70)])
def test_frames_without_the_athlete_stay_empty_and_they_are_found_again(lost: range) -> None:
    gone = SQUATTER.copy()
    gone[lost] = np.nan
    chosen, count = taken(together(gone, IDLE))
    assert count == 2
    np.testing.assert_array_equal(chosen, gone)


def test_points_that_were_not_found_do_not_confuse() -> None:
    holes = SQUATTER.copy()
    rng = np.random.default_rng(1)
    for i in range(N):
        holes[i, rng.choice(33, 12, replace=False)] = np.nan
    chosen, _ = taken(together(holes, IDLE))
    whole = np.isfinite(holes[:, [23, 24], 0]).any(axis=1)
    np.testing.assert_array_equal(chosen[whole], holes[whole])


def test_a_ghost_in_a_few_frames_is_nobody() -> None:
    ghost = np.full_like(IDLE, np.nan)
    ghost[50:55] = IDLE[50:55]
    chosen, count = taken(together(SQUATTER, ghost))
    assert count == 1
    np.testing.assert_array_equal(chosen, SQUATTER)


def test_nobody_is_nobody() -> None:
    chosen, count = taken([[], []])
    assert (count, chosen.shape) == (0, (2, 33, 3))
    assert np.isnan(chosen).all()


@pytest.mark.parametrize(("aside", "gap"), [(0.25, 0), (0.4, 3), (0.4, 6), (0.5, 20)])
def test_somebody_beside_who_is_seen_while_the_athlete_is_not_is_nobody_s_landmarks(aside: float, gap: int) -> None:
    athlete, other = SQUATTER.copy(), np.full_like(IDLE, np.nan)
    there = slice(50, 59)
    athlete[50 - gap : 59 + gap] = np.nan
    other[there] = IDLE[there]
    other[..., 0] += 640.0 - 1000.0 + aside * np.ptp(IDLE[0, :, 1])
    found = follow(together(athlete, other))
    np.testing.assert_array_equal(found.xy_score, athlete)
    assert (found.beside, found.elsewhere) == ((), ())


def test_when_somebody_else_overlaps_the_athlete_is_told_and_a_second_look_at_one_body_is_not() -> None:
    passing = IDLE.copy()
    passing[..., 0] += 300.0 * (TIME - 2)[:, None]  # in front of who stands at two seconds
    ((first, last),) = follow(together(IDLE, passing), (1000.0, 420.0, 0)).beside
    size = np.ptp(IDLE[0, :, 1])
    assert TIME[first] == pytest.approx(2 - 0.45 * size / 300, abs=0.15)
    assert TIME[last] == pytest.approx(2 + 0.45 * size / 300, abs=0.15)
    again = SQUATTER + np.array([2.0, 1.0, 0.0])
    assert follow(together(SQUATTER, again)).beside == ()


def test_who_is_found_far_from_where_the_athlete_was_lost_is_told_of() -> None:
    later, elsewhere = SQUATTER.copy(), SQUATTER.copy()
    later[:70], elsewhere[50:] = np.nan, np.nan
    later[..., 0] += 800.0
    assert follow(together(elsewhere, later)).elsewhere == (70,)
    runner = person(run(TIME))
    runner[..., 0] += 300 * (TIME - 2)[:, None]
    runner[40:60] = np.nan
    assert follow(together(runner)).elsewhere == (), "who runs on is where they must be"


def _decided(rate_hz: int) -> list[object]:
    """What is decided of scenes filmed at so many frames a second, in seconds."""
    time_s = clock(rate_hz, 4)

    def filmed(body: np.ndarray, x: float) -> np.ndarray:
        track = seen(time_s, body, -90.0, (x, 420.0))
        return np.concatenate([track.xy_px, track.visibility[..., None]], axis=2)

    def at(first_s: float, last_s: float) -> np.ndarray:
        return np.asarray((time_s >= first_s - 1e-6) & (time_s < last_s - 1e-6))

    def told(*people: np.ndarray, pick: tuple[float, float, float] | None = None) -> list[object]:
        point = None if pick is None else (pick[0], pick[1], round(pick[2] * rate_hz))
        found = follow(together(*people), point, float(rate_hz))
        rows = [int(np.flatnonzero(at(k / 30, k / 30 + 1))[0]) for k in range(119)]
        seen_at = np.isfinite(found.xy_score[rows, 23, 0]).tolist()
        spans = [pytest.approx(float(time_s[row]), abs=0.05) for span in found.beside for row in span]
        return [found.people, seen_at, spans, len(found.elsewhere)]

    squatter = filmed(squat(time_s, (Move(0.5), Move(2.4))), 640.0)
    idle = filmed(np.repeat(squat(time_s[:1], ()), len(time_s), axis=0), 1000.0)
    size = float(np.ptp(idle[0, :, 1]))
    out: list[object] = []
    for gap_s in (0.3, 0.45):  # the athlete is not seen, and somebody else is, close by
        athlete, other = squatter.copy(), np.full_like(idle, np.nan)
        athlete[at(1.5, 1.5 + gap_s)] = np.nan
        other[at(1.5, 1.5 + gap_s)] = idle[at(1.5, 1.5 + gap_s)]
        other[..., 0] += 640.0 - 1000.0 + 0.5 * size
        out.append(told(athlete, other))
    for speed, unseen_s in ((1500.0, 0.0), (300.0, 0.2)):  # somebody goes past who stands
        passing = idle.copy()
        passing[..., 0] += speed * (time_s - 2)[:, None]
        passing[at(1.9, 1.9 + unseen_s)] = np.nan
        out.append(told(idle, passing, pick=(1000.0, 420.0, 0.0)))
    runner, by = filmed(run(time_s), 640.0), idle.copy()  # both are lost for a while
    runner[..., 0] += 300 * (time_s - 2)[:, None]
    runner[at(1.4, 1.8)], by[at(2.6, 3.0)] = np.nan, np.nan
    out.append(told(runner, by))
    return out


@pytest.mark.parametrize("rate_hz", [60, 240])
def test_the_same_is_decided_however_many_frames_a_second_were_filmed(rate_hz: int) -> None:
    assert _decided(rate_hz) == _decided(30)
