"""Finds how wrong figures are related to the right ones, where no known misconception answers the same."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..language import N_
from ..model import Diagnosis, Exercise, Inputs, Output, Status, Tolerance, Value
from .case import Judged, tolerance
from .compare import compare, doubles, kind_of

Array = NDArray[Any]


@dataclass(frozen=True)
class Pair:
    """A wrong array or number of an answer beside the right one, with the case that it is of."""

    output: Output
    expected: Array
    got: Array
    inputs: Inputs
    within: Tolerance

    def is_right(self, figures: Array) -> bool:
        return figures.shape == self.expected.shape and not compare(
            self.expected, figures, self.within.rtol, self.within.atol
        )


def related(exercise: Exercise, cases: Sequence[Judged]) -> Diagnosis | None:
    """Say how all wrong figures of an exercise are related to the right ones, if one relation holds for all."""
    wrong = [case for case in cases if case.trace is not None]
    if not wrong or any(case.status is not Status.WRONG for case in wrong):
        return None
    pairs: list[Pair] = []
    for case in wrong:
        found = _pairs(exercise, case)
        if found is None:
            return None
        pairs += found
    names = ", ".join(dict.fromkeys(pair.output.name for pair in pairs))
    for find in (_negated, _reshaped, _transposed, _unchanged, _scaled, _off_by_term):
        diagnosis = find(exercise, pairs, {"outputs": names})
        if diagnosis is not None:
            return diagnosis
    return _right_for_some(exercise, pairs)


# --- the relations ------------------------------------------------------------------------------------------------


def _negated(exercise: Exercise, pairs: Sequence[Pair], values: Mapping[str, str]) -> Diagnosis | None:
    if not all(pair.is_right(-pair.got) for pair in pairs):
        return None
    return Diagnosis(
        "negated", N_("Look at the signs."), N_("{outputs}: every figure is right but for its sign."), values
    )


def _reshaped(exercise: Exercise, pairs: Sequence[Pair], values: Mapping[str, str]) -> Diagnosis | None:
    def fits(pair: Pair) -> bool:
        return (
            pair.got.shape != pair.expected.shape
            and pair.got.size == pair.expected.size
            and pair.is_right(pair.got.reshape(pair.expected.shape))
        )

    if not all(map(fits, pairs)):
        return None
    return Diagnosis(
        "right-values-wrong-shape",
        N_("Print the shape of what you compute."),
        N_("{outputs}: the figures are right, but their shape is not; an axis was lost, or one is too many."),
        values,
    )


def _transposed(exercise: Exercise, pairs: Sequence[Pair], values: Mapping[str, str]) -> Diagnosis | None:
    if not all(pair.got.ndim == 2 and pair.is_right(pair.got.T) for pair in pairs):
        return None
    return Diagnosis(
        "transposed",
        N_("Which index runs over rows, and which over columns?"),
        N_("{outputs}: rows and columns have changed places."),
        values,
    )


def _unchanged(exercise: Exercise, pairs: Sequence[Pair], values: Mapping[str, str]) -> Diagnosis | None:
    def is_input(pair: Pair) -> bool:
        return any(
            pair.got.shape == given.shape and np.array_equal(pair.got, given)
            for given in _arrays(pair.inputs)
            if given.size > 1
        )

    if not all(map(is_input, pairs)):
        return None
    return Diagnosis(
        "never-changed",
        N_("Does the result of your computation reach what you return?"),
        N_("{outputs}: what comes back is what went in, unchanged."),
        values,
    )


def _scaled(exercise: Exercise, pairs: Sequence[Pair], values: Mapping[str, str]) -> Diagnosis | None:
    for name, factor in _factors(exercise):
        if all(_is_scaled(pair, factor(pair.inputs)) for pair in pairs):
            return Diagnosis(
                "scaled",
                N_("Look at the factors in front."),
                N_("{outputs}: every figure is {factor} times what is due."),
                {**values, "factor": name},
            )
    return None


def _off_by_term(exercise: Exercise, pairs: Sequence[Pair], values: Mapping[str, str]) -> Diagnosis | None:
    if exercise.term is None:
        return None
    name, compute = exercise.term
    ways: tuple[tuple[str, float, str], ...] = (
        ("term-missing", -1.0, N_("{outputs}: all is right but for {term}, which is missing.")),
        ("term-twice", 1.0, N_("{outputs}: {term} is counted twice.")),
        ("term-negated", -2.0, N_("{outputs}: {term} has the wrong sign.")),
        ("term-halved", -0.5, N_("{outputs}: {term} is only half of what is due.")),
    )
    for way, times, hint in ways:
        if all(_is_off(pair, compute, times) for pair in pairs):
            return Diagnosis(way, N_("Look at {term}."), hint, {**values, "term": name})
    for factor_name, factor in _factors(exercise):
        if all(_is_off(pair, compute, factor(pair.inputs) - 1) for pair in pairs):
            return Diagnosis(
                "term-scaled",
                N_("Look at {term}."),
                N_("{outputs}: {term} is {factor} times what is due, and the rest is right."),
                {**values, "term": name, "factor": factor_name},
            )
    return None


def _right_for_some(exercise: Exercise, pairs: Sequence[Pair]) -> Diagnosis | None:
    names = [output.name for output in exercise.outputs if not output.given]
    wrong = [name for name in names if name in {pair.output.name for pair in pairs}]
    right = [name for name in names if name not in wrong]
    if not right or not wrong:
        return None
    return Diagnosis(
        "right-for-some",
        N_("Some of what you compute is right already: {right}."),
        N_("Compare how you compute {wrong} with how you compute {right}: they part somewhere."),
        {"right": ", ".join(right), "wrong": ", ".join(wrong)},
    )


# --- what they are found by ---------------------------------------------------------------------------------------


def _factors(exercise: Exercise) -> Iterator[tuple[str, Callable[[Inputs], float]]]:
    """Factors by name: some numbers, then those of the formula and their inverses."""
    for name, number in (("2", 2.0), ("1/2", 0.5), ("-2", -2.0), ("-1/2", -0.5), ("10", 10.0), ("1/10", 0.1)):
        yield name, lambda _, number=number: number  # type: ignore[misc]
    if exercise.factors is None:
        return
    first = next((case for case in exercise.cases if hasattr(case, "inputs")), None)
    names = exercise.factors(first.inputs) if first is not None else {}
    for name in names:
        yield name, lambda inputs, name=name: _number(exercise, inputs, name)  # type: ignore[misc]
        yield f"1/{name}", lambda inputs, name=name: 1 / _number(exercise, inputs, name)  # type: ignore[misc]


def _number(exercise: Exercise, inputs: Inputs, name: str) -> float:
    assert exercise.factors is not None
    return float(exercise.factors(inputs).get(name, 1.0))  # 1, which is no factor, where a case has none of that name


def _is_scaled(pair: Pair, factor: float) -> bool:
    return factor not in (0.0, 1.0) and np.abs(pair.expected).max(initial=0) > 0 and pair.is_right(pair.got / factor)


def _is_off(pair: Pair, compute: Callable[[Inputs], Mapping[str, Value]], times: float) -> bool:
    term = compute(pair.inputs).get(pair.output.name)
    if term is None or pair.got.shape != pair.expected.shape or not np.abs(term).max(initial=0) > 0:
        return False
    return pair.is_right(pair.got - times * doubles(term))


def _pairs(exercise: Exercise, case: Judged) -> list[Pair] | None:
    """The arrays and numbers of a wrong answer that are wrong themselves; None where its structure is wrong.

    What follows rightly from an earlier slip is none of them.
    """
    assert case.trace is not None
    pairs = []
    for output in (each for each in exercise.outputs if each.name in case.trace.keys() - case.right):
        within = tolerance(exercise, output, case.question)
        leaves = list(_leaves(case.question.expected[output.name], case.trace[output.name]))
        if any(leaf is None for leaf in leaves):
            return None
        for expected, got in (leaf for leaf in leaves if leaf is not None):
            if compare(expected, got, within.rtol, within.atol):
                pairs.append(Pair(output, doubles(expected), doubles(got), case.question.inputs, within))
    return pairs


def _leaves(expected: Value, got: Value) -> Iterator[tuple[Value, Value] | None]:
    due, kind = kind_of(expected), kind_of(got)
    if due in ("number", "array") and kind in ("number", "array"):
        yield expected, got
    elif due == kind == "dict" and expected.keys() <= got.keys():
        for key in expected:
            yield from _leaves(expected[key], got[key])
    elif due in ("list", "tuple") and kind in ("list", "tuple") and len(expected) == len(got):
        for pair in zip(expected, got, strict=True):
            yield from _leaves(*pair)
    else:
        yield None


def _arrays(value: Value) -> Iterator[Array]:
    match kind_of(value):
        case "array":
            yield doubles(value)
        case "dict":
            for part in value.values():
                yield from _arrays(part)
        case "list" | "tuple":
            for part in value:
                yield from _arrays(part)
