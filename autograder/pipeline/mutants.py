"""Wrong answers that are made from a solution, edit by edit of its syntax tree, within its regions only."""

import ast
import copy
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .markers import find_regions
from .mutations import Names, edits, names_of
from .notebooks import Place
from .strip import parse, region_statements

Step = tuple[str, int | None]


@dataclass(frozen=True)
class Mutant:
    """A definition with one small edit.

    Parameters
    ----------
    kind
        What kind of edit it is, as ``operator``.
    line
        The line of the definition where the edited statement begins.
    before, after
        That statement; one that is left out is commented out.
    text
        The whole definition.
    """

    exercise: str
    kind: str
    line: int
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.exercise}, line {self.line}: `{self.before}` → `{self.after}`"


def mutants(exercise: str, definition: str) -> list[Mutant]:
    """Make the mutants of a definition, always the same ones in the same order.

    Raises
    ------
    PipelineError
        If the definition breaks a rule of the markers.
    """
    place = Place(1, exercise)
    tree = parse(definition, place)
    seen = {ast.dump(tree)}
    found = []
    for mutant in _all(exercise, definition, tree, place):
        dumped = ast.dump(ast.parse(mutant.text))
        if dumped not in seen:
            seen.add(dumped)
            found.append(mutant)
    return found


def _all(exercise: str, definition: str, tree: ast.Module, place: Place) -> Iterator[Mutant]:
    names = names_of(tree)
    lines = definition.split("\n")
    for region in find_regions(definition, place):
        statements = region_statements(tree, region, place)
        for number, statement in enumerate(statements):
            for kind, path, edited in _edited(statement, names):
                before, after = _innermost(statement, path), _innermost(edited, path)
                body = [*statements[:number], edited, *statements[number + 1 :]]
                text = "\n".join(
                    [
                        *lines[: region.start],
                        *textwrap.indent(_unparsed(body), " " * statement.col_offset).split("\n"),
                        *lines[region.end - 1 :],
                    ]
                )
                dropped = isinstance(after, ast.Pass)
                yield Mutant(
                    exercise,
                    kind,
                    before.lineno,
                    ast.unparse(before),
                    textwrap.indent(ast.unparse(before), "# ") if dropped else _unparsed([after]),
                    text,
                )


def _edited(statement: ast.stmt, names: Names) -> Iterator[tuple[str, tuple[Step, ...], ast.stmt]]:
    """Every edit of what a statement holds: its kind, where it is, and the whole statement with it."""
    for path, node in _nodes(statement):
        for kind, edit in edits(node, names):
            edited = _with(statement, path, edit)
            assert isinstance(edited, ast.stmt)
            yield kind, path, edited


def _nodes(node: ast.AST, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], ast.AST]]:
    """A node and all below it, from left to right, each with the steps that lead to it."""
    yield path, node
    for name, value in ast.iter_fields(node):
        for number, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST):
                yield from _nodes(child, (*path, (name, number if isinstance(value, list) else None)))


def _with(node: ast.AST, path: Sequence[Step], new: ast.AST) -> ast.AST:
    """A copy of a tree with another node at the end of a path."""
    if not path:
        return new
    (name, number), *rest = path
    changed, value = copy.copy(node), getattr(node, name)
    if number is None:
        setattr(changed, name, _with(value, rest, new))
    else:
        setattr(changed, name, [*value[:number], _with(value[number], rest, new), *value[number + 1 :]])
    return changed


def _innermost(statement: ast.stmt, path: Sequence[Step]) -> ast.stmt:
    """The innermost statement that a path leads through."""
    innermost, node = statement, statement
    for name, number in path:
        value = getattr(node, name, None)
        node = value if number is None else value[number]  # type: ignore[index,assignment]  # a path of this tree
        if isinstance(node, ast.stmt):
            innermost = node
    return innermost


def _unparsed(body: Sequence[ast.stmt]) -> str:
    return ast.unparse(ast.fix_missing_locations(ast.Module(list(body), [])))
