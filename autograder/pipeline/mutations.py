"""Small wrong edits of an expression or a statement, one at a time, as slips of a student's hand."""

import ast
import builtins
import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Edit = tuple[str, ast.AST]
"""What kind of slip it is, and the node that takes the place of another."""

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mod),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
COMMUTE = (ast.Add, ast.Mult)
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ATTRIBUTES = {
    one: other
    for a, b in (
        ("zeros", "ones"),
        ("zeros_like", "ones_like"),
        ("rand", "randn"),
        ("sum", "mean"),
        ("floor", "ceil"),
        ("max", "min"),
        ("argmax", "argmin"),
        ("sqrt", "square"),
        ("abs", "sign"),
        ("exp", "log"),
        ("dot", "multiply"),
        ("startswith", "endswith"),
        ("eval", "train"),
        ("no_grad", "enable_grad"),
    )
    for one, other in ((a, b), (b, a))
} | {"tanh": "sinh", "count_nonzero": "size", "rot90": "roll", "SGD": "Adam"}
REDUCTIONS = ("sum", "mean", "max", "min", "norm", "count_nonzero")
FAMILY = re.compile(r"\d+")
NEIGHBOURS = 2
"""Of the many names of a long function, so many before and behind a name are mistaken for it."""


@dataclass(frozen=True)
class Names:
    """The names that a definition knows, by what it does with them, each with the line from which on it is bound.

    ``keys`` are the texts in its subscripts.
    """

    called: Mapping[str, int]
    mappings: Mapping[str, int]
    values: Mapping[str, int]
    keys: Sequence[str]


def names_of(definition: ast.AST) -> Names:
    """Collect the names of a definition."""
    nodes = list(ast.walk(definition))
    bound = {node.arg: 0 for node in nodes if isinstance(node, ast.arg) and node.arg != "self"}
    passing = {id(each) for node in nodes if isinstance(node, ast.comprehension) for each in ast.walk(node.target)}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in passing:
            bound[node.id] = min(bound.get(node.id, node.lineno), node.lineno)
    called = {node.func.id: 0 for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    mappings, keys = set(), []
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr="items"):
                mappings.add(name)
            case ast.Subscript(value=ast.Name(id=name), slice=index) if _texts(index):
                mappings.add(name)
                keys += _texts(index)
    return Names(
        {name: 0 for name in called if name not in bound and not hasattr(builtins, name)},
        {name: line for name, line in bound.items() if name in mappings},
        {name: line for name, line in bound.items() if name not in mappings and name != "_"},
        list(dict.fromkeys(keys)),
    )


def edits(node: ast.AST, names: Names) -> Iterator[Edit]:
    """Every small wrong edit of one node; those of what it holds are not among them."""
    for edit in (_operators, _conditions, _constants, _calls, _attributes, _subscripts, _signs, _left_out):
        yield from edit(node)
    yield from _swapped_names(node, names)


def _texts(node: ast.AST) -> list[str]:
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def _is_text(node: ast.AST) -> bool:
    """Whether it is a text that is put together, as a key is."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.Call(func=ast.Name(id="str")):
            return True
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _is_text(left) or _is_text(right)
    return False


def _changed(node: ast.AST, **fields: object) -> ast.AST:
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


# --- operators and constants ------------------------------------------------------------------------------------


def _operators(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if not _is_text(node):
            for other in OPERATORS.get(type(op), ()):
                yield "operator", _changed(node, op=other())
            if not isinstance(op, COMMUTE):
                yield "operands swapped", _changed(node, left=right, right=left)
            yield from (("operand dropped", left), ("operand dropped", right))
        case ast.AugAssign(target=target, op=op, value=value):
            for other in OPERATORS.get(type(op), ()):
                yield "operator", _changed(node, op=other())
            yield "operator", ast.Assign([target], value)
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield "operator dropped", operand


def _conditions(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Compare(ops=[op]):
            for other in COMPARISONS[type(op)]:
                yield "comparison", _changed(node, ops=[other()])
        case ast.BoolOp(op=op, values=values):
            yield "and, or", _changed(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
            yield from (("condition dropped", value) for value in values)
        case ast.If(test=test) | ast.IfExp(test=test):
            for fixed in (True, False):
                yield "condition fixed", _changed(node, test=ast.Constant(fixed))
            yield "condition negated", _changed(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[*tests]) if tests:
            yield "condition dropped", _changed(node, ifs=[])
            yield "condition negated", _changed(node, ifs=[ast.UnaryOp(ast.Not(), tests[0]), *tests[1:]])


def _constants(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Constant(value=bool() as value):
            yield "constant", ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            for other in (value + 1, value - 1, 0, 1, 2 * value, -value):
                if other != value:
                    yield "constant", ast.parse(repr(other), mode="eval").body


def _signs(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="zeros"))):  # minus nothing is nothing
            return
        case ast.Assign(value=ast.BinOp() | ast.Call() | ast.Name() | ast.Attribute() | ast.Subscript() as value):
            yield "sign", _changed(node, value=ast.UnaryOp(ast.USub(), value))


# --- calls, attributes, subscripts ------------------------------------------------------------------------------


def _calls(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Call(func=ast.Name(id="str")):  # a part of a key
            return
        case ast.Call(func=func, args=args, keywords=keywords):
            for number in range(len(args) - 1):
                swapped = [*args[:number], args[number + 1], args[number], *args[number + 2 :]]
                yield "arguments swapped", _changed(node, args=swapped)
            if len(args) > 1:
                yield "argument left out", _changed(node, args=args[:-1])
            for keyword in keywords:
                yield "argument left out", _changed(node, keywords=[each for each in keywords if each is not keyword])
            if args and not isinstance(args[0], ast.Starred):
                yield "call dropped", args[0]
            if isinstance(func, ast.Attribute) and not isinstance(func.value, ast.Name | ast.Attribute):
                yield "call dropped", func.value
            yield from _axes(node, func, keywords)
            if isinstance(func, ast.Attribute) and func.attr == "dot":
                for number, each in enumerate(args):
                    yield "transpose", _changed(node, args=[*args[:number], _transposed(each), *args[number + 1 :]])
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            yield "transpose", _changed(node, left=_transposed(left))
            yield "transpose", _changed(node, right=_transposed(right))


def _axes(node: ast.Call, func: ast.expr, keywords: Sequence[ast.keyword]) -> Iterator[Edit]:
    named = {keyword.arg for keyword in keywords}
    if isinstance(func, ast.Attribute) and func.attr in REDUCTIONS:
        if "axis" not in named:
            for axis in (0, 1):
                yield "axis", _changed(node, keywords=[*keywords, ast.keyword("axis", ast.Constant(axis))])
        if "keepdims" not in named and "axis" in named:
            yield "axis", _changed(node, keywords=[*keywords, ast.keyword("keepdims", ast.Constant(True))])


def _transposed(node: ast.expr) -> ast.expr:
    match node:
        case ast.Attribute(value=value, attr="T"):
            return value
    return ast.Attribute(node, "T", ast.Load())


def _attributes(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Attribute(value=value, attr="T"):
            yield "transpose", value
        case ast.Attribute(attr=attr) if attr in ATTRIBUTES:
            yield "attribute", _changed(node, attr=ATTRIBUTES[attr])


def _subscripts(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Subscript(slice=ast.Tuple(elts=parts) as index):
            for number in range(len(parts) - 1):
                swapped = [*parts[:number], parts[number + 1], parts[number], *parts[number + 2 :]]
                yield "indices swapped", _changed(node, slice=_changed(index, elts=swapped))
        case ast.Subscript(value=ast.Subscript(slice=first) as inner, slice=second):
            yield "indices swapped", _changed(node, value=_changed(inner, slice=second), slice=first)
        case ast.Slice():
            for bound in ("lower", "upper", "step"):
                if getattr(node, bound) is not None:
                    yield "bound dropped", _changed(node, **{bound: None})


# --- names and statements ---------------------------------------------------------------------------------------


def _swapped_names(node: ast.AST, names: Names) -> Iterator[Edit]:
    match node:
        case ast.Name(id=name, ctx=context):
            for pool in (names.called, names.mappings, names.values):
                if name in pool:
                    known = [other for other, line in pool.items() if line < node.lineno or other == name]
                    wanted = known if pool is not names.values else _alike(name, known)
                    yield from (("name", ast.Name(other, context)) for other in wanted if other != name)
        case ast.Subscript(slice=index) if _texts(index):
            key = _texts(index)[0]
            for other in names.keys:
                if other != key:
                    yield "key", _changed(node, slice=_Key(key, other).visit(copy.deepcopy(index)))


def _alike(name: str, known: Sequence[str]) -> list[str]:
    """Those that differ from a name in a number only, as ``W1`` and ``W2``, and the next neighbours of it."""
    family = [other for other in known if FAMILY.sub("", other) == FAMILY.sub("", name)]
    others = [other for other in known if other == name or other not in family]
    place = others.index(name)
    return [*family, *others[max(place - NEIGHBOURS, 0) : place], *others[place + 1 : place + 1 + NEIGHBOURS]]


class _Key(ast.NodeTransformer):
    """Puts another text in the place of a key's."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(self._new) if node.value == self._old else node


def _left_out(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Pass():
            return
        case ast.If(body=body) | ast.With(body=body) | ast.For(body=body) | ast.While(body=body):
            yield "statement dropped", ast.Pass()
            if len(body) > 1:
                yield "body dropped", _changed(node, body=[ast.Pass()])
            if getattr(node, "orelse", []):
                yield "branch dropped", _changed(node, orelse=[])
        case ast.stmt():
            yield "statement dropped", ast.Pass()
