"""How the parts of the window lie: picture and numbers side by side, transport, lanes, and the studies below."""

from typing import Final, Literal

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app import recent
from app.preferences import left_handed
from app.theme import Theme
from app.views.lanes import RULER_PX, LanesView
from app.views.numbers import NumbersPanel
from app.views.studies import CURVES, Studies
from app.views.timeline import Transport
from app.views.video import VideoView

PARTS = ("numbers", "lanes", "plots")
VIDEO_SHARE = 0.605  # of the window's area: the clip is the hero
STUDY_SHARE = 0.4  # of the height for a page that somebody opened: a closer look needs room
LOW_PX = 760  # on a desk lower than this a closer look takes the room of the table as well
Mode = Literal["curves", "study", "large"]
KEPT: Final[tuple[Mode, ...]] = ("curves", "study")


class Desk(QWidget):
    """Places what it is given, shares the height between picture and studies, and remembers the dividers."""

    def __init__(
        self,
        video: VideoView,
        numbers: NumbersPanel,
        transport: Transport,
        lanes: LanesView,
        studies: Studies,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._video, self._numbers, self._transport, self._lanes = video, numbers, transport, lanes
        self.studies = studies
        self._larger = False
        self._by_hand: dict[Mode, int] = {}  # heights of the studies, once somebody chose them
        self._across = _splitter(Qt.Orientation.Horizontal)
        self.arrange()
        self._upper = QWidget()
        column = bare_column(self._upper)
        column.addWidget(self._across, 1)
        column.addWidget(transport)
        column.addWidget(lanes)
        self._down = _splitter(Qt.Orientation.Vertical)
        self._down.addWidget(self._upper)
        self._down.addWidget(studies)
        self._down.setStretchFactor(0, 1)
        self._down.setStretchFactor(1, 0)
        self._down.splitterMoved.connect(self._sized_by_hand)
        studies.page_changed.connect(self._ruler)  # before the height is shared: it is part of the lanes'
        studies.page_changed.connect(self.share_height)
        studies.room_changed.connect(self.share_height)
        bare_column(self).addWidget(self._down)

    @property
    def mode(self) -> Mode:
        """What the lower part is used for; each has a height of its own."""
        if self._larger:
            return "large"
        return "curves" if self.studies.page == CURVES or self.studies.only_words else "study"

    def set_larger(self, on: bool) -> None:
        """The studies get what there is, the picture what it cannot do without; and back."""
        self._larger = on
        self.share_height()

    def _compact(self, on: bool) -> None:
        """Only the cards beside the picture where a closer look needs the height."""
        if self._numbers.set_compact(on):
            self._laid_out(self._numbers, self._across, self._upper, self._down)

    def _laid_out(self, *parts: QWidget) -> None:
        """What they need at least, now and not later."""
        for part in parts:
            QCoreApplication.sendPostedEvents(part, QEvent.Type.LayoutRequest.value)

    def _sized_by_hand(self, *_: object) -> None:
        if self.mode != "large":
            self._by_hand[self.mode] = self._down.sizes()[1]

    def share_height(self, *_: object) -> None:
        """Until somebody moves the divider the curves get what the picture's share leaves, a closer look more."""
        if self.studies.curves is None:
            return
        whole_window, mode = self.window(), self.mode
        whole = self._down.height() or whole_window.height()
        self._compact(mode == "large" or (mode == "study" and whole < LOW_PX))
        if mode in self._by_hand:
            lower = self._by_hand[mode]
        elif mode == "large":
            lower = whole - self._least_above()
        else:
            wanted = VIDEO_SHARE * whole_window.width() * whole_window.height() / max(1, self._video.width())
            below = self._transport.sizeHint().height() + self._lanes.sizeHint().height()
            if mode == "curves" and self._lanes.ruler and not self._lanes.isHidden():
                below -= RULER_PX  # words in the place of the curves: their tabs stay where they are
            lower = round(whole - self._down.handleWidth() - below - wanted)
            if mode == "study":
                lower = max(lower, round(STUDY_SHARE * whole))
        lower = max(self.studies.minimumHeight(), lower)
        self._down.setSizes([max(0, whole - lower), lower])

    def _least_above(self) -> int:
        """Picture, transport and lanes as low as they go, always with the ruler: the tabs stay where they are."""
        self._laid_out(self._upper)
        spare = 0 if self._lanes.ruler or self._lanes.isHidden() else RULER_PX
        return self._upper.minimumSizeHint().height() + self._down.handleWidth() + spare

    def show_part(self, name: str, on: bool) -> None:
        """Open or close the numbers, the lanes or the studies; without curves the lanes carry the seconds."""
        part = {"numbers": self._numbers, "lanes": self._lanes, "plots": self.studies}[name]
        part.setVisible(on)
        self._ruler()
        self._place_header()

    def _place_header(self) -> None:
        """What belongs to the lanes stands beside the tabs right under them: the picture needs the height."""
        beside_tabs = not self.studies.isHidden()
        self._lanes.keep_header(not beside_tabs)
        if beside_tabs:
            self.studies.set_corner(self._lanes.header)

    def _ruler(self, *_: object) -> None:
        curves = self.studies.curves is not None and self.studies.page == CURVES
        self._lanes.set_ruler(not curves or self.studies.isHidden())

    def set_theme(self, theme: Theme) -> None:
        for part in (self._video, self._numbers, self._transport, self._lanes, self.studies):
            part.set_theme(theme)

    def arrange(self) -> None:
        """Numbers at the right of the picture, or at its left for left-handed people."""
        left = left_handed()
        order = (self._numbers, self._video) if left else (self._video, self._numbers)
        sizes = [252, 10_000] if left else [10_000, 252]
        if self._across.count() and self._across.widget(0) is not order[0]:
            sizes = self._across.sizes()[::-1]
        for place, part in enumerate(order):
            self._across.insertWidget(place, part)
            self._across.setStretchFactor(place, int(part is self._video))
        self._across.setSizes(sizes)

    # -- remembered
    def restore(self) -> None:
        state = recent.load_size(self.window(), self._across_key())
        if state is not None:
            self._across.restoreState(state)
        for mode in KEPT:
            words = recent.load_words(self.window(), f"height_{mode}")
            if words and words[0].isdigit():
                self._by_hand[mode] = int(words[0])

    def _across_key(self) -> str:
        """Each layout remembers its own divider."""
        return "across_left" if self._across.widget(0) is self._numbers else "across"

    def sizes(self) -> dict[str, QByteArray | str]:
        """What to remember; the height of the studies only once somebody chose it."""
        kept: dict[str, QByteArray | str] = {self._across_key(): self._across.saveState()}
        return kept | {f"height_{mode}": str(height) for mode, height in self._by_hand.items()}

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
