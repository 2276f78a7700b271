"""What is graded: one file per assignment, data alone; its draws, figures and stubs lie apart, under the same name."""

import hashlib
from functools import cache
from importlib import import_module
from pathlib import Path

from .. import model
from ..language import _
from ..model import Assignment

_NAMES = (
    "initialization",
    "regularization",
    "gradient_checking",
    "optimization",
    "beyond_l2",
)
_HERE = Path(__file__).parent


class UnknownAssignment(KeyError):
    """There is no assignment of that name; the sentence names those that there are."""

    def __str__(self) -> str:
        return str(self.args[0])


def names() -> tuple[str, ...]:
    """Name the assignments, in the order of the course."""
    return _NAMES


def load(name: str) -> Assignment:
    """Import an assignment.

    Raises
    ------
    UnknownAssignment
        If there is none of that name.
    """
    if name not in _NAMES:
        there_are = _(", ").join(_NAMES)
        raise UnknownAssignment(
            _("There is no assignment {name}; there are: {names}.").format(name=name, names=there_are)
        )
    assignment: Assignment = import_module(f"{__name__}.{name}").ASSIGNMENT
    return assignment


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
    # A long assignment has parts beside it: beyond_l2_torch.
    files = [*sorted(_HERE.rglob(f"{name}*.py")), *(_HERE / "drivers" / f"{driver}.py" for driver in sorted(drivers))]
    whole = hashlib.sha256()
    for file in [*files, Path(model.__file__)]:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()
