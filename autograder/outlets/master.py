"""What nbgrader's gradebook knows of a notebook, and which of its test cells ask for exercises of ours.

A test cell is ours if all that it does is ``check("name_of_an_exercise")``; whatever else it holds, it is nbgrader's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..model import Assignment, ExerciseResult, Fate, Message, Result, Status

CHECK = re.compile(r"""check\(\s*(["'])(\w+)\1\s*\)\s*;?""")
DEFINITION = r"(?m)^[ \t]*(?:async[ \t]+def|def|class)[ \t]+(?:%s)\b"


@dataclass(frozen=True)
class Cell:
    """A cell of nbgrader's as it was handed out; ``points`` is None where it earns none."""

    grade_id: str
    cell_type: str
    source: str
    checksum: str
    locked: bool = False
    grade: bool = False
    solution: bool = False
    task: bool = False
    points: float | None = None


@dataclass(frozen=True)
class Master:
    """A notebook of an assignment of ours.

    Parameters
    ----------
    tests
        The exercises that test cells ask for, by the ids of the cells.
    solutions
        The ids of the cells in which exercises are to be written, by exercise.
    """

    assignment: Assignment
    cells: tuple[Cell, ...]
    tests: Mapping[str, str]
    solutions: Mapping[str, str]

    def names(self, exercise: str) -> tuple[str, ...]:
        """All names that go for an exercise."""
        return next((each.name, *each.aliases) for each in self.assignment.exercises if each.name == exercise)


def master(notebook: Any, assignments: Sequence[Assignment]) -> Master | None:
    """What the gradebook has of a notebook (an ``nbgrader.api.Notebook``); None if no test cell of it is ours."""
    cells = tuple(_cells(notebook))
    asked = {cell.grade_id: name for cell in cells if cell.grade and not cell.solution and (name := _asked(cell))}

    def likeness(assignment: Assignment) -> tuple[int, bool]:
        known = {exercise.name for exercise in assignment.exercises}
        return len(known & set(asked.values())), assignment.name == notebook.assignment.name

    best = max(assignments, key=likeness, default=None)
    if best is None or not likeness(best)[0]:
        return None
    known = {exercise.name for exercise in best.exercises}
    tests = {grade_id: name for grade_id, name in asked.items() if name in known}
    solutions = {
        name: cell.grade_id
        for name in tests.values()
        for cell in cells
        if cell.solution and not cell.grade and defines(cell.source, [name])
    }
    return Master(best, cells, tests, solutions)


def defines(source: str, names: Sequence[str]) -> bool:
    """Whether a cell defines a function or class of one of these names, as far as can be seen without parsing it."""
    return re.search(DEFINITION % "|".join(map(re.escape, names)), source) is not None


def outcome(result: Result, exercise: str, points: float, master: Master) -> ExerciseResult | Message:
    """What a test cell that is worth so many points gets: what came of its exercise, or why nothing did."""
    if result.status is not Fate.GRADED:
        return result.message or Message(str(result.status))
    if result.assignment != master.assignment.name:
        return Message("other-assignment", {"assignment": result.assignment})
    asked = next(each for each in result.exercises if each.name == exercise)
    if asked.status is Status.SKIPPED or not asked.max_score:
        return asked
    return replace(asked, score=round(min(asked.score / asked.max_score, 1) * points, 2), max_score=points)


def written(result: Result, grade_id: str) -> float | None:
    """The points that a person gave for a written answer, by the id of its cell; None where nobody has yet."""
    return next((each.score for each in result.exercises if each.written and each.name == grade_id), None)


def _asked(cell: Cell) -> str | None:
    lines = [line for each in cell.source.splitlines() if (line := each.strip()) and not line.startswith("#")]
    found = CHECK.fullmatch("\n".join(lines)) if cell.cell_type == "code" else None
    return found[2] if found else None


def _cells(notebook: Any) -> list[Cell]:
    graded = {cell.name: cell.max_score for cell in notebook.grade_cells}
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    return [
        Cell(
            cell.name,
            cell.cell_type,
            cell.source or "",
            cell.checksum or "",
            cell.locked,
            cell.name in graded,
            cell.name in solutions,
            cell.name in tasks,
            graded.get(cell.name, tasks.get(cell.name)),
        )
        for cell in notebook.source_cells
    ]
