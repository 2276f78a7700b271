"""Networks and data sets for the hidden cases of optimization.

Parameters are a dict W1, b1, …, WL, bL with Wl (n_l, n_{l-1}) and bl (n_l, 1), gradients and their running averages a
dict dW1, db1, … of the same shapes. Examples are columns: X (n_x, m), Y (1, m).
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model import Inputs

Array = NDArray[Any]
Network = dict[str, Array]

DIVISORS = np.array([[0.0, 1e6], [1.0, 1e6 + 1]])
"""What update_lr divides by, a straight line: two places, and what it is there. Its driver needs them."""


def parameters_of(normal: Callable[[int, int], Array], shapes: Sequence[tuple[int, int]], prefix: str = "") -> Network:
    """Draw W1, b1, W2, … with weights of these shapes, in this order; gradients have the prefix d."""
    parameters = {}
    for layer, (n, before) in enumerate(shapes, 1):
        parameters[f"{prefix}W{layer}"] = normal(n, before)
        parameters[f"{prefix}b{layer}"] = normal(n, 1)
    return parameters


# --- the cases ----------------------------------------------------------------------------------------------------


def draw_parameters(rng: np.random.Generator, layers: int) -> Inputs:
    return (_draw_network(rng, layers),)


def draw_gradient_step(rng: np.random.Generator, layers: int) -> Inputs:
    parameters, grads, _, _ = _draw_step(rng, layers)
    return parameters, grads, _draw_rate(rng)


def draw_momentum_step(rng: np.random.Generator, layers: int) -> Inputs:
    parameters, grads, v, _ = _draw_step(rng, layers)
    beta = float(rng.uniform(0.6, 0.95))  # away from 0.5, where beta and 1 - beta are alike
    return "update_parameters_with_momentum", parameters, grads, v, beta, _draw_rate(rng)


def draw_first_adam_step(rng: np.random.Generator, layers: int) -> Inputs:
    parameters, grads, v, s = _draw_step(rng, layers)
    return _adam(rng, parameters, grads, _zeros(v), _zeros(s), 1)


def draw_later_adam_step(rng: np.random.Generator, layers: int) -> Inputs:
    return _adam(rng, *_draw_step(rng, layers), int(rng.integers(2, 11)))


def draw_whole_batches(rng: np.random.Generator) -> Inputs:
    size = int(rng.integers(4, 9))
    return *_draw_examples(rng, size * int(rng.integers(2, 5))), size, _draw_seed(rng)


def draw_large_remainder(rng: np.random.Generator) -> Inputs:
    """Draw a case of at least 97 examples, asked for three times: enough to tell a shuffle from any other order.

    The second seed is the first once more, the third another one: who ignores the seed is found out.
    """
    size = int(rng.integers(24, 41))
    first, other = _draw_seed(rng), _draw_seed(rng)
    while other == first:
        other = _draw_seed(rng)
    return *_draw_examples(rng, 4 * size + int(rng.integers(1, size))), size, first, first, other


def draw_less_than_a_batch(rng: np.random.Generator) -> Inputs:
    m = int(rng.integers(6, 12))
    return *_draw_examples(rng, m), m + int(rng.integers(1, 30)), _draw_seed(rng)


def draw_decay(rng: np.random.Generator) -> Inputs:
    return _draw_rate(rng), int(rng.integers(2, 60)), float(rng.uniform(0.1, 2))


def draw_scheduled_decay(rng: np.random.Generator) -> Inputs:
    """Draw an epoch in the later half of an interval, where floor and round differ."""
    interval = int(rng.integers(20, 500))
    return DIVISORS, _draw_rate(rng), _draw_epoch(rng, interval, 0.6, 0.95), float(rng.uniform(0.1, 2)), interval


def draw_usual_interval(rng: np.random.Generator) -> Inputs:
    """Draw an epoch in the earlier half of an interval of the default length, where floor and ceil differ."""
    return DIVISORS, _draw_rate(rng), _draw_epoch(rng, 1000, 0.05, 0.4), float(rng.uniform(0.1, 2))


# --- their parts --------------------------------------------------------------------------------------------------


def _draw_network(rng: np.random.Generator, layers: int) -> Network:
    """Draw a network whose layers all have different widths: no matrix is square, and no bias is one number."""
    widths = [int(n) for n in rng.permutation(np.arange(2, 8))[: layers + 1]]
    shapes = [(n, before) for before, n in pairwise(widths)]
    return parameters_of(lambda n, before: rng.normal(size=(n, before)), shapes)


def _draw_step(rng: np.random.Generator, layers: int) -> tuple[Network, Network, Network, Network]:
    """Draw parameters, gradients, and the averages v and s of gradients of the same size and of their squares.

    Sizes differ from array to array, and no entry is too near zero for a wrong step to show. The squares are so large
    that who takes a gradient for its square meets the root of a negative number at the first step, and only there:
    that a sign may come out either way must not decide about points.
    """
    parameters = _draw_network(rng, layers)
    sizes = {name: float(10 ** rng.uniform(-0.7, 0.5)) for name in parameters}

    def gradients() -> Network:
        return {f"d{name}": sizes[name] * _draw_entries(rng, array.shape) for name, array in parameters.items()}

    return parameters, gradients(), gradients(), {name: (2 * array) ** 2 for name, array in gradients().items()}


def _draw_entries(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Draw figures between 0.5 and 1 of either sign; the first is negative."""
    signs = rng.choice([-1, 1], shape)
    signs.flat[0] = -1
    return np.asarray(rng.uniform(0.5, 1, shape) * signs)


def _adam(
    rng: np.random.Generator,
    parameters: Network,
    grads: Network,
    v: Network,
    s: Network,
    t: int,
) -> Inputs:
    beta1, beta2 = float(rng.uniform(0.6, 0.85)), float(rng.uniform(0.9, 0.98))
    # At 1e-8, as it is in use, it does not matter where epsilon stands.
    epsilon = float(10 ** rng.uniform(-3, -1))
    return "update_parameters_with_adam", parameters, grads, v, s, t, _draw_rate(rng), beta1, beta2, epsilon


def _zeros(averages: Network) -> Network:
    return {name: np.zeros_like(array) for name, array in averages.items()}


def _draw_rate(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.05, 0.5))


def _draw_seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2, 10_000))  # neither the default nor what the case's generator starts from


def _draw_examples(rng: np.random.Generator, m: int) -> tuple[Array, Array]:
    """Draw X and Y of which no two columns are alike, so that each tells which example it is."""
    return rng.normal(size=(int(rng.integers(2, 5)), m)), rng.permutation(m).reshape(1, m)


def _draw_epoch(rng: np.random.Generator, interval: int, low: float, high: float) -> int:
    """Draw an epoch between these fractions of an interval, one to five intervals from the start."""
    return interval * int(rng.integers(1, 6)) + round(interval * rng.uniform(low, high))
