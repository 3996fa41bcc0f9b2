"""The tools, floating at the picture's left edge or at its foot, wherever they take least room from it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget

from app.draw.tools import GROUPS
from app.language.tr import tr
from app.preferences import left_handed
from app.views.popups import let_go
from app.views.timeline import flat_button

if TYPE_CHECKING:
    from app.views.video import VideoView

POINTING: Final = ("select", "pick", "repair")
LOOKING: Final = ("fit", "zoom_in", "zoom_out", "magnifier", "overlay", "raw", "show_drawings")
TOP_PX: Final = 40  # the badges are above
GAP_PX: Final = 8
MUCH: Final = 1.03  # a picture larger by this is worth it that the tools are not where they are used to be
BUTTON: Final = QSize(38, 30)


class GroupButton(QToolButton):
    """A click takes the tool used last of its group, the arrow lists all of them."""

    def __init__(self, name: str, tools: Sequence[QAction]) -> None:
        super().__init__()
        self.setProperty("flat", True)
        self.setProperty("group", True)
        self.setIconSize(QSize(20, 20))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._name = name
        menu = QMenu(self)
        for action in tools:
            menu.addAction(action)
            action.toggled.connect(self._used)
        self.setMenu(menu)
        let_go(self)
        self._take(tools[0])

    def _used(self, on: bool) -> None:
        action = self.sender()
        if on and isinstance(action, QAction):
            self._take(action)

    def _take(self, action: QAction) -> None:
        self.setDefaultAction(action)
        self.setAccessibleName(f"{tr(self._name)}: {action.text()}")


class ToolStrip(QWidget):
    """A child of the video view, kept in its middle left, in columns where it is low; in a row under a wide picture."""

    def __init__(self, actions: Mapping[str, QAction], view: "VideoView") -> None:
        super().__init__(view)
        self.setAutoFillBackground(True)  # with the panel's colour: else each frame that plays has all of it painted
        self._view = view
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2, 4, 2, 4)
        self._grid.setSpacing(2)
        self.groups = {
            name: GroupButton(name, [actions[tool.action] for tool in tools]) for name, tools in GROUPS.items()
        }
        self._buttons: list[QToolButton] = [flat_button(actions[name]) for name in POINTING]
        self._buttons += self.groups.values()
        self._buttons += [flat_button(actions[name]) for name in LOOKING]
        for button in self._buttons:
            button.setFixedSize(BUTTON)
        self._columns = self._rows = 0
        self._at_right = left_handed()
        self._lay_out()
        view.installEventFilter(self)
        view.size_changed.connect(self._lay_out)

    def arrange(self) -> None:
        """At the picture's left edge, or at its right one for left-handed people."""
        self._at_right = left_handed()
        self._lay_out()

    def _lay_out(self) -> None:
        """One under the other, in as many columns as the height asks for, or one beside the other."""
        fits = max(1, (self._view.height() - TOP_PX - 2 * GAP_PX) // (BUTTON.height() + 2))
        columns = -(-len(self._buttons) // fits)
        rows = -(-len(self._buttons) // columns)
        row = self._size(len(self._buttons), 1)
        beside = self._view.scale_beside(self._size(columns, rows), False)
        at_foot = row.width() <= self._view.width() - 2 * GAP_PX and self._view.scale_beside(row, True) > MUCH * beside
        if at_foot:
            columns, rows = len(self._buttons), 1
        if (columns, rows) != (self._columns, self._rows):
            self._columns, self._rows = columns, rows
            for i, button in enumerate(self._buttons):
                self._grid.addWidget(button, i % rows, i // rows)
        self._grid.activate()
        self.adjustSize()
        across = self._view.width() - self.width() - GAP_PX if self._at_right else GAP_PX
        if at_foot:
            self.move((self._view.width() - self.width()) // 2, self._view.height() - self.height() - GAP_PX)
        else:
            self.move(across, max(TOP_PX, (self._view.height() - self.height()) // 2))
        self._view.keep_beside(self.geometry(), at_foot)

    def _size(self, columns: int, rows: int) -> QSize:
        """Of so many buttons, as the grid lays them out."""
        edges, gap = self._grid.contentsMargins(), self._grid.spacing()
        return QSize(
            columns * (BUTTON.width() + gap) - gap + edges.left() + edges.right(),
            rows * (BUTTON.height() + gap) - gap + edges.top() + edges.bottom(),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lay_out()
        return super().eventFilter(watched, event)
