"""A list that scrolls and, as it stands there, ends with a whole row."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from app.views.when_shown import WhenShown


class WholeRows(QScrollArea):
    """Half a row at its end looks like a fault: what is left over stays empty, and the bar says that there is more."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._later = WhenShown(self, self._fit)  # once the rows lie where they belong
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hold(inner)

    def hold(self, inner: QWidget) -> None:
        """Show this in the place of what was there before."""
        self._inner = inner
        self.setWidget(inner)
        inner.installEventFilter(self)
        self._later.ask()

    def ends_of(self, widget: QWidget) -> list[int]:
        """Where the list may end within one of its widgets, from its top: under each row that it is."""
        return [] if isinstance(widget, QLabel) or widget.layout() is not None else [widget.height()]

    def _fit(self) -> None:
        room, whole, layout = self.height(), self._inner.sizeHint().height(), self._inner.layout()
        if layout is not None and layout.hasHeightForWidth():
            whole = layout.heightForWidth(self._inner.width())
        ends = [0]
        if whole > room:
            for row in self._inner.findChildren(QWidget):
                if row.isVisible():
                    ends += [row.mapTo(self._inner, QPoint(0, end)).y() for end in self.ends_of(row)]
        last = max(end for end in ends if end <= room)
        self.setViewportMargins(0, 0, 0, room - last if last else 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inner and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._later.ask()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.ask()
