"""Measures ``nbgrader autograde`` with this package against stock nbgrader: ``python -m benchmarks.autograde``.

The same submissions in two course folders, one after the other, by the same nbgrader of this environment; all that
differs is whose preprocessors stand in ``nbgrader_config.py``. Each has autograded one student before it is measured.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from nbgrader.api import Gradebook

from .notebooks import NAME, ROOT, TRAINING, notebook, roll
from .watching import surroundings

WORK = ROOT / "build" / "bench" / "autograde"
GOAL = 5
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "deep-learning"
"""


def main(
    count: Annotated[int, typer.Option(min=1, help="Students.")] = 10,
    training: Annotated[bool, typer.Option(help="Leave the cells that train networks in the notebooks.")] = True,
) -> None:
    """Autograde the same class twice, compare the marks of those who are right, and print how the times compare."""
    seconds = {name: _measured(name, count, training) for name in ("autograder", "stock nbgrader")}
    for name, each in seconds.items():
        print(f"{name:15} {each:8.1f} s for {count} notebooks, {each / count:6.2f} s each")
    ratio = seconds["stock nbgrader"] / seconds["autograder"]
    what = "whole notebooks" if training else "notebooks without the cells that train"
    print(f"{ratio:.1f} times as fast on {what}; the goal is {GOAL}")
    raise typer.Exit(int(ratio < GOAL))


def _measured(name: str, count: int, training: bool) -> float:
    course = WORK / name.replace(" ", "-")
    _prepare(course, count, training, (ROOT / "nbgrader_config.py").read_text() if name == "autograder" else STOCK)
    _nbgrader(course, "generate_assignment", NAME)
    _nbgrader(course, "autograde", NAME, f"--student={next(iter(roll(count)))}")
    started = time.perf_counter()
    _nbgrader(course, "autograde", NAME, "--force")
    seconds = time.perf_counter() - started
    _compare_marks(name, course, count)
    return seconds


def _prepare(course: Path, count: int, training: bool, config: str) -> None:
    shutil.rmtree(course, ignore_errors=True)
    shutil.copytree(ROOT / "source" / NAME, course / "source" / NAME)
    (course / "nbgrader_config.py").write_text(config)
    if not training:
        source = course / "source" / NAME / f"{NAME}.ipynb"
        master = nbformat.read(source, 4)
        master.cells = [cell for cell in master.cells if cell.id not in TRAINING]
        nbformat.write(master, source)
    for number, student in enumerate(roll(count)):
        place = course / "submitted" / student / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_bytes(notebook(number, training).data)


def _nbgrader(course: Path, *arguments: str) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    variables = {key: value for key, value in surroundings({"PATH": path}).items() if key != "CI"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    with (course / "log").open("a") as log:
        subprocess.run(command, cwd=course, env=variables, stdout=log, stderr=log, check=True)


def _compare_marks(name: str, course: Path, count: int) -> None:
    """A grader that does not give full marks to those who are right, or gives them to others, is not measured."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for student, kind in roll(count).items():
            marks = gradebook.find_submission(NAME, student).code_score
            if (marks == 40) != (kind == "right"):
                sys.exit(f"{name} gives {student} {marks:g} of 40, whose notebook is {kind}")


if __name__ == "__main__":
    typer.run(main)
