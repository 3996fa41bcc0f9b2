"""Make the pictures of the README: open the real window on each demo clip, analyse it, save what is seen.

    python packaging/screenshots.py [--out FOLDER] [--size 1440x900] [--scale 1] [--theme dark|light] [CLIP...]

Needs no display. The pictures go to resources/help unless told otherwise.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
LONGEST_S = 600.0

if TYPE_CHECKING:
    from app.window import Window


def main() -> int:
    """One picture per clip; exit code 1 when a clip could not be analysed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", type=Path, default=sorted((ROOT / "resources" / "demo").glob("*.mp4")))
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "help")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = options.scale
    sys.path.insert(0, str(ROOT))
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PLUMBLINE_CONFIG_DIR"] = folder  # nobody's own recent clips and sizes
        done = [_picture(clip, options) for clip in options.clips]
        return 0 if all(done) else 1


def _picture(clip: Path, options: argparse.Namespace) -> bool:
    from app.application import make_application
    from app.messages import Messages
    from app.window import Window

    app = make_application()
    messages = Messages()
    window = Window(messages)
    messages.shown.connect(lambda message: print(f"{clip.name}: {message.text}", file=sys.stderr))
    width, height = (int(n) for n in options.size.split("x"))
    window.resize(width, height)
    window.set_theme(options.theme)
    window.show()
    window.when_ready(lambda: window.open_clips([clip]))
    session, until = window.session, time.monotonic() + LONGEST_S
    _wait(lambda: session.jobs.running, until)
    _wait(lambda: not session.jobs.running, until)
    done = session.document.analysis is not None
    if done:
        _go_to_a_telling_frame(window)
        app.processEvents()
        _wait(lambda: window.video.picture is not None and window.video.picture.number == session.playhead.frame, until)
        app.processEvents()
        target = options.out / f"{clip.stem}.png"
        window.grab().save(str(target))
        print(target)
    window.close()
    return done


def _go_to_a_telling_frame(window: "Window") -> None:
    """The bottom of the rep, or the push of the step, of which most can be told."""
    units = window.session.document.units
    if not units:
        return
    unit = max(units, key=lambda u: (sum(m.status == "ok" for m in u.metrics.values()), u.number))
    window.seek(unit.mark_s if unit.word == "Rep" else unit.mark_s + 0.06)


def _wait(condition: Callable[[], bool], until: float) -> None:
    from PySide6.QtWidgets import QApplication

    while not condition() and time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
