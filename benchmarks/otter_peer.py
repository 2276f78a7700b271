"""otter-grader: a configuration zip with tests of the four functions, and ``otter run`` for each notebook."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from autograder import assignments

from .notebooks import NAME, HandedIn
from .peers import Command, Environment, Peer, helpers
from .watching import Job, watch

TEST = """
from otter.test_files import test_case

OK_FORMAT = False

name = "{exercise}"
points = {points}


@test_case(points={points})
def test_worked_example(env):
    from checks import as_text, examine

    report = examine("{exercise}", env)
    assert report.score == report.points, as_text(report)
"""


ENVIRONMENT = Environment("otter")


def prepare(folder: Path, handed_in: Sequence[HandedIn]) -> None:
    """Generate the zip; the tests call the checks that the notebook's own cells call."""
    shutil.rmtree(folder, ignore_errors=True)
    tests, submitted = folder / "assignment" / "tests", folder / "submitted"
    tests.mkdir(parents=True)
    submitted.mkdir()
    for exercise in assignments.load(NAME).exercises:
        text = TEST.format(exercise=exercise.name, points=exercise.points)
        (tests / f"{exercise.name}.py").write_text(text, "utf-8")
    files = helpers(folder / "assignment")
    generate: Command = [
        ENVIRONMENT.program("otter"),
        "generate",
        "-t",
        "tests",
        "-o",
        folder / "autograder.zip",
        *files,
    ]
    watch(Job(generate, folder / "assignment", folder / "generate.log", ENVIRONMENT.variables))
    for each in handed_in:
        (submitted / f"{each.student}.ipynb").write_bytes(each.data)
        (folder / "results" / each.student).mkdir(parents=True)


def commands(folder: Path, students: Sequence[str]) -> list[Command]:
    otter = ENVIRONMENT.program("otter")
    zipped = folder / "autograder.zip"
    return [
        [otter, "run", "-a", zipped, "-o", folder / "results" / student, folder / "submitted" / f"{student}.ipynb"]
        for student in students
    ]


def scores(folder: Path) -> dict[str, float]:
    results = {path.parent.name: json.loads(path.read_bytes()) for path in folder.glob("results/*/results.json")}
    return {student: sum(test.get("score") or 0.0 for test in found["tests"]) for student, found in results.items()}


OTTER = Peer("otter-grader", ENVIRONMENT, prepare, commands, scores)
