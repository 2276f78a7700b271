"""The messages of the channel, on the untrusted side: requests in a pickle, replies in a small part of MessagePack.

A frame is two little-endian 32-bit lengths, a header and a body; before it stands the request's token. The bytes of
arrays lie in the body, each at a multiple of 16, and so do those of a file.

The header of a request is a pickle, which Python reads in C. What it has not itself is told in persistent ids: an array
(how NumPy calls its entries, place in the body, shape), bytes (`BYTES`, place, length), or what is left of a value
without a type that does not cross. A pickle may have its reader do anything, but this one comes from the trusted side,
which can do with a child what it likes in any case.

The header of a reply is MessagePack, which can be read without trust. An array stands in it as extension 1 (kind and
size of the entries, shape, place), and anything that cannot cross as extension 3 (a word for its kind). What a notebook
defines is told in JSON.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
from typing import Any

import numpy as np

ARRAY, OPAQUE = 1, 3
BYTES = "bytes"
PLAIN = {
    entry.str: entry
    for entry in map(np.dtype, ("b1", "i1", "<i2", "<i4", "<i8", "u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8"))
}
"""The entries that the arrays of a request may have, by what NumPy calls them: no child has to look them up."""

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
        self.body: list[bytes] = []
        self.length = 0
        self.items = 0
        self.most_structure = most_structure
        self.most_bytes = most_bytes

    def frame(self, message: dict[str, Any]) -> bytes:
        self.value(message, 0)
        return b"".join([PREFIX.pack(len(self.header), self.length), self.header, *self.body])

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
            self.text(str(value))
        elif isinstance(value, np.ndarray):
            self.array(np.asarray(value))
        elif isinstance(value, (list, tuple)):
            self.header += LENGTH.pack(0xDD, len(value))
            for part in value:
                self.value(part, depth + 1)
        elif isinstance(value, dict):
            self.mapping(value, depth)
        else:
            self.opaque(kind.__name__)

    def text(self, value: str) -> None:
        data = value.encode("utf-8", "replace")
        self.header += LENGTH.pack(0xDB, len(data)) + data

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
        self.header += LENGTH.pack(0xDF, len(pairs))
        for key, part in pairs:
            if isinstance(key, str):
                self.items += 1
                self.text(str(key))
            else:
                self.value(int(key), depth + 1)
            self.value(part, depth + 1)

    def array(self, value: np.ndarray) -> None:
        entry, shape = value.dtype, value.shape
        if entry.kind not in KINDS or len(shape) > DEPTH:
            return self.opaque(ARRAYS.get(entry.kind, "array-of-other"))
        gap = -self.length % 16
        place = self.length + gap
        # Before anything is copied: what is broadcast may have more entries than there is memory.
        if place + value.size * min(entry.itemsize, 8) > self.most_bytes:
            raise TooLarge
        if entry.itemsize > 8:
            value = value.astype(np.float64)
        elif not entry.isnative:
            value = value.astype(entry.newbyteorder("<"))
        data = value.tobytes()
        self.body += [bytes(gap), data]
        self.length = place + len(data)
        told = entry.kind.encode() + bytes([value.itemsize, len(shape)]) + PLACES[len(shape)].pack(*shape, place)
        self.extension(ARRAY, told)

    def opaque(self, kind: str) -> None:
        self.extension(OPAQUE, kind.encode("utf-8", "replace")[:200])

    def extension(self, code: int, data: bytes) -> None:
        self.header += EXTENSION.pack(0xC9, len(data), code) + data


def text_frame(message: dict[str, Any], most: int) -> bytes:
    """A frame of a reply that holds text and numbers alone, which Python writes in C."""
    header = json.dumps(message).encode()
    if len(header) > most:
        raise TooLarge
    return PREFIX.pack(len(header), 0) + header


# --- decoding ---------------------------------------------------------------------------------------------------


class Unpickler(pickle.Unpickler):
    """Makes the request of a frame: plain data and arrays, and nothing that a frame may name beside them.

    The trusted side reads the files that it keeps in the same way, and no file is to make it do more than that.
    """

    def __init__(self, header: bytes | bytearray | memoryview, body: bytes | bytearray | memoryview) -> None:
        super().__init__(io.BytesIO(header))
        self.body = body

    def persistent_load(self, told: Any) -> Any:
        if len(told) == 1:
            return told[0]
        kind, place, extent = told
        if kind == BYTES:
            return self.body if extent == len(self.body) else self.body[place : place + extent]
        array = np.ndarray(extent, PLAIN[kind], self.body, place)
        # A copy, so that each case has arrays of its own that may be written to; what nobody may write to stays.
        return array.copy() if type(self.body) is bytearray else array

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError("%s.%s has no place in a frame" % (module, name))


def decoded(header: bytes | bytearray | memoryview, body: bytes | bytearray | memoryview) -> Any:
    """The request of a frame of the trusted side."""
    return Unpickler(header, body).load()


PREFIX, HEAD = struct.Struct("<II"), struct.Struct("<8sII")
PLACES = [struct.Struct("<%dQ" % (dimensions + 1)) for dimensions in range(DEPTH + 1)]
DOUBLE, LENGTH, EXTENSION = struct.Struct(">Bd"), struct.Struct(">BI"), struct.Struct(">BIb")


# --- the channel ------------------------------------------------------------------------------------------------


def receive(channel: int) -> tuple[bytes, Any] | None:
    """The next message of the trusted side with its token, or None where it has hung up."""
    head = bytearray(HEAD.size)
    if not filled(channel, head):
        return None
    token, *lengths = HEAD.unpack(head)
    header, body = map(bytearray, lengths)
    return (token, decoded(header, body)) if filled(channel, header, body) else None


def filled(channel: int, *parts: bytearray) -> bool:
    """Read until the parts are full; gives whether there was so much."""
    left = [memoryview(part) for part in parts if part]
    while left:
        count = os.readv(channel, left)
        if not count:
            return False
        while left and count >= len(left[0]):
            count -= len(left.pop(0))
        if left:
            left[0] = left[0][count:]
    return True


def send(channel: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(channel, view) :]
