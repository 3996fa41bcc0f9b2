"""A clip that a chat app made small is told to be that, by a sentence of its own."""

from pathlib import Path

import numpy as np
import pytest

from core.pipeline import Request, run
from core.pose.track import PoseTrack
from tests.core.test_pipeline import N, Seen, pose
from tests.core.video.clips import make_clip

__all__ = ["pose"]  # a fixture


def codes(path: Path, pose: Seen, **more: str) -> set[str]:
    rng = np.random.default_rng(3)
    still = np.repeat(rng.integers(0, 255, (64, 96, 1), np.uint8), 3, axis=2)
    pictures = [np.roll(still, n, axis=1) for n in range(N)]
    short = make_clip(path, N, size=(96, 64), pictures=pictures, options={"bf": "0", **more})
    first, again = run(Request(short)), run(Request(short))
    told, kept = ({note.code for note in result.quality} for result in (first, again))
    assert told == kept and isinstance(first.raw, PoseTrack)
    return told


@pytest.mark.parametrize(("stored", "told"), [("24", False), ("41", True)])
def test_strong_compression_is_told_from_the_file_and_again_when_it_was_kept(
    pose: Seen, tmp_path: Path, stored: str, told: bool
) -> None:
    assert ("compressed" in codes(tmp_path / "c.mp4", pose, qp=stored)) is told
