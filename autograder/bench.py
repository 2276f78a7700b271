"""Sets up the bench that submissions are graded at: the sandbox, and the papers with the reference's answers.

The answers of all sets are computed once, in a sandbox that ends before the first submission, and kept under
``.autograder/answers`` by everything that they depend on.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from . import assignments
from . import secret as secrets
from .course import Course, CourseError
from .flow import Bench, reference_answers
from .model import Assignment, Submission, Value
from .papers import Paper, drawn_inputs, paper, public_paper, reference_paper, without
from .sandbox import wire
from .sandbox.limits import Limits
from .sandbox.sandbox import Backend, Sandbox
from .sandbox.view import SandboxUnavailable, missing, stage


@dataclass(frozen=True)
class Settings:
    """How to grade: plain data, so that every worker can set up a bench of its own.

    Without a ``secret`` there are no hidden cases, and public ones carry the points. ``may_skip`` says that exercises
    whose optional library is absent are skipped. What `prepare` finds out it fills in: where the answers of the
    reference lie for each assignment that has them, which libraries are absent, and a digest of all that results
    depend on, empty where that cannot be known.
    """

    course: Course
    assignments: tuple[str, ...]
    secret: bytes | None
    python: str
    backend: Backend
    limits: Limits = field(default_factory=Limits)
    may_skip: bool = False
    answers: tuple[tuple[str, Path], ...] = ()
    absent: frozenset[str] = frozenset()
    made_with: str = ""


def prepare(settings: Settings) -> Settings:
    """Look for optional libraries, and have the reference answer all hidden cases whose answers are not kept yet.

    Returns
    -------
    Settings
        To grade with. All of this is settled before any student's code runs: no submission has a say in it.

    Raises
    ------
    AnswerError, CourseError, SandboxUnavailable
        With a sentence for the instructor.
    """
    secret, course = settings.secret, settings.course
    settings = replace(settings, absent=_absent(settings))
    if secret is None:
        return replace(settings, made_with=_made_with(settings))
    answers = []
    with _rooms(settings) as room:
        for assignment in _loaded(settings):
            reference = course.reference(assignment.name)
            if reference is None:
                continue
            asked = without(assignment, settings.absent)
            helpers = course.helpers(assignment)
            folder = _answers_folder(settings, assignment, secret, reference, helpers)
            if not _complete(folder):
                path = str(course.notebook(assignment.name).relative_to(course.root))
                questions = reference_paper(asked, secret)
                given = reference_answers(
                    Submission(path, "reference", reference), questions, helpers, room(assignment)
                )
                _keep(folder, asked, secret, given)
            folder.touch()  # the last to be forgotten, while it is in use
            answers.append((assignment.name, folder))
    settings = replace(settings, answers=tuple(answers))
    return replace(settings, made_with=_made_with(settings))


def _made_with(settings: Settings) -> str:
    """The digest of all that a result depends on, beside the submission and its student."""
    parts: list[object] = [settings.limits, settings.backend, settings.may_skip, sorted(settings.absent)]
    parts += [secrets.fingerprint(settings.secret) if settings.secret else "", sorted(settings.answers)]
    for assignment in _loaded(settings):
        try:
            helpers = settings.course.helpers(assignment)
        except CourseError:
            return ""  # each submission brings its own
        parts += [assignments.digest(assignment.name), sorted(helpers.items())]
        parts.append(stage(settings.python, _distributions(settings, assignment)))
    whole = hashlib.sha256(repr(parts).encode())
    for file in sorted(Path(__file__).parent.rglob("*.py")):  # the version of this package, down to the last edit
        whole.update(file.read_bytes())
    return whole.hexdigest()[:32]


@contextmanager
def open_bench(settings: Settings) -> Iterator[Bench]:
    """A bench in this process, with warm sandboxes that have never seen the reference."""
    loaded = _loaded(settings)
    folders = dict(settings.answers)
    with _rooms(settings) as room:

        @lru_cache(maxsize=secrets.SETS * len(loaded))
        def of_set(name: str, number: int) -> Paper:
            assert settings.secret is not None
            asked = without(assignments.load(name), settings.absent)
            return paper(asked, settings.secret, number, _kept(folders[name], number))

        def of_student(assignment: Assignment, student: str) -> Paper:
            if settings.secret is None or assignment.name not in folders:
                return public_paper(without(assignment, settings.absent))
            return of_set(assignment.name, secrets.set_of(settings.secret, student, assignment.name))

        @lru_cache(maxsize=64)
        def helpers_beside(name: str, beside: Path) -> Mapping[str, str]:
            return settings.course.helpers(assignments.load(name), beside)

        def helpers(assignment: Assignment, submission: Submission) -> Mapping[str, str]:
            return helpers_beside(assignment.name, Path(submission.path).parent)

        reading = room(None)
        yield Bench(reading, loaded, room, helpers, of_student, settings.absent, settings.may_skip, settings.made_with)


def _loaded(settings: Settings) -> list[Assignment]:
    return [assignments.load(name) for name in settings.assignments]


def _absent(settings: Settings) -> frozenset[str]:
    needed = {exercise.needs for assignment in _loaded(settings) for exercise in assignment.exercises if exercise.needs}
    return frozenset(missing(settings.python, sorted(needed)))


@contextmanager
def _rooms(settings: Settings) -> Iterator[Callable[[Assignment | None], Sandbox]]:
    """The warm sandboxes, one for each choice of libraries, each opened when it is first asked for.

    The room of None is where submissions are read: it has what every assignment needs.
    """
    with ExitStack() as stack:

        @lru_cache
        def opened(distributions: tuple[str, ...]) -> Sandbox:
            for _ in range(2):
                with suppress(SandboxUnavailable):  # somebody may have killed it as it started
                    return started(distributions)
            return started(distributions)

        def started(distributions: tuple[str, ...]) -> Sandbox:
            return stack.enter_context(Sandbox(settings.python, distributions, settings.limits, settings.backend))

        yield lambda assignment: opened(_distributions(settings, assignment))


def _distributions(settings: Settings, assignment: Assignment | None) -> tuple[str, ...]:
    names = {name for each in _loaded(settings) for name in each.distributions}
    if assignment is not None:
        names |= {each.needs for each in assignment.exercises if each.needs} - settings.absent
    return tuple(sorted(names))


# --- answers that are kept --------------------------------------------------------------------------------------


def _answers_folder(
    settings: Settings, assignment: Assignment, secret: bytes, reference: bytes, helpers: Mapping[str, str]
) -> Path:
    """Where the answers lie, by all that they depend on."""
    view = stage(settings.python, _distributions(settings, assignment))
    parts = [assignments.digest(assignment.name), secrets.fingerprint(secret), repr(view)]
    parts += [f"{name}\0{text}" for name, text in sorted(helpers.items())]
    digest = hashlib.sha256("\0".join(parts).encode() + reference).hexdigest()[:16]
    return settings.course.state / "answers" / f"{assignment.name}-{digest}"


def _complete(folder: Path) -> bool:
    return all((folder / f"{number:02}.answers").is_file() for number in range(secrets.SETS))


KEPT_FOLDERS = 8
"""Answers of so many earlier states of an assignment stay, so that going back and forth costs nothing."""


def _keep(folder: Path, assignment: Assignment, secret: bytes, answers: Mapping[str, list[Value]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    counts = {
        exercise.name: len(drawn_inputs(assignment.name, exercise, secret, 0)) for exercise in assignment.exercises
    }
    for number in range(secrets.SETS):
        of_set = {name: values[number * counts[name] : (number + 1) * counts[name]] for name, values in answers.items()}
        descriptor, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(wire.encode(of_set))
        Path(name).replace(folder / f"{number:02}.answers")
    older = sorted(folder.parent.glob(f"{assignment.name}-*"), key=lambda each: each.stat().st_mtime, reverse=True)
    for forgotten in older[KEPT_FOLDERS:]:
        shutil.rmtree(forgotten, ignore_errors=True)


def _kept(folder: Path, number: int) -> dict[str, list[Value]]:
    answers: dict[str, list[Value]] = wire.load((folder / f"{number:02}.answers").read_bytes())
    return answers
