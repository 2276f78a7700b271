"""The functions and classes of a notebook, by which it is recognised and told from its stub."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from .tokens import fingerprint


@dataclass(frozen=True)
class Definition:
    """A function or class of the notebook.

    ``parameters`` are all of the function's, in their order, or those of the class's ``__init__`` but the first.
    ``parses`` is False if it stands in a cell that does not parse, where it was found by text.
    """

    name: str
    parameters: tuple[str, ...]
    cell: int
    line: int
    text: str
    parses: bool

    @property
    def fingerprint(self) -> str:
        """The digest of its tokens, see `tokens.fingerprint`."""
        return fingerprint(self.text)


def definition(node: Any, cell: int, lines: list[str]) -> Definition:
    """What a ``def`` or ``class`` node of a cell of these lines defines."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    text = "\n".join(lines[first - 1 : node.end_lineno])
    if isinstance(node, ast.ClassDef):
        makers = [made for made in node.body if isinstance(made, ast.FunctionDef) and made.name == "__init__"]
        parameters = _parameters(makers[-1])[1:] if makers else ()
    else:
        parameters = _parameters(node)
    return Definition(node.name, parameters, cell, node.lineno, text, True)


def _parameters(node: Any) -> tuple[str, ...]:
    of = node.args
    in_order = [*of.posonlyargs, *of.args, of.vararg, *of.kwonlyargs, of.kwarg]
    return tuple(argument.arg for argument in in_order if argument is not None)
