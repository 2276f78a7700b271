"""What is asked about an assert: the value that it is about, how near that has to be, and nothing of what is due."""

import ast

import pytest

from autograder.model import Tolerance
from autograder.pipeline.importing.claims import claims
from autograder.pipeline.importing.draft import Draft, Role
from autograder.pipeline.importing.equality import EQUAL
from autograder.pipeline.notebooks import Place

STUDENTS = {"f", "g", "Stack"}


def taken_apart(source, **more):
    return claims(Draft(Place(1), "code", source, Role.TESTS, points=1.0, **more), STUDENTS)


def near(rtol, atol):
    return pytest.approx((rtol, atol), rel=1e-12)


@pytest.mark.parametrize(
    ("test", "value", "tolerance"),
    [
        ("assert f(2) == 4", "f(2)", (1e-9, 0)),
        ("assert 4 == f(2)", "f(2)", (1e-9, 0)),
        ("assert f(2) is None", "f(2)", (1e-9, 0)),
        ("assert np.allclose(f(x), [1, 2])", "f(x)", (1e-5, 1e-8)),
        ("assert np.allclose([1, 2], f(x), atol=1e-3)", "f(x)", (1e-5, 1e-3)),
        ("assert np.allclose(f(x), y, 1e-4, 0)", "f(x)", (1e-4, 0)),
        ("assert np.isclose(f(x), 1).all()", "f(x)", (1e-5, 1e-8)),
        ("assert math.isclose(f(x), 1, rel_tol=1e-3)", "f(x)", (1e-3, 0)),
        ("assert (f(x) == np.ones(3)).all()", "f(x)", (1e-9, 0)),
        ("assert np.all(f(x) == 1)", "f(x)", (1e-9, 0)),
        ("assert np.array_equal(f(x), y)", "f(x)", (1e-9, 0)),
        ("assert abs(f(x) - 3) < 1e-6", "f(x)", (0, 1e-6)),
        ("assert np.max(np.abs(y - f(x))) <= 10**-4", "f(x)", (0, 1e-4)),
        ("assert np.abs(f(x) - y).max() < 0.5", "f(x)", (0, 0.5)),
        ("assert f(x) == pytest.approx(3, abs=0.1)", "f(x)", (1e-6, 0.1)),
        ("assert_equal(f(2), 4)", "f(2)", (1e-9, 0)),
        ("np.testing.assert_allclose(f(x), y)", "f(x)", (1e-7, 0)),
        ("np.testing.assert_almost_equal(f(x), 2, decimal=3)", "f(x)", (0, 1.5e-3)),
        ("np.testing.assert_array_almost_equal(f(x), y)", "f(x)", (0, 1.5e-6)),
        ("self.assertAlmostEqual(f(x), 2, places=2)", "f(x)", (0, 0.5e-2)),
        ("assert_true(f(2) == 4)", "f(2)", (1e-9, 0)),
        ("assert len(f(2)) == 3", "len(f(2))", (1e-9, 0)),
        ("assert round(f(2), 2) == 3.14, 'two digits'", "round(f(2), 2)", (1e-9, 0)),
    ],
)
def test_a_value_that_is_due_is_asked_for(test, value, tolerance):
    (claim,) = taken_apart(test)
    assert claim.expression == value
    assert claim.statements == ""
    assert (claim.tolerance.rtol, claim.tolerance.atol) == near(*tolerance)
    assert claim.outcome == ast.unparse(ast.parse(test))


@pytest.mark.parametrize(
    "test",
    [
        "assert f(2) > 3",
        "assert f(2)",
        "assert not f(2)",
        "assert isinstance(f(2), list)",
        "assert f(2) == g(2)",
        "assert 3 in f(2)",
        "assert 0 < f(2) < 9",
        "assert abs(f(2) - 3) < limit",
        "for x in range(3):\n    assert f(x) == x",
        "try:\n    f(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError",
        "with pytest.raises(ValueError):\n    f(0)",
        "assert all(f(x) == x for x in range(3))",
    ],
)
def test_what_many_values_fulfil_can_only_hold_or_not(test):
    (claim,) = taken_apart(test)
    assert (claim.expression, claim.tolerance, claim.outcome) == ("", None, ast.unparse(ast.parse(test)))


def test_an_and_is_two_claims_and_they_share_the_points():
    one, other = taken_apart("assert f(1) == 1 and f(2) > 3")
    assert (one.expression, other.expression) == ("f(1)", "")
    assert (one.points, other.points) == (0.5, 0.5)


def test_what_only_the_expected_side_needs_stays_away_from_the_submission():
    source = "import numpy as np\nx = np.ones(3)\nright = [4711]\nright.append(4712)\nassert list(f(x)) == right"
    (claim,) = taken_apart(source)
    assert claim.statements == "import numpy as np\nx = np.ones(3)"
    assert "4711" in claim.outcome


def test_an_object_of_the_cell_is_as_the_earlier_asserts_leave_it():
    source = "s = Stack()\ns.push(3)\nassert s.pop() == 3\nassert len(s) == 0\nassert f(1) == 2\nassert f(2) == 3"
    pop, size, one, two = taken_apart(source)
    assert pop.statements == "s = Stack()\ns.push(3)"
    assert size.statements == "s = Stack()\ns.push(3)\ns.pop()"
    assert (one.statements, two.statements) == ("", "")  # one that fails costs itself


def test_a_test_in_a_function_of_the_cell_is_run_where_it_is_called():
    (claim,) = taken_apart("def test(x):\n    assert f(x) == x\n\ntest(3)")
    assert claim.outcome == "def test(x):\n    assert f(x) == x\ntest(3)"


def test_hidden_lines_hide_what_they_are_needed_for():
    source = "x = 1\nassert f(x) == 1\ny = 2\nassert f(y) == 2\nassert f(3) == 3"
    assert [claim.hidden for claim in taken_apart(source, hidden=frozenset([3]))] == [False, True, False]
    assert [claim.hidden for claim in taken_apart(source, hidden=frozenset([4]))] == [False, True, False]


def test_a_public_test_that_can_only_hold_or_not_shows_nothing_hidden():
    source = "y = 4711\nassert f(y) == 2\nassert f(3) > 3"
    (_hidden, public) = taken_apart(source, hidden=frozenset([1, 2]))
    assert not public.hidden
    assert "4711" not in public.outcome


def test_the_last_expression_of_a_doctest_is_asked_for_its_value():
    (equal,) = taken_apart("f(2) == 4", asks=True)
    assert (equal.expression, equal.tolerance) == ("f(2)", EQUAL)
    (value,) = taken_apart("x = 3\nf(x)", asks=True)
    assert (value.statements, value.expression) == ("x = 3", "f(x)")
    (printed,) = taken_apart("print(f(2))", asks=True)
    assert printed.expression == "_printed.getvalue()"
    assert "redirect_stdout" in printed.statements


def test_a_cell_that_asserts_nothing_asks_that_it_runs():
    (claim,) = taken_apart("y = f(2)\ny + 1")
    assert claim.outcome == "y = f(2)\ny + 1"


def test_a_cell_that_is_no_python_claims_nothing():
    assert taken_apart("assert f(") == []


def test_the_tolerance_gives_its_reason():
    assert isinstance(EQUAL, Tolerance)
    assert "equality" in EQUAL.reason
