"""Grades one submission after another at a warm bench, which is opened when it is first needed."""

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
