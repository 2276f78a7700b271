"""Takes a notebook apart into top-level statements, each with what it does to the names of the notebook."""

from __future__ import annotations
import __future__

import ast
import re
import warnings
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Iterable, Mapping

from .definitions import Definition, definition
from .effects import Effect, Effects, Star, changes_in_expressions, effects
from .flow import NOTHING, Uses, uses
from .magics import UNPARSABLE, to_python
from .outline import Outlined, bound_names, outline
from .reading import Cell, Notebook
from .tokens import fingerprint


@dataclass(frozen=True)
class Fault:
    """Why a cell does not parse: what Python says, the line in the cell, and its text."""

    message: str
    line: int
    text: str


@dataclass(frozen=True)
class Statement:
    """A top-level statement; a cell that does not parse is one statement with an error.

    Parameters
    ----------
    order
        Its place among the statements of the notebook, from 0.
    cell
        The number of its cell.
    line
        Its first line in the cell, from 1.
    node
        The statement itself, with the lines of its cell; an import of several names is cut into one for each. None
        in a cell that does not parse.
    error
        Why the cell does not parse.
    flags
        What to compile it with: the ``from __future__`` imports of its cell and of those before it, as in IPython.
        These imports themselves are in no slice.
    """

    order: int
    cell: int
    line: int
    node: ast.stmt | None = None
    error: Fault | None = None
    flags: int = 0


@dataclass(frozen=True)
class Program:
    """The statements of a notebook, and what they do to names.

    Parameters
    ----------
    definitions
        The last function or class of each top-level name; one that parses goes before one that does not.
    events
        For each name, the places of the statements that bind or change it, and what they do.
    broken
        For each name, the places of the cells that do not parse and mean to bind it.
    stars
        The star imports, with their places.
    sources
        The cells as they were written, by number.
    """

    statements: tuple[Statement, ...]
    definitions: dict[str, Definition]
    events: dict[str, list[tuple[int, Effect]]]
    broken: dict[str, list[int]]
    stars: tuple[tuple[int, Star], ...]
    sources: dict[int, str]
    _uses: dict[int, Uses] = field(default_factory=dict, repr=False, compare=False)

    def uses(self, place: int) -> Uses:
        """What the statement at a place reads; looked up once."""
        if place not in self._uses:
            statement = self.statements[place]
            annotations = not statement.flags & __future__.annotations.compiler_flag
            self._uses[place] = NOTHING if statement.node is None else uses(statement.node, annotations)
        return self._uses[place]


def file_name(cell: int) -> str:
    """The name under which a cell is compiled, and which tracebacks show."""
    return f"<cell {cell}>"


def cell_of(name: str) -> int | None:
    """The number of the cell that `file_name` gives this name to, or None for another file."""
    match = _FILE_NAME.fullmatch(name)
    return int(match.group(1)) if match else None


_FILE_NAME = re.compile(r"<cell (\d{1,9})>")


@dataclass(frozen=True)
class Apart:
    """A cell, taken apart as far as it can be without the others.

    Parameters
    ----------
    text
        The Python in it.
    found
        Its statements and what they do.
    uses
        What they read, where that was looked up beforehand.
    fault, bound, outlined
        Of a cell that does not parse: why, which names it means to bind, and what it means to define.
    """

    text: str
    found: tuple[tuple[ast.stmt, Effects], ...] = ()
    uses: tuple[Uses, ...] = ()
    fault: Fault | None = None
    bound: frozenset[str] = frozenset()
    outlined: tuple[Outlined, ...] = ()


def take_apart(source: str) -> Apart:
    """Take one cell apart. Nothing is raised for any text."""
    text = source
    try:
        text = to_python(source)
        body = ast.parse(text + "\n").body  # as IPython ends every cell
        in_expressions = changes_in_expressions(text)
        singles = (node for statement in body for node in _single_imports(statement))
        return Apart(text, tuple((node, effects(node, in_expressions)) for node in singles))
    except UNPARSABLE as error:
        return Apart(text, fault=_fault(error, text), bound=frozenset(bound_names(text)), outlined=tuple(outline(text)))


def learnt(sources: Iterable[str]) -> dict[str, Apart]:
    """Cells that many notebooks have, taken apart once: by their texts, for `understand`.

    The fingerprints of what they define are known from then on too.
    """
    cells = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for source in sources:
            apart = take_apart(source)
            with suppress(RecursionError):
                cells[source] = replace(apart, uses=tuple(uses(node, True) for node, _effect in apart.found))
            for made in (made for _node, effect in apart.found for made in effect.definitions):
                fingerprint(definition(made, 0, apart.text.split("\n")).text)
    return cells


def understand(notebook: Notebook, known: Mapping[str, Apart] = MappingProxyType({})) -> Program:
    """Take a notebook apart. Nothing is raised for any notebook.

    Parameters
    ----------
    notebook
        The notebook.
    known
        Cells that were `learnt` before.
    """
    reader = _Reader()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd escapes and the like, on behalf of the student's code
        for cell in notebook.cells:
            reader.read(cell, known.get(cell.source) or take_apart(cell.source))
    return Program(
        tuple(reader.statements),
        {**reader.outlined, **reader.definitions},
        reader.events,
        reader.broken,
        tuple(reader.stars),
        {cell.number: cell.source for cell in notebook.cells},
        reader.uses,
    )


class _Reader:
    """Reads cell after cell and keeps what it learns."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.definitions: dict[str, Definition] = {}
        self.outlined: dict[str, Definition] = {}
        self.events: dict[str, list[tuple[int, Effect]]] = {}
        self.broken: dict[str, list[int]] = {}
        self.stars: list[tuple[int, Star]] = []
        self.uses: dict[int, Uses] = {}
        self.flags = 0
        self.packages: set[str] = set()  # those of which a submodule was imported by its dotted name

    def read(self, cell: Cell, apart: Apart) -> None:
        if apart.fault is not None:
            self._read_broken(cell, apart, apart.fault)
            return
        lines = apart.text.split("\n")
        for index, (node, effect) in enumerate(apart.found):
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                self.flags |= getattr(getattr(__future__, node.names[0].name, None), "compiler_flag", 0)
                continue
            place = len(self.statements)
            self.statements.append(Statement(place, cell.number, node.lineno, node, flags=self.flags))
            if apart.uses and not self.flags:
                self.uses[place] = apart.uses[index]
            for name, kind in effect.names.items():
                self.events.setdefault(name, []).append((place, self._submodules_kept(node, name, kind)))
            self.stars += [(place, star) for star in effect.stars]
            for made in effect.definitions:
                self.definitions[made.name] = definition(made, cell.number, lines)

    def _read_broken(self, cell: Cell, apart: Apart, fault: Fault) -> None:
        place = len(self.statements)
        self.statements.append(Statement(place, cell.number, fault.line, error=fault))
        for name in apart.bound:
            self.broken.setdefault(name, []).append(place)
        for made in apart.outlined:
            self.outlined[made.name] = Definition(made.name, made.parameters, cell.number, made.line, made.text, False)

    def _submodules_kept(self, node: ast.stmt, name: str, effect: Effect) -> Effect:
        """``import a.b`` and ``import a.c`` add to one another: neither takes the place of the other."""
        if effect is Effect.IMPORTS and isinstance(node, ast.Import) and node.names[0].asname is None:
            if name in self.packages:
                return Effect.IMPORTS_PERHAPS
            if "." in node.names[0].name:
                self.packages.add(name)
        return effect


def _single_imports(statement: ast.stmt) -> list[ast.stmt]:
    """An import of several names as imports of one name each, so that a slice holds those that are needed."""
    if not isinstance(statement, (ast.Import, ast.ImportFrom)) or len(statement.names) == 1:
        return [statement]
    if isinstance(statement, ast.Import):
        singles: list[ast.stmt] = [ast.Import([alias]) for alias in statement.names]
    else:
        singles = [ast.ImportFrom(statement.module, [alias], statement.level) for alias in statement.names]
    return [ast.copy_location(single, statement) for single in singles]


def _fault(error: BaseException, text: str) -> Fault:
    lines = text.split("\n")
    if isinstance(error, SyntaxError):
        line = min(max(error.lineno or 1, 1), len(lines))
        return Fault(error.msg, line, lines[line - 1].strip())
    message = "too deeply nested" if isinstance(error, (RecursionError, MemoryError)) else str(error)
    return Fault(message, 1, lines[0].strip())
