"""A project with a clip of minutes, as somebody has left it: analysed, drawn on, saved.

    python tests/benchmarks/long_project.py CLIP FOLDER TIMES...

Each project is FOLDER/TIMES.plumb.

The clip is CLIP so many times one after another; so are its landmarks, measured once.  What is kept of it (index,
landmarks, hash) lies in the cache then.
"""

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core import pipeline
from core.analysis import Analysis
from core.edits.edits import Edits
from core.pose.track import PoseTrack
from core.progress import Progress
from core.project import file
from core.project.project import Project, ProjectClip
from core.video.reader import probe
from tests.benchmarks.desk import drawing
from tests.benchmarks.phone_clips import repeat

DRAWINGS = 50


def make_project(once: Analysis, times: int, project: Path) -> Path:
    """PROJECT.plumb with its clip beside it, and everything in the cache.  once : of the clip as it is."""
    clip = once.clip.path
    long = repeat(clip, project.with_suffix(clip.suffix), times)
    with _measured_before(_again(once.raw, times, probe(long).frames), 1):
        pipeline.run(pipeline.Request(long))
    edits = Edits(annotations=tuple(drawing(i) for i in range(DRAWINGS)))
    file.save(Project((ProjectClip(long.name, file.clip_hash(long), long, edits=edits),)), project)
    return project


def _again(raw: PoseTrack, times: int, frames: int) -> PoseTrack:
    """The same motion so many times, at the long clip's own pace."""
    step_s = float(np.median(np.diff(raw.time_s)))
    rows = {name: np.tile(getattr(raw, name), (times,) + (1,) * (getattr(raw, name).ndim - 1))[:frames] for name in
            ("xy_px", "visibility", "world_m", "noise_px")}  # fmt: skip
    return PoseTrack(np.arange(frames) * step_s, **rows)


@contextmanager
def _measured_before(raw: PoseTrack, people: int) -> Iterator[None]:
    """Whoever looks for landmarks finds these."""
    before = pipeline.estimate

    def found(*_: Any, **__: Any) -> Generator[Progress, None, tuple[PoseTrack, int]]:
        yield Progress("pose", "Measuring the pose")
        return replace(raw), people

    pipeline.estimate = found  # type: ignore[assignment]
    try:
        yield
    finally:
        pipeline.estimate = before


if __name__ == "__main__":
    analysed = pipeline.run(pipeline.Request(Path(sys.argv[1])))
    for number in sys.argv[3:]:
        sys.stdout.write(f"{make_project(analysed, int(number), Path(sys.argv[2]) / f'{number}.plumb')}\n")
