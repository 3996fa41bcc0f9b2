"""How a report lies on its pages, and the language it speaks there."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QTextDocument, QTextTable

from app.export import report_pages as pages
from app.export.paged import laid_out, row_pages, tables
from app.export.report import document_of
from app.export.studies import studies_of
from app.language.catalogue import Catalogue
from app.language.tr import said, speak
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


@pytest.mark.parametrize("height", [900, 873, 610])
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
    height, block, told = document.pageSize().height(), document.begin(), ""
    while block.isValid():
        if int(document.documentLayout().blockBoundingRect(block).top() // height) == page:
            told += block.text()
        block = block.next()
    return told.strip()


def test_a_row_higher_than_a_page_is_cut_as_there_is_no_other_way(qapp: QGuiApplication) -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{'much to tell ' * 400}</td></tr>" for name in "AB")
    html = f"<table border='1'><thead><tr><th>one</th><th>two</th></tr></thead>{rows}</table>"
    told = on_pages(html, 300).toPlainText()
    assert told.count("much to tell") == 800


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
