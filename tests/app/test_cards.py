"""The cards of the numbers: what they say, to whom, and what a chosen one does."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.views.card import Card
from app.window import Window
from core.measures.spec import Metric


def test_the_chosen_measure_is_drawn_strongly(analysed: Window, qtbot: QtBot) -> None:
    card = next(c for c in analysed.numbers.cards.large if "trunk" in c.name)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    from core.pose.skeleton import INDEX

    figure = analysed.video.figure
    assert figure is not None
    assert figure.strong == {INDEX[f"{s}_{p}"] for s in ("left", "right") for p in ("hip", "shoulder")}


def test_a_caution_tells_its_reason_on_hover_and_to_a_screen_reader(analysed: Window) -> None:
    cards = {c.name: c for c in (*analysed.numbers.cards.large, *analysed.numbers.cards.rows) if c.isVisible()}
    caution = cards["bottom_pause_s"]
    assert caution.shown.status == "caution"
    assert "Shorter than three frames." in caution.toolTip()
    assert "Shorter than three frames." in caution.accessibleDescription()
    refused = cards["fppa_mean_deg"]
    assert refused.shown == type(refused.shown)("–", "", "", "refused", "Needs a front view: film from the front.")
    assert "film from the front" in refused.toolTip()


def test_a_metric_without_a_known_definition_is_still_shown(analysed: Window) -> None:
    card = analysed.numbers.cards.large[0]
    card.set_metric("new_thing_deg", Metric(12.0, "deg", 2.0))
    assert card.accessibleName() == "New thing: 12° ±\N{NO-BREAK SPACE}2"


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("peak_thigh_extension_velocity_deg_s", Metric(786.0, "deg/s", 174.0)),
        ("peak_lag_arms_ms", Metric(-103.0, "ms", 141.0, "caution", "few frames")),
        ("speed_m_s", Metric(10.25, "m/s", 0.08, "caution", "far away")),
    ],
)
def test_the_plus_minus_of_a_long_number_is_not_cut_from_its_card(qtbot: QtBot, name: str, metric: Metric) -> None:
    """In a panel as narrow as it gets; the last two columns inside the card's edge stay empty."""
    card = Card(True)
    qtbot.addWidget(card)
    card.resize(114, 80)
    card.set_metric(name, metric)
    image = card.grab().toImage()
    for x in (110, 111):
        assert len({image.pixel(x, y) for y in range(20, 40)}) == 1, "a figure reaches the edge"
    assert len({image.pixel(x, y) for x in range(10, 109) for y in range(24, 32)}) > 1, "nothing was painted"
