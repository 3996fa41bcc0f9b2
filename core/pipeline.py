"""The one way from a clip to an analysis: command line, window and batch drive the same generator."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.analysis import Analysis
from core.progress import Progress


@dataclass(frozen=True)
class Request:
    """What to analyse and how; the options of `plumbline analyze`."""

    clip: Path
    movement: Literal["auto", "squat", "sprint"] = "auto"
    capture_fps: float | None = None
    height_m: float | None = None
    athlete: str | None = None
    pick: tuple[float, float, float] | None = None  # x px, y px, seconds
    start_s: float | None = None
    end_s: float | None = None
    model: Literal["lite", "full", "heavy"] = "full"
    jobs: int | None = None
    force: bool = False


def analyse(request: Request) -> Generator[Progress, None, Analysis]:
    """Analyse one clip, yielding progress; each yield is a cancel point (close the generator to cancel).

    Raises
    ------
    UserError : the clip, the model or the options cannot be used; the sentence says why.
    """
    raise NotImplementedError
    yield
