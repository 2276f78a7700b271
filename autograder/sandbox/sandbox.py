"""The sandbox as the trusted side sees it: a warm parent that forks a child per submission, and that child."""

import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

from ..language import _
from . import bubblewrap, channel, landlock, seccomp, wire
from .inside.orders import ENDED, FORK, KILL, ORDER, READY, REPORT
from .limits import Limits
from .view import SandboxUnavailable, stage

Backend = Literal["bwrap", "landlock", "none"]

TOKEN = 8
"""Bytes of a request's token."""


def strongest() -> tuple[Backend, str]:
    """The stronger wall that works here, and a sentence on what the weaker one does not hold, where it is that.

    Raises
    ------
    SandboxUnavailable
        If neither does.
    """
    trouble = bubblewrap.trouble()
    if trouble is None:
        return "bwrap", ""
    if landlock.available():
        return "landlock", _("Sandbox: Landlock, for {trouble}. It holds less: {lacks}.").format(
            trouble=_(trouble), lacks=_("; ").join(map(_, landlock.LACKS))
        )
    raise SandboxUnavailable(
        _(
            "Nothing is graded without isolation: {trouble}, and this kernel has no Landlock, or it is switched off or "
            "older than version 3 (Linux 6.2). docs/setup.md says what to do."
        ).format(trouble=_(trouble))
    )


class SandboxFailed(Exception):
    """The sandbox itself broke, through no fault of a submission."""


@dataclass(frozen=True)
class End:
    """How a child ended: the signal that killed it (0 for none) and its peak memory in bytes."""

    signal: int
    memory: int


@dataclass(frozen=True)
class Wall:
    """How the warm parent is started, and what it may read where the wall does not mount a view of its own."""

    command: Sequence[str]
    environment: Mapping[str, str]
    readable: Sequence[str] = ()


@dataclass(frozen=True)
class Equipment:
    """What a warm parent has ready of an assignment: all of it is the staff's, and none of it a secret.

    Parameters
    ----------
    helpers, stand_ins, drivers
        Modules that submissions import, other names of these (None for an empty module), and the functions that call
        submissions: texts by name.
    cells
        The code of the notebook that students get. What they leave as it is need not be taken apart again.
    """

    helpers: Mapping[str, str] = field(default_factory=dict)
    stand_ins: Mapping[str, str | None] = field(default_factory=dict)
    drivers: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[str, ...] = ()

    def covers(self, other: "Equipment") -> bool:
        """Whether the modules of another are among these."""
        same = self.helpers == other.helpers and self.stand_ins == other.stand_ins
        return same and other.drivers.items() <= self.drivers.items()


class Child:
    """A submission's own process. ``ask`` while it lives; ``end`` kills it and tells how it ended, ``dismiss`` does not
    wait for that."""

    def __init__(self, parent: "Sandbox", number: int, connection: socket.socket) -> None:
        self._parent = parent
        self._number = number
        self._channel = channel.Channel(connection)
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
            yield self._channel.receive(token, deadline, self._parent.limits)

    def end(self) -> End:
        if self._end is None:
            self._channel.close()
            self._end = self._parent.kill(self._number)
        return self._end

    def dismiss(self) -> None:
        """Kill it, and go on meanwhile: the kernel takes its time to undo namespaces."""
        if self._end is None:
            self._channel.close()
            self._parent.order(KILL, self._number)


class Sandbox:
    """A warm parent behind its wall. A context manager: leaving it ends everything inside."""

    def __init__(
        self,
        python: str = sys.executable,
        distributions: tuple[str, ...] = ("numpy",),
        limits: Limits | None = None,
        backend: Backend = "bwrap",
        equipment: Equipment | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.equipment = equipment or Equipment()
        self._numbers = 0
        self._backend = backend
        self.view = stage(python, distributions)
        self._control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._complaints = tempfile.TemporaryFile()
        with far, os.fdopen(os.memfd_create("orders"), "w+b") as orders:
            wall = self._wall(far.fileno(), orders.fileno())
            orders.write(wire.encode(self._settings(wall)))
            orders.flush()
            self._process = subprocess.Popen(
                wall.command,
                pass_fds=(far.fileno(), orders.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                env=wall.environment,
                cwd="/",
                start_new_session=True,  # an interrupt from the terminal is the grader's to handle
            )
        self._start()

    def _wall(self, *descriptors: int) -> Wall:
        view = self.view
        if self._backend == "none":
            return Wall(bubblewrap.interpreter(view.executable, view.site, *descriptors), bubblewrap.ENVIRONMENT)
        if self._backend == "landlock":
            if not landlock.available():
                raise SandboxUnavailable(
                    _(
                        "This kernel has no Landlock, or it is switched off or older than version 3 (Linux 6.2), and "
                        "nothing is graded without isolation."
                    )
                )
            python = landlock.interpreter(view)
            command = bubblewrap.interpreter(python, view.site, *descriptors)
            return Wall(command, landlock.environment(view), landlock.readable(view, python))
        return Wall(bubblewrap.command(view, *descriptors), bubblewrap.ENVIRONMENT)

    def _settings(self, wall: Wall) -> dict[str, Any]:
        return {
            "wall": self._backend,
            "uid": bubblewrap.UID,
            "limits": asdict(self.limits),
            "readable": wall.readable,
            "filter": b"" if self._backend == "none" else self._filter(),
            "staff": asdict(self.equipment),
        }

    def _start(self) -> None:
        try:
            self._control.settimeout(60)
            if self._control.recv(4096)[:1] != READY:
                raise SandboxFailed("")
            self._try()
        except (OSError, SandboxFailed) as error:
            complaint = str(error) or self._complaint()
            self.close()
            raise SandboxUnavailable(
                _("The sandbox does not start on this machine: {complaint}").format(complaint=complaint)
            ) from error

    def _try(self) -> None:
        """See a child isolate itself and answer, before any submission is at stake."""
        with submission(self) as child, suppress(channel.HungUp, channel.TooSlow, channel.Untimely, wire.Garbled):
            next(child.ask(wire.encode({"op": "read", "name": "", "data": b""}), self.limits.read_seconds))

    @staticmethod
    def _filter() -> bytes:
        try:
            return seccomp.filter_bytes()
        except seccomp.SeccompMissing as error:
            raise SandboxUnavailable(str(error)) from error

    def _complaint(self) -> str:
        self._process.kill()
        self._process.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else _("it ended without a word.")

    def child(self) -> Child:
        """A new child, on a channel of its own that the warm parent does not keep.

        Raises
        ------
        SandboxFailed
            If the warm parent is gone.
        """
        while select.select([self._control], [], [], 0)[0]:
            self._reported()  # how a child ended that was dismissed
        self._numbers += 1
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with far:
            self.order(FORK, self._numbers, far.fileno())
        return Child(self, self._numbers, near)

    def order(self, what: bytes, number: int, *descriptors: int) -> None:
        """Send the warm parent an order about a child."""
        try:
            socket.send_fds(self._control, [ORDER.pack(what, number)], descriptors)
        except OSError as error:
            raise SandboxFailed(_("The sandbox ended in the middle of the run; grade the rest again.")) from error

    def kill(self, number: int) -> End:
        """Kill a child, unless it has ended by itself, and say how it ended."""
        self.order(KILL, number)
        while True:
            packet = self._reported()
            kind, ended, status, memory = REPORT.unpack(packet[: REPORT.size])
            if ended == number:
                break
        if kind != ENDED:
            complaint = packet[REPORT.size :].decode("utf-8", "replace").strip()
            raise SandboxFailed(complaint or _("A child was not isolated."))
        return End(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, memory * 1024)

    def _reported(self) -> bytes:
        """The next report of the warm parent."""
        try:
            packet = self._control.recv(4096)
        except OSError as error:
            raise SandboxFailed(_("The sandbox ended in the middle of the run; grade the rest again.")) from error
        if len(packet) < REPORT.size:
            raise SandboxFailed(_("The sandbox ended in the middle of the run; grade the rest again."))
        return packet

    def close(self) -> None:
        self._control.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._complaints.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def submission(sandbox: Sandbox) -> Iterator[Child]:
    """A child that is ended whatever happens."""
    child = sandbox.child()
    try:
        yield child
    finally:
        child.end()
