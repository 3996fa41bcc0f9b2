"""Numbers of reps and steps during which somebody else overlapped the athlete, or the file is damaged."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.assembly import assemble
from core.beside import DOUBTED
from core.export.summary import besides
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


def test_where_the_picked_point_may_lie_on_another_one_that_is_the_reason_and_no_overlap_all_along(
    clip: Path, pose: Seen
) -> None:
    pose.doubted = True
    pick = (320.0, 240.0, 0.4)
    for done in (run(Request(clip, pick=pick, force=True)), run(Request(clip, pick=pick))):
        told = {note.code: note for note in done.quality}
        assert "athlete_beside" not in told
        assert told["pick_doubted"].severity == "caution"
        assert "picked at 0.4 s may lie on somebody else" in told["pick_doubted"].message
        assert told["pick_doubted"].message in besides(done)
        metrics = done.reps[0].metrics
        assert not any(m.status == "ok" for m in [*metrics.values(), *done.summary.values()])
        assert any(m.reason == DOUBTED for m in metrics.values())


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


def test_of_a_file_that_is_cut_off_damage_in_its_middle_is_told_as_well_and_its_end_once(
    clip: Path, pose: Seen
) -> None:
    kept = run(Request(clip, force=True)).kept
    raw, notice = kept.tracked.raw, "the file is incomplete; its last picture is at 4.98 s"
    end, middle = (raw.time_s[-3], raw.time_s[-1]), (1.0, 1.0)

    def told(notice: str, *damaged_s: tuple[float, float], pictures: bool = False) -> list[str]:
        info = replace(kept.info, notice=notice, pictures=pictures)
        tracked = replace(kept.tracked, raw=replace(raw, damaged_s=damaged_s))
        made = assemble(info, tracked, kept.measured, kept.request)
        return [note.message.split(":")[0] for note in made.quality if note.code == "damaged_file"]

    assert told(notice, end) == [notice]
    assert told(notice, middle, end) == ["The file is damaged at 1.0 s", notice]
    late = "the file is incomplete; its first whole picture is at 0.40 s"
    assert len(told(late, end)) == 2, "a beginning that is missing says nothing of the end"
    assert told("3 pictures of the sequence are missing", end, pictures=True)[0].startswith("The file is damaged from")
