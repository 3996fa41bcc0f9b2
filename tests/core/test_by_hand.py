"""What is put by hand wins, says that it was edited, follows at once, and can be taken back to the found numbers."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from core.edits.edits import Edits
from core.edits.events import ContactEdit, RepEdit
from core.edits.landmarks import Correction, Hidden, SideSwap
from core.events.event import Rep
from core.motion import Measured, measure
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from core.remeasure import preview
from tests.core.squat_figure import Move
from tests.core.stick_figure import RIGHT, clock, noisy, run, seen, squat
from tests.turns import least

KNEE = INDEX["left_knee"]


@pytest.fixture(scope="module")
def squatter() -> PoseTrack:
    t = clock(30.0, 13.0)
    return noisy(seen(t, squat(t, tuple(Move(1.0 + 3 * i) for i in range(4))), RIGHT), 1.0)


@pytest.fixture(scope="module")
def squatted(squatter: PoseTrack) -> Measured:
    return measure(squatter)


@pytest.fixture(scope="module")
def runner() -> PoseTrack:
    t = clock(120.0, 3.0)
    return noisy(seen(t, run(t), RIGHT), 0.5)


@pytest.fixture(scope="module")
def ran(runner: PoseTrack) -> Measured:
    return measure(runner)


def moved(rep: Rep, **times: float) -> Edits:
    edit = RepEdit(rep.start_s, rep.bottom_s, rep.end_s, found_s=rep.bottom_s)
    named = {f"{name}_s": t for name, t in times.items()}
    return Edits(reps=(replace(edit, moved=tuple(times), **named),))


def test_a_moved_start_wins_and_its_numbers_say_edited(squatter: PoseTrack, squatted: Measured) -> None:
    rep = squatted.reps[1].rep
    made = measure(squatter, edits=moved(rep, start=rep.start_s - 0.3))
    was, now = squatted.reps[1].metrics["eccentric_s"], made.reps[1].metrics["eccentric_s"]
    assert now.value == pytest.approx(was.value + 0.3) and now.source == "edited"
    assert all(m.source == "edited" for m in made.reps[1].metrics.values())
    assert made.reps[0].metrics["top_pause_s"].source == "edited"
    assert made.reps[0].metrics["eccentric_s"].source == "found"
    assert {m.source for m in made.reps[3].metrics.values()} == {"found"}
    assert {m.source for m in made.summary.values()} == {"edited"}
    edited = [e for e in made.events if e.source == "edited"]
    assert [(e.kind, e.time_s) for e in edited] == [("rep_start", rep.start_s - 0.3)]
    assert made.provenance[-1].name == "by hand" and made.provenance[-1].parameters["events_moved"] == 1


def test_reps_are_deleted_and_added_and_numbered_anew(squatter: PoseTrack, squatted: Measured) -> None:
    first, second = squatted.reps[0].rep, squatted.reps[1].rep
    gone = RepEdit(first.start_s, first.bottom_s, first.end_s, found_s=first.bottom_s, deleted=True)
    own = RepEdit(second.start_s + 0.1, second.bottom_s, second.end_s)
    made = measure(squatter, edits=Edits(reps=(gone, own)))
    assert [r.rep.index for r in made.reps] == [1, 2, 3]
    assert made.reps[0].rep.start_s == second.start_s + 0.1, "the found one under it gives way"
    low = made.reps[0].rep
    assert low.bottom_first_s <= low.bottom_s <= low.bottom_last_s


def test_a_rep_that_was_moved_stays_when_it_is_no_longer_found(squatted: Measured) -> None:
    t = clock(30.0, 5.0)
    short = noisy(seen(t, squat(t, (Move(1.0),)), RIGHT), 1.0)
    rep = squatted.reps[2].rep
    edits = Edits(reps=(RepEdit(3.6, 4.0, 4.6, found_s=4.0, moved=("bottom",)), *moved(rep).reps))
    kept = [r.rep for r in measure(short, edits=edits).reps]
    assert any((r.start_s, r.bottom_s, r.end_s) == (3.6, 4.0, 4.6) for r in kept)


def test_contacts_are_moved_given_to_the_other_foot_and_deleted(runner: PoseTrack, ran: Measured) -> None:
    steps = [s.step for s in ran.steps]
    a, b = steps[2], steps[4]
    other = "left" if a.side == "right" else "right"
    edits = Edits(
        contacts=(
            ContactEdit(other, a.touchdown_s, a.toe_off_s, a.touchdown_s, a.side, ("side",)),
            ContactEdit(b.side, b.touchdown_s, b.toe_off_s, b.touchdown_s, b.side, deleted=True),
        )
    )
    made = measure(runner, edits=edits)
    assert len(made.steps) == len(steps) - 1
    assert made.steps[2].step.side == other and made.steps[2].step.touchdown_s == a.touchdown_s
    assert not any(s.step.touchdown_s == b.touchdown_s for s in made.steps)
    assert made.steps[2].metrics["contact_s"].source == "edited"


def test_a_landmark_stays_exactly_where_it_was_put(squatter: PoseTrack, squatted: Measured) -> None:
    row = int(np.searchsorted(squatter.time_s, squatted.reps[1].rep.bottom_s))
    x, y = squatted.track.xy_px[row, KNEE]
    made = measure(squatter, edits=Edits(corrections=(Correction("left_knee", row, x + 25, y - 5),)))
    assert made.track.xy_px[row, KNEE] == pytest.approx((x + 25, y - 5))
    assert made.reps[1].metrics["peak_left_knee_flexion_deg"].source == "edited"
    assert made.reps[3].metrics["peak_left_knee_flexion_deg"].source == "found"
    assert made.reps[1].metrics["peak_left_knee_flexion_deg"].value != pytest.approx(
        squatted.reps[1].metrics["peak_left_knee_flexion_deg"].value, abs=0.5
    )


def test_a_hip_put_by_hand_is_not_moved_by_the_models_habit(squatter: PoseTrack, squatted: Measured) -> None:
    hip, row = INDEX["left_hip"], 60
    x, y = squatted.track.xy_px[row, hip]
    made = measure(squatter, edits=Edits(corrections=(Correction("left_hip", row, x + 4, y),)))
    assert made.track.xy_px[row, hip] == pytest.approx((x + 4, y))


@pytest.mark.parametrize("name", ["left_knee", "left_hip", "left_heel", "right_knee", "right_foot_index"])
def test_what_was_corrected_moves_and_nothing_else_does(
    squatter: PoseTrack, squatted: Measured, name: str
) -> None:  # fmt: skip
    """A hip is held by its thigh and an ankle by its foot as they were found, not as a hand has put them."""
    k, row = INDEX[name], int(np.searchsorted(squatter.time_s, squatted.reps[1].rep.bottom_s))
    x, y = squatted.track.xy_px[row, k]
    edits = Edits(corrections=(Correction(name, row, x + 30, y - 12),))
    others = np.arange(squatter.xy_px.shape[1]) != k
    for made in (preview(squatted, edits), measure(squatter, edits=edits)):
        assert made.track.xy_px[row, k] == pytest.approx((x + 30, y - 12))
        assert np.array_equal(made.track.xy_px[:, others], squatted.track.xy_px[:, others], equal_nan=True)
        assert np.array_equal(made.track.noise_px[:, others], squatted.track.noise_px[:, others], equal_nan=True)
        far = np.abs(squatter.time_s - squatter.time_s[row]) > 1.0
        assert np.allclose(made.track.xy_px[far, k], squatted.track.xy_px[far, k], atol=1e-3)


def test_a_knee_put_where_none_was_found_shows_its_hip_again(squatter: PoseTrack, squatted: Measured) -> None:
    hip, lost = INDEX["left_hip"], range(55, 115)
    hidden = Edits(hidden=(Hidden("left_knee", lost.start, lost.stop - 1),))
    without = measure(squatter, edits=hidden)
    assert np.isnan(without.track.xy_px[80, hip]).all(), "how far it lies in front of its centre hangs on the knee"
    x, y = squatted.track.xy_px[80, KNEE]
    put = hidden.corrected([Correction("left_knee", 80, x, y)])
    for made in (preview(without, put), measure(squatter, edits=put)):
        assert made.track.xy_px[80, KNEE] == pytest.approx((x, y))
        assert made.track.xy_px[80, hip] == pytest.approx(squatted.track.xy_px[80, hip], abs=15)
        assert np.isnan(made.track.xy_px[100, hip]).all()


def test_one_correction_after_the_other_ends_where_all_at_once_do(squatter: PoseTrack, squatted: Measured) -> None:
    """Corrected, exchanged, hidden and taken back in turn: what follows at once does not go astray."""
    x, y = squatted.track.xy_px[100, KNEE]
    one = Edits().corrected([Correction("left_knee", 100, x + 20, y)])
    two = replace(one.corrected([Correction("left_ankle", 104, 300.0, 500.0)]), swaps=(SideSwap(40, 60),))
    three = replace(two, hidden=(Hidden("left_heel", 90, 110),))
    now = squatted
    for edits in (one, two, three, replace(three, swaps=()), replace(three, corrections=())):
        now, whole = preview(now, edits), measure(squatter, edits=edits)
        assert now.track.xy_px == pytest.approx(whole.track.xy_px, abs=0.3, nan_ok=True)
    back = preview(now, Edits())
    assert back.track.xy_px == pytest.approx(squatted.track.xy_px, abs=1e-3, nan_ok=True)


def test_taken_back_the_numbers_are_those_that_were_found(squatter: PoseTrack, squatted: Measured) -> None:
    edits = Edits(
        corrections=(Correction("left_knee", 50, 1.0, 1.0),), hidden=(Hidden("nose", 2, 9),), swaps=(SideSwap(3, 7),)
    )
    back = edits.as_detected(None, 0, 10**6)
    made = measure(squatter, edits=back)
    assert [(r.rep, r.metrics) for r in made.reps] == [(r.rep, r.metrics) for r in squatted.reps]
    assert made.summary == squatted.summary and made.provenance == squatted.provenance
    assert np.array_equal(made.track.xy_px, squatted.track.xy_px, equal_nan=True)


@pytest.mark.parametrize("kind", ["moved", "deleted", "landmark"])
def test_what_follows_at_once_is_what_the_whole_measurement_says(
    squatter: PoseTrack, squatted: Measured, kind: str
) -> None:
    rep = squatted.reps[1].rep
    edits = moved(rep, bottom=rep.bottom_s + 0.1)
    if kind == "deleted":
        edits = Edits(reps=(replace(moved(rep).reps[0], deleted=True),))
    if kind == "landmark":
        row = int(np.searchsorted(squatter.time_s, rep.bottom_s))
        x, y = squatted.track.xy_px[row, KNEE]
        edits = Edits(corrections=(Correction("left_knee", row, x + 15, y),))
    quick, whole = preview(squatted, edits), measure(squatter, edits=edits)
    assert [r.rep.index for r in quick.reps] == [r.rep.index for r in whole.reps]
    tolerance = 0.02 if kind != "landmark" else 0.25
    for fast, slow in zip(quick.reps, whole.reps, strict=True):
        assert set(fast.metrics) == set(slow.metrics)
        for name, m in slow.metrics.items():
            mine = fast.metrics[name]
            assert (mine.value is None) == (m.value is None), name
            if m.value is not None and mine.value is not None:
                assert abs(mine.value - m.value) <= tolerance * max(m.sd or 0.0, 0.02 * abs(m.value), 1e-3), name
            assert mine.source == m.source, name


def test_a_moved_contact_follows_at_once(runner: PoseTrack, ran: Measured) -> None:
    s = ran.steps[3].step
    edits = Edits(
        contacts=(ContactEdit(s.side, s.touchdown_s - 0.03, s.toe_off_s, s.touchdown_s, s.side, ("touchdown",)),)
    )
    quick, whole = preview(ran, edits), measure(runner, edits=edits)
    for i in (1, 2, 3):
        for name in ("contact_s", "flight_s", "step_s", "step_frequency_hz"):
            assert quick.steps[i].metrics[name].value == pytest.approx(whole.steps[i].metrics[name].value), (i, name)
    assert quick.steps[6].metrics == ran.steps[6].metrics


@pytest.mark.benchmark
def test_following_a_hand_is_far_quicker_than_measuring_anew(squatter: PoseTrack, squatted: Measured) -> None:
    rep = squatted.reps[1].rep
    row = int(np.searchsorted(squatter.time_s, rep.bottom_s))
    x, y = squatted.track.xy_px[row, KNEE]
    at_once = partial(preview, squatted)
    bottom, knee = moved(rep, bottom=rep.bottom_s + 0.1), Edits(corrections=(Correction("left_knee", row, x + 15, y),))
    whole, event, landmark = least([partial(measure, squatter), partial(at_once, bottom), partial(at_once, knee)])
    assert event < whole / 5
    assert landmark < whole / 4
