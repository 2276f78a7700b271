"""Puts the wrong figures of a public case beside those that are due, as a page shows them.

What runs along is the expected value, so an answer that is deep or huge costs nothing here either.
"""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from ..model import Compared, Side, Tolerance, Value
from .compare import astray, below, doubles, kind_of

ENTRIES_MOST = 400  # of an array, and no page shows more of them
ARRAYS_MOST = 12  # of a case: a line of results.jsonl stays readable
FIELDS_MOST = 24  # of a picture, down and across

FIGURES = ("number", "array")


def side_by_side(parts: Iterable[tuple[str, Value, Value, Tolerance]]) -> tuple[Compared, ...]:
    """Compare the parts of an answer, each given by its path, what is due, what came, and how far it may be off.

    There is one entry for each array or number that differs, up to `ARRAYS_MOST`; where another kind of thing came,
    there is nothing to put beside what is due.
    """
    found = []
    for path, expected, got, tolerance in parts:
        for place, due, came in _leaves(path, expected, got):
            compared = _compared(place, due, came, tolerance)
            if compared:
                found.append(compared)
            if len(found) == ARRAYS_MOST:
                return tuple(found)
    return tuple(found)


def _leaves(path: str, expected: Value, got: Value) -> Iterator[tuple[str, Value, Value]]:
    """Walk both values, and give the figures that stand at the same place, with that place."""
    due, kind = kind_of(expected), kind_of(got)
    if due in FIGURES and kind in FIGURES:
        yield path, expected, got
    elif due == kind == "dict":
        for key, part in expected.items():
            if key in got:
                yield from _leaves(below(path, key), part, got[key])
    elif {due, kind} <= {"list", "tuple"} and len(expected) == len(got):
        for index, part in enumerate(expected):
            yield from _leaves(f"{path}[{index}]", part, got[index])


def _compared(path: str, expected: Value, got: Value, tolerance: Tolerance) -> Compared | None:
    want, shape = doubles(expected), np.shape(got)
    if shape != want.shape and not math.prod(shape) == want.size == 1:
        return Compared(path, _side(expected), _side(got))
    with np.errstate(all="ignore"):
        have = doubles(got).reshape(want.shape)
        wrong = astray(want, have, tolerance.rtol, tolerance.atol)
    if not wrong.any():
        return None
    places = np.flatnonzero(wrong) if want.size <= ENTRIES_MOST else ()
    return Compared(path, _side(want), _side(have), tuple(map(int, places)), _picture(wrong))


def _side(value: Value) -> Side:
    """Give figures as entries; of an array that is too large, its shape."""
    shape = np.shape(value)
    if math.prod(shape) > ENTRIES_MOST:
        return Side(shape, ())
    return Side(shape, tuple(each if math.isfinite(each) else str(each) for each in doubles(value).ravel().tolist()))


def _picture(wrong: np.ndarray) -> tuple[tuple[float, ...], ...]:
    """Give the share of wrong entries in each field of a grid that is laid over an array, its last axis across."""
    if wrong.size == 1:
        return ()
    flat = wrong.reshape(-1, wrong.shape[-1])
    down, across = (np.linspace(0, n, min(n, FIELDS_MOST), endpoint=False).astype(int) for n in flat.shape)
    counts = np.add.reduceat(np.add.reduceat(flat.astype(int), down, axis=0), across, axis=1)
    sizes = np.outer(np.diff(down, append=flat.shape[0]), np.diff(across, append=flat.shape[1]))
    return tuple(tuple(row) for row in (counts / sizes).round(4).tolist())
