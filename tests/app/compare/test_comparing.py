"""Two clips compared in the window, on real clips whose frames tell their number."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.compare.keeping import proposal
from app.compare.numbers import SAME, difference_text
from app.compare.pair import Pair
from app.compare.view import CompareView
from app.document import Options
from app.kinogram_model import best_of, landing_of
from app.preferences import PRIVATE_EXPORTS
from app.window import Window
from core.edits.edits import Edits
from core.measures.kinogram import MovedTile
from core.pose.skeleton import INDEX
from tests.app import figures
from tests.app.conftest import Pipeline

SECONDS = 4  # two reps
WIDTH, HEIGHT = 160, 90


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same motion at 30 and at 60 frames a second."""
    folder = tmp_path_factory.mktemp("two clips")
    return tuple(figures.write_clip(folder / f"{fps} é.mp4", SECONDS * fps, fps, WIDTH, HEIGHT) for fps in (30, 60))  # type: ignore[return-value]


@pytest.fixture
def comparing(
    window: Window, pipeline: Pipeline, clips: tuple[Path, Path], qtbot: QtBot
) -> Iterator[tuple[CompareView, Pair]]:
    """The first clip with itself: rep 1 beside rep 2."""
    fps = {clips[0]: 30.0, clips[1]: 60.0}
    pipeline.make = lambda path, *_: figures.squat(path, int(SECONDS * fps[path]), fps[path])
    window.open_clips([clips[0]])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    view, pair = window.comparing.view, window.comparing.pair
    assert view is not None and pair is not None
    ready(pair, qtbot)
    yield view, pair


def ready(pair: Pair, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: pair.comparison is not None and not pair.b.busy)


def number_of(image: QImage, mirrored: bool = False) -> int:
    """Which frame this is, modulo 64, read from its grey half."""
    x = image.width() * 3 // 4 if mirrored else image.width() // 4
    return round((image.pixelColor(x, image.height() // 2).red() - 16) / 3)


def shown(view: CompareView, letter: str, mirrored: bool = False) -> int:
    picture = view.videos[letter].picture
    assert picture is not None
    return number_of(picture.image, mirrored)


def wait_for(view: CompareView, pair: Pair, qtbot: QtBot) -> None:
    """Until both sides show exactly what they are to show."""

    def there() -> bool:
        pictures = [(view.videos[side.letter].picture, side) for side in (pair.a, pair.b)]
        return all(p is not None and p.exact and p.full and p.number == side.frame for p, side in pictures)

    qtbot.waitUntil(there)


def test_one_clip_is_compared_with_itself_one_rep_with_another(
    window: Window, comparing: tuple[CompareView, Pair], pipeline: Pipeline, qtbot: QtBot
) -> None:
    view, pair = comparing
    assert view.isVisible() and (pair.unit_a, pair.unit_b) == (0, 1)
    assert len(pipeline.requests) == 1, "nothing is measured twice"
    assert pair.denser is pair.a
    wait_for(view, pair, qtbot)
    assert (shown(view, "A"), shown(view, "B")) == (30, 90 % 64), "the bottoms of both reps"
    assert view.plot.found is not None and abs(view.plot.found.difference).max() < 1e-6
    assert view.numbers.head.text() == "A rep 1, B rep 2"


def test_a_step_lays_nothing_out_anew_and_the_cursor_paints_no_curve(
    window: Window, comparing: tuple[CompareView, Pair], qtbot: QtBot
) -> None:
    view, pair = comparing
    wait_for(view, pair, qtbot)
    pair.head.seek_frame(40)
    wait_for(view, pair, qtbot)
    qtbot.wait(50)  # what comes a moment later
    laid_out, scene = Asked(QEvent.Type.LayoutRequest), []
    window.installEventFilter(laid_out)
    view.plot.scene().changed.connect(scene.append)
    for frame in (41, 42, 47, 60, 52):
        pair.head.seek_frame(frame)
        wait_for(view, pair, qtbot)
        moved = view.plot.grab().toImage()
        view.plot.paint_anew()
        assert view.plot.grab().toImage() == moved, "the cursor stands where a whole painting puts it"
    assert laid_out.count == 0 and not scene


class Asked(QObject):
    """Counts what somebody is told."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self.kind, self.count = kind, 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == self.kind
        return False


def test_a_dropped_clip_is_analysed_and_both_run_on_one_transport_at_their_own_rates(
    window: Window, comparing: tuple[CompareView, Pair], clips: tuple[Path, Path], pipeline: Pipeline, qtbot: QtBot
) -> None:
    view, pair = comparing
    drop(window, clips[1])
    ready(pair, qtbot)
    assert [r.clip for r in pipeline.requests] == [clips[0], clips[1]]
    assert pair.head.times[1] - pair.head.times[0] == pytest.approx(1 / 60), "stepping misses no frame of either"
    assert pair.denser is pair.b, "its frames are the ones that are due"
    for frame in (0, 61, 100, 3):
        pair.head.seek_frame(frame)
        wait_for(view, pair, qtbot)
        time_s = pair.head.time_s
        assert shown(view, "A") == pair.a.nearest(time_s) % 64
        assert shown(view, "B") == round(60 * time_s) % 64
    before = pair.b.frame
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert pair.b.frame == before + 1


def test_every_phase_is_lined_up_where_tempos_differ(
    window: Window, comparing: tuple[CompareView, Pair], qtbot: QtBot
) -> None:
    _, pair = comparing
    pair.set_line_up("phases")
    ready(pair, qtbot)
    one, other = (unit.result.rep for unit in pair.unit)  # type: ignore[union-attr]
    for moment in ("start_s", "bottom_first_s", "bottom_last_s", "end_s"):
        pair.head.seek(getattr(one, moment))
        at_b = pair.times_now()[1]
        assert at_b == pytest.approx(getattr(other, moment), abs=1 / 30)
    window.acts["first"].trigger()
    qtbot.keyClick(window, Qt.Key.Key_Period)
    assert pair.head.time_s == pytest.approx(one.start_s, abs=1 / 60)


def test_two_frames_can_be_lined_up_by_hand(window: Window, comparing: tuple[CompareView, Pair], qtbot: QtBot) -> None:
    view, pair = comparing
    a, b = pair.a.frame, pair.b.frame
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert (pair.a.frame, pair.b.frame, pair.line_up) == (a, b + 3, "hand")
    pair.head.step(5)
    assert (pair.a.frame, pair.b.frame) == (a + 5, b + 8)
    assert view.how.line_up.currentData() == "hand"


def test_a_mirrored_clip_is_turned_about_with_its_figure(comparing: tuple[CompareView, Pair], qtbot: QtBot) -> None:
    view, pair = comparing
    wait_for(view, pair, qtbot)
    plain = view.videos["B"].figure
    view.how.mirrors["B"].setChecked(True)
    qtbot.waitUntil(lambda: view.videos["B"].picture is not None and shown(view, "B", mirrored=True) == 90 % 64)
    turned = view.videos["B"].figure
    assert plain is not None and turned is not None
    assert turned.xy_px[:, 0] == pytest.approx(pair.b.info.width_px - plain.xy_px[:, 0])  # type: ignore[union-attr]
    assert shown(view, "A") == 30, "A stays as it is"


def test_overlaid_b_is_seen_as_much_as_the_slider_says(comparing: tuple[CompareView, Pair], qtbot: QtBot) -> None:
    view, pair = comparing
    wait_for(view, pair, qtbot)
    view.set_figures(False)
    view.how.ways.button(1).click()
    a, b = (QColor(*(figures.grey_of(n % 64),) * 3).red() for n in (30, 90))
    for share in (0, 50, 100):
        view.overlaid.blend.slider.setValue(share)
        image = view.overlaid.grab().toImage()
        seen = image.pixelColor(image.width() // 2 - 40, image.height() // 2).red()
        assert seen == pytest.approx(a + share / 100 * (b - a), abs=4)


def test_figures_lie_hips_on_hips_at_the_same_size(comparing: tuple[CompareView, Pair]) -> None:
    view, pair = comparing
    one, other = view.figures.placed(pair.a, False), view.figures.placed(pair.b, False)
    assert one is not None and other is not None
    assert one == pytest.approx(other, abs=1e-6)
    assert (one[INDEX["left_hip"]] + one[INDEX["right_hip"]]) / 2 == pytest.approx([0, 0])
    turned = view.figures.placed(pair.b, True)
    assert turned is not None and turned[:, 0] == pytest.approx(-other[:, 0])


def test_cards_tell_what_differs_and_what_is_the_same_within_its_error(comparing: tuple[CompareView, Pair]) -> None:
    view, _ = comparing
    texts = {c.pair.name: c for c in view.numbers.cards if c.pair is not None and c.isVisibleTo(view.numbers)}
    depth = texts["depth_thigh_to_horizontal_deg"]  # 10 and 11 degrees, each plus-minus 2.6
    assert depth.pair is not None and difference_text(depth.pair) == SAME
    assert depth.accessibleName().endswith(f"A 10° ±\N{NO-BREAK SPACE}3, B 11° ±\N{NO-BREAK SPACE}3; B minus A: {SAME}")
    refused = texts["fppa_mean_deg"]
    assert refused.pair is not None and difference_text(refused.pair) == "–"
    assert "film from the front" in refused.toolTip()


def test_another_rep_is_chosen_from_the_list(comparing: tuple[CompareView, Pair], qtbot: QtBot) -> None:
    view, pair = comparing
    view.who["B"].units.setCurrentIndex(0)
    view.who["B"].units.activated.emit(0)
    ready(pair, qtbot)
    wait_for(view, pair, qtbot)
    assert shown(view, "A") == shown(view, "B") == 30


def test_the_second_clips_analysis_can_be_cancelled(
    window: Window, comparing: tuple[CompareView, Pair], clips: tuple[Path, Path], pipeline: Pipeline, qtbot: QtBot
) -> None:
    view, pair = comparing
    pipeline.held = True
    drop(window, clips[1])
    qtbot.waitUntil(lambda: "80 frames/s" in view.who["B"].words.text())
    view.who["B"].stop.click()
    qtbot.waitUntil(lambda: not pair.b.busy)
    assert pipeline.closed == 1 and pair.b.analysis is None
    assert "cancelled" in window.message_bar.text.text()
    qtbot.waitUntil(lambda: pair.time_map is not None)
    assert "analysed" in view.numbers.sentence.text()


def test_playing_asks_for_pictures_of_the_size_they_have_on_the_screen(
    comparing: tuple[CompareView, Pair], qtbot: QtBot
) -> None:
    view, pair = comparing
    beside = dict(pair.widths)
    assert beside == {letter: round(video.transform().m11() * WIDTH) for letter, video in view.videos.items()}
    view.how.ways.button(1).click()
    overlaid = min(view.overlaid.width() / WIDTH, view.overlaid.height() / HEIGHT) * WIDTH
    qtbot.waitUntil(lambda: abs(pair.widths["A"] - overlaid) <= 1)
    place = view.overlaid.placed()
    assert abs(pair.widths["B"] - place.scale * overlaid) <= 1
    assert pair.widths != beside
    view.how.ways.button(0).click()
    assert pair.widths == beside


def test_escape_goes_back_to_the_clip_at_the_moment_last_seen(
    window: Window, comparing: tuple[CompareView, Pair], qtbot: QtBot
) -> None:
    _, pair = comparing
    assert not window.acts["analyse"].isEnabled()
    pair.head.seek(1.5)
    frame = pair.a.frame
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.comparing.active and window.desk.isVisible()
    assert window.session.playhead.frame == frame
    assert window.acts["analyse"].isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert window.session.playhead.frame == frame + 1, "the keys move the clip again"


def test_another_opened_clip_ends_the_comparison(
    window: Window, comparing: tuple[CompareView, Pair], clips: tuple[Path, Path], qtbot: QtBot
) -> None:
    window.open_clips([clips[1]])
    assert not window.comparing.active
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)


def test_closing_the_window_while_the_second_clip_is_analysed_leaves_nothing_running(
    window: Window, comparing: tuple[CompareView, Pair], clips: tuple[Path, Path], pipeline: Pipeline, qtbot: QtBot
) -> None:
    _, pair = comparing
    pipeline.held = True
    drop(window, clips[1])
    qtbot.waitUntil(lambda: pair.b.busy)
    pair.head.play()
    window.close()
    assert pipeline.closed == 1


def test_a_second_clip_that_is_gone_is_told_and_the_first_comparison_stays(
    window: Window, comparing: tuple[CompareView, Pair], tmp_path: Path
) -> None:
    _, pair = comparing
    window.comparing.take(tmp_path / "gone.mp4")
    assert "no such file" in window.message_bar.text.text()
    assert pair.b.path == pair.a.path


def test_a_squat_and_a_run_are_shown_but_not_measured_against_each_other(
    window: Window, comparing: tuple[CompareView, Pair], clips: tuple[Path, Path], pipeline: Pipeline, qtbot: QtBot
) -> None:
    view, pair = comparing
    pipeline.make = lambda path, *_: figures.sprint(path, SECONDS * 60, 60.0)
    drop(window, clips[1])
    ready(pair, qtbot)
    assert "cannot be compared" in view.numbers.sentence.text()
    assert pair.time_map is not None and not any(card.isVisible() for card in view.numbers.cards)


def drop(window: Window, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_two_kinograms_stand_in_one_sheet_and_can_be_kept(
    window: Window, clips: tuple[Path, Path], pipeline: Pipeline, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    fps = {clips[0]: 30.0, clips[1]: 60.0}
    pipeline.make = lambda path, *_: figures.sprint(path, int(SECONDS * fps[path]), fps[path])
    other = figures.sprint(clips[1], SECONDS * 60, 60.0)
    best = best_of(other)
    key = ("left", best["left"].tiles[0].position)
    tile = MovedTile(*key, landing_of(other, best["left"]), 2)
    window.session.document.adopt(clips[1], Options(athlete="Ana"), Edits(tiles=(tile,)))
    window.open_clips(list(clips))
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    window.acts["compare"].trigger()
    view, pair = window.comparing.view, window.comparing.pair
    assert view is not None and pair is not None
    ready(pair, qtbot)
    assert pair.b.path == clips[1], "the other open clip"
    assert pipeline.requests[-1].athlete == "Ana" and pipeline.requests[-1].edits.tiles == (tile,), "with its own work"
    view.how.ways.button(3).click()
    qtbot.waitUntil(lambda: all(half.complete for half in view.kinograms.halves.values()))
    for half, side in zip(view.kinograms.halves.values(), (pair.a, pair.b), strict=True):
        assert side.analysis is not None
        for row in half.rows:
            for shot in row:
                rate = fps[side.path]  # type: ignore[index]
                assert shot.tile.time_s == pytest.approx(shot.tile.frame / rate, abs=1 / rate)
    moves = {shot.key: shot.moved for row in view.kinograms.halves["B"].rows for shot in row if shot.moved}
    assert moves == {key: 2}, "tiles moved by hand are where they were put"
    target = tmp_path / "both.png"
    monkeypatch.setattr("app.compare.comparing.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    window.acts["snapshot"].trigger()
    image = QImage(str(target))
    assert not image.isNull() and image.height() > 2 * 420
    window.acts["cancel"].trigger()
    assert all(half.thread is None for half in view.kinograms.halves.values())


def test_the_project_is_saved_from_the_comparison_too(
    window: Window, comparing: tuple[CompareView, Pair], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, _ = comparing
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "two reps.plumb"), ""))
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: (tmp_path / "two reps.plumb").exists() and not window.editing.projects.projects.busy)
    assert view.isVisible() and window.comparing.active


def test_export_makes_a_video_of_what_is_compared_as_it_is_shown(
    window: Window, comparing: tuple[CompareView, Pair], tmp_path: Path, qtbot: QtBot
) -> None:
    _, pair = comparing
    pair.set_mirror("B", True)
    window.acts["export"].trigger()
    dialog = window.comparing.dialog
    assert dialog is not None and dialog.isVisible()
    pairing = dialog.pairing()
    assert pairing.b.mirror and not pairing.a.mirror and pairing.time_map is pair.time_map
    assert pairing.a.unit is pair.unit[0] and pairing.b.unit is pair.unit[1] and pairing.span_s == pair.span_s()
    dialog.reject()


def test_the_picture_of_two_clips_has_every_pixel_and_no_faces_where_exports_are_private(
    window: Window, comparing: tuple[CompareView, Pair], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, pair = comparing
    target = tmp_path / "both.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.acts["snapshot"].trigger()
    qtbot.waitUntil(lambda: window.commands._export_thread is None)
    assert QImage(str(target)).width() == 2 * WIDTH + 4
    PRIVATE_EXPORTS.write("on")
    view.how.ways.button(1).click()
    window.acts["snapshot"].trigger()
    assert "private" in window.message_bar.text.text()
    assert proposal(pair, ".png").name == "comparison.png"
