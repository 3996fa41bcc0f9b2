"""Where strokes and numbers lie on the screen, without a window."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from pytestqt.qtbot import QtBot

from app.draw.hits import Hit, hit_at
from app.draw.layout import lay_out, separated
from app.draw.paint import paint_annotations
from core.annotations.annotation import Annotation, Style
from core.annotations.kinds import KINDS
from core.annotations.moment import Surroundings
from core.annotations.values import angle_sd
from tests.app import figures

TRACK = figures.squat_track(60, 30.0)
AROUND = Surroundings(640, 360, TRACK)


def made(kind: str, *points: tuple[float, float], **more: object) -> Annotation:
    return Annotation(kind, kind, points, **more)  # type: ignore[arg-type]


def painted(*annotations: Annotation, picture: QImage | None = None) -> QImage:
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    painter = QPainter(image)
    paint_annotations(painter, annotations, 1.0, QTransform(), AROUND, 1.0, picture)
    painter.end()
    return image


@pytest.mark.parametrize("turn", range(0, 360, 45))
@pytest.mark.parametrize("bent", [8, 40, 90, 170])
def test_an_angles_number_stands_beside_its_corner_and_never_over_it(turn: int, bent: int, qtbot: QtBot) -> None:
    corner = np.array([300.0, 180.0])
    ends = [corner + 90 * np.array([np.cos(t), np.sin(t)]) for t in np.radians([turn, turn + bent])]
    one = lay_out(made("angle", tuple(ends[0]), tuple(corner), tuple(ends[1])), AROUND.at(1.0), QTransform())
    assert one is not None and one.label is not None
    assert not one.label.box.adjusted(-6, -6, 6, 6).contains(QPointF(*corner))
    sd = angle_sd([tuple(ends[0]), tuple(corner), tuple(ends[1])], (1.0, 1.0, 1.0))
    assert (one.label.text, one.label.small) == (f"{bent}°", f"±\N{NO-BREAK SPACE}{sd:.0f}")
    assert QRectF(200, 80, 200, 200).contains(one.label.box.center())


def test_a_number_gives_way_to_another_by_the_shortest_way(qtbot: QtBot) -> None:
    one = lay_out(made("ruler", (100.0, 100.0), (200.0, 100.0)), AROUND.at(1.0), QTransform())
    assert one is not None and one.label is not None
    place = QRectF(one.label.box)
    separated([one], [QRectF(place)])
    assert not one.label.box.intersects(place)
    assert abs(one.label.box.top() - place.top()) <= place.height() + 8


def test_a_line_has_a_dark_halo_so_that_it_reads_on_any_clothes(qtbot: QtBot) -> None:
    image = painted(made("line", (100.0, 100.0), (300.0, 100.0), style=Style("#FFFFFF", 2.0)))
    column = [image.pixelColor(200, y).lightness() for y in range(94, 107)]
    assert max(column) > 240 and column[0] == column[-1] == 128
    brightest = column.index(max(column))
    assert min(column[:brightest]) < 60 and min(column[brightest:]) < 60


def test_a_spotlight_darkens_all_but_its_inside(qtbot: QtBot) -> None:
    image = painted(
        made("spotlight", (100.0, 100.0), (200.0, 200.0)), made("spotlight", (300.0, 100.0), (400.0, 200.0))
    )
    bright = [image.pixelColor(x, 150).lightness() for x in (150, 350)]
    assert bright == [128, 128] and image.pixelColor(250, 150).lightness() < 60


def test_a_magnifier_shows_the_pixels_about_its_source(qtbot: QtBot) -> None:
    picture = QImage(640, 360, QImage.Format.Format_RGB32)
    picture.fill(QColor("#202020"))
    painter = QPainter(picture)
    painter.fillRect(95, 95, 10, 10, QColor("#FF0000"))
    painter.end()
    image = painted(made("magnifier", (100.0, 100.0), (400.0, 200.0), (450.0, 200.0), amount=4.0), picture=picture)
    assert image.pixelColor(400 - 18, 200 + 18).red() > 200, "ten pixels are forty"
    assert image.pixelColor(400 + 23, 200).red() < 60
    at_edge = painted(made("magnifier", (2.0, 2.0), (400.0, 200.0), (450.0, 200.0)), picture=picture)
    assert at_edge.pixelColor(375, 175) == QColor("#15171A"), "beyond the picture there is nothing"


def test_every_kind_can_be_painted_in_any_state(qtbot: QtBot) -> None:
    """Folded to a point, far outside, huge: nothing raises and nothing takes forever."""
    for kind, spec in KINDS.items():
        names = ("left_hip", "left_knee", "left_ankle")[: spec.landmarks]
        for spread in (0.0, 1e-9, 5.0, 90_000.0):
            points = [(300.0 + spread * (i % 2), 100.0 - spread * i / 3) for i in range(spec.points[0])]
            painted(made(kind, *points, landmarks=names, text="x\ny"))


def test_what_is_on_top_is_hit_first_and_a_selected_ones_handles_before_it(qtbot: QtBot) -> None:
    moment = AROUND.at(1.0)
    below = Annotation("below", "line", ((100.0, 100.0), (200.0, 100.0)))
    above = Annotation("above", "line", ((150.0, 50.0), (150.0, 150.0)))
    drawn = [one for a in (below, above) if (one := lay_out(a, moment, QTransform())) is not None]
    assert hit_at(drawn, QPointF(150, 103), frozenset()) == Hit("above")
    assert hit_at(drawn, QPointF(120, 104), frozenset()) == Hit("below")
    assert hit_at(drawn, QPointF(201, 101), frozenset({"below"})) == Hit("below", 1)
    assert hit_at(drawn, QPointF(120, 130), frozenset()) is None
    ring = [one for a in [made("ellipse", (100.0, 100.0), (200.0, 200.0))] if (one := lay_out(a, moment, QTransform()))]
    assert hit_at(ring, QPointF(150, 150), frozenset()) is None, "its inside belongs to the picture"
    assert hit_at(ring, QPointF(150, 101), frozenset()) == Hit("ellipse")


@pytest.mark.parametrize("end", [(220, 180), (300, 60), (205, 100), (120, 150), (200, 20), (110, 95)])
def test_a_rulers_number_lies_beside_its_line_and_never_on_it(end: tuple[float, float], qtbot: QtBot) -> None:
    start = (200.0, 100.0)
    one = lay_out(made("ruler", start, end), AROUND.at(1.0), QTransform())
    assert one is not None and one.label is not None
    along = np.linspace(start, end, 200)
    box = one.label.box.adjusted(-5, -5, 5, 5)
    assert not any(box.contains(QPointF(*at)) for at in along)
    middle = QPointF(*np.mean([start, end], axis=0))
    away = one.label.box.center() - middle
    assert np.hypot(away.x(), away.y()) < one.label.box.width(), "and beside its middle"
