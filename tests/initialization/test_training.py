"""The three trainings of the initialization notebook, and what its text says of them."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.initialization.reference import HE, MARKING, RANDOM
from tests.source_notebook import cells, namespace, run

NAME = "initialization"
COSTS = {  # at iterations 0, 10000 and 14000, with how much they may be off
    "zeros": ([0.6931471805599453] * 3, 1e-15),
    "random": ([np.inf, 0.3920, 0.3828], 5e-4),
    "he": ([0.8830537463419761, 0.15015556280371808, 0.07357895962677], 1e-9),
}
ACCURACIES = {"zeros": (0.5, 0.5), "random": (0.83, 0.86), "he": (298 / 300, 0.96)}


@pytest.fixture(scope="module")
def notebook():
    return namespace(
        NAME,
        "setup",
        "initialize_parameters_zeros",
        "initialize_parameters_random",
        "initialize_parameters_he",
        "model",
    )


@pytest.fixture(scope="module")
def data(notebook):
    return notebook["load_dataset"]()


@pytest.fixture(scope="module")
def trained(notebook, data):
    """The parameters of the three models."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "show", plt.close)
        return {name: notebook["model"](data[0], data[1], print_cost=False, initialization=name) for name in ACCURACIES}


def right(notebook, data, parameters):
    """The shares of the training and of the test data that a model has right."""
    train_X, train_Y, test_X, test_Y = data
    return tuple(
        np.mean((notebook["predict_dec"](parameters, X) > 0.5) == Y) for X, Y in ((train_X, train_Y), (test_X, test_Y))
    )


@pytest.mark.parametrize("name", COSTS)
def test_the_trainings_give_the_figures_of_the_course(name, notebook, data, trained):
    costs = notebook["curves"][name]
    assert len(costs) == 15
    figures, near = COSTS[name]
    np.testing.assert_allclose([costs[0], costs[10], costs[14]], figures, rtol=near)
    if name == "zeros":
        np.testing.assert_allclose(costs, figures[0], rtol=near)
    assert right(notebook, data, trained[name]) == ACCURACIES[name]


@pytest.mark.parametrize("name", COSTS)
def test_the_notebook_tells_what_to_expect(name, notebook, data, trained):
    costs = notebook["curves"][name]
    told = re.findall("<td>([^<]*)</td></tr>", cells(NAME)[f"expected-{name}"].source)
    accuracies = [f"{100 * share:.1f} %" for share in right(notebook, data, trained[name])]
    assert told == [f"{costs[thousand]:.4f}" for thousand in (0, 10, 14)] + accuracies


def test_the_cost_is_printed_and_drawn_every_1000_iterations(notebook, data, capsys, monkeypatch):
    monkeypatch.setattr(plt, "show", lambda: None)
    X, Y = data[:2]
    notebook["model"](X, Y, num_iterations=2001)
    printed = re.findall(r"Cost after iteration (\d+): (\S+)", capsys.readouterr().out)
    assert [int(iteration) for iteration, _ in printed] == [0, 1000, 2000]
    axes = plt.gca()
    assert [str(cost) for cost in axes.lines[0].get_ydata()] == [cost for _, cost in printed]
    assert axes.get_xlabel() == "iterations, in thousands"
    plt.close()


def test_an_unknown_initialization_is_refused(notebook):
    with pytest.raises(ValueError, match="'ones'"):
        notebook["model"](np.zeros((2, 1)), np.zeros((1, 1)), initialization="ones")


# --- what the text says -------------------------------------------------------------------------------------------


def text(cell_id):
    return cells(NAME)[cell_id].source


def test_with_zeros_no_weight_has_a_gradient(notebook, data):
    X, Y = data[:2]
    _, cache = notebook["forward_propagation"](X, notebook["initialize_parameters_zeros"]([2, 10, 5, 1]))
    gradients = notebook["backward_propagation"](X, Y, cache)
    assert not any(gradients[name].any() for name in ("dW1", "db1", "dW2", "db2", "dW3"))
    assert abs(gradients["db3"]) < 1e-16


def test_large_numbers_saturate_and_leave_dead_units(notebook, data, trained):
    X, Y = data[:2]
    size = {}
    for name in ("random", "he"):
        a3, cache = notebook["forward_propagation"](X, notebook[f"initialize_parameters_{name}"]([2, 10, 5, 1]))
        assert (a3 == 1).all() == (name == "random")
        size[name] = np.abs(notebook["backward_propagation"](X, Y, cache)["dW3"]).max()
    assert f"is {size['random']:.0f} at the start; with the weights of section 4 it will be {size['he']:.1f}" in text(
        "about-random"
    )
    a3, cache = notebook["forward_propagation"](X, trained["random"])
    off = (cache[5] == 0).all(axis=0)
    assert (cache[5] == 0).all(axis=1).sum() == 3
    assert 175 < off.sum() < 185
    assert f"about 180 of the 300 training points get the very same answer, {a3[0, off].mean():.2f}" in text(
        "about-random"
    )
    assert np.ptp(a3[0, off]) < 1e-12


@pytest.mark.heavy
def test_four_times_as_many_iterations_help_a_little(notebook, data, monkeypatch):
    monkeypatch.setattr(plt, "show", plt.close)
    parameters = notebook["model"](data[0], data[1], num_iterations=60000, print_cost=False, initialization="random")
    cost = notebook["compute_loss"](notebook["predict_dec"](parameters, data[0]), data[1])
    assert f"from 0.38 to {cost:.2f}" in text("about-random")


def test_units_that_start_alike_stay_alike(notebook, data, capsys, monkeypatch):
    monkeypatch.setattr(plt, "show", plt.close)
    names = namespace(NAME, "setup", "load-data", "evaluate", "initialize_parameters_zeros")
    run(NAME, "experiment", names)
    assert np.ptp(names["parameters"]["W1"], axis=0).max() < 1e-9
    shares = [float(share) for share in re.findall(r"Accuracy: (\S+)", capsys.readouterr().out)]
    assert "{:.0f} % of the training points and {:.0f} % of the test points".format(
        *(100 * share for share in shares)
    ) in text("answer")


def test_he_keeps_the_size_of_the_signal_through_ten_layers(notebook, data, monkeypatch):
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.extend(plt.gcf().axes))
    run(NAME, "depth", {**notebook, "train_X": data[0]})
    plt.close()
    sizes = {line.get_label(): line.get_ydata() for axes in shown for line in axes.lines}
    assert 0.5 < sizes["He's rule"][-1] / sizes["He's rule"][0] < 2
    assert 1e15 < sizes["10"][-1] / sizes["10"][0] < 1e17
    assert sizes["0.01"][-1] < 1e-13
    assert sizes["He's rule"][-1] / sizes["1 / n"][-1] == pytest.approx(32)


def test_the_activations_are_drawn_for_three_starts_and_three_layers(notebook, data, monkeypatch):
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.extend(plt.gcf().axes))
    styles = dict.fromkeys(ACCURACIES, ("black", "-", "o"))
    run(NAME, "activations", {**notebook, "train_X": data[0], "styles": styles})
    plt.close()
    counts = [sum(bar.get_height() for bar in axes.patches) for axes in shown]
    assert counts == [3000, 1500, 300] * 3
    assert [axes.texts[0].get_text().split(" %")[0] for axes in shown[:3]] == ["100", "100", "0"]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in range(1, 8))])
def test_he_is_ahead_with_each_of_eight_seeds(seed, notebook, data, monkeypatch):
    monkeypatch.setattr(plt, "show", plt.close)
    shares = {}
    for name, function in (("random", RANDOM), ("he", HE)):
        other = MARKING.defined(MARKING.edited(function, {"np.random.seed(3)": f"np.random.seed({seed})"}))[function]
        monkeypatch.setitem(notebook["model"].__globals__, function, other)
        shares[name], _ = right(
            notebook, data, notebook["model"](data[0], data[1], print_cost=False, initialization=name)
        )
    assert shares["he"] > shares["random"]
