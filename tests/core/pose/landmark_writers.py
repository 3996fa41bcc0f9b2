"""Tracks written as other programs write them, for reading them back."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.pose.landmark_names import SKELETONS, columns
from core.pose.track import PoseTrack

# as Sports2D and Pose2Sim name the points of HALPE_26
HALPE_MARKERS = (
    "Hip", "RHip", "RKnee", "RAnkle", "RBigToe", "RSmallToe", "RHeel", "LHip", "LKnee", "LAnkle", "LBigToe",
    "LSmallToe", "LHeel", "Neck", "Head", "Nose", "RShoulder", "RElbow", "RWrist", "LShoulder", "LElbow", "LWrist",
)  # fmt: skip
COCO_MARKERS = tuple(m for m in HALPE_MARKERS if not m.endswith(("Toe", "Heel")))


def in_order(track: PoseTrack, names: Sequence[str]) -> np.ndarray:
    """(T, K, 3) x, y and visibility in somebody's order; points that are not ours stand at (1, 1)."""
    out = np.ones((len(track), len(names), 3))
    for ours, theirs in columns(names).items():
        out[:, theirs, :2] = track.xy_px[:, ours]
        out[:, theirs, 2] = track.visibility[:, ours]
    return out


def trc_text(
    points: np.ndarray, names: Sequence[str], time_s: np.ndarray, units: str = "m", first: int = 0, blank: str = ""
) -> str:
    """(T, K, 3) points as a .trc; NaN becomes `blank`."""
    rate = (len(time_s) - 1) / (time_s[-1] - time_s[0])
    head = [
        "PathFileType\t4\t(X/Y/Z)\tsomebody.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{len(time_s)}\t{len(names)}\t{units}\t{rate}\t0\t{len(time_s)}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"X{i + 1}\tY{i + 1}\tZ{i + 1}" for i in range(len(names))),
    ]
    rows = [
        "\t".join([str(first + i), repr(float(t)), *(blank if np.isnan(v) else repr(float(v)) for v in row.ravel())])
        for i, (t, row) in enumerate(zip(time_s, points, strict=True))
    ]
    return "\n".join([*head, *rows]) + "\n"


def trc_pixels(track: PoseTrack, names: Sequence[str] = HALPE_MARKERS) -> np.ndarray:
    """(T, K, 3) pixels with Y down and Z zero, as Sports2D's `..._px_...` files hold them."""
    points = in_order(track, names)
    points[..., 2] = np.where(np.isfinite(points[..., 0]), 0.0, np.nan)
    return points


def write_openpose(folder: Path, people: Sequence[np.ndarray], first: int = 0) -> Path:
    """(T, K, 3) points of each person as OpenPose's files; NaN becomes the zeros of a point that was not found."""
    folder.mkdir()
    for i in range(len(people[0])):
        found = [np.nan_to_num(p[i]).ravel().tolist() for p in people if np.isfinite(p[i]).any()]
        content = {"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": flat} for flat in found]}
        (folder / f"squat_{first + i:012d}_keypoints.json").write_text(json.dumps(content))
    return folder


def mmpose_frames(people: Sequence[np.ndarray], first: int = 0) -> list[dict[str, Any]]:
    """(T, K, 3) points of each person as MMPose's list of frames."""
    frames = []
    for i in range(len(people[0])):
        instances = [
            {
                "keypoints": np.nan_to_num(p[i, :, :2]).tolist(),
                "keypoint_scores": np.nan_to_num(p[i, :, 2]).tolist(),
                "bbox": [[0, 0, 10, 10]],
                "bbox_score": 0.9,
            }
            for p in people
            if np.isfinite(p[i]).any()
        ]
        frames.append({"frame_id": first + i, "instances": instances})
    return frames


def of_skeleton(name: str) -> list[int]:
    """Which of our landmarks a skeleton holds."""
    return sorted(columns(SKELETONS[name]))
