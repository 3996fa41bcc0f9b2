"""What lies in a folder that may not be entered is told in a sentence that says what to do."""

from pathlib import Path

import pytest

from core.athletes.db import AthleteDb
from core.errors import UserError
from core.paths import is_file, is_folder, is_gone, is_there
from core.pipeline import LandmarkRequest, Request, run
from core.pose.models import REBUILT_FULL_SHA256, look, model_file, remark
from core.project.places import known_place, remember_places
from tests.barred import bar

NOT_ALLOWED = "this file may not be read: allow reading it, or copy it to a folder of your own"


@pytest.fixture
def barred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "another's"
    folder.mkdir()
    (folder / "clip.mp4").write_bytes(b"a clip")
    bar(folder, monkeypatch)
    return folder


def test_a_clip_and_a_file_of_landmarks_say_that_they_may_not_be_read(barred: Path) -> None:
    for request in (Request(barred / "clip.mp4"), Request(barred / "1.jpg"), LandmarkRequest(barred / "a.trc")):
        with pytest.raises(UserError) as caught:
            run(request)
        assert caught.value.sentence == f"{request.clip}: {NOT_ALLOWED}"


def test_a_history_there_is_not_nobody_s(barred: Path) -> None:
    for read in (AthleteDb(barred / "a.sqlite").athletes, lambda: AthleteDb(barred / "a.sqlite").sessions("Ada")):
        with pytest.raises(UserError, match="make this file and its folder writable"):
            read()


def test_models_and_clips_there_are_passed_over(barred: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(barred))
    found, _ = look()
    assert found is None or barred not in found.parents
    remember_places({"a" * 64: barred / "clip.mp4"})
    assert known_place("a" * 64) is None
    assert not (is_there(barred / "clip.mp4") or is_file(barred / "clip.mp4") or is_folder(barred / "clips"))
    assert not is_gone(barred / "clip.mp4"), "whoever opens it tells what is wrong"
    assert is_gone(barred.parent / "nothing.mp4") and not is_gone(barred.parent)


def test_a_folder_named_for_the_model_is_told_to_be_barred_and_not_to_be_gone(
    barred: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, known = tmp_path / model_file(), REBUILT_FULL_SHA256
    for named in (barred, barred / "models"):
        monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(named))
        told = f"PLUMBLINE_MODEL_DIR names {named}, which may not be opened: measured with the usual pose model."
        assert remark(usual, known) == told
