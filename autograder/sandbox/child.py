"""What the trusted side has of a child: its channel, and its end."""

import secrets
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from signal import SIGKILL

from . import channel, wire
from .limits import Limits

TOKEN = 8
"""Bytes of a request's token."""


@dataclass(frozen=True)
class End:
    """How a child ended: the signal that killed it (0 for none) and its peak memory in bytes."""

    signal: int
    memory: int


class Child:
    """A process behind the wall. ``ask`` while it lives; ``end`` kills it and tells how it ended, ``dismiss`` does not
    wait for that."""

    def __init__(
        self, connection: socket.socket, limits: Limits, kill: Callable[[], End], dismiss: Callable[[], None]
    ) -> None:
        self._channel = channel.Channel(connection)
        self._limits = limits
        self._kill = kill
        self._dismiss = dismiss
        self._end: End | None = None

    def tell(self, request: bytes, seconds: float) -> None:
        """Send a request that has no reply."""
        self._channel.send(bytes(TOKEN) + request, time.monotonic() + seconds)

    def ask(self, request: bytes, seconds: float) -> Iterator[wire.Frame]:
        """Send a request, as `wire.encode` makes it, and give its replies as they come, for as long as they are asked
        for.

        Each request has a token that its replies have to begin with: what was said before it was asked is no reply, so
        that an exercise cannot answer for the next one.

        Raises
        ------
        channel.TooSlow, channel.HungUp, channel.Untimely, wire.Garbled
            After each of them the child must be ended: nothing that it says later counts.
        """
        deadline = time.monotonic() + seconds
        token = secrets.token_bytes(TOKEN)
        self._channel.send(token + request, deadline)
        while True:
            yield self._channel.receive(token, deadline, self._limits)

    def end(self) -> End:
        if self._end is None:
            self._channel.close()
            self._end = self._kill()
        return self._end

    def dismiss(self) -> None:
        """Kill it, and go on meanwhile: the kernel takes its time to undo namespaces."""
        if self._end is None:
            self._channel.close()
            self._end = End(SIGKILL, 0)
            self._dismiss()


class Reader:
    """A child that takes notebooks apart, one after the other, and runs none of them.

    To fork costs more than to read. No code of a submission runs in the one that all share, so nobody can find what it
    has read; modules that came with a submission need a reader of its own. It is ended after some notebooks, and by
    whatever goes wrong.
    """

    MOST = 64

    def __init__(self, start: Callable[[], Child]) -> None:
        self._start = start
        self._child: Child | None = None
        self._read = 0
        self.whose: object = None

    @property
    def child(self) -> Child:
        """The child that reads now."""
        if self._child is None:
            self._child = self._start()
        return self._child

    @property
    def fresh(self) -> bool:
        """Whether it has read no notebook before the one at hand."""
        return self._read <= 1

    def begin(self, whose: object) -> None:
        """The next notebook is somebody's."""
        if self._read == self.MOST:
            self.dismiss()
        self._read += 1
        self.whose = whose

    def end(self) -> End:
        """End the child, for something went wrong, and say how it ended; the next notebook is read by a fresh one."""
        ended = self.child.end()
        self._forget()
        return ended

    def dismiss(self) -> None:
        if self._child is not None:
            self._child.dismiss()
        self._forget()

    def _forget(self) -> None:
        self._child, self._read, self.whose = None, 0, None
