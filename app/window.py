"""The window: puts the views together and lets them follow one session."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMainWindow, QStackedWidget, QWidget

from app import recent
from app.actions import BY_NAME, build
from app.athletes.history import History
from app.commands import Commands
from app.compare.comparing import Comparing
from app.document import MovementChoice, Options
from app.draw.drawing import Drawing
from app.dropping import Dropping
from app.editing import Editing
from app.garbage import Garbage
from app.icons import application_icon, icon
from app.jobs import Drive
from app.lately import Lately
from app.messages import Messages
from app.needs_clip import NeedsClip
from app.on_disk import OnDisk
from app.opening import Opening
from app.picking import Picking
from app.preferences import PRIVATE_EXPORTS
from app.session import Session
from app.showing import Showing
from app.states import States
from app.theme import DARK, THEMES, Theme, ThemeName, dress
from app.timeview import TimeView
from app.views.desk import PARTS, Desk, bare_column
from app.views.lanes import LanesView
from app.views.messagebar import MessageBar
from app.views.numbers import NumbersPanel
from app.views.popups import operate
from app.views.studies import Studies
from app.views.study_pages import PAGES
from app.views.timeline import Transport
from app.views.toolbar import Toolbar
from app.views.toolstrip import ToolStrip
from app.views.video import VideoView
from app.views.welcome import Welcome
from app.warm import Ahead
from core.paths import demo_dir

if TYPE_CHECKING:
    from app.views.plots import PlotsView


class Window(QMainWindow):
    """Paints and listens; everything slow happens in the session's threads."""

    first_painted = Signal()

    def __init__(self, messages: Messages, drive: Drive | None = None) -> None:
        super().__init__()
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumSize(800, 480)
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        self._garbage = Garbage(self)
        self.session = Session(messages, self, drive)
        self.disk = OnDisk(self)
        self.lately = Lately(self.disk, self)
        self.opening = Opening(self, self.disk)
        self.time = TimeView(self)
        self.clips: list[Path] = []
        self.theme: Theme = DARK
        self._painted = False
        self._closed = False
        self.ahead = Ahead(self)
        self.video = VideoView()
        self.commands = Commands(self)
        self.acts = build(self.commands, self)
        self._build()
        self._connect()
        self.editing = Editing(self)
        self.comparing = Comparing(self, drive)
        self.drawing = Drawing(self)
        self.history = History(self)
        self.dropping = Dropping(self)
        self.picking = Picking(self)
        self.states = States(self)
        self._needs_clip = NeedsClip(self.session.document, self.acts, self)
        self._restore()
        messages.shown.connect(self.message_bar.show_message)
        messages.listen()
        self._show_clip()

    # -- made once
    def _build(self) -> None:
        document, head = self.session.document, self.session.playhead
        tools = QActionGroup(self)
        for name in ("select", "pick"):
            tools.addAction(self.acts[name])
        self.addActions(list(self.acts.values()))
        self.toolbar = Toolbar(self.acts)
        self.message_bar = MessageBar()
        self.welcome = Welcome(self.acts["open"], sorted(demo_dir().glob("*.mp4"), reverse=True))
        self.tools = ToolStrip(self.acts, self.video)
        self.numbers = NumbersPanel(document)
        self.transport = Transport(head, document.clock, self.acts)
        self.lanes = LanesView(document, head, self.time)
        self.studies = Studies(document, head, self.time, self.acts, PAGES)
        self.desk = Desk(self.video, self.numbers, self.transport, self.lanes, self.studies)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.desk)
        central = QWidget()
        whole = bare_column(central)
        whole.addWidget(self.toolbar)
        whole.addWidget(self._stack, 1)
        self.setCentralWidget(central)
        self.message_bar.float_over(central, self._head, lambda: self.video)
        self._stack.currentChanged.connect(self.message_bar.place)
        self.showing = Showing(self)
        for name in ("select", "overlay", *PARTS):
            self.acts[name].setChecked(True)
        self.acts["private_exports"].setChecked(PRIVATE_EXPORTS.read() == "on")

    def _head(self) -> QWidget:
        """The last row of what is operated at the top of the shown page."""
        head = getattr(self._stack.currentWidget(), "head", None)
        return head if isinstance(head, QWidget) else self.toolbar

    def _connect(self) -> None:
        session, document, head = self.session, self.session.document, self.session.playhead
        session.picture.connect(lambda picture: self.numbers.quality.look_at(picture.image, picture.number))
        session.progressed.connect(self.toolbar.set_progress)
        session.busy_changed.connect(self.toolbar.set_busy)
        document.options_changed.connect(lambda: self.toolbar.set_athlete(document.options.athlete))
        session.rate_missing.connect(self.commands.ask_rate)
        session.sync.pick_changed.connect(self.message_bar.hide)  # what was wrong with the point picked before
        session.jobs.idle.connect(self._garbage.tidy)
        self.ahead.loaded.connect(self.load_plots)
        self.ahead.finished.connect(self._garbage.settle)
        document.clip_changed.connect(self._show_clip)
        document.opened.connect(self._show_opened)
        document.analysis_changed.connect(self.desk.share_height)
        head.frame_changed.connect(self._cursor_moved)
        self.video.scale_changed.connect(session.set_view_width)
        self.video.badges.chosen.connect(lambda name: self.acts[name].trigger())
        self.video.picked.connect(self._picked)
        self.video.clicked.connect(lambda: self.setFocus())
        self.video.stepped.connect(head.step)
        self.toolbar.movement_chosen.connect(self.set_movement)
        self.toolbar.clip_chosen.connect(self._open_one)
        self.toolbar.athlete.clicked.connect(self.commands.athlete)
        self.toolbar.recent_wanted.connect(self.lately.look)
        self.lately.changed.connect(self._show_lately)
        for opened in (self.welcome.chosen, self.toolbar.recent_chosen):
            opened.connect(lambda path: self.open_clips([path]))
        self.numbers.table.seeked.connect(self.seek)
        self.numbers.cards.explained.connect(self.commands.explain)
        self.numbers.quality.seeked.connect(self.seek)
        self.numbers.quality.rate_wanted.connect(self.acts["capture_rate"].trigger)
        self.numbers.quality.pick_wanted.connect(lambda: self.acts["pick"].setChecked(True))
        self.lanes.gestures.seeked.connect(self.seek)
        self.lanes.gestures.selected.connect(head.set_loop)
        self.studies.seeked.connect(self.seek)
        self.studies.selected.connect(head.set_loop)

    @property
    def plots(self) -> "PlotsView | None":
        """None until they are loaded."""
        return self.studies.curves

    def when_ready(self, callback: Callable[[], None]) -> None:
        """Call this once the window can be seen and nothing that would hold it is left to be loaded."""
        self.ahead.when_ready(callback)

    def load_plots(self) -> None:
        """Make the plots; done once what they are painted with is loaded."""
        if self.plots is None:
            self.studies.load_curves()
            self.show_part("plots", self.acts["plots"].isChecked())
            self.desk.share_height()

    # -- clips
    def open_clips(self, paths: list[Path]) -> None:
        """Open these, the first one shown, or the project among them; none = back to the first page."""
        self.opening.open(paths)

    def show_clips(self, paths: list[Path], shown: Path | None) -> None:
        """These are the clips now; one of them is shown."""
        self.clips = paths
        self.editing.projects.projects.set_together(paths)
        if shown is not None:
            self._open_one(shown)
        else:
            self.session.close_clip()

    def change_clip(self, step: int) -> None:
        path = self.session.document.path
        if path in self.clips and len(self.clips) > 1:
            self._open_one(self.clips[(self.clips.index(path) + step) % len(self.clips)])

    def _open_one(self, path: Path) -> None:
        self.message_bar.hide()
        self.setFocus()  # so that the space bar plays, and no button is pressed by it
        self.session.open(path)

    def set_movement(self, movement: MovementChoice) -> None:
        document = self.session.document
        if document.path is not None:
            document.set_options(movement=movement)
            self._show_movement()
            self.session.analyse()

    def _show_movement(self) -> None:
        movement = self.session.document.options.movement
        self.toolbar.set_movement(movement)
        self.acts[f"movement_{movement}"].setChecked(True)

    def set_options(self, options: Options) -> None:
        """What was asked about the athlete; only what changes a number measures again."""
        old = self.session.document.options
        options = replace(options, analysed_s=old.analysed_s)  # not what it was when the question was put
        self.session.document.choose(options)
        if options.capture_fps != old.capture_fps:
            self.session.reopen()
        elif replace(options, notes=old.notes) != old:
            self.session.measure_again()

    def seek(self, time_s: float) -> None:
        self.session.playhead.seek(time_s)

    def _picked(self, x: float, y: float) -> None:
        document = self.session.document
        self.acts["select"].setChecked(True)
        document.apply("picking the athlete", replace(document.edits, pick=(x, y, self.session.playhead.time_s)))

    # -- what is shown
    def _show_clip(self) -> None:
        path = self.session.document.path
        self._stack.setCurrentIndex(0 if path is None else 1)
        self.toolbar.set_clip_open(path is not None)
        self.toolbar.set_clips(self.clips, path)
        self._show_lately()
        self._show_movement()
        self.toolbar.set_athlete(self.session.document.options.athlete)
        self.video.set_figure(None)
        self.video.set_badges([])

    def _show_lately(self) -> None:
        self.welcome.set_recent(self.lately.paths)
        self.toolbar.set_recent(self.lately.besides(self.clips))

    def _show_opened(self) -> None:
        document = self.session.document
        assert document.info is not None and document.path is not None
        self.lately.remember(document.path)
        self.video.set_clip_size(document.info.width_px, document.info.height_px)
        self.time.set_clip(float(document.times[0]), float(document.times[-1]))
        self.show_badges()

    def show_badges(self) -> None:
        self.showing.badges()

    def show_overlay(self, on: bool) -> None:
        self.showing.figure()

    def show_page(self, page: QWidget) -> None:
        """Something else than the desk fills the window, until `leave_page`."""
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.toolbar.set_clip_open(False)
        self.setFocus()

    def leave_page(self) -> None:
        """Back to the desk, or to the first page where no clip is open."""
        there = self.session.document.path is not None
        self._stack.setCurrentIndex(int(there))
        self.toolbar.set_clip_open(there)
        self.setFocus()

    def show_part(self, name: str, on: bool) -> None:
        """Open or close the numbers, the lanes or the studies."""
        self.desk.show_part(name, on)
        self.showing.figure()

    def set_theme(self, name: ThemeName) -> None:
        self.theme = THEMES[name]
        dress(self.theme)
        for row in BY_NAME.values():
            if row.icon:
                self.acts[row.name].setIcon(icon(row.icon, self.theme))
        self.showing.playing(self.session.playhead.playing)
        self.toolbar.set_theme(self.theme)
        self.desk.set_theme(self.theme)
        self.editing.set_theme(self.theme)
        self.comparing.set_theme()
        self.acts["theme"].setChecked(name == "light")
        recent.settings().setValue("theme", name)

    def _cursor_moved(self) -> None:
        self.time.follow(self.session.playhead.time_s)

    # -- remembered
    def _restore(self) -> None:
        self.set_theme("light" if recent.settings().value("theme") == "light" else "dark")
        state = recent.load_size(self, "geometry")
        if state is not None:
            self.restoreGeometry(state)
        self.desk.restore()
        closed = recent.load_words(self, "closed")
        for part in PARTS:
            self.acts[part].setChecked(part not in closed)

    def _remember(self) -> None:
        closed = [part for part in PARTS if not self.acts[part].isChecked()]
        recent.save_for_screen(self, {"geometry": self.saveGeometry(), "closed": " ".join(closed), **self.desk.sizes()})

    # -- events
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._first_painted)

    def _first_painted(self) -> None:
        """The title bar's height is only known by then: on a low screen it must not push the plots out of sight."""
        frame, room = self.frameGeometry(), self.screen().availableGeometry()
        if self.height() < frame.height() > room.height():
            self.resize(self.width(), self.height() - (frame.height() - room.height()))
        below = self.frameGeometry().bottom() - room.bottom()
        if below > 0:  # as it was put back, a title bar too low
            self.move(self.x(), max(self.y() - below, room.top()))
        self._garbage.hold()
        self.ahead.start()
        self.first_painted.emit()

    def event(self, event: QEvent) -> bool:
        """A focused button or list keeps the keys it is operated with."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            focused = self.focusWidget()
            operated = {Qt.Key.Key_Space} if isinstance(focused, QAbstractButton | QComboBox) else set()
            if event.key() in operated:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses what has the focus: Qt leaves that to dialogs."""
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not entered or not (self.picking.confirm() or operate(self.focusWidget())):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dropping.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.dropping.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.dropping.drop(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember, stop the threads, let go of the plots; Qt drops the rest with the window."""
        if event.spontaneous() and not self._closed and not self.editing.projects.may_leave():
            event.ignore()
            return
        event.accept()
        if self._closed:
            return
        self._closed = True
        self.disk.stop()
        self.picking.stop()
        self.states.stop()
        self._remember()
        self.hide()
        self.ahead.stop_soon()  # and waited for last: the piece it loads must not keep an export going
        self.comparing.stop()
        self.history.stop()
        self.commands.stop_exports()
        self.editing.stop()
        self.session.stop()
        self.ahead.stop()
        self.studies.stop()  # items of a scene that the garbage collector takes apart in its own order can crash
        self._garbage.stop()
