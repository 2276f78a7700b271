"""The trainings of the beyond_l2 notebook, what it tells students to expect of them, and its backward pass."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.source_notebook import cells, namespace, run

NAME = "beyond_l2"
PART_A = ("l1_cost", "l1_gradient", "l0_count", "early_stopping")
PART_B = ("forward_propagation_with_dropout", "backward_propagation_with_dropout", "Dropout")
PART_C = ("l1_penalty", "l2_penalty", "regularized_loss", "predict_in_eval_mode", "sgd_with_weight_decay")
FORWARD, BACKWARD = PART_B[:2]


@pytest.fixture(scope="module")
def notebook():
    return namespace(NAME, "setup", "load-data", *PART_A, *PART_B, *PART_C)


@pytest.fixture
def show(notebook, monkeypatch, capsys):
    """Run a cell; gives what it prints and the rows of the table that it shows."""
    monkeypatch.setattr(plt, "show", plt.close)
    tables = []
    monkeypatch.setitem(notebook, "display", lambda table: tables.append(table.data))

    def show(cell_id):
        run(NAME, cell_id, notebook)
        lines = tables[-1].replace(r"\|", "").splitlines()[2:] if tables else []
        return capsys.readouterr().out, [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]

    return show


def told(cell_id):
    """The rows of a table of what a student should see."""
    rows = re.findall("<tr>(<td>.*?)</tr>", cells(NAME)[cell_id].source)
    return [re.findall("<td>(.*?)</td>", row) for row in rows]


# --- (a) ----------------------------------------------------------------------------------------------------------


def test_the_l1_gradient_is_that_of_the_l1_cost(notebook):
    random = np.random.RandomState(1)
    parameters = {
        "W1": random.randn(4, 3),
        "b1": random.randn(4, 1),
        "W2": random.randn(2, 4),
        "b2": random.randn(2, 1),
    }
    numeric = notebook["numeric_gradients"](lambda p: notebook["l1_cost"](p, 0.7, 5), parameters)
    gradients = notebook["l1_gradient"](parameters, 0.7, 5)
    assert list(gradients) == ["dW1", "dW2"]
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, numeric[name], rtol=1e-7)
    assert not numeric["db1"].any()


def test_alone_l1_takes_a_weight_to_0_and_l2_never_does(notebook, show):
    show("shrink")
    l1, l2 = (notebook["shrink"](notebook[f"{name}_gradient"]) for name in ("l1", "l2"))
    step = 0.1 * 1.1 / 5
    np.testing.assert_allclose(l1[:20, 0], 1 - step * np.arange(20))
    assert (np.abs(l1[50:]) <= step).all()
    np.testing.assert_allclose(l2[:, 1], 0.5 * (1 - step) ** np.arange(100))


@pytest.mark.heavy
def test_l1_leaves_few_weights_and_l2_many_small_ones(notebook, show):
    show("train-penalties")
    _, rows = show("compare-penalties")
    assert told("expected-penalties") == [row[:7] for row in rows]
    none, l2, l1 = rows
    assert none[7] == l2[7] == l1[7] == none[2]  # cut off, small weights are not missed
    sizes = {name: np.abs(notebook["all_weights"](each)) for name, each in notebook["football"].items()}
    assert sizes["L1, λ = 0.7"].max() > sizes["L2, λ = 0.7"].max()
    left = notebook["without_small_weights"](notebook["football"]["L1, λ = 0.7"], notebook["THRESHOLD"])
    units = [int(np.any(left[name], axis=1).sum()) for name in ("W1", "W2", "W3")]
    assert units == [2, 1, 1]  # as the text says: two units in the first hidden layer, one in the second


def test_patience_finds_a_lower_cost_and_spares_most_of_the_training(notebook, show):
    notebook.setdefault("all_weights", lambda p: np.concatenate([p[name].ravel() for name in ("W1", "W2", "W3")]))
    notebook.setdefault("football", {})
    printed, _ = show("train-stopping")
    patient = re.findall(r"patience +(\d+): keep epoch (\d+), with a dev cost of (\S+)", printed)
    epochs = re.findall(r"epoch +(\d+): Σw² = (\S+), dev cost (\S+)", printed)
    last, _, cost = epochs[-1]
    assert told("expected-stopping") == [[f"patience {n}", *rest] for n, *rest in patient] + [["the last", last, cost]]
    costs = [float(cost) for _, _, cost in patient]
    assert costs == sorted(costs, reverse=True)
    assert min(notebook["dev_costs"]) == pytest.approx(costs[-1], abs=5e-5)
    sizes = [float(size) for _, size, _ in epochs]
    assert sizes == sorted(sizes)  # the weights of the best epoch are of middling size
    assert notebook["train_costs"][-1] < notebook["train_costs"][int(patient[-1][1])]


# --- (b) ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep_prob", [0.5, 0.8, 1])
@pytest.mark.parametrize("lambd", [0, 0.7])
def test_the_backward_pass_agrees_with_the_cost(keep_prob, lambd, notebook):
    random = np.random.RandomState(2)
    x, y = random.randn(3, 8), random.randint(0, 2, (1, 8))
    network = notebook["initialize_one_hidden_layer"](3, 7)

    def forward(parameters):
        np.random.seed(6)
        return notebook[FORWARD](x, parameters, keep_prob)

    def cost(parameters):
        return notebook["cross_entropy"](forward(parameters)[0], y) + notebook["l2_cost"](parameters, lambd, 8)

    _, cache = forward(network)
    assert cache["mask1"].all() == (keep_prob == 1)
    gradients = notebook[BACKWARD](network, cache, x, y, lambd, keep_prob)
    for name, numeric in notebook["numeric_gradients"](cost, network).items():
        assert notebook["relative_difference"](gradients[name], numeric) < 1e-8, name


@pytest.mark.parametrize(
    "slip",
    [
        ("1 - np.tanh(z1) ** 2", "1 - a1 ** 2"),
        ("dz1 = da1 *", "dz1 = np.dot(w2.T, dz2) *"),
        ("/ m + lambd / m * w1", "/ m"),
        ("da1 = da1 / keep_prob", "pass"),
    ],
)
def test_the_notebooks_own_check_tells_a_right_backward_pass_from_a_slip(slip, notebook, capsys):
    run(NAME, "gradient-check", dict(notebook))
    right = capsys.readouterr().out
    assert right.count("agrees with the cost") == 4
    assert "False" in right.splitlines()[0]  # a mask that keeps all units would prove nothing
    source = cells(NAME)[BACKWARD].source
    assert slip[0] in source
    slipped = dict(notebook)
    exec(source.replace(*slip), slipped)
    slipped["ready"] = lambda *made: True
    run(NAME, "gradient-check", slipped)
    assert re.search(
        r"^dw1 is off by a relative 0\.\d|^dw1 is off by a relative 1", capsys.readouterr().out, re.MULTILINE
    )


@pytest.mark.heavy
def test_dropout_and_l2_hold_the_cost_on_the_development_set_down(notebook, show):
    printed, _ = show("train-dropout")
    rows = re.findall(r"^(.*): training cost (\S+), dev cost (\S+)$", printed, re.MULTILINE)
    assert told("expected-dropout") == [list(row) for row in rows]
    training, dev = (np.array([float(row[column]) for row in rows]) for column in (1, 2))
    assert (np.diff(training) > 0).all()
    assert (np.diff(dev) < 0).all()


def test_either_form_of_dropout_keeps_its_mean(show):
    printed, _ = show("layer-means")
    assert re.findall(r"mean (\S+) in training, (\S+) in use", printed) == [("0.70", "0.70"), ("1.00", "1.00")]


# --- (c) ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def torch(show):
    torch = pytest.importorskip("torch")
    show("torch-data")
    return torch


def test_in_train_mode_dropout_doubles_or_drops_and_in_eval_mode_it_does_nothing(torch, show):
    printed, _ = show("modes")
    first, second, last = re.findall(r"mode: +(\[.*\])|once more: +(\[.*\])", printed)
    assert {*re.findall(r"[\d.]+", first[0] + second[1])} == {"0.0", "2.0"}
    assert first[0] != second[1]
    assert {*re.findall(r"[\d.]+", last[0])} == {"1.0"}


def test_weight_decay_of_twice_the_strength_takes_the_steps_of_the_penalty(torch, show):
    printed, _ = show("equal-steps")
    equal, half = (float(each) for each in re.findall(r"largest difference (\S+)", printed))
    assert equal == 0
    assert half > 0.05


def test_weight_decay_equals_the_penalty_biases_included(torch, notebook):
    inputs, labels = notebook["train_inputs"], notebook["train_labels"]
    plain, decayed = notebook["make_net"](2, 4, 2), notebook["make_net"](2, 4, 2)
    steps = {
        plain: torch.optim.SGD(plain.parameters(), lr=0.2),
        decayed: notebook["sgd_with_weight_decay"](decayed, 0.2, 0.3),
    }
    for net, optimizer in steps.items():
        for _ in range(20):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(net(inputs), labels)
            if net is plain:
                loss = loss + 0.3 * sum((p**2).sum() for p in net.parameters())
            loss.backward()
            optimizer.step()
    for (name, p), q in zip(plain.named_parameters(), decayed.parameters(), strict=True):
        torch.testing.assert_close(p, q, rtol=1e-12, atol=1e-14, msg=name)


@pytest.mark.slow
def test_the_trainings_in_pytorch_are_as_the_notebook_says(torch, notebook, show):
    notebook.setdefault("THRESHOLD", 0.02)
    _, rows = show("train-torch")
    assert told("expected-torch") == rows
    assert rows[2][1:] == rows[3][1:]  # the penalty and its weight decay
    assert all(net.training for net in notebook["torch_nets"].values())


@pytest.mark.slow
def test_a_training_tells_the_mean_loss_of_each_epoch_and_adds_none_up(torch, notebook, show):
    if "train_with_torch" not in notebook:
        notebook.setdefault("THRESHOLD", 0.02)
        show("train-torch")
    net = notebook["make_net"](2, 5, 2)
    still = torch.optim.SGD(net.parameters(), lr=0.0)
    losses = notebook["train_with_torch"](net, still, "l2", strength=0.01, epochs=3)
    inputs, labels = notebook["train_inputs"], notebook["train_labels"]
    whole = notebook["regularized_loss"](torch.nn.CrossEntropyLoss(), net(inputs), labels, net, "l2", 0.01)
    np.testing.assert_allclose(losses, 3 * [whole.item()], rtol=1e-12)
