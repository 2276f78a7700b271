"""Grades one submission after another at a warm bench, which is opened when it is first needed."""

import atexit
from contextlib import ExitStack

from ..bench import open_bench
from ..flow import Bench, grade
from ..intake import Found, load, lost
from ..model import Result
from ..rooms import Settings
from ..sandbox.sandbox import SandboxFailed

TRIES = 5
"""How often a submission is graded, should the sandbox die of it; then it is the submission's doing."""


class Desk:
    """A bench that is kept from one submission to the next, until it is closed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = ExitStack()
        self._bench: Bench | None = None

    def grade(self, found: Found) -> Result:
        for _ in range(TRIES):
            bench = self._bench = self._bench or self._open.enter_context(open_bench(self._settings))
            loaded = load(found, self._settings.limits.notebook)
            try:
                return loaded if isinstance(loaded, Result) else grade(loaded, bench)
            except SandboxFailed:
                self.close()
        return lost(found)

    def close(self) -> None:
        self._bench = None
        self._open.close()


class Kept:
    """The desk of this process: the formgrader's server grades again and again, and needs no more than one."""

    settings: Settings | None = None
    desk: Desk | None = None


def desk(settings: Settings) -> Desk:
    """The desk of an earlier run, if nothing that results depend on has changed since; else a new one in its place."""
    if Kept.desk is None or not settings.made_with or Kept.settings != settings:
        close()
        Kept.settings, Kept.desk = settings, Desk(settings)
    return Kept.desk


@atexit.register
def close() -> None:
    """Close the desk of this process, where there is one."""
    if Kept.desk is not None:
        Kept.desk.close()
        Kept.desk = None
