"""Has a data set cut into mini-batches, once for each seed, and lays all batches one behind the other."""

from __future__ import annotations

from typing import Any

import numpy as np


def drive(names: dict[str, Any], X: Any, Y: Any, mini_batch_size: int, *seeds: int) -> Any:
    """Call `random_mini_batches` for each seed, on a copy of X (n_x, m) and Y (1, m).

    Returns
    -------
    dict
        ``number of mini-batches`` for each of the seeds; ``mini_batch_X`` and ``mini_batch_Y``, both (number of
        batches, rows, columns of the largest batch), where smaller batches end in NaN; and ``shapes`` (number of
        batches, 2, 2), those of the two arrays of each batch.
        What is no list of pairs of arrays comes back as it is.
    """
    batches: list[Any] = []
    numbers = []
    for seed in seeds:
        given = names["random_mini_batches"](X.copy(), Y.copy(), mini_batch_size, seed)
        if not isinstance(given, (list, tuple)) or not all(_is_pair(each) for each in given):
            return dict.fromkeys(("number of mini-batches", "mini_batch_X", "mini_batch_Y", "shapes"), given)
        batches += given
        numbers.append(len(given))
    xs, ys = [x for x, _ in batches], [y for _, y in batches]
    shapes = [(np.shape(x), np.shape(y)) for x, y in batches]
    alike = _are_matrices([*xs, *ys])
    return {
        "number of mini-batches": np.array(numbers),
        "mini_batch_X": _stacked(xs),
        "mini_batch_Y": _stacked(ys),
        "shapes": np.array(shapes) if alike else shapes,
    }


def _stacked(arrays: list[Any]) -> Any:
    if not _are_matrices(arrays) or len({len(each) for each in arrays}) != 1:
        return arrays
    whole = np.full((len(arrays), len(arrays[0]), max(each.shape[1] for each in arrays)), np.nan)
    for batch, each in zip(whole, arrays):
        batch[:, : each.shape[1]] = each
    return whole


def _is_pair(batch: Any) -> bool:
    return isinstance(batch, (list, tuple)) and len(batch) == 2


def _are_matrices(arrays: list[Any]) -> bool:
    return all(isinstance(each, np.ndarray) and each.ndim == 2 and each.dtype.kind in "biuf" for each in arrays)
