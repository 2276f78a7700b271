"""Part (c) of the beyond L2 assignment as data: its figures against NumPy, its draws, its drivers, its stubs."""

import copy
import inspect

import numpy as np
import pytest

from autograder import assignments
from autograder.assignments.figures import beyond_l2_torch as figures
from autograder.model import Drawn, Public, Question
from tests.beyond_l2.reference_torch import EXERCISES, MARKING
from tests.marking import answer

torch = pytest.importorskip("torch")

L1, L2, LOSS, PREDICTION, STEPS = EXERCISES
PENALTIES = {L1: np.abs, L2: np.square}
PUBLIC = [(name, case) for name in EXERCISES for case in EXERCISES[name].cases if isinstance(case, Public)]


# --- the same in NumPy -------------------------------------------------------------------------------------------


def layer_names(layers):
    last = len(layers) - 1
    return [f"{k}.0" if k < last else f"{k}" for k in range(len(layers))]


def flat(layers):
    """All parameters in one vector, which `unflat` takes apart."""
    return np.concatenate([array.ravel() for layer in layers for array in layer])


def unflat(vector, layers):
    parts, place = [], 0
    for array in (array for layer in layers for array in layer):
        parts.append(vector[place : place + array.size].reshape(array.shape))
        place += array.size
    return list(zip(parts[::2], parts[1::2], strict=True))


def by_name(layers):
    return {
        f"{name}.{part}": array
        for name, layer in zip(layer_names(layers), layers, strict=True)
        for part, array in zip(("weight", "bias"), layer, strict=True)
    }


def outputs_of(layers, inputs):
    for W, b in layers[:-1]:
        inputs = np.maximum(0, inputs @ W.T + b)
    return inputs @ layers[-1][0].T + layers[-1][1]


def loss_of(layers, inputs, labels, criterion, penalty=None, strength=0.0):
    outputs = outputs_of(layers, inputs)
    if criterion == "MSELoss":
        loss = np.mean((outputs - labels) ** 2)
    else:
        loss = np.mean(np.log(np.exp(outputs).sum(axis=1)) - outputs[np.arange(len(labels)), labels])
    return loss + (strength * penalty(flat(layers)).sum() if penalty else 0.0)


def gradients_of(function, layers, epsilon=1e-5):
    """Central differences of ``function(layers)``, by the names of the parameters."""
    vector = flat(layers)
    steps = epsilon * np.eye(vector.size)
    slopes = [
        (function(unflat(vector + step, layers)) - function(unflat(vector - step, layers))) / (2 * epsilon)
        for step in steps
    ]
    return by_name(unflat(np.array(slopes), layers))


def assert_alike(got, due, **tolerance):
    assert got.keys() == due.keys()
    for name in due:
        np.testing.assert_allclose(got[name], due[name], **tolerance)


@pytest.mark.parametrize("name", PENALTIES)
def test_the_public_penalties_are_sums_over_all_parameters(name):
    for case in (case for each, case in PUBLIC if each == name):
        _, layers = case.inputs
        assert case.expected["value"] == pytest.approx(PENALTIES[name](flat(layers)).sum(), rel=1e-15)
        slopes = gradients_of(lambda layers: PENALTIES[name](flat(layers)).sum(), layers)
        assert_alike(case.expected["gradients"], slopes, atol=1e-9)


@pytest.mark.parametrize("case", [case for name, case in PUBLIC if name == LOSS], ids=lambda case: case.name)
def test_the_public_losses_are_those_of_a_forward_pass_in_numpy(case):
    layers, batches, criterion, kind, strength, _ = case.inputs
    penalty = {"l1": np.abs, "l2": np.square, "none": None}[kind]
    told = zip(batches, case.expected["losses"], case.expected["gradients"], strict=True)
    for (inputs, labels), loss, gradients in told:

        def function(layers, inputs=inputs, labels=labels):
            return loss_of(layers, inputs, labels, criterion, penalty, strength)

        assert loss == pytest.approx(function(layers), rel=1e-14)
        assert_alike(gradients, gradients_of(function, layers), atol=1e-9)


def test_the_public_predictions_are_those_without_dropout():
    (case,) = (case for name, case in PUBLIC if name == PREDICTION)
    layers, _, inputs = case.inputs
    for outputs in case.expected["outputs"].values():
        np.testing.assert_allclose(outputs, outputs_of(layers, inputs), rtol=1e-13)


def test_the_public_steps_are_those_of_the_explicit_penalty():
    (case,) = (case for name, case in PUBLIC if name == STEPS)
    layers, inputs, labels, learning_rate, strength, steps = case.inputs

    def function(layers):
        return loss_of(layers, inputs, labels, "CrossEntropyLoss", np.square, strength)

    for _ in range(steps):
        slopes = gradients_of(function, layers)
        moved = flat(layers) - learning_rate * np.concatenate([slopes[name].ravel() for name in by_name(layers)])
        layers = unflat(moved, layers)
    assert_alike(case.expected, by_name(layers), atol=1e-9)


@pytest.mark.parametrize(("name", "case"), PUBLIC, ids=lambda value: getattr(value, "name", value))
def test_the_reference_gives_the_public_figures_with_full_precision(name, case):
    given = answer(MARKING.defined(), name, Question(case.name, True, case.inputs, {}, case.seed, driver=case.driver))
    assert_figures(given.value, case.expected)


def assert_figures(got, due):
    if isinstance(due, dict):
        assert got.keys() == due.keys()
        due, got = list(due.values()), list(got.values())
    if isinstance(due, list):
        for pair in zip(got, due, strict=True):
            assert_figures(*pair)
    elif isinstance(due, str):
        assert got == due
    else:
        np.testing.assert_allclose(got, due, rtol=1e-13, atol=1e-15)


# --- weight decay ------------------------------------------------------------------------------------------------


def test_weight_decay_of_twice_the_strength_takes_the_steps_of_the_explicit_penalty():
    """The two ways to L2 meet: the reference's optimizer, and plain SGD on the reference's regularized loss."""
    solutions = MARKING.defined()
    for _, inputs in MARKING.drawn(STEPS, range(8)):
        layers, x, labels, learning_rate, strength, steps = inputs
        parameters = [torch.nn.Parameter(torch.tensor(array)) for layer in layers for array in layer]
        net = torch.nn.ParameterList(parameters)
        plain, criterion = torch.optim.SGD(parameters, lr=learning_rate), torch.nn.CrossEntropyLoss()
        for _ in range(steps):
            plain.zero_grad()
            outputs = torch.tensor(x)
            for k in range(0, len(parameters), 2):
                outputs = (outputs.relu() if k else outputs) @ parameters[k].T + parameters[k + 1]
            solutions[LOSS](criterion, outputs, torch.tensor(labels), net, "l2", strength).backward()
            plain.step()
        decayed = answer(solutions, STEPS, Question("", False, inputs, {}, driver="torch_steps")).value
        for ours, theirs in zip(decayed.values(), parameters, strict=True):
            np.testing.assert_allclose(ours, theirs.detach(), rtol=1e-12, atol=1e-14)


# --- the draws ---------------------------------------------------------------------------------------------------


def test_points_and_cases():
    assert {name: exercise.points for name, exercise in EXERCISES.items()} == {
        L1: 5, L2: 5, LOSS: 10, PREDICTION: 5, STEPS: 5,
    }  # fmt: skip
    for exercise in EXERCISES.values():
        assert exercise.needs == "torch"
        assert sum(case.count for case in exercise.cases if isinstance(case, Drawn) and case.telling) >= 4


@pytest.mark.parametrize("name", EXERCISES)
def test_drawn_networks_vary_in_depth_and_no_layer_is_square(name):
    sizes = set()
    for _, inputs in MARKING.drawn(name):
        layers = inputs[1] if name in PENALTIES else inputs[0]
        widths = (layers[0][0].shape[1], *(b.size for _, b in layers))
        assert [W.shape for W, _ in layers] == list(zip(widths[1:], widths, strict=False))
        assert len(set(widths)) == len(widths)
        assert min(np.abs(b).min() for _, b in layers) >= 0.1  # who leaves the biases out is found out
        sizes.add(widths)
    assert {len(widths) for widths in sizes} == {5, 6, 7}
    assert len(sizes) > 50


def test_drawn_batches_differ_in_size_and_strengths_in_value():
    strengths, kinds = set(), set()
    for _, (layers, batches, criterion, kind, strength, _) in MARKING.drawn(LOSS):
        assert len({len(inputs) for inputs, _ in batches}) == 2
        for inputs, labels in batches:
            outputs = outputs_of(layers, inputs)
            assert labels.shape == (outputs.shape if criterion == "MSELoss" else outputs.shape[:1])
        strengths.add(strength)
        kinds.add((criterion, kind))
    assert len(strengths) == 64 * 8
    assert len(kinds) == 6


def test_dropout_would_show_in_every_drawn_prediction():
    plain = "def predict_in_eval_mode(net, inputs):\n    return net(inputs)"
    for _, inputs in MARKING.drawn(PREDICTION):
        told = answer(MARKING.defined(plain), PREDICTION, Question("", False, inputs, {}, driver="torch_prediction"))
        train, evaluation = told.value["outputs"].values()
        assert np.abs(train - evaluation).max() > 1e-2


# --- the drivers -------------------------------------------------------------------------------------------------


DRIVERS = sorted({case.driver for exercise in EXERCISES.values() for case in exercise.cases})


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_driver_leaves_the_generator_of_a_notebook_as_it_was(driver):
    name, case = next((name, case) for name, case in PUBLIC if case.driver == driver)
    torch.manual_seed(5)
    due = torch.rand(3)
    torch.manual_seed(5)
    answer(MARKING.defined(), name, Question(case.name, True, case.inputs, {}, driver=driver))
    assert torch.equal(torch.rand(3), due)


@pytest.mark.parametrize(("name", "case"), PUBLIC, ids=lambda value: getattr(value, "name", value))
def test_a_driver_leaves_its_inputs_as_they_were(name, case):
    inputs = copy.deepcopy(case.inputs)
    names = {}
    exec(assignments.driver(case.driver), names)
    names["drive"](MARKING.defined(), *inputs)
    np.testing.assert_equal(inputs, case.inputs)


def test_what_draws_from_torch_is_the_same_in_every_run():
    noise = "def l1_penalty(net):\n    return torch.rand(())"
    _, case = PUBLIC[0]
    asked = Question(case.name, True, case.inputs, {}, driver=case.driver)
    torch.manual_seed(11)
    first = answer(MARKING.defined(noise), L1, asked).value["value"]
    torch.manual_seed(12)
    assert answer(MARKING.defined(noise), L1, asked).value["value"] == first


@pytest.mark.parametrize("name", EXERCISES)
def test_the_assignment_itself_and_its_draws_do_without_torch(name):
    assert tuple(inspect.signature(MARKING.defined()[name]).parameters) == EXERCISES[name].parameters
    modules = (assignments.parts.beyond_l2_torch, assignments.draws.beyond_l2_torch, figures)
    assert not any("import torch" in inspect.getsource(module) for module in modules)


# --- what was handed out -----------------------------------------------------------------------------------------


def test_an_older_layout_is_a_stub():
    newer = '''
def l1_penalty(net):
    """The sum of all absolute values."""
    # (approx. 1 line)
    # penalty =
    # YOUR CODE STARTS HERE

    # YOUR CODE ENDS HERE
    return penalty
'''
    assert MARKING.is_stub(L1, newer)
