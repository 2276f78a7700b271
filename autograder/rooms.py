"""How to grade, and the warm sandboxes in which that is done."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache

from . import assignments
from .course import Course
from .model import Assignment
from .sandbox.limits import Limits
from .sandbox.sandbox import Backend, Sandbox
from .sandbox.view import SandboxUnavailable, missing


@dataclass(frozen=True)
class Settings:
    """How to grade: plain data, so that every worker can set up a bench of its own.

    Without a ``secret`` there are no hidden cases, and public ones carry the points. ``may_skip`` says that exercises
    whose optional library is absent are skipped. What `bench.prepare` finds out it fills in: which libraries are
    absent, and a digest of all that results depend on, empty where that cannot be known.
    """

    course: Course
    assignments: tuple[str, ...]
    secret: bytes | None = field(repr=False)  # settings may be shown, in the log of a cluster for one
    python: str
    backend: Backend
    limits: Limits = field(default_factory=Limits)
    may_skip: bool = False
    absent: frozenset[str] = frozenset()
    made_with: str = ""


Rooms = Callable[[Assignment | None], Sandbox]
"""Gives the warm sandbox of an assignment; that of None is where submissions are read."""


@contextmanager
def open_rooms(settings: Settings) -> Iterator[Rooms]:
    """Warm sandboxes, one for each choice of libraries, each opened when it is first asked for."""
    with ExitStack() as stack:

        @lru_cache
        def opened(libraries: tuple[str, ...]) -> Sandbox:
            for _ in range(2):
                with suppress(SandboxUnavailable):  # somebody may have killed it as it started
                    return started(libraries)
            return started(libraries)

        def started(libraries: tuple[str, ...]) -> Sandbox:
            return stack.enter_context(Sandbox(settings.python, libraries, settings.limits, settings.backend))

        yield lambda assignment: opened(distributions(settings, assignment))


def loaded(settings: Settings) -> list[Assignment]:
    """The assignments that submissions may be of."""
    return [assignments.load(name) for name in settings.assignments]


def distributions(settings: Settings, assignment: Assignment | None) -> tuple[str, ...]:
    """What submissions may import: what every assignment needs, and what this one needs and is there."""
    names = {name for each in loaded(settings) for name in each.distributions}
    if assignment is not None:
        names |= {each.needs for each in assignment.exercises if each.needs} - settings.absent
    return tuple(sorted(names))


def absent(settings: Settings) -> frozenset[str]:
    """The optional libraries that the Python of the submissions lacks."""
    needed = {exercise.needs for assignment in loaded(settings) for exercise in assignment.exercises if exercise.needs}
    return frozenset(missing(settings.python, sorted(needed)))
