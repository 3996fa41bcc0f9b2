"""Above the lanes of a run: from which share of its typical peak a lane counts as on, and what the marks mean."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from app.language.tr import tr
from app.theme import DARK, GUTTER, SMALL_PX, Theme, number_font
from app.views.lane_rows import diamond, paint_band, side_brush
from core.measures.overlap import ALPHA, ALPHA_RANGE

HEADER_PX = 18
SLIDER_TIP = (
    "A lane is on while its speed is at least this share of the athlete's typical peak (the median over the steps).\n"
    "Overlaps and all-on times follow at once; peaks and lags do not depend on it. Usual: 50 %."
)
LEGEND_TIP = (
    "Diamonds: where a limb is fastest; hollow ones are to be taken with caution.\n"
    "Pale bars: on, but outside the contact or on a step that cannot tell it; they count for no overlap."
)


class LanesHeader(QWidget):
    """`alpha_chosen` while the slider moves."""

    alpha_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(*(round(100 * a) for a in ALPHA_RANGE))
        self.slider.setSingleStep(1)
        self.slider.setPageStep(5)
        self.slider.setFixedWidth(112)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setToolTip(tr(SLIDER_TIP))
        self.slider.setAccessibleName(tr("A lane is on from this share of its typical peak, percent"))
        self._words = QLabel()
        self._words.setProperty("role", "muted")
        self._words.setFont(number_font(SMALL_PX))
        self._words.setToolTip(tr(SLIDER_TIP))
        self.legend = Legend()
        self.legend.setToolTip(tr(LEGEND_TIP))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(8)
        self._name = QLabel(tr("Lanes"))
        self._name.setProperty("role", "muted")
        self._name.setFixedWidth(GUTTER - 16)
        row.addWidget(self._name)
        row.addWidget(self.slider)
        row.addWidget(self._words)
        row.addWidget(self.legend, 1)
        self.slider.valueChanged.connect(lambda percent: self.alpha_chosen.emit(percent / 100))
        self.set_alpha(ALPHA)

    def set_alpha(self, alpha: float) -> None:
        """Show it; tells nobody."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(100 * alpha))
        self.slider.blockSignals(False)
        self._words.setText(tr("limbs on from {share} % of their usual top speed", share=round(100 * alpha)))

    def set_named(self, on: bool) -> None:
        """Over the lanes it stands on their axis; elsewhere it takes as little room as it can."""
        self._name.setVisible(on)
        self._row.setContentsMargins(8 if on else 0, 0, 12 if on else 0, 0)

    @property
    def words(self) -> str:
        """What is read beside the slider."""
        return self._words.text()

    def set_theme(self, theme: Theme) -> None:
        self.legend.set_theme(theme)


class Legend(QWidget):
    """What plain, striped, diamond and white band stand for; what has no room is left out from the end."""

    SAMPLES = ("left push", "right push", "peak ± sd", "all four on", "push, swing, arms on")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = DARK
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(120, HEADER_PX)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = number_font(SMALL_PX, self.font())
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        widths = [26 + metrics.horizontalAdvance(tr(text)) + 14 for text in self.SAMPLES]
        while widths and sum(widths) > self.width():
            widths.pop()
        x = self.width() - sum(widths)
        for text, width in zip(self.SAMPLES, widths, strict=False):
            self._sample(painter, text, QRectF(x, self.height() / 2 - 5, 22, 10))
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(QRectF(x + 26, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, tr(text))
            x += width

    def _sample(self, painter: QPainter, text: str, box: QRectF) -> None:
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        if text.endswith("push"):
            side = text.split()[0]
            painter.setBrush(side_brush(theme.side(side), side, self.devicePixelRatioF()))
            painter.drawRoundedRect(box, *((5, 5) if side == "left" else (0, 0)))
        elif text.startswith("peak"):
            painter.setPen(QPen(theme.colour("text"), 1))
            y = box.center().y()
            painter.drawLine(QPointF(box.left() + 1, y), QPointF(box.right() - 1, y))
            for x in (box.left() + 1, box.right() - 1):
                painter.drawLine(QPointF(x, y - 3), QPointF(x, y + 3))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("text"))
            painter.drawPolygon(diamond(box.center().x(), y, 5))
        else:
            every = text.startswith("all")
            painter.fillRect(box, theme.colour("raised"))
            paint_band(painter, theme, box.adjusted(0.5, 0, -0.5, 0), 0.45 if every else 0.25, every)
