"""Scalars and networks for the hidden cases of gradient checking.

Scalars are the inputs of the one-dimensional drivers: x, theta, epsilon, then what a cost J, a straight line through
the origin, and its gradient dtheta are at theta. The networks are LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID
with the 47 parameters of the course material and examples in columns: X (4, m), Y (m,).
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model import Inputs

Array = NDArray[Any]

SHAPES = {"W1": (5, 4), "b1": (5, 1), "W2": (3, 5), "b2": (3, 1), "W3": (1, 3), "b3": (1, 1)}
CENTRED, ONE_SIDED = (1, -1), (1, 0)


# --- one dimension ------------------------------------------------------------------------------------------------


def draw_scalars(rng: np.random.Generator) -> Inputs:
    """Draw x and theta, of either sign, and no two magnitudes alike."""
    while True:
        x, theta = (float(each) for each in rng.uniform(2.5, 9, size=2) * rng.choice([-1, 1], size=2))
        if abs(abs(x) - abs(theta)) > 0.5:
            return x, theta


def draw_own(rng: np.random.Generator) -> Inputs:
    """Draw a negative x, whose gradient is no norm of itself."""
    x, theta = draw_scalars(rng)
    return -abs(x), theta, 1e-7, theta * -abs(x), -abs(x)


def draw_coarse(rng: np.random.Generator) -> Inputs:
    """Draw a theta so large that doubles lie a gap apart, and a step of a little less, which becomes the whole gap.

    x is a power of two, so that nothing else is rounded: however the slope is taken, it is gap / epsilon too steep.
    """
    exponent = int(rng.integers(8, 13))
    gap = 2.0**exponent
    theta = 2.0 ** (exponent + 52) + gap * int(rng.integers(2, 2**51))
    x = 2.0 ** int(rng.integers(2, 6))
    return x, theta, gap * float(rng.uniform(0.55, 0.9)), x * theta, x


def draw_too_steep(rng: np.random.Generator) -> Inputs:
    x, theta, epsilon = _draw_line(rng)
    return x, theta, epsilon, theta * x, x * float(rng.uniform(1.3, 3))


def draw_shifted(rng: np.random.Generator) -> Inputs:
    """Draw a negative gradient that is too small by a constant."""
    x, theta, epsilon = _draw_line(rng)
    return -x, theta, epsilon, theta * -x, -x - float(rng.uniform(1, 2))


def draw_opposite(rng: np.random.Generator) -> Inputs:
    """Draw a gradient of the wrong sign; the difference is 1, whatever it is.

    x is always above theta: whoever swaps them in one call gets a slope whose sign is the same in every set.
    """
    x, theta, epsilon = _draw_line(rng)
    theta = -abs(theta)
    return x, theta, epsilon, theta * x, -x * float(rng.uniform(1.3, 3))


def draw_another_cost(rng: np.random.Generator) -> Inputs:
    """Draw a cost that is steeper than theta * x, and a gradient that is smaller than x."""
    x, theta, epsilon = _draw_line(rng)
    return x, theta, epsilon, theta * x * float(rng.uniform(1.3, 3)), x * float(rng.uniform(0.3, 0.7))


def _draw_line(rng: np.random.Generator) -> tuple[float, float, float]:
    """Draw a positive x, theta, and a step that is large enough for rounding not to matter."""
    x, theta = draw_scalars(rng)
    return abs(x), theta, float(10 ** rng.uniform(-3, -1))


# --- the network --------------------------------------------------------------------------------------------------


def parts(values: Array) -> dict[str, Array]:
    """Cut vectors (…, 47) into parameters of shape (…, n_l, n_{l-1}) and (…, n_l, 1)."""
    ends = np.cumsum([np.prod(shape) for shape in SHAPES.values()])
    pieces = np.split(values, ends[:-1], axis=-1)
    return {
        name: piece.reshape(*values.shape[:-1], *shape)
        for (name, shape), piece in zip(SHAPES.items(), pieces, strict=True)
    }


def vector(parameters: Mapping[str, Array], prefix: str = "") -> Array:
    """Line parameters up as a vector (47,); with the prefix ``d``, their gradients."""
    return np.concatenate([parameters[prefix + name].ravel() for name in SHAPES])


def forward(X: Array, parameters: Mapping[str, Array]) -> dict[str, Array]:
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = np.maximum(0, Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = np.maximum(0, Z2)
    Z3 = parameters["W3"] @ A2 + parameters["b3"]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3, "A3": 1 / (1 + np.exp(-Z3))}


def backward(X: Array, Y: Array, parameters: Mapping[str, Array]) -> dict[str, Array]:
    """Compute the right gradients, all those that the notebook's function gives."""
    known = {"A0": X, **forward(X, parameters)}
    m = X.shape[1]
    gradients = {}
    dZ = known["A3"] - Y
    for layer in (3, 2, 1):
        gradients[f"dZ{layer}"] = dZ
        gradients[f"dW{layer}"] = dZ @ known[f"A{layer - 1}"].T / m
        gradients[f"db{layer}"] = dZ.sum(axis=1, keepdims=True) / m
        if layer > 1:
            dA = gradients[f"dA{layer - 1}"] = parameters[f"W{layer}"].T @ dZ
            dZ = dA * (known[f"A{layer - 1}"] > 0)
    return gradients


def difference(inputs: Inputs, sides: tuple[int, int] = CENTRED) -> float:
    """Compute what the check of these inputs gives, with the cost taken at these multiples of epsilon."""
    parameters, gradients, X, Y, epsilon = inputs
    steps = epsilon * np.eye(vector(parameters).size)
    there, here = (_costs(X, Y, parts(vector(parameters) + side * steps)) for side in sides)
    approximated = (there - here) / ((sides[0] - sides[1]) * epsilon)
    claimed = vector(gradients, "d")
    norms = np.linalg.norm(claimed) + np.linalg.norm(approximated)
    return float(np.linalg.norm(claimed - approximated) / norms)


def _costs(X: Array, Y: Array, parameters: Mapping[str, Array]) -> Array:
    A3 = forward(X, parameters)["A3"]
    losses = -np.log(A3) * Y - np.log(1 - A3) * (1 - Y)
    return np.asarray(losses.sum(axis=(-2, -1)) / X.shape[1])


# --- its cases ----------------------------------------------------------------------------------------------------

Spoil = Callable[[np.random.Generator, Mapping[str, Array]], dict[str, Array]]


def network(epsilon: float, spoil: Spoil | None = None) -> Callable[[np.random.Generator], Inputs]:
    """Make a draw of networks whose gradients are right, or wrong as ``spoil`` makes them."""

    def draw(rng: np.random.Generator) -> Inputs:
        while True:
            parameters, X, Y = _draw_network(rng)
            right = backward(X, Y, parameters)
            claimed = spoil(rng, right) if spoil else right
            if _is_sound(X, Y, parameters, right) and _tells((parameters, claimed, X, Y, epsilon), right):
                return parameters, claimed, X, Y, epsilon

    return draw


def wrong_entry(rng: np.random.Generator, gradients: Mapping[str, Array]) -> dict[str, Array]:
    """Make one entry of one gradient too large or too small."""
    name = f"d{rng.choice(list(SHAPES))}"
    wrong = gradients[name].copy()
    off = rng.uniform(0.2, 0.6) * np.linalg.norm(vector(gradients, "d"))
    wrong[tuple(rng.integers(wrong.shape))] += rng.choice([-1, 1]) * off
    return {**gradients, name: wrong}


def wrong_sign(rng: np.random.Generator, gradients: Mapping[str, Array]) -> dict[str, Array]:
    """Turn the gradient of one weight matrix round."""
    name = f"dW{rng.integers(1, 4)}"
    return {**gradients, name: -gradients[name]}


def wrong_scale(rng: np.random.Generator, gradients: Mapping[str, Array]) -> dict[str, Array]:
    """Make the gradients of one layer too large by the same factor."""
    layer, factor = rng.integers(1, 4), rng.uniform(1.5, 4)
    return {**gradients, **{name: factor * gradients[name] for name in (f"dW{layer}", f"db{layer}")}}


def _draw_network(rng: np.random.Generator) -> tuple[dict[str, Array], Array, Array]:
    """Draw parameters, X and Y, with labels of both kinds."""
    m = int(rng.integers(5, 9))
    parameters = {
        name: rng.normal(size=shape) / (np.sqrt(shape[1]) if name[0] == "W" else 2) for name, shape in SHAPES.items()
    }
    Y = rng.permutation(np.arange(m) < rng.integers(2, m - 1)).astype(np.int64)
    return parameters, rng.normal(size=(4, m)), Y


def _is_sound(X: Array, Y: Array, parameters: Mapping[str, Array], right: Mapping[str, Array]) -> bool:
    """Say whether right gradients pass with room to spare: far below what is allowed at 1e-7 and at 1e-4.

    What rounding does at 1e-7 is below what is allowed at 1e-4 too: whoever always steps 1e-7 passes there in every
    set, and fails where truncation shows.

    A step that takes a unit across zero, where RELU has no derivative, or a saturated output, whose logarithm has lost
    its digits, would spoil the check of right gradients. At 1e-7 one side alone passes too, whatever the draw.
    """
    known = forward(X, parameters)
    if min(np.abs(known["Z1"]).min(), np.abs(known["Z2"]).min()) < 1e-3:
        return False
    if known["A3"].min() < 0.01 or known["A3"].max() > 0.99:
        return False
    small, larger = (parameters, right, X, Y, 1e-7), (parameters, right, X, Y, 1e-4)
    return difference(small) < 6e-9 and difference(small, ONE_SIDED) < 1e-7 and difference(larger) < 1e-9


def _tells(inputs: Inputs, right: Mapping[str, Array]) -> bool:
    """Say whether a wrong step of the check would show.

    Every part of the gradients has its share in the norm, the first and the last entry too; the norms do not add up to
    1 by chance; at 1e-4 and beyond one side alone is off; at 1e-2 no step takes a unit across zero.
    """
    _, claimed, _, _, epsilon = inputs
    whole = np.linalg.norm(vector(right, "d"))
    shares = [np.linalg.norm(right[f"d{name}"]) / whole for name in SHAPES]
    ends = np.abs(vector(right, "d")[[0, -1]]) / whole
    if min(shares) < 0.02 or min(ends) < 1e-2 or abs(whole + np.linalg.norm(vector(claimed, "d")) - 1) < 0.1:
        return False
    due = difference(inputs)
    if epsilon > 1e-7 and abs(difference(inputs, ONE_SIDED) - due) < 1e-7:
        return False
    return epsilon < 1e-2 or 1e-7 < due < 1e-4
