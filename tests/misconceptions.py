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


@dataclass(frozen=True)
class Answered:
    """What a misconception answers to the cases of one set, and what it gets for it."""

    cases: Sequence[Judged]
    result: ExerciseResult


class Misconceptions:
    """Those of an assignment, as edits of its source notebook: one that does not apply to it, or parse, raises.

    Parameters
    ----------
    assignment
        Its name.
    helpers
        What the notebook has beside the graded functions, as `Marking` wants it.
    """

    def __init__(self, assignment: str, helpers: str) -> None:
        source = (ROOT / "source" / assignment / f"{assignment}.ipynb").read_bytes()
        names = [exercise.name for exercise in Marking(assignment, helpers, {}).assignment.exercises]
        self.definitions = {name: solutions.definition(source, name) for name in names}
        self.marking = Marking(assignment, helpers, self.definitions)
        self.answered = lru_cache(maxsize=None)(self._answered)

    def every(self) -> list[tuple[str, str]]:
        """The name of the exercise and the id of each misconception."""
        return [
            (name, each.id) for name, exercise in self.marking.exercises.items() for each in exercise.misconceptions
        ]

    def __getitem__(self, place: tuple[str, str]) -> Misconception:
        name, which = place
        (found,) = [each for each in self.marking.exercises[name].misconceptions if each.id == which]
        return found

    def _answered(self, name: str, which: str, number: int) -> Answered:
        text = solutions.edited(self.definitions[name], self[name, which].replace)
        names, exercise = self.marking.defined(text), self.marking.exercises[name]
        with np.errstate(all="ignore"), redirect_stdout(StringIO()):
            asked = self.marking.paper(number).questions[name]
            cases = [judge_case(exercise, question, answer(names, name, question)) for question in asked]
        return Answered(cases, sum_up(exercise, cases))

    # --- what has to hold of each ---------------------------------------------------------------------------------

    def check_points(self, name: str, which: str, sets: Sequence[int] = SETS) -> None:
        """It loses points, and as many in every set."""
        results = [self.answered(name, which, number).result for number in sets]
        assert len({(result.status, result.score) for result in results}) == 1, [result.score for result in results]
        assert results[0].score < results[0].max_score

    def check_seen(self, name: str, which: str) -> None:
        """A public case shows it, or there is a reason why none does."""
        cases = self.answered(name, which, 0).result.cases
        seen = any(case.public and case.status is not Status.PASSED for case in cases)
        assert seen is not bool(self[name, which].unseen)

    def check_own(self, name: str, which: str, sets: Sequence[int] = SETS[:2]) -> None:
        """Its answers are those of no other, or there is a reason why they are."""
        exercise = self.marking.exercises[name]
        shared = {
            other.id
            for other in exercise.misconceptions
            for number in sets
            if other.id != which
            and all(
                alike(exercise, case, known.trace)
                for case, known in zip(
                    self.answered(name, which, number).cases, self.answered(name, other.id, number).cases, strict=True
                )
            )
        }
        assert bool(shared) is bool(self[name, which].unnamed), shared
