"""Landmarks as markers of a motion laboratory: the axes, unit and names that OpenSim and its kin expect."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.export.outlet import NothingThereError
from core.kinematics.arms import hidden_arms
from core.pose.skeleton import INDEX, SIDES

Floats = NDArray[np.float64]

# our part -> the name in Sports2D's and Pose2Sim's files, after R or L
_PARTS: Final = {
    "hip": "Hip", "knee": "Knee", "ankle": "Ankle", "heel": "Heel", "foot_index": "BigToe", "shoulder": "Shoulder",
    "elbow": "Elbow", "wrist": "Wrist", "index": "Index", "pinky": "Pinky", "thumb": "Thumb", "ear": "Ear",
    "eye": "Eye",
}  # fmt: skip
_EVENTS: Final = {
    "touchdown": "Foot Strike", "toe_off": "Foot Off", "rep_start": "Rep Start", "rep_bottom": "Rep Bottom",
    "rep_end": "Rep End",
}  # fmt: skip
# which curve of `core.kinematics.arms` tells whether a part of an arm was seen
_SEEN_WITH: Final = {
    "elbow": "arm_forward_deg", **dict.fromkeys(("wrist", "index", "pinky", "thumb"), "elbow_flexion_deg"),
}  # fmt: skip
MIDDLES: Final = {"CHip": "hip", "Neck": "shoulder"}  # between the sides


@dataclass(frozen=True)
class MarkerEvent:
    """A moment in the words of C3D: label "Foot Strike", context "Left", "Right" or "General"."""

    label: str
    context: str
    time_s: float


@dataclass(frozen=True)
class Markers:
    """Named markers over time.

    time_s : (T,) seconds.  xyz : (T, K, 3) X forward, Y up, Z to the athlete's right, in `unit`; NaN = not seen.
    unit : "m" where the scale is known, else "px".  rate_hz : frames per second.  steady : the times lie on that grid.
    """

    names: tuple[str, ...]
    time_s: Floats
    xyz: Floats
    unit: str
    rate_hz: float
    steady: bool
    events: tuple[MarkerEvent, ...]


def markers(analysis: Analysis) -> Markers:
    """The smoothed landmarks as markers, in the plane of the picture.

    The origin is the lower corner of the picture behind the athlete's back seen from the side (its lower left corner
    where they face right).  What lies across the picture's plane is not measured by one camera and is 0.  Elbow and
    hand of an arm that was hidden are not there: the model's guess, smoothed, would look like any other marker.

    Raises
    ------
    NothingThereError : nobody was found, or there are fewer than two frames.
    """
    track = analysis.smoothed
    if len(track) < 2 or not track.has_pose.any():
        raise NothingThereError("nobody was found in this clip, so there are no markers", "film the whole athlete")
    xy = np.array(track.xy_px)
    for curve, hidden in hidden_arms(np.asarray(track.time_s), np.asarray(track.visibility)).items():
        side, _, own = curve.partition("_")
        for part in (part for part, told in _SEEN_WITH.items() if told == own):
            xy[hidden, INDEX[f"{side}_{part}"]] = np.nan
    places = {f"{s[0].upper()}{theirs}": xy[:, INDEX[f"{s}_{part}"]] for s in SIDES for part, theirs in _PARTS.items()}
    places["Nose"] = xy[:, INDEX["nose"]]
    for name, part in MIDDLES.items():
        places[name] = (xy[:, INDEX[f"left_{part}"]] + xy[:, INDEX[f"right_{part}"]]) / 2
    flat = np.stack(list(places.values()), axis=1)
    width, height = analysis.clip.width_px, analysis.clip.height_px
    floor = float(height or np.nanmax(flat[..., 1]))
    scale = analysis.scale.m_per_px or 1.0
    right, up = flat[..., 0] * scale, (floor - flat[..., 1]) * scale
    wide = width * scale
    zero = np.where(np.isfinite(right), 0.0, np.nan)
    facing = analysis.view.facing
    if facing in ("right", "left"):
        ahead = right if facing == "right" else wide - right
        xyz = np.stack([ahead, up, zero], axis=-1)
    else:
        xyz = np.stack([zero, up, wide - right if facing == "toward" else right], axis=-1)
    time_s = np.asarray(track.time_s)
    rate, steady = _rate(time_s, analysis.clip.capture_fps)
    events = tuple(
        MarkerEvent(_EVENTS[e.kind], e.side.capitalize() if e.side else "General", e.time_s) for e in analysis.events
    )
    unit = "m" if analysis.scale.m_per_px else "px"
    return Markers(tuple(places), time_s, xyz, unit, rate, steady, events)


def _rate(time_s: Floats, told_hz: float) -> tuple[float, bool]:
    """Frames per second, and whether every frame lies within a fiftieth of an interval of that clock."""
    rate = (len(time_s) - 1) / float(time_s[-1] - time_s[0])
    off = np.abs((time_s - time_s[0]) * rate - np.arange(len(time_s)))
    steady = bool(off.max() < 0.02)
    return (rate if steady or not told_hz > 0 else told_hz), steady


def on_clock(found: Markers) -> Markers:
    """The same markers at even times, for files that know a rate and no times; gaps stay gaps.

    Between two frames where a marker was seen it moves straight; steady clips are handed back as they are.
    """
    if found.steady:
        return found
    count = _even_count(found.time_s, found.rate_hz)
    even = found.time_s[0] + np.arange(count) / found.rate_hz
    after = np.clip(np.searchsorted(found.time_s, even, side="left"), 1, len(found.time_s) - 1)
    before = after - 1
    share = ((even - found.time_s[before]) / (found.time_s[after] - found.time_s[before]))[:, None, None]
    a, b = found.xyz[before], found.xyz[after]
    xyz = np.where(share <= 0, a, np.where(share >= 1, b, a + share * (b - a)))
    return Markers(found.names, even, xyz, found.unit, found.rate_hz, True, found.events)


def clock_count(analysis: Analysis) -> int:
    """How many frames `on_clock` makes of the markers of an analysis; 0 where it has none."""
    time_s = np.asarray(analysis.smoothed.time_s)
    if len(time_s) < 2:
        return 0
    rate, steady = _rate(time_s, analysis.clip.capture_fps)
    return len(time_s) if steady else _even_count(time_s, rate)


def _even_count(time_s: Floats, rate_hz: float) -> int:
    return int(np.floor((time_s[-1] - time_s[0]) * rate_hz + 1e-6)) + 1
