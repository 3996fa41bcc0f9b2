"""Running contacts from landmarks: when, which foot, and what is not a step."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.events.event import Step
from core.events.sprint_steps import find_steps, running_share
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from tests.core.stick_figure import FIRST_S, STRIDE_S, clock, noisy, run
from tests.core.stick_figure import contacts as true_contacts
from tests.core.stick_figure import seen as pictured

Floats = NDArray[np.float64]
LEG_PX = 200.0
PARTS = {"hip": "hip", "knee": "knee", "ankle": "ankle", "heel": "heel", "foot_index": "toe"}
NAMES = {"L": "left", "R": "right"}


def track_of(time_s: Floats, points: dict[str, Floats]) -> PoseTrack:
    n = len(time_s)
    xy = np.full((n, 33, 2), np.nan)
    for name, p in points.items():
        xy[:, INDEX[name]] = p
    seen = np.where(np.isfinite(xy[..., 0]), 0.9, np.nan)
    return PoseTrack(time_s, xy, seen, np.full((n, 33, 3), np.nan), np.where(np.isfinite(seen), 0.5, np.nan))


def runner(
    fps: float,
    *,
    contact_s: float = 0.16,
    step_s: float = 0.28,
    speed: float = 5.0,
    seconds: float = 3.0,
    camera: float = 0.0,
    forward: float = 1.0,
    jitter: float = 0.0,
) -> tuple[PoseTrack, list[tuple[str, float, float]]]:
    """A figure whose feet stand still on the ground for `contact_s` and swing over a smooth arc in between.

    speed : pelvis over the ground, leg lengths/s.  camera : its own velocity along the ground, leg lengths/s.
    Returns the track and (side, touchdown, toe-off) of all contacts, also those cut by the clip.
    """
    rng = np.random.default_rng(1)
    time = np.arange(0, seconds, 1 / fps)
    if jitter:
        time = np.sort(time + rng.uniform(-jitter, jitter, len(time)) / fps)
    stride = 2 * step_s
    pelvis = speed * time
    points: dict[str, Floats] = {}
    contacts = []
    for side, phase in (("left", 0.05), ("right", 0.05 + step_s)):
        local = (time - phase) / stride
        k = np.floor(local)
        into = (local - k) * stride
        # the pelvis is over the foot in mid-contact
        foot = speed * (k * stride + phase + contact_s / 2)
        u = np.clip((into - contact_s) / (stride - contact_s), 0, 1)
        # leaves the ground at 1.5 and lands at 1.0 leg lengths/s forward, like real feet, with a smooth arc in between
        swing = stride - contact_s
        x = foot + speed * stride * u**2 * (3 - 2 * u)
        x = x + swing * (1.5 * (u**3 - 2 * u**2 + u) + 1.0 * (u**3 - u**2))
        y = swing * 0.8 * u * (1 - u) + 0.8 * u**2 * (1 - u)
        points |= {f"{side}_heel": np.stack([x - 0.1, y], -1), f"{side}_foot_index": np.stack([x + 0.18, y], -1)}
        points[f"{side}_ankle"] = np.stack([x - 0.05, y + 0.08], -1)
        points[f"{side}_hip"] = np.stack([pelvis, np.full_like(time, 0.95)], -1)
        knee = (points[f"{side}_hip"] + points[f"{side}_ankle"]) / 2 + [0.12, 0]
        points[f"{side}_knee"] = knee
        for i in range(-1, int(seconds / stride) + 2):
            down = i * stride + phase
            contacts.append((side, down, down + contact_s))
    # the same thigh plus shank for everybody, whatever the pose
    scale = LEG_PX * np.array([forward, -1.0])
    for name, p in points.items():
        points[name] = (p - np.stack([camera * time, 0 * time], -1)) * scale + [500.0, 600.0]
    return track_of(time, points), sorted(contacts, key=lambda c: c[1])


def matched(steps: list[Step], contacts: list[tuple[str, float, float]]) -> list[tuple[Step, tuple[str, float, float]]]:
    return [(s, c) for s in steps for c in contacts if s.side == c[0] and abs(s.touchdown_s - c[1]) < 0.08]


@pytest.mark.parametrize("fps", [24, 30, 60, 120, 240])
def test_finds_every_contact_of_a_runner_at_any_frame_rate(fps: float) -> None:
    track, contacts = runner(fps)
    steps, _ = find_steps(track, 1.0)
    inside = [c for c in contacts if c[1] > 0.1 and c[2] < track.time_s[-1] - 0.1]
    pairs = matched(steps, inside)
    assert len(pairs) == len(inside)
    off = np.array([(s.touchdown_s - c[1], s.toe_off_s - c[2]) for s, c in pairs if s.toe_off_s is not None])
    assert np.abs(off[:, 0]).max() < 0.012 + 0.4 / fps
    assert np.abs(off[:, 1]).max() < 0.020 + 0.4 / fps


@pytest.mark.parametrize("camera", [0.0, 5.0, -2.0], ids=["still", "following (treadmill)", "against"])
def test_camera_motion_makes_no_difference(camera: float) -> None:
    still, _ = find_steps(runner(120)[0], 1.0)
    moving, _ = find_steps(runner(120, camera=camera)[0], 1.0)
    assert [s.side for s in still] == [s.side for s in moving]
    np.testing.assert_allclose([s.touchdown_s for s in still], [s.touchdown_s for s in moving], atol=1e-6)


def test_running_to_the_left_is_the_mirror_image() -> None:
    right, _ = find_steps(runner(120)[0], 1.0)
    left, _ = find_steps(runner(120, forward=-1.0)[0], -1.0)
    np.testing.assert_allclose([s.toe_off_s or 0 for s in right], [s.toe_off_s or 0 for s in left], atol=1e-9)


def test_a_misjudged_facing_gives_no_steps_and_says_so() -> None:
    steps, rejected = find_steps(runner(120)[0], -1.0)
    assert steps == []
    assert any("faces" in r.reason for r in rejected)


def test_uneven_frame_times_are_used_as_they_are() -> None:
    track, contacts = runner(60, jitter=0.3)
    pairs = matched(find_steps(track, 1.0)[0], contacts)
    assert len(pairs) >= 8
    assert max(abs(s.touchdown_s - c[1]) for s, c in pairs) < 0.02


def test_first_and_last_contact_cut_by_the_clip_are_incomplete() -> None:
    track, _ = runner(120)
    # begin in mid-contact of the left foot, end in mid-contact of the right one
    keep = (track.time_s >= 0.05 + 0.56 + 0.08) & (track.time_s <= 0.05 + 0.28 + 3 * 0.56 + 0.08)
    cut = track_of(track.time_s[keep], {n: track.xy_px[keep, i] for n, i in INDEX.items()})
    steps, rejected = find_steps(cut, 1.0)
    assert all(s.touchdown_s > cut.time_s[0] + 0.1 for s in steps)
    assert any("incomplete" in r.reason for r in rejected)
    assert all(s.toe_off_s is not None for s in steps[:-1])
    assert steps[-1].toe_off_s is None or steps[-1].toe_off_s < cut.time_s[-1] - 0.05


@pytest.mark.parametrize("into_s", [0.06, 0.10, 0.14, 0.16, 0.18])
def test_a_clip_that_ends_while_a_foot_stands_or_just_leaves_makes_up_no_toe_off(into_s: float) -> None:
    track, contacts = runner(120)
    keep = track.time_s <= 0.05 + 0.28 + 3 * 0.56 + into_s
    cut = track_of(track.time_s[keep], {n: track.xy_px[keep, i] for n, i in INDEX.items()})
    steps, _ = find_steps(cut, 1.0)
    for step, truth in matched(steps, contacts):
        if step.toe_off_s is not None:
            assert abs(step.toe_off_s - truth[2]) < 0.025
    assert len(steps) >= 5


def test_a_last_contact_whose_foot_is_lost_just_before_the_end_keeps_its_touchdown() -> None:
    track, contacts = runner(60)
    keep = track.time_s <= 0.05 + 0.28 + 3 * 0.56 + 0.13  # the right foot is on the ground
    points = {n: track.xy_px[keep, i] for n, i in INDEX.items()}
    for part in ("heel", "foot_index"):
        points[f"right_{part}"] = points[f"right_{part}"].copy()
        points[f"right_{part}"][-3:] = np.nan
    steps, _ = find_steps(track_of(track.time_s[keep], points), 1.0)
    assert steps[-1].side == "right" and steps[-1].toe_off_s is None
    assert len(matched(steps[-1:], contacts)) == 1


def test_walking_is_no_run_and_says_why() -> None:
    track, _ = runner(60, contact_s=0.64, step_s=0.55, speed=1.5, seconds=6)
    steps, rejected = find_steps(track, 1.0)
    assert steps == []
    assert running_share(track, steps) == 0
    assert any("walking" in r.reason for r in rejected)


def test_slow_motion_asks_for_the_true_rate() -> None:
    track, _ = runner(240, seconds=2.0)
    slow = track_of(track.time_s * 8, {n: track.xy_px[:, i] for n, i in INDEX.items()})
    steps, rejected = find_steps(slow, 1.0)
    assert steps == []
    assert any("true capture rate" in r.reason for r in rejected)


def test_one_lunge_is_no_run() -> None:
    track, _ = runner(60, seconds=3.0)
    points = {n: np.array(track.xy_px[:, i]) for n, i in INDEX.items()}
    pelvis = points["left_hip"][:, 0]
    for side in SIDES:
        for part in ("hip", "knee", "ankle", "heel", "foot_index"):
            points[f"{side}_{part}"][:, 0] -= pelvis
            late = track.time_s > (0.75 if side == "left" else 0.02)
            first = np.argmax(late)
            points[f"{side}_{part}"][late] = points[f"{side}_{part}"][first]
    steps, _ = find_steps(track_of(track.time_s, points), 1.0)
    assert len(steps) == 0


def test_nobody_and_nearly_nobody_give_nothing() -> None:
    empty = PoseTrack.empty(np.arange(50) / 30)
    assert find_steps(empty, 1.0) == ([], [])
    assert running_share(empty, []) == 0
    track, _ = runner(60)
    short = track_of(track.time_s[:3], {n: track.xy_px[:3, i] for n, i in INDEX.items()})
    assert find_steps(short, 1.0)[0] == []


def test_a_short_gap_is_bridged_and_a_long_one_is_not() -> None:
    track, _ = runner(120)
    xy = np.array(track.xy_px)
    xy[200:206] = np.nan
    whole, _ = find_steps(track, 1.0)
    bridged, _ = find_steps(track_of(track.time_s, {n: xy[:, i] for n, i in INDEX.items()}), 1.0)
    assert len(bridged) == len(whole)
    xy[180:260] = np.nan
    broken, _ = find_steps(track_of(track.time_s, {n: xy[:, i] for n, i in INDEX.items()}), 1.0)
    gone = (float(track.time_s[180]), float(track.time_s[259]))
    assert 0 < len(broken) < len(whole)
    assert not any(gone[0] < s.touchdown_s < gone[1] for s in broken)


def test_running_share_tells_how_much_of_the_clip_is_running() -> None:
    track, _ = runner(120)
    steps, _ = find_steps(track, 1.0)
    assert running_share(track, steps) > 0.8
    assert running_share(track, steps[:4]) < 0.6 * running_share(track, steps)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["run_60fps", "sprint_240fps", "sprint_side_pan", "sprint_side_static_wide"])
def test_true_landmarks_of_rendered_runs_give_the_true_contacts(shared: Path, name: str) -> None:
    truth = json.loads((shared / "clips" / "rendered" / f"{name}.truth.json").read_text())
    time = np.array(truth["timestamps"])
    track = track_of(
        time,
        {
            f"{NAMES[s]}_{ours}": np.array([f["px"].get(f"{theirs}.{s}", [np.nan] * 2) for f in truth["frames"]])
            for ours, theirs in PARTS.items()
            for s in "LR"
        },
    )
    steps, _ = find_steps(track, 1.0)
    # a landing within the first tenth of a second cannot be told from a foot already down
    contacts = [
        (NAMES[c["foot"]], c["touchdown"], c["toe_off"])
        for c in truth["events"]["contacts"]
        if c["touchdown"] > time[0] + 0.1 and c["toe_off"] < time[-1] - 0.1
    ]
    pairs = matched(steps, contacts)
    assert len(pairs) == len(contacts)
    assert all(step.toe_off_s is not None for step, _ in pairs)
    off = np.array([(step.touchdown_s - c[1], (step.toe_off_s or 0) - c[2]) for step, c in pairs])
    assert np.abs(off).max() < 0.010
    # joggers who land flat and sprinters alike: none is told early or late as a whole
    assert np.abs(off.mean(axis=0)).max() < 0.005


@pytest.mark.shared
def test_laboratory_contacts_come_out_within_ten_milliseconds(shared: Path) -> None:
    from scipy.io import loadmat

    lab = loadmat(str(shared / "kinematics" / "footnet_running.mat"))
    errors = []
    for letter, side in (("l", "left"), ("r", "right")):
        for trial in range(27):
            ends = {
                name: np.stack([lab[letter + key][0, trial][:, 1], -lab[letter + key][0, trial][:, 2]], -1) * 400 + 600
                for name, key in (
                    ("knee", "tib_prox"), ("ankle", "tib_dist"), ("heel", "foot_prox"), ("foot_index", "foot_dist"),
                )
            }  # fmt: skip
            # the hip lies along the shank turned by the knee's flexion, a thigh's length up
            up = ends["knee"] - ends["ankle"]
            lean = np.arctan2(up[:, 0], -up[:, 1]) - np.radians(lab[letter + "knee"][0, trial][:, 0])
            ends["hip"] = ends["knee"] + 400 * 0.42 * np.stack([np.sin(lean), -np.cos(lean)], -1)
            track = track_of(np.arange(len(up)) / 200.0, {f"{side}_{n}": p for n, p in ends.items()})
            plate = np.median(lab[letter + "grfevents"][trial].astype(float).reshape(-1, 2), axis=0) / 2000.0
            steps, _ = find_steps(track, 1.0)
            near = [s for s in steps if abs(s.touchdown_s - plate[0]) < 0.1]
            assert len(near) == 1
            assert near[0].toe_off_s is not None
            errors.append((near[0].touchdown_s - plate[0], near[0].toe_off_s - plate[1]))
    within = (np.abs(errors) <= 0.010).mean(axis=0)
    assert within[0] >= 0.95
    assert within[1] >= 0.85


@pytest.mark.parametrize("lost_s", [0.0, 0.14], ids=["always seen", "hidden in every swing"])
def test_one_misjudged_moment_is_drawn_to_where_it_lies_in_the_other_contacts(lost_s: float) -> None:
    """One heel and toe jump about as the foot leaves: the others tell when that usually is.

    So they do where the foot is lost behind the other one in between.
    """
    t = clock(120, 4.0)
    track = noisy(pictured(t, run(t)), 0.3)
    at = [c for c in true_contacts(4.0) if c[0] == "right"][3]
    near = np.abs(t - at[2]) < 0.06
    xy = track.xy_px.copy()
    for part in ("heel", "foot_index"):
        xy[near, INDEX[f"right_{part}"]] += np.random.default_rng(4).normal(0, 14, (int(near.sum()), 2))
        before_landing = (FIRST_S["right"] - 0.16 - t) % STRIDE_S
        xy[before_landing < lost_s, INDEX[f"right_{part}"]] = np.nan
    steps, _ = find_steps(replace(track, xy_px=xy), 1.0)
    mine = next(s for s in steps if s.side == "right" and abs(s.touchdown_s - at[1]) < 0.08)
    assert mine.toe_off_s is not None
    assert abs(mine.toe_off_s - at[2]) < 0.012


def test_contacts_that_get_shorter_from_step_to_step_are_not_made_alike() -> None:
    """A runner who speeds up: what is measured well stays where it was."""
    t = clock(240, 4.0)
    # time itself runs faster and faster: every contact is 5 % shorter than the last of that foot
    faster = np.exp(0.1 * t)
    inner = (faster - 1) / 0.1
    track = pictured(t, run(inner))
    steps, _ = find_steps(track, 1.0)
    known = [
        (side, float(np.interp(a, inner, t)), float(np.interp(b, inner, t)))
        for side, a, b in true_contacts(float(inner[-1]))
    ]
    errors = [
        (s.touchdown_s - a, (s.toe_off_s or np.nan) - b)
        for s in steps
        for side, a, b in known
        if side == s.side and abs(s.touchdown_s - a) < 0.05
    ]
    assert len(errors) >= 10
    # the figure's own shape shifts all its contacts alike; drawn to its neighbours, early and late ones would part
    assert np.nanmax(np.ptp(np.array(errors), axis=0)) < 0.006


def _typical_sd_ms(track: PoseTrack, yaw_deg: float = 0.0) -> Floats:
    steps, _ = find_steps(track, 1.0, yaw_deg)
    assert len(steps) >= 8
    return np.median([(1e3 * s.touchdown_sd_s, 1e3 * (s.toe_off_sd_s or np.nan)) for s in steps[1:-1]], axis=0)


def test_moments_are_less_sure_in_few_frames_of_small_runners_and_away_from_square_on() -> None:
    track, _ = runner(120, seconds=4.0)
    usual = _typical_sd_ms(track)
    slow = _typical_sd_ms(runner(30, seconds=4.0)[0])
    small = _typical_sd_ms(replace(track, xy_px=track.xy_px * 25 / LEG_PX))
    oblique = _typical_sd_ms(track, 70.0)
    assert (slow > 1.5 * usual).all()
    assert (small > 1.2 * usual).all()
    assert (oblique > 1.5 * usual).all()


def test_a_foot_that_changes_its_length_leaves_its_moments_as_unsure_as_its_landmarks() -> None:
    """The toe of a filmed shoe is guessed at as the heel rises; a stiff foot that is off as a whole cannot be told."""
    track, _ = runner(120, seconds=4.0)
    usual = _typical_sd_ms(track)
    swaying = np.cos(2 * np.pi * track.time_s / 0.56)[:, None] * [LEG_PX, 0.0]

    def moved(*parts: str) -> Floats:
        xy = track.xy_px.copy()
        for side in NAMES.values():
            for part in parts:
                xy[:, INDEX[f"{side}_{part}"]] += 0.07 * swaying
        return _typical_sd_ms(replace(track, xy_px=xy))

    assert (moved("foot_index") > 1.3 * usual).all()
    assert (moved("foot_index", "heel") < 1.1 * usual).all()


def test_a_long_run_in_place_tells_its_moments_better_than_its_pieces() -> None:
    t = clock(60, 8.0)
    track = noisy(pictured(t, run(t)), 5.0)
    pieces = [PoseTrack(*(v[i : i + 120] for v in (track.time_s, track.xy_px, track.visibility, track.world_m,
              track.noise_px))) for i in range(0, 480, 120)]  # fmt: skip

    def scatter(tracks: list[PoseTrack]) -> float:
        off = [
            s.toe_off_s - c[2]
            for part in tracks
            for s, c in matched(find_steps(part, 1.0)[0], true_contacts(8.0))
            if s.toe_off_s is not None
        ]
        assert len(off) > 15
        return float(np.std(off))

    assert scatter([track]) < 0.8 * scatter(pieces)


def test_a_way_back_cut_short_by_a_mistaken_foot_leaves_its_moments_as_unsure_as_it_is() -> None:
    """In the middle of one contact the foot is taken for the other, which is on its way forward."""
    t = clock(120, 4.0)
    track = noisy(pictured(t, run(t)), 0.3)
    at = [c for c in true_contacts(4.0) if c[0] == "right"][3]
    mistaken = (t > at[1] + 0.8 * (at[2] - at[1])) & (t < at[2] + 0.15)
    xy = track.xy_px.copy()
    for part in ("ankle", "heel", "foot_index"):
        xy[mistaken, INDEX[f"right_{part}"]] = track.xy_px[mistaken, INDEX[f"left_{part}"]]
    steps, _ = find_steps(replace(track, xy_px=xy), 1.0)
    mine = [s for s in steps if s.side == "right" and abs(s.touchdown_s - at[1]) < 0.1]
    assert mine
    assert abs((mine[0].toe_off_s or np.nan) - at[2]) <= 2 * (mine[0].toe_off_sd_s or 0.0)
