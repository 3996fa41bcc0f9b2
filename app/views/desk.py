"""How the parts of the window lie: picture and numbers side by side, under them transport and lanes, then the plots."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app import recent
from app.theme import Theme
from app.views.lanes import LanesView
from app.views.numbers import NumbersPanel
from app.views.timeline import Transport
from app.views.video import VideoView

if TYPE_CHECKING:
    from app.views.plots import PlotsView

PARTS = ("numbers", "lanes", "plots")
VIDEO_SHARE = 0.605  # of the window's area: the clip is the hero


class Desk(QWidget):
    """Places what it is given, shares the height between picture and plots, and remembers the dividers."""

    def __init__(
        self,
        video: VideoView,
        numbers: NumbersPanel,
        transport: Transport,
        lanes: LanesView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._video, self._numbers, self._transport, self._lanes = video, numbers, transport, lanes
        self.plots: PlotsView | None = None
        self._hand_sized = False
        self._across = _splitter(Qt.Orientation.Horizontal)
        self._across.addWidget(video)
        self._across.addWidget(numbers)
        self._across.setStretchFactor(0, 1)
        self._across.setSizes([10_000, 252])
        upper = QWidget()
        column = bare_column(upper)
        column.addWidget(self._across, 1)
        column.addWidget(transport)
        column.addWidget(lanes)
        self._down = _splitter(Qt.Orientation.Vertical)
        self._down.addWidget(upper)
        self._down.setStretchFactor(0, 1)
        bare_column(self).addWidget(self._down)

    def add_plots(self, plots: "PlotsView") -> None:
        """They come later than the rest: what they import is heavy."""
        self.plots = plots
        self._down.addWidget(plots)
        self._down.setStretchFactor(1, 0)
        self._down.splitterMoved.connect(self._sized_by_hand)
        state = recent.load_size(self.window(), "down")
        if state is not None:
            self._down.restoreState(state)
            self._hand_sized = True
        self.share_height()

    def _sized_by_hand(self, *_: object) -> None:
        self._hand_sized = True

    def share_height(self) -> None:
        """Until somebody moves the divider the plots get what the picture's share leaves."""
        if self.plots is None or self._hand_sized:
            return
        whole_window = self.window()
        wanted = VIDEO_SHARE * whole_window.width() * whole_window.height() / max(1, self._video.width())
        below = self._transport.sizeHint().height() + self._lanes.sizeHint().height()
        whole = self._down.height() or whole_window.height()
        plots = max(self.plots.minimumHeight(), round(whole - self._down.handleWidth() - below - wanted))
        self._down.setSizes([whole - plots, plots])

    def show_part(self, name: str, on: bool, plots_on: bool) -> None:
        """Open or close the numbers, the lanes or the plots; without plots the lanes carry the seconds."""
        part = {"numbers": self._numbers, "lanes": self._lanes, "plots": self.plots}[name]
        if part is not None:
            part.setVisible(on)
        self._lanes.set_ruler(self.plots is None or not plots_on)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._video, self._numbers, self._transport, self._lanes, self.plots):
            if part is not None:
                part.set_theme(theme)

    # -- remembered
    def restore(self) -> None:
        state = recent.load_size(self.window(), "across")
        if state is not None:
            self._across.restoreState(state)

    def sizes(self) -> dict[str, QByteArray | str]:
        """What to remember; the height of the plots only once somebody chose it."""
        kept: dict[str, QByteArray | str] = {"across": self._across.saveState()}
        if self._hand_sized:
            kept["down"] = self._down.saveState()
        return kept

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_height()


def _splitter(way: Qt.Orientation) -> QSplitter:
    made = QSplitter(way)
    made.setHandleWidth(4)
    made.setChildrenCollapsible(False)
    return made


def bare_column(parent: QWidget) -> QVBoxLayout:
    """A column without margins or gaps."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
