"""Which names of the notebook a top-level statement reads: at once, and later, in the functions that it makes."""

from __future__ import annotations

import ast
from typing import Any, Callable, Iterable, NamedTuple

from .scopes import Scope


class Uses(NamedTuple):
    """The names that a statement reads.

    Parameters
    ----------
    now
        Read when the statement runs, and not surely bound by the statement itself before.
    later
        Read by functions that the statement makes, when these are called.
    called
        Those of ``later`` that are read by functions which may be called while the statement runs, as a decorator or
        ``map`` may do.
    """

    now: frozenset[str]
    later: frozenset[str]
    called: frozenset[str]


NOTHING = Uses(frozenset(), frozenset(), frozenset())


_IMPLICIT = frozenset(["__class__", "__module__", "__qualname__"])
"""Names that Python binds in a class or its methods."""


def uses(statement: ast.stmt, annotations: bool) -> Uses:
    """The names that a top-level statement reads.

    Parameters
    ----------
    statement
        From a parsed cell.
    annotations
        Whether type hints are evaluated: not after ``from __future__ import annotations``.

    Raises
    ------
    RecursionError
        For scopes nested by the hundred.
    """
    flow = _Flow(annotations)
    flow.run([statement])
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign)):
        at_once = _Flow(annotations)
        at_once.pass_through(_run_at_once([statement]))
    else:
        at_once = flow
    return Uses(*(frozenset(names - _IMPLICIT) for names in (flow.now, flow.later, at_once.later)))


def _run_at_once(statements: Iterable[Any]) -> list[Any]:
    """The parts of statements but for the bodies of the functions and methods that they make and nothing more."""
    parts: list[Any] = []
    for statement in statements:
        plain = not getattr(statement, "decorator_list", None) and not getattr(statement, "keywords", None)
        if isinstance(statement, ast.ClassDef) and plain:
            parts += [*statement.bases, *_run_at_once(statement.body)]
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and plain:
            parts.append(statement.args)
        elif isinstance(getattr(statement, "value", None), ast.Lambda):
            parts.append(statement.value.args)
        else:
            parts.append(statement)
    return parts


class _Flow:
    """Follows statements in their order, through branches and loops, with the names that are bound by then."""

    def __init__(self, annotations: bool) -> None:
        self.annotations = annotations
        self.bound: set[str] = set()
        self.now: set[str] = set()
        self.later: set[str] = set()

    def run(self, statements: Iterable[Any]) -> None:
        for statement in statements:
            follow = _FOLLOW.get(type(statement))
            if follow is None:
                self.pass_through([statement])
            else:
                follow(self, statement)

    def pass_through(self, nodes: Iterable[Any]) -> None:
        """Read what nodes read, then bind what they bind."""
        scope = Scope(self.annotations, function=False)
        scope.gather(nodes)
        self.now |= (scope.loads | scope.inner) - self.bound
        self.later |= scope.later | scope.globals
        self.bound |= scope.stores

    def branch(self, statements: Iterable[Any], before: Iterable[Any] = ()) -> set[str]:
        """Follow a branch; what is bound at its end, while nothing of it counts as bound here."""
        bound = set(self.bound)
        self.pass_through(before)
        self.run(statements)
        bound, self.bound = self.bound, bound
        return bound


def _if(flow: _Flow, node: ast.If) -> None:
    flow.pass_through([node.test])
    flow.bound = flow.branch(node.body) & flow.branch(node.orelse)


def _for(flow: _Flow, node: Any) -> None:
    flow.pass_through([node.iter])
    flow.branch(node.body, [node.target])
    flow.branch(node.orelse)


def _while(flow: _Flow, node: ast.While) -> None:
    flow.pass_through([node.test])
    flow.branch(node.body)
    flow.branch(node.orelse)


def _with(flow: _Flow, node: Any) -> None:
    for item in node.items:
        flow.pass_through([item.context_expr])
        flow.pass_through([item.optional_vars])
    flow.branch(node.body)  # it may be left early, by an exception that the manager swallows


def _try(flow: _Flow, node: Any) -> None:
    bound = flow.branch([*node.body, *node.orelse])
    for handler in node.handlers:
        flow.pass_through([handler.type])
        name = ast.Name(handler.name, ast.Store()) if handler.name else None
        bound &= flow.branch(handler.body, [name])
    flow.run(node.finalbody)
    flow.bound |= bound


def _match(flow: _Flow, node: Any) -> None:
    flow.pass_through([node.subject])
    for case in node.cases:
        flow.branch([ast.Expr(case.guard), *case.body], [case.pattern])


def _delete(flow: _Flow, node: ast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            flow.pass_through([ast.Name(target.id, ast.Load())])
            flow.bound.discard(target.id)
        else:
            flow.pass_through([target])


_FOLLOW: dict[type, Callable[[_Flow, Any], None]] = {
    getattr(ast, kind): follow
    for kinds, follow in (
        ("If", _if),
        ("For AsyncFor", _for),
        ("While", _while),
        ("With AsyncWith", _with),
        ("Try TryStar", _try),
        ("Match", _match),
        ("Delete", _delete),
    )
    for kind in kinds.split()
    if hasattr(ast, kind)
}
