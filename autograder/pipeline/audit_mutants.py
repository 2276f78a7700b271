"""Proves that mutants of the solutions are caught: each is graded as a student's notebook is, in one of the sets."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .. import assignments, solutions
from ..flow import Bench, grade
from ..grading.case import Judged
from ..grading.diagnosis import Known
from ..model import Assignment, Exercise, Fate, Submission
from ..papers import Paper
from ..rooms import Settings
from .mutants import Mutant, mutants


def of_assignment(assignment: Assignment, source: bytes) -> list[Mutant]:
    """All mutants of the exercises of an assignment."""
    return [
        mutant
        for exercise in assignment.exercises
        if solutions.defines(source, exercise.name)
        for mutant in mutants(exercise.name, solutions.definition(source, exercise.name))
    ]


def code_alone(source: bytes) -> bytes:
    """The source notebook without its prose, which takes as long to read as its code."""
    notebook = json.loads(source)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return json.dumps(notebook).encode()


def is_unnoticed(settings: Settings, bench: Bench, name: str, mutant: Mutant) -> bool:
    """Grade a notebook with a mutant in it, and say whether it gets the full points of its exercise."""
    assignment = assignments.load(name)
    exercise = next(each for each in assignment.exercises if each.name == mutant.exercise)
    source = settings.course.reference(name)
    assert source is not None
    notebook = Submission(
        str(settings.course.notebook(name)),
        hashlib.sha256(mutant.text.encode()).hexdigest(),  # which picks the set
        solutions.replaced(code_alone(source), mutant.exercise, mutant.text),
    )
    result = grade(notebook, _for_one(bench, assignment, exercise))
    return result.status is Fate.GRADED and result.score == result.max_score


def _for_one(bench: Bench, assignment: Assignment, exercise: Exercise) -> Bench:
    """The bench as it would be if the assignment had one exercise, and nobody wanted to know what went wrong."""
    one = replace(assignment, exercises=(exercise,))

    def paper(_assignment: Assignment, student: str) -> Paper:
        whole = bench.paper(assignment, student)
        return Paper(one, {exercise.name: whole.questions[exercise.name]}, whole.hidden)

    return replace(bench, assignments=(one,), paper=paper, mistakes=lambda *_: Unknown())


class Unknown:
    """No misconceptions: the points do not depend on them."""

    def singles(self) -> Iterable[Known]:
        return ()

    def pairs(self, cases: Sequence[Judged]) -> Iterable[Known]:
        return ()
