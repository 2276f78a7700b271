"""Everything about one result, for the staff: its submission is graded again, and every question and answer kept.

What is here holds the inputs and the figures of hidden cases. It is for the eyes of the staff alone.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from . import assignments
from . import secret as secrets
from .bench import open_bench, prepare
from .flow import grade
from .grading.case import tolerance
from .grading.compare import Difference, compare
from .intake import again, load
from .language import _
from .model import Answer, Exercise, ExerciseResult, Output, Question, Result, Returned, Tolerance, Value, Verdict
from .rooms import Settings


class NotExplained(Exception):
    """There is no such result, or its submission is not at hand; the sentence says so."""


@dataclass(frozen=True)
class Part:
    """One output of an answer beside what is due: where the two differ, by which tolerance; ``got`` may be absent."""

    output: Output
    expected: Value
    got: tuple[Value, ...]
    within: Tolerance
    differences: Sequence[Difference]


@dataclass(frozen=True)
class Case:
    """One case as it was asked and answered, its verdict, and its outputs where a value came back."""

    question: Question
    answer: Answer
    verdict: Verdict
    parts: Sequence[Part]


@dataclass(frozen=True)
class Explained:
    """A result anew, with the cases of each exercise.

    Parameters
    ----------
    kept
        The result as it was kept.
    result
        As the grader gives it now, without what people decided.
    same_file, same_ways
        Whether the file, and all else that the result depends on, is as it was.
    set_number
        Which of the 64 sets of hidden cases was drawn for the student; None where there are no hidden cases.
    """

    kept: Result
    result: Result
    cases: Sequence[tuple[Exercise, ExerciseResult, Sequence[Case]]]
    same_file: bool
    same_ways: bool
    set_number: int | None
    place: str


def of_student(results: Iterator[Result], student: str, assignment: str | None) -> list[Result]:
    """The results of a student, of one assignment or of all.

    Raises
    ------
    NotExplained
        If there are none.
    """
    found = [each for each in results if each.student == student and assignment in (None, each.assignment)]
    if not found:
        told = (
            _("There is no result of {student} for {assignment}.")
            if assignment
            else _("There is no result of {student}.")
        )
        raise NotExplained(told.format(student=student, assignment=assignment))
    return found


def explained(kept: Result, settings: Settings) -> Explained:
    """Grade the submission of a result again.

    Raises
    ------
    NotExplained
        If the file that was handed in is not at hand.
    """
    places = [kept.submission, str(settings.course.root / kept.submission)]
    found = next(filter(None, (again(place, kept.student) for place in places)), None)
    most = settings.limits.notebook
    if found is None:
        raise NotExplained(
            _("{file} is not here: run this where it was graded, with its submissions in place.").format(
                file=kept.submission
            )
        )
    submission = load(found, most)
    if isinstance(submission, Result):
        return Explained(kept, submission, (), False, False, None, found.shown)
    settings = _as_then(kept, settings)
    asked: dict[str, list[tuple[Question, Answer]]] = {}
    with open_bench(settings) as bench:
        result = grade(
            replace(submission, path=kept.submission),
            bench,
            lambda name, question, answer: asked.setdefault(name, []).append((question, answer)),
        )
    number = None
    if result.assignment and not result.public_only and settings.secret is not None:
        number = secrets.set_of(settings.secret, result.student, result.assignment)
    return Explained(
        kept,
        result,
        list(_exercises(result, asked)),
        hashlib.sha256(submission.data).hexdigest() == kept.sha256,
        settings.made_with == kept.made_with,
        number,
        found.shown,
    )


def _as_then(kept: Result, settings: Settings) -> Settings:
    """The settings that the result was made with, as far as they can be had: libraries may have been let off, and the
    assignment may have been named."""
    own = (kept.assignment,) if kept.assignment else settings.assignments
    for names in (settings.assignments, own):
        for may_skip in (False, True):
            prepared = prepare(replace(settings, assignments=names, may_skip=may_skip))
            if prepared.made_with == kept.made_with:
                return prepared
    return prepared


def _exercises(
    result: Result, asked: dict[str, list[tuple[Question, Answer]]]
) -> Iterator[tuple[Exercise, ExerciseResult, list[Case]]]:
    if result.assignment is None:
        return
    for exercise, each in zip(assignments.load(result.assignment).exercises, result.exercises, strict=True):
        answers = asked.get(exercise.name, [])
        cases = [
            Case(question, answer, verdict, _parts(exercise, question, answer))
            # none has a verdict where the judge could not cope with the exercise
            for (question, answer), verdict in zip(answers, each.cases, strict=False)
        ]
        yield exercise, each, cases


def _parts(exercise: Exercise, question: Question, answer: Answer) -> list[Part]:
    if not isinstance(answer, Returned):
        return []
    parts = []
    for output in exercise.outputs:
        expected, within = question.expected[output.name], tolerance(exercise, output, question)
        got = _taken(output, answer.value)
        name = output.name if output.path else ""
        differences = compare(expected, got[0], within.rtol, within.atol, name) if got else []
        parts.append(Part(output, expected, got, within, differences))
    return parts


def _taken(output: Output, value: Value) -> tuple[Value, ...]:
    """What stands at the output's path; nothing where that leads nowhere."""
    for step in output.path:
        try:
            value = value[step]
        except (TypeError, KeyError, IndexError):
            return ()
    return (value,)
