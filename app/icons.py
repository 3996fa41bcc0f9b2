"""Icons in the theme's colour, sharp at every scale of the screen."""

import math
from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.theme import Theme
from core.paths import resources_dir

SIZE: Final = 20


def icon(name: str, theme: Theme) -> QIcon:
    """The icon of that name, drawn for every screen there is; its unavailable form is muted."""
    made = QIcon()
    scales = {1} | {math.ceil(screen.devicePixelRatio()) for screen in QGuiApplication.screens()}
    for colour, mode in ((theme.text, QIcon.Mode.Normal), (theme.line, QIcon.Mode.Disabled)):
        for scale in sorted(scales):
            made.addPixmap(_draw(name, colour, SIZE, scale), mode)
    return made


def application_icon() -> QIcon:
    """The window's own, in the sizes that systems ask for."""
    made = QIcon()
    for size in (32, 64, 256):
        made.addPixmap(_draw("plumbline", "#FFFFFF", size, 1))
    return made


def _draw(name: str, colour: str, size: int, scale: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_text(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(QSize(size, size) * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@cache
def _text(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
