"""How what is selected, or what the tool will draw, looks and when it is seen: a row at the picture's top right."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app.actions import written_keys
from app.draw.board import Board
from app.draw.menu import fill
from app.draw.presets import COLOURS, OPACITIES, WIDTHS
from app.draw.tools import TOOL
from app.language.tr import said, tr
from app.theme import DARK
from app.views.popups import let_go
from core.annotations.kinds import KINDS, TIED
from core.annotations.span import SpanKind

SEEN: Final[dict[SpanKind, str]] = {"frame": "This frame", "fade": "Fading", "range": "Range", "clip": "Always"}
EDGE_PX: Final = 8
TOP_PX: Final = 36  # under the badges


class StyleBar(QWidget):
    """A child of the video view; there while a tool is active or something is selected."""

    def __init__(self, board: Board, actions: Mapping[str, QAction], view: QWidget) -> None:
        super().__init__(view)
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._board, self._view = board, view
        self._by_keys = actions["draw_in_middle"]
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 3, 4, 3)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(2)
        column.addLayout(row)
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        column.addWidget(self.hint)
        self.what = QLabel()
        row.addWidget(self.what)
        row.addSpacing(6)
        self.colour = self._button(tr("Colour"), self._fill_colours)
        self.width_ = self._button(tr("Width of the lines"), self._fill_widths)
        self.opacity = self._button(tr("Opacity"), self._fill_opacities)
        self.seen = self._button(tr("When it is seen"), self._fill_seen)
        self.more = self._button(tr("Everything else for drawings"), lambda menu: fill(menu, board, actions))
        self.more.setText("…")
        for button in (self.colour, self.width_, self.opacity, self.seen, self.more):
            row.addWidget(button)
        board.changed.connect(self.tell)
        view.installEventFilter(self)
        self.tell()

    def _button(self, name: str, fill_menu: Callable[[QMenu], None]) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(name)
        button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(button)

        def refill() -> None:
            menu.clear()
            fill_menu(menu)

        menu.aboutToShow.connect(refill)
        button.setMenu(menu)
        let_go(button)
        button.setProperty("is", name)
        return button

    def _how_to(self, hint: str) -> str:
        """With the mouse and, where it has its keys, without."""
        keys = self._by_keys.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
        without = tr("By keys: {keys}, then the arrows.", keys=written_keys((keys,))) if keys else ""
        return f"{tr(hint)} {tr('Esc: leave it.')}\n{without}".strip()

    # -- what it says
    def tell(self) -> None:
        chosen, board = self._board.preset(), self._board
        self.setVisible(chosen is not None)
        if chosen is None:
            return
        those = board.chosen
        self.hint.setText("" if board.tool is None else self._how_to(TOOL[board.tool].hint))
        self.hint.setVisible(board.tool is not None)
        if board.tool is not None:
            self.what.setText(tr(TOOL[board.tool].text))
        elif len(those) == 1:
            tied = those[0].follows or (those[0].landmarks[0] if those[0].kind in TIED else "")
            follows = f", {tr('follows {joint}', joint=said(joint_words(tied)))}" if those[0].follows else ""
            here = "" if those[0] in board.seen() or those[0].hidden else f", {tr('on another frame')}"
            inner = f", {tr('straight is 180°')}" if those[0].kind in ("goniometer", "angle") else ""
            self.what.setText(tr(KINDS[those[0].kind].word) + inner + follows + here)
        else:
            self.what.setText(tr("{n} drawings", n=len(those)))
        style = chosen.style
        colour = tr(COLOURS.get(style.colour, style.colour))
        self.colour.setIcon(_swatch(style.colour))
        words = {
            self.colour: colour,
            self.width_: f"{style.width_px:g} px",
            self.opacity: f"{style.opacity:.0%}".replace("%", " %"),
            self.seen: tr(SEEN[chosen.span]),
        }
        for button, text in words.items():
            button.setText(text)
            button.setAccessibleName(f"{button.property('is')}: {text}")
        self.more.setVisible(bool(those))
        self.more.setAccessibleName(self.more.toolTip())
        self.adjustSize()
        self._place()

    # -- its menus
    def _choice(self, menu: QMenu, text: str, on: bool, do: Callable[[], None]) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda *_: do())
        return action

    def _fill_colours(self, menu: QMenu) -> None:
        chosen = self._board.preset()
        for value, name in COLOURS.items():
            on = chosen is not None and chosen.style.colour == value
            action = self._choice(menu, tr(name), on, partial(self._board.restyle, colour=value))
            action.setIcon(_swatch(value, on))

    def _fill_widths(self, menu: QMenu) -> None:
        chosen = self._board.preset()
        for value in WIDTHS:
            on = chosen is not None and chosen.style.width_px == value
            self._choice(menu, f"{value:g} px", on, partial(self._board.restyle, width_px=value))

    def _fill_opacities(self, menu: QMenu) -> None:
        chosen = self._board.preset()
        for value in OPACITIES:
            on = chosen is not None and chosen.style.opacity == value
            self._choice(menu, f"{value:.0%}", on, partial(self._board.restyle, opacity=value))

    def _fill_seen(self, menu: QMenu) -> None:
        chosen = self._board.preset()
        words: dict[SpanKind, str] = {
            "frame": tr("On this frame only"), "fade": tr("Around this frame, fading"),
            "range": tr("From this frame to the range's end"), "clip": tr("All the time"),
        }  # fmt: skip
        for kind, text in words.items():
            on = chosen is not None and chosen.span == kind
            self._choice(menu, text, on, partial(self._board.see, kind))

    # -- where it is
    def event(self, event: QEvent) -> bool:
        """Its words get the room they ask for also where they ask late, as on the first show."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.adjustSize()
            self._place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.move(max(4, self._view.width() - self.width() - EDGE_PX), TOP_PX)


def joint_words(landmark: str) -> str:
    """left_foot_index -> left foot."""
    return landmark.replace("_foot_index", " foot").replace("_", " ")


def _swatch(colour: str, chosen: bool = False) -> QIcon:
    """A square of the colour with a border, so that black is seen on black; a tick in the chosen one."""
    pixmap = QPixmap(28, 28)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(QColor(colour))
    painter = QPainter(pixmap)
    painter.setPen(QColor(DARK.muted))
    painter.drawRect(0, 0, 13, 13)
    if chosen:
        painter.setPen(QColor("#15171A" if QColor(colour).lightnessF() > 0.4 else "#FFFFFF"))
        painter.drawLine(3, 7, 6, 10)
        painter.drawLine(6, 10, 11, 4)
    painter.end()
    return QIcon(pixmap)
