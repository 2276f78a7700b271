"""Starts the two averages of Adam, and says how many arrays they have in common."""

from __future__ import annotations

from typing import Any

import numpy as np


def drive(names: dict[str, Any], parameters: dict[str, Any]) -> Any:
    """Call `initialize_adam`; give v, s, and how many arrays of s show what is written into v.

    Only this side can tell. What is no tuple of two or more comes back as it is.
    """
    given = names["initialize_adam"](parameters)
    if not isinstance(given, (tuple, list)) or len(given) < 2:
        return given
    v, s = given[:2]
    ours = _arrays(v, parameters)
    shared = [array for array in _arrays(s, parameters) if any(np.shares_memory(array, other) for other in ours)]
    return v, s, len(shared)


def _arrays(averages: Any, parameters: dict[str, Any]) -> list[Any]:
    if not isinstance(averages, dict):
        return []
    found = [averages.get(f"d{name}") for name in parameters]
    return [array for array in found if isinstance(array, np.ndarray)]
