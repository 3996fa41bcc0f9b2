"""Run in a process of its own by test_window.py: how long until the window is seen, and how long it ever stood still.

    python tests/benchmarks/probe.py CLIP|- [play]

Prints one line of JSON. Gaps are the times between two turns of a 5 ms timer in the window's thread. The longest, and
those with the most work in them, are told with when they ended, how long they were, and how many of those
milliseconds the thread itself was at work: the rest is waiting for its turn.
"""

import json
import os
import sys
import time
from pathlib import Path

STARTED = float(os.environ.get("PROBE_STARTED", time.time()))


class Gaps:
    """Longest and 99th percentile of the time between two ticks, beyond the timer's own interval."""

    def __init__(self) -> None:
        from PySide6.QtCore import QElapsedTimer, Qt, QTimer

        self.clock = QElapsedTimer()
        self.timer = QTimer()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(5)
        self.timer.timeout.connect(self._tick)
        self.ms: list[tuple[float, float, float]] = []  # when since the start, how long, the thread's own work in it

    def start(self) -> None:
        self.begun, self._worked = time.perf_counter(), time.thread_time()
        self.clock.start()
        self.timer.start()

    def _tick(self) -> None:
        gap = self.clock.nsecsElapsed() / 1e6
        self.clock.start()
        worked, self._worked = time.thread_time() - self._worked, time.thread_time()
        self.ms.append((time.perf_counter() - self.begun, gap, 1000 * worked))

    def stop(self) -> dict[str, float]:
        self.timer.stop()
        gaps = sorted(gap for _, gap, _ in self.ms)
        worst = sorted(self.ms, key=lambda turn: -turn[1])[:5]
        busiest = sorted(self.ms, key=lambda turn: -turn[2])[:5]
        return {
            "ticks": len(gaps),
            "longest_ms": round(gaps[-1], 1),
            "p99_ms": round(gaps[int(0.99 * len(gaps))], 1),
            "worst": [[round(part, 2) for part in turn] for turn in worst],  # type: ignore[dict-item]
            "busiest": [[round(part, 2) for part in turn] for turn in busiest],  # type: ignore[dict-item]
        }


def main() -> None:
    from app import early
    from app.application import make_application
    from app.messages import Messages
    from app.window import Window

    result: dict[str, object] = {}
    with early.prepared():
        app = make_application()
        window = Window(Messages())
        gaps = Gaps()

        def painted() -> None:
            result["seen_s"] = round(time.time() - STARTED, 3)
            if sys.argv[1] == "-":
                finish()

        def opened() -> None:
            if sys.argv[1] == "-":
                return
            window.open_clips([Path(sys.argv[1])])
            result["began"] = time.perf_counter()
            gaps.start()

        def busy(on: bool) -> None:
            if on:
                result["opening"] = gaps.stop()
                gaps.ms.clear()
                gaps.start()
            else:
                result["analysis_s"] = round(time.perf_counter() - float(result.pop("began")), 2)  # type: ignore[arg-type]
                result.update(gaps.stop())
                result["analysed"] = window.session.document.analysis is not None
                finish()

        def play() -> None:
            if "play" in sys.argv:
                window.session.playhead.toggle_loop(True)
                window.session.playhead.play()

        def finish() -> None:
            window.close()
            app.quit()

        window.first_painted.connect(painted)
        window.when_ready(opened)
        window.session.busy_changed.connect(busy)
        window.session.document.opened.connect(play)
        window.show()
        app.exec()
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
