"""Colours, type and spacing of the window: two themes with the same roles, and what never changes between them."""

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from core.paths import resources_dir

ThemeName = Literal["dark", "light"]

SMALL_PX: Final = 12
BODY_PX: Final = 13
HEAD_PX: Final = 16
LARGE_PX: Final = 28
GRID: Final = 8
GUTTER: Final = 104  # width of the names left of every time axis, so that lanes and plots line up

LEFT: Final = "#56B4E9"
RIGHT: Final = "#E69F00"
MIDLINE: Final = "#C9CED6"
LANE_COLOURS: Final[dict[str, str]] = {
    "contact": "#8A94A3", "push": "#009E73", "swing": "#CC79A7", "arms": "#F0E442", "torso": "#0072B2",
}  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """One set of colours, by role.

    accent : lines and fills.  accent_text : small text in the accent, and the ground of small text on it; on white
    the accent itself has 4.47 : 1, and text needs 4.5.
    """

    name: ThemeName
    background: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    accent_text: str
    on_accent: str
    error: str
    on_error: str = "#FFFFFF"

    def colour(self, role: str, alpha: float = 1.0) -> QColor:
        """A role's colour, or any "#RRGGBB", with an opacity of 0..1."""
        colour = QColor(role if role.startswith("#") else getattr(self, role))
        colour.setAlphaF(alpha)
        return colour

    def side(self, side: str | None) -> QColor:
        """Left, right or midline; the midline darkens on white so that it can be seen."""
        if side == "left":
            return QColor(LEFT if self.name == "dark" else "#1F7FB8")
        if side == "right":
            return QColor(RIGHT if self.name == "dark" else "#A86F00")
        return QColor(MIDLINE if self.name == "dark" else "#5A6472")


DARK: Final = Theme(
    "dark", "#15171A", "#1C1F24", "#252A31", "#323842", "#E7EAEE", "#98A1AD", "#4CC2FF", "#4CC2FF", "#0B1720", "#A32020"
)
LIGHT: Final = Theme(
    "light", "#FAFBFC", "#FFFFFF", "#F0F2F5", "#D3D9E0", "#1A1D21", "#55606E", "#0A7CC4", "#0A72B5", "#FFFFFF",
    "#A32020",
)  # fmt: skip
THEMES: Final[dict[str, Theme]] = {"dark": DARK, "light": LIGHT}


def number_font(px: int, base: QFont | None = None, bold: bool = False) -> QFont:
    """The system's font with figures of one width, for numbers that change."""
    font = QFont(base) if base is not None else QFont()
    font.setPixelSize(px)
    font.setFeature(QFont.Tag("tnum"), 1)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def palette(theme: Theme) -> QPalette:
    """Qt's palette for the standard widgets."""
    p = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.panel,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.raised,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Highlight: theme.accent_text,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.accent_text,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Dark: theme.line,
        QPalette.ColorRole.Light: theme.raised,
    }
    for role, colour in roles.items():
        p.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        p.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("muted", 0.6))
    return p


def stylesheet(t: Theme) -> str:
    """What the palette cannot say: spacing, background steps instead of lines, and a focus that is always seen."""
    arrow = (resources_dir() / "icons" / f"down-{t.name}.svg").as_posix()
    shade = t.colour("background", 0.92).name(QColor.NameFormat.HexArgb)  # what lies below is still to be seen
    tick = (resources_dir() / "icons" / f"tick-{t.name}.svg").as_posix()
    return f"""
* {{ font-size: {BODY_PX}px; }}
QMainWindow, QDialog {{ background: {t.background}; }}
QWidget#panel, QWidget#transport, QWidget#toolbar, QWidget#tools {{ background: {t.panel}; }}
QLabel {{ background: transparent; color: {t.text}; }}
QLabel[role="muted"] {{ color: {t.muted}; font-size: {SMALL_PX}px; }}
QLabel[role="link"] {{ border: 1px solid transparent; border-radius: 4px; }}
QLabel[role="link"]:focus {{ border-color: {t.accent}; }}
QLabel[role="head"] {{ font-size: {HEAD_PX}px; font-weight: 600; }}
QLabel[role="title"] {{ font-size: {LARGE_PX}px; font-weight: 300; }}
QLabel[role="badge"] {{ background: rgba(47, 53, 62, 225); color: #E7EAEE; font-size: {SMALL_PX}px;
    border-radius: 4px; padding: 2px 6px; }}
QLabel[role="note"] {{ background: {t.raised}; color: {t.text}; border-radius: 4px; padding: 4px 10px; }}
QLabel[role="drop"] {{ background: {shade}; color: {t.text}; font-size: {HEAD_PX}px;
    border: 3px solid {t.accent}; border-radius: 8px; }}
QPushButton[role="badge"] {{ background: rgba(47, 53, 62, 225); color: #E7EAEE; font-size: {SMALL_PX}px;
    border: 1px solid rgba(231, 234, 238, 70); border-radius: 4px; padding: 1px 5px; min-height: 0; }}
QPushButton[role="badge"]:hover {{ background: rgba(50, 56, 66, 230); border-color: #E7EAEE; }}
QPushButton[role="badge"]:focus {{ border-color: {DARK.accent}; }}
QPushButton[role="inline"] {{ font-size: {SMALL_PX}px; padding: 2px 8px; min-height: 16px; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: 6px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton, QToolButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractSpinBox {{
    background: {t.raised}; color: {t.text}; border: 1px solid transparent; border-radius: 4px;
    padding: 4px 8px; min-height: 18px; placeholder-text-color: {t.muted}; }}
QToolButton {{ padding: 4px; }}
QToolButton#curves {{ padding: 0 7px; min-height: 16px; font-size: {SMALL_PX}px; }}
QToolButton#larger, QToolButton[tab="true"] {{ padding: 0 4px; min-height: 14px; font-size: {SMALL_PX}px; }}
QToolButton#curves::menu-indicator {{ image: none; }}
QToolButton[flat="true"] {{ background: transparent; }}
QToolButton[group="true"] {{ padding-right: 14px; }}
QToolButton[group="true"]::menu-button {{ border: 0; width: 12px; }}
QToolButton[opens="true"] {{ padding-right: 16px; }}
QToolButton[opens="true"]::menu-indicator {{ image: url("{arrow}"); width: 8px; height: 8px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 4px; }}
QToolButton[opens="false"]::menu-indicator {{ image: none; }}
QToolButton[group="true"]::menu-arrow {{ image: url("{arrow}"); width: 8px; height: 8px; }}
QPushButton:hover, QToolButton:hover, QComboBox:hover {{ background: {t.line}; }}
QPushButton:checked, QToolButton:checked {{ background: {t.line}; color: {t.text}; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus, QAbstractSpinBox:focus, QRadioButton:focus,
QPlainTextEdit:focus, QTableView:focus, QListView:focus, QCheckBox:focus {{ border: 1px solid {t.accent}; }}
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled {{ color: {t.muted}; background: transparent; }}
QPushButton[primary="true"] {{ background: {t.accent_text}; color: {t.on_accent}; font-weight: 600; }}
QPushButton[primary="true"]:focus {{ border: 1px solid {t.text}; }}
QPushButton[link="true"] {{ background: transparent; text-align: left; padding: 4px 8px; }}
QPushButton[link="true"]:hover {{ background: {t.raised}; }}
QComboBox {{ padding-right: 4px; }}
QComboBox[role="inline"] {{ background: transparent; font-size: {SMALL_PX}px; padding: 0 2px;
    min-height: 14px; }}
QComboBox[role="inline"]:hover {{ background: {t.line}; }}
QComboBox::drop-down {{ border: 0; width: 20px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 10px; height: 10px; }}
QWidget#tools {{ background: {t.panel}; border-radius: 6px; }}
QMenu {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: 4px; }}
QMenu::item {{ padding: 5px 20px 5px 24px; border-radius: 3px; }}
QMenu::item:selected {{ background: {t.accent_text}; color: {t.on_accent}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QSplitter::handle {{ background: {t.background}; }}
QSplitter::handle:hover {{ background: {t.line}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
QTableView, QListView {{ background: {t.panel}; color: {t.text}; border: 1px solid transparent;
    gridline-color: transparent; placeholder-text-color: {t.muted};
    selection-background-color: {t.line}; selection-color: {t.text}; }}
QTableView::item {{ padding: 0 2px; }}
QHeaderView {{ background: {t.panel}; }}
QHeaderView::section {{ background: {t.panel}; color: {t.muted}; border: 0; padding: 2px 2px;
    font-size: {SMALL_PX}px; }}
QTableView#sessions QHeaderView::section {{ padding: 2px 5px; }}
QTableView#units {{ margin-left: 2px; margin-right: 4px; }}
QTableView#units QHeaderView::section:first {{ padding-left: 5px; }}
QTableCornerButton::section {{ background: {t.panel}; border: 0; }}
QProgressBar {{ background: {t.raised}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QSlider::groove:horizontal {{ height: 4px; background: {t.line}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
    background: {t.text}; }}
QSlider::handle:horizontal:focus {{ background: {t.accent}; }}
QScrollBar:vertical {{ width: 8px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: 8px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {t.line}; border-radius: 4px; min-height: 24px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QFrame#message {{ background: {t.raised}; border-left: 3px solid {t.accent}; }}
QFrame#message[kind="caution"] {{ border-left: 3px solid {RIGHT}; }}
QFrame#message[kind="bug"] {{ background: {t.error}; border-left: 3px solid {t.error}; }}
QFrame#message[kind="bug"] QLabel {{ color: {t.on_error}; }}
QCheckBox, QRadioButton {{ color: {t.text}; border: 1px solid transparent; }}
QRadioButton:disabled, QCheckBox:disabled {{ color: {t.muted}; }}
QRadioButton::indicator {{ width: 12px; height: 12px; border-radius: 7px; border: 1px solid {t.muted};
    background: {t.panel}; }}
QRadioButton::indicator:checked {{ border: 4px solid {t.accent}; width: 6px; height: 6px; background: {t.on_accent}; }}
QRadioButton::indicator:disabled {{ border-color: {t.line}; }}
QCheckBox::indicator:unchecked, QAbstractItemView::indicator:unchecked {{ border: 1px solid {t.muted};
    border-radius: 2px; background: {t.panel}; width: 11px; height: 11px; }}
QCheckBox::indicator:unchecked:disabled {{ border-color: {t.line}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{ border: 1px solid {t.accent_text};
    border-radius: 2px; background: {t.accent_text}; image: url("{tick}"); width: 11px; height: 11px; }}
QCheckBox::indicator:checked:disabled {{ border-color: {t.muted}; background: {t.muted}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: 0; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ background: transparent; border: 0; min-height: 0; }}
"""


def dress(theme: Theme) -> None:
    """Give the whole application a theme's colours; free where it wears them already.

    A style sheet that is set again makes every widget there is work out its looks anew.
    """
    app = QApplication.instance()
    sheet = stylesheet(theme)
    if isinstance(app, QApplication) and app.styleSheet() != sheet:
        app.setPalette(palette(theme))
        app.setStyleSheet(sheet)
