"""The numbers of the rep or step under the cursor: a few large cards, then one row for each of the rest."""

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
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.badges import slow_hint
from app.choice import split
from app.document import Document
from app.language.tr import said, tr
from app.theme import BODY_PX, DARK, LARGE_PX, SMALL_PX, Theme, number_font
from app.views.whole_rows import WholeRows
from app.words import CLOSE_UP, PENCIL, STATUS_WORDS, Shown, by_hand_words, show_metric, title, tooltip
from core.measures.spec import Metric

LARGE_CARDS = 4
FEW_CARDS = 2
READY_ROWS = 24  # made with the window: when an analysis ends, everything else appears in the same moment
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
        told = title(name) + (f", {tr('edited')}" if edited else "")
        self.setAccessibleName(f"{told}: {self.shown.text}")
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
        if area is None or not by:
            return False
        inner = area.widget()
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


class CardsView(QWidget):
    """Follows the document's current unit; a click chooses the measure drawn on the picture."""

    explained = Signal(str)
    changed = Signal()  # there are more rows

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme: Theme = DARK
        self._head = QLabel()
        self._head.setProperty("role", "head")
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("role", "muted")
        self.large = [Card(True) for _ in range(LARGE_CARDS)]
        self.rows: list[Card] = []
        self._few = False
        grid = QGridLayout()
        grid.setSpacing(4)
        for i, card in enumerate(self.large):
            card.chosen.connect(self.choose)
            card.explained.connect(self.explained)
            grid.addWidget(card, i // 2, i % 2)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        scroll = self.scroll = WholeRows(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 4, 4)
        column.setSpacing(6)
        column.addWidget(self._head)
        column.addWidget(self._sentence)
        column.addLayout(grid)
        column.addWidget(scroll, 1)
        document.unit_changed.connect(self._update)
        document.measure_changed.connect(self._mark_chosen)
        document.opened.connect(self._update)
        document.clip_changed.connect(self._update)
        self._make_rows(READY_ROWS)
        self._update()

    def add_below(self, widget: QWidget) -> None:
        """Under the rows, in the part that scrolls."""
        self._list.insertWidget(self._list.count() - 1, widget)

    def set_few(self, on: bool) -> None:
        """One line of large cards, the others among the rows: where it is low none may be squeezed."""
        if on != self._few:
            self._few = on
            self._update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for card in (*self.large, *self.rows):
            card.set_theme(theme)

    @property
    def sentence(self) -> str:
        """What is said where there are no numbers."""
        return self._sentence.text()

    @property
    def head(self) -> str:
        return self._head.text()

    def _update(self) -> None:
        document = self._document
        unit, analysis = document.unit, document.analysis
        if unit is None or analysis is None:
            self._head.setText("" if analysis is None else tr("No numbers"))
            self._head.setVisible(analysis is not None)
            self._sentence.setText(empty_sentence(document))
            self._sentence.show()
            for card in (*self.large, *self.rows):
                card.hide()
            return
        self._sentence.hide()
        self._head.show()
        self._head.setText(unit.title_of(len(document.units)))
        metrics, by_hand = unit.metrics, by_hand_words(analysis.pose.by_hand)
        cards, rest = split(analysis, metrics, FEW_CARDS if self._few else LARGE_CARDS)
        for card, name in zip(self.large, [*cards, *[""] * LARGE_CARDS], strict=False):
            card.setVisible(bool(name))
            if name:
                card.set_metric(name, metrics[name], by_hand)
        self._make_rows(len(rest))
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(rest))
            if i < len(rest):
                row.set_metric(rest[i], metrics[rest[i]], by_hand)
        self._mark_chosen()

    def _make_rows(self, count: int) -> None:
        while len(self.rows) < count:
            row = Card(False)
            row.hide()
            row.set_theme(self._theme)
            row.chosen.connect(self.choose)
            row.explained.connect(self.explained)
            self._list.insertWidget(len(self.rows), row)
            self.rows.append(row)
            self.changed.emit()

    def choose(self, name: str) -> None:
        self._document.set_measure(None if name == self._document.measure else name)

    def _mark_chosen(self) -> None:
        for card in (*self.large, *self.rows):
            card.set_chosen(card.name == self._document.measure)


def empty_sentence(document: Document) -> str:
    """Why there are no numbers, plainly."""
    analysis = document.analysis
    if analysis is None:
        return tr("The numbers of each rep or step appear here when the clip has been analysed.")
    if analysis.pose.frames_with_pose == 0:
        return tr("Nobody was found in this clip. The whole athlete must be in the picture, head to feet.")
    if len(analysis.raw) == 1:
        return tr("This is a single picture: the pose is shown, and nothing that moves can be measured. Film a video.")
    if refused := [note for note in analysis.quality if note.code in ("too_short", "body_cut")]:
        return said(refused[0].message)
    if not document.units and slow_hint(document):
        return tr("This looks like slow motion. Give the rate it was filmed at: below, or a click on the badge.")
    if analysis.movement == "none":
        return tr("No squat and no run was found in this clip. If there is one, choose the movement above.")
    if analysis.movement == "squat":
        return tr("No complete squat was found in this clip. What was looked at and not counted is listed below.")
    return tr("No complete step was found in this clip. What was looked at and not counted is listed below.")
