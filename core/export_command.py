"""The command `export`: the window's exports without the window.

Numbers are written here; what is painted (snapshots, kinogram, report, video) is made by the one who has Qt and hands
its generator in (`Paint`), so that this room never imports it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from core import batch, options, pipeline
from core.analysis import Analysis
from core.errors import Cancelled, UserError
from core.export.data import data_names, write_data
from core.export.outlet import Outlet
from core.export.painter import Paint
from core.export.privacy import PRIVATE, Privacy
from core.export.request import PAINTED, PARTS, Against, Drawn, ExportRequest, Kind, Language, Part
from core.measures.overlap import ALPHA
from core.pipeline import Request
from core.progress import Progress
from core.screen import Screen
from core.stop import stop_signal

PROJECT_SUFFIX = ".plumb"
DEFAULT_OUT = Path("plumbline-exports")
_FLAGS = (
    "--snapshot T --video --report --csv --xlsx --json --trc --mot --c3d --kinogram --key-frames --sheet --against CLIP"
)

logger = logging.getLogger(__name__)


def export(
    context: typer.Context,
    source: Annotated[
        Path, typer.Argument(metavar="PROJECT_OR_CLIP", help="A project or a video.", show_default=False)
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help=f"Folder for the files; ./{DEFAULT_OUT} if not given.")
    ] = None,
    snapshot: Annotated[
        list[float] | None,
        typer.Option(metavar="T", help="A picture of the frame at T seconds, with what is drawn on it; repeatable."),
    ] = None,
    video: Annotated[bool, typer.Option("--video", help="The clip with what is drawn on it (MP4).")] = False,
    report: Annotated[bool, typer.Option("--report", help="Pages to hand over (PDF).")] = False,
    kinogram: Annotated[bool, typer.Option("--kinogram", help="The strip of key frames (PNG).")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Measures, events and curves as CSV.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="A workbook with one sheet per table.")] = False,
    json: Annotated[bool, typer.Option("--json", help="analysis.json.")] = False,
    trc: Annotated[bool, typer.Option("--trc", help="Markers for OpenSim and Kinovea.")] = False,
    mot: Annotated[bool, typer.Option("--mot", help="Joint angles for OpenSim.")] = False,
    c3d: Annotated[bool, typer.Option("--c3d", help="Markers and events for motion laboratories.")] = False,
    private: Annotated[
        bool, typer.Option("--private", help="Blur the athlete's face and take out names, in every file.")
    ] = False,
    background: Annotated[
        Literal["clip", "blurred", "black"], typer.Option(help="What is behind the skeleton in pictures and video.")
    ] = "clip",
    against: Annotated[
        Path | None,
        typer.Option(metavar="CLIP", help="Side by side with this clip, lined up at their events (MP4)."),
    ] = None,
    reps: Annotated[
        str | None,
        typer.Option(metavar="N,M", help="With --against: which rep or step of each, from 1; only it is shown."),
    ] = None,
    line_up: Annotated[
        Literal["event", "phases"],
        typer.Option(help="With --against: at one event, or stretched so that every phase lines up."),
    ] = "event",
    key_frames: Annotated[
        bool, typer.Option("--key-frames", help="A picture of each key frame of the reps or steps.")
    ] = False,
    sheet: Annotated[bool, typer.Option("--sheet", help="Those key frames on one picture.")] = False,
    pictures: Annotated[
        Literal["png", "jpg", "svg"], typer.Option(help="Kind of pictures; svg is the drawing alone.")
    ] = "png",
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="PART", help=f"Leave out of pictures and video: {', '.join(PARTS)}; repeatable."),
    ] = None,
    number: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A measure under pictures and video, the leading ones if none; repeatable."),
    ] = None,
    slower: Annotated[
        float, typer.Option(metavar="F", min=1.0, max=64.0, help="Slow motion: 4 is a quarter of the speed.")
    ] = 1.0,
    pause: Annotated[
        float, typer.Option(metavar="S", min=0.0, max=60.0, help="Stand still so long on key frames of the video.")
    ] = 0.0,
    paper: Annotated[Literal["a4", "letter"], typer.Option(help="Paper of the report.")] = "a4",
    logo: Annotated[Path | None, typer.Option(metavar="FILE", help="A picture on snapshots and report.")] = None,
    contact: Annotated[str, typer.Option(metavar="TEXT", help="A line under snapshots and report.")] = "",
    language: Annotated[
        Language, typer.Option(help="Of the words on pictures, video and report; tables stay in English.")
    ] = "en",
    movement: options.Movement = "auto",
    capture_fps: Annotated[
        float | None,
        typer.Option(metavar="F", callback=options.capture_fps, help="The true rate of a slow-motion clip."),
    ] = None,
    height: options.Height = None,
    athlete: options.Athlete = None,
    pick: options.Pick = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there already.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show what the program did when something fails.")] = False,
) -> int:
    """Write pictures, video, report and numbers of a clip or a project into DIR/<name of the clip>/."""
    wanted = {
        "video": video, "report": report, "kinogram": kinogram, "csv": csv, "xlsx": xlsx, "json": json, "trc": trc,
        "mot": mot, "c3d": c3d, "snapshot": bool(snapshot or key_frames or sheet),
        "comparison": against is not None,
    }  # fmt: skip
    kinds: frozenset[Kind] = frozenset(kind for kind, on in wanted.items() if on)  # type: ignore[misc]
    if not kinds:
        raise typer.BadParameter(f"say what to export: {_FLAGS}", param_hint="'export'")
    drawn = Drawn(
        _parts(without), _measures(number), pictures, key_frames, sheet, slower, pause, paper, _picture(logo),
        " ".join(contact.split()), language,
    )  # fmt: skip
    times = tuple(time for time in snapshot or () if options.seconds(time) is not None)
    person = None if pick is None else options.parse_pick(pick)
    given = Request(source, movement, capture_fps, height, athlete, person)
    requests = _of_project(source, given) if source.suffix.lower() == PROJECT_SUFFIX else [(given, "")]
    privacy = replace(PRIVATE if private else Privacy(), background=background)
    lacking, stems = False, set[str]()
    chosen = _units(reps)
    with Screen(len(requests)) as screen, stop_signal() as stop:
        if out is None:
            screen.tell(f"files go to {DEFAULT_OUT} (another folder: --out DIR)")
        other: Analysis | None = None
        for one, notes in requests:

            def tick(progress: Progress, clip: Path = one.clip) -> None:
                if stop.is_set():
                    raise Cancelled
                screen.show(clip, progress)

            if other is None and against is not None:
                other = _analysis(_beside(against, [r for r, _ in requests], given), tick)
            alone = other is not None and len(requests) > 1 and one.clip.resolve() == other.clip.path.resolve()
            pair = None if other is None or alone else Against(other, *(chosen or (0, 0)), chosen is not None, line_up)
            made = kinds - {"comparison"} if pair is None else kinds
            if not made:
                continue  # nothing but a comparison with itself
            analysis = _analysis(one, tick)
            folder = DEFAULT_OUT if out is None else out
            drawings, tiles = one.edits.annotations, one.edits.tiles
            request = ExportRequest(
                analysis, made, folder, force, times, privacy, drawings, tiles, notes, pair, drawn,
                ALPHA if one.edits.alpha is None else one.edits.alpha, one.edits.kinogram_steps,
                one.edits.markers,
            )  # fmt: skip
            outlet = Outlet(_own(request.folder, stems), force)
            try:
                _write(request, outlet, context.obj, tick)
            finally:
                screen.clear()
                for path in outlet.placed:
                    screen.say(str(path))
                for sentence in outlet.lacking:
                    screen.tell(f"{one.clip}: {sentence}")
            lacking = lacking or bool(outlet.lacking)
        for remark in dict.fromkeys(context.obj.remarks if context.obj is not None else []):
            screen.tell(remark)
    return 1 if lacking else 0


def _parts(names: Sequence[str] | None) -> frozenset[Part]:
    unknown = [name for name in names or () if name not in PARTS]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]} is none of {', '.join(PARTS)}", param_hint="'--without'")
    return frozenset(part for part in PARTS if part in (names or ()))


def _measures(names: Sequence[str] | None) -> tuple[str, ...]:
    """Names the catalogue knows, so that a slip of the pen is told before anything is analysed."""
    from core.measures import catalogue

    for name in names or ():
        if catalogue.find(name) is None:
            raise typer.BadParameter(f"there is no measure {name}; analysis.json lists them", param_hint="'--number'")
    return tuple(names or ())


def _picture(path: Path | None) -> Path | None:
    if path is not None and not path.is_file():
        raise typer.BadParameter(f"there is no file {path}", param_hint="'--logo'")
    return path


def _units(reps: str | None) -> tuple[int, int] | None:
    """`2,1` as the second of A and the first of B, from 0."""
    if reps is None:
        return None
    parts = reps.split(",")
    if len(parts) != 2 or not all(part.strip().isdigit() and int(part) > 0 for part in parts):
        raise typer.BadParameter("two numbers from 1 with a comma between, such as 2,1", param_hint="'--reps'")
    return int(parts[0]) - 1, int(parts[1]) - 1


def _beside(against: Path, requests: Sequence[Request], given: Request) -> Request:
    """The clip to compare with; where it is one of the project, with what was put by hand on it."""
    kept = next((one for one in requests if one.clip.resolve() == against.resolve()), None)
    return kept if kept is not None else Request(against, given.movement)


def _own(folder: Path, taken: set[str]) -> Path:
    """Two clips of one name in a project get folders of their own."""
    number, path = 2, folder
    while path.name in taken:
        path, number = folder.with_name(f"{folder.name}-{number}"), number + 1
    taken.add(path.name)
    return path


def _of_project(path: Path, given: Request) -> list[tuple[Request, str]]:
    """The clips of a project with what was put by hand, and their notes; what the command line gives goes before it."""
    from core.project import file as project_file  # only here: most exports are of one clip

    project = project_file.load(path)
    found: list[tuple[Request, str]] = []
    for clip in project.clips:
        place = project_file.find(clip, path)
        if place is None:
            raise UserError(f"the clip {clip.file} is not found", "open the project and say where it is", path)
        kept = replace(clip, path=place).request()
        asked = replace(kept, height_m=given.height_m or kept.height_m, athlete=given.athlete or kept.athlete)
        found.append((asked, clip.notes))
    if not found:
        raise UserError("there is no clip in this project", "open it and add one", path)
    return found


def _analysis(request: Request, tick: Callable[[Progress], None]) -> Analysis:
    """Measured as the window does, from the cached landmarks where there are any."""
    try:
        return pipeline.run(request, tick)
    except UserError as error:
        raise UserError(batch.failure_sentence(request.clip, error)) from error


def _write(request: ExportRequest, outlet: Outlet, paint: Paint | None, tick: Callable[[Progress], None]) -> None:
    """Numbers first, because they are quick; nothing is begun where a file is in the way."""
    painted = bool(request.kinds & set(PAINTED))
    if painted and paint is None:
        raise UserError("pictures, videos and reports cannot be made here", "start it as `plumbline export`")
    outlet.check([*data_names(request), *(paint.names(request) if paint is not None and painted else [])])
    parts = [write_data(request, outlet)]
    if paint is not None and painted:
        parts.append(paint.paint(request, outlet))
    for steps in parts:
        try:
            for progress in steps:
                tick(progress)
        finally:
            steps.close()
    logger.info("exported %s", [path.name for path in outlet.placed])
