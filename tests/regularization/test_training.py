"""The three trainings of the regularization notebook, on the original data and on our own."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.source_notebook import ROOT, cells, namespace

NAME = "regularization"
ORIGINAL = ROOT.parent / "shared" / "datasets" / "data.mat"
MODELS = {"baseline": {}, "l2": {"lambd": 0.7}, "dropout": {"keep_prob": 0.86}}


@pytest.fixture(scope="module")
def notebook():
    return namespace(
        NAME,
        "setup",
        "model",
        "compute_cost_with_regularization",
        "backward_propagation_with_regularization",
        "forward_propagation_with_dropout",
        "backward_propagation_with_dropout",
    )


@pytest.fixture
def train(notebook, capsys, monkeypatch):
    """Train a model as the notebook does; gives the costs that it prints, and how many it gets right."""
    monkeypatch.setattr(plt, "show", plt.close)

    def train(data, options):
        train_X, train_Y, test_X, test_Y = data
        parameters = notebook["model"](train_X, train_Y, **options)
        costs = re.findall(r"Cost after iteration (\d+): (\S+)", capsys.readouterr().out)
        assert [iteration for iteration, _ in costs] == ["0", "10000", "20000"]
        right = [
            int(np.sum(notebook["predict"](X, Y, parameters) == Y)) for X, Y in ((train_X, train_Y), (test_X, test_Y))
        ]
        return [float(cost) for _, cost in costs], right

    return train


@pytest.mark.skipif(not ORIGINAL.is_file(), reason="the original data are not the project's to ship")
@pytest.mark.parametrize(
    ("name", "costs", "accuracies"),
    [
        ("baseline", (0.6557412523481002, 0.16329987525724207, 0.13851642423), (0.947867298578, 0.915)),
        ("l2", (0.6974484493131264, 0.2684918873282239, 0.26809163371), (0.938388625592, 0.93)),
        ("dropout", (0.6543912405149825, 0.0610169865749056, 0.06058243579851), (0.928909952607, 0.95)),
    ],
)
def test_the_original_data_give_the_figures_of_the_course(name, costs, accuracies, notebook, train):
    reached, right = train(notebook["load_2D_dataset"](ORIGINAL), MODELS[name])
    np.testing.assert_allclose(reached, costs, rtol=1e-9)
    assert (round(right[0] / 211, 12), right[1] / 200) == accuracies


def test_on_our_own_data_regularization_costs_training_and_gains_test_accuracy(notebook, train):
    data = notebook["load_2D_dataset"]()
    results = {name: train(data, options) for name, options in MODELS.items()}
    accuracies = {name: (100 * right[0] / 211, 100 * right[1] / 200) for name, (_, right) in results.items()}
    for name in ("l2", "dropout"):
        assert accuracies["baseline"][0] > accuracies[name][0]
        assert accuracies["baseline"][1] <= accuracies[name][1] - 1.5
    for name, (costs, _) in results.items():  # what the notebook tells students to expect
        told = re.findall("<td>([^<]*)</td></tr>", cells(NAME)[f"expected-{name}"].source)
        assert told == [f"{cost:.4f}" for cost in costs] + [f"{accuracy:.1f} %" for accuracy in accuracies[name]]


def test_both_remedies_at_once_are_refused(notebook):
    with pytest.raises(AssertionError, match="either the L2 penalty or dropout"):
        notebook["model"](np.zeros((2, 1)), np.zeros((1, 1)), lambd=0.7, keep_prob=0.86)
