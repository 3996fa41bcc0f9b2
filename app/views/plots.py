"""Curves over the clip's time: linked with the lanes, one cursor, a click seeks.

This module imports pyqtgraph, so the window imports it only after its first paint.
"""

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from app.curve_errors import CurveErrors
from app.curves import Group, available, first_choice
from app.document import Document
from app.language.tr import tr
from app.later import later
from app.playhead import Playhead
from app.theme import DARK, GUTTER, Theme
from app.timeview import TimeView
from app.views.cursorplots import CursorPlots
from app.views.plotpane import ABOVE_PX, AXIS_PX, TITLE_TOP_PX, Pane
from app.views.timestrip import RIGHT_MARGIN, OnTimeAxis, TimeGestures
from core.analysis import Analysis
from core.compare.reference import Reference

LEAST_PLOT_PX = 48
PLOT_PX = 84  # a plot lower than this tells nothing; more are shown as there is room
MOST_PLOTS = 5
FILL_AFTER_MS = 30
MAKE_EVERY_MS = 20


class PlotsView(OnTimeAxis, CursorPlots):
    """As many of the chosen plots as there is room for, one under the other."""

    least_changed = Signal()  # it needs more height, or less, than before

    def __init__(self, document: Document, playhead: Playhead, time: TimeView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._playhead, self._time = document, playhead, time
        self._theme: Theme = DARK
        self._chosen: list[str] | None = None
        self._reference: Reference | None = None
        self._shown: list[Group] = []
        self._placed = 0
        self.gestures = TimeGestures(time, self)
        self.setFrameStyle(0)
        self.setAntialiasing(False)
        self.setMinimumHeight(AXIS_PX + LEAST_PLOT_PX)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (self, self.viewport()):
            part.setAccessibleName(tr("Plots"))
        self.ci.layout.setContentsMargins(0, ABOVE_PX, RIGHT_MARGIN, 0)
        self.ci.layout.setSpacing(2)
        self._panes: list[Pane] = []
        self.button = QToolButton(self)
        self.button.setObjectName("curves")
        self.button.setText(tr("Curves…"))
        self.button.setProperty("flat", True)
        self.button.setToolTip(tr("Which curves are shown; more appear when this part is made higher"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self.button)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.button.setMenu(self._menu)
        self.button.hide()
        self.note = QLabel(tr("Curves appear here when the clip has been analysed."), self)
        self.note.setProperty("role", "muted")
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._filled: Analysis | None = None  # whose curves are shown, whatever the lanes' share
        self._errors = CurveErrors(document, self)
        self._errors.made.connect(self._show_errors)
        self._later = later(self, FILL_AFTER_MS, self._refill)
        self._ahead = QTimer(self)  # making a pane takes a while: one a turn, before the analysis needs them
        self._ahead.setInterval(MAKE_EVERY_MS)
        self._ahead.timeout.connect(self._make_ahead)
        self._ahead.start()
        playhead.frame_changed.connect(self.move_cursor)
        time.changed.connect(self._range_changed)
        document.analysis_changed.connect(self._analysis_changed)
        document.clock.changed.connect(self._origin_changed)
        document.clip_changed.connect(lambda: self.set_reference(None))
        self._refill()

    def sizeHint(self) -> QSize:
        return QSize(400, AXIS_PX + PLOT_PX)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setBackground(theme.colour("panel"))
        self._refill()

    @property
    def shown(self) -> list[str]:
        """Titles of the plots on the screen."""
        return [group.title for group in self._shown]

    def choose(self, title: str, on: bool) -> None:
        """Show or hide one group of curves; the one chosen last comes first."""
        analysis = self._document.analysis
        if analysis is None:
            return
        now = self._chosen if self._chosen is not None else first_choice(analysis)
        rest = [t for t in now if t != title]
        self._chosen = [title, *rest] if on else rest or now
        self._refill()

    def set_reference(self, reference: Reference | None) -> None:
        """Lay another program's curves over these, or take them away."""
        self._reference = reference
        self._refill()

    @property
    def reference(self) -> Reference | None:
        return self._reference

    def close(self) -> None:
        """Before the window goes: nothing may fill what is being taken apart."""
        self._later.stop()
        self._ahead.stop()
        self._errors.stop()
        super().close()

    # -- filling
    def _wanted(self) -> list[Group]:
        analysis = self._document.analysis
        if analysis is None:
            return []
        there = {group.title: group for group in available(analysis)}
        titles = self._chosen if self._chosen is not None else first_choice(analysis)
        return [there[t] for t in titles if t in there][: self._room()]

    def _room(self) -> int:
        """How many plots can be seen."""
        height = int(self.height())  # pyqtgraph's widgets tell no types
        return max(1, min(MOST_PLOTS, (height - AXIS_PX) // PLOT_PX))

    def _analysis_changed(self) -> None:
        """A moment later, so that the window does not stand still while everything appears at once."""
        self._chosen = None
        if self._document.analysis is None:
            self._refill()
        else:
            self._later.start()

    def _refill(self) -> None:
        self._filled = self._document.measured
        self._shown = self._wanted()
        self._place(len(self._shown))
        self.button.setVisible(bool(self._shown))
        self.note.setVisible(self._document.analysis is None)
        analysis = self._document.analysis
        for row, (group, pane) in enumerate(zip(self._shown, self._panes, strict=False)):
            assert analysis is not None
            pane.fill(group, analysis, self._document.units, self._theme, first=row == 0)
            pane.fill_reference(group, analysis, self._reference, self._theme)
            pane.set_last(row == len(self._shown) - 1)
        self._show_errors()
        self._range_changed()
        self.paint_anew()
        self._claim_height()
        self._place_titles()

    def _show_errors(self) -> None:
        """The band about each curve, once it is known how sure that is; it is asked for where curves are seen."""
        analysis, sds = self._document.analysis, self._errors.of(self._document.measured)
        for group, pane in zip(self._shown, self._panes, strict=False):
            assert analysis is not None
            pane.fill_bands(group, analysis, sds, self._theme)
        self.paint_anew()
        if self.isVisible():
            self._errors.ask()

    def _place(self, count: int) -> None:
        """So many panes in the layout, no more."""
        while len(self._panes) < count:
            self._make_pane()
        for row in range(self._placed, count):
            self.addItem(self._panes[row].plot, row=row, col=0)
        for row in range(count, self._placed):
            self.removeItem(self._panes[row].plot)
        for row, pane in enumerate(self._panes):
            pane.title.setVisible(row < count)
        self._placed = count

    def _make_pane(self) -> None:
        self._panes.append(Pane(self))
        self._panes[-1].axis.set_origin(self._document.clock.origin_s)
        self._panes[-1].title.hide()

    def _make_ahead(self) -> None:
        if len(self._panes) < self._room():
            self._make_pane()
        else:
            self._ahead.stop()

    # -- following
    def cursor_place(self) -> tuple[float | None, list[QRectF]]:
        boxes = [pane.box() for pane in self._panes[: self._placed]]
        share = self._time.share(self._playhead.time_s)
        if not boxes or not 0 <= share <= 1:
            return None, boxes
        return float(boxes[0].left() + share * boxes[0].width()), boxes

    def cursor_colour(self) -> QColor:
        return self._theme.colour("accent")

    def _range_changed(self) -> None:
        for pane in self._panes[: self._placed]:
            pane.plot.setXRange(self._time.start_s, self._time.end_s, padding=0)

    def _origin_changed(self) -> None:
        for pane in self._panes:
            pane.axis.set_origin(self._document.clock.origin_s)

    def _claim_height(self) -> None:
        """As low as one plot may be, its title still ends above the button below it."""
        title = self._panes[0].title_px() + TITLE_TOP_PX if self._shown else 0
        least = max(AXIS_PX + LEAST_PLOT_PX, title + max(AXIS_PX, self.button.sizeHint().height()))
        if least != self.minimumHeight():
            self.setMinimumHeight(least)
            self.least_changed.emit()

    def _place_titles(self) -> None:
        """Each plot's name and unit, above the button below them."""
        self.ci.layout.activate()
        for pane in self._panes[: self._placed]:
            pane.place_title(min(pane.plot.sceneBoundingRect().bottom(), self.button.y()))

    def _fill_menu(self) -> None:
        self._menu.clear()
        analysis = self._document.analysis
        for group in available(analysis) if analysis is not None else []:
            action = self._menu.addAction(f"{tr(group.title)} {group.unit}".strip())
            action.setCheckable(True)
            action.setChecked(group.title in self.shown)
            action.toggled.connect(partial(self.choose, group.title))

    # -- events
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._errors.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not hasattr(self, "button"):  # pyqtgraph resizes once while it is being made
            return
        self.button.adjustSize()
        self.button.move(0, self.height() - self.button.height())
        self.note.adjustSize()
        self.note.move((self.width() - self.note.width()) // 2, (self.height() - self.note.height()) // 2)
        if [group.title for group in self._wanted()] != self.shown:
            if self._filled is self._document.measured:  # else all of it is filled in a moment
                self._refill()
        else:
            self._place_titles()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._time.show_all()

    def map_time(self, time_s: float) -> QPointF:
        """Where a time lies in this widget, for tests and pictures."""
        return QPointF(GUTTER + self._time.share(time_s) * (self.width() - GUTTER - RIGHT_MARGIN), self.height() / 2)
