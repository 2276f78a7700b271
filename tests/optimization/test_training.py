"""The trainings of the optimization notebook, and what it tells students to expect of them."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.source_notebook import cells, namespace, run

NAME = "optimization"


@pytest.fixture(scope="module")
def notebook():
    return namespace(
        NAME,
        "setup",
        "update_parameters_with_gd",
        "random_mini_batches",
        "take-step",
        "initialize_velocity",
        "update_parameters_with_momentum",
        "initialize_adam",
        "update_parameters_with_adam",
        "load-data",
        "model",
        "evaluate",
        "compare-table",
        "update_lr",
        "schedule_lr_decay",
    )


@pytest.fixture(autouse=True)
def no_plots(monkeypatch):
    monkeypatch.setattr(plt, "show", plt.close)


def told(cell_id):
    return re.findall("<td>([^<]*)</td></tr>", cells(NAME)[cell_id].source)


@pytest.mark.parametrize(
    ("optimizer", "name", "first_cost", "accuracy"),
    [
        ("gd", "gradient descent", "0.690736", "79.67"),
        ("momentum", "momentum", "0.690741", "79.67"),
        ("adam", "Adam", "0.690552", "94.00"),
    ],
)
def test_an_optimizer_reaches_the_figures_of_the_course(optimizer, name, first_cost, accuracy, notebook, capsys):
    run(NAME, f"train-{optimizer}", notebook)
    printed = re.findall(r"after epoch (\d+): last mini-batch (\S+), mean (\S+)", capsys.readouterr().out)
    assert [epoch for epoch, _, _ in printed] == [str(epoch) for epoch in range(0, 10000, 1000)]
    parameters, costs = notebook["trained"][name]
    assert printed[0][1] == first_cost
    assert f"{notebook['accuracy'](parameters):.2f}" == accuracy
    assert told(f"expected-{optimizer}") == [first_cost, printed[0][2], printed[-1][2], f"{accuracy} %"]
    assert [mean for _, _, mean in printed] == [f"{cost:.6f}" for cost in costs[::10]]
    assert len(costs) == 100


@pytest.mark.heavy
def test_with_a_learning_rate_that_suits_it_gradient_descent_does_what_adam_does(notebook):
    run(NAME, "train-decay", notebook)
    accuracies = [notebook["accuracy"](parameters) for parameters, _ in notebook["with_decay"].values()]
    assert told("expected-decay") == [f"{accuracy:.2f} %" for accuracy in accuracies]
    costs = {name: np.array(costs[-20:]) for name, (_, costs) in notebook["with_decay"].items()}
    no_decay, stairs = (costs[f"gradient descent, {decay}"] for decay in ("no decay", "decay every 1000 epochs"))
    assert stairs.std() < no_decay.std() / 2
    assert costs["gradient descent, decay every epoch"].min() > 0.6
