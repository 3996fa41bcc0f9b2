"""What the picture allows: notes for the coach on how to refilm, and which numbers hang on hidden landmarks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.events.event import Movement, Rep, Step
from core.kinematics.upright import lies
from core.kinematics.view import View
from core.measures.slow_motion import looks_slow
from core.measures.spec import Metric
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack

SEEN = 0.5  # visibility from which a landmark counts as seen
HIDDEN_SHARE, LOST_SHARE = 0.6, 0.25  # of the frames: below them numbers are caution, refused
CUT_SHARE, EDGE_PX = 0.2, 2.0  # of the frames: feet or head cut off that often; within this of the edge
_HEAD_PER_TRUNK = 0.3  # eyes are half a trunk above upright shoulders: less room than this cuts them off, bowed too
_LAIN_SHARE = 0.5  # of the frames
_JUMP_SHARE = 0.02  # of the athlete's height between a landmark and its smoothed path; clear views stay within 1.5 %
# Of the frames in which one landmark of the leg jumps: 0 to 2 % where the leg is in view, 7 to 12 % in squats on one
# leg, 19 % and more behind a rack, and where a knee points at the camera and is hard to place.
MOST_JUMPS = 0.15
_LEAST_FPS_FOR_CONTACTS = 100.0
_SMALL_SHARE = 0.25  # of the picture's height
_SAME_RATE = 0.02  # rates this share apart are the same: 29.97 is 30
_PASSING_DEG = 15.0  # seen nearer to square-on than this, angles need no word
_SHAKE_SHARE = 0.015  # of the picture's longer side; less is hardly seen
_HEEL_SHARE = 0.06  # of the leg's length: a heel nearer to the ankle is no foot's
_FOOT_SEEN = 0.75  # of the frames; on rendered and filmed runners it is 0.95 and more, on a blade a half
Severity = Literal["info", "caution", "refuse"]
Say = Callable[[str, Severity, str], None]
_LEG = ("hip", "knee", "ankle")
# what is told of a body that is guessed from a part of it says nothing
_OF_A_WHOLE_BODY = frozenset({
    "no_movement", "athlete_missing", "leg_hidden", "feet_cut", "no_feet", "head_cut", "lying", "foot_unlike",
    "small_athlete", "oblique_view", "yaw", "frontal_run", "camera_pans", "camera_shakes", "passing", "slow_motion",
    "low_frame_rate",
})  # fmt: skip


@dataclass(frozen=True)
class QualityNote:
    """What to refilm and why, in a coach's words."""

    code: str
    severity: Severity
    message: str


def coverage(raw: PoseTrack) -> dict[str, float]:
    """Landmark -> share of all frames in which it was seen (in the picture, and not guessed by the model)."""
    seen = np.isfinite(raw.xy_px[..., 0]) & (np.nan_to_num(raw.visibility) >= SEEN)
    shares = seen.mean(axis=0) if len(raw) else np.zeros(len(INDEX))
    return {name: round(float(shares[i]), 4) for name, i in INDEX.items()}


def leg_seen(raw: PoseTrack, view: View, span: tuple[float, float] | None = None) -> float:
    """Share of the frames with a pose in which the leg that is measured was seen (the worst of hip, knee, ankle)."""
    rows, leg = _leg(raw, view, span)
    return float(_visible(raw, rows, leg).mean(axis=0).min()) if len(rows) else 0.0


def legs_cut(raw: PoseTrack) -> bool:
    """Whether no leg was seen from hip to ankle in most frames with a pose: the picture ends above, or hides them."""
    rows = np.flatnonzero(raw.has_pose)
    legs = np.array([[INDEX[f"{side}_{part}"] for part in _LEG] for side in SIDES])
    seen = np.isfinite(raw.xy_px[rows[:, None, None], legs, 0])
    seen &= np.nan_to_num(raw.visibility[rows[:, None, None], legs]) >= SEEN
    return len(rows) > 0 and float(seen.all(axis=2).any(axis=1).mean()) < HIDDEN_SHARE


def leg_seen_and_jumps(
    raw: PoseTrack, view: View, span: tuple[float, float], smoothed: PoseTrack, tall_px: float
) -> tuple[float, float]:  # fmt: skip
    """Shares of a stretch's frames with a pose: the leg was seen, and one of its landmarks jumped (the worst ones).

    What jumps away from its smoothed path was not seen: behind a rack or a plate a model goes on guessing and calls it
    seen.  It guesses alike for a while, and its path follows: few jumps tell of many guesses.

    tall_px : how tall the athlete stands in the picture; 0 = as `standing_px` tells.
    """
    rows, leg = _leg(raw, view, span)
    if not len(rows):
        return 0.0, 0.0
    jumps = _jumps(raw, smoothed, rows, leg, tall_px)
    seen = _visible(raw, rows, leg) & ~jumps
    return float(seen.mean(axis=0).min()), float(jumps.mean(axis=0).max())


def _leg(
    raw: PoseTrack, view: View, span: tuple[float, float] | None
) -> tuple[NDArray[np.intp], list[int]]:  # fmt: skip
    """The frames with a pose within a span, and the landmarks of the leg that is measured; from the front of both."""
    first, last = 0, len(raw)
    if span is not None:
        first, last = int(np.searchsorted(raw.time_s, span[0])), int(np.searchsorted(raw.time_s, span[1], "right"))
    there = np.isfinite(raw.xy_px[first:last, :, 0]).any(axis=1)
    sides: Sequence[Side] = SIDES if view.label in ("front", "back") else (view.near_side,)
    return first + np.flatnonzero(there), [INDEX[f"{s}_{part}"] for s in sides for part in _LEG]


def _visible(raw: PoseTrack, rows: NDArray[np.intp], leg: list[int]) -> NDArray[np.bool_]:
    """(rows, leg) landmarks that the model calls seen."""
    return np.asarray(np.nan_to_num(raw.visibility[rows[:, None], leg]) >= SEEN)


def _jumps(
    raw: PoseTrack, smoothed: PoseTrack, rows: NDArray[np.intp], leg: list[int], tall_px: float
) -> NDArray[np.bool_]:
    """(rows, leg) landmarks away from their smoothed path; what is not known to have jumped has not."""
    part = rows[:, None], leg  # in one step: the whole clip's legs would be copied for every rep
    away = raw.xy_px[part] - smoothed.xy_px[part]
    return np.asarray(np.hypot(away[..., 0], away[..., 1]) > _JUMP_SHARE * (tall_px or standing_px(raw)))


def mark_hidden(metrics: Mapping[str, Metric], seen: float, jumps: float = 0.0) -> dict[str, Metric]:
    """Numbers of the legs that hang on landmarks hardly seen become caution, or refused; times stay.

    seen, jumps : `leg_seen` and `leg_jumps`.
    """
    if seen >= HIDDEN_SHARE and jumps <= MOST_JUMPS:
        return dict(metrics)
    lost = f"hip, knee or ankle is hidden or jumps about in {100 * (1 - seen):.0f} % of the frames"
    why = f"{lost}: film with a free view of the leg"
    out = {}
    for name, metric in metrics.items():
        spatial = metric.unit not in ("s", "ms", "Hz", "reps", "steps")
        if metric.value is None or not spatial or metric.status == "refused":
            out[name] = metric
        elif seen < LOST_SHARE:
            out[name] = Metric(None, metric.unit, None, "refused", why)
        else:
            out[name] = replace(metric, status="caution", reason=metric.reason or why)
    return out


def notes(
    raw: PoseTrack, view: View, movement: Movement, steps: Sequence[Step], reps: Sequence[Rep] = (), *,
    people: int, fps: float, variable: bool, size_px: tuple[int, int], capture_told: bool,
    leg_share: float, slow: bool, leg_jumps: float = 0.0, file_notice: str = "", told_fps: float | None = None,
    farthest_yaw_deg: float | None = None, implausibly_fast: bool = False, picked: bool = False,
) -> tuple[QualityNote, ...]:  # fmt: skip
    """What a coach should know before reading any number, the gravest first.

    fps : the rate every time was measured with.  told_fps : the rate the file itself notes as the camera's.
    leg_jumps : of the reps, `leg_jumps`.
    implausibly_fast : squats come out faster than anybody makes them (`slow_motion.looks_fast`).
    slow : steps were found that take longer than anybody's.
    picked : the athlete was picked by hand.
    """
    out: list[QualityNote] = []

    def say(code: str, severity: Severity, message: str) -> None:
        out.append(QualityNote(code, severity, message))

    if file_notice:
        say("damaged_file", "caution", file_notice)
    if not raw.has_pose.any():
        say("no_person", "refuse", "Nobody was found in this clip. Film the whole body, head to feet.")
        if len(raw) == 1:
            say("single_picture", "refuse", "This is a single picture, and a movement needs a video.")
        return tuple(out)
    if len(raw) == 1:
        shown = "the pose is shown, and nothing that moves can be measured"
        say("single_picture", "refuse", f"This is a single picture, and a movement needs a video: {shown}.")
    elif movement == "none" and view.label in ("front", "back"):
        say("no_movement", "info", "No squat and no running step was recognised; the curves are shown all the same. "
            "If it is a run, put the phone beside the track: running is measured from the side.")  # fmt: skip
    elif movement == "none":
        say("no_movement", "info", "No squat and no running step was recognised; the curves are shown all the same.")
    elif movement == "sprint" and not steps:
        say("no_movement", "info", "No running step was recognised; the curves are shown all the same.")
    elif movement == "squat" and not reps:
        say("no_movement", "info", "No squat was recognised; the curves are shown all the same.")
    share = float(raw.has_pose.mean())
    if share < 0.9:
        say("athlete_missing", "caution", f"The athlete was seen in {100 * share:.0f} % of the frames.")
    if movement != "none" and (leg_share < HIDDEN_SHARE or leg_jumps > MOST_JUMPS):
        grave: Severity = "refuse" if leg_share < LOST_SHARE else "caution"
        say("leg_hidden", grave, "Hip, knee or ankle is often hidden. Film with nothing in front of the leg.")
    if lain(raw):
        say("lying", "refuse", "The body lies in this picture, and people are measured who stand. If the clip itself "
            "lies on its side, set it upright on the phone and open it again.")  # fmt: skip
    _say_feet(raw, size_px, say)
    _say_head(raw, size_px, say)
    if movement == "sprint":
        _say_unlike_feet(raw, say)
    _say_view(view, movement, say)
    _say_camera(raw.camera, farthest_yaw_deg, say)
    if movement == "sprint" and fps < _LEAST_FPS_FOR_CONTACTS and not slow:
        say("low_frame_rate", "caution",
            f"At {fps:.0f} frames per second a contact is known to about {1000 / fps / 6**0.5:.0f} ms. "
            "Film sprints at 120 or 240.")  # fmt: skip
    if implausibly_fast:
        why = "the rate that was told is likely wrong: leave it out, or give" if capture_told else "give"
        say("implausible_speed", "caution",
            f"At {fps:.4g} frames per second the squats would be faster than anybody makes them: {why} the rate it was "
            "filmed at.")  # fmt: skip
    if slow and capture_told:
        say("slow_motion", "caution",
            f"At {fps:.4g} frames per second the steps take longer than anybody's: the rate that was told is likely "
            "wrong.")  # fmt: skip
    elif not capture_told:
        _say_slow(slow or looks_slow(raw, steps, reps), fps, told_fps, say)
    height = _picture_share(raw, size_px[1]) if size_px[1] else 1.0
    if height < _SMALL_SHARE:
        share_text = f"{100 * height:.0f} % of the picture's height"
        say("small_athlete", "info", f"The athlete fills {share_text}. Nearer gives sharper numbers.")
    if people > 1:
        likeliest = "the largest" if len(raw) == 1 else "the one who moves most like an athlete"
        who = "the one who was picked" if picked else likeliest
        say("several_people", "info", f"{people} people were seen; {who} was taken. To measure another, press A in the "
            "window and click on them, or give --pick on the command line.")  # fmt: skip
    if variable:
        say("variable_frame_rate", "info", "The frame rate varies; every frame's own time is used.")
    if not (steps or reps) and legs_cut(raw):
        out = [note for note in out if note.code not in _OF_A_WHOLE_BODY]
        say("body_cut", "refuse", "Only a part of the body is seen. Film the whole body, head to feet, with nothing "
            "in front of it.")  # fmt: skip
    order = {"refuse": 0, "caution": 1, "info": 2}
    return tuple(sorted(out, key=lambda note: order[note.severity]))


def _say_slow(looks: bool, fps: float, told_fps: float | None, say: Say) -> None:
    """What the file notes weighs more than what the movement looks like."""
    give = "give the rate it was filmed at, then times are right."
    if told_fps is not None and abs(told_fps / fps - 1) > _SAME_RATE:
        noted = f"The file notes {told_fps:.4g} pictures a second but plays {fps:.4g}"
        say("slow_motion", "caution", f"{noted}: if this is slow motion, {give}")
    elif looks:
        say("slow_motion", "caution", f"This looks like slow motion: {give}")


def _picture_share(raw: PoseTrack, height_px: int) -> float:
    return standing_px(raw) / height_px


def standing_px(raw: PoseTrack) -> float:
    """How tall the athlete stands in the picture."""
    y = raw.xy_px[..., 1].T  # landmark after landmark: a reduction over a few neighbours takes much longer
    tall = (np.fmax.reduce(y, axis=0) - np.fmin.reduce(y, axis=0))[raw.has_pose]
    return float(np.percentile(tall, 90))


def lain(raw: PoseTrack) -> bool:
    """Whether the athlete lies in the picture most of the time, or the clip does."""
    seen = raw.has_pose
    return bool(seen.any()) and float(lies(raw.xy_px[seen]).mean()) > _LAIN_SHARE


def head_cut(raw: PoseTrack, size_px: tuple[int, int]) -> float:
    """Share of the frames with a pose in which the picture's upper edge cuts the head off; 0 without a picture.

    A model puts a head that it does not see below the edge: shoulders so near to it leave no room for one.
    """
    if not size_px[1] or not raw.has_pose.any():
        return 0.0
    xy = raw.xy_px[raw.has_pose]
    shoulder, hip = (xy[:, [INDEX[f"{s}_{part}"] for s in SIDES]].mean(axis=1) for part in ("shoulder", "hip"))
    trunk = np.hypot(*(shoulder - hip).T)
    room = _HEAD_PER_TRUNK * float(np.median(trunk[np.isfinite(trunk)])) if np.isfinite(trunk).any() else 0.0
    eyes = xy[:, [INDEX["left_eye"], INDEX["right_eye"], INDEX["nose"]], 1]
    return float(((eyes < EDGE_PX).any(axis=1) | (shoulder[:, 1] < room)).mean())


def _say_head(raw: PoseTrack, size_px: tuple[int, int], say: Say) -> None:
    if head_cut(raw, size_px) > CUT_SHARE:
        say("head_cut", "caution", "The head must be in the picture: step back or raise the phone. Trunk and hip are "
            "less sure without it.")  # fmt: skip


def _say_feet(raw: PoseTrack, size_px: tuple[int, int], say: Say) -> None:
    feet = [INDEX[f"{s}_{part}"] for s in SIDES for part in ("heel", "foot_index")]
    xy = raw.xy_px[raw.has_pose][:, feet]
    if not np.isfinite(xy).any():
        say("no_feet", "caution", "These landmarks hold no heels and toes: what hangs on the feet is not measured.")
        return
    outside = ~np.isfinite(xy[..., 0])
    if size_px[1]:  # where there is a picture it may cut the feet off
        outside |= xy[..., 1] > size_px[1] - EDGE_PX
    if float(outside.any(axis=1).mean()) > CUT_SHARE:
        say("feet_cut", "caution", "Both feet must be in the picture: step back or lower the phone.")


def feet_seen(raw: PoseTrack) -> dict[Side, float]:
    """Side -> share of the frames with that foot in which it has a foot's shape; 1 where it was never seen.

    A heel lies about a tenth of the leg's length below the ankle, from wherever it is seen.  On a blade, or behind
    something, a model puts it anywhere.
    """
    xy = raw.xy_px

    def long(a: str, b: str) -> np.ndarray:
        return np.asarray(np.hypot(*(xy[:, INDEX[a]] - xy[:, INDEX[b]]).T))

    legs = np.stack([long(f"{s}_hip", f"{s}_knee") + long(f"{s}_knee", f"{s}_ankle") for s in SIDES])
    leg = np.where(np.isfinite(legs), legs, 0.0).max(axis=0)
    out: dict[Side, float] = {}
    for side in SIDES:
        heel = long(f"{side}_ankle", f"{side}_heel")
        known = np.isfinite(heel) & (leg > 0)
        out[side] = float((heel[known] >= _HEEL_SHARE * leg[known]).mean()) if known.any() else 1.0
    return out


def _say_unlike_feet(raw: PoseTrack, say: Say) -> None:
    for side, seen in feet_seen(raw).items():
        if seen < _FOOT_SEEN:
            say("foot_unlike", "caution",
                f"The {side} foot was recognised in only {100 * seen:.0f} % of the frames (a blade, or something in "
                "front of it?). Its touchdown, toe-off and angles are less sure than they look.")  # fmt: skip


def _say_camera(camera: CameraMotion | None, farthest_yaw_deg: float | None, say: Say) -> None:
    """What the camera did, and from where it sees somebody who runs past it."""
    if farthest_yaw_deg is not None and farthest_yaw_deg > _PASSING_DEG:
        seen = f"The athlete runs past and is seen up to {farthest_yaw_deg:.0f} degrees from square-on"
        say("passing", "info", f"{seen}. Angles are corrected for it; steps beyond 30 degrees are not measured.")
    if camera is None:
        return
    if camera.state == "panning":
        undone = "; its turn is taken out" if farthest_yaw_deg is not None else ""
        say("camera_pans", "info", f"The camera pans with the athlete{undone}. A phone that stands still is better.")
    elif camera.state == "shaky" and camera.travel_px() > _SHAKE_SHARE * max(camera.size_px):
        share = 100 * camera.travel_px() / max(camera.size_px)
        say("camera_shakes", "info", f"The camera shakes ({share:.1f} % of the picture). Lean the phone on something.")


def _turn(view: View) -> str:
    """Which way the athlete should turn to stand square to the phone, as the end of a sentence."""
    if view.turn_deg is None or view.yaw_deg is None:
        return ""
    frontal = view.label in ("front", "back")
    by = 90 - view.yaw_deg if frontal else view.yaw_deg
    # seen from above: facing the picture's right is turned by -90, the camera by 180; turning left makes it more
    wanted = (180.0 if view.label == "front" else 0.0) if frontal else -90.0 if view.facing == "right" else 90.0
    left = (wanted - view.turn_deg + 180) % 360 - 180 > 0
    return f": turn the athlete {by:.0f} degrees to their {'left' if left else 'right'}, or move the phone round them"


def _say_view(view: View, movement: Movement, say: Say) -> None:
    if view.label in ("front", "back") and movement == "sprint":
        say("frontal_run", "refuse", "Running is measured from the side. Put the phone beside the track.")
        return
    if view.yaw_deg is None or movement == "none":
        return
    if view.label == "oblique":
        away = min(view.yaw_deg, 90 - view.yaw_deg)
        seen = f"The athlete is seen at an angle ({away:.0f} degrees off)."
        say("oblique_view", "caution", f"{seen} Film square from the side, or from the front{_turn(view)}.")
    elif view.label == "side" and view.yaw_deg > 15:
        say(
            "yaw",
            "caution",
            f"The phone is turned {view.yaw_deg:.0f} degrees off straight on; angles look too small{_turn(view)}.",
        )
    elif view.label in ("front", "back") and 90 - view.yaw_deg > 8:
        say(
            "yaw",
            "caution",
            f"The phone is {90 - view.yaw_deg:.0f} degrees off straight; the knees look uneven{_turn(view)}.",
        )
