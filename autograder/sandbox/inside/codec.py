"""The messages of the channel, on the untrusted side: requests in JSON, replies in a small part of MessagePack.

A frame is two little-endian 32-bit lengths, a header and a body; before it stands the request's token. The bytes of
arrays lie in the body, each at a multiple of 16, and so do those of a file.

The header of a request is JSON, which Python reads in C. An object in it with the single key `MARK` stands for what
JSON has not: an array (how NumPy calls its entries, shape, place in the body), a tuple, bytes (place and length), a
dict (a list of pairs) whose keys are not all text, or one of them `MARK`.

The header of a reply is MessagePack, which can be read without trust. An array stands in it as extension 1 (kind and
size of the entries, shape, place), and anything that cannot cross as extension 3 (a word for its kind).
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any, Union

import numpy as np

ARRAY, TUPLE, OPAQUE, BYTES, DICT = 1, 2, 3, 4, 5
MARK = "\0"
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


def decoded(header: Union[bytes, bytearray], body: Union[bytes, bytearray]) -> Any:
    """The request of a frame of the trusted side."""

    def made(entries: dict[str, Any]) -> Any:
        if MARK not in entries:
            return entries
        kind, *told = entries[MARK]
        if kind == ARRAY:
            entry, shape, place = told
            # A copy, so that each case has arrays of its own that may be written to.
            return np.ndarray(shape, entry, body, place).copy()
        if kind == TUPLE:
            return tuple(told[0])
        if kind == BYTES:
            place, length = told
            return body if length == len(body) else body[place : place + length]
        return dict(told[0])

    return json.loads(header, object_hook=made)


DOUBLE = struct.Struct(">Bd")


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
    return token, decoded(header, body)


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
