"""The 33 landmarks, their sides and their bones."""

from core.pose.skeleton import BODY, BONES, INDEX, LANDMARKS, N_LANDMARKS, SIDES, mirror_order, of


def test_there_are_33_landmarks_in_the_order_of_the_model() -> None:
    assert N_LANDMARKS == len(set(LANDMARKS)) == 33
    assert (INDEX["nose"], INDEX["left_shoulder"], INDEX["left_hip"], INDEX["right_foot_index"]) == (0, 11, 23, 32)


def test_the_mirror_exchanges_left_and_right_and_twice_is_nothing() -> None:
    order = mirror_order()
    assert [order[i] for i in order] == list(range(N_LANDMARKS))
    assert order[INDEX["nose"]] == INDEX["nose"]
    assert order[INDEX["mouth_left"]] == INDEX["mouth_right"]
    for side, other in (SIDES, SIDES[::-1]):
        for part in BODY:
            assert order[of(side, part)] == of(other, part)


def test_every_bone_joins_two_landmarks_and_both_sides_have_the_same() -> None:
    assert all(a in INDEX and b in INDEX for a, b in BONES)
    order = mirror_order()
    pairs = {frozenset((INDEX[a], INDEX[b])) for a, b in BONES}
    assert pairs == {frozenset(order[i] for i in pair) for pair in pairs}
