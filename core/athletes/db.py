"""Athletes and their sessions in one SQLite file: every change is one transaction, a newer file is left alone."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

from core.athletes.session import Session
from core.errors import UserError
from core.measures.spec import Metric
from core.paths import athletes_file

VERSION = 1
WAIT_S = 3.0  # for another program that writes
LEAST_FREE = 100_000  # bytes: what SQLite puts beside the file takes 32 kB, and a page for each change
_SCHEMA = """
CREATE TABLE athlete (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(name) > 0)
);
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  athlete INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  clip_sha256 TEXT NOT NULL,
  clip_name TEXT NOT NULL,
  filmed_at TEXT NOT NULL,
  movement TEXT NOT NULL,
  view TEXT NOT NULL,
  software TEXT NOT NULL,
  UNIQUE (athlete, clip_sha256)
);
CREATE TABLE metric (
  session INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value REAL,
  unit TEXT NOT NULL,
  sd REAL,
  status TEXT NOT NULL CHECK (status IN ('ok', 'caution', 'refused')),
  reason TEXT,
  PRIMARY KEY (session, name)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Athlete:
    """name as it was first written; sessions : how many clips are kept."""

    name: str
    sessions: int


class AthleteDb:
    """The file; opened for each piece of work and closed after it, so that several windows may use it.

    Raises
    ------
    UserError : every method, where the file cannot be read or written; what was kept before stays as it was.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or athletes_file()

    def athletes(self) -> list[Athlete]:
        """All of them by name; nobody where there is no file yet."""
        if not self._is_there():
            return []
        with self._open() as db:
            rows = db.execute(
                "SELECT a.name, count(s.id) FROM athlete a LEFT JOIN session s ON s.athlete = a.id"
                " GROUP BY a.id ORDER BY a.name COLLATE NOCASE"
            ).fetchall()
        return [Athlete(name, count) for name, count in rows]

    def sessions(self, name: str) -> list[Session]:
        """What is kept of an athlete, the earliest first; nothing for a name nobody has."""
        if not self._is_there():
            return []
        with self._open() as db:
            rows = db.execute(
                "SELECT s.id, s.clip_name, s.clip_sha256, s.filmed_at, s.movement, s.view, s.software FROM session s"
                " JOIN athlete a ON a.id = s.athlete WHERE a.name = ? ORDER BY s.filmed_at, s.id",
                (_name(name),),
            ).fetchall()
            numbers: dict[int, dict[str, Metric]] = {row[0]: {} for row in rows}
            for key, measure, value, unit, sd, status, reason in db.execute(
                "SELECT m.session, m.name, m.value, m.unit, m.sd, m.status, m.reason FROM metric m"
                " JOIN session s ON s.id = m.session JOIN athlete a ON a.id = s.athlete WHERE a.name = ?",
                (_name(name),),
            ):
                state = cast(Literal["ok", "caution", "refused"], status)
                numbers[key][measure] = Metric(value, unit, sd, state, reason)
        return [
            Session(clip, sha, datetime.fromisoformat(at), movement, view, numbers[key], software, key)
            for key, clip, sha, at, movement, view, software in rows
        ]

    def record(self, name: str, session: Session) -> Session:
        """Keep a session; an earlier one of the same clip and athlete gives way.  Returns it with its key."""
        with self._open(write=True) as db:
            db.execute("INSERT INTO athlete (name) VALUES (?) ON CONFLICT (name) DO NOTHING", (_name(name),))
            (athlete,) = db.execute("SELECT id FROM athlete WHERE name = ?", (_name(name),)).fetchone()
            db.execute("DELETE FROM session WHERE athlete = ? AND clip_sha256 = ?", (athlete, session.clip_sha256))
            key = db.execute(
                "INSERT INTO session (athlete, clip_sha256, clip_name, filmed_at, movement, view, software)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    athlete, session.clip_sha256, session.clip_name, session.filmed_at.isoformat(), session.movement,
                    session.view, session.software,
                ),
            ).lastrowid  # fmt: skip
            db.executemany(
                "INSERT INTO metric (session, name, value, unit, sd, status, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(key, n, m.value, m.unit, m.sd, m.status, m.reason) for n, m in session.metrics.items()],
            )
        return replace(session, key=key)

    def delete_session(self, key: int) -> None:
        """Forget one session; the athlete stays."""
        with self._open(write=True) as db:
            db.execute("DELETE FROM session WHERE id = ?", (key,))

    def delete_athlete(self, name: str) -> None:
        """Forget an athlete with everything kept of them."""
        with self._open(write=True) as db:
            db.execute("DELETE FROM athlete WHERE name = ?", (_name(name),))

    # -- the file
    @contextmanager
    def _open(self, write: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection in one transaction: all of it is kept at the end, or nothing after an error."""
        try:
            if write:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=WAIT_S, isolation_level=None)) as db:
                self._prepare(db)
                db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                try:
                    yield db
                    db.execute("COMMIT")
                except BaseException:
                    if db.in_transaction:
                        db.execute("ROLLBACK")
                    raise
        except (sqlite3.Error, OSError) as error:
            raise self._told(error) from error

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")  # who is deleted is really gone from the file
        if self._version(db) == VERSION:
            return
        db.execute("BEGIN IMMEDIATE")
        try:
            if self._version(db) == 0:  # another window may have been quicker
                self._lay_out(db)
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        with suppress(sqlite3.OperationalError):  # SQLite does not wait here, and another window may read already:
            db.execute("PRAGMA journal_mode = WAL")  # the file is as safe without it, its readers only wait longer

    def _version(self, db: sqlite3.Connection) -> int:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            what = "the athletes' history was written by a newer Plumbline"
            raise UserError(what, "install that one; nothing was changed", self.path)
        return int(version)

    def _lay_out(self, db: sqlite3.Connection) -> None:
        """The tables of a new file; within a transaction, or another window may make them between two looks."""
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()
        if tables:
            raise UserError("this is not the athletes' history", "move it away; nothing was changed", self.path)
        for statement in _SCHEMA.split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION}")

    def _told(self, error: Exception) -> UserError:
        text = str(error)
        if "locked" in text or "busy" in text:
            what, todo = "the athletes' history is being written by another program", "try again in a moment"
        elif "full" in text or "No space" in text or ("disk I/O" in text and self._no_room()):
            what, todo = "the disk is full, so the athletes' history stays as it was", "make some room, then try again"
        elif "not a database" in text or "malformed" in text or "corrupt" in text:
            what = "the athletes' history is damaged"
            todo = "put a copy in its place or move it away; nothing in it was changed"
        elif "disk I/O" in text:
            what, todo = (
                "the athletes' history cannot be read or written: its disk fails",
                "try again, or check the disk",
            )
        elif "readonly" in text or "unable to open" in text or isinstance(error, OSError):
            what, todo = "the athletes' history cannot be written", "make this file and its folder writable"
        else:
            what, todo = f"the athletes' history cannot be used ({text})", "move it away; nothing was changed"
        return UserError(what, todo, self.path)

    def _is_there(self) -> bool:
        try:
            return self.path.exists()
        except OSError as error:  # its folder may not be entered: what is in it is not nobody
            raise self._told(error) from error

    def _no_room(self) -> bool:
        """Whether the disk is full: SQLite takes some writes that fail by it for the disk's own faults."""
        folder = next((f for f in self.path.absolute().parents if f.exists()), None)
        return folder is not None and shutil.disk_usage(folder).free < LEAST_FREE


def _name(name: str) -> str:
    """Spaces around and between do not make another athlete.

    Raises
    ------
    UserError : there is nothing left.
    """
    tidy = " ".join(name.split())
    if not tidy:
        raise UserError("an athlete needs a name", "write one")
    return tidy
