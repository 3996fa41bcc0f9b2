"""Runners who enter the picture and leave it again after a few steps."""

import numpy as np

from core.events.sprint_steps import find_steps
from core.pose.skeleton import INDEX
from tests.core.events.test_sprint_steps import LEG_PX, matched, runner, track_of


def test_a_foot_seen_wrongly_as_the_runner_enters_and_leaves_turns_nobody_round() -> None:
    """Two of its three ways back are short, at the picture's edge, and too high."""
    whole, contacts = runner(240, contact_s=0.12, step_s=0.24)
    from_s, to_s = 0.36, 1.31
    keep = (whole.time_s >= from_s) & (whole.time_s <= to_s)
    time_s, xy = whole.time_s[keep], whole.xy_px[keep].copy()
    wrong = (time_s < from_s + 0.08) | (time_s > to_s - 0.06)
    foot = [INDEX[f"right_{part}"] for part in ("heel", "foot_index")]
    xy[np.ix_(wrong, foot, [1])] -= 0.6 * LEG_PX
    steps, _ = find_steps(track_of(time_s, {n: xy[:, i] for n, i in INDEX.items()}), 1.0)
    inside = [c for c in contacts if c[1] > from_s + 0.1 and c[2] < to_s - 0.1]
    assert [side for side, _, _ in inside] == ["left", "right", "left"]
    assert len(matched(steps, inside)) == len(inside)
