"""Who is who in a picture, and whom a clip was filmed for."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose import boxes
from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Sighting
from core.pose.finding import distinct, looked_at, tiles_of
from core.pose.people import Look, Person, from_arrays, is_part_of, same_person, to_arrays
from core.pose.skeleton import N_LANDMARKS, mirror_order
from core.pose.workers import Workers
from tests.core.pose.stage import Stage
from tests.core.squat_figure import Move
from tests.core.stick_figure import TOWARD, clock, joints, run, seen, squat, standing

Floats = NDArray[np.float64]
T = clock(15, 3.0)


def person(xy: Floats, times: Floats = T) -> Person:
    one = Person()
    for time, pose in zip(times, xy, strict=True):
        one.add(float(time), pose)
    return one


def detection(xy: Floats, visibility: float = 0.9) -> Detection:
    return Detection(
        xy, np.full(N_LANDMARKS, visibility), np.zeros((N_LANDMARKS, 3)), 1.0, np.full(N_LANDMARKS, np.nan)
    )


def test_the_one_who_moves_is_the_athlete_and_not_the_one_who_stands_beside() -> None:
    squatting = person(seen(T, squat(T, (Move(0.5),))).xy_px)
    running = person(seen(T, run(T)).xy_px)
    watching = person(1.3 * seen(T, joints(standing(len(T))), TOWARD).xy_px)
    assert squatting.moves_like_an_athlete() > watching.moves_like_an_athlete()
    assert running.moves_like_an_athlete() > watching.moves_like_an_athlete()


def test_the_nearer_of_two_who_do_the_same_and_the_one_seen_longer_is_the_athlete() -> None:
    xy = seen(T, squat(T, (Move(0.5),))).xy_px
    whole = person(xy).moves_like_an_athlete()
    assert whole > person(0.5 * xy).moves_like_an_athlete()
    assert whole > person(xy[:25], T[:25]).moves_like_an_athlete()


def test_of_somebody_who_lies_there_is_less_to_measure_than_of_a_squatter_seen_a_third_as_long() -> None:
    xy = seen(T, squat(T, (Move(0.5),))).xy_px
    lying = person(xy[..., ::-1])
    assert lying.lies and not lying.runs()
    few = slice(5, 5 + len(T) // 3)
    assert not person(xy).lies
    assert person(xy[few], T[few]).moves_like_an_athlete() > lying.moves_like_an_athlete() > 0


def test_two_looks_are_too_few_to_be_an_athlete() -> None:
    assert person(seen(T, run(T)).xy_px[:2], T[:2]).moves_like_an_athlete() == 0


def test_poses_found_backwards_stand_in_front() -> None:
    xy = seen(T, run(T)).xy_px
    one = person(xy[10:12], T[10:12])
    one.add(float(T[9]), xy[9], first=True)
    times, poses = one.arrays()
    np.testing.assert_array_equal(times, T[9:12])
    np.testing.assert_array_equal(poses, xy[9:12])


def test_two_looks_at_one_body_are_one_person_even_with_its_sides_exchanged_a_little() -> None:
    pose = np.array(seen(T, squat(T, ())).xy_px[0])
    rng = np.random.default_rng(0)
    assert same_person(pose, pose + 8 * rng.standard_normal(pose.shape))
    assert same_person(pose, pose[mirror_order()]), "seen from the side both sides lie on one another"


@pytest.mark.parametrize("away", [[150.0, 0.0], [-120.0, 40.0]])
def test_two_bodies_side_by_side_are_two(away: list[float]) -> None:
    pose = np.array(seen(T, squat(T, ())).xy_px[0])
    assert not same_person(pose, pose + away)
    assert not same_person(pose, 0.5 * pose)


def test_a_body_seen_upside_down_in_somebodys_hips_is_that_body_and_one_bent_double_over_them_is_another() -> None:
    pose = np.array(seen(T, squat(T, ())).xy_px[0])
    hips = (pose[23] + pose[24]) / 2
    turned = 2 * hips - pose
    assert same_person(pose, turned)
    assert same_person(pose, hips + 0.7 * (turned - hips) + 5)
    assert not same_person(pose, turned + np.array([80.0, 0.0])), "hips in another place are another body"
    bent = hips + (pose - hips) @ np.array([[0.0, -1.0], [1.0, 0.0]])
    assert not same_person(pose, bent)


@pytest.mark.parametrize(("upright_score", "stands"), [(0.99, True), (0.7, False), (None, False)])
def test_a_body_seen_upside_down_is_looked_at_upright_and_the_surer_of_the_two_is_there(
    upright_score: float | None, stands: bool
) -> None:
    """A detector's square that is turned over lets the network see a body on its head."""
    pose = np.array(seen(T, squat(T, ())).xy_px[0])
    x, y = boxes.centre(pose)
    over = 2 * boxes.centre(pose) - pose

    class Network(Stage):
        def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
            if abs(box.turn_rad) > 2:
                return replace(detection(over), score=0.9)
            return None if upright_score is None else replace(detection(pose), score=upright_score)

    sighted = [Sighting(0.7, Box(float(x), float(y), 900.0, 3.0))]
    with Workers(Network, 1) as workers:
        (one,) = looked_at(workers, np.zeros((1080, 1920, 3), np.uint8), sighted)
    np.testing.assert_array_equal(one.xy_px, pose if stands else over)


def test_of_several_looks_at_one_body_the_best_seen_one_is_kept() -> None:
    pose = np.array(seen(T, squat(T, ())).xy_px[0])
    kept = distinct([detection(pose, 0.5), detection(pose + 3, 0.9), detection(pose + 400, 0.6)])
    assert [round(float(d.visibility[0]), 1) for d in kept] == [0.9, 0.6]


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (640, 480)])
@pytest.mark.parametrize("share", [0.6, 0.36])
def test_tiles_cover_the_picture_and_overlap_so_that_nobody_is_cut_in_two(
    width: int, height: int, share: float
) -> None:
    covered = np.zeros((height, width), int)
    for x, y, side in tiles_of(width, height, share):
        assert x >= 0
        assert y >= 0
        assert x + side <= width
        assert y + side <= height
        covered[y : y + side, x : x + side] += 1
    assert covered.min() >= 1
    # whoever is up to two fifths of a tile wide and high is whole in one of them
    body = round(0.4 * share * min(width, height))
    tiles = list(tiles_of(width, height, share))
    for x in range(0, width - body, 37):
        for y in range(0, height - body, 37):
            assert any(tx <= x and x + body <= tx + s and ty <= y and y + body <= ty + s for tx, ty, s in tiles)


def test_what_is_known_of_people_comes_back_as_it_was() -> None:
    xy = seen(T, squat(T, (Move(0.5),))).xy_px
    people = [Person(), Person(given_up=True), Person()]
    for one, frames in zip(people, (range(4), range(2), range(3, 6)), strict=True):
        for k in frames:
            worn = replace(detection(xy[k]), colours=np.full((5, 3), 10.0 * k))
            one.add(float(T[k]), xy[k], look=Look(Box(1.0 * k, 2.0, 300.0, 0.1), worn))
    people[0].longest_body, people[2].doubled = 512.5, 3
    again, active = from_arrays(to_arrays(people, [people[2], people[0]]))
    assert active == [again[2], again[0]]
    for one, other in zip(people, again, strict=True):
        assert (one.time_s, one.longest_body, one.doubled, one.given_up) == (
            other.time_s, other.longest_body, other.doubled, other.given_up
        )  # fmt: skip
        np.testing.assert_array_equal(one.poses, other.poses)
        for look, back in zip(one.looks, other.looks, strict=True):
            assert look is not None and back is not None
            assert look.box == back.box
            np.testing.assert_array_equal(look.seen.visibility, back.seen.visibility)
            np.testing.assert_array_equal(look.seen.colours, back.seen.colours)


def test_what_was_seen_since_a_mark_can_be_forgotten() -> None:
    xy = seen(T, squat(T, (Move(0.5),))).xy_px
    one, other = person(xy[:5], T[:5]), person(xy[:5], T[:5])
    mark = one.mark()
    for time_s, pose in zip(T[5:].tolist(), 3 * xy[5:], strict=True):
        one.add(time_s, pose)
    one.doubled, one.given_up = 2, True
    one.forget_since(mark)
    assert one.mark() == mark == other.mark()
    assert (one.time_s, len(one.poses), len(one.looks)) == (T[:5].tolist(), 5, len(other.looks))


def test_somebody_whose_turn_is_short_is_told_of_and_somebody_who_stands_about_as_shortly_is_not() -> None:
    t = clock(10, 12.0)
    squatter = np.array(seen(t, squat(t, tuple(Move(0.2 + 1.8 * k) for k in range(6)))).xy_px)
    still = np.repeat(squatter[:1], len(t), axis=0)
    athlete, standing_by = person(squatter, t), person(still, t)
    assert person(squatter[:20], t[:20]).is_told_of_beside(athlete)
    assert not person(squatter[:11], t[:11]).is_told_of_beside(athlete), "too short to say how they move"
    assert standing_by.is_told_of_beside(athlete), "there all the time"
    assert not person(still[:20], t[:20]).is_told_of_beside(athlete)
    gone_behind = person(squatter, t)
    gone_behind.doubled = 3
    assert not gone_behind.is_told_of_beside(athlete)


def test_a_small_body_within_somebody_is_a_part_of_them_and_one_beside_them_or_as_large_is_not() -> None:
    large = np.array(seen(T, squat(T, (Move(1.0),))).xy_px[0])
    small = large.mean(axis=0) + 0.4 * (large - large.mean(axis=0))
    assert is_part_of(small, large)
    assert not is_part_of(small + np.array([2.0 * np.ptp(large[:, 0]), 0.0]), large)
    assert not is_part_of(large + 10.0, large)
