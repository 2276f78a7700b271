"""The start of a warm parent behind its wall, before it is known what it will be for.

It takes as long as a command's own imports. A command that will need one can start it `ahead` of these, and both go at
once: what is imported here must not take long.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Literal

from ..language import _
from . import bubblewrap, landlock
from .cache import hold
from .inside import isolation
from .inside.orders import WARM
from .view import SandboxUnavailable, View, stage

Backend = Literal["bwrap", "landlock", "none"]

SECONDS = 60
"""So long may a start take."""

COMMON = ("numpy",)
"""The distributions of most assignments."""


@dataclass(frozen=True)
class Wall:
    """How the warm parent is started, and what it may read where the wall does not mount a view of its own."""

    command: Sequence[str]
    environment: Mapping[str, str]
    readable: Sequence[str] = ()


@dataclass(frozen=True)
class Started:
    """A warm parent that imports and warms up, and then waits for its settings on the control socket."""

    python: str
    distributions: tuple[str, ...]
    backend: Backend
    view: View
    readable: Sequence[str]
    control: socket.socket
    process: subprocess.Popen[bytes]
    complaints: IO[bytes]
    held: IO[bytes] | None

    def warm(self) -> bool:
        """Whether it gets that far; this waits, and leaves what it says of it to be received."""
        self.control.settimeout(SECONDS)
        with suppress(OSError):
            return self.control.recv(1, socket.MSG_PEEK) == WARM
        return False

    def close(self) -> None:
        self.control.close()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.complaints.close()
        if self.held is not None:
            self.held.close()


_ahead: list[Started] = []


def ahead() -> None:
    """Start the warm parent that is asked for most often; it ends with this process, if nobody asks for it."""
    with suppress(SandboxUnavailable, OSError):  # whoever needs one will hear of it
        if isolation.may_make_namespaces(bubblewrap.UID):
            _ahead.append(_start(sys.executable, COMMON, "bwrap"))


def trouble() -> str | None:
    """Why bubblewrap cannot wall a submission in here, in English; None if it can, as a start ahead or a trial says."""
    return None if any(each.warm() for each in _ahead) else bubblewrap.trouble()


def started(python: str, distributions: tuple[str, ...], backend: Backend) -> Started:
    """A warm parent: the one that was started ahead, if it is of this kind, or one that starts now.

    Raises
    ------
    SandboxUnavailable
        If ``python`` does not run or lacks one of the distributions, or there is no such wall here.
    """
    for each in _ahead:
        if (each.python, each.distributions, each.backend) == (python, distributions, backend):
            _ahead.remove(each)
            return each
    return _start(python, distributions, backend)


def _start(python: str, distributions: tuple[str, ...], backend: Backend) -> Started:
    view = stage(python, distributions)
    held = hold()
    control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    complaints = tempfile.TemporaryFile()
    with far:
        wall = _wall(backend, view, far.fileno())
        process = subprocess.Popen(
            wall.command,
            pass_fds=(far.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=wall.environment,
            cwd="/",
            start_new_session=True,  # an interrupt from the terminal is the grader's to handle
        )
    return Started(python, distributions, backend, view, wall.readable, control, process, complaints, held)


def _wall(backend: Backend, view: View, control: int) -> Wall:
    if backend == "none":
        return Wall(bubblewrap.interpreter(view.executable, view.site, control, os.getuid()), bubblewrap.ENVIRONMENT)
    if backend == "landlock":
        if not landlock.available():
            raise SandboxUnavailable(
                _(
                    "This kernel has no Landlock, or it is switched off or older than version 3 (Linux 6.2), and "
                    "nothing is graded without isolation."
                )
            )
        python = landlock.interpreter(view)
        command = bubblewrap.interpreter(python, view.site, control, bubblewrap.UID)
        return Wall(command, landlock.environment(view), landlock.readable(view, python))
    return Wall(bubblewrap.command(view, control), bubblewrap.ENVIRONMENT)
