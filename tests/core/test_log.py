"""The log file: written, rotated, told apart, and no reason to stop when it cannot be written."""

import logging
import warnings
from pathlib import Path

import pytest

from core import log, paths


def test_records_of_this_program_and_warnings_reach_the_file() -> None:
    with log.to_file() as path, warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = log._log_warning
        logging.getLogger("core.video.index").info("packets: %d", 12)
        logging.getLogger("somebody.else").info("chatter")
        warnings.warn("careful", RuntimeWarning, stacklevel=1)
    assert path == paths.log_file()
    text = path.read_text(encoding="utf-8")
    assert "packets: 12" in text
    assert "RuntimeWarning: careful" in text
    assert "chatter" not in text


def test_nothing_stays_behind() -> None:
    before = list(logging.getLogger().handlers), logging.getLogger("core").level, warnings.showwarning
    with log.to_file(), log.to_file():
        assert len(logging.getLogger().handlers) == len(before[0]) + 1, "a second log adds nothing"
    assert before == (list(logging.getLogger().handlers), logging.getLogger("core").level, warnings.showwarning)


def test_the_file_is_rotated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MAX_BYTES", 2000)
    with log.to_file():
        for i in range(200):
            logging.getLogger("core").info("line %d", i)
    kept = sorted(file.name for file in paths.log_dir().iterdir())
    assert kept == ["plumbline.log", "plumbline.log.1", "plumbline.log.2", "plumbline.log.3"]
    assert all(file.stat().st_size <= 2000 for file in paths.log_dir().iterdir())


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("PLUMBLINE_LOG_DIR", str(tmp_path / "file"))
    with log.to_file() as path:
        logging.getLogger("core").info("into the void")
    assert path is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_a_disk_that_is_full_by_now_is_nothing_for_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    paths.log_dir().mkdir()
    paths.log_file().symlink_to("/dev/full")
    with log.to_file():
        logging.getLogger("core").error("into the void")
    assert capfd.readouterr() == ("", "")


def test_a_log_that_another_program_rotates_first_goes_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(log, "MAX_BYTES", 500)
    rotated = list[str]()

    def too_late(handler: object, source: str, target: str) -> None:
        rotated.append(source)
        raise FileNotFoundError(source)

    with log.to_file(), monkeypatch.context() as other:
        other.setattr(log._Handler, "rotate", too_late)
        for i in range(20):
            logging.getLogger("core").info("line %d", i)
        other.undo()
        logging.getLogger("core").info("the last line")
    assert rotated
    assert "the last line" in paths.log_file().read_text(encoding="utf-8")
    assert capfd.readouterr() == ("", "")
