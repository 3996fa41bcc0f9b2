"""Libraries that load while the window can be used."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import warm
from app.warm import OpenedAhead, QtPieces, WarmUp, pieces


def printed(program: str, **environment: str) -> str:
    """What a Python of its own prints."""
    told = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, **environment},
    )
    return told.stdout.strip()


def test_libraries_are_loaded_in_a_thread_of_their_own(qtbot: QtBot) -> None:
    where: list[threading.Thread] = []
    warming = WarmUp(load=[lambda: where.append(threading.current_thread())])
    with qtbot.waitSignal(warming.finished):
        warming.start()
    assert len(where) == 1
    assert where[0] is not threading.main_thread()


def test_what_cannot_be_loaded_keeps_nothing_else_from_being_loaded(qtbot: QtBot) -> None:
    loaded: list[str] = []

    def missing() -> None:
        raise ImportError("not there")

    warming = WarmUp(load=[missing, lambda: loaded.append("next")])
    with qtbot.waitSignal(warming.finished):
        warming.start()
    assert loaded == ["next"]


def test_closing_waits_for_one_piece_and_loads_no_other(qtbot: QtBot) -> None:
    begun, go_on = threading.Event(), threading.Event()
    loaded: list[int] = []

    def piece() -> None:
        loaded.append(1)
        begun.set()
        go_on.wait(60)

    warming = WarmUp(load=[piece, piece])
    warming.start()
    assert begun.wait(60)
    warming.requestInterruption()
    go_on.set()
    warming.stop()
    assert loaded == [1]
    assert warming.isFinished()


def test_a_thread_loads_nothing_of_qt() -> None:
    """PySide makes its classes when they are first named, which two threads must not do at once."""
    told = printed(
        "import sys; from app.warm import pieces; before = set(sys.modules); [piece() for piece in pieces()];"
        "print([m for m in set(sys.modules) - before if m.startswith(('PySide6', 'pyqtgraph', 'app'))])"
    )
    assert told == "[]"


def test_the_plots_library_is_compiled_and_not_executed(tmp_path: Path) -> None:
    told = printed(
        "import sys; from app.warm import compile_ahead; compile_ahead();"
        "print([m for m in sys.modules if m.startswith('pyqtgraph')])",
        PYTHONDONTWRITEBYTECODE="",
        PYTHONPYCACHEPREFIX=str(tmp_path),
    )
    assert told == "[]"
    assert {"PlotItem", "PlotCurveItem", "functions"} <= {p.name.split(".")[0] for p in tmp_path.rglob("*.pyc")}


def test_classes_of_qt_are_named_in_the_windows_thread_some_at_a_turn(qtbot: QtBot) -> None:
    pieces_of_qt = QtPieces()
    turns: list[threading.Thread] = []
    pieces_of_qt._turn.timeout.connect(lambda: turns.append(threading.current_thread()))
    with qtbot.waitSignal(pieces_of_qt.loaded):
        pieces_of_qt.start()
    assert set(turns) == {threading.main_thread()}
    assert "app.views.plots" in sys.modules
    assert not pieces_of_qt._turn.isActive()


def test_every_piece_is_there() -> None:
    for piece in pieces():
        piece()


OPENING = "app.dialogs.export app.dialogs.catalogue app.compare.view app.compare.keeping app.export.snapshot"


def test_after_the_window_was_warmed_up_no_action_loads_a_module_and_no_step_loads_many() -> None:
    told = printed(
        "import sys; from importlib import import_module; from app.warm import OPENED, pieces; import app.window;"
        "import app.views.plots; [piece() for piece in pieces()]; sizes = []\n"
        "for name in OPENED:\n"
        "    before = len(sys.modules); import_module(name); sizes.append(len(sys.modules) - before)\n"
        "before = set(sys.modules)\n"
        f"for name in {OPENING!r}.split(): import_module(name)\n"
        "print(max(sizes), sorted(set(sys.modules) - before))"
    )
    most, late = told.split(" ", 1)
    assert late == "[]", "add it to OPENED in app/warm.py, after what it is made of"
    assert int(most) <= 4


def test_what_actions_open_is_loaded_one_at_a_turn_and_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(warm, "OPENED", ("app.not_yet", "sys", "app.not_yet_either"))
    monkeypatch.setattr(warm, "import_module", loaded.append)
    ahead = OpenedAhead()
    turns: list[int] = []
    ahead._turn.timeout.connect(lambda: turns.append(len(loaded)))
    with qtbot.waitSignal(ahead.finished):
        ahead.start()
    assert loaded == ["app.not_yet", "app.not_yet_either"] and turns[:2] == [1, 2]
    assert not ahead._turn.isActive() and ahead.done


def test_a_request_is_put_together_without_the_chain() -> None:
    told = printed(
        "import sys; from pathlib import Path; from app.document import Options; Options().request(Path('a.mp4'));"
        "print([m for m in ('core.pipeline', 'core.motion', 'scipy', 'cv2') if m in sys.modules])"
    )
    assert told == "[]"


def test_what_was_compiled_as_the_window_closed_loads_nothing_any_more(qtbot: QtBot) -> None:
    pieces_of_qt, loaded = QtPieces(), list[int]()
    pieces_of_qt.loaded.connect(lambda: loaded.append(1))
    pieces_of_qt.start()
    pieces_of_qt._compiling.wait()  # that it has ended waits in the window's queue
    pieces_of_qt.stop()
    qtbot.wait(20)
    assert not pieces_of_qt._turn.isActive()
    assert loaded == []
