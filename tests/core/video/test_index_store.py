"""A clip is read through once; what that told is kept until the file changes."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from core import paths
from core.video import index_store
from core.video.index import FrameIndex, build_index
from core.video.info import content_hash
from core.video.reader import open_reader
from tests.core.video.clips import make_clip, number_in

B_FRAMES = {"g": "12", "bf": "3"}


def _same(a: FrameIndex, b: FrameIndex) -> bool:
    return (
        all(np.array_equal(getattr(a, k), getattr(b, k)) for k in ("pts", "keyframe", "entry_pts"))
        and (a.time_base, a.end_pts, a.by_order, a.notice) == (b.time_base, b.end_pts, b.by_order, b.notice)
        and (a.pts.dtype, a.keyframe.dtype) == (b.pts.dtype, b.keyframe.dtype)
    )


def _saved(ending: str = "npz") -> list[Path]:
    return sorted((paths.cache_dir() / "clips").glob(f"*.{ending}"))


def _forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the clip is read through again")

    monkeypatch.setattr("core.video.index_store.build_index", refuse)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.ts", "clip.mkv", "no_times.h264"])
def test_the_second_opening_reads_no_packets_and_shows_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_clip(tmp_path / name, 40, options=B_FRAMES)
    with open_reader(path) as first:
        pictures = [frame.rgb.copy() for frame in first.frames()]
    _forbid_reading(monkeypatch)
    with open_reader(path) as second:
        assert _same(first.index, second.index)
        assert type(second.index.time_base) is type(first.index.time_base)
        assert first.info == second.info
        for number in (0, 1, 39, 5, 38, 0):
            assert np.array_equal(second.frame(number).rgb, pictures[number])
    with open_reader(path) as third:
        assert [number_in(frame.rgb) for frame in third.frames()] == list(range(40))


def test_the_index_of_an_incomplete_file_is_not_kept(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "whole.mp4", 40, muxing={"movflags": "faststart"}).read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: int(len(whole) * 0.7)])
    for _ in range(2):
        with open_reader(path) as reader:
            assert "incomplete" in reader.info.notice
    assert _saved() == []


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 20)
    keys = {index_store.file_key(path)}
    with open_reader(path) as reader:
        assert len(reader) == 20
    make_clip(path, 30)
    keys.add(index_store.file_key(path))
    with open_reader(path) as reader:
        assert len(reader) == 30
    data = bytearray(path.read_bytes())
    state = path.stat()
    data[len(data) - 10] ^= 255  # same size, and the time of change put back
    path.write_bytes(data)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    keys.add(index_store.file_key(path))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    keys.add(index_store.file_key(path))
    assert len(keys) == 4


def test_a_file_that_grows_while_it_is_read_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_clip(tmp_path / "clip.mp4", 20)

    def grow(clip: object) -> FrameIndex:
        index = build_index(clip)  # type: ignore[arg-type]
        with path.open("ab") as file:
            file.write(b"\0\0\0\x08free")
        return index

    monkeypatch.setattr("core.video.index_store.build_index", grow)
    with open_reader(path):
        assert _saved() == []


@pytest.mark.parametrize("damage", ["cut", "flipped", "noise", "empty", "wrong_arrays", "wrong_times", "pickled"])
def test_a_broken_saved_index_is_made_anew(damage: str, tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 40, options=B_FRAMES)
    with open_reader(path) as reader:
        expected = reader.index
    (file,) = _saved()
    data = bytearray(file.read_bytes())
    fine = {"pts": expected.pts, "keyframe": expected.keyframe, "entry_pts": expected.entry_pts}
    numbers = np.array([1, 90_000, 1, 0])
    if damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "flipped":
        for at in range(60, len(data), 97):
            data[at] ^= 255
        file.write_bytes(data)
    elif damage == "noise":
        file.write_bytes(np.random.default_rng(1).bytes(500))
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "wrong_arrays":
        np.savez(file, pts=expected.pts)
    elif damage == "wrong_times":
        np.savez(file, **fine | {"pts": expected.pts[::-1]}, numbers=numbers)
    else:
        np.savez(file, **fine | {"pts": np.array([{}], object)}, numbers=numbers)
    with open_reader(path) as reader:
        assert _same(reader.index, expected)
    (key,) = {file.stem for file in _saved()}
    again = index_store.load_index(key)
    assert again is not None
    assert _same(again, expected)


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("x", encoding="utf-8")
    monkeypatch.setenv("PLUMBLINE_CACHE_DIR", str(in_the_way))
    path = make_clip(tmp_path / "clip.mp4", 10)
    for _ in range(2):
        with open_reader(path) as reader:
            assert len(reader) == 10
    assert content_hash(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_nothing_is_written_beside_a_clip_and_nothing_is_left_over(tmp_path: Path) -> None:
    folder = tmp_path / "read only"
    folder.mkdir()
    path = make_clip(folder / "clip.mp4", 10)
    folder.chmod(0o555)
    try:
        with open_reader(path) as reader:
            reader.frame(9)
        content_hash(path)
        assert list(folder.iterdir()) == [path]
    finally:
        folder.chmod(0o755)
    assert {file.suffix for file in (paths.cache_dir() / "clips").iterdir()} == {".npz", ".sha256"}


def test_the_hash_is_computed_once_and_again_when_asked_or_changed(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(bytes(range(256)) * 1000)
    read: list[int] = []

    def hashed(**options: bool) -> str:
        return content_hash(path, lambda done, _: read.append(done), **options)

    first = hashed()
    assert hashed() == first
    assert len(read) == 1
    assert hashed(saved=False) == first
    assert len(read) == 2
    (file,) = _saved("sha256")
    file.write_text("not a hash", encoding="ascii")
    assert hashed() == first
    assert len(read) == 3
    path.write_bytes(b"other")
    assert hashed() == hashlib.sha256(b"other").hexdigest()
