"""The transport: play, step, speed, loop, the scrubber and where we are."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.playhead import SPEEDS, Playhead
from app.theme import BODY_PX, DARK, Theme, number_font
from app.words import clock


class Scrubber(QWidget):
    """The whole clip as one strip: drag to move through it; the loop is the lit part."""

    scrubbed = Signal(float)

    def __init__(self, playhead: Playhead, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playhead = playhead
        self._theme: Theme = DARK
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Position in the clip")
        self.setToolTip("Drag to move through the clip")
        for signal in (playhead.frame_changed, playhead.loop_changed, playhead.times_changed):
            signal.connect(self._changed)

    def sizeHint(self) -> QSize:
        return QSize(200, 24)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def _changed(self) -> None:
        self.update()

    def _ends(self) -> tuple[float, float]:
        times = self._playhead.times
        return (float(times[0]), max(float(times[-1]), float(times[0]) + 1e-6)) if len(times) else (0.0, 1.0)

    def _x(self, time_s: float) -> float:
        first, last = self._ends()
        return 8 + (self.width() - 16) * (time_s - first) / (last - first)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, head, t = self.height() / 2, self._playhead, self._theme
        first, last = self._ends()
        at = self._x(head.time_s)
        painter.setBrush(t.colour("line"))
        painter.drawRoundedRect(QRectF(8, middle - 2, self.width() - 16, 4), 2, 2)
        painter.setBrush(t.colour("accent", 0.55))
        painter.drawRoundedRect(QRectF(8, middle - 2, at - 8, 4), 2, 2)
        if head.loop_in is not None or head.loop_out is not None:
            low = self._x(first if head.loop_in is None else head.loop_in)
            high = self._x(last if head.loop_out is None else head.loop_out)
            painter.setBrush(t.colour("text", 0.28 if head.loop_on else 0.12))
            painter.drawRect(QRectF(low, middle - 6, high - low, 12))
            painter.setBrush(t.colour("text"))
            for x in (low, high):
                painter.drawRect(QRectF(x - 1, middle - 8, 2, 16))
        painter.setBrush(t.colour("accent" if self.hasFocus() else "text"))
        painter.drawEllipse(QRectF(at - 6, middle - 6, 12, 12))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._scrub(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the window's keys move through the clip wherever the focus is

    def _scrub(self, event: QMouseEvent) -> None:
        first, last = self._ends()
        share = (event.position().x() - 8) / max(1, self.width() - 16)
        self.scrubbed.emit(first + min(max(share, 0.0), 1.0) * (last - first))


class Transport(QWidget):
    """One row under the picture."""

    def __init__(self, playhead: Playhead, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._playhead = playhead
        self.scrubber = Scrubber(playhead, self)
        self.scrubber.scrubbed.connect(playhead.seek)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(2)
        for name in ("first", "back", "play", "forward", "last"):
            row.addWidget(flat_button(actions[name]))
        row.addWidget(self.scrubber, 1)
        self.speed = QComboBox()
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.setToolTip("Speed of playback; slower [ and faster ]")
        self.speed.setAccessibleName("Speed of playback")
        for value in SPEEDS:
            self.speed.addItem(f"{value:g}×", value)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.activated.connect(self._speed_chosen)
        row.addWidget(self.speed)
        row.addWidget(flat_button(actions["loop"]))
        self.where = QLabel()
        self.where.setFont(number_font(BODY_PX))
        self.where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        width = QFontMetrics(self.where.font()).horizontalAdvance("frame 00000 / 00000   00:00.000")
        self.where.setMinimumWidth(width)
        row.addWidget(self.where)
        playhead.frame_changed.connect(self._moved)
        playhead.times_changed.connect(self._moved)
        playhead.speed_changed.connect(self._speed_changed)
        self._moved()

    def set_theme(self, theme: Theme) -> None:
        self.scrubber.set_theme(theme)

    def _moved(self, *_: object) -> None:
        head = self._playhead
        count = len(head.times)
        self.where.setText(f"frame {head.frame} / {count - 1}   {clock(head.time_s)}" if count else "")

    def _speed_chosen(self, row: int) -> None:
        self._playhead.set_speed(float(self.speed.itemData(row)))

    def _speed_changed(self, speed: float) -> None:
        row = self.speed.findData(speed)
        if row >= 0:
            self.speed.setCurrentIndex(row)


def flat_button(action: QAction, focus: bool = True) -> QToolButton:
    """An icon button for an action."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setProperty("flat", True)
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus if focus else Qt.FocusPolicy.NoFocus)
    button.setAccessibleName(action.text())
    return button
