"""From a notebook of nbgrader's or of otter's to the files of an assignment, and what is left for a person to do."""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ...language import _
from ...model import Assignment
from ..leaks import read_solutions, scan
from ..notebooks import PipelineError, read_notebook
from . import assembly, from_nbgrader, from_otter, report
from .claims import Claim
from .datafile import SHORT, data_file
from .draft import Notebook, binds, python
from .exercises import Book, claims_by_exercise, exercise, stubs, with_regions
from .proof import Proven, code_alone, held_blank, prove
from .surroundings import beside, distributions, helpers, modules
from .texts import readme, requirements

MARKERS = re.compile(r"#+ *(BEGIN|END) (SOLUTION|HIDDEN TESTS)\b")
HEADING = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)


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
    claims, stray = claims_by_exercise(book)
    if not claims:
        raise _nothing(path)
    staff = helpers(path, source)
    wanted = distributions(book, claims, staff)
    given = prove(code_alone(book.sources()), claims, staff, wanted)
    stubs_by_name = stubs(book)
    values = {each: proven for each, proven in given.items() if each not in stubs_by_name}
    idle = held_blank(code_alone(book.sources(blank=True)), values, staff, wanted) if values else set[Claim]()
    given = {
        each: [replace(one, trouble=_("it holds unfilled too")) if one.claim in idle else one for one in proven]
        for each, proven in given.items()
    }
    given = _without_leaks(book, given)
    bound = frozenset[str]().union(*_bound(book))
    points = _shares(claims)
    exercises = tuple(
        exercise(each, points[each], proven, stubs_by_name.get(each), bound)
        for each, proven in given.items()
        if not all(one.trouble for one in proven)
    )
    if not exercises:
        raise _nothing(path)
    by_hand = {each: points[each] for each in given if each not in {one.name for one in exercises}}
    notebook = assembly.as_bytes(assembly.assemble(book, exercises, claims, by_hand))
    assignment = Assignment(
        name,
        _title(source, name),
        exercises,
        tuple(staff),
        stand_ins={"checks": None, "otter": None},
        distributions=wanted,
        short_secrets=_short_secrets(notebook, name),
    )
    files = {
        f"source/{name}/{name}.ipynb": notebook,
        f"source/{name}/README.md": readme(assignment),
        f"source/{name}/requirements.txt": requirements(modules(book, staff)),
        **{f"source/{name}/{file}": data for file, data in beside(path, source, staff)},
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
                "{notebook} has regions but no cell that nbgrader knows as a solution or a test; mark them under "
                "Create Assignment, so that their points are known."
            ).format(notebook=path.name)
        )
    raise PipelineError(
        _(
            "{notebook} is neither a source notebook of nbgrader (no cell has its metadata) nor one of otter-assign "
            "(no raw cell says # BEGIN QUESTION)."
        ).format(notebook=path.name)
    )


def _nothing(path: Path) -> PipelineError:
    return PipelineError(
        _(
            "In {notebook} nothing is asserted that a solution of its own passes here: all of it is for a person to "
            "read, and none for this grader."
        ).format(notebook=path.name)
    )


def _shares(claims: Mapping[str, Sequence[Claim]]) -> dict[str, float]:
    """The points of each exercise in hundredths, as a gradebook has them; together they are those of all claims."""
    shares, before = {}, 0.0
    for name, asked in claims.items():
        upto = before + sum(each.points for each in asked)
        points = round(round(upto, 2) - round(before, 2), 2)
        shares[name], before = int(points) if points == int(points) else points, upto
    return shares


def _title(source: Notebook, name: str) -> str:
    prose = "\n".join(draft.source for draft in source.cells if draft.kind == "markdown")
    found = HEADING.search(prose)
    return found[1].strip("*_` ") if found else name.replace("_", " ").capitalize()


def _bound(book: Book) -> Iterator[frozenset[str]]:
    for source in book.sources():
        tree = python(source)
        yield from map(binds, tree.body if tree else ())


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
