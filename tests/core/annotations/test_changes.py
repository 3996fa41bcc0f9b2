"""Changes of a clip's annotations."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.annotations.annotation import MOST_ANNOTATIONS, Annotation
from core.annotations.changes import (
    added,
    at_frame,
    changed,
    constrained,
    copied,
    following,
    placed,
    squared,
    thinned,
    with_span,
    without,
)
from core.annotations.kinds import MOST_STROKE_POINTS
from core.annotations.span import Span
from core.errors import UserError
from tests.core.annotations.test_moment import FPS, LEG, around

LINE = Annotation("a", "line", ((0.0, 0.0), (3.0, 4.0)), span=Span("range", 1.0, 3.0))
DOT = Annotation("b", "plumb", ((7.0, 7.0),))


def test_adding_changing_and_deleting_leave_the_others_alone() -> None:
    both = added((LINE,), [DOT])
    assert both == (LINE, DOT)
    assert changed(both, ["b"], lambda a: a.moved(1, 2)) == (LINE, replace(DOT, points=((8.0, 9.0),)))
    assert without(both, ["a", "not there"]) == (DOT,)


def test_there_is_an_end_to_how_many_a_clip_can_have() -> None:
    full = tuple(replace(DOT, id=str(i)) for i in range(MOST_ANNOTATIONS))
    with pytest.raises(UserError, match="delete some"):
        added(full, [LINE])


def test_a_copy_begins_at_the_other_frame_and_is_another_one() -> None:
    watch = Annotation("w", "stopwatch", ((0.0, 0.0),), span=Span("range", 1.0, 3.0), marks_s=(1.5,))
    copy = copied(watch, 5.0, 10, 20)
    assert copy.id != watch.id and copy.points == ((10.0, 20.0),)
    assert (copy.span.from_s, copy.span.to_s, copy.marks_s) == (5.0, 7.0, (5.5,))
    assert at_frame(DOT, 5.0) == DOT, "what is always there is there already"


def test_the_four_ways_to_be_seen() -> None:
    assert with_span(LINE, "clip", 2.0, 4.0, 0.5).span == Span()
    assert with_span(LINE, "frame", 2.0, 4.0, 0.5).span == Span("frame", 2.0, 2.0)
    assert with_span(LINE, "range", 2.0, 1.0, 0.5).span == Span("range", 2.0, 2.0)
    assert with_span(LINE, "fade", 2.0, 4.0, 0.25).span == Span("fade", 2.0, 2.0, 0.25)


def test_following_a_joint_begins_and_ends_without_a_jump() -> None:
    begin, later = around().at(0.0), around().at(10 / FPS)
    tied = following(LINE, "left_knee", begin)
    assert begin.points(tied) == LINE.points
    assert later.points(tied) == ((100.0, 0.0), (103.0, 4.0))
    assert following(tied, "", later).points == ((100.0, 0.0), (103.0, 4.0))
    assert later.points(following(tied, "left_hip", later)) == later.points(tied)
    with pytest.raises(UserError, match="not seen"):
        following(LINE, "nose", begin)
    gonio = Annotation("g", "goniometer", ((0.0, 0.0),) * 3, landmarks=LEG)
    assert following(gonio, "left_hip", begin) == gonio


def test_what_is_placed_on_a_frame_is_seen_there_whatever_it_follows() -> None:
    tied = following(LINE, "left_knee", around().at(0.0))
    later = around().at(10 / FPS)
    wanted = ((1.0, 2.0), (300.0, 40.0))
    now = later.points(placed(tied, wanted, later))
    assert now is not None
    assert np.array(now) == pytest.approx(np.array(wanted))
    assert placed(LINE, wanted, later).points == wanted


@given(st.floats(-500, 500), st.floats(-500, 500))
def test_a_constrained_line_turns_to_the_nearest_15_degrees_and_keeps_its_length(dx: float, dy: float) -> None:
    start = (10.0, 20.0)
    x, y = constrained(start, (10 + dx, 20 + dy))
    reach = math.hypot(dx, dy)
    assert math.hypot(x - 10, y - 20) == pytest.approx(reach, abs=1e-9)
    assert math.dist((x, y), (10 + dx, 20 + dy)) <= 2 * reach * math.sin(math.radians(7.5) / 2) + 1e-6
    if reach > 1:
        turn = math.degrees(math.atan2(y - 20, x - 10)) / 15
        assert turn == pytest.approx(round(turn), abs=1e-6)


def test_a_constrained_box_is_a_square_towards_the_pointer() -> None:
    assert squared((0.0, 0.0), (30.0, -10.0)) == (30.0, -30.0)
    assert squared((0.0, 0.0), (-3.0, 10.0)) == (-10.0, 10.0)


def test_a_stroke_keeps_its_ends_and_no_more_points_than_it_may() -> None:
    line = [(float(i), 0.0) for i in range(5000)]
    stroke = thinned(line, 1.0)
    assert len(stroke) == MOST_STROKE_POINTS and stroke[0] == line[0] and stroke[-1] == line[-1]
    assert thinned(line[:11], 5.0) == ((0.0, 0.0), (5.0, 0.0), (10.0, 0.0))
    assert thinned([(1.0, 1.0)], 5.0) == ((1.0, 1.0), (1.0, 1.0)), "a dot is a stroke without length"
