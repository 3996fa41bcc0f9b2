"""Where the numbers of a figure stand: beside their joints, over no joint and no limb, however small somebody is."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter, QTransform

from app.angles import Mark
from app.views.overlay import Figure, _Label, paint_figure
from core.pose.skeleton import INDEX
from tests.some import some

HIPS = (INDEX["left_hip"], INDEX["right_hip"])
# a runner in mid-stride, 120 pixels high
POSE = {
    "shoulder": ((102, 44), (98, 46)), "hip": ((100, 80), (97, 81)), "knee": ((92, 108), (118, 102)),
    "ankle": ((62, 122), (106, 132)), "heel": ((58, 118), (102, 134)), "foot_index": ((60, 132), (116, 136)),
    "elbow": ((116, 66), (82, 62)), "wrist": ((128, 56), (88, 80)),
}  # fmt: skip
LEGS = [("hip", "knee"), ("knee", "ankle")]


def knee(side: str) -> Mark:
    points = tuple((INDEX[f"{side}_{part}"],) for part in ("hip", "knee", "ankle"))
    return Mark("bend", points, f"{side}_knee_flexion_deg", side)  # type: ignore[arg-type]


@pytest.fixture
def placed(qapp: object, monkeypatch: pytest.MonkeyPatch) -> tuple[Figure, dict[str, _Label]]:
    """The figure and its painted numbers by their text."""
    xy_px = np.full((33, 2), np.nan)
    for part, (left, right) in POSE.items():
        xy_px[INDEX[f"left_{part}"]], xy_px[INDEX[f"right_{part}"]] = left, right
    thighs = Mark("between", (HIPS, (INDEX["left_knee"],), (INDEX["right_knee"],)), "thigh_separation_deg", None)
    told = ((knee("left"), 52.0), (knee("right"), 61.0), (thighs, 57.0))
    figure = Figure(xy_px, np.ones(33), frozenset(), told)
    return figure, numbers(figure, monkeypatch)


def numbers(figure: Figure, monkeypatch: pytest.MonkeyPatch) -> dict[str, _Label]:
    labels: dict[str, _Label] = {}
    monkeypatch.setattr(_Label, "paint", lambda label, *_: labels.update({label.text: label}))
    picture = QImage(300, 300, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    paint_figure(painter, figure, QTransform())
    painter.end()
    return labels


def test_each_number_stands_near_its_own_joint_even_on_somebody_small(
    placed: tuple[Figure, dict[str, _Label]],
) -> None:
    figure, labels = placed
    bones = [(figure.xy_px[INDEX[f"left_{a}"]], figure.xy_px[INDEX[f"left_{b}"]]) for a, b in LEGS]
    leg = sum(float(np.hypot(*(a - b))) for a, b in bones)
    joints = {"52°": (INDEX["left_knee"],), "61°": (INDEX["right_knee"],), "57°": HIPS}
    assert set(labels) == set(joints)
    for text, group in joints.items():
        x, y = figure.xy_px[list(group)].mean(axis=0)
        box = labels[text].box
        away = np.hypot(max(box.left() - x, x - box.right(), 0.0), max(box.top() - y, y - box.bottom(), 0.0))
        assert away < 2 / 3 * leg, text


def test_no_number_lies_over_a_joint_or_the_middle_of_a_leg(placed: tuple[Figure, dict[str, _Label]]) -> None:
    figure, labels = placed
    ends = [[figure.xy_px[INDEX[f"{side}_{part}"]] for part in leg] for side in ("left", "right") for leg in LEGS]
    points = [*figure.xy_px[np.isfinite(figure.xy_px[:, 0])], *(np.mean(pair, axis=0) for pair in ends)]
    for label in some(labels.values()):
        assert not [point for point in points if label.box.contains(*map(float, point))], label.text


def test_an_angle_that_hangs_on_a_joint_hidden_by_the_picture_s_edge_carries_the_sign_of_caution(
    placed: tuple[Figure, dict[str, _Label]], monkeypatch: pytest.MonkeyPatch
) -> None:
    figure, _ = placed
    guessed = replace(figure, guessed=frozenset({INDEX["left_ankle"]}))
    assert set(numbers(guessed, monkeypatch)) == {"52°\N{THIN SPACE}\N{WHITE UP-POINTING SMALL TRIANGLE}", "61°", "57°"}
    assert not figure.looks_like(guessed), "it is painted anew"
