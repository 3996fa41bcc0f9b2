"""What cannot be opened is told in one sentence; what can be shown of a damaged clip is shown."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError, VideoError
from core.video.container import open_clip
from core.video.index import build_index
from core.video.info import content_hash
from core.video.reader import open_reader, probe
from tests.core.video.clips import make_clip, make_sound, number_in, trim_by_edit_list

GROUPS = {"g": "10", "bf": "2"}


def _text(path: Path) -> None:
    path.write_text("this is not a video\n" * 200, encoding="utf-8")


def _noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20_000))


def _no_list_of_pictures(path: Path) -> None:
    whole = make_clip(path.with_name("whole.mp4"), 30).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _playlist(path: Path) -> None:
    make_clip(path.with_name("other.mp4"), 3)
    path.write_text("ffconcat version 1.0\nfile other.mp4\n", encoding="utf-8")


def _nothing_shown(path: Path) -> None:
    trim_by_edit_list(make_clip(path, 30), skip=60, keep=10)  # the edit list begins behind the last frame


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "there is no such file"),
    "text": (_text, "this is not a video file"),
    "noise": (_noise, "this is not a video file"),
    "playlist": (_playlist, "this is not a video file"),
    "empty": (lambda path: path.write_bytes(b""), "the file is empty"),
    "sound": (make_sound, "only sound"),
    "folder": (lambda path: path.mkdir(), "there is no video in this folder"),
    "cut": (_no_list_of_pictures, "the video is incomplete"),
    "hidden": (_nothing_shown, "no frame of this clip is shown"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gives_one_sentence(case: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    make, words = BAD[case]
    path = tmp_path / f"{case} clip.mp4"
    make(path)
    with pytest.raises(VideoError) as caught:
        open_reader(path)
    sentence = caught.value.sentence
    assert words in sentence
    assert sentence.startswith(f"{path}: ")
    assert caught.value.todo
    assert "\n" not in sentence
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be read here")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 2)
    path.chmod(0)
    with pytest.raises(VideoError, match="may not be read"):
        open_reader(path)


def test_a_refused_file_says_so_whoever_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_clip(tmp_path / "clip.mp4", 2)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(VideoError, match="may not be read"):
        open_reader(path)


@pytest.mark.parametrize("name", ["with space.mp4", "Kniebeuge größer é.mp4", "スクワット 深蹲.mp4", "a:b%03d#.mp4"])
def test_any_name_of_a_file_works(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Öffentlich 動画"
    folder.mkdir()
    make_clip(tmp_path / "plain.mp4", 3).rename(folder / name)
    assert probe(folder / name).frames == 3
    monkeypatch.chdir(folder)
    assert probe(Path(name)).frames == 3


def test_a_clip_with_a_cover_picture_only_is_sound(tmp_path: Path) -> None:
    import av

    cover = make_clip(tmp_path / "cover.mkv", 1, codec="mjpeg", pixel_format="yuvj420p")
    path = tmp_path / "song.m4a"
    with av.open(str(cover)) as picture, av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream_from_template(picture.streams.video[0])
        stream.disposition = av.stream.Disposition.attached_pic
        voice = out.add_stream("aac", rate=48_000)
        packet = next(picture.demux(video=0))
        packet.stream = stream
        out.mux(packet)
        for n in range(5):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, 1024 * n
            out.mux(voice.encode(frame))
        out.mux(voice.encode(None))
    with pytest.raises(VideoError, match="only sound"):
        open_reader(path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_clip_cut_in_the_middle_is_shown_as_far_as_it_goes(
    share: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = make_clip(tmp_path / "whole.mp4", 60, options=GROUPS, muxing={"movflags": "faststart"}).read_bytes()
    media = whole.index(b"mdat")
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: media + int((len(whole) - media) * share)])
    with open_reader(path) as reader:
        frames = list(reader.frames())
        good = [frame for frame in frames if not frame.damaged]
        assert [number_in(frame.rgb) for frame in good] == list(range(len(good)))
        assert len(frames) * 0.3 < len(good) < 60
        assert "incomplete" in reader.info.notice
        assert f"{reader.time_s[-1]:.2f} s" in reader.info.notice
        backwards = [reader.frame(n) for n in reversed(range(len(frames)))][::-1]
        assert all(np.array_equal(a.rgb, b.rgb) for a, b in zip(frames, backwards, strict=True))
    assert capfd.readouterr() == ("", "")


def test_a_clip_cut_before_its_first_whole_picture_says_so(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "whole.mp4", 60, options=GROUPS, muxing={"movflags": "faststart"}).read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: whole.index(b"mdat") + 80])
    with pytest.raises(VideoError, match="incomplete"):
        open_reader(path)


def test_a_whole_clip_has_no_notice(tmp_path: Path) -> None:
    assert probe(make_clip(tmp_path / "clip.mp4", 20, sound=True)).notice == ""
    assert probe(make_clip(tmp_path / "clip.avi", 20, codec="mjpeg", pixel_format="yuvj420p")).notice == ""


def test_flipped_bytes_are_never_fatal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    whole = make_clip(tmp_path / "whole.mp4", 40, options=GROUPS, muxing={"movflags": "faststart"}).read_bytes()
    media = whole.index(b"mdat") + 8
    path = tmp_path / "flipped.mp4"
    for seed in range(12):
        chooser, data = random.Random(seed), bytearray(whole)
        first = media if seed % 2 else 32  # every other time in the tables too
        for _ in range(6):
            data[chooser.randrange(first, len(data))] ^= chooser.randrange(1, 256)
        path.write_bytes(data)
        try:
            with open_reader(path) as reader:
                for frame in reader.frames():
                    assert frame.rgb.shape == (reader.info.height_px, reader.info.width_px, 3)
        except VideoError as error:
            assert "\n" not in error.sentence
    assert capfd.readouterr() == ("", "")


def test_a_clip_replaced_while_open_does_not_crash(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 40, options={"g": "10"})
    with open_reader(path) as reader:
        path.write_bytes(b"gone" * 100)
        for number in (35, 2):
            try:
                reader.frame(number)
            except VideoError as error:
                assert str(path) in error.sentence


@pytest.mark.parametrize("rate", [0, -30, float("nan"), float("inf"), 1e9, 10])
def test_an_absurd_capture_rate_is_refused(rate: float, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="frames per second") as caught:
        open_reader(make_clip(tmp_path / "clip.mp4", 5), capture_fps=rate)
    assert "leave it out" in caught.value.todo or "240" in caught.value.todo


def test_the_hash_of_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match="cannot be read"):
        content_hash(tmp_path / "none.mp4")


def test_an_absurd_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_clip(tmp_path / "clip.mp4", 2)
    monkeypatch.setattr("core.video.container.MAX_PIXELS", 160 * 96 - 1)
    with pytest.raises(VideoError, match=r"too large \(160 x 96 pixels\)"):
        open_clip(path)


def test_an_index_closes_the_file_it_opened(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 4)
    assert len(build_index(path)) == 4
    path.rename(tmp_path / "moved.mp4")  # some systems refuse while a file is open
    with pytest.raises(VideoError, match="no such file"):
        build_index(path)


def test_a_folder_of_videos_is_told_to_hold_them(tmp_path: Path) -> None:
    make_clip(tmp_path / "clip.mp4", 2)
    with pytest.raises(VideoError, match="this is a folder: choose a video file in it"):
        open_reader(tmp_path)
