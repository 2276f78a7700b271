"""Runs the forward pass of the submission twice, without a new seed between."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np


def drive(names: dict[str, Any], x: Any, parameters: Any, keep_prob: float) -> Any:
    """Give what the second pass gives; without its mask and what that left if the mask is that of the first pass."""
    forward = names["forward_propagation_with_dropout"]
    first = copy.deepcopy(forward(x.copy(), copy.deepcopy(parameters), keep_prob))
    second = forward(x, parameters, keep_prob)
    masks = [_mask(each) for each in (first, second)]
    if masks[1] is None or not np.array_equal(*masks):
        return second
    return (second[0], {**second[1], "mask1": None, "a1": None}, *second[2:])


def _mask(result: Any) -> Any:
    """The mask in what a pass gives; None where there is none."""
    cached = isinstance(result, (tuple, list)) and len(result) > 1 and isinstance(result[1], dict)
    return result[1].get("mask1") if cached else None
