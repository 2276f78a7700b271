"""What compare finds, and that nothing makes it raise."""

import ast
import math
import warnings
from collections import OrderedDict, namedtuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.grading import compare as module
from autograder.grading.compare import KINDS, compare
from autograder.grading.messages import Says
from autograder.model import Opaque
from tests.grading.values import ANYTHING, DTYPES, VALUES

FIGURES = hnp.arrays(
    np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6, allow_subnormal=False)
)


@given(VALUES)
def test_a_value_is_itself(value):
    assert compare(value, value) == []


@given(ANYTHING, ANYTHING)
def test_nothing_raises_and_whatever_is_said_is_known(expected, got):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for difference in compare(expected, got):
            assert difference.id in set(Says)
            assert difference.path.startswith(difference.part)


@given(VALUES)
def test_lists_and_tuples_interchange(value):
    def swapped(value):
        if isinstance(value, list):
            return tuple(swapped(part) for part in value)
        if isinstance(value, tuple):
            return [swapped(part) for part in value]
        if isinstance(value, dict):
            return {key: swapped(part) for key, part in value.items()}
        return value

    assert compare(value, swapped(value)) == []


@given(st.data(), DTYPES, DTYPES)
def test_kinds_of_numbers_interchange(data, one, other):
    counts = data.draw(hnp.arrays(np.uint8, hnp.array_shapes(max_dims=2, max_side=4), elements=st.integers(0, 1)))
    assert compare(counts.astype(one), counts.astype(other)) == []


@given(st.data(), FIGURES, st.floats(1.5, 1e6), st.sampled_from([-1, 1]))
def test_one_figure_beyond_tolerance_is_found_where_it_is(data, expected, times, sign):
    index = tuple(data.draw(st.integers(0, length - 1)) for length in expected.shape)
    got = expected.copy()
    got[index] += sign * times * (1e-8 + 1e-6 * abs(expected[index]))
    (difference,) = compare({"dW1": expected}, {"dW1": got, "more": 1})
    assert difference.id == "value"
    assert difference.path == f"dW1[{', '.join(map(str, index))}]"
    assert (difference.expected, difference.got) == (expected[index], got[index])
    assert (difference.wrong, difference.total) == (1, expected.size)
    assert difference.deviation == abs(got[index] - expected[index])


@given(FIGURES, st.floats(-0.9, 0.9))
def test_figures_within_tolerance_are_right(expected, part):
    assert compare(expected, expected + part * (1e-8 + 1e-6 * np.abs(expected))) == []


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (2.0, np.array([[2]])),
        (np.array([[2.0]]), 2),
        (np.array([[True]]), np.float16(1)),
        (np.zeros((0, 3)), np.zeros((0, 3), dtype=int)),
        (1.0, np.True_),
        (np.array([1.0, 0.0]), np.array([True, False])),
        (np.array([2.0**63]), np.array([2**63], dtype=np.uint64)),
        (10**400, 10**400),
        (np.array([np.nan, np.inf, -np.inf]), np.array([np.nan, np.inf, -np.inf], dtype=np.float16)),
        ({"W1": 1}, OrderedDict(W1=1, cache=object())),
        ([1, 2], namedtuple("Pair", "one two")(1, 2)),
        (np.arange(3.0), np.arange(3, dtype=">i2")),
    ],
)
def test_right_in_another_dress(expected, got):
    assert compare(expected, got) == []


@pytest.mark.parametrize(
    ("expected", "got", "fault", "path", "values"),
    [
        (np.zeros(5), np.zeros((1, 5)), "shape", "", ((5,), (1, 5))),
        (np.zeros((1, 1)), np.zeros(1), "shape", "", ((1, 1), (1,))),
        (1.0, np.zeros((2, 2)), "shape", "", ((), (2, 2))),
        (np.zeros(2), [0, 0], "kind", "", ("array", "list")),
        (np.zeros(2), None, "none", "", ("array", "none")),
        (None, 0, "kind", "", ("none", "number")),
        (1.0, "1.0", "kind", "", ("number", "text")),
        (1.0, 1 + 0j, "kind", "", ("number", "complex")),
        (np.zeros(1), np.zeros(1, dtype=complex), "kind", "", ("array", "array-of-complex")),
        (np.zeros(1), np.zeros(1, dtype=object), "kind", "", ("array", "array-of-objects")),
        (np.zeros(1), np.array(["0"]), "kind", "", ("array", "array-of-text")),
        (1.0, Opaque("generator"), "kind", "", ("number", "generator")),
        ({"W1": 1}, [1], "kind", "", ("dict", "list")),
        ([1, {"W1": 2}], (1, {"w1": 2}), "missing-key", '[1]["W1"]', ("W1", None)),
        ([1, {"W1": np.zeros((2, 2))}], [1, {"W1": np.eye(2)}], "value", '[1]["W1"][0, 0]', (0.0, 1.0)),
        ([1, 2], [1], "length", "", (2, 1)),
        ("relu", "tanh", "value", "", ("relu", "tanh")),
        (np.array([0.0, 1.0]), np.array([0.0, np.nan]), "nan", "[1]", (1.0, np.nan)),
        (np.array([5.0, 1.0]), np.array([0.0, np.inf]), "infinite", "[1]", (1.0, np.inf)),
        (np.inf, 1.0, "value", "", (np.inf, 1.0)),
        (np.inf, -np.inf, "infinite", "", (np.inf, -np.inf)),
        (np.nan, 1.0, "value", "", (np.nan, 1.0)),
        (1.0, 10**400, "infinite", "", (1.0, np.inf)),
        (np.array([300.0]), np.array([44], dtype=np.uint8), "value", "[0]", (300.0, 44.0)),
    ],
)
def test_wrong_and_why(expected, got, fault, path, values):
    (difference,) = compare(expected, got)
    assert (difference.id, difference.path) == (fault, path)
    np.testing.assert_equal((difference.expected, difference.got), values)


def test_differing_entries_are_counted_and_measured():
    (difference,) = compare(np.zeros((2, 3)), np.array([[0, 0.5, 0], [-2, 0, 0]]))
    assert (difference.path, difference.wrong, difference.total, difference.deviation) == ("[0, 1]", 2, 6, 2.0)
    (difference,) = compare(np.zeros(3), np.array([0.5, np.nan, 0]))
    assert (difference.id, difference.wrong, difference.deviation) == ("nan", 2, math.inf)


def test_a_name_leads_the_path():
    (difference,) = compare({"W1": np.zeros(1)}, {"W1": np.ones(1)}, path="parameters")
    assert (difference.part, difference.path) == ('parameters["W1"]', 'parameters["W1"][0]')


def test_an_answer_that_holds_itself_ends():
    endless: list = []
    endless.append(endless)
    assert [d.id for d in compare(endless, endless)] == ["too-deep"]
    assert compare([[1]], endless) != []


def test_subclasses_of_numbers_are_no_numbers():
    class Always(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

        def __sub__(self, other):
            return 0.0

    (difference,) = compare(1.0, Always(1.0))
    assert (difference.id, difference.got) == ("kind", "Always")


def test_an_answer_of_another_size_is_not_computed_with():
    huge = np.broadcast_to(np.int8(1), (10**6, 10**6))
    assert [d.id for d in compare(np.ones((1, 10**6)), huge)] == ["shape"]
    assert [d.id for d in compare(1.0, huge)] == ["shape"]


@settings(max_examples=20)
@given(st.integers(1, 300))
def test_kinds_have_short_names(length):
    (difference,) = compare(1.0, type("A" * length, (), {})())
    assert difference.got == "A" * min(length, 80)
    assert difference.got not in KINDS


def test_it_stands_alone_on_old_pythons():
    tree = ast.parse(Path(module.__file__).read_text("utf-8"), feature_version=(3, 8))
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported == {"__future__", "dataclasses", "math", "sys", "typing", "numpy"}
