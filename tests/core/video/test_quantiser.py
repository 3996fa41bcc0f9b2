"""How coarsely a clip's pictures were stored, as its own stream says."""

from pathlib import Path

import numpy as np
import pytest

from core.video.quantiser import quantiser
from core.video.reader import PyAVReader
from tests.core.video.clips import make_clip
from tests.some import some

N = 30
NOISE = np.repeat(np.random.default_rng(0).integers(0, 255, (96, 160, 1), np.uint8), 3, axis=2)
MOVING = [np.roll(NOISE, (n, 2 * n), (0, 1)) for n in range(N)]


def told(path: Path, number: int = N // 2) -> float | None:
    with PyAVReader(path) as reader:
        return quantiser(reader, number)


def clip(path: Path, **more: str) -> Path:
    return make_clip(path, N, pictures=MOVING, options={"bf": "0", **more})


@pytest.mark.parametrize("wanted", [12, 26, 40, 47])
def test_the_quantiser_a_clip_was_stored_with_is_told(tmp_path: Path, wanted: int) -> None:
    assert told(clip(tmp_path / "c.mp4", qp=str(wanted))) == pytest.approx(wanted, abs=0.01)


def test_a_quantiser_that_differs_from_block_to_block_is_told_as_a_mean(tmp_path: Path) -> None:
    coarse, fine = (told(clip(tmp_path / f"{crf}.mp4", crf=str(crf), g="10")) for crf in (38, 20))
    assert coarse is not None and fine is not None
    assert coarse - fine > 12


def test_a_clip_of_which_every_frame_is_whole_and_one_of_another_codec_tell_none(tmp_path: Path) -> None:
    assert told(clip(tmp_path / "whole.mp4", qp="40", g="1")) is None
    assert told(make_clip(tmp_path / "hevc.mp4", N, codec="libx265")) is None
    assert told(make_clip(tmp_path / "ten.mp4", N, pixel_format="yuv420p10le")) is None


def test_it_is_told_around_the_frame_that_is_asked_for(tmp_path: Path) -> None:
    still = [NOISE] * N
    path = make_clip(tmp_path / "c.mp4", N, pictures=still, options={"bf": "0", "g": "10", "qp": "31"})
    for number in some((0, 9, 15, N - 1)):
        assert told(path, number) == pytest.approx(31, abs=0.01)


def test_a_file_that_is_gone_is_no_fault_here(tmp_path: Path) -> None:
    path = clip(tmp_path / "c.mp4", qp="40")
    with PyAVReader(path) as reader:
        path.rename(tmp_path / "elsewhere.mp4")
        assert quantiser(reader, 3) is None
