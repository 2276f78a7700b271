"""Finds what of a function or class is still as it was handed out."""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import Any, Dict, Iterator, List, Tuple, cast


def gaps(made: Any) -> Iterator[str]:
    """The lines that are still as they were handed out, in order, where the source of a function or class can be had.

    In a stub the last that a name is given is None, or a function passes and gives nothing back.
    """
    try:
        sources = [textwrap.dedent(inspect.getsource(each)) for each in functions(made)]
        trees = [sorted(ast.walk(ast.parse(source)), key=_line) for source in sources]
    except Exception:
        return
    last: Dict[str, Tuple[int, int]] = {}
    for number, nodes in enumerate(trees):
        for node in nodes:
            if isinstance(getattr(node, "ctx", None), ast.Store):
                place = (number, cast(ast.expr, node).lineno)
                last[ast.dump(node)] = max(place, last.get(ast.dump(node), place))
    for number, nodes in enumerate(trees):
        for node in nodes:
            if (
                isinstance(node, ast.Assign)
                and _is_none(node.value)
                and any(
                    last[ast.dump(leaf)] == (number, leaf.lineno) for each in node.targets for leaf in _leaves(each)
                )
            ):
                yield ast.get_source_segment(sources[number], node) or ""
        kinds = {type(node) for node in nodes}
        if ast.Pass in kinds and ast.Return not in kinds:
            yield "pass"


def functions(made: Any) -> List[Any]:
    """The function itself, or the methods of a class."""
    return [each for each in vars(made).values() if inspect.isfunction(each)] if inspect.isclass(made) else [made]


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def _leaves(target: ast.expr) -> List[ast.expr]:
    if isinstance(target, (ast.Tuple, ast.List)):
        return [leaf for each in target.elts for leaf in _leaves(each)]
    return [target]


def _is_none(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return all(_is_none(each) for each in node.elts)
    return isinstance(node, ast.Constant) and node.value is None
