"""Expected and got figures, side by side: what differs, and no more than a page can show."""

import json
import math

import numpy as np
import pytest
from hypothesis import given

from autograder.grading.compare import compare
from autograder.grading.side_by_side import ARRAYS_MOST, ENTRIES_MOST, FIELDS_MOST, side_by_side
from autograder.model import Compared, Side, Tolerance
from tests.grading.values import ANYTHING, VALUES

NEAR = Tolerance()


def beside(expected, got, tolerance=NEAR, name="W1"):
    return side_by_side([(name, expected, got, tolerance)])


def test_entries_that_differ_are_marked():
    (compared,) = beside(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.5], [3.0, np.nan]]))
    assert compared == Compared(
        "W1",
        Side((2, 2), (1.0, 2.0, 3.0, 4.0)),
        Side((2, 2), (1.0, 2.5, 3.0, "nan")),
        (1, 3),
        ((0.0, 1.0), (0.0, 1.0)),
    )


def test_what_is_near_enough_is_not_marked():
    (compared,) = beside(np.array([1.0, 2.0]), np.array([1.05, 2.5]), Tolerance(rtol=0.1, atol=0))
    assert compared.wrong == (1,)
    assert beside(np.array([1.0, 2.0]), np.array([1.05, 2.1]), Tolerance(rtol=0.1, atol=0)) == ()


@pytest.mark.parametrize("one", [2.5, np.float32(2.5), np.array(2.5), np.array([[2.5]])])
def test_a_number_stands_beside_an_array_of_one_entry(one):
    (compared,) = beside(np.array([[1.0]]), one)
    assert (compared.expected.shape, compared.got, compared.wrong, compared.picture) == (
        (1, 1),
        Side((1, 1), (2.5,)),
        (0,),
        (),
    )


def test_each_differing_array_of_a_dict_or_tuple_stands_for_itself():
    due = {"a": (np.zeros(2), np.zeros(2)), "b": 1.0, "c": np.ones(3), "d": None}
    came = {"a": [np.zeros(2), np.ones(2)], "b": 2, "d": np.ones(4)}
    assert [compared.path for compared in beside(due, came, name="")] == ["a[1]", "b"]


def test_another_shape_has_no_marks_and_no_picture():
    (compared,) = beside(np.zeros((2, 1)), np.zeros((2, 2)))
    assert compared == Compared("W1", Side((2, 1), (0.0,) * 2), Side((2, 2), (0.0,) * 4))


def test_another_kind_stands_beside_nothing():
    assert beside(np.zeros(2), [0.0, 1.0]) == beside(np.zeros(2), None) == beside({"a": 1}, 2) == ()


def test_a_large_array_is_a_picture_alone():
    due = np.zeros((100, 50))
    came = due.copy()
    came[:50, 49] = 1
    (compared,) = beside(due, came)
    assert compared.expected == compared.got == Side((100, 50), ())
    assert compared.wrong == ()
    assert np.shape(compared.picture) == (FIELDS_MOST, FIELDS_MOST)
    assert {share for row in compared.picture for share in row[:-1]} == {0}
    assert [row[-1] > 0 for row in compared.picture] == [True] * 12 + [False] * 12
    picture = np.array(compared.picture)
    assert picture[0, -1] == pytest.approx(1 / 3, abs=0.2)  # one of two or three columns


def test_the_picture_of_several_axes_has_the_last_across():
    came = np.zeros((2, 3, 4))
    came[1, 2, 3] = 1
    (compared,) = beside(np.zeros((2, 3, 4)), came)
    assert np.shape(compared.picture) == (6, 4)
    assert np.flatnonzero(compared.picture).tolist() == list(compared.wrong) == [23]


def test_an_answer_without_end_costs_nothing():
    endless = []
    endless.append(endless)
    huge = np.lib.stride_tricks.as_strided(np.zeros(1), (10**9, 10**6), (0, 0))  # petabytes, if it were read
    assert beside([[[1.0]]], endless) == ()
    (compared,) = beside(np.zeros(3), huge)
    assert compared.got == Side((10**9, 10**6), ())
    many = {f"W{number}": np.zeros((20, 20)) for number in range(1000)}
    found = beside(many, {name: array + 1 / 3 for name, array in many.items()})
    assert len(found) == ARRAYS_MOST
    assert all(len(compared.got.entries) == ENTRIES_MOST for compared in found)


@given(VALUES, ANYTHING)
def test_it_finds_the_figures_that_the_comparison_finds(expected, got):
    found = beside(expected, got, name="")
    wanted = {d.part: d.wrong for d in compare(expected, got) if d.id in ("value", "nan", "infinite")}
    figures = {compared.path: len(compared.wrong) for compared in found if compared.wrong}
    assert figures.items() <= wanted.items()
    if len(found) < ARRAYS_MOST:
        texts = {d.part for d in compare(expected, got) if isinstance(d.expected, str)}
        assert wanted.keys() - texts <= figures.keys()
    for compared in found:
        json.dumps([compared.expected.entries, compared.got.entries, compared.picture], allow_nan=False)
        for side in (compared.expected, compared.got):
            assert len(side.entries) in (0, math.prod(side.shape))
