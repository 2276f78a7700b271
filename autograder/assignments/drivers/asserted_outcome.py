"""Runs a test of an imported notebook that can only hold or not."""

from __future__ import annotations

from typing import Any


def drive(names: dict[str, Any], statements: str) -> str:
    """Say "passes", or in one line why not, and leave the submission's names as they were.

    The text comes with the case, so that what a hidden one asks is not here before.
    """
    before = dict(names)
    try:
        exec(statements, names)
    except AssertionError as error:
        said = [line.strip() for line in str(error).splitlines() if line.strip()]
        return ": ".join(["fails", *said[:1]])
    finally:
        for name in names.keys() - before.keys():
            del names[name]
        names.update(before)
    return "passes"
