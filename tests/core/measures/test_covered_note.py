"""What is said of an athlete whom somebody covered."""

from core.measures.covered_note import covered_note


def test_when_the_athlete_was_covered_is_told_in_a_sentence() -> None:
    note = covered_note([(2.13, 2.64)])
    assert (note.code, note.severity) == ("athlete_covered", "caution")
    assert note.message.startswith(
        "Somebody passed in front of the athlete from 2.1 to 2.6 s: nothing is measured there."
    )


def test_several_times_are_counted_and_the_first_is_told() -> None:
    assert "athlete 3 times, first at 0.5 s:" in covered_note([(0.5, 1), (2, 3), (4, 5)]).message


def test_a_single_picture_is_at_a_moment() -> None:
    assert "athlete at 2.1 s:" in covered_note([(2.13, 2.14)]).message
