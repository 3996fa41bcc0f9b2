"""The command `export`: the window's exports without the window.

Numbers are written here; what is painted (snapshots, kinogram, report, video) is made by the one who has Qt and hands
its generator in (`Paint`), so that this room never imports it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import typer

from core import batch, export_options, options, pipeline
from core.analysis import Analysis
from core.errors import Cancelled, UserError
from core.export.data import data_names, write_data
from core.export.outlet import Outlet
from core.export.painter import Paint
from core.export.privacy import PRIVATE, Privacy
from core.export.request import PAINTED, Against, Drawn, ExportRequest, Kind
from core.export_options import DEFAULT_OUT
from core.giving_way import giving_way
from core.measures.overlap import ALPHA
from core.pipeline import Request
from core.progress import Progress
from core.screen import Screen
from core.stop import stop_signal

PROJECT_SUFFIX = ".plumb"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Order:
    """What the command line asks for, whatever clip it is of.

    given : how clips are measured, where a project does not say.  pair : which rep or step of each clip is compared.
    """

    source: Path
    given: Request
    kinds: frozenset[Kind]
    folder: Path
    force: bool
    times: tuple[float, ...]
    privacy: Privacy
    drawn: Drawn
    against: Path | None
    pair: tuple[int, int] | None
    line_up: Literal["event", "phases"]


def export(
    context: typer.Context,
    source: export_options.Source,
    out: export_options.Out = None,
    snapshot: export_options.Snapshot = None,
    video: export_options.Video = False,
    report: export_options.Report = False,
    kinogram: export_options.Kinogram = False,
    csv: export_options.Csv = False,
    xlsx: export_options.Xlsx = False,
    json: export_options.Json = False,
    trc: export_options.Trc = False,
    mot: export_options.Mot = False,
    c3d: export_options.C3d = False,
    private: export_options.Private = False,
    background: export_options.Background = "clip",
    against: export_options.Against = None,
    reps: export_options.Reps = None,
    line_up: export_options.LineUp = "event",
    key_frames: export_options.KeyFrames = False,
    sheet: export_options.Sheet = False,
    pictures: export_options.Pictures = "png",
    without: export_options.Without = None,
    number: export_options.Number = None,
    slower: export_options.Slower = 1.0,
    pause: export_options.Pause = 0.0,
    paper: export_options.Paper = "a4",
    logo: export_options.Logo = None,
    contact: export_options.Contact = "",
    language: export_options.Language = "en",
    movement: options.Movement = "auto",
    capture_fps: options.TrueFps = None,
    height: options.Height = None,
    athlete: options.Athlete = None,
    pick: options.Pick = None,
    force: export_options.Force = False,
    debug: options.Debug = False,
) -> int:
    """Write pictures, video, report and numbers of a clip or a project into DIR/<name of the clip>/."""
    kinds = export_options.kinds_of({
        "video": video, "report": report, "kinogram": kinogram, "csv": csv, "xlsx": xlsx, "json": json, "trc": trc,
        "mot": mot, "c3d": c3d, "snapshot": bool(snapshot or key_frames or sheet), "comparison": against is not None,
    })  # fmt: skip
    drawn = Drawn(
        export_options.parts(without), export_options.measures(number), pictures, key_frames, sheet, slower, pause,
        paper, export_options.logo(logo), " ".join(contact.split()), language,
    )  # fmt: skip
    times = tuple(time for time in snapshot or () if options.seconds(time) is not None)
    given = Request(source, movement, capture_fps, height, athlete, options.parse_pick(pick))
    privacy = replace(PRIVATE if private else Privacy(), background=background)
    order = _Order(
        source, given, kinds, DEFAULT_OUT if out is None else out, force, times, privacy, drawn, against,
        export_options.units(reps), line_up,
    )  # fmt: skip
    return _export(order, context.obj, told=out is not None)


def _export(order: _Order, paint: Paint | None, told: bool) -> int:
    """Every clip of the source in turn; returns the exit code.  told : somebody has said which folder."""
    requests = [(order.given, "")]
    if order.source.suffix.lower() == PROJECT_SUFFIX:
        requests = _of_project(order.source, order.given)
    lacking, stems = False, set[str]()
    with Screen(len(requests)) as screen, stop_signal() as stop, giving_way(stop.is_set, ends=True):
        if not told:
            screen.tell(f"files go to {DEFAULT_OUT} (another folder: --out DIR)")
        other: Analysis | None = None
        for one, notes in requests:

            def tick(progress: Progress, clip: Path = one.clip) -> None:
                if stop.is_set():
                    raise Cancelled
                screen.show(clip, progress)

            if other is None and order.against is not None:
                other = _analysis(_beside(order.against, [r for r, _ in requests], order.given), tick)
            itself = other is not None and len(requests) > 1 and one.clip.resolve() == other.clip.path.resolve()
            pair = None
            if other is not None and not itself:
                pair = Against(other, *(order.pair or (0, 0)), order.pair is not None, order.line_up)
            kinds = order.kinds - {"comparison"} if pair is None else order.kinds
            if not kinds:
                continue  # nothing but a comparison with itself
            request = _request(order, one, notes, kinds, pair, _analysis(one, tick))
            outlet = Outlet(_own(request.folder, stems), order.force)
            try:
                _write(request, outlet, paint, tick)
            finally:
                screen.clear()
                screen.tell_unkept(request.analysis)
                for path in outlet.placed:
                    screen.say(str(path))
                for sentence in outlet.lacking:
                    screen.tell(f"{one.clip}: {sentence}")
            lacking = lacking or bool(outlet.lacking)
        for remark in dict.fromkeys(paint.remarks if paint is not None else []):
            screen.tell(remark)
    return 1 if lacking else 0


def _request(
    order: _Order, clip: Request, notes: str, kinds: frozenset[Kind], pair: Against | None, analysis: Analysis
) -> ExportRequest:
    """What is to be written of one clip, with what was put by hand on it."""
    edits = clip.edits
    return ExportRequest(
        analysis, kinds, order.folder, order.force, order.times, order.privacy, edits.annotations, edits.tiles, notes,
        pair, order.drawn, ALPHA if edits.alpha is None else edits.alpha, edits.kinogram_steps, edits.markers,
    )  # fmt: skip


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
