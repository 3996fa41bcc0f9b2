"""Who half covers somebody is found beside them and told of, and nobody is where they are alone."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose import boxes, people
from core.pose.athlete import Followed, follow
from core.pose.backend import ONE_LOOK, Box, Detection, Floats, Looks, Sighting
from core.pose.follower import Follower
from core.pose.landmark_network import SIDE, elsewhere
from core.pose.people import Look, Person
from core.pose.second_body import Asked, bodies_beside, unclear
from core.pose.skeleton import INDEX
from core.pose.workers import Workers
from tests.core.pose.stage import SQUATTER, Actor, N, Stage, at
from tests.core.stick_figure import joints, standing

BODY = float(np.nanmax(boxes.body_length(at(SQUATTER, 0))))
ATHLETE, COACH = at(SQUATTER, 100), at(joints(standing(N)), 100 + 0.4 * BODY)


class OneOfTwo(Stage):
    """A detector that tells the first of two who overlap; looks are warm elsewhere as `warm` has it."""

    warm, asked = 0.4, 0

    def find(self, rgb: NDArray[np.uint8], square: Box) -> list[Sighting]:
        return super().find(rgb, square)[:1]

    def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        self.asked += 1
        one = super().landmarks(rgb, box, looks)
        return None if one is None else replace(one, elsewhere=self.warm)


def found(stage: Stage, known: Actor, other: Actor | None = None) -> list[Box]:
    with Workers(lambda: stage, 2) as workers:
        rgb = next(iter(stage.frames())).rgb
        return bodies_beside(workers, rgb, [known[0]], [] if other is None else [other[0]])


def followed(stage: Stage, pick: tuple[float, float, float] | None = None) -> Followed:
    with Workers(lambda: stage, 2) as workers:
        steps: Iterator[object] = follow(stage, workers, range(N), pick)  # type: ignore[arg-type]
        while True:
            try:
                next(steps)
            except StopIteration as end:
                assert isinstance(end.value, Followed)
                return end.value


@pytest.mark.parametrize("aside", [-0.4, 0.4])
def test_who_stands_half_over_somebody_is_found_on_either_side(aside: float) -> None:
    coach = at(joints(standing(N)), 100 + aside * BODY)
    (box,) = found(Stage(ATHLETE, coach), ATHLETE)
    x = float(boxes.centre(coach[0])[0])
    assert box.x == pytest.approx(x, abs=0.15 * BODY)
    assert abs(box.x - boxes.centre(ATHLETE[0])[0]) > abs(x - boxes.centre(ATHLETE[0])[0]), "away from the other one"


def test_nobody_is_found_beside_somebody_alone_and_nobody_twice() -> None:
    assert found(Stage(ATHLETE), ATHLETE) == []
    assert found(Stage(ATHLETE, COACH), ATHLETE, COACH) == []


def test_a_body_that_is_seen_elsewhere_at_each_look_is_nobody() -> None:
    """Half a body at the edge of a box looks like a whole one."""

    class Ghost(Stage):
        def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
            pose = self.actors[0][0]
            return self._seen(pose + (np.array([box.x, box.y]) - boxes.centre(pose)))

    assert found(Ghost(ATHLETE), ATHLETE) == []


def test_somebody_beside_the_athlete_whom_the_detector_does_not_tell_is_told_of() -> None:
    """From where they are first looked for to the end."""
    told = followed(OneOfTwo(ATHLETE, COACH))
    ((first, last),) = told.beside_s
    assert (first, last) == pytest.approx((0.0, (N - 1) / 30.0), abs=0.3)
    alone = followed(OneOfTwo(ATHLETE))
    assert (alone.people, alone.beside_s) == (1, ())


def test_nobody_is_looked_for_where_heatmaps_are_warm_in_one_place() -> None:
    looks = []
    for warm in (0.0, 0.4):
        stage = OneOfTwo(ATHLETE)
        stage.warm = warm
        assert followed(stage).beside_s == ()
        looks.append(stage.asked)
    assert looks[0] < looks[1] < 1.6 * looks[0], "in vain it is asked ever less often"


def test_who_is_picked_is_looked_for_beside_whoever_was_found_at_the_point() -> None:
    stage = OneOfTwo(ATHLETE, COACH)
    stage.warm = 0.0
    x, y = boxes.centre(ATHLETE[30])
    assert followed(stage, (float(x), float(y), 1.0)).beside_s != ()


def test_a_click_where_looks_are_half_the_one_and_half_the_other_is_doubted_and_nobody_said_to_overlap_all_along() -> (
    None
):
    x, y = boxes.centre(ATHLETE[20])

    class Alone(OneOfTwo):
        warm = 0.5

    told = followed(Alone(ATHLETE), (float(x), float(y), 20 / 30))
    assert told.doubted and told.beside_s == ()
    assert not followed(Alone(ATHLETE)).doubted, "who is taken by itself is not"


def test_two_who_were_both_found_are_not_looked_for_again() -> None:
    one, other = Person(), Person()
    for person, actor in ((one, ATHLETE), (other, COACH)):
        look = Look(boxes.around(actor[0]), replace(Stage._seen(actor[0]), elsewhere=0.5))
        person.add(0.0, actor[0], look=look)
    assert len(unclear([one], 0.0)) == 1
    assert unclear([one, other], 0.0) == []
    assert unclear([one], 0.1) == [], "not seen at that moment"


def test_what_was_asked_is_known_again_after_a_stop() -> None:
    asked = Asked().then(1.0, []).then(2.0, [Box(10.0, 20.0, 5.0)])
    assert asked.vain == 0
    assert asked.next_s == pytest.approx(2.25)
    assert Asked.of(asked.rows()) == asked
    assert Asked.of(Asked().rows()) == Asked()
    person = Person()
    person.add(0.0, ATHLETE[0], look=Look(Box(1.0, 2.0, 3.0), replace(Stage._seen(ATHLETE[0]), elsewhere=0.3)))
    (again,), _ = people.from_arrays(people.to_arrays([person], []))
    assert again.looks[0] is not None
    assert again.looks[0].seen.elsewhere == pytest.approx(0.3)


def test_a_follower_stopped_within_a_look_has_asked_nothing() -> None:
    class StoppedError(Exception):
        pass

    class Stops(OneOfTwo):
        def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
            if self.asked >= 7:  # found, asked beside them and in the coach's own box: then followed
                raise StoppedError
            return super().landmarks(rgb, box, looks)

    stage = Stops(ATHLETE, COACH)
    with Workers(lambda: stage, 1) as workers:
        follower = Follower(stage, workers, range(N))  # type: ignore[arg-type]
        with pytest.raises(StoppedError):
            list(follower.forwards())
        assert follower.asked.met, "asked in the look that was not finished"
        state = follower.state()
    assert Asked.of(state["asked"]) == Asked()


def hot(*spots: tuple[str, float, float]) -> Floats:
    """(64, 64, 39) logits, warm at places of the network's picture."""
    rows, columns = np.mgrid[:64, :64]
    heat = np.full((64, 64, 39), -8.0)
    for name, x, y in spots:
        away = (columns + 0.5 - x / 4) ** 2 + (rows + 0.5 - y / 4) ** 2
        heat[..., INDEX[name]] = np.maximum(heat[..., INDEX[name]], 12 * np.exp(-away / 8) - 8)
    return heat


def test_heatmaps_that_are_warm_in_two_places_tell_of_a_second_body_and_the_other_side_does_not() -> None:
    xy = ATHLETE[0] - boxes.centre(ATHLETE[0])
    xy = xy * (SIDE / 1.75 / boxes.body_length(xy)) + SIDE / 2
    names = ["nose", *(f"{side}_{part}" for part in ("shoulder", "hip") for side in ("left", "right"))]
    own = [(name, *xy[INDEX[name]]) for name in names]
    exchanged = [(name, *xy[INDEX[name.replace("left", "right")]]) for name in names]
    other = [(name, x + 0.3 * SIDE / 1.75, y) for name, x, y in own]
    assert elsewhere(xy, hot(*own)) < 0.02
    assert elsewhere(xy, hot(*own, *exchanged)) < 0.02
    assert elsewhere(xy, hot(*own, *other)) > 0.9
    assert elsewhere(xy, hot(*own, *other[:1])) == pytest.approx(1 / 3, abs=0.05)
