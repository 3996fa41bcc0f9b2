"""What is to leave the program: one description for the command line and the window."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from core.analysis import Analysis
from core.export.outlet import safe_name

Kind = Literal["json", "csv", "xlsx", "trc", "mot", "c3d", "snapshot", "video", "report", "kinogram"]
DATA: Final[tuple[Kind, ...]] = ("json", "csv", "xlsx", "trc", "mot", "c3d")
PAINTED: Final[tuple[Kind, ...]] = ("snapshot", "kinogram", "report", "video")


@dataclass(frozen=True)
class ExportRequest:
    """Which files of a result, where to.

    out : the folder; the files go to out/<name of the clip>/.  force : files that are there are replaced.
    """

    analysis: Analysis
    kinds: frozenset[Kind]
    out: Path
    force: bool = False
    snapshot_s: tuple[float, ...] = field(default=())

    @property
    def stem(self) -> str:
        """What files are named after."""
        path = self.analysis.clip.path
        return safe_name(path.name if path.is_dir() else path.stem)

    @property
    def folder(self) -> Path:
        return self.out / self.stem
