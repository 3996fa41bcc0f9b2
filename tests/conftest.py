"""Fixtures every test may use: isolated folders, the shared clips, truth files."""

from pathlib import Path

import pytest
from hypothesis import settings

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
