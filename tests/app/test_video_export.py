"""Videos written and read back with PyAV: every frame at its own time, pauses, slow motion, cancel, full disks."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from app.export import encoder as encoders
from app.export.encoder import ENCODERS, choose
from app.export.scene import Look
from app.export.strip import Strip, StripStyle
from app.export.video import VideoStyle, file_times, write_video
from core.analysis import Analysis
from core.errors import OutputError, UserError
from core.export.outlet import Outlet
from core.export.privacy import Privacy
from core.video.reader import open_reader
from tests.app import figures

PLAIN = VideoStyle(Look(overlay=False), StripStyle(lanes=False, numbers=False), hardware=False)


def written(path: Path, analysis: Analysis, style: VideoStyle = PLAIN) -> Path:
    steps = write_video(path, analysis, Privacy(), style)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        assert end.value in ENCODERS
    return path


def times_of(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return np.array([float(frame.pts * stream.time_base) for frame in container.decode(stream)])


@pytest.fixture(scope="module")
def varying(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upright 4:3 clip whose frames are 20 to 60 ms apart, from 0.5 s on, and an odd width."""
    path = tmp_path_factory.mktemp("varying") / "varying.mp4"
    ticks = 500 + np.concatenate([[0], np.cumsum(np.random.default_rng(2).integers(20, 61, 39))])
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 161, 121, "yuv444p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        for i, pts in enumerate(ticks.tolist()):
            frame = av.VideoFrame.from_ndarray(np.full((121, 161, 3), figures.grey_of(i), np.uint8), format="rgb24")
            frame.pts, frame.time_base = pts, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_every_frame_of_a_varying_rate_keeps_its_time_within_a_millisecond(
    varying: Path, tmp_path: Path, qapp: QGuiApplication
) -> None:
    source = times_of(varying)
    made = written(tmp_path / "a.mp4", figures.nobody(varying, 40, 25.0))
    assert np.abs(times_of(made) - source).max() < 0.001
    with open_reader(made) as reader, open_reader(varying) as original:
        assert np.abs(reader.time_s - original.time_s).max() < 0.001
        for number in (0, 17, 39):
            assert abs(int(reader.frame(number).rgb[60, 80, 0]) - int(original.frame(number).rgb[60, 80, 0])) <= 3


def test_a_turned_clip_stands_upright(shared: Path, tmp_path: Path, qapp: QGuiApplication) -> None:
    clip = shared / "clips" / "real" / "squat_side_hevc_rotated.mp4"
    clip = clip if clip.exists() else next((shared / "clips" / "real").glob("squat_side_hevc_rotated.*"))
    with open_reader(clip) as reader:
        size, first = (reader.info.width_px, reader.info.height_px), reader.frame(0).rgb
        times = reader.time_s[:4].copy()
    analysis = figures.squat(clip, 60)
    made = written(tmp_path / "a.mp4", analysis, replace(PLAIN, end_s=float(times[3])))
    with open_reader(made) as reader:
        assert (reader.info.width_px, reader.info.height_px) == (size[0] + size[0] % 2, size[1] + size[1] % 2)
        assert np.abs(reader.frame(0).rgb[: size[1], : size[0]].astype(int) - first).mean() < 4
        assert np.abs(reader.time_s - times).max() < 0.001


def test_slow_motion_and_pauses_move_later_frames_only() -> None:
    times = np.arange(10) / 10
    assert file_times(times, 0, 10, VideoStyle(slower=4)) == pytest.approx(times * 4)
    held = file_times(times, 0, 10, VideoStyle(pause_s=1.5), [0.32, 0.61, 99.0])
    assert held == pytest.approx([0, 0.1, 0.2, 0.3, 1.9, 2.0, 2.1, 3.7, 3.8, 3.9])
    assert file_times(times + 5, 3, 10, VideoStyle()) == pytest.approx(np.arange(7) / 10), "a part begins at 0"
    assert file_times(times + 5, 0, 10, VideoStyle()) == pytest.approx(times + 5), "a whole clip keeps its times"


def test_overlay_lanes_and_numbers_are_burned_in_as_chosen(clip: Path, tmp_path: Path, qapp: QGuiApplication) -> None:
    analysis = figures.squat(clip, 60)
    bare = written(tmp_path / "bare.mp4", analysis, replace(PLAIN, end_s=0.3))
    full = written(tmp_path / "full.mp4", analysis, VideoStyle(end_s=0.3, hardware=False))
    with open_reader(bare) as a, open_reader(full) as b:
        assert (a.info.width_px, a.info.height_px) == (640, 360)
        assert b.info.height_px == 360 + Strip(analysis, StripStyle(), 640, 360).height > 400
        changed = np.abs(b.frame(5).rgb[:360].astype(int) - a.frame(5).rgb).max(axis=2) > 60
        assert 0.002 < changed.mean() < 0.1, "the figure, and nothing else"
        assert b.frame(5).rgb[362:].max() > 150, "letters below"


def test_cancelled_in_the_middle_leaves_no_half_file(clip: Path, tmp_path: Path, qapp: QGuiApplication) -> None:
    outlet = Outlet(tmp_path / "out")
    steps = write_video(tmp_path, figures.squat(clip, 60), Privacy(), PLAIN)
    with pytest.raises(KeyboardInterrupt), outlet.place("a.mp4") as path:
        steps = write_video(path, figures.squat(clip, 60), Privacy(), PLAIN)
        for _ in range(2):
            next(steps)
        steps.close()
        raise KeyboardInterrupt
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_is_gone_is_told(clip: Path, tmp_path: Path, qapp: QGuiApplication) -> None:
    with pytest.raises(OSError, match="No such file"):
        written(tmp_path / "gone" / "a.mp4", figures.squat(clip, 60))


def test_no_frames_in_the_part_asked_for_is_told(clip: Path, tmp_path: Path, qapp: QGuiApplication) -> None:
    with pytest.raises(UserError, match="no frames between"):
        written(tmp_path / "a.mp4", figures.squat(clip, 60), replace(PLAIN, start_s=50.0))


def test_nothing_in_the_file_tells_who_made_it_or_of_whom(clip: Path, tmp_path: Path, qapp: QGuiApplication) -> None:
    made = written(tmp_path / "a.mp4", replace(figures.squat(clip, 60), athlete="Erika Muster"))
    with av.open(str(made)) as container:
        assert not set(container.metadata) & {"title", "creation_time", "location", "artist", "comment"}
    assert b"Erika" not in made.read_bytes()


def test_an_encoder_that_only_has_a_name_here_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ghost = encoders.Encoder("h264_nosuchchip", "none", True)
    monkeypatch.setattr(encoders, "ENCODERS", (ghost, *ENCODERS))
    assert choose() != ghost and choose(hardware=False).licence
    monkeypatch.setattr(encoders, "ENCODERS", (ghost,))
    with pytest.raises(OutputError, match="no video encoder"):
        choose()


def test_the_strip_of_a_clip_without_reps_is_not_there(clip: Path, qapp: QGuiApplication) -> None:
    assert Strip(figures.nobody(clip, 60, 30.0), StripStyle(), 640, 360).height == 0
