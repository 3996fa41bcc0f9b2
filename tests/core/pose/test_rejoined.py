"""Whoever is followed off by somebody who passed is the same person where they come into sight again."""

import numpy as np

from core.pose.people import Person
from core.pose.rejoined import back_again, joined, returned
from core.pose.track import PoseTrack
from tests.core.passer import BODY, passing
from tests.core.pose.test_told_apart import BLUE, COACH, RED, SQUATTER, TIME_S, person
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, noisy, seen, squat

LOOKS_HZ = 15.0
LEAVES_S, AGAIN_S = 3.0, 3.6


def followed(track: PoseTrack, from_s: float, to_s: float) -> Person:
    person = Person()
    for time, pose in zip(track.time_s.tolist(), track.xy_px, strict=True):
        if from_s <= time < to_s:
            person.add(time, pose)
    return person


def athlete() -> PoseTrack:
    time_s = clock(LOOKS_HZ, 8.0)
    return noisy(seen(time_s, squat(time_s, (Move(1.0, 2.0, 0.2, 2.0),))), 2.0)


def test_who_is_followed_off_by_a_passer_goes_on_where_they_come_into_sight() -> None:
    carried_off = followed(passing(athlete(), LEAVES_S, 9.0), 0.0, 4.5)
    passer = followed(passing(athlete(), LEAVES_S, 9.0), 3.5, 4.5)
    again = followed(athlete(), AGAIN_S, 8.0)
    out = back_again([carried_off, passer, again])
    assert len(out) == 2
    assert passer in out
    (whole,) = [p for p in out if p is not passer]
    assert whole.time_s == athlete().time_s.tolist()
    np.testing.assert_array_equal(whole.poses[-1], again.poses[-1])
    np.testing.assert_array_equal(whole.poses[0], carried_off.poses[0])


def test_a_passer_whom_nobody_else_found_stays_known() -> None:
    carried_off = followed(passing(athlete(), LEAVES_S, 9.0), 0.0, 4.5)
    out = back_again([carried_off, followed(athlete(), AGAIN_S, 8.0)])
    rest, whole = sorted(out, key=lambda p: len(p.poses))
    assert whole.time_s == athlete().time_s.tolist()
    assert (min(rest.time_s) >= AGAIN_S, max(rest.time_s) < 4.5) == (True, True)
    assert len(rest.poses) > 10


def test_who_comes_in_elsewhere_is_somebody_else() -> None:
    carried_off = followed(passing(athlete(), LEAVES_S, 9.0), 0.0, 4.5)
    other = followed(athlete(), AGAIN_S, 8.0)
    other.poses = [pose + np.array([1.0 * BODY, 0.0]) for pose in other.poses]
    people = [carried_off, other]
    assert back_again(people) == people


def test_who_walks_off_and_uncovers_somebody_stays_themselves() -> None:
    """They do not leap: a body gains its speed step by step."""
    track = athlete()
    gone = np.maximum(track.time_s - LEAVES_S, 0.0)
    away = BODY * np.where(gone < 0.5, gone**2, gone - 0.25)
    walks = PoseTrack(
        track.time_s,
        track.xy_px + np.stack([away, 0 * away], axis=-1)[:, None],
        track.visibility,
        track.world_m,
        track.noise_px,
    )
    people = [followed(walks, 0.0, 8.0), followed(athlete(), AGAIN_S, 8.0)]
    assert back_again(people) == people


def test_who_is_lost_and_soon_found_near_by_is_one_person_and_later_or_elsewhere_another() -> None:
    assert len(joined([followed(athlete(), 0.0, 3.0), followed(athlete(), 3.5, 8.0)])) == 1
    assert len(joined([followed(athlete(), 0.0, 3.0), followed(athlete(), 4.5, 8.0)])) == 2
    assert back_again([]) == joined([]) == []


def test_who_was_hidden_for_three_seconds_is_the_same_where_they_stand_and_another_one_elsewhere() -> None:
    before, again = followed(athlete(), 0.0, 3.0), followed(athlete(), 6.0, 8.0)
    (whole,) = returned([again, before])
    assert whole.time_s == [*before.time_s, *again.time_s]
    away = Person()
    for time, pose in zip(again.time_s, again.poses, strict=True):
        away.add(time, pose + np.array([0.4 * BODY, 0.0]))
    assert returned([before, away]) == [before, away]
    early = followed(athlete(), 0.0, 1.5)
    assert returned([early, again]) == [early, again], "after more than four seconds nobody knows"


def test_who_was_hidden_is_not_taken_for_somebody_in_other_clothes_or_told_from_a_double_close_by() -> None:
    red, blue, double = (
        person(xy, np.broadcast_to(worn, (len(TIME_S), *RED.shape)), rows=rows)
        for xy, worn, rows in (
            (SQUATTER, RED, slice(0, 45)), (SQUATTER, BLUE, slice(80, None)), (COACH, RED, slice(None))
        )
    )  # fmt: skip
    again = person(SQUATTER, np.broadcast_to(RED, (len(TIME_S), *RED.shape)), rows=slice(80, None))
    assert len(returned([red, again])) == 1
    assert len(returned([red, blue])) == 2
    assert len(returned([red, again, double])) == 3
