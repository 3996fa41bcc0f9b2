"""Frames are those a player shows, however oddly the file tells of them; what is missing is said."""

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.video.extent import missing_bytes
from core.video.frame_times import increasing, standstill_s
from core.video.reader import PyAVReader, open_reader
from tests.core.video.clips import FRAME, make_clip, number_in, restamp
from tests.core.video.surgery import set_edits

N = 40
B_FRAMES = {"g": "12", "bf": "3", "x264-params": "b-adapt=0:scenecut=0"}
OPEN_GROUPS = {"x264-params": "open-gop=1:keyint=10:min-keyint=10:bframes=3:b-adapt=0:scenecut=0"}
TICK = Fraction(1, 1000)


def _numbers(reader: PyAVReader) -> list[int]:
    """What the frames show, in order; the same in any order and backwards."""
    numbers = [number_in(frame.rgb) for frame in reader.frames()]
    order = list(range(len(numbers)))
    for number in random.Random(2).sample(order, len(order)) + order[::-1]:
        frame = reader.frame(number)
        assert (number_in(frame.rgb), frame.damaged) == (numbers[number], False)
    return numbers


EDITS: dict[str, tuple[list[tuple[int | None, int]], float]] = {
    "one piece": ([(17, 15)], 0.0),
    "on keyframes": ([(12, 24)], 0.0),
    "later": ([(None, 15), (13, 20)], 0.5),
    "one after the other": ([(10, 10), (25, 10)], 0.0),
    "that touch on keyframes": ([(12, 12), (24, 12)], 0.0),
    "in another order": ([(25, 10), (5, 10)], 0.0),
    "shown twice": ([(5, 10), (5, 10)], 0.0),
}


@pytest.mark.parametrize("case", EDITS)
def test_edit_lists_show_their_pieces(case: str, tmp_path: Path) -> None:
    edits, start_s = EDITS[case]
    path = make_clip(tmp_path / "edited.mp4", N, options=B_FRAMES)
    set_edits(path, edits)
    expected = [n for first, count in edits if first is not None for n in range(first, first + count)]
    with open_reader(path) as reader:
        assert _numbers(reader) == expected
        assert np.allclose(reader.time_s, start_s + np.arange(len(expected)) / 30, rtol=0, atol=1.1e-3)
        assert reader.info.notice == ""


@pytest.mark.parametrize("late", [0, 5000])
def test_clips_joined_end_to_end_are_shown_one_after_the_other(late: int, tmp_path: Path) -> None:
    first = make_clip(tmp_path / "first.ts", N, options=B_FRAMES).read_bytes()
    second = make_clip(tmp_path / "second.ts", [late + n * FRAME for n in range(N)], options=B_FRAMES).read_bytes()
    path = tmp_path / "joined.ts"
    path.write_bytes(first + second)
    with open_reader(path) as reader:
        assert _numbers(reader) == [*range(N), *range(N)]
        assert reader.time_s[N - 1] < reader.time_s[N] < reader.time_s[N - 1] + 0.2


@pytest.mark.parametrize(("options", "begins"), [(B_FRAMES, {12, 24, 36}), (OPEN_GROUPS, {10, 20, 30})])
def test_a_stream_that_begins_between_keyframes_is_shown_from_the_first_whole_picture(
    options: dict[str, str], begins: set[int], tmp_path: Path
) -> None:
    whole = make_clip(tmp_path / "whole.ts", N, options=options).read_bytes()
    path = tmp_path / "begun.ts"
    path.write_bytes(whole[len(whole) // 2 // 188 * 188 :])
    with open_reader(path) as reader:
        numbers = _numbers(reader)
        assert numbers[0] in begins
        assert numbers == list(range(numbers[0], N))
        assert f"first whole picture is at {reader.time_s[0]:.2f} s" in reader.info.notice


CUT: dict[str, dict[str, Any]] = {
    "head_first.mp4": {"options": B_FRAMES, "muxing": {"movflags": "faststart"}},
    "fragmented.mp4": {"options": B_FRAMES, "muxing": {"movflags": "frag_keyframe+empty_moov"}},
    "clip.mkv": {"options": B_FRAMES},
    "clip.webm": {"codec": "libvpx-vp9", "options": {"g": "12"}},
    "clip.avi": {"codec": "mjpeg", "pixel_format": "yuvj420p"},
}


@pytest.mark.parametrize("name", CUT)
def test_a_cut_off_file_says_where_it_ends(name: str, tmp_path: Path) -> None:
    whole = make_clip(tmp_path / name, 60, **CUT[name])
    assert missing_bytes(whole) == 0
    path = tmp_path / f"cut_{name}"
    path.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.6)])
    assert missing_bytes(path) > 0
    with open_reader(path) as reader:
        frames = list(reader.frames())
        good = [frame for frame in frames if not frame.damaged]
        assert [number_in(frame.rgb) for frame in good] == list(range(len(good)))
        assert len(frames) - 6 <= len(good) > 5
        assert reader.damaged(range(3, len(frames))) == [frame.number for frame in frames if frame.damaged]
        assert reader.info.notice == f"the file is incomplete; its last picture is at {reader.time_s[-1]:.2f} s"


@pytest.mark.parametrize("name", CUT)
def test_any_cut_is_told(name: str, tmp_path: Path) -> None:
    whole = make_clip(tmp_path / name, 10, **CUT[name]).read_bytes()
    path = tmp_path / f"cut_{name}"
    for share in (0.2, 0.5, 0.8, 0.97):
        path.write_bytes(whole[: int(len(whole) * share)])
        assert missing_bytes(path) > 0 or "fragmented" in name  # a cut between two fragments cannot be seen


@pytest.mark.parametrize(
    "content", [b"", b"x", b"RIFF", b"\x1a\x45\xdf\xa3", b"\0\0\0\x08ftyp", b"\0\0\0\0mdat", b"text" * 99]
)
def test_the_extent_of_what_is_no_clip_is_unknown(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd"
    path.write_bytes(content)
    assert missing_bytes(path) == 0 or content == b"RIFF"


def test_a_streamed_matroska_file_of_unknown_length_is_whole(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "live.mkv", N, options=B_FRAMES, muxing={"live": "1"})
    assert missing_bytes(path) == 0
    with open_reader(path) as reader:
        assert (len(reader), reader.info.notice) == (N, "")


def test_a_jump_of_days_is_a_standstill_and_a_pause_of_minutes_or_a_clip_of_a_day_is_none() -> None:
    time_s = np.arange(60) / 60.0
    broken = np.concatenate([time_s, 1e6 + time_s])
    assert standstill_s(broken) == (time_s[-1], 1e6)
    assert standstill_s(broken[:60]) is None and standstill_s(broken[60:]) is None, "either part can be measured"
    assert standstill_s(np.concatenate([time_s, 600.0 + time_s])) is None
    assert standstill_s(np.arange(24 * 3600) * 1.0) is None
    assert standstill_s(time_s[:1]) is None and standstill_s(time_s[:0]) is None


def test_missing_times_lie_evenly_between_those_told() -> None:
    pts, base = increasing([None, 100, None, None, 400, None], TICK, None)
    assert (pts * base).tolist() == [
        0,
        Fraction(1, 10),
        Fraction(1, 5),
        Fraction(3, 10),
        Fraction(2, 5),
        Fraction(1, 2),
    ]


def test_times_that_are_all_missing_follow_the_told_rate_or_a_usual_one() -> None:
    for rate, step in ((Fraction(50), Fraction(1, 50)), (None, Fraction(1, 25))):
        pts, base = increasing([None] * 4, TICK, rate)
        assert (pts * base).tolist() == [0, step, 2 * step, 3 * step]


def test_one_wrong_time_moves_no_other() -> None:
    pts, base = increasing([0, 33, 67, 10, 133, 167], TICK, None)
    assert [float(t) for t in pts * base] == pytest.approx([0, 0.033, 0.067, 0.1, 0.133, 0.167])


def test_a_second_piece_goes_on_one_usual_interval_after_the_first() -> None:
    pts, base = increasing([0, 40, 80, 120, 0, 40, 80, 140], TICK, None)
    assert [float(t) for t in pts * base] == pytest.approx([0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.24, 0.3])


def test_absurd_times_still_increase() -> None:
    for told in ([0, 2**62, 2**62 + 1], [-(2**63), 0, 2**63 - 1], [5, 5, 5], [2**62, 2**61, 2**60]):
        pts, base = increasing(told, Fraction(1, 1_000_000), Fraction(30))
        assert (np.diff(pts) > 0).all()
        assert base > 0


def test_missing_times_in_a_file_lose_no_frame(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mkv", 8, codec="mjpeg", pixel_format="yuvj420p")
    path = restamp(source, tmp_path / "stepping.nut", [0, 33, 67, 100, 133, 167, 200, 233])
    with open_reader(path) as reader:
        assert _numbers(reader) == list(range(8))
