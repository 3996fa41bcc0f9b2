"""Keyframes made into small pictures while nobody asks for anything: a jump shows one of them in the same moment."""

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.frames import Picture

MOST: Final = 20  # about 40 MB of a wide clip
WIDTH: Final = 960  # pixels; the exact frame follows in full
_SOON: Final = 4  # frames: a move so short is decoded before anybody has seen a stand-in


class StandIns:
    """Pictures of keyframes by number; used from the window's thread and from the one that decodes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[int, Picture] = {}

    def __contains__(self, number: object) -> bool:
        return number in self._made

    def __len__(self) -> int:
        return len(self._made)

    def put(self, picture: "Picture", about: int) -> None:
        """Keep one; those farthest from frame `about` make room."""
        with self._lock:
            self._made[picture.number] = picture
            while len(self._made) > MOST:
                del self._made[max(self._made, key=lambda n: abs(n - about))]

    def nearest(self, number: int, shown: int | None) -> "Picture | None":
        """What can stand in for a frame: None if `shown` is as near as any, or the frame will be there as soon."""
        if shown is not None and abs(number - shown) <= _SOON:
            return None
        with self._lock:
            found = min(self._made.values(), key=lambda p: abs(p.number - number), default=None)
        if found is None or (shown is not None and abs(found.number - number) >= abs(shown - number)):
            return None
        return found
