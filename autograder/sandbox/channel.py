"""The trusted end of a socket pair: whole frames, each within a deadline."""

import socket
import time

from . import wire
from .limits import Limits

AT_ONCE = 1 << 18
"""So many bytes are read at once: what a child says to several cases is often there together."""


class HungUp(Exception):
    """The other end closed the channel."""


class TooSlow(Exception):
    """The deadline passed."""


class Untimely(Exception):
    """What came is no reply to this request: it was said before, perhaps on behalf of another exercise."""


class Channel:
    """One end, with what came before it was asked for; deadlines are times of `time.monotonic`."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._came = bytearray()

    def send(self, frame: bytes, deadline: float) -> None:
        """Send one frame; raises `HungUp` or `TooSlow`."""
        try:
            self._connection.settimeout(_left(deadline))
            self._connection.sendall(frame)
        except TimeoutError as error:
            raise TooSlow from error
        except OSError as error:
            raise HungUp from error

    def receive(self, token: bytes, deadline: float, limits: Limits) -> wire.Frame:
        """The next reply to the request of this token; raises `HungUp`, `TooSlow`, `Untimely` or `wire.Garbled`."""
        start = len(token) + wire.PREFIX.size
        self._read(start, deadline)
        if not self._came.startswith(token):
            raise Untimely
        header, body = wire.prefix(bytes(self._came[len(token) : start]), limits.structure + 4096, limits.message)
        self._read(start + header + body, deadline)
        with memoryview(self._came) as came:
            frame = wire.Frame(bytes(came[start : start + header]), bytes(came[start + header : start + header + body]))
        del self._came[: start + header + body]
        return frame

    def close(self) -> None:
        self._connection.close()

    def _read(self, length: int, deadline: float) -> None:
        """Read until so many bytes are there."""
        while len(self._came) < length:
            try:
                self._connection.settimeout(_left(deadline))
                part = self._connection.recv(AT_ONCE)
            except TimeoutError as error:
                raise TooSlow from error
            except OSError as error:
                raise HungUp from error
            if not part:
                raise HungUp
            self._came += part


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TooSlow
    return left
