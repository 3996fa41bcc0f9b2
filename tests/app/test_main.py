"""The entry point: what opens a window, what does not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import main as entry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    calls: list[list[Path]] = []

    def note(clips: list[Path]) -> int:
        calls.append(clips)
        return 0

    monkeypatch.setattr(entry, "open_window", note)
    return calls


def test_nothing_or_one_clip_opens_the_window(opened: list[list[Path]], tmp_path: Path) -> None:
    clip = tmp_path / "a.mp4"
    assert entry.main([]) == 0 and entry.main([str(clip)]) == 0
    assert opened == [[], [clip]]


def test_commands_and_options_go_to_the_command_line(opened: list[list[Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[list[str]] = []
    monkeypatch.setattr("core.cli.main", lambda argv, painter=None: told.append(list(argv)) or 7)
    assert entry.main(["doctor"]) == 7
    assert entry.main(["--help"]) == 7
    assert entry.main(["analyze", "a.mp4", "--out", "x"]) == 7
    assert entry.main(["nonsense"]) == 7
    assert told == [["doctor"], ["--help"], ["analyze", "a.mp4", "--out", "x"], ["nonsense"]]
    assert opened == []


@pytest.mark.parametrize(("arguments", "windows"), [(["demo"], 1), (["demo", "--no-window"], 0), (["demo", "-h"], 0)])
def test_demo_opens_the_window_after_the_analysis(
    opened: list[list[Path]], monkeypatch: pytest.MonkeyPatch, arguments: list[str], windows: int
) -> None:
    monkeypatch.setattr("core.cli.main", lambda argv, painter=None: 0)
    monkeypatch.setenv("DISPLAY", ":0")
    assert entry.main(arguments) == 0
    assert [[clip.name for clip in clips] for clips in opened] == [["squat.mp4", "sprint.mp4"]] * windows


def test_a_failed_demo_opens_nothing(opened: list[list[Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.cli.main", lambda argv, painter=None: 1)
    assert entry.main(["demo"]) == 1 and opened == []


def test_a_missing_clip_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = tmp_path / "gone é.mp4"
    assert entry.main([str(missing)]) == 1
    assert capsys.readouterr().err == f"{missing}: there is no such file: check its name\n"


def test_without_a_display_one_line_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert entry.main([]) == 1
    assert "no display" in capsys.readouterr().err


def test_commands_need_no_qt() -> None:
    """Qt is not imported for a command, nor are the plots and the model for showing the window."""
    code = (
        "import sys; from app.main import main; code = main(['--help']); "
        "print(code, [m for m in sys.modules if m.startswith(('PySide6', 'pyqtgraph'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=240)
    assert done.stdout.splitlines()[-1] == "0 []", done.stderr


def test_the_window_needs_nothing_heavy_to_appear() -> None:
    code = (
        "import sys; import app.window; "
        "print([m for m in ('pyqtgraph', 'scipy', 'cv2', 'mediapipe', 'typer') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=240)
    assert done.stdout.strip() == "[]", done.stderr


def test_python_m_app_is_the_same(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", str(tmp_path / "gone.mp4")], capture_output=True, text=True, cwd=ROOT, timeout=240
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("code", [0, 1, 2, 130])
def test_the_process_ends_with_the_code_and_all_that_was_said_is_told(code: int) -> None:
    """A cancelled one at once: what runs as the interpreter is taken apart is not waited for."""
    told = (
        "import atexit, sys; from app import main as entry; "
        "atexit.register(lambda: print('taken apart')); "
        f"entry.main = lambda: print('said') or print('complained', file=sys.stderr) or {code}; "
        "entry.command()"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, cwd=ROOT, timeout=240)
    assert (done.returncode, done.stderr) == (code, "complained\n")
    assert done.stdout.splitlines() == (["said"] if code == 130 else ["said", "taken apart"])


def test_a_long_session_does_not_run_out_of_references_to_none() -> None:
    """Two hundred thousand calls that return nothing: an hour of watching a clip."""
    code = (
        "from app.application import make_application; app = make_application();"
        "from PySide6.QtCore import QRectF; box = QRectF();\n"
        "for _ in range(200_000): box.setRight(1.0)\n"
        "print('alive')"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=240, env=environment
    )
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot interrupt itself there")
def test_an_interrupt_while_the_command_line_is_loaded_ends_it_at_once_and_without_a_word() -> None:
    code = (
        "import signal, sys\n"
        "from app import main\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'core.cli':\n"
        "            signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "sys.argv = ['plumbline', 'doctor']\n"
        "main.command()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_once_loaded_an_interrupt_is_an_exception_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[object] = []

    def command(argv: list[str], painter: object = None) -> int:
        found.append(signal.getsignal(signal.SIGINT))
        return 0

    monkeypatch.setattr("core.cli.main", command)
    entry.main(["doctor"])
    assert found == [signal.default_int_handler]
