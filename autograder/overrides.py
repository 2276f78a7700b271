"""What people decide: points for an exercise in place of the grader's, and points for written answers.

The decisions stand in ``overrides.csv`` in the course folder, and are put over the results after all grading: so they
survive every regrade, and go with their row.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import assignments
from .anonymity import PSEUDONYM, Veil
from .course import Course
from .language import _
from .model import ExerciseResult, Mark, Override, Result, Status
from .outlets.grades import cell
from .outlets.words import clean
from .rows import Row, TableError, rows
from .written import written_answers

FILE = "overrides.csv"
COLUMNS = ("student", "exercise", "points", "comment", "who")
NUMBER = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+")


@dataclass(frozen=True)
class Decision:
    """A row of the file: what a person decided about an exercise that is worth ``most`` points."""

    student: str
    assignment: str
    exercise: str
    most: float
    override: Override
    line: int


@dataclass(frozen=True)
class Overrides:
    """All decisions, by student and assignment.

    Students are called by their `handle`, or, with a ``veil``, by their pseudonyms: whoever grades
    need not know whom.
    """

    decisions: Mapping[tuple[str, str], tuple[Decision, ...]] = field(default_factory=dict)
    veil: Veil | None = None

    def about(self, student: str, assignment: str) -> tuple[Decision, ...]:
        """The decisions about a student's exercises; one under the name itself stands before one that is blind."""
        found = {
            decision.exercise: decision
            for name in reversed(self._names(student))
            for decision in self.decisions.get((name, assignment), ())
        }
        return tuple(found.values())

    def _names(self, student: str) -> list[str]:
        if self.veil is None or not self.decisions:
            return [handle(student)]
        blind = self.veil.student(student)
        # Who hands in under the pseudonym of another must not be taken for that one.
        return [blind] if PSEUDONYM.fullmatch(student) else [handle(student), blind]

    def unmet(self, met: Mapping[str, Iterable[str]]) -> list[Decision]:
        """The decisions about students who are not among those ``met`` of that assignment, though others are."""
        there = {(name, graded) for graded, students in met.items() for each in students for name in self._names(each)}
        return [
            each
            for key, decisions in self.decisions.items()
            if key not in there and met.get(key[1])
            for each in decisions
        ]


def handle(student: str) -> str:
    """A student's name as a table holds it and gives it back: another for each name, whatever cannot be seen of it."""
    plain = cell(student).strip()
    if clean(student).strip() == student:
        return plain
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{plain} ({digest})".strip()


def overrides_of(course: Course, file: Path | None, secret: bytes | None = None) -> Overrides:
    """The decisions in a file; without one those in the course folder, if it is an instructor's and has any.

    With the secret, those under a pseudonym too.

    In a folder without solutions, as a student's own, a file that lies there decides nothing.

    Raises
    ------
    TableError
        If a row cannot be meant.
    """
    own = course.root / FILE
    if file is None and not ((course.root / "source").is_dir() and own.is_file()):
        return Overrides()
    return replace(read_overrides(file or own, course), veil=Veil(secret) if secret else None)


def read_overrides(path: Path, course: Course) -> Overrides:
    """The decisions in a file. A row without points is one that nobody has decided yet.

    Raises
    ------
    TableError
        As above.
    """
    found: dict[tuple[str, str], dict[str, Decision]] = {}
    worth = {name: _worth(course, name) for name in assignments.names()}
    for row in rows(path, COLUMNS[:3]):
        if not row.cells["points"]:
            continue
        decision = _decision(path, row, worth)
        of_student = found.setdefault((decision.student, decision.assignment), {})
        earlier = of_student.setdefault(decision.exercise, decision)
        if earlier is not decision:
            raise TableError(
                _("{file}, line {line}: {exercise} of {student} is decided in line {earlier} already.").format(
                    file=path,
                    line=row.line,
                    exercise=decision.exercise,
                    student=decision.student,
                    earlier=earlier.line,
                )
            )
    return Overrides({key: tuple(each.values()) for key, each in found.items()})


def applied(result: Result, overrides: Overrides) -> Result:
    """The result with what people decided in place of what the grader gives, and of earlier decisions."""
    if result.assignment is None:
        return result
    decided = {each.exercise: each for each in overrides.about(result.student, result.assignment)}
    if not decided and not any(each.override for each in result.exercises):
        return result
    exercises = [
        _decided(_undecided(each), decided.pop(each.name, None)) for each in result.exercises if not each.written
    ]
    exercises += [
        _decided(ExerciseResult(each.exercise, Status.BLANK, 0.0, 0.0), each, written=True) for each in decided.values()
    ]
    return replace(
        result,
        exercises=tuple(exercises),
        score=round(sum(each.score for each in exercises), 2),
        max_score=sum(each.max_score for each in exercises),
    )


def _undecided(exercise: ExerciseResult) -> ExerciseResult:
    if exercise.override is None or exercise.override.instead_of is None:
        return exercise
    mark = exercise.override.instead_of
    return replace(exercise, status=mark.status, score=mark.score, max_score=mark.max_score, override=None)


def _decided(exercise: ExerciseResult, decision: Decision | None, written: bool = False) -> ExerciseResult:
    if decision is None:
        return exercise
    mark = None if written else Mark(exercise.status, exercise.score, exercise.max_score)
    points = decision.override.points
    if points:
        status = Status.PASSED if points >= decision.most else Status.PARTIAL
    else:
        status = Status.WRONG if written or exercise.status in (Status.PASSED, Status.PARTIAL) else exercise.status
    return replace(
        exercise,
        status=status,
        score=points,
        max_score=decision.most,
        override=replace(decision.override, instead_of=mark),
    )


# --- rows -------------------------------------------------------------------------------------------------------


def _worth(course: Course, assignment: str) -> dict[str, float]:
    """What a person may decide about in an assignment, with its points."""
    exercises = {each.name: each.points for each in assignments.load(assignment).exercises}
    return exercises | {each.id: each.points for each in written_answers(course, assignment)}


def _decision(path: Path, row: Row, worth: Mapping[str, Mapping[str, float]]) -> Decision:
    """A row as a decision; what cannot be meant is refused rather than guessed, for it is about somebody's marks."""

    def refused(sentence: str, **values: object) -> TableError:
        return TableError(
            _("{file}, line {line}: {sentence}").format(
                file=path, line=row.line, sentence=sentence.format(**{**row.cells, **values})
            )
        )

    student, exercise, assignment = (row.cells.get(name, "") for name in ("student", "exercise", "assignment"))
    if not student or not exercise:
        raise refused(_("a decision needs a student and an exercise."))
    if assignment and assignment not in worth:
        raise refused(_("there is no assignment {assignment}; there are {names}."), names=_(", ").join(worth))
    homes = [name for name in ([assignment] if assignment else worth) if exercise in worth[name]]
    if not homes and assignment:
        names = _(", ").join(worth[assignment])
        raise refused(_("{assignment} has no exercise {exercise}; it has {names}."), names=names)
    if not homes:
        raise refused(_("no assignment has an exercise or a written answer {exercise}."))
    if len(homes) > 1:
        raise refused(
            _("{exercise} is found in {names}; say in a column named assignment which one is meant."),
            names=_(", ").join(homes),
        )
    most = worth[homes[0]][exercise]
    if not NUMBER.fullmatch(row.cells["points"]):
        raise refused(_("the points are a number from 0 to {most}, not {points}."), most=f"{most:g}")
    points = float(row.cells["points"].replace(",", "."))
    if not math.isfinite(points) or points > most:
        raise refused(_("{exercise} has {most} points, and {points} are more."), most=f"{most:g}")
    override = Override(points, row.cells.get("comment", ""), row.cells.get("who", ""))
    return Decision(cell(student), homes[0], exercise, most, override, row.line)
