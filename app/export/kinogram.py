"""The kinogram as a file: five positions of a stride for each leg, or the key frames of squats."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from PySide6.QtGui import QImage

from app.document import units_of
from app.export.opened import fps_of, opened
from app.export.scene import Look, Scene
from app.export.snapshot import Snapshots, SnapshotStyle, chosen_units, key_moments
from app.kinogram_model import best_of, moves_of, rows_of, shots_of
from app.stills import cut
from app.theme import LIGHT
from app.views.kinogram_paint import render_strip
from core.analysis import Analysis
from core.compare.errors import moment_sds
from core.export.outlet import NothingThereError
from core.export.privacy import Privacy
from core.export.request import ExportRequest
from core.measures.kinogram import MovedTile, ShownStep


def kinogram(request: ExportRequest, style: SnapshotStyle) -> QImage:
    """The strip of a run; the key frames of squats, three to a row.

    Raises
    ------
    NothingThereError : no reps and no two steps that follow each other were counted.
    """
    analysis = request.analysis
    strip = strip_of_run(analysis, request.privacy, request.tiles, request.kinogram_steps) if analysis.steps else None
    if strip is not None:
        return strip
    moments = [moment for unit in chosen_units(units_of(analysis)) for moment in key_moments(unit, analysis.raw.time_s)]
    if not moments:
        raise NothingThereError("there are no reps and no steps, so there is no kinogram", "take snapshots instead")
    with (
        opened(analysis.clip.path, fps_of(analysis.clip)) as reader,
        closing(Snapshots(analysis, reader, request.privacy, style)) as maker,
    ):
        return maker.sheet(moments)


def strip_of_run(
    analysis: Analysis, privacy: Privacy, tiles: Sequence[MovedTile] = (), steps: Sequence[ShownStep] = (),
    paper: bool = False,
) -> QImage | None:  # fmt: skip
    """Each frame as it may be seen; None where no sequence was found.

    tiles, steps : moved, chosen by hand.  paper : to be as wide as a page of a report.
    """
    best = best_of(analysis, steps)
    moves = moves_of(analysis, tiles, best)
    sds = {row: moment_sds(analysis, row) for row in rows_of(shots_of(analysis, moves, best))}
    rows = shots_of(analysis, moves, best, sds)
    if not rows:
        return None
    scene = Scene(analysis, privacy, Look())
    images: dict[tuple[int, object], QImage] = {}
    with closing(scene), opened(analysis.clip.path, fps_of(analysis.clip)) as reader:
        for shot in sorted((s for row in rows for s in row), key=lambda s: s.tile.frame):
            frame = reader.frame(shot.tile.frame)
            images[(shot.tile.frame, shot.crop)] = cut(replace(frame, rgb=scene.background(frame)), shot.crop)
    return render_strip(analysis, rows, images, theme=LIGHT, paper=paper)
