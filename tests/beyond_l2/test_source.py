"""The source of the beyond_l2 assignment: its notebook and its helpers, with and without PyTorch."""

import contextlib
import importlib.util
import inspect
import io
import re
import subprocess
import sys
import warnings

import nbformat
import numpy as np
import pytest

from autograder.assignments import load
from tests.source_notebook import ROOT, cells, namespace, run

NAME = "beyond_l2"
SOURCE = ROOT / "source" / NAME
POINTS = {
    "l1_cost": 5,
    "l1_gradient": 5,
    "l0_count": 5,
    "early_stopping": 10,
    "augment_flip": 5,
    "augment_rotate": 5,
    "augment_crop": 5,
    "forward_propagation_with_dropout": 10,
    "backward_propagation_with_dropout": 10,
    "Dropout": 10,
    "l1_penalty": 5,
    "l2_penalty": 5,
    "regularized_loss": 10,
    "predict_in_eval_mode": 5,
    "sgd_with_weight_decay": 5,
}
GRADED = tuple(POINTS)
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


# --- the notebook as a file ---------------------------------------------------------------------------------------


def test_it_is_a_clean_notebook_of_format_4_5():
    path = SOURCE / f"{NAME}.ipynb"
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert text == nbformat.writes(notebook) + "\n"  # as Jupyter writes it, so that a save in Jupyter changes nothing
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


def test_nbgrader_knows_every_cell():
    meta = {cell_id: cell.metadata["nbgrader"] for cell_id, cell in cells(NAME).items()}
    assert {cell_id: each["grade_id"] for cell_id, each in meta.items()} == {cell_id: cell_id for cell_id in meta}
    kinds = {cell_id: (each["grade"], each["solution"], each["locked"]) for cell_id, each in meta.items()}
    expected = dict.fromkeys(meta, (False, False, True))
    expected |= dict.fromkeys(GRADED, (False, True, False))
    expected |= dict.fromkeys([f"check-{name}" for name in GRADED], (True, False, True))
    expected |= {"answer": (True, True, False)}
    assert kinds == expected
    assert {name: meta[f"check-{name}"]["points"] for name in GRADED} == POINTS
    assert meta["answer"]["points"] == 5


def test_the_table_of_what_there_is_to_do_gives_the_points():
    rows = re.findall(r"^\| Exercise (\d+) \| `(\w+)`.* \| (\d+) \|$", cells(NAME)["title"].source, re.MULTILINE)
    assert rows == [(str(number), name, str(points)) for number, (name, points) in enumerate(POINTS.items(), 1)]


@pytest.mark.parametrize("name", GRADED)
def test_what_is_graded_is_followed_by_example_table_and_check(name):
    order = list(cells(NAME))
    start = order.index(name)
    assert order[start : start + 4] == [name, f"try-{name}", f"expected-{name}", f"check-{name}"]
    kind = "CLASS" if name == "Dropout" else "FUNCTION"
    assert cells(NAME)[name].source.startswith(f"# GRADED {kind}: {name}\n")
    assert cells(NAME)[f"check-{name}"].source == f'check("{name}")'


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


@pytest.mark.parametrize("helper", ["beyond_utils", "beyond_drawings"])
def test_a_helper_needs_numpy_alone(helper):
    code = f"import sys, {helper}; print(sorted({{'matplotlib', 'torch', 'IPython', 'tqdm'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=SOURCE, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_saturated_output_costs_nothing_and_warns_of_nothing(notebook):
    Y = np.array([[1, 0, 1]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert notebook["cross_entropy"](np.array([[1.0, 0.0, 0.5]]), Y) == pytest.approx(np.log(2) / 3)
        assert notebook["cross_entropy"](np.array([[0.0, 0.0, 0.5]]), Y) == np.inf


def test_answers_and_labels_of_different_shapes_are_refused(notebook):
    with pytest.raises(ValueError, match=r"\(1, 3\).*\(3,\)"):
        notebook["cross_entropy"](np.full((1, 3), 0.5), np.zeros(3))


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


def test_a_step_leaves_the_old_parameters_alone(notebook):
    before = {"W1": np.ones((1, 2)), "b1": np.zeros((1, 1))}
    after = notebook["update_parameters"](before, {"dW1": np.ones((1, 2)), "db1": np.ones((1, 1)), "dA1": None}, 0.25)
    np.testing.assert_array_equal(after["W1"], [[0.75, 0.75]])
    np.testing.assert_array_equal(after["b1"], [[-0.25]])
    np.testing.assert_array_equal(before["W1"], [[1, 1]])


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
