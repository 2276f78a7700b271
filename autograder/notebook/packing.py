"""Packs the code that some names need, so that it can be run where the notebook is not at hand."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from types import CodeType
from typing import NamedTuple

from .program import Program, Statement
from .slicing import compiled, slice_for


class Piece(NamedTuple):
    """A statement of a slice: its code, or the exception that it meets instead; one that is not ``needed`` may fail."""

    code: CodeType | BaseException
    needed: bool


class Pack(NamedTuple):
    """The pieces of a slice in their order, and the cells that they are of, by number."""

    pieces: list[Piece]
    cells: dict[int, str]


def packed(program: Program, names: Iterable[str], exports: Callable[[str], frozenset[str] | None]) -> bytes:
    """The slice for these names, see `slicing.slice_for`, compiled: what does not compile says so when it is run.

    Only `unpacked` can read it, in the same Python.
    """
    try:
        needed = slice_for(program, names, exports)
        statements = sorted([*needed.statements, *needed.rest], key=lambda each: each.order)
        optional = {statement.order for statement in needed.rest}
        pieces = [(_code(statement), statement.order not in optional) for statement in statements]
        return marshal.dumps((pieces, {each.cell: program.sources[each.cell] for each in statements}))
    except BaseException as error:  # of a module that is imported for what it exports: it may even leave
        return marshal.dumps(([(_trouble(error), True)], {}))


def unpacked(data: bytes) -> Pack:
    """What was packed; it must be no stranger's, or be read where a stranger's code may run."""
    told, cells = marshal.loads(data)  # noqa: S302 - code is what it is for
    pieces = ((_exception(*code) if isinstance(code, tuple) else code, needed) for code, needed in told)
    return Pack([Piece(*piece) for piece in pieces], cells)


def _code(statement: Statement) -> CodeType | tuple[str, object]:
    try:
        return compiled(statement)
    except Exception as error:  # whatever the compiler has against it, running it will say so
        return _trouble(error)


def _trouble(error: BaseException) -> tuple[str, object]:
    """An exception in words: the name of its type and its text, or what a `SyntaxError` is made of."""
    if isinstance(error, SyntaxError):  # what the compiler finds has its place in no arguments
        return "SyntaxError", (error.msg, (error.filename, error.lineno, error.offset, error.text))
    return type(error).__name__, str(error)


def _exception(name: str, told: object) -> BaseException:
    if isinstance(told, tuple):
        return SyntaxError(*told)
    kind: type[Exception] = type(name, (Exception,), {})
    return kind(told)
