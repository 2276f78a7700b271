"""Networks for the hidden cases of regularization.

LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID with examples in columns: X (n_x, m), Y (1, m), Wl (n_l, n_{l-1}), bl
(n_l, 1). Draws are repeated until a wrong step would show.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model import Inputs

Array = NDArray[Any]

SEED = 1
"""What dropout's mask stream starts from."""

L2_CACHE = ("Z1", "A1", "W1", "b1", "Z2", "A2", "W2", "b2", "Z3", "A3", "W3", "b3")
DROPOUT_CACHE = ("Z1", "D1", "A1", "W1", "b1", "Z2", "D2", "A2", "W2", "b2", "Z3", "A3", "W3", "b3")


def relu(Z: Array) -> Array:
    return np.maximum(0, Z)


def sigmoid(Z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-Z)))


def parameters_of(normal: Callable[[int, int], Array], widths: Sequence[int]) -> dict[str, Array]:
    """Draw W1, b1, W2, … of a network whose layers have these widths, in this order."""
    parameters = {}
    for layer in range(1, len(widths)):
        parameters[f"W{layer}"] = normal(widths[layer], widths[layer - 1])
        parameters[f"b{layer}"] = normal(widths[layer], 1)
    return parameters


def forward(
    X: Array, parameters: Mapping[str, Array], keep_prob: float, masks: tuple[Array, Array]
) -> dict[str, Array]:
    """Run the forward pass with dropout; give all that is known by then, by name, with A0 for X."""
    known: dict[str, Array] = {"A0": X, **parameters}
    for layer, D in enumerate(masks, 1):
        Z = known[f"W{layer}"] @ known[f"A{layer - 1}"] + known[f"b{layer}"]
        known |= {f"Z{layer}": Z, f"D{layer}": D, f"A{layer}": relu(Z) * D / keep_prob}
    Z3 = known["W3"] @ known["A2"] + known["b3"]
    return known | {"Z3": Z3, "A3": sigmoid(Z3)}


def named(known: Mapping[str, Array], names: Sequence[str]) -> tuple[Array, ...]:
    return tuple(known[name] for name in names)


# --- the cases ----------------------------------------------------------------------------------------------------


def draw_cost(rng: np.random.Generator) -> Inputs:
    known, _ = _telling(lambda: _draw_pass(rng, _draw_sizes(rng)))
    return known["A3"], _draw_labels(rng, known["A3"]), _parameters(known), _draw_lambd(rng)


def draw_l2_backward(rng: np.random.Generator) -> Inputs:
    known, _ = _telling(lambda: _draw_pass(rng, _draw_sizes(rng)))
    return known["A0"], _draw_labels(rng, known["A3"]), named(known, L2_CACHE), _draw_lambd(rng)


def draw_dropout_forward(rng: np.random.Generator) -> Inputs:
    known, keep_prob = _telling(lambda: _draw_pass(rng, _draw_sizes(rng), _draw_keep_prob(rng), SEED))
    return known["A0"], _parameters(known), keep_prob


def draw_many_units(rng: np.random.Generator) -> Inputs:
    """Draw a case of 4,800 mask entries, enough to tell a random mask from any other.

    keep_prob is far from where a normal variable lies below it as often as a uniform one, 0.73 to 0.84: whoever draws
    with randn is found out whatever the secret.
    """
    known, keep_prob = _telling(lambda: _draw_pass(rng, (5, 36, 24, 80), float(rng.uniform(0.55, 0.65)), SEED))
    return known["A0"], _parameters(known), keep_prob


def draw_dropout_backward(rng: np.random.Generator) -> Inputs:
    known, keep_prob = _telling(lambda: _draw_pass(rng, _draw_sizes(rng), _draw_keep_prob(rng)))
    return known["A0"], _draw_labels(rng, known["A3"]), named(known, DROPOUT_CACHE), keep_prob


# --- their parts --------------------------------------------------------------------------------------------------


def _draw_sizes(rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Draw n_x, n_1, n_2 and m, all different, so that no transpose or wrong axis fits by chance.

    Masks of 55 entries or more are hardly ever all on, whichever generator they come from.
    """
    n_x, n_1, n_2 = (int(n) for n in rng.permutation(np.arange(5, 10))[:3])
    return n_x, n_1, n_2, int(rng.integers(11, 15))


def _draw_pass(
    rng: np.random.Generator, sizes: tuple[int, int, int, int], keep_prob: float = 1.0, seed: int | None = None
) -> tuple[dict[str, Array], float]:
    """Draw a network and its inputs and run the forward pass; give all that is known by then, and keep_prob.

    The masks come from the stream that NumPy's global generator has at ``seed``; without a seed, from ``rng``. With
    keep_prob 1 nothing is dropped.
    """
    n_x, n_1, n_2, m = sizes
    X = rng.normal(size=(n_x, m))
    parameters = parameters_of(lambda n, before: rng.normal(size=(n, before)) / np.sqrt(before), (n_x, n_1, n_2, 1))
    stream = rng if seed is None else np.random.RandomState(seed)
    D1, D2 = stream.random((n_1, m)) < keep_prob, stream.random((n_2, m)) < keep_prob
    return forward(X, parameters, keep_prob, (D1, D2)), keep_prob


def _telling(draw: Callable[[], tuple[dict[str, Array], float]]) -> tuple[dict[str, Array], float]:
    """Draw again until a wrong step would show."""
    while True:
        known, keep_prob = draw()
        if _tells(known, keep_prob):
            return known, keep_prob


def _tells(known: Mapping[str, Array], keep_prob: float) -> bool:
    """Say whether a wrong step would show: layers partly alive, masks that hide and keep alive units, and turned round
    leave some of both layers, gradients that reach W1 from many examples, no saturated output."""
    for layer in (1, 2):
        alive, kept = known[f"Z{layer}"] > 0, known[f"D{layer}"]
        if not 0.25 <= alive.mean() <= 0.75:
            return False
        if keep_prob < 1 and not ((alive & kept).any() and (alive & ~kept).any()):
            return False
    if keep_prob < 1:
        left = forward(known["A0"], known, keep_prob, (~known["D1"], ~known["D2"]))
        if left["A2"].max() < 0.1 * known["A2"].max():
            return False
    reached = (known["A1"] > 0).any(axis=0) & (known["A2"] > 0).any(axis=0)
    return bool(reached.mean() >= 0.4 and np.abs(known["Z3"]).max() < 4)


def _draw_labels(rng: np.random.Generator, A3: Array) -> Array:
    """Draw Y, with at least two labels of 1 and two of 0."""
    m = A3.shape[1]
    return rng.permutation(np.arange(m) < rng.integers(2, m - 1)).astype(np.int64).reshape(1, m)


def _draw_lambd(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.5, 0.9))


def _draw_keep_prob(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.55, 0.75))  # away from 0.5, where keeping and dropping are alike


def _parameters(known: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{kind}{layer}": known[f"{kind}{layer}"] for layer in (1, 2, 3) for kind in "Wb"}
