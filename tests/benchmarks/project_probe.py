"""Run in a process of its own by test_project.py: how long until a saved project can be worked with.

    python tests/benchmarks/project_probe.py PROJECT

Prints one line of JSON: seconds since the project was asked for.
"""

import json
import sys
import time
from pathlib import Path

from tests.benchmarks.probe import Gaps


def main() -> None:
    from PySide6.QtCore import QTimer

    from app import early
    from app.application import make_application
    from app.messages import Messages
    from app.window import Window

    told: dict[str, object] = {}
    with early.prepared():
        app = make_application()
        window = Window(Messages())
        gaps = Gaps()
        began = cpu = 0.0

        def since() -> float:
            return round(time.perf_counter() - began, 3)

        def ask() -> None:
            nonlocal began, cpu
            began, cpu = time.perf_counter(), time.process_time()
            gaps.start()
            window.open_clips([Path(sys.argv[1])])

        def first(name: str) -> None:
            if began and name not in told:
                told[name] = since()

        def busy(on: bool) -> None:
            if not on:
                QTimer.singleShot(0, app, finish)

        def finish() -> None:
            """Whatever was waiting to be painted is painted by now."""
            told["usable_s"] = since()
            told["cpu_s"] = round(time.process_time() - cpu, 3)
            told.update(gaps.stop())
            analysis = window.session.document.analysis
            told["frames"] = len(window.session.document.times)
            told["units"] = len(window.session.document.units)
            told["analysed"] = analysis is not None
            told["drawings"] = len(window.session.document.edits.annotations)
            window.close()
            app.quit()

        warm = "cold" not in sys.argv
        if warm:
            window.ahead.finished.connect(lambda: QTimer.singleShot(300, app, ask))
        else:
            window.when_ready(ask)
        session = window.session
        session.document.opened.connect(lambda: first("opened_s"))
        session.picture.connect(lambda _: first("picture_s"))
        session.progressed.connect(lambda p: first(p.stage + "_s"))
        session.document.analysis_changed.connect(
            lambda: first("analysis_s") if session.document.analysis is not None else None
        )
        session.busy_changed.connect(busy)
        window.show()
        app.exec()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
