"""Somebody who is lost for a look is looked for beside the box in which they were expected."""

import numpy as np
from numpy.typing import NDArray

from core.pose import boxes
from core.pose.athlete import Followed, follow
from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Sighting
from core.pose.follower import Follower
from core.pose.people import FAST_FEET
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
