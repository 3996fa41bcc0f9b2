"""Cuts into the bytes of clips: what phones, editors and accidents do to files that no library writes."""

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av

_TICKS_PER_SECOND = 30  # edits are told in frames of a 30 fps clip
_PARENTS = (b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl", b"stsd")


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def replace_box(path: Path, kind: bytes, new: bytes) -> None:
    """Put `new` (any bytes) in the place of the first box of that kind; the list of pictures must be at the end."""
    data = bytearray(path.read_bytes())
    assert data.index(b"moov") > data.index(b"mdat"), "nothing the offsets point at may move"
    at = data.index(kind, data.index(b"moov")) - 4
    size = int.from_bytes(data[at : at + 4], "big")
    for parent in _PARENTS:
        start = data.index(parent, data.index(b"moov")) - 4
        length = int.from_bytes(data[start : start + 4], "big")
        if start < at < start + length:
            data[start : start + 4] = (length + len(new) - size).to_bytes(4, "big")
    data[at : at + size] = new
    path.write_bytes(data)


def set_edits(path: Path, edits: Sequence[tuple[int | None, int]]) -> None:
    """Show these pieces of a 30 fps mp4 one after the other: (first frame or None = nothing, how many)."""
    data = path.read_bytes()
    at = data.index(b"elst") + 4
    first_time = struct.unpack_from(">i", data, at + 12)[0]
    movie_scale = struct.unpack_from(">I", data, data.index(b"mvhd") + 16)[0]
    media_scale = struct.unpack_from(">I", data, data.index(b"mdhd") + 16)[0]
    body = struct.pack(">II", 0, len(edits))
    for first, count in edits:
        begin = -1 if first is None else first_time + first * media_scale // _TICKS_PER_SECOND
        body += struct.pack(">IiI", count * movie_scale // _TICKS_PER_SECOND, begin, 0x10000)
    replace_box(path, b"elst", box(b"elst", body))


def protect(path: Path) -> None:
    """Call the pictures of an mp4 encrypted, as shops do (common encryption): avc1 becomes encv with a sinf box."""
    data = path.read_bytes()
    at = data.index(b"avc1", data.index(b"stsd")) - 4
    entry = data[at : at + int.from_bytes(data[at : at + 4], "big")]
    scheme = box(b"frma", b"avc1") + box(b"schm", struct.pack(">I4sI", 0, b"cenc", 0x10000))
    scheme += box(b"schi", box(b"tenc", bytes(4) + bytes((0, 0, 1, 8)) + bytes(range(16))))
    replace_box(path, b"avc1", box(b"encv", entry[8:] + box(b"sinf", scheme)))


def claim_size(path: Path, width: int, height: int) -> None:
    """Let the list of pictures of an mp4 claim another size; the coded pictures stay as they are."""
    data = bytearray(path.read_bytes())
    at = data.index(b"stsd", data.index(b"moov")) + 4 + 8 + 8 + 24
    struct.pack_into(">HH", data, at, width, height)
    header = data.index(b"tkhd", data.index(b"moov")) + 4
    struct.pack_into(">II", data, header + 76, width << 16, height << 16)
    path.write_bytes(data)


def parameter_set(width: int, height: int) -> bytes:
    """An H.264 sequence parameter set (ITU-T H.264, 7.3.2.1) of the baseline profile for pictures of that size."""
    bits = f"{66:08b}{0:08b}{62:08b}"
    for value in (0, 0, 2, 1):  # its number, frame numbers of 4 bits, order as coded, one reference
        bits += _golomb(value)
    bits += "0" + _golomb(width // 16 - 1) + _golomb(height // 16 - 1) + "1" + "0" + "0" + "0" + "1"
    bits += "0" * (-len(bits) % 8)
    return b"\x67" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _golomb(value: int) -> str:
    digits = f"{value + 1:b}"
    return "0" * (len(digits) - 1) + digits


def claim_coded_size(source: Path, path: Path, width: int, height: int) -> Path:
    """Copy a raw .h264 clip, its sequence parameter set replaced, raw or into another container."""
    data = source.read_bytes()
    at = data.index(b"\0\0\1\x67") + 3
    true = data[at : data.index(b"\0\0\0\1", at)]
    false = parameter_set(width, height)
    if path.suffix == source.suffix:
        path.write_bytes(data.replace(true, false))
        return path
    with av.open(str(source)) as clip, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(clip.streams.video[0])
        stream.codec_context.extradata = bytes(stream.codec_context.extradata or b"").replace(true, false)
        stream.codec_context.width, stream.codec_context.height = width, height
        for number, packet in enumerate(p for p in clip.demux(video=0) if p.size):
            copy = av.Packet(bytes(packet).replace(true, false))
            copy.pts = copy.dts = number * 40
            copy.time_base, copy.stream, copy.is_keyframe = Fraction(1, 1000), stream, packet.is_keyframe
            out.mux(copy)
    return path
