"""Reads a notebook from its file and runs what the graded functions need of it, and nothing else.

These are the imports, definitions and assignments that a graded function uses, directly or through another; trainings
and plots do not run.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import linecache
import re
import symtable
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, FrozenSet, Iterator, List, Sequence, Set, Tuple

_PYTHON_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
_SHELL = re.compile(r"^(\s*)(?:([\w, ]+=)\s*)?(?:[%!].*|\?.*|[\w.%]+\?{1,2}\s*)$")


class Unreadable(Exception):
    """A file is no notebook; the sentence says why."""


@dataclass(frozen=True)
class Cell:
    """A cell: its number among all cells of the notebook, from 1, its kind (``code``, ``markdown``), and its text."""

    number: int
    kind: str
    text: str

    @property
    def file(self) -> str:
        return f"<cell {self.number}>"


@dataclass(frozen=True)
class Statement:
    """A top-level statement of a cell, with the names of the notebook that it binds and those that it reads."""

    cell: Cell
    node: ast.stmt
    binds: FrozenSet[str]
    reads: FrozenSet[str]


def read_cells(path: Path) -> Tuple[Cell, ...]:
    """The cells of a notebook, of whatever age.

    Raises
    ------
    Unreadable
        If the file cannot be read as one.
    """
    try:
        notebook = json.loads(path.read_text("utf-8"))
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        texts = ((each["cell_type"], each.get("source", each.get("input", ""))) for each in cells)
        return tuple(Cell(number, str(kind), "".join(text)) for number, (kind, text) in enumerate(texts, 1))
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Unreadable(f"{path} is not a notebook. It has to be an .ipynb file, as Jupyter saves it.") from None


def parse(cell: Cell) -> ast.Module:
    """The Python of a code cell; its magics and shell commands are left out.

    Raises
    ------
    SyntaxError
        If it does not parse.
    """
    try:
        return _parsed(cell.text, cell.file)
    except SyntaxError:
        return _parsed(without_magics(cell.text), cell.file)


def _parsed(text: str, file: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what Python thinks of a student's escapes
        try:
            found = compile(text, file, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error)) from None
    assert isinstance(found, ast.Module)
    return found


def without_magics(text: str) -> str:
    """The same lines, with ``%magics``, ``!commands`` and ``help?`` taken out."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        if lines[first].split()[0] not in _PYTHON_MAGICS:
            return ""
        lines[first] = ""
    return "\n".join(
        _SHELL.sub(lambda found: f"{found[1]}{f'{found[2]} None' if found[2] else 'pass'}", each) for each in lines
    )


def statements(cell: Cell) -> Iterator[Statement]:
    """The top-level statements of a cell that parses."""
    tree = parse(cell)
    lines = without_magics(cell.text).split("\n") if _has_magics(cell) else cell.text.split("\n")
    for node in tree.body:
        start = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        text = "\n".join(lines[start - 1 : node.end_lineno])
        try:
            table = symtable.symtable(text, cell.file, "exec")
        except SyntaxError:  # it shares its line with another
            continue
        yield Statement(cell, node, frozenset(_bound(table, node)), frozenset(_read(table)))


def _has_magics(cell: Cell) -> bool:
    try:
        _parsed(cell.text, cell.file)
    except SyntaxError:
        return True
    return False


def _bound(table: symtable.SymbolTable, node: ast.stmt) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported():
            yield symbol.get_name()
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for each in targets:  # of x[k] = … and x.a = … it is x that changes
        root = each
        while isinstance(root, (ast.Subscript, ast.Attribute)):
            root = root.value
        if isinstance(root, ast.Name):
            yield root.id


def _read(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _read(child)


def needed(found: Sequence[Statement], names: Set[str]) -> List[Statement]:
    """Those statements, in their order, that bind one of the names or what such a statement reads."""
    wanted, chosen = set(names), set()  # type: Set[str], Set[int]
    while True:
        more = [number for number, each in enumerate(found) if number not in chosen and each.binds & wanted]
        if not more:
            return [found[number] for number in sorted(chosen)]
        chosen.update(more)
        for number in more:
            wanted |= found[number].reads


def run(chosen: Sequence[Statement]) -> Tuple[Dict[str, Any], List[str]]:
    """What the names of the notebook are after these statements, and a sentence for each that raised."""
    namespace = {"__name__": "__main__", "__builtins__": __builtins__}  # type: Dict[str, Any]
    troubles = []
    for each in chosen:
        lines = each.cell.text.splitlines(keepends=True)
        linecache.cache[each.cell.file] = (len(each.cell.text), None, lines, each.cell.file)  # where a stub is read
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(compile(ast.Module([each.node], []), each.cell.file, "exec"), namespace)
        except (Exception, SystemExit) as error:
            line = lines[each.node.lineno - 1].strip()
            troubles.append(f"Cell {each.cell.number} raises {type(error).__name__} at `{line}`: {error}")
    return namespace, troubles
