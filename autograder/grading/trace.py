"""What is kept of a wrong answer, so that it can be held against those of known misconceptions."""

from collections.abc import Mapping

import numpy as np

from ..model import Answer, Broken, Message, Question, Raised, Tolerance, Value
from .compare import compare, doubles, kind_of

Trace = Mapping[str, Value]
"""A wrong answer: what there is of each output, by its name, or how it ended instead, under the empty name."""

ENDED = ""
RAISED = "raised "
ENTRIES_BESIDE = 4
"""An array is kept that has no more than so many times the entries of what is due; a larger one by its kind alone."""
PARTS, DEPTH, TEXT = 1000, 10, 300


def kept(parts: Mapping[str, Value], faults: Mapping[str, Message], question: Question) -> Trace:
    """What is kept of the outputs that are wrong; of one that is not there, what is amiss with it."""
    return {
        name: _plain(parts[name], ENTRIES_BESIDE * _size(question.expected[name]), 0)
        if name in parts
        else f"({fault.id})"
        for name, fault in faults.items()
    }


def ended(answer: Answer, public: bool) -> Trace:
    """How an answer ended that gave nothing back; of a hidden case no words, which may hold its inputs."""
    match answer:
        case Raised(type=kind, text=text):
            return {ENDED: f"{RAISED}{kind}: {text[:TEXT]}" if public else f"{RAISED}{kind}"}
        case Broken(status=status):
            return {ENDED: str(status)}
        case _:
            return {ENDED: type(answer).__name__}


def same(one: Trace, other: Trace, tolerances: Mapping[str, Tolerance]) -> bool:
    """Whether two wrong answers are one, each output within its tolerance."""
    return one.keys() == other.keys() and all(
        _equal(one[name], other[name], tolerances[name]) if name in tolerances else one[name] == other[name]
        for name in one
    )


def _equal(one: Value, other: Value, within: Tolerance) -> bool:
    # Both ways: a dict may hold more than is expected of it, and then the two are not the same.
    return not compare(one, other, within.rtol, within.atol) and not compare(other, one, within.rtol, within.atol)


def _size(expected: Value) -> int:
    match kind_of(expected):
        case "array":
            return int(np.size(expected))
        case "list" | "tuple":
            return sum(map(_size, expected))
        case "dict":
            return sum(map(_size, expected.values()))
        case _:
            return 1


def _plain(value: Value, most: int, depth: int) -> Value:
    kind = kind_of(value)
    if kind == "none":
        return None
    if kind == "number":
        return doubles(value).item()
    if kind == "array" and value.size <= most:
        return np.array(value)  # a copy: what it is part of may be large, and need not stay
    if kind == "text":
        return value[:TEXT]
    if kind in ("list", "tuple") and len(value) <= PARTS and depth < DEPTH:
        return [_plain(part, most, depth + 1) for part in value]
    if kind == "dict" and len(value) <= PARTS and depth < DEPTH:
        return {str(key)[:TEXT]: _plain(part, most, depth + 1) for key, part in value.items()}
    return f"({kind})"
