"""The kinogram page: tiles of one scale, pictures of their very frames, moved by hand and back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage
from pytestqt.qtbot import QtBot

from app.document import Document
from app.export import kinogram as kinogram_file
from app.export.kinogram import strip_of_run
from app.kinogram_model import (
    Crop,
    Key,
    Shot,
    best_of,
    landing_of,
    moves_of,
    row_title,
    sequences_of,
    shots_of,
    titled,
    words_of,
)
from app.playhead import Playhead
from app.stills import cut
from app.theme import DARK, SMALL_PX, number_font
from app.views.kinogram_page import DRAG_PX, KinogramPage
from app.views.kinogram_paint import fitting, in_room
from core.analysis import Analysis
from core.compare.errors import moment_sds
from core.edits.edits import Edits
from core.export.privacy import Privacy
from core.measures.kinogram import POSITIONS, MovedTile, ShownStep
from core.video.reader import Frame, open_reader
from tests.app import figures
from tests.app.figures import grey_of
from tests.some import some

FRAMES, FPS = 120, 60


@pytest.fixture(scope="module")
def run_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return figures.write_clip(tmp_path_factory.mktemp("clips") / "run.mp4", FRAMES, FPS)


@pytest.fixture(scope="module")
def run(run_clip: Path) -> Analysis:
    return figures.sprint(run_clip, FRAMES, float(FPS))


@pytest.fixture
def page(qtbot: QtBot, run: Analysis, run_clip: Path) -> Iterator[KinogramPage]:
    document = Document()
    document.set_clip(run_clip)
    document.set_analysis(run)
    made = KinogramPage(document, Playhead(), DARK)
    document.edits_changed.connect(made.show_edits)  # as the pane tells it
    qtbot.addWidget(made)
    made.resize(1280, 300)
    made.show()
    made.show_analysis()
    qtbot.waitUntil(lambda: made.strip() is not None)
    yield made
    made.stop()
    made.close()


def test_each_leg_has_a_row_of_tiles_in_order_and_of_one_size(run: Analysis) -> None:
    rows = shots_of(run, {})
    assert [row[0].side for row in rows] == ["left", "right"]
    assert {(s.crop.width, s.crop.height) for row in rows for s in row} == {
        (rows[0][0].crop.width, rows[0][0].crop.height)
    }
    for row in rows:
        assert [s.tile.position for s in row] == [p for p in POSITIONS if p in {s.tile.position for s in row}]
        assert row_title(row).startswith(f"Into the {row[0].side} foot, step ")


def test_the_whole_athlete_lies_in_every_crop(run: Analysis) -> None:
    for row in some(shots_of(run, {})):
        for shot in some(row):
            x, y = run.smoothed.xy_px[shot.tile.row].T
            crop = shot.crop
            assert crop.left <= x.min() and x.max() <= crop.left + crop.width
            assert crop.top <= y.min() and y.max() <= crop.top + crop.height


def test_words_beside_a_tile_are_its_frames_angles(run: Analysis) -> None:
    shot = shots_of(run, {})[0][0]
    lines = words_of(shot, 0.25)
    assert lines[0] == "Toe-off" and lines[1] == f"{shot.tile.time_s - 0.25:.3f} s"
    trunk = run.series["trunk_inclination_deg"][shot.tile.row]
    assert f"trunk {trunk:.0f}°" in lines


def test_a_moved_tile_tells_the_angles_of_its_new_frame(run: Analysis) -> None:
    key: Key = ("left", "touchdown")
    there = {s.key: s for s in shots_of(run, {key: 2})[0]}[key]
    found = {s.key: s for s in shots_of(run, {})[0]}[key]
    assert there.moved == 2 and there.tile.frame == found.tile.frame + 2
    assert "moved +2" in words_of(there)[1]
    name = there.tile.angles[1].name
    assert there.tile.angles[1].value_deg == pytest.approx(run.series[name][there.tile.row])


def test_beyond_the_pictures_edge_a_crop_is_dark() -> None:
    rgb = np.full((40, 60, 3), 200, np.uint8)
    image = cut(Frame(0, 0.0, 0, rgb), Crop(-10, 30, 30, 20))
    assert (image.width(), image.height()) == (30, 20)
    assert image.pixelColor(5, 5).red() < 40 and image.pixelColor(15, 5).red() == 200
    assert image.pixelColor(15, 15).red() < 40
    assert cut(Frame(0, 0.0, 0, rgb), Crop(100, 100, 30, 20)).pixelColor(1, 1).red() < 40


def test_every_tile_shows_its_very_frame(page: KinogramPage) -> None:
    """The left half of the clip's picture tells the frame by its grey."""
    seen = 0
    for row in page.tiles.rows:
        for shot in row:
            image = page.tiles.images[shot.tile.frame, shot.crop]
            x = max(shot.crop.left, 0) + 2 - shot.crop.left
            if shot.crop.left + x < 310:
                seen += 1
                grey = image.pixelColor(x, shot.crop.height // 2).red()
                assert abs(grey - grey_of(shot.tile.frame)) <= 1, shot.key
    assert seen, "no tile reaches into the half that tells"


def test_a_click_goes_to_the_tiles_frame(page: KinogramPage, qtbot: QtBot, run: Analysis) -> None:
    went: list[float] = []
    page.seeked.connect(went.append)
    shot = page.tiles.rows[1][1]
    qtbot.mouseClick(page.tiles, Qt.MouseButton.LeftButton, pos=page.tiles.box_of(shot.key).center().toPoint())
    assert went == [run.series.time_s[shot.tile.row]]


def test_a_drag_and_the_arrows_move_a_tile_and_a_double_click_puts_it_back(page: KinogramPage, qtbot: QtBot) -> None:
    went: list[float] = []
    page.seeked.connect(went.append)
    found = page.tiles.rows[0][2]
    start = page.tiles.box_of(found.key).center()
    tiles = page.tiles

    def now() -> int:
        return page._shot(found.key).tile.frame  # type: ignore[union-attr]

    qtbot.mousePress(tiles, Qt.MouseButton.LeftButton, pos=start.toPoint())
    qtbot.mouseMove(tiles, pos=(start + QPointF(2 * DRAG_PX, 0)).toPoint())
    qtbot.mouseRelease(tiles, Qt.MouseButton.LeftButton, pos=(start + QPointF(2 * DRAG_PX, 0)).toPoint())
    assert now() == found.tile.frame + 2 and len(went) == 1
    tiles.setFocus()
    qtbot.keyClick(tiles, Qt.Key.Key_Left)
    assert now() == found.tile.frame + 1
    qtbot.waitUntil(lambda: page.strip() is not None)
    qtbot.mouseDClick(tiles, Qt.MouseButton.LeftButton, pos=start.toPoint())
    assert now() == found.tile.frame


def test_a_tile_moved_by_hand_is_an_edit_that_can_be_undone(page: KinogramPage, run: Analysis) -> None:
    document, key = page._document, page.tiles.rows[0][2].key
    found = page.tiles.rows[0][2].tile.frame

    def now() -> int:
        return page._shot(key).tile.frame  # type: ignore[union-attr]

    page.step(key, 1)
    page.step(key, 2)
    page.tiles.released.emit()
    (tile,) = document.edits.tiles
    assert (tile.side, tile.position, tile.frames) == (*key, 3) and replace(document.edits, tiles=()) == Edits()
    assert now() == found + 3 and tile.landing_s in [s.step.touchdown_s for s in run.steps]
    document.history.stack.undo()
    assert now() == found and document.edits.tiles == ()
    document.history.stack.redo()
    assert now() == found + 3
    page._reset(key)
    assert now() == found and document.edits.tiles == ()


def test_a_tile_of_another_step_is_left_as_it_was_found(run: Analysis) -> None:
    best = best_of(run)
    own = landing_of(run, best["left"])
    assert moves_of(run, [MovedTile("left", "touchdown", own, 2)], best) == {("left", "touchdown"): 2}
    assert moves_of(run, [MovedTile("left", "touchdown", own + 0.3, 2)], best) == {}


def test_the_file_has_the_tiles_that_were_moved(run: Analysis, run_clip: Path) -> None:
    best = best_of(run)
    tile = MovedTile("left", best["left"].tiles[0].position, landing_of(run, best["left"]), 4)
    found, moved = (strip_of_run(run, Privacy(), tiles) for tiles in ((), (tile,)))
    assert found is not None and moved is not None and found != moved
    assert strip_of_run(run, Privacy(), (replace(tile, landing_s=tile.landing_s + 0.3),)) == found


def test_the_strip_is_the_page_in_full_size(page: KinogramPage) -> None:
    strip = page.strip()
    assert strip is not None and strip.width() > 1280 and strip.height() > 800
    page.skeleton.setChecked(False)
    assert page.strip() != strip


def test_another_clip_ends_the_reader(page: KinogramPage) -> None:
    thread = page._thread
    assert thread is not None and thread.isRunning()
    page.stop()
    assert page._thread is None and not page.tiles.images


def test_without_two_steps_in_a_row_it_says_so(page: KinogramPage, run: Analysis) -> None:
    page._document.set_analysis(replace(run, steps=run.steps[:1]))
    page.show_analysis()
    assert page.why.isVisible() and "no two steps that follow" in page.why.text() and page.strip() is None
    assert strip_of_run(replace(run, steps=()), Privacy()) is None


def test_the_frames_are_read_as_the_clip_has_them(run_clip: Path) -> None:
    with open_reader(run_clip) as reader:
        image = cut(reader.frame(37), Crop(0, 0, 20, 20))
    assert abs(image.pixelColor(5, 5).red() - grey_of(37)) <= 1


def test_a_position_that_was_not_found_keeps_its_place(page: KinogramPage) -> None:
    rows = page.tiles.rows
    whole = page.tiles.grab().toImage()
    lost = rows[0][-1]
    page.tiles.show_rows((rows[0][:-1], rows[1]))
    assert page.tiles.grab().toImage() != whole
    kept = {s.key for row in page.tiles.rows for s in row}
    assert lost.key not in kept and len(kept) == sum(map(len, rows)) - 1
    x, y = page.tiles.box_of(rows[0][0].key).x(), page.tiles.box_of(rows[1][0].key).y()
    page.tiles.show_rows(rows)
    assert (page.tiles.box_of(rows[0][0].key).x(), page.tiles.box_of(rows[1][0].key).y()) == (x, y)


def test_pictures_that_cannot_be_read_are_said_and_the_words_stay(
    page: KinogramPage, run: Analysis, qtbot: QtBot
) -> None:
    page.stop()
    page._document.set_clip(Path("gone.mp4"))
    page._document.set_analysis(replace(run, clip=replace(run.clip, path=Path("gone.mp4"))))
    page.show_analysis()
    qtbot.waitUntil(lambda: page.hint.text().startswith("The pictures cannot be read: "))
    assert page.tiles.rows and page.strip() is None
    page.stop()
    assert page.hint.width() == page.hint.sizeHint().width(), "the next clip's hint is whole"


def test_any_step_can_be_chosen_and_the_choice_is_undone_like_everything_else(
    page: KinogramPage, run: Analysis
) -> None:
    document, box = page._document, page.steps.lists["left"]
    every = [k for k in sequences_of(run) if k.side == "left"]
    assert box.isVisible() and box.count() == len(every) > 1
    assert box.currentText().endswith("(seen best)") and document.edits.kinogram_steps == ()
    other = next(i for i in range(box.count()) if i != box.currentIndex())
    right = page.tiles.rows[1]
    box.setCurrentIndex(other)
    box.activated.emit(other)
    assert page.tiles.rows[0][0].step == titled(run)[every[other].step] and page.tiles.rows[1] == right
    assert document.edits.kinogram_steps == (ShownStep("left", landing_of(run, every[other])),)
    assert replace(document.edits, kinogram_steps=()) == Edits()
    document.history.stack.undo()
    assert document.edits.kinogram_steps == () and box.currentText().endswith("(seen best)")
    document.history.stack.redo()
    assert box.currentIndex() == other


def test_the_step_at_the_cursor_is_shown_and_the_best_one_again(page: KinogramPage, run: Analysis) -> None:
    found = best_of(run)["right"]
    step = next(k for k in sequences_of(run) if k.side == "right" and k.step != found.step)
    assert page.choose_at("right", landing_of(run, step))
    assert page._best["right"].step == step.step
    assert page.choose_at("right", landing_of(run, step)) and page._best["right"].step == found.step
    assert not page.choose_at("right", -1.0), "no step lands then"


def test_what_was_moved_belongs_to_its_step_and_is_there_when_it_is_shown_again(page: KinogramPage) -> None:
    box, key = page.steps.lists["left"], page.tiles.rows[0][2].key
    page.step(key, 2)
    there, other = box.currentIndex(), (box.currentIndex() + 1) % box.count()
    box.activated.emit(other)
    assert all(shot.moved == 0 for shot in page.tiles.rows[0])
    box.activated.emit(there)
    assert page._shot(key).moved == 2  # type: ignore[union-attr]


def test_the_file_is_of_the_steps_that_were_chosen(run: Analysis, run_clip: Path) -> None:
    step = next(k for k in sequences_of(run) if k.side == "left" and k.step != best_of(run)["left"].step)
    chosen = (ShownStep("left", landing_of(run, step)),)
    assert strip_of_run(run, Privacy(), (), chosen) != strip_of_run(run, Privacy())
    assert best_of(run, (ShownStep("left", 99.0),)) == best_of(run), "a step that is no longer found"


def test_tiles_are_marked_moved_and_put_back_by_keys_alone(page: KinogramPage, qtbot: QtBot) -> None:
    tiles = page.tiles
    keys = [shot.key for row in tiles.rows for shot in row]
    tiles.setFocus()
    assert tiles.current == keys[0]
    for key in (*keys[1:], keys[0]):
        qtbot.keyClick(tiles, Qt.Key.Key_Down)
        assert tiles.current == key
    qtbot.keyClick(tiles, Qt.Key.Key_Up)
    assert tiles.current == keys[-1] and "Touchdown" in tiles.accessibleName()
    qtbot.keyClick(tiles, Qt.Key.Key_Left)
    assert page._shot(keys[-1]).moved == -1  # type: ignore[union-attr]
    qtbot.keyClick(tiles, Qt.Key.Key_Delete)
    assert page._shot(keys[-1]).moved == 0  # type: ignore[union-attr]


def test_a_number_goes_under_its_name_where_there_is_no_room_beside_it(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(QFont())
    lines = ["Toe-off", "1.545 s", "push thigh −16°", "trunk 6°"]
    room = metrics.horizontalAdvance("push thigh −1")
    assert in_room(lines, metrics, room, 5) == ["Toe-off", "1.545 s", "push thigh", "  −16°", "trunk 6°"]
    assert in_room(lines, metrics, room, 4) == lines, "no line is free: the name is cut instead, as before"
    assert in_room(lines, metrics, 10 * room, 6) == lines
    assert in_room(lines, metrics, room, 3) == lines[:3]


@pytest.mark.parametrize("room", [110.0, 95.0, 85.0])
def test_two_thighs_are_told_apart_where_their_names_are_cut(qtbot: QtBot, room: float) -> None:
    """As they are called in Spanish, which needs more room."""
    metrics = QFontMetricsF(number_font(SMALL_PX))
    shown = [fitting(f"{name} 68°", metrics, room, number=True) for name in ("muslo de empuje", "muslo delantero")]
    assert shown[0] != shown[1] and all(line.endswith(" 68°") for line in shown)
    assert all(metrics.horizontalAdvance(line) <= room for line in shown)


def test_every_angle_has_its_plus_minus_as_soon_as_it_is_known(page: KinogramPage, run: Analysis, qtbot: QtBot) -> None:
    def told() -> list[str]:
        lines = [line for row in page.tiles.rows for shot in row for line in words_of(shot)[2:]]
        return some([line for line in lines if not line.endswith("–")])

    qtbot.waitUntil(lambda: all("°\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}" in line for line in told()))
    shot = page.tiles.rows[0][0]
    sds = moment_sds(run, shot.tile.row)
    assert [angle.sd_deg for angle in shot.tile.angles] == [sds[angle.name] for angle in shot.tile.angles]
    moved = shot.tile.row + 1
    page.step(shot.key, 1)
    assert page.tiles.rows[0][0].tile.row == moved
    qtbot.waitUntil(lambda: all(angle.sd_deg is not None for angle in page.tiles.rows[0][0].tile.angles))


def test_a_saved_kinogram_has_the_plus_minus_of_its_angles(run: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[Shot] = []

    def keep(_: Analysis, rows: Sequence[Sequence[Shot]], *__: object, **___: object) -> QImage:
        painted.extend(shot for row in rows for shot in row)
        return QImage(4, 4, QImage.Format.Format_RGB32)

    monkeypatch.setattr(kinogram_file, "render_strip", keep)
    assert strip_of_run(run, Privacy()) is not None
    assert all(angle.sd_deg is not None for shot in some(painted) for angle in shot.tile.angles if angle.value_deg)
