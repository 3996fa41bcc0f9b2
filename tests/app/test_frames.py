"""The decode thread: the latest wish wins, a stand-in comes first, and every picture is the frame it says."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.frames import FrameThread, Opened, Picture, _Wanted
from app.messages import Message
from app.preferences import CACHE_MB
from app.views.video import VideoView
from app.window import Window
from tests.core.video.clips import make_clip

N, GROUP = 240, 120
WIDTH, HEIGHT = 160, 96
OPTIONS = {"bf": "2", "x264-params": f"b-adapt=0:scenecut=0:keyint={GROUP}:min-keyint={GROUP}"}


def number_in(image: QImage) -> int:
    """The number that `coded` wrote into the blocks of a picture."""
    blocks = [(x, y) for y in (1, 3, 5) for x in (1, 3, 5, 7)]
    bits = [image.pixelColor(x * image.width() // 8, y * image.height() // 6).green() > 127 for x, y in blocks]
    return int("".join(str(int(bit)) for bit in bits), 2)


class Watch:
    """A running decode thread and the pictures that came out of it."""

    def __init__(self, path: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.pictures: list[Picture] = []
        self.opened: list[Opened] = []
        self.thread = FrameThread(path)
        self.thread.opened.connect(self.opened.append, Qt.ConnectionType.DirectConnection)
        self.thread.decoded.connect(self.pictures.append, Qt.ConnectionType.DirectConnection)
        self.thread.start()
        qtbot.waitUntil(lambda: bool(self.opened))

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def ask(self, number: int, **how: int) -> list[Picture]:
        """What came for it, the exact frame last."""
        self.pictures.clear()
        self.thread.want(number, **how)
        self.until(lambda: any(p.exact and p.number == number for p in self.pictures))
        return list(self.pictures)


@pytest.fixture(scope="module")
def long_groups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("groups") / "clip.mp4", N, options=OPTIONS)


@pytest.fixture
def watch(long_groups: Path, qtbot: QtBot) -> Iterator[Watch]:
    made = Watch(long_groups, qtbot)
    yield made
    made.thread.stop()


def test_a_jump_shows_a_keyframe_and_then_the_exact_frame(watch: Watch) -> None:
    watch.ask(0)
    came = watch.ask(200)
    assert [(p.number, p.exact) for p in came] == [(120, False), (200, True)]
    assert [number_in(p.image) for p in came] == [120, 200]
    assert came[0].time_s == watch.opened[0].time_s[120]


def test_a_frame_that_is_decoded_does_not_wait_for_what_is_being_decoded(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10):
        watch.ask(number)
    scrubber = watch.thread._scrubber
    assert scrubber is not None
    begun, go_on = threading.Event(), threading.Event()

    def in_the_middle(*_: object) -> bool:
        begun.set()
        return not go_on.wait(60)

    monkeypatch.setattr(scrubber, "ahead", in_the_middle)
    try:
        watch.ask(9)  # what comes after it is decoded ahead
        assert begun.wait(60)
        assert [p.number for p in watch.ask(8)] == [8]
        assert [number_in(p.image) for p in watch.ask(7, towards=-1)] == [7]
    finally:
        go_on.set()


def test_a_frame_that_had_to_make_room_is_decoded_again(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    watch.ask(0)
    scrubber = watch.thread._scrubber
    assert scrubber is not None
    monkeypatch.setattr(scrubber, "is_decoded", lambda number: True)
    assert number_in(watch.ask(200)[-1].image) == 200


def test_a_picture_asked_for_earlier_is_not_shown_after_a_later_one(watch: Watch) -> None:
    earlier, later = watch.ask(3)[-1], watch.ask(4)[-1]
    order = watch.thread._order
    watch.pictures.clear()
    watch.thread._show(earlier, _Wanted(3, 0, 0, order - 1))
    assert watch.pictures == []
    watch.thread._show(later, _Wanted(4, 0, 0, order))
    assert watch.pictures == [later]


def test_while_nobody_asks_keyframes_are_made_ready_and_a_jump_shows_one_at_once(watch: Watch) -> None:
    watch.ask(0)
    watch.until(lambda: 120 in watch.thread._stand_ins and 0 in watch.thread._stand_ins)
    watch.pictures.clear()
    watch.thread.want(200)
    first = watch.pictures[0]
    assert (first.number, first.exact, number_in(first.image)) == (120, False, 120), "before `want` returns"
    watch.until(lambda: watch.pictures[-1].exact)
    assert [p.number for p in watch.pictures] == [120, 200], "and not a second time"
    assert [(p.number, p.exact) for p in watch.ask(200)] == [(200, True)], "what is decoded already needs no stand-in"


def test_a_stand_in_never_takes_the_place_of_the_frame_it_stands_for(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the window is kept from showing it."""
    watch.ask(0)
    watch.until(lambda: 120 in watch.thread._stand_ins)
    show = watch.thread._show

    def late(picture: Picture, wanted: _Wanted) -> None:
        if threading.current_thread() is threading.main_thread():
            time.sleep(0.5)  # the exact frame is decoded within milliseconds
        show(picture, wanted)

    monkeypatch.setattr(watch.thread, "_show", late)
    assert [(p.number, p.exact) for p in watch.ask(200)] == [(120, False), (200, True)]
    assert watch.pictures[-1].exact


def test_steps_show_only_exact_frames(watch: Watch) -> None:
    watch.ask(125)
    for number in [*range(124, 100, -1), *range(101, 130)]:
        came = watch.ask(number)
        assert [(p.number, p.exact) for p in came] == [(number, True)]
        assert number_in(came[0].image) == number


def test_the_last_of_many_wishes_is_always_met(watch: Watch) -> None:
    for last in (17, 230, 119):
        watch.pictures.clear()
        for number in [*range(0, N, 7), last]:
            watch.thread.want(number)
            time.sleep(0.001)
        watch.until(lambda last=last: bool(watch.pictures) and watch.pictures[-1].number == last)  # type: ignore[misc]
        watch.until(lambda: watch.pictures[-1].exact)
        assert all(number_in(p.image) == p.number for p in watch.pictures)


def test_playing_back_and_forth_gives_the_frames_asked_for(watch: Watch) -> None:
    for number in [*range(60, 80), *range(80, 40, -1)]:
        towards = 1 if number < 80 else -1
        assert number_in(watch.ask(number, towards=towards)[-1].image) == number


def test_no_keyframe_flashes_up_while_playing(watch: Watch) -> None:
    watch.ask(0)
    assert [p.number for p in watch.ask(100, towards=1)] == [100]


@pytest.mark.parametrize(
    ("width", "size"), [(100, (100, 60)), (159, (159, 95)), (200, (200, 120)), (160, (160, 96)), (250, (160, 96))]
)
def test_a_playing_picture_comes_as_wide_as_it_is_on_the_screen(
    watch: Watch, width: int, size: tuple[int, int]
) -> None:
    came = watch.ask(5, width=width, towards=1)[-1]
    assert (came.image.width(), came.image.height()) == size
    assert came.full == (size == (WIDTH, HEIGHT)), "one much larger than the clip is not made: a part of it is painted"
    assert number_in(came.image) == 5


def test_what_stands_in_is_no_larger_than_the_clip(watch: Watch) -> None:
    watch.ask(0)
    first = watch.ask(200)[0]
    assert not first.exact and first.image.width() == WIDTH


def test_the_cache_limit_changes_while_the_clip_is_open(watch: Watch) -> None:
    for limit in (0, 100_000, 2**20):
        watch.thread.set_cache_bytes(limit)
        for number in (50, 49, 48, 200):
            assert number_in(watch.ask(number)[-1].image) == number


def test_the_thread_ends_at_once_while_it_decodes(watch: Watch) -> None:
    watch.thread.want(119)
    watch.thread.stop()
    assert watch.thread.isFinished()


def test_the_view_says_when_a_picture_stands_in_or_is_damaged(qtbot: QtBot) -> None:
    view = VideoView()
    qtbot.addWidget(view)
    view.set_clip_size(WIDTH, HEIGHT)
    view.show()
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    view.show_picture(Picture(0, 0.0, image, True, exact=False))
    assert view._doubt.isVisible()
    assert view._doubt.text() == "\N{HORIZONTAL ELLIPSIS}"
    view.show_picture(Picture(3, 0.1, image, True))
    assert not view._doubt.isVisible()
    view.show_picture(Picture(4, 0.2, image, True, damaged=True))
    assert view._doubt.isVisible()
    assert view._doubt.text() == "damaged"


def test_under_the_magnifier_a_playing_picture_has_all_its_pixels(qtbot: QtBot) -> None:
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(320, 180)
    view.set_clip_size(1920, 1080)
    told: list[int] = []
    view.scale_changed.connect(told.append)
    view.fit()
    for on in (True, False):
        view.set_magnifier(on)
    assert told[0] < 1000
    assert told[1:] == [1920, told[0]]


def test_the_preference_for_the_cache_reaches_the_open_clip(analysed: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = analysed.session._frames
    assert frames is not None
    assert frames._cache_bytes == CACHE_MB.read() * 2**20
    analysed.session.set_cache_mb(64)
    assert frames._cache_bytes == 64 * 2**20


def test_opening_a_clip_that_was_cut_off_says_where_it_ends(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    cut = make_clip(tmp_path / "cut.mkv", 40)
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size * 2 // 3])
    told: list[Message] = []
    window.session.messages.shown.connect(told.append)
    window.open_clips([cut])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    assert any(m.text.startswith("cut.mkv: the file is incomplete; its last picture is at") for m in told)
