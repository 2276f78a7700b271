"""Calls an initialization and sorts what it gives back: weights here, biases there."""

from __future__ import annotations

from typing import Any


def drive(names: dict[str, Any], function: str, layers_dims: list[int]) -> Any:
    """Call ``function`` with the sizes of the layers, the input first.

    Returns
    -------
    dict
        ``weights`` W1 … WL and ``biases`` b1 … bL, as far as they are there. What is no dict comes back as it is.
    """
    parameters = names[function](layers_dims)
    if not isinstance(parameters, dict):
        return parameters
    weights, biases = ([f"{kind}{layer}" for layer in range(1, len(layers_dims))] for kind in "Wb")
    return {
        "weights": {name: parameters[name] for name in weights if name in parameters},
        "biases": {name: parameters[name] for name in biases if name in parameters},
    }
