"""Canvas, by the rules of its own gradebook importer and of its upload of feedback."""

import csv
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from tests.platforms.class_of_three import HINT, result, unreadable, written

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
PREFIX = "class.zip/"
ADA = result("lovelaceada-1234", PREFIX + "lovelaceada_1234_501_regularization.ipynb", 40.0)
BOB = result("boole_george-1235", PREFIX + "boole_george_LATE_1235_502_my work-1.ipynb", 30.0)
EVE = unreadable("eve-1236", PREFIX + "eve_1236_503_regularization.ipynb")

EXPORT = """\
Student,ID,SIS User ID,SIS Login ID,Section,Notes,Optimization (77),Regularization (78),Final Score
,,,,,,Manual Posting,,
    Points Possible,,,,,,10,100,(read only)
"Lovelace, Ada",1234,s1,ada@example.org,A,,9,,50
"Boole, George",1235,s2,george@example.org,"A and B",,8,3,50
"Noether, Emmy",1299,s9,emmy@example.org,A,,7,55.5,50
"Student, Test",1300,,9f8e,A,,,,
"""


def publish(*arguments, cwd=ROOT):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB")}
    done = subprocess.run([AUTOGRADER, "publish", *arguments], cwd=cwd, env=environment, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done


def imported(file):
    """What Canvas reads out of a gradebook: lib/gradebook_importer.rb, its names for what it looks at.

    Gives the points possible of each assignment, and by the student's ID the grade in each.
    """
    rows = list(csv.reader(file.open(encoding="utf-8", newline="")))
    header = rows[0]
    assert len(header) > 3, "row_has_student_headers?"
    assert "Student" in header[0]
    assert "ID" in header[1]
    student_columns = 3
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        student_columns += 1
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        student_columns += 2
    assert "Section" in header[student_columns - 1], "last_student_info_column"
    possible, grades = {}, {}
    for row in rows[1:]:
        columns = dict(zip(header[student_columns:], row[student_columns:], strict=True))
        if "Points Possible" in row[0]:
            possible = columns
        elif not all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row):
            grades[int(row[1])] = columns
    return possible, grades


def recipient(name):
    """Whose comment a file becomes, and to which file of theirs: infer_comment_context_from_filename."""
    parts = name.rsplit("/", 1)[-1].split("_")
    user, attachment = [part for part in parts if re.fullmatch(r"\d+", part)][:2]
    assert not parts[-1].startswith("link")
    assert not name.startswith("._")
    return int(user), int(attachment)


@pytest.fixture
def exported(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("\ufeff" + EXPORT, "utf-8")  # with the mark that Canvas writes
    return path


def test_the_exported_gradebook_comes_back_with_its_column_filled(tmp_path, exported):
    results = written(tmp_path / "results", ADA, BOB, EVE)
    done = publish("canvas", results, "--with", exported, "--out", tmp_path / "canvas")
    assert done.returncode == 0, done.stderr
    possible, grades = imported(tmp_path / "canvas" / "canvas-regularization.csv")
    title = "Regularization (78)"
    assert possible == {title: "100"}  # no other column: nothing else can change
    assert grades[1234] == {title: "100"}
    assert grades[1235] == {title: "75"}
    assert grades[1299] == {title: "55.5"}  # an empty cell would take the grade away
    assert grades[1300] == {title: ""}
    assert "2 students have points" in done.stdout
    assert "Could not be graded, and left out: eve-1236." in done.stderr


def test_students_are_found_by_their_logins_too_and_who_is_not_is_named(tmp_path, exported):
    results = [result("ada@example.org", "submitted/ada/regularization/r.ipynb", 40.0)]
    results += [result("Boole, George", "class/x.ipynb", 20.0), result("nobody", "class/nobody.ipynb", 10.0)]
    folder = written(tmp_path / "results", *results)
    done = publish("canvas", folder, "--with", exported, "--out", tmp_path / "canvas")
    _, grades = imported(tmp_path / "canvas" / "canvas-regularization.csv")
    assert [grades[user]["Regularization (78)"] for user in (1234, 1235)] == ["100", "50"]
    assert "Not found there, and left out: nobody." in done.stderr


def test_a_name_that_two_students_share_gives_neither_points(tmp_path, exported):
    exported.write_text(EXPORT.replace("Noether, Emmy", "Lovelace, Ada"), "utf-8")
    folder = written(tmp_path / "results", result("Lovelace, Ada", "class/x.ipynb", 40.0))
    done = publish("canvas", folder, "--with", exported, "--out", tmp_path / "canvas")
    _, grades = imported(tmp_path / "canvas" / "canvas-regularization.csv")
    assert [grades[user]["Regularization (78)"] for user in (1234, 1299)] == ["", "55.5"]
    assert "left out: Lovelace, Ada." in done.stderr


def test_a_files_name_gives_nobody_anothers_points(tmp_path, exported):
    # in nbgrader's tree the student chose this name
    forged = result("eve", "submitted/eve/regularization/lovelaceada_1234_501_regularization.ipynb", 40.0)
    folder = written(tmp_path / "results", forged)
    done = publish("canvas", folder, "--with", exported, "--out", tmp_path / "canvas")
    _, grades = imported(tmp_path / "canvas" / "canvas-regularization.csv")
    assert grades[1234]["Regularization (78)"] == ""
    assert "left out: eve." in done.stderr
    assert not list((tmp_path / "canvas").glob("*.zip"))


def test_without_an_export_the_numbers_in_the_names_are_enough(tmp_path):
    folder = written(tmp_path / "results", ADA, BOB)
    done = publish("canvas", folder, "--out", tmp_path / "canvas", "--column", "Regularization (78)")
    assert done.returncode == 0, done.stderr
    _, grades = imported(tmp_path / "canvas" / "canvas-regularization.csv")
    assert grades == {1234: {"Regularization (78)": "40"}, 1235: {"Regularization (78)": "30"}}


def test_feedback_reaches_each_student_as_the_notebook_that_its_name_says(tmp_path):
    folder = written(tmp_path / "results", ADA, BOB, EVE)
    done = publish("canvas", folder, "--out", tmp_path / "canvas")
    assert "3 feedback files" in done.stdout
    with zipfile.ZipFile(tmp_path / "canvas" / "canvas-regularization-feedback.zip") as archive:
        names = archive.namelist()
        notebooks = {recipient(name): nbformat.reads(archive.read(name).decode(), as_version=4) for name in names}
    assert set(notebooks) == {(1234, 501), (1235, 502), (1236, 503)}
    for notebook in notebooks.values():
        nbformat.validate(notebook)
    said = notebooks[1235, 502].cells[0].source
    assert "30 of 40" in said
    assert "expected 1\\.75\\, got 1\\.25" in said
    assert "Look at the sum over the layers" in said
    assert HINT.replace(".", "\\.") not in said  # which is for after the due date
    assert "It cannot be read" in notebooks[1236, 503].cells[0].source


def test_a_semicolon_is_a_delimiter_too(tmp_path):
    export = tmp_path / "export.csv"
    export.write_text("Student;ID;Section;Regularization (78)\n    Points Possible;;;40,0\nAda;1234;A;\n")
    folder = written(tmp_path / "results", result("lovelaceada-1234", ADA.submission, 12.5))
    publish("canvas", folder, "--with", export, "--out", tmp_path / "canvas")
    assert "Ada;1234;A;12.5\n" in (tmp_path / "canvas" / "canvas-regularization.csv").read_text()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("a,b,c,d\n1,2,3,4\n", "This is no gradebook that was exported from Canvas"),
        ("Student,ID,Section,Optimization (77)\nAda,1,A,\n", "The gradebook has 0 columns that are called"),
        ("Student,ID,Section,Regularization (1),regularization (2)\nAda,1,A,,\n", "The gradebook has 2 columns"),
        ("", "is no table with a header"),
    ],
)
def test_another_table_gets_one_sentence(tmp_path, table, sentence):
    (tmp_path / "table.csv").write_text(table)
    folder = written(tmp_path / "results", ADA)
    done = publish("canvas", folder, "--with", tmp_path / "table.csv", "--out", tmp_path / "canvas")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_name_that_begins_like_a_formula_does_not_become_one(tmp_path):
    formula = result("=cmd-1234", PREFIX + "=cmd_1234_501_regularization.ipynb", 40.0)
    publish("canvas", written(tmp_path / "results", formula), "--out", tmp_path / "canvas")
    row = list(csv.reader((tmp_path / "canvas" / "canvas-regularization.csv").open()))[1]
    assert row[0] == "'=cmd-1234"


def test_of_several_assignments_one_is_named(tmp_path):
    from dataclasses import replace

    folder = written(tmp_path / "results", ADA, replace(ADA, assignment="optimization"))
    done = publish("canvas", folder, "--out", tmp_path / "canvas")
    assert done.returncode == 2
    assert "say with --assignment" in done.stderr
    assert publish("canvas", folder, "--out", tmp_path / "canvas", "--assignment", "regularization").returncode == 0


@pytest.mark.parametrize("text", ['{"schema": 99}\n', "no JSON\n", '{"schema": 1}\n'])
def test_results_of_another_version_get_a_sentence(tmp_path, text):
    (tmp_path / "results.jsonl").write_text(text)
    done = publish("canvas", tmp_path, "--out", tmp_path / "canvas")
    assert done.returncode == 2
    assert "Line 1 of" in done.stderr
    done = publish("canvas", tmp_path / "nowhere", "--out", tmp_path / "canvas")
    assert done.returncode == 2
    assert "There are no results in" in done.stderr
