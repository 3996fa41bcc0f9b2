"""Tables as text: CSV files, and what goes to the clipboard so that a spreadsheet takes it."""

import csv
from collections.abc import Iterator
from typing import TextIO

from core.export.tables import Cell, Table

_MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8


def write_csv(table: Table, file: TextIO) -> Iterator[int]:
    """Write a table with the names of its columns in the first row; yields how many rows are written now and then.

    An empty cell = nothing to tell; a dash = refused, the reason stands beside it.
    """
    if not table.rows.frames:
        file.write(_MARK)  # words of people may be in it
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.columns)
    for number, row in enumerate(table.rows):
        writer.writerow(["" if cell is None else cell for cell in row])
        if number % 1000 == 0:
            yield number


def as_tsv(table: Table) -> str:
    """Tab-separated with the units in the second row: spreadsheets paste it as cells."""
    rows = [table.columns, table.units, *table.rows]
    return "\n".join("\t".join(_plain(cell) for cell in row) for row in rows) + "\n"


def _plain(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())
