"""One frame as it leaves the program: what may be seen of it, the figure on it, and what was drawn by hand."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from app.export.images import Image, to_image
from app.figure import KNEES, figure_of, knee_paths_of
from app.views.overlay import Figure, paint_figure
from app.views.overlay_numbers import Ground
from core.analysis import Analysis
from core.export.head import HeadRegions, head_regions
from core.export.others import OtherHeads
from core.export.privacy import Privacy, hidden
from core.pose.track import PoseTrack
from core.progress import Progress

if TYPE_CHECKING:
    from core.video.reader import Frame, FrameReader

# painter of the picture's own pixels, seconds, how much thicker lines are than on a screen, and the bare picture
Extra = Callable[[QPainter, float, float, QImage | None], None]
_LEGIBLE = 480  # of the shorter side: numbers on it are as large as on a screen of that height


@dataclass(frozen=True)
class Look:
    """What is drawn on the frames.

    overlay : skeleton and angles.  trails : paths of the last half second.  raw : landmarks as detected.
    measure : the one that is drawn strongly.  knees : the way of the knees through the rep, from the front.
    extra : annotations, painted last.
    """

    overlay: bool = True
    trails: bool = False
    raw: bool = False
    measure: str | None = None
    knees: bool = False
    extra: Extra | None = None


class Scene:
    """Paints frames of one clip; may be used in any one thread, and is closed there."""

    def __init__(self, analysis: Analysis, privacy: Privacy, look: Look) -> None:
        self.analysis, self.privacy, self.look = analysis, privacy, look
        wants_face = privacy.face != "shown" and privacy.background == "clip"
        self._heads: HeadRegions | None = head_regions(analysis) if wants_face else None
        self._others = OtherHeads(analysis) if wants_face else None

    def picture(self, frame: "Frame", scale: float | None = None) -> QImage:
        """The frame at full size with everything on it; scale : how thick lines are, None = legible at half size."""
        image = to_image(self.background(frame))
        bare = image.copy() if self.look.extra is not None else None
        painter = QPainter(image)
        try:
            self.paint(painter, frame.time_s, image.width(), image.height(), scale, bare)
        finally:
            painter.end()
        return image

    def follow(self, reader: "FrameReader", numbers: range) -> Generator[Progress, None, None]:
        """Find other people's faces in these frames before the first is painted, where faces are hidden.

        Each yield is a place to cancel.
        """
        if self._others is not None:
            yield from self._others.follow(reader, numbers)

    def background(self, frame: "Frame") -> Image:
        """The frame with what must not be seen hidden."""
        others = self._others.at(frame.rgb, frame.time_s) if self._others is not None else ()
        return hidden(frame.rgb, frame.time_s, self._heads, self.privacy, others)

    def close(self) -> None:
        """Let go of what looked for other people's faces."""
        if self._others is not None:
            self._others.close()

    def paint(
        self, painter: QPainter, time_s: float, width: int, height: int, scale: float | None = None,
        bare: QImage | None = None,
    ) -> None:  # fmt: skip
        """Figure and annotations alone, in the picture's pixels.  bare : for what magnifies a part of it."""
        scale = thicker(width, height) if scale is None else scale
        if self.look.overlay:
            track = self.analysis.raw if self.look.raw else self.analysis.smoothed
            figure = figure_of(self.analysis, track, self.look.measure, time_s, self.look.trails)
            if figure is not None and self.look.knees:
                figure = self._with_knees(figure, track, time_s)
            if figure is not None:
                paint_figure(painter, figure, QTransform(), scale, Ground(QRectF(0, 0, width, height)))
        if self.look.extra is not None:
            painter.save()
            self.look.extra(painter, time_s, scale, bare)
            painter.restore()

    def _with_knees(self, figure: Figure, track: PoseTrack, time_s: float) -> Figure:
        inside = (r for r in self.analysis.reps if r.rep.start_s - 1e-6 <= time_s <= r.rep.end_s + 1e-6)
        paths = next((found for r in inside if (found := knee_paths_of(track, r))), ())
        return replace(figure, strong=KNEES, knee_paths=paths) if paths else figure


def thicker(width: int, height: int) -> float:
    """How much thicker lines and letters are than on a screen, so that they are read at half the size."""
    return max(1.0, min(width, height) / _LEGIBLE)
