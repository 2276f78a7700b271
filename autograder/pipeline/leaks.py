"""Proves that a release does not hold the solutions that were taken out of it.

A secret is a whole right-hand side, return value or call statement of a solution region, of at least 8 tokens. It may
stand in no file of the release: neither as its tokens, however spaced, nor as the same expression with other variable
names. What also stands as code outside the regions of the source is given by design. Shorter ones say too little to be
searched for: the assignment lists them, each with a reason. A written model answer is a secret sentence by sentence.
"""

import ast
import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..language import _
from ..notebook.magics import to_python
from ..notebook.tokens import code_tokens
from .markers import Region, Style, find_regions
from .notebooks import Cell, Place, notebooks, read_cells, texts
from .shapes import imports, shape, size, trees
from .strip import parse

LEAST = 8
"""From so many tokens on, an expression is a secret."""

GAP = r"[\s#\\]*"
"""What may stand between two tokens: white space, a line's end in a comment, a continued line."""


@dataclass(frozen=True)
class Secret:
    """A piece of a solution, and where it stands in the source. ``node`` is None in a written answer."""

    text: str
    place: Place
    line: int
    tokens: tuple[str, ...]
    node: ast.expr | None = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the secret in any text, whatever white space it is written with."""
        before = r"(?<!\w)" if re.match(r"\w", self.tokens[0]) else ""
        after = r"(?!\w)" if re.match(r"\w", self.tokens[-1]) else ""
        return re.compile(before + GAP.join(re.escape(token) for token in self.tokens) + after)


@dataclass(frozen=True)
class Leak:
    """A secret that stands in a file of the release; ``how`` is ``tokens`` or ``shape``."""

    file: str
    cell: Place | None
    secret: Secret
    how: str

    def __str__(self) -> str:
        where = _("{file}, {cell}").format(file=self.file, cell=self.cell) if self.cell else self.file
        template = (
            _("{where} gives away the solution of {origin}: `{code}`.")
            if self.how == "tokens"
            else _("{where} gives away the solution of {origin}: `{code}`, with other variable names.")
        )
        return template.format(where=where, origin=self.secret.place.line(self.secret.line), code=self.secret.text)


@dataclass(frozen=True)
class Solutions:
    """What the solution regions of a source folder hold, and what its code says beside them.

    ``short`` are the pieces of under 8 tokens; ``given_tokens`` and ``given_shapes`` are the code outside the regions,
    ``imported`` the names that its imports bind.
    """

    secrets: tuple[Secret, ...]
    short: tuple[Secret, ...]
    given_tokens: str
    given_shapes: frozenset[str]
    imported: Mapping[str, str]


def scan(source: Path, release: Path) -> list[Leak]:
    """Look for the solutions of a source folder in its release.

    Raises
    ------
    PipelineError
        If a notebook of the source breaks a rule of the markers.
    """
    solutions = read_solutions(source)
    spelled = [each for each in solutions.secrets if _joined(each.tokens) not in solutions.given_tokens]
    shaped = {shape(each.node, solutions.imported): each for each in solutions.secrets if each.node}
    shaped = {key: each for key, each in shaped.items() if key not in solutions.given_shapes}
    sizes = {size(each.node) for each in shaped.values() if each.node}
    leaks: dict[Leak, None] = {}
    for text in texts(release):
        for secret in spelled:
            if secret.pattern.search(text.text):
                leaks[Leak(text.file, text.cell, secret, "tokens")] = None
        for tree in trees(text.text):
            for key in _shapes(tree, imports([tree], solutions.imported), sizes):
                if key in shaped and Leak(text.file, text.cell, shaped[key], "tokens") not in leaks:
                    leaks[Leak(text.file, text.cell, shaped[key], "shape")] = None
    return list(leaks)


def unlisted(source: Path, listed: Collection[str]) -> list[str]:
    """What is wrong with an assignment's list of short solution pieces, a sentence each."""
    short = {each.tokens: each for each in reversed(read_solutions(source).short)}
    known = {_tokens(each): each for each in listed}
    return [
        _(
            "{place}: `{code}` is too short to be searched for; list it under short_secrets in the assignment file, "
            "with the reason why it may be known."
        ).format(place=each.place.line(each.line), code=each.text)
        for tokens, each in reversed(short.items())
        if tokens not in known
    ] + [
        _(
            "short_secrets lists `{code}`, which is no right-hand side or call of under {least} tokens in a solution."
        ).format(code=text, least=LEAST)
        for tokens, text in known.items()
        if tokens not in short
    ]


def read_solutions(source: Path) -> Solutions:
    """Collect what the solution regions of all notebooks of a folder hold, and the code around them."""
    found: list[Secret] = []
    given_tokens: list[str] = []
    given_shapes: set[str] = set()
    cells = [cell for path in notebooks(source) for cell in read_cells(path)]
    code = [(cell, _regions(cell), parse(cell.source, cell.place)) for cell in cells if cell.kind == "code"]
    imported = imports([tree for _, _, tree in code], {})
    for cell, regions, tree in code:
        for node in ast.walk(tree):
            if any(getattr(node, "lineno", 0) in region for region in regions):
                found += [_secret(cell, value) for value in _values(node)]
            elif isinstance(node, ast.expr):
                given_shapes.add(shape(node, imported))
        lines = enumerate(cell.source.split("\n"), 1)
        outside = "\n".join(line for number, line in lines if not any(number in region for region in regions))
        given_tokens += code_tokens(outside)
    found += [sentence for cell in cells if cell.kind == "markdown" for sentence in _sentences(cell)]
    return Solutions(
        tuple({each.tokens: each for each in found if len(each.tokens) >= LEAST}.values()),
        tuple(each for each in found if len(each.tokens) < LEAST),
        _joined(given_tokens),
        frozenset(given_shapes),
        imported,
    )


def _regions(cell: Cell) -> tuple[Region, ...]:
    regions = find_regions(cell.source, cell.place)
    if cell.solution and not regions:  # nbgrader takes the whole cell for the solution
        return (Region(Style.NBGRADER, 0, cell.source.count("\n") + 2),)
    return regions


def _values(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Assign(value=value) | ast.AugAssign(value=value) | ast.NamedExpr(value=value):
            yield value
        case ast.AnnAssign(value=ast.expr() as value) | ast.Return(value=ast.expr() as value):
            yield value
        case ast.Expr(value=value) if not isinstance(value, ast.Constant):
            yield value


def _secret(cell: Cell, node: ast.expr) -> Secret:
    text = ast.get_source_segment(to_python(cell.source), node) or ast.unparse(node)
    return Secret(text if "\n" not in text else ast.unparse(node), cell.place, node.lineno, _tokens(text), node)


def _sentences(cell: Cell) -> Iterator[Secret]:
    """The sentences of a written model answer, its words for tokens."""
    if cell.solution:
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n\s*\n", cell.source):
            words = tuple(sentence.split())
            if len(words) >= LEAST:
                line = 1 + cell.source[: cell.source.find(sentence)].count("\n")
                yield Secret(" ".join(words), cell.place, line, words)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(code_tokens(f"value = {text}")[2:])  # by itself, a text in quotes would count as a docstring


def _joined(tokens: Iterable[str]) -> str:
    return "\0" + "\0".join(tokens) + "\0"


def _shapes(tree: ast.AST, imported: Mapping[str, str], sizes: Container[int]) -> Iterator[str]:
    return (shape(each, imported) for each in ast.walk(tree) if isinstance(each, ast.expr) and size(each) in sizes)
