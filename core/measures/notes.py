"""What the picture allows, in a coach's words: how to refilm, the gravest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.events.event import Movement, Rejected, Rep, Step
from core.events.unevenness import unevenness_s
from core.kinematics.there_and_back import turned_back_s
from core.kinematics.view import View
from core.measures.looks_like import looks_like
from core.measures.quality import (
    CUT_SHARE,
    DAMAGED_FILE,
    EDGE_PX,
    HIDDEN_SHARE,
    LOST_SHARE,
    MOST_JUMPS,
    QualityNote,
    Severity,
    feet_seen,
    head_cut,
    lain,
    legs_cut,
    standing_px,
)  # fmt: skip
from core.measures.slow_motion import looks_slow
from core.measures.squat_views import FRONTAL_OK_DEG, SAGITTAL_OK_DEG
from core.pose.camera_motion import ZOOM_SHARE, CameraMotion
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

_LEAST_FPS_FOR_CONTACTS = 100.0
_SMALL_SHARE = 0.25  # of the picture's height
_MISSING_SHARE = 0.9  # of the frames: seen in fewer, the athlete is missing
_SHORTEST_S = 0.5  # a sprinter's two steps take about that long, a squat longer
_SAME_RATE = 0.02  # rates this share apart are the same: 29.97 is 30
_PASSING_DEG = 15.0  # seen nearer to square-on than this, angles need no word
_SHAKE_SHARE = 0.015  # of the picture's longer side; less is hardly seen
_FOOT_SEEN = 0.75  # of the frames; on rendered and filmed runners it is 0.95 and more, on a blade a half
_MOST_UNEVEN = 0.5  # of the contacts; single ones are told by themselves
# Of 0 to 51.  Phones and the clips people share have 11 to 34, chat apps' more.  At 35 brightness is rounded in steps
# of 36 levels, and fainter edges of a limb are not stored.  A rendered jog's near knee errs by 4 degrees at 28, 6 at
# 35, 11 at 39, and at 42 no step is recognised; squats, whose legs are slow, gain a degree.
_COARSE_QUANTISER = 35.0
# Of the body's height.  Runs in which limbs are sharp have 0.02 at most, of 33 rendered and filmed ones; near knees of
# those that have 0.029 to 0.037 err by 5.2, 6.4 and 9.4 degrees instead of 2.8, 3.3 and 2.8.
_SMEARED = 0.025
Say = Callable[[str, Severity, str], None]
# what is told of a body that is guessed from a part of it says nothing
_OF_A_WHOLE_BODY = frozenset({
    "no_movement", "too_short", "athlete_missing", "leg_hidden", "feet_cut", "no_feet", "head_cut", "lying",
    "foot_unlike", "small_athlete", "oblique_view", "yaw", "frontal_run", "camera_pans", "camera_shakes",
    "camera_zooms", "passing", "slow_motion", "low_frame_rate",
})  # fmt: skip


@dataclass(frozen=True)
class Filmed:
    """How a clip was filmed.

    people : how many were seen.  fps : the rate every time was measured with.  size_px : width and height of the
    upright picture, 0 where there is none.  variable : its frame rate varies.  capture_told : somebody gave the rate.
    told_fps : the rate the file itself notes as the camera's.  picked : the athlete was picked by hand.
    notices : what is wrong with the clip's file and with that of its landmarks, a sentence each.
    quantiser : how coarsely the pictures were stored (`core.video.quantiser`), None where that is not known.
    smear : how far edges of fast limbs are spread (`core.measures.smear`), of the body's height; None = not known.
    interlaced : every picture as stored holds two moments, of which the first was measured.
    """

    people: int
    fps: float
    size_px: tuple[int, int]
    variable: bool = False
    capture_told: bool = False
    told_fps: float | None = None
    picked: bool = False
    notices: tuple[str, ...] = ()
    quantiser: float | None = None
    smear: float | None = None
    interlaced: bool = False


@dataclass(frozen=True)
class Found:
    """What was found in it.

    leg_share, leg_jumps : of the reps or steps, `quality.leg_seen_and_jumps`.
    slow : steps were found that take longer than anybody's.
    too_fast : squats come out faster than anybody makes them (`slow_motion.looks_fast`).
    farthest_yaw_deg : from square-on, of somebody who passes.
    """

    movement: Movement
    steps: Sequence[Step] = ()
    reps: Sequence[Rep] = ()
    rejected: Sequence[Rejected] = ()
    leg_share: float = 1.0
    leg_jumps: float = 0.0
    slow: bool = False
    too_fast: bool = False
    farthest_yaw_deg: float | None = None


def notes(raw: PoseTrack, view: View, found: Found, filmed: Filmed) -> tuple[QualityNote, ...]:
    """What a coach should know before reading any number, the gravest first."""
    out: list[QualityNote] = []

    def say(code: str, severity: Severity, message: str) -> None:
        out.append(QualityNote(code, severity, message))

    for notice in filmed.notices:
        say(DAMAGED_FILE, "caution", notice)
    _say_compressed(found, filmed.quantiser, say)
    _say_smeared(filmed, say)
    if not raw.has_pose.any():
        say("no_person", "refuse", "Nobody was found in this clip. Film the whole body, head to feet.")
        if len(raw) == 1:
            say("single_picture", "refuse", "This is a single picture, and a movement needs a video.")
        return gravest_first(out)
    _say_movement(raw, view, found, say)
    _say_body(raw, found, filmed.size_px, say)
    _say_view(view, found.movement, say)
    _say_camera(raw.camera, found.farthest_yaw_deg, say)
    _say_rate(raw, found, filmed, say)
    _say_people(raw, filmed, say)
    if not (found.steps or found.reps) and legs_cut(raw):
        out = [note for note in out if note.code not in _OF_A_WHOLE_BODY]
        say("body_cut", "refuse", "Only a part of the body is seen. Film the whole body, head to feet, with nothing "
            "in front of it.")  # fmt: skip
    return gravest_first(out)


def gravest_first(told: Sequence[QualityNote]) -> tuple[QualityNote, ...]:
    """In the order in which they are told; those of one severity stay in theirs."""
    return tuple(sorted(told, key=lambda note: ("refuse", "caution", "info").index(note.severity)))


def _say_compressed(found: Found, quantiser: float | None, say: Say) -> None:
    """That limbs were lost when the clip was made small.  Squats are slow enough to be seen all the same."""
    if quantiser is None or quantiser < _COARSE_QUANTISER:
        return
    how = "Send it as a file or document, which chat apps leave as it is, or copy it from the phone."
    if found.movement == "squat":
        lost = (
            f"The clip was strongly compressed (H.264 quantiser {quantiser:.0f} of 51): edges smear, and landmarks "
            "move less smoothly than the body."
        )
        say("compressed", "info", f"{lost} {how}")
    else:
        lost = (
            f"The clip was strongly compressed (H.264 quantiser {quantiser:.0f} of 51): fast limbs smear, and legs "
            "are taken for each other."
        )
        say("compressed", "caution", f"{lost} {how}")


def _say_smeared(filmed: Filmed, say: Say) -> None:
    """That fast limbs are not sharp; where the clip was made small as well that is said, and smears as much."""
    coarse = filmed.quantiser is not None and filmed.quantiser >= _COARSE_QUANTISER
    if filmed.smear is None or filmed.smear < _SMEARED or coarse:
        return
    say("blurred", "caution", f"Fast limbs are blurred, over {100 * filmed.smear:.0f} % of the body's height: their "
        "angles are less sure than they look. Film in more light or with a shorter exposure (a sports mode, 1/500 s or "
        "less), with a clean lens that is focused on the athlete.")  # fmt: skip


def _say_movement(raw: PoseTrack, view: View, found: Found, say: Say) -> None:
    """That no movement was recognised, where none was."""
    if len(raw) == 1:
        shown = "the pose is shown, and nothing that moves can be measured"
        say("single_picture", "refuse", f"This is a single picture, and a movement needs a video: {shown}.")
    elif not (found.steps or found.reps) and (lasts := _lasts_s(raw)) < _SHORTEST_S:
        say("too_short", "refuse", f"This lasts {lasts:.2f} s ({len(raw)} frames), too short for a squat or a running "
            "step. Film the whole movement, or set a longer range.")  # fmt: skip
    elif found.movement == "none" and (turned := turned_back_s(raw)) is not None:
        say("no_movement", "info", f"The athlete goes past and comes back at {turned:.1f} s: trim the clip to one of "
            "the two ways, and steps are looked for there.")  # fmt: skip
    elif found.movement != "sprint" and not found.reps and (told := looks_like(found.rejected)) is not None:
        say("no_movement", "info", f"No squat was counted: {told}. The curves are shown all the same.")
    elif found.movement == "none" and view.label in ("front", "back"):
        say("no_movement", "info", "No squat and no running step was recognised; the curves are shown all the same. "
            "If it is a run, put the phone beside the track: running is measured from the side.")  # fmt: skip
    elif found.movement == "none":
        say("no_movement", "info", "No squat and no running step was recognised; the curves are shown all the same.")
    elif found.movement == "sprint" and not found.steps:
        say("no_movement", "info", "No running step was recognised; the curves are shown all the same.")
    elif found.movement == "squat" and not found.reps:
        say("no_movement", "info", "No squat was recognised; the curves are shown all the same.")


def _lasts_s(raw: PoseTrack) -> float:
    """Seconds of two frames and more, the last one's included."""
    n = len(raw)
    return float(raw.time_s[-1] - raw.time_s[0]) * n / (n - 1)


def _say_body(raw: PoseTrack, found: Found, size_px: tuple[int, int], say: Say) -> None:
    """Which parts of the body were not seen, and for how long nothing of it was."""
    share = float(raw.has_pose.mean())
    if share < _MISSING_SHARE:
        say("athlete_missing", "caution", f"The athlete was seen in {100 * share:.0f} % of the frames. Keep them in "
            "the picture, or trim the clip to the part they are in.")  # fmt: skip
    if found.movement != "none" and (found.leg_share < HIDDEN_SHARE or found.leg_jumps > MOST_JUMPS):
        grave: Severity = "refuse" if found.leg_share < LOST_SHARE else "caution"
        # whether something is in front of it or it is lost in the dark, both look alike in its landmarks
        say("leg_hidden", grave, "Hip, knee or ankle is often hidden or jumps about. Film with nothing in front of the "
            "leg, near enough and in good light.")  # fmt: skip
    if lain(raw):
        say("lying", "refuse", "The body lies in this picture, and people are measured who stand. If the clip itself "
            "lies on its side, set it upright on the phone and open it again.")  # fmt: skip
    _say_feet(raw, size_px, say)
    _say_head(raw, size_px, say)
    if found.movement == "sprint":
        _say_unlike_feet(raw, say)
        _say_uneven(found, say)


def _say_rate(raw: PoseTrack, found: Found, filmed: Filmed, say: Say) -> None:
    """Whether the frames follow quickly enough, and as quickly as they were filmed."""
    fps = filmed.fps
    if filmed.interlaced:
        say("interlaced", "info", "The film is interlaced: every picture holds two moments, and the first is measured. "
            "Film whole pictures, 50 or 60 a second (50p, 60p), to measure twice as many.")  # fmt: skip
    if found.movement == "sprint" and fps < _LEAST_FPS_FOR_CONTACTS and not found.slow:
        say("low_frame_rate", "caution",
            f"At {fps:.0f} frames per second a contact is known to about {1000 / fps / 6**0.5:.0f} ms. "
            "Film sprints at 120 or 240.")  # fmt: skip
    if found.too_fast and found.movement != "sprint":  # sprinters' hips and feet are faster than in any squat
        why = "the rate that was told is likely wrong: leave it out, or give" if filmed.capture_told else "give"
        say("implausible_speed", "caution",
            f"At {fps:.4g} frames per second the squats would be faster than anybody makes them: {why} the rate it was "
            "filmed at.")  # fmt: skip
    if found.slow and filmed.capture_told:
        say("slow_motion", "caution",
            f"At {fps:.4g} frames per second the steps take longer than anybody's: the rate that was told is likely "
            "wrong.")  # fmt: skip
    elif not filmed.capture_told:
        _say_slow(found.slow or looks_slow(raw, found.steps, found.reps), fps, filmed.told_fps, say)


def _say_people(raw: PoseTrack, filmed: Filmed, say: Say) -> None:
    """How large the athlete is in the picture, and who else is in it."""
    height = standing_px(raw) / filmed.size_px[1] if filmed.size_px[1] else 1.0
    if height < _SMALL_SHARE:
        share_text = f"{100 * height:.0f} % of the picture's height"
        say("small_athlete", "info", f"The athlete fills {share_text}. Nearer gives sharper numbers.")
    if filmed.people > 1:
        likeliest = "the largest" if len(raw) == 1 else "the one who moves most like an athlete"
        who = "the one who was picked" if filmed.picked else likeliest
        say("several_people", "info", f"{filmed.people} people were seen; {who} was taken. Another one can be picked.")
    if filmed.variable:
        say("variable_frame_rate", "info", "The frame rate varies; every frame's own time is used.")


def _say_slow(looks: bool, fps: float, told_fps: float | None, say: Say) -> None:
    """What the file notes weighs more than what the movement looks like."""
    give = "give the rate it was filmed at, then times are right."
    if told_fps is not None and abs(told_fps / fps - 1) > _SAME_RATE:
        noted = f"The file notes {told_fps:.4g} pictures a second but plays {fps:.4g}"
        say("slow_motion", "caution", f"{noted}: if this is slow motion, {give}")
    elif looks:
        say("slow_motion", "caution", f"This looks like slow motion: {give}")


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


def _say_unlike_feet(raw: PoseTrack, say: Say) -> None:
    for side, seen in feet_seen(raw).items():
        if seen < _FOOT_SEEN:
            say("foot_unlike", "caution",
                f"The {side} foot was recognised in only {100 * seen:.0f} % of the frames (a blade, or something in "
                "front of it?). Its touchdown, toe-off and angles are less sure than they look.")  # fmt: skip


def _say_uneven(found: Found, say: Say) -> None:
    """That the contacts of a run differ from each other as no runner's do."""
    down = np.array([s.touchdown_s for s in found.steps])
    off = np.array([np.nan if s.toe_off_s is None else s.toe_off_s for s in found.steps])
    if len(down) and float((unevenness_s(down, off) > 0).mean()) > _MOST_UNEVEN:
        say("uneven_contacts", "caution", "The contacts differ from each other more than a runner's do: the feet were "
            "not seen well enough. More light, a nearer phone, or the clip as the phone stored it helps.")  # fmt: skip


def _say_camera(camera: CameraMotion | None, farthest_yaw_deg: float | None, say: Say) -> None:
    """What the camera did, and from where it sees somebody who runs past it."""
    if farthest_yaw_deg is not None and farthest_yaw_deg > _PASSING_DEG:
        seen = f"The athlete runs past and is seen up to {farthest_yaw_deg:.0f} degrees from square-on"
        say("passing", "info", f"{seen}. Angles are corrected for it; steps beyond 30 degrees are not measured.")
    if camera is None:
        return
    if camera.state in ("shaky", "panning") and camera.growth() > ZOOM_SHARE:
        grows = f"the background changes its size by {100 * camera.growth():.0f} %"
        say("camera_zooms", "caution", f"The camera zooms, or comes nearer or goes away, while it films ({grows}). "
            "Lengths and speeds are less sure: film from one place and leave the zoom alone.")  # fmt: skip
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
    elif view.label == "side" and view.yaw_deg > SAGITTAL_OK_DEG:
        say(
            "yaw",
            "caution",
            f"The phone is turned {view.yaw_deg:.0f} degrees off straight on; angles look too small{_turn(view)}.",
        )
    elif view.label in ("front", "back") and 90 - view.yaw_deg > FRONTAL_OK_DEG:
        say(
            "yaw",
            "caution",
            f"The phone is {90 - view.yaw_deg:.0f} degrees off straight; the knees look uneven{_turn(view)}.",
        )
