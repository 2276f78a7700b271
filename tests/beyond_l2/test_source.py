"""The source of the beyond_l2 assignment: its notebook and its helpers, with and without PyTorch."""

import contextlib
import importlib.util
import inspect
import io
import re
import sys

import numpy as np
import pytest

from autograder.assignments import load
from tests.source_notebook import cells, namespace, run

NAME = "beyond_l2"
GRADED = (
    "l1_cost",
    "l1_gradient",
    "l0_count",
    "early_stopping",
    "augment_flip",
    "augment_rotate",
    "augment_crop",
    "forward_propagation_with_dropout",
    "backward_propagation_with_dropout",
    "Dropout",
    "l1_penalty",
    "l2_penalty",
    "regularized_loss",
    "predict_in_eval_mode",
    "sgd_with_weight_decay",
)
TORCH = GRADED[10:]
torch_is_here = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is optional")


@pytest.fixture(scope="module")
def notebook():
    """What the notebook's names stand for once all of its functions are defined."""
    return namespace(NAME, "setup", "load-data", *GRADED)


@pytest.fixture(scope="module")
def printed(notebook):
    """What the worked examples print, by graded function."""
    variables, printed = dict(notebook), {}
    for cell_id in ["torch-data", *(f"try-{name}" for name in GRADED)]:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            run(NAME, cell_id, variables)
        printed[cell_id.removeprefix("try-")] = out.getvalue()
    return printed


# --- the worked examples ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GRADED)
def test_its_parameters_are_those_that_are_graded(name, notebook):
    (exercise,) = [each for each in load(NAME).exercises if each.name == name]
    assert tuple(inspect.signature(notebook[name]).parameters) == exercise.parameters


@pytest.mark.parametrize("name", [pytest.param(each, marks=torch_is_here if each in TORCH else ()) for each in GRADED])
def test_the_example_prints_what_its_table_shows(name, printed):
    shown = re.findall("<b>(.*?)</b></td><td><pre>(.*?)</pre>", cells(NAME)[f"expected-{name}"].source, re.DOTALL)
    assert shown
    for label, figures in shown:
        assert re.search(rf"^{label} =\s{re.escape(figures)}\n", printed[name], re.MULTILINE), label


def test_the_functions_leave_what_they_are_given_as_it_was(notebook):
    image = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    parameters = {"W1": np.array([[1.0, -2.0]]), "b1": np.array([[0.5]])}
    before = image.copy(), {name: value.copy() for name, value in parameters.items()}
    for name, more in (("augment_flip", ()), ("augment_rotate", (3,)), ("augment_crop", (0, 1, 2, 2))):
        notebook[name](image, *more)
    for name in ("l1_cost", "l1_gradient"):
        notebook[name](parameters, 0.7, 5)
    assert np.array_equal(image, before[0])
    assert all(np.array_equal(parameters[name], value) for name, value in before[1].items())


# --- without PyTorch ----------------------------------------------------------------------------------------------


def test_without_pytorch_part_c_says_so_in_one_sentence_and_nothing_raises(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)
    variables = namespace(NAME, "setup", "load-data")
    capsys.readouterr()
    assert variables["torch"] is None
    order = [cell_id for cell_id, cell in cells(NAME).items() if cell.cell_type == "code"]
    part_c = order[order.index("torch-data") :]
    assert {*TORCH, "modes", "equal-steps", "train-torch", "draw-modes"} < {*part_c}
    for cell_id in part_c:
        if not cell_id.startswith("check-"):
            run(NAME, cell_id, variables)
            sentence = "" if cell_id in TORCH else r"PyTorch is not installed here, .*\.\n"
            assert re.fullmatch(sentence, capsys.readouterr().out), cell_id


# --- the helpers --------------------------------------------------------------------------------------------------


def test_the_football_network_and_its_data_are_those_of_regularization(notebook):
    other = namespace("regularization", "setup")
    train, dev, test = notebook["load_headers"]()
    for one, theirs in zip((*train, *test), other["load_2D_dataset"](), strict=True):
        np.testing.assert_array_equal(one, theirs)
    assert (dev[0].shape, dev[1].shape) == ((2, 200), (1, 200))
    assert not {*map(tuple, dev[0].T)} & {*map(tuple, train[0].T), *map(tuple, test[0].T)}
    parameters = notebook["initialize_parameters"]([2, 20, 3, 1])
    for name, theirs in other["initialize_parameters"]([2, 20, 3, 1]).items():
        np.testing.assert_array_equal(parameters[name], theirs)
    X, Y = train
    A3, activations = notebook["forward_propagation"](X, parameters)
    their_A3, cache = other["forward_propagation"](X, parameters)
    np.testing.assert_allclose(A3, their_A3, rtol=1e-12)
    theirs = other["backward_propagation"](X, Y, cache)
    for name, gradient in notebook["backward_propagation"](Y, parameters, activations).items():
        np.testing.assert_allclose(gradient, theirs[name], rtol=1e-9, atol=1e-15, err_msg=name)


def test_helpers_leave_the_random_numbers_alone(notebook):
    np.random.seed(5)
    notebook["load_headers"]()
    notebook["initialize_parameters"]([2, 3, 1])
    notebook["initialize_one_hidden_layer"](2, 3)
    assert np.random.rand() == np.random.RandomState(5).rand()


def test_the_l2_gradient_is_that_of_the_penalty_without_biases(notebook):
    gradients = notebook["l2_gradient"]({"W1": np.array([[2.0, -4.0]]), "b1": np.array([[1.0]])}, 0.5, 10)
    assert list(gradients) == ["dW1"]
    np.testing.assert_allclose(gradients["dW1"], [[0.1, -0.2]])


def test_only_small_weights_are_set_to_0(notebook):
    parameters = {"W1": np.array([[0.02, -0.019, -3.0]]), "b1": np.array([[0.001]])}
    left = notebook["without_small_weights"](parameters, 0.02)
    np.testing.assert_array_equal(left["W1"], [[0.02, 0.0, -3.0]])
    np.testing.assert_array_equal(left["b1"], [[0.001]])


def test_numeric_gradients_are_those_of_a_known_function(notebook):
    parameters = {"u": np.array([[1.0, -2.0]]), "v": np.array([[3.0]])}
    grads = notebook["numeric_gradients"](lambda p: np.sum(p["u"] ** 3) * p["v"][0, 0], parameters)
    np.testing.assert_allclose(grads["du"], [[9.0, 36.0]], rtol=1e-8)
    np.testing.assert_allclose(grads["dv"], [[-7.0]], rtol=1e-8)


def test_the_pictures_change_where_the_notebook_says_they_do(notebook):
    cat, six = notebook["draw_cat"](), notebook["draw_six"]()
    assert (cat.shape, cat.dtype, six.shape, six.dtype) == ((48, 64, 3), np.uint8, (28, 28, 1), np.uint8)
    for image in (cat, six):
        assert not np.array_equal(image[:, ::-1], image)
        bent = notebook["distort"](image)
        assert (bent.shape, bent.dtype) == (image.shape, image.dtype)
        assert not np.array_equal(bent, image)
    np.testing.assert_array_equal(notebook["distort"](cat, strength=0.0), cat)


@torch_is_here
def test_a_net_is_the_same_each_time_and_of_double_precision(notebook):
    import torch

    one, other = notebook["make_net"](2, 5, 3, 2, dropout=0.3), notebook["make_net"](2, 5, 3, 2, dropout=0.3)
    for p, q in zip(one.parameters(), other.parameters(), strict=True):
        assert p.dtype == torch.float64
        assert torch.equal(p, q)
    kinds = "Linear ReLU Dropout Linear ReLU Dropout Linear"
    assert " ".join(type(each).__name__ for each in one) == kinds
    plain = notebook["make_net"](2, 5, 3, 2)
    assert " ".join(type(each).__name__ for each in plain) == kinds.replace(" Dropout", "")
    inputs, labels = notebook["as_tensors"](np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[0, 1, 1]]))
    assert inputs.tolist() == [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]
    assert (labels.tolist(), inputs.dtype, labels.dtype) == ([0, 1, 1], torch.float64, torch.int64)
