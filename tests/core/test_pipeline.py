"""From a clip to its analysis: cached, cut, scaled, forced and cancelled."""

import hashlib
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import paths, pipeline
from core.analysis import Analysis
from core.errors import UserError, VideoError
from core.pipeline import Request, analyse, run
from core.pose.athlete import Followed
from core.pose.begun import Begun
from core.pose.models import find_model
from core.pose.track import PoseTrack
from core.progress import Progress
from core.video.reader import PyAVReader
from tests.core.passer import passing
from tests.core.squat_figure import Move
from tests.core.stick_figure import noisy, seen, squat
from tests.core.video.clips import FRAME, make_clip

FPS, N = 30, 150
MOVE = Move(1.2)


@dataclass
class Seen:
    """What the pose estimation was asked for."""

    asked: list[tuple[range, Any]]
    passes_s: tuple[float, float] | None = None  # from when to when somebody else is seen instead
    beside_s: tuple[tuple[float, float], ...] = ()  # or overlaps the athlete
    doubted: bool = False  # or may have been picked


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "squat.mp4", N)


@pytest.fixture
def pose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Seen:
    """Landmarks by formula in place of a model: the figure squats by the clip's own clock, whatever is told of it."""
    found = Seen([])

    def estimate(
        reader: Any,
        model: Path,
        backend: str,
        numbers: range,
        jobs: int | None = None,
        pick: Any = None,
        quality: str = "standard",
        begun: Any = None,
        on_stop: Any = None,
    ) -> Generator[Progress, None, tuple[PoseTrack, int]]:
        found.asked.append((numbers, pick))
        yield Progress("pose", "Measuring the pose", 0, len(numbers))
        whole = np.arange(N) / FPS
        body = noisy(seen(whole, squat(whole, (MOVE,))), 1.0)
        if found.passes_s is not None:
            body = passing(body, *found.passes_s)
        part = [
            getattr(body, name)[numbers.start : numbers.stop] for name in ("xy_px", "visibility", "world_m", "noise_px")
        ]
        yield Progress("pose", "Measuring the pose", len(numbers), len(numbers))
        time_s = reader.time_s[numbers.start : numbers.stop]
        return PoseTrack(time_s, *part, beside_s=found.beside_s, doubted=found.doubted), 1

    model = tmp_path / "model.task"
    model.write_bytes(b"a model")
    monkeypatch.setattr(pipeline, "estimate", estimate)
    monkeypatch.setattr(pipeline, "obtain_model", lambda name: model)
    return found


def posed(request: Request) -> None:
    """Drive an analysis until its landmarks are there."""
    steps = analyse(request)
    while next(steps).stage != "measure":
        pass
    steps.close()


def forget_numbers() -> None:
    """As after a better formula: of what was kept only the pose is left."""
    shutil.rmtree(paths.cache_dir() / "results", ignore_errors=True)


def same(one: Analysis, other: Analysis) -> None:
    """To the last bit: whether the pose was measured just now or kept may make no difference to anybody."""
    assert one.clip == other.clip
    assert one.movement == other.movement
    assert one.view == other.view
    assert one.quality == other.quality
    np.testing.assert_array_equal(one.raw.xy_px, other.raw.xy_px)
    np.testing.assert_array_equal(one.raw.world_m, other.raw.world_m)
    assert one.events == other.events
    assert len(one.reps) == len(other.reps)
    for mine, theirs in zip(one.reps, other.reps, strict=True):
        assert mine.metrics == theirs.metrics


def test_a_clip_becomes_an_analysis(clip: Path, pose: Seen) -> None:
    done = run(Request(clip))
    assert done.movement == "squat"
    assert len(done.reps) == 1
    assert done.reps[0].rep.bottom_s == pytest.approx(MOVE.bottom_s, abs=0.05)
    assert len(done.clip.sha256) == 64
    assert (done.clip.frames, done.first_frame, len(done.raw), len(done.series.time_s)) == (N, 0, N, N)
    assert (done.pose.frames_with_pose, done.pose.model) == (N, "full")
    assert done.pose.coverage["left_knee"] == 1.0
    shown = len(done.smoothed.provenance)
    assert done.provenance[:shown] == done.smoothed.provenance
    assert [step.name for step in done.provenance[shown:]] == ["set upright", "foot level"]
    assert pose.asked == [(range(N), None)]


def test_a_second_run_reads_the_pose_from_the_cache_and_says_the_same(clip: Path, pose: Seen) -> None:
    first = run(Request(clip))
    forget_numbers()
    told: list[Progress] = []
    second = run(Request(clip), told.append)
    assert len(pose.asked) == 1
    assert "Read from the cache" in [p.label for p in told]
    same(first, second)


def test_a_copy_of_the_clip_under_another_name_is_known(clip: Path, pose: Seen, tmp_path: Path) -> None:
    posed(Request(clip))
    copy = tmp_path / "another name.mp4"
    copy.write_bytes(clip.read_bytes())
    posed(Request(copy))
    assert len(pose.asked) == 1


def test_force_measures_the_pose_again(clip: Path, pose: Seen) -> None:
    posed(Request(clip))
    posed(Request(clip, force=True))
    assert len(pose.asked) == 2


@pytest.mark.parametrize(
    "change",
    [{"start_s": 1.0}, {"end_s": 4.0}, {"pick": (600.0, 400.0, 1.0)}, {"capture_fps": 120.0}, {"quality": "fast"}],
)
def test_whatever_changes_the_landmarks_is_measured_anew(clip: Path, pose: Seen, change: dict[str, Any]) -> None:
    posed(Request(clip))
    posed(Request(clip, **change))
    assert len(pose.asked) == 2
    assert pose.asked[1][1] == change.get("pick")


@pytest.mark.parametrize("change", [{"movement": "squat"}, {"height_m": 1.8}, {"jobs": 1}, {"athlete": "Ada"}])
def test_whatever_does_not_change_the_landmarks_is_taken_from_the_cache(
    clip: Path, pose: Seen, change: dict[str, Any]
) -> None:
    posed(Request(clip))
    posed(Request(clip, **change))
    assert len(pose.asked) == 1


def test_a_cancelled_analysis_goes_on_where_it_stopped(clip: Path, pose: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pipeline.estimate
    begun: list[Begun | None] = []

    def stopped_half_way(*asked: Any, **options: Any) -> Generator[Progress, None, tuple[PoseTrack, int]]:
        begun.append(options["begun"])
        done = np.arange(N) < N // 2
        nobody = PoseTrack.empty(np.arange(N) / FPS)
        arrays = (nobody.xy_px, nobody.visibility, nobody.world_m, nobody.noise_px)
        try:
            yield from whole(*asked)
        except GeneratorExit:
            options["on_stop"](Begun(Followed(np.zeros((N, 4)), 1, 0.0), done, *arrays))
            raise
        raise AssertionError("it was to be cancelled")

    monkeypatch.setattr(pipeline, "estimate", stopped_half_way)
    for request in (Request(clip), Request(clip), Request(clip, force=True)):
        steps = analyse(request)
        for progress in steps:
            if progress.stage == "pose":
                break
        steps.close()
    assert begun[0] is None
    assert begun[1] is not None and begun[1].done.sum() == N // 2
    assert begun[2] is None, "measured again means from the beginning"


def test_a_damaged_cache_is_measured_anew(clip: Path, pose: Seen) -> None:
    first = run(Request(clip))
    kept = [file for kind in ("pose", "results") for file in (paths.cache_dir() / kind).iterdir()]
    assert len(kept) == 2
    for file in kept:
        file.write_bytes(file.read_bytes()[:1000])
    same(first, run(Request(clip)))
    assert len(pose.asked) == 2


def test_a_part_of_a_clip_keeps_its_times_and_events_name_the_clips_frames(clip: Path, pose: Seen) -> None:
    part = run(Request(clip, start_s=0.5, end_s=4.2))
    assert pose.asked == [(range(15, 127), None)]
    assert part.first_frame == 15
    assert (part.raw.time_s[0], part.raw.time_s[-1]) == pytest.approx((0.5, 4.2))
    assert part.reps[0].rep.bottom_s == pytest.approx(MOVE.bottom_s, abs=0.05)
    (bottom,) = (e for e in part.events if e.kind == "rep_bottom")
    assert bottom.frame == pytest.approx(MOVE.bottom_s * FPS, abs=2)
    assert bottom.time_s == pytest.approx(bottom.frame / FPS, abs=0.6 / FPS)


@pytest.mark.parametrize(("start", "end"), [(9.0, None), (None, -1.0), (3.0, 2.0), (0.501, 0.502)])
def test_a_span_without_frames_is_one_sentence_with_how_long_the_clip_is(
    clip: Path, pose: Seen, start: float | None, end: float | None
) -> None:
    with pytest.raises(UserError) as told:
        run(Request(clip, start_s=start, end_s=end))
    assert told.value.sentence == (
        f"{clip}: there are no frames between the start and the end asked for: the clip runs from 0.00 to 4.97 s"
    )
    assert pose.asked == []


def test_a_slow_motion_clip_is_told_in_captured_seconds(clip: Path, pose: Seen) -> None:
    plain = run(Request(clip, movement="squat"))
    slow = run(Request(clip, movement="squat", capture_fps=60.0))
    assert (slow.clip.time_scale, slow.clip.capture_fps) == (0.5, 60.0)
    np.testing.assert_allclose(slow.raw.time_s, plain.raw.time_s / 2)
    assert slow.clip.duration_s == pytest.approx(plain.clip.duration_s / 2)
    # the same figure at twice the speed
    assert slow.reps[0].rep.bottom_s == pytest.approx(plain.reps[0].rep.bottom_s / 2, abs=0.02)
    slowly, quickly = (r.reps[0].metrics["concentric_s"].value for r in (plain, slow))
    assert slowly is not None
    assert quickly == pytest.approx(slowly / 2, rel=0.1)


def test_a_start_in_captured_seconds_is_the_same_frame(clip: Path, pose: Seen) -> None:
    posed(Request(clip, start_s=0.25, capture_fps=60.0))
    assert pose.asked[0][0] == range(15, N)


def test_a_rate_that_cannot_be_is_one_sentence(clip: Path, pose: Seen) -> None:
    with pytest.raises(UserError, match="time-lapse"):
        run(Request(clip, capture_fps=10.0))


def test_who_passes_in_front_of_the_athlete_is_a_gap_that_is_told_from_the_cache_as_well(
    clip: Path, pose: Seen
) -> None:
    undisturbed = run(Request(clip, force=True))
    pose.passes_s = (3.8, 4.4)
    for done in (run(Request(clip, force=True)), run(Request(clip))):
        (note,) = [n for n in done.quality if n.code == "athlete_covered"]
        assert "from 3.6 to 4.5 s" in note.message
        time_s = done.raw.time_s
        assert not done.raw.has_pose[(time_s > 3.79) & (time_s < 4.41)].any()
        assert done.raw.has_pose[(time_s < 3.5) | (time_s > 4.7)].all()
        assert done.pose.coverage["nose"] < 0.9 < undisturbed.pose.coverage["nose"]
        assert len(done.reps) == len(undisturbed.reps) == 1


def test_the_movement_that_is_asked_for_is_taken_as_told(clip: Path, pose: Seen) -> None:
    forced = run(Request(clip, movement="sprint"))
    assert (forced.movement, forced.reps, forced.steps) == ("sprint", (), ())


def test_a_height_gives_a_scale(clip: Path, pose: Seen) -> None:
    scale = run(Request(clip, height_m=1.8)).scale
    assert scale.source == "height"
    assert scale.m_per_px is not None


def test_closing_cancels_at_every_stage_and_keeps_nothing_half_done(clip: Path, pose: Seen, tmp_path: Path) -> None:
    request = Request(clip, start_s=1.0, end_s=2.0)
    stages = [p.stage for p in analyse(request)]
    assert stages[:2] == ["index", "hash"]
    assert stages[-2:] == ["measure", "measure"]
    for count in range(1, len(stages) + 1):
        copy = tmp_path / f"{count}.mp4"
        copy.write_bytes(clip.read_bytes())
        steps = analyse(Request(copy, start_s=1.0, end_s=2.0, force=True))
        for _ in range(count):
            next(steps)
        steps.close()
        copy.replace(tmp_path / "moved.mp4")  # nothing holds it open
        assert next(steps, None) is None
    assert [f.suffix for f in (paths.cache_dir() / "pose").iterdir()] == [".npz"]


def test_a_listener_that_fails_stops_the_analysis(clip: Path, pose: Seen) -> None:
    def listener(progress: Progress) -> None:
        if progress.stage == "pose":
            raise RuntimeError("the window is gone")

    with pytest.raises(RuntimeError, match="the window is gone"):
        run(Request(clip), listener)
    assert not (paths.cache_dir() / "pose").exists()


def test_a_file_that_is_no_clip_is_told_before_anything_else(pose: Seen, tmp_path: Path) -> None:
    text = tmp_path / "letter.mp4"
    text.write_text("dear coach")
    with pytest.raises(VideoError):
        run(Request(text))
    assert pose.asked == []


def test_uneven_frame_times_are_carried_to_the_result(pose: Seen, tmp_path: Path) -> None:
    stamps = [n * FRAME + (FRAME // 3 if n % 3 == 1 else 0) for n in range(N)]
    done = run(Request(make_clip(tmp_path / "uneven.mp4", stamps)))
    np.testing.assert_allclose(done.raw.time_s, np.array(stamps) / 90_000, atol=1e-6)
    assert done.clip.variable_frame_rate
    assert "variable_frame_rate" in {n.code for n in done.quality}


@pytest.mark.skipif(find_model() is None, reason="the pose model is not on this machine")
def test_with_the_real_model_the_cached_run_is_the_same_and_the_stretch_is_as_asked(demo: Path) -> None:
    request = Request(demo / "squat.mp4", start_s=1.5, end_s=2.0)
    first = run(request)
    forget_numbers()
    told: list[Progress] = []
    second = run(request, told.append)
    assert "Read from the cache" in [p.label for p in told]
    same(first, second)
    assert (first.first_frame, len(first.raw)) == (45, 16)
    assert first.pose.frames_with_pose == 16
    assert len(first.pose.model_sha256) == 64


@pytest.mark.parametrize("name", ["lite", "full", "heavy"])
def test_the_model_asked_for_is_named_in_the_result_with_its_hash(
    clip: Path, pose: Seen, name: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def obtain(wanted: str) -> Path:
        path = tmp_path / f"{wanted}.task"
        path.write_bytes(wanted.encode())
        return path

    monkeypatch.setattr(pipeline, "obtain_model", obtain)
    found = run(Request(clip, movement="sprint", model=name)).pose
    assert (found.model, found.model_sha256) == (name, hashlib.sha256(name.encode()).hexdigest())


def test_another_model_is_not_answered_from_the_cache(
    clip: Path, pose: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posed(Request(clip))
    other = tmp_path / "other.task"
    other.write_bytes(b"another model")
    monkeypatch.setattr(pipeline, "obtain_model", lambda name: other)
    posed(Request(clip, model="heavy"))
    assert len(pose.asked) == 2


@pytest.mark.skipif(find_model() is None, reason="the pose model is not on this machine")
def test_a_model_in_the_users_own_folder_is_the_one_that_runs(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = find_model()
    assert full is not None
    mine = tmp_path / "mine" / "pose_landmarker_lite.task"
    mine.parent.mkdir()
    mine.write_bytes(full.read_bytes())
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(mine.parent))
    found = run(Request(demo / "squat.mp4", start_s=1.5, end_s=1.6, model="lite"))
    assert (found.pose.model, found.pose.model_sha256) == ("lite", hashlib.sha256(mine.read_bytes()).hexdigest())
    assert found.pose.frames_with_pose == len(found.raw)


@pytest.mark.parametrize(("level", "codes"), [(12, ["light"]), (120, [])])
def test_light_is_told_from_the_middle_of_what_was_measured(
    pose: Seen, tmp_path: Path, level: int, codes: list[str]
) -> None:
    bright = np.full((64, 96, 3), 120, np.uint8)
    middle = np.full_like(bright, level)
    pictures = [middle if 60 <= n < 90 else bright for n in range(N)]
    short = make_clip(tmp_path / "c.mp4", N, size=(96, 64), pictures=pictures, options={"g": "10"})

    told = run(Request(short)).quality

    assert [note.code for note in told if note.code == "light"] == codes


def test_a_file_whose_times_jump_by_days_is_told_where_and_its_parts_can_be_measured(
    clip: Path, pose: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = PyAVReader.time_s.fget
    jump = np.where(np.arange(150) < 100, 0.0, 1e6)
    monkeypatch.setattr(PyAVReader, "time_s", property(lambda self: whole(self) + jump[: len(whole(self))]))
    with pytest.raises(UserError, match=r"from 3\.30 to 1000003\.33 s there is no picture"):
        run(Request(clip))
    assert len(run(Request(clip, end_s=3.3)).raw) == 100
