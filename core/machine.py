"""What this program may use of the machine."""

import os


def cores() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def give_back_memory() -> None:
    """Hand what was freed back to the system, where the C library keeps it (Linux); milliseconds.

    Pictures and networks leave large holes between what stays; what comes next rarely fits into them.
    """
    import ctypes
    import sys

    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's own: others do not have it
    if trim is not None:
        trim(0)
