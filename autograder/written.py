"""The written answers of an assignment: the cells that a person grades, as nbgrader marks them."""

import json
from dataclasses import dataclass
from typing import Any

from .course import Course


@dataclass(frozen=True)
class Written:
    """A cell that a person grades, by nbgrader's id of it: the answer to a question, or a task with no cell below."""

    id: str
    points: float


def written_answers(course: Course, assignment: str) -> tuple[Written, ...]:
    """The written answers of an assignment, from top to bottom: from its source, else its release; none without these.

    nbgrader calls such a cell graded, and one that students fill in or a task.
    """
    cells = _cells(course.reference(assignment)) or _cells(_release(course, assignment))
    marked = [cell.get("metadata", {}).get("nbgrader", {}) for cell in cells]
    return tuple(
        Written(each["grade_id"], float(each.get("points", 0)))
        for each in marked
        if (each.get("grade") and each.get("solution")) or each.get("task")
    )


def handed_out(course: Course, assignment: str) -> frozenset[str]:
    """The prose of the release, cell by cell, as `folded`: who hands that in has written nothing."""
    cells = _cells(_release(course, assignment))
    return frozenset(folded("".join(cell["source"])) for cell in cells if cell["cell_type"] == "markdown")


def folded(text: str) -> str:
    """A text without what editors change in it by themselves."""
    return " ".join(text.split())


def _release(course: Course, assignment: str) -> bytes:
    path = course.root / "release" / assignment / f"{assignment}.ipynb"
    return path.read_bytes() if path.is_file() else b"{}"


def _cells(notebook: bytes | None) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(notebook or b"{}").get("cells", [])
    return cells
