"""Our own landmarks.csv read back, and any file told by what is in it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.export.table import landmarks_csv
from core.pose.landmark_file import LandmarkFileError
from core.pose.landmark_formats import content_hash, read_landmarks
from core.pose.landmarks_csv import read_csv
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, noisy, seen, squat

TIME = clock(30, 2, jitter=0.3)
FILE = Path("landmarks.csv")


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    track = noisy(seen(TIME, squat(TIME, (Move(0.2),))), 1.0)
    xy = track.xy_px.copy()
    xy[4] = np.nan
    xy[7, 31] = np.nan
    return PoseTrack(TIME, xy, np.where(np.isnan(xy[..., 0]), np.nan, 0.9), track.world_m, track.noise_px)


def test_what_was_written_is_read(track: PoseTrack) -> None:
    found = read_csv(FILE, landmarks_csv(track, first_frame=12))
    np.testing.assert_allclose(found.xy_px, track.xy_px, atol=5.1e-4)
    np.testing.assert_allclose(found.visibility, track.visibility, atol=5.1e-5)
    assert found.time_s is not None
    np.testing.assert_allclose(found.time_s, TIME - 0.0, atol=5.1e-7)
    np.testing.assert_array_equal(found.frame, 12 + np.arange(len(TIME)))
    assert found.hips_in_front
    assert np.isnan(found.world_m).all()


def test_where_somebody_was_beside_or_pictures_were_damaged_is_read_back(track: PoseTrack) -> None:
    """Numbers of these moments are a caution, measured from the clip and from its file alike."""
    spans = ((float(TIME[3]), float(TIME[7])), (float(TIME[20]), float(TIME[20])))
    text = landmarks_csv(replace(track, beside_s=spans, damaged_s=spans[1:]))
    assert text.splitlines()[0].endswith(",somebody_beside,picture_damaged") and text.splitlines()[4].endswith(",1,0")
    found = read_csv(FILE, text)
    back = found.track(TIME, np.arange(len(TIME)))
    assert (back.beside_s, back.damaged_s) == (spans, spans[1:])
    np.testing.assert_allclose(back.xy_px, track.xy_px, atol=5.1e-4)
    assert "somebody_beside" not in landmarks_csv(track), "nothing is added where there is nothing to tell"


def test_where_another_one_may_be_meant_somebody_was_beside_all_along(track: PoseTrack) -> None:
    found = read_csv(FILE, landmarks_csv(replace(track, doubted=True)))
    all_s = ((float(TIME[0]), float(TIME[-1])),)
    assert found.track(TIME, np.arange(len(TIME))).beside_s == all_s
    nobody = replace(PoseTrack.empty(TIME[:0]), doubted=True)
    assert len(landmarks_csv(nobody).splitlines()) == 1, "a heading and no frame"


def test_hips_that_were_moved_back_already_are_not_moved_again(track: PoseTrack) -> None:
    assert not read_csv(Path("landmarks_smoothed.csv"), landmarks_csv(track)).hips_in_front


def test_columns_that_are_not_needed_may_be_missing_and_others_be_there(track: PoseTrack) -> None:
    lines = [line.split(",") for line in landmarks_csv(track).splitlines()]
    keep = [i for i, name in enumerate(lines[0]) if not name.startswith("nose") and "visibility" not in name]
    text = "\n".join(",".join([*(row[i] for i in keep), "1"]) for row in lines)
    found = read_csv(FILE, text.replace(",1\n", ",note\n", 1))
    assert np.isnan(found.xy_px[:, 0]).all()
    np.testing.assert_array_equal(found.visibility[:, 25], np.where(np.isfinite(track.xy_px[:, 25, 0]), 1.0, np.nan))


def test_the_model_is_told_by_the_analysis_beside_it(track: PoseTrack, tmp_path: Path) -> None:
    file = tmp_path / "landmarks.csv"
    file.write_text(landmarks_csv(track))
    assert read_landmarks(file).told == {}
    (tmp_path / "analysis.json").write_text(json.dumps({"pose": {"model": "full", "model_sha256": "ab"}}))
    assert read_landmarks(file).told == {"model": "full", "model_sha256": "ab"}
    (tmp_path / "analysis.json").write_text("{")
    assert read_landmarks(file).told == {}


Damage = Callable[[str], str]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda t: t.replace("left_hip_x_px", "hip"), "the column left_hip_x_px is missing"),
        (lambda t: t.splitlines()[0], "there are no frames in it"),
        (lambda t: t[: len(t) // 2], r"line \d+ has \d+ cells where the head has 101: the file is cut off"),
        (lambda t: t.replace("\n5,", "\nfive,"), "line 7 holds something that is no number"),
        (lambda t: t.replace("\n5,", "\n3,"), "its frames and times do not go on in order"),
        (lambda t: t.replace("\n5,", "\n,"), "its frames and times do not go on in order"),
    ],
)
def test_a_damaged_file_is_one_sentence(track: PoseTrack, damage: Damage, says: str) -> None:
    with pytest.raises(LandmarkFileError, match=says):
        read_csv(FILE, damage(landmarks_csv(track)))


def test_a_file_is_told_by_its_content_not_its_name(track: PoseTrack, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("\ufeff" + landmarks_csv(track), encoding="utf-8")
    assert len(read_landmarks(file)) == len(TIME)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\xff\xfe", b"a,b\n1,2\n", "Grüße".encode("latin-1"), b"frame,time_s"]
)
def test_what_is_no_file_of_landmarks_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.csv"
    file.write_bytes(content)
    with pytest.raises(LandmarkFileError) as told:
        read_landmarks(file)
    assert told.value.sentence.startswith(
        f"{file}: this is not a file of landmarks: give landmarks.csv of this program"
    )


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LandmarkFileError, match="there is no such file: check its name"):
        read_landmarks(tmp_path / "none.trc")


def test_a_file_in_which_nobody_was_seen_says_so(track: PoseTrack, tmp_path: Path) -> None:
    file = tmp_path / "landmarks.csv"
    file.write_text(landmarks_csv(PoseTrack.empty(TIME)))
    with pytest.raises(LandmarkFileError, match="nobody is in it"):
        read_landmarks(file)


def test_a_hash_is_of_the_content(tmp_path: Path) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    for folder in (one, other):
        folder.mkdir()
        (folder / "x_0_keypoints.json").write_text("{}")
    assert content_hash(one) == content_hash(other)
    (other / "x_1_keypoints.json").write_text("{}")
    assert content_hash(one) != content_hash(other)
    assert (
        content_hash(one / "x_0_keypoints.json") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )


def test_a_video_is_sent_where_it_belongs_without_being_read(demo: Path) -> None:
    with pytest.raises(
        LandmarkFileError, match=r"this is not a file of landmarks: .* a video goes to `plumbline analyze`"
    ):
        read_landmarks(demo / "squat.mp4")
