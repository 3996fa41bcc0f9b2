"""Any frame, in any order, is the one that decoding from the start gives."""

import gc
import os
import random
import weakref
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from core.video.decoder import Decoder
from core.video.reader import FrameReader, PyAVReader, open_reader
from tests.core.video.clips import FRAME, TICKS, make_clip, number_in, restamp, trim_by_edit_list

N = 40
B_FRAMES = {"g": "12", "bf": "3", "x264-params": "b-adapt=0:scenecut=0"}
OPEN_GROUPS = {"x264-params": "open-gop=1:keyint=10:min-keyint=10:bframes=3:b-adapt=0:scenecut=0"}
OPEN_HEVC = {"x265-params": "log-level=none:open-gop=1:keyint=10:min-keyint=10:bframes=3:scenecut=0"}
B_PYRAMID = {"x264-params": "b-pyramid=normal:bframes=7:b-adapt=0:ref=4:keyint=16:scenecut=0"}
PYRAMID_HEVC = {"x265-params": "log-level=none:b-pyramid=1:bframes=7:b-adapt=0:keyint=16:scenecut=0"}
JITTERED = [int(t) for t in np.cumsum(np.random.default_rng(0).integers(500, 9000, N))]
FROM_2_S = [2 * TICKS + n * FRAME for n in range(N)]
BY_FRAME = Fraction(1, 30)

CLIPS: dict[str, dict[str, Any]] = {
    "constant.mp4": {"options": {"g": "10", "bf": "0"}},
    "b_frames.mp4": {"options": B_FRAMES},
    "open_groups.mp4": {"options": OPEN_GROUPS},
    "open_groups.ts": {"options": OPEN_GROUPS},
    "open_groups.mkv": {"options": OPEN_GROUPS},
    "open_groups_hevc.mp4": {"codec": "libx265", "options": OPEN_HEVC},
    "refreshed_in_strips.mp4": {"options": {"x264-params": "intra-refresh=1:keyint=10:bframes=0"}},
    "variable.mp4": {"frames": JITTERED, "options": B_FRAMES},
    "variable.mkv": {"frames": JITTERED, "options": B_FRAMES},
    "fragmented.mp4": {"options": B_FRAMES, "muxing": {"movflags": "frag_keyframe+empty_moov"}},
    "fragmented_late.mp4": {
        "frames": FROM_2_S,
        "options": B_FRAMES,
        "muxing": {"movflags": "frag_keyframe+delay_moov"},
    },
    "late.mp4": {"frames": FROM_2_S, "options": B_FRAMES},
    "late.ts": {"frames": FROM_2_S, "options": B_FRAMES},
    "one.mp4": {"frames": 1},
    "two.mp4": {"frames": 2},
    "mpeg4.avi": {"codec": "mpeg4", "options": {"bf": "2", "g": "12"}, "tick": BY_FRAME},
    "h264.avi": {"options": B_FRAMES, "tick": BY_FRAME},
    "no_times.h264": {"options": B_FRAMES},
    "hidden_frames.webm": {"codec": "libvpx", "options": {"auto-alt-ref": "1", "lag-in-frames": "10", "g": "15"}},
    "ten_bit.mov": {"codec": "prores", "pixel_format": "yuv422p10le"},
    "with_sound.mp4": {"options": B_FRAMES, "sound": True},
    "b_pyramid.mp4": {"options": B_PYRAMID},
    "b_pyramid.ts": {"options": B_PYRAMID},
    "b_pyramid_hevc.mkv": {"codec": "libx265", "options": PYRAMID_HEVC},
    "variable.ts": {"frames": JITTERED, "options": OPEN_GROUPS},
    "mpeg2.ts": {"codec": "mpeg2video", "options": {"g": "12", "bf": "2"}, "tick": BY_FRAME},
    "vp9.webm": {"codec": "libvpx-vp9", "options": {"g": "12", "deadline": "realtime", "cpu-used": "8"}},
    "av1.mkv": {"codec": "libsvtav1", "options": {"g": "12", "preset": "8", "crf": "15"}, "tick": BY_FRAME},
}


@pytest.fixture(params=CLIPS)
def clip(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return make_clip(tmp_path / request.param, **({"frames": N} | CLIPS[request.param]))


def test_every_frame_is_shown_once_in_order(clip: Path) -> None:
    with open_reader(clip) as reader:
        numbers = [number_in(frame.rgb) for frame in reader.frames()]
        assert numbers == list(range(len(reader)))
        assert len(reader) == reader.info.frames == {"one": 1, "two": 2}.get(clip.stem, N)


def test_frames_in_any_order_equal_sequential_ones(clip: Path) -> None:
    with open_reader(clip) as reader:
        expected = [frame.rgb.copy() for frame in reader.frames()]
        backwards = list(range(len(reader)))[::-1]
        shuffled = random.Random(5).sample(backwards, len(backwards))
    for order in (shuffled, backwards):
        with open_reader(clip) as reader:
            for number in order:
                frame = reader.frame(number)
                assert number_in(frame.rgb) == number
                assert np.array_equal(frame.rgb, expected[number])
                assert not frame.damaged


def test_going_to_frames_directly_gives_the_same(clip: Path) -> None:
    """Though frames that no other refers to are left out on the way."""
    with open_reader(clip) as reader:
        expected = [frame.rgb.copy() for frame in reader.frames()]
    chance = random.Random(9)
    with PyAVReader(clip, cache_bytes=chance.choice([0, 5 * expected[0].size])) as reader:
        for number in chance.choices(range(len(reader)), k=60):
            frame = reader.frame(number, direct=chance.random() < 0.7)
            assert np.array_equal(frame.rgb, expected[number])
            assert not frame.damaged
            onwards = min(number + chance.randrange(3), len(reader) - 1)
            assert np.array_equal(reader.frame(onwards).rgb, expected[onwards])


def test_frames_do_not_depend_on_what_is_kept(clip: Path) -> None:
    with PyAVReader(clip, cache_bytes=0) as reader:
        for number in random.Random(6).choices(range(len(reader)), k=12):
            assert number_in(reader.frame(number).rgb) == number


def test_sequential_reading_may_be_interrupted_by_a_look_elsewhere(clip: Path) -> None:
    with open_reader(clip) as reader:
        for frame in reader.frames(start=1):
            assert number_in(frame.rgb) == frame.number
            assert number_in(reader.frame(frame.number // 3).rgb) == frame.number // 3


def test_times_equal_the_containers(clip: Path) -> None:
    with av.open(str(clip)) as container:
        decoded = [frame.time for frame in container.decode(video=0)]
    with open_reader(clip) as reader:
        assert [frame.time_s for frame in reader.frames()] == reader.time_s.tolist()
        if None in decoded or "avi" in clip.suffix:
            assert np.all(np.diff(reader.time_s) > 0)  # this container does not tell every frame's time
        else:
            assert np.allclose(reader.time_s, decoded, rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", ["late.mp4", "late.ts", "fragmented_late.mp4"])
def test_a_clip_that_starts_at_two_seconds_says_so(name: str, tmp_path: Path) -> None:
    with open_reader(make_clip(tmp_path / name, **CLIPS[name])) as reader:
        assert np.allclose(reader.time_s, np.array(FROM_2_S) / TICKS, rtol=0, atol=1e-6)
        assert reader.info.duration_s == pytest.approx(N / 30, abs=1e-6)
        assert reader.frame_at(2.0) == 0
        assert reader.frame_at(2.0 + 9.5 / 30) == 9


def test_an_edit_list_hides_frames_before_its_start(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "edited.mp4", N, options=B_FRAMES)
    trim_by_edit_list(path, skip=17, keep=15)  # begins and ends in the middle of a group of pictures
    with open_reader(path) as reader:
        assert [number_in(frame.rgb) for frame in reader.frames()] == list(range(17, 32))
        assert np.allclose(reader.time_s, np.arange(15) / 30, rtol=0, atol=1e-3)
        for number in (14, 0, 7, 6, 1):
            assert number_in(reader.frame(number).rgb) == 17 + number


def test_repeated_times_are_spread_and_no_frame_is_lost(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mkv", 12, codec="mjpeg", pixel_format="yuvj420p")
    times = [0, 33, 67, 100, 100, 100, 200, 233, 267, 300, 333, 367]
    with open_reader(restamp(source, tmp_path / "repeated.mkv", times)) as reader:
        assert [number_in(reader.frame(n).rgb) for n in (11, 4, 5, 3, 0)] == [11, 4, 5, 3, 0]
        assert reader.time_s[3:7] == pytest.approx([0.1, 0.13333, 0.16667, 0.2], abs=1e-4)
        assert reader.index.by_order


def test_pictures_stay_the_callers_own(tmp_path: Path) -> None:
    with open_reader(make_clip(tmp_path / "clip.mp4", 12)) as reader:
        kept = [frame.rgb for frame in reader.frames()]
        part = reader.frame(3).rgb[10:20]
        before = part.copy()
        for number in range(12):
            reader.frame(number)
    assert [number_in(rgb) for rgb in kept] == list(range(12))
    assert np.array_equal(part, before)
    assert all(rgb.flags.c_contiguous for rgb in kept)


def test_frames_outside_the_clip_are_refused(tmp_path: Path) -> None:
    with open_reader(make_clip(tmp_path / "clip.mp4", 3)) as reader:
        for number in (-1, 3):
            with pytest.raises(IndexError, match="of a clip of 3"):
                reader.frame(number)
        assert [frame.number for frame in reader.frames(1, 99)] == [1, 2]


def test_closing_twice_is_fine_and_reading_then_is_refused(tmp_path: Path) -> None:
    reader: FrameReader = open_reader(make_clip(tmp_path / "clip.mp4", 3))
    reader.close()
    reader.close()
    with pytest.raises(ValueError, match="closed"):
        reader.frame(0)


def test_a_dropped_reader_is_freed_without_the_garbage_collector(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 10)
    gc.disable()
    try:
        reader = open_reader(path)
        reader.frame(5)
        gone = weakref.ref(reader)
        del reader
        assert gone() is None
    finally:
        gc.enable()


def _twins(shared: Path) -> tuple[Path, Path]:
    return shared / "clips/real/squat_side_gym_mirror.mp4", shared / "clips/real/squat_side_hevc_rotated.MOV"


@pytest.mark.shared
def test_a_rotated_phone_clip_looks_like_its_upright_twin(shared: Path) -> None:
    with open_reader(_twins(shared)[0]) as plain, open_reader(_twins(shared)[1]) as rotated:
        assert rotated.info.rotation_deg == 270
        assert (rotated.info.width_px, rotated.info.height_px) == (608, 1080)
        difference = plain.frame(120).rgb.astype(int) - rotated.frame(120).rgb
        assert np.abs(difference).mean() < 6


@pytest.mark.shared
@pytest.mark.parametrize(
    "check",
    [
        ("real/control_sit_to_stand_editlist.mp4", lambda r: r.info.frames == len(r) == 798),
        ("real/control_no_person_rotated.mov", lambda r: (r.info.rotation_deg, r.info.width_px) == (90, 320)),
        ("rendered/squat_portrait_rotated_hevc_vfr.mov", lambda r: (r.info.width_px, r.info.height_px) == (1080, 1920)),
        ("rendered/squat_portrait_rotated_hevc_vfr.mov", lambda r: r.info.variable_frame_rate),
        ("real/squat_side_3reps_vfr.mp4", lambda r: r.info.variable_frame_rate),
        ("real/squat_side_vfr_arrows.mov", lambda r: r.info.variable_frame_rate),
        ("real/sprint_pan_hevc_vfr.mp4", lambda r: r.info.variable_frame_rate and r.info.width_px == 1376),
        ("real/run_treadmill_60fps.mp4", lambda r: not r.info.variable_frame_rate and r.info.container_fps == 60),
    ],
    ids=lambda check: Path(check[0]).stem,
)
def test_real_clips_are_told_rightly(check: tuple[str, Callable[[PyAVReader], bool]], shared: Path) -> None:
    with open_reader(shared / "clips" / check[0]) as reader:
        assert check[1](reader)


@pytest.mark.shared
def test_times_of_every_shared_clip_equal_the_containers(shared: Path) -> None:
    for path in _shared_clips(shared):
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            shown = sorted(p.pts * stream.time_base for p in container.demux(stream) if p.size and not p.is_discard)
        with open_reader(path) as reader:
            assert len(shown) == len(reader)
            assert np.abs(reader.time_s - np.array(shown, float)).max() <= 1e-6, path.name


def _shared_clips(shared: Path) -> list[Path]:
    paths = sorted(p for p in (shared / "clips").rglob("*") if p.suffix.lower() in {".mp4", ".mov"})
    assert len(paths) > 20
    return paths


@pytest.mark.shared
@pytest.mark.skipif("PLUMBLINE_EVERY_FRAME" not in os.environ, reason="takes minutes; set PLUMBLINE_EVERY_FRAME")
@pytest.mark.timeout(3600)
def test_every_frame_of_every_shared_clip_equals_the_sequential_one(shared: Path) -> None:
    for path in _shared_clips(shared):
        with av.open(str(path)) as container:
            container.streams.video[0].thread_type = "AUTO"
            plain = [(frame.time, _digest(frame)) for frame in container.decode(video=0)]
        decoder = Decoder(path)
        numbers = list(range(len(decoder.index)))
        assert len(numbers) == len(plain)
        assert np.abs(decoder.index.time_s - np.array([time for time, _ in plain])).max() <= 1e-6
        for order in (numbers, numbers[::-1], random.Random(9).sample(numbers, min(len(numbers), 150))):
            for number in order:
                found = decoder.read(number)
                assert not found.damaged
                assert _digest(found.frame) == plain[number][1], (path.name, number)
        decoder.close()


def _digest(frame: av.VideoFrame) -> tuple[int, ...]:
    """A checksum of each plane, without the padding of its rows."""
    planes = [np.frombuffer(memoryview(p), np.uint8).reshape(-1, p.line_size)[: p.height] for p in frame.planes]
    wide = 2 if "10" in frame.format.name else 1
    return tuple(
        zlib.crc32(np.ascontiguousarray(rows[:, : plane.width * wide]))
        for rows, plane in zip(planes, frame.planes, strict=True)
    )


@pytest.mark.shared
def test_random_frames_of_every_shared_clip_equal_sequential_ones(shared: Path) -> None:
    chooser = random.Random(8)
    for path in _shared_clips(shared):
        with open_reader(path) as reader:
            looked_at = min(len(reader), int(3.5e7 / (reader.info.width_px * reader.info.height_px)))
            wanted = chooser.sample(range(looked_at), 5)
            plain = {}
            with av.open(str(path)) as container:  # the plain way is the judge
                container.streams.video[0].thread_type = "AUTO"
                for number, frame in enumerate(container.decode(video=0)):
                    if number in wanted:
                        plain[number] = frame.to_ndarray()
                    if len(plain) == len(wanted):
                        break
            for number in wanted:
                found = reader.decoder.read(number).frame.to_ndarray()
                assert np.array_equal(found, plain[number]), (path.name, number)


def test_a_reader_that_rested_keeps_nothing_and_reads_on_exactly(clip: Path) -> None:
    with PyAVReader(clip) as reader:
        last = reader.frame(len(reader) - 1)
        assert len(reader.decoder.cache)
        reader.rest()
        assert not len(reader.decoder.cache)
        assert (reader.frame(last.number).rgb == last.rgb).all()
        reader.rest()
        assert [number_in(frame.rgb) for frame in reader.frames()] == list(range(len(reader)))


def test_resting_needs_no_file_that_has_gone(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "gone.mp4", frames=12)
    with PyAVReader(clip) as reader:
        clip.unlink()
        reader.rest()
        assert not len(reader.decoder.cache)
