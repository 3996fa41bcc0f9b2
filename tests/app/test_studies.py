"""The pane of curves and studies: pages for the movement at hand, made late, told only while they are seen."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions import build
from app.document import Document
from app.messages import Messages
from app.playhead import Playhead
from app.theme import LIGHT, Theme
from app.timeview import TimeView
from app.views.studies import CURVES, Page, Studies, Study
from app.window import Window
from core.analysis import Analysis
from tests.app.conftest import Pipeline
from tests.app.squat_sets import squat_set


class Notes(Study):
    """Writes down what it is told."""

    def __init__(self, document: Document, playhead: Playhead, theme: Theme) -> None:
        super().__init__()
        self.told: list[object] = []
        self.theme = theme

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme

    def show_analysis(self) -> None:
        self.told.append("analysis")

    def show_unit(self) -> None:
        self.told.append("unit")

    def show_time(self, time_s: float) -> None:
        self.told.append(time_s)


PAGES = (
    Page("knees", "Knees", "squat", Notes),
    Page("hips", "Hips", "squat", Notes),
    Page("lanes", "Overlaps", "sprint", Notes),
)


class _Commands:
    def __getattr__(self, name: str) -> object:
        return lambda *_: None


@pytest.fixture
def studies(qtbot: QtBot, squat: Analysis) -> Iterator[Studies]:
    document, head = Document(), Playhead()
    document.setParent(head)
    made = Studies(document, head, TimeView(head), build(_Commands(), head), PAGES)
    qtbot.addWidget(made)
    head.setParent(made)
    made.resize(600, 200)
    made.load_curves()
    made.show()
    head.set_times(squat.series.time_s)
    yield made
    made.stop()


def _set(studies: Studies, analysis: Analysis | None, qtbot: QtBot) -> None:
    studies._document.set_analysis(analysis)
    qtbot.wait(60)


def test_pages_are_those_of_the_movement(studies: Studies, squat: Analysis, sprint: Analysis, qtbot: QtBot) -> None:
    assert studies.available() == [CURVES]
    assert not studies.tabs[CURVES].isVisible(), "one page alone needs no tabs"
    _set(studies, squat, qtbot)
    assert [name for name, tab in studies.tabs.items() if tab.isVisible()] == [CURVES, "knees", "hips"]
    _set(studies, sprint, qtbot)
    assert [name for name, tab in studies.tabs.items() if tab.isVisible()] == [CURVES, "lanes"]


def test_the_tabs_stand_together(studies: Studies, squat: Analysis, qtbot: QtBot) -> None:
    _set(studies, squat, qtbot)
    shown = [tab for tab in studies.tabs.values() if tab.isVisible()]
    assert [tab.width() for tab in shown] == [tab.sizeHint().width() for tab in shown]
    assert all(b.x() == a.x() + a.width() for a, b in pairwise(shown))


def test_a_page_is_made_when_it_is_first_shown(studies: Studies, squat: Analysis, qtbot: QtBot) -> None:
    _set(studies, squat, qtbot)
    assert studies.study("knees") is None
    qtbot.mouseClick(studies.tabs["knees"], Qt.MouseButton.LeftButton)
    made = studies.study("knees")
    assert isinstance(made, Notes) and made.isVisible()
    assert made.told == ["analysis", 0.0]
    assert studies.study("hips") is None


def test_only_the_page_on_the_screen_is_told(studies: Studies, squat: Analysis, qtbot: QtBot) -> None:
    _set(studies, squat, qtbot)
    for name in ("hips", "knees"):
        studies.show_page(name)
    knees, hips = studies.study("knees"), studies.study("hips")
    assert isinstance(knees, Notes) and isinstance(hips, Notes)
    knees.told.clear()
    hips.told.clear()
    studies._playhead.seek(2.5)
    studies._document.set_cursor(2.5)
    _set(studies, squat, qtbot)
    assert knees.told == [2.5, "unit", "analysis", 2.5]
    assert hips.told == []
    studies.show_page("hips")
    assert hips.told == ["analysis", 2.5], "it catches up when it is looked at"
    studies.hide()
    hips.told.clear()
    studies._playhead.seek(3.0)
    _set(studies, squat, qtbot)
    assert hips.told == []
    studies.show()
    assert hips.told == ["analysis", 3.0]


def test_the_page_somebody_chose_comes_back_with_its_movement(
    studies: Studies, squat: Analysis, sprint: Analysis, qtbot: QtBot
) -> None:
    _set(studies, squat, qtbot)
    studies.show_page("hips")
    _set(studies, sprint, qtbot)
    assert studies.page == CURVES
    _set(studies, squat, qtbot)
    assert studies.page == "hips" and studies.tabs["hips"].isChecked()


def test_the_keyboard_goes_through_the_pages(studies: Studies, squat: Analysis, qtbot: QtBot) -> None:
    _set(studies, squat, qtbot)
    seen = []
    for _ in range(3):
        studies.next_page()
        seen.append(studies.page)
    assert seen == ["knees", "hips", CURVES]


def test_pages_follow_the_theme(studies: Studies, squat: Analysis, qtbot: QtBot) -> None:
    _set(studies, squat, qtbot)
    studies.show_page("knees")
    studies.set_theme(LIGHT)
    studies.show_page("hips")
    assert {studies.study(name).theme for name in ("knees", "hips")} == {LIGHT}  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720)])
def test_one_key_makes_the_studies_large_and_small_again(analysed: Window, qtbot: QtBot, size: tuple[int, int]) -> None:
    analysed.resize(*size)
    qtbot.wait(20)
    before = analysed.studies.height()
    qtbot.keyClick(analysed, Qt.Key.Key_F5)
    assert analysed.studies.height() > 0.45 * size[1]
    assert analysed.video.isVisible() and analysed.numbers.isVisible()
    qtbot.keyClick(analysed, Qt.Key.Key_F5)
    assert analysed.studies.height() == before


@pytest.mark.parametrize("large", [False, True])
def test_the_tabs_stay_where_they_are_when_one_goes_to_another_page_and_back(
    analysed: Window, qtbot: QtBot, large: bool
) -> None:
    analysed.resize(1440, 900)
    if large:
        analysed.acts["studies_larger"].trigger()
    tops: dict[str, set[int]] = {}
    for page in (CURVES, "knees", "push_pull", CURVES, "knees"):
        analysed.studies.show_page(page)
        qtbot.wait(20)
        top = analysed.studies.mapTo(analysed, analysed.studies.rect().topLeft()).y()
        low = not large and (page == CURVES or analysed.studies.only_words)
        tops.setdefault(CURVES if low else "closer", set()).add(top)
    assert all(len(seen) == 1 for seen in tops.values()), tops


def test_a_page_that_only_says_why_it_shows_nothing_leaves_the_room_to_the_picture(
    analysed: Window, qtbot: QtBot
) -> None:
    analysed.resize(1440, 900)
    low = analysed.studies.height()
    for page, refuses in (("knees", True), ("push_pull", True), (CURVES, False)):
        analysed.studies.show_page(page)
        qtbot.wait(20)
        assert analysed.studies.only_words == refuses
        assert analysed.studies.height() == low, page
    analysed.studies.show_page("knees")
    qtbot.wait(20)
    analysed.session.document.set_analysis(squat_set(front=True))
    qtbot.wait(60)
    assert not analysed.studies.only_words and analysed.studies.height() > low, "now there is something to see"
    analysed.session.document.set_analysis(squat_set(front=False))
    qtbot.wait(60)
    assert analysed.studies.height() == low
    words = analysed.studies.study("knees").shown.why  # type: ignore[union-attr]
    assert words.text().startswith("This is a side view") and words.height() >= words.heightForWidth(words.width())


def test_enlarging_opens_what_was_closed(analysed: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(analysed, Qt.Key.Key_F4)
    assert not analysed.studies.isVisible()
    qtbot.keyClick(analysed, Qt.Key.Key_F5)
    assert analysed.studies.isVisible() and analysed.acts["plots"].isChecked()


def test_a_height_set_by_hand_is_remembered(
    analysed: Window, qtbot: QtBot, messages: Messages, pipeline: Pipeline, clip: Path
) -> None:
    splitter = analysed.desk._down
    splitter.moveSplitter(splitter.height() - 150, 1)
    chosen = analysed.studies.height()
    assert chosen == pytest.approx(146, abs=8)
    qtbot.keyClick(analysed, Qt.Key.Key_F5)
    analysed.close()
    again = Window(messages, pipeline)
    qtbot.addWidget(again)
    again.resize(1280, 720)
    again.show()
    qtbot.waitUntil(lambda: again.plots is not None)
    again.open_clips([clip])
    qtbot.waitUntil(lambda: again.session.document.analysis is not None and not again.session.jobs.running)
    assert again.studies.height() == chosen
    again.close()
