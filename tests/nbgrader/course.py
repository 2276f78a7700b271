"""A real nbgrader course: its folder, its exchange, ten students, and the commands that an instructor types."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import kept

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
NAME = "regularization"
SECRET = "the secret of the tests, always the same\n"

STUDENTS = ("amir", "bea", "hana", "igor", "june", "noor", "pia", "rosa", "sven", "vito")
"""Of the example class: the layouts of 2017 and of 2018, a broken file, a known mistake, the untouched release,
megabytes of pictures, a half-done one, another notebook altogether, a deleted cell, an older slip that is followed."""

CHECKS = [f"check-{name}" for name in (
    "compute_cost_with_regularization",
    "backward_propagation_with_regularization",
    "forward_propagation_with_dropout",
    "backward_propagation_with_dropout",
)]  # fmt: skip

SCORES = {
    "amir": (10, 10, 10, 10),
    "bea": (0, 0, 0, 0),
    "hana": (0, 10, 10, 10),
    "igor": (10, 10, 10, 10),
    "june": (0, 0, 0, 0),
    "noor": (10, 10, 10, 10),
    "pia": (10, 6.67, 0, 0),
    "rosa": (0, 0, 0, 0),
    "sven": (10, 10, 0, 10),
    "vito": (10, 10, 7.5, 5),
}
"""What `examples/regularization.md` promises."""


class Course:
    """A course folder that `nbgrader` and `autograder` are run in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.variables = {key: value for key, value in os.environ.items() if key != "CI"} | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder.parent / "home"),
            "JUPYTER_DATA_DIR": str(folder.parent / "home" / "jupyter"),
            "PYTHONPATH": str(ROOT),
            "LANGUAGE": "en",
        }

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'gradebook.db'}"

    def run(self, *command, within: Path | None = None, status: int | None = 0, **variables: str):
        """Run a command of this environment in the course folder; gives what it said."""
        done = subprocess.run(
            [BIN / command[0], *map(str, command[1:])],
            cwd=within or self.folder,
            env=self.variables | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert status is None or done.returncode == status, said
        return said

    def nbgrader(self, *arguments, **more):
        return self.run("nbgrader", *arguments, **more)

    def autograder(self, *arguments, **more):
        return self.run("autograder", *arguments, **more)

    def hand_in(self, student: str, files: dict[str, bytes], assignment: str = NAME) -> Path:
        place = self.folder / "submitted" / student / assignment
        place.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (place / name).write_bytes(data)
        return place

    def feedback(self, student: str, assignment: str = NAME) -> str:
        return (self.folder / "feedback" / student / assignment / f"{assignment}.html").read_text("utf-8")

    def autograded(self, student: str, assignment: str = NAME):
        return json.loads((self.folder / "autograded" / student / assignment / f"{assignment}.ipynb").read_bytes())

    def copy(self, folder: Path) -> "Course":
        """The same course somewhere else, which may be changed."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Course(folder)


def make(folder: Path, settings: str = "") -> Course:
    """A course folder with the assignment in it, as it stands before anything was generated."""
    course = Course(folder)
    (folder / "source").mkdir(parents=True)
    Path(course.variables["HOME"]).mkdir(exist_ok=True)
    shutil.copytree(ROOT / "source" / NAME, folder / "source" / NAME)
    config = (ROOT / "nbgrader_config.py").read_text("utf-8") + settings
    (folder / "nbgrader_config.py").write_text(config, "utf-8")
    (folder / ".autograder").mkdir()
    (folder / ".autograder" / "secret").write_text(SECRET)
    kept.share(folder / ".autograder")
    return course


def submission(student: str) -> bytes:
    return (ROOT / "examples" / "submitted" / student / NAME / f"{NAME}.ipynb").read_bytes()


def grades(url: str, assignment: str = NAME) -> dict[str, dict[str, tuple]]:
    """Of every student and cell: the score, what the grader gave, what a person gave, and whether one has to look."""
    from nbgrader.api import Gradebook

    with Gradebook(url) as gradebook:
        return {
            submission.student.id: {
                grade.name: (grade.score, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(assignment)
        }


def scores(url: str, assignment: str = NAME) -> dict[str, dict[str, float]]:
    """Of every student and cell the score alone."""
    return {
        student: {name: grade[0] for name, grade in of_student.items()}
        for student, of_student in grades(url, assignment).items()
    }


def comments(url: str, student: str, assignment: str = NAME) -> set[str | None]:
    from nbgrader.api import Gradebook

    with Gradebook(url) as gradebook:
        notebooks = gradebook.find_submission(assignment, student).notebooks
        return {comment.comment for notebook in notebooks for comment in notebook.comments}
