"""What stands beside the progress bar."""

import io
import sys
from pathlib import Path

import pytest

from core.progress import Progress
from core.screen import Screen, note


@pytest.mark.parametrize(
    ("progress", "says"),
    [
        (Progress("pose", "", 132, 388, 41.3, 6.2), "132 of 388, 41 frames/s, 6 s left"),
        (Progress("pose", "", 1, 10_000, 40, 250.4), "1 of 10000, 40 frames/s, 4 min 10 s left"),
        (Progress("pose", "", 0, 388), "0 of 388"),
        (Progress("hash", "", 50, 200, 1e6, 3), "25%, 3 s left"),
        (Progress("measure", "", 1, 1), ""),
    ],
)
def test_rate_and_time_left_as_far_as_they_are_known(progress: Progress, says: str) -> None:
    assert note(progress) == says


class Terminal(io.TextIOWrapper):
    """A terminal that remembers what was written to it."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def text(self) -> str:
        content = self.buffer
        assert isinstance(content, io.BytesIO)
        return content.getvalue().decode("utf-8")


def test_on_a_terminal_a_bar_says_which_clip_how_fast_and_how_long_yet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    with Screen(2) as screen:
        screen.show(Path("a/first.mp4"), Progress("pose", "Following the athlete", 50, 100, 41.3, 1.2))
        screen.clear()
        screen.say("first.mp4: squat")
        screen.show(Path("a/[bold]second.mp4"), Progress("pose", "Following the athlete", 1, 100, 41.3, 2.4))
    assert "1/2 first.mp4: Following the athlete" in terminal.text
    assert "50 of 100, 41 frames/s, 1 s left" in terminal.text
    assert "2/2 [bold]second.mp4" in terminal.text, "names are no markup"
    assert capsys.readouterr().out == "first.mp4: squat\n"


def test_without_a_terminal_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen(1) as screen:
        screen.show(Path("first.mp4"), Progress("pose", "Following the athlete", 50, 100, 41.3, 1.2))
    assert capsys.readouterr() == ("", "")


def test_a_long_line_is_never_broken(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen(1) as screen:
        screen.say("x" * 500)
        screen.tell("y " * 500)
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), len(err.splitlines())) == (1, 1)
