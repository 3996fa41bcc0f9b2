"""Where this program keeps its things; every folder can be moved by an environment variable (tests do)."""

import os
from contextlib import suppress
from pathlib import Path

import platformdirs

APP_NAME = "plumbline"


def root() -> Path:
    """The folder that holds `core`, `app` and `resources`."""
    return Path(__file__).resolve().parent.parent


def resources_dir() -> Path:
    """What comes with the program: demo clips, translations, schema, icons."""
    return root() / "resources"


def demo_dir() -> Path:
    """The demo clips."""
    return resources_dir() / "demo"


def _dir(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable) or default).expanduser()


def is_there(path: Path) -> bool:
    """Whether something lies there, as far as we may look: in a folder that we may not enter nothing does."""
    try:
        return path.exists()
    except OSError:
        return False


def is_gone(path: Path) -> bool:
    """Whether nothing lies there for certain; of a folder that we may not enter whoever opens it tells."""
    with suppress(PermissionError):
        return not path.exists()
    return False


def is_folder(path: Path) -> bool:
    """The same of a folder."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """The same of a file."""
    try:
        return path.is_file()
    except OSError:
        return False


def may_be_entered(folder: Path) -> bool:
    """False where something lies there whose content, or whose very being, we are not allowed to look at."""
    try:
        (folder / "anything").stat()
    except PermissionError:
        return False
    except OSError:
        return True
    return True


def data_dir() -> Path:
    """Models and everything that must outlive a cache clean-up (`PLUMBLINE_DATA_DIR`)."""
    return _dir("PLUMBLINE_DATA_DIR", platformdirs.user_data_dir(APP_NAME, appauthor=False))


def athletes_file() -> Path:
    """The athletes' history, a SQLite file (`PLUMBLINE_ATHLETES_FILE`)."""
    return _dir("PLUMBLINE_ATHLETES_FILE", str(data_dir() / "athletes.sqlite"))


def cache_dir() -> Path:
    """Pose results; safe to delete at any time (`PLUMBLINE_CACHE_DIR`)."""
    return _dir("PLUMBLINE_CACHE_DIR", platformdirs.user_cache_dir(APP_NAME, appauthor=False))


def log_dir() -> Path:
    """The log, and what a crash left (`PLUMBLINE_LOG_DIR`)."""
    return _dir("PLUMBLINE_LOG_DIR", platformdirs.user_log_dir(APP_NAME, appauthor=False))


def log_file() -> Path:
    """The log itself, told in every message about a fault of the program."""
    return log_dir() / "plumbline.log"


def config_dir() -> Path:
    """Settings and the list of recent clips (`PLUMBLINE_CONFIG_DIR`)."""
    return _dir("PLUMBLINE_CONFIG_DIR", platformdirs.user_config_dir(APP_NAME, appauthor=False))
