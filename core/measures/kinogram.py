"""The kinogram: five positions of a stride, found in the curves (after McMillan & Pfaff 2018).

One sequence follows a leg into the ground: the other leg's toe-off, the highest point of the flight, the moment in
which the other thigh passes the vertical on its way forward, the touchdown, and the foot under the pelvis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from core.events.event import Step
from core.kinematics.series import Series
from core.measures.step_order import following
from core.pose.skeleton import SIDES, Side, opposite
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]
Position = Literal["toe_off", "mid_flight", "strike", "touchdown", "full_support"]

POSITIONS: Final[tuple[Position, ...]] = ("toe_off", "mid_flight", "strike", "touchdown", "full_support")
TITLES: Final[dict[Position, str]] = {
    "toe_off": "Toe-off", "mid_flight": "Mid-flight", "strike": "Strike", "touchdown": "Touchdown",
    "full_support": "Full support",
}  # fmt: skip
# the angles that tell most of a position: series name, words on the tile; L = the leg that lands, O = the other one
_ANGLES: Final[dict[Position, tuple[tuple[str, str], ...]]] = {
    "toe_off": (("O_thigh_forward_deg", "push thigh"), ("L_thigh_forward_deg", "front thigh"),
                ("trunk_inclination_deg", "trunk")),
    "mid_flight": (("L_knee_flexion_deg", "front knee"), ("O_knee_flexion_deg", "rear knee"),
                   ("trunk_inclination_deg", "trunk")),
    "strike": (("O_knee_flexion_deg", "swing knee"), ("L_thigh_forward_deg", "front thigh"),
               ("L_shank_inclination_deg", "front shank")),
    "touchdown": (("L_shank_inclination_deg", "shank"), ("L_thigh_forward_deg", "thigh"),
                  ("O_thigh_forward_deg", "other thigh"), ("trunk_inclination_deg", "trunk")),
    "full_support": (("L_knee_flexion_deg", "knee"), ("O_knee_flexion_deg", "swing knee"),
                     ("trunk_inclination_deg", "trunk")),
}  # fmt: skip
_BRIDGED_S = 0.12  # longer gaps are not filled either (`core/signal/gaps.py`)
_SAME_LANDING_S = 0.1  # a leg lands again after three times as long at the earliest


class WithStep(Protocol):
    """What an analysis holds of a step."""

    @property
    def step(self) -> Step: ...


@dataclass(frozen=True)
class TileAngle:
    """One angle for a tile: `name` of the series, words for people, degrees; None = not seen in this frame.

    sd_deg : one standard deviation; None = not worked out.
    """

    name: str
    words: str
    value_deg: float | None
    sd_deg: float | None = None


@dataclass(frozen=True)
class Tile:
    """One position.  time_s : between frames, as found.  row : the nearest row of the series.  frame : of the clip."""

    position: Position
    title: str
    time_s: float
    row: int
    frame: int
    angles: tuple[TileAngle, ...]


@dataclass(frozen=True)
class MovedTile:
    """A tile that a person moved to another frame.

    landing_s : touchdown of the step the tile belongs to, of the clip's seconds.  frames : of the clip, later or
    (negative) earlier than the frame that was found.
    """

    side: Side
    position: Position
    landing_s: float
    frames: int

    def __post_init__(self) -> None:
        if self.side not in SIDES or self.position not in POSITIONS:
            raise ValueError(f"no such tile: {self.side!r}, {self.position!r}")
        if not np.isfinite(self.landing_s) or isinstance(self.frames, bool) or not isinstance(self.frames, int):
            raise ValueError("a tile is moved by whole frames, in a step that lands at a finite time")

    def of(self, side: Side, landing_s: float) -> bool:
        """Whether it is a tile of the step of that leg that lands then, found anew or not."""
        return self.side == side and abs(self.landing_s - landing_s) <= _SAME_LANDING_S

    def scaled(self, factor: float) -> "MovedTile":
        """The same tile on a clock that runs by so much slower."""
        return replace(self, landing_s=self.landing_s * factor)


@dataclass(frozen=True)
class ShownStep:
    """The step of a leg whose sequence a person chose to see.  landing_s : its touchdown, of the clip's seconds."""

    side: Side
    landing_s: float

    def __post_init__(self) -> None:
        if self.side not in SIDES or not np.isfinite(self.landing_s):
            raise ValueError("a step that is shown is of a leg and lands at a finite time")

    def of(self, side: Side, landing_s: float) -> bool:
        """Whether it is the step of that leg that lands then, found anew or not."""
        return self.side == side and abs(self.landing_s - landing_s) <= _SAME_LANDING_S

    def scaled(self, factor: float) -> "ShownStep":
        """The same step on a clock that runs by so much slower."""
        return replace(self, landing_s=self.landing_s * factor)


@dataclass(frozen=True)
class Kinogram:
    """A sequence into the ground of `side`; tiles in the order of `POSITIONS`, those that were not found left out.

    step : index of the step that lands.
    """

    side: Side
    step: int
    tiles: tuple[Tile, ...]

    @property
    def complete(self) -> bool:
        return len(self.tiles) == len(POSITIONS)


def kinograms(
    series: Series, track: PoseTrack, steps: Sequence[WithStep], forward: float, first_frame: int = 0
) -> tuple[Kinogram, ...]:
    """Every sequence from one foot's toe-off to the other foot's full support, in order of time.

    Parameters
    ----------
    series, track, steps : an analysis's own curves, smoothed landmarks and steps.
    forward : +1 when the athlete faces the picture's right, -1 left.
    first_frame : the clip's number of the first row.
    """
    order = [s.step for s in steps]
    out = []
    for i in range(len(order)):
        j = following(order, i)
        if j is None or order[i].toe_off_s is None:
            continue
        found = _moments(series, track, order[i], order[j], forward)
        side = order[j].side
        tiles = tuple(_tile(series, p, side, found[p], first_frame) for p in POSITIONS if np.isfinite(found[p]))
        out.append(Kinogram(side, order[j].index, tiles))
    return tuple(out)


def best_per_leg(
    every: Sequence[Kinogram], time_s: Floats | None = None, yaw_deg: Floats | None = None
) -> dict[Side, Kinogram]:
    """For each leg the sequence with most positions; of equal ones that seen nearest to square-on, then the middle one.

    time_s, yaw_deg : (T,) of an athlete who passes the camera, where it is known.
    """
    out: dict[Side, Kinogram] = {}
    for side in SIDES:
        mine = [k for k in every if k.side == side and k.tiles]
        if not mine:
            continue
        most = max(len(k.tiles) for k in mine)
        best = [k for k in mine if len(k.tiles) == most]
        if time_s is None or yaw_deg is None:
            out[side] = best[(len(best) - 1) // 2]
            continue
        off = [np.abs(np.interp([t.time_s for t in k.tiles], time_s, yaw_deg)).max() for k in best]
        out[side] = best[int(np.argmin(np.where(np.isfinite(off), off, np.inf)))]
    return out


def moved(tile: Tile, series: Series, rows: int, side: Side) -> Tile:
    """The tile some frames later (or earlier, negative), with the angles of that frame."""
    row = int(np.clip(tile.row + rows, 0, len(series.time_s) - 1))
    there = float(series.time_s[row])
    return replace(
        tile, time_s=there, row=row, frame=tile.frame + row - tile.row, angles=_angles(series, tile.position, side, row)
    )


def with_errors(tile: Tile, sds: Mapping[str, float]) -> Tile:
    """The tile with its angles' plus-minus.  sds : name of a series -> one standard deviation in the tile's frame."""
    return replace(tile, angles=tuple(replace(angle, sd_deg=sds.get(angle.name)) for angle in tile.angles))


def _moments(series: Series, track: PoseTrack, before: Step, after: Step, forward: float) -> dict[Position, float]:
    """Seconds of every position; NaN where it was not seen."""
    off, down = float(before.toe_off_s or np.nan), after.touchdown_s
    up = after.toe_off_s if after.toe_off_s is not None else down + (down - before.touchdown_s)
    time = series.time_s
    hips = np.mean([track.point(f"{s}_hip") for s in SIDES], axis=0)
    toe, ankle = track.point(f"{after.side}_foot_index"), track.point(f"{after.side}_ankle")
    # the foot's middle, between the ankle and the toes, under the pelvis
    ahead = forward * ((toe[:, 0] + ankle[:, 0]) / 2 - hips[:, 0])
    thigh = series[f"{before.side}_thigh_forward_deg"]
    return {
        "toe_off": off,
        "mid_flight": _highest(time, -hips[:, 1], off, down),
        "strike": _passes(time, thigh, (off + down) / 2, (down + up) / 2),
        "touchdown": down,
        "full_support": _passes(time, -ahead, down, up),
    }


def _highest(time: Floats, height: Floats, begin: float, end: float) -> float:
    """The highest moment between, by a parabola through all frames there; flights are a parabola.

    A runner lands about as high as they leave, so that it lies within the middle half of the flight. What is found
    elsewhere is the camera's way up or down, or noise: the middle of the flight is nearer then.
    """
    middle = (begin + end) / 2
    if not end > begin:
        return float("nan")
    inside = (time >= begin) & (time <= end) & np.isfinite(height)
    if inside.sum() >= 4:
        bend, slope, _ = np.polyfit(time[inside] - middle, height[inside], 2)
        if bend < 0 and abs(slope / (2 * bend)) <= (end - begin) / 4:
            return float(middle - slope / (2 * bend))
    return float(middle)


def _passes(time: Floats, curve: Floats, begin: float, end: float) -> float:
    """When a curve rises through zero between; NaN where it does not."""
    near = np.flatnonzero((time >= begin - _BRIDGED_S) & (time <= end + _BRIDGED_S) & np.isfinite(curve))
    if len(near) < 2:
        return float("nan")
    t, c = time[near], curve[near]
    k = np.flatnonzero((c[:-1] <= 0) & (c[1:] > 0) & (np.diff(t) <= _BRIDGED_S))
    at = t[k] - c[k] * (t[k + 1] - t[k]) / (c[k + 1] - c[k])
    at = at[(at >= begin) & (at <= end)]
    return float(at[0]) if len(at) else float("nan")


def _tile(series: Series, position: Position, side: Side, at_s: float, first_frame: int) -> Tile:
    row = int(np.argmin(np.abs(series.time_s - at_s)))
    return Tile(position, TITLES[position], at_s, row, first_frame + row, _angles(series, position, side, row))


def _angles(series: Series, position: Position, side: Side, row: int) -> tuple[TileAngle, ...]:
    out = []
    for name, words in _ANGLES[position]:
        full = f"{side}_{name[2:]}" if name.startswith("L_") else name.replace("O_", f"{opposite(side)}_", 1)
        value = float(series[full][row]) if full in series else float("nan")
        out.append(TileAngle(full, words, value if np.isfinite(value) else None))
    return tuple(out)
