"""One end of a socket pair: whole frames, each within a deadline."""

import socket
import time

from . import wire
from .limits import Limits


class HungUp(Exception):
    """The other end closed the channel."""


class TooSlow(Exception):
    """The deadline passed."""


class Untimely(Exception):
    """What came is no reply to this request: it was said before, perhaps on behalf of another exercise."""


def send(channel: socket.socket, frame: bytes, deadline: float) -> None:
    """Send one frame; ``deadline`` is a time of `time.monotonic`."""
    try:
        channel.settimeout(_left(deadline))
        channel.sendall(frame)
    except TimeoutError as error:
        raise TooSlow from error
    except OSError as error:
        raise HungUp from error


def receive(channel: socket.socket, token: bytes, deadline: float, limits: Limits) -> wire.Reply:
    """The reply to the request of this token; raises `HungUp`, `TooSlow`, `Untimely` or `wire.Garbled`."""
    head = _exactly(channel, len(token) + wire.PREFIX.size, deadline)
    if head[: len(token)] != token:
        raise Untimely
    header, body = wire.prefix(head[len(token) :], limits.structure + 4096, limits.message)
    message = _exactly(channel, header + body, deadline)
    return wire.decode(message[:header], message[header:])


def _exactly(channel: socket.socket, length: int, deadline: float) -> bytes:
    data = bytearray()
    while len(data) < length:
        try:
            channel.settimeout(_left(deadline))
            part = channel.recv(min(length - len(data), 1 << 20))
        except TimeoutError as error:
            raise TooSlow from error
        except OSError as error:
            raise HungUp from error
        if not part:
            raise HungUp
        data += part
    return bytes(data)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TooSlow
    return left
