"""The kinogram of a run as tiles: which frame, which part of it, what is written beside it.  Knows no widgets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.language.tr import tr
from app.words import number, show_metric
from core.analysis import Analysis
from core.measures.kinogram import (
    Kinogram,
    MovedTile,
    Position,
    ShownStep,
    Tile,
    best_per_leg,
    kinograms,
    moved,
    with_errors,
)
from core.measures.spec import Metric
from core.pose.skeleton import SIDES, Side, opposite

Key = tuple[Side, Position]  # the leg that lands, and the position
NOTHING_KNOWN: Mapping[int, Mapping[str, float]] = {}
MARGIN = 1.12  # air around the athlete
SLIMMEST, WIDEST = 0.55, 1.1  # width over height of a tile's picture


@dataclass(frozen=True)
class Crop:
    """A part of the upright picture, display pixels; it may reach beyond the picture's edge."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Shot:
    """One tile: side : the leg that lands.  step : its number from 1.  moved : frames away from what was found."""

    side: Side
    step: int
    tile: Tile
    moved: int
    crop: Crop

    @property
    def key(self) -> Key:
        return self.side, self.tile.position


def sequences_of(analysis: Analysis) -> tuple[Kinogram, ...]:
    """Every sequence there is to see, in order of time; takes a moment where there are many steps."""
    forward = -1.0 if analysis.view.facing == "left" else 1.0
    every = kinograms(analysis.series, analysis.smoothed, analysis.steps, forward, analysis.first_frame)
    return tuple(k for k in every if k.tiles)


def best_of(
    analysis: Analysis, chosen: Iterable[ShownStep] = (), every: Sequence[Kinogram] | None = None
) -> Mapping[Side, Kinogram]:
    """The sequence that is shown of each leg: the one a person chose, else the one that is found to be best.

    every : from `sequences_of`, where it is known already.
    """
    every = sequences_of(analysis) if every is None else every
    path = analysis.path
    best = best_per_leg(every, analysis.series.time_s, None if path is None else path.yaw_deg)
    for step in chosen:
        mine = [k for k in every if step.side == k.side and step.of(k.side, landing_of(analysis, k))]
        best |= {step.side: mine[0]} if mine else {}
    return best


def about_step(analysis: Analysis, step: ShownStep, every: Sequence[Kinogram]) -> tuple[ShownStep, ...]:
    """Of each leg the step to show for one that is compared: itself, and the other foot's that lands nearest to it."""
    others = [landing_of(analysis, k) for k in every if k.side != step.side]
    if not others:
        return (step,)
    nearest = min(others, key=lambda landing_s: abs(landing_s - step.landing_s))
    return step, ShownStep(opposite(step.side), nearest)


def landing_of(analysis: Analysis, kinogram: Kinogram) -> float:
    """Touchdown of the step a sequence leads into, the clip's seconds."""
    return next(s.step.touchdown_s for s in analysis.steps if s.step.index == kinogram.step)


def titled(analysis: Analysis) -> dict[int, int]:
    """The number from 1 by which the window names a step, of its index."""
    return {s.step.index: i for i, s in enumerate(sorted(analysis.steps, key=lambda r: r.step.touchdown_s), 1)}


def moves_of(analysis: Analysis, tiles: Iterable[MovedTile], best: Mapping[Side, Kinogram]) -> dict[Key, int]:
    """How many frames each tile that is shown was moved by hand; what was moved of other steps is left alone."""
    landing = {side: landing_of(analysis, kinogram) for side, kinogram in best.items()}
    return {(t.side, t.position): t.frames for t in tiles if t.side in landing and t.of(t.side, landing[t.side])}


def shots_of(
    analysis: Analysis,
    moves: Mapping[Key, int],
    best: Mapping[Side, Kinogram] | None = None,
    sds: Mapping[int, Mapping[str, float]] = NOTHING_KNOWN,
) -> tuple[tuple[Shot, ...], ...]:
    """A row for each leg that lands, left first, all tiles at one scale; () where no sequence was found.

    moves : how many frames a tile was moved by hand.  best : from `best_of`, where it is known already.
    sds : row of the series -> how sure its curves are there, as far as that is known.
    """
    best = best_of(analysis) if best is None else best
    numbers = titled(analysis)
    rows = []
    for side in (s for s in SIDES if s in best):
        row = []
        for tile in best[side].tiles:
            by = moves.get((side, tile.position), 0)
            there = moved(tile, analysis.series, by, side) if by else tile
            there = with_errors(there, sds.get(there.row, {}))
            row.append((side, numbers[best[side].step], there, there.row - tile.row))
        rows.append(row)
    half = _half(analysis, [tile for row in rows for _, _, tile, _ in row])
    return tuple(tuple(Shot(*made, crop=_crop(analysis, made[2], half)) for made in row) for row in rows)


def _half(analysis: Analysis, tiles: list[Tile]) -> tuple[float, float]:
    """Half the width and height of every crop: the athlete where they reach furthest from their hips."""
    reach = [np.abs(analysis.smoothed.xy_px[t.row] - _hips(analysis, t)) for t in tiles]
    seen = np.concatenate(reach) if reach else np.zeros((0, 2))
    seen = seen[np.isfinite(seen).all(axis=1)]
    if not len(seen):
        return 60.0, 100.0
    across, up = (float(v) for v in seen.max(axis=0))
    half_height = MARGIN * max(up, 8.0)
    return float(np.clip(MARGIN * across, SLIMMEST * half_height, WIDEST * half_height)), half_height


def _hips(analysis: Analysis, tile: Tile) -> np.ndarray:
    """The middle of the hips; of all that was seen where they were not."""
    track = analysis.smoothed
    middle = np.mean([track.point(f"{side}_hip")[tile.row] for side in SIDES], axis=0)
    if np.isfinite(middle).all():
        return np.asarray(middle)
    points = track.xy_px[tile.row]
    points = points[np.isfinite(points).all(axis=1)]
    return np.asarray(points.mean(axis=0)) if len(points) else np.zeros(2)


def _crop(analysis: Analysis, tile: Tile, half: tuple[float, float]) -> Crop:
    x, y = _hips(analysis, tile)
    return Crop(round(x - half[0]), round(y - half[1]), round(2 * half[0]), round(2 * half[1]))


def rows_of(rows: Iterable[Iterable[Shot]]) -> list[int]:
    """The rows of the series that are shown, each once."""
    return sorted({shot.tile.row for row in rows for shot in row})


def words_of(shot: Shot, origin_s: float = 0.0) -> list[str]:
    """What stands beside a tile: title, time, and angles with their plus-minus; a dash for what was not seen."""
    lines = [tr(shot.tile.title), f"{number(shot.tile.time_s - origin_s, 3)} s"]
    if shot.moved:
        lines[1] += tr(", moved {frames}", frames=f"{'+' if shot.moved > 0 else '−'}{abs(shot.moved)}")
    for angle in shot.tile.angles:
        value = show_metric(Metric(angle.value_deg, "deg", angle.sd_deg)).text.replace(" ", "\N{NO-BREAK SPACE}")
        lines.append(f"{tr(angle.words)} {value}")
    return lines


def row_title(row: tuple[Shot, ...]) -> str:
    """Over a row of tiles: which step it shows."""
    return step_title(row[0].side, row[0].step)


def step_title(side: Side, step: int) -> str:
    """Whose landing it is, and its number: "Into the left foot, step 3"."""
    return tr("Into the {side} foot, step {step}", side=tr(side), step=step)
