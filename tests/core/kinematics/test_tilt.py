"""A phone that is held askew: the athlete tells by how much, and the landmarks are set upright."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.passing import passing
from core.kinematics.tilt import (
    STANDING_LEAN_DEG,
    UNTOLD,
    Tilt,
    believed,
    by_landings,
    by_standing,
    points_as_filmed,
    points_upright,
    set_upright,
    up_in_picture,
    with_background,
)
from core.kinematics.view import View
from core.motion import measure
from core.pose.legs import leg_length_px
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from core.pose.verticals import Verticals
from tests.core.kinematics.test_passing import SIZE, filmed
from tests.core.squat_figure import Move
from tests.core.stick_figure import (
    LEFT,
    PX,
    RIGHT,
    SPEED,
    TOWARD,
    clock,
    contacts,
    joints,
    noisy,
    run,
    seen,
    squat,
    standing,
)

TIME = clock(120.0, 1.7)
SIDE_RIGHT, SIDE_LEFT = View("side", "right", 0.0, 6.0, -90.0), View("side", "left", 0.0, 6.0, 90.0)


def askew(track: PoseTrack, deg: float) -> PoseTrack:
    """The same, the picture turned clockwise."""
    return replace(set_upright(track, Tilt(-deg, 0.0)), provenance=())


def passer(turn: float = RIGHT, horizon_px: float = 0.0, noise_px: float = 0.7) -> PoseTrack:
    """A runner who passes a still phone whose lens is not known."""
    way = SPEED * (TIME - 0.85)
    return filmed(TIME, run(TIME), way, 0 * TIME, turn, shift_y=horizon_px, told=False, noise_px=noise_px)


def landings(track: PoseTrack, view: View) -> Tilt:
    path = passing(track, view)
    assert path is not None
    told = by_landings(track, contacts(1.6), path, leg_length_px(track.xy_px))  # type: ignore[arg-type]
    assert told is not None
    return told


@pytest.mark.parametrize(("turn", "view"), [(RIGHT, SIDE_RIGHT), (LEFT, SIDE_LEFT)])
@pytest.mark.parametrize("deg", [-5.0, 6.0])
def test_where_a_passing_runner_lands_tells_how_far_the_picture_is_turned(turn: float, view: View, deg: float) -> None:
    told = landings(askew(passer(turn), deg), view)
    assert told.deg == pytest.approx(deg, abs=0.6)
    assert abs(told.deg - deg) < 2 * told.sd_deg < 4


@pytest.mark.parametrize("horizon_px", [0.0, 60.0])
def test_a_level_phone_stays_level_wherever_its_horizon_is(horizon_px: float) -> None:
    assert abs(landings(passer(horizon_px=horizon_px), SIDE_RIGHT).deg) < 0.2


def test_of_two_landings_nothing_is_told() -> None:
    track = passer()
    path = passing(track, SIDE_RIGHT)
    assert path is not None
    leg = leg_length_px(track.xy_px)
    assert by_landings(track, contacts(1.6)[2:4], path, leg) is None  # type: ignore[arg-type]


def stander(turn: float = RIGHT) -> PoseTrack:
    """Somebody who squats once, and stands before and after with the shoulders a little ahead of the ankles."""
    t = clock(30.0, 4.0)
    body = squat(t, (Move(1.0),))
    lean = np.tan(np.radians(STANDING_LEAN_DEG)) * (body[..., 2] - body[:1, [INDEX["left_ankle"]], 2])
    return noisy(seen(t, body + lean[..., None] * [1.0, 0.0, 0.0], turn), 1.0)


@pytest.mark.parametrize(("turn", "view"), [(RIGHT, SIDE_RIGHT), (LEFT, SIDE_LEFT)])
@pytest.mark.parametrize("deg", [-5.0, 0.0, 5.0])
def test_somebody_who_stands_is_a_plumb_line(turn: float, view: View, deg: float) -> None:
    told = by_standing(askew(stander(turn), deg), view, (1.0, 3.0), PX)
    assert told is not None
    assert told.deg == pytest.approx(deg, abs=0.9)  # the first moments of the way down count as standing
    assert abs(told.deg - deg) < 2 * told.sd_deg < 3


def test_whoever_bends_while_they_stand_and_whoever_is_seen_from_the_front_tells_nothing() -> None:
    t = clock(30.0, 3.0)
    bent = seen(t, joints(standing(len(t), trunk=25)))
    assert by_standing(bent, SIDE_RIGHT, (1.0, 2.0), PX) is None
    front = View("front", "toward", 90.0, 3.0, TOWARD)
    assert by_standing(stander(TOWARD), front, (1.0, 3.0), PX) is None
    assert by_standing(stander(), SIDE_RIGHT, (-9.0, -5.0), PX) is None


def test_a_small_lean_is_nobodys_tilt_and_a_large_one_is_believed() -> None:
    small, large = believed(1.0, 1.0), believed(6.0, 1.0)
    assert abs(small.deg) < 0.15
    assert large.deg == pytest.approx(6.0, abs=0.4)
    # in between nobody knows, and the plus-minus says so
    assert believed(3.0, 1.0).sd_deg > 1.4 > max(small.sd_deg, large.sd_deg)
    assert believed(-6.0, 1.0).deg == -large.deg
    # a look that tells nothing leaves what is known of all phones
    assert believed(0.0, 1000.0).sd_deg == pytest.approx(UNTOLD.sd_deg, rel=0.01)


def test_points_are_turned_about_the_middle_of_the_picture() -> None:
    track = passer()
    middle = np.array(SIZE) / 2
    points = np.stack([middle, middle + np.array([100.0, 0.0])])
    upright = points_upright(points, track.camera, Tilt(30.0, 1.0))
    assert upright[0] == pytest.approx(middle)
    # what lies to the right comes up: y is down
    assert upright[1] == pytest.approx(middle + np.array([100 * np.cos(np.pi / 6), -50.0]))


def test_a_run_and_a_squat_filmed_askew_measure_as_if_the_phone_had_been_level() -> None:
    names = ("trunk_inclination_touchdown_deg", "shank_inclination_touchdown_deg", "peak_thigh_forward_deg")
    level, turned = measure(passer()), measure(askew(passer(), 5.0))
    assert [s.step.side for s in turned.steps] == [s.step.side for s in level.steps]
    for name in names:
        assert turned.summary[name].value == pytest.approx(level.summary[name].value, abs=0.8)
    assert any(p.name == "set upright" for p in turned.provenance)
    level, turned = measure(stander()), measure(askew(stander(), -5.0))
    for name in ("trunk_inclination_bottom_deg", "depth_thigh_to_horizontal_deg", "right_shank_inclination_bottom_deg"):
        assert turned.reps[0].metrics[name].value == pytest.approx(level.reps[0].metrics[name].value, abs=1.0)
    # the landmarks themselves stay where the picture shows them
    knee = INDEX["right_knee"]
    shown = turned.track.xy_px[:, knee] - askew(stander(), -5.0).xy_px[:, knee]
    assert np.abs(shown).max() < 8


def walls(deg: float, sd_deg: float = 0.4, ahead: float = 0.0) -> Verticals:
    """Upright lines of a picture to be turned counterclockwise.  ahead : of down, of one that looks down."""
    down = np.array([np.sin(-np.radians(deg)), np.cos(np.radians(deg)), ahead])
    return Verticals(down, 900.0, SIZE, sd_deg)


def test_where_the_athlete_tells_nothing_walls_do() -> None:
    track = replace(stander(TOWARD), verticals=walls(5.0))
    told = with_background(None, track, (1.0, 3.0))
    assert (told.deg, told.sd_deg) == (pytest.approx(5.0), 0.4)
    assert with_background(None, replace(track, verticals=None), (1.0, 3.0)) == UNTOLD


def test_walls_and_athlete_count_as_they_are_sure() -> None:
    track = replace(stander(), verticals=walls(3.0, sd_deg=0.5))
    told = with_background(believed(1.0, 1.0), track, (1.0, 3.0))
    assert told.deg == pytest.approx((3.0 / 0.25 + 1.0) / (1 / 0.25 + 1))
    assert told.sd_deg == pytest.approx((1 / 0.25 + 1) ** -0.5)


def test_walls_that_contradict_the_athlete_are_not_believed() -> None:
    own = believed(0.0, 1.0)
    assert with_background(own, replace(stander(), verticals=walls(6.0)), (1.0, 3.0)) == own


def test_a_phone_that_looks_up_is_turned_otherwise_where_the_athlete_is_than_in_the_middle() -> None:
    track = replace(stander(), verticals=walls(0.0, ahead=0.2))
    aside = replace(track, xy_px=track.xy_px + np.array([200.0, 0.0]))
    here, there = (with_background(None, t, (1.0, 3.0)).deg for t in (track, aside))
    assert there - here == pytest.approx(np.degrees(200 / 900 * 0.2), abs=0.3)


def test_walls_set_a_squat_upright_that_is_seen_from_the_front() -> None:
    track = askew(stander(TOWARD), 4.0)
    told = measure(replace(track, verticals=walls(4.0)), wanted="squat")
    assert told.tilt.deg == pytest.approx(4.0, abs=0.5)
    leans = [np.nanmedian(m.series.values["trunk_lateral_deg"]) for m in (told, measure(track, wanted="squat"))]
    assert abs(leans[0]) < 1.0 < 3.0 < abs(leans[1])


def test_points_come_back_to_where_they_were_filmed() -> None:
    points = np.random.default_rng(4).uniform((0, 0), SIZE, (50, 2))
    tilt = Tilt(-6.0, 0.4, down_deg=14.0, focal_px=900.0)
    track = passer()
    upright = points_upright(points, track.camera, tilt)
    assert np.abs(upright - points).max() > 100
    assert np.allclose(points_as_filmed(upright, track.camera, tilt), points)


def test_up_is_told_as_it_is_filmed() -> None:
    points, camera = np.random.default_rng(4).uniform((0, 0), SIZE, (50, 2)), passer().camera
    assert up_in_picture(points, camera, UNTOLD) == pytest.approx(np.tile((0.0, -1.0), (50, 1)))
    # a picture that has to be turned counterclockwise: what stands upright leans to the right in it
    turned = up_in_picture(points, camera, Tilt(30.0, 1.0))
    assert turned == pytest.approx(np.tile((0.5, -np.cos(np.pi / 6)), (50, 1)))
    tilt = Tilt(-6.0, 0.4, down_deg=14.0, focal_px=900.0)
    above = points_upright(points + 50 * up_in_picture(points, camera, tilt), camera, tilt)
    assert above[:, 0] == pytest.approx(points_upright(points, camera, tilt)[:, 0], abs=0.1)


@pytest.mark.parametrize("down_deg", [-12.0, 12.0])
def test_a_phone_that_looks_down_on_a_passer_lets_nobody_lean_more_on_one_side(down_deg: float) -> None:
    level = passer()
    looked = Tilt(0.0, 0.4, down_deg=down_deg, focal_px=900.0)
    track = replace(level, xy_px=points_as_filmed(level.xy_px, level.camera, looked))
    seen_so = replace(track, verticals=walls(0.0, ahead=float(np.tan(np.radians(down_deg)))))

    def leans(track: PoseTrack) -> NDArray[np.float64]:
        curves = measure(track, wanted="sprint").series
        return curves.values["trunk_inclination_deg"]

    true, off, right = leans(level), leans(track), leans(seen_so)
    assert np.nanmax(np.abs(right - true)) < 1.0 < 2.5 < np.nanmax(np.abs(off - true))
