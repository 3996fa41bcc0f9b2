"""Two windows on one project: who came first holds it, the other may take it over."""

import contextlib
import json
import os
import socket
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from core.project.process import process_began, process_runs

T = TypeVar("T")


@dataclass(frozen=True)
class Holder:
    """Who holds a project: a process on a machine.  began : when it did, "" = not known."""

    token: str
    pid: int
    host: str
    began: str = ""

    @property
    def alive(self) -> bool:
        """False only where it surely is not: a process of this machine that has ended."""
        return self.host != socket.gethostname() or process_runs(self.pid, self.began)


class ProjectLock:
    """A small file beside the project.  Where none can be written (a read-only folder) everybody may open it."""

    def __init__(self, project: Path) -> None:
        self._file = project.with_name(f".{project.name}.lock")
        self.project = project
        self._seen: tuple[int, int] | None = None  # the project's file as it was last read or written here
        self.token = uuid.uuid4().hex

    def take(self, by_force: bool = False) -> Holder | None:
        """Take the project; who holds it if it is somebody else's, None when it is ours now."""
        holder = self.holder()
        if holder is not None and holder.token != self.token and holder.alive and not by_force:
            return holder
        pid = os.getpid()
        mine = {"token": self.token, "pid": pid, "host": socket.gethostname(), "began": process_began(pid)}
        partial = self._file.with_name(f"{self._file.name}.{self.token}")
        try:
            partial.write_text(json.dumps(mine), encoding="utf-8")
            partial.replace(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink()
        return None

    @contextlib.contextmanager
    def kept_if_done(self) -> Iterator[None]:
        """What is done in it fails: a lock that was taken for it is let go of again."""
        holder = self.holder()
        held = holder is not None and holder.token == self.token
        try:
            yield
        except BaseException:
            if not held:
                self.release()
            raise

    def lost_to(self) -> Holder | None:
        """Who has taken the project over meanwhile; None while it is ours."""
        holder = self.holder()
        return None if holder is None or holder.token == self.token else holder

    def noting(self, do: Callable[[], T]) -> T:
        """Read or write the project; what its file is after that is known to be ours."""
        done = do()
        self._seen = self._stamp()
        if self.holder() is None:  # who had taken it over has gone
            self.take()
        return done

    def why_not(self) -> str:
        """Why saving would cover what somebody else has saved, or is at; empty where it would not."""
        other = self.lost_to()
        if other is not None and other.alive:
            return "another window has taken this project over: save it elsewhere"
        if self._seen is not None and self._stamp() not in (None, self._seen):
            return "another window has saved this project since it was opened here: save it elsewhere"
        return ""

    def _stamp(self) -> tuple[int, int] | None:
        """When the project's file was written and how long it is; None where it is not there."""
        try:
            told = self.project.stat()
        except OSError:
            return None
        return told.st_mtime_ns, told.st_size

    def release(self) -> None:
        """Let go; what somebody else has taken over is left alone."""
        holder = self.holder()
        if holder is not None and holder.token == self.token:
            with contextlib.suppress(OSError):
                self._file.unlink()

    def holder(self) -> Holder | None:
        try:
            told: Any = json.loads(self._file.read_text(encoding="utf-8"))
            return Holder(str(told["token"]), int(told["pid"]), str(told["host"]), str(told.get("began", "")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
