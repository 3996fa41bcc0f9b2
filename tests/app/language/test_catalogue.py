"""Texts in another language: looked up, put into sentences, and English where there is nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.language import catalogue
from app.language.catalogue import Catalogue
from app.language.tr import counted, said, speak, spoken, tr

SPANISH = Catalogue(
    "es",
    {
        "Close": "Cerrar",
        "Back": "Atrás",
        "Back|view": "De espaldas",
        "left": "izquierda",
        "Saved {path}": "Guardado: {path}",
        "{n} of {all}": "{all}, de ellos {n}",
        "{n} files": {"one": "{n} archivo", "other": "{n} archivos"},
        "seen {0} deg from square-on: {1}": "visto a {0} grados: {1}",
        "film from the side": "graba de lado",
        "The {0} foot was hidden.": "El pie {0} no se veía.",
        "Film again.": "Graba otra vez.",
        "this is not a video": "esto no es un video",
        "open another": "abre otro",
        "{} apart": "a {} de distancia",
    },
)


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    speak(SPANISH)
    yield
    speak(Catalogue())


def test_a_text_is_looked_up_and_its_slots_are_filled_in_the_language_s_own_order() -> None:
    assert spoken() == "es"
    assert tr("Close") == "Cerrar"
    assert tr("Saved {path}", path="a.png") == "Guardado: a.png"
    assert tr("{n} of {all}", n=1, all=3) == "3, de ellos 1"


def test_one_english_word_with_two_meanings_has_two_texts() -> None:
    assert (tr("Back"), tr("Back", "view"), tr("Back", "unheard of")) == ("Atrás", "De espaldas", "Atrás")


def test_a_text_that_is_missing_stays_english() -> None:
    assert tr("Nobody translated {this}", this="it") == "Nobody translated it"
    assert said("Nobody translated it.") == "Nobody translated it."
    assert counted(2, "{n} rep", "{n} reps", n=2) == "2 reps"


@pytest.mark.parametrize(("n", "told"), [(0, "0 archivos"), (1, "1 archivo"), (5, "5 archivos")])
def test_how_many_decides_the_form(n: int, told: str) -> None:
    assert counted(n, "{n} file", "{n} files", n=n) == told


def test_a_finished_sentence_is_known_by_its_words_and_what_stands_in_it_is_said_too() -> None:
    assert said("seen 22 deg from square-on: film from the side") == "visto a 22 grados: graba de lado"
    assert said("3.2 ± 0.1 apart") == "a 3.2 ± 0.1 de distancia"


def test_sentences_that_were_joined_are_told_one_by_one() -> None:
    assert said("The left foot was hidden. Film again.") == "El pie izquierda no se veía. Graba otra vez."
    assert said("film from the side; open another") == "graba de lado; abre otro"
    assert said("/a folder/clip.mp4: this is not a video: open another") == (
        "/a folder/clip.mp4: esto no es un video: abre otro"
    )


def test_two_sentences_are_not_taken_for_one() -> None:
    assert said("3 apart and 5 apart") == "a 3 de distancia and a 5 de distancia"


def test_without_a_catalogue_everything_is_english() -> None:
    speak(Catalogue())
    assert (tr("Close"), said("film from the side"), spoken()) == ("Close", "film from the side", "en")
    assert counted(1, "{n} file", "{n} files", n=1) == "1 file"


def test_sentences_without_end_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "MOST_KEPT", 10)
    for n in range(100):
        assert said(f"{n} apart") == f"a {n} de distancia"
    assert len(SPANISH._kept) <= 10 + 1


@pytest.mark.parametrize("content", ["", "[]", "{", '"text"'])
def test_a_spoiled_catalogue_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    monkeypatch.setattr(catalogue, "folder", lambda: tmp_path)
    (tmp_path / "es.json").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError):
        Catalogue.read("es")
