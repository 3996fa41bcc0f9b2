"""What the commands show: results on standard output, progress and messages on standard error."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table

from core.analysis import Analysis
from core.export import summary
from core.progress import Progress

# where standard output is a file or a pipe it has no width: wide enough for every table here
PLAIN_WIDTH = 132


class Screen:
    """A progress bar while standard error is a terminal, and plain lines that never wrap.

    clips : how many there are, to count them in front of the bar.
    """

    def __init__(self, clips: int) -> None:
        self._clips = clips
        self._seen: list[Path] = []
        self._out = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        if not self._out.is_terminal:
            self._out.width = PLAIN_WIDTH
        self._err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._bar: Bar | None = None
        self._task = TaskID(0)
        self._unkept_told = False

    def __enter__(self) -> "Screen":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def show(self, clip: Path, progress: Progress) -> None:
        """One tick of a running analysis."""
        if clip not in self._seen:
            self._seen.append(clip)
        if not self._err.is_terminal:
            return
        if self._bar is None:
            self._bar = Bar(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=30),
                TextColumn("{task.fields[note]}", markup=False),
                console=self._err,
                transient=True,
            )
            self._task = self._bar.add_task("", note="")
            self._bar.start()
        place = f"{len(self._seen)}/{self._clips} " if self._clips > 1 else ""
        self._bar.update(
            self._task,
            description=f"{place}{clip.name}: {progress.label}",
            completed=progress.done,
            total=progress.total or None,
            note=note(progress),
        )

    def clear(self) -> None:
        """Take the bar away; the next tick brings a new one."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def say(self, line: str) -> None:
        """A result, to standard output."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def tell(self, line: str) -> None:
        """A message, to standard error."""
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    def tell_unkept(self, analysis: Analysis) -> None:
        """That it could not be kept for the next time, once: it is of the disk, not of a clip."""
        if analysis.unkept is not None and not self._unkept_told:
            self._unkept_told = True
            self.tell(analysis.unkept.sentence)

    def say_json(self, text: str, on_one_line: bool) -> None:
        """analysis.json as it is in the file; with several clips one line each, so that a reader can tell them apart.

        Always UTF-8, whatever the terminal speaks: JSON is.
        """
        if on_one_line:
            text = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) + "\n"
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()

    def say_table(self, analysis: Analysis) -> None:
        """Reps or steps, to standard output."""
        content = summary.summary_table(analysis)
        if content is None:
            return
        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for i, heading in enumerate(content.headings):
            grid.add_column(heading, justify="left" if i == 0 else "right")
        for row in content.rows:
            grid.add_row(*row)
        self._out.print(grid)
        self.say(summary.LEGEND)

    def say_numbers(self, numbers: Mapping[str, Any]) -> None:
        """Name and number, to standard output."""
        width = max(map(len, numbers))
        for name, value in numbers.items():
            text = "–" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)
            self.say(f"{name:<{width}}  {text:>10}")


def note(progress: Progress) -> str:
    """`132 of 388, 41 frames/s, 6 s left`, as far as it is known."""
    parts = []
    if progress.total > 1 and progress.stage != "hash":
        parts.append(f"{progress.done} of {progress.total}")
    elif progress.total > 1:
        parts.append(f"{progress.share:.0%}")
    if progress.rate > 0 and progress.stage != "hash":
        parts.append(f"{progress.rate:.0f} frames/s")
    if progress.remaining_s is not None:
        minutes, seconds = divmod(round(progress.remaining_s), 60)
        parts.append(f"{minutes} min {seconds} s left" if minutes else f"{seconds} s left")
    return ", ".join(parts)
