"""Takes a layer of the submission through training twice, without a new seed between, and through test."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np


def drive(names: dict[str, Any], arguments: Any, x: Any, dout: Any) -> Any:
    """Give the output in training, the mask, the gradient, and the output at test time.

    The first three are those of the second time, or None if its mask is that of the first.
    """
    layer = names["Dropout"](*arguments)
    layer.forward(x.copy())
    first: Any = copy.deepcopy(getattr(layer, "mask", None))
    training = layer.forward(x.copy())
    mask = getattr(layer, "mask", None)
    gradient = layer.backward(dout.copy())
    test = layer.forward(x.copy(), False)
    if mask is not None and np.array_equal(first, mask):
        return None, None, None, test
    return training, mask, gradient, test
