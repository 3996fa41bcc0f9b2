"""One foot's contact: what is none."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.events.contact import Contact, find_contact, on_other_ground
from core.events.sprint_steps import CUT, find_steps
from core.events.step_judge import UNSEEN
from core.kinematics.foot_path import FootPath
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.events.test_sprint_steps import LEG_PX, runner, track_of

STOOD = Contact(1.0, 1.2, 0.005, 0.005, (-4.0, 0.1), 1.2, 0.3)  # the foot goes back at 4 leg lengths/s


@pytest.mark.parametrize(("ground", "other"), [((-4.4, 0.0), False), ((-8.5, 0.1), False), ((-9.5, 0.1), True)])
def test_a_foot_under_which_the_ground_goes_by_much_faster_is_in_the_air(
    ground: tuple[float, float], other: bool
) -> None:
    assert on_other_ground(replace(STOOD, ground=ground), [STOOD] * 3) == other
    assert not on_other_ground(replace(STOOD, ground=ground), [STOOD] * 2), "two other contacts tell nothing"


def test_where_the_camera_is_swung_no_ground_is_another() -> None:
    swung = [replace(STOOD, ground=(x, 0.0)) for x in (-1.0, -4.0, -8.0)]
    assert not on_other_ground(replace(STOOD, ground=(-9.5, 0.1)), swung)


def losing_a_foot(fps: float, back: float) -> PoseTrack:
    """A runner seen until a foot comes to the front, and from then on goes back at `back` leg lengths/s."""
    track, contacts = runner(fps)
    landing = next(down for side, down, _ in contacts if side == "right" and down > 1.5)
    lost, last = np.searchsorted(track.time_s, (landing - 0.05, landing + 0.05))
    xy = np.array(track.xy_px[:last])
    gone_s = np.maximum(track.time_s[:last] - track.time_s[lost], 0.0)
    for part in ("ankle", "heel", "foot_index"):
        own = xy[:, INDEX[f"right_{part}"]]
        own[lost:] = own[lost]
        own[:, 0] -= back * LEG_PX * gone_s
    return PoseTrack(
        track.time_s[:last], xy, track.visibility[:last], track.world_m[:last], track.noise_px[:last]
    )  # fmt: skip


def test_a_foot_that_is_lost_before_it_lands_makes_no_contact_at_the_clip_s_end() -> None:
    steps, rejected = find_steps(losing_a_foot(240, back=9.0), 1.0)
    assert steps[-1].side == "left"
    assert rejected[-1].side == "right"
    assert rejected[-1].reason == UNSEEN


def test_a_foot_that_lands_as_the_clip_ends_does() -> None:
    track, contacts = runner(240)
    landing = next(down for side, down, _ in contacts if side == "right" and down > 1.5)
    last = int(np.searchsorted(track.time_s, landing + 0.06))
    cut = PoseTrack(
        track.time_s[:last], track.xy_px[:last], track.visibility[:last], track.world_m[:last], track.noise_px[:last]
    )
    steps, _ = find_steps(cut, 1.0)
    assert steps[-1].side == "right"
    assert steps[-1].toe_off_s is None
    assert steps[-1].touchdown_s == pytest.approx(landing, abs=0.012)


@pytest.mark.parametrize(("lasts_s", "cut"), [(0.07, True), (0.14, False)])
def test_a_foot_first_seen_on_its_way_back_that_stands_for_half_a_contact_was_down_before(
    monkeypatch: pytest.MonkeyPatch, lasts_s: float, cut: bool
) -> None:
    track, contacts = runner(120)
    leaves = next(off for side, down, off in contacts if side == "right" and down > 0.5)
    kept = track.time_s > leaves - 0.17
    seen = track_of(track.time_s[kept], {name: track.xy_px[kept, i] for name, i in INDEX.items()})

    def badly_seen(path: FootPath, fore: int, *rest: Any) -> Contact:
        contact = find_contact(path, fore, *rest)
        return replace(contact, touchdown_s=leaves - lasts_s, toe_off_s=leaves) if fore == 0 else contact

    monkeypatch.setattr("core.events.sprint_steps.find_contact", badly_seen)
    steps, rejected = find_steps(seen, 1.0)
    assert any(s.touchdown_s < leaves for s in steps) == (not cut)
    assert any(r.reason == CUT for r in rejected) == cut
