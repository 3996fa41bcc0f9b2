"""Clips like a phone's, made on the spot: 1920 x 1080, H.264, 14 Mbit/s, fine texture, things that move, grain."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT, FPS = 1920, 1080, 30
_BITS_PER_S = 14_000_000
_SWAY = 250  # pixels the camera swings


def make_phone_clip(path: Path, group: int, frames: int = 300, fps: int = FPS) -> Path:
    """A clip with a keyframe every `group` frames."""
    rng = np.random.default_rng(1)
    size = (HEIGHT + 2 * _SWAY, WIDTH + 2 * _SWAY)
    scene = 0.6 * _texture(rng, size, 48) + 0.3 * _texture(rng, size, 12) + 0.1 * _texture(rng, size, 3)
    scene = np.clip((scene - 128) * 1.6 + 120, 16, 235).astype(np.int16)
    tint = np.clip(_texture(rng, (size[0] // 2, size[1] // 2), 40) / 2 + 64, 16, 240).astype(np.uint8)
    runner = np.clip(_texture(rng, (300, 300), 10), 16, 235).astype(np.int16)
    grain = [rng.normal(0, 2, (HEIGHT, WIDTH)).round().astype(np.int16) for _ in range(8)]
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.bit_rate = _BITS_PER_S
        stream.codec_context.thread_type = "FRAME"  # slices would make it easier to decode than a phone's
        keys = f"scenecut=0:keyint={group}:min-keyint={group}"
        stream.options = {"preset": "veryfast", "bf": "2", "x264-params": keys}
        for n in range(frames):
            x, y = (int(_SWAY + 0.8 * _SWAY * np.sin(n / period)) for period in (37, 53))
            luma = scene[y : y + HEIGHT, x : x + WIDTH] + grain[n % len(grain)]
            left, top = 23 * n % (WIDTH - 300), int(400 + 200 * np.sin(n / 9))
            luma[top : top + 300, left : left + 300] = runner
            chroma = tint[y // 2 : y // 2 + HEIGHT // 2, x // 2 : x // 2 + WIDTH // 2]
            planes = [np.clip(luma, 0, 255).astype(np.uint8), chroma, chroma[::-1]]
            picture = np.concatenate([plane.ravel() for plane in planes]).reshape(HEIGHT * 3 // 2, WIDTH)
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts, frame.time_base = n, Fraction(1, fps)
            frame.colorspace, frame.color_range = 1, 1
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def repeat(source: Path, path: Path, times: int) -> Path:
    """The same packets so many times one after another: a long clip without encoding it."""
    with av.open(str(source)) as clip, av.open(str(path), "w") as out:
        video = clip.streams.video[0]
        stream = out.add_stream_from_template(video)
        packets = [packet for packet in clip.demux(video) if packet.size]
        assert video.duration is not None
        data = [(bytes(p), p.pts, p.dts, p.is_keyframe) for p in packets]
        for turn in range(times):
            for content, pts, dts, key in data:
                packet = av.Packet(content)
                packet.pts, packet.dts = pts + turn * video.duration, dts + turn * video.duration
                packet.is_keyframe, packet.time_base, packet.stream = key, video.time_base, stream
                out.mux(packet)
    return path


def _texture(rng: np.random.Generator, size: tuple[int, int], scale: int) -> np.ndarray:
    """(H, W) float noise with features of about `scale` pixels."""
    coarse = rng.integers(0, 256, (size[0] // scale + 2, size[1] // scale + 2)).astype(np.float32)
    blocks = np.kron(coarse, np.ones((scale, scale), np.float32))
    sums = np.pad(blocks, ((1, 0), (1, 0))).cumsum(0, dtype=np.float64).cumsum(1)
    mean = (sums[scale:, scale:] - sums[:-scale, scale:] - sums[scale:, :-scale] + sums[:-scale, :-scale]) / scale**2
    return mean[: size[0], : size[1]]
