"""Pose results on disk: measured once, read again for every later analysis of the same clip."""

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core import paths
from core.kept.damaged import DAMAGED
from core.pose.athlete import Followed
from core.pose.begun import Begun
from core.pose.camera_motion import CameraMotion
from core.pose.track import Floats, PoseTrack
from core.whole_file import written_whole

_FORMAT = 21  # raised whenever finding, following or combining changes what comes out; 12 and 13 were taken back
_ROWS = ("xy_px", "visibility", "world_m", "noise_px")
_PEOPLE = "people_"  # of those followed so far, where following had not ended
_BESIDE = "beside_s"
_DOUBTED = "doubted"
_OTHERS = "others"
_DAMAGED_S, _DAMAGED_FRAMES = "damaged_s", "damaged"  # only where there are any
_BEGUN = ".begun"  # of measurements that were cancelled


def key(sha256: str, **options: Any) -> str:
    """The name of one result: the clip's content, and everything that changes the landmarks."""
    text = json.dumps({"clip": sha256, "format": _FORMAT, **options}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _file(name: str, kind: str = "") -> Path:
    return paths.cache_dir() / "pose" / f"{name}{kind}.npz"


def load(name: str, frames: int) -> tuple[PoseTrack, int] | None:
    """A stored track and the number of people seen; None when there is none or it cannot be read."""
    file = _file(name)
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
            track = PoseTrack(data["time_s"], *(data[k].astype(np.float64) for k in _ROWS))
            damaged_s = _spans(data[_DAMAGED_S]) if _DAMAGED_S in data else ()
            track = replace(track, camera=_camera(data), damaged_s=damaged_s)
            track = replace(track, beside_s=_spans(data[_BESIDE]), doubted=bool(data[_DOUBTED]))
            people = int(data["people"])
    except DAMAGED:
        return None
    return (track, people) if len(track) == frames else None


_CAMERA_ROWS = ("shift_px", "log_scale", "roll_deg", "sd_px", "segment", "cut")
_CAMERA = "camera_"
_CAMERA_BOXES = "boxes_of_camera"


def _camera_arrays(camera: CameraMotion | None) -> dict[str, Any]:
    if camera is None:
        return {}
    one = {"size_px": camera.size_px, "focal": (camera.focal_px, camera.focal_sd_px)}
    return {_CAMERA + k: np.asarray(v) for k, v in (one | {k: getattr(camera, k) for k in _CAMERA_ROWS}).items()}


def _beside(seen: PoseTrack | Followed) -> dict[str, Any]:
    return {_BESIDE: np.array(seen.beside_s, np.float64).reshape(-1, 2), _DOUBTED: seen.doubted}


def _spans(rows: Floats) -> tuple[tuple[float, float], ...]:
    return tuple((float(first), float(last)) for first, last in rows)


def _camera(data: Mapping[str, Any]) -> CameraMotion | None:
    if _CAMERA + "size_px" not in data:
        return None
    width, height = data[_CAMERA + "size_px"].tolist()
    focal, focal_sd = data[_CAMERA + "focal"].tolist()
    rows = {k: data[_CAMERA + k] for k in _CAMERA_ROWS}
    return CameraMotion(**rows, size_px=(width, height), focal_px=focal, focal_sd_px=focal_sd)


def as_kept(track: PoseTrack) -> PoseTrack:
    """The track as `load` gives it back: what is measured at once and what is measured from the cache is the same."""
    return replace(track, **{k: getattr(track, k).astype(np.float32).astype(np.float64) for k in _ROWS})


def save(name: str, track: PoseTrack, people: int) -> None:
    """Write a track, in the place of what was begun of it; a cache that cannot be written costs time later only."""
    arrays = {k: getattr(track, k).astype(np.float32) for k in _ROWS}
    if track.damaged_s:
        arrays[_DAMAGED_S] = np.array(track.damaged_s)
    _write(_file(name), time_s=track.time_s, people=people, **_camera_arrays(track.camera), **arrays,
           **_beside(track))  # fmt: skip
    with contextlib.suppress(OSError):
        _file(name, _BEGUN).unlink(missing_ok=True)


def save_begun(name: str, begun: Begun) -> None:
    """Write what a cancelled measurement leaves, if it is worth going on from."""
    if not begun.done.any():
        return
    followed = begun.followed or Followed(begun.boxes, -1, 0.0)
    people = {_PEOPLE + name: array for name, array in begun.people.items()}
    camera = _camera_arrays(begun.camera)
    if begun.camera_boxes is not None:
        camera[_CAMERA_BOXES] = begun.camera_boxes
    if begun.damaged:
        camera[_DAMAGED_FRAMES] = np.array(begun.damaged)
    camera[_OTHERS] = followed.others
    _write(_file(name, _BEGUN), followed=followed.boxes, people=followed.people, foot_speed=followed.foot_speed,
           done=begun.done, looks=begun.looks, boxes=begun.boxes, views=begun.views, **people,
           **camera, **_beside(followed), **dict(zip(_ROWS, begun.arrays, strict=True)))  # fmt: skip


def load_begun(name: str, frames: int) -> Begun | None:
    """What a cancelled measurement left; None when there is nothing or it cannot be read."""
    try:
        with _file(name, _BEGUN).open("rb") as stream, np.load(stream, allow_pickle=False) as data:
            people = {k.removeprefix(_PEOPLE): data[k] for k in data.files if k.startswith(_PEOPLE)}
            who = data["followed"], int(data["people"]), float(data["foot_speed"])
            followed = Followed(
                *who, beside_s=_spans(data[_BESIDE]), doubted=bool(data[_DOUBTED]), others=data[_OTHERS]
            )
            begun = Begun(
                None if people else followed, data["done"], *(data[k] for k in _ROWS), looks=data["looks"],
                boxes=data["boxes"], views=data["views"], people=people, camera=_camera(data),
                camera_boxes=data.get(_CAMERA_BOXES),
                damaged=tuple(data[_DAMAGED_FRAMES].tolist()) if _DAMAGED_FRAMES in data else (),
            )  # fmt: skip
    except DAMAGED:
        return None
    return begun if len(begun.done) == frames else None


def _write(file: Path, **arrays: Any) -> None:
    with contextlib.suppress(OSError), written_whole(file) as stream:
        np.savez(stream, **arrays)
