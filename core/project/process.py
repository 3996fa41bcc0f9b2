"""Whether the window that wrote a file still runs: numbers are given again, so when a process began counts too."""

import os
import sys
from pathlib import Path
from typing import Final

_STARTED: Final = 19  # of the fields of /proc/PID/stat behind the name: proc(5), field 22
_UNKNOWN: Final = ""


def process_runs(pid: int, began: str = _UNKNOWN) -> bool:
    """Whether a process of this machine is still there.  began : what `process_began` told of it, "" = not known."""
    if pid <= 0 or not _number_in_use(pid):
        return False
    now = process_began(pid) if began else _UNKNOWN
    return _UNKNOWN in (began, now) or now == began


def process_began(pid: int) -> str:
    """When a process of this machine began, in words that only serve to be compared; "" where it is not known."""
    try:
        if sys.platform == "win32":
            return _began_on_windows(pid)
        if sys.platform.startswith("linux"):
            fields = _fields(pid)
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
            return f"{boot} {fields[_STARTED]}"
        return _began_by_ps(pid)
    except (OSError, ValueError, IndexError):
        return _UNKNOWN


def _fields(pid: int) -> list[str]:
    """Of /proc/PID/stat, behind the program's name, which may hold anything."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()


def _number_in_use(pid: int) -> bool:
    if sys.platform == "win32":
        return _runs_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return not _waits_for_its_parent(pid)


def _waits_for_its_parent(pid: int) -> bool:
    """Ended, but nobody has asked how: its number stays until somebody does."""
    try:
        return sys.platform.startswith("linux") and _fields(pid)[0] == "Z"
    except (OSError, IndexError):
        return False


def _began_by_ps(pid: int) -> str:
    """macOS and BSD: POSIX's ps does not tell the start, theirs does, to the second."""
    import subprocess

    env = os.environ | {"LC_ALL": "C", "TZ": "UTC"}
    asked = ["ps", "-o", "lstart=", "-p", str(pid)]
    try:
        return subprocess.run(asked, capture_output=True, text=True, env=env, timeout=5, check=False).stdout.strip()
    except subprocess.TimeoutExpired:
        return _UNKNOWN


def _runs_on_windows(pid: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259


def _began_on_windows(pid: int) -> str:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, pid)
    if not handle:
        return _UNKNOWN
    times = (ctypes.c_ulonglong * 4)()  # made, ended, spent in the system and in itself: a FILETIME each
    each = [ctypes.byref(times, 8 * i) for i in range(4)]
    told = kernel.GetProcessTimes(handle, *each)
    kernel.CloseHandle(handle)
    return str(times[0]) if told else _UNKNOWN
