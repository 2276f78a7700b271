"""What holds of the helper modules of the assignments: each has its own, and much is in several of them."""

import subprocess
import sys
import warnings
from functools import cache

import numpy as np
import pytest

from tests.source_notebook import ROOT

HELPERS = [
    ("initialization", "init_utils"),
    ("regularization", "reg_utils"),
    ("regularization", "testCases"),
    ("gradient_checking", "gc_utils"),
    ("gradient_checking", "testCases"),
    ("optimization", "opt_utils"),
    ("optimization", "testCases"),
    ("beyond_l2", "beyond_utils"),
    ("beyond_l2", "beyond_drawings"),
]
COSTS = [
    ("initialization", "init_utils", "compute_loss"),
    ("regularization", "reg_utils", "compute_cost"),
    ("optimization", "opt_utils", "compute_cost"),
    ("beyond_l2", "beyond_utils", "cross_entropy"),
]
PLANES = [
    ("initialization", "init_utils", ((-1.5, 1.5), (-1.5, 1.5))),
    ("regularization", "reg_utils", ((-0.75, 0.40), (-0.75, 0.65))),
    ("optimization", "opt_utils", ((-1.5, 2.5), (-1.0, 1.5))),
]


@cache
def names(assignment, helper):
    """What a helper module defines; it is not imported, as another assignment has one of the same name."""
    found = {}
    exec((ROOT / "source" / assignment / f"{helper}.py").read_text("utf-8"), found)
    return found


@pytest.mark.parametrize(("assignment", "helper"), HELPERS)
def test_a_helper_needs_numpy_alone(assignment, helper):
    others = {"matplotlib", "scipy", "sklearn", "torch", "IPython", "tqdm"}
    code = f"import sys, {helper}; print(sorted({others} & sys.modules.keys()))"
    folder = ROOT / "source" / assignment
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize(("assignment", "helper", "cost"), COSTS)
def test_a_saturated_output_costs_nothing_and_warns_of_nothing(assignment, helper, cost):
    compute_cost, Y = names(assignment, helper)[cost], np.array([[1, 0, 1]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compute_cost(np.array([[1.0, 0.0, 0.5]]), Y) == pytest.approx(np.log(2) / 3)
        assert compute_cost(np.array([[0.0, 0.0, 0.5]]), Y) == np.inf


@pytest.mark.parametrize(("assignment", "helper", "cost"), COSTS)
def test_answers_and_labels_of_different_shapes_are_refused(assignment, helper, cost):
    with pytest.raises(ValueError, match=r"\(1, 3\).*\(3,\)"):
        names(assignment, helper)[cost](np.full((1, 3), 0.5), np.zeros(3))


@pytest.mark.parametrize(
    ("assignment", "helper"),
    [("initialization", "init_utils"), ("regularization", "reg_utils"), ("beyond_l2", "beyond_utils")],
)
def test_a_step_leaves_the_old_parameters_alone(assignment, helper):
    before = {"W1": np.ones((1, 2)), "b1": np.zeros((1, 1))}
    gradients = {"dW1": np.ones((1, 2)), "db1": np.ones((1, 1)), "dA1": None, "da1": None}
    after = names(assignment, helper)["update_parameters"](before, gradients, 0.25)
    np.testing.assert_array_equal(after["W1"], [[0.75, 0.75]])
    np.testing.assert_array_equal(after["b1"], [[-0.25]])
    np.testing.assert_array_equal(before["W1"], [[1, 1]])


@pytest.mark.parametrize(
    ("assignment", "helper"),
    [("initialization", "init_utils"), ("regularization", "reg_utils"), ("optimization", "opt_utils")],
)
def test_predict_prints_the_accuracy_and_gives_the_classes(assignment, helper, capsys):
    X, Y = np.array([[2.0, -2.0, 3.0, 1.0]]), np.array([[1, 0, 0, 1]])
    one = {"b1": np.zeros((1, 1)), "b2": np.zeros((1, 1)), "b3": np.full((1, 1), -0.1)}
    one |= {"W1": np.eye(1), "W2": np.eye(1), "W3": np.eye(1)}
    predictions = names(assignment, helper)["predict"](X, Y, one)
    np.testing.assert_array_equal(predictions, [[1, 0, 1, 1]])
    assert capsys.readouterr().out == "Accuracy: 0.75\n"


@pytest.mark.parametrize(("assignment", "helper", "plane"), PLANES)
def test_the_boundary_is_shaded_by_probability_and_rings_what_is_wrong(assignment, helper, plane):
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    X, Y = np.array([[-0.5, 0.3, 0.2], [0.0, 0.0, 0.5]]), np.array([[0, 1, 0]])
    plot = names(assignment, helper)["plot_decision_boundary"]
    shades = plot(lambda x: 1 / (1 + np.exp(-x[:, :1].T)), X, Y, axes)
    assert (shades.levels[0], shades.levels[-1]) == (0, 1)
    (rings,) = [each for each in axes.collections if each.get_label() == "misclassified"]
    np.testing.assert_array_equal(rings.get_offsets(), [[0.2, 0.5]])
    assert (axes.get_xlim(), axes.get_ylim()) == plane
    assert axes.get_xlabel()
    assert axes.get_ylabel()
