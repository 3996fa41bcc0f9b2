"""Two clips side by side as one video: A keeps its times; beside each of its frames is the one of B that belongs."""

import math
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QTransform

from app.compare.choice import same_unit
from app.document import Unit, units_of
from app.export.encoder import Encoder, choose
from app.export.film import Canvas, Film
from app.export.images import Image
from app.export.opened import fps_of, opened
from app.export.scene import thicker
from app.export.video import VideoStyle, file_times
from app.figure import figure_of
from app.theme import DARK, number_font
from app.views.overlay import paint_figure
from app.views.overlay_numbers import Ground
from app.words import clock, show_metric, title
from core.analysis import Analysis
from core.compare.alongside import alongside
from core.compare.moments import at_event, event_to_event, key_moment
from core.compare.numbers import NumberPair, compare_numbers
from core.compare.sides import Sides, choose_sides, mirrored
from core.compare.time_map import TimeMap
from core.export.head import HeadRegions, head_regions
from core.export.others import OtherHeads
from core.export.privacy import Privacy, anonymous, hidden
from core.export.request import Against
from core.progress import Progress

if TYPE_CHECKING:
    from core.video.reader import Frame, FrameReader

MOST_HIGH: Final = 1080  # of either picture: two phones held upright are as wide as one screen then
GAP_PX: Final = 4
NUMBERS: Final = 3
AROUND_S: Final = 0.3  # before and after the compared rep or stride
STRIDE: Final = 2  # steps: both feet once
_LINES: Final = 0.85  # of a single picture: bodies are smaller, two of them are looked at


@dataclass(frozen=True)
class Half:
    """One of the two clips.

    analysis : None = not measured, the picture alone.  unit : the rep or step that is compared, if any.
    mirror : turned about.  capture_fps : the true rate of a slow-motion clip, None where the file's own counts.
    """

    path: Path
    analysis: Analysis | None = None
    capture_fps: float | None = None
    unit: Unit | None = None
    mirror: bool = False


@dataclass(frozen=True)
class Pairing:
    """A and B, which moments of theirs belong together, and which leg is compared with which.

    anchor_s : the moment of A from which seconds are told.  span_s : the stretch of A that is written, None = all
    that both show.  key_s : moments of A at which it may stand still.
    """

    a: Half
    b: Half
    time_map: TimeMap
    sides: Sides = field(default_factory=lambda: Sides(False))
    anchor_s: float = 0.0
    span_s: tuple[float, float] | None = None
    key_s: tuple[float, ...] = ()


def paired(a: Analysis, against: Against) -> Pairing:
    """As the window lines two clips up: at their events, or at their first frames where one of them has none.

    Raises
    ------
    UserError : there is no such rep or step, or the two do different movements.
    """
    b = against.analysis
    units_a, units_b = units_of(a), units_of(b)
    if not (units_a and units_b) and not against.chosen:
        starts = (float(a.raw.time_s[0]), float(b.raw.time_s[0]))
        return Pairing(_half_of(a), _half_of(b), TimeMap.shift(*starts), anchor_s=starts[0])
    one, other = against.unit_a, against.unit_b
    if not against.chosen:
        other = same_unit(units_a[one], units_b)
    time_map = (event_to_event if against.line_up == "phases" else at_event)(a, one, b, other)
    anchor = key_moment(a, one).time_s
    unit = units_a[one]
    last = units_a[min(one + STRIDE - 1, len(units_a) - 1)] if unit.word == "Step" else unit
    span = (unit.start_s - AROUND_S, last.end_s + AROUND_S) if against.chosen else None
    keys = tuple(time_map.a_s.tolist()) if len(time_map.a_s) > 1 else (anchor,)
    mirror = mirrored(a, b)
    return Pairing(
        _half_of(a, unit), _half_of(b, units_b[other], mirror), time_map, choose_sides(a, one, b, other), anchor, span,
        keys,
    )  # fmt: skip


def _half_of(analysis: Analysis, unit: Unit | None = None, mirror: bool = False) -> Half:
    clip = analysis.clip
    fps = fps_of(clip)
    return Half(clip.path, analysis, fps, unit, mirror)


def write_compared(
    path: Path, pairing: Pairing, privacy: Privacy, style: VideoStyle
) -> Generator[Progress, None, Encoder]:
    """Write an MP4 to `path`, yielding progress; each yield is a place to cancel.

    Of `style` the strip's numbers and which were chosen for it (none = the leading ones), the look's overlay and
    trails, the speed and the pauses count.

    Raises
    ------
    UserError : a clip cannot be read any more, or the two have no moment in common.
    OSError : the file cannot be written.
    """
    encoder = choose(style.hardware)
    yield Progress("export", "Opening both clips")
    a, b = pairing.a, pairing.b
    with opened(a.path, a.capture_fps) as one, opened(b.path, b.capture_fps) as other:
        shown = alongside(one.time_s, other.time_s, pairing.time_map, pairing.span_s)
        scale = one.info.time_scale
        keys = [t / scale for t in pairing.key_s]
        at_s = file_times(one.time_s / scale, shown.first, shown.stop, style, keys)
        sheet = _Sheet(pairing, privacy, style, (one.info, other.info))

        def pictures() -> Iterator[tuple[Image, Image, float, float]]:
            """Of B every frame is turned into a picture once, however often it is shown."""
            theirs = _Walk(other, int(shown.b[0]), int(shown.b[-1]) + 1)
            last: tuple[int, Image] | None = None
            for i, frame in enumerate(one.frames(shown.first, shown.stop)):
                number = int(shown.b[i])
                beside = theirs.at(number)
                if last is None or last[0] != number:
                    last = (number, sheet.sides[1].picture(beside))
                yield sheet.sides[0].picture(frame), last[1], frame.time_s, beside.time_s

        with closing(sheet):
            yield from sheet.sides[0].follow(one, range(shown.first, shown.stop))
            yield from sheet.sides[1].follow(other, range(int(shown.b.min()), int(shown.b.max()) + 1))
            film = Film(pictures, sheet.paint, at_s, sheet.size, 1.0 / max(one.info.container_fps, 1.0))
            yield from film.run(path, encoder)
    return encoder


def compared_picture(pairing: Pairing, privacy: Privacy, style: VideoStyle, a_s: float) -> QImage:
    """One moment of it as a picture, both frames with all their pixels; a_s : seconds of A.

    Raises
    ------
    UserError : a clip cannot be read any more.
    """
    a, b = pairing.a, pairing.b
    with opened(a.path, a.capture_fps) as one, opened(b.path, b.capture_fps) as other:
        sheet = _Sheet(pairing, privacy, style, (one.info, other.info), most_high=None)
        frame = one.frame(int(np.argmin(np.abs(one.time_s - a_s))))
        at_b = float(pairing.time_map.to_b(frame.time_s))
        beside = other.frame(int(np.argmin(np.abs(other.time_s - at_b))))
        item = (sheet.sides[0].picture(frame), sheet.sides[1].picture(beside), frame.time_s, beside.time_s)
        sheet.close()
        canvas = np.zeros((sheet.size[1], sheet.size[0], 4), np.uint8)
        sheet.paint(item, canvas)
        return QImage(canvas.data, *sheet.size, 4 * sheet.size[0], QImage.Format.Format_RGB32).copy()


class _Walk:
    """Frames of a clip one after the other, each kept until a later one is asked for."""

    def __init__(self, reader: Any, first: int, stop: int) -> None:
        self._frames: Iterator[Frame] = reader.frames(first, stop)
        self._at = first - 1
        self._frame: Frame | None = None

    def at(self, number: int) -> "Frame":
        while self._at < number:
            self._frame = next(self._frames)
            self._at += 1
        assert self._frame is not None
        return self._frame


class _Side:
    """One half of the sheet: what may be seen of a frame, at its size, turned about where it is; and its figure."""

    def __init__(self, half: Half, info: Any, height: int, left: int, privacy: Privacy, style: VideoStyle) -> None:
        self.half, self._privacy, self._look = half, privacy, style.look
        self.scale = height / info.height_px
        self.width, self.height, self.left = round(info.width_px * self.scale), height, left
        self._wide_px = info.width_px
        wants_face = privacy.face != "shown" and privacy.background == "clip" and half.analysis is not None
        self._heads: HeadRegions | None = head_regions(half.analysis) if wants_face and half.analysis else None
        self._others = OtherHeads(half.analysis) if wants_face and half.analysis else None

    def picture(self, frame: "Frame") -> Image:
        """(height, width, 4) BGRX; where nobody was measured faces are not known, and a private picture is blurred."""
        from core.opencv import load

        cv2 = load()
        others = self._others.at(frame.rgb, frame.time_s) if self._others is not None else ()
        rgb = hidden(frame.rgb, frame.time_s, self._heads, self._privacy, others)
        if rgb.shape[:2] != (self.height, self.width):
            how = cv2.INTER_AREA if self.scale < 1 else cv2.INTER_LINEAR
            rgb = cv2.resize(rgb, (self.width, self.height), interpolation=how)
        return np.asarray(cv2.cvtColor(cv2.flip(rgb, 1) if self.half.mirror else rgb, cv2.COLOR_RGB2BGRA))

    def follow(self, reader: "FrameReader", numbers: range) -> Generator[Progress, None, None]:
        """Find other people's faces in these frames before the first is painted, where faces are hidden."""
        if self._others is not None:
            yield from self._others.follow(reader, numbers)

    def close(self) -> None:
        if self._others is not None:
            self._others.close()

    def paint_figure(self, painter: QPainter, time_s: float) -> None:
        analysis = self.half.analysis
        if analysis is None or not self._look.overlay:
            return
        figure = figure_of(analysis, analysis.smoothed, self._look.measure, time_s, self._look.trails)
        if figure is None:
            return
        if self.half.mirror:
            figure = figure.mirrored(self._wide_px)
        painter.save()
        painter.setClipRect(self.left, 0, self.width, self.height)
        to_sheet = QTransform(self.scale, 0, 0, self.scale, self.left, 0)
        ground = Ground(QRectF(self.left, 0, self.width, self.height))
        paint_figure(painter, figure, to_sheet, thicker(self.height, self.height) * _LINES, ground)
        painter.restore()


class _Sheet:
    """Both pictures beside each other and the strip with names, times and numbers under them."""

    def __init__(
        self, pairing: Pairing, privacy: Privacy, style: VideoStyle, infos: tuple[Any, Any],
        most_high: int | None = MOST_HIGH,
    ) -> None:  # fmt: skip
        self._pairing, self._privacy = pairing, privacy
        height = max(info.height_px for info in infos)
        height = height if most_high is None else min(height, most_high)
        first = _Side(pairing.a, infos[0], height, 0, privacy, style)
        second = _Side(pairing.b, infos[1], height, first.width + GAP_PX, privacy, style)
        self.sides = (first, second)
        self._picture_height = height
        width = second.left + second.width
        self._em = max(14.0, 0.026 * min(width, height))
        self._told = _numbers(pairing, style.strip.chosen) if style.strip.numbers else []
        lines = 1.8 * self._em + (3.6 * self._em if self._told else 0.0)
        self.size = (width, height + 2 * math.ceil(lines / 2))
        self._still: QImage | None = None

    def close(self) -> None:
        for side in self.sides:
            side.close()

    def paint(self, item: tuple[Image, Image, float, float], canvas: Canvas) -> None:
        *pictures, a_s, b_s = item
        for side, picture in zip(self.sides, pictures, strict=True):
            canvas[: side.height, side.left : side.left + side.width] = picture
        image = QImage(canvas.data, canvas.shape[1], canvas.shape[0], 4 * canvas.shape[1], QImage.Format.Format_RGB32)
        painter = QPainter(image)
        for side, time_s in zip(self.sides, (a_s, b_s), strict=True):
            side.paint_figure(painter, time_s)
        painter.translate(0, self._picture_height)
        if self._still is None:
            self._still = self._paint_still(canvas.shape[1], canvas.shape[0] - self._picture_height)
        painter.drawImage(0, 0, self._still)
        self._paint_times(painter, a_s, b_s)
        painter.end()

    def _paint_still(self, width: int, height: int) -> QImage:
        """What stays the same all along: who is who, and the numbers."""
        em = self._em
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor(DARK.panel))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for letter, side in zip("AB", self.sides, strict=True):
            box = QRectF(side.left + 0.5 * em, 0.2 * em, side.width - 9 * em, 1.4 * em)
            named = _named(
                letter, side.half, self._privacy, QFontMetricsF(number_font(round(em), bold=True)), box.width()
            )
            _write(painter, box, named, em, DARK.text, bold=True)
        if self._told:
            room = (width - em) / len(self._told)
            for i, (name, one, other) in enumerate(self._told):
                for line, (text, px, colour) in enumerate(
                    ((name, 0.75 * em, DARK.muted), (one, 0.95 * em, DARK.text), (other, 0.75 * em, DARK.muted))
                ):
                    box = QRectF(0.5 * em + i * room, (1.8 + 1.15 * line) * em, room - 0.5 * em, 1.1 * em)
                    _write(painter, box, text, px, colour, bold=line == 1)
        painter.end()
        return image

    def _paint_times(self, painter: QPainter, a_s: float, b_s: float) -> None:
        """Of each clip from the moment at which the two are lined up; B says how fast it runs where it is stretched."""
        time_map, anchor = self._pairing.time_map, self._pairing.anchor_s
        rate = float(time_map.rate(a_s))
        fast = f"  {rate:.2f}×" if abs(rate - 1) > 0.005 else ""
        told = (clock(a_s - anchor), clock(b_s - float(time_map.to_b(anchor))) + fast)
        for side, text in zip(self.sides, told, strict=True):
            box = QRectF(side.left, 0.2 * self._em, side.width - 0.5 * self._em, 1.4 * self._em)
            _write(painter, box, text, self._em, DARK.text, right=True)


def _write(
    painter: QPainter, box: QRectF, text: str, px: float, colour: str, bold: bool = False, right: bool = False
) -> None:
    font = number_font(max(1, round(px)), bold=bold)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    fits = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    if right:
        box.setLeft(box.right() - QFontMetricsF(font).horizontalAdvance(fits) - 1)
    metrics = QFontMetricsF(font)
    painter.drawText(QPointF(box.left(), box.center().y() + (metrics.ascent() - metrics.descent()) / 2), fits)


def _named(letter: str, half: Half, privacy: Privacy, metrics: QFontMetricsF, room: float) -> str:
    """Whose clip, and which rep or step of it; where both have no room the clip's name is the one that is cut."""
    if half.analysis is not None:
        told = half.analysis if privacy.names else anonymous(half.analysis)
        name = told.athlete or told.clip.path.stem
    else:
        name = half.path.stem if privacy.names else ""
    unit = half.unit.title if half.unit is not None else ""
    others = "  ".join(part for part in (letter, unit) if part)
    left = room - metrics.horizontalAdvance(f"{others}  ")
    cut = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, max(left, 0.0))  # clips of a day begin alike
    return "  ".join(part for part in (letter, cut, unit) if part)


def _numbers(pairing: Pairing, chosen: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """(name, A and B, the difference) of the compared reps or steps, as the comparison's cards say them."""
    from app.choice import ordered, split
    from app.compare.numbers import difference_text

    a, b = pairing.a, pairing.b
    if a.analysis is None or a.unit is None or b.unit is None:
        return []
    pairs: dict[str, NumberPair] = {
        p.name: p for p in compare_numbers(a.unit.metrics, b.unit.metrics, pairing.sides)
    }  # fmt: skip
    names = ordered(a.analysis, [n for n in chosen if n in pairs])
    if not names:
        names = split(a.analysis, {n: p.difference for n, p in pairs.items()}, NUMBERS)[0]
    told = []
    for name in names[:NUMBERS]:
        pair = pairs[name]
        one, other = (show_metric(metric, name) for metric in (pair.a, pair.b))
        told.append((title(name), f"A {one.signed}   B {other.signed}", f"B − A: {difference_text(pair)}"))
    return told
