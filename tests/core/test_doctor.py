"""What `plumbline doctor` looks at: sound things pass, and each fault comes with what to do."""

from pathlib import Path

import pytest

from core import doctor, paths
from core.doctor import Check
from core.pose import models


@pytest.fixture(scope="module")
def found() -> dict[str, Check]:
    return {check.name: check for check in doctor.checks()}


def test_everything_is_looked_at(found: dict[str, Check]) -> None:
    names = ["Python", "packages", "Qt", "codecs", "pose model", "pose", "cores", "cache", "athletes' history", "log"]
    assert list(found) == names


def test_nothing_is_wrong_where_everything_is_set_up(found: dict[str, Check]) -> None:
    if models.find_model() is None:
        pytest.skip("needs the pose model: python3 packaging/dev.py setup")
    assert [check for check in found.values() if not check.ok or check.advice] == []


def test_model_is_told_with_its_hash(found: dict[str, Check]) -> None:
    path = models.find_model()
    if path is None:
        pytest.skip("needs the pose model: python3 packaging/dev.py setup")
    assert models.model_sha256(path) in found["pose model"].detail


def test_every_model_that_is_there_is_told_with_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = models.find_model()
    if path is None:
        pytest.skip("needs the pose model: python3 packaging/dev.py setup")
    digest = models.model_sha256(path)
    for name in ("full", "heavy"):
        (tmp_path / f"pose_landmarker_{name}.task").write_bytes(path.read_bytes())
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(tmp_path))
    detail = doctor._model().detail
    assert detail.startswith(f"{tmp_path / path.name}, SHA-256 {digest} (")
    assert f"; also heavy, SHA-256 {digest} (" in detail


def test_every_check_is_one_line(found: dict[str, Check]) -> None:
    assert all("\n" not in check.detail + check.advice for check in found.values())


@pytest.fixture
def no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(paths, "resources_dir", lambda: tmp_path / "resources")
    monkeypatch.delenv("PLUMBLINE_MODEL_DIR", raising=False)
    return tmp_path / "data" / "models"


def test_missing_model_is_a_fault_that_names_where_it_goes(no_model: Path) -> None:
    check = doctor._model()

    assert not check.ok
    assert f"put pose_landmarker_full.task into {no_model}" in check.advice


def test_damaged_model_is_told_as_such(no_model: Path) -> None:
    no_model.mkdir(parents=True)
    (no_model / "pose_landmarker_full.task").write_bytes(b"half")

    check = doctor._model()

    assert not check.ok
    assert "damaged" in check.detail


def test_damaged_models_that_are_passed_over_are_named_beside_the_sound_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = models.find_model()
    if path is None:
        pytest.skip("needs the pose model: python3 packaging/dev.py setup")
    named = tmp_path / "named"
    named.mkdir()
    for name in ("full", "lite"):
        (named / f"pose_landmarker_{name}.task").write_bytes(path.read_bytes()[:20_000])
    kept = tmp_path / "data" / "models"
    kept.mkdir(parents=True)
    (kept / path.name).write_bytes(path.read_bytes())
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(paths, "resources_dir", lambda: tmp_path / "resources")
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(named))

    check = doctor._model()

    assert not check.ok, "the folder that somebody names is never passed over"
    assert "take it away" in check.advice
    for name in ("full", "lite"):
        assert f"{named / f'pose_landmarker_{name}.task'} is damaged" in check.detail

    packaged = tmp_path / "resources" / "models"
    packaged.parent.mkdir()
    named.rename(packaged)
    check = doctor._model()

    assert check.ok
    assert check.detail.startswith(f"{kept / path.name}, SHA-256 ")
    for name in ("full", "lite"):
        assert f"{packaged / f'pose_landmarker_{name}.task'} is damaged" in check.detail
    assert check.detail.count("passed over: delete it") == 2
    assert f"PLUMBLINE_MODEL_DIR names {named}, which is not there" in check.detail


def test_cache_that_cannot_be_written_to_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("PLUMBLINE_CACHE_DIR", str(tmp_path / "file"))

    check = doctor._cache()

    assert not check.ok
    assert "PLUMBLINE_CACHE_DIR" in check.advice


def test_missing_decoder_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor.DECODERS, "nonsense", "nonsense")

    check = doctor._codecs()

    assert not check.ok
    assert check.detail == "missing: nonsense"


def test_missing_package_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no-such-package"))

    check = doctor._packages()

    assert not check.ok
    assert check.detail == "missing: no-such-package"


def test_qt_that_cannot_start_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "nonsense")

    check = doctor._qt()

    assert not check.ok
    assert "dev.py setup" in check.advice


def test_trying_the_pose_leaves_nothing_of_other_libraries_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = models.find_model()
    if path is None:
        pytest.skip("needs the pose model: python3 packaging/dev.py setup")
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(path.parent))
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert doctor._pose().ok
    assert list(tmp_path.rglob("*matplotlib*")) == []


def test_a_check_that_fails_is_a_fault_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Check:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(doctor, "_CHECKS", {"luck": fail, "cores": doctor._cores})

    luck, cores = doctor.checks()

    assert (luck.name, luck.ok, luck.detail) == ("luck", False, "RuntimeError: no such luck")
    assert luck.advice
    assert cores.ok
