"""Takes the place of the execution of notebooks: exercises go through the grader, and test cells show the outcome."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, SaveAutoGrades
from nbgrader.utils import is_grade, is_solution

from ..language import _
from ..model import Fate, Hints, Message, Result
from ..outlets import cell as shown
from ..outlets.master import Master, outcome, written
from ..outlets.words import say
from ..policy import hint_policy
from .exporter import exporter_of

RESULT = "autograder"
"""Where the result travels from one preprocessor to the next."""


class GradeInSandbox(Execute):  # type: ignore[misc]  # nbgrader has no types
    """Takes the place of Execute, and is it for all that is none of ours."""

    def __call__(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        exporter = exporter_of(self)
        master = exporter.master(resources)
        others = master is None or any(_asks_nbgrader(cell, master) for cell in nb.cells)
        if others:
            if master is not None:
                self.log.warning(_("Some test cells are none of ours: the notebook is executed for them, unprotected."))
            nb, resources = super().__call__(nb, resources)
        if master is not None:
            result = exporter.result(resources, master)
            hints = self._hints(master, resources)
            for cell in nb.cells:
                if is_grade(cell) and (exercise := master.tests.get(cell.metadata.nbgrader["grade_id"])):
                    points = float(cell.metadata.nbgrader["points"])
                    cell.outputs = _outputs(outcome(result, exercise, points, master), hints)
            resources[RESULT] = result
            if result.public_only:
                self.log.warning(_("Only the public cases were asked here."))
        return nb, resources

    def _hints(self, master: Master, resources: Any) -> Hints:
        """How much may be said now; where the course names no due date, that of the gradebook holds."""
        policy = hint_policy(exporter_of(self).course, master.assignment.name)
        if policy.due is None:
            with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
                due = gradebook.find_assignment(resources["nbgrader"]["assignment"]).duedate
            policy = replace(policy, due=due and due.replace(tzinfo=UTC))
        return policy.feedback(datetime.now(UTC))


class SaveGrades(SaveAutoGrades):  # type: ignore[misc]  # nbgrader has no types
    """Takes the place of SaveAutoGrades: where nothing could be graded, the comment says why.

    What the course's ``overrides.csv`` decides about a written answer is entered; a score in the gradebook goes before.
    """

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        result: Result | None = resources.get(RESULT)
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        decided = written(result, grade_id) if result is not None else None
        if decided is not None:
            grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
            grade.auto_score, grade.needs_manual_grade = decided, grade.manual_score is not None
            self.gradebook.db.commit()

    def _add_comment(self, cell: Any, resources: Any) -> None:
        super()._add_comment(cell, resources)
        result: Result | None = resources.get(RESULT)
        if result is not None and result.status is not Fate.GRADED and is_solution(cell):
            comment = self.gradebook.find_comment(
                cell.metadata["nbgrader"]["grade_id"], self.notebook_id, self.assignment_id, self.student_id
            )
            comment.auto_comment = say(result.message)
            self.gradebook.db.commit()


def _asks_nbgrader(cell: Any, master: Master) -> bool:
    """Whether a cell is a test that only running the notebook can answer."""
    test = cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)
    return test and cell.metadata.nbgrader["grade_id"] not in master.tests


def _outputs(found: Any, hints: Hints) -> list[Any]:
    """What there is to read, then the score as the cell's value, which nbgrader takes for partial credit."""
    page = {"text/html": shown.html(found, hints), "text/plain": shown.text(found, hints)}
    score = 0.0 if isinstance(found, Message) else found.score
    return [
        new_output("display_data", page),
        new_output("execute_result", {"text/plain": f"{score:.10g}"}, execution_count=None),
    ]
