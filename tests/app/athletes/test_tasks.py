"""Small work on the athletes' file, beside the window."""

import threading

from pytestqt.qtbot import QtBot

from app.athletes.tasks import Tasks


def test_everything_is_done_in_order_and_its_result_told(qtbot: QtBot) -> None:
    tasks, told = Tasks(), list[int]()
    for number in range(3):
        tasks.add(lambda number=number: number, told.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == [0, 1, 2]
    tasks.stop()


def test_what_was_ready_but_not_told_stays_untold_once_it_is_stopped(qtbot: QtBot) -> None:
    """The dialog that asked is gone by then."""
    tasks, told, ready = Tasks(), list[int](), threading.Event()
    tasks.add(lambda: 5, told.append)
    thread = tasks._thread
    assert thread is not None
    thread.wait()  # its result waits in the window's queue
    tasks.add(ready.set, told.append)
    tasks.stop()
    assert ready.is_set(), "what was asked for is done"
    qtbot.wait(20)
    assert told == []
