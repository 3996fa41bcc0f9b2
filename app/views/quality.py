"""What the clip can tell and how to refilm it, and what was looked at and not counted, in a coach's words."""

from collections.abc import Callable
from html import escape

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.capture_model import COVERED, checks, small_grey
from app.choice import lead_names
from app.document import Document
from app.language.tr import said, tr
from app.later import later
from app.views.whole_rows import WholeRows
from core.analysis import Analysis, QualityNote
from core.events.event import Rejected
from core.measures.capture import Check

MARKS = {"ok": "✓", "caution": "△", "refused": "–"}
CHECK_WORDS = {"ok": "Fine", "caution": "Caution", "refused": "Cannot be measured"}
BLACK = 24
WIDTH_PX = 240
LATER_MS = 1000  # between two looks at landmarks that are still being found
SOON_MS = 60  # the numbers and the curves come first
SIGNS = {"info": "·", "caution": "△", "refuse": "–"}
SEVERITY_WORDS = {"info": "Note", "caution": "Caution", "refuse": "Cannot be measured"}


class QualityView(WholeRows):
    """A short list; a rejected span goes to its place on a click."""

    seeked = Signal(float)
    changed = Signal()  # other lines are shown
    rate_wanted = Signal()  # the person wants to give the true frame rate
    pick_wanted = Signal()  # or to measure somebody else

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(QWidget(), parent)
        self._document = document
        self.setAccessibleName(tr("Quality"))
        self._grey: NDArray[np.uint8] | None = None
        self._grey_frame = 0
        self._made: tuple[Check, ...] = ()
        self._anew = later(self, LATER_MS, self._fill)
        self._stale = False  # there is another result
        self._told: Analysis | None = None
        self._notes: list[QualityNote] = []  # those of them that the list tells, the gravest first
        # in a turn of its own: a long clip's result has the window stand still long enough
        self._soon = later(self, SOON_MS, self._fill_now)
        self._fill()
        document.clip_changed.connect(self._forget)
        document.landmarks_changed.connect(self._partial)
        document.analysis_changed.connect(self._analysis_changed)
        document.clock.changed.connect(self._fill)

    def sizeHint(self) -> QSize:
        layout, width = self._inner.layout(), self.viewport().width()
        whole = self._inner.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth() and width > 0:
            whole = max(whole, layout.heightForWidth(width))
        return QSize(WIDTH_PX, min(max(whole, 24), max(self.maximumHeight(), 24)))

    def ends_of(self, widget: QWidget) -> list[int]:
        """A note of several lines may be told in part, but no line is cut."""
        if not isinstance(widget, QLabel):
            return super().ends_of(widget)
        line, box = widget.fontMetrics().lineSpacing(), widget.contentsRect()
        return [box.top() + n * line for n in range(1, box.height() // line)] + [widget.height()]

    def texts(self) -> list[str]:
        """Every line as it is shown."""
        self._fill_now()
        return [w.text() for w in self._inner.findChildren(QLabel)]

    def brief(self) -> str:
        """What is not fine, in a line or two: for where there is no room for the list."""
        self._fill_now()
        wanting = [f"{MARKS[check.status]} {said(check.short)}" for check in self._made if check.status != "ok"]
        grave = {note.severity: _sentence(note) for note in reversed(self._notes)}  # the first one of each
        doubt = grave.get("caution", "").split(". ")[0].removesuffix(".")  # what to do about it is told on hover
        return grave.get("refuse") or ", ".join(wanting) or (f"{doubt}." if doubt else all_fine(self._told))

    def retell(self) -> None:
        """Links keep the colour they were made with: after another theme everything is made anew."""
        self._fill()

    def look_at(self, image: QImage, frame: int) -> None:
        """The first picture of a clip that is not black tells its light: many clips fade in."""
        if self._grey is None or self._grey.max() < BLACK:
            self._grey, self._grey_frame = small_grey(image), frame
            if self._document.analysis is not None:  # known already, and so there before the first picture
                self._fill()

    def _forget(self) -> None:
        self._grey = None
        self._anew.stop()

    def _partial(self) -> None:
        """As soon as landmarks are known, long before the numbers."""
        waits = self._document.analysis is None and self._document.partial is not None
        if waits and self.isVisible() and not self._anew.isActive():
            self._anew.start()

    def _analysis_changed(self) -> None:
        if self._document.analysis is None:  # of a clip that is closed nothing stays
            self._fill()
            return
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._anew.stop()
        self._soon.stop()

    def checks(self) -> tuple[Check, ...]:
        return checks(self._document, self._grey, self._grey_frame)

    def _fill_now(self) -> None:
        """Before somebody reads it.  A joint that is dragged seldom changes what is said: then all of it stays."""
        if self._stale and _same_said(self._document.analysis, self._told):
            self._stale = False
            self._soon.stop()
        elif self._stale:
            self._fill()

    def _fill(self) -> None:
        self._anew.stop()
        self._soon.stop()
        self._stale = False
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(8, 0, 4, 4)
        column.setSpacing(4)
        analysis = self._told = self._document.analysis
        order = ("refuse", "caution", "info")
        made = self._made = self.checks()
        if made:
            column.addLayout(_grid(made))
        for check in made:
            if check.status != "ok":
                column.addWidget(_advice(check))
        covered = COVERED | {check.name for check in made if check.name == "light" and check.status != "ok"}
        notes = [n for n in analysis.quality if not (made and n.code in covered)] if analysis else []
        notes.sort(key=lambda n: order.index(n.severity))
        self._notes = notes
        for note in notes:
            column.addWidget(_note(note))
            for text, wanted in self._mending(note.code):
                column.addWidget(_inline_button(text, wanted), 0, Qt.AlignmentFlag.AlignLeft)
        for rejected in analysis.rejected if analysis else ():
            column.addWidget(self._rejected(rejected))
        fine = all(check.status == "ok" for check in made)
        if analysis is not None and fine and not notes and not analysis.rejected:
            column.addWidget(_label(all_fine(analysis)))
        column.addStretch(1)
        self.hold(inner)
        self.updateGeometry()
        self.changed.emit()

    def _mending(self, code: str) -> tuple[tuple[str, Callable[[], None]], ...]:
        """What can be done at once about a note of this kind: its words and who hears of it."""
        return {
            "slow_motion": ((tr("Give the true rate…"), self.rate_wanted.emit),),
            "several_people": ((tr("Pick the athlete"), self.pick_wanted.emit),),
        }.get(code, ())

    def _rejected(self, rejected: Rejected) -> QLabel:
        """The time is a link: a click, or Enter on it, goes there."""
        told = self._document.clock.short
        span = tr("{start} to {end} s", start=told(rejected.from_s, 1), end=told(rejected.to_s, 1))
        label = _label("")
        label.setProperty("role", "link")
        label.setTextFormat(Qt.TextFormat.RichText)
        words = "{span} is no rep: {reason}" if rejected.kind == "rep" else "{span} is not counted as a step: {reason}"
        link = f'<a href="{rejected.from_s}">{span}</a>'
        label.setText(tr(words, span=link, reason=escape(said(rejected.reason))))
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        label.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        label.linkActivated.connect(self._go)
        return label

    def _go(self, link: str) -> None:
        self.seeked.emit(float(link))


def all_fine(analysis: Analysis | None) -> str:
    """Nothing is wrong with the clip; where every leading number is with caution all the same, where to read why."""
    summary = {} if analysis is None else analysis.summary
    leading = [summary[name] for name in lead_names(analysis) if name in summary] if analysis is not None else []
    told = [metric.status for metric in leading if metric.status != "refused"]
    if told and "ok" not in told:
        return tr("Filmed well; each △ says its reason.")
    return tr("Nothing to refilm.")


def _same_said(a: Analysis | None, b: Analysis | None) -> bool:
    """Whether two results of a clip have the same to say of it."""
    if a is None or b is None or a.raw is not b.raw or a.view is not b.view:
        return a is b
    said_of_both = ((r.clip, r.movement, r.quality, r.rejected, all_fine(r)) for r in (a, b))
    return next(said_of_both) == next(said_of_both)


def _grid(made: tuple[Check, ...]) -> QGridLayout:
    """A mark and a word or two for each, two in a row; what it means is told on hover and to a screen reader."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(1)
    for i, check in enumerate(made):
        label = QLabel(f"{MARKS[check.status]} {said(check.short)}")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "muted" if check.status == "ok" else "")
        told = f"{tr(CHECK_WORDS[check.status])}: {said(check.finding)}." + (
            f" {tr('To refilm: {advice}.', advice=said(check.advice))}" if check.advice else ""
        )
        label.setToolTip(f"<div style='max-width: 320px'>{escape(told)}</div>")
        label.setAccessibleDescription(told)
        grid.addWidget(label, i // 2, i % 2)
    return grid


def _advice(check: Check) -> QLabel:
    return _label(
        f"{MARKS[check.status]} {_begun(said(check.finding))}" + (f": {said(check.advice)}." if check.advice else ".")
    )


def _note(note: QualityNote) -> QLabel:
    label = _label(_sentence(note))
    label.setToolTip(tr(SEVERITY_WORDS[note.severity]))
    return label


def _sentence(note: QualityNote) -> str:
    text = _begun(said(note.message))
    return f"{SIGNS[note.severity]} {text}" + ("" if text.endswith(".") else ".")


def _inline_button(text: str, wanted: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "inline")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda: wanted())
    return button


def _begun(sentence: str) -> str:
    """With a capital, like its neighbours."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label
