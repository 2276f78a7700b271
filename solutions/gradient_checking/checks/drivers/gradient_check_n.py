"""Asks gradient_check_n about gradients of the network that the notebook hands out.

Where forward_propagation_n got lost or no longer gives the right cost, the one that was handed out takes its place.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def drive(names: dict[str, Any], parameters: Any, gradients: Any, X: Any, Y: Any, epsilon: float) -> Any:
    """Check the gradients of the cost with respect to the parameters."""
    own = names.get("forward_propagation_n")
    names["forward_propagation_n"] = own if _is_right(own, X, Y, parameters) else forward_propagation_n
    try:
        return names["gradient_check_n"](parameters, gradients, X, Y, epsilon)
    finally:
        del names["forward_propagation_n"]
        if own is not None:
            names["forward_propagation_n"] = own


def _is_right(function: Any, X: Any, Y: Any, parameters: Any) -> bool:
    """Say whether a function gives the right cost, alone or with a cache."""
    due, _ = forward_propagation_n(X, Y, parameters)
    try:
        given = function(X, Y, parameters)
        cost = given[0] if isinstance(given, (tuple, list)) else given
        return bool(abs(cost - due) <= 1e-9 * due)
    except Exception:
        return False


def forward_propagation_n(X: Any, Y: Any, parameters: Any) -> tuple[float, Any]:
    """Run LINEAR -> RELU -> LINEAR -> RELU -> LINEAR -> SIGMOID; give the cross-entropy cost and a cache."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = np.dot(W1, X) + b1
    A1 = np.maximum(0, Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = np.maximum(0, Z2)
    Z3 = np.dot(W3, A2) + b3
    A3 = 1 / (1 + np.exp(-Z3))
    losses = np.multiply(-np.log(A3), Y) + np.multiply(-np.log(1 - A3), 1 - Y)
    cost = 1.0 / X.shape[1] * np.sum(losses)
    return cost, (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3)
