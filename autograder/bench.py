"""Sets up the bench that submissions are graded at: the sandboxes, and the papers with the reference's answers."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from . import assignments
from . import secret as secrets
from .course import CourseError
from .flow import Bench
from .mistakes import KnownMistakes
from .model import Assignment, Exercise, Submission
from .papers import Paper, public_paper, without
from .reference import answers, paper_of_set
from .rooms import Settings, absent, distributions, loaded, open_rooms
from .sandbox.view import stage


def prepare(settings: Settings) -> Settings:
    """Find out what has to be known before any student's code runs, so that no submission has a say in it.

    Raises
    ------
    SandboxUnavailable
        If the Python of the submissions does not run, or lacks what every assignment needs.
    """
    settings = replace(settings, absent=absent(settings))
    return replace(settings, made_with=_made_with(settings))


def _made_with(settings: Settings) -> str:
    """The digest of all that a result depends on, beside the submission and its student."""
    parts: list[object] = [settings.limits, settings.backend, settings.may_skip, sorted(settings.absent)]
    parts.append(secrets.fingerprint(settings.secret) if settings.secret else "")
    for assignment in loaded(settings):
        try:
            helpers = settings.course.helpers(assignment)
        except CourseError:
            return ""  # each submission brings its own
        parts += [assignments.digest(assignment.name), sorted(helpers.items())]
        parts.append(settings.course.reference(assignment.name))
        parts.append(stage(settings.python, distributions(settings, assignment)))
    return hashlib.sha256(repr(parts).encode() + package()).hexdigest()[:32]


@cache
def package() -> bytes:
    """A digest of this package: its version, down to the last edit."""
    whole = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        whole.update(file.read_bytes())
    return whole.digest()


@contextmanager
def open_bench(settings: Settings, papers: int | None = None) -> Iterator[Bench]:
    """A bench in this process, with warm sandboxes that have never seen the reference.

    It keeps so many ``papers``, those last asked for, or all.

    Raises
    ------
    AnswerError, CourseError, SandboxUnavailable
        With a sentence for the instructor; also later, when an assignment is first met.
    """
    with open_rooms(settings) as rooms:

        @cache
        def answered(name: str) -> Path | None:
            return answers(settings, name)

        @lru_cache(maxsize=papers)  # there are 64 for each assignment
        def of_set(name: str, number: int, folder: Path) -> Paper:
            return paper_of_set(folder, number, without(assignments.load(name), settings.absent))

        def of_student(assignment: Assignment, student: str) -> Paper:
            folder = answered(assignment.name)
            if settings.secret is None or folder is None:
                return public_paper(without(assignment, settings.absent))
            return of_set(assignment.name, secrets.set_of(settings.secret, student, assignment.name), folder)

        def mistakes(assignment: Assignment, student: str, exercise: Exercise) -> KnownMistakes:
            folder = answered(assignment.name)
            number = None
            if settings.secret is not None and folder is not None:
                number = secrets.set_of(settings.secret, student, assignment.name)
            return KnownMistakes(settings, assignment, exercise, number, folder)

        @lru_cache(maxsize=64)
        def helpers_beside(name: str, beside: Path) -> Mapping[str, str]:
            return settings.course.helpers(assignments.load(name), beside)

        def helpers(assignment: Assignment, submission: Submission) -> Mapping[str, str]:
            return helpers_beside(assignment.name, Path(submission.path).parent)

        yield Bench(
            loaded(settings),
            settings.limits,
            rooms.to_read,
            rooms.of,
            helpers,
            of_student,
            mistakes,
            settings.absent,
            settings.may_skip,
            settings.made_with,
        )
