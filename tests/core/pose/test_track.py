"""A track of landmarks holds together, or is not made."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack

ARRAYS = ("time_s", "xy_px", "visibility", "world_m", "noise_px")


def arrays(n: int) -> dict[str, np.ndarray]:
    return {
        "time_s": np.arange(n) / 30, "xy_px": np.ones((n, 33, 2)), "visibility": np.ones((n, 33)),
        "world_m": np.ones((n, 33, 3)), "noise_px": np.ones((n, 33)),
    }  # fmt: skip


@pytest.mark.parametrize("n", [0, 1, 2, 50])
def test_a_track_of_any_length_is_made(n: int) -> None:
    track = PoseTrack(**arrays(n))
    assert len(track) == n
    assert track.has_pose.tolist() == [True] * n


@settings(deadline=None, max_examples=40)
@given(name=st.sampled_from(ARRAYS), n=st.integers(2, 6), more=st.sampled_from([-1, 1]))
def test_an_array_of_another_length_is_refused_by_name(name: str, n: int, more: int) -> None:
    made = arrays(n)
    made[name] = arrays(n + more)[name]
    with pytest.raises(ValueError, match=r"expected shape"):
        PoseTrack(**made)


@pytest.mark.parametrize("name", ARRAYS[1:])
def test_an_array_of_another_shape_is_refused_by_name(name: str) -> None:
    made = arrays(4)
    made[name] = made[name][:, :32]
    with pytest.raises(ValueError, match=f"^{name}: expected shape"):
        PoseTrack(**made)


@pytest.mark.parametrize("times", [[0.0, 0.1, 0.1], [0.0, 0.2, 0.1], [0.0, np.nan, 0.2]])
def test_times_that_do_not_go_on_are_refused(times: list[float]) -> None:
    made = arrays(3) | {"time_s": np.array(times)}
    with pytest.raises(ValueError, match="strictly increasing"):
        PoseTrack(**made)


def test_a_track_cannot_be_changed_and_does_not_lock_what_it_was_made_from() -> None:
    made = arrays(3)
    track = PoseTrack(**made)
    for name in ARRAYS:
        with pytest.raises(ValueError, match="read-only"):
            getattr(track, name)[0] = 0
        made[name][0] = 0
    with pytest.raises(AttributeError):
        track.time_s = made["time_s"]  # type: ignore[misc]


def test_an_empty_track_has_its_times_and_nobody_in_it() -> None:
    t = np.array([0.0, 0.04, 0.08])
    track = PoseTrack.empty(t)
    np.testing.assert_array_equal(track.time_s, t)
    assert not track.has_pose.any()
    for name in ARRAYS[1:]:
        assert np.isnan(getattr(track, name)).all()


def test_a_frame_has_a_pose_as_soon_as_one_landmark_was_seen() -> None:
    xy = np.full((3, 33, 2), np.nan)
    xy[1, INDEX["left_knee"]] = [10, 20]
    track = PoseTrack(**(arrays(3) | {"xy_px": xy}))
    assert track.has_pose.tolist() == [False, True, False]
    assert track.point("left_knee")[1].tolist() == [10, 20]


def test_steps_are_added_without_touching_the_track_they_were_added_to() -> None:
    track = PoseTrack(**arrays(2))
    after = track.with_step("low-pass", cutoff_hz=6.0).with_step("hip centres")
    assert track.provenance == ()
    assert [s.name for s in after.provenance] == ["low-pass", "hip centres"]
    told = after.provenance[0].as_dict()
    assert (told["name"], told["parameters"]) == ("low-pass", {"cutoff_hz": 6.0})
    assert told["version"]
    assert {f.name for f in fields(track)} == {
        *ARRAYS,
        "provenance",
        "hips_in_front",
        "camera",
        "beside_s",
        "doubted",
        "damaged_s",
        "verticals",
    }
