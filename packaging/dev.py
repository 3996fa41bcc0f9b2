"""Sets Plumbline up and starts it, or its tests, with one command.  Needs nothing but Python 3.11 or newer.

    python3 packaging/dev.py demo [ARGS]   analyse the demo clips (and show them, where there is a display)
    python3 packaging/dev.py test [ARGS]   run the tests; ARGS go to pytest
    python3 packaging/dev.py run  [ARGS]   start plumbline with ARGS
    python3 packaging/dev.py setup         only set up, tools for the tests included

Set-up makes `.venv` in the project's folder, installs the project there with the versions of
packaging/constraints.txt, looks for the system libraries that Qt and MediaPipe need, and obtains the pose model.
What is done already is not done again; what was interrupted is taken up by the next run.
"""

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

# No newer syntax than Python 3.6 knows above this line or below it: an older Python must get as far as this.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Plumbline needs Python 3.11 or newer, and this is Python %d.%d (%s): install a newer one and run this "  # noqa: UP031
        "with it, for example: python3.12 packaging/dev.py demo" % (*sys.version_info[:2], sys.executable)
    )

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
VENV = ROOT / ".venv"
STAMP = VENV / "plumbline-set-up.json"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PLUMBLINE = VENV / ("Scripts/plumbline.exe" if os.name == "nt" else "bin/plumbline")

# What the wheels of Qt, OpenCV and MediaPipe expect from the system, and the Debian or Ubuntu package of each
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon-x11-0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
}
FONT_PACKAGE = "fonts-dejavu-core"
FONT_DIRS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")

OBTAIN_MODEL = """
import sys
from core.errors import UserError
from core.pose.models import obtain_model
try:
    obtain_model(progress=lambda sentence: print(f"-- {sentence}", file=sys.stderr, flush=True))
except UserError as error:
    sys.exit(f"{error}")
"""


class Stop(Exception):  # noqa: N818 - the end of a run, not an error of this program
    """What failed, and what to do about it."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(f"{what}\n   What to do: {todo}")


def say(sentence: str) -> None:
    """Show what is going on; standard output belongs to the program that is started."""
    print(f"-- {sentence}", file=sys.stderr, flush=True)


def call(command: list[str], **environment: str) -> int:
    """Run a command with its output shown, its standard input empty; the exit code."""
    return subprocess.call(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env={**os.environ, **environment}, cwd=ROOT
    )


# ---------------------------------------------------------------------------------------------- the system


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Whether there is a font to write with: Qt brings none."""
    return any(
        path.suffix.lower() in {".ttf", ".otf", ".ttc"}
        for folder in FONT_DIRS
        for path in Path(folder).expanduser().rglob("*.?t?")
    )


def missing_packages() -> dict[str, str]:
    """What Qt and MediaPipe would not find here: package -> what it brings; empty but on Linux."""
    if sys.platform != "linux":
        return {}
    missing = {package: library for library, package in LIBRARIES.items() if not loads(library)}
    return missing if has_font() else {**missing, FONT_PACKAGE: "a font"}


def can_make_venv() -> bool:
    return all(importlib.util.find_spec(module) is not None for module in ("venv", "ensurepip"))


def lacking_packages() -> dict[str, str]:
    """The same with Python's own venv, where there is none yet."""
    missing = missing_packages()
    if not PYTHON.exists() and not can_make_venv():
        missing[f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"] = "Python's own venv"
    return missing


def check_system() -> None:
    """Install what the system lacks where that is possible, or say exactly how to."""
    missing = lacking_packages()
    if not missing:
        return
    lacking = ", ".join(sorted(set(missing.values())))
    if not shutil.which("apt-get"):
        if "Python's own venv" in missing.values():
            raise Stop("This Python comes without venv.", "install the rest of Python with your package manager.")
        say(f"this system lacks {lacking}; if Plumbline does not start, install them with your package manager")
        return
    packages = sorted(missing)
    if os.geteuid() != 0:
        command = f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
        raise Stop(f"This system lacks {lacking}.", f"run this, then the same command again:\n   {command}")
    say(f"installing what the system lacks: {' '.join(packages)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    updated = call(["apt-get", "update", "-q"], **quiet)
    failed = call(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], **quiet)
    importlib.invalidate_caches()
    still = lacking_packages()
    if failed or still:
        what = "apt-get could not be updated, and it" if updated else "apt-get"
        raise Stop(
            f"{what} could not install {' '.join(sorted(still) or packages)}; its own words stand above.",
            "check the internet connection and the package sources of this system, then run the same command again.",
        )


# ------------------------------------------------------------------------------------------------ the .venv


def expected(tools: bool) -> dict[str, object]:
    """What the stamp says when everything is installed: a hash of all it depends on."""
    digest = hashlib.sha256(str(ROOT).encode())  # a moved folder needs its scripts written anew
    for path in (ROOT / "pyproject.toml", CONSTRAINTS, VENV / "pyvenv.cfg"):
        digest.update(path.read_bytes() if path.is_file() else b"-")
    return {"inputs": digest.hexdigest(), "tools": tools}


def is_installed(tools: bool) -> bool:
    """Whether the last set-up was finished and is still the right one."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return PYTHON.exists() and PLUMBLINE.exists() and stamp in (expected(tools), expected(True))


def answer(code: str) -> str | None:
    """What the .venv's Python prints for a line of code, None when it does not run."""
    try:
        done = subprocess.run(
            [str(PYTHON), "-c", code], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def make_venv() -> None:
    """A .venv with pip in it: the one that is there, or a new one."""
    version = answer("import sys; print(*sys.version_info[:2])") if PYTHON.exists() else None
    if version is not None and tuple(int(part) for part in version.split()) < (3, 11):
        raise Stop(
            f"The folder .venv holds Python {version.replace(' ', '.')}, and Plumbline needs 3.11 or newer.",
            f"delete {VENV} and run the same command again.",
        )
    if version is not None and (answer("import pip") is not None or not call([str(PYTHON), "-m", "ensurepip"])):
        return
    say("making .venv" if not VENV.exists() else "making .venv anew: the one here does not work")
    if call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise Stop(
            f"Python could not make {VENV}; its own words stand above.",
            "check that this folder may be written to and the disk is not full, then run the same command again.",
        )


def sweep() -> None:
    """Forget packages whose installation was broken off: pip writes INSTALLER last, and believes the rest."""
    for places in (VENV / "Lib" / "site-packages", *VENV.glob("lib/python*/site-packages")):
        for half in (*places.glob("*.dist-info"), *places.glob("~*")):
            if half.is_dir() and not (half / "INSTALLER").is_file():
                shutil.rmtree(half)


def install(tools: bool) -> None:
    """The project, editable, and what it needs, in the versions of packaging/constraints.txt."""
    STAMP.unlink(missing_ok=True)
    sweep()
    say("installing Plumbline and what it needs into .venv (several hundred MB the first time; minutes, not seconds)")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    pip += ["--constraint", str(CONSTRAINTS)] + ([] if sys.stderr.isatty() else ["--quiet"])
    project = f"{ROOT}[dev]" if tools else str(ROOT)
    # setuptools comes first and builds the project here: pip's own building place would not keep to the pins
    for what in (["setuptools"], ["--no-build-isolation", "--editable", project]):
        if call([*pip, *what]):
            raise Stop(
                "pip could not install what Plumbline needs; its own words stand above.",
                "check the internet connection (or the package index pip is set to) and the free disk space, "
                "then run the same command again: it goes on where this one ended.",
            )
    STAMP.write_text(json.dumps(expected(tools)), encoding="utf-8")


def obtain_model() -> None:
    done = subprocess.run(
        [str(PYTHON), "-c", OBTAIN_MODEL], stdin=subprocess.DEVNULL, stdout=sys.stderr, cwd=ROOT, check=False
    )
    if done.returncode:
        raise Stop("The pose model could not be obtained; the reason stands above.", "as it says there.")


def set_up(tools: bool) -> None:
    """Everything up to the point where Plumbline starts."""
    started = time.monotonic()
    done = is_installed(tools)
    check_system()
    if not done:
        make_venv()
        install(tools)
    obtain_model()
    if not done:
        say(f"set up in {time.monotonic() - started:.0f} s")


# ------------------------------------------------------------------------------------------------- the start


def start(command: list[str]) -> NoReturn:
    """Become `command` (on Windows: run it), so that its exit code and Ctrl+C are its own."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def side_by_side() -> list[str]:
    """What makes pytest run the whole suite in as many processes as there are cores, file by file.

    Benchmarks wait until they are alone (tests/conftest.py), by locks that Windows does not have.  Tests that were
    picked by hand run in one process: their prints and a debugger can be seen then.
    """
    cores = min(os.cpu_count() or 1, 4)
    return ["-n", str(cores), "--dist", "loadfile"] if cores > 1 and os.name != "nt" else []


def main(arguments: list[str]) -> int:
    command, *rest = arguments or ["--help"]
    if command not in {"demo", "test", "run", "setup"}:
        asked = command in {"-h", "--help", "help"}
        print(__doc__ if asked else f"There is no command '{command}'.\n\n{__doc__}", file=sys.stderr)
        return 0 if asked else 2
    set_up(tools=command in {"test", "setup"})
    if command == "test":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # no windows in anybody's face
        os.chdir(ROOT)
        start([str(PYTHON), "-m", "pytest", *(rest or side_by_side())])
    elif command != "setup":
        start([str(PLUMBLINE), *(["demo"] if command == "demo" else []), *rest])
    return 0


if __name__ == "__main__":
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)  # closed by who started this: the next file must not become it
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        sys.exit(f"!! {stop}")
    except KeyboardInterrupt:
        print("\nstopped; the next run goes on where this one ended", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        sys.exit(f"!! {error}\n   What to do: check that {ROOT} may be written to and the disk is not full.")
