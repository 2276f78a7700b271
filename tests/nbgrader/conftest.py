"""The course that most tests here begin with; it is made once in a run, whatever the number of workers."""

import pytest

from tests.nbgrader import course as courses
from tests.nbgrader.course import NAME, STUDENTS, Course
from tests.once import once

SETTINGS = """
c.Exchange.root = "{exchange}"
c.LateSubmissionPlugin.penalty_method = "zero"
"""


def _generated(folder):
    course = courses.make(folder / "course", SETTINGS.format(exchange=folder / "exchange"))
    course.nbgrader("generate_assignment", NAME)


def _collected(folder):
    course = Course(folder / "course")
    (exchange := folder / "exchange").mkdir()
    exchange.chmod(0o777)
    course.nbgrader("db", "assignment", "add", NAME, "--duedate=2026-03-02 12:00:00 UTC")
    course.nbgrader("release_assignment", NAME)
    for number, student in enumerate(STUDENTS, 1):
        day = f"2026-03-01 09:00:{number:02}" if student != "vito" else "2026-03-02 12:30:00"  # half an hour late
        place = exchange / "deep-learning" / "inbound" / f"{student}+{NAME}+{day} UTC"
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_bytes(courses.submission(student))
        (place / "timestamp.txt").write_text(f"{day} UTC")
    course.nbgrader("collect", NAME)


def _autograded(folder):
    course = Course(folder / "course")
    (folder / "said").write_text(course.nbgrader("autograde", NAME))
    course.nbgrader("generate_feedback", NAME)
    course.nbgrader("export")


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """The course after ``nbgrader generate_assignment``."""
    return Course(once(tmp_path_factory, "generated", _generated) / "course")


@pytest.fixture(scope="session")
def collected(generated, tmp_path_factory):
    """The course after the release, with ten submissions collected from the exchange."""

    def build(folder):
        generated.copy(folder / "course")
        config = folder / "course" / "nbgrader_config.py"
        config.write_text(config.read_text().replace(str(generated.folder.parent), str(folder)))
        (folder / "home").mkdir()
        _collected(folder)

    return Course(once(tmp_path_factory, "collected", build) / "course")


@pytest.fixture(scope="session")
def graded(collected, tmp_path_factory):
    """The course after autograde, feedback and export."""

    def build(folder):
        collected.copy(folder / "course")
        (folder / "home").mkdir()
        _autograded(folder)

    return Course(once(tmp_path_factory, "graded", build) / "course")


@pytest.fixture
def course(generated, tmp_path):
    """A course of one's own after ``nbgrader generate_assignment``, to which nobody has handed in anything."""
    (tmp_path / "home").mkdir()
    return generated.copy(tmp_path / "course")
