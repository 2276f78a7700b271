"""The messages of the channel, on the trusted side: requests out in a pickle, replies in MessagePack, read by schema.

The frame is described in `inside.codec`. Whatever comes back is hostile: lengths are capped before anything is read,
structure and bytes are told apart so that a small message cannot become a large object, and a reply that does not fit
its schema is a `Garbled`. Nothing that comes back is unpickled.
"""

import hashlib
import io
import math
import pickle
import struct
from collections.abc import Callable
from types import NoneType
from typing import Annotated, Any, NamedTuple, TypeVar

import msgspec
import numpy as np

from ..model import Opaque, Value
from .inside.codec import ARRAY, BYTES, OPAQUE, PLAIN, decoded

KINDS = {entry.kind.encode() + bytes([entry.itemsize]): entry for entry in PLAIN.values()}
"""The plain kinds of entries, as a message has them."""

LONGEST = 2**31
"""No side of an array is longer, though an empty array could claim so."""

DEPTH, ITEMS, ENTRIES = 40, 200_000, 1000
"""So deep may an answer be, so many parts may it have, and a dict of it so many entries; the worker keeps within."""

PREFIX = struct.Struct("<II")
PLACES = [struct.Struct(f"<{dimensions + 1}Q") for dimensions in range(33)]
"""The lengths of an array of so many dimensions, and its place."""


class Garbled(Exception):
    """What the child sent is not a reply."""


# --- requests ---------------------------------------------------------------------------------------------------


PROTOCOL = 4
"""Any Python that may be inside can read it."""

_CROSSING: tuple[type, ...] = bool, int, float, str, list, tuple, dict


class _Pickler(pickle.Pickler):
    """Writes the header of a request, and puts together the bytes behind it."""

    def __init__(self, header: io.BytesIO) -> None:
        super().__init__(header, PROTOCOL)
        # What stands at two places is written twice: no case may change what another one is given.
        self.fast = True
        self.parts: list[bytes] = []
        self.length = 0

    def persistent_id(self, value: Any) -> tuple[Any, ...] | None:
        if value is None or type(value) in _CROSSING:
            return None
        if isinstance(value, np.ndarray):
            if value.dtype.str not in PLAIN:
                raise TypeError(f"an array of {value.dtype} cannot cross into the sandbox")
            return value.dtype.str, self._put(value.tobytes()), value.shape
        if isinstance(value, bytes):
            return BYTES, self._put(value), len(value)
        return (_plain(value),)

    def _put(self, data: bytes) -> int:
        """Add bytes to the body; gives their place."""
        gap = -self.length % 16
        self.parts += [b"\0" * gap, data]
        self.length += gap + len(data)
        return self.length - len(data)


def _plain(value: Any) -> Any:
    """The value without its type, which is NumPy's, or derived from one that crosses."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return str.__str__(value)  # what a type of its own says may be another text
    for kind in _CROSSING:
        if isinstance(value, kind):
            return kind(value)
    raise TypeError(f"a value of type {type(value).__name__} cannot cross into the sandbox")


def encode(request: dict[str, Any]) -> bytes:
    """One frame of ``request``: None, bool, int, float, str, bytes, list, tuple, dict and plain arrays."""
    header = io.BytesIO()
    pickler = _Pickler(header)
    pickler.dump(request)
    return b"".join([PREFIX.pack(header.tell(), pickler.length), header.getbuffer(), *pickler.parts])


def load(frame: bytes | memoryview) -> Any:
    """What `encode` made a frame of; for what the trusted side keeps for itself. Arrays lie in the frame as it is."""
    header, body = PREFIX.unpack_from(frame)
    parts = memoryview(frame)[PREFIX.size :]
    assert len(parts) == header + body
    return decoded(parts[:header], parts[header:])


# --- replies ----------------------------------------------------------------------------------------------------


class Reply(msgspec.Struct, tag_field="op", forbid_unknown_fields=True, frozen=True):
    """What a child may say."""


class Defined(msgspec.Struct, array_like=True, frozen=True):
    """A function or class that the notebook defines, or a name that it binds in another way."""

    name: str
    parameters: list[str] = []
    fingerprint: str = ""


class Read(Reply, frozen=True, tag="read"):
    """What the submission defines, and its code cells with their numbers, as far as they may be told: their text, or
    their number among those that the sandbox has ready."""

    definitions: list[Defined]
    cells: list[tuple[int, int | str]]


class Unreadable(Reply, frozen=True, tag="unreadable"):
    reason: str


class Answered(Reply, frozen=True, tag="answered"):
    value: Any
    printed: str


class Failed(Reply, frozen=True, tag="failed"):
    """The submission raised; ``cell`` and ``line`` are 0 where no line of the student's is to blame."""

    type: str
    text: str
    cell: int
    line: int
    printed: str


class _Packed(Reply, frozen=True, tag="answered"):
    """An answer whose value is yet to be made."""

    value: msgspec.Raw
    printed: str


_Parts = TypeVar("_Parts", list[msgspec.Raw], dict[str | int, msgspec.Raw])
_PLAIN = (NoneType, bool, int, float, str, np.ndarray, Opaque)
_REPLY = msgspec.msgpack.Decoder(Unreadable | _Packed | Failed)
_READ = msgspec.json.Decoder(Read)
_LIST = msgspec.msgpack.Decoder(Annotated[list[msgspec.Raw], msgspec.Meta(max_length=ITEMS)])
_DICT = msgspec.msgpack.Decoder(Annotated[dict[str | int, msgspec.Raw], msgspec.Meta(max_length=ENTRIES)])


class Frame(NamedTuple):
    """What came of a reply, before anything is made of it."""

    header: bytes
    body: bytes

    def digest(self) -> bytes:
        """What no other reply has, whatever a child may try."""
        return hashlib.blake2b(
            PREFIX.pack(len(self.header), len(self.body)) + self.header + self.body, digest_size=20
        ).digest()


def prefix(data: bytes, most_structure: int, most_bytes: int) -> tuple[int, int]:
    """The lengths of header and body that a frame's first eight bytes announce."""
    header, body = PREFIX.unpack(data)
    if header > most_structure or body > most_bytes:
        raise Garbled(f"a message of {header + body} bytes")
    return header, body


def decode(header: bytes, body: bytes) -> Reply:
    """The reply of a frame.

    Raises
    ------
    Garbled
        Where it is none: not MessagePack, not of the schema, an array that lies about its shape or place.
    """

    try:
        if header.startswith(b"{"):
            return _READ.decode(header)
        reply: Reply = _REPLY.decode(header)
        if isinstance(reply, _Packed):
            return Answered(_Unpacking(body).value(reply.value, 0), reply.printed)
    except (msgspec.DecodeError, RecursionError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise Garbled(type(error).__name__) from error
    return reply


class _Unpacking:
    """Makes a value of what a submission gave back, level by level, with an eye on its size.

    And on its keys: those that are not text have a hash that a stranger can foresee, and a large dict of one hash takes
    minutes to make.
    """

    def __init__(self, body: bytes) -> None:
        self._plain = msgspec.msgpack.Decoder(ext_hook=_extensions(body))
        self._left = ITEMS

    def value(self, packed: msgspec.Raw, depth: int) -> Value:
        code = memoryview(packed)[0]
        if depth > DEPTH:
            raise Garbled("an answer nested too deeply")
        if 0x80 <= code < 0x90 or code in (0xDE, 0xDF):
            return {key: self.value(part, depth + 1) for key, part in self._counted(_DICT.decode(packed)).items()}
        if 0x90 <= code < 0xA0 or code in (0xDC, 0xDD):
            return [self.value(part, depth + 1) for part in self._counted(_LIST.decode(packed))]
        value = self._plain.decode(packed)
        if not isinstance(value, _PLAIN):
            raise Garbled(f"a {type(value).__name__}")
        return value

    def _counted(self, parts: _Parts) -> _Parts:
        self._left -= len(parts)
        if self._left < 0:
            raise Garbled("an answer of too many parts")
        return parts


def _extensions(body: bytes) -> Callable[[int, memoryview], Value]:
    def extension(code: int, data: memoryview) -> Value:
        if code == OPAQUE:
            return Opaque(bytes(data).decode("utf-8", "replace")[:200])
        if code == ARRAY:
            return _array(bytes(data), body)
        raise Garbled(f"extension {code}")

    return extension


def _array(data: bytes, body: bytes) -> np.ndarray:
    kind = KINDS.get(data[:2])
    if kind is None or len(data) < 3 or data[2] > 32 or len(data) != 3 + PLACES[data[2]].size:
        raise Garbled("an array of no plain kind")
    *shape, place = PLACES[data[2]].unpack_from(data, 3)
    count = math.prod(shape)
    if place % 16 or place + count * kind.itemsize > len(body) or max(shape, default=0) > LONGEST:
        raise Garbled("an array that lies about its size")
    return np.ndarray(shape, kind, body, place)
