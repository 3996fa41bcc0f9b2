"""A report's text on its pages: no row of a table is cut in two."""

import re
from collections.abc import Callable, Generator
from typing import Final

from PySide6.QtGui import QTextDocument, QTextTable

from core.progress import Progress

MOST_CUTS: Final = 200
LEFT_PX: Final = 24  # of a page: what follows goes to the next one by itself
# with a line around each cell; tables without one hold pictures
_TABLE = re.compile(r"<table border='1'[^>]*>.*?</table>", re.DOTALL)


def laid_out(html: str, make: Callable[[str], QTextDocument]) -> Generator[Progress, None, QTextDocument]:
    """The document that `make` makes of the text, its tables cut where a page ends; each yield is a place to cancel.

    Qt's text engine breaks rows anywhere, and draws the empty head of one whose words go to the next page.
    """
    document = make(html)
    for _ in range(MOST_CUTS):
        at = _first_broken(document)
        if at is None:
            break
        cut = cut_before(html, *at)
        if cut == html:
            break
        yield Progress("export", "Making the report")
        html, document = cut, make(cut)
    return document


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
