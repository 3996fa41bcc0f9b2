"""The measure catalogue in the help: made from the specs, searchable, opened from a card."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.dialogs.catalogue import CatalogueDialog, entries, entry_of, facts
from app.dialogs.signs import ALSO
from app.theme import DARK, LIGHT
from app.views.measure_picture import MeasurePicture, family
from app.window import Window
from core.measures.catalogue import SPECS
from core.measures.spec import MeasureSpec


@pytest.fixture
def dialog(qtbot: QtBot) -> CatalogueDialog:
    made = CatalogueDialog(DARK)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def titles(dialog: CatalogueDialog) -> list[str]:
    return [dialog.list.item(row).text().strip() for row in range(dialog.list.count())]


def test_every_measure_of_the_program_has_an_entry() -> None:
    listed = entries()
    assert len(listed) == len({spec.name for spec in listed}) > 60
    for name in SPECS:
        assert entry_of(name.replace("S_", "left_")) in listed, name


def test_an_entry_tells_what_its_spec_says() -> None:
    spec = MeasureSpec(
        "peak_S_made_up_deg", "Made up", "deg", "A definition.", "A source (2020)", ("side",), 50, 4.0,
        "180 - angle", "2.5 deg (Somebody 2021)", "Not a force.",
    )  # fmt: skip
    told = dict(facts(spec))
    assert told == {
        "What it is": "A definition.", "Formula": "180 - angle", "Unit": "degrees (°)",
        "Seen from": "side view; 50 frames per second or more", "Source": "A source (2020)",
        "Published error": "2.5 deg (Somebody 2021)", "Tells up to": "± 4°; with more it is shown with caution",
        "Does not mean": "Not a force.", "Name in files": "peak_left_ / right_made_up_deg",
    }  # fmt: skip


def test_an_unknown_published_error_is_said_to_be_unknown() -> None:
    assert dict(facts(SPECS["tempo_ratio"]))["Published error"].startswith("none known")


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_every_measure_has_a_picture_of_its_own_family(qtbot: QtBot, theme: object) -> None:
    drawn: dict[tuple[str, tuple[str, ...]], bytes] = {}
    picture = MeasurePicture()
    qtbot.addWidget(picture)
    picture.resize(picture.sizeHint())
    for spec in entries():
        kind = family(spec.name)
        assert kind != ("squat", ()), f"{spec.name} has no picture"
        if kind not in drawn:
            picture.show_measure(spec.name, spec.title, theme)  # type: ignore[arg-type]
            image = QImage(picture.size(), QImage.Format.Format_RGB32)
            picture.render(image)
            drawn[kind] = bytes(image.constBits())
    assert len(set(drawn.values())) >= len(drawn) - 1, "families look different"


def test_searching_narrows_the_list_and_keeps_the_headings(dialog: CatalogueDialog) -> None:
    dialog.line.setText("parallel")
    assert titles(dialog)[0] == "Squat" and "Depth: thigh above parallel" in titles(dialog)
    dialog.line.setText("contact ground")
    assert titles(dialog)[0] == "Sprint and run" and "Ground contact" in titles(dialog)
    dialog.line.setText("speed")
    assert dialog.title.text() == "Mean speed up", "what is called so, not what only speaks of it"
    dialog.line.setText("zebra")
    assert titles(dialog) == [] and "zebra" in dialog.title.text() and not dialog.picture.isVisible()


def test_the_words_people_use_find_their_measure(dialog: CatalogueDialog) -> None:
    for words, found in (
        ("valgus", "Knees over ankles, narrowest"), ("cadence", "Step frequency"),
        ("overstriding", "Shank at touchdown"),
    ):  # fmt: skip
        dialog.line.setText(words)
        assert found in titles(dialog), words
    for pattern, _ in ALSO:
        assert any(re.search(pattern, spec.name) for spec in entries()), f"{pattern} finds no measure"


def test_every_curve_of_the_files_has_an_entry_that_says_what_it_is(dialog: CatalogueDialog) -> None:
    dialog.line.setText("knee_over_toe")
    assert titles(dialog) == ["Curves", "Knee over toe"]
    told = dialog.text.text()
    assert "to the inside of the toe" in told and "left_ / right_knee_over_toe_ratio" in told
    assert "Tells up to" not in told and "none known" not in told
    dialog.line.setText("behind the trunk")
    assert dialog.title.text() == "Hip flexion" and dialog.picture.isVisible()
    dialog.line.setText("angular_velocity")
    assert titles(dialog) == ["Curves", "Angular velocity"] and not dialog.picture.isVisible()


def test_the_help_begins_with_the_signs_and_caution_is_found_there(dialog: CatalogueDialog) -> None:
    assert dialog.title.text() == "Signs beside the numbers" and not dialog.picture.isVisible()
    assert all(sign in dialog.text.text() for sign in ("±", "△ Take with caution", "– Not measured", "✎ Edited"))
    dialog.line.setText("caution")
    assert titles(dialog) == ["How to read them", "Signs beside the numbers"]
    dialog.show_measure("contact_s")
    assert dialog.title.text() == "Ground contact" and dialog.picture.isVisible()


def test_arrows_walk_over_the_headings(dialog: CatalogueDialog, qtbot: QtBot) -> None:
    dialog.line.setText("time")
    seen = []
    for _ in range(dialog.list.count()):
        item = dialog.list.currentItem()
        assert item is not None and item.data(Qt.ItemDataRole.UserRole)
        seen.append(item.text())
        qtbot.keyClick(dialog.line, Qt.Key.Key_Down)
    assert len(set(seen)) > 3


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("peak_left_knee_flexion_deg", "Knee flexion, deepest"),
        ("right_fppa_at_60pct_up_deg", "Knee in at 60 % depth, up"),
        ("contact_s_left_minus_right", "Ground contact"),
        ("symmetry_right_fppa_bottom_deg", "Knee in, left against right"),
    ],
)
def test_it_opens_at_the_number_somebody_asks_about(qtbot: QtBot, name: str, title: str) -> None:
    made = CatalogueDialog(DARK, name)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    assert made.title.text() == title


def test_a_cards_menu_opens_its_entry(analysed: Window, qtbot: QtBot) -> None:
    card = analysed.numbers.cards.large[0]
    card.menu().actions()[0].trigger()
    dialog = analysed.findChild(CatalogueDialog)
    assert dialog is not None and dialog.title.text() == "Depth: thigh above parallel"
    dialog.close()


def test_f1_opens_it(analysed: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(analysed, Qt.Key.Key_F1)
    dialog = analysed.findChild(CatalogueDialog)
    assert dialog is not None and dialog.isVisible()
    dialog.close()


def test_page_keys_read_a_long_entry_and_the_line_tells_it_to_a_screen_reader(
    dialog: CatalogueDialog, qtbot: QtBot
) -> None:
    dialog.resize(560, 240)
    bar = dialog.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    told = dialog.line.accessibleDescription()
    assert told.startswith(dialog.title.text()) and "standard deviation" in told and "<" not in told
    qtbot.keyClick(dialog.line, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    qtbot.keyClick(dialog.line, Qt.Key.Key_PageUp)
    assert bar.value() == 0
    qtbot.keyClick(dialog.line, Qt.Key.Key_PageDown)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Down)
    assert bar.value() == 0, "another entry is read from its beginning"
    assert dialog.line.accessibleDescription().startswith(dialog.title.text()) and dialog.title.text() not in told
