"""Backends are known by name, and one is the default that is there."""

from pathlib import Path

import pytest

from core.errors import ModelError
from core.pose import backend


def test_the_default_is_one_of_both_ways_to_landmarks() -> None:
    assert backend.default_name() in ("landmark-network", "mediapipe-task")


def test_without_litert_the_mediapipe_task_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert backend.default_name() == "mediapipe-task"


def test_a_name_nobody_registered_is_an_error() -> None:
    with pytest.raises(KeyError):
        backend.create("a crystal ball", Path("model"))


def test_a_registered_backend_is_made_with_the_path_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "_FACTORIES", dict(backend._FACTORIES))
    made: list[Path] = []
    backend.register("closed form")(lambda model: made.append(model))  # type: ignore[arg-type, func-returns-value]
    backend.create("closed form", Path("here"))
    assert made == [Path("here")]


@pytest.mark.parametrize("name", ["landmark-network", "mediapipe-task"])
@pytest.mark.parametrize("content", [None, b"", b"this is not a model"])
def test_a_model_that_cannot_be_read_is_told_with_its_file(tmp_path: Path, name: str, content: bytes | None) -> None:
    model = tmp_path / "pose.task"
    if content is not None:
        model.write_bytes(content)
    with pytest.raises(ModelError) as told:
        backend.create(name, model)
    assert str(told.value).startswith(f"{model}: the pose model cannot be read")
