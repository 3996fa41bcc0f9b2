"""The comparison in the window: both pictures, one transport, both curves, the numbers.

This module imports pyqtgraph, so it is imported only when a comparison is opened.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QImage
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.badges import rate_badges, why_slow
from app.compare.controls import KINOGRAMS, SIDE_BY_SIDE, HowRow, WhoRow
from app.compare.figures import FiguresView, figure_of
from app.compare.kinograms import KinogramsView
from app.compare.numbers import DifferencesView
from app.compare.overlaid import OverlaidView
from app.compare.pair import Pair
from app.compare.plot import ComparePlot
from app.compare.side import Side
from app.curves import GROUPS, available, first_choice
from app.frames import Picture
from app.language.tr import tr
from app.preferences import left_handed
from app.theme import BODY_PX, Theme, number_font
from app.views.desk import bare_column
from app.views.elided import ElidedCombo
from app.views.timeline import Transport
from app.views.video import VideoView
from app.words import clock
from core.compare.sides import near_side

CURVE_LETTERS = 11  # longer names are seen whole in the list


class CompareView(QWidget):
    """Follows a pair; asks for clips by signals and starts nothing itself."""

    clip_wanted = Signal(object)  # a path for B, or None = ask for one
    rate_wanted = Signal()  # of B, as it was filmed

    def __init__(self, pair: Pair, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pair = pair
        self.videos = {"A": VideoView(), "B": VideoView()}
        self.who = {"A": WhoRow(pair.a, False), "B": WhoRow(pair.b, True)}
        self.how = HowRow(pair, actions)
        self.overlaid, self.figures = OverlaidView(pair), FiguresView(pair)
        self.kinograms = KinogramsView(pair)
        self.numbers = DifferencesView(pair)
        self.plot = ComparePlot(pair)
        self.transport = Transport(pair.head, pair.clock, actions)
        self.measure = ElidedCombo()
        self._with_figures = True
        self._build()
        self._connect()

    def _build(self) -> None:
        whos = self.head = QWidget()
        whos.setObjectName("toolbar")
        whos.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(whos)
        line.setContentsMargins(0, 0, 0, 0)
        for letter in "AB":
            line.addWidget(self.who[letter], 1)
        sides = QWidget()
        across = QHBoxLayout(sides)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(4)
        for letter in "AB":
            across.addWidget(self.videos[letter], 1)
        self.ways = QStackedWidget()
        for widget in (sides, self.overlaid, self.figures, self.kinograms):
            self.ways.addWidget(widget)
        self.transport.where.hide()
        self.where = QLabel()
        self.where.setFont(number_font(BODY_PX))
        self.where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._give_room(False)
        self.where.setToolTip(
            tr("Seconds from the moment at which the two are lined up, and how fast B runs against A")
        )
        layout = self.transport.layout()
        assert layout is not None
        layout.addWidget(self.where)
        self.measure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.measure.setMinimumContentsLength(CURVE_LETTERS)
        self.measure.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.measure.setAccessibleName(tr("Curve"))
        self.measure.setToolTip(tr("Which measure the curves show"))
        layout.addWidget(self.measure)
        upper = QWidget()
        column = bare_column(upper)
        column.addWidget(whos)
        column.addWidget(self.ways, 1)
        column.addWidget(self.transport)
        down = QSplitter(Qt.Orientation.Vertical)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        for splitter in (down, self._across):
            splitter.setHandleWidth(4)
            splitter.setChildrenCollapsible(False)
        down.addWidget(upper)
        down.addWidget(self.plot)
        down.setStretchFactor(0, 1)
        self._down = down
        self.arrange()
        whole: QVBoxLayout = bare_column(self)
        whole.addWidget(self.how)
        whole.addWidget(self._across, 1)

    def arrange(self) -> None:
        """Numbers at the right, or at the left for left-handed people."""
        parts, sizes = [self._down, self.numbers], [10_000, 280]
        if left_handed():
            parts, sizes = parts[::-1], sizes[::-1]
        for place, part in enumerate(parts):
            self._across.insertWidget(place, part)
            self._across.setStretchFactor(place, int(part is self._down))
        self._across.setSizes(sizes)

    def _connect(self) -> None:
        pair = self.pair
        for side in (pair.a, pair.b):
            side.opened.connect(self._opened)
            side.pictured.connect(self._pictured)
            self.videos[side.letter].scale_changed.connect(lambda width, side=side: self._set_width(side, width))
        self.overlaid.width_changed.connect(lambda letter, width: pair.widths.update({letter: width}))
        self.who["A"].unit_chosen.connect(lambda unit: pair.set_units(unit, pair.unit_b))
        self.who["B"].unit_chosen.connect(lambda unit: pair.set_units(pair.unit_a, unit))
        self.who["B"].clip_wanted.connect(self.clip_wanted)
        self.videos["B"].badges.chosen.connect(self.rate_wanted)
        self.how.way_chosen.connect(self._show_way)
        self.measure.activated.connect(lambda i: self.show_measure(self.measure.itemData(i)))
        self.numbers.chosen.connect(self._card_chosen)
        pair.changed.connect(self._changed)
        pair.compared.connect(self._compared)
        pair.moved.connect(self._moved)

    def set_theme(self, theme: Theme) -> None:
        for video in self.videos.values():
            video.set_theme(theme)
        for part in (self.overlaid, self.figures, self.kinograms, self.numbers, self.plot, self.transport):
            part.set_theme(theme)

    def set_clips(self, paths: list[Path]) -> None:
        for row in self.who.values():
            row.set_clips(paths)

    def set_figures(self, on: bool) -> None:
        """The skeletons on the pictures."""
        self._with_figures = on
        self.overlaid.set_figures(on)
        for side in (self.pair.a, self.pair.b):
            self._show_figure(side)

    def show_measure(self, name: str) -> None:
        """Plot this curve, named as in A."""
        row = self.measure.findData(name)
        self.measure.setCurrentIndex(row)
        self.plot.show_measure(name, self.measure.itemText(row).split(",")[0] if row >= 0 else "")

    def forget(self) -> None:
        """The comparison is over: keep no pictures and no curves."""
        for letter, view in self.videos.items():
            view.set_clip_size(16, 9)
            view.set_note("")
            self.overlaid.forget(letter)
        self.kinograms.stop()
        self.measure.clear()
        self.plot.show_measure("")

    def picture(self) -> QImage | None:
        """What is compared as one picture to keep; None while a kinogram is still being cut out."""
        if self.ways.currentWidget() is self.kinograms:
            return self.kinograms.sheet()
        self.overlaid.blend.hide()  # a tool is no part of what it makes
        image = self.ways.grab().toImage()
        self.overlaid.blend.show()
        return image

    # -- following
    def _show_way(self, way: int) -> None:
        self.ways.setCurrentIndex(way)
        self.kinograms.need_room(way == KINOGRAMS)
        for side in (self.pair.a, self.pair.b):
            self.videos[side.letter].tell_scale()
            self._show_figure(side)

    def _mirror(self, side: Side) -> bool:
        return self.pair.mirror_a if side.letter == "A" else self.pair.mirror_b

    def _set_width(self, side: Side, width: int) -> None:
        if self.ways.currentWidget() is not self.overlaid:
            self.pair.widths[side.letter] = width

    def _opened(self) -> None:
        for side in (self.pair.a, self.pair.b):
            view = self.videos[side.letter]
            size = view.sceneRect().size()
            if side.info is not None and (size.width(), size.height()) != (side.info.width_px, side.info.height_px):
                view.set_clip_size(side.info.width_px, side.info.height_px)
            self._tell_rate(side)

    def _tell_rate(self, side: Side) -> None:
        """On each picture; that of B can be given there, that of A where the clip is open by itself."""
        if side.info is None:
            self.videos[side.letter].set_badges([])
            return
        action = "capture_rate" if side is self.pair.b and side.rate_is_open else ""
        hint = why_slow(side.info, side.analysis, side.capture_fps)
        self.videos[side.letter].set_badges(rate_badges(side.info, hint, action))

    def _pictured(self, picture: Picture) -> None:
        side = self.pair.a if self.sender() is self.pair.a else self.pair.b
        if self._mirror(side):
            picture = replace(picture, image=picture.image.flipped(Qt.Orientation.Horizontal))
        self.videos[side.letter].show_picture(picture)
        self.overlaid.show_picture(side.letter, picture)
        self._show_figure(side)
        if picture.exact and side is self.pair.denser:
            self.pair.head.note_shown()

    def _show_figure(self, side: Side) -> None:
        """The figure of the very frame on the screen."""
        if self.ways.currentIndex() != SIDE_BY_SIDE:
            return  # shown when these pictures are
        view = self.videos[side.letter]
        there = self._with_figures and view.picture is not None
        view.set_figure(figure_of(side, self._mirror(side), view.picture.time_s) if there and view.picture else None)

    def _changed(self) -> None:
        pair = self.pair
        self.who["A"].set_units(pair.unit_a)
        self.who["B"].set_units(pair.unit_b)
        if pair.b.path is None:
            self.videos["B"].set_clip_size(16, 9)
            self.videos["B"].set_note(tr("Drop a second clip here, or choose one above."))
            self.overlaid.forget("B")
        self._give_room(False)
        for side in (pair.a, pair.b):
            side.want(side.frame)  # turned about or not
            self._tell_rate(side)
        self._moved()

    def _compared(self) -> None:
        """The curves that both sides have; the one looked at stays."""
        names = self._names()
        if [self.measure.itemData(i) for i in range(self.measure.count())] != [n for n, _ in names]:
            before = self.measure.currentData()
            self.measure.clear()
            for name, text in names:
                self.measure.addItem(text, name)
            kept = self.measure.findData(before)
            self.measure.setCurrentIndex(max(kept, 0) if names else -1)
        self.measure.setVisible(bool(names))
        self.show_measure(str(self.measure.currentData() or ""))

    def _names(self) -> list[tuple[str, str]]:
        """(name in A, its words) of the curves measured on both sides, those that lead first, the near leg before."""
        comparison, a = self.pair.comparison, self.pair.a.analysis
        if comparison is None or a is None:
            return []
        first = first_choice(a)
        groups = sorted(available(a), key=lambda g: (first.index(g.title) if g.title in first else 99, GROUPS.index(g)))
        near = near_side(a)
        unit = self.pair.unit[0]
        lead = unit.side if unit is not None and unit.side else near
        names = []
        for group in groups:
            curves = sorted(group.curves(a.series), key=lambda c: c[1] not in (lead, None))
            for name, side in curves:
                if comparison.sides.name_in_b(name) in comparison.b.series:
                    own = tr("Trunk") if name.startswith("trunk_incl") else tr(group.title).split(", ")[0]
                    names.append((name, f"{own}, {tr(side)}" if side else own))
        return names

    def _moved(self) -> None:
        pair = self.pair
        for side in (pair.a, pair.b):
            if len(side.times):
                time = clock(float(side.times[side.frame]))
                text = f"{side.letter}   {tr('frame {frame}', frame=side.frame)}   {time}"
                self.videos[side.letter].set_note(text, aside=True)
        if pair.time_map is None:
            self.where.clear()
            return
        rate = float(pair.time_map.rate(pair.head.time_s))
        fast = f"   B {rate:.2f}×" if abs(rate - 1) > 0.005 else ""
        if fast and not self._room_for_fast:
            self._give_room(True)
        self.where.setText(pair.clock.text(pair.head.time_s) + fast)

    def _give_room(self, fast: bool) -> None:
        """For any time, and for how fast B runs once it is told: else each text has the whole window laid out anew."""
        self._room_for_fast = fast
        longest = "\N{MINUS SIGN}00:00.000 s" + ("   B 0.00×" if fast else "")
        metrics = QFontMetrics(self.where.font())
        self.where.setFixedSize(metrics.horizontalAdvance(longest) + 2, metrics.height() + 1)

    def _card_chosen(self, name: str) -> None:
        """The curve nearest to a card: its longest common name."""
        words = [str(self.measure.itemData(i)) for i in range(self.measure.count())]
        stems = {word: word.rsplit("_", 1)[0] for word in words}
        found = [word for word in words if stems[word] in name]
        if found:
            self.show_measure(max(found, key=len))
