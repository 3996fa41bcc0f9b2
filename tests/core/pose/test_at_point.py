"""How far a point is from somebody's body."""

import numpy as np
import pytest

from core.pose import boxes
from core.pose.at_point import ON_BODY, away
from core.pose.skeleton import INDEX
from tests.core.pose.stage import SQUATTER, T, at
from tests.core.stick_figure import TOWARD, joints, seen, standing

SIDE = at(SQUATTER, 0)[45]
FRONT = np.array(seen(T, joints(standing(len(T))), TOWARD).xy_px[0])


@pytest.mark.parametrize("pose", [SIDE, FRONT])
def test_trunk_head_and_legs_are_the_body_and_the_air_beside_them_and_between_the_arms_is_not(
    pose: np.ndarray,
) -> None:
    body, hips = float(boxes.body_length(pose)), boxes.centre(pose)
    neck = (pose[INDEX["left_shoulder"]] + pose[INDEX["right_shoulder"]]) / 2
    on = [(hips + neck) / 2, pose[INDEX["nose"]], (pose[INDEX["left_knee"]] + pose[INDEX["left_ankle"]]) / 2]
    assert all(away(pose, tuple(point.tolist())) < 0.05 for point in on)
    for aside in (-0.4, 0.4):
        assert away(pose, (float(neck[0] + aside * body), float(neck[1]))) > ON_BODY


def test_it_is_told_in_body_lengths() -> None:
    head = SIDE[INDEX["nose"]]
    above = tuple((head - [0, 0.5 * float(boxes.body_length(SIDE))]).tolist())
    assert away(SIDE, above) == pytest.approx(0.5, abs=0.02)
    assert away(2 * SIDE, (2 * above[0], 2 * above[1])) == pytest.approx(away(SIDE, above))
