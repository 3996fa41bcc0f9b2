"""The window as a person uses it, on real clips."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app import recent
from app.messages import Messages
from app.window import Window
from tests.app import figures
from tests.app.conftest import Pipeline, shown_number


def test_the_first_page_offers_demo_clips_and_says_what_to_do(window: Window) -> None:
    assert window.welcome.isVisible()
    assert [b.text() for b in window.welcome.demo_buttons] == [
        "Demo: Squat, from the side",
        "Demo: Sprint, camera follows the runner",
    ]
    assert not window.toolbar.run.isVisible()


def test_the_figure_belongs_to_the_very_frame_on_the_screen(analysed: Window, qtbot: QtBot) -> None:
    track = analysed.session.document.track
    assert track is not None
    for number in (0, 29, 7, 59, 31):
        analysed.session.playhead.seek_frame(number)
        qtbot.waitUntil(lambda n=number: analysed.video.picture.number == n)  # type: ignore[union-attr, misc]
        assert shown_number(analysed) == number
        assert analysed.video.figure is not None
        assert (analysed.video.figure.xy_px == track.xy_px[number]).all()


def test_an_angle_on_the_picture_is_the_series_value_of_that_frame(analysed: Window, qtbot: QtBot) -> None:
    analysed.session.playhead.seek_frame(30)
    qtbot.waitUntil(lambda: analysed.video.picture.number == 30)  # type: ignore[union-attr]
    figure, analysis = analysed.video.figure, analysed.session.document.analysis
    assert figure is not None and analysis is not None
    shown = {mark.series: value for mark, value in figure.marks}
    assert shown["right_knee_flexion_deg"] == pytest.approx(110.0, abs=0.1)
    assert shown["right_knee_flexion_deg"] == analysis.series["right_knee_flexion_deg"][30]


def test_raw_and_smoothed_landmarks_can_be_switched(analysed: Window) -> None:
    smoothed = analysed.video.figure
    analysed.acts["raw"].setChecked(True)
    raw = analysed.video.figure
    assert raw is not None and smoothed is not None and (raw.xy_px != smoothed.xy_px).any()
    analysed.acts["overlay"].setChecked(False)
    assert analysed.video.figure is None


def test_a_click_on_lanes_plots_and_table_seeks(analysed: Window, qtbot: QtBot) -> None:
    head = analysed.session.playhead
    plots = analysed.plots
    assert plots is not None
    at = plots.map_time(1.5).toPoint()
    qtbot.mouseClick(plots.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert head.time_s == pytest.approx(1.5, abs=0.03)
    qtbot.mouseClick(analysed.lanes, Qt.MouseButton.LeftButton, pos=QPoint(at.x(), 8))
    assert head.time_s == pytest.approx(1.5, abs=0.03)
    table = analysed.numbers.table
    cell = table.visualRect(table.units.index(0, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert head.time_s == pytest.approx(1.0, abs=0.02), "the bottom of the rep"


def test_a_drag_over_the_time_axis_marks_the_loop(analysed: Window, qtbot: QtBot) -> None:
    plots = analysed.plots
    assert plots is not None
    start, end = plots.map_time(0.5).toPoint(), plots.map_time(1.2).toPoint()
    qtbot.mousePress(plots.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(plots.viewport(), pos=end)
    qtbot.mouseRelease(plots.viewport(), Qt.MouseButton.LeftButton, pos=end)
    head = analysed.session.playhead
    assert head.loop_on and head.loop_in == pytest.approx(0.5, abs=0.02)
    assert head.loop_out == pytest.approx(1.2, abs=0.02)
    assert analysed.acts["loop"].isChecked()


def test_keys_step_jump_and_go_to_events(analysed: Window, qtbot: QtBot) -> None:
    head = analysed.session.playhead
    press = [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 11),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 10),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 59),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_Period, Qt.KeyboardModifier.NoModifier, 4),  # rep start at 0.15 s
        (Qt.Key.Key_Period, Qt.KeyboardModifier.NoModifier, 30),  # bottom at 1 s
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.NoModifier, 4),
    ]
    for key, modifier, frame in press:
        qtbot.keyClick(analysed, key, modifier)
        assert head.frame == frame


def test_space_plays_on_real_times_and_pausing_shows_every_pixel(analysed: Window, qtbot: QtBot) -> None:
    head = analysed.session.playhead
    qtbot.keyClick(analysed, Qt.Key.Key_Space)
    assert head.playing
    qtbot.waitUntil(lambda: head.frame > 5)
    qtbot.keyClick(analysed, Qt.Key.Key_Space)
    assert not head.playing
    qtbot.waitUntil(lambda: analysed.video.picture.number == head.frame  # type: ignore[union-attr]
                    and analysed.video.picture.full)  # type: ignore[union-attr]  # fmt: skip
    assert shown_number(analysed) == head.frame


def test_a_dropped_file_is_opened(window: Window, clip: Path, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(clip))])
    drop = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(drop)
    qtbot.waitUntil(lambda: window.video.picture is not None)
    assert window.session.document.path == clip


def test_opened_clips_come_back_in_the_recent_list(analysed: Window, clip: Path) -> None:
    assert recent.recent_clips() == [clip.resolve()]
    analysed.open_clips([])
    assert window_texts(analysed) == [clip.name]


def window_texts(window: Window) -> list[str]:
    return [b.text() for b in window.welcome.recent_buttons]


@pytest.mark.parametrize("content", [b"", b"this is no video\n" * 50])
def test_a_file_that_is_no_video_leads_back_to_the_first_page(
    window: Window, tmp_path: Path, content: bytes, qtbot: QtBot
) -> None:
    path = tmp_path / "notes.mp4"
    path.write_bytes(content)
    window.open_clips([path])
    qtbot.waitUntil(window.message_bar.isVisible)
    qtbot.waitUntil(window.welcome.isVisible)
    assert "notes.mp4" in window.message_bar.text.text()


@pytest.mark.parametrize("name", ["gone.mp4", "."])
def test_a_missing_file_or_a_folder_is_one_sentence(window: Window, tmp_path: Path, name: str, qtbot: QtBot) -> None:
    window.open_clips([tmp_path / name])
    qtbot.waitUntil(window.message_bar.isVisible)
    qtbot.waitUntil(window.welcome.isVisible)
    assert str(tmp_path) in window.message_bar.text.text()


def test_several_clips_can_be_switched(window: Window, clip: Path, tmp_path: Path, qtbot: QtBot) -> None:
    other = figures.write_clip(tmp_path / "other.mp4", 20, 30)
    window.open_clips([clip, other])
    qtbot.waitUntil(lambda: window.video.picture is not None)
    assert window.toolbar.clips.isVisible()
    window.acts["next_clip"].trigger()
    qtbot.waitUntil(lambda: len(window.session.playhead.times) == 20)
    assert window.session.document.path == other


@pytest.mark.parametrize("make", [figures.squat, figures.sprint])
def test_the_picture_has_60_percent_of_the_window(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, make: object
) -> None:
    pipeline.make = make  # type: ignore[assignment]
    window.resize(1440, 900)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    qtbot.wait(50)
    assert (window.width(), window.height()) == (1440, 900)
    assert window.video.width() * window.video.height() >= 0.6 * 1440 * 900
    assert window.plots is not None and window.plots.height() >= 68


@pytest.mark.parametrize("make", [figures.squat, figures.sprint])
def test_nothing_is_cut_at_1280_by_720(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, make: object
) -> None:
    pipeline.make = make  # type: ignore[assignment]
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    qtbot.wait(50)
    assert (window.width(), window.height()) == (1280, 720)
    for part in (window.video, window.transport, window.lanes, window.plots, window.numbers, window.numbers.table):
        assert part is not None and part.isVisible()
        corner = part.mapTo(window, QPoint(part.width(), part.height()))
        assert corner.x() <= window.width() and corner.y() <= window.height()
        assert part.height() >= part.minimumSizeHint().height()
        assert part.width() >= part.minimumSizeHint().width()


def test_parts_close_with_one_key_and_stay_closed(
    analysed: Window, qtbot: QtBot, messages: Messages, pipeline: Pipeline
) -> None:
    before = analysed.video.width()
    qtbot.keyClick(analysed, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: analysed.video.width() > before)
    qtbot.keyClick(analysed, Qt.Key.Key_F4)
    assert not analysed.plots.isVisible()  # type: ignore[union-attr]
    assert analysed.lanes.ruler, "the seconds move under the lanes"
    analysed.close()
    again = Window(messages, pipeline)
    qtbot.addWidget(again)
    assert not again.acts["numbers"].isChecked() and not again.acts["plots"].isChecked()
    assert again.acts["lanes"].isChecked()
    again.close()


def test_the_saved_picture_has_the_clips_size_and_the_figure(
    analysed: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QFileDialog

    target = tmp_path / "picture.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    qtbot.keyClick(analysed, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(target.exists)  # decoded and written by a thread of its own
    image = QImage(str(target))
    assert image.width() == figures.WIDTH and image.height() > figures.HEIGHT, "the caption stands under the picture"
    frame = image.copy(0, 0, figures.WIDTH, figures.HEIGHT)
    assert analysed.video.picture is not None
    plain = analysed.video.picture.image.convertToFormat(frame.format())
    assert plain.size() == frame.size() and frame != plain


def test_the_athlete_dialog_hands_back_only_what_is_known(analysed: Window, qtbot: QtBot) -> None:
    from app.dialogs.athlete import AthleteDialog

    dialog = AthleteDialog(analysed.session.document.options)
    qtbot.addWidget(dialog)
    assert dialog.options() == analysed.session.document.options
    dialog.name.setText("  Ada ")
    dialog.tall.setValue(1.78)
    assert (dialog.options().athlete, dialog.options().height_m) == ("Ada", 1.78)
    assert dialog.options().capture_fps is None


def test_the_toolbar_says_whose_clip_it_is(analysed: Window) -> None:
    button = analysed.toolbar.athlete
    assert button.text() == "Athlete…"
    analysed.session.document.set_options(athlete="Ana")
    assert button.text() == "Ana" and button.accessibleName() == "Athlete: Ana"
    analysed.session.document.set_options(athlete=None)
    assert button.text() == "Athlete…"
