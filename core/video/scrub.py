"""Looking at a clip by hand: a stand-in at once, then the exact frame, and frames decoded before they are asked for.

The most of the cache that is filled ahead is a share of it, so that what was just seen stays in it too.
"""

from collections.abc import Callable, Container

from core.errors import UserError
from core.video.decoder import AbandonedError
from core.video.reader import Frame, FrameReader, PyAVReader

_QUICK = 8  # frames: decoding so many takes no longer than a person notices
_ONWARDS, _MOST_ONWARDS = 0.25, 24  # of the cache; frames
_BACKWARDS, _MOST_BACKWARDS = 0.4, 120


class Scrubber:
    """Reads frames of one clip the way a person asks for them; used from one thread only, but where it says else.

    Of readers other than `PyAVReader` every frame is read alone: those hold pictures that need no others.
    """

    def __init__(self, reader: FrameReader) -> None:
        self._reader = reader
        self._clip = reader if isinstance(reader, PyAVReader) else None
        self._at = 0
        self._towards = 0
        self._tried: set[int] = set()
        self._warm = False

    def set_cache_bytes(self, limit: int) -> None:
        """How much memory decoded frames may take from here on; what is too much is dropped at once."""
        if self._clip is not None:
            self._clip.decoder.cache.limit_bytes = limit

    def stand_in(self, number: int, shown: int | None) -> Frame | None:
        """A keyframe to show until frame `number` is decoded; None if that is soon, or if it would be no nearer.

        shown : the frame on show.
        """
        if self._clip is None or self._clip.decoder.to_go(number) <= _QUICK:
            return None
        nearest = self._clip.keyframes.nearest(number)
        if nearest is None or (shown is not None and abs(nearest - number) >= abs(shown - number)):
            return None
        return self._clip.keyframe_near(number)

    def keyframe_about(self, most: int, known: Container[int]) -> Frame | None:
        """Of the `most` keyframes about the frame last asked for, the nearest that is not `known`; None if all are."""
        if self._clip is None:
            return None
        missing = (n for n in self._clip.keyframes.about(self._at, most) if n not in known)
        made = (self._clip.keyframe_near(n) for n in missing)
        return next((frame for frame in made if frame is not None), None)

    def is_kept(self, number: int) -> bool:
        """Whether a frame is there without decoding; may be asked from any thread."""
        return self._clip is None or number in self._clip.decoder.cache

    def is_decoded(self, number: int) -> bool:
        """Whether `kept` has a frame; may be asked from any thread."""
        return self._clip is not None and number in self._clip.decoder.cache

    def kept(self, number: int) -> Frame | None:
        """A frame that needs no decoding, else None; for one thread beside the one that decodes, at the same time."""
        return None if self._clip is None else self._clip.kept(number)

    def look_at(self, number: int, towards: int) -> None:
        """Somebody looks at frame `number`, which was kept: what is decoded ahead, and what is dropped, goes by it."""
        self._at, self._towards = number, towards
        self._tried.clear()
        if self._clip is not None:
            self._clip.decoder.cache.towards = towards

    def exact(self, number: int, towards: int, newer: Callable[[], int | None]) -> Frame | None:
        """Frame `number`; None if it was given up on the way for a newer wish that does not lie behind it.

        towards : +1 or -1, which way somebody goes; 0 = not known, frames are likely to be asked for onwards.
        newer : the frame that is wanted after this one, None while nobody wants another.
        """
        self.look_at(number, towards)
        if self._clip is None:
            return self._reader.frame(number)
        decoder = self._clip.decoder

        def abandon() -> bool:
            then = newer()
            return then is not None and not decoder.is_on_the_way(number, then)

        try:
            # who goes back wants the frames before it next
            return self._clip.frame(number, abandon, direct=towards >= 0)
        except AbandonedError:
            return None

    def ahead(self, wanted: Callable[[], bool]) -> bool:
        """Decode what is likely to be asked for next, until `wanted`; False when there is no more to be done."""
        if self._clip is None:
            return False
        if not self._warm:
            self._warm = True
            self._clip.keyframes.open()
            return True
        missing = self._missing()
        if missing is None:
            return False
        try:
            self._clip.decoder.read(missing, looked_at=self._at, abandon=wanted)
        except AbandonedError:
            return True
        except UserError:
            return False  # told when somebody asks for that frame
        self._tried.add(missing)
        return True

    def _missing(self) -> int | None:
        """The next frame that way which is not kept, None if enough are."""
        assert self._clip is not None
        cache, last = self._clip.decoder.cache, len(self._clip) - 1
        far = min(int(_ONWARDS * cache.capacity), _MOST_ONWARDS)
        onwards = range(self._at + 1, min(self._at + far, last) + 1)
        if self._towards < 0:
            far = min(int(_BACKWARDS * cache.capacity), _MOST_BACKWARDS)
        backwards = range(self._at - 1, max(self._at - far, 0) - 1, -1)
        ways = {1: (onwards,), 0: (onwards, backwards), -1: (backwards,)}[self._towards]
        missing = next((number for way in ways for number in way if number not in cache), None)
        return None if missing is None or missing in self._tried else missing
