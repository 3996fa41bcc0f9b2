"""How the kinogram is painted: on its page, and as one picture to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QTransform

from app.kinogram_model import Key, Shot, row_title, words_of
from app.language.tr import tr
from app.theme import DARK, SMALL_PX, Theme, number_font
from app.views.lane_rows import side_brush
from app.views.overlay import JOINTS, Figure, paint_figure
from app.words import by_hand_line
from core.analysis import Analysis
from core.measures.kinogram import POSITIONS, TITLES

Rows = Sequence[Sequence[Shot]]
Images = Mapping[tuple[int, object], QImage]  # (frame, crop) -> picture
ROW_HEAD_PX: Final = 18
GAP_PX: Final = 6
LEAST_PX: Final = 40  # of a tile's picture
LINE_PX: Final = 15
WORDS_PX: Final = 118  # beside a tile's picture
STRIP_TILE_PX: Final = 420  # height of a tile's picture in a strip that is kept
PAPER_LINES: Final = 7  # of words under a tile's picture in a strip for paper: name, time and what is measured there


@dataclass(frozen=True)
class Placed:
    """A tile on the page: its whole box, and where its picture goes.  below : its words stand under it, not beside."""

    shot: Shot
    box: QRectF
    picture: QRectF
    below: bool = False

    def words(self, scale: float) -> QRectF:
        """Where its words go.  scale : how much larger than on the page they are."""
        gap = GAP_PX * scale
        if self.below:
            return QRectF(self.picture.left(), self.picture.bottom(), self.box.width() - gap, self.box.height())
        left = self.picture.right() + gap
        return QRectF(left, self.picture.top(), self.box.right() - left, self.box.height())


def place(rows: Rows, width: float, height: float, left: float = 8.0) -> list[Placed]:
    """Five columns, a row for each leg, pictures as large as fit with the words beside them."""
    if not rows:
        return []
    first = rows[0][0].crop
    shape = first.width / max(first.height, 1)
    column = (width - 2 * left) / len(POSITIONS)
    tall = (height - len(rows) * ROW_HEAD_PX) / len(rows) - GAP_PX
    picture_height = max(float(LEAST_PX), min(tall, (column - WORDS_PX - GAP_PX) / shape))
    placed = []
    for r, row in enumerate(rows):
        top = ROW_HEAD_PX + r * (ROW_HEAD_PX + tall + GAP_PX)
        for shot in row:
            x = left + POSITIONS.index(shot.tile.position) * column
            picture = QRectF(x, top, picture_height * shape, picture_height)
            placed.append(Placed(shot, QRectF(x - 2, top - 2, column - 4, max(tall, picture_height) + 4), picture))
    return placed


def paint_rows(
    painter: QPainter, placed: Sequence[Placed], rows: Rows, images: Images, figures: Mapping[Key, Figure],
    theme: Theme, origin_s: float = 0.0, scale: float = 1.0, chosen: Key | None = None,
    titles: bool = True, mirror: bool = False,
) -> None:  # fmt: skip
    """Every tile with its picture, skeleton and words; scale : how much larger than on the page text is.
    titles : whether a row says whose it is; on the page a list to choose from does.
    mirror : pictures and skeletons the other way round."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    font = number_font(round(SMALL_PX * scale), painter.font())
    bold = number_font(round(SMALL_PX * scale), painter.font(), bold=True)
    _missing(painter, placed, rows, theme, scale, font)
    titled: set[str] = set()
    for tile in placed:
        shot = tile.shot
        if shot.side not in titled:
            titled.add(shot.side)
            row = next(tuple(r) for r in rows if r[0].side == shot.side)
            head = ROW_HEAD_PX * scale
            box = QRectF(tile.picture.left(), tile.picture.top() - head, 600 * scale, head)
            _title(painter, theme, row, box, scale, titles)
        painter.save()
        if mirror:
            painter.translate(2 * tile.picture.center().x(), 0)
            painter.scale(-1, 1)
        _picture(painter, tile, images, figures, theme)
        painter.restore()
        if shot.key == chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(tile.picture)
        _words(painter, tile, theme, origin_s, scale, font, bold)


def _missing(painter: QPainter, placed: Sequence[Placed], rows: Rows, theme: Theme, scale: float, font: QFont) -> None:
    """Where a position was not found its place says so."""
    for row in rows:
        here = [p for p in placed if p.shot.side == row[0].side]
        first = here[0]
        column = first.box.width() + 4
        start = first.picture.left() - POSITIONS.index(first.shot.tile.position) * column
        there = {p.shot.tile.position for p in here}
        for i, position in enumerate(POSITIONS):
            if position in there:
                continue
            box = first.picture.translated(start + i * column - first.picture.left(), 0)
            pen = QPen(theme.colour("muted"), 1)
            pen.setDashPattern([3.0, 3.0])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            painter.setFont(font)
            painter.setPen(theme.colour("muted"))
            words = first.words(scale).translated(box.left() - first.picture.left(), 0).topLeft()
            painter.drawText(words + QPointF(0, 12 * scale), tr(TITLES[position]))
            painter.drawText(words + QPointF(0, 27 * scale), tr("not found"))


def _title(painter: QPainter, theme: Theme, row: tuple[Shot, ...], box: QRectF, scale: float, told: bool) -> None:
    side = row[0].side
    key = QRectF(box.left(), box.center().y() - 5 * scale, 18 * scale, 10 * scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(side_brush(theme.side(side), side, painter.device().devicePixelRatioF()))
    painter.drawRoundedRect(key, *((5 * scale, 5 * scale) if side == "left" else (0, 0)))
    if not told:
        return
    painter.setFont(number_font(round(SMALL_PX * scale), painter.font()))
    painter.setPen(theme.colour("muted"))
    painter.drawText(box.adjusted(24 * scale, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, row_title(row))


def _picture(painter: QPainter, tile: Placed, images: Images, figures: Mapping[Key, Figure], theme: Theme) -> None:
    shot, box = tile.shot, tile.picture
    image = images.get((shot.tile.frame, shot.crop))
    if image is None:
        painter.fillRect(box, theme.colour("raised"))
        return
    painter.drawImage(box, image)
    figure = figures.get(shot.key)
    if figure is None:
        return
    zoom = box.height() / shot.crop.height
    there = QTransform.fromTranslate(box.left(), box.top()).scale(zoom, zoom)
    painter.save()
    painter.setClipRect(box)
    paint_figure(painter, figure, there.translate(-shot.crop.left, -shot.crop.top), max(0.6, box.height() / 260))
    painter.restore()


def _words(
    painter: QPainter, tile: Placed, theme: Theme, origin_s: float, scale: float, font: QFont, bold: QFont
) -> None:
    place = tile.words(scale)
    room = place.width()
    lines = words_of(tile.shot, origin_s)
    most = PAPER_LINES if tile.below else max(2, int(place.height() // (LINE_PX * scale)))
    painter.setFont(font)
    for i, line in enumerate(in_room(lines, QFontMetricsF(painter.font()), room, most)):
        painter.setFont(bold if i == 0 else font)
        painter.setPen(theme.colour("text" if i != 1 else "muted"))
        told = fitting(line, QFontMetricsF(painter.font()), room, number=i > 1)
        painter.drawText(place.topLeft() + QPointF(0, (12 + LINE_PX * i) * scale), told)


def in_room(lines: Sequence[str], metrics: QFontMetricsF, room: float, most: int) -> list[str]:
    """At most so many lines; a number goes under its name where there is no room beside it and a line is free."""
    shown = list(lines[:most])
    for i in range(len(shown) - 1, 1, -1):
        if len(shown) < most and metrics.horizontalAdvance(shown[i]) > room:
            name, _, value = shown[i].rpartition(" ")
            shown[i : i + 1] = [name, f"  {value}"] if name else [value]
    return shown


def fitting(line: str, metrics: QFontMetricsF, room: float, number: bool) -> str:
    """The line with an ellipsis where it is too long.

    number : its last word is one, and stays; of its name the end stays as well, by which two thighs are told apart.
    """
    name, gap, value = line.rpartition(" ") if number else (line, "", "")
    room -= metrics.horizontalAdvance(gap + value)
    where = Qt.TextElideMode.ElideMiddle if number else Qt.TextElideMode.ElideRight
    return metrics.elidedText(name, where, room) + gap + value


def figures_of(analysis: Analysis, rows: Rows) -> dict[Key, Figure]:
    """The smoothed figure of every tile's frame, without numbers: those stand beside it."""
    track = analysis.smoothed
    return {
        shot.key: Figure(
            track.xy_px[shot.tile.row], np.nan_to_num(track.visibility[shot.tile.row], nan=1.0), frozenset(JOINTS)
        )
        for row in rows for shot in row
    }  # fmt: skip


def render_strip(
    analysis: Analysis, rows: Rows, images: Images, skeleton: bool = True, theme: Theme = DARK, origin_s: float = 0.0,
    mirror: bool = False, paper: bool = False,
) -> QImage:  # fmt: skip
    """The kinogram as one picture to keep.

    images : (frame, crop) of every tile -> its picture; `app.stills.still` makes them.  mirror : as in `paint_rows`.
    paper : to be as wide as a page, on which words beside the pictures would be too small to read: they stand below.
    """
    scale = STRIP_TILE_PX / 210
    crop = rows[0][0].crop
    wide = STRIP_TILE_PX * crop.width / crop.height
    column = max(wide + 2 * GAP_PX * scale, WORDS_PX * scale) if paper else wide + (WORDS_PX + 2 * GAP_PX) * scale
    width = round(len(POSITIONS) * column + 32)
    tall = STRIP_TILE_PX + (ROW_HEAD_PX + 2 * GAP_PX + (PAPER_LINES * LINE_PX if paper else 0)) * scale
    foot = by_hand_line(analysis.pose.by_hand)
    low = ROW_HEAD_PX * scale if foot else 0.0
    made = QImage(width, round(len(rows) * tall + GAP_PX * scale + low), QImage.Format.Format_RGB32)
    made.fill(QColor(theme.panel))
    placed = []
    for r, row in enumerate(rows):
        top = r * tall + (ROW_HEAD_PX + GAP_PX) * scale
        for shot in row:
            x = 16 + POSITIONS.index(shot.tile.position) * column
            box = QRectF(x, top, column - 4, STRIP_TILE_PX)
            placed.append(Placed(shot, box, QRectF(x, top, wide, STRIP_TILE_PX), paper))
    painter = QPainter(made)
    figures = figures_of(analysis, rows) if skeleton else {}
    paint_rows(painter, placed, rows, images, figures, theme, origin_s, scale, mirror=mirror)
    if foot:
        painter.setFont(number_font(round(SMALL_PX * scale), painter.font()))
        painter.setPen(theme.colour("muted"))
        box = QRectF(16, made.height() - low - GAP_PX * scale / 2, width - 32, low)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, foot)
    painter.end()
    return made
