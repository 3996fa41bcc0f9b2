"""A process's number is given to another one when it has ended."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.project import recovery
from core.project.lock import ProjectLock
from core.project.process import process_began, process_runs
from core.project.project import Project


def test_this_process_runs_and_one_of_its_number_that_began_at_another_time_does_not() -> None:
    pid = os.getpid()
    assert process_began(pid) and process_began(pid) == process_began(pid)
    assert process_runs(pid) and process_runs(pid, process_began(pid))
    assert not process_runs(pid, "another one")


def test_where_ps_does_not_answer_in_time_it_is_not_known_when_a_process_began(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(asked: list[str], timeout: float, **_: object) -> None:
        raise subprocess.TimeoutExpired(asked, timeout)

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", busy)
    assert process_began(os.getpid()) == ""
    assert process_runs(os.getpid(), "some time"), "better held than taken from a window that runs"


@pytest.mark.skipif(sys.platform == "win32", reason="a number stays as long as somebody holds a handle there")
def test_one_that_has_ended_does_not_run_though_nobody_has_asked_how() -> None:
    ended = subprocess.Popen([sys.executable, "-c", "pass"], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    ended.stdout.read()  # until it has closed it
    if sys.platform.startswith("linux"):
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # ended, and its number is kept for `wait`
        assert not process_runs(ended.pid)
    ended.wait()
    ended.stdout.close()
    assert not process_runs(ended.pid)


def test_work_is_offered_where_another_process_has_the_number_of_the_window_that_left_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLUMBLINE_CONFIG_DIR", str(tmp_path))
    with monkeypatch.context() as before:
        before.setattr(recovery, "process_began", lambda pid: "before this one")
        recovery.Recovery().keep(Project(()), None)
    assert len(recovery.left_behind()) == 1
    recovery.Recovery().keep(Project(()), None)
    assert len(recovery.left_behind()) == 1, "but not the work of a window that runs"


def test_a_project_is_free_where_another_process_has_the_number_of_the_one_that_held_it(tmp_path: Path) -> None:
    project = tmp_path / "a.plumb"
    project.write_text("a")
    first, second = ProjectLock(project), ProjectLock(project)
    assert first.take() is None and second.take() is not None
    file = tmp_path / ".a.plumb.lock"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"began": "before this one"}))
    assert second.take() is None
    holder = second.holder()
    assert holder is not None and holder.token == second.token
