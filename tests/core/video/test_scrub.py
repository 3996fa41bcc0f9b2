"""Looking at a clip by hand: stand-ins, giving up, decoding ahead; what comes out is always the right frame."""

import random
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import Cancelled
from core.giving_way import giving_way
from core.video.cache import FrameCache
from core.video.decoder import AbandonedError
from core.video.reader import Frame, PyAVReader, open_reader
from core.video.scrub import Scrubber
from tests.core.video.clips import make_clip, number_in

N, GROUP = 120, 30
OPTIONS = {"g": str(GROUP), "bf": "2", "x264-params": f"b-adapt=0:scenecut=0:keyint={GROUP}:min-keyint={GROUP}"}
OPEN_GROUPS = {"x264-params": "open-gop=1:keyint=15:min-keyint=15:bframes=3:b-adapt=0:scenecut=0"}


def nobody() -> int | None:
    return None


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("scrub") / "clip.mp4", N, options=OPTIONS)


def idle(scrubber: Scrubber) -> None:
    for _ in range(1000):
        if not scrubber.ahead(never):
            return
    raise AssertionError("decoding ahead never ends")


class Decoded:
    """Counts the frames that come out of a reader's decoder."""

    def __init__(self, reader: PyAVReader, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        original = reader.decoder._next

        def counting(abandon: Callable[[], bool] | None = None) -> object:
            found = original(abandon)
            self.count += 1
            return found

        monkeypatch.setattr(reader.decoder, "_next", counting)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
@pytest.mark.parametrize("options", [OPTIONS, OPEN_GROUPS], ids=["closed groups", "open groups"])
def test_the_stand_in_is_the_nearest_keyframe_and_says_which(
    options: dict[str, str], suffix: str, tmp_path: Path
) -> None:
    with open_reader(make_clip(tmp_path / f"clip{suffix}", 90, options=options)) as reader:
        keyframes = np.flatnonzero(reader.index.keyframe)
        for number in (41, 3, 89, 59, 16, 45):
            found = reader.keyframe_near(number)
            assert found is not None
            assert number_in(found.rgb) == found.number
            assert found.number in keyframes
            assert abs(found.number - number) == np.abs(keyframes - number).min()
            assert found.time_s == reader.time_s[found.number]
            assert np.array_equal(found.rgb, reader.frame(found.number).rgb)


def test_a_stand_in_does_not_move_the_decoder(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with PyAVReader(clip, cache_bytes=0) as reader:
        reader.frame(40)
        monkeypatch.setattr(reader.decoder, "_seek", lambda number, *_: pytest.fail(f"seeks for frame {number}"))
        assert reader.keyframe_near(100) is not None
        assert number_in(reader.frame(41).rgb) == 41


def test_keyframes_about_come_one_by_one_the_nearest_first(clip: Path) -> None:
    with open_reader(clip) as reader:
        scrubber = Scrubber(reader)
        scrubber.exact(50, 0, nobody)
        known: list[int] = []
        while (frame := scrubber.keyframe_about(3, known)) is not None:
            assert number_in(frame.rgb) == frame.number
            known.append(frame.number)
        assert known == [60, 30, 90]
        assert [scrubber.is_kept(number) for number in (0, 50, 90)] == [True, True, False]


def test_there_is_no_stand_in_for_what_is_there_soon_or_is_nearer_already(clip: Path) -> None:
    with open_reader(clip) as reader:
        scrubber = Scrubber(reader)
        assert scrubber.stand_in(5, shown=0) is None  # a few frames to decode
        assert scrubber.stand_in(61, shown=0) is None  # just behind a keyframe
        far = scrubber.stand_in(80, shown=0)
        assert far is not None and far.number == 90
        assert scrubber.stand_in(80, shown=79) is None, "a step must not jump to a keyframe and back"
        reader.frame(80)
        assert scrubber.stand_in(80, shown=0) is None  # kept


def test_clips_without_usable_times_have_no_stand_in(tmp_path: Path) -> None:
    with open_reader(make_clip(tmp_path / "clip.h264", 40, options=OPTIONS)) as reader:
        if reader.index.by_order:
            assert reader.keyframe_near(35) is None
        assert Scrubber(reader).exact(35, 0, nobody) is not None


def test_a_keyframe_decoder_that_cannot_open_the_file_is_no_fault(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 60, options=OPTIONS)
    with open_reader(path) as reader:
        path.unlink()
        assert reader.keyframe_near(30) is None
        assert number_in(reader.frame(29).rgb) == 29  # the open file is still there


def _stop_and_read(clip: Path, read: Callable[[PyAVReader, int, Callable[[], bool]], Frame]) -> None:
    """Frames from anywhere, most of them given up on the way, must all be right.  read : may ask whether to stop."""
    chance = random.Random(8)
    given_up = 0
    with PyAVReader(clip, cache_bytes=30 * 25_000) as reader:
        for _ in range(150):
            number, patience = chance.randrange(N), chance.randrange(40)
            left = iter(range(patience))
            try:
                frame = read(reader, number, lambda left=left: next(left, None) is None)  # type: ignore[misc]
            except (AbandonedError, Cancelled):
                given_up += 1
                continue
            assert number_in(frame.rgb) == number
            assert not frame.damaged
    assert 30 < given_up < 120


@pytest.mark.parametrize("direct", [False, True])
def test_reading_given_up_at_any_place_leaves_every_frame_right(direct: bool, clip: Path) -> None:
    _stop_and_read(clip, lambda reader, number, stop: reader.frame(number, stop, direct))


def test_whoever_cancels_is_not_kept_waiting_for_frames_on_the_way_and_every_frame_stays_right(clip: Path) -> None:
    def read(reader: PyAVReader, number: int, stop: Callable[[], bool]) -> Frame:
        with giving_way(stop):
            return reader.frame(number)

    _stop_and_read(clip, read)


def test_a_newer_wish_behind_or_in_another_group_interrupts(clip: Path) -> None:
    with open_reader(clip) as reader:
        for newer in (5, 119):
            assert Scrubber(reader).exact(58, 0, lambda newer=newer: newer) is None  # type: ignore[misc]


def test_a_newer_wish_on_the_way_does_not_interrupt(clip: Path) -> None:
    """Or playing on a machine that is too slow would show nothing at all."""
    with open_reader(clip) as reader:
        frame = Scrubber(reader).exact(40, 1, lambda: 42)
        assert frame is not None and number_in(frame.rgb) == 40


def test_going_directly_decodes_fewer_frames(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for direct in (False, True):
        with open_reader(clip) as reader:
            counted = Decoded(reader, monkeypatch)
            assert number_in(reader.frame(58, direct=direct).rgb) == 58
            assert number_in(reader.frame(57, direct=direct).rgb) == 57
            counts.append(counted.count)
    assert counts[0] == 29
    assert counts[1] < 25, "of three frames two are referred to by none; both reads together"


def test_steps_onwards_find_their_frames_decoded(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_reader(clip) as reader:
        scrubber = Scrubber(reader)
        scrubber.exact(50, 1, nobody)
        idle(scrubber)
        counted = Decoded(reader, monkeypatch)
        for number in range(51, 60):
            frame = scrubber.exact(number, 1, nobody)
            assert frame is not None and number_in(frame.rgb) == number
        assert counted.count == 0


def test_steps_back_find_the_group_before_decoded(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_reader(clip) as reader:
        scrubber = Scrubber(reader)
        scrubber.exact(65, -1, nobody)
        idle(scrubber)
        counted = Decoded(reader, monkeypatch)
        for number in range(64, 35, -1):
            frame = scrubber.exact(number, -1, nobody)
            assert frame is not None and number_in(frame.rgb) == number
        assert counted.count == 0


def test_decoding_ahead_stops_at_once_when_something_is_wanted(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_reader(clip) as reader:
        scrubber = Scrubber(reader)
        scrubber.exact(65, -1, nobody)
        scrubber.ahead(never)  # opens the second decoder
        counted = Decoded(reader, monkeypatch)
        assert scrubber.ahead(lambda: counted.count == 3)
        assert counted.count == 3


def test_decoding_ahead_comes_on_between_quick_steps(clip: Path) -> None:
    """It takes several packets until the first frame is there: begun anew with every step, it would never be."""
    with open_reader(clip) as reader:
        scrubber = Scrubber(reader)
        scrubber.exact(95, -1, nobody)
        turns = cycle([False, True])
        for _ in range(500):
            scrubber.ahead(lambda: next(turns))
        assert all(scrubber.is_kept(number) for number in range(60, 95))


def test_a_group_longer_than_the_cache_is_stepped_through_in_strides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going back a frame at a time costs a few passes over the group, not one for every frame."""
    path = make_clip(tmp_path / "clip.mp4", 200, options={"g": "200", "bf": "0", "x264-params": "scenecut=0"})
    with open_reader(path) as reader:
        size = reader.decoder.cache.bytes // len(reader.decoder.cache)
        scrubber = Scrubber(reader)
        scrubber.set_cache_bytes(60 * size)
        counted = Decoded(reader, monkeypatch)
        for number in range(199, -1, -1):
            frame = scrubber.exact(number, -1, nobody)
            assert frame is not None and number_in(frame.rgb) == number
            idle(scrubber)
            assert reader.decoder.cache.bytes <= 60 * size
        assert counted.count < 12 * 200


@pytest.mark.parametrize("frames_kept", [0, 1, 3, 8])
@pytest.mark.parametrize("towards", [-1, 0, 1])
def test_a_tiny_cache_gives_right_frames_and_comes_to_rest(towards: int, frames_kept: int, clip: Path) -> None:
    with open_reader(clip) as reader:
        scrubber = Scrubber(reader)
        scrubber.set_cache_bytes(frames_kept * 25_000)
        for number in random.Random(2).choices(range(N), k=8):
            frame = scrubber.exact(number, towards, nobody)
            assert frame is not None and number_in(frame.rgb) == number
            idle(scrubber)


def _put(cache: FrameCache, numbers: range, wanted: int) -> Callable[[], list[int]]:
    for number in numbers:
        cache.put(number, av.VideoFrame(64, 64, "gray"), wanted)
    return lambda: [number for number in range(200) if number in cache]


def test_frames_the_other_way_make_room_first() -> None:
    cache = FrameCache(12 * av.VideoFrame(64, 64, "gray").planes[0].buffer_size)
    cache.towards = -1
    kept = _put(cache, range(100), wanted=50)
    assert kept() == list(range(42, 54))
    assert cache.capacity == 12


def test_a_lower_limit_holds_at_once() -> None:
    size = av.VideoFrame(64, 64, "gray").planes[0].buffer_size
    cache = FrameCache(100 * size)
    kept = _put(cache, range(20), wanted=10)
    cache.limit_bytes = 5 * size
    assert kept() == [8, 9, 10, 11, 12]
    assert cache.bytes == 5 * size
    cache.limit_bytes = 0
    assert kept() == []
    assert (cache.bytes, cache.capacity) == (0, 0)
