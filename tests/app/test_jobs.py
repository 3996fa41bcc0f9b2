"""The analysis thread, and messages from anywhere."""

import sys
import threading
from collections.abc import Generator
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.jobs import Jobs
from app.messages import Message, Messages, install_hooks, remove_hooks
from core.analysis import Analysis
from core.errors import Cancelled
from core.giving_way import put_off
from core.paths import log_file
from core.pipeline import Request
from core.progress import Progress
from tests.app.conftest import Pipeline, user_error


def test_the_result_arrives_in_the_windows_thread(qtbot: QtBot, pipeline: Pipeline) -> None:
    jobs = Jobs(pipeline)
    seen: list[tuple[Analysis, threading.Thread]] = []
    jobs.succeeded.connect(lambda a: seen.append((a, threading.current_thread())))
    with qtbot.waitSignal(jobs.idle):
        jobs.start(Request(Path("a.mp4")))
    assert seen[0][0].movement == "squat"
    assert seen[0][1] is threading.main_thread()


def test_the_latest_wanted_analysis_wins(qtbot: QtBot, pipeline: Pipeline) -> None:
    pipeline.held = True
    jobs = Jobs(pipeline)
    results: list[Analysis] = []
    jobs.succeeded.connect(results.append)
    with qtbot.waitSignal(jobs.idle):
        jobs.start(Request(Path("first.mp4")))
        jobs.start(Request(Path("second.mp4")))
        jobs.start(Request(Path("third.mp4")))
        pipeline.held = False
    assert [a.clip.path.name for a in results] == ["third.mp4"]
    assert [r.clip.name for r in pipeline.requests][-1] == "third.mp4"
    assert "second.mp4" not in [r.clip.name for r in pipeline.requests]


def test_a_dropped_run_says_nothing_more(qtbot: QtBot, pipeline: Pipeline) -> None:
    pipeline.held = True
    jobs = Jobs(pipeline)
    told: list[object] = []
    for signal in (jobs.succeeded, jobs.failed):
        signal.connect(told.append)
    jobs.cancelled.connect(lambda: told.append("cancelled"))
    jobs.start(Request(Path("a.mp4")))
    with qtbot.waitSignal(jobs.idle):
        jobs.drop()
    assert told == [] and pipeline.closed == 1


def test_a_pipeline_that_cancels_itself_is_cancelled(qtbot: QtBot, pipeline: Pipeline) -> None:
    pipeline.error = Cancelled()  # type: ignore[assignment]
    jobs = Jobs(pipeline)
    with qtbot.waitSignals([jobs.cancelled, jobs.idle]):
        jobs.start(Request(Path("a.mp4")))


def test_who_cancels_is_told_before_what_was_put_off_is_done_and_the_next_analysis_waits_for_it(
    qtbot: QtBot, pipeline: Pipeline
) -> None:
    go_on, done = threading.Event(), list[str]()

    def free() -> None:
        assert go_on.wait(60)
        done.append("freed")

    def drive(request: Request) -> Generator[Progress, None, Analysis]:
        done.append(request.clip.name)
        try:
            return (yield from pipeline(request))
        finally:
            put_off(free)

    pipeline.held = True
    jobs = Jobs(drive)
    jobs.cancelled.connect(lambda: done.append("cancelled"))
    with qtbot.waitSignal(jobs.progressed):
        jobs.start(Request(Path("first.mp4")))
    with qtbot.waitSignal(jobs.cancelled):
        jobs.cancel()
    pipeline.held = False
    jobs.start(Request(Path("second.mp4")))
    assert done == ["first.mp4", "cancelled"]
    with qtbot.waitSignal(jobs.idle, timeout=20000):
        go_on.set()
    assert done[:4] == ["first.mp4", "cancelled", "freed", "second.mp4"]


def test_stopping_waits_for_the_thread(qtbot: QtBot, pipeline: Pipeline) -> None:
    pipeline.held = True
    jobs = Jobs(pipeline)
    jobs.start(Request(Path("a.mp4")))
    jobs.stop()
    assert not jobs.running and (pipeline.closed == 1 or not pipeline.requests)


def test_messages_told_before_anybody_listens_are_kept(qtbot: QtBot) -> None:
    messages = Messages()
    messages.tell("info", "early")
    seen: list[Message] = []
    messages.shown.connect(seen.append)
    messages.listen()
    messages.error(user_error())
    assert [m.text for m in seen] == ["early", "model.task: the model is missing: put it in a folder"]


def test_what_nobody_caught_is_logged_and_told_in_one_sentence(qtbot: QtBot) -> None:
    from app import early

    messages = Messages()
    seen: list[Message] = []
    messages.shown.connect(seen.append)
    messages.listen()

    def fail() -> None:
        raise LookupError("in a thread")

    with early.prepared():
        install_hooks(messages)
        try:
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
            qtbot.waitUntil(lambda: len(seen) == 1)
            try:
                raise LookupError("in the window")
            except LookupError as error:
                sys.excepthook(LookupError, error, error.__traceback__)
        finally:
            remove_hooks()
    assert [m.kind for m in seen] == ["bug", "bug"]
    log = log_file().read_text(encoding="utf-8")
    assert "Traceback" in log and "in a thread" in log and "in the window" in log
    assert sys.excepthook is sys.__excepthook__


def test_what_is_told_while_the_window_begins_to_listen_is_heard_once(qtbot: QtBot) -> None:
    """From a thread that is kept from its turn between looking whether anybody listens and keeping what it tells."""
    messages, looked, listened = Messages(), threading.Event(), threading.Event()

    class Slow(list[Message]):
        def append(self, message: Message) -> None:
            looked.set()
            listened.wait(0.5)  # a lock makes the window wait instead
            super().append(message)

    messages._waiting = Slow()
    seen: list[Message] = []
    messages.shown.connect(seen.append)
    thread = threading.Thread(target=messages.tell, args=("info", "from a thread"))
    thread.start()
    assert looked.wait(60)
    messages.listen()
    listened.set()
    thread.join()
    qtbot.waitUntil(lambda: bool(seen))
    assert [m.text for m in seen] == ["from a thread"]
