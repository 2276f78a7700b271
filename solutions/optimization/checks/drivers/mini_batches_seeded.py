"""Draws a large data set from its seed, has it cut into mini-batches, and tells how each of them begins."""

from __future__ import annotations

from typing import Any

import numpy as np


def drive(names: dict[str, Any], rows: int, m: int, mini_batch_size: int, seed: int) -> Any:
    """Call `random_mini_batches` on normal X (rows, m) and labels Y (1, m), both from the stream of seed 1.

    Returns
    -------
    dict
        The ``number of mini-batches``; ``mini_batch_X`` and ``mini_batch_Y``, both (number of batches, 1, 3): the
        first three figures in the first row of each batch; and ``shapes`` (number of batches, 2, 2), those of its two
        arrays. What is no list of pairs of arrays with three columns or more comes back as it is.
    """
    random = np.random.RandomState(1)
    X = random.randn(rows, m)
    Y = random.randn(1, m) < 0.5
    given = names["random_mini_batches"](X, Y, mini_batch_size, seed)
    if not isinstance(given, (list, tuple)) or not all(_is_pair_of_matrices(each) for each in given):
        return dict.fromkeys(("number of mini-batches", "mini_batch_X", "mini_batch_Y", "shapes"), given)
    return {
        "number of mini-batches": len(given),
        "mini_batch_X": np.array([x[:1, :3] for x, _ in given]),
        "mini_batch_Y": np.array([y[:1, :3] for _, y in given]),
        "shapes": np.array([(x.shape, y.shape) for x, y in given]),
    }


def _is_pair_of_matrices(batch: Any) -> bool:
    return (
        isinstance(batch, (list, tuple))
        and len(batch) == 2
        and all(isinstance(each, np.ndarray) and each.ndim == 2 and each.shape[1] >= 3 for each in batch)
    )
