"""A notebook from elsewhere as both readers tell it: what its cells are for, in the terms of neither."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ...notebook.magics import to_python
from ..notebooks import Place


class Role(StrEnum):
    """What a cell is for."""

    GIVEN = "given"
    SOLUTION = "solution"
    TESTS = "tests"
    BY_HAND = "by hand"


@dataclass(frozen=True)
class Draft:
    """A cell.

    Parameters
    ----------
    place
        Where it stands in the notebook that is imported.
    kind
        ``code`` or ``markdown``.
    id
        What nbgrader will know it by.
    question
        The number of the question that it belongs to: tests are about the solutions of their question.
    points
        Of tests, and of an answer that a person reads.
    marked
        The lines of a solution that students do not get, from 1.
    hidden
        The lines of tests that students do not get.
    asks
        Whether the value of the last expression of tests is judged too, as in a doctest.
    attachments, locked, task
        As in the notebook, and in nbgrader's metadata.
    """

    place: Place
    kind: str
    source: str
    role: Role = Role.GIVEN
    id: str = ""
    question: int = 0
    points: float = 0.0
    marked: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    asks: bool = False
    attachments: dict[str, Any] = field(default_factory=dict, compare=False)
    locked: bool = False
    task: bool = False


@dataclass(frozen=True)
class Notebook:
    """The cells of a notebook, and what of it could not be carried over, a sentence each."""

    origin: str
    cells: Sequence[Draft]
    left_out: Sequence[str] = ()
    files: Sequence[str] = ()


def python(source: str) -> ast.Module | None:
    """The syntax tree of a cell, None where it is not Python."""
    try:
        return ast.parse(to_python(source))
    except (SyntaxError, ValueError):
        return None


def docstring(source: str) -> str:
    """The text that a cell begins with, as a docstring."""
    tree = python(source)
    return (ast.get_docstring(tree) or "") if tree else ""


def reads(*nodes: ast.AST) -> frozenset[str]:
    """The names that are read anywhere in these."""
    return frozenset(
        each.id
        for node in nodes
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load | ast.Del)
    )


def binds(node: ast.AST) -> frozenset[str]:
    """The names that a statement binds where it stands."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return frozenset([name])
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return frozenset((each.asname or each.name).split(".")[0] for each in names)
    own = frozenset([node.id]) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else frozenset()
    return own.union(*(binds(child) for child in ast.iter_child_nodes(node)))
