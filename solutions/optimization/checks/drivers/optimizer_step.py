"""Calls a function that updates parameters, and tells the step that it took: new minus old parameters.

A step is judged by its own size, which the parameters would hide. However deep the network is, all layers above the
first are told as layer 2, their entries in one row.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def drive(names: dict[str, Any], function: str, parameters: dict[str, Any], *rest: Any) -> Any:
    """Call ``function``, which may write into what it is given: old parameters are copied before.

    Returns
    -------
    tuple
        The steps of W1, b1, W2, b2, with the ``step over velocity``, by which they follow v; then what else the
        function gave back, dicts with dW1, db1, dW2, db2. A key that is absent stays absent. Anything but a tuple that
        starts with two dicts comes back as it is.
    """
    old = {name: array.copy() for name, array in parameters.items()}
    given = names[function](parameters, *rest)
    if not isinstance(given, (tuple, list)) or len(given) < 2 or not all(isinstance(each, dict) for each in given[:2]):
        return given
    gradients = {f"d{name}": array for name, array in old.items()}
    steps = _gathered({name: _step(given[0][name], array) for name, array in old.items() if name in given[0]}, old)
    averages = [_gathered(each, gradients) if isinstance(each, dict) else each for each in given[1:]]
    return ({**steps, "step over velocity": _rate(steps, averages[0])}, *averages)


def _step(new: Any, old: Any) -> Any:
    return new - old if _is_like(new, old) else new


def _gathered(arrays: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    """Lay the arrays of layers 2, 3, … end to end; where one is of another shape, give that instead."""
    told = {}
    for kind in dict.fromkeys(name[:-1] for name in like):
        first, *above = (name for name in like if name[:-1] == kind)
        if first in arrays:
            told[first] = arrays[first]
        if any(name not in arrays for name in above):
            continue
        found = [arrays[name] for name in above]
        odd = [array for array, name in zip(found, above) if not _is_like(array, like[name])]
        if odd or len(above) == 1:
            told[above[0]] = (odd or found)[0]
        else:
            told[above[0]] = np.concatenate([array.ravel() for array in found])
    return told


def _rate(steps: dict[str, Any], v: dict[str, Any]) -> float | None:
    """Find the ratio of the steps to v, as nearly as one number can be it; it is positive for steps against v."""
    if not all(_is_like(step, step) and _is_like(v.get(f"d{name}"), step) for name, step in steps.items()):
        return None
    products = sum(float(np.sum(step * v[f"d{name}"])) for name, step in steps.items())
    squares = sum(float(np.sum(v[f"d{name}"] ** 2)) for name in steps)
    return -products / squares if squares else None


def _is_like(value: Any, array: Any) -> bool:
    return isinstance(value, np.ndarray) and value.shape == np.shape(array) and value.dtype.kind in "biuf"
