"""Runs from a laboratory: joint centres in, contacts against force plates out, through the whole chain."""

from pathlib import Path

import numpy as np
import pytest

from core.motion import measure
from core.pose.skeleton import INDEX, N_LANDMARKS, Side
from core.pose.track import PoseTrack

TRIALS, RATE, PLATE_RATE = 27, 200.0, 2000.0
PX, THIGH_M = 400.0, 0.42
ENDS = {"knee": "tib_prox", "ankle": "tib_dist", "heel": "foot_prox", "foot_index": "foot_dist"}


def trial_track(lab: dict[str, np.ndarray], letter: str, side: Side, trial: int) -> PoseTrack:
    """One leg's joint centres as a camera beside the runner would see them; the hip follows from the knee's flexion."""
    ends = {
        name: np.stack([lab[letter + key][0, trial][:, 1], -lab[letter + key][0, trial][:, 2]], -1) * PX + 600
        for name, key in ENDS.items()
    }
    up = ends["knee"] - ends["ankle"]
    lean = np.arctan2(up[:, 0], -up[:, 1]) - np.radians(lab[letter + "knee"][0, trial][:, 0])
    ends["hip"] = ends["knee"] + PX * THIGH_M * np.stack([np.sin(lean), -np.cos(lean)], -1)
    xy = np.full((len(up), N_LANDMARKS, 2), np.nan)
    for name, place in ends.items():
        xy[:, INDEX[f"{side}_{name}"]] = place
    seen = np.where(np.isfinite(xy[..., 0]), 0.95, np.nan)
    time = np.arange(len(up)) / RATE
    return PoseTrack(time, xy, seen, np.full((len(up), N_LANDMARKS, 3), np.nan), 0.3 * seen, hips_in_front=False)


@pytest.mark.shared
def test_touchdown_and_toe_off_lie_within_ten_milliseconds_of_force_plates_in_nine_of_ten_contacts(
    shared: Path,
) -> None:
    from scipy.io import loadmat

    lab = loadmat(str(shared / "kinematics" / "footnet_running.mat"))
    errors, sds = [], []
    sides: tuple[tuple[str, Side], ...] = (("l", "left"), ("r", "right"))
    for letter, side in sides:
        for trial in range(TRIALS):
            measured = measure(trial_track(lab, letter, side, trial), wanted="sprint", fps=RATE)
            plates = lab[f"{letter}grfevents"][trial].astype(float).reshape(-1, 2) / PLATE_RATE
            down, off = np.median(plates, axis=0)
            near = [s.step for s in measured.steps if abs(s.step.touchdown_s - down) < 0.1]
            assert [s.side for s in near] == [side]
            assert near[0].toe_off_s is not None
            errors.append((near[0].touchdown_s - down, near[0].toe_off_s - off))
            sds.append((near[0].touchdown_sd_s, near[0].toe_off_sd_s or 0.0))
    within = (np.abs(errors) <= 0.010).mean(axis=0)
    assert within.min() >= 0.90, within
    contact = np.diff(errors, axis=1)[:, 0]
    assert abs(contact.mean()) <= 0.005
    assert 1.96 * contact.std() <= 0.012
    assert (np.abs(errors) <= 2 * np.array(sds)).mean() >= 0.88
