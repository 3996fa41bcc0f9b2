"""What a look at a part of the window would find fault with, found by measuring it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QPixmap, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

LEAST_CONTRAST = 4.5
_CLOSE = 3  # a pixel is painted as so many times so many
Worded = QLabel | QAbstractButton | QComboBox


def faults(part: QWidget, screen: QSize, contrast: bool = True) -> list[str]:
    """Everything wrong with a window or dialog and what is visible in it."""
    found = [] if _fits(part.size(), screen) else [f"{name(part)}: {part.size()} on {screen}"]
    painted = luminance(part) if contrast else None
    for widget in _visible(part):
        found += squeezed(widget) + cut(widget) + _lost(widget, part) + nameless(widget)
        if painted is not None:
            found += pale(widget, painted)
    return found


def squeezed(widget: QWidget) -> list[str]:
    """A control with less room than its words need; what wraps, elides or scrolls by its own rules is left out."""
    if not isinstance(widget, Worded) or (isinstance(widget, QLabel) and (widget.wordWrap() or not widget.text())):
        return []
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return []
    if widget.sizePolicy().horizontalPolicy() == widget.sizePolicy().Policy.Ignored:
        return []
    needed, has = widget.minimumSizeHint(), widget.size()
    return [] if _fits(needed, has) else [f"{name(widget)}: {has} < {needed}"]


def cut(widget: QWidget) -> list[str]:
    """Words that do not fit on a label."""
    if not isinstance(widget, QLabel) or not widget.text() or not widget.pixmap().isNull():
        return []
    if widget.wordWrap():
        tall = widget.heightForWidth(widget.width())
        return [f"{name(widget)}: {widget.height()} high, needs {tall}"] if widget.height() < tall else []
    lines = _plain(widget).splitlines() or [""]
    wide = max(widget.fontMetrics().horizontalAdvance(line) for line in lines)
    room = widget.contentsRect().width()
    return [f"{name(widget)}: {room} wide, needs {wide}"] if wide > room + 1 else []


def nameless(widget: QWidget) -> list[str]:
    """Something the Tab key goes to of which a screen reader can say nothing."""
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget.focusProxy() is not None:
        return []
    if isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox):
        return []  # its box has the name
    told = QAccessible.queryAccessibleInterface(widget)
    return [] if told is None or told.text(QAccessible.Text.Name) else [f"{name(widget)}: no name"]


def pale(widget: QWidget, painted: NDArray[np.float64]) -> list[str]:
    """Words that can hardly be told from what is behind them.  painted : the whole window, as `luminance` gives it."""
    if not isinstance(widget, QLabel | QAbstractButton) or not widget.isEnabled() or not widget.text().strip():
        return []
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return []
    inner = widget.visibleRegion().boundingRect()
    if inner.size() != widget.size():
        return []  # scrolled away, or half of it
    place = QRect(widget.mapTo(widget.window(), inner.topLeft()) * _CLOSE, inner.size() * _CLOSE)
    light = painted[max(place.top(), 0) : place.bottom(), max(place.left(), 0) : place.right()]
    if not light.size:
        return []
    values, counts = np.unique(light, return_counts=True)
    usual = values[np.argmax(counts)]
    seen = float(np.max((np.maximum(values, usual) + 0.05) / (np.minimum(values, usual) + 0.05)))  # WCAG 2: 1 to 21
    return [] if seen >= LEAST_CONTRAST else [f"{name(widget)}: contrast {seen:.1f}"]


def luminance(part: QWidget) -> NDArray[np.float64]:
    """(H, W) relative luminance of a window as it is painted, so close that a stroke has its full colour somewhere."""
    picture = QPixmap(part.size() * _CLOSE)
    picture.setDevicePixelRatio(_CLOSE)
    part.render(picture)
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    steps = np.arange(256) / 255
    linear = np.where(steps <= 0.04045, steps / 12.92, ((steps + 0.055) / 1.055) ** 2.4)
    return np.asarray(sum(w * linear[pixels[..., i]] for i, w in enumerate((0.0722, 0.7152, 0.2126)))).round(4)


def _lost(widget: QWidget, part: QWidget) -> list[str]:
    """Something to use that has no size, or lies outside of what holds it."""
    used = isinstance(widget, Worded | QLineEdit | QAbstractSpinBox | QAbstractScrollArea)
    if not used or (isinstance(widget, QLabel) and not widget.text()):
        return []
    if widget.width() < 2 or widget.height() < 2:
        return [f"{name(widget)}: {widget.size()}"]
    if any(isinstance(above, QAbstractScrollArea) for above in _above(widget, part)):
        return []
    place = QRect(widget.mapTo(part, QPoint(0, 0)), widget.size())
    return [] if part.rect().contains(place) else [f"{name(widget)}: {place} outside of {part.rect()}"]


def _above(widget: QWidget, part: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None and above is not part:
        yield above
        above = above.parentWidget()


def _visible(part: QWidget) -> Iterator[QWidget]:
    """Of this window only: a dialog is another one."""
    return (w for w in part.findChildren(QWidget) if w.isVisible() and w.window() is part.window())


def _fits(needed: QSize, room: QSize) -> bool:
    return needed.width() <= room.width() and needed.height() <= room.height()


def _plain(label: QLabel) -> str:
    rich = label.textFormat() == Qt.TextFormat.RichText or (
        label.textFormat() == Qt.TextFormat.AutoText and "</" in label.text()
    )
    return QTextDocumentFragment.fromHtml(label.text()).toPlainText() if rich else label.text()


def name(widget: QWidget) -> str:
    """What a person would call it."""
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()} {words!r}".strip()
