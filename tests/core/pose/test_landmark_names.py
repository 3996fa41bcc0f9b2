"""Other programs' points under our names."""

import numpy as np
import pytest

from core.pose.landmark_names import NEEDED, SKELETONS, as_landmarks, columns, landmark, missing, skeleton_of
from core.pose.skeleton import INDEX, LANDMARKS


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("RHip", "right_hip"), ("LHipJ", "left_hip"), ("RBigToe", "right_foot_index"), ("LHeel", "left_heel"),
        ("left_big_toe", "left_foot_index"), ("right_ankle", "right_ankle"), ("Nose", "nose"),
        ("LEyeInner", "left_eye_inner"), ("RMouth", "mouth_right"), ("mouth_left", "mouth_left"),
        ("left_foot_index", "left_foot_index"), (" RKnee ", "right_knee"),
    ],
)  # fmt: skip
def test_a_point_is_known_by_each_programs_name(theirs: str, ours: str) -> None:
    assert landmark(theirs) == ours


@pytest.mark.parametrize("name", ["", "Hip", "Neck", "Head", "RSmallToe", "r.ASIS_study", "left", "C7", "RHJC"])
def test_a_point_that_is_none_of_ours_is_left(name: str) -> None:
    assert landmark(name) is None


def test_every_landmark_keeps_its_own_name() -> None:
    assert [landmark(name) for name in LANDMARKS] == list(LANDMARKS)


@pytest.mark.parametrize("name", SKELETONS)
def test_every_skeleton_has_what_is_needed(name: str) -> None:
    assert missing(SKELETONS[name]) == []


@pytest.mark.parametrize(
    ("name", "knee", "toe"),
    [("COCO_17", 14, None), ("COCO_18", 9, None), ("BODY_25", 10, 22), ("HALPE_26", 14, 21), ("COCO_133", 14, 20)],
)
def test_skeletons_have_their_published_order(name: str, knee: int, toe: int | None) -> None:
    place = columns(SKELETONS[name])
    assert place[INDEX["right_knee"]] == knee
    assert place.get(INDEX["right_foot_index"]) == toe


def test_a_skeleton_is_told_by_its_number_of_points() -> None:
    assert {n: skeleton_of(n) for n in (17, 18, 25, 26, 33, 133, 21)} == {
        17: "COCO_17", 18: "COCO_18", 25: "BODY_25", 26: "HALPE_26", 33: "BLAZEPOSE_33", 133: "COCO_133", 21: None,
    }  # fmt: skip


def test_what_is_lacking_is_named() -> None:
    assert missing(["RHip", "LHip", "RKnee", "LKnee"]) == [n for n in NEEDED if "shoulder" in n or "ankle" in n]


def test_points_come_into_our_order_and_the_rest_is_missing() -> None:
    out = as_landmarks(np.arange(8.0).reshape(4, 2), ["LHip", "Neck", "RHip", "LHip"])
    assert out[INDEX["left_hip"]].tolist() == [0, 1], "the first of equals"
    assert out[INDEX["right_hip"]].tolist() == [4, 5]
    assert np.isnan(np.delete(out, [INDEX["left_hip"], INDEX["right_hip"]], axis=0)).all()
