"""Starts the two averages of Adam, and says whether they are two."""

from __future__ import annotations

from typing import Any


def drive(names: dict[str, Any], parameters: dict[str, Any]) -> Any:
    """Call `initialize_adam`; give v, s, and whether s is another dict than v, which only this side can tell.

    What is no tuple of two or more comes back as it is.
    """
    given = names["initialize_adam"](parameters)
    if not isinstance(given, (tuple, list)) or len(given) < 2:
        return given
    v, s = given[:2]
    return v, s, v is not s
