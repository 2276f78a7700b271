"""The source of the initialization assignment: its notebook and its helpers."""

import inspect
import re
import warnings

import numpy as np
import pytest

from autograder.assignments import load
from autograder.model import Public
from tests.source_notebook import ROOT, cells, namespace, run

NAME = "initialization"
SOURCE = ROOT / "source" / NAME
GRADED = ("initialize_parameters_zeros", "initialize_parameters_random", "initialize_parameters_he")


@pytest.fixture(scope="module")
def notebook():
    """What the notebook's names stand for once all of its functions are defined."""
    return namespace(NAME, "setup", *GRADED)


# --- the worked examples ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GRADED)
def test_the_example_is_the_case_that_is_checked(name, notebook):
    (exercise,) = [each for each in load(NAME).exercises if each.name == name]
    public, _ = [case for case in exercise.cases if isinstance(case, Public)]
    assert tuple(inspect.signature(notebook[name]).parameters) == exercise.parameters
    assert f"{name}({public.inputs[1]})" in cells(NAME)[f"try-{name}"].source
    answer = notebook[name](public.inputs[1])
    assert list(answer) == ["W1", "b1", "W2", "b2"]
    for parts in (public.expected["weights"], public.expected["biases"]):
        for key, figures in parts.items():
            np.testing.assert_allclose(answer[key], figures, rtol=1e-15, err_msg=key)


@pytest.mark.parametrize("name", GRADED)
def test_the_example_prints_what_its_table_shows(name, notebook, capsys):
    run(NAME, f"try-{name}", dict(notebook))
    printed = capsys.readouterr().out
    shown = re.findall("<b>(.*?)</b></td><td><pre>(.*?)</pre>", cells(NAME)[f"expected-{name}"].source, re.DOTALL)
    assert [label for label, _ in shown] == ["W1", "b1", "W2", "b2"]
    for label, figures in shown:
        assert re.search(rf"{label} =\s{re.escape(figures)}\n", printed), label


# --- the helper ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def helper():
    names = {}
    exec((SOURCE / "init_utils.py").read_text("utf-8"), names)
    return names


def test_the_helper_has_the_names_of_the_course_and_no_initialization(helper):
    historical = (
        "sigmoid relu compute_loss forward_propagation backward_propagation update_parameters predict predict_dec"
    )
    assert set(historical.split()) | {"load_dataset", "plot_decision_boundary"} <= helper.keys()
    assert not [name for name in helper if "initial" in name]


def small_network():
    random = np.random.RandomState(5)
    sizes = (2, 4, 3, 1)
    parameters = {f"W{layer}": random.randn(sizes[layer], sizes[layer - 1]) for layer in (1, 2, 3)}
    parameters |= {f"b{layer}": random.randn(sizes[layer], 1) for layer in (1, 2, 3)}
    return random.randn(2, 7), np.array([[1, 0, 0, 1, 1, 0, 1]]), parameters


def test_the_gradients_are_those_of_the_cost(helper):
    X, Y, parameters = small_network()

    def cost(parameters):
        return helper["compute_loss"](helper["forward_propagation"](X, parameters)[0], Y)

    gradients = helper["backward_propagation"](X, Y, helper["forward_propagation"](X, parameters)[1])
    assert list(gradients) == "dz3 dW3 db3 da2 dz2 dW2 db2 da1 dz1 dW1 db1".split()
    for name, value in parameters.items():
        for entry in np.ndindex(value.shape):
            step = np.zeros_like(value)
            step[entry] = 1e-5
            slope = (cost(parameters | {name: value + step}) - cost(parameters | {name: value - step})) / 2e-5
            assert gradients[f"d{name}"][entry] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_a_saturated_neuron_warns_of_nothing(helper):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(helper["sigmoid"](np.array([-1e4, 0.0, 1e4])), [0, 0.5, 1])


def test_the_data_are_those_of_the_course_and_leave_the_random_numbers_alone(helper):
    from sklearn.datasets import make_circles

    np.random.seed(5)
    data = helper["load_dataset"]()
    assert np.random.rand() == np.random.RandomState(5).rand()
    np.random.seed(1)
    train_X, train_Y = make_circles(n_samples=300, noise=0.05)
    np.random.seed(2)
    test_X, test_Y = make_circles(n_samples=100, noise=0.05)
    for ours, theirs in zip(data, (train_X.T, train_Y[None], test_X.T, test_Y[None]), strict=True):
        np.testing.assert_array_equal(ours, theirs, strict=True)


@pytest.fixture
def axes():
    from matplotlib.figure import Figure

    return Figure().add_subplot()


def test_a_model_that_answers_the_same_everywhere_has_no_boundary_and_warns_of_nothing(helper, axes):
    X, Y = np.array([[-0.5, 0.3], [0.0, 0.0]]), np.array([[0, 1]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        helper["plot_decision_boundary"](lambda x: np.full((1, len(x)), 0.5), X, Y, axes)
    assert len([each for each in axes.collections if hasattr(each, "levels")]) == 1
