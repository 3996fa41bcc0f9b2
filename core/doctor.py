"""What works on this machine and what does not, with one line of advice for each fault (`plumbline doctor`).

Nothing heavy is imported here: versions come from the installed packages' own records, and Qt and MediaPipe
are tried in a process of their own, so that one that cannot even be loaded is a fault and not the end.
"""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from core import __version__, paths
from core.athletes.db import AthleteDb
from core.errors import UserError
from core.machine import cores
from core.pose import models

PACKAGES = (
    "ai-edge-litert",
    "av",
    "ezc3d",
    "flatbuffers",
    "mediapipe",
    "numpy",
    "opencv-contrib-python",
    "openpyxl",
    "platformdirs",
    "pyqtgraph",
    "PySide6-Essentials",
    "rich",
    "scipy",
    "typer",
)
# codec -> decoder that does without special hardware (the one called "av1" does not)
DECODERS = {name: name for name in ("h264", "hevc", "vp9", "mpeg4", "mjpeg", "prores")} | {"av1": "libdav1d"}
_TRIAL_S = 60.0
_PACKAGED = bool(getattr(sys, "frozen", False))  # then sys.executable is Plumbline, not a Python

_SET_UP = "run `python3 packaging/dev.py setup` in Plumbline's folder"
_NEED_RUN = "install Plumbline again, or " + _SET_UP

# Qt picks its platform as the window would; offscreen is used where there is no display, and said
_QT_TRIAL = """
from PySide6.QtGui import QGuiApplication, QFontDatabase
app = QGuiApplication([])
print(app.platformName(), len(QFontDatabase.families()))
"""
# as the program loads it: by itself MediaPipe brings a plotting library along, which writes into the home folder
_POSE_TRIAL = """
import sys
sys.path.insert(0, sys.argv[2])
import numpy
from core import mediapipe_door
mediapipe = mediapipe_door.load()
from mediapipe.tasks.python import BaseOptions, vision
options = vision.PoseLandmarkerOptions(base_options=BaseOptions(model_asset_path=sys.argv[1]))
with vision.PoseLandmarker.create_from_options(options) as landmarker:
    blank = numpy.zeros((64, 64, 3), numpy.uint8)
    landmarker.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=blank))
print("ran")
"""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    name : what ("Qt", "codecs").
    ok : False is a fault.
    detail : what was found, one line.
    advice : what to do about the fault, one line; empty where there is none.
    """

    name: str
    ok: bool
    detail: str
    advice: str = ""


def checks() -> list[Check]:
    """Look at everything; takes a second or two.  Never raises: what goes wrong is a fault with its advice."""
    found = []
    for name, check in _CHECKS.items():
        try:
            found.append(check())
        except Exception as error:  # a check that fails is the news itself
            found.append(Check(name, False, f"{type(error).__name__}: {error}", _NEED_RUN))
    return found


def _python() -> Check:
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()}; plumbline {__version__}"
    if sys.version_info < (3, 11):  # noqa: UP036 - somebody else's environment
        return Check("Python", False, detail, "delete .venv and set up again with Python 3.11 or newer")
    return Check("Python", True, detail)


def _packages() -> Check:
    versions, missing = [], []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            missing.append(package)
    if missing:
        return Check("packages", False, f"missing: {', '.join(missing)}", _NEED_RUN)
    return Check("packages", True, ", ".join(versions))


def _qt() -> Check:
    if _PACKAGED:
        return Check("Qt", True, "not tried in a packaged build")
    environment = dict(os.environ)
    display = sys.platform != "linux" or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    if not display:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    answer, fault = _trial(_QT_TRIAL, environment=environment)
    if not answer:
        return Check("Qt", False, fault, f"Qt cannot start: {_SET_UP}, it names the system libraries that are missing")
    shown, fonts = answer.split()
    if not int(fonts):
        return Check("Qt", False, f"{shown}, no fonts", "install a font, for example the package fonts-dejavu-core")
    where = "" if display else "; no display here, so no window opens: the command line works without"
    return Check("Qt", True, f"platform {shown}, {fonts} font families{where}")


def _codecs() -> Check:
    import av

    missing = []
    for name, decoder in DECODERS.items():
        try:
            av.Codec(decoder, "r")
        except ValueError:  # UnknownCodecError is one
            missing.append(name)
    if missing:
        advice = f"clips in these codecs cannot be opened; {_NEED_RUN} (PyAV's own wheels decode them all)"
        return Check("codecs", False, f"missing: {', '.join(missing)}", advice)
    return Check("codecs", True, ", ".join(DECODERS))


def _model() -> Check:
    path, damaged = models.look("full")
    if path is None:
        detail = "; ".join(f"{place} is {what}" for place, what in damaged) or "not on this machine"
        advice = f"run `plumbline demo` while online, or put {models.model_file()} into {models.kept_dir()}"
        return Check("pose model", False, detail, advice)
    more = ""
    for name in ("lite", "heavy"):
        place, also_damaged = models.look(name)
        damaged += also_damaged
        more += f"; also {name}, {_hash(place)}" if place is not None else ""
    mine = [f"{place} is {what}" for place, what in damaged if place.parent == models.named_dir()]
    if mine:
        return Check(
            "pose model", False, "; ".join(mine), "take it away to use the usual one, or put it there once more"
        )
    more += "".join(f"; {place} is {what} and is passed over: delete it" for place, what in damaged)
    note = models.remark(path, models.model_sha256(path))
    more += f"; {note}" if note.startswith(models.NAMED) else ""
    return Check("pose model", True, f"{path}, {_hash(path)}{more}")


def _hash(model: Path) -> str:
    digest = models.model_sha256(model)
    return f"SHA-256 {digest} ({models.origin(digest)})"


def _pose() -> Check:
    path = models.find_model("full")
    if path is None:
        return Check("pose", False, "not tried without a model", "get the pose model first, see above")
    if _PACKAGED:
        return Check("pose", True, "not tried in a packaged build")
    answer, fault = _trial(_POSE_TRIAL, str(path), str(Path(__file__).parents[1]))
    if answer != "ran":
        return Check("pose", False, fault, f"MediaPipe cannot start: {_SET_UP}, it names what is missing")
    return Check("pose", True, "MediaPipe runs the model")


def _cores() -> Check:
    count = os.cpu_count() or 1
    usable = cores()
    return Check("cores", True, str(count) if usable == count else f"{usable} of {count} usable")


def _folder(name: str, folder: Path, variable: str) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        advice = f"make {folder} writable, or set {variable} to a folder that is"
        return Check(name, False, f"{folder} cannot be written to ({error.strerror})", advice)
    return Check(name, True, f"{folder}, writable")


def _cache() -> Check:
    return _folder("cache", paths.cache_dir(), "PLUMBLINE_CACHE_DIR")


def _athletes() -> Check:
    history = AthleteDb()
    try:
        known = history.athletes()
    except UserError as error:
        return Check("athletes' history", False, error.sentence, error.todo)
    detail = f"{len(known)} of them, {sum(a.sessions for a in known)} sessions" if known else "nobody kept yet"
    return Check("athletes' history", True, f"{history.path}, {detail}")


def _log() -> Check:
    check = _folder("log", paths.log_dir(), "PLUMBLINE_LOG_DIR")
    return Check("log", True, str(paths.log_file())) if check.ok else check


_CHECKS: dict[str, Callable[[], Check]] = {
    "Python": _python,
    "packages": _packages,
    "Qt": _qt,
    "codecs": _codecs,
    "pose model": _model,
    "pose": _pose,
    "cores": _cores,
    "cache": _cache,
    "athletes' history": _athletes,
    "log": _log,
}


def _trial(code: str, *arguments: str, environment: dict[str, str] | None = None) -> tuple[str, str]:
    """Run `code` in a Python of its own: what it printed (empty when it failed), and its last complaint."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TRIAL_S,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {_TRIAL_S:.0f} s"
    complaints = done.stderr.strip().splitlines()
    if done.returncode < 0:
        complaints.append(f"ended by signal {-done.returncode}")
    answer = done.stdout.strip().splitlines()
    return (answer[-1] if answer and not done.returncode else ""), (complaints or ["it said nothing"])[-1]
