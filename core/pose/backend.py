"""What turns a picture and a box into 33 landmarks: the protocol, and the registry of those that do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.video.planes import Planes

Floats = NDArray[np.float64]
# (H, W, 3) upright RGB, or what stands for it; `core.pose.crop` takes squares out of either
Picture = NDArray[np.uint8] | Planes
APART = 0.06  # body lengths between two looks at a joint from which a third is taken; see `core.pose.measuring.apart`


@dataclass(frozen=True)
class Box:
    """A square around one person, turned with the trunk.

    x, y : centre in pixels.  size : side in pixels.  turn_rad : how far the box is turned clockwise.
    """

    x: float
    y: float
    size: float
    turn_rad: float = 0.0

    @property
    def row(self) -> Floats:
        """(4,) x, y, size, turn."""
        return np.array([self.x, self.y, self.size, self.turn_rad])


@dataclass(frozen=True)
class Detection:
    """One person in one picture.

    xy_px : (33, 2).  visibility : (33,) 0..1.  world_m : (33, 3) about the mid-hip.  score : 0..1, is it a person.
    spread_px : (33,) distance between views of the same frame, NaN where there was one view.
    looks : the views it was combined from, where there were several.
    elsewhere : 0..1, how warm the heatmaps of head, shoulders and hips are away from them, as with a second body.
    colours : (5, 3) of what they wear, as `core.pose.clothes` has it, where it was looked at.
    """

    xy_px: Floats
    visibility: Floats
    world_m: Floats
    score: float
    spread_px: Floats
    looks: tuple["Detection", ...] = ()
    elsewhere: float = 0.0
    colours: Floats | None = None


@dataclass(frozen=True)
class Looks:
    """How often a box is looked at (at another scale, mirrored); what is seen is combined.

    count : of the looks.  first : the one to begin with, 0 or 1, so that neighbouring frames can be looked at
        differently.  seen : what that one saw, where it was taken before.
    apart : body lengths between two looks at one joint from which a third is taken.
    turn : the frame's number, where two looks are taken in other boxes than at the frames beside it; else None.
    to_follow : whether to tell how warm heatmaps are away from the body, and what it wears: who is followed is to be
        told from others.
    """

    count: int = 1
    first: int = 0
    seen: Detection | None = None
    apart: float = APART
    turn: int | None = None
    to_follow: bool = False


ONE_LOOK = Looks()
TO_FOLLOW = Looks(to_follow=True)


@dataclass(frozen=True)
class Sighting:
    """Somebody seen from afar.

    score : 0..1, is it a person.  box : about the whole body, turned with it.
    """

    score: float
    box: Box


class LandmarkBackend(Protocol):
    """One instance belongs to one thread; the result depends on picture and box alone, not on what came before."""

    def find(self, rgb: Picture, square: Box) -> list[Sighting]:
        """Everybody seen in a square of the picture who fills at least a quarter of it, in the picture's pixels."""
        ...

    def landmarks(self, rgb: Picture, box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        """Landmarks of the person in the box; None when nobody is there."""
        ...

    def close(self) -> None: ...


Factory = Callable[[Path], LandmarkBackend]
_FACTORIES: dict[str, Factory] = {}


def register(name: str) -> Callable[[Factory], Factory]:
    """Make a backend known under a name; the factory gets the path of the model bundle."""

    def keep(factory: Factory) -> Factory:
        _FACTORIES[name] = factory
        return factory

    return keep


def create(name: str, model: Path) -> LandmarkBackend:
    """A new backend for the calling thread.

    Raises
    ------
    KeyError : nobody registered that name.
    ModelError : the model cannot be loaded.
    """
    _load()
    return _FACTORIES[name](model)


def default_name() -> str:
    """The landmark network in our own turned box where LiteRT is installed, the MediaPipe task elsewhere."""
    from importlib.util import find_spec

    return "landmark-network" if find_spec("ai_edge_litert") else "mediapipe-task"


def _load() -> None:
    """Registering happens on import; done late because the backends import heavy libraries' wrappers."""
    import core.pose.landmark_network
    import core.pose.mediapipe_task  # noqa: F401
