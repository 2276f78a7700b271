"""Asks for the stopping point of several trainings in one go."""

from __future__ import annotations

from typing import Any


def drive(names: dict[str, Any], trainings: Any) -> Any:
    """Give a list of what the submission answers to each pair of dev costs and patience."""
    return [names["early_stopping"](costs, patience) for costs, patience in trainings]
