"""Asks the misconceptions of the beyond L2 assignment what a student with them would be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.grading.case import Judged, judge_case
from autograder.grading.diagnosis import alike
from autograder.grading.judge import sum_up
from autograder.grading.trace import Trace
from autograder.model import Exercise, ExerciseResult, Misconception
from autograder.solutions import definition, edited
from tests import source_notebook
from tests.marking import SETS, Marking, answer

SOURCE = (source_notebook.ROOT / "source" / "beyond_l2" / "beyond_l2.ipynb").read_bytes()
COMPARED = SETS[::4]  # the sets in which the answers of two are held against each other


@dataclass(frozen=True)
class Proof:
    """What a misconception gets in each set, and what it answers in some."""

    results: Sequence[ExerciseResult]
    answers: Mapping[int, Sequence[Judged]]


def solution(name: str, misconception: Misconception) -> str:
    """The solution of the source notebook with a misconception: each edit has to apply, and the result to parse."""
    return edited(definition(SOURCE, name), misconception.replace)


def prove(marking: Marking, name: str, misconception: Misconception) -> Proof:
    """Ask a misconception the cases of every set; the public ones, which are the same in all, once."""
    exercise, names = marking.exercises[name], marking.defined(solution(name, misconception))
    results, answers, public = [], {}, []
    for number in SETS:
        asked = marking.paper(number).questions[name]
        cases = [
            judge_case(exercise, question, answer(names, name, question))
            for question in asked
            if not (public and question.public)
        ]
        public = public or [case for case in cases if case.question.public]
        cases = [*public, *(case for case in cases if not case.question.public)]
        results.append(sum_up(exercise, cases))
        if number in COMPARED:
            answers[number] = cases
    return Proof(results, answers)


def twins(exercise: Exercise, proofs: Mapping[str, Proof]) -> set[tuple[str, str]]:
    """Which misconceptions would be taken for which others, in some set."""
    return {
        (one, other)
        for one in proofs
        for other in proofs
        if one != other
        for number in COMPARED
        if _alike(exercise, proofs[one].answers[number], [case.trace for case in proofs[other].answers[number]])
    }


def _alike(exercise: Exercise, cases: Sequence[Judged], known: Sequence[Trace | None]) -> bool:
    return all(alike(exercise, *pair) for pair in zip(cases, known, strict=True))
