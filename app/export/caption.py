"""The strip under a picture: whose it is, which moment, its numbers with plus-minus and status, how it was filmed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from app.badges import rate_text
from app.choice import ordered, split
from app.document import Unit, units_of
from app.frame_rows import middle_of_frame
from app.language.tr import said, tr
from app.theme import DARK, number_font
from app.words import CLOSE_UP, PENCIL, VIEW_WORDS, by_hand_line, clock, show_metric, title
from core.analysis import Analysis
from core.athletes.session import filmed_at
from core.export.privacy import Privacy
from core.measures.spec import Metric
from core.paths import is_there

NUMBERS = 4  # of the leading measures, where none were chosen
_BARS_M = (2.0, 1.0, 0.5, 0.2, 0.1)  # lengths of a scale bar


@dataclass(frozen=True)
class Number:
    """One measure as it stands in the strip."""

    value: str
    unit: str
    sd: str
    name: str
    status: str
    reason: str


@dataclass(frozen=True)
class Caption:
    """Everything the strip says; made once, painted at any size."""

    head: tuple[str, ...]
    numbers: tuple[Number, ...]
    foot: tuple[str, ...]
    bar: tuple[float, str] | None  # picture pixels and what they are; None = no scale
    contact: str = ""


def unit_at(units: Sequence[Unit], time_s: float, times: NDArray[np.float64]) -> Unit | None:
    """The rep or step of the frame shown at that time, as the window says; None between them.

    times : (frames,) seconds.
    """
    at = middle_of_frame(times, time_s)
    return next((u for u in reversed(units) if u.start_s - 1e-6 <= at and time_s <= u.end_s + 1e-6), None)


def caption(
    analysis: Analysis,
    time_s: float,
    privacy: Privacy,
    chosen: Sequence[str] = (),
    contact: str = "",
    date: str | None = None,
) -> Caption:
    """The strip for one moment.

    analysis : anonymous already where names are taken out.  chosen : measures; empty = the leading ones.
    date : when it was filmed, None = not told.
    """  # fmt: skip
    units = units_of(analysis)
    unit = unit_at(units, time_s, analysis.raw.time_s)
    who = [analysis.athlete or ("" if privacy.names else tr("Athlete"))]
    what = [date or "", analysis.clip.path.stem, clock(time_s)]
    if unit is not None:
        what.append(unit.title_of(len(units)))
    metrics = unit.metrics if unit is not None else dict(analysis.summary)
    return Caption(
        head=tuple(part for part in (*who, *what) if part),
        numbers=tuple(_number(name, metrics[name]) for name in _names(analysis, metrics, chosen)),
        foot=quality_words(analysis),
        bar=_bar(analysis),
        contact=contact,
    )


def _names(analysis: Analysis, metrics: dict[str, Metric], chosen: Sequence[str]) -> list[str]:
    there = [name for name in chosen if name in metrics]
    if there:
        return ordered(analysis, there)
    return split(analysis, metrics, NUMBERS)[0] if metrics else []


def _number(name: str, metric: Metric) -> Number:
    shown = show_metric(metric, name)
    gap = "" if shown.unit in CLOSE_UP or not shown.unit else "\N{NO-BREAK SPACE}"
    words = f"{PENCIL} {title(name)}" if metric.source == "edited" else title(name)
    return Number(shown.value, gap + shown.unit, shown.sd, words, shown.status, shown.reason)


def quality_words(analysis: Analysis) -> tuple[str, ...]:
    """How it was filmed, the first thing to doubt about it, and what was put by hand."""
    clip = analysis.clip
    facts = [f"{clip.width_px} x {clip.height_px}, {rate_text(clip)}"] if clip.width_px else []
    if analysis.pose.frames_with_pose:
        yaw = analysis.view.yaw_deg
        facts.append(tr(VIEW_WORDS[analysis.view.label]))
        if yaw == yaw:
            facts.append(tr("turned {yaw:.0f}°", yaw=yaw))
    doubts = [note.message for note in analysis.quality if note.severity != "info"]
    quality = tr("Capture quality: {told}", told=said(doubts[0]) if doubts else tr("good"))
    return (", ".join(facts), quality, by_hand_line(analysis.pose.by_hand))


def file_date(analysis: Analysis) -> str | None:
    """The day the clip was filmed, the same as in the athlete's history; None where there is no file."""
    path = analysis.clip.path
    return filmed_at(path).astimezone().date().isoformat() if is_there(path) else None


def _bar(analysis: Analysis) -> tuple[float, str] | None:
    m_per_px = analysis.scale.m_per_px
    if not m_per_px or not analysis.clip.width_px:
        return None
    fitting = [m for m in _BARS_M if m / m_per_px <= 0.25 * analysis.clip.width_px]
    length = fitting[0] if fitting else _BARS_M[-1]
    return length / m_per_px, tr("{length:g} m in the athlete's plane", length=length)


class _Flow:
    """Lays out lines of text from the top, broken where the strip ends."""

    def __init__(self, width: float, em: float) -> None:
        self.width, self.em, self.top = width, em, 0.6 * em
        self.margin = 0.8 * em


def under(image: QImage, told: Caption, logo: QImage | None = None) -> QImage:
    """The picture with the strip below it; not one pixel of the picture is covered but for the scale bar."""
    em = max(22.0, 0.030 * min(image.width(), image.height()), 0.013 * max(image.width(), image.height()))
    height = round(paint_strip(None, told, image.width(), em, logo))
    made = QImage(image.width(), image.height() + height, QImage.Format.Format_RGB32)
    painter = QPainter(made)
    painter.fillRect(0, image.height(), image.width(), height, QColor(DARK.panel))
    painter.drawImage(0, 0, image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if told.bar is not None:
        _paint_bar(painter, told.bar, image.height(), em)
    painter.translate(0, image.height())
    paint_strip(painter, told, image.width(), em, logo)
    painter.end()
    return made


def paint_strip(painter: QPainter | None, told: Caption, width: float, em: float, logo: QImage | None) -> float:
    """Paint the strip from (0, 0); without a painter only say how high it is."""
    flow = _Flow(width, em)
    right = 0.0
    if logo is not None and not logo.isNull():
        logo_height = 2.2 * em
        logo_width = min(logo.width() * logo_height / logo.height(), width / 4)
        right = logo_width + flow.margin
        if painter is not None:
            painter.drawImage(QRectF(width - right, 0.5 * em, logo_width, logo_height), logo)
    _line(painter, flow, " \N{MIDDLE DOT} ".join(told.head), _font(em, bold=True), DARK.text, right)
    if told.numbers:
        flow.top += 0.3 * em
        _numbers(painter, flow, told.numbers)
    flow.top += 0.2 * em
    for words in (*told.foot, told.contact):
        if words:
            _line(painter, flow, words, _font(0.8 * em), DARK.muted)
    return flow.top + 0.6 * em


def _font(px: float, bold: bool = False) -> QFont:
    return number_font(max(1, round(px)), bold=bold)


def _line(
    painter: QPainter | None, flow: _Flow, text: str, font: QFont, colour: str, right: float = 0.0
) -> None:  # fmt: skip
    box = QRectF(flow.margin, flow.top, flow.width - 2 * flow.margin - right, 100 * flow.em)
    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    used = QFontMetricsF(font).boundingRect(box, flags, text)
    if painter is not None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(box, flags, text)
    flow.top += used.height()


def _numbers(painter: QPainter | None, flow: _Flow, numbers: Sequence[Number]) -> None:
    """In columns: the number large, plus-minus smaller, its name and the reason to doubt it below."""
    em = flow.em
    columns = max(1, min(len(numbers), int((flow.width - 2 * flow.margin) // (9 * em))))
    room = (flow.width - 2 * flow.margin) / columns
    for first in range(0, len(numbers), columns):
        lowest = flow.top
        for i, one in enumerate(numbers[first : first + columns]):
            lowest = max(lowest, _cell(painter, flow.margin + i * room, flow.top, room - 0.8 * em, em, one))
        flow.top = lowest + 0.3 * em


def _cell(painter: QPainter | None, x: float, y: float, width: float, em: float, one: Number) -> float:
    large, small = _font(1.5 * em), _font(0.8 * em)
    line = QFontMetricsF(large).height()
    told = f"{one.value}{one.unit}"
    across = QFontMetricsF(large).horizontalAdvance(told)
    sd_width = QFontMetricsF(_font(em)).horizontalAdvance(one.sd)
    words = one.name if one.status == "ok" or not one.reason else f"{one.name}: {one.reason}"
    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    box = QRectF(x, y + line, width, 100 * em)
    used = QFontMetricsF(small).boundingRect(box, flags, words)
    if painter is not None:
        painter.setPen(QColor(DARK.text if one.status != "refused" else DARK.muted))
        painter.setFont(large)
        painter.drawText(QPointF(x, y + QFontMetricsF(large).ascent()), told)
        painter.setPen(QColor(DARK.muted))
        painter.setFont(_font(em))
        painter.drawText(QPointF(x + across + 0.3 * em, y + QFontMetricsF(large).ascent()), one.sd)
        if one.status == "caution":
            _triangle(painter, QPointF(x + across + sd_width + em, y + 0.6 * line), 0.4 * em)
        painter.setFont(small)
        painter.drawText(box, flags, words)
    return y + line + used.height()


def _triangle(painter: QPainter, centre: QPointF, radius: float) -> None:
    """Hollow: take this number with caution."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(DARK.text), 0.16 * radius + 1))
    corners = [QPointF(0, -radius), QPointF(radius, 0.8 * radius), QPointF(-radius, 0.8 * radius)]
    painter.drawPolygon(QPolygonF([centre + corner for corner in corners]))


def _paint_bar(painter: QPainter, bar: tuple[float, str], bottom: float, em: float) -> None:
    """At the picture's lower left corner, with a dark halo."""
    length, text = bar
    y, x = bottom - 0.6 * em, 0.8 * em
    for colour, wide in ((QColor(12, 14, 16, 190), 0.28 * em), (QColor(DARK.text), 0.12 * em)):
        painter.setPen(QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        for a, b in (((0, 0), (length, 0)), ((0, -0.3 * em), (0, 0)), ((length, -0.3 * em), (length, 0))):
            painter.drawLine(QPointF(x + a[0], y + a[1]), QPointF(x + b[0], y + b[1]))
    font = _font(0.8 * em)
    painter.setFont(font)
    box = QRectF(x, y - 1.7 * em, QFontMetricsF(font).horizontalAdvance(text) + 0.6 * em, 1.2 * em)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(12, 14, 16, 170))
    painter.drawRoundedRect(box, 0.2 * em, 0.2 * em)
    painter.setPen(QColor(DARK.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
