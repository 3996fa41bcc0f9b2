"""Numbers of reps and steps during which somebody else overlapped the athlete, or the file is damaged."""

from pathlib import Path

import pytest

from core.pipeline import run
from core.request import Request
from core.video.reader import PyAVReader
from tests.core.test_pipeline import Seen, clip, pose

__all__ = ["clip", "pose"]  # fixtures


def test_numbers_of_reps_beside_whom_somebody_stood_are_a_caution_from_the_cache_as_well(
    clip: Path, pose: Seen
) -> None:
    alone = run(Request(clip, force=True))
    (rep,) = alone.reps
    pose.beside_s = ((0.0, rep.rep.start_s + 0.2),)
    for done in (run(Request(clip, force=True)), run(Request(clip))):
        (note,) = [n for n in done.quality if n.code == "athlete_beside"]
        assert note.severity == "caution"
        assert f"from 0.0 to {rep.rep.start_s + 0.2:.1f} s" in note.message
        before, told = rep.metrics, done.reps[0].metrics
        assert any(m.status == "ok" for m in before.values())
        assert not any(m.status == "ok" for m in told.values())
        assert not any(m.status == "ok" for m in done.summary.values())
        assert {k: m.value for k, m in told.items()} == {k: m.value for k, m in before.items()}
    pose.beside_s = ((0.0, rep.rep.start_s - 0.5),)
    assert run(Request(clip, force=True)).reps[0].metrics == rep.metrics


def test_numbers_of_reps_whose_pictures_are_damaged_are_a_caution_from_the_cache_as_well(
    clip: Path, pose: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(Request(clip, force=True))
    (rep,) = whole.reps
    assert "damaged_file" not in {note.code for note in whole.quality}
    damaged = [int(n) for n, t in enumerate(whole.raw.time_s) if abs(t - rep.rep.bottom_s) < 0.2]
    with monkeypatch.context() as file:
        file.setattr(PyAVReader, "damaged", lambda self, numbers: [n for n in damaged if n in numbers])
        first = run(Request(clip, force=True))
    for done in (first, run(Request(clip))):
        (note,) = [n for n in done.quality if n.code == "damaged_file"]
        when = [whole.raw.time_s[damaged[0]], whole.raw.time_s[damaged[-1]]]
        assert note.severity == "caution"
        assert "The file is damaged from {:.1f} to {:.1f} s".format(*when) in note.message
        told = done.reps[0].metrics
        assert not any(m.status == "ok" for m in told.values())
        assert {k: m.value for k, m in told.items()} == {k: m.value for k, m in rep.metrics.items()}
    assert run(Request(clip, force=True)).reps[0].metrics == rep.metrics
