"""Sets of squats by formula, measured by the program itself: with everything a closer look shows."""

from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
from pytestqt.qtbot import QtBot

from app.document import Document
from app.playhead import Playhead
from app.theme import DARK
from app.views.knee_page import KneePage
from app.views.overlaps_page import OverlapsPage
from app.views.push_pull_page import PushPullPage
from app.views.scissor_page import ScissorPage
from core.analysis import Analysis, RepResult
from core.events.event import Event
from core.events.squat_reps import find_reps
from core.kinematics.scale import Scale
from core.kinematics.series import compute_series, measure_body
from core.kinematics.view import View
from core.measures.squat import measure_reps
from core.measures.squat_study import RepStudy, study_rep
from core.measures.squat_summary import summarise_reps
from core.pose.skeleton import N_LANDMARKS
from core.pose.track import PoseTrack
from tests.app.figures import clip_info, pose_summary
from tests.core.squat_figure import Move, figure

FRONT = View("front", "toward", 86.0, 5.0)
SIDE = View("side", "right", 4.0, 5.0)
FPS = 60.0
DRAWS = 16

Page = TypeVar("Page", KneePage, OverlapsPage, PushPullPage, ScissorPage)


@cache
def squat_set(
    front: bool,
    moves: tuple[Move, ...] = (Move(0.6, 0.8, 0.1, 0.7, 60, 22, 30), Move(2.6, 0.9, 0.1, 1.1, 60, 22, 30)),
    knees_in: tuple[float, float] = (0.02, 0.05),
    yaw_deg: float = 4.0,
) -> Analysis:
    """Two squats of 2 s; the second way up is slower.  front : seen from there, else from the right."""
    view = FRONT if front else SIDE
    frames = round(FPS * (moves[-1].end_s + 0.8))
    t = np.arange(frames) / FPS
    xy = figure(t, moves, yaw_deg=90 - yaw_deg if front else 0.0, knees_in=knees_in) * 0.35 + [100.0, 10.0]
    full = np.full((frames, N_LANDMARKS), 0.95)
    track = PoseTrack(t, xy, full, np.zeros((frames, N_LANDMARKS, 3)), np.full((frames, N_LANDMARKS), 0.5))
    body = measure_body(xy)
    offset = np.random.default_rng(0).standard_normal((DRAWS, 1, N_LANDMARKS, 2)) * 0.5
    drawn = compute_series(t, np.concatenate([xy[None], xy[None] + offset]), body, view.forward, view.left_to_right)
    reps, _ = find_reps(drawn, view, xy)
    studies: list[RepStudy] = []
    metrics = measure_reps(
        drawn, reps, view, FPS, view.near_side, body, study=lambda cut, rep, v: studies.append(study_rep(cut, rep, v))
    )
    events = []
    for rep in reps:
        for kind, time in (("rep_start", rep.start_s), ("rep_bottom", rep.bottom_s), ("rep_end", rep.end_s)):
            events.append(Event(kind, None, round(time * FPS), time, 0.02))  # type: ignore[arg-type]
    return Analysis(
        clip=clip_info(Path("set.mp4"), frames, FPS), pose=pose_summary(frames), view=view, scale=Scale(),
        movement="squat", quality=(), events=tuple(events), rejected=(),
        reps=tuple(RepResult(r, m, s) for r, m, s in zip(reps, metrics, studies, strict=True)), steps=(),
        summary=summarise_reps(metrics), raw=track, smoothed=track,
        series=compute_series(t, xy, body, view.forward, view.left_to_right),
    )  # fmt: skip


def document_of(analysis: Analysis) -> Document:
    document = Document()
    document.set_analysis(analysis)
    return document


def page_of(kind: type[Page], analysis: Analysis, qtbot: QtBot, height: int = 240) -> Page:
    """A page of the studies as wide as on a laptop, shown."""
    document, head = document_of(analysis), Playhead()
    page = kind(document, head, DARK)
    qtbot.addWidget(page)
    document.setParent(page)
    head.setParent(page)
    page.resize(1280, height)
    page.show()
    page.show_analysis()
    return page
