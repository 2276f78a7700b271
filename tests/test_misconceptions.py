"""The known wrong ways of all exercises: each applies to the source notebook, costs points, shows and is its own."""

from importlib.util import find_spec

import pytest

from tests.misconceptions import Misconceptions
from tests.references import MARKINGS

FEW = {"forward_propagation", "backward_propagation"}
"""Who has to multiply two numbers, or to name one of them, can hardly go wrong in eight ways."""


def case(misconceptions, exercise, *which):
    missing = exercise.needs is not None and find_spec(exercise.needs) is None
    return pytest.param(
        misconceptions,
        exercise.name,
        *which,
        id="-".join([misconceptions.marking.assignment.name, exercise.name, *which]),
        marks=pytest.mark.skipif(missing, reason=f"{exercise.needs} is optional"),
    )


EXERCISES = [(each, exercise) for each in map(Misconceptions, MARKINGS) for exercise in each.exercises.values()]
each_exercise = pytest.mark.parametrize(("misconceptions", "name"), [case(*place) for place in EXERCISES])
each_wrong_way = pytest.mark.parametrize(
    ("misconceptions", "name", "which"),
    [case(each, exercise, known.id) for each, exercise in EXERCISES for known in exercise.misconceptions],
    scope="module",  # the three tests of one follow each other: its answers are kept
)


@each_exercise
def test_they_are_eight_or_more_each_with_a_name_of_its_own(misconceptions, name):
    ids = [each.id for each in misconceptions.exercises[name].misconceptions]
    assert len(set(ids)) == len(ids) >= (4 if name in FEW else 8)


@each_wrong_way
def test_it_costs_the_same_in_every_set(misconceptions, name, which):
    misconceptions.check_points(name, which)


@each_wrong_way
def test_a_public_case_shows_it_or_there_is_a_reason_why_none_does(misconceptions, name, which):
    misconceptions.check_seen(name, which)


@each_wrong_way
def test_its_answers_are_its_own_or_there_is_a_reason(misconceptions, name, which):
    misconceptions.check_own(name, which)
