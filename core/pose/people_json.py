"""Keypoint files with everybody in them: OpenPose's (a folder, one file a frame) and MMPose's (one file)."""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pose import which_person
from core.pose.landmark_file import LandmarkFile, LandmarkFileError, nobody
from core.pose.landmark_limits import LARGEST_FRAME_FILE, MOST_POINTS, check_frames, check_size
from core.pose.landmark_names import SKELETONS, as_landmarks, missing, skeleton_of
from core.pose.skeleton import N_LANDMARKS
from core.pose.which_person import USUAL_HZ

Floats = NDArray[np.float64]
Pick = tuple[float, float, int]  # x, y in pixels, and a frame
People = list[Floats]  # (33, 3) each: x, y, score

_SHARED_COORDINATES = 2.0  # a picture of less than so many pixels: coordinates from 0 to 1
_LONGEST_VIDEO = 10_000_000  # frames; a greater number in a file's name is something else


def read_openpose(folder: Path, pick: Pick | None = None, rate_hz: float = USUAL_HZ) -> LandmarkFile:
    """A folder of `*_keypoints.json`, as OpenPose's `--write_json` and Pose2Sim write them.

    Frames are numbered by the files' names; a frame without a file is one in which nobody was seen.

    Raises
    ------
    LandmarkFileError : there is no such file in the folder, one is damaged, the skeleton is not known, nobody is in it.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        todo = "give the folder that --write_json wrote, with one ..._keypoints.json for each frame"
        raise LandmarkFileError("there are no keypoint files (.json) in this folder", todo, folder)
    numbers = _numbers(folder, files)
    check_frames(folder, numbers[0], numbers[-1], len(numbers))
    people: list[People] = [[] for _ in range(numbers[-1] - numbers[0] + 1)]
    skeleton: str | None = None
    for number, file in zip(numbers, files, strict=True):
        found = load(file)
        if not isinstance(found, Mapping) or not isinstance(found.get("people"), list):
            raise LandmarkFileError("this is not one of OpenPose's keypoint files", "take it out of the folder", file)
        for person in found["people"]:
            flat = _array(person.get("pose_keypoints_2d") if isinstance(person, Mapping) else None, file)
            if flat.size == 0:
                continue
            if flat.ndim != 1 or flat.size % 3:
                raise _damaged(file)
            skeleton = _same(skeleton, flat.size // 3, file)
            people[number - numbers[0]].append(_person(flat.reshape(-1, 3), SKELETONS[skeleton]))
    return _athlete(folder, people, numbers[0], "OpenPose (JSON)", skeleton, pick, rate_hz)


def read_mmpose(path: Path, found: Any, pick: Pick | None = None, rate_hz: float = USUAL_HZ) -> LandmarkFile:
    """MMPose's predictions of a video: a list of frames, or `meta_info` with the points' names and `instance_info`.

    Raises
    ------
    LandmarkFileError : the file is not of this kind or damaged, the skeleton is not known, or nobody is in it.
    """
    names, frames = _mmpose_frames(path, found)
    skeleton: str | None = None
    if names is not None:
        if lacking := missing(names):
            what = f"its points are not a skeleton that is known (found: {', '.join(names[:12])})"
            raise LandmarkFileError(what, f"points for {', '.join(lacking)} are needed", path)
        skeleton = f"{len(names)} points by name"
    people: list[People] = []
    for frame in frames:
        people.append([])
        for one in frame:
            points = _array(one.get("keypoints"), path)
            if points.ndim == 3 and len(points) == 1:  # a batch of one
                points = points[0]
            if points.ndim != 2 or points.shape[1] < 2:
                raise _damaged(path)
            if names is None:
                skeleton = _same(skeleton, len(points), path)
            elif len(points) != len(names):
                raise _damaged(path)
            scores = _array(one.get("keypoint_scores", [1.0] * len(points)), path).reshape(-1)
            if len(scores) != len(points):
                raise _damaged(path)
            order = names if names is not None else SKELETONS[str(skeleton)]
            people[-1].append(_person(np.column_stack([points[:, :2], scores]), order))
    return _athlete(path, people, 0, "MMPose (JSON)", skeleton, pick, rate_hz)


def load(path: Path) -> Any:
    """The content of the JSON file of one frame.

    Raises
    ------
    LandmarkFileError : it cannot be read, is no JSON, or larger than any frame's.
    """
    try:
        check_size(path, LARGEST_FRAME_FILE)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LandmarkFileError(f"the file cannot be read ({error.strerror})", "check its name", path) from error
    except UnicodeDecodeError as error:
        raise _damaged(path) from error
    return parse(path, text)


def parse(path: Path, text: str) -> Any:
    """What a JSON file says.

    Raises
    ------
    LandmarkFileError : it is no JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error


def _mmpose_frames(path: Path, found: Any) -> tuple[list[str] | None, list[list[Mapping[str, Any]]]]:
    """The points' names, where they are told, and the people of each frame."""
    names = None
    frames = found
    if isinstance(found, Mapping):
        told = found.get("meta_info", {})
        told = told.get("keypoint_id2name", {}) if isinstance(told, Mapping) else {}
        if told and isinstance(told, Mapping) and all(str(key).isdecimal() for key in told):
            by_number = {int(key): str(name) for key, name in told.items()}
            if max(by_number) >= MOST_POINTS:
                raise _damaged(path)
            names = [by_number.get(i, "") for i in range(max(by_number) + 1)]
        frames = found.get("instance_info")
    if not isinstance(frames, list) or not frames:
        raise _unknown(path)
    if all(isinstance(frame, Mapping) and "instances" in frame for frame in frames):
        numbered = [frame.get("frame_id", i) for i, frame in enumerate(frames)]
        if not all(isinstance(n, int) and n >= 0 for n in numbered):
            raise _damaged(path)
        check_frames(path, 0, max(numbered), len(numbered))
        first = min(1, min(numbered))  # MMPose's demo counts from 1, its inferencer from 0
        people: list[Any] = [[] for _ in range(max(numbered) - first + 1)]
        for number, frame in zip(numbered, frames, strict=True):
            people[number - first] = frame["instances"]
    else:
        people = frames
    if not all(isinstance(one, list) and all(isinstance(p, Mapping) for p in one) for one in people):
        raise _unknown(path)
    return names, people


def _numbers(folder: Path, files: Sequence[Path]) -> list[int]:
    """The frame number in each name: the last one in it (`squat_000000000012_keypoints.json`)."""
    numbers = [int(found[-1]) if (found := re.findall(r"\d+", file.stem)) else -1 for file in files]
    if any(b <= a for a, b in pairwise(numbers)) or not 0 <= numbers[0] <= _LONGEST_VIDEO:
        todo = "keep the files of one video in a folder, under the names OpenPose gave them"
        raise LandmarkFileError("the files' names do not count the frames of one video", todo, folder)
    return numbers


def _array(values: Any, path: Path) -> Floats:
    try:
        return np.asarray([] if values is None else values, np.float64)
    except (ValueError, TypeError) as error:
        raise _damaged(path) from error


def _same(before: str | None, count: int, path: Path) -> str:
    found = skeleton_of(count)
    if found is None:
        known = ", ".join(f"{name} ({name.rpartition('_')[2]})" for name in SKELETONS)
        raise LandmarkFileError(f"people of {count} points are of no skeleton that is known", f"use {known}", path)
    if before is not None and found != before:
        raise LandmarkFileError(f"{before} and {found} in one video", "run one model over the whole video", path)
    return found


def _person(points: Floats, names: Sequence[str]) -> Floats:
    """(33, 3) x, y and score 0..1; points the program marks as not found (0, 0 or no score) are NaN."""
    points = points.copy()
    lost = ~np.isfinite(points).all(axis=1) | (points[:, 2] <= 0) | (points[:, :2] == 0).all(axis=1)
    points[:, 2] = points[:, 2].clip(0, 1)
    points[lost] = np.nan
    return as_landmarks(points, names)


def _athlete(
    path: Path,
    people: Sequence[People],
    first: int,
    program: str,
    skeleton: str | None,
    pick: Pick | None,
    rate_hz: float,
) -> LandmarkFile:
    everybody = np.concatenate([np.empty((0, 2)), *(one[:, :2] for frame in people for one in frame)])
    if skeleton is None or not np.isfinite(everybody).any():
        raise nobody(path)
    if np.nanmax(np.abs(everybody), initial=0.0) < _SHARED_COORDINATES:
        todo = "write pixels (OpenPose: --keypoint_scale 0)"
        raise LandmarkFileError("its coordinates are shares of the picture, from 0 to 1", todo, path)
    at = None if pick is None else (pick[0], pick[1], pick[2] - first)
    chosen = which_person.follow(people, at, rate_hz)
    return LandmarkFile(
        frame=np.arange(first, first + len(people), dtype=np.int64),
        time_s=None,
        xy_px=chosen.xy_score[..., :2],
        visibility=chosen.xy_score[..., 2],
        world_m=np.full((len(people), N_LANDMARKS, 3), np.nan),
        program=program,
        skeleton=skeleton,
        people=chosen.people,
        beside=chosen.beside,
        another=_elsewhere([first + row for row in chosen.elsewhere]),
        hips_in_front=skeleton == "BLAZEPOSE_33",
    )


def _elsewhere(frames: Sequence[int]) -> str:
    """What is said where the athlete was found again far from where they were lost."""
    if not frames:
        return ""
    when = f"at frame {frames[0]}" if len(frames) == 1 else f"{len(frames)} times, first at frame {frames[0]}"
    return f"The athlete is found again {when}, far from where they were lost: it may be somebody else from there on."


def _damaged(path: Path) -> LandmarkFileError:
    return LandmarkFileError("the file is damaged or cut off", "write it again with the other program", path)


def _unknown(path: Path) -> LandmarkFileError:
    todo = "give MMPose's predictions of a video (--pred-out-dir), or the folder OpenPose wrote"
    return LandmarkFileError("this JSON file holds no landmarks that are known", todo, path)
