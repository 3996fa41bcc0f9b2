"""How much is done for each frame: what the levels of quality mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Quality = Literal["fast", "standard", "precise"]


@dataclass(frozen=True)
class Effort:
    """What is spent on a clip.

    looks : at each frame, where the legs are calm and where they pass each other quickly.
    thrifty : a look taken to follow is its frame's only look, a runner's too, and a camera that stands still is looked
        at now and then only; pictures stay as they are stored.
    in_turn : whether two looks at a frame of many a second are taken in other boxes than at those beside it.
    settled_s : how long looks are waited for, that the box of a frame before them depends on.
    told_at_once : frames whose boxes are told together: telling them takes as long for many as for one.
    slack : how many times as far apart as else boxes may be that are taken for each other.
    kept_slack : the same for a frame's box that was told while the athlete was followed, and the one that the whole
        way tells.  It is wider where a frame that is decoded once more, after all before it since the last whole
        picture of the file, costs more than the box gains.
    least_body : of the longest body seen of late, for which a look that follows has room.
    still_stride : which pictures of a camera that stands still are looked at: every so manieth.
    """

    looks: tuple[int, int]
    thrifty: bool = False
    in_turn: bool = True
    settled_s: float = 0.4
    told_at_once: int = 1
    slack: float = 1.0
    kept_slack: float = 1.0
    least_body: float = 0.9
    still_stride: int = 1


# Two looks tell left from right much better where legs pass each other quickly, a third gains less than it costs.
# Calm clips (squats) are as accurate with one look, plain and mirrored in turn from frame to frame, because the
# smoothing joins neighbours anyway.
EFFORTS: Mapping[Quality, Effort] = {
    "fast": Effort(
        (1, 2),
        thrifty=True,
        settled_s=0.2,
        told_at_once=9,
        slack=2.0,
        kept_slack=3.0,
        least_body=0.97,
        still_stride=4,
    ),
    "standard": Effort((1, 2)),
    "precise": Effort((2, 4), in_turn=False),  # two looks are for the calm there
}

_KEPT_AS: Mapping[Quality, str] = {
    "fast": "fast, pictures as stored and decoded once, runners looked at twice, first boxes soon, glances at camera"
}


def kept_as(quality: Quality) -> str:
    """The level's name among what changes the landmarks; another one than before where it comes to others."""
    return _KEPT_AS.get(quality, quality)
