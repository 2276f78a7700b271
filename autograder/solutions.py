"""The solutions in a source notebook: found by the names of their exercises, and put differently."""

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .language import _


class SolutionError(Exception):
    """The source notebook has no such solution, or an edit of it does not apply; the sentence says which."""


def definition(source: bytes, name: str) -> str:
    """Find the text of the function or class of that name in a source notebook: the last one counts.

    Raises
    ------
    SolutionError
        If there is none.
    """
    cell, node = _found(json.loads(source), name)
    lines = _lines(cell)
    return "".join(lines[_first(node) - 1 : _last(node, lines)])


def defines(source: bytes, name: str) -> bool:
    """Whether a source notebook has a function or class of that name: of a value there is no definition to edit."""
    try:
        _found(json.loads(source), name)
    except SolutionError:
        return False
    return True


def replaced(source: bytes, name: str, text: str) -> bytes:
    """Put another text in the place of a definition, and give the whole notebook back.

    Raises
    ------
    SolutionError
        If there is no such definition.
    """
    notebook = json.loads(source)
    cell, node = _found(notebook, name)
    lines = _lines(cell)
    lines[_first(node) - 1 : _last(node, lines)] = [text if text.endswith("\n") else f"{text}\n"]
    cell["source"] = lines
    return json.dumps(notebook).encode()


def with_cells(source: bytes, cells: Iterable[str]) -> bytes:
    """A source notebook without its prose, and with these cells at its end."""
    notebook = json.loads(source)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    notebook["cells"] += [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps(notebook).encode()


def renamed(text: str, name: str, other: str) -> str:
    """The text of a definition under another name."""
    (node,) = ast.parse(text).body
    lines = text.splitlines(keepends=True)
    line = node.lineno - 1
    lines[line] = lines[line].replace(name, other, 1)
    return "".join(lines)


def edited(text: str, replace: Mapping[str, str]) -> str:
    """Edit the text of a definition: every occurrence of each key becomes its value, one after the other.

    Raises
    ------
    SolutionError
        If a key does not occur, or what comes of it is not Python.
    """
    for old, new in replace.items():
        if old not in text:
            raise SolutionError(_("{text} does not occur in the solution.").format(text=repr(old)))
        text = text.replace(old, new)
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise SolutionError(
            _("The edited solution is not Python: {reason} in line {line}.").format(reason=error.msg, line=error.lineno)
        ) from None
    return text


def _found(notebook: dict[str, Any], name: str) -> tuple[dict[str, Any], ast.FunctionDef | ast.ClassDef]:
    for cell in reversed(notebook["cells"]):
        if cell["cell_type"] != "code" or name not in "".join(cell["source"]):
            continue
        try:
            tree = ast.parse("".join(cell["source"]))
        except SyntaxError:  # a magic; no cell of a graded function has one
            continue
        for node in reversed(tree.body):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
                return cell, node
    raise SolutionError(_("The source notebook does not define {name}.").format(name=name))


def _lines(cell: Mapping[str, Any]) -> list[str]:
    return "".join(cell["source"]).splitlines(keepends=True)


def _first(node: ast.FunctionDef | ast.ClassDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _last(node: ast.FunctionDef | ast.ClassDef, lines: Sequence[str]) -> int:
    """The last line of a definition, with the comments that end its body: a marker may be the last of them."""
    last = node.end_lineno or node.lineno
    for number, line in enumerate(lines[last:], last + 1):
        code = line.lstrip()
        if code.strip() and not (code.startswith("#") and len(line) - len(code) > node.col_offset):
            break
        last = number if code.strip() else last
    return last
