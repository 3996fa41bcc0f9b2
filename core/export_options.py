"""Options of the command `export`: what each is called, what it may be, and what it says of itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from core.export.request import PARTS, Kind, Part
from core.export.request import Language as OfWords
from core.options import flag
from core.paths import is_file

DEFAULT_OUT: Final = Path("plumbline-exports")
FLAGS: Final = (
    "--snapshot T --video --report --csv --xlsx --json --trc --mot --c3d --kinogram --key-frames --sheet --against CLIP"
)

Source = Annotated[
    Path,
    typer.Argument(
        metavar="PROJECT_OR_CLIP",
        help="A project, a video or a folder of pictures.",
        show_default=False,
        readable=False,
    ),
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help=f"Folder for the files; ./{DEFAULT_OUT} if not given.")]
Snapshot = Annotated[
    list[float] | None,
    typer.Option(metavar="T", help="A picture of the frame at T seconds, with what is drawn on it; repeatable."),
]
Video = Annotated[bool, flag("--video", "The clip with what is drawn on it (MP4).")]
Report = Annotated[bool, flag("--report", "Pages to hand over (PDF).")]
Kinogram = Annotated[bool, flag("--kinogram", "The strip of key frames.")]
Csv = Annotated[bool, flag("--csv", "Measures, events and curves as CSV.")]
Xlsx = Annotated[bool, flag("--xlsx", "A workbook with one sheet per table.")]
Json = Annotated[bool, flag("--json", "analysis.json.")]
Trc = Annotated[bool, flag("--trc", "Markers for OpenSim and Kinovea.")]
Mot = Annotated[bool, flag("--mot", "Joint angles for OpenSim.")]
C3d = Annotated[bool, flag("--c3d", "Markers and events for motion laboratories.")]
Private = Annotated[bool, flag("--private", "Blur faces, other people's as well, and take out names, in every file.")]
Background = Annotated[
    Literal["clip", "blurred", "black"], typer.Option(help="What is behind the skeleton in pictures and video.")
]
Against = Annotated[
    Path | None, typer.Option(metavar="CLIP", help="Side by side with this clip, lined up at their events (MP4).")
]
Reps = Annotated[
    str | None,
    typer.Option(metavar="N,M", help="With --against: which rep or step of each, from 1; only it is shown."),
]
LineUp = Annotated[
    Literal["event", "phases"],
    typer.Option(help="With --against: at one event, or stretched so that every phase lines up."),
]
KeyFrames = Annotated[bool, flag("--key-frames", "A picture of each key frame of the reps or steps.")]
Sheet = Annotated[bool, flag("--sheet", "Those key frames on one picture.")]
Pictures = Annotated[
    Literal["png", "jpg", "svg"],
    typer.Option(help="Kind of pictures; svg is the drawing alone, sheet and kinogram are PNG then."),
]
Without = Annotated[
    list[str] | None,
    typer.Option(metavar="PART", help=f"Leave out of pictures and video: {', '.join(PARTS)}; repeatable."),
]
Number = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="A measure under pictures and video, the leading ones if none; repeatable."),
]
Slower = Annotated[
    float, typer.Option(metavar="F", min=1.0, max=64.0, help="Slow motion: 4 is a quarter of the speed.")
]
Pause = Annotated[
    float, typer.Option(metavar="S", min=0.0, max=60.0, help="Stand still so long on key frames of the video.")
]
Paper = Annotated[Literal["a4", "letter"], typer.Option(help="Paper of the report.")]
Logo = Annotated[Path | None, typer.Option(metavar="FILE", help="A picture on snapshots and report.")]
Contact = Annotated[str, typer.Option(metavar="TEXT", help="A line under snapshots and report.")]
Language = Annotated[OfWords, typer.Option(help="Of the words on pictures, video and report; tables stay in English.")]
Force = Annotated[bool, flag("--force", "Replace files that are there already.")]


def kinds_of(wanted: dict[Kind, bool]) -> frozenset[Kind]:
    """The kinds of files that are asked for, or wrong usage where there are none."""
    kinds = frozenset(kind for kind, on in wanted.items() if on)
    if not kinds:
        raise typer.BadParameter(f"say what to export: {FLAGS}", param_hint="'export'")
    return kinds


def parts(names: Sequence[str] | None) -> frozenset[Part]:
    """Parts of a picture by their names, or wrong usage."""
    unknown = [name for name in names or () if name not in PARTS]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]} is none of {', '.join(PARTS)}", param_hint="'--without'")
    return frozenset(part for part in PARTS if part in (names or ()))


def measures(names: Sequence[str] | None) -> tuple[str, ...]:
    """Names the catalogue knows, so that a slip of the pen is told before anything is analysed."""
    from core.measures import catalogue

    for name in names or ():
        if catalogue.find(name) is None:
            raise typer.BadParameter(f"there is no measure {name}; analysis.json lists them", param_hint="'--number'")
    return tuple(names or ())


def logo(path: Path | None) -> Path | None:
    """A file that is there, or wrong usage."""
    if path is not None and not is_file(path):
        raise typer.BadParameter(f"there is no file {path}", param_hint="'--logo'")
    return path


def units(reps: str | None) -> tuple[int, int] | None:
    """`2,1` as the second of A and the first of B, from 0."""
    if reps is None:
        return None
    numbers = reps.split(",")
    if len(numbers) != 2 or not all(number.strip().isdecimal() and int(number) > 0 for number in numbers):
        raise typer.BadParameter("two numbers from 1 with a comma between, such as 2,1", param_hint="'--reps'")
    return int(numbers[0]) - 1, int(numbers[1]) - 1
