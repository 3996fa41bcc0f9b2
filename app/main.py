"""The entry point `plumbline`.

Start-up, in order: look at the arguments; everything that needs no window goes to `core.cli` before Qt is imported;
otherwise prepare the log (`app.early`), make the QApplication, show the window, and only after its first paint import
what is heavy (plots) and open the clip, whose decoding and analysis import their libraries in their own threads.
"""

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from app import early
from core.errors import UserError
from core.machine import leave_threads_to_us, share_memory_between_threads
from core.stop import CANCELLED, ended_by_interrupt

if TYPE_CHECKING:
    from core.export.painter import Paint

# The words that are commands; anything else on its own is a clip to open.
COMMANDS = frozenset({"analyze", "analyse", "measure", "export", "bench", "demo", "doctor", "help"})


def command() -> NoReturn:
    """The program as a process: `main`, and its end.

    Whoever cancels wants to be rid of it.  Everything is closed and kept by then, and taking networks and libraries
    apart takes a second and more on a busy machine: that is left to the system.
    """
    code = main()
    if code == CANCELLED:
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, a broken pipe, or none at all
                stream.flush()
        os._exit(code)
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    share_memory_between_threads()
    leave_threads_to_us()
    if not arguments:
        return open_window([])
    if len(arguments) == 1 and _is_clip(arguments[0]):
        return open_window([Path(arguments[0]).expanduser()])
    with ended_by_interrupt():
        from core.cli import main as command_line

        paint = _painter() if arguments[0] == "export" else None
    code = command_line(arguments, paint)
    wants_help = {"-h", "--help", "--no-window"} & set(arguments)
    if arguments[0] == "demo" and code == 0 and not wants_help and early.has_display():
        return open_window(demo_clips())
    return code


def _painter() -> "Paint":
    """Paints exports; Qt itself is imported when the first one is painted."""
    from app.export.paint import AppPaint

    return AppPaint()


def demo_clips() -> list[Path]:
    """The demo clips that ship with the program, the squat first."""
    from core.paths import demo_dir

    return sorted(demo_dir().glob("*.mp4"), reverse=True)


def open_window(clips: list[Path]) -> int:
    """Show the window, on the first of these clips if there are any; returns when it is closed."""
    from core.paths import is_gone

    try:
        if not early.has_display():
            raise UserError("there is no display to show a window on", "use `plumbline analyze CLIP --out DIR` instead")
        for clip in clips:
            if is_gone(clip):
                raise UserError("there is no such file", "check its name", clip)
    except UserError as error:
        sys.stderr.write(error.sentence + "\n")
        return 1
    with early.prepared():
        from app.application import run

        return run(clips)


def _is_clip(argument: str) -> bool:
    """A single argument that is no option and no command: a file that exists, or at least looks like one."""
    if argument.startswith("-") or argument in COMMANDS:
        return False
    from core.paths import is_there

    return bool(Path(argument).suffix) or is_there(Path(argument).expanduser())


if __name__ == "__main__":
    sys.exit(main())
