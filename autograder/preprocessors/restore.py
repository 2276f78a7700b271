"""Puts nbgrader's cells back where a submission has lost them."""

import re
from collections.abc import Sequence
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from ..language import N_, _
from ..model import Fate
from ..outlets.master import Cell, Master, defines
from .exporter import exporter_of

MISSING = N_("This cell was missing. What was to be written here may stand elsewhere in the notebook.")
UNSHOWN = N_("The notebook that was handed in cannot be shown. What was written here stands in its file alone.")
ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Gives every cell of nbgrader's its id again, exactly once, and takes all others' away.

    Solutions are found by the functions that they define, everything else by what is left of its ids; what is nowhere
    is put back. nbgrader itself gives up on such notebooks, or leaves cells without a score.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        exporter = exporter_of(self)
        master = exporter.master(resources)
        if master is not None:
            restore(nb, master, exporter.result(resources, master).status is not Fate.UNREADABLE)
        return nb, resources


def restore(nb: Any, master: Master, readable: bool) -> None:
    """Mark the cells of a submission as the gradebook knows them, and add those that are missing.

    ``readable`` says that the file can be read, if not shown: then answers may stand in it.
    """
    places, shown = _places(nb.cells, master), bool(nb.cells)
    for cell in nb.cells:
        cell.metadata.pop("nbgrader", None)
    missing = []
    for cell in master.cells:
        if cell.grade_id in places:
            places[cell.grade_id].metadata["nbgrader"] = _metadata(cell)
        elif cell.grade or cell.solution or cell.task:
            missing.append(cell)
    names = {grade_id: master.names(exercise) for exercise, grade_id in master.solutions.items()}
    for cell in sorted(missing, key=lambda cell: cell.grade_id in master.tests):  # they stand below the solutions
        new: Any = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        source = cell.source
        if cell.solution and readable:
            source = _instead(cell, nb.cells, names.get(cell.grade_id, ())) if shown else _as_note(cell, _(UNSHOWN))
        added = new(source, metadata={"nbgrader": _metadata(cell)})
        if nb.nbformat_minor < 5:
            del added["id"]
        elif ID.fullmatch(cell.grade_id) and all(other.get("id") != cell.grade_id for other in nb.cells):
            added["id"] = cell.grade_id
        beside = places.get(master.solutions.get(master.tests.get(cell.grade_id, ""), ""))
        nb.cells.insert(_index(nb.cells, beside) + 1 if beside is not None else len(nb.cells), added)
        places[cell.grade_id] = added


def _places(cells: Sequence[Any], master: Master) -> dict[str, Any]:
    """The cells of a submission by the ids that are due to them; none has two."""
    claimed: dict[str, Any] = {}

    def claim(grade_id: str, candidates: Sequence[Any]) -> None:
        free = [each for each in candidates if all(each is not other for other in claimed.values())]
        if free and grade_id not in claimed:
            claimed[grade_id] = free[-1]

    for exercise, grade_id in master.solutions.items():
        names = master.names(exercise)
        claim(grade_id, [cell for cell in cells if cell.cell_type == "code" and defines(cell.source, names)])
    for cell in master.cells:
        marked = [each for each in cells if _grade_id(each) == cell.grade_id]
        claim(cell.grade_id, [each for each in marked if _answered(each, cell)] if cell.solution else [])
        claim(cell.grade_id, marked)
    return claimed


def _grade_id(cell: Any) -> str | None:
    """The id that nbgrader gave a cell; where its mark is gone, that of the notebook format may be left."""
    mark = cell.metadata.get("nbgrader")
    grade_id = mark.get("grade_id") if isinstance(mark, dict) else None
    return grade_id if isinstance(grade_id, str) else cell.get("id")


def _answered(cell: Any, was: Cell) -> bool:
    return cell.source.strip() not in ("", was.source.strip())


def _metadata(cell: Cell) -> dict[str, Any]:
    mark = {
        "schema_version": 3,
        "grade_id": cell.grade_id,
        "grade": cell.grade,
        "solution": cell.solution,
        "task": cell.task,
        "locked": cell.locked,
        "cell_type": cell.cell_type,
        "checksum": cell.checksum,
    }
    return mark if cell.points is None else mark | {"points": cell.points}


def _instead(cell: Cell, cells: Sequence[Any], names: Sequence[str]) -> str:
    """What stands for a missing solution: as it was handed out, or a note if it may stand elsewhere."""
    if not names:
        return _as_note(cell, _(MISSING))
    if any(defines(each.source, names) for each in cells if each.cell_type == "code"):
        return _as_note(cell, _("{name} is written in another cell of this notebook.").format(name=names[0]))
    return cell.source


def _as_note(cell: Cell, note: str) -> str:
    return f"# {note}" if cell.cell_type == "code" else note


def _index(cells: Sequence[Any], wanted: Any) -> int:
    return next(index for index, cell in enumerate(cells) if cell is wanted)
