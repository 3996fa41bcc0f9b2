"""Measured once, known again: the same to the last digit, and never for something else."""

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import known, motion, paths, pipeline
from core.annotations.annotation import Annotation
from core.edits.edits import Edits
from core.edits.events import Marker, RepEdit
from core.edits.landmarks import Correction
from core.export.document import analysis_dict
from core.kept import store
from core.kept.form import to_parts
from core.kinematics.calibration import KnownLength
from core.pipeline import Request, keep, remeasure, run
from core.pose.track import PoseTrack
from core.progress import Progress
from tests.core.squat_figure import Move
from tests.core.stick_figure import noisy, seen, squat
from tests.core.video.clips import make_clip

N, FPS = 150, 30
LINE = KnownLength((10.0, 10.0), (110.0, 10.0), 1.0, 0.5)
DRAWN = Edits(
    annotations=(Annotation("a", "line", ((1.0, 2.0), (3.0, 4.0))),), markers=(Marker(1.0, "here"),), alpha=0.4
)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "squat.mp4", N)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Edits]:
    """The edits of every whole measurement; landmarks come by formula."""

    def estimate(reader: Any, *_: Any, **__: Any) -> Generator[Progress, None, tuple[PoseTrack, int]]:
        yield Progress("pose", "Measuring the pose")
        return noisy(seen(reader.time_s, squat(reader.time_s, (Move(1.2),))), 1.0), 1

    model = tmp_path / "model.task"
    model.write_bytes(b"a model")
    monkeypatch.setattr(pipeline, "estimate", estimate)
    monkeypatch.setattr(pipeline, "obtain_model", lambda name: model)
    asked: list[Edits] = []
    measure: Callable[..., motion.Measured] = motion.measure
    monkeypatch.setattr(motion, "measure", lambda *a, **k: (asked.append(k["edits"]), measure(*a, **k))[1])
    return asked


def parts(analysis: Any) -> Any:
    """Everything that was measured, as a text and bytes."""
    text, data = to_parts((analysis.kept.tracked, analysis.kept.measured))
    return text, np.concatenate(list(data))


def test_a_clip_opened_again_is_known_to_the_last_digit(clip: Path, measured: list[Edits]) -> None:
    first = run(Request(clip))
    stages: list[str] = []
    second = run(Request(clip, athlete="Ana", jobs=1), lambda p: stages.append(p.stage))
    assert len(measured) == 1 and "pose" in stages
    assert len(second.reps) == 1 and second.athlete == "Ana"
    assert analysis_dict(replace(second, athlete=None)) == analysis_dict(first)
    text, data = parts(second)
    assert text == parts(first)[0] and np.array_equal(data, parts(first)[1])
    first_edited = remeasure(first, Edits(corrections=(Correction("left_knee", 40, 50.0, 60.0),)))
    second_edited = remeasure(second, first_edited.kept.request.edits)
    assert analysis_dict(replace(second_edited, athlete=None)) == analysis_dict(first_edited)


def test_drawings_and_marks_change_no_number_and_measure_nothing(clip: Path, measured: list[Edits]) -> None:
    run(Request(clip))
    drawn = run(Request(clip, edits=DRAWN))
    assert len(measured) == 1
    assert drawn.kept.request.edits == DRAWN


@pytest.mark.parametrize(
    "change",
    [
        {"movement": "sprint"},
        {"height_m": 1.8},
        {"capture_fps": 60.0},
        {"start_s": 0.5},
        {"quality": "thorough"},
        {"calibration": LINE},
        {"force": True},
        {"edits": Edits(reps=(RepEdit(0.2, 0.5, 0.9),))},
        {"edits": Edits(corrections=(Correction("left_knee", 3, 40.0, 50.0),))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_a_number_is_measured(clip: Path, measured: list[Edits], change: dict[str, Any]) -> None:
    run(Request(clip))
    run(Request(clip, **change))
    assert len(measured) == 2


def test_another_clip_model_or_code_is_measured(
    clip: Path, measured: list[Edits], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(Request(clip))
    run(Request(make_clip(tmp_path / "other.mp4", N + 1)))
    assert len(measured) == 2
    (tmp_path / "model.task").write_bytes(b"another model")
    run(Request(clip))
    assert len(measured) == 3
    monkeypatch.setattr(known.store, "_code", lambda: "a better formula")
    run(Request(clip))
    assert len(measured) == 4


def test_what_was_edited_is_kept_when_asked_and_only_when_whole(clip: Path, measured: list[Edits]) -> None:
    edits = Edits(corrections=(Correction("left_knee", 40, 50.0, 60.0),))
    first = run(Request(clip))
    keep(remeasure(first, edits, whole=False))
    assert len(run(Request(clip, edits=edits)).reps) == 1
    assert len(measured) == 2, "a quick look is not kept"
    other = Edits(corrections=(Correction("left_knee", 41, 50.0, 60.0),))
    whole = remeasure(first, other)
    keep(whole)
    before = len(measured)
    again = run(Request(clip, edits=other))
    assert len(measured) == before and analysis_dict(again) == analysis_dict(whole)
    assert again.pose.by_hand["corrected_landmarks"] == 1


def test_a_scale_that_is_taken_away_is_gone_from_the_numbers(clip: Path, measured: list[Edits]) -> None:
    scaled = run(Request(clip, calibration=LINE, edits=Edits(calibration=LINE)))
    assert scaled.scale.source == "line"
    assert remeasure(scaled, Edits()).scale.source == "none"
    longer = replace(LINE, length_m=2.0)
    assert remeasure(scaled, Edits(calibration=longer)).scale.m_per_px == pytest.approx(2 * scaled.scale.m_per_px)
    assert remeasure(run(Request(clip, calibration=LINE)), Edits()).scale.source == "line", (
        "one told from outside stays"
    )


def test_a_full_disk_is_told_and_the_numbers_are_there_all_the_same(
    clip: Path, measured: list[Edits], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as on_disk:
        on_disk.setattr(store, "_write", full)
        result = run(Request(clip))
    assert result.reps and result.unkept is not None
    assert result.unkept.sentence == (
        f"{paths.cache_dir()}: what was measured cannot be kept for the next time (No space left on device): "
        "free some space there, or set PLUMBLINE_CACHE_DIR to another folder"
    )
    assert run(Request(clip)).unkept is None
    assert run(Request(clip)).unkept is None, "known already"
