"""What is to leave the program: one description for the command line and the window."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, get_args

from core.analysis import Analysis
from core.annotations.annotation import Annotation
from core.edits.events import Marker
from core.export.outlet import safe_name
from core.export.privacy import Privacy, anonymous
from core.measures.kinogram import MovedTile, ShownStep
from core.measures.overlap import ALPHA

Kind = Literal["json", "csv", "xlsx", "trc", "mot", "c3d", "snapshot", "video", "report", "kinogram", "comparison"]
DATA: Final[tuple[Kind, ...]] = ("json", "csv", "xlsx", "trc", "mot", "c3d")
PAINTED: Final[tuple[Kind, ...]] = ("snapshot", "kinogram", "report", "video", "comparison")


Part = Literal["skeleton", "drawings", "lanes", "numbers"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
Language = Literal["en", "es"]


@dataclass(frozen=True)
class Drawn:
    """How what is painted looks.

    without : what is left out of pictures and video.  numbers : measures under them, none = the leading ones.
    pictures : their kind, svg = the drawing alone.  key_frames, sheet : of the reps or steps, one by one and on one
    picture.  slower : 4 = a quarter of the speed.  pause_s : how long the video stands still on key frames.
    logo, contact : stand on pictures and reports.  language : of the words on pictures and in the report.
    """

    without: frozenset[Part] = frozenset()
    numbers: tuple[str, ...] = ()
    pictures: Literal["png", "jpg", "svg"] = "png"
    key_frames: bool = False
    sheet: bool = False
    slower: float = 1.0
    pause_s: float = 0.0
    paper: Literal["a4", "letter"] = "a4"
    logo: Path | None = None
    contact: str = ""
    language: Language = "en"


@dataclass(frozen=True)
class Against:
    """The clip that another one is compared with.

    unit_a, unit_b : which rep or step of each, from 0.  chosen : somebody said which, so that only it is shown.
    line_up : "event" = bottom with bottom or touchdown with touchdown at true speed, "phases" = warped from event to
    event.
    """

    analysis: Analysis
    unit_a: int = 0
    unit_b: int = 0
    chosen: bool = False
    line_up: Literal["event", "phases"] = "event"


@dataclass(frozen=True)
class ExportRequest:
    """Which files of a result, where to.

    analysis : as it is; `told` is what may leave.  out : the folder; the files go to out/<name of the clip>/.
    force : files that are there are replaced.  snapshot_s : moments of which a picture is taken.
    annotations : drawn by hand on this clip.  tiles : of the kinogram, moved by hand.
    notes : written on this clip; they go into the report, and may name people.  against : what it is compared with,
    side by side.  drawn : how what is painted looks; the window has a dialog of its own for that.
    alpha : the share of its typical peak from which a lane is on in `analysis`.  kinogram_steps : chosen by hand.
    markers : put by hand, with their notes, which may name people too.
    """

    analysis: Analysis
    kinds: frozenset[Kind]
    out: Path
    force: bool = False
    snapshot_s: tuple[float, ...] = field(default=())
    privacy: Privacy = field(default_factory=Privacy)
    annotations: tuple[Annotation, ...] = ()
    tiles: tuple[MovedTile, ...] = ()
    notes: str = ""
    against: Against | None = None
    drawn: Drawn = field(default_factory=Drawn)
    alpha: float = ALPHA
    kinogram_steps: tuple[ShownStep, ...] = ()
    markers: tuple[Marker, ...] = ()

    @property
    def told(self) -> Analysis:
        """The result as it may be told: without names where privacy takes them out."""
        return self.analysis if self.privacy.names else anonymous(self.analysis)

    @property
    def told_markers(self) -> tuple[Marker, ...]:
        """The markers as they may be told: without notes where names are taken out."""
        return self.markers if self.privacy.names else tuple(replace(m, note="") for m in self.markers)

    @property
    def stem(self) -> str:
        """What files are named after."""
        path = self.told.clip.path
        return safe_name(path.name if path.is_dir() else path.stem)

    @property
    def comparison_name(self) -> str:
        """The file of the two clips side by side."""
        assert self.against is not None
        other = self.against.analysis
        path = (other if self.privacy.names else anonymous(other)).clip.path
        return f"{self.stem}_against_{safe_name(path.name if path.is_dir() else path.stem)}.mp4"

    @property
    def folder(self) -> Path:
        return self.out / self.stem
