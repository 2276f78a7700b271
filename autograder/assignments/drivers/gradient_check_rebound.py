"""Asks gradient_check about a cost and a gradient of ours, whatever the notebook's own are.

The cost need not be theta * x, and the gradient need not be right: then the difference is a definite figure.
"""

from __future__ import annotations

from typing import Any, Callable


def drive(names: dict[str, Any], x: float, theta: float, epsilon: float, J: float, dtheta: float) -> Any:
    """Check, at theta, the gradient dtheta of a cost that is a straight line through the origin, and J at theta."""
    slope, steepness = J / theta, dtheta / theta
    ours: dict[str, Callable[..., float]] = {
        "forward_propagation": lambda x, theta: slope * theta,
        "backward_propagation": lambda x, theta: steepness * theta,  # elsewhere than at theta it is another one
    }
    own = {name: names[name] for name in ours if name in names}
    names.update(ours)
    try:
        return names["gradient_check"](x, theta, epsilon)
    finally:
        for name in ours:
            del names[name]
        names.update(own)
