"""Snapshots of real clips: every pixel of the frame, numbers as in the window, nothing that gives anybody away."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QTransform

from app.document import units_of
from app.export.caption import caption, file_date
from app.export.images import save, to_array
from app.export.scene import Look, Scene, thicker
from app.export.snapshot import Snapshots, SnapshotStyle, key_moments, overlay_svg
from app.figure import figure_of
from app.views import overlay, overlay_numbers
from app.views.card import Card
from app.words import PENCIL, show_metric
from core.analysis import Analysis, RepResult
from core.errors import UserError
from core.export.privacy import PRIVATE, Privacy
from core.kinematics.scale import Scale
from core.video.reader import PyAVReader, open_reader
from tests.app import figures


@pytest.fixture
def reader(clip: Path, qapp: QGuiApplication) -> Iterator[PyAVReader]:
    with open_reader(clip) as opened:
        assert isinstance(opened, PyAVReader)
        yield opened


@pytest.fixture
def result(clip: Path) -> Analysis:
    return replace(figures.squat(clip, 60), athlete="Erika Muster", scale=Scale(0.004, "height"))


def bare() -> SnapshotStyle:
    return SnapshotStyle(Look(overlay=False), strip=False)


def test_the_frame_is_the_one_on_show_at_full_size(reader: PyAVReader, result: Analysis) -> None:
    made = Snapshots(result, reader, Privacy(), bare()).at(1.01)
    assert (made.width(), made.height()) == (640, 360)
    shown = reader.frame(30).rgb
    assert (to_array(made)[..., 2::-1] == shown).all()


def test_a_time_read_beside_a_frame_and_rounded_is_of_that_frame(reader: PyAVReader, result: Analysis) -> None:
    made, (before, frame) = Snapshots(result, reader, Privacy(), bare()), reader.time_s[30:32]
    for read in (round(frame, 3), round(frame, 2), frame - 0.4 * (frame - before)):
        assert (to_array(made.at(read))[..., 2::-1] == reader.frame(31).rgb).all()


def test_the_strip_stands_under_the_picture_and_covers_none_of_it(reader: PyAVReader, result: Analysis) -> None:
    plain = replace(result, scale=Scale())
    made = Snapshots(plain, reader, Privacy(), SnapshotStyle(Look(overlay=False))).at(1.0)
    assert made.width() == 640 and made.height() > 360 + 60
    assert (to_array(made)[:360, :, 2::-1] == reader.frame(30).rgb).all()


def test_the_strip_tells_who_when_which_rep_and_the_numbers_of_the_window(result: Analysis) -> None:
    told = caption(result, 1.0, Privacy(), date="2026-11-25")
    assert told.head[:3] == ("Erika Muster", "2026-11-25", result.clip.path.stem)
    assert told.head[3:] == ("1.000 s", "Rep 1 of 1")
    metrics = units_of(result)[0].metrics
    name = "peak_left_knee_flexion_deg"
    chosen = caption(result, 1.0, Privacy(), [name, "fppa_mean_deg"]).numbers
    shown = show_metric(metrics[name], name)
    assert (chosen[0].value, chosen[0].unit, chosen[0].sd) == (shown.value, shown.unit, shown.sd)
    assert chosen[0].status == "caution" and "hidden" in chosen[0].reason
    assert (chosen[1].value, chosen[1].reason) == ("–", "Needs a front view: film from the front.")
    assert told.bar is not None and told.bar[0] * 0.004 == pytest.approx(0.5) and "0.5 m" in told.bar[1]
    assert "fps" in told.foot[0] and "feet" in told.foot[1]


def test_a_picture_and_a_report_tell_the_day_it_was_filmed_as_the_history_does(
    result: Analysis, tmp_path: Path
) -> None:
    """A clip that was copied today was filmed when the camera says."""
    filmed = tmp_path / "filmed.mp4"
    with av.open(str(filmed), "w") as container:
        container.metadata["creation_time"] = "2024-05-06T12:08:09.000000Z"
        stream = container.add_stream("mpeg4", 30)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    told = replace(result, clip=replace(result.clip, path=filmed))
    assert file_date(told) == "2024-05-06"
    assert file_date(replace(told, clip=replace(told.clip, path=tmp_path / "gone.mp4"))) is None


def test_the_strip_marks_what_hangs_on_what_was_put_by_hand_and_counts_it(result: Analysis) -> None:
    assert "by hand" not in str(caption(result, 1.0, Privacy()).foot)
    rep = result.reps[0]
    name = "peak_left_knee_flexion_deg"
    metrics = {**rep.metrics, name: replace(rep.metrics[name], source="edited")}
    pose = replace(result.pose, by_hand={"corrected_landmarks": 2, "events_moved": 1})
    edited = replace(result, pose=pose, reps=(replace(rep, metrics=metrics),))
    told = caption(edited, 1.0, Privacy(), [name, "fppa_mean_deg"])
    assert [one.name.startswith(PENCIL) for one in told.numbers] == [True, False]
    assert told.foot[-1] == f"{PENCIL} hangs on what was put by hand: 2 landmarks corrected, 1 moment moved"
    card = Card(True)
    card.set_metric(name, metrics[name], "2 landmarks corrected")
    assert "In this clip: 2 landmarks corrected." in card.toolTip()


def test_private_snapshots_name_nobody(reader: PyAVReader, result: Analysis) -> None:
    told = Snapshots(result, reader, PRIVATE, SnapshotStyle()).caption(1.0)
    assert "Erika" not in str(told) and result.clip.path.stem not in str(told)


def test_a_moment_the_clip_does_not_have_is_told(reader: PyAVReader, result: Analysis) -> None:
    with pytest.raises(UserError, match=r"there is no frame at 99 s: the clip runs to 1\.97 s"):
        Snapshots(result, reader, Privacy(), bare()).at(99)


def test_skeleton_on_black_shows_the_skeleton_and_no_picture(reader: PyAVReader, result: Analysis) -> None:
    made = to_array(Snapshots(result, reader, Privacy(background="black"), SnapshotStyle(strip=False)).at(1.0))
    lit = made[..., :3].max(axis=2) > 40
    assert 0.001 < lit.mean() < 0.1


@pytest.mark.parametrize("make", [figures.squat, figures.sprint])
def test_no_number_hides_a_joint(
    make: Callable[..., Analysis], qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    result = make(Path("a.mp4"), 60)
    boxes = []
    monkeypatch.setattr(overlay_numbers.Label, "paint", lambda self, painter, scale: boxes.append(self.box))
    for row in range(0, 60, 7):
        boxes.clear()
        figure = figure_of(result, result.smoothed, None, float(result.smoothed.time_s[row]))
        assert figure is not None
        image = QImage(640, 360, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        overlay.paint_figure(painter, figure, QTransform(), thicker(640, 360))
        painter.end()
        assert boxes
        joints = [QPointF(*figure.xy_px[i].tolist()) for i in overlay.JOINTS]
        assert not any(box.contains(joint) for box in boxes for joint in joints)


def test_numbers_on_the_picture_are_legible_at_half_the_size() -> None:
    """At least 11 pixels of letter height after halving, from 720p on."""
    for size in ((1280, 720), (1080, 1920), (3840, 2160)):
        assert overlay_numbers.label_font(thicker(*size)).pixelSize() / 2 >= 9.5
        assert overlay_numbers.label_font(thicker(*size)).pixelSize() / min(size) >= 0.025


def test_a_contact_sheet_shows_every_key_frame(reader: PyAVReader, result: Analysis) -> None:
    moments = key_moments(units_of(result)[0], result.raw.time_s)
    assert [word for word, _ in moments] == ["Rep 1, start", "Rep 1, bottom", "Rep 1, end"]
    made = Snapshots(result, reader, Privacy(), bare()).sheet(moments)
    pixels = to_array(made)
    for i, (_, time_s) in enumerate(moments):
        grey = figures.grey_of(reader.frame_at(time_s))
        assert abs(int(pixels[100, 12 + i * 652 + 100, 0]) - grey) <= 3


def test_a_key_frame_is_the_one_nearest_to_its_moment(result: Analysis) -> None:
    unit, times = units_of(result)[0], result.raw.time_s
    assert isinstance(unit.result, RepResult)
    late = replace(unit.result.rep, bottom_s=float(times[20] + 0.9 * (times[21] - times[20])))
    moved = replace(unit, result=replace(unit.result, rep=late))
    assert dict(key_moments(moved, times))["Rep 1, bottom"] == times[21]


def test_no_key_frames_is_told(reader: PyAVReader, result: Analysis) -> None:
    with pytest.raises(UserError, match="no key frames"):
        Snapshots(result, reader, Privacy(), bare()).sheet([])


@pytest.mark.parametrize("ending", [".png", ".jpg"])
def test_saved_pictures_hold_pixels_and_no_words(ending: str, tmp_path: Path, qapp: QGuiApplication) -> None:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0xFF3366)
    image.setText("Author", "Erika Muster")
    save(image, tmp_path / f"a{ending}")
    read = QImage(str(tmp_path / f"a{ending}"))
    assert read.textKeys() == [] and read.size() == image.size()
    assert read.pixelColor(10, 10).red() == pytest.approx(0xFF, abs=4)
    assert b"Exif" not in (tmp_path / f"a{ending}").read_bytes()


def test_an_svg_holds_the_figure_in_the_pictures_pixels(result: Analysis, qapp: QGuiApplication) -> None:
    scene = Scene(result, Privacy(), Look())
    text = overlay_svg(scene, 1.0, (640, 360), "overlay").decode()
    assert 'viewBox="0 0 640 360"' in text and "<text" in text and "<image" not in text


def test_to_array_and_back(qapp: QGuiApplication) -> None:
    from app.export.images import to_image

    rgb = np.random.default_rng(0).integers(0, 256, (33, 41, 3)).astype(np.uint8)
    assert (to_array(to_image(rgb))[..., 2::-1] == rgb).all()
