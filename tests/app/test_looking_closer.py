"""Zoom, pan, one to one, the magnifier, and what is set once."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import recent
from app.dialogs.preferences import PreferencesDialog
from app.preferences import CACHE_MB, QUALITY, quality
from app.views.magnifier import SIZE, Magnifier
from app.views.overlay import Figure
from app.window import Window
from core.pose.skeleton import INDEX, N_LANDMARKS
from tests.app import figures


def turned(widget: QWidget, at: QPoint, eighths: QPoint, keys: Qt.KeyboardModifier) -> QWheelEvent:
    return QWheelEvent(
        QPointF(at), QPointF(widget.mapToGlobal(at)), QPoint(), eighths,
        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


def wheel(window: Window, at: QPoint, clicks: int) -> None:
    view = window.video
    view.wheelEvent(turned(view.viewport(), at, QPoint(0, 120 * clicks), Qt.KeyboardModifier.NoModifier))


def test_keys_show_the_whole_picture_and_one_to_one(analysed: Window, qtbot: QtBot) -> None:
    view = analysed.video
    assert view.zoomed is None
    qtbot.keyClick(analysed, Qt.Key.Key_1)
    assert view.zoomed == pytest.approx(1.0)
    assert "100 %" in analysed.video.badges.texts
    assert view.mapFromScene(QPointF(200, 0)).x() - view.mapFromScene(QPointF(100, 0)).x() == 100
    qtbot.keyClick(analysed, Qt.Key.Key_F)
    assert view.zoomed is None
    assert not any("%" in text for text in analysed.video.badges.texts)


def test_zooming_out_ends_with_the_whole_picture(analysed: Window) -> None:
    view = analysed.video
    middle = view.viewport().rect().center()
    wheel(analysed, middle, 4)
    assert view.zoomed is not None and view.zoomed > view._fit_scale()
    wheel(analysed, middle, -30)
    assert view.zoomed is None
    wheel(analysed, middle, 200)
    assert view.zoomed == pytest.approx(12.0)


def test_the_wheel_zooms_about_the_pointer(analysed: Window) -> None:
    view = analysed.video
    at = view.mapFromScene(QPointF(520, 90))
    wheel(analysed, at, 6)
    assert (view.mapFromScene(QPointF(520, 90)) - at).manhattanLength() <= 2
    wheel(analysed, at, 5)
    wheel(analysed, at, -3)
    assert (view.mapFromScene(QPointF(520, 90)) - at).manhattanLength() <= 4


def test_a_drag_with_the_left_or_middle_button_moves_the_picture(analysed: Window, qtbot: QtBot) -> None:
    view = analysed.video
    view.zoom(4.0)
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
        before = view.mapFromScene(QPointF(320, 180))
        start = view.viewport().rect().center()
        qtbot.mousePress(view.viewport(), button, pos=start)
        qtbot.mouseMove(view.viewport(), pos=start + QPoint(40, 25))
        qtbot.mouseRelease(view.viewport(), button, pos=start + QPoint(40, 25))
        assert view.mapFromScene(QPointF(320, 180)) - before == QPoint(40, 25)
        qtbot.mouseMove(view.viewport(), pos=start)
        assert view.mapFromScene(QPointF(320, 180)) - before == QPoint(40, 25), "let go"


def test_a_double_click_shows_the_whole_picture(analysed: Window, qtbot: QtBot) -> None:
    analysed.video.zoom(4.0)
    qtbot.mouseDClick(analysed.video.viewport(), Qt.MouseButton.LeftButton)
    assert analysed.video.zoomed is None


def test_the_magnifier_follows_the_pointer_and_goes_with_its_key(analysed: Window, qtbot: QtBot) -> None:
    view, loupe = analysed.video, analysed.video.magnifier
    qtbot.keyClick(analysed, Qt.Key.Key_M)
    at = view.mapFromScene(QPointF(300, 200))
    qtbot.mouseMove(view.viewport(), pos=at)
    assert loupe.isVisible()
    assert (loupe.geometry().center() - at).manhattanLength() <= 2
    assert loupe.factor == pytest.approx(3 * max(1.0, view.transform().m11()))
    qtbot.mouseMove(view.viewport(), pos=QPoint(2, 2))
    assert view.viewport().rect().contains(loupe.geometry()), "it stays in the window"
    qtbot.keyClick(analysed, Qt.Key.Key_M)
    assert not loupe.isVisible()


@pytest.fixture
def loupe(qtbot: QtBot) -> Iterator[Magnifier]:
    room = QWidget()
    room.resize(600, 400)
    qtbot.addWidget(room)
    made = Magnifier(room)
    room.show()
    yield made
    del room


def test_the_magnifier_shows_the_pictures_own_pixels(loupe: Magnifier) -> None:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#202020"))
    image.setPixelColor(104, 54, QColor("#FFFFFF"))
    loupe.set_picture(image, QSizeF(200, 100))
    loupe.look(QPointF(100.5, 50.5), QPoint(300, 200), 1.0)
    shot = loupe.grab().toImage()
    middle = SIZE // 2
    # the white pixel lies four to the right of and below the one pointed at: three screen pixels wide, with hard edges
    bright = [x for x in range(middle, middle + 30) if shot.pixelColor(x, middle + 12).lightness() > 250]
    assert bright == [middle + 11, middle + 12, middle + 13]


def test_the_middle_of_a_joint_stays_free_under_the_magnifier(loupe: Magnifier) -> None:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    xy = np.full((N_LANDMARKS, 2), np.nan)
    xy[INDEX["left_knee"]], xy[INDEX["left_ankle"]] = (100.0, 50.0), (130.0, 50.0)
    loupe.set_picture(image, QSizeF(200, 100))
    loupe.set_figure(Figure(xy, np.ones(N_LANDMARKS), frozenset()))
    loupe.look(QPointF(100.0, 50.0), QPoint(300, 200), 1.0)
    shot = loupe.grab().toImage()
    middle = SIZE // 2
    near = {shot.pixelColor(middle + dx, middle + dy).name() for dx in range(-3, 4) for dy in range(-3, 4)}
    assert near == {"#808080"}, "nothing is drawn over the joint"
    across = {shot.pixelColor(middle + dx, middle).name() for dx in range(6, 60)}
    assert len(across) > 1, "but about it there is"


def test_while_playing_the_smaller_picture_is_magnified_in_its_place(loupe: Magnifier) -> None:
    small = QImage(100, 50, QImage.Format.Format_RGB32)
    small.fill(QColor("#202020"))
    small.setPixelColor(50, 25, QColor("#FFFFFF"))
    loupe.set_picture(small, QSizeF(200, 100))
    loupe.look(QPointF(101, 51), QPoint(300, 200), 1.0)
    assert loupe.grab().toImage().pixelColor(SIZE // 2, SIZE // 2).lightness() > 250


# -- preferences
def test_preferences_are_kept_and_bounded(analysed: Window, qtbot: QtBot) -> None:
    assert CACHE_MB.read() == 512
    qtbot.keyClick(analysed, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = analysed.findChild(PreferencesDialog)
    assert dialog is not None and dialog.cache_mb.value() == 512
    dialog.cache_mb.setValue(1024)
    dialog.theme.setCurrentIndex(1)
    dialog.quality.setCurrentIndex(dialog.quality.findData("precise"))
    dialog.accept()
    assert quality() == "precise"
    QUALITY.write("nonsense")
    assert quality() == "standard"
    assert CACHE_MB.read() == 1024
    assert analysed.theme.name == "light" and analysed.acts["theme"].isChecked()
    CACHE_MB.write(10**9)
    assert CACHE_MB.read() == CACHE_MB.most
    recent.settings().setValue("preferences/frame_cache_mb", "plenty")
    assert CACHE_MB.read() == 512
    analysed.acts["theme"].setChecked(False)


def test_cancelled_preferences_change_nothing(analysed: Window) -> None:
    analysed.acts["preferences"].trigger()
    dialog = analysed.findChild(PreferencesDialog)
    assert dialog is not None
    dialog.cache_mb.setValue(64)
    dialog.reject()
    assert CACHE_MB.read() == 512 and analysed.theme.name == "dark"


def test_a_number_in_a_field_can_be_read(qtbot: QtBot) -> None:
    """The field's text has the field's room: a styled spin box once left it one pixel."""
    dialog = PreferencesDialog("dark")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.cache_mb.lineEdit().width() > dialog.cache_mb.fontMetrics().horizontalAdvance("16384 MB")


def test_a_picture_smaller_than_the_view_can_still_be_seen_one_to_one(window: Window) -> None:
    window.video.set_clip_size(figures.WIDTH // 4, figures.HEIGHT // 4)
    assert window.video._fit_scale() > 1
    window.video.actual_size()
    assert window.video.zoomed == pytest.approx(1.0)
    window.video.zoom(0.5)
    assert window.video.zoomed == pytest.approx(1.0), "not smaller than that"


def test_the_wheel_goes_frame_by_frame_over_the_strip_and_with_shift_over_the_picture(analysed: Window) -> None:
    head, view, strip = analysed.session.playhead, analysed.video, analysed.transport.scrubber
    plain, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    head.seek_frame(10)
    middle = strip.rect().center()
    for eighths, frame in ((-120, 11), (-240, 13), (-60, 13), (-60, 14), (120, 13)):
        strip.wheelEvent(turned(strip, middle, QPoint(0, eighths), plain))
        assert head.frame == frame
    scale, middle = view.transform().m11(), view.viewport().rect().center()
    view.wheelEvent(turned(view.viewport(), middle, QPoint(0, -120), shift))
    assert head.frame == 14
    view.wheelEvent(turned(view.viewport(), middle, QPoint(240, 0), shift))  # turned sideways by the system
    assert head.frame == 12 and view.transform().m11() == scale
