"""The tools, floating on the picture's left edge so that they take no room from it."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.timeline import flat_button

TOOLS = ("select", "pick", "fit", "zoom_in", "zoom_out", "magnifier", "overlay", "raw")


class ToolStrip(QWidget):
    """A child of the video view, kept in its middle left."""

    def __init__(self, actions: Mapping[str, QAction], view: QWidget) -> None:
        super().__init__(view)
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 4, 2, 4)
        column.setSpacing(2)
        for name in TOOLS:
            column.addWidget(flat_button(actions[name]))
        self.adjustSize()
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.adjustSize()
            view = self.parentWidget()
            if view is not None:
                self.move(8, max(40, (view.height() - self.height()) // 2))
        return super().eventFilter(watched, event)
