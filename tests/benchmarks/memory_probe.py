"""Run in a process of its own by test_video.py: the most memory that watching a clip takes.

    python tests/benchmarks/memory_probe.py CLIP SECONDS

A third of the time it plays onwards, a third backwards, a third it is scrubbed.  Prints one line of JSON.
"""

import json
import random
import resource
import sys
import time
from pathlib import Path


def peak_bytes() -> int:
    """The most memory this process ever held; Linux counts the parent's into what `getrusage` tells of a child."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from app import early
    from app.frames import FrameThread, Opened, Picture
    from app.playhead import Playhead

    path, seconds = Path(sys.argv[1]), float(sys.argv[2])
    early.before_qt()
    app = QApplication([])
    head, thread, chance = Playhead(), FrameThread(path), random.Random(4)
    told: dict[str, float] = {"pictures": 0, "stand_ins": 0}
    held: list[Picture] = []
    begun = time.perf_counter()

    def opened(clip: Opened) -> None:
        told["opened_s"] = round(time.perf_counter() - begun, 3)
        told["frames"] = len(clip.time_s)
        head.set_times(clip.time_s)
        head.toggle_loop(True)
        head.play(1)
        third = int(seconds * 1000 / 3)
        QTimer.singleShot(third, backwards)
        QTimer.singleShot(2 * third, scrubbing.start)
        QTimer.singleShot(3 * third, app.quit)

    def backwards() -> None:
        head.seek_frame(len(head.times) // 2)
        head.play(-1)

    def scrub() -> None:
        head.pause()
        head.seek_frame(chance.randrange(len(head.times)))

    def arrived(picture: Picture) -> None:
        held[:] = [picture]  # as the window does
        told["pictures" if picture.exact else "stand_ins"] += 1

    scrubbing = QTimer()
    scrubbing.setInterval(150)
    scrubbing.timeout.connect(scrub)
    thread.opened.connect(opened, Qt.ConnectionType.QueuedConnection)
    thread.decoded.connect(arrived, Qt.ConnectionType.QueuedConnection)
    thread.failed.connect(app.quit, Qt.ConnectionType.QueuedConnection)
    head.frame_changed.connect(lambda n: thread.want(n, 960 if head.playing else 0, head.direction * head.playing))
    thread.start()
    app.exec()
    head.pause()
    scrubbing.stop()
    thread.stop()
    told["peak_mb"] = round(peak_bytes() / 2**20)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
