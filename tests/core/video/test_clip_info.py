"""What is told of a clip: rates, durations, gaps, slow motion, its hash; and the index underneath."""

import hashlib
import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from core.video.cache import FrameCache
from core.video.index import FrameIndex, build_index
from core.video.info import content_hash, describe
from core.video.reader import open_reader, probe
from tests.core.video.clips import FRAME, make_clip, number_in


def _index(pts: list[int], tick: Fraction = Fraction(1, 1000), last: int = 33) -> FrameIndex:
    return FrameIndex(np.array(pts, np.int64), np.arange(len(pts)) == 0, tick, pts[-1] + last)


def _varies(pts: list[int], tick: Fraction = Fraction(1, 1000)) -> bool:
    return describe(Path("x"), _index(pts, tick), (4, 4), 0, "h264").variable_frame_rate


def test_a_constant_clip_is_told_as_it_is(tmp_path: Path) -> None:
    info = probe(make_clip(tmp_path / "clip.mp4", 30))
    assert (info.width_px, info.height_px, info.rotation_deg, info.codec, info.frames) == (160, 96, 0, "h264", 30)
    assert info.container_fps == info.capture_fps == pytest.approx(30)
    assert info.duration_s == pytest.approx(1.0)
    assert (info.time_scale, info.variable_frame_rate, info.notice) == (1.0, False, "")
    assert info.largest_frame_gap_ms == pytest.approx(1000 / 30, abs=1e-6)


def test_slow_motion_times_are_captured_seconds(tmp_path: Path) -> None:
    with open_reader(make_clip(tmp_path / "clip.mp4", 30), capture_fps=240) as reader:
        assert reader.info.time_scale == pytest.approx(1 / 8)
        assert reader.info.duration_s == pytest.approx(1 / 8)
        assert reader.info.largest_frame_gap_ms == pytest.approx(1000 / 240)
        assert reader.time_s == pytest.approx(np.arange(30) / 240)
        assert reader.frame(12).time_s == pytest.approx(12 / 240)
        assert reader.frame_at(12.4 / 240) == 12
        assert reader.info.container_fps == pytest.approx(30)


def test_the_files_own_rate_rounded_is_no_slow_motion_fault(tmp_path: Path) -> None:
    assert probe(make_clip(tmp_path / "clip.mp4", 10), capture_fps=29.97).time_scale == pytest.approx(30 / 29.97)


def test_variable_rate_is_told_from_rounding() -> None:
    assert not _varies([0, 33, 67, 100, 133, 167])  # 30 fps in milliseconds
    assert not _varies([0, 4, 8, 12, 17, 21])  # 240 fps in milliseconds
    assert _varies([0, 33, 67, 133, 167])  # a frame was dropped
    assert _varies([0, 28, 63, 91, 126])
    assert not _varies([5])


def test_gaps_and_rate_of_a_variable_clip(tmp_path: Path) -> None:
    stamps = [0, FRAME, 2 * FRAME, 5 * FRAME, 6 * FRAME]
    info = probe(make_clip(tmp_path / "clip.mp4", stamps))
    assert info.variable_frame_rate
    assert info.largest_frame_gap_ms == pytest.approx(100, abs=0.01)
    assert info.smallest_frame_gap_ms == pytest.approx(1000 / 30, abs=0.01)
    assert info.container_fps == pytest.approx(20, abs=0.01)


def test_the_hash_is_that_of_the_bytes_and_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(bytes(range(256)) * 10_000)
    ticks: list[tuple[int, int]] = []
    assert (
        content_hash(path, lambda done, total: ticks.append((done, total)))
        == hashlib.sha256(path.read_bytes()).hexdigest()
    )
    assert ticks[-1] == (2_560_000, 2_560_000)
    assert len(ticks) > 1
    assert [done for done, _ in ticks] == sorted(done for done, _ in ticks)


def test_the_time_base_is_a_fraction_and_keyframes_are_kept(tmp_path: Path) -> None:
    index = build_index(
        make_clip(tmp_path / "clip.mp4", 30, options={"g": "10", "bf": "0", "x264-params": "scenecut=0"})
    )
    assert type(index.time_base) is Fraction
    assert np.flatnonzero(index.keyframe).tolist() == [0, 10, 20]
    assert index.entry_pts.tolist() == index.pts[[0, 10, 20]].tolist()
    assert [index.entry_before(n) for n in (0, 9, 10, 29)] == [0, 0, 1, 2]
    assert index.end_s == pytest.approx(1.0)
    assert index.number_of(int(index.pts[7])) == 7
    assert index.number_of(int(index.pts[7]) + 1) is None


def test_frame_at_is_the_one_that_has_begun() -> None:
    index = _index([0, 40, 80])
    assert [index.frame_at(t) for t in (-1, 0, 0.0399, 0.04, 0.0799, 0.08, 9)] == [0, 0, 0, 1, 1, 2, 2]


def test_an_index_refuses_times_that_do_not_increase() -> None:
    for pts in ([0, 0], [2, 1], []):
        with pytest.raises(ValueError, match=r"index"):
            FrameIndex(np.array(pts, np.int64), np.ones(len(pts), bool), Fraction(1, 30), 3)


def test_an_index_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        _index([0, 1]).pts[0] = 5


def _frames(numbers: range) -> dict[int, av.VideoFrame]:
    return {n: av.VideoFrame(64, 64, "gray") for n in numbers}


def test_the_cache_keeps_what_lies_nearest_and_stays_within_its_bytes() -> None:
    frames = _frames(range(20))
    size = frames[0].planes[0].buffer_size
    cache = FrameCache(5 * size)
    for number, frame in frames.items():
        cache.put(number, frame, wanted=12)
        assert cache.bytes <= cache.limit_bytes
    assert [n for n in range(20) if n in cache] == [10, 11, 12, 13, 14]
    assert cache.get(12) is frames[12]
    assert cache.get(0) is None
    cache.put(12, frames[0], wanted=12)  # kept already
    assert (len(cache), cache.bytes) == (5, 5 * size)
    cache.clear()
    assert (len(cache), cache.bytes) == (0, 0)


def test_stepping_back_within_a_group_decodes_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_reader(
        make_clip(tmp_path / "clip.mp4", 60, options={"g": "60", "bf": "2", "x264-params": "scenecut=0"})
    ) as reader:
        reader.frame(50)

        def refuse(number: int) -> None:
            raise AssertionError(f"seeks for frame {number}")

        monkeypatch.setattr(reader.decoder, "_seek", refuse)
        assert [number_in(reader.frame(n).rgb) for n in range(50, 0, -1)] == list(range(50, 0, -1))


def test_reading_onwards_keeps_nothing(tmp_path: Path) -> None:
    with open_reader(make_clip(tmp_path / "clip.mp4", 30)) as reader:
        kept = len(reader.decoder.cache)
        assert sum(1 for _ in reader.frames()) == 30
        assert len(reader.decoder.cache) == kept


def test_frames_as_stored_are_kept_where_all_of_them_fit_and_else_take_no_memory(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", 30)
    with open_reader(clip) as reader:
        one = reader.decoder.cache.bytes
    with open_reader(clip, cache_bytes=20 * one) as reader:
        assert sum(1 for _ in reader.stored(keep=True)) == 30
        assert len(reader.decoder.cache) == 1, "the first, which opening decodes"
        assert sum(1 for _ in reader.stored(4, 24, keep=True)) == 20
        assert all(number in reader.decoder.cache for number in range(5, 24))


def _tell_rate(path: Path, kind: int, value: bytes) -> None:
    """Append the list of keys an Android phone writes: one key, its value of a QuickTime type (1 text, 23 float32)."""
    key = b"com.android.capture.fps"
    handler = _box(b"hdlr", bytes(8) + b"mdta" + bytes(13))
    keys = _box(b"keys", bytes(4) + struct.pack(">II", 1, 8 + len(key)) + b"mdta" + key)
    item = struct.pack(">II", 8 + 16 + len(value), 1) + _box(b"data", struct.pack(">II", kind, 0) + value)
    meta = _box(b"meta", handler + keys + _box(b"ilst", item))
    data = bytearray(path.read_bytes())
    at = data.index(b"moov") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    assert at + size == len(data), "the list of pictures is at the end, so that nothing moves"
    data[at : at + 4] = (size + len(meta)).to_bytes(4, "big")
    path.write_bytes(data + meta)


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (23, struct.pack(">f", 240.0), 240.0),
        (1, b"119.88", 119.88),
        (1, b"many", None),
        (1, b"nan", None),
        (1, b"0", None),
    ],
)
def test_a_phones_word_on_the_rate_is_passed_on(kind: int, value: bytes, told: float | None, tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 5)
    _tell_rate(path, kind, value)
    info = probe(path)
    assert info.told_capture_fps == (None if told is None else pytest.approx(told))
    assert (info.time_scale, info.capture_fps) == (1.0, pytest.approx(30))  # it is told, not applied


def test_a_clip_without_a_word_on_its_rate_tells_none(tmp_path: Path) -> None:
    assert probe(make_clip(tmp_path / "clip.mp4", 5)).told_capture_fps is None
