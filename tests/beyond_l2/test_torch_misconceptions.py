"""The misconceptions of part (c) of the beyond L2 assignment: each is wrong, shows, and is like no other."""

from functools import cache

import pytest

from autograder.model import Status
from tests.beyond_l2.proof import prove, twins
from tests.beyond_l2.reference_torch import EXERCISES, MARKING

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # networks this small gain nothing from threads that wait for one another

WRONG = {(name, each.id): each for name, exercise in EXERCISES.items() for each in exercise.misconceptions}
each_wrong_way = pytest.mark.parametrize(("name", "way"), WRONG)


@cache
def proof(name, way):
    return prove(MARKING, name, WRONG[name, way])


@pytest.mark.parametrize("name", EXERCISES)
def test_there_are_enough_of_them_each_with_a_name_of_its_own(name):
    ids = [each.id for each in EXERCISES[name].misconceptions]
    assert len(ids) == len(set(ids)) >= 8


@each_wrong_way
def test_it_loses_the_same_points_in_every_set(name, way):
    scores = [result.score for result in proof(name, way).results]
    assert max(scores) < EXERCISES[name].points
    assert max(scores) - min(scores) < 1e-9


@each_wrong_way
def test_a_public_case_shows_it_or_there_is_a_reason_why_none_does(name, way):
    cases = proof(name, way).results[0].cases
    shown = any(case.public and case.status is not Status.PASSED for case in cases)
    assert shown == (not WRONG[name, way].unseen)


@pytest.mark.parametrize("name", EXERCISES)
def test_none_is_taken_for_another(name):
    unnamed = {each.id for each in EXERCISES[name].misconceptions if each.unnamed}
    ways = [each.id for each in EXERCISES[name].misconceptions]
    found = twins(EXERCISES[name], {way: proof(name, way) for way in ways})
    assert {pair for pair in found if not unnamed & {*pair}} == set()
    assert unnamed <= {one for one, _ in found}
