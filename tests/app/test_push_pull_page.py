"""Push and pull as it is shown: one picture a rep, the lag in words, and what changed over the set."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.push_pull_model import cells, change_words, lag_verdict, lag_words, refusal
from app.theme import DARK, LIGHT
from app.views.push_pull_page import PushPullPage
from core.analysis import Analysis
from core.measures.spec import Metric
from tests.app.squat_sets import document_of, page_of, squat_set


@pytest.fixture(scope="module")
def side() -> Analysis:
    return squat_set(front=False)


@pytest.fixture
def page(qtbot: QtBot, side: Analysis) -> PushPullPage:
    return page_of(PushPullPage, side, qtbot)


def test_every_rep_has_a_picture_with_its_three_numbers(side: Analysis) -> None:
    made = cells(document_of(side))
    assert [cell.number for cell in made] == [1, 2]
    for cell, rep in zip(made, side.reps, strict=True):
        assert [name for name, _, _ in cell.numbers] == [
            "hip_knee_peak_lag_ms", "hip_knee_relative_phase_deg", "hip_rise_lead_ratio",
        ]  # fmt: skip
        assert all(metric == rep.metrics[name] for name, _, metric in cell.numbers)


def test_what_changed_is_told_with_numbers_and_the_rest_is_the_same(side: Analysis) -> None:
    words = change_words(document_of(side))
    assert words.startswith("From rep 1 to rep 2 the way up is slower (")
    assert "→" in words and "±" in words and "the same within error: which of hip" in words


def test_nothing_beyond_error_is_called_the_same(side: Analysis) -> None:
    twice = replace(side, reps=(side.reps[0], replace(side.reps[1], metrics=side.reps[0].metrics)))
    words = change_words(document_of(twice))
    assert words.startswith("From rep 1 to rep 2 all is the same within error:")
    assert change_words(document_of(replace(side, reps=side.reps[:1]))).startswith("One rep alone")


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        (Metric(80.0, "ms", 20.0), "knee first by 80 ± 20 ms"),
        (Metric(-80.0, "ms", 20.0), "hip first by 80 ± 20 ms"),
        (Metric(30.0, "ms", 20.0), "together, 30 ± 20 ms"),
        (Metric(None, "ms", None, "refused", "hidden"), "lag not measured"),
    ],
)
def test_an_order_is_stated_only_beyond_the_plus_minus(metric: Metric, words: str) -> None:
    assert lag_words(metric) == words
    assert lag_verdict(metric) in (*words.split(" by "), *words.split(", "), "not measured")


def test_from_the_front_the_page_says_why_and_how_to_refilm(page: PushPullPage) -> None:
    front = squat_set(front=True)
    assert "cannot be seen from the front or back: film from the side" in refusal(front)
    page._document.set_analysis(front)
    page.show_analysis()
    assert page.shown.why.isVisible() and page.shown.why.text() == refusal(front)
    assert page.pictures.cells == []


def test_a_click_goes_to_that_moment_of_the_way_up(page: PushPullPage, side: Analysis, qtbot: QtBot) -> None:
    plot = page.pictures._plot(1)
    with qtbot.waitSignal(page.seeked) as got:
        qtbot.mouseClick(page.pictures, Qt.MouseButton.LeftButton, pos=QPointF(plot.left() + 40, 60).toPoint())
    rep = side.reps[1].rep
    assert got.args is not None
    expected = rep.bottom_s + 40 / plot.width() * page.pictures._longest_s
    assert got.args[0] == pytest.approx(expected, abs=0.01)


def test_many_reps_scroll_and_the_current_one_comes_into_view(page: PushPullPage, side: Analysis, qtbot: QtBot) -> None:
    many = replace(side, reps=side.reps * 10)
    page._document.set_analysis(many)
    page.show_analysis()
    qtbot.wait(10)
    assert page.pictures.width() > page.area.width()
    page._document.unit = page._document.units[15]
    page.show_unit()
    box = page.pictures.cell_rect(15)
    left = page.area.horizontalScrollBar().value()
    assert left <= box.left() and box.right() <= left + page.area.viewport().width() + 1


@pytest.mark.parametrize("knee_deg_s", [150.0, 200.0, 250.0])
@pytest.mark.parametrize("share", [0.3, 0.8, 0.99])
def test_the_names_of_two_peaks_at_one_moment_do_not_cover_each_other(
    page: PushPullPage, knee_deg_s: float, share: float
) -> None:
    pictures = page.pictures
    cell, end = pictures.cells[1], float(pictures.cells[1].study.time_s[-1])
    hip, knee = (
        replace(cell.study.joints[joint], peak_s=at, peak_deg_s=speed)
        for joint, at, speed in (("hip", share * end, 200.0), ("knee", share * end + 0.001, knee_deg_s))
    )
    together = replace(cell, study=replace(cell.study, joints={"hip": hip, "knee": knee}))
    box = pictures._plot(1)
    (a, _), (b, _) = (pictures._name_box(box, together, joint) for joint in ("hip", "knee"))
    assert not a.intersects(b)
    assert b.right() <= box.right()


@pytest.mark.parametrize("height", [110, 150, 200, 260])
@pytest.mark.parametrize("share", [0.3, 0.99])
def test_the_name_of_the_highest_peak_is_not_cut_by_the_top_of_a_low_plot(
    page: PushPullPage, height: int, share: float
) -> None:
    pictures = page.pictures
    pictures.resize(pictures.width(), height)
    cell, end = pictures.cells[1], float(pictures.cells[1].study.time_s[-1])
    hip, knee = (
        replace(cell.study.joints[joint], peak_s=at, peak_deg_s=pictures._fastest)
        for joint, at in (("hip", share * end), ("knee", share * end - 0.001))
    )
    together = replace(cell, study=replace(cell.study, joints={"hip": hip, "knee": knee}))
    box = pictures._plot(1)
    for joint in ("hip", "knee"):
        name, _ = pictures._name_box(box, together, joint)
        assert name.top() >= box.top(), joint


@pytest.mark.parametrize("hip_deg_s", [205.0, 215.0, 230.0, 260.0])
def test_the_name_of_the_later_peak_lies_off_the_mark_of_the_earlier_one(page: PushPullPage, hip_deg_s: float) -> None:
    pictures = page.pictures
    cell, end = pictures.cells[1], float(pictures.cells[1].study.time_s[-1])
    hip, knee = (
        replace(cell.study.joints[joint], peak_s=at, peak_deg_s=speed, peak_sd_s=0.03)
        for joint, at, speed in (("hip", 0.3 * end, hip_deg_s), ("knee", 0.31 * end, 200.0))
    )
    together = replace(cell, study=replace(cell.study, joints={"hip": hip, "knee": knee}))
    box = pictures._plot(1)
    mark, (name, _) = pictures._place(box, hip.peak_s, hip.peak_deg_s), pictures._name_box(box, together, "knee")
    reach = pictures._reach(box, hip)
    assert not name.intersects(QRectF(mark.x() - reach, mark.y() - 3.5, 2 * reach, 7))
    own = pictures._place(box, knee.peak_s, knee.peak_deg_s)
    assert not name.intersects(QRectF(own.x() - 3.5, own.y() - 3.5, 7, 7))


def test_the_tooltip_of_a_number_is_its_definition(page: PushPullPage) -> None:
    line = page.pictures._lines(0)[2]
    assert "Hips ahead of shoulders" in page.pictures.tip_at(line.center())
    assert "Fastest extension" in page.pictures.tip_at(page.pictures._plot(0).center())


def test_both_themes_paint_the_pictures(page: PushPullPage) -> None:
    for theme in (DARK, LIGHT):
        page.set_theme(theme)
        image = QImage(page.pictures.size(), QImage.Format.Format_RGB32)
        page.pictures.render(image)
        box = page.pictures._plot(0).toRect()
        seen = {image.pixel(x, y) for x in range(box.left(), box.right(), 2) for y in range(box.top(), box.bottom(), 2)}
        assert len(seen) > 10
