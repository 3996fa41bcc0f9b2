"""The pane under the lanes: the curves, and beside them one page for every closer look at the movement at hand.

A page is made when it is first shown, and is told of changes only while it can be seen: a page nobody looks at costs
nothing.  Which pages there are stands in `app.views.study_pages`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.document import Document
from app.language.tr import tr
from app.later import later
from app.playhead import Playhead
from app.theme import DARK, GUTTER, Theme
from app.timeview import TimeView
from core.events.event import Movement

if TYPE_CHECKING:
    from app.views.plots import PlotsView

CURVES: Final = "curves"
LATER_MS: Final = 30  # so that the window does not stand still while everything appears at once
TABS_PX: Final = 22


class Study(QWidget):
    """One page.  It connects to nothing; the pane tells it, while it is seen, what has changed."""

    seeked = Signal(float)
    refusal = ""  # why nothing can be shown of this clip: words alone need no room

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""

    def show_analysis(self) -> None:
        """There is another analysis, or none: show all of it, the current rep or step marked."""

    def show_unit(self) -> None:
        """Another rep or step is the current one; quick, because it comes while playing."""
        self.show_analysis()

    def show_edits(self) -> None:
        """Something was put by hand, taken back or done again; numbers that change with it come as an analysis."""

    def show_time(self, time_s: float) -> None:
        """The cursor moved."""

    def stop(self) -> None:
        """Before the window goes, and when the clip is another one: end what runs."""


@dataclass(frozen=True)
class Page:
    """A row of the registry.

    name : for keys, tests and the memory of which page was open.  title : its tab.  movement : the page is there only
    when this was recognised.  make : called once, when the page is first shown; heavy imports belong inside it.
    help : the tab's tooltip.
    """

    name: str
    title: str
    movement: Movement
    make: Callable[[Document, Playhead, Theme], Study]
    help: str = ""


class Tab(QToolButton):
    """A word with a line under it when its page is the one that is shown."""

    def __init__(self, name: str, text: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._theme: Theme = DARK
        self.setText(text)
        self.setToolTip(tip)
        self.setCheckable(True)
        self.setProperty("tab", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 16, TABS_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        lit = self.isChecked() or self.underMouse() or self.hasFocus()
        painter.setPen(self._theme.colour("text" if lit else "muted"))
        painter.drawText(self.rect().adjusted(0, 0, 0, -2), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.isChecked() or self.hasFocus():
            line = self.rect().adjusted(8, self.height() - 2, -8, 0)
            painter.fillRect(line, self._theme.colour("accent"))
        if self.hasFocus():
            painter.drawRect(self.rect().adjusted(1, 0, -2, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()


class Studies(QWidget):
    """Tabs over a stack.  `seeked` and `selected` are what any of its pages asks of the playhead."""

    seeked = Signal(float)
    selected = Signal(float, float)
    page_changed = Signal(str)
    room_changed = Signal()  # the page has something to show now, or only says why not

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        time: TimeView,
        actions: Mapping[str, QAction],
        pages: Sequence[Page],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document, self._playhead, self._time = document, playhead, time
        self._pages = {page.name: page for page in pages}
        self._made: dict[str, Study] = {}
        self._stale: set[str] = set()
        self._theme: Theme = DARK
        self._wanted = CURVES
        self._current = CURVES
        self.curves: PlotsView | None = None
        self._row = self._make_row(actions, pages)
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        column.addWidget(self._stack, 1)
        self._later = later(self, LATER_MS, self._refresh)
        document.clip_changed.connect(self._clip_changed)
        document.analysis_changed.connect(self._analysis_changed)
        document.unit_changed.connect(self._unit_changed)
        document.edits_changed.connect(self._edited)
        playhead.frame_changed.connect(self._moved)
        self._offer()

    def _make_row(self, actions: Mapping[str, QAction], pages: Sequence[Page]) -> QWidget:
        """The tabs, what stands beside them, and the button that makes the page larger."""
        row = QWidget()
        tabs = QHBoxLayout(row)
        tabs.setContentsMargins(0, 0, 8, 0)
        tabs.setSpacing(0)
        tabs.addSpacing(GUTTER - 8)
        self._group = QButtonGroup(self)
        titles = [
            (CURVES, tr("Curves"), tr("Curves over time")),
            *((p.name, tr(p.title), tr(p.help or p.title)) for p in pages),
        ]
        self.tabs: dict[str, Tab] = {}
        for name, title, tip in titles:
            tab = Tab(name, title, tip)
            tab.clicked.connect(lambda _=False, name=name: self.show_page(name))
            self._group.addButton(tab)
            tabs.addWidget(tab)
            self.tabs[name] = tab
        self._corner = QHBoxLayout()
        self._corner.setContentsMargins(16, 0, 8, 0)
        self._corner.addStretch(0)  # the tabs stay together where nothing stands beside them
        tabs.addLayout(self._corner, 1)
        self.larger = QToolButton()
        self.larger.setDefaultAction(actions["studies_larger"])
        self.larger.setProperty("flat", True)
        self.larger.setObjectName("larger")
        self.larger.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tabs.addWidget(self.larger)
        row.setFixedHeight(TABS_PX)
        return row

    def set_corner(self, widget: QWidget) -> None:
        """Beside the tabs: what belongs to lanes and pages alike."""
        self._corner.addWidget(widget, 1)

    # -- pages
    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._current

    @property
    def wanted(self) -> str:
        """The page that was asked for, shown or not there yet."""
        return self._wanted

    def available(self) -> list[str]:
        """The pages for what is open, in the order of their tabs."""
        analysis = self._document.analysis
        movement = analysis.movement if analysis is not None else None
        return [CURVES, *(page.name for page in self._pages.values() if page.movement == movement)]

    def show_page(self, name: str) -> None:
        """Show a page; one that is not there for this movement is shown when it is."""
        self._wanted = name
        self._offer()

    def shows(self, name: str) -> bool:
        """Whether that page is the one somebody looks at."""
        return self._current == name and not self.isHidden()

    @property
    def only_words(self) -> bool:
        """Whether the page that is shown only says why it shows nothing."""
        study = self._made.get(self._current)
        return study is not None and bool(study.refusal)

    def next_page(self) -> None:
        names = self.available()
        self.show_page(names[(names.index(self._current) + 1) % len(names)])

    def study(self, name: str) -> Study | None:
        """A page that was made already."""
        return self._made.get(name)

    def load_curves(self) -> None:
        """Make the first page, with pyqtgraph: after the window's first paint, because it takes a while."""
        if self.curves is not None:
            return
        from app.views.plots import PlotsView

        self.curves = PlotsView(self._document, self._playhead, self._time)
        self.curves.set_theme(self._theme)
        self.curves.gestures.seeked.connect(self.seeked)
        self.curves.gestures.selected.connect(self.selected)
        self.curves.least_changed.connect(self._least_changed)
        self._stack.addWidget(self.curves)
        self._offer()

    def _least_changed(self) -> None:
        self.setMinimumHeight(self._least_px())
        self.room_changed.emit()

    def _offer(self) -> None:
        """Tabs of the pages that are there; the wanted one shown if it is among them, else the curves."""
        names = self.available()
        for name, tab in self.tabs.items():
            tab.setVisible(name in names)
        self._row.setVisible(len(names) > 1)
        self.setMinimumHeight(self._least_px())
        now = self._wanted if self._wanted in names else CURVES
        changed, self._current = now != self._current, now
        self.tabs[now].setChecked(True)
        widget = self.curves if now == CURVES else self._page(now)
        if widget is not None:
            self._stack.setCurrentWidget(widget)
        if changed:
            self.page_changed.emit(now)
        if not self._later.isActive():
            self._refresh()

    def _page(self, name: str) -> Study:
        if name not in self._made:
            made = self._pages[name].make(self._document, self._playhead, self._theme)
            made.seeked.connect(self.seeked)
            self._made[name] = made
            self._stale.add(name)
            self._stack.addWidget(made)
        return self._made[name]

    def _least_px(self) -> int:
        curves = self.curves.minimumHeight() if self.curves is not None else 0
        return curves + (TABS_PX if self._row.isVisibleTo(self) else 0)

    # -- following
    def _clip_changed(self) -> None:
        for study in self._made.values():
            study.stop()

    def _analysis_changed(self) -> None:
        self._stale.update(self._made)
        self._later.start()
        self._offer()

    def _unit_changed(self) -> None:
        seen = self._seen()
        self._stale.update(name for name, study in self._made.items() if study is not seen)
        if seen is not None and self._current not in self._stale:
            seen.show_unit()

    def _edited(self) -> None:
        seen = self._seen()
        self._stale.update(name for name, study in self._made.items() if study is not seen)
        if seen is not None and self._current not in self._stale:
            seen.show_edits()

    def _moved(self, *_: object) -> None:
        study = self._seen()
        if study is not None and self._current not in self._stale:
            study.show_time(self._playhead.time_s)

    def _seen(self) -> Study | None:
        """The study on the screen, if it is one."""
        return self._made.get(self._current) if self.isVisible() else None

    def _refresh(self) -> None:
        study = self._seen()
        if study is not None and self._current in self._stale:
            self._stale.discard(self._current)
            before = study.refusal
            study.show_analysis()
            study.show_time(self._playhead.time_s)
            if bool(before) != bool(study.refusal):
                self.room_changed.emit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (*self.tabs.values(), self.curves, *self._made.values()):
            if part is not None:
                part.set_theme(theme)

    # -- events
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def stop(self) -> None:
        """Before the window goes: nothing may fill what is being taken apart."""
        self._later.stop()
        for study in self._made.values():
            study.stop()
        if self.curves is not None:
            self.curves.close()
