"""Memory for pictures that is used again: fresh pages cost more time than turning a picture into RGB."""

import math

import numpy as np
from numpy.typing import NDArray

_KEPT = 4


class PictureBuffers:
    """Lends (H, W, 3) arrays; the memory of one is lent again when nothing looks at it any more."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._memory: list[bytearray] = []

    def lend(self, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
        """An uninitialised contiguous uint8 array, the borrower's own for as long as any view of it lives."""
        size = math.prod(shape)
        self._memory = [memory for memory in self._memory if len(memory) == size + 1]
        memory = next((memory for memory in self._memory if _unused(memory)), None)
        if memory is None:
            if len(self._memory) >= self._kept:
                return np.empty(shape, np.uint8)
            memory = bytearray(size + 1)
            self._memory.append(memory)
        return np.frombuffer(memory, np.uint8, size).reshape(shape)


def _unused(memory: bytearray) -> bool:
    """A bytearray refuses to change its length while anything looks at its memory."""
    try:
        memory.append(memory.pop())
    except BufferError:
        return False
    return True
