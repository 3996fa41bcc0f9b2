"""Who is at a point that was picked, and where in the picture nobody was."""

import numpy as np
import pytest

from core.errors import UserError
from core.pose import boxes
from core.pose.backend import Box, Detection
from core.pose.people import Look, Person
from core.pose.picked import another_meant, picked
from core.pose.skeleton import INDEX
from tests.core.pose.stage import SIZE, SQUATTER, Floats, N, T, at
from tests.core.stick_figure import joints, run, standing

STANDS = joints(standing(N))
DEEP = int(boxes.centre(at(SQUATTER, 0))[:, 1].argmax())  # the bottom of the squat


def person(xy: Floats, stride: int = 3, warm: float = 0.0) -> Person:
    out = Person()
    for k in range(0, N, stride):
        seen = Detection(xy[k], np.ones(33), np.zeros((33, 3)), 1.0, np.full(33, np.nan), elsewhere=warm)
        out.add(float(T[k]), xy[k], look=Look(Box(0.0, 0.0, 1.0), seen))
    return out


def trunk(xy: Floats, k: int) -> Floats:
    return np.asarray(xy[k, [INDEX[f"left_{part}"] for part in ("shoulder", "hip")]].mean(axis=0))


def test_of_two_in_line_the_one_on_whose_body_the_point_lies_is_picked() -> None:
    """Between the trunk and the thighs of somebody deep in a squat the one behind is seen."""
    squatter = at(SQUATTER, 0)
    body = float(boxes.body_length(squatter)[0])
    behind = at(STANDS, 0.3 * body)
    people = [person(squatter), person(behind)]
    for xy, who in ((squatter, people[0]), (behind, people[1])):
        assert picked(people, (*trunk(xy, DEEP), float(T[DEEP])), SIZE) is who


def test_the_air_that_a_bent_body_holds_is_nobody() -> None:
    """Over the hips, behind the trunk of somebody deep in a squat."""
    squatter = at(SQUATTER, 0)
    hip, shoulder = (squatter[DEEP, INDEX[f"left_{part}"]] for part in ("hip", "shoulder"))
    point = np.array([hip[0] + 4, shoulder[1]])
    assert (squatter[DEEP].min(axis=0) < point).all() and (point < squatter[DEEP].max(axis=0)).all()
    with pytest.raises(UserError, match="nobody was found"):
        picked([person(squatter)], (*point, float(T[DEEP])), SIZE)


def test_of_two_runners_the_one_is_picked_who_is_at_the_point_between_two_looks() -> None:
    """At the next look the one behind is nearer to where the other one was."""
    first = at(run(T), np.linspace(-600, 600, N))
    behind = first - np.array([0.2 * float(boxes.body_length(first)[0]), 0.0])
    people = [person(first, 12), person(behind, 12)]
    for xy, who in ((first, people[0]), (behind, people[1])):
        assert picked(people, (*trunk(xy, 43), float(T[43])), SIZE) is who


@pytest.mark.parametrize(
    ("x", "y", "where"),
    [
        (10, 10, "in the upper left part of the picture"),
        (640, 700, "in the lower part of the picture"),
        (640, 360, "in the middle of the picture"),
        (1279, 300, "in the right part of the picture"),
        (1300, 719, "in the lower right part of the picture"),
    ],
)
def test_where_nobody_was_is_said_in_words(x: float, y: float, where: str) -> None:
    away = at(SQUATTER, 5000)
    with pytest.raises(UserError) as told:
        picked([person(away)], (x, y, 1.0), SIZE)
    assert told.value.sentence == f"nobody was found {where} at 1.00 s: pick a point on the athlete's body"


def test_nobody_is_there_when_everybody_has_left() -> None:
    xy = at(SQUATTER, 0)
    one = Person()
    for k in range(0, 60, 3):
        one.add(float(T[k]), xy[k])
    with pytest.raises(UserError, match="nobody was found"):
        picked([one], (*trunk(xy, 57), float(T[90])), SIZE)


def test_who_was_only_seen_as_they_passed_the_athlete_is_not_taken_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    squatter = at(SQUATTER, 0)
    one = person(squatter)
    monkeypatch.setattr("core.pose.picked.is_another", lambda person, time_s: person is one and time_s == T[60])
    assert picked([one], (*trunk(squatter, 30), float(T[30])), SIZE) is one
    with pytest.raises(UserError) as told:
        picked([one], (*trunk(squatter, 60), float(T[60])), SIZE)
    assert "in the middle of the picture at 2.00 s is seen for a moment only: pick the athlete" in told.value.sentence


@pytest.mark.parametrize(
    ("aside", "other", "warm", "doubted"),
    [
        (0.1, 0.3, 0.0, True),
        (0.1, None, 0.2, True),
        (0.0, 0.3, 0.2, False),
        (0.1, None, 0.0, False),
        (0.1, 3.0, 0.0, False),
        (0.0, None, 0.5, True),
    ],
)
def test_a_click_at_the_edge_of_one_of_two_who_overlap_may_mean_the_other(
    aside: float, other: float | None, warm: float, doubted: bool
) -> None:
    """aside, other : body lengths from the trunk to the click and to the other one.  warm : of the looks, elsewhere."""
    body = float(boxes.body_length(at(STANDS, 0))[0])
    clicked = trunk(at(STANDS, 0), 30) - [aside * body, 0.0]
    others = [] if other is None else [person(at(STANDS, -other * body))]
    assert another_meant(person(at(STANDS, 0), warm=warm), others, (*clicked, float(T[30]))) is doubted
