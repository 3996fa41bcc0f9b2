"""What an annotation may be, and what a hand-edited file cannot make of it."""

import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.annotations.annotation import (
    MOST_ANNOTATIONS,
    MOST_PX,
    MOST_TEXT,
    Annotation,
    Style,
)
from core.annotations.json_form import from_json, many_from_json, to_json
from core.annotations.kinds import KINDS, MOST_STROKE_POINTS
from core.annotations.span import Span
from tests.core.annotations.strategies import annotations

LINE = Annotation("a", "line", ((0.0, 0.0), (3.0, 4.0)))


@given(annotations())
def test_every_annotation_comes_back_from_json_as_it_was(annotation: Annotation) -> None:
    text = json.dumps(to_json(annotation), allow_nan=False)
    assert from_json(json.loads(text)) == annotation


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from([f.name for f in dataclasses.fields(Annotation)]), inner, max_size=6
    ),
    max_leaves=12,
))  # fmt: skip
def test_nonsense_is_refused_with_a_sentence_and_never_raises_from_a_list(data: object) -> None:
    read, faults = many_from_json([data])
    assert len(read) + bool(faults) == 1
    assert isinstance(many_from_json(data), tuple)


FIELDS = [f.name for f in dataclasses.fields(Annotation)]
NONSENSE = [None, [], {}, "x" * 10_000, -1, math.nan, [["a", 1]], {"kind": "no"}, "\x00", "#12"]


@given(annotations(), st.sampled_from(FIELDS), st.sampled_from(NONSENSE))
def test_one_spoilt_field_is_either_refused_or_harmless(annotation: Annotation, name: str, value: object) -> None:
    read, faults = many_from_json([to_json(annotation) | {name: value}])
    assert len(read) + bool(faults) == 1
    for made in read:
        assert from_json(to_json(made)) == made


def test_what_is_sound_of_a_list_is_kept_and_the_rest_told() -> None:
    read, faults = many_from_json([to_json(LINE), {"id": "b"}, 7, to_json(LINE)])
    assert read == (LINE,)
    why = "annotation: id, kind or points are missing"
    assert faults == (f"2 annotations could not be read, the first because of this: {why}.",)
    one = to_json(LINE)
    read, faults = many_from_json([one | {"id": str(i)} for i in range(MOST_ANNOTATIONS + 5)])
    assert len(read) == MOST_ANNOTATIONS
    assert faults == (f"Only the first {MOST_ANNOTATIONS} of {MOST_ANNOTATIONS + 5} annotations were read.",)


@pytest.mark.parametrize(
    "changes",
    [
        {"points": ((0.0, 0.0),)},
        {"points": ((0.0, 0.0),) * 3},
        {"points": ((math.nan, 0.0), (1.0, 1.0))},
        {"points": ((2 * MOST_PX, 0.0), (1.0, 1.0))},
        {"points": (("1", 0.0), (1.0, 1.0))},
        {"text": "x" * (MOST_TEXT + 1)},
        {"text": "a\n" * 12},
        {"text": "bell\x07"},
        {"name": "two\nlines"},
        {"id": "../../etc"},
        {"id": ""},
        {"follows": "left_knee"},
        {"follows": "tail", "anchor_px": (0.0, 0.0)},
        {"landmarks": ("left_knee",)},
        {"counts": "money"},
        {"placing_px": 0.0},
        {"hidden": 1},
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        dataclasses.replace(LINE, **changes)


def test_a_stroke_has_no_more_points_than_can_be_painted_quickly() -> None:
    points = tuple((float(i), 0.0) for i in range(MOST_STROKE_POINTS + 1))
    Annotation("a", "freehand", points[:-1])
    with pytest.raises(ValueError, match="more than 400"):
        Annotation("a", "freehand", points)


@pytest.mark.parametrize("style", [{"colour": "red"}, {"colour": "#12345g"}, {"width_px": 0}, {"width_px": 99},
                                   {"opacity": 0}, {"opacity": math.inf}])  # fmt: skip
def test_a_style_that_cannot_be_seen_or_hides_everything_is_refused(style: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="style"):
        Style(**style)  # type: ignore[arg-type]


@pytest.mark.parametrize("span", [{"kind": "never"}, {"from_s": math.nan}, {"from_s": 2, "to_s": 1, "kind": "range"},
                                  {"fade_s": 0}, {"to_s": 1e9}])  # fmt: skip
def test_a_span_that_is_no_span_is_refused(span: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="span"):
        Span(**span)  # type: ignore[arg-type]


def test_an_annotation_is_called_by_its_name_its_words_or_its_kind() -> None:
    assert LINE.title == "Line"
    note = Annotation("n", "text", ((0.0, 0.0), (5.0, 5.0)), text="Knees out!\nmore")
    assert note.title == "Knees out!"
    assert dataclasses.replace(note, name="Cue").title == "Cue"


def test_every_kind_can_be_made_with_its_defaults() -> None:
    for kind, spec in KINDS.items():
        made = Annotation(
            "a", kind, tuple((float(i), 0.0) for i in range(spec.points[0])),
            landmarks=("left_hip", "left_knee", "left_ankle")[: spec.landmarks],
        )  # fmt: skip
        assert made.amount == (None if spec.amount is None else spec.amount[1])
