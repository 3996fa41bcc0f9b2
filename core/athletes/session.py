"""What is kept of one analysed clip: the summary numbers, and when it was filmed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core import __version__
from core.analysis import Analysis
from core.measures.spec import Metric

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # cameras without a clock say 1904 or 1970


@dataclass(frozen=True)
class Session:
    """The summary of one clip of one athlete.

    filmed_at : when it was filmed, with a time zone.  metrics : the summary over reps or steps.
    key : the row it is kept under; None before it is.
    """

    clip_name: str
    clip_sha256: str
    filmed_at: datetime
    movement: str
    view: str
    metrics: Mapping[str, Metric]
    software: str = __version__
    key: int | None = field(default=None, compare=False)

    @property
    def day(self) -> str:
        """The day it was filmed, as this machine's clock has it: clips of one day are one session of training."""
        return self.filmed_at.astimezone().date().isoformat()


def session_of(analysis: Analysis, filmed_at: datetime) -> Session:
    """What to keep of an analysis."""
    clip, view = analysis.clip, analysis.view.label
    return Session(clip.path.name, clip.sha256, filmed_at, analysis.movement, view, analysis.summary)


def filmed_at(clip: Path) -> datetime:
    """When a clip was filmed: the camera's own word in the file, else the file's time of change, else now."""
    told = _told_by_camera(clip)
    if told is not None:
        return told
    try:
        return datetime.fromtimestamp(clip.stat().st_mtime, UTC)
    except OSError:
        return datetime.now(UTC)


def _told_by_camera(clip: Path) -> datetime | None:
    import av

    try:
        with av.open(str(clip)) as container:
            text = container.metadata.get("creation_time", "")
        told = datetime.fromisoformat(text)
    except (OSError, ValueError):  # PyAV's errors are both; a folder of pictures and a text file are no container
        return None
    if told.tzinfo is None:
        told = told.replace(tzinfo=UTC)
    return told if _EARLIEST < told <= datetime.now(UTC) else None
