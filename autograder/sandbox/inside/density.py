"""Leaves no gaps in the memory of the warm parent.

What a child writes to first is a page to be copied. Imports leave gaps everywhere, and memory for new objects is taken
from gaps first: a few bytes here, a few there, and a page for each. With all gaps filled, what a child makes lies
together. NumPy has gaps of its own: it keeps what small arrays gave back.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Callable

import numpy as np

POOL = 16384 if sys.version_info >= (3, 10) else 4096
"""Python takes memory for small objects of one size from pools of so many bytes, which need not follow one another."""

SMALL, STEP = 512, 16
"""Objects of at most so many bytes come from pools, in classes of so many."""

LARGE = 1 << 16
"""Gaps of more bytes serve as well as new memory."""

IN_A_ROW = 32
"""So many pieces of memory that follow one another come from where there are no gaps; of small ones, all that a pool
holds, if these are fewer."""

CACHED, AXES, ALIKE = 128, 8, 7
"""NumPy keeps the memory of arrays of fewer doubles, and that of shapes of fewer axes: of so many of one size."""

MOST = 20_000
"""No more gaps of one size are filled."""

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3
AHEAD = 1 << 20


taken: list[np.ndarray] = []
"""The arrays that hold what NumPy kept."""


def fill_gaps() -> None:
    """Take all memory that is free between what is used, for good: about three megabytes."""
    taken.extend(np.empty(length) for length in range(CACHED) for _ in range(ALIKE))
    taken.extend(np.empty((1,) * axes) for axes in range(AXES) for _ in range(ALIKE))
    python = ctypes.pythonapi.PyObject_Malloc
    python.restype, python.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    for size in range(STEP, SMALL + 1, STEP):
        fill(python, size, size, min(IN_A_ROW, POOL // size - 2))
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallopt"):
        return
    library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    size = LARGE
    while size > SMALL:
        fill(library.malloc, size, size + STEP)
        size //= 2
    for size in range(1032, 8, -STEP):
        fill(library.malloc, size, size + 8)
    for which, most in ((TRIM_THRESHOLD, 64 * AHEAD), (TOP_PAD, AHEAD), (MMAP_THRESHOLD, 4 * AHEAD)):
        library.mallopt(which, most)


def fill(allocate: Callable[[int], int], size: int, distance: int, in_a_row: int = IN_A_ROW) -> None:
    """Allocate pieces of one size until they follow one another."""
    last = row = 0
    for _ in range(MOST):
        place = allocate(size)
        row = row + 1 if place == last + distance else 0
        if row == in_a_row:
            return
        last = place
