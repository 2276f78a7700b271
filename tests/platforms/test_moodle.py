"""Moodle, by the rules of its own import of grades and of feedback files."""

import csv
import zipfile

import pytest

from tests.platforms.class_of_three import HINT, result, unreadable, written
from tests.platforms.test_canvas import publish

ADA = result("Ada Lovelace-501", "work.zip/Ada Lovelace_501_assignsubmission_file_/regularization.ipynb", 40.0)
FLAT = result("Emmy Noether-503", "work.zip/Emmy Noether_503_assignsubmission_file_regularization.ipynb", 10.0)
EVE = unreadable("Eve-504", "work.zip/Eve_504_assignsubmission_file_/x.ipynb")

WORKSHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 501","Ada Lovelace",ada@example.org,"Submitted for grading",,100.00,Yes,"Monday, 16 November 2026, 9:00 AM",-,
"Participant 502","George Boole",george@example.org,"Submitted for grading",7.00,100.00,Yes,"Monday, 16 November 2026, 9:00 AM","Monday, 16 November 2026, 9:00 AM","old"
"Participant 503","Emmy Noether",emmy@example.org,"Submitted for grading",,100.00,Yes,"Monday, 16 November 2026, 9:00 AM",-,
"Participant 505","Grace Hopper",grace@example.org,"No submission",55.50,100.00,Yes,-,-,"-2 for style,
but =well done"
"""  # noqa: E501

FOLDER = "_assignsubmission_file"


def imported(file):
    """What Moodle reads out of a worksheet: mod/assign/feedback/offline/importgradeslib.php and locallib.php."""
    rows = list(csv.reader(file.open(encoding="utf-8", newline="")))
    columns = rows[0]
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(columns), "init"
    grades = {}
    for row in rows[1:]:
        record = dict(zip(columns, row, strict=True))
        participant = int(record["Identifier"][len("Participant ") :])
        if record["Grade"] != "":
            assert 0 <= float(record["Grade"]) <= float(record["Maximum Grade"]), "out of range: skipped"
        grades[participant] = record["Grade"], record["Feedback comments"]
    return grades


def recipient(path, participants):
    """Whose file it becomes, and its name there: is_valid_filename_for_import of feedback/file/importziplib.php."""
    name = path.rsplit("/", 1)[-1]
    assert not name.startswith((".", "~"))
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in participants:
            continue
        assert (info[2], info[3]) == ("assignsubmission", "file"), "get_plugin_by_type"
        return int(info[1]), "/".join([*info[4:], *parts]).lstrip("/")
    raise AssertionError(f"{path} is nobody's")


@pytest.fixture
def worksheet(tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text("\ufeff" + WORKSHEET, "utf-8")
    return path


def test_the_worksheet_comes_back_with_grades_and_comments(tmp_path, worksheet):
    folder = written(tmp_path / "results", ADA, result("George Boole", "class/x.ipynb", 30.0), FLAT, EVE)
    done = publish("moodle", folder, "--with", worksheet, "--out", tmp_path / "moodle")
    assert done.returncode == 0, done.stderr
    grades = imported(tmp_path / "moodle" / "moodle-regularization.csv")
    assert [grades[who][0] for who in (501, 502, 503)] == ["100", "75", "25"]  # out of the maximum grade
    assert grades[501][1].startswith("40 of 40<br>compute_cost_with_regularization: passed, 10 of 10<br>")
    assert "Could not be graded, and left out: Eve-504." in done.stderr


def test_who_has_no_result_keeps_what_stands_there(tmp_path, worksheet):
    publish("moodle", written(tmp_path / "results", ADA), "--with", worksheet, "--out", tmp_path / "moodle")
    grades = imported(tmp_path / "moodle" / "moodle-regularization.csv")
    assert grades[502] == ("7.00", "old")
    assert grades[505] == ("55.50", "-2 for style,\nbut =well done")


def test_participants_in_another_language(tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text("ID;Vollständiger Name;Status;Bewertung;Zuletzt geändert\nTeilnehmer/in 501;Ada;x;;-\n", "utf-8")
    arguments = ("--with", path, "--out", tmp_path / "moodle", "--column", "Bewertung")
    done = publish("moodle", written(tmp_path / "results", ADA), *arguments)
    assert done.returncode == 0, done.stderr
    assert "Teilnehmer/in 501;Ada;x;40;-" in (tmp_path / "moodle" / "moodle-regularization.csv").read_text("utf-8")


def test_feedback_reaches_each_student(tmp_path, worksheet):
    folder = written(tmp_path / "results", ADA, FLAT, EVE)
    done = publish("moodle", folder, "--with", worksheet, "--out", tmp_path / "moodle")
    assert "3 feedback files" in done.stdout
    with zipfile.ZipFile(tmp_path / "moodle" / "moodle-regularization-feedback.zip") as archive:
        found = {recipient(name, {501, 503, 504}): archive.read(name).decode() for name in archive.namelist()}
    assert set(found) == {(501, "regularization.html"), (503, "regularization.html"), (504, "feedback.html")}
    assert "<title>Regularization" in found[501, "regularization.html"]
    assert "Look at the sum over the layers" in found[503, "regularization.html"]
    assert HINT not in found[503, "regularization.html"]  # which is for after the due date


def test_folders_as_moodle_has_them_since_4_1(tmp_path, worksheet):
    new = result("Ada Lovelace-501", f"work.zip/Ada Lovelace_501{FOLDER}/a/regularization.ipynb", 40.0)
    publish("moodle", written(tmp_path / "results", new), "--with", worksheet, "--out", tmp_path / "moodle")
    with zipfile.ZipFile(tmp_path / "moodle" / "moodle-regularization-feedback.zip") as archive:
        assert [recipient(name, {501}) for name in archive.namelist()] == [(501, "regularization.html")]


def test_a_folder_that_is_not_the_students_gives_nobody_anothers_points(tmp_path, worksheet):
    forged = result("eve", f"submitted/eve/regularization/Ada Lovelace_501{FOLDER}_/r.ipynb", 40.0)
    done = publish("moodle", written(tmp_path / "results", forged), "--with", worksheet, "--out", tmp_path / "moodle")
    assert imported(tmp_path / "moodle" / "moodle-regularization.csv")[501] == ("", "")
    assert "left out: eve." in done.stderr


def test_a_worksheet_is_needed_and_has_to_be_one(tmp_path):
    folder = written(tmp_path / "results", ADA)
    done = publish("moodle", folder, "--out", tmp_path / "moodle")
    assert done.returncode == 2
    assert "name it with --with" in done.stderr
    (tmp_path / "table.csv").write_text("Name,Grade\nAda,\n")
    done = publish("moodle", folder, "--out", tmp_path / "moodle", "--with", tmp_path / "table.csv")
    assert done.returncode == 2
    assert "This is no grading worksheet of Moodle" in done.stderr
