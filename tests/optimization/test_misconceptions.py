"""The known wrong ways to do the exercises of optimization: each costs the same for all, shows, and is itself."""

from functools import cache

import pytest

from autograder.grading.case import judge_case
from autograder.grading.diagnosis import alike
from autograder.model import Status
from autograder.solutions import definition, edited
from tests.marking import SETS, answer
from tests.optimization.reference import EXERCISES, MARKING, MINI_BATCHES, SOURCE

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # wrong answers divide by zero

WRONG = {(name, each.id): each for name, exercise in EXERCISES.items() for each in exercise.misconceptions}
each_wrong_way = pytest.mark.parametrize(("name", "way"), WRONG)


@cache
def solution(name, way):
    """The solution of the source notebook with the edits of a misconception; each has to apply, and it has to parse."""
    return edited(definition(SOURCE.read_bytes(), name), WRONG[name, way].replace)


@cache
def judged(name, way):
    """Its answers to all cases of one set, as a submission's are judged."""
    names = MARKING.defined(solution(name, way))
    questions = MARKING.paper(0).questions[name]
    return [judge_case(EXERCISES[name], question, answer(names, name, question)) for question in questions]


def test_there_are_enough_of_them_each_with_a_name_of_its_own():
    for exercise in EXERCISES.values():
        ids = [each.id for each in exercise.misconceptions]
        assert len(set(ids)) == len(ids) >= 8


@each_wrong_way
def test_it_loses_the_same_points_in_every_set(name, way):
    # The worked example of the mini-batches draws 1.8 million figures each time.
    sets = SETS[:2] if name == MINI_BATCHES else SETS
    scores = [result.score for result in MARKING.results(name, solution(name, way), sets)]
    assert max(scores) < EXERCISES[name].points
    assert max(scores) - min(scores) < 1e-9


@each_wrong_way
def test_it_fails_a_public_case_or_there_is_a_reason(name, way):
    shown = any(case.question.public and case.status is not Status.PASSED for case in judged(name, way))
    assert shown or WRONG[name, way].unseen


@each_wrong_way
def test_its_answers_are_its_own_or_there_is_a_reason(name, way):
    others = [each.id for each in EXERCISES[name].misconceptions if each.id != way]
    twins = [
        other
        for other in others
        if all(
            alike(EXERCISES[name], case, known.trace)
            for case, known in zip(judged(name, way), judged(name, other), strict=True)
        )
    ]
    assert not twins or WRONG[name, way].unnamed or all(WRONG[name, other].unnamed for other in twins)
