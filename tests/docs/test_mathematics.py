"""The derivations of docs/mathematics.md hold: against finite differences, and for the course's own solutions."""

import copy
import re
import sys

import numpy as np
import pytest

from autograder import assignments
from tests.docs.written import ROOT, text
from tests.source_notebook import cells

EPSILON = 1e-5


def solutions(assignment, helpers=None):
    """What the source notebook's graded cells define, and what its helper module does."""
    found = {"np": np}
    if helpers:
        sys.path.insert(0, str(ROOT / "source" / assignment))
        try:
            found |= vars(__import__(helpers))
        finally:
            sys.path.pop(0)
            sys.modules.pop(helpers)
    for cell in cells(assignment).values():
        if cell.source.startswith("# GRADED FUNCTION") and "torch" not in cell.source:
            exec(cell.source, found)
    return found


def assert_gradient(cost, parameters, gradients):
    """That gradients are those of a cost, by central differences at every entry of every parameter."""
    for name, values in parameters.items():
        numeric = np.zeros_like(values)
        for place in np.ndindex(values.shape):
            around = []
            for step in (EPSILON, -EPSILON):
                moved = copy.deepcopy(parameters)
                moved[name][place] += step
                around.append(cost(moved))
            numeric[place] = (around[0] - around[1]) / (2 * EPSILON)
        assert gradients["d" + name] == pytest.approx(numeric, abs=1e-7), name


@pytest.fixture
def network():
    generator = np.random.default_rng(8)
    sizes = {"W1": (6, 3), "b1": (6, 1), "W2": (5, 6), "b2": (5, 1), "W3": (1, 5), "b3": (1, 1)}
    parameters = {name: generator.normal(size=size) / 2 for name, size in sizes.items()}
    return generator.normal(size=(3, 7)), generator.integers(0, 2, (1, 7)), parameters


def test_the_l2_penalty(network):
    found, (X, Y, parameters) = solutions("regularization", "reg_utils"), network

    def cost(moved):
        A3, _ = found["forward_propagation"](X, moved)
        return found["compute_cost_with_regularization"](A3, Y, moved, 0.7)

    _, cache = found["forward_propagation"](X, parameters)
    assert_gradient(cost, parameters, found["backward_propagation_with_regularization"](X, Y, cache, 0.7))


def test_dropout(network):
    found, (X, Y, parameters) = solutions("regularization", "reg_utils"), network

    def forward(moved):
        np.random.seed(1)
        return found["forward_propagation_with_dropout"](X, moved, 0.7)

    _, cache = forward(parameters)
    gradients = found["backward_propagation_with_dropout"](X, Y, cache, 0.7)
    assert_gradient(lambda moved: found["compute_cost"](forward(moved)[0], Y), parameters, gradients)


def test_dropout_with_a_mask_per_unit_and_a_penalty():
    generator = np.random.default_rng(8)
    sizes = {"w1": (5, 3), "b1": (5, 1), "w2": (1, 5), "b2": (1, 1)}
    parameters = {name: generator.normal(size=size) for name, size in sizes.items()}
    x, y = generator.normal(size=(3, 7)), generator.integers(0, 2, (1, 7))
    found = solutions("beyond_l2") | {"sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    for cell in cells("beyond_l2").values():
        if cell.source.startswith("# GRADED FUNCTION: ") and "with_dropout" in cell.source:
            exec(cell.source, found)

    def forward(moved):
        np.random.seed(1)
        return found["forward_propagation_with_dropout"](x, moved, 0.7)

    def cost(moved):
        a2, _ = forward(moved)
        penalty = sum(np.sum(moved[name] ** 2) for name in ("w1", "w2"))
        return -np.mean(y * np.log(a2) + (1 - y) * np.log(1 - a2)) + 0.3 / (2 * 7) * penalty

    _, cache = forward(parameters)
    gradients = found["backward_propagation_with_dropout"](parameters, cache, x, y, 0.3, 0.7)
    assert_gradient(cost, parameters, gradients)


def test_he_keeps_the_size_of_the_signal_and_half_of_it_loses_it():
    parameters = solutions("initialization")["initialize_parameters_he"]([1000] * 9)
    signal = np.random.default_rng(8).normal(size=(1000, 50))
    start, faded = np.mean(signal**2), signal
    for layer in range(1, 9):
        weights = parameters[f"W{layer}"]
        signal = np.maximum(0, weights @ signal)
        faded = np.maximum(0, weights / np.sqrt(2) @ faded)
    assert 0.5 < np.mean(signal**2) / start < 2  # chance moves it, but by no power of 2 to the eighth
    assert np.mean(faded**2) == pytest.approx(np.mean(signal**2) / 2**8)


def test_the_error_of_central_differences_is_of_second_order():
    def error(epsilon):
        return abs((np.exp(1 + epsilon) - np.exp(1 - epsilon)) / (2 * epsilon) - np.e)

    assert error(1e-2) == pytest.approx(1e-4 / 6 * np.e, rel=1e-3)
    assert error(1e-2) / error(1e-3) == pytest.approx(100, rel=1e-2)
    best = (3 * 1e-16) ** (1 / 3)
    assert error(best) < min(error(best * 100), error(best / 1e4))


def test_momentum_is_a_mean_of_past_gradients():
    found = solutions("optimization")
    parameters, v = {"W1": np.zeros((1, 1)), "b1": np.zeros((1, 1))}, {"dW1": np.zeros((1, 1)), "db1": np.zeros((1, 1))}
    past = np.random.default_rng(8).normal(size=5)
    for each in past:
        grads = {"dW1": np.array([[each]]), "db1": np.zeros((1, 1))}
        parameters, v = found["update_parameters_with_momentum"](parameters, grads, v, 0.9, 0.1)
    assert v["dW1"].item() == pytest.approx(0.1 * sum(0.9 ** (4 - s) * g for s, g in enumerate(past)))


def test_adam_moves_by_the_learning_rate_where_gradients_are_steady():
    found = solutions("optimization")
    parameters = {"W1": np.zeros((1, 2)), "b1": np.zeros((1, 1))}
    grads = {"dW1": np.array([[1e-3, -50.0]]), "db1": np.ones((1, 1))}
    v, s = found["initialize_adam"](parameters)
    for t in range(1, 4):
        parameters, v, s = found["update_parameters_with_adam"](parameters, grads, v, s, t, 0.01)
        assert parameters["W1"] == pytest.approx(np.array([[-0.01, 0.01]]) * t, rel=1e-4)


def test_l1_makes_zeros_and_l2_does_not():
    w = np.linspace(-3, 3, 60001)
    for c in (-2.0, 0.4, 1.5):
        l1, l2 = (w[np.argmin((w - c) ** 2 / 2 + penalty)] for penalty in (np.abs(w), w**2 / 2))
        assert l1 == pytest.approx(np.sign(c) * max(0, abs(c) - 1), abs=2e-4)
        assert l2 == pytest.approx(c / 2, abs=2e-4)


def test_stopping_early_is_a_penalty_that_falls_with_time():
    alpha, t, h = 0.01, 40, 0.05
    assert 1 - (1 - alpha * h) ** t == pytest.approx(h / (h + 1 / (alpha * t)), rel=0.02)


def test_every_exercise_is_on_the_page():
    named = set(re.findall(r"`(\w+)`", text("docs/mathematics.md")))
    asked = {exercise.name for name in assignments.names() for exercise in assignments.load(name).exercises}
    assert asked <= named | {"forward_propagation", "backward_propagation"}
