"""Makes a layer of the submission, and takes it through training and test."""

from __future__ import annotations

from typing import Any


def drive(names: dict[str, Any], arguments: Any, x: Any, dout: Any) -> Any:
    """Give the output in training, the mask, the gradient, and the output at test time.

    ``arguments`` are those of the constructor. The layer may write into what it is given: each call has its own copy.
    """
    layer = names["Dropout"](*arguments)
    training = layer.forward(x.copy())
    mask = getattr(layer, "mask", None)
    gradient = layer.backward(dout.copy())
    return training, mask, gradient, layer.forward(x.copy(), False)
