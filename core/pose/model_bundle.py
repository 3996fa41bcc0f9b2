"""The `.task` file of the pose model: putting one together from its two networks, and telling a sound one.

A `.task` file is a stored (uncompressed) zip of two TensorFlow Lite flatbuffers.  MediaPipe wants to read in
each of them how pixels become numbers (`NormalizationOptions`); networks taken out of a wheel do not say it,
so it is written in here.  Nothing of a network is packed anew: a new root table is put in front of it, so its
weights keep their bytes and their alignment, and the result is the same on every machine, byte for byte.

Format: TensorFlow Lite `schema.fbs` (Model, Buffer, Metadata) and `metadata_schema.fbs`, whose slots are
numbered here in the order of their fields there.
"""

import hashlib
import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import flatbuffers

DETECTOR = "pose_detector.tflite"
LANDMARKS = "pose_landmarks_detector.tflite"
MEMBERS = (DETECTOR, LANDMARKS)

# (value - mean) / std: the detector sees -1..1, the landmark network 0..1
NORMALIZATION: Mapping[str, tuple[float, float]] = {DETECTOR: (127.5, 127.5), LANDMARKS: (0.0, 255.0)}

_ALIGN = 16  # what TensorFlow Lite aligns weights to
_METADATA = b"TFLITE_METADATA"
_CUT = "damaged or incomplete"
_MODEL_FIELDS = 8  # version, operator_codes, subgraphs, description, buffers, metadata_buffer, metadata, signatures
_VERSION, _BUFFERS, _ENTRIES = 0, 4, 6


def normalization_metadata(mean: float, std: float) -> bytes:
    """The `M001` flatbuffer that says: subtract `mean`, divide by `std`, on the one image input."""
    b = flatbuffers.Builder(256)

    def floats(value: float) -> int:
        b.StartVector(4, 1, 4)
        b.PrependFloat32(value)
        return int(b.EndVector())

    def one(offset: int) -> int:
        b.StartVector(4, 1, 4)
        b.PrependUOffsetTRelative(offset)
        return int(b.EndVector())

    def table(fields: int, **slots: int) -> int:
        b.StartObject(fields)
        for slot, offset in slots.items():
            b.PrependUOffsetTRelativeSlot(int(slot[1:]), offset, 0)
        return int(b.EndObject())

    means, stds = floats(mean), floats(std)
    options = table(2, _0=means, _1=stds)
    b.StartObject(2)
    b.PrependUint8Slot(0, 1, 0)  # the union's first member, NormalizationOptions
    b.PrependUOffsetTRelativeSlot(1, options, 0)
    unit = int(b.EndObject())
    tensor = table(7, _4=one(unit))
    subgraph = table(8, _2=one(tensor))
    b.Finish(table(8, _3=one(subgraph)), b"M001")
    return bytes(b.Output())


def with_metadata(network: bytes, metadata: bytes) -> bytes:
    """`network` (a TFL3 flatbuffer) with `metadata` as its `TFLITE_METADATA` buffer.

    Offsets of a flatbuffer only point forward, so the new root table, its list of buffers and the new buffer
    go in front of the old bytes, which stay as they are.

    Raises
    ------
    ValueError : `network` is not a TensorFlow Lite flatbuffer.
    """
    if len(network) < 8 or network[4:8] != b"TFL3":
        raise ValueError("not a TensorFlow Lite network")
    try:
        return _prefixed(network, metadata)
    except (struct.error, IndexError) as error:
        raise ValueError("a TensorFlow Lite network that ends too early") from error


def _prefixed(network: bytes, metadata: bytes) -> bytes:
    root = _u32(network, 0)
    fields = [_field(network, root, slot) for slot in range(_MODEL_FIELDS)]
    buffers = _vector(network, fields[_BUFFERS])
    entries = [at for at in _vector(network, fields[_ENTRIES]) if _name(network, at) != _METADATA]

    table = 8 + 2 * (2 + _MODEL_FIELDS)  # the vtable lies between the identifier and the table
    buffers_at = table + 4 * (1 + _MODEL_FIELDS)
    entries_at = buffers_at + 4 * (2 + len(buffers))
    entry_at = entries_at + 4 * (2 + len(entries))  # vtable of 8 bytes, then soffset, name, buffer
    name_at = entry_at + 8 + 12
    buffer_at = name_at + 4 + len(_METADATA) + 1  # vtable of 6 bytes and 2 to spare, then soffset, data
    data_at = _up(buffer_at + 8 + 8 + 4) - 4  # the bytes behind the length are aligned
    body = _up(data_at + 4 + len(metadata))

    out = bytearray(body)

    def put(at: int, *values: int) -> None:
        struct.pack_into(f"<{len(values)}I", out, at, *values)

    put(0, table)
    out[4:8] = b"TFL3"
    present = [at is not None or slot in (_BUFFERS, _ENTRIES) for slot, at in enumerate(fields)]
    slots = [4 * (1 + slot) if there else 0 for slot, there in enumerate(present)]
    struct.pack_into(f"<{2 + _MODEL_FIELDS}H", out, 8, table - 8, 4 * (1 + _MODEL_FIELDS), *slots)
    put(table, table - 8)
    for slot, at in enumerate(fields):
        here = table + 4 * (1 + slot)
        if slot == _BUFFERS:
            put(here, buffers_at - here)
        elif slot == _ENTRIES:
            put(here, entries_at - here)
        elif at is not None:
            put(here, _u32(network, at) if slot == _VERSION else body + at + _u32(network, at) - here)

    def put_vector(at: int, targets: list[int]) -> None:
        places = range(at + 4, at + 4 + 4 * len(targets), 4)
        put(at, len(targets), *(target - place for target, place in zip(targets, places, strict=True)))

    put_vector(buffers_at, [body + at for at in buffers] + [buffer_at + 8])
    put_vector(entries_at, [body + at for at in entries] + [entry_at + 8])
    struct.pack_into("<4H", out, entry_at, 8, 12, 4, 8)
    put(entry_at + 8, 8, name_at - (entry_at + 12), len(buffers))
    put(name_at, len(_METADATA))
    out[name_at + 4 : name_at + 4 + len(_METADATA)] = _METADATA
    struct.pack_into("<4H", out, buffer_at, 6, 8, 4, 0)
    put(buffer_at + 8, 8, data_at - (buffer_at + 12))
    put(data_at, len(metadata))
    out[data_at + 4 : data_at + 4 + len(metadata)] = metadata
    return bytes(out) + network


def _up(at: int) -> int:
    return -(-at // _ALIGN) * _ALIGN


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def _field(data: bytes, table: int, slot: int) -> int | None:
    """Where a table keeps a field, None when it does not have it."""
    vtable = table - int(struct.unpack_from("<i", data, table)[0])
    if 4 + 2 * slot >= struct.unpack_from("<H", data, vtable)[0]:
        return None
    offset = struct.unpack_from("<H", data, vtable + 4 + 2 * slot)[0]
    return table + int(offset) if offset else None


def _vector(data: bytes, field: int | None) -> list[int]:
    """Where the tables of a vector of tables begin."""
    if field is None:
        return []
    start = field + _u32(data, field)
    return [at + _u32(data, at) for at in range(start + 4, start + 4 + 4 * _u32(data, start), 4)]


def _name(data: bytes, table: int) -> bytes:
    field = _field(data, table, 0)
    if field is None:
        return b""
    start = field + _u32(data, field)
    return data[start + 4 : start + 4 + _u32(data, start)]


def pack(members: Mapping[str, bytes]) -> bytes:
    """The stored zip of `members`, in their order, with no date in it and each member's bytes aligned."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16  # the same on every system
            # an extra field (id 0xD935, the one zipalign uses) pushes the data to an aligned place
            pad = -(out.tell() + 30 + len(name) + 4) % _ALIGN
            info.extra = struct.pack("<HH", 0xD935, pad) + bytes(pad)
            bundle.writestr(info, data)
    return out.getvalue()


def build(networks: Mapping[str, bytes]) -> bytes:
    """The `.task` file made of the two networks (keys: `MEMBERS`) as a wheel of MediaPipe holds them.

    Raises
    ------
    ValueError : one of them is not a TensorFlow Lite network.
    """
    return pack({name: with_metadata(networks[name], normalization_metadata(*NORMALIZATION[name])) for name in MEMBERS})


def fault(path: Path) -> str | None:
    """What is wrong with a `.task` file, None when it is whole (the zip's own check sums are checked)."""
    try:
        with zipfile.ZipFile(path) as bundle:
            for name in MEMBERS:
                if bundle.read(name)[4:8] != b"TFL3":
                    return f"damaged ({name} in it is not a network)"
    except KeyError:
        # a network ends with a zip of its own, which is what is found where the bundle was cut short
        return _CUT if _begins_like_one(path) else "not a pose model of MediaPipe"
    except (zipfile.BadZipFile, EOFError, NotImplementedError, struct.error):
        return _CUT
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    return None


def _begins_like_one(path: Path) -> bool:
    """Whether the first member of a zip is one of the bundle's (a local file header: its name is at 30)."""
    with path.open("rb") as file:
        head = file.read(30 + max(map(len, MEMBERS)))
    return head.startswith(b"PK\x03\x04") and head[30:].startswith(tuple(name.encode() for name in MEMBERS))


def sha256(data: bytes | bytearray) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
