"""The way of a submission: through the sandbox, then before the judge. The reference goes the same way."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from .conversation import Lost
from .examination import Examination, Given, called, fingerprints, quiet
from .grading.case import Judged, judge_case
from .grading.diagnosis import Known, diagnose
from .grading.judge import judge, sum_up
from .language import _
from .marks import Reply
from .model import (
    Answer,
    Assignment,
    Exercise,
    ExerciseResult,
    Fate,
    Message,
    Question,
    Raised,
    Result,
    Returned,
    Status,
    Submission,
    Undefined,
    Unfilled,
    Value,
)
from .papers import AnswerError, Paper, public_paper
from .sandbox import wire
from .sandbox.limits import Limits
from .sandbox.sandbox import Sandbox


class Mistakes(Protocol):
    """What the known misconceptions of an exercise answer, alone and two at once."""

    def singles(self) -> Iterable[Known]: ...

    def pairs(self, cases: Sequence[Judged]) -> Iterable[Known]:
        """Those that answer the public cases as these do: only they can be meant."""


@dataclass(frozen=True)
class Bench:
    """What grading needs beside a submission.

    Parameters
    ----------
    assignments
        Those that submissions may be of.
    limits
        Of each submission.
    reading_room, room
        Where a submission in a folder of that name is read, of these bytes; where those of an assignment are examined.
    helpers
        The texts of an assignment's staff modules for a submission.
    paper
        The paper of a student. It asks nothing of exercises that need a library of ``absent``.
    mistakes
        What the known misconceptions of an exercise answer to the questions of a student's paper.
    absent
        Optional libraries that are not there; exercises that need one are skipped, if ``may_skip`` says so.
    made_with
        The digest of all this, for the results.
    """

    assignments: Sequence[Assignment]
    limits: Limits
    reading_room: Callable[[str, bytes], Sandbox]
    room: Callable[[Assignment], Sandbox]
    helpers: Callable[[Assignment, Submission], Mapping[str, str]]
    paper: Callable[[Assignment, str], Paper]
    mistakes: Callable[[Assignment, str, Exercise], Mistakes]
    absent: Set[str] = frozenset()
    may_skip: bool = False
    made_with: str = ""


class LibraryAbsent(Exception):
    """Some exercises need a library that is not there, and nobody said that they may be skipped."""


Witness = Callable[[str, Question, Answer], None]
"""Hears every question with its exercise and its answer, for the staff: nothing is left out of the answers."""


def grade(submission: Submission, bench: Bench, witness: Witness | None = None) -> Result:
    """Everything that there is to say about one submission; whatever that does, this returns.

    The result is the same whether or not there is a ``witness``.

    Raises
    ------
    LibraryAbsent
        If the machine lacks what the assignment needs.
    """
    started = time.perf_counter()
    sha256 = hashlib.sha256(submission.data).hexdigest()

    def ended(status: Fate, message: Message) -> Result:
        seconds = time.perf_counter() - started
        return Result(
            submission.path,
            submission.student,
            sha256,
            status,
            seconds=seconds,
            message=message,
            made_with=bench.made_with,
        )

    if len(submission.data) > bench.limits.notebook:
        return ended(Fate.UNREADABLE, Message("unreadable", {"reason": "too-large"}))
    room = bench.reading_room(submission.folder, submission.data)
    examination = Examination(submission, room, loud=witness is not None)
    try:
        read = examination.read()
        if isinstance(read, wire.Unreadable):
            return ended(Fate.UNREADABLE, Message("unreadable", {"reason": read.reason[:40]}))
        assignment = recognise(read.definitions, submission.folder, bench.assignments)
        if assignment is None:
            return ended(Fate.UNRECOGNISED, Message("unrecognised"))
        _refuse_absent(assignment, submission, bench)
        examination.move(bench.room(assignment))
        paper = bench.paper(assignment, submission.student)
        helpers = bench.helpers(assignment, submission)
        if witness:
            sheets = _judged(paper, _witnessed(examination.answers(read.definitions, paper, helpers), witness))
        else:
            sheets = _judged(paper, examination.answers(read.definitions, paper, helpers, paper.marks.seen))
    except Lost as lost:
        return ended(Fate.UNREADABLE, Message("unreadable", {"reason": str(lost.broken.status)}))
    finally:
        examination.end()
    texts = fingerprints(assignment, read.definitions)
    exercises = tuple(
        replace(
            _result(
                paper,
                exercise,
                sheets[exercise.name],
                bench.mistakes(assignment, submission.student, exercise),
            ),
            fingerprint=texts.get(exercise.name, ""),
        )
        if exercise.name in sheets
        else _skipped(exercise)
        for exercise in assignment.exercises
    )
    return Result(
        submission=submission.path,
        student=submission.student,
        sha256=sha256,
        status=Fate.GRADED,
        assignment=assignment.name,
        score=round(sum(exercise.score for exercise in exercises), 2),
        max_score=sum(exercise.max_score for exercise in exercises),
        seconds=time.perf_counter() - started,
        exercises=exercises,
        public_only=not paper.hidden,
        made_with=bench.made_with,
    )


def _witnessed(answers: Iterable[Given], witness: Witness) -> Iterator[Given]:
    for name, question, made, _reply, _seen in answers:
        answer = made()
        witness(name, question, answer)
        yield Given(name, question, partial(lambda same: same, answer if question.public else quiet(answer)))


@dataclass(frozen=True)
class Sheet:
    """The cases of an exercise, to be had judged, and the replies that they were made of; None where they tell not
    all."""

    cases: list[Callable[[], Judged]] = field(default_factory=list)
    replies: list[Reply | None] = field(default_factory=list)


def _judged(paper: Paper, answers: Iterable[Given]) -> dict[str, Sheet]:
    """Every answer judged as it comes, by exercise: they may be large, and need not all be at hand at once.

    What was replied before is judged when all of its exercise is there, if it is not known what that is worth.
    """
    exercises = {exercise.name: exercise for exercise in paper.assignment.exercises}
    sheets = {name: Sheet() for name in paper.questions}
    for given in answers:
        sheet = sheets[given.exercise]
        judged = partial(paper.marks.of_case, given.reply, partial(_judge, exercises[given.exercise], given))
        sheet.cases.append(judged if given.seen else _now(judged))
        sheet.replies.append(given.reply)
    return sheets


def _now(judged: Callable[[], Judged]) -> Callable[[], Judged]:
    case = judged()
    return lambda: case


def _judge(exercise: Exercise, given: Given) -> Judged:
    answer = given.answer()
    try:
        return judge_case(exercise, given.question, answer)
    except Exception:
        # Answers are a stranger's values. Should one be found that the judge cannot cope with, it costs this case and
        # not the class.
        return Judged(given.question, Status.CRASHED, message=Message("crashed"))


def _result(paper: Paper, exercise: Exercise, sheet: Sheet, mistakes: Mistakes) -> ExerciseResult:
    try:
        return paper.marks.of_exercise(sheet.replies, partial(_diagnosed, exercise, sheet, mistakes))
    except Exception:
        # As above; the score stands, whatever it is that went wrong. Nothing is remembered: it may go well next time.
        return _summed_up(exercise, [judged() for judged in sheet.cases])


def _diagnosed(exercise: Exercise, sheet: Sheet, mistakes: Mistakes) -> ExerciseResult:
    cases = [judged() for judged in sheet.cases]
    result = _summed_up(exercise, cases)
    diagnoses = diagnose(exercise, result, cases, mistakes.singles, lambda: mistakes.pairs(cases))
    return replace(result, diagnoses=diagnoses)


def _summed_up(exercise: Exercise, cases: Sequence[Judged]) -> ExerciseResult:
    try:
        return sum_up(exercise, cases)
    except Exception:  # as above
        return ExerciseResult(exercise.name, Status.CRASHED, 0.0, exercise.points, message=Message("crashed"))


def _skipped(exercise: Exercise) -> ExerciseResult:
    return ExerciseResult(
        exercise.name, Status.SKIPPED, 0.0, 0.0, message=Message("skipped", {"needs": exercise.needs})
    )


def _refuse_absent(assignment: Assignment, submission: Submission, bench: Bench) -> None:
    needed = {exercise.needs for exercise in assignment.exercises if exercise.needs in bench.absent}
    # In the folder of another assignment, such a notebook is a student's doing: that must not stop the run.
    astray = submission.folder in {other.name for other in bench.assignments if other is not assignment}
    if needed and not bench.may_skip and not astray:
        raise LibraryAbsent(
            _(
                "{path} is a submission of {assignment}, some exercises of which need {libraries}, and that is not "
                "installed here: install it, or say --allow-skipped to grade without these exercises and their points."
            ).format(
                path=submission.path,
                assignment=assignment.name,
                libraries=_(" and ").join(sorted(map(str, needed))),
            )
        )


def recognise(definitions: Sequence[wire.Defined], folder: str, assignments: Sequence[Assignment]) -> Assignment | None:
    """The assignment of which most graded functions are defined; then by signatures, then by the folder's name.

    Some names are graded in several assignments, and are common elsewhere: one whose parameters fit counts twice. A
    notebook that has neither such a one nor most of the functions is taken for an assignment only where no other could
    be meant, or where its folder says so.
    """
    parameters = {definition.name: tuple(definition.parameters) for definition in definitions}

    def likeness(assignment: Assignment) -> tuple[int, int, bool]:
        names = called(assignment, definitions)
        fitting = sum(
            _fit(exercise.parameters, parameters[names[exercise.name]])
            for exercise in assignment.exercises
            if exercise.name in names
        )
        return len(names) + fitting, fitting, assignment.name == folder

    best = max(assignments, key=likeness, default=None)
    if best is None:
        return None
    score, fitting, at_home = likeness(best)
    sure = fitting or 2 * score > len(best.exercises) or at_home or len(assignments) == 1
    return best if score and sure else None


def _fit(due: Sequence[str], got: Sequence[str]) -> bool:
    """Whether the parameters are those that are due; some more or some less at the end are of another layout."""
    return bool(got) and all(a == b for a, b in zip(due, got, strict=False))


def answers_to(
    paper: Paper, notebook: Submission, helpers: Mapping[str, str], sandbox: Sandbox
) -> dict[str, list[Answer]]:
    """What a notebook of the staff's answers to the questions of a paper, by exercise.

    Raises
    ------
    AnswerError
        If it cannot be read.
    """
    with _examined(notebook, sandbox) as (examination, read):
        answers: dict[str, list[Answer]] = {name: [] for name in paper.questions}
        for given in examination.answers(read.definitions, paper, helpers):
            answers[given.exercise].append(given.answer())
    return answers


def answers_of_each(
    names: Iterable[str], paper: Paper, notebook: Submission, helpers: Mapping[str, str], sandbox: Sandbox
) -> Iterator[tuple[str, list[Answer]]]:
    """What each function of these names in a notebook of the staff's answers to a paper of one exercise.

    Raises
    ------
    AnswerError
        If the notebook cannot be read.
    """
    with _examined(notebook, sandbox) as (examination, _read):
        yield from examination.answers_of_each(names, paper, helpers)


@contextmanager
def _examined(notebook: Submission, sandbox: Sandbox) -> Iterator[tuple[Examination, wire.Read]]:
    examination = Examination(notebook, sandbox)
    try:
        read = examination.read()
        if isinstance(read, wire.Unreadable):
            raise AnswerError(_("{path} cannot be read as a notebook.").format(path=notebook.path))
        yield examination, read
    except Lost as lost:
        raise AnswerError(
            _("{path} cannot be read: {reason}.").format(path=notebook.path, reason=_(str(lost.broken.status)))
        ) from lost
    finally:
        examination.end()


def reference_answers(
    notebook: Submission, paper: Paper, helpers: Mapping[str, str], sandbox: Sandbox
) -> dict[str, list[Value]]:
    """What the source notebook answers to the hidden questions of a reference's paper, by exercise.

    Raises
    ------
    AnswerError
        If it leaves a question unanswered, or fails a public case: then its other answers are worth nothing.
    """
    answers = answers_to(paper, notebook, helpers, sandbox)
    public = public_paper(paper.assignment).questions
    values = {}
    for exercise in paper.assignment.exercises:
        given = answers[exercise.name]
        values[exercise.name] = [_value(exercise.name, notebook.path, answer) for answer in given]
        known = len(public[exercise.name])
        if judge(exercise, public[exercise.name], given[:known]).status is not Status.PASSED:
            raise AnswerError(
                _(
                    "The solution of {exercise} in {path} fails a public case of the assignment file; "
                    "`autograder check {path}` says where. Nothing is graded against it."
                ).format(exercise=exercise.name, path=notebook.path)
            )
        del values[exercise.name][:known]
    return values


def _value(exercise: str, path: str, answer: Answer) -> Value:
    place, error = path, ""
    match answer:
        case Returned(value=value):
            return value
        case Undefined():
            template = _("In {place}, the solution of {exercise} is not defined.")
        case Unfilled():
            template = _("In {place}, the solution of {exercise} is not filled in.")
        case Raised(cell=cell):
            template = _("In {place}, the solution of {exercise} does not run: {error}.")
            place = _("cell {number} of {path}").format(number=cell, path=path) if cell else path
            error = f"{answer.type}: {answer.text}"
        case _broken:
            template = _("In {place}, the solution of {exercise} does not run.")
    raise AnswerError(template.format(place=place, exercise=exercise, error=error))
