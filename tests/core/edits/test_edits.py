"""The edits of a clip: frozen values that go to JSON and back, and leave out what is not sound."""

import json
from dataclasses import replace

import pytest

from core.annotations.annotation import MOST_ANNOTATIONS, Annotation
from core.annotations.json_form import from_json as annotation_from_json
from core.annotations.json_form import to_json as annotation_to_json
from core.annotations.span import Span
from core.edits.edits import Edits
from core.edits.events import ContactEdit, Marker, RepEdit
from core.edits.json_form import from_json, to_json
from core.edits.landmarks import Correction, Hidden, SideSwap
from core.kinematics.calibration import KnownLength, KnownRectangle
from core.measures.kinogram import MovedTile, ShownStep

EDITS = Edits(
    reps=(RepEdit(1.0, 2.0, 3.0, found_s=1.9, moved=("bottom",)), RepEdit(5.0, 6.0, 7.0, found_s=6.0, deleted=True)),
    contacts=(
        ContactEdit("left", 0.5, 0.6),
        ContactEdit("right", 0.8, None, found_s=0.81, found_side="left", moved=("touchdown", "side")),
    ),
    corrections=(Correction("left_knee", 12, 100.5, 200.25),),
    hidden=(Hidden("right_wrist", 3, 9),),
    swaps=(SideSwap(20, 30, "legs"),),
    markers=(Marker(1.5, "hips shoot up"),),
    alpha=0.4,
    origin_s=0.25,
    range_s=(None, 8.0),
    calibration=KnownLength((1.0, 2.0), (300.0, 4.0), 2.5, 0.5),
    pick=(10.0, 20.0, 0.5),
    annotations=(Annotation("a", "line", ((1.0, 2.0), (3.0, 4.0)), span=Span("range", 1.0, 2.0)),),
    tiles=(MovedTile("left", "strike", 1.25, -2),),
    kinogram_steps=(ShownStep("right", 1.5),),
)


def test_edits_come_back_from_json_as_they_were() -> None:
    text = json.dumps(to_json(EDITS, annotation_to_json), allow_nan=False)
    assert from_json(json.loads(text), annotation_from_json) == (EDITS, [])
    corners = ((0.0, 0.0), (100.0, 0.0), (120.0, 80.0), (-10.0, 90.0))
    plane = replace(EDITS, calibration=KnownRectangle(corners, (2.0, 1.5), 0.25))
    again = json.loads(json.dumps(to_json(plane, annotation_to_json)))
    assert from_json(again, annotation_from_json) == (plane, [])


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("reps", {"start_s": 3.0, "bottom_s": 2.0, "end_s": 1.0}),
        ("reps", {"start_s": "1", "bottom_s": "2", "end_s": "3"}),
        ("reps", 5),
        ("contacts", {"side": "middle", "touchdown_s": 1.0, "toe_off_s": 2.0}),
        ("contacts", {"side": "left", "touchdown_s": 1.0, "toe_off_s": 0.5}),
        ("corrections", {"landmark": "left_antenna", "frame": 1, "x_px": 1, "y_px": 1}),
        ("corrections", {"landmark": "left_knee", "frame": 1.5, "x_px": 1, "y_px": 1}),
        ("corrections", {"landmark": "left_knee", "frame": 1, "x_px": float("nan"), "y_px": 1}),
        ("corrections", {"landmark": "left_knee", "frame": 1, "x_px": 1, "y_px": 1, "os": "rm"}),
        ("hidden", {"landmark": "left_knee", "first_frame": 9, "last_frame": 3}),
        ("swaps", {"first_frame": -1, "last_frame": 3}),
        ("markers", {"time_s": 1.0, "note": ["x"]}),
        ("tiles", {"side": "left", "position": "landing", "landing_s": 1.0, "frames": 1}),
        ("tiles", {"side": "left", "position": "strike", "landing_s": 1.0, "frames": 1.5}),
        ("tiles", {"side": "left", "position": "strike", "landing_s": "1", "frames": 1}),
        ("kinogram_steps", {"side": "middle", "landing_s": 1.0}),
        ("kinogram_steps", {"side": "left", "landing_s": float("inf")}),
    ],
)
def test_one_unsound_edit_is_left_out_and_told_the_others_stay(name: str, bad: object) -> None:
    data = to_json(EDITS, annotation_to_json)
    data[name] = [bad, *data[name]]
    edits, told = from_json(data, annotation_from_json)
    assert edits == EDITS
    assert len(told) == 1 and told[0].startswith("1 of ")


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("alpha", 7.0),
        ("origin_s", "noon"),
        ("range_s", [1.0]),
        ("pick", [1.0, 2.0]),
        ("calibration", {"kind": "line", "from_px": [1, 2], "to_px": [3, 2], "length_m": 1, "time_s": 0}),
        ("calibration", {"kind": "rectangle", "corners_px": [[1, 2]], "sides_m": [1, 2], "time_s": 0}),
    ],
)
def test_an_unsound_single_value_is_left_out_and_told(name: str, bad: object) -> None:
    edits, told = from_json(to_json(EDITS, annotation_to_json) | {name: bad}, annotation_from_json)
    assert edits == replace(EDITS, **{name: getattr(Edits(), name)})
    assert len(told) == 1


@pytest.mark.parametrize("data", [None, [], "edits", {"reps": {}}])
def test_what_is_no_set_of_edits_at_all_gives_none_and_a_sentence(data: object) -> None:
    edits, told = from_json(data, annotation_from_json)
    assert edits == Edits() and len(told) == 1


def test_a_correction_takes_the_place_of_the_earlier_one_in_its_frame() -> None:
    edits = EDITS.corrected([Correction("left_knee", 12, 1.0, 2.0), Correction("left_knee", 13, 3.0, 4.0)])
    assert [(c.frame, c.x_px) for c in edits.corrections] == [(12, 1.0), (13, 3.0)]


def test_back_to_as_detected_cuts_what_reaches_beyond_the_frames() -> None:
    edits = replace(EDITS, hidden=(Hidden("left_knee", 5, 20), Hidden("nose", 5, 20)))
    knee = edits.as_detected("left_knee", 10, 12)
    assert knee.corrections == () and knee.swaps == edits.swaps
    assert knee.hidden == (Hidden("left_knee", 5, 9), Hidden("left_knee", 13, 20), Hidden("nose", 5, 20))
    everything = edits.as_detected(None, 0, 25)
    assert everything.hidden == () and everything.swaps == (SideSwap(26, 30, "legs"),)
    assert not everything.changes_landmarks or everything.swaps


def test_a_corrected_clock_moves_every_time_and_no_frame() -> None:
    scaled = EDITS.scaled(0.5)
    assert scaled.reps[0] == RepEdit(0.5, 1.0, 1.5, found_s=0.95, moved=("bottom",))
    assert scaled.contacts[1].toe_off_s is None and scaled.contacts[1].found_s == pytest.approx(0.405)
    assert (scaled.range_s, scaled.pick, scaled.markers[0].time_s) == ((None, 4.0), (10.0, 20.0, 0.25), 0.75)
    assert scaled.annotations[0].span == Span("range", 0.5, 1.0, 0.25)
    assert (scaled.corrections, scaled.hidden, scaled.swaps) == (EDITS.corrections, EDITS.hidden, EDITS.swaps)


@pytest.mark.parametrize("wrong", [{"alpha": 0.9}, {"origin_s": float("inf")}, {"pick": (1.0, 2.0)}])
def test_edits_that_cannot_be_meant_are_never_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Edits(**wrong)  # type: ignore[arg-type]


def test_a_file_with_a_million_annotations_is_read_as_far_as_a_clip_can_have_them() -> None:
    one = annotation_to_json(EDITS.annotations[0])
    drawn = [one | {"id": f"a{i}"} for i in range(2 * MOST_ANNOTATIONS)]
    drawn *= 1_000_000 // len(drawn)
    edits, told = from_json({"annotations": drawn}, annotation_from_json)
    assert len(edits.annotations) == MOST_ANNOTATIONS
    assert told == [f"of 1000000 annotations only the first {MOST_ANNOTATIONS} are read"]
