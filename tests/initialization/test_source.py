"""The source of the initialization assignment: its notebook and its helpers."""

import inspect
import re
import subprocess
import sys
import warnings

import nbformat
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
    assert {meta[f"check-{name}"]["points"] for name in GRADED} == {10}
    assert meta["answer"]["points"] == 5


@pytest.mark.parametrize("name", GRADED)
def test_a_graded_function_is_followed_by_example_table_and_check(name):
    order = list(cells(NAME))
    start = order.index(name)
    assert order[start : start + 4] == [name, f"try-{name}", f"expected-{name}", f"check-{name}"]
    assert cells(NAME)[name].source.startswith(f"# GRADED FUNCTION: {name}\n")
    assert cells(NAME)[f"check-{name}"].source == f'check("{name}")'


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


def test_the_helper_needs_numpy_alone():
    code = "import sys, init_utils; print(sorted({'matplotlib', 'scipy', 'sklearn', 'tqdm'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=SOURCE, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


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


def test_a_saturated_network_warns_of_nothing(helper):
    Y = np.array([[1, 0, 1]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(helper["sigmoid"](np.array([-1e4, 0.0, 1e4])), [0, 0.5, 1])
        assert helper["compute_loss"](np.array([[1.0, 0.0, 0.5]]), Y) == pytest.approx(np.log(2) / 3)
        assert helper["compute_loss"](np.array([[0.0, 0.0, 0.5]]), Y) == np.inf


def test_answers_and_labels_of_different_shapes_are_refused(helper):
    with pytest.raises(ValueError, match=r"\(1, 3\).*\(3,\)"):
        helper["compute_loss"](np.full((1, 3), 0.5), np.zeros(3))


def test_a_step_leaves_the_old_parameters_alone(helper):
    before = {"W1": np.ones((1, 2)), "b1": np.zeros((1, 1))}
    after = helper["update_parameters"](before, {"dW1": np.ones((1, 2)), "db1": np.ones((1, 1)), "da1": None}, 0.25)
    np.testing.assert_array_equal(after["W1"], [[0.75, 0.75]])
    np.testing.assert_array_equal(after["b1"], [[-0.25]])
    np.testing.assert_array_equal(before["W1"], [[1, 1]])


def test_predict_prints_the_accuracy_and_gives_the_classes(helper, capsys):
    X, Y = np.array([[2.0, -2.0, 3.0, 1.0]]), np.array([[1, 0, 0, 1]])
    one = {"b1": np.zeros((1, 1)), "b2": np.zeros((1, 1)), "b3": np.full((1, 1), -0.1)}
    predictions = helper["predict"](X, Y, {"W1": np.eye(1), "W2": np.eye(1), "W3": np.eye(1), **one})
    np.testing.assert_array_equal(predictions, [[1, 0, 1, 1]])
    assert capsys.readouterr().out == "Accuracy: 0.75\n"


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


def test_the_boundary_is_shaded_by_probability_and_rings_what_is_wrong(helper, axes):
    X, Y = np.array([[-0.5, 0.3, 0.2], [0.0, 0.0, 0.5]]), np.array([[0, 1, 0]])
    shades = helper["plot_decision_boundary"](lambda x: 1 / (1 + np.exp(-x[:, :1].T)), X, Y, axes)
    assert (shades.levels[0], shades.levels[-1]) == (0, 1)
    (rings,) = [each for each in axes.collections if each.get_label() == "misclassified"]
    np.testing.assert_array_equal(rings.get_offsets(), [[0.2, 0.5]])
    assert (axes.get_xlim(), axes.get_ylim()) == ((-1.5, 1.5), (-1.5, 1.5))
    assert axes.get_xlabel()
    assert axes.get_ylabel()


def test_a_model_that_answers_the_same_everywhere_has_no_boundary_and_warns_of_nothing(helper, axes):
    X, Y = np.array([[-0.5, 0.3], [0.0, 0.0]]), np.array([[0, 1]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        helper["plot_decision_boundary"](lambda x: np.full((1, len(x)), 0.5), X, Y, axes)
    assert len([each for each in axes.collections if hasattr(each, "levels")]) == 1
