"""The figures of a comparison: on each picture as in the desk, and both on one ground in leg lengths."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.angles import HANDS, HEAD
from app.compare.pair import Pair
from app.compare.side import Side
from app.frame_rows import row_at
from app.language.tr import listed, tr
from app.theme import BODY_PX, DARK, Theme, number_font
from app.views.overlay import BONE_PAIRS, SIDE_OF, WEAK, Figure
from core.compare.figures import Size, about_hips, size_of
from core.compare.sides import near_side
from core.kinematics.tilt import points_upright, up_in_picture
from core.measures.by_edge import guessed_by_edge

Floats = NDArray[np.float64]
LEGS_HIGH: Final = 2.5  # a standing person and some air, in leg lengths
HIPS_AT: Final = 0.5  # of the height, from above
LINE_PX: Final = 3.0
BODY: Final = tuple((a, b) for a, b in BONE_PAIRS if not {a, b} & (HEAD | HANDS))


def figure_of(side: Side, mirror: bool, time_s: float) -> Figure | None:
    """What was measured on the side's frame with that time; None where nothing was."""
    analysis = side.analysis
    if analysis is None or side.info is None:
        return None
    row = row_at(analysis.smoothed.time_s, time_s)
    at = row_at(analysis.series.time_s, time_s)
    if row is None or at is None:
        return None
    xy = analysis.smoothed.xy_px[row]
    told, strong = side.drawn_parts()
    values = {m: float(analysis.series[m.series][..., at].mean()) for m in told if m.series in analysis.series}
    figure = Figure(
        xy_px=xy,
        visibility=np.nan_to_num(analysis.smoothed.visibility[row], nan=1.0),
        strong=strong,
        marks=tuple((mark, value) for mark, value in values.items() if abs(value) <= mark.most),
        guessed=guessed_by_edge(analysis.smoothed, row),
        up=up_in_picture(xy, analysis.smoothed.camera, analysis.tilt),
    )
    return figure.mirrored(side.info.width_px) if mirror else figure


class FiguresView(QWidget):
    """Both skeletons on one ground: hips on hips, as large as each other, A whole lines, B dashed ones."""

    def __init__(self, pair: Pair, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair = pair
        self._theme: Theme = DARK
        self._sizes: dict[str, tuple[object, Size]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Both figures, hips on hips, at the same size"))
        pair.moved.connect(self.update)
        pair.changed.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def placed(self, side: Side, mirror: bool) -> Floats | None:
        """(33, 2) the shown figure in leg lengths about the hips, upright; None where nobody was seen."""
        analysis = side.analysis
        if analysis is None or not len(side.times):
            return None
        row = row_at(analysis.smoothed.time_s, float(side.times[side.frame]))
        if row is None:
            return None
        kept = self._sizes.get(side.letter)
        if kept is None or kept[0] is not analysis:
            kept = self._sizes[side.letter] = (analysis, size_of(analysis))
        upright = points_upright(analysis.smoothed.xy_px[row], analysis.smoothed.camera, analysis.tilt)
        return about_hips(upright, float(kept[1].leg_px[row]), mirror)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, pair = self._theme, self._pair
        painter.fillRect(self.rect(), t.colour("background"))
        scale = min(self.height() / LEGS_HIGH, self.width() / LEGS_HIGH)
        middle = QPointF(self.width() / 2, HIPS_AT * self.height())
        painter.setPen(QPen(t.colour("line"), 1))
        painter.drawLine(QLineF(middle.x(), 0, middle.x(), self.height()))
        missing = []
        for side, mirror in ((pair.a, pair.mirror_a), (pair.b, pair.mirror_b)):
            points = self.placed(side, mirror)
            if points is None or not np.isfinite(points).any():
                missing.append(side.letter)
            else:
                self._paint(painter, side, points * scale + np.array([middle.x(), middle.y()]))
        if missing:
            painter.setFont(number_font(BODY_PX, self.font()))
            painter.setPen(t.colour("muted"))
            text = tr("Nobody was measured on this frame of {clips}.", clips=listed(missing))
            painter.drawText(QRectF(self.rect()).adjusted(0, 12, 0, 0), Qt.AlignmentFlag.AlignHCenter, text)

    def _paint(self, painter: QPainter, side: Side, points: Floats) -> None:
        """The far side of the body weaker; whose figure it is, is told by the line."""
        assert side.analysis is not None
        near = near_side(side.analysis)
        pen = QPen(pen_of(side.letter, self._theme, LINE_PX))
        for a, b in BODY:
            one, other = points[a], points[b]
            if not (np.isfinite(one).all() and np.isfinite(other).all()):
                continue
            same = SIDE_OF[a] if SIDE_OF[a] == SIDE_OF[b] else None
            painter.setOpacity(WEAK if near is not None and same not in (near, None) else 1.0)
            painter.setPen(pen)
            painter.drawLine(QLineF(*one, *other))
        painter.setOpacity(1.0)


def pen_of(letter: str, theme: Theme, width: float) -> QPen:
    """A: the text's colour, whole lines.  B: the accent, dashed ones; so on pictures, plots and in the cards."""
    pen = QPen(theme.colour("text" if letter == "A" else "accent"), width)
    pen.setCosmetic(True)  # in plots a pen's width would be in degrees
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if letter == "B":
        pen.setDashPattern([4.0, 2.0] if width > 1 else [6.0, 3.0])
    return pen
