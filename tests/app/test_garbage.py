"""Where and when garbage is collected while a window is open."""

import gc
import threading
import weakref

import pytest
from pytestqt.qtbot import QtBot

from app import garbage as room
from app.garbage import Garbage


class Cycle:
    """Refers to itself, so only the collector can end it."""

    def __init__(self) -> None:
        self.me = self


def test_no_other_thread_collects_and_the_windows_thread_does(qtbot: QtBot) -> None:
    gc.enable()
    where: list[threading.Thread] = []
    garbage = Garbage()
    forgotten = Cycle()
    weakref.finalize(forgotten, lambda: where.append(threading.current_thread()))
    del forgotten

    def allocate() -> None:
        kept = [[i] for i in range(200_000)]
        kept.clear()

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert where == [], "the other thread allocated enough for many collections"
    garbage.tidy()
    assert where == [threading.main_thread()]
    garbage.stop()
    assert gc.isenabled()


def test_young_garbage_does_not_wait_for_the_end(qtbot: QtBot) -> None:
    garbage = Garbage()
    gone: list[int] = []
    forgotten = Cycle()
    weakref.finalize(forgotten, lambda: gone.append(1))
    del forgotten
    kept = [[i] for i in range(5_000)]
    qtbot.waitUntil(lambda: gone == [1])
    assert len(kept) == 5_000
    garbage.stop()


def test_what_outlives_a_full_look_is_set_aside_until_the_window_closes(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "gc", gc)  # the real one: other tests have set aside already
    garbage = Garbage()
    stays, gone = Cycle(), []
    weakref.finalize(stays, lambda: gone.append(1))
    garbage.tidy()
    assert gc.get_freeze_count() > 0
    del stays
    gc.collect()
    assert gone == [], "it is not looked at any more"
    garbage.stop()
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert gone == [1]
