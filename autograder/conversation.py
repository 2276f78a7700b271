"""What a child is asked and says, and how it is lost: what it says may be anything."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar

from .model import Broken, Message, Status
from .sandbox import channel, wire
from .sandbox.child import Child
from .sandbox.limits import Limits

CPU_SIGNAL, KILL_SIGNAL = 24, 9

T = TypeVar("T")


class Lost(Exception):
    """The child ended, or must be ended: ``broken`` says how, ``killed`` that it may be somebody else's doing."""

    def __init__(self, broken: Broken, killed: bool = False) -> None:
        self.broken = broken
        self.killed = killed


def tell(child: Child, message: bytes, limits: Limits) -> None:
    """Send what has no reply. If the child is gone, the first question will find the same, and say how it ended."""
    with suppress(channel.HungUp, channel.TooSlow):
        child.tell(message, limits.read_seconds)


def frames(child: Child, request: bytes, seconds: float, limits: Limits) -> Iterator[wire.Frame]:
    """What a child says to a request, reply by reply.

    Raises
    ------
    Lost
        If it ends, takes longer than these seconds, or says what is no reply.
    """
    try:
        yield from child.ask(request, seconds)
    except channel.TooSlow as error:
        raise Lost(timeout(limits.seconds)) from error
    except channel.Untimely as error:
        child.end()
        raise Lost(crashed(), killed=True) from error
    except (channel.HungUp, wire.Garbled) as error:
        raise _lost(child, limits, killed=isinstance(error, channel.HungUp)) from error


def decoded(child: Child, frame: wire.Frame, limits: Limits) -> wire.Reply:
    """The reply in a frame; raises `Lost` if there is none in it."""
    try:
        return wire.decode(*frame)
    except wire.Garbled as error:
        raise _lost(child, limits, killed=False) from error


def replies(child: Child, request: bytes, seconds: float, limits: Limits) -> Iterator[wire.Reply]:
    """What a child says to a request; raises `Lost` as `frames` and `decoded` do."""
    for frame in frames(child, request, seconds, limits):
        yield decoded(child, frame, limits)


def excused(ask: Callable[[], T]) -> T:
    """What is asked for; once more where it was lost through no fault of the submission's, perhaps."""
    try:
        return ask()
    except Lost as lost:
        if not lost.killed:
            raise
    return ask()


def timeout(seconds: float) -> Broken:
    return Broken(Status.TIMEOUT, Message("timeout", {"seconds": seconds}))


def crashed() -> Broken:
    return Broken(Status.CRASHED, Message("crashed"))


def _lost(child: Child, limits: Limits, killed: bool) -> Lost:
    """How a child ended that fell silent or talks nonsense; ``killed`` if it may be that somebody killed it."""
    signal = child.end().signal
    if signal == CPU_SIGNAL:
        return Lost(timeout(limits.cpu_seconds))
    return Lost(crashed(), killed=killed and signal == KILL_SIGNAL)
