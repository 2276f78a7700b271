"""What an assignment file has to hold, as far as it shows without running a notebook: a sentence for each slip."""

import ast
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .. import assignments
from ..language import _
from ..model import Assignment, Exercise, Public, Tolerance
from ..notebook.program import understand
from ..notebook.reading import read
from ..notebook.tokens import fingerprint
from ..papers import AnswerError, drawn_inputs
from ..sandbox import wire
from ..secret import SETS
from ..solutions import SolutionError, definition, edited
from .checks import encode

KEY = b"what the rules draw with"
"""The cases of a course are drawn with its secret; these are others, and as good to find a draw that fails."""


def broken(task: Assignment, source: bytes) -> Iterator[str]:
    """Say what is wrong with an assignment file; ``source`` is the notebook with the solutions."""
    file = f"autograder/assignments/{task.name}.py"
    for name in _twice(exercise.name for exercise in task.exercises):
        yield _("{file}: there are two exercises called {name}.").format(file=file, name=name)
    for exercise in task.exercises:
        for fault in (*_cases(exercise), *_tolerances(exercise), *_draws(task, exercise), *_edits(exercise, source)):
            yield _("{file}, {fault}").format(file=file, fault=fault)


def unknown_stubs(release: Path, task: Assignment) -> list[str]:
    """An untouched function is told from an attempt by its stub, so the assignment file has to know those of ours."""
    path = release / f"{task.name}.ipynb"
    if not path.is_file():  # which `_differences` says already
        return []
    notebook, faults = path.read_bytes(), []
    program = understand(read(notebook, path.name))
    for exercise in task.exercises:
        stub = program.definitions.get(exercise.name)
        if stub is None and exercise.name in program.events:  # a value, which is None as it is handed out
            continue
        if stub is None:
            template = _("{file} does not define {exercise}.")
            faults.append(template.format(file=f"release/{task.name}/{path.name}", exercise=exercise.name))
        elif stub.fingerprint not in map(fingerprint, exercise.stubs):
            template = _(
                "The stub of {exercise} in {folder} is not among its stubs in the assignment file. Put it there:\n"
                "{stub}"
            )
            text = _bare(definition(notebook, exercise.name))
            faults.append(template.format(exercise=exercise.name, folder=f"release/{task.name}", stub=text))
    return faults


def _cases(exercise: Exercise) -> Iterator[str]:
    public = [case for case in exercise.cases if isinstance(case, Public)]
    if not exercise.cases:
        yield _("{exercise}: it has no case. Add a Public one, which students see, and a Drawn one.").format(
            exercise=exercise.name
        )
    elif not public:
        yield _("{exercise}: it has no Public case, so that students could check nothing. Add one.").format(
            exercise=exercise.name
        )
    for name in _twice(case.name for case in exercise.cases):
        yield _("{exercise}: there are two cases called {name}.").format(exercise=exercise.name, name=name)
    for case in public:
        for fault in (*_figures(exercise, case), *(tuple(_inputs(case.inputs)) or _told(case))):
            yield _("{exercise}, case {case}: {fault}").format(exercise=exercise.name, case=case.name, fault=fault)
    for driver in sorted({case.driver for case in exercise.cases if case.driver}):
        yield from (f"{exercise.name}: {fault}" for fault in _driver(driver))


def _figures(exercise: Exercise, case: Public) -> Iterator[str]:
    if len(exercise.outputs) == 1 and exercise.outputs[0].path == ():
        return
    due = [output.name for output in exercise.outputs]
    given = list(case.expected) if isinstance(case.expected, Mapping) else []
    if sorted(due) != sorted(given):
        yield _("expected has to give a figure for each output ({due}), and gives {given}.").format(
            due=_(", ").join(due), given=_(", ").join(map(str, given)) or _("none")
        )


def _inputs(inputs: object) -> Iterator[str]:
    if not isinstance(inputs, tuple):
        yield _("its inputs are a {kind}, and have to be a tuple, also of one: (X,).").format(
            kind=type(inputs).__name__
        )
        return
    try:
        wire.encode({"inputs": inputs})
    except TypeError as error:
        yield _("its inputs cannot be sent to the sandbox: {error}.").format(error=error)


def _told(case: Public) -> Iterator[str]:
    """Where a case cannot be written into the checks that students get."""
    try:
        json.dumps([encode(case.inputs), encode(case.expected)])
    except TypeError as error:
        yield _("it cannot be written into the students' checks: {error}.").format(error=error)


def _driver(name: str) -> Iterator[str]:
    file = f"autograder/assignments/drivers/{name}.py"
    try:
        tree = ast.parse(assignments.driver(name))
    except OSError:
        yield _("there is no driver {file}.").format(file=file)
    except SyntaxError as error:
        yield _("{file}, line {line}: {reason}.").format(file=file, line=error.lineno, reason=error.msg)
    else:
        if not any(isinstance(each, ast.FunctionDef) and each.name == "drive" for each in tree.body):
            yield _("{file} defines no function drive(names, *inputs).").format(file=file)


def _tolerances(exercise: Exercise) -> Iterator[str]:
    """Where a tolerance is not the usual one, and gives no reason of its own."""
    places = [(_("the exercise"), exercise.tolerance)]
    places += [
        (_("output {name}").format(name=each.name), each.tolerance) for each in exercise.outputs if each.tolerance
    ]
    places += [(_("case {name}").format(name=each.name), each.tolerance) for each in exercise.cases if each.tolerance]
    usual = Tolerance()
    for place, tolerance in places:
        other = (tolerance.rtol, tolerance.atol) != (usual.rtol, usual.atol)
        if not tolerance.reason.strip() or (other and tolerance.reason == usual.reason):
            yield _(
                "{exercise}, {place}: its tolerance gives no reason; say in `reason` why answers may be off by so much."
            ).format(exercise=exercise.name, place=place)


def _draws(task: Assignment, exercise: Exercise) -> Iterator[str]:
    try:
        drawn = [each for number in range(SETS) for each in drawn_inputs(task.name, exercise, KEY, number)]
    except AnswerError as error:
        yield str(error)
        return
    faults = {case.name: fault for case, inputs in drawn for fault in _inputs(inputs)}
    for name, fault in faults.items():
        yield _("{exercise}, case {case}: {fault}").format(exercise=exercise.name, case=name, fault=fault)


def _edits(exercise: Exercise, source: bytes) -> Iterator[str]:
    for name in _twice(each.id for each in exercise.misconceptions):
        yield _("{exercise}: there are two misconceptions called {name}.").format(exercise=exercise.name, name=name)
    try:
        solution = definition(source, exercise.name)
    except SolutionError:  # which is said of the notebook
        return
    for misconception in exercise.misconceptions:
        try:
            edited(solution, misconception.replace)
        except SolutionError as error:
            yield _("{exercise}, misconception {id}: {fault}").format(
                exercise=exercise.name, id=misconception.id, fault=error
            )


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def _bare(source: str) -> str:
    """The text of a definition without its comments' lines and docstrings, which nobody has to read again."""
    lines = {number for number, line in enumerate(source.split("\n"), 1) if line.strip() and line.strip()[0] != "#"}
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str()), lineno=first, end_lineno=last):
                lines -= set(range(first, (last or first) + 1))
    return "\n".join(line for number, line in enumerate(source.split("\n"), 1) if number in lines)
