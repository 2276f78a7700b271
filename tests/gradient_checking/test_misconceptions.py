"""The known wrong ways to do gradient checking: each applies to the source notebook, costs points, and shows."""

import pytest

from tests.gradient_checking.reference import CHECK, CHECK_N, HELPERS
from tests.misconceptions import Misconceptions

MISCONCEPTIONS = Misconceptions("gradient_checking", HELPERS)


@pytest.mark.parametrize("name", [CHECK, CHECK_N])
def test_they_are_eight_or_more_each_with_a_name_of_its_own(name):
    ids = [which for exercise, which in MISCONCEPTIONS.every() if exercise == name]
    assert len(set(ids)) == len(ids) >= 8


@pytest.mark.parametrize(("name", "which"), MISCONCEPTIONS.every())
def test_each_costs_the_same_in_every_set(name, which):
    MISCONCEPTIONS.check_points(name, which)


@pytest.mark.parametrize(("name", "which"), MISCONCEPTIONS.every())
def test_a_public_case_shows_it_or_there_is_a_reason_why_none_does(name, which):
    MISCONCEPTIONS.check_seen(name, which)


@pytest.mark.parametrize(("name", "which"), MISCONCEPTIONS.every())
def test_its_answers_are_its_own(name, which):
    MISCONCEPTIONS.check_own(name, which)
