"""What an imported notebook needs beside it: helper modules, distributions, files."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

from ...language import _
from ...notebook.program import understand
from ...notebook.reading import read
from ...notebook.slicing import slice_for
from ..notebooks import PipelineError
from .claims import Claim
from .draft import Notebook, Role, python
from .exercises import Book
from .proof import code_alone

LARGEST = 10_000_000
"""Bytes of a file beside the notebook that is copied."""

OWN = {"README.md", "requirements.txt"}
"""Files that each assignment has of its own."""


def helpers(path: Path, source: Notebook) -> dict[str, str]:
    """The modules beside the notebook that it imports, and those that they import."""
    found: dict[str, str] = {}
    todo = [draft.source for draft in source.cells if draft.kind == "code"]
    while todo:
        for module in _imported(todo.pop()):
            file = path.parent / f"{module}.py"
            if module not in found and file.is_file() and module != "checks":
                found[module] = file.read_text("utf-8", "replace")
                todo.append(found[module])
    return found


def _imported(text: str) -> set[str]:
    """The top-level modules that a text imports, anywhere in it."""
    tree = python(text)
    nodes = list(ast.walk(tree)) if tree else []
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {each.split(".")[0] for each in whole | parts} - {""}


def modules(book: Book, helpers: Mapping[str, str]) -> set[str]:
    """The modules of no standard library that the notebook imports."""
    found = set[str]().union(*(_imported(text) for text in (*book.sources(), *helpers.values())))
    return found - set(sys.stdlib_module_names) - helpers.keys() - {"checks"}


def distributions(book: Book, claims: Mapping[str, Sequence[Claim]], helpers: Mapping[str, str]) -> tuple[str, ...]:
    """What the solutions and their tests import, as distributions: what only plots import is none of it.

    Raises
    ------
    PipelineError
        If something is not installed here.
    """
    program = understand(read(code_alone(book.sources()), "notebook.ipynb"))
    names = {*claims, *(name for asked in claims.values() for each in asked for name in each.whole)}
    needed = slice_for(program, sorted(names), lambda module: frozenset() if module in helpers else None)
    texts = [ast.unparse(each.node) for each in needed.statements if each.node]
    texts += [text for asked in claims.values() for each in asked for text in (each.outcome, each.statements)]
    texts += helpers.values()
    modules = set[str]().union(*map(_imported, texts)) - set(sys.stdlib_module_names) - helpers.keys() - {"checks"}
    known = packages_distributions()
    missing = sorted(modules - known.keys())
    if missing:
        raise PipelineError(
            _("What is graded imports {modules}, which is not installed here; install it, and import again.").format(
                modules=_(", ").join(missing)
            )
        )
    return ("numpy", *sorted({known[module][0] for module in modules} - {"numpy"}))


def beside(path: Path, source: Notebook, helpers: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The helpers, and the files beside the notebook that its text names."""
    for name, text in helpers.items():
        yield f"{name}.py", text.encode()
    said = "\n".join(draft.source for draft in source.cells if draft.role is not Role.TESTS)
    for file in sorted(path.parent.iterdir()):
        named = file.name in source.files or file.name in said
        fits = file.is_file() and file.suffix not in (".ipynb", ".py") and file.name not in OWN
        if named and fits and not file.name.startswith(".") and file.stat().st_size <= LARGEST:
            yield file.name, file.read_bytes()
