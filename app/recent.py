"""What the window remembers between two runs: the clips opened lately, its geometry and its theme."""

import json
import logging
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from core.paths import config_dir, is_there
from core.whole_file import written_whole

log = logging.getLogger(__name__)
MOST: Final = 20  # more than any list shows: some may be gone, or on a drive that is not there today


def recent_names() -> list[Path]:
    """The latest first, wherever they are now."""
    try:
        names = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []


def recent_clips() -> list[Path]:
    """The latest first; clips that are gone are left out.  A drive that is gone keeps it waiting (`app.on_disk`)."""
    return [path for path in recent_names() if is_there(path)]


def remember_clip(path: Path) -> Path:
    """Put a clip first, by its real path, which is returned; a folder that cannot be written loses only the list."""
    path = path.resolve()
    names = [str(p) for p in (path, *(p for p in recent_names() if p != path))][:MOST]
    try:
        with written_whole(_file()) as file:
            file.write(json.dumps(names, indent=1, ensure_ascii=False).encode())
    except OSError as error:
        log.warning("the list of recent clips cannot be kept: %s", error)
    return path


def settings() -> QSettings:
    """Geometry and looks."""
    return QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)


def load_size(window: QWidget, name: str) -> QByteArray | None:
    """A geometry or a divider's state as it was on a screen of this size."""
    state = settings().value(_key(window, name))
    return state if isinstance(state, QByteArray) else None


def load_words(window: QWidget, name: str) -> list[str]:
    """Words kept for a screen of this size; none where there are none."""
    return str(settings().value(_key(window, name), "")).split()


def save_for_screen(window: QWidget, values: dict[str, QByteArray | str]) -> None:
    """Sizes are remembered per screen: a laptop's own and the big one on the desk."""
    kept = settings()
    for name, value in values.items():
        kept.setValue(_key(window, name), value)


def _key(window: QWidget, name: str) -> str:
    screen = window.screen() or QGuiApplication.primaryScreen()
    size = screen.size() if screen else window.size()
    return f"{size.width()}x{size.height()}/{name}"


def _file() -> Path:
    return config_dir() / "recent.json"
