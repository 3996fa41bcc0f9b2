"""Where annotations are and what they say, on motion known in closed form."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.annotations.annotation import Annotation
from core.annotations.moment import Surroundings
from core.annotations.span import Span
from core.annotations.values import angle_at, angle_sd, reading, to_horizontal, to_vertical
from core.measures.landmark_errors import PLACEMENT_SHARE, WANDER_SHARE
from core.measures.uncertainty import LEAST_NOISE_SHARE, landmark_sd_px
from core.pose.skeleton import INDEX, N_LANDMARKS
from core.pose.track import PoseTrack

FPS = 25.0
LEG = ("left_hip", "left_knee", "left_ankle")


def leg(frames: int = 50) -> PoseTrack:
    """The knee moves right by 10 px a frame; hip straight above it, ankle turning about it by 2 degrees a frame."""
    time_s = np.arange(frames) / FPS
    track = PoseTrack.empty(time_s)
    xy = track.xy_px.copy()
    knee = np.stack([100 + 10.0 * np.arange(frames), np.full(frames, 200.0)], axis=-1)
    turn = np.radians(2.0 * np.arange(frames))
    xy[:, INDEX["left_knee"]] = knee
    xy[:, INDEX["left_hip"]] = knee - [0.0, 80.0]
    xy[:, INDEX["left_ankle"]] = knee + 80 * np.stack([np.sin(turn), np.cos(turn)], axis=-1)
    xy[30, INDEX["left_ankle"]] = np.nan
    return replace(track, xy_px=xy, noise_px=np.full((frames, N_LANDMARKS), 2.0))


def around(**more: object) -> Surroundings:
    return Surroundings(1000, 500, leg(), **more)  # type: ignore[arg-type]


@given(st.floats(0, 360), st.floats(5, 175), st.floats(5, 500), st.floats(5, 500))
def test_an_angle_is_the_one_it_was_drawn_with(turn: float, angle: float, first: float, second: float) -> None:
    a, b = math.radians(turn), math.radians(turn + angle)
    corner = (50.0, -20.0)
    ends = [(corner[0] + r * math.cos(t), corner[1] + r * math.sin(t)) for r, t in ((first, a), (second, b))]
    assert angle_at(ends[0], corner, ends[1]) == pytest.approx(angle, abs=1e-6)


@pytest.mark.parametrize("lean", [0, 12.5, 45, 89, 90])
@pytest.mark.parametrize("mirror", [-1, 1])
@pytest.mark.parametrize("upwards", [-1, 1])
def test_leaning_is_told_whichever_end_was_drawn_first(lean: float, mirror: int, upwards: int) -> None:
    end = (mirror * 90 * math.sin(math.radians(lean)), upwards * 90 * math.cos(math.radians(lean)))
    assert to_vertical((0.0, 0.0), end) == pytest.approx(lean)
    assert to_vertical(end, (0.0, 0.0)) == pytest.approx(lean)
    assert to_horizontal((0.0, 0.0), end) == pytest.approx(90 - lean)


def test_an_angle_without_a_leg_says_nothing() -> None:
    folded = Annotation("a", "angle", ((1.0, 1.0), (1.0, 1.0), (5.0, 1.0)))
    assert reading(folded, around().at(0.0)) is None
    assert reading(Annotation("a", "angle_vertical", ((1.0, 1.0), (1.0, 1.0))), around().at(0.0)) is None


@pytest.mark.parametrize("sds", [(1.0, 1.0, 1.0), (0.5, 3.0, 2.0)])
@pytest.mark.parametrize("bent", [20.0, 90.0, 150.0])
def test_the_sd_of_an_angle_is_what_many_placings_spread_by(sds: tuple[float, ...], bent: float) -> None:
    rng = np.random.default_rng(3)
    end = (120 * math.cos(math.radians(bent)), 120 * math.sin(math.radians(bent)))
    points = np.array([(100.0, 0.0), (0.0, 0.0), end])
    drawn = points + rng.standard_normal((4000, 3, 2)) * np.array(sds)[:, None]
    spread = np.std([angle_at(*map(tuple, draw)) for draw in drawn.tolist()])
    assert angle_sd(points.tolist(), sds) == pytest.approx(spread, rel=0.06)
    spread = np.std([to_vertical(tuple(a), tuple(b)) for a, b, _ in drawn.tolist()])
    two = points[:2] @ np.array([[0.8, 0.6], [-0.6, 0.8]])  # off both axes, where 0..90 folds
    drawn = two + rng.standard_normal((4000, 2, 2)) * np.array(sds[:2])[:, None]
    spread = np.std([to_vertical(tuple(a), tuple(b)) for a, b in drawn.tolist()])
    assert angle_sd(two.tolist(), sds[:2]) == pytest.approx(spread, rel=0.06)


def test_a_joint_angle_is_that_of_the_joints_on_every_frame() -> None:
    gonio = Annotation("g", "goniometer", ((0.0, 0.0),) * 3, landmarks=LEG)
    for frame in (0, 10, 49):
        said = reading(gonio, around().at(frame / FPS))
        assert said is not None and said.value == pytest.approx(180 - 2 * frame) and said.sd is None
    assert reading(gonio, around().at(30 / FPS)) is None, "the ankle was not seen"


def test_the_plus_minus_of_a_joint_angle_comes_from_the_landmarks() -> None:
    track = leg()
    sd = landmark_sd_px(track, 160.0)
    one = math.sqrt(2.0**2 + (PLACEMENT_SHARE**2 + WANDER_SHARE**2) * 160**2)
    assert sd[0, INDEX["left_knee"]] == pytest.approx(one)
    assert np.isnan(sd[30, INDEX["left_ankle"]]) and np.isnan(sd[0, INDEX["nose"]])
    assert landmark_sd_px(replace(track, noise_px=np.full_like(sd, np.nan)), 160.0)[0, INDEX["left_knee"]] > (
        LEAST_NOISE_SHARE * 160
    )
    gonio = Annotation("g", "goniometer", ((0.0, 0.0),) * 3, landmarks=LEG)
    moment = around(landmark_sd_px=sd).at(20 / FPS)
    said, points = reading(gonio, moment), moment.points(gonio)
    assert said is not None and points is not None
    assert said.sd == pytest.approx(angle_sd(points, (one, one, one)))


def test_what_follows_a_joint_keeps_its_distance_to_it() -> None:
    ring = Annotation("c", "ellipse", ((90.0, 190.0), (110.0, 210.0)), follows="left_knee", anchor_px=(100.0, 200.0))
    assert around().at(0.0).points(ring) == ring.points
    assert around().at(7 / FPS).points(ring) == ((160.0, 190.0), (180.0, 210.0))
    foot = replace(ring, follows="left_ankle")
    assert around().at(30 / FPS).points(foot) is None
    assert around().at(0.02).points(ring) is None, "between two frames nothing was measured"


def test_without_landmarks_what_hangs_on_a_joint_is_nowhere_and_the_rest_where_it_was_put() -> None:
    ring = Annotation("c", "ellipse", ((90.0, 190.0), (110.0, 210.0)), follows="left_knee", anchor_px=(100.0, 200.0))
    knee = Annotation("g", "goniometer", ((0.0, 0.0),) * 3, landmarks=LEG)
    before = Surroundings(1000, 500).at(0.02)
    assert before.points(ring) is None and before.points(knee) is None and reading(knee, before) is None
    free = replace(ring, follows="", anchor_px=None)
    assert before.points(free) == free.points


def test_a_ruler_tells_pixels_or_metres() -> None:
    ruler = Annotation("r", "ruler", ((0.0, 0.0), (30.0, 40.0)), placing_px=2.0)
    said = reading(ruler, around().at(0.0))
    assert said is not None
    assert (said.value, said.unit, said.sd) == (50.0, "px", pytest.approx(2 * math.sqrt(2)))
    said = reading(ruler, around(m_per_px=0.01).at(0.0))
    assert said is not None
    assert (said.value, said.unit, said.sd) == (0.5, "m", pytest.approx(0.02 * math.sqrt(2)))


def test_a_stopwatch_runs_from_its_start_and_stands_from_its_stop() -> None:
    def elapsed(watch: Annotation, time_s: float) -> float:
        said = reading(watch, around().at(time_s))
        assert said is not None and said.unit == "s"
        return said.value

    watch = Annotation("w", "stopwatch", ((0.0, 0.0),), marks_s=(1.25,))
    assert elapsed(watch, 3.0) == 1.75 and elapsed(watch, 1.0) == -0.25
    said = reading(watch, around(frame_s=0.04).at(3.0))
    assert said is not None and said.sd == pytest.approx(math.sqrt(2 * 0.04**2 / 12)), "two ends, each within a frame"
    assert elapsed(replace(watch, marks_s=(2.0, 1.25)), 3.0) == 0.75
    assert elapsed(replace(watch, marks_s=()), 3.0) == 0.0
    with pytest.raises(ValueError, match="start and a stop"):
        replace(watch, marks_s=(1.0, 2.0, 3.0))


@pytest.mark.parametrize(("counts", "expected"), [("hand", [0, 1, 1, 2]), ("reps", [0, 0, 1, 1]),
                                                  ("steps", [1, 2, 3, 3])])  # fmt: skip
def test_a_counter_has_counted_what_has_been(counts: str, expected: list[int]) -> None:
    counter = Annotation("c", "counter", ((0.0, 0.0),), marks_s=(2.6, 1.0), counts=counts)  # type: ignore[arg-type]
    place = around(reps_s=(2.0,), steps_s=(0.0, 0.5, 1.5))
    said = [reading(counter, place.at(t)) for t in (0.0, 1.0, 2.0, 3.0)]
    assert [r.value for r in said if r is not None] == expected


def test_a_trail_is_the_joints_path_of_the_last_seconds_without_gaps() -> None:
    trail = Annotation("t", "trail", ((0.0, 0.0),), landmarks=("left_ankle",), amount=0.4)
    path = around().at(32 / FPS).path(trail)
    assert len(path) == 10, "ten frames back and this one, without the one not seen"
    track = leg()
    assert path[-1].tolist() == track.xy_px[32, INDEX["left_ankle"]].tolist()
    assert path[0].tolist() == track.xy_px[22, INDEX["left_ankle"]].tolist()
    assert around().at(0.0).path(replace(trail, landmarks=("nose",))).shape == (0, 2)


def test_spans_show_one_frame_a_range_or_fade() -> None:
    frame = Span("frame", 1.0, 9.0)
    assert [frame.opacity(t) for t in (0.96, 1.0, 1.00005, 1.04)] == [0, 1, 1, 0]
    held = Span("range", 1.0, 2.0)
    assert [held.opacity(t) for t in (0.96, 1.0, 1.5, 2.0, 2.04)] == [0, 1, 1, 1, 0]
    fade = Span("fade", 1.0, 1.0, 0.5)
    assert [fade.opacity(t) for t in (0.25, 0.75, 1.0, 1.25, 1.5, 2.0)] == [0, 0.5, 1, 0.5, 0, 0]
    assert Span().opacity(-5.0) == 1.0


def test_a_corrected_clock_leaves_everything_on_its_frame() -> None:
    watch = Annotation("w", "stopwatch", ((0.0, 0.0),), span=Span("range", 1.0, 2.0), marks_s=(1.0, 1.5))
    slow = watch.scaled(0.125)
    assert (slow.span.from_s, slow.span.to_s, slow.marks_s) == (0.125, 0.25, (0.125, 0.1875))


def test_opacity_is_the_style_times_the_span_and_nothing_when_hidden() -> None:
    line = Annotation("l", "line", ((0.0, 0.0), (1.0, 1.0)), span=Span("fade", 1.0, 1.0, 0.5))
    line = replace(line, style=replace(line.style, opacity=0.5))
    assert around().at(1.25).opacity(line) == pytest.approx(0.25)
    assert around().at(1.0).opacity(replace(line, hidden=True)) == 0
