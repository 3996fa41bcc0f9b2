"""Following people through a clip: the box in every frame, whoever was picked, from when they came in."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import UserError
from core.pose import boxes
from core.pose.athlete import Followed, follow
from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Sighting
from core.pose.follower import Follower, pace
from core.pose.people import FAST_FEET, Look, Person
from core.pose.skeleton import INDEX
from core.pose.workers import Workers
from core.progress import Progress
from core.video.reader import StoredFrame
from tests.core.pose.stage import SIZE, SQUATTER, Actor, Floats, N, Stage, T, at
from tests.core.stick_figure import joints, run, standing

Play = Callable[..., Followed]


@pytest.fixture
def play() -> Play:
    def played(stage: Stage, pick: tuple[float, float, float] | None = None, frames: int = N) -> Followed:
        with Workers(lambda: stage, 2) as workers:
            steps = follow(stage, workers, range(frames), pick)  # type: ignore[arg-type]
            try:
                while True:
                    assert isinstance(next(steps), Progress)
            except StopIteration as end:
                followed: Followed = end.value
                return followed
            finally:
                steps.close()

    return played


def off(followed: Followed, actor: Actor) -> Floats:
    """(N,) how far the box stands from the actor's hips, in body lengths."""
    away = np.hypot(*(followed.boxes[:, :2] - boxes.centre(actor)).T)
    return np.asarray(away / np.nanmax(boxes.body_length(actor)))


def test_the_box_is_on_the_athlete_in_every_frame(play: Play) -> None:
    actor = at(SQUATTER, 100)
    followed = play(Stage(actor))
    assert followed.people == 1
    assert np.isfinite(followed.boxes).all()
    assert off(followed, actor).max() < 0.05
    size = boxes.BOX_PER_BODY * boxes.body_length(actor)
    np.testing.assert_allclose(followed.boxes[:, 2], size, rtol=0.02)


def test_a_runner_who_crosses_the_picture_is_followed_from_the_first_to_the_last_frame(play: Play) -> None:
    actor = at(run(T), np.linspace(-300, 500, N))
    followed = play(Stage(actor))
    there = np.isfinite(followed.boxes[:, 0])
    assert there.mean() > 0.98
    assert np.nanmax(off(followed, actor)) < 0.1


def test_legs_that_fold_as_a_runners_are_a_runners_however_slowly_the_clip_plays(play: Play) -> None:
    """So that every frame gets the looks that tell left from right."""
    body = run(T / 8)
    feet = [INDEX[f"{side}_{part}"] for side in ("left", "right") for part in ("ankle", "heel", "foot_index")]
    walker = play(Stage(at(body, 100)))
    body[:, feet, 2] += 0.5 * (body[:, feet, 2] - body[:, feet, 2].min())
    assert walker.foot_speed < FAST_FEET < play(Stage(at(body, 100))).foot_speed


def test_boxes_are_told_while_the_next_look_is_taken_which_waits_for_nothing_else() -> None:
    class Slow(Stage):
        begun, told = threading.Event(), threading.Event()

        def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
            if rgb[0, 0, 0]:
                self.begun.set()
                assert self.told.wait(60)
                self.told.clear()
            return super().landmarks(rgb, box, looks)

    class Told:
        settled = 0

        def __init__(self) -> None:
            self.times: list[float] = []

        def hold(self, frame: StoredFrame) -> None:
            """Nothing is measured."""

        def settle(self, athlete: Person | None, now_s: float) -> None:
            assert athlete is not None
            assert athlete.time_s[-1] == now_s, "what the look under way will see is not known yet"
            if now_s < last:
                assert stage.begun.wait(60)
                stage.begun.clear()
                stage.told.set()
            self.times.append(now_s)

        def finish(self, athlete: Person | None) -> None:
            """Nothing is measured."""

    stage, told, frames = Slow(at(run(T), np.linspace(0, 3000, N))), Told(), range(20)
    stride = pace(T[frames])[0]
    last = float(T[frames][::stride][-1])
    with Workers(lambda: stage, 2) as workers:
        for _ in follow(stage, workers, frames, passing=told):  # type: ignore[arg-type]
            pass
    assert told.times == T[frames][::stride].tolist()


def test_an_athlete_who_comes_in_late_and_leaves_is_boxed_while_there(play: Play) -> None:
    actor = at(SQUATTER, 100, first=33, last=120)
    followed = play(Stage(actor))
    there = np.isfinite(followed.boxes[:, 0])
    assert there[38:115].all(), "carried back to where they came in, although looked for now and then only"
    assert not there[:20].any()
    assert not there[135:].any()
    assert np.nanmax(off(followed, actor)) < 0.1


def test_who_runs_past_a_small_bystander_within_half_a_second_is_found(play: Play) -> None:
    """Between two searches a second apart, such as suffice where somebody small runs already."""
    watcher, runner = (
        0.4 * actor for actor in (at(joints(standing(N)), 2000), at(run(T), np.linspace(0, 4000, N), first=13, last=29))
    )
    followed = play(Stage(watcher, runner))
    there = np.isfinite(followed.boxes[:, 0])
    assert there[14:28].all()
    assert np.nanmax(off(followed, runner)[14:28]) < 0.2


def followed_by(actor: Actor) -> Person:
    person = Person()
    for time_s, pose in zip(T[::2].tolist(), actor[::2], strict=True):
        person.add(time_s, pose)
    return person


def on_its_side(actor: Actor) -> Actor:
    """The same body, its head to the left."""
    across, down = np.moveaxis(actor, -1, 0)
    middle = np.nanmean(actor, axis=(0, 1))
    return np.stack([middle[0] + down - middle[1], middle[1] - across + middle[0]], axis=-1)


class FoundInSquares(Stage):
    """A detector that tells all but the first only in smaller squares of the picture."""

    def find(self, rgb: NDArray[np.uint8], square: Box) -> list[Sighting]:
        found = super().find(rgb, square)
        return found if square.size < SIZE[1] else found[:1]


def test_scenery_that_seems_to_lie_there_and_kick_hides_nobody_who_runs_past(play: Play) -> None:
    """The model takes a wall for a body now and then, whose feet jump as fast as a runner's."""
    wall = on_its_side(at(run(T), 300))
    runner = at(run(T), np.linspace(-2500, 3500, N), first=60, last=95)
    assert followed_by(wall).foot_speed() > FAST_FEET
    followed = play(FoundInSquares(wall, runner))
    there = np.isfinite(followed.boxes[:, 0])
    assert there[62:88].all()
    assert np.nanmax(off(followed, runner)[62:88]) < 0.2


class OneAtAGlance(Stage):
    """A detector that tells the first of several in a whole picture, and all in smaller squares of it."""

    def find(self, rgb: NDArray[np.uint8], square: Box) -> list[Sighting]:
        return super().find(rgb, square)[: 1 if square.size > SIZE[1] else None]


def test_where_everybody_else_is_is_told_also_of_who_stands_by_and_is_followed_no_longer(play: Play) -> None:
    """The camera's motion is told off them."""
    watcher, squatter = at(joints(standing(N)), 550), at(SQUATTER, -200)
    ((x, y, *_),) = np.median(play(Stage(watcher, squatter)).others, axis=0)
    assert np.hypot(*(np.array([x, y]) - boxes.centre(watcher)[0])) < 0.1 * boxes.body_length(watcher)[0]
    assert play(Stage(squatter)).others.shape == (N, 0, 4)


def test_somebody_who_stands_idle_before_the_camera_is_not_whom_it_was_filmed_for(play: Play) -> None:
    coach, squatter = at(joints(standing(N)), 350), at(SQUATTER, -200)
    followed = play(OneAtAGlance(coach, squatter))
    assert followed.people == 2
    assert np.nanmax(off(followed, squatter)) < 0.1
    runs = play(OneAtAGlance(at(run(T), -200), coach))
    assert runs.people == 1, "nobody else is looked for then"


def test_nobody_else_is_looked_for_while_an_athlete_has_not_begun_yet(play: Play) -> None:
    waits = np.concatenate([np.repeat(SQUATTER[:1], 10, axis=0), SQUATTER[: N - 10]])  # for 1.4 s
    coach = at(joints(standing(N)), 350)
    assert play(OneAtAGlance(at(waits, -200), coach)).people == 1


def test_of_two_people_the_one_who_moves_is_taken_and_the_one_picked_if_one_is(play: Play) -> None:
    squatter, watcher = at(SQUATTER, -200), at(joints(standing(N)), 450)
    followed = play(Stage(watcher, squatter))
    assert followed.people == 2
    assert off(followed, squatter).max() < 0.05
    x, y = boxes.centre(watcher)[30]
    picked = play(Stage(watcher, squatter), (float(x), float(y) + 40, 1.0))
    assert off(picked, watcher).max() < 0.05
    assert picked.people == 2


def test_picking_where_nobody_is_says_so(play: Play) -> None:
    with pytest.raises(UserError) as told:
        play(Stage(at(SQUATTER, 0)), (1200.0, 80.0, 1.0))
    assert "nobody was found in the upper right part of the picture at 1.00 s: pick a point on the athlete" in str(
        told.value
    )


def test_picking_somebody_who_was_not_found_does_not_take_the_one_beside_them(play: Play) -> None:
    found = at(SQUATTER, 0)
    x, y = boxes.centre(found)[30]
    beside = 0.5 * float(boxes.body_length(found)[30])
    for way in (-1, 1):  # behind, and before the arms that reach out
        with pytest.raises(UserError, match="nobody was found in the"):
            play(Stage(found), (float(x) + way * beside, float(y), 1.0))
    for joint in ("left_ankle", "left_wrist", "nose"):
        on_it = found[30, INDEX[joint]].tolist()
        assert off(play(Stage(found), (*on_it, 1.0)), found).max() < 0.05


@pytest.mark.parametrize("least_px", [0.0, 300.0])
def test_whom_the_detector_does_not_tell_from_the_one_beside_them_can_be_picked(play: Play, least_px: float) -> None:
    """They are found in a small square about the point, or in none by the detector and then by the network alone."""
    front, beside = at(SQUATTER, 0), at(joints(standing(N)), 120)

    class OneBody(Stage):
        def find(self, rgb: NDArray[np.uint8], square: Box) -> list[Sighting]:
            return Stage(*([beside] if square.size < least_px else [front])).find(rgb, square)

    stage = OneBody(front, beside)
    x, y = boxes.centre(beside)[75]
    followed = play(stage, (float(x) + 10, float(y) - 60, 2.5))
    assert off(followed, beside).max() < 0.05
    assert followed.people == 2
    x, y = boxes.centre(front)[75]
    assert off(play(stage, (float(x), float(y), 2.5)), front).max() < 0.05
    with pytest.raises(UserError, match="nobody was found in the"):
        play(stage, (float(x) - 300, float(y), 2.5))


def test_an_empty_picture_has_nobody_and_no_boxes(play: Play) -> None:
    followed = play(Stage())
    assert followed.people == 0
    assert np.isnan(followed.boxes).all()
    assert len(followed.boxes) == N


def test_somebody_hidden_for_half_a_second_is_still_one_person(play: Play) -> None:
    actor = at(SQUATTER, 100)
    hidden = actor.copy()
    hidden[60:75] = np.nan
    followed = play(Stage(hidden))
    assert followed.people == 1
    there = np.isfinite(followed.boxes[:, 0])
    assert there[:55].all()
    assert there[80:].all()
    assert np.nanmax(off(followed, actor)) < 0.1


def test_in_a_single_picture_the_largest_is_the_athlete_unless_another_is_picked(play: Play) -> None:
    near, far = at(SQUATTER, 100), 0.6 * at(SQUATTER, -200)
    followed = play(Stage(far, near), frames=1)
    assert (followed.people, len(followed.boxes)) == (2, 1)
    np.testing.assert_allclose(followed.boxes[0, :2], boxes.centre(near)[0], atol=1.0)
    x, y = boxes.centre(far)[0]
    picked = play(Stage(far, near), (float(x), float(y), 0.0), frames=1)
    np.testing.assert_allclose(picked.boxes[0, :2], [x, y], atol=1.0)
    assert play(Stage(), frames=1).people == 0


def looked(pose: Floats, score: float, *times_s: float) -> Person:
    person = Person()
    seen_once = Detection(pose, np.full(33, 0.9), np.zeros((33, 3)), score, np.full(33, np.nan))
    for time_s in times_s:
        person.add(time_s, pose, look=Look(boxes.around(pose), seen_once))
    return person


def test_what_a_single_look_is_unsure_of_or_takes_for_a_second_body_is_nobody() -> None:
    body, beside = at(SQUATTER, 0)[0], at(SQUATTER, 450)[0]
    within = boxes.centre(body) + 0.4 * (body - boxes.centre(body))
    everybody = [looked(within, 1.0, 0.0), looked(beside, 0.7, 0.0), looked(body, 1.0, 0.0)]
    stage: Any = Stage()
    workers: Any = None
    once = Follower(stage, workers, range(1))
    once.people = list(everybody)
    assert once.known() == [everybody[2]]
    often = Follower(stage, workers, range(N))
    often.people = [*everybody, looked(beside, 0.7, 0.0, 0.1)]
    assert often.known() == [often.people[3]], "where there is more than one look two are needed, and are enough"


class Crossing(Stage):
    """Two people of whom the first one hides the other: whoever is looked for near both, the first one is seen."""

    def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        front = self.actors[0][rgb[0, 0, 0]]
        if np.hypot(*(boxes.centre(front) - [box.x, box.y])) < 0.2 * box.size:
            return self._seen(front)
        return super().landmarks(rgb, box, looks)


@pytest.mark.parametrize("picked", [0, 1])
def test_two_who_run_past_each_other_stay_on_their_own_ways(play: Play, picked: int) -> None:
    ways = at(run(T), np.linspace(500, -300, N)), at(run(T), np.linspace(-300, 500, N))
    x, y = boxes.centre(ways[picked])[15]
    followed = play(Crossing(*ways), (float(x), float(y), 0.5))
    apart = np.hypot(*(boxes.centre(ways[0]) - boxes.centre(ways[1])).T) / boxes.body_length(ways[0]).max()
    assert np.isfinite(followed.boxes[apart > 0.5]).all()
    assert np.nanmax(off(followed, ways[picked])) < 0.2
    assert followed.people == 2, "nobody was lost behind the other"


def test_whoever_was_exchanged_for_another_one_where_they_crossed_is_known_by_their_own_looks() -> None:
    squatter, walker = at(SQUATTER, 0), at(joints(standing(N)), np.linspace(-520, 520, N))
    with Workers(lambda: Stage(squatter, walker), 2) as workers:
        follower = Follower(Stage(squatter, walker), workers, range(N))  # type: ignore[arg-type]
        for first, then in ((squatter, walker), (walker, squatter)):
            person = Person()
            for k in range(0, N, 3):
                person.add(float(T[k]), (first if k < N // 2 else then)[k])
            follower.people.append(person)
        for person, actor in zip(follower.known(), (squatter, walker), strict=True):
            apart = np.abs(T[::3] - T[N // 2]) > 0.3  # where they are in one place either's look is as good
            np.testing.assert_array_equal(person.arrays()[1][apart], actor[::3][apart])
