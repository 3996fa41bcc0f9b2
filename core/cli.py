"""The commands that need no window: demo, analyze, measure, export, bench, doctor.

What a program may read goes to standard output, everything else to standard error.  Exit codes: 0 all went well,
1 something failed (one line each), 2 wrong usage, 130 cancelled (what was finished stays).
"""

import logging
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.exceptions import TyperException

from core import __version__, batch, log, options, paths
from core.analysis import Analysis
from core.athletes.record import record
from core.errors import Cancelled, UserError
from core.export import folder, summary, table
from core.export.painter import Paint
from core.export_command import export
from core.giving_way import giving_way
from core.pipeline import AnyRequest, LandmarkRequest, Request
from core.pose.landmark_formats import FORMATS
from core.progress import Progress
from core.screen import Screen
from core.stop import CANCELLED, stop_signal

OK, FAILED, USAGE = 0, 1, 2
DEFAULT_OUT = Path("plumbline-results")

logger = logging.getLogger(__name__)
app = typer.Typer(
    name="plumbline",
    cls=options.Commands,
    help="Measure squats and sprints in phone videos. `plumbline [CLIP]` opens the window.",
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder for the results.")]
OutOrUsual = Annotated[
    Path | None, typer.Option(metavar="DIR", help=f"Folder for the results; ./{DEFAULT_OUT} if not given.")
]


def main(argv: Sequence[str] | None = None, paint: Paint | None = None) -> int:
    """Run one command; returns its exit code and never raises.

    paint : makes the exports that are painted, handed in by whoever has Qt.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments[: arguments.index("--")] if "--" in arguments else "--debug" in arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a file name may hold what this terminal cannot show
    with log.to_file():
        logger.info("plumbline %s: %s", __version__, arguments)
        try:
            code = typer.main.get_command(app)(args=arguments, prog_name="plumbline", standalone_mode=False, obj=paint)
            sys.stdout.flush()
            if code == CANCELLED:  # typer's word for an interrupt
                raise Cancelled
            return code if isinstance(code, int) else OK
        except TyperException as error:
            known = {command.callback.__name__ for command in app.registered_commands if command.callback}
            command = f"plumbline {arguments[0]}" if arguments[:1] and arguments[0] in known else "plumbline"
            _tell(f"{command}: {error.format_message()}\nTry '{command} --help'.")
            return USAGE
        except (Cancelled, KeyboardInterrupt, typer.Abort):
            _tell("cancelled: what was finished stays")
            return CANCELLED
        except BrokenPipeError:
            # the reader of our output has gone: nothing to tell anybody, at exit either
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        except UserError as error:
            logger.warning("%s", error, exc_info=error)
            _tell(error.sentence, error if debug else None)
            return FAILED
        except Exception as error:
            logger.exception("a fault in the program")
            _tell(
                f"a fault in this program ({type(error).__name__}: {error}): please report it with the log "
                f"{paths.log_file()}",
                error if debug else None,
            )
            return FAILED


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"plumbline {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", metavar="", callback=_version, is_eager=True, help="Show the version and exit."),
    ] = False,
    debug: options.Debug = False,
) -> None:
    pass


@app.command(cls=options.Command)
def demo(
    out: Out = DEFAULT_OUT,
    no_window: Annotated[bool, options.flag("--no-window", "Do not open the window afterwards.")] = False,
    force: options.LookAgain = False,
    debug: options.Debug = False,
) -> int:
    """Analyse the clips that come with the program and, where there is a display, open the window on them."""
    clips = sorted(paths.demo_dir().glob("*.mp4"), reverse=True)
    if not clips:
        raise UserError("the demo clips are missing", "install the program again", paths.demo_dir())
    return _analyze([Request(clip, force=force) for clip in clips], out, as_json=False, tables=True, debug=debug)


@app.command(cls=options.Command)
def analyze(
    clips: Annotated[
        list[Path],
        typer.Argument(
            metavar="CLIP",
            help="Videos, animated GIFs or folders of pictures.",
            show_default=False,
            readable=False,  # what may not be read is a clip's own line, and the others are measured
        ),
    ],
    out: OutOrUsual = None,
    movement: options.Movement = "auto",
    capture_fps: Annotated[
        float | None,
        typer.Option(
            metavar="F",
            callback=options.capture_fps,
            help="Frames per second at which a slow-motion clip was filmed; must be given for pictures.",
        ),
    ] = None,
    height: options.Height = None,
    athlete: options.Athlete = None,
    pick: options.Pick = None,
    start: Annotated[
        float | None, typer.Option(metavar="S", callback=options.seconds, help="From here on, in seconds of the clip.")
    ] = None,
    end: Annotated[
        float | None, typer.Option(metavar="S", callback=options.seconds, help="Up to here, in seconds of the clip.")
    ] = None,
    model: Annotated[
        Literal["lite", "full", "heavy"], typer.Option(help="Pose model; the plus-minus is that of full.")
    ] = "full",
    backend: Annotated[
        Literal["landmark-network", "mediapipe-task"] | None,
        typer.Option(help="How landmarks are made; left out, the better one here."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(metavar="N", callback=options.jobs, help="Threads that measure the pose at once.")
    ] = None,
    force: options.LookAgain = False,
    quality: options.Quality = "standard",
    landmarks: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Landmarks of this clip from another program, as for `measure`; no model runs."
        ),
    ] = None,
    as_json: Annotated[
        bool, options.flag("--json", "Print analysis.json, nothing else (several clips: one line each).")
    ] = False,
    debug: options.Debug = False,
) -> int:
    """Analyse clips and write the results into DIR/<name of the clip>/.

    Pictures are a clip too: give their folder, or one of a numbered sequence, and --capture-fps.
    """
    if start is not None and end is not None and start >= end:
        raise typer.BadParameter(f"--start {start:g} does not lie before --end {end:g}", param_hint="'--end'")
    wanted = list({clip.absolute(): clip for clip in clips}.values())
    if landmarks is not None and len(wanted) > 1:
        raise typer.BadParameter("one file holds the landmarks of one clip: give one clip", param_hint="'--landmarks'")
    requests = [
        Request(
            clip, movement, capture_fps, height, athlete, options.parse_pick(pick), start, end, model, backend, jobs,
            force, landmarks, quality,
        )
        for clip in wanted
    ]  # fmt: skip
    return _analyze(requests, _told(out), as_json=as_json, tables=False, debug=debug)


@app.command(cls=options.Command)
def measure(
    landmarks: Annotated[
        Path,
        typer.Argument(
            metavar="LANDMARKS",
            help=f"{FORMATS}.",
            show_default=False,
            readable=False,
        ),
    ],
    out: OutOrUsual = None,
    movement: options.Movement = "auto",
    capture_fps: Annotated[
        float | None,
        typer.Option(
            metavar="F",
            callback=options.capture_fps,
            help="Frames per second at which it was filmed; must be given for OpenPose and MMPose.",
        ),
    ] = None,
    height: options.Height = None,
    athlete: options.Athlete = None,
    pick: options.Pick = None,
    as_json: Annotated[bool, options.flag("--json", "Print analysis.json, nothing else.")] = False,
    debug: options.Debug = False,
) -> int:
    """Measure landmarks that this or another program made, without the video, into DIR/<name of the file>/."""
    request = LandmarkRequest(landmarks, movement, capture_fps, height, athlete, options.parse_pick(pick))
    return _analyze([request], _told(out), as_json=as_json, tables=False, debug=debug)


def _told(out: Path | None) -> Path:
    """The folder for the results; where none was given, say which it is."""
    if out is None:
        _tell(f"results go to {DEFAULT_OUT} (another folder: --out DIR)")
    return DEFAULT_OUT if out is None else out


def _analyze(requests: Sequence[AnyRequest], out: Path, as_json: bool, tables: bool, debug: bool) -> int:
    folder.prepare(out)
    taken: set[Path] = set()
    unkept: list[UserError] = []
    with Screen(len(requests)) as screen, stop_signal() as stop, giving_way(stop.is_set, ends=True):

        def on_progress(request: AnyRequest, progress: Progress) -> None:
            if stop.is_set():
                raise Cancelled
            screen.show(request.clip, progress)

        def on_done(request: AnyRequest, analysis: Analysis) -> None:
            written = table.write_results(analysis, out, taken)
            taken.add(written)
            logger.info("%s: results in %s", request.clip, written)
            screen.clear()
            line = f"{request.clip}: {summary.one_line(analysis)}: {written}"
            if as_json:
                screen.say_json((written / "analysis.json").read_text(encoding="utf-8"), len(requests) > 1)
                screen.tell(line)
            else:
                screen.say(line)
            for told in summary.besides(analysis):
                screen.tell(f"{request.clip}: {told}")
            screen.tell_unkept(analysis)
            if tables:
                screen.say_table(analysis)
            try:
                record(analysis)
            except UserError as error:  # the results are written all the same
                unkept.append(error)
                screen.tell(error.sentence)

        def on_failure(failure: batch.Failure) -> None:
            screen.clear()
            screen.tell(failure.sentence)
            if debug:
                screen.tell(_trace(failure.error))

        failures = batch.run(requests, on_progress, on_done, on_failure)
    return FAILED if failures or unkept else OK


app.command(cls=options.Command)(export)


@app.command(cls=options.Command)
def bench(
    clip: Annotated[
        Path, typer.Argument(metavar="CLIP", help="The video to measure with.", show_default=False, readable=False)
    ],
    quality: options.Quality = "standard",
    as_json: Annotated[bool, options.flag("--json", "Print the numbers as JSON, nothing else.")] = False,
    debug: options.Debug = False,
) -> int:
    """Time decoding, the plain loop everybody writes first, and this program's way, in one run."""
    from core.bench import bench as measure
    from core.video.picture_list import find_pictures

    if find_pictures(clip) is not None:
        raise UserError("pictures cannot be measured against a video", "give a video file", clip)
    with Screen(1) as screen, stop_signal() as stop, giving_way(stop.is_set, ends=True):

        def on_progress(progress: Progress) -> None:
            if stop.is_set():
                raise Cancelled
            screen.show(clip, progress)

        numbers = measure(clip, on_progress, quality=quality)
        screen.clear()
        if as_json:
            import json

            screen.say(json.dumps(numbers, indent=1, allow_nan=False))
        else:
            screen.say_numbers(numbers)
    return OK


@app.command(cls=options.Command)
def doctor(debug: options.Debug = False) -> int:
    """Say what works here, and what to do about what does not."""
    from core.doctor import checks

    faults = 0
    with Screen(0) as screen:
        for check in checks():
            screen.say(f"{'ok   ' if check.ok else 'FAULT'}  {check.name}: {check.detail}")
            if not check.ok:
                faults += 1
                screen.say(f"       {check.advice}")
    return FAILED if faults else OK


def _tell(text: str, error: BaseException | None = None) -> None:
    """To standard error: a message for a person, and the traceback where it was asked for."""
    if error is not None:
        text = f"{_trace(error)}\n{text}"
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)).rstrip()
