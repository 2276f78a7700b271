"""docs/new-assignment.md, done word for word in a copy of the course."""

import os
import sys

from tests.authoring.conftest import ROOT, copied
from tests.authoring.page import Reader

PAGE = ROOT / "docs" / "new-assignment.md"


def test_what_the_page_says_makes_an_assignment_that_passes_the_audit(tmp_path):
    course = copied(tmp_path / "course")
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, command in (("autograder", "-m autograder"), ("python", "")):
        (commands / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {command} "$@"\n')
        (commands / name).chmod(0o755)
    environment = os.environ | {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(course.root),
        "COLUMNS": "200",
        "LANGUAGE": "en",
    }
    environment.pop("CI", None)  # an instructor's machine makes the course's secret
    reader = Reader(course.root, "source/week_5/week_5.ipynb", environment)
    page = PAGE.read_text("utf-8")
    reader.follow(page)
    assert "\nautograder audit week_5\n" in page  # which has to end with status 0, as all commands of the page
