"""Several clips in turn: failures are collected, cancelling stops at a tick, the generator is always closed."""

from collections.abc import Generator
from pathlib import Path

import pytest

from core import batch, pipeline
from core.analysis import Analysis
from core.batch import failure_sentence
from core.errors import Cancelled, ModelError, OutputError, VideoError
from core.pipeline import Request
from core.progress import Progress
from tests.core.builders import squat_analysis


class Clips:
    """Stands in for the pipeline: bad clips fail after one tick, the others are squats; remembers what it closed."""

    def __init__(self, **bad: Exception) -> None:
        self.bad = bad
        self.closed: list[str] = []

    def analyse(self, request: Request) -> Generator[Progress, None, Analysis]:
        name = request.clip.stem
        try:
            yield Progress("index", "Reading the clip", 1, 2)
            if name in self.bad:
                raise self.bad[name]
            yield Progress("pose", "Following the athlete", 1, 2)
            return squat_analysis(request.clip)
        finally:
            self.closed.append(name)


@pytest.fixture
def clips(monkeypatch: pytest.MonkeyPatch) -> Clips:
    found = Clips(b=VideoError("this is not a video file", "open a video", "b.mp4"), c=ZeroDivisionError("oops"))
    monkeypatch.setattr(pipeline, "analyse", found.analyse)
    return found


def requests(names: str) -> list[Request]:
    return [Request(Path(f"{name}.mp4")) for name in names]


def test_bad_clips_do_not_stop_the_others(clips: Clips) -> None:
    done: list[str] = []
    told: list[str] = []
    failures = batch.run(
        requests("abcd"),
        lambda request, progress: None,
        lambda request, analysis: done.append(request.clip.stem),
        lambda failure: told.append(failure.request.clip.stem),
    )
    assert done == ["a", "d"]
    assert told == ["b", "c"] == [failure.request.clip.stem for failure in failures]


def test_a_result_that_cannot_be_written_is_a_failure_of_that_clip(clips: Clips) -> None:
    def refuse(request: Request, analysis: Analysis) -> None:
        raise OutputError("results cannot be written here", "choose another folder", "out")

    (failure,) = batch.run(requests("a"), lambda request, progress: None, refuse)
    assert failure.sentence == "a.mp4: out: results cannot be written here: choose another folder"


def test_cancelling_at_a_tick_closes_the_clip_and_starts_no_other(clips: Clips) -> None:
    done: list[str] = []

    def cancel_in_d(request: Request, progress: Progress) -> None:
        if request.clip.stem == "d" and progress.stage == "pose":
            raise Cancelled

    with pytest.raises(Cancelled):
        batch.run(requests("ade"), cancel_in_d, lambda request, analysis: done.append(request.clip.stem))
    assert done == ["a"]
    assert clips.closed == ["a", "d"]


def test_every_tick_is_passed_on(clips: Clips) -> None:
    ticks: list[tuple[str, str]] = []
    batch.run(
        requests("a"), lambda request, progress: ticks.append((request.clip.stem, progress.stage)), lambda r, a: None
    )
    assert ticks == [("a", "index"), ("a", "pose")]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (VideoError("this is empty.", "copy it again.", "x  y.mp4"), "x  y.mp4: this is empty: copy it again"),
        (VideoError("this is empty", "", Path("x  y.mp4").absolute()), "x  y.mp4: this is empty"),
        (ModelError("the model is missing", "go online"), "x  y.mp4: the model is missing: go online"),
        (ModelError("it is damaged", "delete it", "m.task"), "x  y.mp4: m.task: it is damaged: delete it"),
        (MemoryError(), "x  y.mp4: not enough memory: close other programs or cut the clip shorter"),
        (VideoError("two\nlines", "of\r\n  text"), "x  y.mp4: two lines: of text"),
    ],
)
def test_every_failure_is_one_line_that_begins_with_the_clip(error: Exception, sentence: str) -> None:
    assert failure_sentence(Path("x  y.mp4"), error) == sentence


def test_a_fault_of_the_program_names_itself_and_the_log(tmp_path: Path) -> None:
    sentence = failure_sentence(Path("x.mp4"), ZeroDivisionError("division by zero"))
    assert sentence.startswith("x.mp4: a fault in this program (ZeroDivisionError: division by zero): please report")
    assert sentence.endswith("plumbline.log")
