"""What the hidden cases of beyond L2 are drawn from: networks, trainings, pictures, layers."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model import Inputs

Array = NDArray[Any]
Training = tuple[list[float], int]
"""The costs on a dev set, and the patience."""

SEED = 1
"""What dropout's mask stream starts from."""


# --- penalties ----------------------------------------------------------------------------------------------------


def draw_penalty(rng: np.random.Generator) -> Inputs:
    return _draw_sparse(rng), float(rng.uniform(0.1, 0.9)), int(rng.integers(20, 60))


def draw_sparse(rng: np.random.Generator) -> Inputs:
    return (_draw_sparse(rng),)


def _draw_sparse(rng: np.random.Generator) -> dict[str, Array]:
    """Draw a network of four or five layers, deeper than the public ones, about a third of whose weights are 0.

    Each matrix has weights of either sign, zeros, and one weight of 1e-12, which is not 0. The layers are wide enough
    that no count is a small one.
    """
    widths = [int(n) for n in rng.permutation(np.arange(4, 11))[: rng.integers(5, 7)]]
    parameters = {}
    for layer, (before, n) in enumerate(zip(widths, widths[1:], strict=False), 1):
        W = rng.normal(size=n * before)
        W[: n * before // 3] = 0.0
        W[-3:] = 1e-12, 0.8, -0.8
        parameters[f"W{layer}"] = rng.permutation(W).reshape(n, before)
        parameters[f"b{layer}"] = rng.normal(size=(n, 1))
    return parameters


# --- early stopping -----------------------------------------------------------------------------------------------


def draw_stopped(rng: np.random.Generator) -> Inputs:
    """Draw trainings that pause for as long as they may, and end one measurement before a better one."""
    return (_draw_trainings(rng, pauses=(-1, 0), until_better=0),)


def draw_plateaus(rng: np.random.Generator) -> Inputs:
    """Draw trainings with costs as low as the best, in which one measurement more or less of patience is all one."""
    return (_draw_trainings(rng, pauses=(-2, 2), until_better=2, level=True),)


def draw_unstopped(rng: np.random.Generator) -> Inputs:
    """Draw trainings whose costs run out before the patience does."""
    return (_draw_trainings(rng, pauses=(-1, -1), until_better=None),)


def _draw_trainings(
    rng: np.random.Generator, pauses: Sequence[int], until_better: int | None, level: bool = False
) -> list[Training]:
    """Draw four trainings of different patience: costs that fall, and pause, and fall again.