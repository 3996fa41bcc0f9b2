"""A report as PDF, A4 or Letter: fonts embedded, text selectable, title and language told."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRect, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from app.curves import available, first_choice, shown_unit
from app.document import Unit, units_of
from app.export import report_pages as pages
from app.export.caption import file_date
from app.export.kinogram import strip_of_run
from app.export.opened import fps_of, opened
from app.export.paged import laid_out, on_new_page
from app.export.plot import curves_of, plot_image
from app.export.scene import Look, Scene
from app.export.snapshot import chosen_units, key_moments
from app.export.strip import Strip, StripStyle
from app.export.studies import studies_of
from app.language.tr import spoken, tr
from app.theme import LIGHT, number_font
from core.analysis import Analysis
from core.compare.draws import MOST_FRAMES
from core.compare.errors import bit_by_bit
from core.edits.events import Marker
from core.export.pdf_tags import with_language
from core.export.privacy import Privacy, anonymous
from core.giving_way import aside
from core.heavy import load_for_numbers
from core.measures.kinogram import MovedTile, ShownStep
from core.measures.overlap import ALPHA
from core.pose.track import PoseTrack
from core.progress import Progress

if TYPE_CHECKING:
    from core.video.reader import Frame

Paper = Literal["a4", "letter"]
_SIZES: Final = {"a4": QPageSize.PageSizeId.A4, "letter": QPageSize.PageSizeId.Letter}
_MARGIN_MM: Final = 15.0
_DPI: Final = 96  # of the layout; letters and lines are vectors
_PICTURE_PX: Final = 640  # across a picture, whatever the clip's size
_LEGIBLE_PX: Final = 260  # across a picture whose numbers are as large as on a screen
_KEY_PX: Final = 190  # across a key frame on paper: three rows go on a page
_PLOTS: Final = 4
_LANES_PX: Final = 1800  # across; as high, their letters have the size of the other small ones on paper


@dataclass(frozen=True)
class ReportStyle:
    """paper : its size.  logo, contact : from the preferences."""

    paper: Paper = "a4"
    logo: QImage | None = None
    contact: str = ""


def write_report(
    path: Path,
    analysis: Analysis,
    privacy: Privacy,
    style: ReportStyle,
    tiles: Sequence[MovedTile] = (),
    notes: str = "",
    alpha: float = ALPHA,
    steps: Sequence[ShownStep] = (),
    markers: Sequence[Marker] = (),
) -> Generator[Progress, None, None]:
    """Write the PDF to `path`, yielding progress; each yield is a place to cancel.  tiles : moved by hand.
    notes : on the clip, left out where names are: they may tell them.  alpha : the share from which lanes are on.
    steps : of which the kinogram is to be, chosen by hand.  markers : put by hand, with notes that go where names go.

    Raises
    ------
    UserError : the clip cannot be read any more.
    OSError : the file cannot be written.
    """
    told = analysis if privacy.names else anonymous(analysis)
    date = file_date(analysis) if privacy.names else None
    yield Progress("export", "Making the report", 0, 4)
    pictures = Pictures(analysis, privacy)
    units = chosen_units(units_of(told))
    best = max(units_of(told), key=_told, default=None)
    groups = {"lead": key_moments(best, analysis.raw.time_s) if best is not None else _moments_without(analysis)}
    if not analysis.steps:
        groups |= {f"unit{unit.number}": key_moments(unit, analysis.raw.time_s) for unit in units}
    leading, *rest = pictures.of(groups)
    yield Progress("export", "Making the report", 2, 4)
    layout = QPageLayout(
        QPageSize(_SIZES[style.paper]), QPageLayout.Orientation.Portrait,
        QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM), QPageLayout.Unit.Millimeter,
    )  # fmt: skip
    width = layout.paintRectPixels(_DPI).width()
    head = [pages.first_page(told, leading, width, date, notes if privacy.names else "")]
    strip = _kinogram(pictures, width, analysis, privacy, tiles, steps)
    body = (
        [strip]
        if strip
        else [pages.picture_block(_frames_title(told), [p for group in rest for p in group], _KEY_PX, 3)]
        if rest
        else []
    )
    body.append(on_new_page(pages.tables(told)) if rest else pages.tables(told))
    body.append(pages.markers_block(markers if privacy.names else [replace(m, note="") for m in markers]))
    body += _studies(told, pictures, width, alpha)
    body += yield from _plots(told, pictures, width)
    body += [pages.quality_block(told), pages.method_block(told, datetime.now().astimezone())]
    name = " ".join(part for part in (tr("Report"), told.athlete, told.clip.path.stem) if part)
    data = yield from _pdf(layout, pages.page("".join(head)), pages.page("".join(body)), pictures.images, name, style)
    yield Progress("export", "Making the report", 3, 4)
    path.write_bytes(with_language(data, spoken()))
    yield Progress("export", "Making the report", 4, 4)


def _told(unit: Unit) -> int:
    """How many measures of a rep or step are plainly ok: of the best one the first page shows pictures."""
    return sum(metric.status == "ok" and metric.value is not None for metric in unit.metrics.values())


def _frames_title(told: Analysis) -> str:
    knees = any(r.study is not None and r.study.knees is not None for r in told.reps)
    return tr("Key frames and knee tracking") if knees else tr("Key frames")


def _moments_without(analysis: Analysis) -> list[tuple[str, float]]:
    """Three moments of a clip in which nothing was counted."""
    seen = analysis.raw.time_s[analysis.raw.has_pose]
    times = seen if len(seen) else analysis.raw.time_s
    return [("", float(times[int(share * (len(times) - 1))])) for share in (0.2, 0.5, 0.8)] if len(times) else []


class Pictures:
    """Key frames cut to the athlete, kept by name for the text engine."""

    def __init__(self, analysis: Analysis, privacy: Privacy) -> None:
        self._analysis = analysis
        self._scene = Scene(analysis, privacy, Look(knees=True))
        self.images: dict[str, QImage] = {}

    def of(self, groups: Mapping[str, Sequence[tuple[str, float]]]) -> list[list[tuple[str, str]]]:
        """(name of the picture, words under it) of the moments of each group; none where there is no video.

        In order of time, each frame once: decoding back and forth is what takes long.
        """
        clip = self._analysis.clip
        made: dict[str, list[tuple[str, str]]] = {name: [] for name in groups}
        if not clip.width_px:
            return list(made.values())
        wanted = sorted({time_s for moments in groups.values() for _, time_s in moments})
        shown = {}
        with closing(self._scene), opened(clip.path, fps_of(clip)) as reader:
            for time_s in wanted:
                number = reader.frame_at(time_s)
                shown[time_s] = (f"frame-{number}.png", float(reader.time_s[number]))
                if shown[time_s][0] not in self.images:
                    self.add(shown[time_s][0], self._cut(reader.frame(number)))
        for name, moments in groups.items():
            for word, time_s in moments:
                key, at_s = shown[time_s]
                made[name].append((key, f"{word}  {at_s:.2f} s".strip()))
        return list(made.values())

    def _cut(self, frame: "Frame") -> QImage:
        box = athlete_box(self._analysis.smoothed, frame.time_s, frame.rgb.shape[1], frame.rgb.shape[0])
        image = self._scene.picture(frame, box.width() / _LEGIBLE_PX)
        return image.copy(box).scaledToWidth(_PICTURE_PX, Qt.TransformationMode.SmoothTransformation)

    def add(self, name: str, image: QImage) -> None:
        self.images[name] = image


def athlete_box(track: PoseTrack, time_s: float, width: int, height: int) -> QRect:
    """The part of the picture with the athlete in it, 3 : 4, with room about them; all of it where nobody was seen."""
    row = int(np.argmin(np.abs(track.time_s - time_s)))
    xy = track.xy_px[row]
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return QRect(0, 0, width, height)
    (left, top), (right, bottom) = xy.min(axis=0), xy.max(axis=0)
    tall = max(1.5 * (bottom - top), 1.5 * (right - left) * 4 / 3, 0.2 * height)
    tall = min(tall, height, width * 4 / 3)
    wide = 0.75 * tall
    x = min(max((left + right - wide) / 2, 0), width - wide)
    y = min(max((top + bottom - tall) / 2 - 0.04 * tall, 0), height - tall)
    return QRectF(x, y, wide, tall).toRect()


def _kinogram(
    pictures: "Pictures", width: int, analysis: Analysis, privacy: Privacy, tiles: Sequence[MovedTile],
    steps: Sequence[ShownStep],
) -> str:  # fmt: skip
    """The strip of a run, in place of the key frames of every step; "" where there is none."""
    if not analysis.steps or not analysis.clip.width_px:
        return ""
    image = strip_of_run(analysis, privacy, tiles, steps, paper=True)
    if image is None:
        return ""
    pictures.add("kinogram.png", image)
    lead = (
        tr("Five positions of a stride into each leg: the steps that were chosen.")
        if steps
        else tr("Five positions of a stride into each leg: the steps seen most squarely.")
    )
    return pages.picture_block(tr("Kinogram"), [("kinogram.png", "")], pages.picture_px(width, 1), 1, lead)


def _studies(told: Analysis, pictures: Pictures, width: int, alpha: float) -> list[str]:
    """Knee tracking, push and pull, overlaps: what the clip has of them."""
    parts = []
    for i, study in enumerate(studies_of(told, alpha)):
        names = [f"study-{i}-{k}.png" for k in range(len(study.images))]
        for name, image in zip(names, study.images, strict=True):
            pictures.add(name, image)
        parts.append(pages.study_block(study, names, width))
    return parts


def _plots(told: Analysis, pictures: Pictures, width: int) -> Generator[Progress, None, list[str]]:
    if not told.pose.frames_with_pose:
        return []
    groups = {group.title: group for group in available(told)}
    made = []
    sds: Mapping[str, NDArray[np.float64]] = {}
    if len(told.series.time_s) <= MOST_FRAMES:  # on a longer clip's paper curves lie too close for bands about them
        aside(load_for_numbers)  # of a clip that was known nothing has needed them yet
        for known in bit_by_bit(told, [(unit.start_s, unit.end_s) for unit in units_of(told)]):
            sds = known
            yield Progress("export", "Making the report", 2, 4)
    for i, name in enumerate(first_choice(told)[:_PLOTS]):
        yield Progress("export", "Making the report", 2, 4)
        group = groups[name]
        key = f"plot-{i}.png"
        unit = shown_unit(group.unit, told)
        pictures.add(key, plot_image(told, tr(group.title), unit, curves_of(told, group, sds), (1800, 460)))
        made.append((key, ""))
    parts = [pages.picture_block(tr("Curves"), made, pages.picture_px(width, 1), 1)] if made else []
    if told.steps:
        strip = Strip(told, StripStyle(numbers=False), _LANES_PX, _LANES_PX, LIGHT)
        first = float(told.steps[0].step.touchdown_s)
        pictures.add("lanes.png", strip.rows_at(first))
        lead = tr("When each part drives; the shaded band is where all do at once.")
        parts.append(pages.picture_block(tr("Limb timing"), [("lanes.png", "")], pages.picture_px(width, 1), 1, lead))
    return parts


def _pdf(
    layout: QPageLayout, first: str, rest: str, images: dict[str, QImage], title: str, style: ReportStyle
) -> Generator[Progress, None, bytes]:  # fmt: skip
    """Page by page; each is a place to cancel."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(layout)
    writer.setResolution(600)
    writer.setTitle(title)
    writer.setCreator("Plumbline")
    painter = QPainter(writer)
    number = 0
    scale = 600 / _DPI
    size = QSizeF(layout.paintRectPixels(_DPI).size())
    foot = 22.0
    try:
        for html in (first, rest):
            room = QSizeF(size.width(), size.height() - foot)
            document = yield from laid_out(html, partial(document_of, images=images, size=room))
            for at in range(document.pageCount()):
                yield Progress("export", "Making the report", 2, 4)
                if number:
                    writer.newPage()
                number += 1
                painter.save()
                painter.scale(scale, scale)
                _page(painter, document, at)
                _foot(painter, size, number, title, style)
                painter.restore()
    finally:
        painter.end()
    return bytes(buffer.data().data())


def document_of(html: str, images: dict[str, QImage], size: QSizeF) -> QTextDocument:
    """The text laid out on pages of this size, its pictures by their names."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    font = QFont(number_font(13))
    font.setFeature(QFont.Tag("liga"), 0)  # so that a search finds "film" as it is written
    document.setDefaultFont(font)
    for name, image in images.items():
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
    document.setHtml(html)
    document.setPageSize(size)
    return document


def _page(painter: QPainter, document: QTextDocument, at: int) -> None:
    height = document.pageSize().height()
    painter.save()
    painter.translate(0, -at * height)
    view = QRectF(0, at * height, document.pageSize().width(), height)
    painter.setClipRect(view)
    context: Any = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
    context.clip = view
    document.documentLayout().draw(painter, context)
    painter.restore()


def _foot(painter: QPainter, size: QSizeF, number: int, title: str, style: ReportStyle) -> None:
    font = number_font(9)
    font.setFeature(QFont.Tag("liga"), 0)
    painter.setFont(font)
    box = QRectF(0, size.height() - 16, size.width(), 16)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, style.contact or title)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{number}")
    if style.logo is not None and number == 1:
        wide = 40.0 * style.logo.width() / max(1, style.logo.height())
        painter.drawImage(QRectF(size.width() - wide, 0, wide, 40.0), style.logo)
