"""The source of the gradient checking assignment: its notebook and its helpers."""

import inspect
import re

import numpy as np
import pytest

from autograder.assignments import load
from tests.source_notebook import cells, namespace, run

NAME = "gradient_checking"
GRADED = ("forward_propagation", "backward_propagation", "gradient_check", "gradient_check_n")
REPAIRED = "backward_propagation_n_repaired"


@pytest.fixture(scope="module")
def notebook():
    """What the notebook's names stand for once all of its functions are defined."""
    return namespace(NAME, "setup", "forward_propagation_n", "backward_propagation_n", *GRADED, REPAIRED)


# --- the notebook as a file ---------------------------------------------------------------------------------------


def test_what_is_promised_is_what_is_graded(notebook):
    for exercise in load(NAME).exercises:
        assert tuple(inspect.signature(notebook[exercise.name]).parameters) == exercise.parameters


def test_nothing_before_the_search_shows_the_repair():
    order = list(cells(NAME))
    for cell_id in order[: order.index("repair-text")]:
        source = cells(NAME)[cell_id].source
        assert "dW2 = 1. / m * np.dot(dZ2, A1.T)\n" not in source
        assert "db1 = 1. / m" not in source


# --- the worked examples ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GRADED)
def test_the_example_prints_what_its_table_shows(name, notebook, capsys):
    run(NAME, f"try-{name}", dict(notebook))
    printed = capsys.readouterr().out
    table = cells(NAME)[f"expected-{name}"].source
    shown = re.findall("<b>(.*?)</b></td><td><pre>(.*?)</pre>", table)
    assert shown
    for label, figure in shown:
        (found,) = re.findall(rf"{label} = (\S+)\n", printed)
        assert float(found) == pytest.approx(float(figure), rel=1e-10), label
    for verdict in re.findall('colspan="2"><pre>(.*?)</pre>', table):
        assert f"{verdict}\n" in printed


@pytest.mark.parametrize(("wrong", "difference"), [(1.5, 0.2), (0.5, 1 / 3), (-1, 1), (0, 1)])
def test_a_wrong_gradient_is_told_by_its_size(wrong, difference, capsys):
    notebook = namespace(NAME, "setup", *GRADED[:3])
    right = notebook["backward_propagation"]
    notebook["backward_propagation"] = lambda x, theta: wrong * right(x, theta)
    assert notebook["gradient_check"](2, 4) == pytest.approx(difference, abs=1e-8)
    assert "WRONG" in capsys.readouterr().out


# --- parameters as one vector -------------------------------------------------------------------------------------


def test_the_vector_holds_the_parameters_block_by_block(notebook):
    _, _, parameters = notebook["gradient_check_n_test_case"]()
    theta, keys = notebook["dictionary_to_vector"](parameters)
    assert theta.shape == (47, 1)
    assert keys == ["W1"] * 20 + ["b1"] * 5 + ["W2"] * 15 + ["b2"] * 3 + ["W3"] * 3 + ["b3"]
    assert (theta[1, 0], theta[20, 0], theta[46, 0]) == (
        parameters["W1"][0, 1],
        parameters["b1"][0, 0],
        parameters["b3"][0, 0],
    )


def test_a_dictionary_survives_the_way_there_and_back(notebook):
    _, _, parameters = notebook["gradient_check_n_test_case"]()
    theta, _ = notebook["dictionary_to_vector"](parameters)
    back = notebook["vector_to_dictionary"](theta)
    assert list(back) == list(parameters)
    for name, value in parameters.items():
        np.testing.assert_array_equal(back[name], value)


def test_the_vector_is_a_copy_of_the_parameters(notebook):
    _, _, parameters = notebook["gradient_check_n_test_case"]()
    theta, _ = notebook["dictionary_to_vector"](parameters)
    theta += 1
    assert parameters["b3"][0, 0] == pytest.approx(0.2855873252542588, rel=1e-15)


def test_gradients_stand_where_their_parameters_do(notebook):
    shapes = notebook["SHAPES"]
    gradients = {f"d{name}": np.full(shape, float(number)) for number, (name, shape) in enumerate(shapes.items())}
    vector = notebook["gradients_to_vector"]({"dZ3": None, "dA2": None, **gradients})
    parameters = {name: gradients[f"d{name}"] for name in shapes}
    np.testing.assert_array_equal(vector, notebook["dictionary_to_vector"](parameters)[0])


def test_the_days_are_the_same_each_time_and_leave_the_random_numbers_alone(notebook):
    np.random.seed(5)
    X, Y = notebook["load_days"]()
    assert np.random.rand() == np.random.RandomState(5).rand()
    np.testing.assert_array_equal(notebook["load_days"]()[0], X)
    assert (X.shape, Y.shape) == ((4, 200), (200,))
    assert 0.3 < Y.mean() < 0.5


# --- the check as an instrument -----------------------------------------------------------------------------------


@pytest.fixture
def planted(notebook):
    X, Y, parameters = notebook["gradient_check_n_test_case"]()
    _, cache = notebook["forward_propagation_n"](X, Y, parameters)
    return parameters, notebook["backward_propagation_n"](X, Y, cache), X, Y


def test_block_by_block_the_planted_errors_stand_out(notebook, planted, capsys):
    differences = notebook["difference_by_block"](notebook["gradient_check_n"], *planted)
    assert capsys.readouterr().out == ""
    assert list(differences) == ["dW1", "db1", "dW2", "db2", "dW3", "db3"]
    assert differences.pop("dW2") == pytest.approx(1 / 3, abs=1e-6)  # twice what it should be
    assert differences.pop("db1") == pytest.approx(3 / 5, abs=1e-6)  # four times
    assert all(0 < difference < 1e-6 for difference in differences.values())


def test_one_sided_is_what_a_check_without_the_step_down_gives(notebook, planted):
    check = notebook["gradient_check_n"]
    source = inspect.getsource(check).replace("(J_plus[i] - J_minus[i]) / (2 * epsilon)", "(J_plus[i] - J) / epsilon")
    assert "(J_plus[i] - J) / epsilon" in source
    parameters, gradients, X, Y = planted
    names = {**notebook, "J": notebook["forward_propagation_n"](X, Y, parameters)[0]}
    exec(source, names)
    for epsilon in (1e-2, 1e-4):
        expected = names["gradient_check_n"](parameters, gradients, X, Y, epsilon)
        found = notebook["difference_one_sided"](check, parameters, gradients, X, Y, epsilon)
        assert found == pytest.approx(expected, rel=1e-9)
        assert found != pytest.approx(notebook["quietly"](check, *planted, epsilon), rel=1e-9)


def test_the_forward_pass_is_back_in_its_place_even_after_an_error(notebook, planted):
    check, usual = notebook["gradient_check_n"], notebook["forward_propagation_n"]
    parameters, gradients, X, _ = planted
    with pytest.raises(ValueError, match="shape"):
        notebook["difference_one_sided"](check, parameters, gradients, X, np.zeros(7), 1e-4)
    assert notebook["forward_propagation_n"] is usual
