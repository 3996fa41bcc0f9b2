"""The transport: play, step, speed, loop, the scrubber and where we are."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from app.clock import Clock
from app.language.tr import tr
from app.playhead import SPEEDS, Playhead
from app.theme import BODY_PX, Theme, number_font
from app.views.scrubber import Scrubber


class Transport(QWidget):
    """One row under the picture."""

    def __init__(
        self, playhead: Playhead, clock: Clock, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)  # with the panel's colour: nothing under it need be painted first
        self._playhead, self._clock = playhead, clock
        self.scrubber = Scrubber(playhead, clock, self)
        self.scrubber.scrubbed.connect(playhead.seek)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(2)
        for name in ("first", "back", "play", "forward", "last"):
            row.addWidget(flat_button(actions[name]))
        row.addWidget(self.scrubber, 1)
        self.speed = QComboBox()
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.setToolTip(tr("Speed of playback; slower [ and faster ]"))
        self.speed.setAccessibleName(tr("Speed of playback"))
        for value in SPEEDS:
            self.speed.addItem(f"{value:g}×", value)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.activated.connect(self._speed_chosen)
        row.addWidget(self.speed)
        row.addWidget(flat_button(actions["loop"]))
        self.where = QLabel()
        self.where.setFont(number_font(BODY_PX))
        self.where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.where)
        playhead.frame_changed.connect(self._moved)
        playhead.times_changed.connect(self._make_room)
        playhead.speed_changed.connect(self._speed_changed)
        clock.changed.connect(self._make_room)
        self._make_room()

    def set_theme(self, theme: Theme) -> None:
        self.scrubber.set_theme(theme)

    def _make_room(self) -> None:
        """For the longest it will say: a label free to grow has the whole window laid out anew for every frame."""
        head, metrics = self._playhead, QFontMetrics(self.where.font())
        longest = [_place("00000", "00000", "\N{MINUS SIGN}00:00.000")]
        if len(head.times):
            last = len(head.times) - 1
            longest += [_place(last, last, self._clock.text(float(head.times[i]))) for i in (0, last)]
        width = max(metrics.horizontalAdvance(text) for text in longest)
        self.where.setFixedSize(width + 2, metrics.height() + 1)  # what a label asks for at least
        self._moved()

    def _moved(self, *_: object) -> None:
        head = self._playhead
        count = len(head.times)
        self.where.setText(_place(head.frame, count - 1, self._clock.text(head.time_s)) if count else "")
        tip = self._where_tip() if count else ""
        if tip != self.where.toolTip():
            self.where.setToolTip(tip)

    def _where_tip(self) -> str:
        frame = tr("The shown frame, counted from 0, and its time.")
        if not self._clock.origin_s:
            return frame
        own = self._playhead.time_s
        return f"{frame}\n" + tr("In the clip and in saved files this is {seconds:.3f} s.", seconds=own)

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


def _place(frame: object, last: object, time: str) -> str:
    return tr("frame {frame} / {last}   {time}", frame=frame, last=last, time=time)
