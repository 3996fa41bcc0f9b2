"""Whoever cancels an export does not wait while Qt is loaded, a clip is read or pictures are made."""

import threading
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook
from pytestqt.qtbot import QtBot

from app.export import paint, png, report
from app.export.encoder import choose
from app.export.film import Film
from app.export.job import ExportThread
from app.export.opened import opened
from core.analysis import Analysis
from core.errors import Cancelled
from core.export.tables import Rows, Table
from core.export.workbook import write_workbook
from core.giving_way import giving_way, result_of
from core.progress import Progress
from core.video import reader


def test_an_export_is_given_up_while_what_paints_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    never_asked: Any = object()
    held = threading.Event()
    monkeypatch.setattr(paint, "_load", lambda: held.wait(60))
    with pytest.raises(Cancelled), giving_way(lambda: True):
        paint.AppPaint().names(never_asked)
    held.set()


def test_a_report_of_a_known_clip_is_given_up_while_what_its_bands_need_is_loaded(
    squat: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, held = threading.Event(), threading.Event()
    monkeypatch.setattr(report, "load_for_numbers", lambda: (asked.set(), held.wait(60)))
    never_asked: Any = object()
    with pytest.raises(Cancelled), giving_way(asked.is_set):
        list(report._plots(squat, never_asked, 800))
    assert not held.is_set()
    held.set()


def test_a_video_is_given_up_before_each_of_its_pictures_and_leaves_no_thread(tmp_path: Path) -> None:
    painted: list[int] = []
    film = Film(
        lambda: iter(range(500)), lambda item, canvas: painted.append(item), np.arange(500) / 30, (64, 48), 1 / 30
    )
    before = set(threading.enumerate())
    with pytest.raises(Cancelled), giving_way(lambda: len(painted) >= 3):
        for _ in film.run(tmp_path / "film.mp4", choose(False)):
            pass
    assert painted == [0, 1, 2]
    assert set(threading.enumerate()) <= before


def test_a_video_is_given_up_while_its_first_picture_is_still_being_decoded(tmp_path: Path) -> None:
    """The way from a key frame to it, which takes a second in 4K."""

    def pictures() -> Iterator[int]:
        yield result_of(Future[int]())  # it never comes

    painted: list[int] = []
    film = Film(pictures, lambda item, canvas: painted.append(item), np.arange(9) / 30, (64, 48), 1 / 30)
    before = set(threading.enumerate())
    asked = iter(range(5))
    with pytest.raises(Cancelled), giving_way(lambda: next(asked, None) is None):
        for _ in film.run(tmp_path / "film.mp4", choose(False)):
            pass
    assert not painted
    assert set(threading.enumerate()) <= before


def test_the_windows_export_is_given_up_wherever_it_waits(qtbot: QtBot) -> None:
    held, waits = Future[int](), threading.Event()

    def make() -> Generator[Progress, None, object]:
        yield Progress("export", "Making the report")
        waits.set()
        return result_of(held)

    thread = ExportThread(make)
    thread.start()
    waits.wait()
    try:
        with qtbot.waitSignal(thread.cancelled):
            thread.requestInterruption()
    finally:
        held.set_result(0)
        thread.wait()


def test_a_picture_is_given_up_while_it_is_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()

    def stop() -> bool:
        asked.set()
        return True

    def packed(rows: Any, last: bool) -> bytes:
        asked.wait(60)
        return b""

    monkeypatch.setattr(png, "_packed", packed)
    with pytest.raises(Cancelled), giving_way(stop):
        png.png_bytes(np.zeros((9, 9, 3), np.uint8))


def test_a_clip_is_given_up_while_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    held = threading.Event()
    monkeypatch.setattr(reader, "open_reader", lambda path, capture_fps: held.wait(60))
    with pytest.raises(Cancelled), giving_way(lambda: True), opened(Path("clip.mp4"), None):
        pass
    held.set()


def test_a_workbook_is_given_up_while_it_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held, save = threading.Event(), Workbook.save

    def slow(book: Workbook, file: Any) -> None:
        held.wait(60)
        save(book, file)

    monkeypatch.setattr(Workbook, "save", slow)
    table = Table("curves", ("time_s",), ("s",), Rows(([0.0],)))
    before = set(threading.enumerate())
    with pytest.raises(Cancelled), giving_way(lambda: True):
        for _ in write_workbook(tmp_path / "numbers.xlsx", [table], "numbers"):
            pass
    held.set()
    for left_alone in set(threading.enumerate()) - before:
        left_alone.join()
    assert not list(tmp_path.iterdir())
