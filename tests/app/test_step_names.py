"""Undo and redo name their step in the window's language."""

import re
from collections.abc import Iterator

import pytest

from app.joints import WORDS, joint_words
from app.language.catalogue import Catalogue
from app.language.tr import speak
from app.step_names import step_name
from core.annotations.kinds import KINDS

STEPS = (
    *(f"draw {spec.word.lower()}" for spec in KINDS.values()),
    *(f"{verb} line" for verb in ("move", "restyle", "time", "tie", "untie", "word", "rename", "hide", "show", "stop")),
    *(f"{verb} 3 drawings" for verb in ("count on", "count with", "change", "paste", "duplicate", "bring here")),
    *WORDS.values(),
    *(f"{joint} not visible" for joint in WORDS.values()),
    *(f"{joint} as detected" for joint in WORDS.values()),
    "start of rep 1", "bottom of rep 2", "end of rep 3", "touchdown of step 4", "toe-off of step 5", "deleted rep 6",
    "rep 8 as found", "step 9 as found", "side of step 10", "marker", "moved marker", "added rep", "working range",
    "the scale", "landmarks as detected", "delete line",
)  # fmt: skip


@pytest.fixture
def spanish() -> Iterator[None]:
    speak(Catalogue.read("es"))
    yield
    speak(Catalogue())


def test_in_english_a_step_is_called_what_it_was_made_as() -> None:
    assert [step_name(step) for step in STEPS] == list(STEPS)
    assert step_name("deleted step 7") == "deleted contact 7", "as the lanes call it"


def test_in_spanish_no_word_of_a_step_is_english(spanish: None) -> None:
    english = set(re.findall(r"[a-z]{3,}", " ".join(STEPS))) - {"horizontal", "vertical", "visible"}
    left = {step: step_name(step) for step in STEPS if english & set(re.findall(r"[a-zñáéíóú]{3,}", step_name(step)))}
    assert left == {}
    assert step_name("move 1 drawings") == "mover 1 dibujo"
    assert step_name("left knee not visible") == "rodilla izquierda no visible"


def test_every_landmark_has_a_name_of_its_own_in_both_languages(spanish: None) -> None:
    names = {joint_words(landmark) for landmark in WORDS}
    assert len(names) == len(WORDS) and not names & set(WORDS.values())
