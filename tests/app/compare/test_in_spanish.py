"""What a comparison says of its differences stands in the window's language, whichever side a doubt is about."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.compare.numbers import DifferenceCard
from app.language.catalogue import Catalogue
from app.language.tr import speak
from core.compare.numbers import compare_numbers
from core.compare.sides import Sides
from core.measures.spec import Metric


@pytest.fixture
def spanish() -> Iterator[None]:
    speak(Catalogue.read("es"))
    yield
    speak(Catalogue())


@pytest.mark.parametrize("status", ["caution", "refused"])
def test_the_doubts_about_both_sides_are_told_in_spanish(status: str, spanish: None, qtbot: QtBot) -> None:
    why = "its plus-minus is above 20 ms: too unsure to rely on"
    value = None if status == "refused" else 0.2
    one = {"contact_s": Metric(value, "s", 0.03, status, why)}  # type: ignore[arg-type]
    [pair] = compare_numbers(one, one, Sides(False))
    card = DifferenceCard()
    qtbot.addWidget(card)
    card.set_pair(pair, True)
    told = "su ± supera 20 ms: demasiado inseguro para fiarse"
    for text in (card.toolTip(), card.accessibleDescription()):
        assert f"A: {told}; B: {told}" in text and "plus-minus" not in text
