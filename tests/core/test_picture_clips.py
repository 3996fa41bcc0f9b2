"""Pictures through the whole chain: the command line asks for a rate, and a pose is kept for each rate."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import cv2
import jsonschema
import numpy as np
import pytest

from core import cli, paths, pipeline
from core.pose.track import PoseTrack
from core.progress import Progress
from tests.core.squat_figure import Move
from tests.core.stick_figure import noisy, seen, squat
from tests.core.video.clips import coded

FPS, N = 30, 120


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips") / "squat.2 side"
    folder.mkdir()
    for number in range(N):
        (folder / f"IMG_{number:04d}.bmp").write_bytes(cv2.imencode(".bmp", coded(number))[1].tobytes())
    return folder


@pytest.fixture
def estimated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[float]:
    """Landmarks by formula in place of a model; the second time of every estimate that was made."""
    made: list[float] = []

    def estimate(
        reader: Any,
        model: Path,
        backend: str,
        numbers: range,
        jobs: int | None = None,
        pick: Any = None,
        **others: Any,
    ) -> Generator[Progress, None, tuple[PoseTrack, int]]:
        made.append(float(reader.time_s[1]))
        yield Progress("pose", "Measuring the pose", 0, len(numbers))
        body = noisy(seen(np.arange(N) / FPS, squat(np.arange(N) / FPS, (Move(1.2),))), 1.0)
        return PoseTrack(reader.time_s, body.xy_px, body.visibility, body.world_m, body.noise_px), 1

    model = tmp_path / "model.task"
    model.write_bytes(b"a model")
    monkeypatch.setattr(pipeline, "estimate", estimate)
    monkeypatch.setattr(pipeline, "obtain_model", lambda name: model)
    return made


def test_a_folder_of_pictures_is_analysed_at_the_rate_told(
    pictures: Path, estimated: list[float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["analyze", str(pictures), "--out", str(tmp_path / "out"), "--capture-fps"]
    assert cli.main([*arguments, str(FPS)]) == 0
    told = json.loads((tmp_path / "out" / "squat.2 side" / "analysis.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads((paths.resources_dir() / "analysis.schema.json").read_text(encoding="utf-8")))
    assert told["clip"]["frames"] == N
    assert told["clip"]["capture_fps"] == told["clip"]["container_fps"] == FPS
    assert len(told["reps"]) == 1
    assert "1 rep" in capsys.readouterr().out
    assert cli.main([*arguments, str(FPS)]) == 0
    assert estimated == [pytest.approx(1 / FPS)], "the second time the pose is read from the cache"
    assert cli.main([*arguments, "60"]) == 0
    assert estimated[1:] == [pytest.approx(1 / 60)], "at another rate every time is another"


def test_pictures_without_a_rate_are_one_sentence_that_asks_for_it(
    pictures: Path, estimated: list[float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["analyze", str(pictures), "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{pictures}: these are {N} pictures, which do not tell how fast they were taken: "
        "say how many a second, such as --capture-fps 60"
    ]
    assert estimated == []


def test_the_help_says_that_pictures_need_a_rate(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["analyze", "--help"]) == 0
    words = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "must be given for pictures" in words
    assert "folders of pictures" in words


def test_bench_wants_a_video(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", str(pictures)]) == 1
    assert capsys.readouterr().err.splitlines()[-1].endswith("give a video file")
