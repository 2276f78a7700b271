"""What is graded: one file per assignment, data alone; its draws, figures and stubs lie apart, under the same name.

Each file that lies here is an assignment, and its name is the assignment's: there is no list to be kept in step.
"""

import hashlib
from functools import cache
from importlib import import_module
from pathlib import Path

from .. import model
from ..language import _
from ..model import Assignment

COURSE = ("initialization", "regularization", "gradient_checking", "optimization", "beyond_l2")
"""Those that come with the package, in their order, and in every language; an instructor's own follow by name."""

_HERE = Path(__file__).parent


class UnknownAssignment(KeyError):
    """There is no assignment of that name; the sentence names those that there are."""

    def __str__(self) -> str:
        return str(self.args[0])


class BrokenAssignment(Exception):
    """An assignment file is there, but nothing can be made of it; the sentence says where and why."""


@cache
def names() -> tuple[str, ...]:
    """Name the assignments, in the order of the course, without reading any."""
    found = {file.stem for file in _HERE.glob("*.py")} - {"__init__"}
    return (*(name for name in COURSE if name in found), *sorted(found.difference(COURSE)))


def load(name: str) -> Assignment:
    """Import an assignment.

    Raises
    ------
    UnknownAssignment
        If there is none of that name.
    BrokenAssignment
        If its file cannot be run, or defines no such assignment.
    """
    if name not in names():
        there_are = _(", ").join(names())
        raise UnknownAssignment(
            _("There is no assignment {name}; there are: {names}.").format(name=name, names=there_are)
        )
    try:
        assignment = getattr(import_module(f"{__name__}.{name}"), "ASSIGNMENT", None)
    except Exception as error:  # whatever its author wrote: the sentence says what came of it
        raise BrokenAssignment(
            _("{place}: {error}.").format(place=_place(name, error), error=_reason(error))
        ) from error
    if not isinstance(assignment, Assignment):
        raise BrokenAssignment(
            _("{file} defines no ASSIGNMENT; at its end it says what it is: ASSIGNMENT = Assignment(…).").format(
                file=_shown(_file(name))
            )
        )
    if assignment.name != name:
        raise BrokenAssignment(
            _("{file}: the assignment calls itself {other}, and has to be called as its file is: {name}.").format(
                file=_shown(_file(name)), other=assignment.name, name=name
            )
        )
    return assignment


def _place(name: str, error: Exception) -> str:
    """Where an assignment's files go wrong: the innermost line of theirs that the error came through."""
    from traceback import extract_tb  # what no start-up should wait for

    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(_HERE):
        found = [(Path(error.filename), error.lineno)]
    else:
        passed = [(Path(frame.filename), frame.lineno) for frame in extract_tb(error.__traceback__)]
        found = [(file, line) for file, line in passed if file.is_relative_to(_HERE) and file != Path(__file__)]
    file, line = found[-1] if found else (_file(name), None)
    return _("{file}, line {line}").format(file=_shown(file), line=line) if line else _shown(file)


def _reason(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return error.msg.rstrip(".?")
    return f"{type(error).__name__}: {error}".rstrip(": .")


def _file(name: str) -> Path:
    return _HERE / f"{name}.py"


def _shown(file: Path) -> str:
    """A file as it is called in the course folder."""
    return f"autograder/assignments/{file.relative_to(_HERE).as_posix()}"


@cache
def driver(name: str) -> str:
    """Read a driver: Python whose ``drive(names, *inputs)`` calls a submission in the sandbox.

    ``names`` are the submission's own, by name; inputs and what it gives back are of the kinds of `model.Value`.
    """
    return (_HERE / "drivers" / f"{name}.py").read_text("utf-8")


def digest(name: str) -> str:
    """Compute the sha256 of all that says how an assignment is graded: its files, its drivers, and the model.

    Raises
    ------
    UnknownAssignment
        If there is none of that name.
    """
    drivers = {case.driver for exercise in load(name).exercises for case in exercise.cases if case.driver}
    # A long one has more than one file: parts/beyond_l2_torch.py.
    files = [*sorted(_HERE.rglob(f"{name}*.py")), *(_HERE / "drivers" / f"{driver}.py" for driver in sorted(drivers))]
    whole = hashlib.sha256()
    for file in [*files, Path(model.__file__)]:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()
