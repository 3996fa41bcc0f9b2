"""The camera's motion from pictures whose camera is known: turned, zoomed, rolled, still, lost, cut."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.pose import estimate
from core.pose.camera_motion import CameraMotion
from core.pose.camera_tracker import CameraThread, CameraTracker
from core.pose.effort import EFFORTS
from tests.core.pose.moving_camera import FOCAL_PX, HEIGHT, WIDTH, Camera, picture, texture, with_person

SIZE = (WIDTH, HEIGHT)
NOBODY = np.full(4, np.nan)
WALL = texture()


def tracked(
    pictures: list[np.ndarray],
    boxes: list[np.ndarray] | None = None,
    rate_hz: float = 30.0,
    still_stride: int = 1,
    crowd: bool = False,
) -> CameraMotion:
    tracker = CameraTracker(len(pictures), rate_hz, SIZE, still_stride, crowd)
    for row, rgb in enumerate(pictures):
        if tracker.wants(row):
            tracker.add(row, rgb, NOBODY if boxes is None else boxes[row])
    return tracker.result()


def test_a_pan_is_followed_to_a_tenth_of_a_degree_and_tells_the_focal_length() -> None:
    right = np.linspace(0, 50, 60) - 25
    motion = tracked([picture(WALL, Camera(right_deg=a), noise=2, seed=i) for i, a in enumerate(right)])
    assert motion.state == "panning"
    assert motion.known.all()
    angle = -np.degrees(motion.shift_px[:, 0] / FOCAL_PX)
    assert np.abs(angle - (right - right[0])).max() < 0.25
    assert abs(motion.focal_px - FOCAL_PX) < max(0.05 * FOCAL_PX, 3 * motion.focal_sd_px)
    assert np.abs(motion.shift_px[:, 1]).max() < 2


def test_zoom_and_roll_are_told_apart_from_a_shift() -> None:
    n = 30
    zoom, roll = np.linspace(1, 1.25, n), np.linspace(0, 6, n)
    motion = tracked([picture(WALL, Camera(roll_deg=r, zoom=z)) for z, r in zip(zoom, roll, strict=True)])
    np.testing.assert_allclose(np.exp(motion.log_scale), zoom, atol=0.004)
    np.testing.assert_allclose(np.abs(motion.roll_deg), roll, atol=0.15)
    assert np.abs(motion.shift_px).max() < 1.5
    assert motion.state == "shaky", "neither still nor a pan"


def test_a_still_camera_with_noisy_pictures_is_still_however_long_it_films() -> None:
    motion = tracked([picture(WALL, Camera(), noise=8, seed=i) for i in range(150)])
    assert motion.state == "still"
    assert motion.travel_px() < 1.0
    assert motion.known.all()


def test_a_hand_that_shakes_is_told_and_followed_within_its_sd() -> None:
    t = np.arange(90) / 30
    right, down = 0.8 * np.sin(2 * np.pi * 1.3 * t), 0.5 * np.sin(2 * np.pi * 2.1 * t)
    motion = tracked(
        [picture(WALL, Camera(a, b), noise=3, seed=i) for i, (a, b) in enumerate(zip(right, down, strict=True))]
    )
    assert motion.state == "shaky"
    truth = -FOCAL_PX * np.tan(np.radians(np.stack([right, down], axis=1)))
    error = np.abs(motion.shift_px - truth)
    assert error.max() < 0.6
    assert float((error < 3 * np.maximum(motion.sd_px, 0.1)[:, None]).mean()) > 0.9


def test_an_athlete_who_passes_a_still_camera_does_not_move_it() -> None:
    at = np.linspace(60, WIDTH - 60, 50)
    made = [with_person(picture(WALL, Camera(), noise=2, seed=i), x, 300.0) for i, x in enumerate(at)]
    motion = tracked([m[0] for m in made], [m[1] for m in made])
    assert motion.state == "still"
    assert motion.travel_px() < 1.0


def test_an_athlete_held_in_the_middle_by_a_pan_does_not_hide_the_pan() -> None:
    right = np.linspace(0, 30, 45)
    made = [with_person(picture(WALL, Camera(right_deg=a)), WIDTH / 2, 300.0) for a in right]
    motion = tracked([m[0] for m in made], [m[1] for m in made])
    np.testing.assert_allclose(-np.degrees(motion.shift_px[:, 0] / FOCAL_PX), right, atol=0.3)


def test_fast_clips_are_looked_at_thirty_times_a_second_and_told_in_every_frame() -> None:
    right = np.linspace(0, 12, 97)
    tracker = CameraTracker(len(right), 240.0, SIZE)
    rows = [row for row in range(len(right)) if tracker.wants(row)]
    assert len(rows) <= 15
    for row in rows:
        tracker.add(row, picture(WALL, Camera(right_deg=float(right[row]))), NOBODY)
    motion = tracker.result()
    np.testing.assert_allclose(-np.degrees(motion.shift_px[:, 0] / FOCAL_PX), right, atol=0.15)


def test_a_cut_is_told_and_begins_another_segment() -> None:
    other = texture(seed=99)
    first = [picture(WALL, Camera(right_deg=0.1 * i)) for i in range(20)]
    motion = tracked(first + [picture(other, Camera(right_deg=8 + 0.1 * i)) for i in range(20)])
    assert np.flatnonzero(motion.cut).tolist() == [20]
    assert motion.segment[19] == 0
    assert motion.segment[20] == 1
    np.testing.assert_array_equal(motion.shift_px[20], [0, 0])


def test_a_hand_before_the_lens_is_a_gap_not_a_motion() -> None:
    clear = [picture(WALL, Camera()) for _ in range(30)]
    black = [np.zeros_like(clear[0]) for _ in range(5)]
    motion = tracked(clear + black + clear)
    assert not motion.known[30:35].any()
    assert motion.known[:30].all()
    assert motion.known[35:].all()
    assert motion.segment[0] != motion.segment[-1]
    assert motion.cuts == 0
    assert motion.state == "still"


@pytest.mark.parametrize("n", [1, 2, 40])
def test_black_pictures_tell_nothing(n: int) -> None:
    motion = tracked([np.zeros((HEIGHT, WIDTH, 3), np.uint8)] * n)
    assert len(motion) == n
    assert motion.state == "unknown"
    assert not motion.known.any()
    assert np.isnan(motion.focal_px)


def test_a_thing_that_moves_alone_before_an_empty_wall_is_not_the_camera() -> None:
    made = []
    for i in range(30):
        rgb, _ = with_person(np.full((HEIGHT, WIDTH, 3), 230, np.uint8), 150 + 5.0 * i, 180.0)
        made.append(rgb)
    motion = tracked(made)
    assert motion.state == "unknown"


def test_the_thread_tells_what_the_tracker_tells() -> None:
    pictures = [picture(WALL, Camera(right_deg=0.4 * i)) for i in range(20)]
    with CameraThread(CameraTracker(20, 30.0, SIZE)) as thread:
        for row, rgb in enumerate(pictures):
            thread.add(row, rgb, NOBODY)
        motion = thread.result()
    np.testing.assert_array_equal(motion.shift_px, tracked(pictures).shift_px)


def test_an_error_in_the_thread_is_raised_where_the_result_is_asked_for() -> None:
    with CameraThread(CameraTracker(2, 30.0, SIZE)) as thread, pytest.raises(IndexError):
        thread.add(0, np.zeros((4, 4), np.uint8), NOBODY)
        thread.result()


@pytest.mark.parametrize(
    ("stride", "first", "least", "most"), [(2, 60, 65, 72), (2, 61, 65, 72), (4, 62, 54, 64), (4, 63, 54, 64)]
)
def test_a_camera_that_stood_still_is_followed_from_the_very_picture_in_which_it_moves(
    stride: int, first: int, least: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    shrunk = CameraTracker._shrunk
    monkeypatch.setattr(CameraTracker, "_shrunk", lambda self, rgb: looked.append(id(rgb)) or shrunk(self, rgb))
    glance = CameraTracker._glance
    monkeypatch.setattr(
        CameraTracker, "_glance", lambda self, row, rgb, box: looked.append(id(rgb)) or glance(self, row, rgb, box)
    )
    right = np.maximum(np.arange(90) - first + 1, 0) * 0.6
    pictures = [picture(WALL, Camera(right_deg=a), noise=2, seed=i) for i, a in enumerate(right)]
    motion = tracked(pictures, still_stride=stride)
    assert least <= len(set(looked)) <= most, "few while it stands still, every one before it is known to and after"
    assert motion.known.all()
    assert np.abs(-np.degrees(motion.shift_px[:, 0] / FOCAL_PX) - right).max() < 0.1


@pytest.mark.parametrize(("stride", "cut"), [(2, 60), (2, 61), (4, 62), (4, 63), (4, 88)])
def test_a_cut_after_a_long_still_scene_is_told_to_the_picture(stride: int, cut: int) -> None:
    other = texture(seed=8)
    pictures = [picture(WALL if i < cut else other, Camera(), noise=2, seed=i) for i in range(104)]
    motion = tracked(pictures, still_stride=stride)
    assert np.flatnonzero(motion.cut).tolist() == [cut]
    assert motion.known.all()


def test_a_camera_that_stands_still_is_looked_at_whole_twice_a_second_and_glanced_at_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = []
    shrunk = CameraTracker._shrunk
    monkeypatch.setattr(CameraTracker, "_shrunk", lambda self, rgb: looked.append(1) or shrunk(self, rgb))
    right = 0.02 * np.sin(np.arange(150) / 40)  # a tripod that gives way by a fifth of a pixel
    motion = tracked([picture(WALL, Camera(a), noise=2, seed=i) for i, a in enumerate(right)], still_stride=4)
    assert len(looked) <= 16 + (150 - 16) // 16 + 1
    assert motion.known.all()
    assert np.abs(-np.degrees(motion.shift_px[:, 0] / FOCAL_PX) - (right - right[0])).max() < 0.01


def _swaying() -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Pictures of three who sway before a still camera, and their boxes (3, 4) in each."""
    pictures, boxes = [], []
    for k in range(60):
        rgb, there = picture(WALL, Camera(), noise=2, seed=k), []
        for at in (130.0, 330.0, 530.0):
            rgb, box = with_person(rgb, at + 14 * np.sin(k / 9), 460.0)
            there.append(box)
        pictures.append(rgb)
        boxes.append(np.array(there))
    return pictures, boxes


def test_people_who_sway_before_a_still_camera_do_not_shake_it_where_they_are_known() -> None:
    pictures, boxes = _swaying()
    assert tracked(pictures, [box[0] for box in boxes]).state != "still"
    assert tracked(pictures, boxes, crowd=True).state == "still"


def test_a_shaking_hand_is_told_among_many_people_as_well() -> None:
    right = 0.4 * np.sin(np.arange(60) / 5)
    pictures, boxes = [], []
    for k, degrees in enumerate(right):
        rgb, box = with_person(picture(WALL, Camera(right_deg=float(degrees)), noise=2, seed=k), 200 + 3 * k, 200.0)
        pictures.append(rgb)
        boxes.append(np.array([box, NOBODY]))
    motion = tracked(pictures, boxes, crowd=True)
    assert motion.state == "shaky"
    assert np.abs(motion.shift_px[:, 0] + np.radians(right) * FOCAL_PX).max() < 1.0


def test_a_camera_is_looked_at_again_only_where_others_may_have_shaken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures, boxes = _swaying()
    seen = [SimpleNamespace(number=row, picture=rgb) for row, rgb in enumerate(pictures)]
    monkeypatch.setattr(estimate, "_needed", lambda *asked: iter(seen))
    info = SimpleNamespace(width_px=WIDTH, height_px=HEIGHT)
    reader = SimpleNamespace(time_s=np.arange(60) / 30, info=info)
    right = 0.4 * np.sin(np.arange(60) / 5)
    shaky = tracked([picture(WALL, Camera(right_deg=float(degrees))) for degrees in right])

    def steadied(others: np.ndarray) -> CameraMotion:
        steps = estimate._steadied(
            reader, range(60), np.array(boxes)[:, 0], others, EFFORTS["standard"], shaky  # type: ignore[arg-type]
        )  # fmt: skip
        while True:
            try:
                next(steps)
            except StopIteration as end:
                motion: CameraMotion = end.value
                return motion

    assert steadied(np.array(boxes)[:, 1:]).state == "still"
    assert steadied(np.zeros((60, 0, 4))) is shaky, "nobody else is there"
    seen[:] = [
        SimpleNamespace(number=row, picture=picture(WALL, Camera(right_deg=float(degrees))))
        for row, degrees in enumerate(right)
    ]
    assert steadied(np.array(boxes)[:, 1:]) is shaky, "and it does shake"
