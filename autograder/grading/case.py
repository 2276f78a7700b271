"""Judges the answer to one question, output by output."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from ..model import (
    Answer,
    Broken,
    Compared,
    Exercise,
    Message,
    Output,
    Question,
    Raised,
    Returned,
    Status,
    Tolerance,
    Undefined,
    Unfilled,
    Value,
)
from .compare import Difference, compare, doubles, kind_of
from .messages import Says, fault, kind, raised
from .side_by_side import side_by_side
from .trace import Trace, ended, kept

Path = tuple[str | int, ...]
"""The steps to an output within what was returned."""

FIGURES = ("number", "array")
TELLING = 1e-3
"""What is a thousandth of the size that is due, or less, is no slip of a sign or a factor but nothing at all."""


@dataclass(frozen=True)
class Judged:
    """What an answer is worth.

    Parameters
    ----------
    right
        The names of the outputs that are right.
    own
        The student's outputs as `Output.follow` and `Variant.accepts` see them.
    came_back
        Whether there is a value at all.
    trace
        What is kept of an answer that is not the reference's, for its diagnosis; None where there is nothing to say.
    compared
        The wrong figures of a public case beside those that are due.
    """

    question: Question
    status: Status
    right: Set[str] = frozenset()
    message: Message | None = None
    remarks: tuple[Message, ...] = ()
    own: Mapping[str, Value] = field(default_factory=dict)
    came_back: bool = False
    printed: str = ""
    trace: Trace | None = None
    compared: tuple[Compared, ...] = ()


def judge_case(exercise: Exercise, question: Question, answer: Answer) -> Judged:
    """Say which outputs of an answer are right, and what is wrong with it."""
    match answer:
        case Returned():
            return _judge_value(exercise, question, answer)
        case Raised():
            message = raised(answer, question.public)
            trace = ended(answer, question.public)
            return Judged(question, Status.ERROR, message=message, printed=answer.printed, trace=trace)
        case Undefined():
            values = {"name": exercise.name, "similar": list(answer.similar)}
            return Judged(question, Status.MISSING, message=Message(Says.UNDEFINED, values))
        case Unfilled():
            return Judged(question, Status.BLANK, message=Message(Says.BLANK, {"name": exercise.name}))
        case Broken():
            return Judged(question, answer.status, message=answer.message, trace=ended(answer, question.public))


def trace_of(exercise: Exercise, question: Question, answer: Answer) -> Trace | None:
    """The trace that `judge_case` would keep; to say what else there is to say of a value takes longer than this."""
    if isinstance(answer, Returned):
        return _kept(question, *_compared(exercise, question, answer))
    return judge_case(exercise, question, answer).trace


def _judge_value(exercise: Exercise, question: Question, answer: Returned) -> Judged:
    parts, faults = _compared(exercise, question, answer)
    own = _own(question, parts) if faults or exercise.variants else {}
    following = _following(exercise, question, own, faults)
    wrong = [name for name in faults if name not in following]
    message = None
    if wrong:
        first = faults[wrong[0]]
        several = {"outputs": wrong} if len(exercise.outputs) > 1 else {}
        message = Message(first.id, {**first.values, **several})
    return Judged(
        question,
        Status.WRONG if wrong else Status.PASSED,
        frozenset(output.name for output in exercise.outputs if output.name not in wrong),
        message,
        (Message(Says.FOLLOWS_FROM_OWN, {"outputs": following}),) if following else (),
        own,
        True,
        answer.printed,
        _kept(question, parts, faults),
        _side_by_side(exercise, question, parts, wrong) if question.public else (),
    )


def _compared(
    exercise: Exercise, question: Question, answer: Returned
) -> tuple[Mapping[str, Value], Mapping[str, Message]]:
    """What there is of each output, and what is amiss with those that are not right."""
    faults: dict[str, Message] = {}
    parts: dict[str, Value] = {}
    least = _least(exercise.outputs)
    for output in exercise.outputs:
        expected = question.expected[output.name]
        found = _take(least, output, answer.value, question.public)
        if isinstance(found, Message):
            faults[output.name] = found
            continue
        (parts[output.name],) = found
        differences = _compare(exercise, output, question, expected, parts[output.name])
        if differences:
            faults[output.name] = fault(differences[0], question.public)
    return parts, faults


def _kept(question: Question, parts: Mapping[str, Value], faults: Mapping[str, Message]) -> Trace | None:
    return kept(parts, faults, question) if faults else None


def _take(least: Mapping[Path, int], output: Output, value: Value, public: bool) -> tuple[Value] | Message:
    """Follow the output's path into what was returned, or say where it ends too early."""
    for depth, step in enumerate(output.path):
        found = kind_of(value)
        if found == "dict" and isinstance(step, str) and step in value:
            value = value[step]
            continue
        count = len(value) if found in ("list", "tuple") else 1
        if found in ("list", "tuple") and not isinstance(step, str) and count >= least[output.path[:depth]]:
            value = value[step]
            continue
        where = {"path": "".join(f"[{entry}]" for entry in output.path[:depth])}
        if found == "none":
            return Message(Says.NONE, where | {"expected": "dict" if isinstance(step, str) else "tuple"})
        if isinstance(step, str):
            if found != "dict":
                return Message(Says.KIND, where | {"expected": "dict", "got": kind(found, public)})
            return Message(Says.MISSING_KEY, where | {"key": step})
        if found == "dict":
            return Message(Says.KIND, where | {"expected": "tuple", "got": found})
        got = {"got": count} if public else {}
        return Message(Says.TOO_FEW_VALUES, {**where, "expected": least[output.path[:depth]], **got})
    return (value,)


def _least(outputs: Sequence[Output]) -> dict[Path, int]:
    """Count the entries that the outputs need of each list or tuple, by its path."""
    least: dict[Path, int] = {}
    for output in outputs:
        for depth, step in enumerate(output.path):
            if isinstance(step, int):
                path = output.path[:depth]
                least[path] = max(least.get(path, 0), step + 1)
    return least


def _compare(exercise: Exercise, output: Output, question: Question, expected: Value, got: Value) -> list[Difference]:
    within = tolerance(exercise, output, question)
    return compare(expected, got, within.rtol, within.atol, output.name if output.path else "")


def _side_by_side(
    exercise: Exercise, question: Question, parts: Mapping[str, Value], wrong: Sequence[str]
) -> tuple[Compared, ...]:
    outputs = (output for output in exercise.outputs if output.name in wrong and output.name in parts)
    return side_by_side(
        (
            output.name if output.path else "",
            question.expected[output.name],
            parts[output.name],
            tolerance(exercise, output, question),
        )
        for output in outputs
    )


def tolerance(exercise: Exercise, output: Output, question: Question) -> Tolerance:
    """Give the tolerance of an output in a case: the case's own, else the output's, else the exercise's."""
    return question.tolerance or output.tolerance or exercise.tolerance


def _own(question: Question, parts: Mapping[str, Value]) -> dict[str, Value]:
    """Give the outputs for staff functions to compute with: those that are figures of a harmless size, or dicts of
    such."""
    own = {name: _harmless(question.expected[name], part) for name, part in parts.items()}
    return {name: value for name, value in own.items() if value is not None}


def _harmless(expected: Value, part: Value) -> Value:
    """Give figures as doubles, and a dict of figures as a dict of doubles; None where they are not what is due."""
    if kind_of(expected) == kind_of(part) == "dict":
        entries = {key: _harmless(due, part[key]) for key, due in expected.items() if key in part}
        whole = len(entries) == len(expected) and all(each is not None for each in entries.values())
        return entries if whole else None
    if kind_of(expected) not in FIGURES or kind_of(part) not in FIGURES:
        return None
    due = doubles(expected)
    # No more dimensions and entries than the right ones have, or two of them could broadcast to gigabytes.
    if np.size(part) > due.size:
        return None
    figures = np.array(doubles(part))  # a copy: what it is part of may be large, and need not stay
    if due.size == figures.size == 1 and 0 in (due.ndim, figures.ndim):
        figures = figures.reshape(due.shape)
    return figures if figures.ndim == due.ndim else None


def _following(
    exercise: Exercise, question: Question, own: Mapping[str, Value], faults: Mapping[str, Message]
) -> list[str]:
    """Name the outputs that are wrong, yet follow rightly from the student's own.

    Something in the case must be right outright, and what follows, and what it follows from, must be finite and of
    the size that is due: zeros, figures too small to tell, and whatever agrees with itself alone, earn nothing.
    """
    if len(faults) == len(exercise.outputs):
        return []
    following = []
    figures = {name: value for name, value in own.items() if isinstance(value, np.ndarray)}
    own = {name: value for name, value in figures.items() if _tells(value, question.expected[name])}
    for output in exercise.outputs:
        if output.name not in faults or output.follow is None or output.name not in own:
            continue
        try:
            with np.errstate(all="ignore"):
                due = np.asarray(output.follow(question.inputs, own), dtype=np.float64)
        except Exception:  # outputs may be missing among the student's own, or of any shape
            continue
        expected = question.expected[output.name]
        fits = due.shape == doubles(expected).shape and np.isfinite(due).all() and _tells(due, expected)
        within = tolerance(exercise, output, question)
        # By the size of the right figures: beside made-up ones that are large enough, a term left out would not show.
        near = within.atol + within.rtol * np.abs(doubles(expected)).max(initial=0)
        if fits and not compare(due, own[output.name], 0.0, near):
            following.append(output.name)
    return following


def _tells(figures: Value, expected: Value) -> bool:
    """Say whether figures are large enough, beside those that are due, for the tolerance to tell right from wrong."""
    return bool(np.abs(figures).max(initial=0) >= TELLING * np.abs(doubles(expected)).max(initial=0) > 0)
