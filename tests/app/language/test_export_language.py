"""The command line speaks English; what it paints speaks the language asked for."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtGui import QGuiApplication

from app.export.paint import AppPaint
from app.language.catalogue import Catalogue, folder
from app.language.choice import LANGUAGE
from app.language.tr import speak
from core.errors import UserError
from core.export.outlet import Outlet
from core.export.request import Drawn, ExportRequest, Language
from tests.app import figures


@pytest.fixture(autouse=True)
def afterwards_english() -> Iterator[None]:
    yield
    speak(Catalogue())


def request_in(language: Language, clip: Path, out: Path) -> ExportRequest:
    drawn = Drawn(key_frames=True, language=language)
    return ExportRequest(figures.squat(clip, 60), frozenset({"report"}), out, drawn=drawn)


def test_the_languages_to_choose_from_are_those_of_the_window() -> None:
    there = {"en", *(path.stem for path in folder().glob("*.json"))}
    assert set(get_args(Language)) == there == set(LANGUAGE.choices) - {"system"}


def test_report_and_names_of_pictures_are_in_the_language_asked_for(
    clip: Path, tmp_path: Path, qapp: QGuiApplication
) -> None:
    made = {}
    for language, words in (("es", "flexión"), ("en", "flexion")):
        request = request_in(language, clip, tmp_path / language)  # type: ignore[arg-type]
        paint = AppPaint()
        names = paint.names(request)
        outlet = Outlet(request.folder)
        for _ in paint.paint(request, outlet):
            pass
        assert sorted(path.name for path in outlet.placed) == sorted(names)
        made[language] = names
        report = request.folder / f"{request.stem}_report.pdf"
        assert f"/Lang ({language})".encode() in report.read_bytes()
        if shutil.which("pdftotext") is None:
            continue
        text = subprocess.run(["pdftotext", str(report), "-"], capture_output=True, check=True).stdout.decode()
        assert words in text
    assert made["es"] != made["en"], "key frames are named with these words"


def test_texts_that_cannot_be_read_are_told_in_a_sentence(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.language.catalogue.folder", lambda: tmp_path)
    with pytest.raises(UserError, match="cannot be read"):
        AppPaint().names(request_in("es", clip, tmp_path))
