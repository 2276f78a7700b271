"""Judges the answers to one exercise."""

from collections.abc import Sequence

import numpy as np

from ..model import Answer, Exercise, ExerciseResult, Message, Question, Status, Variant, Verdict
from .case import Judged, judge_case
from .messages import Says
from .score import Sheet, earnings, points, share

PRINTED_MOST = 10_000  # characters of a result


def judge(exercise: Exercise, questions: Sequence[Question], answers: Sequence[Answer]) -> ExerciseResult:
    """Say what the answers to an exercise's questions are worth, and why: judge each, and sum up."""
    return sum_up(exercise, [judge_case(exercise, *asked) for asked in zip(questions, answers, strict=True)])


def sum_up(exercise: Exercise, cases: Sequence[Judged]) -> ExerciseResult:
    """Say what the judged cases of an exercise are worth together, and why.

    A case that came back is ``passed`` if every output is right, else ``wrong``; its verdict says so whether or not
    its points are confirmed by a hidden case. The exercise is

    1. ``passed`` if every case is, or if all answers together are right as one of the exercise's variants,
    2. ``missing`` or ``blank`` if there is nothing to judge,
    3. ``partial`` if anything earns points,
    4. ``timeout``, ``memory``, ``crashed`` or ``error``, in this order, if a case ended so, else ``wrong``;

    its message is that of the first case with this status (``partial``: with any fault), public cases first.
    """
    printed = "\n".join(case.printed for case in cases if case.question.public and case.printed)[:PRINTED_MOST]
    variant = _variant(exercise, cases)
    if variant:
        return ExerciseResult(
            exercise.name,
            Status.PASSED,
            exercise.points,
            exercise.points,
            tuple(Verdict(c.question.name, c.question.public, Status.PASSED, 1.0, c.question.weight) for c in cases),
            remarks=(Message(Says.VARIANT, {"variant": variant.id, "remark": variant.remark}),),
            printed=printed,
        )
    sheets = [Sheet(_confirms(case), case.right, case.question.weight) for case in cases]
    earned = earnings(exercise.outputs, sheets)
    part = share(sheets, earned)
    status = _status(cases, part)
    return ExerciseResult(
        exercise.name,
        status,
        points(exercise.points, part),
        exercise.points,
        tuple(
            Verdict(
                c.question.name,
                c.question.public,
                c.status,
                credit,
                c.question.weight,
                c.message,
                c.remarks,
                c.compared,
            )
            for c, credit in zip(cases, earned, strict=True)
        ),
        _message(status, cases),
        _unconfirmed(exercise, cases),
        printed,
    )


def _variant(exercise: Exercise, cases: Sequence[Judged]) -> Variant | None:
    if not all(case.came_back for case in cases) or all(case.status is Status.PASSED for case in cases):
        return None
    for variant in exercise.variants:
        try:
            with np.errstate(all="ignore"):
                if variant.accepts([(case.question.inputs, case.own) for case in cases]):
                    return variant
        except Exception:  # the answers may lack outputs, or be of any shape
            continue
    return None


def _status(cases: Sequence[Judged], part: float) -> Status:
    statuses = [case.status for case in cases]
    if all(status is Status.PASSED for status in statuses):
        return Status.PASSED
    for nothing in (Status.MISSING, Status.BLANK):
        if nothing in statuses:
            return nothing
    if part > 0:
        return Status.PARTIAL
    for ended in (Status.TIMEOUT, Status.MEMORY, Status.CRASHED, Status.ERROR):
        if ended in statuses:
            return ended
    return Status.WRONG


def _message(status: Status, cases: Sequence[Judged]) -> Message | None:
    for case in sorted(cases, key=lambda case: not case.question.public):
        if case.status is status or (status is Status.PARTIAL and case.status is not Status.PASSED):
            return case.message
    return None


def _confirms(case: Judged) -> bool:
    return case.question.telling and not case.question.public


def _unconfirmed(exercise: Exercise, cases: Sequence[Judged]) -> tuple[Message, ...]:
    """Name the student's outputs that are right in a public case and in no hidden one, though hidden ones came back."""
    hidden = [case for case in cases if _confirms(case)]
    if not any(case.came_back for case in hidden):
        return ()
    shown = set[str]().union(*(case.right for case in cases if case.question.public))
    confirmed = set[str]().union(*(case.right for case in hidden))
    names = [o.name for o in exercise.outputs if not o.given and o.name in shown - confirmed]
    return (Message(Says.UNCONFIRMED, {"outputs": names}),) if names else ()
