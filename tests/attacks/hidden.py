"""Finds figures of hidden cases in a result, where they must never be."""

import dataclasses
import re
from collections.abc import Iterable, Iterator

import numpy as np

from autograder.model import Result, Value
from autograder.outlets.lines import line
from autograder.papers import Paper

FEW, MANY = 6, 12
"""So many digits of a hidden figure are no chance: in what is said of a hidden case, and anywhere in a result."""


class Hidden:
    """The figures that a paper asks hidden cases with, and those that it expects."""

    def __init__(self, paper: Paper) -> None:
        self._known: dict[str, list[str]] = {}
        for question in (each for asked in paper.questions.values() for each in asked if not each.public):
            for figure in _figures([question.inputs, question.expected]):
                digits = f"{abs(figure):.15e}".replace(".", "")[:16]
                if digits.rstrip("0")[FEW:]:  # a round number is nothing hidden
                    self._known.setdefault(digits[:FEW], []).append(digits)

    def told(self, result: Result) -> bool:
        """Whether a result tells one of them, or its first digits."""
        # The file's digest, and how long it took to grade, are numbers by chance.
        whole = line(dataclasses.replace(result, sha256="", seconds=0.0))
        said = (case.message for exercise in result.exercises for case in exercise.cases if not case.public)
        numbers = [number for message in said if message for number in _numbers(repr(message.values), FEW)]
        return any(map(self._is_one, [*numbers, *_numbers(whole, MANY)]))

    def _is_one(self, number: str) -> bool:
        return any(digits.startswith(number[:15]) for digits in self._known.get(number[:FEW], ()))


def _figures(value: Value) -> Iterator[float]:
    if isinstance(value, np.ndarray):
        yield from value.astype(float).ravel()
    elif isinstance(value, dict):
        yield from _figures(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _figures(part)
    elif isinstance(value, float):
        yield value


def _numbers(text: str, least: int) -> Iterable[str]:
    found = (re.sub(r"\D", "", number).lstrip("0") for number in re.findall(r"(?<![\w.])\d[\d.]*", text))
    return [number for number in found if len(number) >= least]
