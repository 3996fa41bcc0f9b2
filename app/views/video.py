"""The picture of the clip with the figure on it: pan, zoom, magnifier, badges, and picking the athlete."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QCursor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsScene,
    QGraphicsView,
    QLabel,
    QWidget,
)

from app.badges import Badge
from app.frames import Picture
from app.language.tr import tr
from app.theme import Theme
from app.views.badges import BadgeRow
from app.views.magnifier import Magnifier
from app.views.notches import Notches
from app.views.note import GAP_PX, Note
from app.views.overlay import Figure, OverlayItem, paint_figure
from app.views.overlay_numbers import Ground
from app.views.picture_item import PictureItem
from app.views.pixels import around

MOST_ZOOM: Final = 12.0
EDGE_PX: Final = 2  # a picture is put on whole pixels, up to one off its box


class VideoView(QGraphicsView):
    """One picture item and one overlay item; always shows the figure of the very frame it shows."""

    scale_changed = Signal(int)  # screen pixels across the picture; all it has where they are looked at closely
    size_changed = Signal()  # of the clip's pictures
    picked = Signal(float, float)  # picture pixels
    clicked = Signal()
    stepped = Signal(int)  # frames, by the wheel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)  # what is looked at closely stays in sight
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (self, self.viewport()):
            part.setAccessibleName(tr("Picture of the clip"))
        # Drops belong to the window.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing of what is under it is painted
        self.setMinimumSize(320, 180)
        scene = QGraphicsScene(self)
        self.setScene(scene)
        self._picture_item = PictureItem()
        self._overlay = OverlayItem()
        scene.addItem(self._picture_item)
        scene.addItem(self._overlay)
        self._fitted = True
        self._picking = False
        self._notches = Notches()
        self._grabbed_at: QPoint | None = None
        self._tools, self._told = QRect(), QRect()
        self._at_foot = False
        self.badges = BadgeRow(self)
        self._place_badges()
        self._note = Note(self)
        self._doubt = QLabel(self)  # why the picture is not quite what was asked for
        self._doubt.setProperty("role", "badge")
        self._doubt.hide()
        self.magnifier = Magnifier(self.viewport())
        self._magnifying = False
        self.picture: Picture | None = None

    # -- what is shown
    def set_clip_size(self, width: int, height: int) -> None:
        self._picture_item.set_image(None)
        self._overlay.set_figure(None)
        self.picture = None
        self._doubt.hide()
        self.magnifier.set_picture(None, self.sceneRect().size())
        self.magnifier.set_figure(None)
        for item in (self._picture_item, self._overlay):
            item.set_size(width, height)
        self.setSceneRect(QRectF(0, 0, width, height))
        self.size_changed.emit()
        self.fit()

    def show_picture(self, picture: Picture) -> None:
        self.picture = picture
        self._picture_item.set_image(picture.image)
        self.viewport().update(self._covered())
        self._show_doubt(picture)
        self.magnifier.set_picture(picture.image, self.sceneRect().size())

    def _show_doubt(self, picture: Picture) -> None:
        text, why = "", ""
        if not picture.exact:
            text, why = "\N{HORIZONTAL ELLIPSIS}", tr("A frame close by; the exact one is being decoded.")
        elif picture.damaged:
            text, why = tr("damaged"), tr("The file is faulty here: this picture shows errors, or is its neighbour's.")
        if text == self._doubt.text() and why == self._doubt.toolTip():
            return
        self._doubt.setText(text)
        self._doubt.setToolTip(why)
        self._doubt.setAccessibleName(why)
        self._doubt.setVisible(bool(text))
        self._place_note()

    def set_figure(self, figure: Figure | None) -> None:
        """Beside the picture only what the figure before reached and this one reaches is painted anew."""
        to_screen = self.viewportTransform()
        before = self._overlay.reach(to_screen)
        if self._overlay.set_figure(figure):
            reached = before.united(self._overlay.reach(to_screen)).toAlignedRect()
            self.viewport().update(QRegion(self._covered()) + reached.intersected(self.viewport().rect()))
        self.magnifier.set_figure(figure)

    def _covered(self) -> QRect:
        """The part of the view that the picture lies on, and the pixel that it may be off by."""
        on_screen = self.viewportTransform().mapRect(self._picture_item.boundingRect()).toAlignedRect()
        return on_screen.adjusted(-EDGE_PX, -EDGE_PX, EDGE_PX, EDGE_PX).intersected(self.viewport().rect())

    @property
    def overlay(self) -> OverlayItem:
        return self._overlay

    @property
    def figure(self) -> Figure | None:
        return self._overlay.figure

    def set_badges(self, badges: list[Badge]) -> None:
        """Short facts about the clip: "120 fps", "side view"."""
        self.badges.set_badges(badges)
        self._place_badges()

    def keep_beside(self, tools: QRect, at_foot: bool = False) -> None:
        """Tools float there, at a side or at the foot: a whole picture lies beside or over them."""
        if (tools, at_foot) != (self._tools, self._at_foot):
            self._tools, self._at_foot = tools, at_foot
            self._overlay.covered = (QRectF(tools),)
            self._place_badges()
            self._place_note()
            if self._fitted:
                self.fit()

    @property
    def foot_px(self) -> int:
        """How much of the height tools at the foot take."""
        return self.height() - self._tools.top() if self._at_foot else 0

    def scale_beside(self, tools: QSize, at_foot: bool) -> float:
        """Pixels of the screen for one of the whole picture, were tools of this size there."""
        box, width, height = self.sceneRect(), self.width(), self.height()
        if box.isEmpty():
            return 1.0
        if at_foot:
            height -= tools.height() + 2 * GAP_PX
        elif not tools.isEmpty():
            width -= tools.width() + 2 * GAP_PX
        return max(0.01, min(width / box.width(), height / box.height()))

    def keep_below(self, told: QRect) -> None:
        """A message lies there, which may say what to click on: the badges go under it."""
        self._told = told
        self._place_badges()

    def _place_badges(self) -> None:
        row = QRect(QPoint(GAP_PX, GAP_PX), self.badges.size())
        if self._told.intersects(row):
            row.moveTop(self._told.bottom() + GAP_PX)
        if self._tools.intersects(row):
            row.moveLeft(self._tools.right() + GAP_PX)
        self.badges.move(row.topLeft())

    @property
    def note(self) -> str:
        return self._note.text()

    def set_note(self, text: str, aside: bool = False) -> None:
        """One sentence at the foot of the picture, such as what to click on.  aside : as in `Note.tell`."""
        self._note.tell(text, aside)

    def set_theme(self, theme: Theme) -> None:
        self.setBackgroundBrush(theme.colour("background"))

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Only beside the picture, which covers the rest."""
        covered = self._picture_item.boundingRect() if self._picture_item.image is not None else QRectF()
        for bare in around(QRectF(rect), covered, 2 / self.transform().m11()):
            painter.fillRect(bare, self.backgroundBrush())

    def render_image(self) -> QImage | None:
        """The shown frame in its own size with the figure on it."""
        image = self._picture_item.image
        if image is None:
            return None
        width, height = round(self.sceneRect().width()), round(self.sceneRect().height())
        made = image.scaled(width, height) if image.width() != width else image.copy()
        if self._overlay.figure is not None and self._overlay.isVisible():
            painter = QPainter(made)
            figure, ground = self._overlay.figure, Ground(QRectF(made.rect()))
            paint_figure(painter, figure, painter.worldTransform(), max(1.0, height / 800), ground)
            painter.end()
        return made

    # -- looking around
    def fit(self) -> None:
        """The whole picture."""
        self._fitted = True
        if not self.sceneRect().isEmpty():
            self.setAlignment(self._beside_tools())
            scale = self._fit_scale()
            self.setTransform(QTransform.fromScale(scale, scale))
        self.tell_scale()

    def _beside_tools(self) -> Qt.AlignmentFlag:
        """In the middle where that is clear of the tools, else away from them."""
        shown = self.sceneRect().size() * self._fit_scale()
        if self._at_foot:
            clear = (self.height() - shown.height()) / 2 >= self.foot_px
            down = Qt.AlignmentFlag.AlignVCenter if clear else Qt.AlignmentFlag.AlignTop
            return Qt.AlignmentFlag.AlignHCenter | down
        middle = Qt.AlignmentFlag.AlignVCenter
        if (self.width() - shown.width()) / 2 >= self._tools.width() + GAP_PX:
            return Qt.AlignmentFlag.AlignHCenter | middle
        at_left = 2 * self._tools.center().x() <= self.width()
        return middle | (Qt.AlignmentFlag.AlignRight if at_left else Qt.AlignmentFlag.AlignLeft)

    def actual_size(self) -> None:
        """One picture pixel on one pixel of the screen, about the pointer or the middle."""
        self._scale_to(1 / self.devicePixelRatioF())

    def zoom(self, factor: float, about: QPoint | None = None) -> None:
        """About the pointer; going out ends with the whole picture, or one to one where that is smaller."""
        now, whole = self.transform().m11(), self._fit_scale()
        least = min(whole, 1 / self.devicePixelRatioF())
        wanted = min(max(now * factor, least), max(MOST_ZOOM, 2 * whole))
        if factor < 1 and now > whole * 1.001 and wanted <= whole * 1.001:
            self.fit()
        elif not (self._fitted and factor < 1):
            self._scale_to(wanted, about)

    @property
    def zoomed(self) -> float | None:
        """Screen pixels per picture pixel; None while the whole picture is fitted."""
        return None if self._fitted else self.transform().m11() * self.devicePixelRatioF()

    @property
    def looked_at(self) -> tuple[float, float, float] | None:
        """`zoomed` and the picture's point in the middle; None while the whole picture is fitted."""
        scale, middle = self.zoomed, self.mapToScene(self.viewport().rect().center())
        return None if scale is None else (scale, middle.x(), middle.y())

    def look_at(self, scale: float, middle: QPointF) -> None:
        """As `looked_at` has told it."""
        least = min(self._fit_scale(), 1 / self.devicePixelRatioF())
        self._fitted = False
        wanted = min(max(scale / self.devicePixelRatioF(), least), max(MOST_ZOOM, 2 * self._fit_scale()))
        self.setTransform(QTransform.fromScale(wanted, wanted))
        self.centerOn(middle)
        self.tell_scale()

    def _scale_to(self, wanted: float, about: QPoint | None = None) -> None:
        """What lies under `about`, else under the pointer, else in the middle, stays where it is."""
        view = self.viewport()
        if about is None:
            about = view.mapFromGlobal(QCursor.pos())
            if not view.rect().contains(about):
                about = view.rect().center()
        point = self.mapToScene(about)
        self._fitted = False
        self.setTransform(QTransform.fromScale(wanted, wanted))
        off = self.mapFromScene(point) - about
        for bar, pixels in ((self.horizontalScrollBar(), off.x()), (self.verticalScrollBar(), off.y())):
            bar.setValue(bar.value() + pixels)
        self.tell_scale()

    def set_picking(self, on: bool) -> None:
        """The next click picks the athlete."""
        self._picking = on
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    def set_magnifier(self, on: bool) -> None:
        """A loupe follows the pointer."""
        self._magnifying = on
        self.viewport().setMouseTracking(on)
        self.tell_scale()
        if on:
            self._magnify(self.viewport().mapFromGlobal(QCursor.pos()))
        else:
            self.magnifier.hide()

    def _magnify(self, at: QPoint) -> None:
        if not self._magnifying or not self.viewport().rect().contains(at):
            self.magnifier.hide()
            return
        self.magnifier.look(self.mapToScene(at), at, self.transform().m11())

    def _fit_scale(self) -> float:
        return self.scale_beside(self._tools.size(), self._at_foot)

    def tell_scale(self) -> None:
        across = self.transform().m11() * self.sceneRect().width() * self.devicePixelRatioF()
        self.scale_changed.emit(round(max(across, self.sceneRect().width()) if self._magnifying else across))

    def keep_clear(self, points: Iterable[tuple[float, float]]) -> None:
        """Points of the picture that the sentence at its foot must not cover: it goes to the top then."""
        self._note.keep_clear(self.mapFromScene(QPointF(x, y)) for x, y in points)

    def _place_note(self) -> None:
        self._note.foot_px = self.foot_px
        self._note.place()
        if self._doubt.isVisible():
            self._doubt.adjustSize()
            self._doubt.move(self.width() - self._doubt.width() - 8, 8)

    # -- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note.fit()
        if self._fitted:
            self.fit()
        self._place_note()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._note.avoid(self._overlay.taken)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Closer or further away; with Shift frame by frame."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if by := self._notches.down(event):
                self.stepped.emit(by)
            event.accept()
            return
        at = event.position().toPoint()
        self.zoom(1.0015 ** event.angleDelta().y(), at)
        self._magnify(at)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._picking and event.button() == Qt.MouseButton.LeftButton:
            point: QPointF = self.mapToScene(at)
            if self.sceneRect().contains(point):
                self.picked.emit(point.x(), point.y())
            return
        self.clicked.emit()
        if not self._fitted and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed_at = at
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._grabbed_at is not None:
            by, self._grabbed_at = at - self._grabbed_at, at
            for bar, pixels in ((self.horizontalScrollBar(), by.x()), (self.verticalScrollBar(), by.y())):
                bar.setValue(bar.value() - pixels)
        self._magnify(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grabbed_at is not None:
            self._grabbed_at = None
            self.set_picking(self._picking)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.magnifier.hide()
