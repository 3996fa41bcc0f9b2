"""How what is selected, or what the tool will draw, looks and when it is seen: a row at the picture's top right."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app.actions import written_keys
from app.draw.aim import corner
from app.draw.board import Board
from app.draw.menu import fill
from app.draw.presets import COLOURS, OPACITIES, WIDTHS
from app.draw.tools import TOOL
from app.joints import joint_words
from app.language.tr import counted, tr
from app.preferences import left_handed
from app.theme import DARK
from app.views.popups import let_go
from app.views.video import VideoView
from core.annotations.kinds import KINDS, TIED, Kind
from core.annotations.span import SpanKind

SEEN: Final[dict[SpanKind, str]] = {"frame": "This frame", "fade": "Fading", "range": "Range", "clip": "Always"}
EDGE_PX: Final = 8
TOP_PX: Final = 36  # under the badges
FOOT_PX: Final = 44
BESIDE_TOOLS_PX: Final = 96


class StyleBar(QWidget):
    """A child of the video view; there while a tool is active or something is selected."""

    def __init__(
        self, board: Board, actions: Mapping[str, QAction], view: VideoView, busy: Callable[[], list[QPoint]]
    ) -> None:
        """busy : the places of the view that it must not cover, as long as another corner is free."""
        super().__init__(view)
        self._busy, self._corner, self._aside = busy, 0, False
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._board, self._view = board, view
        self._by_keys, self._joint = actions["draw_in_middle"], actions["next_landmark"]
        self._until = actions["seen_until"]
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 3, 8, 3)
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
        self.more.setProperty("opens", False)  # three dots say so themselves
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
        button.setProperty("opens", True)
        menu = QMenu(button)

        def refill() -> None:
            menu.clear()
            fill_menu(menu)

        menu.aboutToShow.connect(refill)
        button.setMenu(menu)
        let_go(button)
        button.setProperty("is", name)
        return button

    def _how_to(self, kind: Kind) -> str:
        """With the mouse and, where it has its keys, without."""
        keys, joint = _keys_of(self._by_keys), _keys_of(self._joint)
        without = ""
        if keys and joint and kind in TIED:
            without = tr("By keys: {joint} chooses the joint, {keys} draws it.", joint=joint, keys=keys)
        elif keys and kind not in TIED:
            without = tr("By keys: {keys}, then the arrows.", keys=keys)
        return f"{tr(TOOL[kind].hint)} {tr('Esc: leave it.')}\n{without}".strip()

    # -- what it says
    def tell(self) -> None:
        chosen, board = self._board.preset(), self._board
        self.setVisible(chosen is not None and not self._aside)
        if chosen is None:
            return
        those = board.chosen
        self.hint.setText("" if board.tool is None else self._how_to(board.tool))
        self.hint.setVisible(board.tool is not None)
        if board.tool is not None:
            aimed = f", {joint_words(board.aimed)}" if board.aimed else ""
            self.what.setText(tr(TOOL[board.tool].text) + aimed)
        elif len(those) == 1:
            tied = those[0].follows
            follows = f", {tr('follows {joint}', joint=joint_words(tied))}" if tied else ""
            here = "" if those[0] in board.seen() or those[0].hidden else f", {tr('on another frame')}"
            at = f", {joint_words(corner(those[0]))}" if those[0].kind in TIED else ""
            inner = f", {tr('straight is 180°')}" if those[0].kind in ("goniometer", "angle") else ""
            self.what.setText(tr(KINDS[those[0].kind].word) + at + inner + follows + here)
        else:
            self.what.setText(counted(len(those), "{n} drawing", "{n} drawings", n=len(those)))
        style = chosen.style
        colour = tr(COLOURS.get(style.colour, style.colour))
        self.colour.setIcon(_swatch(style.colour))
        words = {
            self.colour: colour,
            self.width_: f"{style.width_px:g} px",
            self.opacity: _percent(style.opacity),
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
            self._choice(menu, _percent(value), on, partial(self._board.restyle, opacity=value))

    def _fill_seen(self, menu: QMenu) -> None:
        chosen = self._board.preset()
        words: dict[SpanKind, str] = {
            "frame": tr("On this frame only"), "fade": tr("Around this frame, fading"),
            "range": tr("From this frame to the range's end"), "clip": tr("All the time"),
        }  # fmt: skip
        for kind, text in words.items():
            on = chosen is not None and chosen.span == kind
            self._choice(menu, text, on, partial(self._board.see, kind))
        if self._board.chosen:
            menu.addAction(self._until)

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

    def step_aside(self, aside: bool) -> None:
        """Out of the way while the hand draws or drags."""
        if aside != self._aside:
            self._aside = aside
            self.setVisible(not aside and self._board.preset() is not None)

    def _place(self) -> None:
        """In its corner, or in the first one where it covers nothing that the hand will go to."""
        if self.isHidden():
            return
        places, busy = self._corners(), self._busy()
        order = sorted(range(len(places)), key=lambda i: (i != self._corner, i))
        free = (i for i in order if not any(self._around(places[i]).contains(at) for at in busy))
        self._corner = next(free, self._corner)
        self.move(places[self._corner])

    def _around(self, at: QPoint) -> QRect:
        return QRect(at, self.size()).adjusted(-EDGE_PX, -EDGE_PX, EDGE_PX, EDGE_PX)

    def _corners(self) -> list[QPoint]:
        """Opposite the tools at the top first, then at the foot, above the sentences there; then beside the tools."""
        left, right = (EDGE_PX, BESIDE_TOOLS_PX) if left_handed() else (BESIDE_TOOLS_PX, EDGE_PX)
        right, foot = (
            max(4, self._view.width() - self.width() - right),
            self._view.height() - self._view.foot_px - self.height() - FOOT_PX,
        )
        across = (left, right) if left_handed() else (right, left)
        corners = [QPoint(x, y) for x in across for y in (TOP_PX, foot)]
        return corners if left < right and foot > TOP_PX else corners[:1]


def _keys_of(action: QAction) -> str:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
    return written_keys((keys,)) if keys else ""


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


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
