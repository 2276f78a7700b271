"""The messages of the channel, on the untrusted side: a small part of MessagePack, in pure Python.

A frame is two little-endian 32-bit lengths, a header and a body; before that of a reply stands the request's token.
The header is MessagePack; an array stands in it as extension 1 (kind and size of the entries, shape, place in the
body), a tuple as extension 2, and anything that cannot cross as extension 3 (a word for its kind). The bytes of the
arrays lie in the body, each at a multiple of 16, and so do those of a file: extension 4 (place and length).
"""

from __future__ import annotations

import os
import struct
from typing import Any, Union

import numpy as np

ARRAY, TUPLE, OPAQUE, BYTES = 1, 2, 3, 4
KINDS = "biuf"
ARRAYS = {"O": "array-of-objects", "U": "array-of-text", "S": "array-of-text", "c": "array-of-complex"}
"""What to call arrays that cannot cross, by the kind of their entries; the judge knows these words."""

DEPTH = 32
ITEMS = 200_000
ENTRIES = 1000  # of one dict: the grader takes no larger one


class TooLarge(Exception):
    """The value has more parts, or more bytes, than a message holds."""


# --- encoding ---------------------------------------------------------------------------------------------------


class Encoder:
    """Builds one frame; counts what it holds, so that a value which contains itself ends."""

    def __init__(self, most_structure: int, most_bytes: int) -> None:
        self.header = bytearray()
        self.body = bytearray()
        self.items = 0
        self.most_structure = most_structure
        self.most_bytes = most_bytes

    def frame(self, message: dict[str, Any]) -> bytes:
        self.value(message, 0)
        return struct.pack("<II", len(self.header), len(self.body)) + bytes(self.header) + bytes(self.body)

    def value(self, value: Any, depth: int) -> None:
        self.items += 1
        if self.items > ITEMS or len(self.header) > self.most_structure:
            raise TooLarge
        if depth > DEPTH:
            return self.opaque("nested-too-deeply")
        kind = type(value)
        if kind is np.ndarray:  # the usual ones first: the order is for speed alone
            self.array(value)
        elif kind is float:
            self.header += DOUBLE.pack(0xCB, value)
        elif value is None:
            self.header += b"\xc0"
        elif isinstance(value, (bool, np.bool_)):
            self.header += b"\xc3" if value else b"\xc2"
        elif isinstance(value, (int, np.integer)):
            self.integer(int(value))
        elif isinstance(value, (float, np.floating)):
            self.header += DOUBLE.pack(0xCB, float(value))
        elif isinstance(value, str):
            data = str(value).encode("utf-8", "replace")
            self.header += b"\xdb" + struct.pack(">I", len(data)) + data
        elif isinstance(value, np.ndarray):
            self.array(np.asarray(value))
        elif isinstance(value, (list, tuple)):
            self.header += b"\xdd" + struct.pack(">I", len(value))
            for part in value:
                self.value(part, depth + 1)
        elif isinstance(value, dict):
            self.mapping(value, depth)
        else:
            self.opaque(kind.__name__)

    def integer(self, value: int) -> None:
        if -(2**63) <= value < 2**63:
            self.header += b"\xd3" + struct.pack(">q", value)
        elif 0 < value < 2**64:
            self.header += b"\xcf" + struct.pack(">Q", value)
        else:
            self.opaque("integer-beyond-64-bits")

    def mapping(self, value: dict[Any, Any], depth: int) -> None:
        pairs = [(key, part) for key, part in value.items() if isinstance(key, (str, int, np.integer))]
        if len(pairs) > ENTRIES:
            return self.opaque(TooLarge.__name__)
        self.header += b"\xdf" + struct.pack(">I", len(pairs))
        for key, part in pairs:
            self.value(str(key) if isinstance(key, str) else int(key), depth + 1)
            self.value(part, depth + 1)

    def array(self, value: np.ndarray) -> None:
        kind = value.dtype.kind
        if kind not in KINDS or value.ndim > DEPTH:
            return self.opaque(ARRAYS.get(kind, "array-of-other"))
        self.body += b"\0" * (-len(self.body) % 16)
        place = len(self.body)
        # Before anything is copied: what is broadcast may have more entries than there is memory.
        if place + value.size * min(value.itemsize, 8) > self.most_bytes:
            raise TooLarge
        if value.dtype.itemsize > 8:
            value = value.astype(np.float64)
        if not value.dtype.isnative:
            value = value.astype(value.dtype.newbyteorder("<"))
        self.body += value.tobytes()
        head = kind.encode() + bytes([value.dtype.itemsize, value.ndim])
        self.extension(ARRAY, head + struct.pack("<%dQ" % (value.ndim + 1), *value.shape, place))

    def opaque(self, kind: str) -> None:
        self.extension(OPAQUE, kind.encode("utf-8", "replace")[:200])

    def extension(self, code: int, data: bytes) -> None:
        self.header += b"\xc9" + struct.pack(">Ib", len(data), code) + data


# --- decoding ---------------------------------------------------------------------------------------------------


class Decoder:
    """Reads one frame of the trusted side: maps, arrays, strings and numbers as msgspec writes them."""

    def __init__(self, header: Union[bytes, bytearray], body: Union[bytes, bytearray]) -> None:
        self.data = header
        self.body = body
        self.at = 0

    def value(self) -> Any:
        code = self.data[self.at]
        self.at += 1
        if code < 0x80:
            return code
        if code < 0x90:
            return self.mapping(code & 0x0F)
        if code < 0xA0:
            return self.sequence(code & 0x0F)
        if code < 0xC0:
            return self.text(code & 0x1F)
        if code >= 0xE0:
            return code - 256
        if code in NUMBERS:
            return self.number(NUMBERS[code])
        if code in SIZED:
            length, read = SIZED[code]
            return read(self, length if isinstance(length, int) else self.number(length))
        if code in PLAIN:
            return PLAIN[code]
        raise ValueError("unknown code 0x%02x" % code)

    def number(self, layout: struct.Struct) -> Any:
        (number,) = layout.unpack_from(self.data, self.at)
        self.at += layout.size
        return number

    def text(self, size: int) -> str:
        self.at += size
        return self.data[self.at - size : self.at].decode("utf-8")

    def mapping(self, size: int) -> dict[Any, Any]:
        return {self.value(): self.value() for _ in range(size)}

    def sequence(self, size: int) -> list[Any]:
        return [self.value() for _ in range(size)]

    def extension(self, size: int) -> Any:
        code, start = self.data[self.at], self.at + 1
        self.at = start + size
        if code == ARRAY:
            data = self.data
            kind, dimensions = "<%c%d" % (data[start], data[start + 1]), data[start + 2]
            *shape, place = struct.unpack_from("<%dQ" % (dimensions + 1), data, start + 3)
            # A copy, so that each case has arrays of its own that may be written to.
            return np.ndarray(shape, kind, self.body, place).copy()
        if code == TUPLE:
            return tuple(Decoder(self.data[start : self.at], self.body).value())
        if code == BYTES:
            place, length = struct.unpack_from("<QQ", self.data, start)
            return self.body if length == len(self.body) else self.body[place : place + length]
        raise ValueError("unknown extension %d" % code)


DOUBLE = struct.Struct(">Bd")
PLAIN = {0xC0: None, 0xC2: False, 0xC3: True}
NUMBERS = {0xCA + place: struct.Struct(">" + layout) for place, layout in enumerate("fdBHIQbhiq")}
ONE, TWO, FOUR = struct.Struct(">B"), struct.Struct(">H"), struct.Struct(">I")
SIZED: dict[int, tuple[Any, Any]] = {
    **{0xC7 + place: (length, Decoder.extension) for place, length in enumerate((ONE, TWO, FOUR))},
    **{0xD4 + place: (2**place, Decoder.extension) for place in range(5)},
    **{0xD9 + place: (length, Decoder.text) for place, length in enumerate((ONE, TWO, FOUR))},
    **{0xDC + place: (length, Decoder.sequence) for place, length in enumerate((TWO, FOUR))},
    **{0xDE + place: (length, Decoder.mapping) for place, length in enumerate((TWO, FOUR))},
}
"""What has a length: that length, or how it is written; and what reads the rest."""


# --- the channel ------------------------------------------------------------------------------------------------


def receive(channel: int) -> tuple[bytes, Any] | None:
    """The next message of the trusted side with its token, or None where it has hung up."""
    head = exactly(channel, 16)
    if head is None:
        return None
    token, header_length, body_length = struct.unpack("<8sII", head)
    header, body = exactly(channel, header_length), exactly(channel, body_length)
    if header is None or body is None:
        return None
    return token, Decoder(header, body).value()


def exactly(channel: int, length: int) -> bytearray | None:
    data = bytearray(length)
    left = memoryview(data)
    while left:
        count = os.readv(channel, [left])
        if not count:
            return None
        left = left[count:]
    return data


def send(channel: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(channel, view) :]
