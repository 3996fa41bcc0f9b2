"""Somebody who is lost for a look is looked for beside the box in which they were expected."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose import boxes, people
from core.pose.athlete import Followed, follow
from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Picture, Sighting
from core.pose.follower import Follower
from core.pose.lost_sight_of import gone_to
from core.pose.people import FAST_FEET, Person
from core.pose.workers import Workers
from tests.core.pose.stage import Actor, Floats, N, Stage, T, at
from tests.core.stick_figure import joints, run, standing

_RUNS = slice(40, 110)


class Narrow(Stage):
    """Sees nobody who is not in the middle of a box, nor whom a square does not show."""

    def find(self, rgb: NDArray[np.uint8], square: Box) -> list[Sighting]:
        def inside(box: Box) -> bool:
            return max(abs(box.x - square.x), abs(box.y - square.y)) < square.size / 2

        return [one for one in super().find(rgb, square) if inside(one.box)]

    def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        seen = super().landmarks(rgb, box, looks)
        if seen is None or np.hypot(*(boxes.centre(seen.xy_px) - [box.x, box.y])) > 0.12 * box.size:
            return None
        return seen


def _followed(*actors: Actor) -> Followed:
    stage = Narrow(*actors)
    with Workers(lambda: stage, 2) as workers:
        steps = follow(stage, workers, range(N))  # type: ignore[arg-type]
        while True:
            try:
                next(steps)
            except StopIteration as end:
                followed: Followed = end.value
                return followed


def _away(followed: Followed, actor: Actor) -> Floats:
    """(N,) how far the box stands from the actor's hips, in body lengths."""
    away = np.hypot(*(followed.boxes[:, :2] - boxes.centre(actor)).T)
    return np.asarray(away / np.nanmax(boxes.body_length(actor)))


def _runner(hidden: slice = slice(0, 0)) -> Actor:
    """Who gets on by a fifth of a box between two looks."""
    actor = at(run(T), 0.0, first=_RUNS.start, last=_RUNS.stop)
    step = 0.2 * boxes.BOX_PER_BODY * float(np.nanmax(boxes.body_length(actor))) / 2  # a look is two frames
    actor[..., 0] += (step * (np.arange(N) - 75))[:, None]
    actor = 0.25 * actor
    actor += [640.0, 360.0] - boxes.centre(actor)[75]
    actor[hidden] = np.nan
    return actor


def test_who_goes_on_faster_than_one_look_tells_is_followed_from_the_first_search_on() -> None:
    runner = _runner()
    followed = _followed(runner)
    there = np.isfinite(followed.boxes[:, 0])
    assert there[_RUNS].mean() > 0.95
    assert np.nanmax(_away(followed, runner)) < 0.3


def test_who_goes_out_of_sight_beside_somebody_is_not_taken_for_them() -> None:
    hidden = slice(72, _RUNS.stop)
    runner = _runner(hidden)
    watcher = 0.25 * at(joints(standing(N)), 0.0)
    beside = boxes.centre(runner)[hidden.start - 1] + [
        0.3 * boxes.BOX_PER_BODY * np.nanmax(boxes.body_length(runner)),
        0,
    ]
    watcher += beside - boxes.centre(watcher)[0]
    followed = _followed(runner, watcher)
    assert np.nanmax(_away(followed, runner)[: hidden.start]) < 0.3
    assert not np.isfinite(followed.boxes[hidden.start + 6 :, 0]).any()


def test_who_comes_into_sight_beside_somebody_was_not_them_before() -> None:
    seen_from = 85
    runner, watcher = _runner(slice(_RUNS.start, seen_from)), 0.25 * at(joints(standing(N)), 0.0)
    aside = 0.3 * boxes.BOX_PER_BODY * np.nanmax(boxes.body_length(runner))
    watcher += boxes.centre(runner)[seen_from] - [aside, 0] - boxes.centre(watcher)[0]
    stage = Narrow(runner, watcher)
    with Workers(lambda: stage, 2) as workers:
        follower = Follower(stage, workers, range(N))  # type: ignore[arg-type]
        for _ in (*follower.forwards(), *follower.backwards()):
            pass
    first_s = [person.time_s[0] for person in follower.people if person.foot_speed() > FAST_FEET]
    assert len(first_s) == 1 and first_s[0] >= stage.time_s[seen_from]


def _behind_a_post(stage: Stage) -> Follower:
    follower = Follower(stage, Workers(lambda: stage, 1), range(N))  # type: ignore[arg-type]
    with follower._workers:
        list(follower.forwards())
    return follower


def test_a_runner_behind_a_post_goes_on_where_they_come_out_and_not_where_the_next_search_finds_them() -> None:
    post = slice(62, 78)
    runner = _runner()
    runner[post] = np.nan
    (person,) = _behind_a_post(Narrow(runner)).people
    seen_s = np.array(person.time_s)
    assert seen_s.min() < T[post.start] and seen_s.max() > T[_RUNS.stop - 4]
    assert seen_s[seen_s > T[post.start]].min() <= T[post.stop] + 0.15


def test_only_who_runs_is_expected_farther_on_and_for_a_second() -> None:
    def seen(actor: Actor) -> Person:
        person = Person()
        for k in range(50, 62, 2):
            person.add(float(T[k]), actor[k])
        return person

    runner = _runner()
    box = gone_to(seen(runner), float(T[75]), [])
    assert box is not None
    assert box.x == pytest.approx(float(boxes.centre(runner)[75, 0]), abs=0.1 * box.size)
    assert gone_to(seen(runner), float(T[60]) + 1.1, []) is None
    beside = Person()
    beside.add(float(T[75]), runner[75])
    assert gone_to(seen(runner), float(T[75]), [beside]) is None, "hidden by whom they pass"
    assert gone_to(seen(0.25 * at(joints(standing(N)), 0.0)), float(T[75]), []) is None


def test_what_was_seen_beyond_a_post_in_a_look_that_was_stopped_is_seen_again() -> None:
    class StoppedError(Exception):
        pass

    runner = _runner()
    runner[62:78] = np.nan
    stage = Narrow(runner)
    with Workers(lambda: stage, 1) as workers:
        follower = Follower(stage, workers, range(N))  # type: ignore[arg-type]
        again = follower._in_sight_again

        def stopped(time: float, picture: Picture) -> list[Person]:
            if found := again(time, picture):
                assert found[0].time_s[-1] == time
                raise StoppedError
            return found

        follower._in_sight_again = stopped  # type: ignore[method-assign]
        with pytest.raises(StoppedError):
            list(follower.forwards())
        state = follower.state()
    (person,), active = people.from_arrays(state)
    assert person.time_s[-1] < T[62] and active == []
