"""Compares an answer with what is expected, and says where the two part.

This file needs NumPy alone and stands in every student release as it is: the check in a notebook and the grader judge
by the same rules.

* None, text, lists, tuples, dicts, numbers and arrays of numbers are the kinds there are; any other is a fault, equal
  or not: complex numbers, arrays of objects or of text, generators.
* bool, int and float of every width interchange; their values are compared as doubles.
* list and tuple interchange; neither does for an array.
* An array of one entry does for a number, and a number for an array of one entry.
* A dict may hold more than is asked for.
* NaN is right only where NaN is expected, an infinity only where the same one is.
* Nothing that is given raises. What runs along is the expected value, so an answer that is deep or huge costs nothing.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

KINDS = (
    "none",
    "number",
    "array",
    "text",
    "list",
    "tuple",
    "dict",
    "complex",
    "array-of-objects",
    "array-of-text",
    "array-of-complex",
    "array-of-other",
)
"""The kinds by name. What is none of these goes by the name of its type."""

_REAL = frozenset(KINDS[:7])
_DEEPEST = 50  # containers within containers that are followed; figures of an exercise are two deep at most
_FEW = 10_000  # entries; of larger arrays no copy is made to compare their bytes
_NUMBERS = frozenset([bool, int, float, *(t for t in np.sctypeDict.values() if np.dtype(t).kind in "biuf")])
_ARRAYS = {"O": "array-of-objects", "U": "array-of-text", "S": "array-of-text", "c": "array-of-complex"}
_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """One place where an answer is not what is expected.

    Parameters
    ----------
    id
        ``kind``, ``none`` (None where something is due), ``shape``, ``length`` (a list or tuple of another length),
        ``missing-key``, ``nan``, ``infinite``, ``value``, or ``too-deep``.
    path
        Where, as in ``dW1[0, 2]`` or ``[1]["W1"]``; empty for the answer as a whole.
    part
        The path without the entry of an array, or the key that is missing: ``dW1``.
    expected, got
        Two kinds, shapes, lengths or figures, by the id; for ``missing-key`` the key and None.
    wrong, total
        How many entries of the array differ, and how many it has.
    deviation
        The largest distance of two finite figures; infinite where one of them is not finite.
    """

    id: str
    path: str
    part: str
    expected: Any = None
    got: Any = None
    wrong: int = 1
    total: int = 1
    deviation: float = 0.0


def compare(expected: Any, got: Any, rtol: float = 1e-6, atol: float = 1e-8, path: str = "") -> list[Difference]:
    """Find where an answer differs from what is expected; an empty list says that it is right.

    Parameters
    ----------
    expected, got
        None, text, numbers, arrays, and lists, tuples and dicts of these.
    rtol, atol
        A figure is right if ``abs(got - expected) <= atol + rtol * abs(expected)``.
    path
        What to call the answer in the paths of its differences.
    """
    differences: list[Difference] = []
    if _identical(expected, got):
        return differences
    with np.errstate(all="ignore"):
        _compare(expected, got, rtol, atol, path, 0, differences)
    return differences


def _identical(expected: Any, got: Any) -> bool:
    """Whether two arrays of figures are the same to the last bit, as most right answers are: quicker to tell."""
    if not type(expected) is type(got) is np.ndarray or expected.dtype != got.dtype or expected.shape != got.shape:
        return False
    plain = expected.dtype.kind in "biuf" and expected.size <= _FEW
    return plain and bool(expected.tobytes() == got.tobytes())


def kind_of(value: Any) -> str:
    """Name the kind of a value: one of `KINDS`, or the name of its type (of an opaque value: what it stands for)."""
    kind = type(value)
    if value is None:
        return "none"
    if kind in _NUMBERS:
        return "number"
    if issubclass(kind, np.ndarray):
        code = np.asarray(value).dtype.kind
        return "array" if code in "biuf" else _ARRAYS.get(code, "array-of-other")
    for base, name in ((str, "text"), (list, "list"), (tuple, "tuple"), (dict, "dict"), (complex, "complex")):
        if issubclass(kind, base):
            return name
    name = getattr(value, "kind", "Opaque") if kind.__name__ == "Opaque" else kind.__name__
    return f"object-named-{name}" if name in _REAL else str(name)[:80]  # a student's class may be called "number"


def doubles(value: Any) -> Any:
    """Give a number or an array of numbers as an array of doubles."""
    if issubclass(type(value), np.ndarray):
        return np.asarray(value).astype(np.float64, copy=False)
    try:
        return np.asarray(float(value))
    except OverflowError:  # an integer of more than 308 digits
        return np.asarray(math.inf if value > 0 else -math.inf)


def astray(want: Any, have: Any, rtol: float, atol: float) -> Any:
    """Mark the figures that are off: ``want`` and ``have`` are arrays of doubles of one shape, the marks of bool."""
    # An infinite expectation has an infinite tolerance: the bound keeps every figure from being within it.
    near = np.abs(have - want) <= np.minimum(atol + rtol * np.abs(want), sys.float_info.max)
    return ~near if near.all() else ~(near | (have == want) | (np.isnan(have) & np.isnan(want)))


def below(path: str, key: Any) -> str:
    """Say where the value of a dict's ``key`` stands, of a dict that is at ``path``."""
    if type(key) is str:
        name = key[:80]
        return name if not path and name.isidentifier() else f'{path}["{name}"]'
    return f"{path}[{key if type(key) is int and abs(key) < 10**20 else kind_of(key)}]"


def _compare(expected: Any, got: Any, rtol: float, atol: float, path: str, depth: int, found: list[Difference]) -> None:
    due, kind = kind_of(expected), kind_of(got)
    if depth > _DEEPEST:
        found.append(Difference("too-deep", path, path))
    elif kind == "none" and due != "none":
        found.append(Difference("none", path, path, due, kind))
    elif due in ("number", "array") and kind in ("number", "array"):
        _compare_figures(expected, got, rtol, atol, path, found)
    elif due == kind == "dict":
        for key in dict.keys(expected):
            value = dict.get(got, key, _ABSENT)
            place = below(path, key)
            if value is _ABSENT:
                found.append(Difference("missing-key", place, path, key))
            else:
                _compare(dict.__getitem__(expected, key), value, rtol, atol, place, depth + 1, found)
    elif due in ("list", "tuple") and kind in ("list", "tuple"):
        parts, given = _entries(expected), _entries(got)
        if len(parts) != len(given):
            found.append(Difference("length", path, path, len(parts), len(given)))
        else:
            for index, part in enumerate(parts):
                _compare(part, given[index], rtol, atol, f"{path}[{index}]", depth + 1, found)
    elif due == kind == "text":
        if str.__ne__(expected, got):
            found.append(Difference("value", path, path, expected, got))
    elif not due == kind == "none":
        found.append(Difference("kind", path, path, due, kind))


def _compare_figures(expected: Any, got: Any, rtol: float, atol: float, path: str, found: list[Difference]) -> None:
    shape, given = _shape(expected), _shape(got)
    # The shape comes before any arithmetic, so that an answer of another size is never copied or broadcast.
    if shape != given and not (_is_one(shape) and _is_one(given) and () in (shape, given)):
        found.append(Difference("shape", path, path, shape, given))
        return
    want, have = doubles(expected), doubles(got).reshape(shape)
    wrong = astray(want, have, rtol, atol)
    if not wrong.any():
        return
    name, entries = "value", wrong
    for fault, which in (("nan", wrong & np.isnan(have)), ("infinite", wrong & np.isinf(have))):
        if which.any():
            name, entries = fault, which
            break
    first = tuple(int(i) for i in np.unravel_index(int(np.argmax(entries)), shape))
    away = float(np.abs(have - want)[wrong].max())
    found.append(
        Difference(
            name,
            path + (f"[{', '.join(map(str, first))}]" if first else ""),
            path,
            float(want[first]),
            float(have[first]),
            int(np.count_nonzero(wrong)),
            int(want.size),
            math.inf if math.isnan(away) else away,
        )
    )


def _is_one(shape: tuple[int, ...]) -> bool:
    return all(length == 1 for length in shape)


def _shape(value: Any) -> tuple[int, ...]:
    return np.asarray(value).shape if issubclass(type(value), np.ndarray) else ()


def _entries(value: Any) -> tuple[Any, ...]:
    return tuple(list.__iter__(value) if issubclass(type(value), list) else tuple.__iter__(value))
