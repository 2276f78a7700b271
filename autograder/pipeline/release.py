"""Source to release and answer key: ``autograder release``."""

import ast
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .. import assignments
from ..language import _
from ..model import Assignment
from . import keys, rules
from .checks import FOLDER, student_files
from .leaks import scan, unlisted
from .markers import find_regions
from .nbgrade import generate
from .notebooks import Cell, PipelineError, files, notebooks, read_cells, replace_files
from .strip import parse, strip

GRADED = re.compile(r"# GRADED (?:FUNCTION|CLASS|VALUE):[ \t]*(\S.*)")


def build(course: Path, assignment: str, watch: keys.Watch = keys.unwatched) -> list[str]:
    """Make ``release/`` of an assignment from its source, and its answer key where that is out of date.

    Returns
    -------
    list of str
        What was done, a sentence each.

    Raises
    ------
    PipelineError
        If the source breaks a rule, or the release would give a solution away; the old release stays as it was.
    """
    task = assignments.load(assignment)
    source, release = course / "source" / assignment, course / "release" / assignment
    _refuse(_broken_rules(source, task))
    done = []
    if replace_files(source / FOLDER, student_files(task)):
        folder = f"source/{assignment}/{FOLDER}"
        done.append(_("{folder} is new: the public cases of the assignment file.").format(folder=folder))
    with _generated(course, assignment) as made:
        _refuse([f"release/{assignment}/{leak}" for leak in scan(source, made)])
        _refuse(rules.unknown_stubs(made, task))
        if replace_files(release, files(made)):
            done.append(_("{folder} is new.").format(folder=f"release/{assignment}"))
    if keys.check(course, assignment):
        keys.execute(course, assignment, watch)
        done.append(_("{folder} is executed anew.").format(folder=f"solutions/{assignment}"))
    return done or [_("{assignment} was up to date.").format(assignment=assignment)]


def check(course: Path, assignment: str) -> list[str]:
    """Compare release and answer key of an assignment with its source, without writing or executing anything.

    Returns
    -------
    list of str
        Every disagreement, a sentence each; empty if all holds.
    """
    task = assignments.load(assignment)
    source, release = course / "source" / assignment, course / "release" / assignment
    try:
        faults = _broken_rules(source, task)
        if faults:
            return faults
        faults = _differences(f"source/{assignment}/{FOLDER}", files(source / FOLDER), student_files(task))
        with _generated(course, assignment) as made:
            faults += _differences(f"release/{assignment}", files(release), files(made))
            # What lies there, and what would be made of the source as it is now: building it would be refused.
            leaks = [leak for folder in (made, release) for leak in scan(source, folder)]
        faults += dict.fromkeys(f"release/{assignment}/{leak}" for leak in leaks)
        faults += rules.unknown_stubs(release, task)
    except PipelineError as error:
        return error.sentences
    return faults + keys.check(course, assignment)


def refuse_broken(course: Path, names: Iterable[str]) -> None:
    """See whether sources and assignment files hold what they have to, as far as it shows without running them.

    Raises
    ------
    PipelineError
        If one does not, with a sentence for each slip.
    """
    tasks = [assignments.load(name) for name in names]
    _refuse([fault for task in tasks for fault in _broken_rules(course / "source" / task.name, task)])


def _refuse(faults: list[str]) -> None:
    if faults:
        raise PipelineError("\n".join(faults))


@contextmanager
def _generated(course: Path, assignment: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield generate(course, assignment, Path(folder))


def _differences(name: str, found: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> list[str]:
    changed = {each for each in found.keys() & wanted.keys() if found[each] != wanted[each]}
    faults = {each: _("{file} is missing; `autograder release` makes it.") for each in wanted.keys() - found.keys()}
    faults |= {each: _("{file} comes from nothing in the source.") for each in found.keys() - wanted.keys()}
    faults |= {each: _("{file} is out of date; `autograder release` makes it anew.") for each in changed}
    return [template.format(file=f"{name}/{each}") for each, template in sorted(faults.items())]


# --- what a source has to hold ----------------------------------------------------------------------------------


def _broken_rules(source: Path, task: Assignment) -> list[str]:
    if not (source / f"{task.name}.ipynb").is_file():
        return [_("There is no {file}.").format(file=f"source/{task.name}/{task.name}.ipynb")]
    faults = []
    for path in notebooks(source):
        for cell in read_cells(path):
            try:
                if cell.kind == "code":
                    strip(cell.source, cell.place)
            except PipelineError as error:
                faults.append(f"source/{task.name}/{path.name}, {error}")
    if faults:  # what cannot be stripped cannot be searched for
        return faults
    notebook = source / f"{task.name}.ipynb"
    faults = [*_regions(notebook, task), *rules.broken(task, notebook.read_bytes())]
    if faults:  # what is not marked would be taken for code that is given
        return faults
    faults = [f"source/{task.name}: {fault}" for fault in unlisted(source, task.short_secrets)]
    return faults + [f"source/{task.name}/{fault}" for fault in _points(notebook, task)]


def _regions(notebook: Path, task: Assignment) -> Iterator[str]:
    """Where a graded function is not marked as one, or nothing of it would be taken out."""
    name = f"source/{task.name}/{notebook.name}"
    graded = {name: cell for cell in read_cells(notebook) if cell.kind == "code" for name in _graded(cell.source)}
    for exercise in task.exercises:
        cell = graded.get(exercise.name)
        if cell is None:
            yield _("In {notebook}, no code cell begins with `# GRADED FUNCTION: {exercise}` (or `CLASS`).").format(
                notebook=name, exercise=exercise.name
            )
        elif not find_regions(cell.source, cell.place):
            yield _("{notebook}, {cell}: the graded function {exercise} has no region to fill in.").format(
                notebook=name, cell=cell.place, exercise=exercise.name
            )
    for unknown in graded.keys() - {exercise.name for exercise in task.exercises}:
        yield _(
            "{notebook}, {cell}: the graded function {exercise} has no case; add an Exercise of that name to {file}."
        ).format(
            notebook=name,
            cell=graded[unknown].place,
            exercise=unknown,
            file=f"autograder/assignments/{task.name}.py",
        )


def _graded(source: str) -> list[str]:
    """The names in the first line of a cell that makes what is graded: functions, classes, values."""
    found = GRADED.match(source)
    return found.group(1).replace(",", " ").split() if found else []


def _points(notebook: Path, task: Assignment) -> Iterator[str]:
    """Where the test cells of the notebook disagree with the exercises and points of the assignment file."""
    tests = [
        (cell, _checked(cell)) for cell in read_cells(notebook) if cell.nbgrader.get("grade") and not cell.solution
    ]
    for exercise in task.exercises:
        mine = [cell for cell, name in tests if name == exercise.name]
        if len(mine) != 1:
            yield _("{notebook} has {count} nbgrader test cells with `{code}`, not one.").format(
                notebook=notebook.name, count=len(mine), code=f'check("{exercise.name}")'
            )
        for cell in mine:
            given, due = cell.nbgrader.get("grade_id"), f"check-{exercise.name}"
            if given != due:
                yield _("{notebook}, {cell}: its grade_id is {given}, not {due}.").format(
                    notebook=notebook.name, cell=cell.place, given=given, due=due
                )
            points = cell.nbgrader.get("points")
            if points != exercise.points:
                yield _("{notebook}, {cell}: {given} points, but the assignment file gives {exercise} {due}.").format(
                    notebook=notebook.name,
                    cell=cell.place,
                    given=points,
                    exercise=exercise.name,
                    due=f"{exercise.points:g}",
                )
    for cell, name in tests:
        if name is not None and name not in {exercise.name for exercise in task.exercises}:
            yield _("{notebook}, {cell}: it checks {name}, which is no exercise of the assignment file.").format(
                notebook=notebook.name, cell=cell.place, name=name
            )


def _checked(cell: Cell) -> Any:
    """The function whose check is the value of a test cell, None if it is none of ours."""
    body = parse(cell.source, cell.place).body if cell.kind == "code" else []
    match body[-1:]:
        case [ast.Expr(value=ast.Call(func=ast.Name(id="check"), args=[ast.Constant(value=name)]))]:
            return name
    return None
