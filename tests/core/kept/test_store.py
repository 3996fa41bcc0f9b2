"""Values kept in the cache folder."""

import os
from pathlib import Path

import numpy as np
import pytest

from core import paths
from core.kept import store


def test_a_kept_value_is_there_under_its_name_alone() -> None:
    store.save("a", (1, np.arange(3) / 3))
    number, array = store.load("a")
    assert number == 1 and array[2] == 2 / 3
    assert store.has("a") and not store.has("b") and store.load("b") is None


def test_a_name_hangs_on_every_fact_and_on_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = [("a", 1.0), ("a", 2.0), ("b", 1.0), ("a",), ("a", np.arange(2)), ("a", np.arange(2) + 1)]
    names = {store.key(*f) for f in facts}
    assert len(names) == len(facts) and store.key("a", 1.0) in names
    monkeypatch.setattr(store, "_code", lambda: "a better formula")
    assert store.key("a", 1.0) not in names


def test_a_file_that_cannot_be_read_is_as_none() -> None:
    store.save("a", np.arange(1000) / 3)
    (file,) = (paths.cache_dir() / "results").iterdir()
    whole = file.read_bytes()
    for broken in (b"", whole[: len(whole) // 2], whole[:-1], b"x" * 100, whole.replace(b"float", b"flaot")):
        file.write_bytes(broken)
        value = store.load("a")
        assert value is None or np.array_equal(value, np.arange(1000) / 3)


def test_what_was_longest_not_looked_at_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LIMIT_BYTES", 30_000)
    for i, name in enumerate("abc"):
        store.save(name, np.arange(1000) / 3 + i)
        os.utime(paths.cache_dir() / "results" / f"{name}.npz", (i, i))
    assert store.load("a") is not None  # looked at just now
    store.save("d", np.arange(1000) / 3)
    assert store.has("a") and store.has("d") and not store.has("b")


def test_a_folder_that_cannot_be_written_to_costs_nothing_but_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("PLUMBLINE_CACHE_DIR", str(tmp_path / "file"))
    assert isinstance(store.save("a", 1), OSError)
    assert store.load("a") is None
