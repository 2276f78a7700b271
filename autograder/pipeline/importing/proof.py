"""Asks the solutions of an imported notebook its own tests, in the sandbox, as a submission is asked."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...course import CHECKS
from ...flow import answers_to
from ...grading.compare import compare
from ...language import _
from ...model import Answer, Assignment, Exercise, Question, Raised, Returned, Submission, Value
from ...papers import Paper
from ...sandbox.limits import Limits
from ...sandbox.sandbox import Equipment, Sandbox, strongest
from .claims import Claim

VALUE, OUTCOME, PASSES = "asserted_value", "asserted_outcome", "passes"
LIMITS = Limits(seconds=120.0)
PLAIN = (bool, int, float, str, type(None))


@dataclass(frozen=True)
class Proven:
    """A claim as the solution answers it.

    Parameters
    ----------
    figure
        The value that is due; None with ``apart`` False, where the claim can only hold or not.
    trouble
        Why the solution does not pass it, empty where it does.
    """

    claim: Claim
    apart: bool = False
    figure: Value = None
    trouble: str = ""


def prove(
    notebook: bytes, claims: Mapping[str, Sequence[Claim]], helpers: Mapping[str, str], wanted: Sequence[str]
) -> dict[str, list[Proven]]:
    """Ask all claims of each exercise, twice: a figure that is another each time is none."""
    first, second = (_asked(notebook, claims, helpers, wanted) for _ in range(2))
    return {
        name: [_proven(*each) for each in zip(claims[name], first[name], second[name], strict=True)] for name in claims
    }


def held_blank(
    notebook: bytes, proven: Mapping[str, Sequence[Proven]], helpers: Mapping[str, str], wanted: Sequence[str]
) -> set[Claim]:
    """The claims that hold where nothing is filled in."""
    claims = {name: [each.claim for each in of_name] for name, of_name in proven.items()}
    given = _asked(notebook, claims, helpers, wanted)
    return {
        each.claim
        for name, of_name in proven.items()
        for each, (outcome, value) in zip(of_name, given[name], strict=True)
        if (_is_right(each, value) if each.apart else _holds(outcome))
    }


def _is_right(proven: Proven, answer: Answer) -> bool:
    near = proven.claim.tolerance
    assert near is not None
    return isinstance(answer, Returned) and not compare(proven.figure, answer.value, near.rtol, near.atol)


Pair = tuple[Answer, Answer]
"""The answers to a claim: whether it holds, and the value that it is about."""


def _asked(
    notebook: bytes, claims: Mapping[str, Sequence[Claim]], helpers: Mapping[str, str], wanted: Sequence[str]
) -> dict[str, list[Pair]]:
    exercises = tuple(
        Exercise(
            name, 1.0, (), (), beside=tuple(sorted(frozenset[str]().union(*(each.whole for each in asked)) - {name}))
        )
        for name, asked in claims.items()
    )
    questions = {
        name: tuple(
            question
            for claim in asked
            for question in (
                _question(OUTCOME, claim.outcome),
                _question(VALUE, claim.statements, claim.expression or "None"),
            )
        )
        for name, asked in claims.items()
    }
    assignment = Assignment("imported", "", exercises, tuple(helpers), distributions=tuple(wanted))
    backend, _weakness = strongest()
    with Sandbox(sys.executable, tuple(wanted), LIMITS, backend, Equipment()) as sandbox:
        given = answers_to(
            Paper(assignment, questions, hidden=True),
            Submission("notebook.ipynb", "import", notebook),
            {**helpers, "checks": CHECKS},
            sandbox,
        )
    return {name: list(zip(answers[::2], answers[1::2], strict=True)) for name, answers in given.items()}


def _question(driver: str, *inputs: str) -> Question:
    return Question("", True, inputs, {}, driver=driver)


def _proven(claim: Claim, first: Pair, second: Pair) -> Proven:
    for outcome, _value in (first, second):
        if not _holds(outcome):
            return Proven(claim, trouble=_why(outcome))
    match first[1], second[1]:
        case Returned(value=one), Returned(value=other) if claim.expression and is_plain(one) and _same(one, other):
            return Proven(claim, True, one)
    return Proven(claim)


def _holds(answer: Answer) -> bool:
    return isinstance(answer, Returned) and answer.value == PASSES


def _why(answer: Answer) -> str:
    match answer:
        case Returned(value=str() as said):
            return said
        case Raised():
            return f"{answer.type}: {answer.text}"
    return _("it breaks a limit of the sandbox")


def is_plain(value: Value) -> bool:
    """Whether a value is of the kinds that can be due."""
    match value:
        case dict():
            return all(map(is_plain, value.values()))
        case list() | tuple():
            return all(map(is_plain, value))
    return isinstance(value, PLAIN) or type(value).__module__ == "numpy"


def _same(one: Value, other: Value) -> bool:
    return repr(one) == repr(other)


def code_alone(sources: Iterable[str]) -> bytes:
    """A notebook of these code cells."""
    cells = [{"cell_type": "code", "source": each, "metadata": {}, "outputs": []} for each in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}).encode()
