"""PNG of a picture of many pixels, packed on all cores: one core would take half a second for a frame of 4K.

Libraries pack a PNG in one thread.  Its rows are cut into bands here, and zlib packs each in a thread of its own; bands
that end at a byte join into one stream, as pigz joins them (RFC 1950, 1951; PNG, ISO/IEC 15948).
"""

import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.giving_way import put_off, result_of
from core.machine import cores

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_SUB: Final = 1  # of the filters: each pixel less the one to its left
_BAND_BYTES: Final = 1 << 20  # at least, or the threads cost more than they spare
_ZLIB_HEAD: Final = b"\x78\x01"


def png_bytes(rgb: NDArray[np.uint8]) -> bytes:
    """The file of a picture (H, W, 3) uint8: its pixels and nothing else."""
    height, width = rgb.shape[:2]
    rows = np.empty((height, 3 * width + 1), np.uint8)
    flat = rgb.reshape(height, 3 * width)
    rows[:, 0] = _SUB
    rows[:, 1:4] = flat[:, :3]
    np.subtract(flat[:, 3:], flat[:, :-3], out=rows[:, 4:])
    count = max(1, min(cores(), rows.nbytes // _BAND_BYTES))
    bands = np.array_split(rows, count)
    pool = ThreadPoolExecutor(count, thread_name_prefix="png")
    try:
        check = pool.submit(zlib.adler32, rows.data)
        packing = [pool.submit(_packed, band, band is bands[-1]) for band in bands]
        packed = [result_of(band) for band in packing]
        stream = b"".join([_ZLIB_HEAD, *packed, struct.pack(">I", result_of(check))])
    finally:
        put_off(pool.shutdown)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # eight bits of red, green and blue, not interlaced
    return b"".join([_SIGNATURE, _chunk(b"IHDR", head), _chunk(b"IDAT", stream), _chunk(b"IEND", b"")])


def _packed(rows: NDArray[np.uint8], last: bool) -> bytes:
    """Runs alone are looked for: after the filter little else repeats, and it takes the least time."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_RLE)
    return packer.compress(rows.data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
