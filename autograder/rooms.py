"""How to grade, and the warm sandboxes in which that is done."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from . import assignments
from .course import Course, CourseError
from .model import Assignment
from .sandbox.limits import Limits
from .sandbox.sandbox import Equipment, Sandbox
from .sandbox.starting import Backend
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


AGAIN = 4
"""So often a sandbox is started again that did not start."""


class Rooms:
    """The warm sandboxes of one process, each opened when it is first asked for: one for each assignment.

    A submission has to be read before it is known what it is of. It is read where it most likely belongs, so that it
    can stay there.
    """

    def __init__(self, settings: Settings, stack: ExitStack) -> None:
        self._settings = settings
        self._stack = stack
        self._open: dict[tuple[tuple[str, ...], str], Sandbox] = {}
        self._last = ""

    def of(self, assignment: Assignment) -> Sandbox:
        """Where submissions of an assignment are examined."""
        self._last = assignment.name
        return self._room(distributions(self._settings, assignment), assignment.name)

    def to_read(self, folder: str, data: bytes = b"") -> Sandbox:
        """Where a submission is read that lies in a folder of that name: of that assignment, or of the last one.

        Of the first submission its bytes may tell, so that one alone needs one sandbox.
        """
        name = folder if folder in self._settings.assignments else self._last or likely(self._settings, data)
        return self._room(distributions(self._settings, assignments.load(name)), name)

    def _room(self, libraries: tuple[str, ...], name: str) -> Sandbox:
        if (libraries, name) not in self._open:
            self._open[libraries, name] = self._opened(libraries, equipment(self._settings.course, name))
        return self._open[libraries, name]

    def _opened(self, libraries: tuple[str, ...], ready: Equipment) -> Sandbox:
        how = self._settings.python, libraries, self._settings.limits, self._settings.backend, ready
        for _ in range(AGAIN):
            with suppress(SandboxUnavailable):  # somebody may have killed it as it started
                return self._stack.enter_context(Sandbox(*how))
        return self._stack.enter_context(Sandbox(*how))


def likely(settings: Settings, data: bytes) -> str:
    """The assignment most of whose functions these bytes seem to define: a guess, which decides nothing."""

    def seen(assignment: Assignment) -> int:
        return sum(f"def {exercise.name}".encode() in data for exercise in assignment.exercises)

    return max(loaded(settings), key=seen).name


@contextmanager
def open_rooms(settings: Settings) -> Iterator[Rooms]:
    """Warm sandboxes, which end with this."""
    with ExitStack() as stack:
        yield Rooms(settings, stack)


def equipment(course: Course, name: str) -> Equipment:
    """What the sandbox of an assignment holds ready: nothing where the course has no helpers for it.

    Those that came with a submission are no staff's: they must not run where another one could find their traces.
    """
    assignment = assignments.load(name)
    try:
        helpers = course.helpers(assignment)
    except CourseError:
        return Equipment()
    wanted = {case.driver for exercise in assignment.exercises for case in exercise.cases if case.driver}
    drivers = {each: assignments.driver(each) for each in sorted(wanted)}
    return Equipment(helpers, assignment.stand_ins, drivers, course.released(name))


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
