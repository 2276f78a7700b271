"""From a notebook of nbgrader's or of otter's to the files of an assignment, and what is left for a person to do."""

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import packages_distributions
from pathlib import Path

from ...language import _
from ...model import Assignment
from ...notebook.program import understand
from ...notebook.reading import read
from ...notebook.slicing import slice_for
from ..leaks import read_solutions, scan
from ..notebooks import PipelineError, read_notebook
from . import assembly, from_nbgrader, from_otter, report
from .claims import Claim
from .datafile import SHORT, data_file
from .draft import Notebook, Role, binds, python
from .exercises import Book, claims_by_exercise, exercise, stubs, with_regions
from .proof import Proven, code_alone, held_blank, prove
from .texts import readme, requirements

MARKERS = re.compile(r"#+ *(BEGIN|END) (SOLUTION|HIDDEN TESTS)\b")
HEADING = re.compile(r"^#+ +(.+?) *#*$", re.MULTILINE)
LARGEST = 10_000_000
"""Bytes of a file beside the notebook that is copied."""


@dataclass(frozen=True)
class Imported:
    """An assignment that was imported: its files by their paths in the course, and the report for a person."""

    assignment: Assignment
    files: Mapping[str, bytes]
    report: Sequence[report.Section]


def convert(path: Path, name: str) -> Imported:
    """Make the files of an assignment of that name from a notebook.

    Raises
    ------
    PipelineError
        If it is no notebook, is of neither format, of both, or breaks the rules of its own; with a sentence for the
        instructor. Nothing is written in any case.
    SandboxUnavailable
        If its solutions cannot be asked.
    """
    source = _read(path)
    book = with_regions(source)
    if not book.graded and not any(each.role is Role.BY_HAND for each in source.cells):
        raise PipelineError(
            _("{notebook} holds no solution, so there is nothing to be graded.").format(notebook=path.name)
        )
    claims, stray = claims_by_exercise(book)
    helpers = _helpers(path, source)
    wanted = _distributions(book, claims, helpers)
    given = prove(code_alone(book.sources()), claims, helpers, wanted) if claims else {}
    stubs_by_name = stubs(book)
    values = {each: proven for each, proven in given.items() if each not in stubs_by_name}
    idle = held_blank(code_alone(book.sources(blank=True)), values, helpers, wanted) if values else set[Claim]()
    given = {
        each: [replace(one, trouble=_("it holds unfilled too")) if one.claim in idle else one for one in proven]
        for each, proven in given.items()
    }
    given = _without_leaks(book, given)
    bound = frozenset[str]().union(*_bound(book))
    exercises = tuple(
        exercise(each, _points(claims[each]), proven, stubs_by_name.get(each), bound)
        for each, proven in given.items()
        if not all(one.trouble for one in proven)
    )
    by_hand = {each: _points(claims[each]) for each in given if each not in {one.name for one in exercises}}
    notebook = assembly.as_bytes(assembly.assemble(book, exercises, claims, by_hand))
    assignment = Assignment(
        name,
        _title(source, name),
        exercises,
        tuple(helpers),
        stand_ins={"checks": None, "otter": None},
        distributions=wanted,
        short_secrets=_short_secrets(notebook, name),
    )
    files = {
        f"source/{name}/{name}.ipynb": notebook,
        f"source/{name}/README.md": readme(assignment),
        f"source/{name}/requirements.txt": requirements(_modules(book, helpers)),
        **{f"source/{name}/{file}": data for file, data in _beside(path, source, helpers)},
        f"autograder/assignments/{name}.py": data_file(assignment, source.origin),
    }
    return Imported(assignment, files, report.sections(book, assignment, claims, given, stray, by_hand))


def _read(path: Path) -> Notebook:
    cells = read_notebook(path).cells
    nbgraders, otters = from_nbgrader.is_marked(cells), from_otter.is_marked(cells)
    if nbgraders and otters:
        raise PipelineError(
            _(
                "{notebook} has nbgrader's metadata and otter's blocks; take one of them out, for they may not agree."
            ).format(notebook=path.name)
        )
    if otters:
        return from_otter.read(cells, path.name)
    if nbgraders:
        return from_nbgrader.read(cells, path.name)
    if any(MARKERS.search(cell.source) for cell in cells):
        raise PipelineError(
            _(
                "{notebook} has regions but no cell that nbgrader knows as a solution or a test; mark them under Create "
                "Assignment, so that their points are known."
            ).format(notebook=path.name)
        )
    raise PipelineError(
        _(
            "{notebook} is neither a source notebook of nbgrader (no cell has its metadata) nor one of otter-assign (no "
            "raw cell says # BEGIN QUESTION)."
        ).format(notebook=path.name)
    )


def _points(claims: Sequence[Claim]) -> float:
    points = round(sum(each.points for each in claims), 6)
    return int(points) if points == int(points) else points


def _title(source: Notebook, name: str) -> str:
    prose = "\n".join(draft.source for draft in source.cells if draft.kind == "markdown")
    found = re.search(r"^# +(.+?) *#*$", prose, re.MULTILINE)
    return found[1].strip("*_` ") if found else name.replace("_", " ").capitalize()


def _bound(book: Book) -> Iterator[frozenset[str]]:
    for source in book.sources():
        tree = python(source)
        yield from map(binds, tree.body if tree else ())


# --- what stands beside the notebook, and what it imports -------------------------------------------------------


def _helpers(path: Path, source: Notebook) -> dict[str, str]:
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
    import ast

    tree = python(text)
    nodes = list(ast.walk(tree)) if tree else []
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {each.split(".")[0] for each in whole | parts} - {""}


def _modules(book: Book, helpers: Mapping[str, str]) -> set[str]:
    """The modules of no standard library that the notebook imports."""
    found = set[str]().union(*(_imported(text) for text in (*book.sources(), *helpers.values())))
    return found - set(sys.stdlib_module_names) - helpers.keys() - {"checks"}


def _distributions(book: Book, claims: Mapping[str, Sequence[Claim]], helpers: Mapping[str, str]) -> tuple[str, ...]:
    """What the solutions and their tests import, as distributions: what only plots import is none of it.

    Raises
    ------
    PipelineError
        If something is not installed here.
    """
    program = understand(read(code_alone(book.sources()), "notebook.ipynb"))
    names = {*claims, *(name for asked in claims.values() for each in asked for name in each.whole)}
    needed = slice_for(program, sorted(names), lambda module: frozenset() if module in helpers else None)
    import ast

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


def _beside(path: Path, source: Notebook, helpers: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The helpers, and the files beside the notebook that its text names."""
    for name, text in helpers.items():
        yield f"{name}.py", text.encode()
    said = "\n".join(draft.source for draft in source.cells if draft.role is not Role.TESTS)
    for file in sorted(path.parent.iterdir()):
        named = file.name in source.files or file.name in said
        if named and file.is_file() and file.suffix not in (".ipynb", ".py") and not file.name.startswith("."):
            if file.name not in ("README.md", "requirements.txt") and file.stat().st_size <= LARGEST:
                yield file.name, file.read_bytes()


# --- what must not be seen --------------------------------------------------------------------------------------


def _short_secrets(notebook: bytes, name: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{name}.ipynb").write_bytes(notebook)
        return {each.text: SHORT for each in read_solutions(Path(folder)).short}


def _without_leaks(book: Book, given: Mapping[str, Sequence[Proven]]) -> dict[str, list[Proven]]:
    """Hide the tests that show a piece of a solution, which the leak scan would find in the release."""
    notebook = assembly.as_bytes(assembly.assemble(book, (), {}, {}))
    with tempfile.TemporaryDirectory() as folder:
        source, shown = Path(folder) / "source", Path(folder) / "shown"
        source.mkdir()
        shown.mkdir()
        (source / "notebook.ipynb").write_bytes(notebook)
        by_file: dict[str, Claim] = {}
        for proven in given.values():
            for each in proven:
                file = f"{len(by_file)}.txt"
                by_file[file] = each.claim
                texts = (each.claim.outcome, each.claim.statements, each.claim.expression, each.claim.text)
                (shown / file).write_text("\n\n".join(texts), "utf-8")
        leaking = {by_file[leak.file] for leak in scan(source, shown)}
    hide = partial(_hidden, leaking)
    return {name: list(map(hide, proven)) for name, proven in given.items()}


def _hidden(leaking: set[Claim], proven: Proven) -> Proven:
    return replace(proven, claim=replace(proven.claim, hidden=True)) if proven.claim in leaking else proven
