"""What this program may use of the machine."""

import os
import sys
from pathlib import Path
from typing import Any

_ARENA_MAX = -8  # mallopt's number for it (glibc's malloc.h)
_ARENAS = 2


def cores() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def busy_s() -> float | None:
    """Seconds that the processors of this process have been busy since the machine started, all programs together.

    None where the system does not say (all but Linux).
    """
    if sys.platform != "linux":
        return None
    own = {f"cpu{number}" for number in os.sched_getaffinity(0)}
    ticks = 0
    with Path("/proc/stat").open(encoding="ascii") as told:
        for line in told:
            name, *counts = line.split()
            if name in own:  # proc(5): user nice system idle iowait irq softirq steal, then guests, counted in user
                user, nice, system, _, _, irq, softirq, steal = map(int, counts[:8])
                ticks += user + nice + system + irq + softirq + steal
    return ticks / os.sysconf("SC_CLK_TCK")


def give_back_memory() -> None:
    """Hand what was freed back to the system, where the C library keeps it (Linux); milliseconds.

    Pictures and networks leave large holes between what stays; what comes next rarely fits into them.
    """
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def share_memory_between_threads() -> None:
    """Let all threads take memory from two places instead of one each (Linux); to be called before there are threads.

    Each place keeps what was freed in it for its own threads, most of which are gone by then: half of what an analysis
    had taken was not to be had back.
    """
    option = _of_glibc("mallopt")
    if option is not None:
        option(_ARENA_MAX, _ARENAS)


def leave_threads_to_us() -> None:
    """Let NumPy's and SciPy's linear algebra work on the calling thread; to be called before they are imported.

    Work is shared out between threads here.  OpenBLAS makes one per processor at once, each with room of its own, and
    waits for ever where there is none; and the last digits of a sum hang on how many there are.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def allowed_bytes() -> int | None:
    """What this process may take of memory, where a limit is set (`ulimit -v`); None = as much as there is."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def _of_glibc(name: str) -> Any:
    """A function of glibc's own; None where the C library is another one."""
    import ctypes

    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
