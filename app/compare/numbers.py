"""The numbers of both sides: A, B and what lies between them, or that they are the same within their error."""

import re

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.choice import split
from app.compare.figures import pen_of
from app.compare.pair import Pair
from app.language.tr import said, tr
from app.theme import BODY_PX, DARK, HEAD_PX, SMALL_PX, Theme, number_font
from app.views.cards import LARGE_CARDS
from app.views.whole_rows import WholeRows
from app.words import CAUTION, CLOSE_UP, MINUS, Shown, show_metric, title, tooltip
from core.compare.numbers import NumberPair, compare_numbers

SAME = "the same within error"
LINE_PX, LEAST_PX = 10, 9
DASHES_PX = ((0, 4), (6, 10))  # of B's key
SAME_SHORT = "same"  # where a row has no more room


def difference_text(pair: NumberPair) -> str:
    """+4° ± 3, or that it is none, or a dash."""
    if pair.verdict == "same":
        return tr(SAME)
    shown = show_metric(pair.difference, pair.name)
    if shown.status == "refused":
        return "–"
    sign = "+" if (pair.difference.value or 0) > 0 and not shown.value.startswith(MINUS) else ""
    return sign + shown.text


def told(pair: NumberPair) -> str:
    """The whole row for people who listen to the screen."""
    a, b = (show_metric(m, pair.name).text for m in (pair.a, pair.b))
    told = tr("A {a}, B {b}; B minus A: {difference}", a=a, b=b, difference=difference_text(pair))
    return f"{title(pair.name)}: {told}"


class DifferenceCard(QWidget):
    """One measure on two lines: its name and the difference, under it A and B."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pair: NumberPair | None = None
        self._theme: Theme = DARK
        self._lead = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(260, 62 if self._lead else 40)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def set_pair(self, pair: NumberPair, lead: bool) -> None:
        self.pair, self._lead = pair, lead
        self.setAccessibleName(told(pair))
        why = pair.difference.reason
        self.setToolTip(_tip(pair))
        self.setAccessibleDescription(_said_of_both(why or ""))
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.pair is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, box = self._theme, QRectF(self.rect()).adjusted(8, 0, -8, 0)
        if self._lead:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.colour("raised"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(t.colour("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self._lead:
            self._name(painter, QRectF(box.left(), 4, box.width(), 16), box.width())
            self._difference(painter, QRectF(box.left(), 20, box.width(), 22), HEAD_PX, left=True)
            self._both(painter, QRectF(box.left(), 42, box.width(), 16))
        else:
            text = self._difference(painter, QRectF(box.left(), 3, box.width(), 17), BODY_PX, left=False)
            self._name(painter, QRectF(box.left(), 3, box.width(), 17), box.width() - text - 8)
            self._both(painter, QRectF(box.left(), 20, box.width(), 16))

    def _name(self, painter: QPainter, box: QRectF, room: float) -> None:
        assert self.pair is not None
        font = number_font(SMALL_PX, self.font())
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted" if self._lead else "text"))
        name = QFontMetricsF(font).elidedText(title(self.pair.name), Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)

    def _difference(self, painter: QPainter, box: QRectF, px: int, left: bool) -> float:
        """A difference that is one is written strongly, "the same" and dashes muted."""
        assert self.pair is not None
        differs = self.pair.verdict in ("more", "less")
        text = difference_text(self.pair)
        if self.pair.verdict == "same" and not left:
            text = tr(SAME_SHORT)
        if differs and left:
            text = f"B {text}"
        font = number_font(px if differs or not left else BODY_PX, self.font(), bold=differs)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text" if differs else "muted"))
        way = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        painter.drawText(box, way | Qt.AlignmentFlag.AlignVCenter, text)
        return QFontMetricsF(font).horizontalAdvance(text)

    def _both(self, painter: QPainter, box: QRectF) -> None:
        """A and B with the lines they have in the plot before them."""
        assert self.pair is not None
        half = box.width() / 2
        for letter, metric, x in (("A", self.pair.a, box.left()), ("B", self.pair.b, box.left() + half)):
            pen, y = pen_of(letter, self._theme, 2), round(box.center().y())
            dashes = (
                ((0, LINE_PX),) if pen.style() == Qt.PenStyle.SolidLine else DASHES_PX
            )  # a key is too short for pens
            for start, end in dashes:
                painter.fillRect(QRectF(round(x) + start, y - 1, end - start, 2), pen.color())
            shown = show_metric(metric, self.pair.name)
            painter.setPen(self._theme.colour("muted" if shown.status == "refused" else "text"))
            text = f"{letter} {_short(shown)}" + (f" {CAUTION}" if shown.status == "caution" else "")
            room = half - LINE_PX - 6
            px = SMALL_PX  # smaller before anything of a number is left out
            while px > LEAST_PX and QFontMetricsF(number_font(px, self.font())).horizontalAdvance(text) > room:
                px -= 1
            font = number_font(px, self.font())
            painter.setFont(font)
            text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            left = x + LINE_PX + 4
            painter.drawText(QRectF(left, box.top(), room, box.height()), Qt.AlignmentFlag.AlignVCenter, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.pair is not None:
            self.chosen.emit(self.pair.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pair is not None:
            self.chosen.emit(self.pair.name)
        else:
            super().keyPressEvent(event)


def _short(shown: Shown) -> str:
    gap = "" if shown.unit in CLOSE_UP or not shown.unit else "\N{NO-BREAK SPACE}"
    return f"{shown.value}{gap}{shown.unit}" + (f" {shown.sd}" if shown.sd else "")


def _said_of_both(reason: str) -> str:
    """ "A: too slow; B: too dark" in the window's language, each side's sentence by itself."""
    before, *parts = re.split(r"(?:^|; )([AB]): ", reason)
    told = [f"{letter}: {said(why)}" for letter, why in zip(parts[::2], parts[1::2], strict=True)]
    return "; ".join(told) if told and not before else said(reason)


def _tip(pair: NumberPair) -> str:
    """Why it is what it is; that a difference needs twice its error to be one."""
    off = pair.difference
    lines = []
    if off.value is not None and off.sd is not None:
        shown = show_metric(off, pair.name)
        words = "B − A: {text}, beyond twice its error."
        if pair.verdict == "same":
            words = "B − A: {text}, not beyond twice its error."
        lines.append(tr(words, text=shown.text))
    elif off.value is not None:
        lines.append(tr("How sure this is, is not known: no difference is claimed."))
    if off.reason:
        lines.append(_said_of_both(off.reason))
    return "<br>".join([*lines, tooltip(pair.name)])


class DifferencesView(QWidget):
    """The chosen reps or steps in numbers: the leading measures first, then those that differ, then the rest."""

    chosen = Signal(str)

    def __init__(self, pair: Pair, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pair = pair
        self._theme: Theme = DARK
        self.cards: list[DifferenceCard] = []
        self.head = QLabel()
        self.head.setProperty("role", "head")
        self.head.setWordWrap(True)
        self.sentence = QLabel()
        self.sentence.setProperty("role", "muted")
        self.sentence.setWordWrap(True)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(4)
        self._list.addStretch(1)
        self.area = WholeRows(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 4, 4)
        column.setSpacing(6)
        column.addWidget(self.head)
        column.addWidget(self.sentence)
        column.addWidget(self.area, 1)
        self.setMinimumWidth(264)
        pair.changed.connect(self.retell)
        self.retell()

    def sizeHint(self) -> QSize:
        return QSize(272, 400)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for card in self.cards:
            card.set_theme(theme)

    def retell(self) -> None:
        """Numbers of the chosen units; without any, why there are none."""
        pairs, lead = self._pairs()
        one, other = self._pair.unit
        there = bool(pairs) and one is not None and other is not None
        self.head.setVisible(there)
        if one is not None and other is not None:
            self.head.setText(f"A {one.title.lower()}, B {other.title.lower()}")
        self.sentence.setText(said(self._pair.sides.reason) if there else self.why_not())
        self.sentence.setVisible(bool(self.sentence.text()))
        while len(self.cards) < len(pairs):
            card = DifferenceCard()
            card.set_theme(self._theme)
            card.chosen.connect(self.chosen)
            self._list.insertWidget(len(self.cards), card)
            self.cards.append(card)
        for i, card in enumerate(self.cards):
            card.setVisible(i < len(pairs))
            if i < len(pairs):
                card.set_pair(pairs[i], lead=i < lead)

    def _pairs(self) -> tuple[list[NumberPair], int]:
        one, other = self._pair.unit
        analysis = self._pair.a.analysis
        if one is None or other is None or analysis is None or not self._pair.units_there:
            return [], 0
        found = {p.name: p for p in compare_numbers(one.metrics, other.metrics, self._pair.sides)}
        lead, rest = split(analysis, {p.name: p.difference for p in found.values()}, LARGE_CARDS)
        order = {"more": 0, "less": 0, "same": 1, "unknown": 2}
        return [found[n] for n in (*lead, *sorted(rest, key=lambda n: order[found[n].verdict]))], len(lead)

    def why_not(self) -> str:
        """Plainly, why there are no numbers to compare."""
        pair = self._pair
        if pair.b.path is None:
            return tr("Drop a second clip here, or choose one above.")
        if pair.a.analysis is None or pair.b.analysis is None:
            return tr("The numbers of both appear here when both clips have been analysed.")
        for side in (pair.a, pair.b):
            if not side.units:
                return tr(
                    "No rep and no step was found in {letter}. The pictures can be lined up by hand.",
                    letter=side.letter,
                )
        return tr("One clip shows squats, the other a run: their numbers cannot be compared.")
