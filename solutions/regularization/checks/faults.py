"""What is wrong with an answer, in words."""

from __future__ import annotations

import linecache
from dataclasses import dataclass
from typing import Any, Tuple

from .compare import Difference, kind_of
from .gaps import functions


@dataclass(frozen=True)
class Fault:
    """A sentence; where two values differ also their place, both of them, and how many entries differ."""

    sentence: str
    where: str = ""
    expected: str = ""
    got: str = ""
    more: str = ""


def plain(sentence: str) -> Fault:
    return Fault(sentence)


def of_difference(difference: Difference, name: str) -> Fault:
    """Put a difference into words; ``name`` is that of the output where its path is empty."""
    where = difference.path or name
    if difference.id == "none":
        return plain(f"{where} is None")
    if difference.id == "missing-key":
        return plain(f"{where} is missing")
    if difference.id == "too-deep":
        return plain(f"{where} is nested too deeply")
    if difference.id in ("kind", "shape", "length"):
        what = {"kind": "", "shape": "the shape ", "length": "the length "}[difference.id]
        want, have = f"{what}{difference.expected}", str(difference.got)
        return Fault(f"{where}: expected {want}, got {have}", where, want, have)
    more = f"{difference.wrong} of {difference.total} entries differ" if difference.total > 1 else ""
    want, have = _figures(difference.expected, difference.got)
    sentence = f"{where}: expected {want}, got {have}" + (f" ({more})" if more else "")
    return Fault(sentence, where, want, have, more)


def of_error(error: BaseException, made: Any) -> Fault:
    """Name an exception and the line of the student's function or class that it came through last."""
    if isinstance(error, KeyboardInterrupt):
        return plain("It was interrupted before it came to an end.")
    try:
        text = str(error)[:300]
    except Exception:
        text = ""
    files = {each.__code__.co_filename for each in functions(made) if hasattr(each, "__code__")}
    where = ""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in files:
            where = linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno).strip()
        trace = trace.tb_next
    return plain(f"{type(error).__name__}: {text}" + (f", at `{where}`" if where else ""))


def sort_of(value: Any) -> str:
    """The kind of a value, and of a container how much it holds."""
    return f"{kind_of(value)} of {len(value)}" if isinstance(value, (list, tuple, dict)) else kind_of(value)


def _figures(expected: Any, got: Any) -> Tuple[str, str]:
    if not isinstance(expected, float) or not isinstance(got, float):
        return repr(expected)[:200], repr(got)[:200]
    short = f"{expected:.8g}", f"{got:.8g}"
    return short if short[0] != short[1] else (repr(expected), repr(got))
