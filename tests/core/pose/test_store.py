"""Poses kept on disk: what comes back is what was written, and a broken cache is no error."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import paths
from core.pose import store
from core.pose.athlete import Followed
from core.pose.begun import Begun
from core.pose.camera_motion import CameraMotion
from core.pose.track import PoseTrack
from tests.core.stick_figure import clock, noisy, run, seen

NAMES = ("time_s", "xy_px", "visibility", "world_m", "noise_px")


@pytest.fixture
def track() -> PoseTrack:
    t = clock(29.97, 1.0, 0.2)
    made = noisy(seen(t, run(t)), 2.0)
    xy = np.array(made.xy_px)
    xy[3] = np.nan
    return PoseTrack(t, xy, made.visibility, made.world_m, made.noise_px)


def test_a_track_comes_back_with_its_times_exact_and_its_points_to_a_thousandth_of_a_pixel(track: PoseTrack) -> None:
    name = store.key("abc")
    store.save(name, track, 3)
    loaded = store.load(name, len(track))
    assert loaded is not None
    back, people = loaded
    assert people == 3
    np.testing.assert_array_equal(back.time_s, track.time_s)
    for which in NAMES[1:]:
        np.testing.assert_allclose(getattr(back, which), getattr(track, which), atol=1e-3, rtol=1e-6)
    np.testing.assert_array_equal(back.has_pose, track.has_pose)


def test_what_is_measured_at_once_is_what_comes_back(track: PoseTrack) -> None:
    kept = store.as_kept(track)
    store.save("kept", track, 1)
    loaded = store.load("kept", len(track))
    assert loaded is not None
    for which in NAMES:
        np.testing.assert_array_equal(getattr(kept, which), getattr(loaded[0], which))


def begun(track: PoseTrack, frames: int) -> Begun:
    """The first `frames` of a track, the rest still to come."""
    done = np.arange(len(track)) < frames
    arrays = [
        np.where(done.reshape(-1, *[1] * (a.ndim - 1)), a, np.nan) for a in (getattr(track, n) for n in NAMES[1:])
    ]
    return Begun(Followed(np.full((len(track), 4), 7.5), 2, 3.25), done, *arrays)


def test_what_was_begun_comes_back_to_the_last_bit_until_it_is_finished(track: PoseTrack) -> None:
    left = begun(track, 10)
    store.save_begun("half", left)
    back = store.load_begun("half", len(track))
    assert back is not None
    for array, kept in zip((back.done, *back.arrays), (left.done, *left.arrays), strict=True):
        np.testing.assert_array_equal(array, kept)
    np.testing.assert_array_equal(back.followed.boxes, left.followed.boxes)
    assert (back.followed.people, back.followed.foot_speed) == (2, 3.25)
    assert store.load("half", len(track)) is None, "it is no result"
    assert store.load_begun("half", len(track) + 1) is None
    store.save("half", track, 2)
    assert store.load_begun("half", len(track)) is None


def test_nothing_begun_and_a_broken_beginning_are_begun_anew(track: PoseTrack) -> None:
    store.save_begun("none", begun(track, 0))
    assert store.load_begun("none", len(track)) is None
    store.save_begun("broken", begun(track, 5))
    (file,) = (paths.cache_dir() / "pose").glob("broken*")
    file.write_bytes(file.read_bytes()[:500])
    assert store.load_begun("broken", len(track)) is None


def test_what_the_camera_did_comes_back_with_the_track(track: PoseTrack) -> None:
    n = len(track)
    camera = CameraMotion(
        shift_px=np.linspace([0.0, 0.0], [40.0, -3.0], n), log_scale=np.linspace(0, 0.1, n),
        roll_deg=np.zeros(n), sd_px=np.full(n, 0.2), segment=np.repeat([0, 1], [n // 2, n - n // 2]),
        cut=np.arange(n) == n // 2, size_px=(640, 360), focal_px=500.0, focal_sd_px=12.5,
    )  # fmt: skip
    store.save("moving", replace(track, camera=camera), 1)
    loaded = store.load("moving", n)
    assert loaded is not None
    back = loaded[0].camera
    assert back is not None
    for which in ("shift_px", "log_scale", "roll_deg", "sd_px", "segment", "cut"):
        np.testing.assert_array_equal(getattr(back, which), getattr(camera, which))
    assert (back.size_px, back.focal_px, back.focal_sd_px) == ((640, 360), 500.0, 12.5)
    assert back.state == camera.state
    store.save("without", track, 1)
    without = store.load("without", n)
    assert without is not None
    assert without[0].camera is None


def test_who_stood_beside_the_athlete_comes_back_with_the_track_and_with_what_was_begun(track: PoseTrack) -> None:
    spans = ((0.5, 1.25), (2.0, 3.0))
    store.save("beside", replace(track, beside_s=spans, doubted=True), 2)
    loaded = store.load("beside", len(track))
    assert loaded is not None
    assert loaded[0].beside_s == spans and loaded[0].doubted
    left = begun(track, 10)
    assert left.followed is not None
    others = np.arange(len(track) * 8.0).reshape(-1, 2, 4)
    store.save_begun(
        "beside", replace(left, followed=replace(left.followed, beside_s=spans, doubted=True, others=others))
    )
    back = store.load_begun("beside", len(track))
    assert back is not None
    assert back.followed is not None
    assert back.followed.beside_s == spans and back.followed.doubted
    np.testing.assert_array_equal(back.followed.others, others)


def test_which_pictures_are_damaged_comes_back_with_the_track_and_with_what_was_begun(track: PoseTrack) -> None:
    spans = ((0.5, 1.25), (2.0, 3.0))
    store.save("damaged", replace(track, damaged_s=spans), 2)
    loaded = store.load("damaged", len(track))
    assert loaded is not None
    assert loaded[0].damaged_s == spans
    store.save_begun("damaged", replace(begun(track, 10), damaged=(3, 4, 9)))
    back = store.load_begun("damaged", len(track))
    assert back is not None
    assert back.damaged == (3, 4, 9)


def test_everything_that_changes_the_landmarks_changes_the_key() -> None:
    options = {"backend": "a", "views": 2, "pick": None, "frames": (0, 10)}
    keys = {store.key("clip", **options)} | {
        store.key("clip", **(options | change))
        for change in ({"backend": "b"}, {"views": 3}, {"pick": (1.0, 2.0, 3.0)}, {"frames": (0, 11)})
    }
    assert len(keys | {store.key("other", **options)}) == 6
    assert store.key("clip", views=2, backend="a", frames=(0, 10), pick=None) in keys, "their order does not matter"


def test_what_was_never_written_is_not_there() -> None:
    assert store.load("nothing", 10) is None


def test_a_track_of_another_length_is_not_taken(track: PoseTrack) -> None:
    store.save("one", track, 1)
    assert store.load("one", len(track) + 1) is None


@pytest.mark.parametrize("damage", ["emptied", "cut", "overwritten", "changed", "another archive"])
def test_a_damaged_file_counts_as_not_there_and_can_be_written_again(track: PoseTrack, damage: str) -> None:
    store.save("one", track, 1)
    (file,) = (paths.cache_dir() / "pose").iterdir()
    data = file.read_bytes()
    if damage == "another archive":
        np.savez(file, other=np.zeros(3))
    else:
        middle = len(data) // 2
        changed = data[:middle] + bytes(b ^ 0xFF for b in data[middle : middle + 400]) + data[middle + 400 :]
        file.write_bytes({"emptied": b"", "cut": data[:middle], "overwritten": b"x" * 500, "changed": changed}[damage])
    assert store.load("one", len(track)) is None
    store.save("one", track, 1)
    assert store.load("one", len(track)) is not None


def test_a_cache_that_cannot_be_written_is_no_error(
    track: PoseTrack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("PLUMBLINE_CACHE_DIR", str(tmp_path / "file"))
    store.save("one", track, 1)
    assert store.load("one", len(track)) is None


def test_a_full_disk_is_no_error_and_leaves_nothing_half_written(
    track: PoseTrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(stream: object, **arrays: object) -> None:
        stream.write(b"half")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    store.save("one", track, 1)
    assert list((paths.cache_dir() / "pose").iterdir()) == []


def test_an_interruption_is_passed_on_and_leaves_nothing_half_written(
    track: PoseTrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.save("one", track, 1)
    assert os.listdir(paths.cache_dir() / "pose") == []  # noqa: PTH208 - hidden files as well
