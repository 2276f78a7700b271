"""Grades solutions of one exercise in this process, by the judge and the papers of the package, set after set."""

import copy
import random
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from autograder import assignments, papers
from autograder.grading.judge import judge
from autograder.model import Answer, ExerciseResult, Inputs, Question, Raised, Returned, Value
from autograder.notebook.tokens import fingerprint

SECRET = b"a secret for tests alone"
SETS = range(0, 64, 8)
"""What has to hold in every set is asked of these; the audit asks all 64."""


class Marking:
    """An assignment with the solutions that answer its hidden cases here.

    Parameters
    ----------
    assignment
        Its name.
    helpers
        What a notebook has beside the graded functions, as text: imports and what it takes from helper modules.
    reference
        The solution of each exercise, by its name, as text.
    """

    def __init__(self, assignment: str, helpers: str, reference: Mapping[str, str]) -> None:
        self.assignment = assignments.load(assignment)
        self.exercises = {exercise.name: exercise for exercise in self.assignment.exercises}
        self.helpers = helpers
        self.reference = reference
        self.paper = lru_cache(maxsize=None)(self._paper)

    def edited(self, name: str, edits: Mapping[str, str]) -> str:
        """The reference solution of an exercise with texts replaced; each has to be there."""
        source = self.reference[name]
        for old, new in edits.items():
            assert old in source, old
            source = source.replace(old, new)
        return source

    def is_stub(self, name: str, text: str) -> bool:
        """Whether a text, indented or not, is an exercise as it was handed out, unfilled."""
        return fingerprint(textwrap.dedent(text).strip()) in map(fingerprint, self.exercises[name].stubs)

    def defined(self, source: str = "") -> dict[str, Any]:
        """The names of a notebook that holds the reference and then ``source``."""
        names: dict[str, Any] = {"__name__": "notebook"}
        exec("\n".join([self.helpers, *self.reference.values(), source]), names)
        return names

    def drawn(self, name: str, sets: Sequence[int] = range(64)) -> list[tuple[str, tuple[Value, ...]]]:
        """The hidden cases of an exercise in these sets: the name of the case, its inputs."""
        exercise = self.exercises[name]
        return [
            (case.name, inputs)
            for number in sets
            for case, inputs in papers.drawn_inputs(self.assignment.name, exercise, SECRET, number)
        ]

    def results(self, name: str, source: str, sets: Sequence[int] = SETS) -> list[ExerciseResult]:
        """What a solution gets in each of the sets."""
        return [self._judged(name, lambda: self.defined(source), number) for number in sets]

    def grade(self, name: str, source: str, sets: Sequence[int] = SETS) -> ExerciseResult:
        """What a solution gets, which has to be the same in every set."""
        results = self.results(name, source, sets)
        assert len({(result.status, result.score) for result in results}) == 1, [result.score for result in results]
        return results[0]

    def grade_value(self, name: str, function: Callable[..., Any], sets: Sequence[int] = SETS) -> list[ExerciseResult]:
        """What a function of the test's own gets in each of the sets."""
        return [self._judged(name, lambda: {**self.defined(), name: function}, number) for number in sets]

    def _judged(self, name: str, names: Callable[[], dict[str, Any]], number: int) -> ExerciseResult:
        asked, notebook = self.paper(number).questions[name], names()
        return judge(self.exercises[name], asked, [answer(notebook, name, question) for question in asked])

    def _paper(self, number: int) -> papers.Paper:
        asked: dict[str, list[Inputs]] = {}
        answers: dict[str, list[Value]] = {}
        for exercise in self.assignment.exercises:
            asked[exercise.name], answers[exercise.name] = [], []
            for case, inputs in papers.drawn_inputs(self.assignment.name, exercise, SECRET, number):
                given = answer(
                    self.defined(), exercise.name, Question(case.name, True, inputs, {}, case.seed, driver=case.driver)
                )
                assert isinstance(given, Returned), given
                asked[exercise.name].append(inputs)
                answers[exercise.name].append(given.value)
        return papers.paper(self.assignment, asked, answers)


def answer(names: dict[str, Any], name: str, question: Question) -> Answer:
    """Ask one question of a notebook's names, as the sandbox does."""
    random.seed(question.seed)
    np.random.seed(question.seed)
    inputs = copy.deepcopy(question.inputs)
    try:
        if question.driver is None:
            return Returned(names[name](*inputs))
        return Returned(_drive(question.driver)(names, *inputs))
    except Exception as error:
        return Raised(type(error).__name__, str(error))


@lru_cache
def _drive(name: str) -> Callable[..., Any]:
    names: dict[str, Any] = {"__name__": name}
    exec(assignments.driver(name), names)
    return names["drive"]
