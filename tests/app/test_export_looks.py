"""What is on pictures and videos that leave: chosen freely, remembered, and the same in every file."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.dialogs.export import ExportDialog
from app.dialogs.export_looks import PARTS, Looks
from app.dialogs.numbers import NumbersDialog
from app.document import units_of
from app.export.caption import caption
from app.export.chosen import MOST, chosen_numbers, keep_numbers
from app.export.images import to_array
from app.export.painted import Choices, everything
from app.export.scene import Look
from app.export.snapshot import Snapshots, SnapshotStyle
from app.export.strip import Strip, StripStyle
from core.analysis import Analysis
from core.export.outlet import Outlet
from core.export.privacy import Privacy
from core.export.request import ExportRequest
from core.video.reader import open_reader
from tests.app import figures


@pytest.fixture
def result(clip: Path) -> Analysis:
    return figures.squat(clip, 60)


@pytest.fixture
def looks(result: Analysis, qtbot: QtBot) -> Looks:
    def extra(painter: QPainter, time_s: float, scale: float, bare: QImage | None) -> None:
        painter.fillRect(0, 0, 40, 40, Qt.GlobalColor.magenta)

    made = Looks(result, SnapshotStyle(Look(extra=extra)))
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(result: Analysis, qtbot: QtBot, tmp_path: Path) -> Iterator[ExportDialog]:
    made = ExportDialog(result, 1.0, units_of(result)[0], SnapshotStyle())
    qtbot.addWidget(made)
    made.folder.setText(str(tmp_path / "out"))
    yield made
    made.stop()


def test_every_part_is_on_or_off_as_ticked(looks: Looks) -> None:
    assert all(looks.on(name) == on for name, (_, _, on) in PARTS.items())
    assert looks.snapshot().look.overlay and looks.snapshot().look.extra is not None
    for box in looks.parts.values():
        box.setChecked(not box.isChecked())
    style, film = looks.snapshot(), looks.video()
    assert not style.look.overlay and style.look.extra is None and not style.numbers
    assert film.look == style.look and film.strip == StripStyle(False, False) and film.pause_s > 0


def test_what_was_ticked_is_there_the_next_time(looks: Looks, result: Analysis, qtbot: QtBot) -> None:
    looks.parts["lanes"].setChecked(False)
    looks.parts["pause"].setChecked(True)
    looks.speed.setCurrentIndex(2)
    looks.pictures.setCurrentIndex(1)
    looks.remember()
    again = Looks(result, SnapshotStyle())
    qtbot.addWidget(again)
    assert not again.on("lanes") and again.on("pause") and again.on("skeleton")
    assert again.video().slower == 4.0 and again.ending() == ".jpg"
    assert not again.parts["drawings"].isEnabled(), "nothing is drawn on this clip"


def test_the_numbers_ticked_stand_under_the_picture_and_the_video(
    looks: Looks, result: Analysis, qtbot: QtBot
) -> None:  # fmt: skip
    wanted = ("concentric_s", "trunk_inclination_bottom_deg")
    list_of = NumbersDialog(result, ())
    qtbot.addWidget(list_of)
    for i in range(list_of.list.count()):
        item = list_of.list.item(i)
        if item.data(Qt.ItemDataRole.UserRole) in wanted:
            item.setCheckState(Qt.CheckState.Checked)
    assert "2 of at most" in list_of.note.text() and set(list_of.names()) == set(wanted)
    looks.take_numbers(list_of.names())
    assert looks.which.text().startswith("2 ")
    assert set(looks.snapshot().chosen) == set(looks.video().strip.chosen) == set(wanted)
    told = caption(result, 1.0, Privacy(), looks.snapshot().chosen)
    assert len(told.numbers) == 2 and any("0.74" in number.value for number in told.numbers)
    list_of.clear()
    looks.take_numbers(list_of.names())
    assert looks.snapshot().chosen == (), "the leading ones again"


def test_a_leg_is_kept_as_the_near_or_the_far_one(result: Analysis) -> None:
    keep_numbers(result, ["peak_right_knee_flexion_deg", "peak_left_knee_flexion_deg", "tempo_ratio"])
    other = replace(result, view=replace(result.view, facing="left"))
    assert chosen_numbers(other)[:2] == ("peak_left_knee_flexion_deg", "peak_right_knee_flexion_deg")
    front = replace(result, view=replace(result.view, label="front"))
    assert chosen_numbers(front) == (), "another view has numbers of its own"
    keep_numbers(front, ["fppa_mean_deg"])
    assert chosen_numbers(result)[2] == "tempo_ratio" and chosen_numbers(front) == ("fppa_mean_deg",)


def test_no_more_numbers_than_anybody_reads_are_kept(result: Analysis) -> None:
    keep_numbers(result, [f"a{i}" for i in range(MOST + 5)])
    assert len(chosen_numbers(result)) == MOST


def test_many_numbers_under_a_narrow_video_take_more_lines_and_none_is_cut(
    result: Analysis, qapp: QGuiApplication
) -> None:
    names = tuple(units_of(result)[0].metrics)[:6]
    few, many = (StripStyle(False, True, chosen) for chosen in (names[:1], names))
    one, more = Strip(result, few, 400, 700), Strip(result, many, 400, 700)
    assert more.height > 1.8 * one.height
    image = QImage(400, more.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    more.paint(painter, 1.0)
    painter.end()
    rows = to_array(image)[..., :3].max(axis=2) > 120
    lines = np.flatnonzero(np.diff(rows.any(axis=1).astype(int)) == 1)
    assert len(lines) >= 2 * 3, "a value and a name for each line of numbers"


@pytest.mark.parametrize("width", [640, 1920])
def test_the_cursor_of_a_video_is_seen_over_a_bar(result: Analysis, qapp: QGuiApplication, width: int) -> None:
    """Video keeps colours at half the sharpness: what is not lighter or darker than the bar is lost there."""
    strip = Strip(result, StripStyle(numbers=False), width, width * 9 // 16)
    rep = result.reps[0].rep
    image = QImage(width, strip.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    middle = (rep.start_s + rep.bottom_s) / 2
    strip.paint(painter, middle)
    painter.end()
    x, y = round(strip._x(middle, float(result.series.time_s[0]))), round(0.25 * strip._em)
    row = [image.pixelColor(x + dx, y).lightnessF() for dx in range(-width // 40, width // 40)]
    bar = row[0]
    assert bar > 0.3, "the cursor stands over a bar"
    assert sum(light < 0.4 * bar for light in row) >= 2, "a dark edge at both sides of it"


def test_without_numbers_the_strip_of_a_picture_still_says_whose_and_when(
    result: Analysis, qapp: QGuiApplication
) -> None:
    with open_reader(result.clip.path) as reader:
        told = Snapshots(result, reader, Privacy(), SnapshotStyle(numbers=False)).caption(1.0)
    assert told.numbers == () and told.head


def test_pictures_leave_in_the_kind_chosen(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    for name, box in dialog.boxes.items():
        box.setChecked(name in ("snapshot", "key_frames", "sheet"))
    dialog.looks.pictures.setCurrentIndex(dialog.looks.pictures.findData(".jpg"))
    dialog.start()
    qtbot.waitUntil(lambda: not dialog.running)
    (folder,) = (tmp_path / "out").iterdir()
    assert {path.suffix for path in folder.iterdir()} == {".jpg"} and len(list(folder.iterdir())) == 5


def test_a_drawing_alone_leaves_as_svg_and_a_sheet_as_pixels(
    result: Analysis, tmp_path: Path, qapp: QGuiApplication
) -> None:
    request = ExportRequest(result, frozenset({"snapshot"}), tmp_path, snapshot_s=(1.0,))
    outlet = Outlet(request.folder)
    list(everything(request, Choices(key_frames=(("bottom", 1.0),), sheet=True, singles=False, ending=".svg"), outlet))
    one, sheet = sorted(outlet.placed, key=lambda path: path.suffix, reverse=True)
    assert one.suffix == ".svg" and b"<svg" in one.read_bytes() and b"<image" not in one.read_bytes()
    assert not QImage(str(sheet)).isNull()
