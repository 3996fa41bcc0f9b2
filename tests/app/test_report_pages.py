"""How a report lies on its pages, and the language it speaks there."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QTextDocument, QTextTable

from app.document import units_of
from app.export import report_pages as pages
from app.export.images import to_array
from app.export.kinogram import strip_of_run
from app.export.paged import laid_out, row_pages, tables
from app.export.report import Pictures, _plots, document_of
from app.export.strip import Strip, StripStyle
from app.export.studies import studies_of
from app.language.catalogue import Catalogue
from app.language.tr import said, speak
from app.theme import LIGHT, SMALL_PX
from core.export.privacy import Privacy
from core.measures.overlap_report import overlap_report
from tests.app import figures
from tests.some import some

WIDTH = 680


@pytest.fixture
def spanish() -> Iterator[None]:
    speak(Catalogue.read("es"))
    yield
    speak(Catalogue())


def on_pages(html: str, height: float = 900) -> QTextDocument:
    steps = laid_out(pages.page(html), lambda text: document_of(text, {}, QSizeF(WIDTH, height)))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            assert isinstance(end.value, QTextDocument)
            return end.value


@pytest.mark.parametrize("height", [610, 540, 450])
def test_no_row_of_a_table_is_cut_in_two_and_none_is_lost(clip: Path, qapp: QGuiApplication, height: int) -> None:
    run = figures.sprint(clip, 240, 120.0)
    html = pages.tables(run) + pages.method_block(run, datetime(2026, 5, 1, tzinfo=UTC))
    cut = document_of(pages.page(html), {}, QSizeF(WIDTH, height))
    document = on_pages(html, height)
    broken = [
        [row for row in range(table.rows()) if len({*row_pages(table, row), *row_pages(table, 0)}) > 1]
        for table in tables(document)
    ]
    assert len(tables(document)) > len(tables(cut)), "these tables do go over the end of a page"
    assert not any(some(broken))
    for name in some(re.findall(r"<tr><td>([^<&]+)</td>", html)):
        assert name in document.toPlainText()
    assert document.pageCount() <= cut.pageCount() + 1
    for page in range(document.pageCount()):
        assert written_on(document, page), f"page {page + 1} is empty"


def written_on(document: QTextDocument, page: int) -> str:
    """What of each paragraph begins on this page."""
    height, block, told = document.pageSize().height(), document.begin(), ""
    while block.isValid():
        top = document.documentLayout().blockBoundingRect(block).top()
        lines = block.layout()
        top += lines.lineAt(0).rect().top() if lines.lineCount() else 0  # which its margin may have sent on
        if int(top // height) == page:
            told += block.text()
        block = block.next()
    return told.strip()


def test_a_row_higher_than_a_page_is_cut_as_there_is_no_other_way(qapp: QGuiApplication) -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{'much to tell ' * 400}</td></tr>" for name in "AB")
    html = f"<table border='1'><thead><tr><th>one</th><th>two</th></tr></thead>{rows}</table>"
    told = on_pages(html, 300).toPlainText()
    assert told.count("much to tell") == 800


def pages_of(document: QTextDocument, *words: str) -> list[int]:
    """The page on which each of these texts stands."""
    found = [next(n for n in range(document.pageCount()) if word in written_on(document, n)) for word in words]
    assert len(found) == len(words)
    return found


@pytest.mark.parametrize("before", range(20, 34))
def test_what_stands_under_one_heading_is_on_one_page_where_it_fits(qapp: QGuiApplication, before: int) -> None:
    """The last word of a list had a page to itself."""
    lines = "".join(f"<p style='margin: 0'>line {n}</p>" for n in range(before))
    facts = "".join(f"<li>fact {n}</li>" for n in range(8))
    html = f"<h2>First</h2>{lines}<h2>Second</h2><ul>{facts}</ul><h2>Third</h2><p>the rest</p>"
    document = on_pages(html, 600)
    second, *others = pages_of(document, "Second", *(f"fact {n}" for n in range(8)))
    assert set(others) == {second}
    assert document.pageCount() <= 3 and written_on(document, document.pageCount() - 1)
    third, rest = pages_of(document, "Third", "the rest")
    assert third == rest


@pytest.mark.parametrize("before", range(24, 36))
def test_a_heading_is_not_left_behind_by_a_table_longer_than_a_page(qapp: QGuiApplication, before: int) -> None:
    lines = "".join(f"<p style='margin: 0'>line {n}</p>" for n in range(before))
    rows = "".join(f"<tr><td>row {n}.</td></tr>" for n in range(40))
    table = f"<table border='1'><thead><tr><th>head</th></tr></thead>{rows}</table>"
    document = on_pages(f"<h2>First</h2>{lines}<h2>Second</h2>{table}", 600)
    heading, first, second = pages_of(document, "Second", "row 0.", "row 1.")
    assert heading == first <= second


def test_lines_below_each_other_stand_evenly(qapp: QGuiApplication) -> None:
    document = on_pages(pages._lines([f"{n}. seen at an angle" for n in range(6)]))
    block, stand = document.begin(), []
    while block.isValid():
        top = document.documentLayout().blockBoundingRect(block).top()
        lines = [block.layout().lineAt(n) for n in range(block.layout().lineCount())]
        stand += [top + line.y() + line.ascent() for line in lines]
        block = block.next()
    gaps = [lower - upper for upper, lower in pairwise(some(stand))]
    assert len(gaps) == 5 and max(gaps) - min(gaps) < 1


def test_the_lanes_of_a_report_are_on_white_paper(clip: Path, qapp: QGuiApplication) -> None:
    run = figures.sprint(clip, 240, 120.0)
    pictures = Pictures(run, Privacy())
    for _ in _plots(run, pictures, WIDTH):
        pass
    assert pictures.images["lanes.png"].pixelColor(2, 2).lightnessF() > 0.9


def test_the_lanes_of_a_report_stand_over_their_seconds(clip: Path, qapp: QGuiApplication) -> None:
    """No frame beside them tells the time, as one does in a video: a lane without an axis told no when."""
    strip = Strip(figures.sprint(clip, 240, 120.0), StripStyle(numbers=False), 1800, 1800, LIGHT)
    rows, whole = strip._still_at(0.2)[1], strip.rows_at(0.2)
    assert whole.height() > rows.height(), "there is room under the lanes"
    inked = to_array(whole)[rows.height() :, :, :3].max(axis=2) < 180
    columns = np.flatnonzero(inked.any(axis=0))
    texts = 1 + np.count_nonzero(np.diff(columns) > 20)
    assert texts >= 5, "their word and round times, from the first second to the last"
    assert columns[-1] > 0.9 * whole.width()


@pytest.mark.parametrize(("count", "shares"), [(3, [3]), (5, [5]), (6, [3, 3]), (12, [3, 5, 4]), (18, [4, 5, 4, 5])])
def test_no_rep_or_step_has_a_table_of_its_own_beside_full_ones(clip: Path, count: int, shares: list[int]) -> None:
    """The sixth step stood alone, in a table as long as that of the five before."""
    one = units_of(figures.sprint(clip, 240, 120.0))[0]
    units = [replace(one, number=i + 1) for i in range(count)]
    tables = pages.shared_out(units)
    assert [len(t) for t in tables] == shares
    assert [u.number for t in tables for u in t] == list(range(1, count + 1)), "each once, in their order"
    assert len(tables[0]) + 1 <= pages.MOST_COLUMNS + 1


def test_the_letters_of_a_kinogram_can_be_read_on_paper(tmp_path: Path, qapp: QGuiApplication) -> None:
    """As large as the other small print of a report, 6 points at least: a page is 510 points wide."""
    run = figures.sprint(figures.write_clip(tmp_path / "run.mp4", 120, 60), 120, 60.0)
    strip = strip_of_run(run, Privacy(background="black"), paper=True)
    assert strip is not None
    assert 2 * SMALL_PX / strip.width() * 510 >= 6
    assert strip.height() < 1.2 * strip.width(), "and there is room for it on a page"


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_pictures_beside_each_other_end_at_the_margin(qapp: QGuiApplication, columns: int) -> None:
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    picture.fill(QColor("gray"))
    names = [(f"{i}.png", "") for i in range(columns)]
    html = pages.picture_block("Pictures", names, pages.picture_px(WIDTH, columns), columns)
    document = document_of(pages.page(html), {name: picture for name, _ in names}, QSizeF(WIDTH, 900))
    (table,) = (frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable))
    block = table.cellAt(0, columns - 1).firstCursorPosition().block()
    left = document.documentLayout().blockBoundingRect(block).left()
    right = left + block.layout().lineAt(0).naturalTextWidth()
    assert WIDTH - pages.SPACING_PX - pages.PADDING_PX - columns <= right <= WIDTH - pages.SPACING_PX


def test_the_overlaps_are_told_in_the_reports_language(clip: Path, qapp: QGuiApplication, spanish: None) -> None:
    run = figures.sprint(clip, 240, 120.0)
    (study,) = studies_of(run)
    sentence = overlap_report(run.series, run.steps, run.summary).sentence
    assert said(sentence) != sentence and study.sentences[0] == said(sentence)
    assert "vary by" not in study.table and "varían en" in study.table
