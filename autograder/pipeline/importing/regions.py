"""Puts our markers around the solutions of a cell, whatever marked them before."""

import ast
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...language import _
from ..markers import python_tokens
from ..notebooks import PipelineError, Place
from ..strip import LAYOUT, parse
from .draft import binds

OPENING, CLOSING = "### START CODE HERE ###", "### END CODE HERE ###"


@dataclass(frozen=True)
class Marked:
    """A cell with our markers, and the names that students are to make in it: functions, classes, and values."""

    source: str
    names: tuple[str, ...]


def whole(source: str) -> frozenset[int]:
    """All lines of a cell."""
    return frozenset(range(1, source.count("\n") + 2))


def mark(source: str, lines: frozenset[int], place: Place) -> Marked:
    """Mark the statements that have one of these lines; those of a function or class are marked within its body.

    Comments among them go: in our regions they are hints that students get, and so far they got none of these.

    Raises
    ------
    PipelineError
        If the cell is not Python, or a function has its body in the line of its ``def``.
    """
    tree = parse(source, place)
    tokens = python_tokens(source, place)
    code = {line for each in tokens if each.type not in LAYOUT for line in range(each.start[0], each.end[0] + 1)}
    runs = list(_runs(tree.body, lines & code, place))
    comments = {each.start[0]: each.start[1] for each in tokens if each.type == tokenize.COMMENT}
    inside = lines.union(*(range(_first(run[0]), _last(run[-1]) + 1) for run in runs))
    text: list[list[str]] = [
        _without(line, comments.get(number) if number in inside else None)
        for number, line in enumerate(source.split("\n"), 1)
    ]
    for run in runs:
        first, last = _first(run[0]), _last(run[-1])
        line = text[first - 1][0]
        indent = line[: len(line) - len(line.lstrip())]
        text[first - 1].insert(0, indent + OPENING)
        text[last - 1].append(indent + CLOSING)
    marked = "\n".join(line for part in text for line in part)
    return Marked(marked, tuple(dict.fromkeys(_names(tree, runs))))


def _runs(block: Sequence[ast.stmt], lines: frozenset[int], place: Place) -> Iterator[list[ast.stmt]]:
    """The statements to be marked, neighbours together."""
    run: list[ast.stmt] = []
    for statement in block:
        inside = list(_inner(statement, lines, place))
        if inside or not _is_meant(statement, lines):
            if run:
                yield run
            run = []
            yield from inside
        else:
            run.append(statement)
    if run:
        yield run


def _inner(statement: ast.stmt, lines: frozenset[int], place: Place) -> Iterator[list[ast.stmt]]:
    """What is to be marked within a statement rather than with the whole of it."""
    mine = lines.intersection(range(_first(statement), _last(statement) + 1))
    if not mine or not hasattr(statement, "body"):
        return
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if statement.lineno in mine:
            mine = frozenset(range(_first(statement), _last(statement) + 1))
        body = statement.body[1:] if _is_docstring(statement.body[0]) else statement.body
        if body and body[0].lineno == statement.lineno:
            raise PipelineError(
                _("{place}: give the body of {name} lines of its own, so that it can be taken out.").format(
                    place=place.line(statement.lineno), name=statement.name
                )
            )
        yield from _runs(body, mine, place)
        return
    blocks = [getattr(part, name, []) for part in _parts(statement) for name in ("body", "orelse", "finalbody")]
    covered = {line for block in blocks for each in block for line in range(_first(each), _last(each) + 1)}
    if mine <= covered:  # else its head is a part of the solution, and so is all of it
        for block in blocks:
            yield from _runs(block, mine, place)


def _parts(statement: ast.stmt) -> list[ast.AST]:
    return [statement, *getattr(statement, "handlers", []), *getattr(statement, "cases", [])]


def _is_meant(statement: ast.stmt, lines: frozenset[int]) -> bool:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False  # its name and parameters are what students need
    return not lines.isdisjoint(range(_first(statement), _last(statement) + 1))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _first(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _last(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _names(tree: ast.Module, runs: Sequence[Sequence[ast.stmt]]) -> Iterator[str]:
    marked = {id(statement) for run in runs for statement in run}
    for statement in tree.body:
        if not marked.isdisjoint(id(each) for each in ast.walk(statement)) and not isinstance(
            statement, ast.Import | ast.ImportFrom
        ):
            yield from sorted(binds(statement))


def _without(line: str, comment: int | None) -> list[str]:
    kept = line if comment is None else line[:comment].rstrip()
    return [] if comment is not None and not kept else [kept]
