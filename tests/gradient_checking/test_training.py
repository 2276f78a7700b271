"""The figures of the gradient checking notebook: those of the course, and those that its text names."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.source_notebook import cells, namespace, run

NAME = "gradient_checking"
THRESHOLD = 2e-7

# The noise of rounding is another with another BLAS: on processors without fused multiply-add the figures at an
# epsilon of 1e-7 move by 5e-12.
NOISE = 1e-10


@pytest.fixture(scope="module")
def notebook():
    return namespace(
        NAME,
        "setup",
        "forward_propagation",
        "backward_propagation",
        "gradient_check",
        "forward_propagation_n",
        "backward_propagation_n",
        "gradient_check_n",
        "backward_propagation_n_repaired",
    )


@pytest.fixture
def difference(notebook, capsys):
    """Check the gradients of the seeded network; gives the difference."""
    X, Y, parameters = notebook["gradient_check_n_test_case"]()
    _, cache = notebook["forward_propagation_n"](X, Y, parameters)

    def difference(backward, epsilon, one_sided=False):
        gradients = notebook[backward](X, Y, cache)
        check = notebook["gradient_check_n"]
        if one_sided:
            return notebook["difference_one_sided"](check, parameters, gradients, X, Y, epsilon)
        return check(parameters, gradients, X, Y, epsilon)

    return difference


def test_in_one_dimension_the_figures_are_those_of_the_course(notebook, capsys):
    assert notebook["forward_propagation"](2, 4) == 8
    assert notebook["backward_propagation"](2, 4) == 2
    assert notebook["gradient_check"](2, 4) == pytest.approx(2.919335883291695e-10, rel=1e-12)
    assert capsys.readouterr().out == "The gradient is right, give or take 2.9e-10.\n"


def test_the_cost_of_the_network_is_that_of_the_course(notebook):
    X, Y, parameters = notebook["gradient_check_n_test_case"]()
    cost, cache = notebook["forward_propagation_n"](X, Y, parameters)
    assert cost == pytest.approx(2.407833389834357, rel=1e-12)
    gradients = notebook["backward_propagation_n"](X, Y, cache)
    assert list(gradients) == "dZ3 dW3 db3 dA2 dZ2 dW2 db2 dA1 dZ1 dW1 db1".split()
    assert gradients["dW2"][2, 0] == pytest.approx(1.831603303757299, rel=1e-12)
    assert gradients["db1"][0, 0] == pytest.approx(2.5316314879024926, rel=1e-12)


def test_with_the_planted_errors_the_difference_is_that_of_the_course(difference, capsys):
    assert difference("backward_propagation_n", 1e-7) == pytest.approx(0.2850931567761623, abs=NOISE)
    assert "MISTAKE" in capsys.readouterr().out


def test_after_the_repair_the_difference_lies_between_the_two_thresholds(difference, capsys):
    left = difference("backward_propagation_n_repaired", 1e-7)
    assert left == pytest.approx(1.19e-7, rel=0.01)
    assert 1e-7 < left < THRESHOLD
    assert capsys.readouterr().out == "The gradients are right, give or take 1.2e-07.\n"


@pytest.mark.parametrize(
    ("epsilon", "centred", "one_sided"),
    [(1e-2, 1.7e-6, 1.9e-4), (1e-4, 1.9e-10, 1.9e-6), (1e-7, 1.19e-7, 1.71e-7)],
)
def test_the_difference_depends_on_epsilon_as_in_the_course(epsilon, centred, one_sided, difference):
    backward = "backward_propagation_n_repaired"
    assert difference(backward, epsilon) == pytest.approx(centred, rel=0.03)
    assert difference(backward, epsilon, one_sided=True) == pytest.approx(one_sided, rel=0.03)


def test_the_plot_is_a_valley_and_its_table_is_the_one_in_the_text(notebook, monkeypatch, capsys):
    shown, plotted = [], []
    variables = dict(notebook)
    run(NAME, "try-gradient_check_n", variables)
    monkeypatch.setattr(plt, "show", plt.close)
    run(NAME, "try-repaired", variables)
    variables["display"] = lambda table: shown.append(table.data)
    variables["plot_valley"] = lambda *curves, threshold: plotted.append((*curves, threshold))
    run(NAME, "valley", variables)

    ((epsilons, centred, one_sided, threshold),) = plotted
    assert (epsilons[0], epsilons[-1], threshold) == (0.1, 1e-12, THRESHOLD)
    floor = int(np.argmin(centred))
    assert 2e-5 < epsilons[floor] < 2e-4
    assert centred[0] > 1e-3 < centred[-1]
    assert centred[floor] < 3e-10
    assert min(one_sided) > 10 * centred[floor]

    rows = re.findall(r"\| (\S+) \| (\S+) \| (\S+) \|", shown[0])[1:]
    told = re.findall("<td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td>", cells(NAME)["expected-valley"].source)
    assert rows == told


def test_both_trainings_fall_and_the_right_gradients_end_lower(notebook, monkeypatch):
    variables = dict(notebook)
    monkeypatch.setattr(plt, "show", plt.close)
    run(NAME, "train", variables)
    run(NAME, "noticed", variables)
    found, repaired = np.array(variables["costs_as_found"]), np.array(variables["costs_repaired"])
    assert found[0] == repaired[0] > 0.6
    assert np.diff(found[::100]).max() < 1e-3 > np.diff(repaired[::100]).max()
    assert (round(found[-1], 2), round(repaired[-1], 2)) == (0.26, 0.16)  # as the text says
