"""What a top-level statement does to the names of the notebook when it runs: which it binds, which it changes.

This looks at statements, not into functions, and into expressions only where the text of the cell gives reason to.
"""

from __future__ import annotations

import ast
import re
from enum import IntEnum
from typing import Any, Iterator, NamedTuple


class Effect(IntEnum):
    """What a statement does to a name; where it does several things, the greatest counts."""

    CALLS = 0
    """Calls a method of it, as in ``x.append(1)``: a change, unless the name is bound by an import."""
    CHANGES = 1
    """Changes it, as in ``x[k] = 1``, ``x.a = 1``, ``x += 1`` or ``del x``."""
    BINDS_PERHAPS = 2
    """Binds it, but not in any case, as in ``if y: x = 1``."""
    IMPORTS_PERHAPS = 3
    """The same by an import; or adds a submodule to it."""
    BINDS = 4
    """Binds it anew, whatever it was."""
    IMPORTS = 5
    """The same by an import."""


class Star(NamedTuple):
    """A star import of a module; ``whole`` if it stands at the top level, not inside an ``if`` or the like."""

    module: str
    whole: bool


class Effects(NamedTuple):
    """Of one statement: what it does to names, its star imports, and the definitions among it, in order."""

    names: dict[str, Effect]
    stars: list[Star]
    definitions: list[Any]


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_COMPOUND = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try),
    *(getattr(ast, kind) for kind in ("Match", "TryStar") if hasattr(ast, kind)),
)
_BLOCKS = (*_COMPOUND, ast.ExceptHandler, *([ast.match_case] if hasattr(ast, "match_case") else []))
_PARTS = ("body", "orelse", "finalbody", "handlers", "cases")
_CAPTURES = ("MatchAs", "MatchStar", "MatchMapping")

_MUTATORS = (
    "add append appendleft clear difference_update discard extend extendleft fill insert intersection_update itemset "
    "move_to_end pop popitem popleft put remove resize reverse rotate setdefault sort subtract "
    "symmetric_difference_update update"
).split()
"""Methods of Python's and NumPy's containers that change them, wherever in an expression they are called."""

_IN_EXPRESSIONS = re.compile(rf":=|\.\s*(?:{'|'.join(_MUTATORS)})\s*\(")


def changes_in_expressions(text: str) -> bool:
    """Whether an expression in a cell may bind or change a name, as ``(n := 1)`` or ``last = x.pop()`` do."""
    return _IN_EXPRESSIONS.search(text) is not None


def effects(statement: ast.stmt, in_expressions: bool) -> Effects:
    """What a top-level statement does to names.

    Parameters
    ----------
    statement
        From a parsed cell. An import has one name, as `program.understand` cuts it.
    in_expressions
        Whether to look into expressions, see `changes_in_expressions`.
    """
    found = Effects({}, [], [])
    whole = not isinstance(statement, _COMPOUND)
    binds = Effect.BINDS if whole else Effect.BINDS_PERHAPS
    todo: list[Any] = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, _DEFINITIONS):
            _note(found, node.name, binds)
            found.definitions.append(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            _note_import(found, node, whole)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                _note_target(found, target, binds)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                _note_target(found, node.target, binds)
        elif isinstance(node, ast.AugAssign):
            _note_target(found, node.target, Effect.CHANGES)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            _note_target(found, node.target, binds)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                _note_target(found, target, Effect.CHANGES)
        elif isinstance(node, ast.Expr):
            _note_call(found, node.value)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if item.optional_vars is not None:
                    _note_target(found, item.optional_vars, binds)
        elif isinstance(node, ast.ExceptHandler):
            _note(found, node.name, binds)
        elif type(node).__name__ == "match_case":
            for pattern in ast.walk(node.pattern):
                if type(pattern).__name__ in _CAPTURES:
                    _note(found, getattr(pattern, "name", None) or getattr(pattern, "rest", None), binds)
        elif type(node).__name__ == "TypeAlias":
            _note(found, node.name.id, binds)
        if isinstance(node, _BLOCKS):
            for part in _PARTS:
                todo.extend(getattr(node, part, ()))
    if in_expressions:
        _note_expressions(found, statement)
    found.definitions.sort(key=lambda definition: definition.lineno)
    return found


def root(node: Any) -> str | None:
    """The name at the root of ``x.a[k].method().b``, or None where something else is."""
    while True:
        if isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred, ast.Await)):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        else:
            return node.id if isinstance(node, ast.Name) else None


def bound_by_import(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _note(found: Effects, name: str | None, effect: Effect) -> None:
    if name is not None and found.names.get(name, -1) < effect:
        found.names[name] = effect


def _note_target(found: Effects, target: ast.expr, effect: Effect) -> None:
    if isinstance(target, ast.Name):
        _note(found, target.id, effect)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            _note_target(found, element, effect)
    elif isinstance(target, ast.Starred):
        _note_target(found, target.value, effect)
    else:
        _note(found, root(target), Effect.CHANGES)


def _note_import(found: Effects, node: ast.Import | ast.ImportFrom, whole: bool) -> None:
    for alias in node.names:
        if alias.name == "*":
            module = "." * (getattr(node, "level", 0) or 0) + (getattr(node, "module", None) or "")
            found.stars.append(Star(module, whole))
        else:
            _note(found, bound_by_import(alias), Effect.IMPORTS if whole else Effect.IMPORTS_PERHAPS)


def _note_call(found: Effects, expression: ast.expr) -> None:
    """A method called in a statement of its own changes the object, as far as can be seen."""
    if isinstance(expression, ast.Await):
        expression = expression.value
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Attribute):
        _note(found, root(expression), Effect.CALLS)


def _note_expressions(found: Effects, statement: ast.stmt) -> None:
    for node in _evaluated(statement):
        if isinstance(node, ast.NamedExpr):
            _note(found, node.target.id, Effect.BINDS_PERHAPS)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS:
            _note(found, root(node), Effect.CALLS)


def _evaluated(statement: ast.stmt) -> Iterator[ast.AST]:
    """All nodes of a statement that are evaluated when it runs: what stands in no function."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            todo += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif isinstance(node, ast.Lambda):
            todo += [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        else:
            todo.extend(ast.iter_child_nodes(node))
