"""Sets up the bench that submissions are graded at: the sandbox, and the papers with the reference's answers.

The answers of all sets are computed once, in a sandbox that ends before the first submission, and kept under
``.autograder/answers`` by everything that they depend on.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from . import assignments
from . import secret as secrets
from .course import Course
from .flow import Bench, reference_answers
from .model import Assignment, Submission, Value
from .papers import Paper, drawn_inputs, paper, public_paper, reference_paper
from .sandbox import wire
from .sandbox.limits import Limits
from .sandbox.sandbox import Backend, Sandbox
from .sandbox.view import View


@dataclass(frozen=True)
class Settings:
    """How to grade: plain data, so that every worker can set up a bench of its own.

    Without a ``secret`` there are no hidden cases, and public ones carry the points. ``answers`` says where those of
    the reference lie for each assignment that has them: `prepare` fills it in.
    """

    course: Course
    assignments: tuple[str, ...]
    secret: bytes | None
    python: str
    backend: Backend = "bwrap"
    limits: Limits = field(default_factory=Limits)
    answers: tuple[tuple[str, Path], ...] = ()


def prepare(settings: Settings) -> Settings:
    """Have the reference answer all hidden cases whose answers are not kept yet; the settings to grade with.

    Raises
    ------
    AnswerError, CourseError, SandboxUnavailable
        With a sentence for the instructor.
    """
    secret, course = settings.secret, settings.course
    if secret is None:
        return settings
    loaded = _loaded(settings)
    answers = []
    with _sandbox(settings, loaded) as sandbox:
        for assignment in loaded:
            reference = course.reference(assignment.name)
            if reference is None:
                continue
            helpers = course.helpers(assignment)
            folder = _answers_folder(course, assignment, secret, reference, helpers, sandbox.view)
            if not _complete(folder):
                path = str(course.notebook(assignment.name).relative_to(course.root))
                questions = reference_paper(assignment, secret)
                given = reference_answers(Submission(path, "reference", reference), questions, helpers, sandbox)
                _keep(folder, assignment, secret, given)
            folder.touch()  # the last to be forgotten, while it is in use
            answers.append((assignment.name, folder))
    return replace(settings, answers=tuple(answers))


@contextmanager
def open_bench(settings: Settings) -> Iterator[Bench]:
    """A bench in this process, with a warm sandbox that has never seen the reference."""
    loaded = _loaded(settings)
    folders = dict(settings.answers)
    with _sandbox(settings, loaded) as sandbox:

        @lru_cache(maxsize=secrets.SETS * len(loaded))
        def of_set(name: str, number: int) -> Paper:
            assert settings.secret is not None
            return paper(assignments.load(name), settings.secret, number, _kept(folders[name], number))

        def of_student(assignment: Assignment, student: str) -> Paper:
            if settings.secret is None or assignment.name not in folders:
                return public_paper(assignment)
            return of_set(assignment.name, secrets.set_of(settings.secret, student, assignment.name))

        @lru_cache(maxsize=64)
        def helpers_beside(name: str, beside: Path) -> Mapping[str, str]:
            return settings.course.helpers(assignments.load(name), beside)

        def helpers(assignment: Assignment, submission: Submission) -> Mapping[str, str]:
            return helpers_beside(assignment.name, Path(submission.path).parent)

        yield Bench(sandbox, loaded, helpers, of_student)


def _loaded(settings: Settings) -> list[Assignment]:
    return [assignments.load(name) for name in settings.assignments]


def _sandbox(settings: Settings, loaded: list[Assignment]) -> Sandbox:
    distributions = tuple(sorted({name for assignment in loaded for name in assignment.distributions}))
    return Sandbox(settings.python, distributions, settings.limits, settings.backend)


# --- answers that are kept --------------------------------------------------------------------------------------


def _answers_folder(
    course: Course, assignment: Assignment, secret: bytes, reference: bytes, helpers: Mapping[str, str], view: View
) -> Path:
    """Where the answers lie, by all that they depend on."""
    parts = [assignments.digest(assignment.name), secrets.fingerprint(secret), repr(view)]
    parts += [f"{name}\0{text}" for name, text in sorted(helpers.items())]
    digest = hashlib.sha256("\0".join(parts).encode() + reference).hexdigest()[:16]
    return course.state / "answers" / f"{assignment.name}-{digest}"


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
