"""What people grade by hand: the written answers and the plots of a submission.

A submission is read in the sandbox, as always, and none of its code runs. What comes back is a stranger's all the same:
text is only ever shown as text, and a picture only if its first bytes say that it is a PNG or JPEG of a harmless size.
"""

import struct
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from . import reading
from .conversation import Lost
from .flow import recognise
from .model import Assignment, Submission, Value
from .sandbox import wire
from .sandbox.sandbox import Sandbox
from .written import folded

PIXELS, SIDE = 40_000_000, 30_000
"""A picture of more is not shown: unpacked, it would fill the memory of whoever opens the page."""

SIZES = {0xC0, 0xC1, 0xC2}
"""The markers of a JPEG behind which its size stands, in the ways to compress it that browsers know."""


@dataclass(frozen=True)
class Passage:
    """A cell of prose: its number among all cells, from 1, its id, and what it says."""

    cell: int
    id: str
    text: str


@dataclass(frozen=True)
class Picture:
    """A picture and the number of its cell; ``data`` is empty where it is none that may be shown."""

    cell: int
    kind: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Handwork:
    """What of a submission people grade: the text of each answer, by its id, pictures, and prose of the student's own.

    ``own`` is prose that was not handed out and is none of the answers: where a notebook has lost its ids, they are
    among it.
    """

    answers: Sequence[Passage] = ()
    own: Sequence[Passage] = ()
    pictures: Sequence[Picture] = ()


def assignment_of(submission: Submission, sandbox: Sandbox, assignments: Sequence[Assignment]) -> Assignment | None:
    """The assignment of a submission; None where it is of none, or cannot be read."""
    try:
        read = reading.Reading(submission, sandbox).read()
    except Lost:
        return None
    return recognise(read.definitions, submission.folder, assignments) if isinstance(read, wire.Read) else None


def handwork(submission: Submission, sandbox: Sandbox, ids: Collection[str], handed_out: Collection[str]) -> Handwork:
    """What of a submission people grade. A file that cannot be read has none.

    Parameters
    ----------
    ids
        The cells that hold written answers.
    handed_out
        The prose of the release, `folded`.
    """
    try:
        told = reading.prose(submission, sandbox)
    except Lost:
        return Handwork()
    passages, pictures = (list(part) if isinstance(part, list | tuple) else [] for part in _pair(told))
    prose = [each for each in map(_passage, passages) if each is not None]
    answers = {each.id: each for each in prose if each.id in ids}  # the last of an id, as nbgrader has it
    own = [each for each in prose if each.id not in ids and folded(each.text) not in {*handed_out, ""}]
    return Handwork(list(answers.values()), own, [each for each in map(_picture, pictures) if each is not None])


def _pair(told: Value) -> tuple[Value, Value]:
    return (told[0], told[1]) if isinstance(told, list | tuple) and len(told) == 2 else ([], [])


def _passage(told: Value) -> Passage | None:
    match told:
        case [int(cell), str(name), str(text)]:
            return Passage(cell, name, text)
    return None


def _picture(told: Value) -> Picture | None:
    match told:
        case [int(cell), str(kind), np.ndarray() as data] if data.dtype == np.uint8:
            whole = data.tobytes()
            return Picture(cell, kind, whole if shown(kind, whole) else b"")
    return None


def shown(kind: str, data: bytes) -> bool:
    """Whether a picture may be shown: it is what it is called, and of a harmless size."""
    size = {"image/png": _size_of_png, "image/jpeg": _size_of_jpeg}.get(kind, lambda _data: None)(data)
    return size is not None and min(size) > 0 and max(size) <= SIDE and size[0] * size[1] <= PIXELS


def _size_of_png(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") or len(data) < 24:
        return None
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _size_of_jpeg(data: bytes) -> tuple[int, int] | None:
    sizes = list(_sizes_of_jpeg(data)) if data.startswith(b"\xff\xd8\xff") else []
    return sizes[0] if len(sizes) == 1 else None


def _sizes_of_jpeg(data: bytes) -> Iterator[tuple[int, int]]:
    """The sizes that stand in the segments before the entries of the picture."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        (length,) = struct.unpack_from(">H", data, place + 2)
        if data[place + 1] in SIZES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            yield width, height
        place += 2 + max(length, 2)
