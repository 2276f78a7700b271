"""The reference: what the source notebook answers to the hidden cases of all sets.

Its answers are computed when an assignment is first met, in a sandbox that ends before any submission is asked the
same, and kept under ``.autograder/answers`` by everything that they depend on. What they are the answers to is kept
beside them: to draw it anew would take every worker milliseconds for each set.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from . import assignments, kept
from . import secret as secrets
from .flow import reference_answers
from .model import Assignment, Submission, Value
from .papers import Paper, paper, reference_paper, without
from .rooms import Settings, distributions, open_rooms
from .sandbox.limits import Limits
from .sandbox.view import stage

LIMITS = Limits(seconds=600.0, cpu_seconds=600)
"""It answers the cases of several sets in one go, and is trusted to end."""

AT_ONCE = 8
"""It answers so many sets at once; they may take megabytes each."""

KEPT_FOLDERS = 8
"""Answers of so many earlier states of an assignment stay, so that going back and forth costs nothing."""


def answers(settings: Settings, name: str) -> Path | None:
    """The folder of the answers to the assignment of that name, computed now where they are not kept.

    None where there is no reference.

    Raises
    ------
    AnswerError, CourseError, SandboxUnavailable
        With a sentence for the instructor.
    """
    course, assignment = settings.course, assignments.load(name)
    source = course.reference(name)
    if settings.secret is None or source is None:
        return None
    folder = _folder(settings, assignment, settings.secret, source)
    if not _is_complete(folder):
        with kept.alone(folder):
            if not _is_complete(folder):  # another worker may have computed them meanwhile
                _compute(settings, assignment, settings.secret, source, folder)
                kept.tidy()
    folder.touch()  # the last to be forgotten, while it is in use
    return folder


def _compute(settings: Settings, assignment: Assignment, secret: bytes, source: bytes, folder: Path) -> None:
    course = settings.course
    asked, helpers = without(assignment, settings.absent), course.helpers(assignment)
    reference = Submission(str(course.notebook(assignment.name).relative_to(course.root)), "reference", source)
    with open_rooms(replace(settings, limits=LIMITS)) as rooms:
        for start in range(0, secrets.SETS, AT_ONCE):
            numbers = range(start, start + AT_ONCE)
            drawn = reference_paper(asked, secret, numbers)
            _keep(folder, numbers, drawn, reference_answers(reference, drawn, helpers, rooms.of(assignment)))
    kept.forget(folder.parent, assignment.name, KEPT_FOLDERS)


def paper_of_set(folder: Path, number: int, assignment: Assignment) -> Paper:
    """The paper of a set, of what is kept in the folder; arrays are the file's own pages, and cannot be written to."""
    of_set = kept.read(folder / f"{number:02}.answers")
    return paper(assignment, of_set["inputs"], of_set["answers"])


def _folder(settings: Settings, assignment: Assignment, secret: bytes, source: bytes) -> Path:
    """Where the answers lie, by all that they depend on."""
    view = stage(settings.python, distributions(settings, assignment))
    parts = [assignments.digest(assignment.name), secrets.fingerprint(secret), repr(view), kept.FORMAT]
    parts += [f"{name}\0{text}" for name, text in sorted(settings.course.helpers(assignment).items())]
    digest = hashlib.sha256("\0".join(parts).encode() + source).hexdigest()[:16]
    return settings.course.state / "answers" / f"{assignment.name}-{digest}"


def _is_complete(folder: Path) -> bool:
    return all((folder / f"{number:02}.answers").is_file() for number in range(secrets.SETS))


def _keep(folder: Path, numbers: Sequence[int], asked: Paper, given: Mapping[str, list[Value]]) -> None:
    """Keep these sets, a file for each; ``given`` are the answers to one after the other."""
    drawn = {
        name: [each.inputs for each in asked.questions[name][len(asked.questions[name]) - len(values) :]]
        for name, values in given.items()
    }
    for place, number in enumerate(numbers):
        of_set = {
            kind: {name: _part(values, place, len(numbers)) for name, values in every.items()}
            for kind, every in {"inputs": drawn, "answers": given}.items()
        }
        kept.write(folder / f"{number:02}.answers", of_set)


def _part(values: Sequence[Value], place: int, count: int) -> Sequence[Value]:
    """The part of that place, of so many equal ones."""
    size = len(values) // count
    return values[place * size : (place + 1) * size]
