"""nbgrader: a course folder, a gradebook, and ``nbgrader autograde`` for the whole class."""

import json
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from .notebooks import NAME, ROOT, TRAINING, HandedIn
from .peers import Command, Environment, Peer, helpers
from .watching import Job, watch

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "benchmark"
c.CourseDirectory.root = {root!r}
"""


ENVIRONMENT = Environment("nbgrader")


def prepare(folder: Path, handed_in: Sequence[HandedIn]) -> None:
    """Make the assignment known to the gradebook: its ``check`` cells are the tests, and give the points."""
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "source" / NAME
    source.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG.format(root=str(folder)), "utf-8")
    notebook = json.loads((ROOT / "source" / NAME / f"{NAME}.ipynb").read_bytes())
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in TRAINING]
    (source / f"{NAME}.ipynb").write_text(json.dumps(notebook), "utf-8")
    helpers(source)
    generate: Command = [ENVIRONMENT.program("nbgrader"), "generate_assignment", NAME]
    watch(Job(generate, folder, folder / "generate.log", ENVIRONMENT.variables))
    for each in handed_in:
        place = folder / "submitted" / each.student / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_bytes(each.data)


def commands(folder: Path, students: Sequence[str]) -> list[Command]:
    # Autograded again where it has been already, as for a regrade; one student at a time, which is all it offers.
    everyone = len(students) == len(list((folder / "submitted").iterdir()))
    chosen = [] if everyone else [f"--student={students[0]}"]
    return [[ENVIRONMENT.program("nbgrader"), "autograde", NAME, "--force", *chosen]]


def scores(folder: Path) -> dict[str, float]:
    with sqlite3.connect(folder / "gradebook.db") as gradebook:
        rows = gradebook.execute(
            "SELECT submitted_assignment.student_id, SUM(COALESCE(grade.manual_score, grade.auto_score, 0)) "
            "FROM grade JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id "
            "JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id "
            "GROUP BY submitted_assignment.student_id"
        )
        return {student: float(score) for student, score in rows}


NBGRADER = Peer("nbgrader", ENVIRONMENT, prepare, commands, scores)
