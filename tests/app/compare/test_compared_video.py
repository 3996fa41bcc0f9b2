"""Two real clips side by side in one video, read back with PyAV: whose frames, when, what is seen of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from pytestqt.qtbot import QtBot

from app import preferences
from app.dialogs.compare_video import CompareVideoDialog
from app.document import units_of
from app.export.compared import GAP_PX, Half, Pairing, _named, compared_picture, paired, write_compared
from app.export.images import to_array
from app.export.painted import Choices, everything
from app.export.scene import Look
from app.export.strip import StripStyle
from app.export.video import VideoStyle
from app.theme import number_font
from core.analysis import Analysis
from core.compare.time_map import TimeMap
from core.errors import UserError
from core.export.outlet import Outlet
from core.export.privacy import PRIVATE, Privacy
from core.export.request import Against, ExportRequest
from core.video.reader import open_reader
from tests.app import figures

BARE = VideoStyle(Look(overlay=False), StripStyle(lanes=False, numbers=False), hardware=False)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Analysis, Analysis]:
    """The same squats, 4 s at 30 and at 60 frames a second; every frame tells its number in its left half."""
    folder = tmp_path_factory.mktemp("both")
    made = [figures.write_clip(folder / f"{fps} é.mp4", 4 * fps, fps) for fps in (30, 60)]
    return figures.squat(made[0], 120, 30.0), figures.squat(made[1], 240, 60.0)


def written(path: Path, pairing: Pairing, style: VideoStyle = BARE, privacy: Privacy = Privacy()) -> Path:  # noqa: B008
    for _ in write_compared(path, pairing, privacy, style):
        pass
    return path


def off_by(rgb: np.ndarray, x: int, number: int) -> float:
    """How many frames the picture at x is off from that one, as its grey tells; encoding moves it by a part of one."""
    told = (rgb[140:160, x : x + 20, 0].mean() - 16) / 3
    return (told - number % 64 + 32) % 64 - 32


@pytest.mark.parametrize("mirror", [False, True])
def test_a_keeps_its_times_and_b_shows_the_frame_that_belongs_to_each(
    mirror: bool, both: tuple[Analysis, Analysis], tmp_path: Path, qapp: QGuiApplication
) -> None:
    """A's first rep beside B's second one, which comes 2 s later; B turned about has its grey half at the right."""
    pairing = paired(both[0], Against(both[1], 0, 1, chosen=True))
    pairing = replace(pairing, b=replace(pairing.b, mirror=mirror))
    made = written(tmp_path / "a.mp4", pairing)
    first = int(np.searchsorted(both[0].raw.time_s, pairing.span_s[0] - 1e-6))  # type: ignore[index]
    with open_reader(made) as reader:
        assert reader.info.width_px == 2 * 640 + GAP_PX
        steps = np.diff(reader.time_s)
        assert np.abs(steps - 1 / 30).max() < 1e-3 and reader.time_s[0] == pytest.approx(0)
        frames = [(first + i, frame.rgb) for i, frame in enumerate(reader.frames())]
    left = 640 + GAP_PX + (520 if mirror else 100)
    off = np.array([(off_by(rgb, 100, n), off_by(rgb, left, 2 * n + 120)) for n, rgb in frames])
    assert (np.abs(np.median(off, axis=0)) < 0.45).all() and np.abs(off).max() < 1.0


def test_of_different_heights_both_are_made_as_high_as_the_higher_one(
    both: tuple[Analysis, Analysis], tmp_path: Path, qapp: QGuiApplication
) -> None:
    low = figures.write_clip(tmp_path / "low.mp4", 30, 30, 320, 180)
    pairing = Pairing(Half(low), Half(both[0].clip.path), TimeMap.shift(0.0, 0.0))
    with open_reader(written(tmp_path / "a.mp4", pairing)) as reader:
        assert (reader.info.width_px, len(reader.time_s)) == (2 * 640 + GAP_PX, 30)
        assert 360 < reader.info.height_px < 420


def test_figures_and_numbers_are_on_it_as_chosen(
    both: tuple[Analysis, Analysis], tmp_path: Path, qapp: QGuiApplication
) -> None:
    pairing = paired(both[0], Against(both[1]))
    bare = to_array(compared_picture(pairing, Privacy(), BARE, 1.0))
    full = to_array(compared_picture(pairing, Privacy(), VideoStyle(hardware=False), 1.0))
    assert full.shape[0] > bare.shape[0] + 20, "the numbers have a line of their own"
    for left in (0, 640 + GAP_PX):
        changed = np.abs(full[:360, left : left + 640, :3].astype(int) - bare[:360, left : left + 640, :3]).max(axis=2)
        assert 0.002 < (changed > 60).mean() < 0.1, "a figure on each picture, and nothing else"


def test_under_the_pictures_stand_the_numbers_that_were_chosen(
    both: tuple[Analysis, Analysis], qapp: QGuiApplication
) -> None:
    pairing = paired(both[0], Against(both[1]))

    def last_written_px(*chosen: str) -> int:
        style = replace(BARE, strip=StripStyle(lanes=False, numbers=True, chosen=chosen))
        strip = to_array(compared_picture(pairing, Privacy(), style, 1.0))[360:, :, :3].astype(int)
        values = strip[len(strip) // 2 :]  # under the line with the names of the clips
        return int(np.flatnonzero((np.abs(values - values[-1, -1]).max(axis=2) > 60).any(axis=0)).max())

    assert last_written_px() > 640, "the leading ones share the line"
    assert last_written_px("eccentric_s") < 640, "one of them has it for itself"


def test_a_figure_is_turned_about_with_its_picture(both: tuple[Analysis, Analysis], qapp: QGuiApplication) -> None:
    pairing = paired(both[0], Against(both[1]))
    turned = replace(pairing, b=replace(pairing.b, mirror=True))
    style = replace(BARE, look=Look())
    lines = []
    for one in (pairing, turned):
        bare = to_array(compared_picture(one, Privacy(), BARE, 1.0))[:360, 640 + GAP_PX :, :3].astype(int)
        full = to_array(compared_picture(one, Privacy(), style, 1.0))[:360, 640 + GAP_PX :, :3]
        lines.append(np.abs(full - bare).max(axis=2) > 60)
    legs = slice(230, 330)  # no numbers there
    there, back = (np.flatnonzero(part[legs].any(axis=0)).mean() for part in lines)
    assert there + back == pytest.approx(640, abs=12) and abs(there - back) > 6


def test_unless_somebody_chose_steps_of_the_same_foot_are_compared(clip: Path) -> None:
    """As in the window, which does the same with two clips that are opened."""
    run = figures.sprint(clip, 240, 120.0)
    late = replace(run, steps=run.steps[1:])
    assert units_of(run)[0].side != units_of(late)[0].side
    made = paired(run, Against(late))
    assert made.a.unit is not None and made.b.unit is not None and made.a.unit.side == made.b.unit.side
    chosen = paired(run, Against(late, 0, 0, chosen=True))
    assert chosen.b.unit == units_of(late)[0]


@pytest.mark.parametrize("room", [500.0, 260.0, 150.0])
def test_where_there_is_little_room_the_rep_is_told_whole_and_the_clip_s_name_is_cut(
    both: tuple[Analysis, Analysis], qapp: QGuiApplication, room: float
) -> None:
    clip = replace(both[0].clip, path=Path("squats of a long day in the hall, from the left.mp4"))
    half = Half(clip.path, replace(both[0], clip=clip), None, units_of(both[0])[0])
    metrics = QFontMetricsF(number_font(16, bold=True))
    told = _named("B", half, Privacy(), metrics, room)
    assert told.startswith("B  ") and told.endswith("  Rep 1") and metrics.horizontalAdvance(told) <= room


def test_private_hides_both_faces_and_names_and_all_of_a_clip_nobody_measured(
    both: tuple[Analysis, Analysis], tmp_path: Path, qapp: QGuiApplication
) -> None:
    rng = np.random.default_rng(5)
    noise = rng.integers(0, 256, (360, 640, 3)).astype(np.uint8)

    def detail(picture: np.ndarray, x: int, y: int) -> float:
        return float(np.abs(np.diff(picture[y - 4 : y + 5, x - 4 : x + 5, :3].astype(int), axis=1)).mean())

    from app.export.compared import _Side

    info = open_reader(both[0].clip.path)
    nose = both[0].raw.xy_px[30, 0].astype(int)
    frame = replace(info.frame(30), rgb=noise)
    known = _Side(Half(both[0].clip.path, both[0]), info.info, 360, 0, PRIVATE, BARE).picture(frame)
    unknown = _Side(Half(both[0].clip.path), info.info, 360, 0, PRIVATE, BARE).picture(frame)
    info.close()
    plain = detail(noise, *nose)
    assert detail(known, *nose) < 0.35 * plain and detail(known, 60, 300) == pytest.approx(detail(noise, 60, 300))
    assert max(detail(unknown, x, y) for x, y in ((60, 300), (600, 50), tuple(nose))) < 0.1 * plain
    request = ExportRequest(
        replace(both[0], athlete="Erika"), frozenset({"comparison"}), tmp_path, privacy=PRIVATE,
        against=Against(both[1]),
    )  # fmt: skip
    assert "é" not in request.comparison_name and "Erika" not in request.comparison_name


def test_no_such_rep_is_told_before_anything_is_written(both: tuple[Analysis, Analysis], tmp_path: Path) -> None:
    request = ExportRequest(
        both[0], frozenset({"comparison"}), tmp_path, against=Against(both[1], 0, 7, chosen=True)
    )  # fmt: skip
    outlet = Outlet(request.folder)
    with pytest.raises(UserError, match="no rep or step 8"):
        list(everything(request, Choices(video=BARE), outlet))
    assert list(request.folder.iterdir()) == []


def test_the_command_line_s_way_writes_it_beside_the_other_files(
    both: tuple[Analysis, Analysis], tmp_path: Path, qapp: QGuiApplication
) -> None:
    request = ExportRequest(
        both[0], frozenset({"comparison"}), tmp_path, against=Against(both[1], 0, 0, True, "phases")
    )  # fmt: skip
    outlet = Outlet(request.folder)
    list(everything(request, Choices(video=BARE), outlet))
    assert [path.name for path in outlet.placed] == ["30 é_against_60 é.mp4"]


@pytest.fixture
def dialog(both: tuple[Analysis, Analysis], qtbot: QtBot, tmp_path: Path) -> Iterator[CompareVideoDialog]:
    made = CompareVideoDialog(paired(both[0], Against(both[1], chosen=True)), tmp_path)
    qtbot.addWidget(made)
    yield made
    made.stop()


def test_the_dialog_writes_the_part_asked_for_and_remembers_how(
    dialog: CompareVideoDialog, both: tuple[Analysis, Analysis], tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.numbers.setChecked(False)
    dialog.start(tmp_path / "a.mp4")
    qtbot.waitUntil(lambda: not dialog.running)
    assert "Saved" in dialog.told.text() and "encoded by" in dialog.told.text()
    unit = units_of(both[0])[0]
    with open_reader(tmp_path / "a.mp4") as reader:
        assert reader.time_s[-1] == pytest.approx(unit.end_s - unit.start_s + 0.15 + 0.3, abs=0.05)
    dialog.part.setCurrentIndex(1)
    assert dialog.pairing().span_s is None
    again = CompareVideoDialog(dialog._pairing, tmp_path)
    qtbot.addWidget(again)
    assert not again.numbers.isChecked() and again.figures.isChecked()


def test_cancelled_there_is_no_file(dialog: CompareVideoDialog, tmp_path: Path, qtbot: QtBot) -> None:
    dialog.start(tmp_path / "a.mp4")
    dialog.leave.click()
    qtbot.waitUntil(lambda: not dialog.running)
    assert "no file" in dialog.told.text() and not list(tmp_path.glob("*.mp4")) + list(tmp_path.glob(".*.mp4"))


def test_a_folder_that_is_gone_is_one_sentence(dialog: CompareVideoDialog, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("")
    dialog.start(tmp_path / "file" / "a.mp4")
    qtbot.waitUntil(lambda: not dialog.running)
    assert "a file, not a folder" in dialog.told.text() or "cannot be written" in dialog.told.text()


def test_the_private_switch_is_the_one_for_every_export(dialog: CompareVideoDialog) -> None:
    assert "against" in dialog.proposal().name
    dialog.private.setChecked(True)
    dialog.reject()
    assert preferences.privacy().on and dialog.proposal().name == "comparison.mp4"
