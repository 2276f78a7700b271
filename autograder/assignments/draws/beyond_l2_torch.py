"""What the hidden cases of part (c) of beyond L2 are drawn from: networks, batches, strengths.

Networks are LINEAR → RELU → … → LINEAR with examples in rows, as PyTorch has them: inputs (m, n_0), a weight matrix
(n_l, n_{l-1}) and a bias vector (n_l,) for each layer.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model import Inputs

Array = NDArray[Any]
Layers = tuple[tuple[Array, Array], ...]
Penalties = dict[str, tuple[float, list[Array]]]
"""By the name of its function: its value, and what it adds to the gradient of each parameter, in their order."""


# --- the cases ----------------------------------------------------------------------------------------------------


def draw_penalty(function: str, rng: np.random.Generator) -> Inputs:
    return function, _draw_layers(rng)


def draw_loss(criterion: str, kind: str, rng: np.random.Generator) -> Inputs:
    """Draw two batches, of different sizes: what a loss keeps of the one before shows in the second."""
    layers = _draw_layers(rng)
    m = rng.permutation(np.arange(3, 8))[:2]
    batches = tuple(
        (_draw_inputs(rng, layers, int(size)), _draw_labels(rng, layers, int(size), criterion)) for size in m
    )
    return layers, batches, criterion, kind, _draw_strength(rng), _penalties(layers)


def draw_prediction(rng: np.random.Generator) -> Inputs:
    """Draw a network with hidden units that are alive for some of the inputs and not for others."""
    while True:
        layers = _draw_layers(rng)
        inputs = _draw_inputs(rng, layers, int(rng.integers(5, 9)))
        if all(0.25 <= alive <= 0.75 for alive in _alive(layers, inputs)):
            return layers, float(rng.uniform(0.3, 0.6)), inputs


def draw_steps(rng: np.random.Generator) -> Inputs:
    """Draw what an optimizer needs for some steps: momentum shows from the second on."""
    layers = _draw_layers(rng)
    m = int(rng.integers(5, 9))
    inputs, labels = _draw_inputs(rng, layers, m), _draw_labels(rng, layers, m, "CrossEntropyLoss")
    return layers, inputs, labels, float(rng.uniform(0.05, 0.2)), _draw_strength(rng), int(rng.integers(3, 6))


# --- their parts --------------------------------------------------------------------------------------------------


def _draw_layers(rng: np.random.Generator) -> Layers:
    """Draw a network of four to six layers, all of different widths: more than whoever counts them by hand expects.

    No parameter is so small that it hardly counts.
    """
    widths = [int(n) for n in rng.permutation(np.arange(3, 10))[: rng.integers(5, 8)]]
    layers = []
    for before, n in pairwise(widths):
        W, b = (
            rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.1, 1.0, size=shape) for shape in ((n, before), (n,))
        )
        layers.append((W / np.sqrt(before), b))
    return tuple(layers)


def _penalties(layers: Layers) -> Penalties:
    parameters = [array for layer in layers for array in layer]
    return {
        "l1_penalty": (float(sum(np.abs(p).sum() for p in parameters)), [np.sign(p) for p in parameters]),
        "l2_penalty": (float(sum(np.square(p).sum() for p in parameters)), [2 * p for p in parameters]),
    }


def _draw_inputs(rng: np.random.Generator, layers: Layers, m: int) -> Array:
    return rng.normal(size=(m, layers[0][0].shape[1]))


def _draw_labels(rng: np.random.Generator, layers: Layers, m: int, criterion: str) -> Array:
    """Draw classes (m,), or for a mean of squares targets (m, n_L)."""
    width = layers[-1][1].size
    return rng.normal(size=(m, width)) if criterion == "MSELoss" else rng.integers(0, width, size=m)


def _draw_strength(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.02, 0.2))


def _alive(layers: Sequence[tuple[Array, Array]], inputs: Array) -> list[float]:
    """Find the share of positive activations of each hidden layer."""
    shares, A = [], inputs
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T + b)
        shares.append(float((A > 0).mean()))
    return shares
