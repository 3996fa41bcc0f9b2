"""The short facts that stand on the picture: true rate, what is doubtful about it, view, movement, origin, zoom."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.document import Document
from app.language.tr import said, tr
from app.preferences import privacy
from app.words import PENCIL, VIEW_WORDS, by_hand_count, by_hand_words
from core.analysis import Analysis
from core.kinematics.scale import Scale
from core.video.info import ClipInfo

SCALE_WORDS: Final = {
    "height": "From the athlete's standing height.", "line": "From a length marked on the picture.",
    "plane": "From a rectangle marked on the ground.",
}  # fmt: skip
SCALE_ACTIONS: Final = {"height": "", "line": "scale_line", "plane": "scale_plane"}
NEAR = 0.02  # rates this share apart are the same: 29.97 is 30


@dataclass(frozen=True)
class Badge:
    """text : what is read.  tip : what it means.  action : what a click does, "" for nothing."""

    text: str
    tip: str = ""
    action: str = ""


def rate_text(info: ClipInfo) -> str:
    """60 fps; variable 28-35 ms; slow motion 240 fps (shown at 30)."""
    varies = ""
    if info.variable_frame_rate:
        low, high = info.smallest_frame_gap_ms, info.largest_frame_gap_ms
        digits = 0 if high >= 9.5 else 1
        varies = tr("variable {low}–{high} ms", low=f"{low:.{digits}f}", high=f"{high:.{digits}f}")
    if abs(info.time_scale - 1) >= NEAR:
        true, shown = _rate(info.capture_fps), _rate(info.container_fps)
        slow = tr("slow motion {true} fps (shown at {shown})", true=true, shown=shown)
        return f"{slow}, {varies}" if varies else slow
    return varies or f"{_rate(info.capture_fps)} fps"


def rate_tip(info: ClipInfo, to_click: bool = True) -> str:
    """What the rate says, in full."""
    lines = [
        tr(
            "{frames} frames in {seconds:.3f} s, {fps:.5g} a second on average.",
            frames=info.frames,
            seconds=info.duration_s,
            fps=info.capture_fps,
        )
    ]
    if info.variable_frame_rate:
        lines.append(tr("The time between two frames varies; every frame keeps its own exact time."))
    if abs(info.time_scale - 1) >= NEAR:
        lines.append(tr("The file tells {fps:.5g}; every time here is corrected.", fps=info.container_fps))
    if to_click:
        lines.append(tr("Click to give the true rate of a slow-motion clip."))
    return "\n".join(lines)


def told_rate(info: ClipInfo | None) -> float | None:
    """The capture rate the file itself notes, where that is not the rate at which it plays."""
    if info is None or info.told_capture_fps is None:
        return None
    return None if abs(info.told_capture_fps / info.container_fps - 1) < NEAR else info.told_capture_fps


def slow_hint(document: Document) -> str:
    """Why this is perhaps slow motion, "" where nothing says so or the rate was given."""
    return why_slow(document.info, document.analysis, document.options.capture_fps)


def why_slow(info: ClipInfo | None, analysis: Analysis | None, given_fps: float | None) -> str:
    """The same of any clip."""
    if given_fps is not None:
        return ""
    told = told_rate(info)
    if told is not None:
        return tr("The file notes that it was filmed at {rate} pictures a second.", rate=_rate(told))
    if analysis is not None and any(note.code == "slow_motion" for note in analysis.quality):
        return tr("The movement is far slower than people move.")
    return ""


def rate_badges(info: ClipInfo, hint: str, action: str = "capture_rate") -> list[Badge]:
    """The rate, and whether it is perhaps slow motion.  hint : as `why_slow` gives it.  action : "" to tell it only."""
    found = [Badge(rate_text(info), rate_tip(info, bool(action)), action)]
    if hint:
        tip = f"{hint}\n{tr('Click to give the true rate.')}" if action else hint
        found.append(Badge(tr("slow motion?"), tip, action))
    return found


def scale_badge(scale: Scale) -> Badge:
    """What tells metres; a click takes a length that is known."""
    if scale.m_per_px is None:
        tip = tr("Lengths and speeds have no metres. Click to mark a length you know, or give the athlete's height.")
        return Badge(tr("no scale"), tip, "scale_line")
    tip = tr(
        "1 m is {pixels:.0f} pixels in the athlete's plane, give or take {share:.0f} %.",
        pixels=1 / scale.m_per_px,
        share=100 * scale.sd_share,
    )
    source = tr(scale.source, "scale")
    return Badge(
        tr("scale: {source}", source=source), f"{tr(SCALE_WORDS[scale.source])}\n{tip}", SCALE_ACTIONS[scale.source]
    )


def badges(document: Document, dropped: tuple[float, float] = (0.0, 0.0), zoom: float | None = None) -> list[Badge]:
    """All of them, in order.

    dropped : (shown, due) frames a second while playing, (0, 0) = none is missing.
    zoom : screen pixels per picture pixel where the picture is not fitted, else None.
    """
    info, analysis = document.info, document.analysis
    if info is None:
        return []
    found = rate_badges(info, slow_hint(document))
    if dropped[1] > 0:
        text = tr("showing {shown:.0f} of {all:.0f} fps", shown=dropped[0], all=dropped[1])
        tip = tr("This machine is too slow to show every frame in time. Pausing and stepping show each one.")
        found.append(Badge(text, tip))
    if analysis is not None and analysis.pose.frames_with_pose:
        found.append(Badge(tr(VIEW_WORDS[analysis.view.label])))
        if analysis.movement != "none":
            found.append(Badge(tr(analysis.movement)))
        if analysis.movement == "sprint" or analysis.scale.m_per_px is not None:
            found.append(scale_badge(analysis.scale))
    if analysis is not None and (hand := by_hand_words(analysis.pose.by_hand)):
        tip = f"{hand}.\n{tr('The numbers that hang on it say so. Undo takes it back, step by step.')}"
        found.append(Badge(f"{PENCIL} {tr('by hand: {n}', n=by_hand_count(analysis.pose.by_hand))}", tip))
    origin = document.clock.origin_s
    if origin and len(document.times):
        frame = int(np.abs(document.times - origin).argmin())
        tip = tr(
            "Frame {frame} reads as 0 s; in the clip and in saved files it is {origin:.3f} s.",
            frame=frame,
            origin=origin,
        )
        tip += "\n" + tr("Click to count from the clip's beginning again.")
        found.append(Badge(tr("time from frame {frame}", frame=frame), tip, "origin_reset"))
    private = privacy()
    if private.on:
        found.append(
            Badge(
                tr("private exports"),
                tr("What leaves the program: {sentence}. Click to change.", sentence=said(private.sentence)),
                "export",
            )
        )
    if zoom is not None:
        found.append(
            Badge(f"{100 * zoom:.0f} %", tr("Screen pixels per picture pixel. Click for the whole picture."), "fit")
        )
    return found


def _rate(fps: float) -> str:
    """30 for 29.97: a badge is no measurement, the tooltip has all digits."""
    near = round(fps)
    return str(near) if near and abs(fps / near - 1) < 0.002 else f"{fps:.4g}"
