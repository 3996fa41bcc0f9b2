"""HDR pictures (HLG and PQ) as a BT.709 screen shows them.

A table holds the finished RGB for every (Y', Cb, Cr) and each pixel is one look-up.  What the table holds:

- Signal to display light in cd/m2: Recommendation ITU-R BT.2100-2, table 4 (PQ) and table 5 (HLG at 1000 cd/m2, system
  gamma 1.2).
- Levels: Report ITU-R BT.2408, table 1, puts white at 203 cd/m2 and the 18 % grey card at 26 cd/m2.  Divided by white
  and given BT.1886's 2.4 the card would come out at 108 of 255; SDR cameras put it at 104 (BT.709) to 118 (sRGB).  The
  light is raised by `_GAIN`, so that the card comes out among these and white at 234.
- Highlights: the EETF of Report ITU-R BT.2390, section 5.4.1 (a Hermite spline in PQ), from 1000 cd/m2 down to white;
  on the greatest of R, G and B, so that bright colours keep their hue and saturation.
- Gamut: BT.2020 to BT.709 by matrix in linear light (Report ITU-R BT.2407, section 2); what falls outside is drawn to
  grey of the same luminance, as far as it takes, instead of being cut channel by channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc
from numpy.typing import NDArray

from core import opencv

PLANAR: Final = "yuv420p10le"  # the format whose samples the table is made for
_WHITE, _PEAK = 203.0, 1000.0  # cd/m2
_GAIN = 1.15
_SCREEN_GAMMA = 2.4
_LEVELS, _NEUTRAL = 1024, 512
_LUMA_STEP = 2  # levels that share a column of the table
_CHROMA_STEP = 4  # levels that share a row
_CHROMA_BINS = 90  # each side of grey; 360 of 448 levels, all a BT.709 screen can show and more
_LUMA_NODES = 128  # computed; what lies between is interpolated
_CHROMA_NODES = np.arange(0, _LEVELS + 1, 16, dtype=np.float32)
# Kr, Kb of AVCOL_SPC_*
_BT2020 = (0.2627, 0.0593)
_MATRICES: Mapping[int, tuple[float, float]] = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114)}
_BT709_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
_TO_BT709: Mapping[int, NDArray[np.float32]] = {
    # linear RGB of these primaries (white D65) to linear RGB of BT.709's
    ColorPrimaries.BT709: np.eye(3, dtype=np.float32),
    ColorPrimaries.BT2020: np.array(
        [[1.660491, -0.587641, -0.072850], [-0.124550, 1.132900, -0.008349], [-0.018151, -0.100579, 1.118730]],
        np.float32,
    ),
    ColorPrimaries.SMPTE432: np.array(
        [[1.224940, -0.224940, 0.0], [-0.042057, 1.042057, 0.0], [-0.019638, -0.078636, 1.098274]], np.float32
    ),
}


@dataclass(frozen=True)
class HdrKind:
    """How a picture's samples are to be understood.

    pq : PQ, else HLG.  matrix : Kr and Kb.  primaries : one of AVCOL_PRI_*.  full : full-range samples.
    """

    pq: bool
    matrix: tuple[float, float] = _BT2020
    primaries: int = int(ColorPrimaries.BT2020)
    full: bool = False

    @classmethod
    def of(cls, frame: VideoFrame) -> "HdrKind | None":
        """None where the frame does not say that it is HLG or PQ: BT.2020 alone is no HDR."""
        if frame.color_trc not in (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67):
            return None
        known = frame.color_primaries in _TO_BT709
        return cls(
            frame.color_trc == ColorTrc.SMPTE2084,
            _MATRICES.get(int(frame.colorspace), _BT2020),
            int(frame.color_primaries if known else ColorPrimaries.BT2020),
            frame.color_range == ColorRange.JPEG,
        )


class HdrMaker:
    """Turns `PLANAR` frames into RGB; keeps its working memory between frames."""

    def __init__(self) -> None:
        self._index: NDArray[np.int16] = np.empty((0, 0, 2), np.int16)

    def rgb(self, frame: VideoFrame, kind: HdrKind, out: NDArray[np.uint8]) -> None:
        """Write a `PLANAR` frame as RGB into `out`, (frame.height, frame.width, 3)."""
        cv2 = opencv.load()
        luma, blue, red = (_samples(plane) for plane in frame.planes)
        if self._index.shape[:2] != luma.shape:
            self._index = np.empty((*luma.shape, 2), np.int16)
        row = _bin(blue)
        row *= 2 * _CHROMA_BINS + 1
        row += _bin(red)
        np.right_shift(luma, 1, out=self._index[..., 0], casting="unsafe")
        for y in (0, 1):  # each chroma sample serves two by two pixels
            rows = self._index[y::2, :, 1]
            for x in (0, 1):
                columns = rows[:, x::2]
                columns[...] = row[: columns.shape[0], : columns.shape[1]]
        cv2.remap(_table(kind), self._index, None, cv2.INTER_NEAREST, dst=out)


def _samples(plane: VideoPlane) -> NDArray[np.uint16]:
    """(height, width) of a plane of 16-bit samples, its own memory.

    Samples of more than ten bits, which only a faulty file holds, fall outside the table and come out black.
    """
    samples = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)
    return samples[: plane.height, : plane.width]


def _bin(chroma: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """0 to 180; grey lies in the middle of one, so that it gets no tint."""
    bins = chroma + np.uint16(_CHROMA_STEP // 2)
    bins >>= 2
    middle = _NEUTRAL // _CHROMA_STEP
    np.clip(bins, middle - _CHROMA_BINS, middle + _CHROMA_BINS, out=bins)
    bins -= np.uint16(middle - _CHROMA_BINS)
    return bins


@lru_cache(maxsize=2)
def _table(kind: HdrKind) -> NDArray[np.uint8]:
    """(181 * 181, 512, 3) RGB; row: the bin of Cb times 181 plus the bin of Cr; column: Y' / 2."""
    cv2 = opencv.load()
    chroma = _NEUTRAL + _CHROMA_STEP * np.arange(-_CHROMA_BINS, _CHROMA_BINS + 1)
    by_red = _between(_nodes(kind), 1, chroma / _CHROMA_NODES[1])
    columns = _LEVELS // _LUMA_STEP
    table = np.empty((len(chroma), len(chroma), columns, 3), np.uint8)
    for at, position in enumerate(chroma / _CHROMA_NODES[1]):
        part = _between(by_red, 0, np.array([position]))[0]
        # columns and nodes are middles of equal bins, as pixels are: resizing interpolates between the nodes
        cv2.add(cv2.resize(part, (columns, len(chroma)), interpolation=cv2.INTER_LINEAR), 0, table[at], None, cv2.CV_8U)
    return table.reshape(len(chroma) ** 2, columns, 3)


def _between(values: NDArray[np.float32], axis: int, positions: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """`values` at fractional positions along an axis, by linear interpolation."""
    before = np.clip(np.floor(positions).astype(np.intp), 0, values.shape[axis] - 2)
    share = np.expand_dims((positions - before).astype(np.float32), tuple(range(1, values.ndim - axis)))
    low, high = values.take(before, axis), values.take(before + 1, axis)
    return np.asarray(low + (high - low) * share, np.float32)


def _nodes(kind: HdrKind) -> NDArray[np.float32]:
    """(Cb, Cr, Y', 3) RGB of 0 to 255 at `_CHROMA_NODES` and in the middles of `_LUMA_NODES` equal bins."""
    luma = (np.arange(_LUMA_NODES, dtype=np.float32) + 0.5) * (_LEVELS / _LUMA_NODES) - 0.5
    black, luma_span, chroma_span = (0, _LEVELS - 1, _LEVELS - 1) if kind.full else (64, 876, 896)
    y = (luma - black) / luma_span
    c = (_CHROMA_NODES - _NEUTRAL) / chroma_span
    kr, kb = kind.matrix
    blue, red = c[:, None, None], c[None, :, None]
    signal = np.stack(
        np.broadcast_arrays(
            y + 2 * (1 - kr) * red,
            y - (2 * kb * (1 - kb) * blue + 2 * kr * (1 - kr) * red) / (1 - kr - kb),
            y + 2 * (1 - kb) * blue,
        ),
        axis=-1,
    )
    return sdr(signal, kind) * np.float32(255)


def sdr(signal: NDArray[np.floating[Any]], kind: HdrKind) -> NDArray[np.float32]:
    """(..., 3) R'G'B' of an HDR picture, 0 to 1, as R'G'B' of BT.709, 0 to 1."""
    clipped = np.clip(signal, 0, 1).astype(np.float32)
    light = pq_light(clipped) if kind.pq else hlg_light(clipped)
    return np.asarray(_tone_mapped(_into_gamut(light @ _TO_BT709[kind.primaries].T)) ** (1 / _SCREEN_GAMMA), np.float32)


# of the PQ curve (SMPTE ST 2084, BT.2100-2, table 4)
_M1, _M2, _C1, _C2, _C3 = 2610 / 16384, 2523 / 4096 * 128, 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32


def pq_light(signal: NDArray[np.float32]) -> NDArray[np.float32]:
    """Display light in cd/m2 of a PQ signal of any shape, 0..1."""
    root = np.asarray(signal ** np.float32(1 / _M2), np.float32)
    return np.asarray(10_000 * (np.maximum(root - _C1, 0) / (_C2 - _C3 * root)) ** (1 / _M1), np.float32)


def pq_signal(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """PQ signal of display light in cd/m2 of any shape, the inverse of `pq_light`."""
    power = np.asarray((np.maximum(light, 0) / np.float32(10_000)) ** np.float32(_M1), np.float32)
    return np.asarray(((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2, np.float32)


def hlg_light(signal: NDArray[np.float32]) -> NDArray[np.float32]:
    """(..., 3) display light in cd/m2 of an HLG R'G'B' signal on a screen of 1000 cd/m2 (BT.2100-2, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((np.maximum(signal, 0.5) - c) / a) + b) / 12)
    luminance = scene @ np.array([_BT2020[0], 1 - sum(_BT2020), _BT2020[1]], np.float32)
    return np.asarray(_PEAK * np.maximum(luminance, 1e-9)[..., None] ** 0.2 * scene, np.float32)


def _into_gamut(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Colours with a negative part, drawn to grey of the same luminance until there is none."""
    grey = np.maximum(light @ _BT709_LUMINANCE, 0)[..., None]
    least = light.min(axis=-1, keepdims=True)
    share = np.where(least < 0, grey / np.maximum(grey - least, 1e-9), 1)
    return np.asarray(np.maximum(grey + share * (light - grey), 0), np.float32)


def _tone_mapped(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Light in cd/m2 to shares of the screen's white, 0 to 1."""
    light = light * np.float32(_GAIN)
    greatest = np.maximum(light.max(axis=-1, keepdims=True), 1e-6)
    return np.asarray(np.clip(light * (_eetf(greatest) / greatest) / _WHITE, 0, 1), np.float32)


def _eetf(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """BT.2390's curve in cd/m2: unchanged up to a knee, then a spline that takes the peak to white."""
    peak, white = pq_signal(np.array([_PEAK * _GAIN, _WHITE], np.float32))
    most = float(white / peak)
    knee = 1.5 * most - 0.5
    signal = np.minimum(pq_signal(light) / peak, 1)
    t = np.maximum((signal - knee) / (1 - knee), 0)
    spline = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (-2 * t**3 + 3 * t**2) * most
    return pq_light(np.asarray(np.where(signal < knee, signal, spline) * peak, np.float32))
