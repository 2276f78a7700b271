"""The written answers of an assignment: the cells that a person grades, as nbgrader marks them."""

import json
from dataclasses import dataclass

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
    release = course.root / "release" / assignment / f"{assignment}.ipynb"
    notebook = course.reference(assignment) or (release.read_bytes() if release.is_file() else b"{}")
    marked = [cell.get("metadata", {}).get("nbgrader", {}) for cell in json.loads(notebook).get("cells", ())]
    return tuple(
        Written(each["grade_id"], float(each.get("points", 0)))
        for each in marked
        if (each.get("grade") and each.get("solution")) or each.get("task")
    )
