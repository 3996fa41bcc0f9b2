"""A report's text on its pages: no row of a table is cut in two, and what stands under one heading stays together."""

import re
from collections.abc import Callable, Generator
from typing import Final

from PySide6.QtGui import QTextBlock, QTextDocument, QTextTable

from core.progress import Progress

MOST_CUTS: Final = 200
LEFT_PX: Final = 24  # of a page: what follows goes to the next one by itself
# with a line around each cell; tables without one hold pictures
_TABLE = re.compile(r"<table border='1'[^>]*>.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<h([23])( style='[^']*')?>")
_HEADS: Final = (2, 3)  # levels of what the pattern finds


def laid_out(html: str, make: Callable[[str], QTextDocument]) -> Generator[Progress, None, QTextDocument]:
    """The document that `make` makes of the text, cut where a page ends; each yield is a place to cancel.

    Qt's text engine breaks anywhere: in a row, whose empty head it draws where its words go to the next page, and
    before the last word of a list, which then has a page to itself.
    """
    document = make(html)
    for _ in range(MOST_CUTS):
        cut = _moved(html, document)
        if cut is None:
            at = _first_broken(document)
            if at is None:
                break
            cut = cut_before(html, *at)
        if cut == html:
            break
        yield Progress("export", "Making the report")
        html, document = cut, make(cut)
    return document


def on_new_page(html: str, number: int = 0) -> str:
    """The text with its heading of that number at the top of a page."""
    mark = list(_HEAD.finditer(html))[number]
    return html[: mark.start()] + f"<h{mark[1]} style='page-break-before: always'>" + html[mark.end() :]


def _moved(html: str, document: QTextDocument) -> str | None:
    """The text with the first part that would fit on a page, but goes over the end of one, on a page of its own.

    Of a longer part at least something stays with its heading.  None where nothing is to be moved.
    """
    page = document.pageSize().height()
    marks = list(_HEAD.finditer(html))
    for number, (mark, blocks) in enumerate(zip(marks, _parts(document), strict=False)):
        if mark[2]:  # on a new page already
            continue
        (top, own), *others = [_ends(block) for block in blocks]
        if not others:
            continue
        bottom = max(end for _, end in others)
        through = bottom if bottom - top <= page else max(own, others[0][1])
        if top // page != (through - 1) // page:
            return on_new_page(html, number)
    return None


def _parts(document: QTextDocument) -> list[list[QTextBlock]]:
    """Each heading with what is written, or shown, up to the next one."""
    parts: list[list[QTextBlock]] = []
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel() in _HEADS:
            parts.append([block])
        elif parts and block.text().strip():
            parts[-1].append(block)
        block = block.next()
    return parts


def _ends(block: QTextBlock) -> tuple[float, float]:
    """Where its first line begins and its last one ends, from the document's top."""
    box, lines = block.document().documentLayout().blockBoundingRect(block), block.layout()
    if not lines.lineCount():
        return box.top(), box.bottom()
    last = lines.lineAt(lines.lineCount() - 1).rect().bottom()
    return box.top() + lines.lineAt(0).rect().top(), box.top() + last


def tables(document: QTextDocument) -> list[QTextTable]:
    """Those with lines, in their order."""
    frames = document.rootFrame().childFrames()
    found = [frame for frame in frames if isinstance(frame, QTextTable) and frame.format().border() > 0]
    return sorted(found, key=lambda table: table.firstPosition())


def row_lines(table: QTextTable, row: int) -> tuple[float, float]:
    """Where a row's first line begins and its last one ends, from the document's top."""
    layout = table.document().documentLayout()
    tops, bottoms = [], []
    for column in range(table.columns()):
        cell = table.cellAt(row, column)
        last = cell.lastCursorPosition().block()
        lines, box = last.layout(), layout.blockBoundingRect(last)
        tops.append(layout.blockBoundingRect(cell.firstCursorPosition().block()).top())
        bottoms.append(box.top() + lines.lineAt(lines.lineCount() - 1).rect().bottom() if lines.lineCount() else 0.0)
    return min(tops), max(bottoms)


def row_pages(table: QTextTable, row: int) -> tuple[int, int]:
    """The pages on which a row's first line and its last one stand."""
    page = table.document().pageSize().height()
    top, bottom = row_lines(table, row)
    return int(top // page), int((bottom - 1) // page)


def _first_broken(document: QTextDocument) -> tuple[int, int, bool] | None:
    """(which table, which of its rows, whether there is room under the one before) first goes over the end of a page.

    None where none does.  The first row of a table that starts its page cannot be helped: it is higher than a page.
    """
    page = document.pageSize().height()
    for number, table in enumerate(tables(document)):
        _, before = row_pages(table, 0)
        for row in range(1, table.rows()):
            first, last = row_pages(table, row)
            if (first, last) != (before, before) and not (row == 1 and _starts_page(table)):
                return number, row, (before + 1) * page - row_lines(table, row - 1)[1] > LEFT_PX
            before = last
    return None


def _starts_page(table: QTextTable) -> bool:
    document = table.document()
    top = document.documentLayout().frameBoundingRect(table).top()
    return bool(top % document.pageSize().height() < 0.1 * document.pageSize().height())


def cut_before(html: str, number: int, row: int, room: bool = True) -> str:
    """The table of that number goes on with this row on a new page, under its head; its first row takes it along.

    room : under the row before; else the rest is on the new page by itself, and sent there it would skip one.
    """
    table = list(_TABLE.finditer(html))[number]
    rows = [found.start() for found in re.finditer("<tr", table.group())]
    new_page = "<p style='page-break-before: always'></p>" if room or row == 1 else "<p style='font-size: 1px'></p>"
    if row == 1:
        return html[: table.start()] + new_page + html[table.start() :]
    opened = table.group()[: table.group().index(">") + 1]
    head = table.group()[rows[0] : rows[1]].replace("</thead>", "").replace("<tbody>", "")
    at = table.start() + rows[row]
    return f"{html[:at]}</table>{new_page}{opened}<thead>{head}</thead>{html[at:]}"
