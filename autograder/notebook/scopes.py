"""Which names a piece of code reads, by Python's rules of scope.

What a function binds is its own, class bodies hide their names from their functions, comprehensions have scopes of
their own, ``global`` holds; what is ``nonlocal`` is a function's own in any case.
"""

from __future__ import annotations

import ast
from typing import Any, Callable, Iterable

from .effects import bound_by_import


class Scope:
    """The names met in one scope, in whatever order.

    ``loads`` are read in the scope itself, ``inner`` in its comprehensions and classes (which do not see the names of
    a class around them), ``later`` in its functions, ``globals`` in functions that declare them so. ``stores`` are
    bound, ``walrus`` by ``:=``, perhaps from within a comprehension.

    Parameters
    ----------
    annotations
        Whether type hints are evaluated: not after ``from __future__ import annotations``.
    function
        Whether it is the scope of a function, where hints of variables are never evaluated.
    """

    def __init__(self, annotations: bool, function: bool) -> None:
        self.annotations = annotations
        self.function = function
        self.loads: set[str] = set()
        self.inner: set[str] = set()
        self.later: set[str] = set()
        self.globals: set[str] = set()
        self.stores: set[str] = set()
        self.walrus: set[str] = set()
        self.declared_global: set[str] = set()

    def gather(self, nodes: Iterable[Any]) -> None:
        """Note the names in nodes and all that is below them."""
        todo = list(nodes)
        while todo:
            node = todo.pop()
            kind = type(node)
            if kind is ast.Name:
                (self.loads if type(node.ctx) is ast.Load else self.stores).add(node.id)
            elif kind in _HANDLERS:
                todo += _HANDLERS[kind](self, node)
            else:
                for field in _FIELDS.get(kind) or _fields(kind):
                    child = getattr(node, field, None)
                    if type(child) is list:
                        todo += child
                    elif child is not None:
                        todo.append(child)

    def function_reads(self) -> tuple[set[str], set[str]]:
        """For the scope of a function: the names it leaves to the scopes around it, and those it declares global."""
        read = self.loads | self.inner | self.later
        return read - self.stores - self.walrus, self.globals | (read & self.declared_global)

    def hide(self, names: set[str], since: Scope) -> None:
        """Take over what another scope read, but for the names that are its own."""
        self.inner |= (since.loads | since.inner) - names
        self.later |= since.later - names
        self.globals |= since.globals
        self.walrus |= since.walrus


_FIELDS: dict[type, tuple[str, ...]] = {}
_NO_NODES = frozenset(["arg", "attr", "conversion", "ctx", "id", "kind", "names", "op", "ops", "type_comment"])


def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a kind of node that hold nodes."""
    known: tuple[str, ...] = () if kind is ast.Constant else getattr(kind, "_fields", ())
    fields = _FIELDS[kind] = tuple(field for field in known if field not in _NO_NODES)
    return fields


# --- nodes that are more than their parts: each handler returns what is left to gather in the same scope ---------


def _function(scope: Scope, node: Any) -> list[Any]:
    scope.stores.add(node.name)
    hints = [argument.annotation for argument in _parameters(node)] + [node.returns] if scope.annotations else []
    body = Scope(scope.annotations, function=True)
    body.stores.update(argument.arg for argument in _parameters(node))
    body.gather(node.body)
    return [*node.decorator_list, *_typed(scope, node, hints, body), *_defaults(node)]


def _lambda(scope: Scope, node: ast.Lambda) -> list[Any]:
    body = Scope(scope.annotations, function=True)
    body.stores.update(argument.arg for argument in _parameters(node))
    body.gather([node.body])
    return _defaults(node) + _typed(scope, node, [], body)


def _typed(scope: Scope, node: Any, eager: list[Any], body: Scope | None) -> list[Any]:
    """Gather what type parameters are seen by: a function's hints and body, a class's bases, their own bounds."""
    parameters = getattr(node, "type_params", None) or []
    own = {parameter.name for parameter in parameters}
    if body is not None:
        reads, declared_global = body.function_reads()
        scope.later |= reads - own
        scope.globals |= declared_global
    if not own:
        return eager
    around = Scope(scope.annotations, scope.function)
    around.gather(eager)
    bounds = Scope(scope.annotations, scope.function)
    bounds.gather([child for parameter in parameters for child in ast.iter_child_nodes(parameter)])
    around.later |= bounds.loads | bounds.inner
    scope.hide(own, around)
    return []


def _class(scope: Scope, node: ast.ClassDef) -> list[Any]:
    own = {parameter.name for parameter in getattr(node, "type_params", [])}
    bound: set[str] = set()
    for statement in node.body:
        part = Scope(scope.annotations, function=False)
        part.gather([statement])
        bound |= part.walrus
        part.loads -= bound
        bound |= part.stores
        part.walrus.clear()
        scope.hide(own, part)
    scope.stores.add(node.name)
    bases = [*node.bases, *(keyword.value for keyword in node.keywords)]
    return [*node.decorator_list, *_typed(scope, node, bases, None)]


def _comprehension(scope: Scope, node: Any) -> list[Any]:
    inside = Scope(scope.annotations, scope.function)
    parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    for generator in node.generators:
        parts += [generator.target, *generator.ifs]
    parts += [generator.iter for generator in node.generators[1:]]
    inside.gather(parts)
    if isinstance(node, ast.GeneratorExp):  # it runs when it is asked, which may be at once
        inside.later |= inside.loads | inside.inner
    scope.hide(inside.stores, inside)
    return [node.generators[0].iter]


def _walrus(scope: Scope, node: ast.NamedExpr) -> list[Any]:
    scope.walrus.add(node.target.id)
    return [node.value]


def _augmented(scope: Scope, node: ast.AugAssign) -> list[Any]:
    if isinstance(node.target, ast.Name):
        scope.loads.add(node.target.id)
    return [node.target, node.value]


def _annotated(scope: Scope, node: ast.AnnAssign) -> list[Any]:
    hints = [node.annotation] if scope.annotations and not scope.function else []
    if isinstance(node.target, ast.Name) and node.value is None and not scope.function:
        return hints
    return [node.target, node.value, *hints]


def _import(scope: Scope, node: Any) -> list[Any]:
    scope.stores.update(bound_by_import(alias) for alias in node.names)
    return []


def _global(scope: Scope, node: ast.Global) -> list[Any]:
    scope.declared_global.update(node.names)
    return []


def _named(scope: Scope, node: Any) -> list[Any]:
    """A node that binds the name in its ``name`` or ``rest``: an except clause, a pattern."""
    name = getattr(node, "name", None) or getattr(node, "rest", None)
    if name:
        scope.stores.add(name)
    return list(ast.iter_child_nodes(node))


def _type_alias(scope: Scope, node: Any) -> list[Any]:
    value = Scope(scope.annotations, function=True)
    value.gather([node.value])
    scope.stores.add(node.name.id)
    return _typed(scope, node, [], value)


def _parameters(node: Any) -> list[ast.arg]:
    of = node.args
    return [*of.posonlyargs, *of.args, *of.kwonlyargs, *filter(None, [of.vararg, of.kwarg])]


def _defaults(node: Any) -> list[Any]:
    return [*node.args.defaults, *node.args.kw_defaults]


_HANDLERS: dict[type, Callable[[Scope, Any], list[Any]]] = {
    getattr(ast, kind): handler
    for kinds, handler in (
        ("FunctionDef AsyncFunctionDef", _function),
        ("Lambda", _lambda),
        ("ClassDef", _class),
        ("ListComp SetComp DictComp GeneratorExp", _comprehension),
        ("NamedExpr", _walrus),
        ("AugAssign", _augmented),
        ("AnnAssign", _annotated),
        ("Import ImportFrom", _import),
        ("Global", _global),
        ("ExceptHandler MatchAs MatchStar MatchMapping", _named),
        ("TypeAlias", _type_alias),
    )
    for kind in kinds.split()
    if hasattr(ast, kind)
}
