"""What each student has in a grading, small enough for a whole course: of results, or of an nbgrader gradebook."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import assignments
from .language import _
from .model import ExerciseResult, Result, Status
from .outlets import reading
from .outlets.reading import ReadError
from .outlets.words import say

SQLITE, SQLITE_URL = b"SQLite format 3\0", "sqlite:///"


@dataclass(frozen=True)
class Asked:
    """How a case ended, and what was said of it."""

    name: str
    public: bool
    status: Status
    said: str


@dataclass(frozen=True)
class Part:
    """What an exercise has earned. ``cases`` is None in a gradebook, which knows of none."""

    score: float
    max_score: float
    by_hand: bool
    cases: tuple[Asked, ...] | None


@dataclass(frozen=True)
class Standing:
    """What a submission has earned, by exercise. ``submission`` is empty in a gradebook."""

    student: str
    assignment: str
    submission: str
    score: float
    max_score: float
    parts: dict[str, Part]


def standings(place: str) -> Iterator[Standing]:
    """The standings of a results folder or file, of a gradebook's file, or of a gradebook at a URL.

    Raises
    ------
    ReadError
        If there are none, or nbgrader is needed and not there.
    """
    if "://" in place and not place.startswith(SQLITE_URL):
        yield from _of_gradebook(place)
        return
    path = Path(place.removeprefix(SQLITE_URL))
    if _is_sqlite(path):
        yield from _of_gradebook(f"{SQLITE_URL}{path.resolve().as_uri()}?mode=ro&uri=true")
    else:
        yield from map(_of_result, reading.results(path))


def _of_result(result: Result) -> Standing:
    asked = (each for each in result.exercises if each.status is not Status.SKIPPED)
    return Standing(
        result.student,
        result.assignment or "",
        result.submission,
        result.score,
        result.max_score,
        {each.name: _part(each) for each in asked},
    )


def _part(exercise: ExerciseResult) -> Part:
    cases = tuple(Asked(each.name, each.public, each.status, say(each.message)) for each in exercise.cases)
    return Part(exercise.score, exercise.max_score, exercise.override is not None, cases)


# --- nbgrader's gradebook ---------------------------------------------------------------------------------------


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(SQLITE)) == SQLITE
    except OSError:
        return False


def _of_gradebook(url: str) -> Iterator[Standing]:
    """All submissions of a gradebook. Cells that wait for a person to grade them do not count yet.

    `nbgrader.api.Gradebook` makes and changes what it opens; last year's gradebook must stay as it is, so this goes to
    the tables alone.
    """
    try:
        from nbgrader.api import SubmittedAssignment
        from sqlalchemy import create_engine, select
        from sqlalchemy.exc import SQLAlchemyError
        from sqlalchemy.orm import Session
    except ModuleNotFoundError as error:
        raise ReadError(
            _(
                "A gradebook is read by nbgrader, and there is no {name} here: pip install '.[course]' (docs/setup.md)."
            ).format(name=error.name)
        ) from None
    try:
        with Session(create_engine(url)) as session:
            for submission in session.scalars(select(SubmittedAssignment)):
                yield _of_submission(submission)
    except ModuleNotFoundError as error:
        raise ReadError(_("For this gradebook {name} has to be installed.").format(name=error.name)) from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise ReadError(
            _("This gradebook cannot be read: {reason}. That of an older nbgrader needs `nbgrader db upgrade`.").format(
                reason=reason.rstrip(".")
            )
        ) from None


def _of_submission(submission: Any) -> Standing:
    assignment = submission.assignment.name
    exercises = _exercises(assignment)
    parts: dict[str, Part] = {}
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            by_hand = grade.manual_score is not None
            if grade.needs_manual_grade and grade.auto_score is None and not by_hand:
                continue
            name = exercise_of(grade.name, exercises)
            name = name if name not in parts else grade.name
            parts[name] = Part(float(grade.score), float(grade.max_score), by_hand, None)
    return Standing(
        submission.student_id,
        assignment,
        "",
        round(sum(each.score for each in parts.values()), 2),
        sum(each.max_score for each in parts.values()),
        parts,
    )


def _exercises(assignment: str) -> tuple[str, ...]:
    known = assignment in assignments.names()
    return tuple(each.name for each in assignments.load(assignment).exercises) if known else ()


def exercise_of(cell: str, exercises: tuple[str, ...]) -> str:
    """The exercise that a cell of that id grades: the longest whose name the id holds; else the cell itself.

    Ours are ``check-<exercise>``; other courses write ``test_<exercise>``, ``grade-<exercise>`` and the like.
    """
    folded = cell.casefold().replace("-", "_")
    held = [name for name in exercises if name.casefold() in folded]
    return max(held, key=len, default=cell)
