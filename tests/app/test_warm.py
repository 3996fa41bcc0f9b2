"""Libraries that load while the window can be used."""

import subprocess
import sys
import threading
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.warm import WarmUp, pieces


def test_libraries_are_loaded_in_a_thread_of_their_own(qtbot: QtBot) -> None:
    where: list[threading.Thread] = []
    warming = WarmUp(load=[lambda: where.append(threading.current_thread())])
    with qtbot.waitSignals([warming.plots_loaded, warming.finished]):
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
        go_on.wait(5)

    warming = WarmUp(load=[piece, piece])
    warming.start()
    assert begun.wait(5)
    warming.requestInterruption()
    go_on.set()
    warming.stop()
    assert loaded == [1]
    assert warming.isFinished()


def test_every_piece_is_there() -> None:
    for piece in pieces():
        piece()


def test_a_request_is_put_together_without_the_chain() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from app.document import Options; Options().request(Path('a.mp4'));"
            "print([m for m in ('core.pipeline', 'core.motion', 'scipy', 'cv2') if m in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert told.stdout.strip() == "[]"
