"""A folder or a numbered sequence of pictures is a clip like any other, at the rate that is told."""

import random
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import UserError, VideoError
from core.video.picture_list import find_pictures
from core.video.picture_reader import PictureReader, read_picture
from core.video.reader import open_reader, probe
from tests.core.video.clips import HEIGHT, WIDTH, coded, number_in


def _write(path: Path, number: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), coded(number, *size)[..., ::-1])
    return path


def _sequence(folder: Path, numbers: range | list[int], name: str = "IMG_{:04d}.png") -> Path:
    for number in numbers:
        _write(folder / name.format(number), number)
    return folder


def _exif(orientation: int) -> bytes:
    """The segment a camera writes into a JPEG."""
    body = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x112, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _listed(path: Path) -> list[str]:
    pictures = find_pictures(path)
    assert pictures is not None
    return [file.name for file in pictures.files]


def test_a_folder_is_read_in_counting_order_at_the_rate_told(tmp_path: Path) -> None:
    folder = _sequence(tmp_path / "run", range(8, 13), "frame {}.png")
    with open_reader(folder, capture_fps=60) as reader:
        frames = list(reader.frames())
        assert [number_in(frame.rgb) for frame in frames] == [8, 9, 10, 11, 12]
        assert reader.time_s == pytest.approx(np.arange(5) / 60, abs=1e-12)
        assert [frame.time_s for frame in frames] == reader.time_s.tolist()
        assert not any(frame.damaged for frame in frames)
        info = reader.info
        assert (info.width_px, info.height_px, info.frames, info.codec) == (WIDTH, HEIGHT, 5, "png")
        assert (info.container_fps, info.capture_fps, info.time_scale) == (60, 60, 1)
        assert info.duration_s == pytest.approx(5 / 60)
        assert info.pictures
        assert not info.variable_frame_rate
        assert info.notice == ""


@pytest.mark.parametrize("rate", [29.97, 23.976, 59.94, 0.5, 1000.0])
def test_any_rate_gives_exact_times(rate: float, tmp_path: Path) -> None:
    with open_reader(_sequence(tmp_path / "run", range(3)), capture_fps=rate) as reader:
        assert reader.time_s == pytest.approx(np.arange(3) / rate, rel=1e-12)


@pytest.mark.parametrize("suffix", ["jpg", "jpeg", "JPG", "png", "bmp", "tif", "tiff", "webp"])
def test_every_kind_of_picture_is_read(suffix: str, tmp_path: Path) -> None:
    folder = _sequence(tmp_path / "run", range(3), "{}." + suffix)
    with open_reader(folder, capture_fps=30) as reader:
        for number in (2, 0, 1):
            assert np.abs(reader.frame(number).rgb.astype(int) - coded(number)).mean() < 3
            assert number_in(reader.frame(number).rgb) == number


def test_pictures_without_a_rate_ask_for_it(tmp_path: Path) -> None:
    folder = _sequence(tmp_path / "run", range(4))
    for path in (folder, folder / "IMG_0002.png"):
        with pytest.raises(VideoError, match="4 pictures") as caught:
            open_reader(path)
        assert caught.value.sentence.startswith(f"{path}: ")
        assert "--capture-fps" in caught.value.todo


@pytest.mark.parametrize("rate", [0, -5, float("nan"), float("inf"), 1e9])
def test_an_absurd_rate_is_refused(rate: float, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="frames per second"):
        open_reader(_sequence(tmp_path / "run", range(2)), capture_fps=rate)


def test_a_folder_without_pictures_and_videos_is_told_to_hold_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    (tmp_path / ".hidden.jpg").write_bytes(b"x")
    (tmp_path / "folder.jpg").mkdir()
    with pytest.raises(VideoError, match="there is no video in this folder: choose a video or another folder"):
        open_reader(tmp_path, capture_fps=30)


def test_a_missing_number_leaves_its_time_empty_and_is_told(tmp_path: Path) -> None:
    with open_reader(_sequence(tmp_path / "run", [1, 2, 5, 6, 8]), capture_fps=10) as reader:
        assert reader.time_s == pytest.approx([0, 0.1, 0.4, 0.5, 0.7])
        assert "3 pictures of the sequence are missing" in reader.info.notice
        assert "after IMG_0002.png, IMG_0006.png" in reader.info.notice
        assert reader.info.variable_frame_rate
        assert reader.info.capture_fps == 10
        assert [number_in(frame.rgb) for frame in reader.frames()] == [1, 2, 5, 6, 8]


def test_numbers_that_count_in_tens_have_no_gaps(tmp_path: Path) -> None:
    with open_reader(_sequence(tmp_path / "run", [10, 20, 30]), capture_fps=10) as reader:
        assert reader.time_s == pytest.approx([0, 0.1, 0.2])
        assert reader.info.notice == ""


@pytest.mark.parametrize("numbers", [[1, 2, 3, 10**9], [20240131235959000000 + n for n in (0, 1, 500_000)]])
def test_numbers_that_are_times_of_day_count_no_pictures(numbers: list[int], tmp_path: Path) -> None:
    for k, number in enumerate(numbers):
        _write(tmp_path / "run" / f"IMG_{number:021d}.png", k)
    pictures = find_pictures(tmp_path / "run")
    assert pictures is not None
    assert pictures.slots.tolist() == list(range(len(numbers))) and pictures.notice == ""


def test_a_name_with_a_raised_digit_is_a_name(tmp_path: Path) -> None:
    for name in ("²1.png", "²2.png", "m².png"):
        _write(tmp_path / "run" / name, 0)
    assert _listed(tmp_path / "run") == ["m².png", "²1.png", "²2.png"]


def test_pictures_that_are_not_numbered_follow_each_other(tmp_path: Path) -> None:
    for name in ("b.png", "a.png", "c 7.png", "c 3.png"):
        _write(tmp_path / "run" / name, 1)
    pictures = find_pictures(tmp_path / "run")
    assert pictures is not None
    assert [file.name for file in pictures.files] == ["a.png", "b.png", "c 3.png", "c 7.png"]
    assert pictures.slots.tolist() == [0, 1, 2, 3]


def test_one_picture_stands_for_those_numbered_like_it(tmp_path: Path) -> None:
    _sequence(tmp_path, range(9, 12))
    _sequence(tmp_path, range(3), "IMG_{:04d}.bmp")
    _sequence(tmp_path, range(3), "other{}.png")
    _write(tmp_path / "alone.png", 5)
    assert _listed(tmp_path / "IMG_0010.png") == ["IMG_0009.png", "IMG_0010.png", "IMG_0011.png"]
    assert _listed(tmp_path / "other0.png") == ["other0.png", "other1.png", "other2.png"]
    assert _listed(tmp_path / "alone.png") == ["alone.png"]
    assert find_pictures(tmp_path / "IMG_0099.png") is None
    with open_reader(tmp_path / "IMG_0010.png", capture_fps=25) as reader:
        assert [number_in(frame.rgb) for frame in reader.frames()] == [9, 10, 11]
        assert reader.info.path == tmp_path / "IMG_0010.png"


def test_a_single_picture_needs_no_rate(tmp_path: Path) -> None:
    info = probe(_write(tmp_path / "photo.jpg", 3))
    assert (info.frames, info.width_px, info.height_px) == (1, WIDTH, HEIGHT)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright_by_their_exif_flag(orientation: int, tmp_path: Path) -> None:
    upright = np.zeros((64, 128, 3), np.uint8)
    upright[:32, :64], upright[:32, 64:], upright[32:, :64] = (200, 30, 30), (30, 180, 30), (30, 30, 200)
    # how the camera stores what it then asks to be turned (EXIF 2.3, 0x0112)
    stored = {
        1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1], 5: upright.swapaxes(0, 1),
        6: np.rot90(upright), 7: upright[::-1, ::-1].swapaxes(0, 1), 8: np.rot90(upright, -1),
    }[orientation]  # fmt: skip
    data = cv2.imencode(".jpg", np.ascontiguousarray(stored[..., ::-1]))[1].tobytes()
    for number in range(2):
        (tmp_path / f"{number}.jpg").write_bytes(data[:2] + _exif(orientation) + data[2:])
    with open_reader(tmp_path, capture_fps=30) as reader:
        rgb = reader.frame(1).rgb
        assert rgb.shape == upright.shape
        assert np.abs(rgb.astype(int) - upright)[4:-4, 4:-4].mean() < 6


def test_unreadable_and_odd_pictures_show_the_one_before_and_are_marked(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = _sequence(tmp_path / "run", range(9))
    data = (folder / "IMG_0002.png").read_bytes()
    (folder / "IMG_0002.png").write_bytes(data[: len(data) // 2])  # cut
    (folder / "IMG_0003.png").write_bytes(b"")
    (folder / "IMG_0005.png").write_bytes(b"not a picture" * 50)
    _write(folder / "IMG_0006.png", 6, (80, 60))
    flipped = bytearray((folder / "IMG_0008.png").read_bytes())
    flipped[60] ^= 0xFF
    (folder / "IMG_0008.png").write_bytes(flipped)
    damaged = [False, False, True, True, False, True, True, False, True]
    shown = [0, 1, 1, 1, 4, 4, 4, 7, 7]
    with open_reader(folder, capture_fps=30) as reader:
        frames = list(reader.frames())
        assert [frame.damaged for frame in frames] == damaged
        assert [number_in(frame.rgb) for frame in frames] == shown
        assert [frame.number for frame in frames] == list(range(9))
        assert reader.damaged(range(3, 9)) == [3, 5, 6, 8]
    with open_reader(folder, capture_fps=30) as reader:
        backwards = [reader.frame(number) for number in range(8, -1, -1)][::-1]
        assert [frame.damaged for frame in backwards] == damaged
        assert [number_in(frame.rgb) for frame in backwards] == shown
    assert capfd.readouterr() == ("", "")


def test_a_sequence_that_begins_with_a_broken_picture_shows_the_first_whole_one(tmp_path: Path) -> None:
    folder = _sequence(tmp_path / "run", range(4))
    for number in (0, 1):
        (folder / f"IMG_000{number}.png").write_bytes(b"broken")
    with open_reader(folder, capture_fps=30) as reader:
        frames = list(reader.frames())
        assert [number_in(frame.rgb) for frame in frames] == [2, 2, 2, 3]
        assert [frame.damaged for frame in frames] == [True, True, False, False]


def test_pictures_none_of_which_can_be_read_say_so(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_bytes(b"broken")
    with pytest.raises(VideoError, match="none of its 3 pictures can be read"):
        open_reader(tmp_path, capture_fps=30)
    with pytest.raises(VideoError, match="this picture cannot be read"):
        (tmp_path / "photo.png").write_bytes(b"broken")
        open_reader(tmp_path / "photo.png")


def test_pictures_that_vanish_while_open_are_marked(tmp_path: Path) -> None:
    folder = _sequence(tmp_path / "run", range(4))
    with open_reader(folder, capture_fps=30, cache_bytes=0) as reader:
        for file in folder.iterdir():
            file.unlink()
        assert [frame.damaged for frame in reader.frames()] == [False, True, True, True]
        with pytest.raises(VideoError, match="cannot be read"):
            reader.content_hash()


def test_a_picture_that_claims_an_absurd_size_is_not_read(tmp_path: Path) -> None:
    def piece(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    path = tmp_path / "bomb.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", struct.pack(">IIBBBBB", 32768, 32768, 8, 2, 0, 0, 0))
        + piece(b"IDAT", zlib.compress(b"\0" * 1000)) + piece(b"IEND", b"")
    )  # fmt: skip
    assert read_picture(path) is None


@pytest.mark.parametrize("suffix", ["jpg", "png", "bmp", "tif", "webp"])
def test_corrupted_pictures_never_crash(suffix: str, tmp_path: Path) -> None:
    path = _write(tmp_path / f"picture.{suffix}", 77)
    whole = path.read_bytes()
    for seed in range(25):
        chooser, data = random.Random(seed), bytearray(whole)
        for _ in range(6):
            data[chooser.randrange(len(data))] ^= chooser.randrange(1, 256)
        path.write_bytes(data[: chooser.randrange(1, len(data))] if seed % 3 == 0 else data)
        rgb = read_picture(path)
        assert rgb is None or (rgb.ndim == 3 and rgb.dtype == np.uint8)


def test_frames_are_the_callers_own_and_memory_is_bounded(tmp_path: Path) -> None:
    size = WIDTH * HEIGHT * 3
    with open_reader(_sequence(tmp_path / "run", range(12)), capture_fps=30, cache_bytes=4 * size) as reader:
        assert isinstance(reader, PictureReader)
        reader.frame(3).rgb[:] = 0
        assert number_in(reader.frame(3).rgb) == 3
        for number in [*range(12), *range(11, -1, -1)]:
            assert number_in(reader.frame(number).rgb) == number
            assert sum(each.nbytes for each in reader._kept.values()) <= 4 * size
        assert [frame.number for frame in reader.frames(2, 9, 3)] == [2, 5, 8]
        assert reader.frame_at(0.1001) == 3
        with pytest.raises(IndexError):
            reader.frame(12)


def test_the_hash_changes_with_any_picture_and_its_place(tmp_path: Path) -> None:
    def hashed(folder: Path, rate: float = 30) -> str:
        with open_reader(folder, capture_fps=rate) as reader:
            return reader.content_hash()

    first = hashed(_sequence(tmp_path / "a", range(4)))
    assert first == hashed(_sequence(tmp_path / "b", range(4)))
    assert first != hashed(_sequence(tmp_path / "c", [0, 1, 2, 4]))
    _write(tmp_path / "b" / "IMG_0002.png", 9)
    assert first != hashed(tmp_path / "b")
    (tmp_path / "a" / "IMG_0003.png").rename(tmp_path / "a" / "IMG_0005.png")
    assert first != hashed(tmp_path / "a")
