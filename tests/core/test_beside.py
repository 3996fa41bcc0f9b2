"""Numbers of reps and steps during which somebody else overlapped the athlete: told, shown, and a caution."""

from pathlib import Path

from core.pipeline import run
from core.request import Request
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
