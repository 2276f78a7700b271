"""Holds the misconceptions of an assignment against its source notebook and its cases, in set after set."""

from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO

import numpy as np

from autograder import solutions
from autograder.grading.case import Judged, judge_case
from autograder.grading.diagnosis import alike
from autograder.grading.judge import sum_up
from autograder.model import ExerciseResult, Misconception, Status
from tests.marking import SETS, Marking, answer
from tests.source_notebook import ROOT

COMPARED = SETS[:2]
"""The sets in which the answers of two are held against each other."""


@dataclass(frozen=True)
class Answered:
    """What a misconception answers to the cases of one set, and what it gets for it."""

    cases: Sequence[Judged]
    result: ExerciseResult


class Misconceptions:
    """Those of an assignment, as edits of its source notebook: one that does not apply to it, or parse, raises.

    Parameters
    ----------
    marking
        The assignment, and what has to stand beside the function that is edited.
    """

    def __init__(self, marking: Marking) -> None:
        assignment = marking.assignment.name
        source = (ROOT / "source" / assignment / f"{assignment}.ipynb").read_bytes()
        self.marking = marking
        self.exercises = {exercise.name: exercise for exercise in marking.assignment.exercises}
        self.definitions = {name: solutions.definition(source, name) for name in self.exercises}
        self.answered = lru_cache(maxsize=None)(self._answered)

    def __getitem__(self, place: tuple[str, str]) -> Misconception:
        name, which = place
        (found,) = [each for each in self.exercises[name].misconceptions if each.id == which]
        return found

    def _answered(self, name: str, which: str, number: int) -> Answered:
        exercise, asked = self.exercises[name], self.marking.paper(number).questions[name]
        if number != SETS[0]:  # the public cases are the same in every set: they are asked once, as some take long
            known = [case for case in self.answered(name, which, SETS[0]).cases if case.question.public]
            asked = [question for question in asked if not question.public]
        else:
            known = []
        names = self.marking.defined(solutions.edited(self.definitions[name], self[name, which].replace))
        with np.errstate(all="ignore"), redirect_stdout(StringIO()):
            cases = [*known, *(judge_case(exercise, question, answer(names, name, question)) for question in asked)]
        return Answered(cases, sum_up(exercise, cases))

    # --- what has to hold of each ---------------------------------------------------------------------------------

    def check_points(self, name: str, which: str) -> None:
        """It loses points, and as many in every set."""
        results = [self.answered(name, which, number).result for number in SETS]
        assert len({(result.status, result.score) for result in results}) == 1, [result.score for result in results]
        assert results[0].score < results[0].max_score

    def check_seen(self, name: str, which: str) -> None:
        """A public case shows it, or there is a reason why none does."""
        cases = self.answered(name, which, SETS[0]).result.cases
        seen = any(case.public and case.status is not Status.PASSED for case in cases)
        assert seen is not bool(self[name, which].unseen)

    def check_own(self, name: str, which: str) -> None:
        """Its answers are those of no other that is named; what is not named has a reason, which is another's name."""
        exercise = self.exercises[name]
        shared = [
            other
            for other in exercise.misconceptions
            for number in COMPARED
            if other.id != which
            and all(
                alike(exercise, case, known.trace)
                for case, known in zip(
                    self.answered(name, which, number).cases, self.answered(name, other.id, number).cases, strict=True
                )
            )
        ]
        if self[name, which].unnamed:
            assert shared
        else:
            assert all(other.unnamed for other in shared), [other.id for other in shared]
