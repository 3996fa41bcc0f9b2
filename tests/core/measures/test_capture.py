"""What a clip can tell, from landmarks and pictures by formula."""

from dataclasses import replace

import numpy as np
import pytest

from core.events.event import Movement
from core.kinematics.view import View
from core.measures.capture import Check, capture_checks, leg_status, light, light_note
from core.measures.quality import QualityNote
from core.measures.spec import Status
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, N_LANDMARKS
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move, figure

SIDE, FRONT = View("side", "right", 4.0, 5.0), View("front", "toward", 86.0, 5.0)
SIZE = (1200, 1000)


def track(yaw_deg: float = 0.0, visibility: float = 0.95, down_px: float = 0.0) -> PoseTrack:
    t = np.arange(120) / 30
    xy = figure(t, (Move(1.0),), yaw_deg=yaw_deg) + np.array([0.0, down_px])
    shape = (len(t), N_LANDMARKS)
    return PoseTrack(t, xy, np.full(shape, visibility), np.zeros((*shape, 3)), np.full(shape, 1.0))


def found(
    raw: PoseTrack, view: View = SIDE, movement: Movement = "squat", fps: float = 60.0, size: tuple[int, int] = SIZE
) -> dict[str, Check]:
    return {check.name: check for check in capture_checks(raw, view, movement, fps, size)}


def test_a_good_clip_is_fine_in_every_respect_and_says_what_it_tells() -> None:
    checks = found(track())
    assert set(checks) == {"view", "yaw", "rate", "feet", "occlusion", "size"}
    assert {check.status for check in checks.values()} == {"ok"}
    assert "depth, trunk" in checks["view"].finding and "not whether the knees come in" in checks["view"].finding
    assert "whether the knees come in" in found(track(90.0), FRONT)["view"].finding


def test_a_part_of_a_body_is_the_one_thing_to_say_where_no_movement_was_found() -> None:
    raw = track()
    visibility = np.array(raw.visibility)
    visibility[:, [INDEX["left_knee"], INDEX["right_knee"]]] = 0.2
    checks = found(replace(raw, visibility=visibility), movement="none")
    assert list(checks) == ["body"]
    assert (checks["body"].status, checks["body"].advice) == ("refused", "film the whole body, head to feet")


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (replace(SIDE, yaw_deg=14.0), "ok"), (replace(SIDE, yaw_deg=20.0), "caution"),
        (replace(FRONT, yaw_deg=84.0), "ok"), (replace(FRONT, yaw_deg=80.0), "caution"),
        (replace(FRONT, yaw_deg=70.0), "refused"), (replace(SIDE, yaw_deg=None), "caution"),
    ],
)  # fmt: skip
def test_the_angle_has_the_limits_of_the_measures(view: View, status: Status) -> None:
    check = found(track(), view)["yaw"]
    assert check.status == status
    assert bool(check.advice) == (status != "ok")


def test_seen_at_an_angle_says_how_to_refilm_for_either() -> None:
    check = found(track(), View("oblique", "right", 45.0, 6.0))["view"]
    assert check.status == "caution" and "film from the side" in check.advice and "straight in front" in check.advice


def test_a_run_from_the_front_is_refused() -> None:
    check = found(track(90.0), FRONT, "sprint")["view"]
    assert check.status == "refused" and check.advice == "put the phone beside the track"


@pytest.mark.parametrize(
    ("movement", "fps", "status"),
    [
        ("squat", 60, "ok"),
        ("squat", 30, "ok"),
        ("squat", 15, "caution"),
        ("sprint", 60, "caution"),
        ("sprint", 240, "ok"),
    ],
)
def test_the_frame_rate_is_judged_for_the_movement(movement: Movement, fps: float, status: Status) -> None:
    check = found(track(), movement=movement, fps=fps)["rate"]
    assert check.status == status and f"{1000 / fps / 6**0.5:.0f} ms" in check.finding


def test_in_slow_motion_the_rate_is_asked_for_and_no_other_phone() -> None:
    rate = next(c for c in capture_checks(track(), SIDE, "sprint", 30, SIZE, slow=True) if c.name == "rate")
    assert (rate.status, rate.short) == ("caution", "Rate not known")
    assert "filmed at" in rate.advice
    assert "120" not in rate.finding + rate.advice


def test_feet_below_the_picture_are_cut_off() -> None:
    check = found(track(down_px=80.0))["feet"]
    assert check.status == "caution" and "both feet must be in the picture" in check.advice
    assert found(track(down_px=80.0), size=(0, 0))["feet"].status == "ok", "without a picture nothing is cut"


@pytest.mark.parametrize(("share", "status"), [(0.1, "ok"), (0.6, "caution"), (0.9, "refused")])
def test_a_hidden_leg_is_told_by_how_often(share: float, status: Status) -> None:
    raw = track()
    visibility = raw.visibility.copy()
    visibility[: int(share * len(raw)), INDEX["right_knee"]] = 0.1
    assert found(replace(raw, visibility=visibility))["occlusion"].status == status


@pytest.mark.parametrize(
    ("judged", "short"), [("ok", "Leg in view"), ("caution", "Leg hidden"), ("refused", "Leg hidden")]
)
def test_what_the_numbers_were_judged_by_is_what_is_said_of_the_leg(judged: Status, short: str) -> None:
    for raw in (track(), track(visibility=0.1)):
        check = next(c for c in capture_checks(raw, SIDE, "squat", 60.0, SIZE, leg=judged) if c.name == "occlusion")
        assert (check.status, check.short) == (judged, short)


def test_the_leg_of_a_finished_analysis_is_as_its_notes_say() -> None:
    note = QualityNote("leg_hidden", "caution", "")
    assert leg_status([note], "squat") == "caution"
    assert leg_status([replace(note, severity="refuse")], "squat") == "refused"
    assert leg_status([], "squat") == "ok"
    assert leg_status([], "none") is None


def test_a_head_above_the_picture_is_cut_off() -> None:
    assert "head" not in found(track())
    top = float(np.nanmin(track().xy_px[:, INDEX["nose"], 1]))
    guessed = track(down_px=-float(np.nanmin(track().xy_px[:, INDEX["right_shoulder"], 1])))
    points = np.array(guessed.xy_px)
    points[:, :11, 1] = 10.0  # a head that is not seen is put into the picture
    assert found(replace(guessed, xy_px=points))["head"].status == "caution"
    check = found(track(down_px=-top - 30.0))["head"]
    assert check.status == "caution" and "raise the phone" in check.advice


def test_of_a_body_that_lies_nothing_else_is_said() -> None:
    raw = track()
    checks = found(replace(raw, xy_px=raw.xy_px[..., ::-1].copy()), movement="none")
    assert list(checks) == ["body"]
    assert checks["body"].status == "refused" and "upright" in checks["body"].advice


def test_an_athlete_small_in_the_picture_is_told() -> None:
    assert found(track(), size=(4000, 4000))["size"].status == "caution"


@pytest.mark.parametrize(
    ("level", "short", "status"), [(20, "Dark", "caution"), (120, "Light", "ok"), (253, "Glaring", "caution")]
)
def test_the_light_is_told_from_a_picture(level: int, short: str, status: Status) -> None:
    check = light(np.full((40, 60), level, np.uint8))
    assert (check.short, check.status) == (short, status)


def test_what_is_behind_the_athlete_is_no_glare_but_makes_a_dark_athlete_backlit() -> None:
    white, grey = np.full((40, 60), 255, np.uint8), np.full((40, 60), 120, np.uint8)
    dark, fair, bright = (np.full(150, level, np.uint8) for level in (12, 120, 254))
    assert light(white).short == "Glaring"
    assert light(white, fair).short == "Light" and light_note(white, fair) is None
    assert light(white, bright).short == "Glaring"
    assert light(grey, dark).short == "Backlit"
    assert light(np.full((40, 60), 8, np.uint8), fair).short == "Light"
    clothed = np.concatenate([dark, fair[:60]])  # black clothes: the skin tells
    assert light(white, clothed).short == "Light"
    note = light_note(white, dark)
    assert note is not None and note.message.startswith("The athlete is dark against the light.")


def test_the_athletes_own_light_is_read_where_the_landmarks_are() -> None:
    raw = track()
    grey = np.full((50, 60), 255, np.uint8)
    x, y = (raw.xy_px[60][[INDEX[n] for n in ("left_shoulder", "left_ankle", "left_wrist", "left_knee")]] / 20).T
    grey[max(int(y.min()) - 3, 0) : int(y.max()) + 4, max(int(x.min()) - 6, 0) : int(x.max()) + 7] = 110
    checks = capture_checks(raw, SIDE, "squat", 60.0, SIZE, grey=grey, grey_row=60)
    assert {c.name: c.short for c in checks}["light"] == "Light"
    unknown = capture_checks(raw, SIDE, "squat", 60.0, SIZE, grey=grey)
    assert {c.name: c.short for c in unknown}["light"] == "Glaring"


def test_files_say_of_a_dark_picture_what_to_do_and_nothing_of_a_fine_one() -> None:
    note = light_note(np.full((40, 60), 20, np.uint8))
    assert note is not None and (note.code, note.severity) == ("light", "caution")
    assert note.message == "The picture is dark: limbs blur and landmarks jump. Put on more light."
    assert light_note(np.full((40, 60), 120, np.uint8)) is None


def test_nobody_in_the_picture_leaves_only_the_light() -> None:
    empty = PoseTrack.empty(np.arange(10) / 30)
    grey = np.full((4, 4), 100, np.uint8)
    assert [c.name for c in capture_checks(empty, SIDE, "none", 30, SIZE, grey=grey)] == ["light"]


@pytest.mark.parametrize(("grows", "short"), [(1.0, "Phone still"), (1.05, "Phone still"), (1.4, "Phone zooms")])
def test_a_phone_that_zooms_within_a_scene_is_not_called_still(grows: float, short: str) -> None:
    raw = track()
    n, zero = len(raw), np.zeros(len(raw))
    scale = np.log(grows) * np.clip(raw.time_s - 1, 0, 1)
    camera = CameraMotion(np.zeros((n, 2)), scale, zero, zero, np.zeros(n, int), np.zeros(n, bool), SIZE)
    check = found(replace(raw, camera=camera))["shake"]
    assert check.short == short
    assert check.status == ("caution" if grows > 1.1 else "ok")
    assert ("40 %" in check.finding) == (grows == 1.4)


def test_a_phone_that_hardly_moves_is_still_and_told_by_how_much_it_moved() -> None:
    raw = track()
    n, zero = len(raw), np.zeros(len(raw))
    shift = np.zeros((n, 2))
    shift[n // 2 :, 0] = 0.008 * max(SIZE)
    camera = CameraMotion(shift, zero, zero, zero, np.zeros(n, int), np.zeros(n, bool), SIZE)
    check = found(replace(raw, camera=camera))["shake"]
    assert (camera.state, check.short, check.status) == ("shaky", "Phone still", "ok")
    assert check.finding == "the phone moves by 0.8 % of the picture, too little to matter"
