"""The source of the regularization assignment: its notebook and its helpers."""

import inspect
import re

import numpy as np
import pytest

from autograder.assignments import load
from autograder.model import Public
from tests.source_notebook import assert_same, cells, namespace, run

NAME = "regularization"
GRADED = (
    "compute_cost_with_regularization",
    "backward_propagation_with_regularization",
    "forward_propagation_with_dropout",
    "backward_propagation_with_dropout",
)


# The worked examples' lambd or keep_prob, which the notebook says in so many words.
LAST = dict(zip(GRADED, (0.1, 0.7, 0.7, 0.8), strict=True))


@pytest.fixture(scope="module")
def notebook():
    """What the notebook's names stand for once all of its functions are defined."""
    return namespace(NAME, "setup", *GRADED)


@pytest.fixture(scope="module")
def answers(notebook):
    """What the graded functions give for their worked examples, gradients by name."""
    return {name: notebook[name](*notebook[f"{name}_test_case"](), LAST[name]) for name in GRADED}


# --- the worked examples ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GRADED)
def test_the_inputs_are_those_that_are_graded(name, notebook):
    (exercise,) = [each for each in load(NAME).exercises if each.name == name]
    (public,) = [case for case in exercise.cases if isinstance(case, Public)]
    given = (*notebook[f"{name}_test_case"](), LAST[name])
    assert tuple(inspect.signature(notebook[name]).parameters) == exercise.parameters
    assert_same(given, public.inputs)


def test_the_cost_is_that_of_the_course(answers):
    assert answers["compute_cost_with_regularization"] == pytest.approx(1.7864859451590758, rel=1e-12)


def test_the_gradients_with_l2_are_those_of_the_course(answers):
    gradients = answers["backward_propagation_with_regularization"]
    assert list(gradients) == "dZ3 dW3 db3 dA2 dZ2 dW2 db2 dA1 dZ1 dW1 db1".split()
    expected = {
        "dW1": [
            [-0.256046458322723, 0.12298826917130953, -0.28297128714635694],
            [-0.1770630258314345, 0.34536094339608336, -0.4410571023730775],
        ],
        "dW2": [
            [0.7927648623431991, 0.8513391838151906],
            [-0.09572190039999999, -0.0172046322],
            [-0.13100772019999998, -0.03750433119999999],
        ],
        "dW3": [[-1.7769134720430086, -0.11832878959999998, -0.09397445819999999]],
        "db1": [[0.11845855025442492], [0.21236873996445949]],
        "db2": [[0.26135225967949616], [0.0], [0.0]],
        "db3": [[-0.380329806]],
    }
    for name, figures in expected.items():
        np.testing.assert_allclose(gradients[name], figures, rtol=1e-12, err_msg=name)


def test_the_forward_pass_with_dropout_is_that_of_the_course(answers):
    A3, cache = answers["forward_propagation_with_dropout"]
    figures = [
        [0.36974720617815354, 0.003051758134649767, 0.045650993373441896, 0.4968338925883705, 0.36974720617815354]
    ]
    np.testing.assert_allclose(A3, figures, rtol=1e-12)
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, cached_A3, W3, b3 = cache
    np.testing.assert_array_equal(D1, [[1, 0, 1, 1, 1], [1, 1, 1, 1, 1]])
    np.testing.assert_array_equal(D2, [[1, 1, 1, 0, 1], [1, 1, 1, 1, 1], [0, 0, 1, 1, 0]])
    expected_A1 = [[0.0, 0.0, 3.0570648655977624, 3.724295051663638, 0.0]]
    np.testing.assert_allclose(A1[:1], expected_A1, rtol=1e-12)
    assert cached_A3 is A3
    for Z, W, A, b in ((Z2, W2, A1, b2), (Z3, W3, A2, b3)):
        np.testing.assert_allclose(Z, W @ A + b, rtol=1e-12)
    assert (Z1.shape, W1.shape, b1.shape) == ((2, 5), (2, 3), (2, 1))


def test_the_gradients_with_dropout_are_those_of_the_course(answers):
    gradients = answers["backward_propagation_with_dropout"]
    assert list(gradients) == "dZ3 dW3 db3 dA2 dZ2 dW2 db2 dA1 dZ1 dW1 db1".split()
    expected = {
        "dA1": [
            [0.3654443863632948, 0.0, -0.001882334949767555, 0.0, -0.17408747668751454],
            [0.6551571304255346, 0.0, -0.0033745905265142946, 0.0, 0.0],
        ],
        "dA2": [
            [0.5818085614469525, 0.0, -0.0029967859136762497, 0.0, -0.27715731355304746],
            [0.0, 0.5315985425360755, 0.0, 0.5315985425360755, -0.3408967273907769],
            [0.0, 0.0, -0.0029273295446598747, 0.0, 0.0],
        ],
        "dW1": [
            [0.0001988392297530947, 0.0002865692707118199, 0.00012137943430419224],
            [0.00035647267831214255, 0.0005137523192955839, 0.00021760520844984178],
        ],
        "dW2": [[-0.0025651831, -0.0009475959], [0.0, 0.0], [0.0, 0.0]],
        "dW3": [[-0.06951191387718535, 0.0, 0.0]],
    }
    for name, figures in expected.items():
        np.testing.assert_allclose(gradients[name], figures, rtol=1e-7 if name == "dW2" else 1e-12, err_msg=name)


@pytest.mark.parametrize("name", GRADED)
def test_the_example_prints_what_its_table_shows(name, notebook, capsys):
    run(NAME, f"try-{name}", dict(notebook))
    printed = capsys.readouterr().out
    shown = re.findall("<b>(.*?)</b></td><td><pre>(.*?)</pre>", cells(NAME)[f"expected-{name}"].source, re.DOTALL)
    assert shown
    for label, figures in shown:
        assert re.search(rf"{label} =\s{re.escape(figures)}\n", printed), label


# --- the helpers --------------------------------------------------------------------------------------------------


def test_the_initial_weights_are_those_of_the_course(notebook):
    parameters = notebook["initialize_parameters"]([2, 4, 1])
    assert {name: value.shape for name, value in parameters.items()} == {
        "W1": (4, 2),
        "b1": (4, 1),
        "W2": (1, 4),
        "b2": (1, 1),
    }
    assert parameters["W1"][0, 0] == pytest.approx(1.7886284734303186 / np.sqrt(2), rel=1e-12)
    assert not parameters["b1"].any()


def test_the_data_are_the_same_each_time_and_leave_the_random_numbers_alone(notebook):
    np.random.seed(5)
    first = notebook["load_2D_dataset"]()
    assert np.random.rand() == np.random.RandomState(5).rand()
    for one, other in zip(first, notebook["load_2D_dataset"](), strict=True):
        np.testing.assert_array_equal(one, other)
    assert [each.shape for each in first] == [(2, 211), (1, 211), (2, 200), (1, 200)]
    assert {*np.unique(first[1]), *np.unique(first[3])} == {0, 1}
    for X in (first[0], first[2]):
        assert (X.min(axis=1) > -0.75).all()
        assert (X.max(axis=1) < (0.40, 0.65)).all()


# --- a notebook that is not finished yet --------------------------------------------------------------------------


def stub(A):
    D = None
    return A, D


def test_what_is_not_filled_in_is_named(notebook, capsys):
    assert notebook["ready"](*(notebook[name] for name in GRADED)) is True
    assert capsys.readouterr().out == ""
    assert notebook["ready"](assert_same, stub) is False
    assert capsys.readouterr().out == "Still to be filled in: stub. Run this cell again after that.\n"
