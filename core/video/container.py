"""Opening a clip's container, and saying in a sentence why one cannot be opened."""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from core.errors import VideoError
from core.video.clip_files import clips_of
from core.video.mp4_boxes import lists_pictures, looks_like_mp4, pictures_encrypted

MAX_PIXELS = 8192 * 4608  # 8K; of larger ones a handful of decoded frames would fill the memory
_OTHER_VIDEO = "open a video from a phone or a camera"
COPY_AGAIN = "copy the file from the phone or camera again"
_NOT_CLIPS = ("tty", "concat", "hls", "dash")  # text files and play lists that the library would open as video
_NO_LIST = "the video is incomplete: the file ends before its list of pictures"
_SAMPLE_BYTES = 4096
_PACKED = (b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")
_CAPTURE_RATE = "com.android.capture.fps"  # frames per second the camera took; the file may play them slower
_GREATEST_FPS = 100_000.0  # more is a slip of the keyboard: no camera films people as fast


def is_rate(fps: float) -> bool:
    """Whether a camera can have taken so many pictures in a second."""
    return math.isfinite(fps) and 0 < fps <= _GREATEST_FPS


@dataclass(frozen=True)
class FileState:
    """What tells whether a file was replaced or written to; growing is allowed, as while a camera records."""

    size: int
    changed_ns: int
    file_id: int
    ends: bytes  # some of the first and of the last

    @classmethod
    def of(cls, path: Path, size: int | None = None) -> "FileState":
        """The state of the file, or of its first `size` bytes.

        Raises
        ------
        OSError : the file cannot be read.
        """
        with path.open("rb") as file:
            stat = os.fstat(file.fileno())
            end = stat.st_size if size is None else size
            sample = min(end, _SAMPLE_BYTES)
            head = file.read(sample)
            file.seek(end - sample)
            return cls(stat.st_size, stat.st_mtime_ns, stat.st_ino, head + file.read(sample))

    def holds(self, path: Path) -> bool:
        """Whether the file is as it was, or the same with more at its end.

        Raises
        ------
        OSError : the file cannot be read.
        """
        after = FileState.of(path, self.size)
        grown = after.size > self.size and (after.file_id, after.ends) == (self.file_id, self.ends)
        return grown or after == self


@dataclass(frozen=True, eq=False)
class OpenClip:
    """An open container and the one video stream in it that is shown."""

    path: Path
    container: InputContainer
    stream: VideoStream
    state: FileState  # of the file when it was opened

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
            if is_rate(rate):
                return rate
        return None

    def packets(self) -> Iterator["Packet[VideoStream]"]:
        """Packets of the shown stream from where the clip stands to its end, at last an empty one.

        Raises
        ------
        av.FFmpegError : the file is broken here.
        """
        try:
            yield from self.container.demux(self.stream)
        except IndexError:
            # PyAV 18 stumbles over streams that appeared on the way, after all packets of this one have come
            return

    def check_unchanged(self, gone_is_fine: bool = False) -> None:
        """Make sure that the file is still there, the same or longer, and can be read to its end.

        gone_is_fine : an open file can be read on after it was removed, on most systems.

        Raises
        ------
        VideoError : it is not.
        """
        try:
            same = self.state.holds(self.path)
        except FileNotFoundError as error:
            if gone_is_fine:
                return
            raise VideoError("the file is gone while it was open", "put it back, open it again", self.path) from error
        except OSError as error:
            what = f"the file cannot be read any more ({error.strerror or error})"
            raise VideoError(what, "check the disk or the network, and open it again", self.path) from error
        if not same:
            raise VideoError("the file has changed while it was open", "open it again", self.path)

    def reopened(self) -> "OpenClip":
        """The same clip, opened anew; this one is closed once that is done.

        Raises
        ------
        VideoError : the file is gone or is not the same any more.
        """
        self.check_unchanged()
        anew = replace(open_clip(self.path), state=self.state)
        self.close()
        return anew

    def no_picture(self) -> VideoError:
        """Why not one frame comes out of the decoder."""
        context = self.stream.codec_context
        if not context.width or not context.height:
            return VideoError("the size its pictures claim is missing or absurd", COPY_AGAIN, self.path)
        return VideoError("no picture of this clip can be decoded", "save it as H.264 (mp4)", self.path)

    def close(self) -> None:
        self.container.close()


def open_clip(path: Path) -> OpenClip:
    """Open the container at `path` and choose its video stream.

    Raises
    ------
    VideoError : the file is missing, a folder, empty, not readable, not a video, incomplete, protected, has no
        pictures or absurdly large ones.
    """
    state = _check_file(path)
    try:
        container = _container(path)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _explain(path, error) from error
    try:
        return OpenClip(path, container, _video_stream(path, container), state)
    except BaseException:
        container.close()
        raise


def _container(path: Path) -> InputContainer:
    # the decoders refuse larger pictures before they take memory for them
    options = {"protocol_whitelist": "file", "max_pixels": str(MAX_PIXELS)}
    # "file:" keeps a name such as "a:b.mp4" from being taken for an address
    name = f"file:{path.absolute()}"
    try:
        return av.open(name, "r", options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError):
        if not looks_like_mp4(path):
            raise
        # a fragmented file that was cut off can be read piece by piece, without looking for all pieces first
        return av.open(name, "r", options=options | {"fflags": "+ignidx"}, metadata_errors="replace")


@contextmanager
def opened(path: Path) -> Iterator[OpenClip]:
    """`open_clip` that closes itself."""
    clip = open_clip(path)
    try:
        yield clip
    finally:
        clip.close()


def _check_file(path: Path) -> FileState:
    try:
        if not path.exists():
            raise VideoError("there is no such file", "check its name and folder", path)
        if path.is_dir():
            if clips_of(path) != [path]:
                raise VideoError("this is a folder", "choose a video file in it", path)
            raise VideoError("there is no video in this folder", "choose a video or another folder", path)
        if not path.stat().st_size:
            raise VideoError("the file is empty", COPY_AGAIN, path)
        return FileState.of(path)
    except OSError as error:
        raise _explain(path, error) from error


def _explain(path: Path, error: Exception) -> VideoError:
    if isinstance(error, PermissionError):
        return VideoError("this file may not be read", "allow reading it, or copy it to a folder of your own", path)
    if isinstance(error, OSError) and not isinstance(error, av.FFmpegError):
        return VideoError(f"the file cannot be read ({error.strerror or error})", COPY_AGAIN, path)
    if looks_like_mp4(path) and _lists_pictures(path):
        return VideoError("the video is damaged: its list of pictures cannot be read", COPY_AGAIN, path)
    if looks_like_mp4(path):
        return VideoError(_NO_LIST, COPY_AGAIN, path)
    if _begins_with(path, _PACKED):
        return VideoError("this is a packed archive, not a video", "unpack it and open the video in it", path)
    return VideoError("this is not a video file", _OTHER_VIDEO, path)


def _lists_pictures(path: Path) -> bool:
    try:
        return lists_pictures(path)
    except OSError:
        return False


def _begins_with(path: Path, heads: tuple[bytes, ...]) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(max(map(len, heads))).startswith(heads)
    except OSError:
        return False


def _is_protected(path: Path, stream: VideoStream) -> bool:
    if "enc_key_id" in stream.metadata:  # Matroska and WebM
        return True
    try:
        return looks_like_mp4(path) and pictures_encrypted(path)
    except OSError:
        return False


def _video_stream(path: Path, container: InputContainer) -> VideoStream:
    if container.format.name in _NOT_CLIPS:
        raise VideoError("this is not a video file", _OTHER_VIDEO, path)
    # the cover picture of a song is a video stream too
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        if looks_like_mp4(path) and not _lists_pictures(path):
            raise VideoError(_NO_LIST, COPY_AGAIN, path)
        only = "only sound" if container.streams.audio else "no video track"
        raise VideoError(f"there are no moving pictures in this file, {only}", _OTHER_VIDEO, path)
    best = container.streams.best("video")
    stream = next((s for s in streams if best is not None and s.index == best.index), streams[0])
    context = stream.codec_context
    if _is_protected(path, stream):
        what = "its pictures are protected against copying (DRM)"
        raise VideoError(what, "open an unprotected video, such as the phone's or camera's own file", path)
    if context is None:
        raise VideoError("its pictures are coded in a way that cannot be read here", "save it as H.264 (mp4)", path)
    if context.width * context.height > MAX_PIXELS:
        size = f"{context.width} x {context.height}"
        raise VideoError(f"its pictures are too large ({size} pixels)", "save it at 4K or smaller", path)
    context.options = context.options | {"max_pixels": str(MAX_PIXELS)}
    return stream
