"""Both pictures on top of each other: B as transparent as one likes, as large as A and standing where A stands."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from app.compare.figures import pen_of
from app.compare.pair import Pair
from app.compare.side import Side
from app.frame_rows import row_at
from app.frames import Picture
from app.language.tr import tr
from app.theme import DARK, GRID, Theme
from app.views.overlay import BONE_PAIRS
from app.views.pixels import around, paint_picture
from core.compare.figures import size_of
from core.pose.skeleton import INDEX

Floats = NDArray[np.float64]
SLIDER_STEPS: Final = 100
FEET, HIPS = ("left_ankle", "right_ankle"), ("left_hip", "right_hip")


@dataclass(frozen=True)
class Placed:
    """How B's picture lies on A's: B's point times scale plus (x, y) is A's point."""

    scale: float
    x: float
    y: float


class Blend(QWidget):
    """A slider between the letters of both, on the picture that it changes."""

    changed = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(6)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, SLIDER_STEPS)
        self.slider.setValue(SLIDER_STEPS // 2)
        self.slider.setFixedSize(112, 16)
        self.slider.setAccessibleName(tr("How much of B is seen over A"))
        self.slider.setToolTip(tr("Left: only A, right: only B"))
        self.slider.valueChanged.connect(lambda value: self.changed.emit(value / SLIDER_STEPS))
        for part in (QLabel("A"), self.slider, QLabel("B")):
            row.addWidget(part)


class OverlaidView(QWidget):
    """Paints A's picture, B's over it, and both figures where they are wanted."""

    width_changed = Signal(str, int)  # a letter, and screen pixels across its picture

    def __init__(self, pair: Pair, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair = pair
        self._theme: Theme = DARK
        self._pictures: dict[str, Picture] = {}
        self._opacity = 0.5
        self.blend = Blend(self)
        self.blend.changed.connect(self.set_opacity)
        self._with_figures = True
        self._place: Placed | None = None
        self._legs: dict[str, tuple[object, Floats]] = {}
        self._widths: dict[str, int] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing of what is under it is painted
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Both pictures on top of each other"))
        pair.changed.connect(self._changed)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._widths = {}  # somebody else's count now

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.blend.adjustSize()
        self.blend.move((self.width() - self.blend.width()) // 2, self.height() - self.blend.height() - GRID)

    # -- what is shown
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_opacity(self, share: float) -> None:
        """0 = only A, 1 = only B."""
        self._opacity = share
        self.update()

    def set_figures(self, on: bool) -> None:
        self._with_figures = on
        self.update()

    def show_picture(self, letter: str, picture: Picture) -> None:
        self._pictures[letter] = picture
        self.update()

    def forget(self, letter: str) -> None:
        self._pictures.pop(letter, None)
        self.update()

    def _changed(self) -> None:
        self._place = None
        self.update()

    # -- how they lie
    def placed(self) -> Placed:
        """Feet on feet at the lined-up moment, the same leg length; of runners hips on hips in every frame.

        Where nobody was measured the pictures are fitted into each other.
        """
        running = any(s.analysis is not None and s.analysis.movement == "sprint" for s in (self._pair.a, self._pair.b))
        if self._place is None or running:
            self._place = self._by_bodies(running) or self._by_pictures()
        return self._place

    def _by_bodies(self, running: bool) -> Placed | None:
        pair = self._pair
        if pair.time_map is None or pair.a.info is None or pair.b.info is None:
            return None
        moments = pair.times_now() if running else (float(pair.time_map.a_s[0]), float(pair.time_map.b_s[0]))
        found = []
        for side, at, mirror in ((pair.a, moments[0], pair.mirror_a), (pair.b, moments[1], pair.mirror_b)):
            place = self._standing(side, at, mirror, HIPS if running else FEET)
            if place is None:
                return None
            found.append(place)
        (at_a, leg_a), (at_b, leg_b) = found
        scale = leg_a / leg_b
        return Placed(scale, *(at_a - scale * at_b))

    def _standing(self, side: Side, at: float, mirror: bool, parts: tuple[str, str]) -> tuple[Floats, float] | None:
        """Where the body stands in the picture and how long its leg is there, pixels."""
        if side.analysis is None or side.info is None:
            return None
        track = side.analysis.smoothed
        row = row_at(track.time_s, float(side.times[side.nearest(at)]))
        if row is None:
            return None
        kept = self._legs.get(side.letter)
        if kept is None or kept[0] is not side.analysis:
            kept = self._legs[side.letter] = (side.analysis, size_of(side.analysis).leg_px)
        point = (track.xy_px[row, INDEX[parts[0]]] + track.xy_px[row, INDEX[parts[1]]]) / 2
        if mirror:
            point = np.array([side.info.width_px - point[0], point[1]])
        leg = float(kept[1][row])
        return (point, leg) if np.isfinite(point).all() and np.isfinite(leg) and leg > 0 else None

    def _by_pictures(self) -> Placed:
        a, b = self._pair.a.info, self._pair.b.info
        if a is None or b is None:
            return Placed(1.0, 0.0, 0.0)
        scale = min(a.width_px / b.width_px, a.height_px / b.height_px)
        return Placed(scale, (a.width_px - scale * b.width_px) / 2, (a.height_px - scale * b.height_px) / 2)

    # -- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        background = self._theme.colour("background")
        pair, info = self._pair, self._pair.a.info
        if info is None:
            painter.fillRect(self.rect(), background)
            return
        size = min(self.width() / info.width_px, self.height() / info.height_px)
        on_screen = QTransform()
        on_screen.translate((self.width() - size * info.width_px) / 2, (self.height() - size * info.height_px) / 2)
        on_screen.scale(size, size)
        box = on_screen.mapRect(QRectF(0, 0, info.width_px, info.height_px))
        covered = box if "A" in self._pictures else QRectF()
        for bare in around(QRectF(self.rect()), covered):
            painter.fillRect(bare, background)
        painter.setClipRect(box)
        if "A" in self._pictures:
            self._paint_picture(painter, "A", box)
        place = self.placed()
        b_on_screen = QTransform(place.scale, 0, 0, place.scale, place.x, place.y) * on_screen
        if "B" in self._pictures and pair.b.info is not None:
            painter.setOpacity(self._opacity)
            b_box = QRectF(0, 0, pair.b.info.width_px, pair.b.info.height_px)
            self._paint_picture(painter, "B", b_on_screen.mapRect(b_box))
            painter.setOpacity(1.0)
        if self._with_figures:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_figure(painter, pair.a, pair.mirror_a, on_screen)
            self._paint_figure(painter, pair.b, pair.mirror_b, b_on_screen)

    def _paint_picture(self, painter: QPainter, letter: str, box: QRectF) -> None:
        paint_picture(painter, box, self._pictures[letter].image)
        width = round(box.width() * self.devicePixelRatioF())
        if width != self._widths.get(letter):
            self._widths[letter] = width
            self.width_changed.emit(letter, width)

    def _paint_figure(self, painter: QPainter, side: Side, mirror: bool, to_screen: QTransform) -> None:
        if side.analysis is None or side.info is None or side.letter not in self._pictures:
            return
        track = side.analysis.smoothed
        row = row_at(track.time_s, self._pictures[side.letter].time_s)
        if row is None:
            return
        xy = track.xy_px[row]
        if mirror:
            xy = xy * np.array([-1.0, 1.0]) + np.array([side.info.width_px, 0.0])
        points = [to_screen.map(QPointF(float(x), float(y))) if np.isfinite(x) else None for x, y in xy]
        halo, pen = pen_of("A", DARK, 4.0), pen_of(side.letter, DARK, 2.0)
        halo.setColor(DARK.colour("background", 0.7))
        halo.setStyle(Qt.PenStyle.SolidLine)
        bones = [
            QLineF(start, end)
            for a, b in BONE_PAIRS
            if (start := points[a]) is not None and (end := points[b]) is not None
        ]
        for stroke in (halo, pen):
            painter.setPen(stroke)
            painter.drawLines(bones)
