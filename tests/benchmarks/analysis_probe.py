"""Run in a process of its own by test_analysis_memory.py: the most memory that an analysis of a clip takes.

    python tests/benchmarks/analysis_probe.py CLIP FOLDER

Decoding, finding, following, measuring and writing are the program's own.  Only the networks are not: each picture
tells its number, and the pose is that of a squat drawn for it.  Prints one line of JSON.
"""

import json
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import pipeline
from core.export.table import write_results
from core.pose import backend as backends
from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Sighting
from core.pose.track import PoseTrack
from tests.benchmarks.memory_probe import peak_bytes
from tests.benchmarks.phone_clips import FPS, HEIGHT, WIDTH
from tests.core.squat_figure import Move
from tests.core.stick_figure import noisy, seen, squat
from tests.core.video.clips import number_in

FRAMES = 300  # drawn; longer clips are these again and again
Picture = NDArray[np.uint8]


@lru_cache
def drawn() -> PoseTrack:
    """Three squats in ten seconds, upright again at the end."""
    time_s = np.arange(FRAMES) / FPS
    body = seen(time_s, squat(time_s, tuple(Move(1.0 + 3 * k) for k in range(3))), at=(WIDTH / 2, HEIGHT / 2))
    return replace(noisy(body, 0.8), hips_in_front=False)


class Drawn:
    """A backend that knows the pose from the picture's number."""

    def __init__(self, model: Path) -> None: ...

    def find(self, rgb: Picture, square: Box) -> list[Sighting]:
        return [Sighting(1.0, Box(WIDTH / 2, HEIGHT / 2, 0.9 * HEIGHT))]

    def landmarks(self, rgb: Picture, box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        body, k = drawn(), number_in(rgb)
        return Detection(body.xy_px[k], body.visibility[k], body.world_m[k], 1.0, np.full(33, np.nan))

    def close(self) -> None: ...


def main() -> None:
    clip, folder = (Path(argument) for argument in sys.argv[1:3])
    backends.register("drawn")(Drawn)
    model = folder / "none.task"
    model.write_bytes(b"no model")
    pipeline.obtain_model = lambda name: model  # type: ignore[assignment]
    stages: dict[str, int] = {}
    done = pipeline.run(
        pipeline.Request(clip, backend="drawn", force=True),
        lambda progress: stages.__setitem__(progress.stage, round(peak_bytes() / 2**20)),
    )
    write_results(done, folder)
    told = {"frames": len(done.raw), "reps": len(done.reps), "peak_mb": round(peak_bytes() / 2**20), "by_stage": stages}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
