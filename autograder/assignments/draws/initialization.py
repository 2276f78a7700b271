"""Layer sizes for the hidden cases of initialization.

A draw gives the name of the function and the sizes of its layers, the input first. No layer is square, so no transpose
fits, and no fan-out passes for a fan-in.
"""

from collections.abc import Callable

import numpy as np

from ...model import Inputs

Draw = Callable[[np.random.Generator], Inputs]


def network(function: str, depth: int) -> Draw:
    """A network of this many layers, no two of which have the same size."""

    def draw(rng: np.random.Generator) -> Inputs:
        return function, [int(size) for size in rng.permutation(np.arange(3, 10))[: depth + 1]]

    return draw


def wide_layers(function: str) -> Draw:
    """Three layers of 1,200 weights or more, enough to tell a standard deviation.

    Whatever the secret, one layer has less than half the inputs that it has units, and two have more than twice as
    many: a scale that rests on the units after a layer, or on both sides, is off by a third of the variance at least.
    """

    def draw(rng: np.random.Generator) -> Inputs:
        wide, narrow = rng.integers(60, 71, size=2), rng.integers(20, 29, size=2)
        return function, [int(size) for pair in zip(wide, narrow, strict=True) for size in pair]

    return draw
