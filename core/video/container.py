"""Opening a clip's container, and saying in a sentence why one cannot be opened."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from core.errors import VideoError

MAX_PIXELS = 8192 * 8192
_OTHER_VIDEO = "open a video from a phone or a camera"
COPY_AGAIN = "copy the file from the phone or camera again"
_NOT_CLIPS = ("tty", "concat", "hls", "dash")  # text files and play lists that the library would open as video
_HEAD_BYTES = 16
_CAPTURE_RATE = "com.android.capture.fps"  # frames per second the camera took; the file may play them slower
_GREATEST_CAPTURE_FPS = 100_000.0


@dataclass(frozen=True, eq=False)
class OpenClip:
    """An open container and the one video stream in it that is shown."""

    path: Path
    container: InputContainer
    stream: VideoStream

    @property
    def told_capture_fps(self) -> float | None:
        """The rate the file says it was filmed at, None where it does not say.

        Android phones write it into mp4 files, whatever rate the file is played at (a time-lapse tells a lower one).
        Apple's `full-frame-rate-playback-intent` is no rate: those files keep the times of filming.
        """
        for metadata in (self.stream.metadata, self.container.metadata):
            try:
                rate = float(metadata.get(_CAPTURE_RATE, "nan"))
            except ValueError:
                continue
            if math.isfinite(rate) and 0 < rate <= _GREATEST_CAPTURE_FPS:
                return rate
        return None

    def close(self) -> None:
        self.container.close()


def open_clip(path: Path) -> OpenClip:
    """Open the container at `path` and choose its video stream.

    Raises
    ------
    VideoError : the file is missing, a folder, empty, not readable, not a video, incomplete or has no pictures.
    """
    _check_file(path)
    try:
        # "file:" keeps a name such as "a:b.mp4" from being taken for an address
        container = av.open(
            f"file:{path.absolute()}", "r", options={"protocol_whitelist": "file"}, metadata_errors="replace"
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _explain(path, error) from error
    try:
        return OpenClip(path, container, _video_stream(path, container))
    except BaseException:
        container.close()
        raise


@contextmanager
def opened(path: Path) -> Iterator[OpenClip]:
    """`open_clip` that closes itself."""
    clip = open_clip(path)
    try:
        yield clip
    finally:
        clip.close()


def _check_file(path: Path) -> None:
    try:
        if not path.exists():
            raise VideoError("there is no such file", "check its name and folder", path)
        if path.is_dir():
            raise VideoError("this is a folder", "choose a video file in it", path)
        if path.stat().st_size == 0:
            raise VideoError("the file is empty", COPY_AGAIN, path)
        with path.open("rb"):
            pass
    except OSError as error:
        raise _explain(path, error) from error


def _explain(path: Path, error: Exception) -> VideoError:
    if isinstance(error, PermissionError):
        return VideoError("this file may not be read", "allow reading it, or copy it to a folder of your own", path)
    if isinstance(error, OSError) and not isinstance(error, av.FFmpegError):
        return VideoError(f"the file cannot be read ({error.strerror or error})", COPY_AGAIN, path)
    if _looks_like_mp4(path):
        return VideoError("the video is incomplete: the file ends before its list of pictures", COPY_AGAIN, path)
    return VideoError("this is not a video file", _OTHER_VIDEO, path)


def _looks_like_mp4(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free")
    except OSError:
        return False


def _video_stream(path: Path, container: InputContainer) -> VideoStream:
    if container.format.name in _NOT_CLIPS:
        raise VideoError("this is not a video file", _OTHER_VIDEO, path)
    # the cover picture of a song is a video stream too
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        only = "only sound" if container.streams.audio else "no video track"
        raise VideoError(f"there are no moving pictures in this file, {only}", _OTHER_VIDEO, path)
    best = container.streams.best("video")
    stream = next((s for s in streams if best is not None and s.index == best.index), streams[0])
    context = stream.codec_context
    if context is None:
        raise VideoError("its pictures are coded in a way that cannot be read here", "save it as H.264 (mp4)", path)
    if context.width * context.height > MAX_PIXELS:
        size = f"{context.width} x {context.height}"
        raise VideoError(f"its pictures are too large ({size} pixels)", "save it at 4K or smaller", path)
    return stream
