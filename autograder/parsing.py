"""Which cells of a submission do not parse. It is read in the sandbox, and none of its code runs."""

from dataclasses import dataclass

from .conversation import Lost
from .model import Submission, Value
from .reading import faults
from .sandbox.sandbox import Sandbox


@dataclass(frozen=True)
class BrokenCell:
    """A cell that does not parse: its number among all cells, from 1, the line in it, what Python says of that."""

    cell: int
    line: int
    reason: str
    text: str


def broken_cells(submission: Submission, sandbox: Sandbox) -> list[BrokenCell]:
    """The cells that do not parse; a file that cannot be read has none."""
    try:
        told = faults(submission, sandbox)
    except Lost:
        return []
    found = map(_broken, told if isinstance(told, list | tuple) else [])
    return [each for each in found if each is not None]


def _broken(told: Value) -> BrokenCell | None:
    match told:
        case [int(cell), int(line), str(reason), str(text)]:
            return BrokenCell(cell, line, reason, text)
    return None
