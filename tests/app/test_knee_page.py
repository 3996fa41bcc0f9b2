"""Knee tracking as it is shown: loops, the table at equal depth, and what the camera fakes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from app.figure import figure_at
from app.knee_model import loops, refusal, side_words, table, yaw_words
from app.language.catalogue import Catalogue
from app.language.tr import speak
from app.theme import DARK, LIGHT
from app.views.knee_page import KneePage
from app.views.loops import LoopPlot, nice_ticks, reach
from core.analysis import Analysis
from core.measures.knee_tracking import DEPTHS, SEPARATION
from core.pose.skeleton import INDEX
from tests.app.squat_sets import document_of, page_of, squat_set
from tests.some import some


@pytest.fixture(scope="module")
def front() -> Analysis:
    return squat_set(front=True)


@pytest.fixture
def page(qtbot: QtBot, front: Analysis) -> KneePage:
    return page_of(KneePage, front, qtbot)


def test_a_loop_holds_all_reps_and_marks_the_current_one(front: Analysis) -> None:
    document = document_of(front)
    document.set_cursor(front.reps[1].rep.bottom_s)
    made = loops(document)
    assert [(loop.name, loop.side) for loop in made] == [
        (SEPARATION, None), ("left_fppa_deg", "left"), ("right_fppa_deg", "right"),
    ]  # fmt: skip
    assert all([n for n, _ in loop.reps] == [1, 2] and loop.current == 2 for loop in made)


def test_the_table_reads_the_reps_own_numbers_and_the_sets_mean(front: Analysis) -> None:
    rows = {row.name: row for row in table(document_of(front))}
    mine = front.reps[0].metrics
    left = rows["left_fppa_deg"].rep
    assert [m.value for m in left] == [
        mine["left_fppa_at_30pct_deg"].value, mine["left_fppa_at_60pct_deg"].value, mine["left_fppa_bottom_deg"].value,
        mine["left_fppa_at_60pct_up_deg"].value, mine["left_fppa_at_30pct_up_deg"].value,
    ]  # fmt: skip
    assert rows[SEPARATION].rep[2].value == mine["knee_ankle_separation_bottom_ratio"].value
    for row in rows.values():
        assert len(row.mean) == len(row.rep) == 5
        assert all(m.sd is not None for m in (*row.rep, *row.mean))
    both = [r.metrics["right_fppa_at_30pct_deg"].value for r in front.reps]
    assert rows["right_fppa_deg"].mean[0].value == pytest.approx(np.mean(both), abs=1e-6)  # type: ignore[arg-type]


def test_every_number_of_the_table_is_shown_whole_with_its_plus_minus(page: KneePage) -> None:
    cells = [cell for (row, column), cell in page.table.cells.items() if row and column]
    assert len(cells) == 30
    for (row, column), cell in page.table.cells.items():
        assert cell.width() >= cell.sizeHint().width(), cell.text()
        assert not (row and column) or "±" in cell.text()


def test_the_caution_about_the_camera_names_its_angle_and_what_to_read_instead(front: Analysis) -> None:
    words = yaw_words(document_of(front))
    assert words.startswith("The phone stood 4° ± 5 off straight on. At 60 % of the depth")
    assert words.endswith("Read the knees over the ankles first: no camera angle fakes them.")
    unknown = replace(front, view=replace(front.view, yaw_deg=None))
    assert "not known" in yaw_words(document_of(unknown))


def test_a_difference_a_turned_camera_could_fake_is_called_none(front: Analysis) -> None:
    assert side_words(document_of(front)).startswith("Left and right: the same within")


def test_from_the_side_the_page_says_why_and_how_to_refilm(qtbot: QtBot, page: KneePage) -> None:
    side = squat_set(front=False)
    assert refusal(side) == (
        "This is a side view: whether the knees come in cannot be seen from here: film from straight in front or "
        "behind, the phone at hip height and the toes pointing at it."
    )
    page._document.set_analysis(side)
    page.show_analysis()
    assert page.shown.why.isVisible() and page.shown.why.text() == refusal(side)
    assert not page.loops[0].isVisible()


def test_the_dot_is_where_the_frame_is(page: KneePage, front: Analysis) -> None:
    rep = front.reps[0].rep
    page.show_time(rep.bottom_s - 0.2)
    now = page.loops[0]._now
    assert now is not None and now[0] == "down" and 0.3 < now[1] < 1.0
    page.show_time(0.0)
    assert page.loops[0]._now is None


def test_a_click_on_a_loop_goes_to_that_depth(page: KneePage, front: Analysis, qtbot: QtBot) -> None:
    plot = page.loops[0]
    knees = front.reps[0].study.knees  # type: ignore[union-attr]
    assert knees is not None
    k = int(np.argmin(np.abs(DEPTHS - 0.6)))
    at = plot.place(float(knees.curves[SEPARATION]["up"].value[k]), 0.6)
    with qtbot.waitSignal(page.seeked) as got:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(at.x()), round(at.y())))
    times = [float(knees.time_s[way][k]) for way in ("down", "up")]  # type: ignore[index]
    assert got.args is not None and min(abs(got.args[0] - t) for t in times) < 0.06


def test_both_themes_paint_every_loop(page: KneePage) -> None:
    for theme in (DARK, LIGHT):
        page.set_theme(theme)
        for plot in some(page.loops):
            image = QImage(plot.size(), QImage.Format.Format_RGB32)
            plot.render(image)
            assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(30, 180, 2)}) > 5


def test_knees_are_followed_on_the_picture_only_where_they_can_be_seen(front: Analysis) -> None:
    document = document_of(front)
    time = float(front.smoothed.time_s[40])
    figure = figure_at(document, time, trails=False, knees=True)
    assert figure is not None and [p.side for p in figure.knee_paths] == ["left", "right"]
    rep, track = front.reps[0].rep, front.smoothed
    down = figure.knee_paths[0].down
    first = int(np.searchsorted(track.time_s, rep.start_s))
    assert (down[0] == track.xy_px[first, INDEX["left_knee"]]).all()
    assert figure_at(document, time, trails=False).knee_paths == ()  # type: ignore[union-attr]
    side = document_of(squat_set(front=False))
    assert figure_at(side, time, trails=False, knees=True).knee_paths == ()  # type: ignore[union-attr]


def test_ticks_are_round_and_no_more_than_asked() -> None:
    assert nice_ticks(0.71, 1.29, 4) == pytest.approx([0.8, 1.0, 1.2])
    assert nice_ticks(-23, 41, 4) == [-20, 0, 20, 40]
    assert nice_ticks(-23, 41, 3) == [0]
    assert nice_ticks(-23, 41, 3, least=2) == [-20, 0, 20, 40], "0 alone would be no scale"
    assert nice_ticks(-50, 450, 2, least=2) == [0, 200, 400]


def test_the_axis_holds_the_current_rep_whole_and_the_reference(front: Analysis) -> None:
    made = loops(document_of(front))
    low, high = reach(made[:1], 1.0, 0.2)
    curves = dict(made[0].reps)[1].curves[SEPARATION]
    assert low < min(float(np.nanmin(c.value)) for c in curves.values()) and high > 1.0


def test_of_a_rep_that_was_turned_it_says_why_it_is_not_among_them(front: Analysis) -> None:
    side = squat_set(front=False)
    turned = document_of(replace(front, reps=(front.reps[0], side.reps[1])))
    assert yaw_words(turned).startswith("The phone stood")
    turned.unit = turned.units[1]
    assert yaw_words(turned).startswith("Rep 2: whether the knees come in cannot be seen from here: film from straight")


def test_the_name_of_the_reference_line_has_no_curve_through_it(page: KneePage, front: Analysis) -> None:
    """Where the knees stand over the ankles at the top, the curve begins there."""
    for plot in some(page.loops):
        loop, scale = plot._loop, plot._scale
        assert loop is not None
        for reference in np.linspace(scale.low, scale.high, 9)[1:-1]:
            plot.set_loop(loop, replace(scale, reference=float(reference)))
            room = plot.reference_box(60)
            assert plot.area.left() <= room.left() and room.right() <= plot.area.right() + 1
            free = [r for r in rooms(plot, float(reference)) if not crossed(plot, r)]
            assert not crossed(plot, room) or not free
        plot.set_loop(loop, scale)


def crossed(plot: LoopPlot, room: QRectF) -> bool:
    """Whether a curve of a rep goes through it, looked for at every row of pixels."""
    loop = plot._loop
    assert loop is not None
    depths = np.linspace(room.top(), room.bottom(), 17)
    depths = (depths - plot.area.top()) / plot.area.height()
    for _, knees in loop.reps:
        for half in knees.curves[loop.name].values():
            known = np.isfinite(half.value)
            values = np.interp(depths, DEPTHS[known], half.value[known], left=np.nan, right=np.nan)
            across = [plot.place(float(v), 0).x() for v in values if np.isfinite(v)]
            if any(room.left() <= x <= room.right() for x in across):
                return True
    return False


def rooms(plot: LoopPlot, reference: float) -> list[QRectF]:
    """Left and right of the line at its head, and at its foot where nothing else is written."""
    x, box = plot.place(reference, 0).x(), plot.area
    tops = [box.top() + 1] + ([box.bottom() - 17] if plot._loop is not None and plot._loop.side is None else [])
    found = [QRectF(left, top, 61, 16) for top in tops for left in (x + 4, x - 64)]
    return [room for room in found if room.left() >= box.left() and room.right() <= box.right() + 1]


@pytest.mark.parametrize("width", [150, 190, 300])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_two_words_of_a_plot_lie_over_each_other_however_narrow(
    qtbot: QtBot, front: Analysis, width: int, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint = QPainter.drawText
    speak(Catalogue.read("es") if language == "es" else Catalogue())
    try:
        page = page_of(KneePage, front, qtbot)
        for plot in some(page.loops):
            plot.resize(width, 160)
            told: list[QRectF] = []

            def record(painter: QPainter, box: QRectF, flags: int, text: str, told: list[QRectF] = told) -> None:
                across = painter.fontMetrics().horizontalAdvance(text)
                right = bool(flags & Qt.AlignmentFlag.AlignRight)
                left = box.right() - across if right else box.left()
                if text:
                    told.append(QRectF(left, box.top(), across, box.height()))
                paint(painter, box, flags, text)

            with monkeypatch.context() as patch:
                patch.setattr(QPainter, "drawText", record)
                image = QImage(plot.size(), QImage.Format.Format_RGB32)
                painter = QPainter(image)
                plot.paint(painter)
                painter.end()
            for i, box in enumerate(some(told)):
                assert box.left() >= -1 and box.right() <= width + 1, (box, width)
                assert not any(box.adjusted(1, 3, -1, -3).intersects(o.adjusted(1, 3, -1, -3)) for o in told[:i])
    finally:
        speak(Catalogue())
