"""Where the numbers of a figure stand: beside their joints, over no joint and no limb, however small somebody is."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from app.angles import Mark
from app.views.overlay import Figure, paint_figure
from app.views.overlay_numbers import Ground, Label
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


def runner(moved: tuple[float, float] = (0.0, 0.0)) -> Figure:
    xy_px = np.full((33, 2), np.nan)
    for part, (left, right) in POSE.items():
        xy_px[INDEX[f"left_{part}"]], xy_px[INDEX[f"right_{part}"]] = left, right
    thighs = Mark("between", (HIPS, (INDEX["left_knee"],), (INDEX["right_knee"],)), "thigh_separation_deg", None)
    told = ((knee("left"), 52.0), (knee("right"), 61.0), (thighs, 57.0))
    return Figure(xy_px + moved, np.ones(33), frozenset(), told)


def painted(figure: Figure, monkeypatch: pytest.MonkeyPatch, ground: Ground) -> dict[str, Label]:
    """Its numbers by their text."""
    labels: dict[str, Label] = {}
    monkeypatch.setattr(Label, "paint", lambda label, *_: labels.update({label.text: label}))
    picture = QImage(300, 300, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    paint_figure(painter, figure, QTransform(), ground=ground)
    painter.end()
    return labels


@pytest.fixture
def placed(qapp: object, monkeypatch: pytest.MonkeyPatch) -> tuple[Figure, dict[str, Label]]:
    """The figure and its painted numbers."""
    figure = runner()
    return figure, painted(figure, monkeypatch, Ground())


def test_each_number_stands_near_its_own_joint_even_on_somebody_small(
    placed: tuple[Figure, dict[str, Label]],
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


def test_no_number_lies_over_a_joint_or_the_middle_of_a_leg(placed: tuple[Figure, dict[str, Label]]) -> None:
    figure, labels = placed
    ends = [[figure.xy_px[INDEX[f"{side}_{part}"]] for part in leg] for side in ("left", "right") for leg in LEGS]
    points = [*figure.xy_px[np.isfinite(figure.xy_px[:, 0])], *(np.mean(pair, axis=0) for pair in ends)]
    for label in some(labels.values()):
        assert not [point for point in points if label.box.contains(*map(float, point))], label.text


def test_an_angle_that_hangs_on_a_joint_hidden_by_the_picture_s_edge_carries_the_sign_of_caution(
    placed: tuple[Figure, dict[str, Label]], monkeypatch: pytest.MonkeyPatch
) -> None:
    figure, _ = placed
    guessed = replace(figure, guessed=frozenset({INDEX["left_ankle"]}))
    assert set(painted(guessed, monkeypatch, Ground())) == {
        "52°\N{THIN SPACE}\N{WHITE UP-POINTING SMALL TRIANGLE}",
        "61°",
        "57°",
    }
    assert not figure.looks_like(guessed), "it is painted anew"


@pytest.mark.parametrize("x", range(-58, 190, 8))
def test_no_number_is_cut_off_at_the_pictures_edge_or_by_the_tools(
    x: int, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of 112° is 12°, which is a number as well."""
    whole, tools = QRectF(0, 0, 300, 300), QRectF(8, 60, 42, 180)
    figure = runner((float(x), 20.0))
    for label in some(painted(figure, monkeypatch, Ground(whole)).values()):
        assert whole.contains(label.box), label.text
    for label in some(painted(figure, monkeypatch, Ground(whole, (tools,))).values()):
        assert whole.contains(label.box), label.text
        assert not label.box.intersects(tools), label.text


def test_what_belongs_to_a_joint_out_of_sight_is_not_drawn_into_the_picture(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = runner((-400.0, 0.0))
    labels = painted(figure, monkeypatch, Ground(QRectF(0, 0, 300, 300)))
    assert all(label.box.right() < 0 for label in some(labels.values()))


def test_an_angle_against_the_vertical_is_drawn_from_where_up_is_in_a_picture_that_is_turned(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Label, "paint", lambda *_: None)
    shoulders = (INDEX["left_shoulder"], INDEX["right_shoulder"])
    trunk = replace(runner(), marks=((Mark("upright", (HIPS, shoulders), "trunk_inclination_deg", None), 40.0),))

    def right_of_the_hips(figure: Figure) -> bool:
        picture = QImage(300, 300, QImage.Format.Format_RGB32)
        picture.fill(0)
        painter = QPainter(picture)
        paint_figure(painter, figure, QTransform.fromScale(2, 2))
        painter.end()
        return any(picture.pixelColor(x, y).lightness() > 60 for x in range(216, 222) for y in range(158, 166))

    assert not right_of_the_hips(trunk)
    assert right_of_the_hips(replace(trunk, up=np.tile((1.0, 0.0), (33, 1))))
