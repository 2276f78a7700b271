"""Asks gradient_check about the notebook's own cost and gradient.

Where forward_propagation or backward_propagation is not right, a stand-in takes its place: a slip in one of them costs
its own points, and none here.
"""

from __future__ import annotations

from typing import Any, Callable


def drive(names: dict[str, Any], x: float, theta: float, epsilon: float, J: float, dtheta: float) -> Any:
    """Check the gradient at theta, where J and dtheta are what the two functions are to give."""
    slope = J / theta
    stand_ins: dict[str, Callable[..., float]] = {
        "forward_propagation": lambda x, theta: slope * theta,
        "backward_propagation": lambda x, theta: dtheta,
    }
    own = {name: names[name] for name in stand_ins if name in names}
    right = {name for name in own if all(_agree(own[name], stand_ins[name], x, place) for place in (theta, 2 * theta))}
    names.update({name: stand_in for name, stand_in in stand_ins.items() if name not in right})
    try:
        return names["gradient_check"](x, theta, epsilon)
    finally:
        for name in stand_ins:
            del names[name]
        names.update(own)


def _agree(function: Callable[..., Any], stand_in: Callable[..., float], x: float, theta: float) -> bool:
    due = stand_in(x, theta)
    try:
        return bool(abs(function(x, theta) - due) <= 1e-9 * abs(due))
    except Exception:
        return False
