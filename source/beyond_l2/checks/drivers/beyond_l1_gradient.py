"""Asks for the gradient of the L1 penalty, with that of the biases, which may be left out where it is 0."""

from __future__ import annotations

from typing import Any

import numpy as np


def drive(names: dict[str, Any], parameters: Any, lambd: float, m: int) -> Any:
    """Give the gradients; a bias that has none, or a single number, has an array of its shape in the answer."""
    gradients = names["l1_gradient"](parameters, lambd, m)
    if not isinstance(gradients, dict):
        return gradients
    biases = {f"d{name}": array for name, array in parameters.items() if name.startswith("b")}
    whole = {**{name: np.zeros(array.shape) for name, array in biases.items()}, **gradients}
    return {
        name: np.full(biases[name].shape, value) if name in biases and np.isscalar(value) else value
        for name, value in whole.items()
    }
