"""One number with its plus-minus, its name and its status: a large card, or one row of a list."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from app.language.tr import tr
from app.theme import BODY_PX, DARK, LARGE_PX, SMALL_PX, Theme, number_font
from app.views.whole_rows import WholeRows
from app.words import CLOSE_UP, PENCIL, STATUS_WORDS, Shown, show_metric, title, tooltip
from core.measures.spec import Metric

STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
ORIGIN = QPoint(0, 0)
LEAST_PX = 12  # of a large number that is long: smaller before its plus-minus is cut
LEAST_TITLE_PX = 10
ROW_MARGINS_PX = 28  # left 8, right 6, and room for the triangle


class Card(QWidget):
    """One number: value, uncertainty, name and status. Large, or one line of a list."""

    chosen = Signal(str)
    explained = Signal(str)  # somebody asks what this number is

    def __init__(self, large: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self.shown = Shown("–", "", "", "refused", "")
        self._title = ""
        self._told: tuple[str, Metric | None, str] = ("", None, "")
        self._large = large
        self._lines: tuple[tuple[object, ...], list[str]] = ((), [])  # of a row, and what they were broken for
        self._chosen = False
        self._theme: Theme = DARK
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        if self._large:
            return QSize(116, 80)
        return QSize(236, 24 if len(self._row_lines()) < 2 else 36)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower, its name may take a second line: it may have been told its number at another width."""
        super().resizeEvent(event)
        if self.sizeHint().height() != self.height():
            self.updateGeometry()

    def set_metric(self, name: str, metric: Metric, by_hand: str = "") -> None:
        told, self._told = self._told, (name, metric, by_hand)
        if told[:2] == self._told[:2]:  # of a drag most cards are told the same again
            if by_hand != told[2]:
                self.setToolTip(tooltip(name, metric, by_hand))
            return
        before = self.sizeHint()
        self.name, self.shown, self._title = name, show_metric(metric, name), title(name)
        edited = metric.source == "edited"
        if edited:
            self._title = f"{PENCIL} {self._title}"
        self.setToolTip(tooltip(name, metric, by_hand))
        status = tr(STATUS_WORDS[self.shown.status])
        words = title(name) + (f", {tr('edited')}" if edited else "")
        self.setAccessibleName(f"{words}: {self.shown.text}")
        self.setAccessibleDescription(f"{status}: {self.shown.reason}" if status else "")
        if self.sizeHint() != before:  # the list is laid out anew for it
            self.updateGeometry()
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    # -- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, box = self._theme, QRectF(self.rect())
        if self._large or self._chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.colour("raised"))
            painter.drawRoundedRect(box, 4, 4)
        if self._chosen:
            painter.setBrush(t.colour("accent"))
            painter.drawRect(QRectF(0, 4, 2, box.height() - 8))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(t.colour("accent"), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self._large:
            self._paint_large(painter, box.adjusted(8, 4, -6, -6))
        else:
            self._paint_row(painter, box.adjusted(8, 0, -6, 0))

    def _paint_large(self, painter: QPainter, box: QRectF) -> None:
        t, shown = self._theme, self.shown
        base = box.top() + 32
        unit = shown.unit if shown.unit in CLOSE_UP else f"\N{THIN SPACE}{shown.unit}" if shown.unit else ""
        room = box.width() - (14 if shown.status != "ok" else 0)
        px, sd_px = LARGE_PX, LARGE_PX // 2
        while px > LEAST_PX and self._width(shown, unit, px, sd_px) > room:
            px = px - 2
            sd_px = min(SMALL_PX, px - 3)
            if px <= 16:  # so low that it stands under the triangle
                room = box.width()
        x = box.left()
        x = self._put(painter, QPointF(x, base), shown.value, px, "text" if shown.status != "refused" else "muted")
        unit_px = px if unit in CLOSE_UP[:1] else sd_px
        x = self._put(painter, QPointF(x, base), unit, unit_px, "text")
        if shown.sd:
            self._put(painter, QPointF(x + 5, base), shown.sd, sd_px, "muted")
        if shown.status == "caution":
            _triangle(painter, QPointF(box.right() - 6, box.top() + 9), 5.5, t)
        for px in range(SMALL_PX, LEAST_TITLE_PX - 1, -1):  # smaller before a word is cut
            font = number_font(px, self.font())
            lines = _two_lines(self._title, QFontMetricsF(font), box.width())
            if "…" not in "".join(lines):
                break
        painter.setFont(font)
        painter.setPen(t.colour("muted"))
        for i, line in enumerate(lines):
            painter.drawText(QPointF(box.left(), base + 19 + 15 * i), line)

    def _width(self, shown: Shown, unit: str, px: int, sd_px: int) -> float:
        def across(text: str, size: int) -> float:
            return QFontMetricsF(number_font(size, self.font())).horizontalAdvance(text)

        sd = 5 + across(shown.sd, sd_px) if shown.sd else 0
        return across(shown.value, px) + across(unit, px if unit in CLOSE_UP[:1] else sd_px) + sd

    def _put(self, painter: QPainter, at: QPointF, text: str, px: int, role: str) -> float:
        font = number_font(px, self.font())
        painter.setFont(font)
        painter.setPen(self._theme.colour(role))
        painter.drawText(at, text)
        return at.x() + QFontMetricsF(font).horizontalAdvance(text)

    def _row_value(self) -> tuple[str, str]:
        """(value with its unit, uncertainty) of a row."""
        gap = "" if self.shown.unit in CLOSE_UP or not self.shown.unit else "\N{NO-BREAK SPACE}"
        return f"{self.shown.value}{gap}{self.shown.unit}", f" {self.shown.sd}" if self.shown.sd else ""

    def _row_lines(self) -> list[str]:
        """The name beside the value, on two lines where it needs them."""
        broken_for = (self._title, self._row_value(), self.width(), self.font().key())
        if self._lines[0] != broken_for:
            value = QFontMetricsF(number_font(BODY_PX, self.font())).horizontalAdvance("".join(self._row_value()))
            room = max(self.width(), 200) - ROW_MARGINS_PX - value - 8
            lines = _two_lines(self._title, QFontMetricsF(number_font(SMALL_PX, self.font())), room)
            self._lines = (broken_for, lines)
        return self._lines[1]

    def _paint_row(self, painter: QPainter, box: QRectF) -> None:
        t, shown = self._theme, self.shown
        font = number_font(BODY_PX, self.font())
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        value, sd = self._row_value()
        right = self.width() - ROW_MARGINS_PX + box.left()
        width = metrics.horizontalAdvance(value + sd)
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(t.colour("text" if shown.status != "refused" else "muted"))
        painter.drawText(QRectF(right - width, box.top(), width + 1, box.height()), centre, value)
        painter.setPen(t.colour("muted"))
        start = right - metrics.horizontalAdvance(sd)
        painter.drawText(QRectF(start, box.top(), box.right() - start, box.height()), centre, sd)
        painter.setFont(number_font(SMALL_PX, self.font()))
        lines = self._row_lines()
        top = box.center().y() - 7.5 * len(lines)
        for i, line in enumerate(lines):
            painter.drawText(QRectF(box.left(), top + 15 * i, box.width(), 15), centre, line)
        if shown.status == "caution":
            _triangle(painter, QPointF(box.right() - 5, box.center().y()), 4.5, t)

    # -- events
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.name)

    def menu(self) -> QMenu:
        """What a right click offers."""
        made = QMenu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.addAction(tr("What is this number?")).triggered.connect(lambda: self.explained.emit(self.name))
        return made

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.name)
        elif not self._go(STEPS.get(Qt.Key(event.key()), 0)):
            super().keyPressEvent(event)

    def _go(self, by: int) -> bool:
        """To the next or previous row of the list this one is in; False where it is in none, or not to go."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, WholeRows):
            area = area.parentWidget()
        inner = area.widget() if area is not None else None
        if inner is None or not by:
            return False
        rows = sorted((c for c in inner.findChildren(Card) if c.isVisible()), key=lambda c: c.mapTo(inner, ORIGIN).y())
        rows[min(max(rows.index(self) + by, 0), len(rows) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What hovering tells, focus by key tells too."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self.toolTip(), self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def _two_lines(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """Broken between words, the rest elided: a title is never cut in its first line."""
    words, first = text.split(), ""
    while words and (not first or metrics.horizontalAdvance(f"{first} {words[0]}") <= width):
        first = f"{first} {words.pop(0)}".strip()
    lines = [first, " ".join(words)] if words else [first]
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]


def _triangle(painter: QPainter, centre: QPointF, radius: float, theme: Theme) -> None:
    """Hollow: take this number with caution."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("text"), 1.25))
    painter.drawPolygon(
        QPolygonF(
            [
                centre + QPointF(0, -radius),
                centre + QPointF(radius, radius * 0.8),
                centre + QPointF(-radius, radius * 0.8),
            ]
        )
    )
