"""Errors a person can act on are one line: where, what, what to do."""

from pathlib import Path

import pytest

from core.errors import Cancelled, ModelError, OutputError, UserError, VideoError


def test_a_sentence_names_the_file_what_is_wrong_and_what_to_do() -> None:
    error = UserError("this is not a video file.", "open a video from your phone.", "a folder/clip é.mp4")
    assert error.sentence == "a folder/clip é.mp4: this is not a video file: open a video from your phone"
    assert str(error) == error.sentence
    assert error.where == Path("a folder/clip é.mp4")


def test_what_is_not_known_is_left_out() -> None:
    assert UserError("nobody was found").sentence == "nobody was found"
    assert UserError("nobody was found", "film the whole body").sentence == "nobody was found: film the whole body"
    assert UserError("it is empty", where=Path("clip.mp4")).sentence == "clip.mp4: it is empty"


@pytest.mark.parametrize("kind", [VideoError, ModelError, OutputError])
def test_every_kind_can_be_told_to_a_person(kind: type[UserError]) -> None:
    with pytest.raises(UserError, match=r"^here: what: todo$"):
        raise kind("what", "todo", "here")


def test_being_asked_to_stop_is_no_fault_of_a_file() -> None:
    assert not issubclass(Cancelled, UserError)
