"""Protected, absurd, changing and failing files: a sentence or the right pictures, at once and within bounds."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from core.errors import VideoError
from core.video import container
from core.video.reader import PyAVReader, open_reader
from tests.core.video.clips import make_clip, number_in
from tests.core.video.surgery import claim_coded_size, claim_size, protect

ROOT = Path(__file__).resolve().parents[3]
GROUPS = {"g": "10", "bf": "2", "x264-params": "scenecut=0"}
OPENING = """
import resource, sys
from pathlib import Path
from core.errors import UserError
from core.video.reader import open_reader
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    open_reader(Path(sys.argv[1]))
except UserError as error:
    sys.stdout.write(error.sentence + "\\n")
sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))
"""


def test_a_protected_clip_says_so(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "bought.mp4", 10)
    assert number_in(open_reader(path).frame(3).rgb) == 3
    protect(path)
    with pytest.raises(VideoError, match=r"protected against copying \(DRM\)") as caught:
        open_reader(path)
    assert "unprotected" in caught.value.todo


def test_a_damaged_list_of_pictures_is_told_from_a_missing_one(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 10)
    data = path.read_bytes()
    moov = data.index(b"moov")
    path.write_bytes(data[: moov + 40])
    with pytest.raises(VideoError, match="ends before its list of pictures"):
        open_reader(path)
    times = data.index(b"stts") + 8  # how many there are
    path.write_bytes(data[:times] + b"\x7f\xff\xff\xff" + data[times + 4 :])
    with pytest.raises(VideoError, match="list of pictures cannot be read"):
        open_reader(path)


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"])
def test_a_packed_archive_says_so(head: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(head + bytes(500))
    with pytest.raises(VideoError, match="packed archive"):
        open_reader(path)


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system for the memory taken")
@pytest.mark.parametrize("size", [32768, 16384, 8192])
@pytest.mark.parametrize("ending", ["h264", "mp4", "mkv"])
def test_absurd_sizes_are_refused_before_memory_is_taken(size: int, ending: str, tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.h264", 3, options={"bf": "0"})
    path = claim_coded_size(source, tmp_path / f"absurd.{ending}", size, size)
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(path)],
        capture_output=True, text=True, timeout=240, check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    sentence, more_kb = done.stdout.splitlines()
    assert sentence.startswith(f"{path}: ")
    assert "absurd" in sentence or f"too large ({size} x {size} pixels)" in sentence
    assert int(more_kb) < 60_000
    assert done.stderr == ""


def test_a_size_only_the_container_claims_does_no_harm(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 5)
    claim_size(path, 32768, 32768)
    with open_reader(path) as reader:
        assert (reader.info.width_px, reader.info.height_px) == (160, 96)
        assert [number_in(frame.rgb) for frame in reader.frames()] == list(range(5))


def _numbers_or_sentence(reader: PyAVReader, path: Path, wanted: list[int]) -> list[int | str]:
    """The number each frame shows, or the sentence it gave instead."""
    out: list[int | str] = []
    for number in wanted:
        try:
            frame = reader.frame(number)
            out.append(number_in(frame.rgb))
            assert frame.damaged or out[-1] == number
        except VideoError as error:
            assert error.sentence.startswith(f"{path}: ")
            assert error.todo
            out.append(error.what)
    return out


@pytest.mark.parametrize("name", ["clip.mp4", "clip.ts", "clip.mkv"])
def test_a_clip_replaced_by_another_while_open_never_shows_the_others_frames(name: str, tmp_path: Path) -> None:
    path = make_clip(tmp_path / name, 80, options=GROUPS)
    other = make_clip(tmp_path / f"other_{name}", 80, options=GROUPS, pictures=[np.zeros((96, 160, 3), np.uint8)] * 80)
    with PyAVReader(path, cache_bytes=0) as reader:
        other.replace(path)
        shown = _numbers_or_sentence(reader, path, [75, 3, 40, 12, 60, 0, 79])
    assert all(number in (75, 3, 40, 12, 60, 0, 79) or "has changed" in str(number) for number in shown)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.ts", "clip.mkv"])
@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_a_clip_removed_while_open_is_shown_on_or_says_so(name: str, tmp_path: Path) -> None:
    path = make_clip(tmp_path / name, 80, options=GROUPS)
    with PyAVReader(path, cache_bytes=0) as reader:
        path.unlink()
        shown = _numbers_or_sentence(reader, path, [75, 3, 40, 12, 60, 0, 79])
    assert all(number in (75, 3, 40, 12, 60, 0, 79) or "gone while it was open" in str(number) for number in shown)


def test_a_clip_cut_short_while_open_says_so(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.ts", 400, options=GROUPS)
    with PyAVReader(path, cache_bytes=0) as reader:
        os.truncate(path, path.stat().st_size // 3)
        shown = _numbers_or_sentence(reader, path, [20, 390, 20])
    assert "the file has changed while it was open" in shown


@pytest.mark.parametrize("name", ["clip.ts", "clip.mkv"])
def test_a_clip_that_grows_while_open_stays_what_it_was(name: str, tmp_path: Path) -> None:
    whole = make_clip(tmp_path / f"whole_{name}", 80, options=GROUPS, muxing={"live": "1"} if "mkv" in name else None)
    data = whole.read_bytes()
    path = tmp_path / name
    path.write_bytes(data[: len(data) // 2])
    with PyAVReader(path, cache_bytes=0) as reader:
        count = len(reader) - 4  # the last ones may not be whole
        with path.open("ab") as file:
            file.write(data[len(data) // 2 :])
        order = [count - 1, 3, count // 2, 0]
        assert _numbers_or_sentence(reader, path, order) == order
        reader.decoder._restart()
        assert _numbers_or_sentence(reader, path, order) == order
    with open_reader(path) as reader:
        assert len(reader) == 80


class _FailingFile:
    """A file on a disk or network that gives up, or an answer that takes a while."""

    def __init__(self, path: Path, fails: Callable[[], bool]) -> None:
        self._file = path.open("rb")
        self._fails = fails

    def read(self, size: int) -> bytes:
        if self._fails():
            raise OSError(5, "Input/output error")
        return self._file.read(size)

    def seek(self, to: int, whence: int = 0) -> int:
        return self._file.seek(to, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], dict[str, Any]]]:
    """Lets a clip be read from a disk that fails from a moment on: `state["reads"]` reads go well, the rest do not."""
    files: list[_FailingFile] = []

    def install(path: Path) -> dict[str, Any]:
        state: dict[str, Any] = {"reads": 10**9}
        plain_open, plain_state = av.open, container.FileState.of

        def fails() -> bool:
            state["reads"] -= 1
            return bool(state["reads"] < 0)

        def open_failing(_: str, mode: str, options: dict[str, str], **more: Any) -> Any:
            files.append(_FailingFile(path, fails))
            return plain_open(files[-1], mode, options={"max_pixels": options["max_pixels"]}, buffer_size=4096, **more)

        def look(at: Path, size: int | None = None) -> container.FileState:
            if state["reads"] < 0:
                raise OSError(5, "Input/output error")
            return plain_state(at, size)

        monkeypatch.setattr(container.av, "open", open_failing)
        monkeypatch.setattr(container.FileState, "of", look)
        return state

    yield install
    for file in files:
        file.close()


@pytest.mark.parametrize("name", ["clip.mp4", "clip.ts", "clip.mkv"])
def test_a_disk_that_fails_while_opening_says_so(
    name: str, tmp_path: Path, disk: Callable[[Path], dict[str, Any]]
) -> None:
    path = make_clip(tmp_path / name, 300, options=GROUPS, size=(320, 192))
    state = disk(path)
    for reads in (0, 1, 2, 4, 8):
        state["reads"] = reads
        with pytest.raises(VideoError) as caught:
            open_reader(path)
        assert caught.value.sentence.startswith(f"{path}: the file cannot be read")


@pytest.mark.parametrize("name", ["clip.mp4", "clip.ts", "clip.mkv"])
def test_a_disk_that_fails_later_says_so_and_comes_back(
    name: str, tmp_path: Path, disk: Callable[[Path], dict[str, Any]]
) -> None:
    path = make_clip(tmp_path / name, 300, options=GROUPS, size=(320, 192))
    state = disk(path)
    with PyAVReader(path, cache_bytes=0) as reader:
        assert reader.info.frames == 300
        state["reads"] = 0
        with pytest.raises(VideoError, match="cannot be read any more") as caught:
            reader.frame(250)
        assert "network" in caught.value.todo
        state["reads"] = 10**9
        assert number_in(reader.frame(250).rgb) == 250
        assert number_in(reader.frame(7).rgb) == 7


def test_two_readers_in_two_threads_show_the_same_clip(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 120, options=GROUPS)
    wrong: list[object] = []

    def look(order: list[int]) -> None:
        try:
            with open_reader(path) as reader:
                wrong.extend(n for n in order if number_in(reader.frame(n).rgb) != n)
        except Exception as error:  # an error in a thread must fail the test
            wrong.append(error)

    orders = list(range(120)), list(range(119, -1, -1)), [(37 * n) % 120 for n in range(120)]
    threads = [threading.Thread(target=look, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    assert not any(thread.is_alive() for thread in threads)
    assert wrong == []


def test_everything_decoded_from_a_damaged_picture_is_marked(tmp_path: Path) -> None:
    pictures = [np.kron(np.random.default_rng(1).integers(0, 255, (24, 100, 3), np.uint8)[:, n : n + 40],
                        np.ones((4, 4, 1), np.uint8)) for n in range(60)]  # fmt: skip
    options = {"g": "12", "bf": "0", "x264-params": "scenecut=0"}
    path = make_clip(tmp_path / "whole.mp4", 60, options=options, pictures=pictures)
    with open_reader(path) as reader:
        whole = [frame.rgb.copy() for frame in reader.frames()]
    with av.open(str(path)) as clip:
        packets = [(packet.pos, packet.size) for packet in clip.demux(video=0) if packet.size]
    data = bytearray(path.read_bytes())
    half = packets[15][1] // 2
    data[packets[15][0] + half : packets[15][0] + 2 * half] = bytes(half)
    path.write_bytes(data)
    for order in (list(range(60)), list(range(59, -1, -1))):
        with open_reader(path) as reader:
            frames = {n: reader.frame(n) for n in order}
            marked = [n for n in range(60) if frames[n].damaged]
            right = [n for n in range(60) if np.array_equal(frames[n].rgb, whole[n])]
            assert marked == list(range(15, 24))  # up to the next keyframe
            assert right == [n for n in range(60) if n not in marked]
