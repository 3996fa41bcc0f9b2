"""Interlaced film is told by what it shows, and every frame of it is shown at the first of its two moments."""

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from core.video.index import Fields
from core.video.planes import Planes
from core.video.reader import PyAVReader
from tests.core.video.clips import FRAME, make_clip
from tests.some import some

_WIDTH, _HEIGHT, _FRAMES = 320, 240, 40
_STEP = 3  # pixels that a post goes from one moment to the next
_MARKED = {"top": {"x264-params": "tff=1"}, "bottom": {"x264-params": "bff=1"}, "not at all": {}}


def _at(moment: int) -> NDArray[np.uint8]:
    """(H, W, 3) a white post before a cloudy wall."""
    rows, columns = np.mgrid[:_HEIGHT, :_WIDTH]
    wall = 90 + 25 * np.sin(columns / 19) + 25 * np.cos(rows / 23)
    wall[:, _STEP * moment + 10 : _STEP * moment + 40] = 220
    return np.repeat(wall.astype(np.uint8)[..., None], 3, axis=2)


def _woven(number: int, first: str) -> NDArray[np.uint8]:
    top, bottom = (2 * number, 2 * number + 1) if first == "top" else (2 * number + 1, 2 * number)
    out = _at(top)
    out[1::2] = _at(bottom)[1::2]
    return out


def _film(path: Path, first: str, marked: str) -> Path:
    pictures = [_woven(n, first) if first else _at(2 * n) for n in range(_FRAMES)]
    options = {"crf": "16", "g": "12"} | _MARKED[marked]
    return make_clip(path, _FRAMES, size=(_WIDTH, _HEIGHT), pictures=pictures, options=options)


def _post(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(H,) where the post begins in each row, from how many pixels before its middle are bright."""
    bright = rgb[..., 1] > 170
    return np.argmax(bright, axis=1).astype(np.float64)


@pytest.mark.parametrize("marked", _MARKED)
@pytest.mark.parametrize("first", ["top", "bottom"])
def test_woven_film_is_told_by_what_it_shows_whatever_the_file_says(tmp_path: Path, first: str, marked: str) -> None:
    with PyAVReader(_film(tmp_path / "woven.mp4", first, marked)) as reader:
        assert reader.index.fields == Fields[first.upper()]
        assert reader.info.interlaced


@pytest.mark.parametrize("marked", _MARKED)
def test_whole_pictures_come_out_bit_for_bit_as_decoded_even_where_they_are_marked_as_woven(
    tmp_path: Path, marked: str
) -> None:
    clip = _film(tmp_path / "whole.mp4", "", marked)
    with PyAVReader(clip) as reader, av.open(str(clip)) as container:
        assert not reader.info.interlaced
        for frame, stored in zip(some(reader.frames()), container.decode(video=0), strict=True):
            assert np.array_equal(frame.rgb, stored.to_ndarray(format="rgb24"))


@pytest.mark.parametrize("first", ["top", "bottom"])
def test_a_frame_of_woven_film_shows_its_first_moment_at_its_own_time(tmp_path: Path, first: str) -> None:
    with PyAVReader(_film(tmp_path / "woven.mp4", first, "not at all")) as reader:
        frames = some(reader.frames())
        assert [frame.number for frame in frames] == list(range(_FRAMES))
        assert np.allclose([frame.time_s for frame in frames], np.arange(_FRAMES) / 30)
        for frame in frames[1:-1]:
            # within a pixel in all rows, where the lines of the second moment were three pixels on
            assert np.abs(_post(frame.rgb) - (2 * _STEP * frame.number + 10)).max() <= 1


def test_a_frame_of_woven_film_is_the_same_however_it_is_come_to(tmp_path: Path) -> None:
    with PyAVReader(_film(tmp_path / "woven.mp4", "top", "top")) as reader:
        onward = [frame.rgb for frame in some(reader.frames())]
        for number in (17, 18, 5, 0, _FRAMES - 1, 30, 29):
            assert np.array_equal(reader.frame(number).rgb, onward[number])
        for frame in some(reader.frames(11, 30, 6)):
            assert np.array_equal(frame.rgb, onward[frame.number])
        kept = reader.kept(17)
        assert kept is not None and np.array_equal(kept.rgb, onward[17])
        for stored in some(reader.stored(20, 23)):
            assert isinstance(stored.picture, Planes)
            assert np.array_equal(stored.picture.rgb(), onward[stored.number])


def test_woven_film_whose_size_changes_on_the_way_is_shown_to_its_end(tmp_path: Path) -> None:
    half = _FRAMES // 2
    woven = [_woven(number, "top") for number in range(_FRAMES)]
    wide = [np.repeat(picture, 2, axis=1) for picture in woven]
    options = {"crf": "16", "g": "12"}
    parts = [
        make_clip(tmp_path / "narrow.ts", [FRAME * n for n in range(half)],
                  size=(_WIDTH, _HEIGHT), pictures=woven[:half], options=options),
        make_clip(tmp_path / "wide.ts", [FRAME * n for n in range(half, _FRAMES)],
                  size=(2 * _WIDTH, _HEIGHT), pictures=wide[half:], options=options),
    ]  # fmt: skip
    recording = tmp_path / "recording.ts"
    recording.write_bytes(b"".join(part.read_bytes() for part in parts))
    with PyAVReader(recording) as reader:
        assert reader.info.interlaced
        frames = some(reader.frames())
        assert [frame.number for frame in frames] == list(range(_FRAMES))
        for frame in frames[1:-1]:
            if frame.number not in (half - 1, half):  # which have a neighbour on one side only
                assert np.abs(_post(frame.rgb) - (2 * _STEP * frame.number + 10)).max() <= 1
        for number in (half, half - 1, half + 1):
            assert np.array_equal(reader.frame(number).rgb, frames[number].rgb)


def test_how_film_is_woven_is_known_when_it_is_opened_again(tmp_path: Path) -> None:
    clip = _film(tmp_path / "woven.mp4", "bottom", "not at all")
    with PyAVReader(clip) as first, PyAVReader(clip) as again:
        assert first.index.fields == again.index.fields == Fields.BOTTOM


def test_film_of_more_pictures_a_second_than_any_that_is_woven_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_at(*_: object) -> None:
        raise AssertionError("it was opened once more")

    clip = make_clip(tmp_path / "quick.mp4", [1500 * n for n in range(30)])
    monkeypatch.setattr("core.video.interlaced.opened", looked_at)
    with PyAVReader(clip) as reader:
        assert not reader.info.interlaced
