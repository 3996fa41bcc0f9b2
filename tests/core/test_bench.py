"""The benchmark: its keys, and that its numbers belong together.  No seconds are judged: machines differ."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from core import cli
from core.bench import bench, peak_rss_mb
from core.errors import Cancelled, VideoError
from core.pose.models import find_model
from core.progress import Progress
from tests.core.builders import track

SPEEDS = ["plain_loop_fps", "pipeline_fps", "ratio"]
KEYS = [*SPEEDS, "decode_cpu_ms", "inference_cpu_ms", "cores", "limit_fps", "share_of_limit", "peak_rss_mb"]
WHERE_TOLD = ["others_cores"] if sys.platform == "linux" else []

needs_model = pytest.mark.skipif(find_model() is None, reason="the pose model is not on this machine")


@pytest.fixture(scope="module")
def numbers(demo: Path) -> dict[str, float]:
    return bench(demo / "squat.mp4", longest_frames=10)


@needs_model
def test_the_keys_are_the_promised_ones(numbers: dict[str, float]) -> None:
    assert list(numbers) == KEYS + WHERE_TOLD
    json.dumps(numbers, allow_nan=False)


@needs_model
def test_every_number_is_positive(numbers: dict[str, float]) -> None:
    assert {name for name in KEYS if not numbers[name] > 0} == set()
    assert all(0 <= numbers[name] <= numbers["cores"] + 0.5 for name in WHERE_TOLD), "a clock tick more at most"


@needs_model
def test_the_numbers_belong_together(numbers: dict[str, float]) -> None:
    n = numbers
    assert n["ratio"] == pytest.approx(n["pipeline_fps"] / n["plain_loop_fps"], rel=1e-3)
    per_frame_s = (n["decode_cpu_ms"] + n["inference_cpu_ms"]) / 1000
    assert n["limit_fps"] == pytest.approx(n["cores"] / per_frame_s, rel=1e-3)
    assert n["share_of_limit"] == pytest.approx(n["pipeline_fps"] / n["limit_fps"], rel=1e-2)


def test_a_turn_in_which_something_else_happened_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    found = track(np.arange(20) / 30, np.zeros(20))
    seconds, cpu_s = iter([1.0, 9.0, 1.2]), iter([(0.001, 0.080), (0.002, 0.090), (0.009, 0.400)])
    monkeypatch.setattr("core.bench.obtain_model", lambda size: Path("model"))
    monkeypatch.setattr("core.bench._warm", lambda model: None)
    monkeypatch.setattr("core.bench._ours", lambda *asked: (found, next(seconds)))
    monkeypatch.setattr("core.bench._plain", lambda *asked: (20, 2.4))
    monkeypatch.setattr("core.bench._cpu_s", lambda *asked: next(cpu_s))
    monkeypatch.setattr("core.bench.cores", lambda: 2)
    numbers = bench(Path("clip.mp4"))
    assert numbers["pipeline_fps"] == pytest.approx(20 / 1.2, rel=1e-3)
    assert numbers["ratio"] == pytest.approx(2.0, rel=1e-3)
    assert (numbers["decode_cpu_ms"], numbers["inference_cpu_ms"]) == pytest.approx((2.0, 88.0))
    assert numbers["share_of_limit"] == pytest.approx(0.09 / 2 / (1.2 / 20), rel=1e-3)


@needs_model
def test_it_takes_turns_and_can_be_cancelled_in_any(demo: Path) -> None:
    labels: list[str] = []

    def cancel_in_the_second(progress: Progress) -> None:
        labels.append(progress.label)
        if "2 of 5" in progress.label:
            raise Cancelled

    with pytest.raises(Cancelled):
        bench(demo / "squat.mp4", cancel_in_the_second, longest_frames=10)
    assert list(dict.fromkeys(labels)) == ["timing this program (1 of 5)", "timing the plain loop (2 of 5)"]


@needs_model
def test_a_file_that_is_no_video_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("not a video", encoding="utf-8")
    with pytest.raises(VideoError):
        bench(tmp_path / "text.mp4")


def test_memory_is_told_in_megabytes() -> None:
    assert 10 < peak_rss_mb() < 100_000


def test_json_and_the_table_show_the_same_numbers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {"plain_loop_fps": 41.5, "cores": 2}
    monkeypatch.setattr("core.bench.bench", lambda clip, on_progress, quality: found)
    assert cli.main(["bench", "x.mp4", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == found
    assert cli.main(["bench", "x.mp4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [["plain_loop_fps", "41.50"], ["cores", "2"]]
