"""Asks for the value that a test of an imported notebook is about: some statements, then an expression."""

from __future__ import annotations

from typing import Any


def drive(names: dict[str, Any], statements: str, expression: str) -> Any:
    """Run the statements among the submission's names, give the expression's value, and leave the names as they were.

    The text comes with the case, so that what a hidden one asks is not here before.
    """
    before = dict(names)
    try:
        exec(statements, names)
        return eval(expression, names)
    finally:
        for name in names.keys() - before.keys():
            del names[name]
        names.update(before)
