"""Draws that are kept between edits are those of the same landmarks, so that every number is the same without them."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from core import run_draws
from core.edits.edits import NO_EDITS, Edits
from core.edits.events import ContactEdit
from core.edits.landmarks import Correction, Hidden, SideSwap
from core.events.event import Step
from core.kinematics.series import Series, compute_series
from core.measures.kept_draws import Drawn, KeptDraws
from core.measures.kept_results import KeptResults
from core.measures.sprint import STEP_SERIES, STEP_SERIES_READ
from core.measures.uncertainty import draw_some
from core.motion import Measured, measure, numbers
from core.pose.skeleton import INDEX, LANDMARKS
from core.pose.track import PoseTrack
from core.remeasure import expect, preview
from core.step_results import steps_of
from tests.core.stick_figure import RIGHT, clock, noisy, run, seen
from tests.turns import least

EDITS = 7


@pytest.fixture(scope="module")
def ran() -> Measured:
    t = clock(120.0, 3.0)
    return measure(noisy(seen(t, run(t), RIGHT), 0.5))


def contact(step: Step, rng: np.random.Generator) -> ContactEdit:
    """The step with one of its moments put elsewhere, given to the other foot, or deleted."""
    edit = ContactEdit(step.side, step.touchdown_s, step.toe_off_s, step.touchdown_s, step.side)
    by_s = float(rng.uniform(-0.03, 0.03))
    match rng.integers(6):
        case 0:
            return replace(edit, deleted=True)
        case 1:
            return replace(edit, side="left" if step.side == "right" else "right", moved=("side",))
        case 2 if step.toe_off_s is not None:
            return replace(edit, toe_off_s=step.toe_off_s + by_s, moved=("toe_off",))
    return replace(edit, touchdown_s=step.touchdown_s + by_s, moved=("touchdown",))


def any_edit(edits: Edits, found: Measured, rng: np.random.Generator) -> Edits:
    assert found.seen is not None
    steps = found.seen.steps
    frame = int(rng.integers(60, 200))
    match rng.integers(8):
        case 0 | 1 | 2:
            name = LANDMARKS[rng.integers(len(LANDMARKS))]
            return edits.corrected([Correction(name, frame, *(float(x) for x in rng.uniform(100, 600, 2)))])
        case 3:
            return replace(edits, hidden=(*edits.hidden, Hidden("left_elbow", frame, frame + 15)))
        case 4:
            return replace(edits, swaps=(SideSwap(frame, frame + 4),))
    step = steps[rng.integers(len(steps))]
    others = [c for c in edits.contacts if c.found_s != step.touchdown_s]
    return replace(edits, contacts=(*others, contact(step, rng)))


def same(a: Measured, b: Measured) -> None:
    assert a.steps == b.steps and a.summary == b.summary and a.events == b.events and a.rejected == b.rejected
    for name, curve in a.series.values.items():
        np.testing.assert_array_equal(curve, b.series[name])


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_any_run_of_edits_gives_the_same_numbers_with_what_was_kept_and_without(ran: Measured, seed: int) -> None:
    rng, kept, edits, now = np.random.default_rng(seed), KeptDraws(), Edits(), ran
    for _ in range(EDITS):
        edits = any_edit(edits, ran, rng)
        quick = preview(now, edits, kept)
        same(quick, preview(now, edits))
        assert quick.seen is not None
        now = numbers(quick.seen, edits, kept)
        same(now, numbers(quick.seen, edits))


@pytest.mark.parametrize("name", ["left_knee", "right_ankle", "left_shoulder"])
def test_a_dragged_landmark_has_at_once_the_numbers_of_all_steps_measured_together(ran: Measured, name: str) -> None:
    kept, now, frame = KeptDraws(), ran, 180
    x, y = ran.track.xy_px[frame, INDEX[name]]
    for off_px in (2.0, 5.0, 9.0):
        edits = Edits(corrections=(Correction(name, frame, float(x) + off_px, float(y)),))
        now = preview(now, edits, kept)
        assert now.seen is not None
        whole = numbers(now.seen, edits)
        concerned = [
            (mine, theirs)
            for mine, theirs in zip(now.steps, whole.steps, strict=True)
            if mine.step.touchdown_s <= ran.track.time_s[frame] + 0.2 and (mine.step.toe_off_s or 0.0) >= 1.3
        ]
        assert len(concerned) >= 2
        for mine, theirs in concerned:
            assert mine == theirs


def test_a_run_drawn_in_parts_tells_each_steps_flight_and_stride_where_two_parts_meet(ran: Measured) -> None:
    assert ran.seen is not None
    whole, _ = steps_of(ran.seen, ran.seen.steps)
    parts, _ = steps_of(ran.seen, ran.seen.steps, most_frames=300)
    assert len(parts) == len(whole) > 4
    for mine, theirs in zip(parts, whole, strict=True):
        assert mine.step == theirs.step
        for name in ("flight_s", "step_s", "duty_factor", "step_length_ratio"):
            assert mine.metrics[name].value == theirs.metrics[name].value, name


def test_a_moved_toe_off_draws_nothing_anew_and_a_moved_landmark_itself_alone(
    ran: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen_, kept, asked = ran.seen, KeptDraws(), []
    monkeypatch.setattr(run_draws, "draw_some", lambda *a, **k: asked.append((a[3], k)) or draw_some(*a, **k))
    assert seen_ is not None
    step = seen_.steps[3]
    assert step.toe_off_s is not None
    edit = ContactEdit(step.side, step.touchdown_s, step.toe_off_s, step.touchdown_s, step.side)
    for by_s in (0.0, 0.01, 0.02):
        moved = replace(edit, toe_off_s=step.toe_off_s + by_s, moved=("toe_off",))
        numbers(seen_, Edits(contacts=(moved,)), kept)
        assert len(kept) == 1 and len(asked) == 1
    preview(ran, Edits(corrections=(Correction("left_ankle", 100, 300.0, 400.0),)), kept)
    assert len(kept) == 1
    (_, _), (landmarks, where) = asked
    assert landmarks == [INDEX["left_ankle"]] and where["rows"].stop - where["rows"].start < len(ran.track) / 2


def test_a_dragged_landmark_is_drawn_anew_alone(ran: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, asked = KeptDraws(), []
    monkeypatch.setattr(run_draws, "draw_some", lambda *a, **k: asked.append(a[3]) or draw_some(*a, **k))
    now = ran
    for x_px in (300.0, 302.0, 304.0):
        now = preview(now, Edits(corrections=(Correction("right_ankle", 100, x_px, 400.0),)), kept)
    whole, *dragged = asked
    assert len(whole) == 12 and INDEX["right_ankle"] in whole
    assert all(INDEX["right_ankle"] in some and INDEX["left_elbow"] not in some for some in dragged)
    for x_px in (306.0, 308.0):
        now = preview(now, Edits(corrections=(Correction("left_wrist", 100, x_px, 400.0),)), kept)
    assert len(asked) <= 4, "no curve of a step is read from a wrist"


def test_where_an_edit_was_expected_the_first_one_draws_its_own_frames_alone(
    ran: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[int] = []

    def counted(track: PoseTrack, *rest: object, rows: slice, share: float) -> np.ndarray:
        frames.append(len(track.time_s[rows]))
        return np.asarray(draw_some(track, *rest, rows=rows, share=share))  # type: ignore[arg-type]

    monkeypatch.setattr(run_draws, "draw_some", counted)
    x, y = ran.track.xy_px[60, INDEX["left_knee"]]
    edits = NO_EDITS.corrected([Correction("left_knee", 60, float(x) + 4, float(y))])
    unexpected = preview(ran, edits, KeptDraws())
    kept = KeptDraws()
    expect(ran, NO_EDITS, float(ran.track.time_s[60]), kept)
    expected = preview(ran, edits, kept)
    assert len(frames) == 3
    assert frames[2] < frames[1] / 2
    same(expected, unexpected)
    expect(ran, NO_EDITS, float(ran.track.time_s[60]), kept)
    assert len(kept) == 1, "the landmarks that are gone make room for what was before"


@pytest.mark.parametrize("name", STEP_SERIES)
def test_a_steps_curve_is_read_from_the_landmarks_it_names_and_no_others(ran: Measured, name: str) -> None:
    assert ran.seen is not None
    time_s, found, body = ran.track.time_s, ran.track.xy_px, ran.seen.body
    whole = compute_series(time_s, found, body, 1.0, 1.0)[name]
    for k in range(len(LANDMARKS)):
        lost = found.copy()
        lost[:, k] = np.nan
        alone = compute_series(time_s, lost, body, 1.0, 1.0, only=(name,))[name]
        if k in STEP_SERIES_READ[name]:
            assert np.isnan(alone).all()
        else:
            np.testing.assert_array_equal(alone, whole)


def test_what_is_made_for_another_first_object_is_renewed_and_replaces_it() -> None:
    kept, first, other, rest = KeptDraws(), object(), object(), object()
    made = kept.get((first, rest), (1,), lambda: drawn(10), lambda *_: pytest.fail("nothing to renew"))
    renewed = drawn(10)

    def renew(was: object, of: Drawn) -> Drawn:
        assert was is first and of is made
        return renewed

    assert kept.get((other, rest), (2,), lambda: drawn(10), renew) is not renewed, "what it hangs on differs"
    assert kept.get((other, object()), (1,), lambda: drawn(10), renew) is not renewed
    assert kept.get((other, rest), (1,), lambda: drawn(10), renew) is renewed
    assert kept.get((first, rest), (1,), lambda: made) is made, "it was given up for the other one"


def drawn(frames: int) -> Drawn:
    series = Series(np.arange(frames) / 100.0, {})
    return Drawn(series, np.zeros((1, frames, 33, 2)), KeptResults(), series)


def test_only_the_very_same_objects_and_values_are_taken_for_the_same() -> None:
    kept, of, equal = KeptDraws(), (np.zeros(3),), (np.zeros(3),)
    first = kept.get(of, (1,), lambda: drawn(10))
    assert kept.get(of, (1,), lambda: drawn(10)) is first
    assert kept.get(of, (2,), lambda: drawn(10)) is not first
    assert kept.get(equal, (1,), lambda: drawn(10)) is not first


def test_no_more_is_kept_than_one_long_stretch_and_the_last_used_stay() -> None:
    kept, of = KeptDraws(), (object(),)
    for n in range(3):
        kept.get(of, (n,), lambda: drawn(500))
    first = kept.get(of, (0,), lambda: drawn(500))
    kept.get(of, (3,), lambda: drawn(500))
    assert len(kept) == 3 and kept.get(of, (0,), lambda: drawn(500)) is first
    kept.get(of, (9,), lambda: drawn(5000))
    assert len(kept) == 1, "one stretch is kept however long it is"


@pytest.mark.benchmark
def test_an_edit_of_a_contact_takes_less_with_what_was_kept(ran: Measured) -> None:
    seen_ = ran.seen
    assert seen_ is not None

    kept = KeptDraws()
    numbers(seen_, Edits(), kept)
    with_, without = least([partial(numbers, seen_, Edits(), k) for k in (kept, None)], 7)
    assert with_ < 0.85 * without
