"""What a clip can tell, before any number is read: view, angle, frame rate, feet, free view, camera, size, light."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.events.event import Movement
from core.kinematics.view import View
from core.measures.lit_body import body_levels
from core.measures.quality import (
    CUT_SHARE,
    EDGE_PX,
    HIDDEN_SHARE,
    LOST_SHARE,
    QualityNote,
    head_cut,
    lain,
    leg_seen,
    legs_cut,
    standing_px,
)
from core.measures.spec import Status
from core.measures.squat_views import (
    FILM_FRONT,
    FILM_SIDE,
    FRONTAL_CAUTION_DEG,
    FRONTAL_OK_DEG,
    SAGITTAL_CAUTION_DEG,
    SAGITTAL_OK_DEG,
    off_axis,
    yaw_sd,
)
from core.pose.camera_motion import ZOOM_SHARE
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

SQUAT_FPS, LEAST_SQUAT_FPS, SPRINT_FPS, LEAST_SPRINT_FPS = 50.0, 24.0, 100.0, 50.0
_SMALL_SHARE = 0.25  # of the picture's height
_SHAKE_SHARE = 0.015  # of the picture's longer side
_DARK, _BRIGHT, _CLIPPED_SHARE = 45.0, 215.0, 0.35  # grey levels of 0..255; share of black or white pixels
# Of the athlete's brighter parts (skin where clothes are black): well lit in the dark, an outline before bright windows
_BRIGHTER_PCT, _LIT, _OUTLINE, _BRIGHT_BEHIND = 80.0, 100.0, 40.0, 90.0
_FEET: Final = tuple(INDEX[f"{s}_{part}"] for s in SIDES for part in ("heel", "foot_index"))
GIVE_RATE: Final = "give the rate it was filmed at"
# what is told from a view, and what is not
_TELLS: Final = {
    "side": "depth, trunk, knee and hip angles, heels, tempo; not whether the knees come in",
    "oblique": "tempo, depth of the hips, and angles roughly; not whether the knees come in",
    "front": "whether the knees come in, hips to one side, tempo; not knee, hip and trunk angles",
    "back": "whether the knees come in, hips to one side, tempo; not knee, hip and trunk angles",
}


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    short : a word or two.  finding : what was found and what it means.  advice : how to refilm, "" = no need to.
    """

    name: str
    status: Status
    short: str
    finding: str
    advice: str = ""


def capture_checks(
    raw: PoseTrack, view: View, movement: Movement, fps: float, size_px: tuple[int, int], *,
    leg: Status | None = None, grey: NDArray[np.uint8] | None = None, grey_row: int | None = None,
    slow: bool = False,
) -> tuple[Check, ...]:  # fmt: skip
    """Every check that can be made with what is known by then; without a pose there is none but the light's.

    raw : landmarks so far.  size_px : of the picture, (0, 0) = there is none.
    leg : how well the leg was seen while it moved, where the numbers were judged by it already (`leg_status`).
    grey : (H, W) a small grey version of a picture of the clip, for the light; grey_row : the row of `raw` of that
        picture, None = it is not known where the athlete is in it.
    slow : the clip looks like slow motion, of which nobody knows the rate.
    """
    out: list[Check] = []
    if movement == "none" and legs_cut(raw):
        cut = "only a part of the body is seen"
        out.append(Check("body", "refused", "Body cut off", cut, "film the whole body, head to feet"))
    elif lain(raw):
        told = "the body lies in the picture, and people are measured who stand"
        out.append(
            Check("body", "refused", "Body lies", told, "if the clip lies on its side, set it upright on the phone")
        )
    elif raw.has_pose.any():
        tall_px = standing_px(raw)
        out += [_view(view, movement), *_angle(view, movement), _rate(fps, movement, slow), *_feet(raw, size_px)]
        out += _head(raw, size_px)
        out += [_free_view(raw, view, leg), *_camera(raw, movement), *_size(tall_px, size_px)]
    if grey is not None and grey.size:
        out.append(light(grey, levels_on(raw, grey_row, grey, size_px)))
    return tuple(out)


def levels_on(
    raw: PoseTrack, row: int | None, grey: NDArray[np.uint8], size_px: tuple[int, int]
) -> NDArray[np.uint8] | None:
    """(N,) the athlete's levels, 0..255, in the picture of a row of the track; None where nobody is known to be in it.

    grey : (H, W) that picture, of any size.  size_px : of the pictures that the landmarks are of, width and height.
    """
    known = row is not None and 0 <= row < len(raw) and min(size_px) > 0
    return body_levels(grey, raw.xy_px[row], size_px) if known else None


def _view(view: View, movement: Movement) -> Check:
    short = {"side": "Side view", "front": "Front view", "back": "Back view", "oblique": "Seen at an angle"}[view.label]
    if movement == "sprint":
        if view.label in ("front", "back"):
            return Check(
                "view", "refused", short, "running is measured from the side", "put the phone beside the track"
            )
        status: Status = "caution" if view.label == "oblique" else "ok"
        return Check(
            "view",
            status,
            short,
            "contacts, thighs, trunk and what works together",
            "" if status == "ok" else FILM_SIDE,
        )
    if view.label == "oblique":
        return Check(
            "view", "caution", short, f"it tells {_TELLS['oblique']}", f"{FILM_SIDE}; for the knees {FILM_FRONT}"
        )
    return Check("view", "ok", short, f"it tells {_TELLS[view.label]}")


def _angle(view: View, movement: Movement) -> list[Check]:
    frontal = view.label in ("front", "back")
    off = off_axis(view, "frontal" if frontal else "sagittal")
    if view.label == "oblique" or (frontal and movement == "sprint"):
        return []
    advice = FILM_FRONT if frontal else FILM_SIDE
    if off is None:
        return [Check("yaw", "caution", "Angle not known", "how square the phone stood is not known", advice)]
    ok, most = (FRONTAL_OK_DEG, FRONTAL_CAUTION_DEG) if frontal else (SAGITTAL_OK_DEG, SAGITTAL_CAUTION_DEG)
    status: Status = "ok" if off <= ok else "caution" if off <= most else "refused"
    limits = f"up to {ok:.0f} is fine, {most:.0f} is the most"
    finding = f"the phone stood {off:.0f} ± {yaw_sd(view):.0f} degrees turned from straight on; {limits}"
    return [Check("yaw", status, f"Turned {off:.0f}°", finding, "" if status == "ok" else advice)]


def _rate(fps: float, movement: Movement, slow: bool) -> Check:
    short = f"{fps:.0f} frames/s"
    if slow:
        return Check("rate", "caution", "Rate not known", "in slow motion nothing in seconds is told", GIVE_RATE)
    good, least = (SPRINT_FPS, LEAST_SPRINT_FPS) if movement == "sprint" else (SQUAT_FPS, LEAST_SQUAT_FPS)
    known = f"a moment between two frames is known to {1000 / fps / 6**0.5:.0f} ms"
    if fps >= good:
        return Check("rate", "ok", short, known)
    if movement == "sprint":
        return Check("rate", "caution", short, f"{known}: contacts only roughly", "film sprints at 120 or 240")
    if fps >= least:
        told = "depth, angles and tempo are fine; early drive and which of hip and knee is first only roughly"
        return Check("rate", "ok", short, f"{known}: {told}", "for those film at 60 or more")
    return Check("rate", "caution", short, f"{known}: fast movements are blurred", "film at 30 or more, better 60")


def _feet(raw: PoseTrack, size_px: tuple[int, int]) -> list[Check]:
    xy = raw.xy_px[:, _FEET][raw.has_pose]
    if not np.isfinite(xy).any():
        return [Check("feet", "caution", "No heels, toes", "what hangs on the feet is not measured")]
    outside = ~np.isfinite(xy[..., 0])
    if size_px[1]:
        outside |= xy[..., 1] > size_px[1] - EDGE_PX
    share = float(outside.any(axis=1).mean())
    if share <= CUT_SHARE:
        return [Check("feet", "ok", "Feet in picture", "both feet are in the picture")]
    cut = f"feet cut off in {100 * share:.0f} % of the frames"
    return [
        Check("feet", "caution", "Feet cut off", cut, "both feet must be in the picture: step back or lower the phone")
    ]


def _head(raw: PoseTrack, size_px: tuple[int, int]) -> list[Check]:
    share = head_cut(raw, size_px)
    if share <= CUT_SHARE:
        return []
    cut = f"head cut off in {100 * share:.0f} % of the frames: trunk and hip are less sure"
    return [
        Check("head", "caution", "Head cut off", cut, "the head must be in the picture: step back or raise the phone")
    ]


def leg_status(notes: Sequence[QualityNote], movement: Movement) -> Status | None:
    """What a finished analysis says of the leg; None where no movement was found and nothing was judged by it."""
    if movement == "none":
        return None
    grave = next((note.severity for note in notes if note.code == "leg_hidden"), "info")
    return "refused" if grave == "refuse" else "caution" if grave == "caution" else "ok"


def _free_view(raw: PoseTrack, view: View, judged: Status | None) -> Check:
    seen = leg_seen(raw, view)
    status: Status = judged or ("ok" if seen >= HIDDEN_SHARE else "caution" if seen >= LOST_SHARE else "refused")
    if status == "ok":
        return Check(
            "occlusion", "ok", "Leg in view", f"hip, knee and ankle were seen in {100 * seen:.0f} % of the frames"
        )
    hidden = f"hip, knee or ankle is hidden in {100 * (1 - seen):.0f} % of the frames"
    if seen >= HIDDEN_SHARE:
        hidden = "hip, knee or ankle is often hidden or jumps about while it moves"
    return Check("occlusion", status, "Leg hidden", hidden, "film with nothing in front of the leg")


def _camera(raw: PoseTrack, movement: Movement) -> list[Check]:
    camera = raw.camera
    if camera is None:
        return []
    travel = camera.travel_px() / max(camera.size_px)
    if camera.state in ("shaky", "panning") and camera.growth() > ZOOM_SHARE:
        zooms = f"the background changes its size by {100 * camera.growth():.0f} %: lengths and speeds are less sure"
        return [Check("shake", "caution", "Phone zooms", zooms, "film from one place and leave the zoom alone")]
    if camera.state == "panning" and movement != "sprint":
        moved = "the phone moves with the athlete: what hangs on the floor is less sure"
        return [Check("shake", "caution", "Phone moves", moved, "lean the phone on something")]
    if camera.state == "panning":
        return [Check("shake", "ok", "Phone pans", "its turn is taken out; a phone that stands still is better")]
    if camera.state == "shaky" and travel > _SHAKE_SHARE:
        shaken = f"the phone shakes by {100 * travel:.1f} % of the picture"
        return [Check("shake", "caution", "Phone shakes", shaken, "lean the phone on something")]
    still = "the phone stands still"
    if camera.state == "shaky":
        still = f"the phone moves by {100 * travel:.1f} % of the picture, too little to matter"
    return [Check("shake", "ok", "Phone still", still)]


def _size(tall_px: float, size_px: tuple[int, int]) -> list[Check]:
    if not size_px[1]:
        return []
    share = tall_px / size_px[1]
    filled = f"the athlete fills {100 * share:.0f} % of the picture's height"
    if share >= _SMALL_SHARE:
        return [Check("size", "ok", "Large enough", filled)]
    return [Check("size", "caution", "Small in picture", filled, "nearer gives sharper numbers")]


def light(grey: NDArray[np.uint8], body: NDArray[np.uint8] | None = None) -> Check:
    """Dark, backlit, glaring or fine.

    grey : (H, W) levels of 0..255 of the whole picture.  body : (N,) those of the athlete in it, who counts more than
    what is behind: a white studio is no glare.  None or empty = not known.
    """
    judged = grey if body is None or not body.size else body
    brighter = float(np.percentile(judged, _BRIGHTER_PCT))
    dim = grey.mean() < _DARK or float((grey < 16).mean()) > 2 * _CLIPPED_SHARE
    if dim and (judged is grey or brighter < _LIT):
        return Check(
            "light", "caution", "Dark", "the picture is dark: limbs blur and landmarks jump", "put on more light"
        )
    if judged is not grey and brighter < _OUTLINE and grey.mean() > _BRIGHT_BEHIND:
        return Check(
            "light", "caution", "Backlit", "the athlete is dark against the light",
            "keep windows and the sun behind the phone",
        )  # fmt: skip
    if judged.mean() > _BRIGHT or float((judged > 250).mean()) > _CLIPPED_SHARE:
        return Check(
            "light", "caution", "Glaring", "much of the picture is white", "keep windows and the sun behind the phone"
        )
    return Check("light", "ok", "Light", "neither dark nor glaring")


def light_note(grey: NDArray[np.uint8], body: NDArray[np.uint8] | None = None) -> QualityNote | None:
    """What files say of a light that is not fine; parameters as of `light`."""
    said = {
        "Dark": "The picture is dark: limbs blur and landmarks jump. Put on more light.",
        "Backlit": "The athlete is dark against the light. Keep windows and the sun behind the phone.",
        "Glaring": "Much of the picture is white. Keep windows and the sun behind the phone.",
    }.get(light(grey, body).short)
    return None if said is None else QualityNote("light", "caution", said)
