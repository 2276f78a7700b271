"""Asks for several turns of a picture in one go."""

from __future__ import annotations

from typing import Any


def drive(names: dict[str, Any], image: Any, turns: Any) -> Any:
    """Give a list of what the submission answers to each number of quarter turns."""
    return [names["augment_rotate"](image.copy(), quarter_turns) for quarter_turns in turns]
