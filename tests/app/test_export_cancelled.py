"""Whoever cancels an export is not waited for while Qt is loaded or a video's pictures are made."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.export import paint
from app.export.encoder import choose
from app.export.film import Film
from core.errors import Cancelled
from core.giving_way import giving_way


def test_an_export_is_given_up_while_what_paints_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    never_asked: Any = object()
    held = threading.Event()
    monkeypatch.setattr(paint, "_load", lambda: held.wait(60))
    with pytest.raises(Cancelled), giving_way(lambda: True):
        paint.AppPaint().names(never_asked)
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
