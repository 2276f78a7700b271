"""Has one submission taken apart by a sandbox's reader, which runs nothing of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from .conversation import Lost, crashed, excused, replies, tell
from .model import Broken, Submission, Value
from .sandbox import channel, wire
from .sandbox.child import Child, Reader
from .sandbox.sandbox import Sandbox


class Wanted(NamedTuple):
    """An exercise whose code is to be packed: what the submission calls it, and the names beside it that cases use."""

    exercise: str
    name: str
    beside: tuple[str, ...]


class Reading:
    """One submission at the reader.

    Parameters
    ----------
    submission, sandbox
        What is read, and where.

    Attributes
    ----------
    cells
        The code cells by their numbers, once it was read.
    staff
        The message that brings modules and drivers which the sandbox has not ready; empty where it has all.
    """

    def __init__(self, submission: Submission, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.cells: Mapping[int, str] = {}
        self.staff = b""
        self._submission = submission
        self._reader = sandbox.reader

    def read(self) -> wire.Read | wire.Unreadable:
        """What the submission defines, before any of its code has run.

        Raises
        ------
        Lost
            If reading it breaks a limit or the parser.
        """
        return excused(self._read)

    def move(self, sandbox: Sandbox) -> None:
        """Go on in another sandbox, where the submission is read again; raises `Lost` as `read` does."""
        self.sandbox, self._reader = sandbox, sandbox.reader
        self.read()

    def bring(self, staff: bytes) -> None:
        """Have modules installed first. They may have come with the submission: no other one is read where they are."""
        self.staff = staff
        self._reader = Reader(self.sandbox.child)

    def packs(self, wanted: Sequence[Wanted]) -> tuple[list[tuple[str, str, bytes]], dict[Wanted, Broken]]:
        """The code of exercises, packed, with their names and what the submission calls them.

        What breaks the reader costs its own exercise alone: how these ended comes with it.
        """
        packs: list[tuple[str, str, bytes]] = []
        broken: dict[Wanted, Broken] = {}
        once_more = None
        while wanted:
            try:
                for each, pack in zip(wanted, self._packed(wanted), strict=False):
                    packs.append((each.exercise, each.name, pack))
                    wanted = wanted[1:]
            except Lost as lost:
                if lost.killed and wanted[0] != once_more:
                    once_more = wanted[0]
                else:
                    broken[wanted[0]] = lost.broken
                    wanted = wanted[1:]
        return packs, broken

    def end(self) -> None:
        """Give the reader back; one of its own ends."""
        if self._reader is not self.sandbox.reader:
            self._reader.dismiss()

    def _read(self) -> wire.Read | wire.Unreadable:
        self._reader.begin(self)
        if self.staff:
            tell(self._reader.child, self.staff, self.sandbox.limits)
        reply = next(self._replies(_request("read", self._submission)))
        if not isinstance(reply, wire.Read | wire.Unreadable):
            raise self._lost(Lost(crashed()))
        if isinstance(reply, wire.Unreadable) and reply.reason == "memory" and not self._reader.fresh:
            raise self._lost(Lost(crashed()))
        if isinstance(reply, wire.Read):
            released = self.sandbox.equipment.cells
            told = {number: cell for number, cell in reply.cells if isinstance(cell, str) or 0 <= cell < len(released)}
            self.cells = {number: cell if isinstance(cell, str) else released[cell] for number, cell in told.items()}
        return reply

    def _packed(self, wanted: Sequence[Wanted]) -> Iterator[bytes]:
        if self._reader.whose is not self and not isinstance(self._read(), wire.Read):
            raise self._lost(Lost(crashed()))
        asked = [(each.name, *each.beside) for each in wanted]
        for reply in self._replies(wire.encode({"op": "packs", "asked": asked})):
            if not isinstance(reply, wire.Answered) or not isinstance(reply.value, np.ndarray):
                raise self._lost(Lost(crashed()))
            yield reply.value.tobytes()

    def _replies(self, request: bytes) -> Iterator[wire.Reply]:
        limits = self.sandbox.limits
        try:
            yield from replies(self._reader.child, request, limits.read_seconds, limits)
        except Lost as lost:
            raise self._lost(lost) from lost

    def _lost(self, lost: Lost) -> Lost:
        """End the reader. One that had read others may be lost through what is left of them, but not be slow."""
        spoilt = not self._reader.fresh and not isinstance(lost.__cause__, channel.TooSlow)
        self._reader.end()
        return Lost(lost.broken, killed=lost.killed or spoilt)


def prose(submission: Submission, sandbox: Sandbox) -> Value:
    """What a person grades, as `notebook.prose` tells it: whoever reads it has to look at what it is.

    Raises
    ------
    Lost
        As `Reading.read` does.
    """
    return _told("prose", submission, sandbox)


def faults(submission: Submission, sandbox: Sandbox) -> Value:
    """Why cells do not parse: for each its number, the line, the reason and the text, if it means well.

    Raises
    ------
    Lost
        As `Reading.read` does.
    """
    return _told("faults", submission, sandbox)


def _told(what: str, submission: Submission, sandbox: Sandbox) -> Value:
    limits = sandbox.limits
    with _own(sandbox) as child:
        reply = next(replies(child, _request(what, submission), limits.read_seconds, limits))
    if not isinstance(reply, wire.Answered):
        raise Lost(crashed())
    return reply.value


@contextmanager
def _own(sandbox: Sandbox) -> Iterator[Child]:
    child = sandbox.child()
    try:
        yield child
    finally:
        child.dismiss()


def _request(what: str, submission: Submission) -> bytes:
    name = submission.path.rsplit("/", 1)[-1].encode("utf-8", "replace").decode()
    return wire.encode({"op": what, "name": name, "data": submission.data})
