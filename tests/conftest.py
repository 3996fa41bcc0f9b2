"""Fixtures every test may use: isolated folders, the shared clips; and benchmarks that run alone, and last."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from core.machine import leave_threads_to_us

# As the program begins, before NumPy is imported: a matrix library with threads of its own turns on the spot wherever
# they have to wait for a processor, and a test then measures that (8 times the squat's chain on a busy machine).
leave_threads_to_us()

# Without a screen, unless one is asked for.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples in every run, so that a red run says something about the change it ran on; look for new ones with
# `pytest --hypothesis-profile=search`.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the person's settings, cache or log (the model in the data folder is only read)."""
    for variable, name in (
        ("PLUMBLINE_CACHE_DIR", "cache"),
        ("PLUMBLINE_LOG_DIR", "log"),
        ("PLUMBLINE_CONFIG_DIR", "config"),
        ("PLUMBLINE_ATHLETES_FILE", "athletes.sqlite"),
    ):
        monkeypatch.setenv(variable, str(tmp_path / f"plumbline-{name}"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Benchmarks come last: nothing else is left then that would have to wait for them."""
    items.sort(key=lambda item: item.get_closest_marker("benchmark") is not None)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A folder for all processes that run this suite side by side; None where there is one process only."""
    return tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else None


@pytest.fixture(autouse=True)
def benchmarks_run_alone(shared_folder: Path | None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Many tests share the machine, a benchmark has it to itself.

    A benchmark keeps the door shut while it waits for those inside, so that it comes to its turn.
    """
    if shared_folder is None:
        yield
        return
    import fcntl

    alone = request.node.get_closest_marker("benchmark") is not None
    with (shared_folder / "door").open("a") as at_door, (shared_folder / "room").open("a") as inside:
        fcntl.flock(at_door, fcntl.LOCK_EX)
        fcntl.flock(inside, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        if not alone:
            fcntl.flock(at_door, fcntl.LOCK_UN)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """../shared, the test clips and their truth; absent outside the workshop."""
    path = ROOT.parent / "shared"
    if not (path / "clips").is_dir():
        pytest.skip("needs the test clips in ../shared")
    return path


@pytest.fixture(scope="session")
def demo() -> Path:
    """The demo clips that ship with the program."""
    return ROOT / "resources" / "demo"
