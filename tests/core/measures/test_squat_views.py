"""Which numbers a view allows."""

import pytest

from core.kinematics.view import View
from core.measures.squat_views import gate


@pytest.mark.parametrize(
    ("view", "sagittal", "frontal"),
    [
        (View("side", "right", 5.0, 6.0), "ok", "refused"),
        (View("side", "right", 20.0, 6.0), "caution", "refused"),
        (View("oblique", "right", 45.0, 6.0, -45.0), "caution", "refused"),
        (View("oblique", "right", 45.0, 12.0, -45.0, depth=False), "refused", "refused"),
        (View("front", "toward", 88.0, 6.0), "refused", "ok"),
        (View("front", "toward", 70.0, 6.0), "refused", "refused"),
        (View("front", "toward", None, None, 180.0, depth=False), "refused", "caution"),
    ],
)
def test_a_number_is_told_where_the_view_shows_it(view: View, sagittal: str, frontal: str) -> None:
    assert gate(view, "sagittal")[0] == sagittal
    assert gate(view, "frontal")[0] == frontal
    assert gate(view, "any") == ("ok", None)


def test_what_cannot_be_undone_without_depth_says_so() -> None:
    _, why = gate(View("oblique", "right", 45.0, 12.0, depth=False), "sagittal")
    assert why is not None
    assert why.startswith("filmed at an angle (45°), and these landmarks hold no depth to undo it: film from the side")
