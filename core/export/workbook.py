"""A workbook (XLSX): one sheet per table, names in the first row, units in the second."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from core.errors import OutputError
from core.export.tables import Cell, Table
from core.giving_way import aside

_MOST_ROWS = 1_048_576  # of a sheet
_WIDEST = 60  # characters
_TOLD_EVERY = 50  # rows, of a hundred numbers each


def write_workbook(path: Path, tables: Sequence[Table], title: str) -> Iterator[int]:
    """Write the tables; yields how many rows are written now and then.

    Raises
    ------
    OutputError : a table is longer than a sheet can be.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = title, "Plumbline"
    done = 0
    try:
        for table in tables:
            if len(table.rows) + 2 > _MOST_ROWS:
                raise OutputError(
                    f"{len(table.rows)} frames are more rows than a sheet holds", "export CSV, or trim the clip", path
                )
            for _ in _filled(book.create_sheet(table.name), table):
                done += 1
                if done % _TOLD_EVERY == 0:
                    yield done
    except BaseException:
        for sheet in book.worksheets:  # cancelled: the library keeps each sheet in a temporary file
            sheet.close()
            sheet._writer.cleanup()  # type: ignore[attr-defined]
        raise

    def saved() -> IO[bytes]:
        """By way of a temporary file: the library leaves its archive open, and tells so, where the disk is full."""
        with ExitStack() as failing:
            file = failing.enter_context(tempfile.TemporaryFile())
            book.save(file)
            failing.pop_all()
        return file

    with aside(saved, lambda unused: unused.close()) as whole:
        yield done
        whole.seek(0)
        with path.open("wb") as file:
            shutil.copyfileobj(whole, file)


def _filled(sheet: Any, table: Table) -> Iterator[None]:
    """Put a table into a sheet of openpyxl's, its heading first; every row of it is a place to stop."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    def cell(value: Cell, font: Font | None = None) -> object:
        """Text is text, also where it begins like a formula."""
        if font is None and not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, _legal(value))
        if isinstance(value, str):
            made.data_type = "s"
        if font is not None:
            made.font = font
        return made

    sheet.freeze_panes = "A3"
    for i, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(i)].width = _width(table, i - 1, column)
    bold, muted = Font(bold=True), Font(italic=True, color="FF606A75")
    sheet.append([cell(name, bold) for name in table.columns])
    sheet.append([cell(unit, muted) for unit in table.units])
    for row in table.rows:
        sheet.append([cell(value) for value in row])
        yield


def _legal(value: Cell) -> Cell:
    """Control characters have no place in a workbook."""
    return "".join(c for c in value if c >= " " or c in "\t\n") if isinstance(value, str) else value


def _width(table: Table, place: int, column: str) -> float:
    """Wide enough for the heading and for the words under it, within reason."""
    longest = max((len(str(row[place])) for row in table.rows.made if isinstance(row[place], str)), default=8)
    return float(min(max(len(column), longest) + 2, _WIDEST))
