"""What goes to the clipboard: a table or curves, as cells for a spreadsheet and as a picture for a page."""

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from app.choice import columns
from app.curves import available, shown_unit
from app.document import units_of
from app.export.plot import curves_of, plot_image
from app.language.tr import tr
from app.theme import LIGHT, number_font
from app.words import show_metric, title
from core.analysis import Analysis
from core.errors import UserError
from core.export.tables import Rows, Table, curves_table, tables
from core.export.text_table import as_tsv

_COLUMNS = 6
_PLOT = (1200, 320)


def table_data(analysis: Analysis) -> QMimeData:
    """The reps or steps: every measure as tab-separated cells, the leading ones as a picture.

    Raises
    ------
    UserError : there are none.
    """
    if not units_of(analysis):
        raise UserError("there are no reps or steps to copy")
    table = next(t for t in tables(analysis) if t.name in ("Reps", "Steps"))
    return _data(as_tsv(table), _table_image(analysis))


def curves_data(analysis: Analysis, titles: list[str]) -> QMimeData:
    """The curves of some plots: one row per frame, and the plots as a picture.

    Raises
    ------
    UserError : none of them was measured.
    """
    groups = [group for group in available(analysis) if group.title in titles]
    if not groups:
        raise UserError("there are no curves to copy")
    whole = curves_table(analysis)
    wanted = {name for group in groups for name, _ in group.curves(analysis.series)}
    places = [i for i, name in enumerate(whole.columns) if i < 2 or name in wanted]
    table = Table(
        "Curves", tuple(whole.columns[i] for i in places), tuple(whole.units[i] for i in places),
        Rows(frames=tuple(whole.rows.frames[i] for i in places)),
    )  # fmt: skip
    image = QImage(_PLOT[0], _PLOT[1] * len(groups), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for i, group in enumerate(groups):
        unit = shown_unit(group.unit, analysis)
        painter.drawImage(
            0, i * _PLOT[1], plot_image(analysis, tr(group.title), unit, curves_of(analysis, group), _PLOT)
        )
    painter.end()
    return _data(as_tsv(table), image)


def _data(text: str, image: QImage) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    data.setImageData(image)
    return data


def _table_image(analysis: Analysis) -> QImage:
    names = columns(analysis, _COLUMNS)
    units = units_of(analysis)
    cells = [["", *(title(name) for name in names)]]
    for unit in units:
        row = [f"{unit.title}  {unit.mark_s:.2f} s"]
        for name in names:
            shown = show_metric(unit.metrics[name], name) if name in unit.metrics else None
            row.append("" if shown is None else shown.signed)
        cells.append(row)
    font = number_font(16)
    metrics = QFontMetricsF(font)
    widths = [max(metrics.horizontalAdvance(row[i]) for row in cells) + 24 for i in range(len(names) + 1)]
    height = round(metrics.height() * 1.5)
    image = QImage(round(sum(widths)) + 16, height * len(cells) + 16, QImage.Format.Format_RGB32)
    image.fill(LIGHT.colour("panel"))
    painter = QPainter(image)
    painter.setFont(font)
    for r, row in enumerate(cells):
        x = 8.0
        painter.setPen(LIGHT.colour("muted" if r == 0 else "text"))
        for i, text in enumerate(row):
            side = Qt.AlignmentFlag.AlignLeft if i == 0 else Qt.AlignmentFlag.AlignRight
            painter.drawText(
                QRectF(x, 8 + r * height, widths[i] - 12, height), side | Qt.AlignmentFlag.AlignVCenter, text
            )
            x += widths[i]
    painter.end()
    return image
