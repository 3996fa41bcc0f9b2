"""How fast this program's way from file to landmarks is, against the plain loop everybody writes first.

Both run over the same frames in turns (ours, plain, ours, plain, ours), so that whatever else the machine does, and
whatever is warm by then, hurts both alike; medians are told, so that a turn in which something else happened does
not count.  CPU times are the whole process's while nothing else runs in it: FFmpeg and MediaPipe work in threads of
their own, which a thread's clock does not see.

The limit is told for the same machine in the same minutes: after each of our own turns the clip is decoded while all
cores look at pictures of it, and the medians of both CPU seconds are taken as of our turns.  Cores share caches, memory
and often arithmetic units: a look costs up to twice the seconds while the others look and decode as well, and what
one core can do alone, times their number, is no limit that anything could reach.  What other programs take of the
cores lengthens our turns and not the limit, so it is told as well, where the system tells it.
"""

import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from contextlib import closing, nullcontext
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

from core import mediapipe_door, native_log, opencv
from core.errors import VideoError
from core.machine import busy_s, cores
from core.pose import backend as backends
from core.pose import boxes
from core.pose.backend import APART, Box, Looks
from core.pose.effort import EFFORTS, Quality
from core.pose.estimate import KEPT_BYTES, estimate
from core.pose.measuring import apart
from core.pose.models import obtain_model
from core.pose.pictures import pictures
from core.pose.track import PoseTrack
from core.pose.workers import Workers
from core.progress import Progress
from core.video.reader import FrameReader, open_reader

LONGEST_FRAMES = 600  # of a longer clip only the beginning is timed
_TURNS = 5  # ours first and last: of three a median can be taken
_PROBED_FRAMES = 24  # pictures held in memory at once to time the network alone
OnProgress = Callable[[Progress], None]
_Seconds = list[float]  # a frame, one number a turn


def bench(
    path: Path,
    on_progress: OnProgress = lambda progress: None,
    longest_frames: int = LONGEST_FRAMES,
    quality: Quality = "standard",
) -> dict[str, float]:
    """Time decoding, inference, the plain loop and this pipeline on one clip, in one run, without the cache.

    Returns
    -------
    plain_loop_fps, pipeline_fps, ratio (ours / plain), decode_cpu_ms and inference_cpu_ms per frame (ours), cores,
    limit_fps (what those cores could reach if nothing else cost anything), share_of_limit, peak_rss_mb (of ours),
    others_cores (how many of the cores other programs kept busy in our turns; left out where that is not known).

    Raises
    ------
    VideoError, ModelError : as the analysis.
    """
    model = obtain_model("full")
    _warm(model)
    as_stored = EFFORTS[quality].thrifty
    plain, ours, decode, both = _Seconds(), _Seconds(), _Seconds(), _Seconds()
    others: list[float] = []
    peak_mb = 0.0
    for turn in range(1, _TURNS + 1):
        told = _told(on_progress, turn)
        if turn % 2 == 0:
            frames, seconds = _plain(path, model, longest_frames, told)
            plain.append(seconds / frames)
            continue
        busy, own = busy_s(), time.process_time()
        track, seconds = _ours(path, model, longest_frames, quality, told)
        if busy is not None:
            others.append(max(0.0, (busy_s() or busy) - busy - (time.process_time() - own)) / seconds)
        ours.append(seconds / len(track))
        peak_mb = peak_mb or peak_rss_mb()  # before the plain loop has added its own
        for found, each_s in zip(_cpu_s(path, model, track, as_stored), (decode, both), strict=True):
            each_s.append(found)
    plain_s, ours_s, decode_s, both_s = (float(np.median(each_s)) for each_s in (plain, ours, decode, both))
    numbers = {
        "plain_loop_fps": round(1 / plain_s, 3),
        "pipeline_fps": round(1 / ours_s, 3),
        "ratio": round(plain_s / ours_s, 4),
        "decode_cpu_ms": round(1000 * decode_s, 4),
        "inference_cpu_ms": round(1000 * (both_s - decode_s), 4),
        "cores": cores(),
        "limit_fps": round(cores() / both_s, 3),
        "share_of_limit": round(both_s / cores() / ours_s, 4),
        "peak_rss_mb": round(peak_mb, 1),
    }
    return numbers | ({"others_cores": round(float(np.median(others)), 2)} if others else {})


def peak_rss_mb() -> float:
    """The most memory this process has held so far, in 10^6 bytes."""
    if sys.platform == "win32":
        return _windows_peak_bytes() / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def _told(on_progress: OnProgress, turn: int) -> OnProgress:
    def tell(progress: Progress) -> None:
        whose = "this program" if turn % 2 else "the plain loop"
        label = f"timing {whose} ({turn} of {_TURNS})"
        on_progress(Progress(progress.stage, label, progress.done, progress.total, progress.rate, progress.remaining_s))

    return tell


def _warm(model: Path) -> None:
    """Load every library and network once, so that no round pays for it."""
    import scipy.interpolate  # noqa: F401

    opencv.load()
    backend = backends.create(backends.default_name(), model)
    backend.find(np.zeros((64, 64, 3), np.uint8), Box(32, 32, 64))
    backend.close()
    _plain_landmarker(model).close()


def _ours(path: Path, model: Path, longest: int, quality: Quality, on_progress: OnProgress) -> tuple[PoseTrack, float]:
    """From the file to landmarks, as the analysis does it: index, find, follow, every frame."""
    begin = time.perf_counter()
    with open_reader(path, cache_bytes=KEPT_BYTES) as reader:
        numbers = range(min(len(reader.index), longest))
        with closing(estimate(reader, model, backends.default_name(), numbers, quality=quality)) as steps:
            track, _ = _drive(steps, on_progress)
    return track, time.perf_counter() - begin


def _drive(steps: Generator[Progress, None, tuple[PoseTrack, int]], on_progress: OnProgress) -> tuple[PoseTrack, int]:
    while True:
        try:
            on_progress(next(steps))
        except StopIteration as end:
            found: tuple[PoseTrack, int] = end.value
            return found


def _plain_landmarker(model: Path) -> Any:
    tasks = mediapipe_door.load().tasks
    vision = tasks.vision
    with native_log.quiet():
        options = vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_path=str(model)),
            running_mode=vision.RunningMode.VIDEO,
            num_poses=1,
        )
        return vision.PoseLandmarker.create_from_options(options)


def _plain(path: Path, model: Path, longest: int, on_progress: OnProgress) -> tuple[int, float]:
    """Read a frame with OpenCV, convert, detect, one after the other: frames done and seconds taken."""
    cv2, mp = opencv.load(), mediapipe_door.load()

    begin = time.perf_counter()
    video = cv2.VideoCapture(str(path))
    landmarker = _plain_landmarker(model)
    done, last_ms, found = 0, -1, False
    try:
        total = min(longest, int(video.get(cv2.CAP_PROP_FRAME_COUNT)))
        while done < longest:
            read, bgr = video.read()
            if not read:
                break
            rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
            last_ms = max(last_ms + 1, round(video.get(cv2.CAP_PROP_POS_MSEC)))
            with nullcontext() if found else native_log.quiet():  # it remarks on its own graph at the first person
                result = landmarker.detect_for_video(mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb), last_ms)
            found = found or bool(result.pose_landmarks)
            done += 1
            if done % 10 == 0:
                on_progress(Progress("pose", "", done, total, done / (time.perf_counter() - begin)))
    finally:
        video.release()
        landmarker.close()
    if not done:
        raise VideoError("OpenCV cannot read this clip, so there is nothing to compare with", "try another one", path)
    return done, time.perf_counter() - begin


def _cpu_s(path: Path, model: Path, track: PoseTrack, as_stored: bool) -> tuple[float, float]:
    """CPU seconds per frame of decoding, and of decoding and inference with all cores at work on nothing else."""
    decode_s = _decode_cpu_s(path, len(track), as_stored, lambda: None)
    with open_reader(path) as reader:
        looked_at = list(_looks(reader, track, as_stored))
    third = apart(1 / float(np.median(np.diff(track.time_s)))) if len(track) > 1 else APART
    looks = Looks(int(track.provenance[-1].parameters["looks"]), apart=third)
    with Workers(lambda: backends.create(backends.default_name(), model), cores()) as workers:
        pending: deque[Future[Any]] = deque()
        turn = cycle(looked_at)

        def look() -> None:
            pending.append(workers.look(*next(turn), looks))
            if len(pending) > 2 * workers.count:
                pending.popleft().result()

        for _ in looked_at:
            look()  # the first ones pay for memory
        both_s = _decode_cpu_s(path, len(track), as_stored, look, lambda: [looked.result() for looked in pending])
    return decode_s, both_s


def _decode_cpu_s(
    path: Path,
    frames: int,
    as_stored: bool,
    beside: Callable[[], object],
    last: Callable[[], object] = lambda: None,
) -> float:
    """CPU seconds per frame until it can be looked at, `as_stored` as `core.pose.pictures` has it, and of `beside`."""
    with open_reader(path) as reader:
        begin = time.process_time()
        for _ in pictures(reader, as_stored, 0, frames):
            beside()
        last()
        return (time.process_time() - begin) / frames


def _looks(reader: FrameReader, track: PoseTrack, as_stored: bool) -> Iterator[tuple[backends.Picture, Box]]:
    """Pictures spread over the clip with the athlete's box; the whole picture where nobody was found at all."""
    legs = np.asarray(np.isfinite(track.xy_px).all(axis=(1, 2)))
    numbers = np.flatnonzero(legs) if legs.any() else np.arange(len(track))
    whole = Box(reader.info.width_px / 2, reader.info.height_px / 2, float(reader.info.height_px))
    for number in numbers[:: max(1, len(numbers) // _PROBED_FRAMES)][:_PROBED_FRAMES]:
        (frame,) = pictures(reader, as_stored, int(number), int(number) + 1)
        yield frame.picture, boxes.around(track.xy_px[number]) if legs[number] else whole


def _windows_peak_bytes() -> int:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *(
                (name, ctypes.c_size_t)
                for name in ("PeakWorkingSetSize", "WorkingSetSize", "a", "b", "c", "d", "e", "f")
            ),
        )

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    windll: Any = vars(ctypes)["windll"]
    process = windll.kernel32.GetCurrentProcess
    process.restype = wintypes.HANDLE
    read = windll.psapi.GetProcessMemoryInfo
    read.argtypes = (wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD)
    if not read(process(), ctypes.byref(counters), counters.cb):
        return 0
    return int(counters.PeakWorkingSetSize)
