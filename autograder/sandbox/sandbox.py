"""The sandbox as the trusted side sees it: a warm parent that forks a child per submission, and that child."""

import os
import select
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from types import TracebackType
from typing import Self

from ..language import _
from . import channel, landlock, seccomp, starting, wire
from .child import Child, End, Reader
from .inside.orders import DISMISS, ENDED, FORK, KILL, ORDER, READY, REPORT, SETTINGS, WARM
from .limits import Limits
from .starting import Backend
from .view import SandboxUnavailable, View


def strongest() -> tuple[Backend, str]:
    """The stronger wall that works here, and a sentence on what the weaker one does not hold, where it is that.

    Raises
    ------
    SandboxUnavailable
        If neither does.
    """
    trouble = starting.trouble()
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


class Sandbox:
    """A warm parent behind its wall. A context manager: leaving it ends everything inside.

    Its ``reader`` takes notebooks apart; submissions run in children of their own.
    """

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
        self.reader = Reader(self.child)
        self._numbers = 0
        self._held: dict[int, bytes] = {}  # what was told of the ends of children, of those that somebody holds
        program = b"" if backend == "none" else self._filter()
        self._started = starting.started(python, distributions, backend)
        self._control = self._started.control
        self._start(program)

    @property
    def view(self) -> View:
        return self._started.view

    def _settings(self, program: bytes) -> bytes:
        return wire.encode(
            {
                "wall": self._started.backend,
                "limits": asdict(self.limits),
                "readable": self._started.readable,
                "filter": program,
                "staff": asdict(self.equipment),
            }
        )

    def _start(self, program: bytes) -> None:
        self._control.settimeout(starting.SECONDS)
        try:
            with os.fdopen(os.memfd_create("settings"), "w+b") as settings:
                settings.write(self._settings(program))
                settings.flush()
                socket.send_fds(self._control, [SETTINGS], [settings.fileno()])
            for due in (WARM, READY):
                if self._control.recv(4096)[:1] != due:
                    raise SandboxFailed("")
            self._try()
        except (OSError, SandboxFailed) as error:
            complaint = "" if isinstance(error, ConnectionError) else str(error)
            complaint = complaint or self._complaint()
            self.close()
            raise SandboxUnavailable(
                _("The sandbox does not start on this machine: {complaint}").format(complaint=complaint)
            ) from error

    def _try(self) -> None:
        """See a child isolate itself and answer, before any submission is at stake."""
        nothing = wire.encode({"op": "read", "name": "", "data": b""})
        try:
            next(self.reader.child.ask(nothing, self.limits.read_seconds))
        except (channel.HungUp, channel.TooSlow, channel.Untimely, wire.Garbled):
            self.reader.end()

    @staticmethod
    def _filter() -> bytes:
        try:
            return seccomp.filter_bytes()
        except seccomp.SeccompMissing as error:
            raise SandboxUnavailable(str(error)) from error

    def _complaint(self) -> str:
        self._started.process.kill()
        self._started.process.wait()
        self._started.complaints.seek(0)
        lines = self._started.complaints.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else _("it ended without a word.")

    def child(self) -> Child:
        """A new child, on a channel of its own that the warm parent does not keep.

        Raises
        ------
        SandboxFailed
            If the warm parent is gone.
        """
        while select.select([self._control], [], [], 0)[0]:
            self._hear()
        self._numbers += 1
        number = self._numbers
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with far:
            self.order(FORK, number, far.fileno())
        self._held[number] = b""
        return Child(near, self.limits, partial(self.kill, number), partial(self._dismiss, number))

    def order(self, what: bytes, number: int, *descriptors: int) -> None:
        """Send the warm parent an order about a child."""
        try:
            socket.send_fds(self._control, [ORDER.pack(what, number)], descriptors)
        except OSError as error:
            raise SandboxFailed(_("The sandbox ended in the middle of the run; grade the rest again.")) from error

    def kill(self, number: int) -> End:
        """Kill a child, unless it has ended by itself, and say how it ended."""
        if not self._held[number]:
            self.order(KILL, number)
        while not self._held[number]:
            self._hear()
        packet = self._held.pop(number)
        kind, _number, status, memory = REPORT.unpack(packet[: REPORT.size])
        if kind != ENDED:
            complaint = packet[REPORT.size :].decode("utf-8", "replace").strip()
            raise SandboxFailed(complaint or _("A child was not isolated."))
        return End(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, memory * 1024)

    def _dismiss(self, number: int) -> None:
        if self._held.pop(number, None) is not None:  # else it was killed already, and did not end as it should
            self.order(DISMISS, number)

    def _hear(self) -> None:
        """Take down the next report of the warm parent, unless the child was dismissed meanwhile."""
        try:
            packet = self._control.recv(4096)
        except OSError as error:
            raise SandboxFailed(_("The sandbox ended in the middle of the run; grade the rest again.")) from error
        if len(packet) < REPORT.size:
            raise SandboxFailed(_("The sandbox ended in the middle of the run; grade the rest again."))
        number = REPORT.unpack(packet[: REPORT.size])[1]
        if number in self._held:
            self._held[number] = packet

    def close(self) -> None:
        with suppress(SandboxFailed):
            self.reader.dismiss()
        self._started.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
