"""Two gradings side by side: whose score moves, and through which case."""

import csv
import io
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import assignments
from autograder.comparison import compared
from autograder.model import Status
from autograder.standings import Asked, Part, Standing, exercise_of
from tests.people.command import EXAMPLES, ROOT, run

pytestmark = pytest.mark.filterwarnings("ignore:Object of type")  # nbgrader's own way to fill a gradebook

COST = "compute_cost_with_regularization"
STUDENTS = ("amir", "hana", "luca")
EXERCISES = [each.name for each in assignments.load("regularization").exercises]


@pytest.fixture(scope="module")
def new(tmp_path_factory, secret):
    """Three students, graded."""
    folder = tmp_path_factory.mktemp("new") / "out"
    run("grade", *(EXAMPLES / each for each in STUDENTS), "--out", folder, "--secret-file", secret)
    return folder


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """A gradebook of nbgrader's own, in which three students have all points but for the answer that one wrote."""
    from nbgrader.api import Gradebook

    file = tmp_path_factory.mktemp("gradebook") / "grade book.db"
    path = os.environ["PATH"]
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{path}"  # nbgrader calls alembic by name
    try:
        with Gradebook(f"sqlite:///{file}") as book:
            book.add_assignment("regularization")
            book.add_notebook("regularization", "regularization")
            for name in EXERCISES:
                book.add_grade_cell(f"check-{name}", "regularization", "regularization", max_score=10, cell_type="code")
            book.add_grade_cell("answer", "regularization", "regularization", max_score=5, cell_type="markdown")
            for student in ("hana", "luca", "=zed"):
                book.add_student(student)
                submission = book.add_submission("regularization", student)
                for grade in submission.notebooks[0].grades:
                    if grade.name != "answer":
                        grade.auto_score, grade.needs_manual_grade = 10, False
                    elif student == "luca":
                        grade.manual_score, grade.needs_manual_grade = 4, False
            book.db.commit()
    finally:
        os.environ["PATH"] = path
    return file


def test_a_tolerance_that_changed_moves_scores_through_the_cases_that_it_lets_pass(tmp_path, secret, new):
    """The old grading is by a copy of this package that tolerates a cost which is off by two thirds."""
    copy = tmp_path / "package" / "autograder"
    shutil.copytree(ROOT / "autograder", copy, ignore=shutil.ignore_patterns("__pycache__"))
    file = copy / "assignments" / "regularization.py"
    text = file.read_text()
    changed = text.replace("points=10,", "points=10, tolerance=Tolerance(rtol=0.7),", 1)
    file.write_text(changed.replace("from ..model import", "from ..model import Tolerance\nfrom ..model import", 1))
    grading = ("grade", *(EXAMPLES / each for each in STUDENTS), "--out", tmp_path / "old", "--secret-file", secret)
    run(*grading, PYTHONPATH=str(copy.parent))
    told = run("compare", tmp_path / "old", new).stdout
    assert f"regularization  {COST}\n    1 student, -10: the worked example: passed → wrong" in told
    assert "1 of 3 scores move: 0 up, 1 down." in told
    record = json.loads(run("compare", tmp_path / "old", new, "--format", "json").stdout)
    (move,) = record["moves"]
    assert (move["student"], move["old"], move["new"]) == ("hana", 40, 30)
    (change,) = move["changes"]
    assert change["through"][0] == {
        "case": "the worked example",
        "draw": 0,
        "public": True,
        "old": "passed",
        "new": "wrong",
        "said": "The result differs: expected 1.786485945, got 1.84333865.",
    }
    (row,) = csv.DictReader(io.StringIO(run("compare", tmp_path / "old", new, "--format", "csv").stdout))
    assert (row["student"], row["exercise"], row["old_points"], row["new_points"]) == ("hana", COST, "10.0", "0.0")
    assert "random networks 1: passed → wrong" in row["through"]


def test_the_same_grading_twice_moves_nothing(new):
    told = run("compare", new, new / "results.jsonl").stdout
    assert told == "0 of 3 scores move: 0 up, 0 down.\n"


@pytest.mark.parametrize("prefix", ["", "sqlite:///"])
def test_last_years_gradebook_is_compared_and_stays_as_it_is(gradebook, new, prefix):
    before = gradebook.read_bytes()
    told = run("compare", f"{prefix}{gradebook}", new)
    assert "the worked example: now wrong; random networks: now wrong" in told.stdout
    assert "regularization  answer\n    1 student, -4: a person decided" in told.stdout
    assert "2 of 2 scores move: 0 up, 2 down." in told.stdout
    assert "1 submission: =zed." in told.stdout
    assert "1 submission: amir." in told.stdout
    assert told.stderr == ""
    assert gradebook.read_bytes() == before
    assert [file.name for file in gradebook.parent.iterdir()] == [gradebook.name]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "There are no results in "),
        (b"SQLite format 3\0 and then nothing", "This gradebook cannot be read: file is not a database."),
        (b"\xff\xfe", "is no result of this version"),
        (b'{"schema": 1}\n', "is no result of this version"),
    ],
)
def test_what_is_no_grading_gets_a_sentence(tmp_path, new, data, sentence):
    if data is not None:
        (tmp_path / "old").write_bytes(data)
    done = run("compare", tmp_path / "old", new, status=2)
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_comparison_without_names(gradebook, new, secret):
    for form in ("text", "csv", "json"):
        done = run("compare", gradebook, new, "--format", form, "--anonymise", "--secret-file", secret)
        assert not any(name in done.stdout for name in ("hana", "luca", "amir", "zed"))
        assert "student-" in done.stdout


def test_an_empty_database_is_no_gradebook(tmp_path, new):
    import sqlite3

    connection = sqlite3.connect(tmp_path / "empty.db")
    connection.execute("create table other (x)")
    connection.commit()
    connection.close()
    done = run("compare", tmp_path / "empty.db", new, status=2)
    assert "This gradebook cannot be read: no such table: submitted_assignment" in done.stderr


@pytest.mark.parametrize(
    ("cell", "exercise"),
    [
        ("check-model", "model"),
        ("test_model_with_dropout", "model_with_dropout"),
        ("grade-Model-With-Dropout", "model_with_dropout"),
        ("cell-1f00", "cell-1f00"),
    ],
)
def test_the_cells_of_other_courses_are_known_by_the_function_that_they_name(cell, exercise):
    assert exercise_of(cell, ("model", "model_with_dropout", "predict")) == exercise


ASKED = st.builds(Asked, st.sampled_from("ab"), st.booleans(), st.sampled_from(Status), st.sampled_from(["", "off"]))
PARTS = st.builds(Part, st.integers(0, 4).map(float), st.just(4.0), st.booleans(), st.none() | st.tuples(ASKED, ASKED))
STANDINGS = st.lists(
    st.dictionaries(st.sampled_from("fgh"), PARTS).flatmap(
        lambda parts: st.builds(
            Standing,
            st.sampled_from(["ada", "bob"]),
            st.sampled_from(["", "x", "y"]),
            st.sampled_from(["", "1", "2"]),
            st.just(sum(each.score for each in parts.values())),
            st.just(sum(each.max_score for each in parts.values())),
            st.just(parts),
        )
    ),
    max_size=6,
)


@given(STANDINGS, STANDINGS)
def test_every_submission_is_compared_once_or_said_to_be_alone(old, new):
    comparison = compared(old, new)
    assert 2 * comparison.both + len(comparison.only_old) + len(comparison.only_new) == len(old) + len(new)
    for move in comparison.moves:
        gained = sum((each.new or 0) - (each.old or 0) for each in move.changes)
        assert gained == pytest.approx(move.new - move.old)
        assert move.changes


@given(STANDINGS)
def test_nothing_moves_between_a_grading_and_itself(standings):
    assert compared(standings, list(standings)).moves == []
