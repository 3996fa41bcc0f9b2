"""The athletes' file: what is kept, and what happens to it when something goes wrong."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.athletes import db as module
from core.athletes.db import VERSION, Athlete, AthleteDb
from core.athletes.record import record
from core.athletes.session import Session, filmed_at
from core.errors import UserError
from core.measures.spec import Metric
from tests.core import builders

METRICS = {
    "depth_thigh_to_horizontal_deg": Metric(-3.25, "deg", 2.5),
    "bottom_pause_s": Metric(0.2, "s", None, "caution", "Shorter than three frames."),
    "fppa_mean_deg": Metric(None, "deg", None, "refused", "Film from the front."),
}
MONDAY = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)


def session(day: int = 0, sha: str = "a", **metrics: Metric) -> Session:
    return Session(f"clip {sha} é.mp4", sha * 64, MONDAY + timedelta(days=day), "squat", "side", metrics or METRICS)


@pytest.fixture
def history(tmp_path: Path) -> AthleteDb:
    return AthleteDb(tmp_path / "deep" / "athletes.sqlite")


def test_what_is_kept_comes_back_as_it_was(history: AthleteDb) -> None:
    kept = history.record("Ada", session())
    (found,) = history.sessions("Ada")
    assert found == kept == session()
    assert found.metrics == METRICS and found.key == kept.key is not None


def test_nobody_is_known_before_somebody_is_kept_and_looking_makes_no_file(history: AthleteDb) -> None:
    assert history.athletes() == [] and history.sessions("Ada") == []
    assert not history.path.exists()


def test_a_clip_measured_again_replaces_its_session(history: AthleteDb) -> None:
    history.record("Ada", session())
    history.record("Ada", session(x=Metric(1.0, "deg", 0.1)))
    (found,) = history.sessions("Ada")
    assert set(found.metrics) == {"x"}


def test_one_athlete_has_one_name_however_it_is_written(history: AthleteDb) -> None:
    history.record("Ada  Lovelace", session(0, "a"))
    history.record(" ada lovelace ", session(1, "b"))
    assert history.athletes() == [Athlete("Ada Lovelace", 2)]
    assert [s.clip_sha256[0] for s in history.sessions("ADA LOVELACE")] == ["a", "b"]


def test_sessions_come_in_the_order_in_which_they_were_filmed(history: AthleteDb) -> None:
    for day, sha in ((3, "c"), (1, "a"), (2, "b")):
        history.record("Ada", session(day, sha))
    assert [s.clip_sha256[0] for s in history.sessions("Ada")] == ["a", "b", "c"]


def test_a_session_and_an_athlete_can_be_deleted_and_are_gone_from_the_file(history: AthleteDb) -> None:
    first = history.record("Ada", session(0, "a"))
    history.record("Ada", session(1, "b"))
    history.record("Bob", session(0, "a"))
    assert first.key is not None
    history.delete_session(first.key)
    assert [s.clip_sha256[0] for s in history.sessions("Ada")] == ["b"]
    history.delete_athlete("Ada")
    assert history.athletes() == [Athlete("Bob", 1)]
    with sqlite3.connect(history.path) as raw:
        assert raw.execute("SELECT count(*) FROM metric").fetchone() == (len(METRICS),)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    assert b"Ada" not in history.path.read_bytes()


def test_a_newer_file_is_refused_and_left_as_it_is(history: AthleteDb) -> None:
    history.record("Ada", session())
    with sqlite3.connect(history.path) as raw:
        raw.execute(f"PRAGMA user_version = {VERSION + 1}")
    raw.close()
    for use in (history.athletes, lambda: history.record("Ada", session(1, "b"))):
        with pytest.raises(UserError, match="newer Plumbline"):
            use()
    with sqlite3.connect(history.path) as raw:
        assert raw.execute("SELECT count(*) FROM session").fetchone() == (1,)
    raw.close()


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_told_and_left_as_it_is(history: AthleteDb, content: bytes) -> None:
    history.path.parent.mkdir()
    history.path.write_bytes(content)
    for use in (history.athletes, lambda: history.record("Ada", session())):
        with pytest.raises(UserError, match="damaged"):
            use()
    assert history.path.read_bytes() == content


def test_somebody_elses_database_is_not_written_to(history: AthleteDb) -> None:
    history.path.parent.mkdir()
    with sqlite3.connect(history.path) as raw:
        raw.execute("CREATE TABLE songs (name TEXT)")
    raw.close()
    theirs = history.path.read_bytes()
    with pytest.raises(UserError, match="not the athletes' history"):
        history.record("Ada", session())
    assert history.path.read_bytes() == theirs


def test_a_file_that_another_program_writes_is_told_and_nothing_is_lost(
    history: AthleteDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.record("Ada", session())
    monkeypatch.setattr(module, "WAIT_S", 0.05)
    other = sqlite3.connect(history.path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="another program"):
            history.record("Ada", session(1, "b"))
        assert len(history.sessions("Ada")) == 1, "reading goes on meanwhile"
        other.execute("ROLLBACK")
    finally:
        other.close()
    history.record("Ada", session(1, "b"))
    assert len(history.sessions("Ada")) == 2


def test_a_full_disk_is_told_and_what_was_kept_stays(history: AthleteDb, monkeypatch: pytest.MonkeyPatch) -> None:
    history.record("Ada", session())
    prepare = AthleteDb._prepare

    def crowded(self: AthleteDb, db: sqlite3.Connection) -> None:
        prepare(self, db)
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(AthleteDb, "_prepare", crowded)
    many = {f"measure_{i}_deg": Metric(1.0, "deg", 0.1, "caution", "x" * 200) for i in range(500)}
    with pytest.raises(UserError, match="disk is full"):
        history.record("Ada", session(1, "b", **many))
    monkeypatch.undo()
    assert [s.clip_sha256[0] for s in history.sessions("Ada")] == ["a"]


@pytest.mark.parametrize(("free", "told"), [(8192, "the disk is full"), (10**9, "its disk fails")])
def test_a_disk_that_takes_nothing_more_is_no_reason_to_move_the_history_away(
    history: AthleteDb, monkeypatch: pytest.MonkeyPatch, free: int, told: str
) -> None:
    def failing(self: AthleteDb, db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(AthleteDb, "_prepare", failing)
    monkeypatch.setattr("core.athletes.db.shutil.disk_usage", lambda folder: SimpleNamespace(free=free))
    with pytest.raises(UserError, match=told) as caught:
        history.record("Ada", session())
    assert "move it away" not in caught.value.sentence


def test_an_error_in_the_middle_keeps_the_earlier_session(history: AthleteDb) -> None:
    history.record("Ada", session())
    bad = session(x=Metric(1.0, "deg", 0.1, "nonsense"))  # type: ignore[arg-type]
    with pytest.raises(UserError, match="nothing was changed"):
        history.record("Ada", bad)
    (found,) = history.sessions("Ada")
    assert found.metrics == METRICS


def test_two_windows_may_keep_sessions_at_once(history: AthleteDb) -> None:
    def keep(first: int) -> None:
        for i in range(first, first + 10):
            history.record("Ada", session(i, f"{i:02d}"))

    threads = [threading.Thread(target=keep, args=(start,)) for start in (10, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert history.athletes() == [Athlete("Ada", 20)]


def test_windows_that_make_the_file_at_the_same_time_all_keep_their_session(tmp_path: Path) -> None:
    for n in range(30):
        history = AthleteDb(tmp_path / f"{n}.sqlite")
        at_once = threading.Barrier(4)

        def keep(key: int, history: AthleteDb = history, at_once: threading.Barrier = at_once) -> None:
            at_once.wait()
            history.record("Ada", session(key, f"{key:02d}"))

        threads = [threading.Thread(target=keep, args=(key,)) for key in range(10, 14)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert history.athletes() == [Athlete("Ada", 4)]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        AthleteDb(tmp_path / "file" / "athletes.sqlite").record("Ada", session())


def test_an_athlete_needs_a_name(history: AthleteDb) -> None:
    with pytest.raises(UserError, match="needs a name"):
        history.record("   ", session())


def test_an_analysis_is_kept_only_under_a_name_and_with_numbers(tmp_path: Path) -> None:
    from dataclasses import replace

    named = replace(builders.squat_analysis(tmp_path / "squat.mp4"), athlete="Ada")
    assert record(replace(named, athlete=None)) is None
    assert record(replace(builders.analysis(tmp_path / "none.mp4", 5), athlete="Ada")) is None
    kept = record(named)
    assert kept is not None and AthleteDb().sessions("Ada")[0].metrics == named.summary


def test_the_cameras_own_word_tells_when_it_was_filmed(tmp_path: Path) -> None:
    import av

    path = tmp_path / "told.mp4"
    with av.open(str(path), "w") as container:
        container.metadata["creation_time"] = "2024-05-06T07:08:09.000000Z"
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 16
        container.mux(stream.encode(av.VideoFrame(16, 16, "yuv420p")))
        container.mux(stream.encode())
    assert filmed_at(path) == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_without_the_cameras_word_the_files_own_time_counts(tmp_path: Path) -> None:
    import os

    path = tmp_path / "landmarks.csv"
    path.write_text("frame,time_s\n")
    os.utime(path, (MONDAY.timestamp(), MONDAY.timestamp()))
    assert filmed_at(path) == MONDAY
