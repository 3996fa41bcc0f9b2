"""Errors a person can act on.

A `UserError` is a sentence about somebody's file or machine, shown as it is.  Anything else that reaches the
top is a bug in this program: it is logged with its traceback and shown as one sentence that names the log.
"""

from pathlib import Path


class UserError(Exception):
    """What is wrong, in which file, and what to do about it.

    Parameters
    ----------
    what : a short sentence without the file's name ("this is not a video file").
    todo : what the person can do ("open a video from your phone or camera").
    where : the file or folder it is about, if there is one.
    """

    def __init__(self, what: str, todo: str = "", where: Path | str | None = None) -> None:
        self.what = what.rstrip(".")
        self.todo = todo.rstrip(".")
        self.where = None if where is None else Path(where)
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """`WHERE: what: what to do`, one line."""
        parts = ([str(self.where)] if self.where is not None else []) + [self.what]
        return ": ".join(parts + ([self.todo] if self.todo else []))


class VideoError(UserError):
    """The clip cannot be opened, read or decoded."""


class RateMissingError(VideoError):
    """Pictures were to be opened as a clip, and nobody has said how many were taken in a second.

    pictures : how many there are.
    """

    def __init__(self, pictures: int, where: Path) -> None:
        self.pictures = pictures
        super().__init__(
            f"these are {pictures} pictures, which do not tell how fast they were taken",
            "say how many a second, such as --capture-fps 60",
            where,
        )


class ModelError(UserError):
    """The pose model is missing, damaged or cannot be obtained."""


class PickError(UserError):
    """Nobody who can be followed is at the point that was picked: the same point again says the same again."""


class OutputError(UserError):
    """A result cannot be written where it was asked to be."""


class Cancelled(Exception):  # noqa: N818 - not an error: somebody asked for it
    """Somebody asked to stop; what was finished stays."""


# OpenCV, LiteRT and FFmpeg have errors of their own for it
_OUT_OF_MEMORY = ("Insufficient memory", "ailed to allocate", "annot allocate memory")


def out_of_memory(error: BaseException) -> UserError | None:
    """What to tell where memory ran out, in Python or in a library; None for any other error."""
    if isinstance(error, MemoryError) or any(told in str(error) for told in _OUT_OF_MEMORY):
        return UserError("not enough memory", "close other programs or cut the clip shorter")
    return None
