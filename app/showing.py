"""What the picture shows of the session: the frame, the figure over it and the badges; and what the buttons say."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect

from app.badges import badges
from app.figure import figure_at
from app.frames import Picture
from app.icons import icon
from app.language.tr import tr

if TYPE_CHECKING:
    from app.window import Window


class Showing(QObject):
    """Follows the document and the playhead; paints nothing itself."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        session, document, head = window.session, window.session.document, window.session.playhead
        session.picture.connect(self.picture)
        document.landmarks_changed.connect(self.figure)
        document.measure_changed.connect(self.figure)
        document.unit_changed.connect(self.unit)
        document.analysis_changed.connect(self.badges)
        document.analysis_changed.connect(self.scope)
        document.clock.changed.connect(self.badges)
        head.range_changed.connect(self.scope)
        head.dropped_changed.connect(self.badges)
        head.playing_changed.connect(self.playing)
        head.loop_changed.connect(self.loop)
        window.video.scale_changed.connect(self.badges)
        window.studies.page_changed.connect(self.figure)
        window.message_bar.placed.connect(self.told)

    def picture(self, picture: Picture) -> None:
        self._window.video.show_picture(picture)
        self.figure()

    def figure(self, *_: object) -> None:
        """The figure of the frame on the screen, whatever the playhead wants next."""
        video, acts, studies = self._window.video, self._window.acts, self._window.studies
        picture = video.picture
        if picture is None or not acts["overlay"].isChecked():
            video.set_figure(None)
            return
        trails, knees = acts["trail"].isChecked(), studies.shows("knees")
        video.set_figure(figure_at(self._window.session.document, picture.time_s, trails, knees))

    def unit(self) -> None:
        """Only the way of the knees is one rep's own."""
        if self._window.studies.shows("knees"):
            self.figure()

    def badges(self, *_: object) -> None:
        session, video = self._window.session, self._window.video
        video.set_badges(badges(session.document, session.playhead.dropped, video.zoomed))

    def told(self, at: QRect) -> None:
        """A message came, went, or lies elsewhere in the window."""
        video = self._window.video
        middle = self._window.centralWidget()
        there = QPoint(0, 0) if at.isEmpty() or middle is None else video.mapFrom(middle, at.topLeft())
        video.keep_below(QRect(there, at.size()))

    def scope(self) -> None:
        """The button says what it would analyse, where that is not what was."""
        session, toolbar = self._window.session, self._window.toolbar
        head, span = session.playhead, session.document.analysed_span()
        trimmed = head.range_in is not None or head.range_out is not None
        wanted = head.range_s
        same = span is not None and max(abs(a - b) for a, b in zip(span, wanted, strict=True)) < 1e-4
        if span is None or same:
            toolbar.set_scope(tr("Analyse this range") if trimmed and not same else tr("Analyse"))
        else:
            toolbar.set_scope(tr("Analyse this range") if trimmed else tr("Analyse the whole clip"))

    def playing(self, playing: bool) -> None:
        self._window.acts["play"].setIcon(icon("pause" if playing else "play", self._window.theme))

    def loop(self) -> None:
        self._window.acts["loop"].setChecked(self._window.session.playhead.loop_on)
