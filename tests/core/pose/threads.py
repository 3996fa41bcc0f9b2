"""Threads of the pose that are still there."""

import threading

OURS = ("pose", "read-ahead")


def pose_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith(OURS)]


def left_running() -> list[threading.Thread]:
    """Those that do not end by themselves, as a look under way does where the machine is busy."""
    for thread in pose_threads():
        thread.join(60)
    return pose_threads()
