"""A course from release to export in nbgrader's own hands: nobody's habits change, and the marks are the grader's."""

import csv
import os
import pwd

import pytest

from tests.nbgrader.course import CHECKS, NAME, SCORES, STUDENTS, comments, grades, scores

pytestmark = pytest.mark.slow


def test_every_cell_has_the_score_that_the_grader_gives(graded):
    found = scores(graded.url)
    assert {student: tuple(found[student][check] for check in CHECKS) for student in found} == SCORES


def test_only_written_answers_wait_for_a_person(graded):
    found = grades(graded.url)
    assert not any(found[student][check][3] for student in STUDENTS for check in CHECKS)
    answered = {student for student in STUDENTS if found[student]["answer"][3]}
    # june and pia left it as it was; of bea's file nothing can be read.
    assert set(STUDENTS) - answered == {"june", "pia", "bea"}


def test_feedback_tells_the_mistake_and_no_figure_of_a_hidden_case(graded):
    page = graded.feedback("hana")
    assert "Look at the sum over the layers: does each of them count once?" in page
    assert "expected 1.786485945, got 1.84333865" in page
    hidden = [line for line in page.split("<tr>") if 'class="quiet">hidden' in line]
    assert hidden
    assert not any("expected" in line for line in hidden)


def test_hints_that_wait_for_the_due_date_come_after_it(graded):
    # The gradebook's due date has passed, and the course's settings name none.
    assert "What is wrong" in graded.feedback("hana")


def test_a_file_that_cannot_be_read_scores_0_with_a_comment(graded):
    assert comments(graded.url, "bea") == {
        "It cannot be read: it ends in the middle; it was probably not uploaded whole."
    }
    assert "it ends in the middle" in graded.feedback("bea")


def test_what_is_late_pays_the_penalty_of_the_course(graded):
    with (graded.folder / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {student: float(row["raw_score"]) for student, row in rows.items()} == {
        student: sum(of_student) for student, of_student in SCORES.items()
    }
    assert (rows["vito"]["late_submission_penalty"], rows["vito"]["score"]) == ("32.5", "0.0")
    assert {student for student, row in rows.items() if float(row["late_submission_penalty"])} == {"vito"}


def test_pictures_and_text_of_a_submission_stay_for_whoever_grades_by_hand(graded):
    kinds = {
        kind
        for cell in graded.autograded("noor")["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") not in CHECKS
        for output in cell.get("outputs", ())
        for kind in output.get("data", {"text": ""})
    }
    assert "image/png" in kinds
    assert kinds <= {"image/png", "image/jpeg", "text/plain", "text"}


def test_a_second_run_changes_nothing_and_leaves_what_a_person_entered(graded, tmp_path):
    from nbgrader.api import Gradebook

    (tmp_path / "home").mkdir()
    course = graded.copy(tmp_path / "course")
    with Gradebook(course.url) as gradebook:
        grade = gradebook.find_grade(CHECKS[0], NAME, NAME, "hana")
        grade.manual_score = 4.5
        gradebook.find_grade("answer", NAME, NAME, "amir").manual_score = 5
        gradebook.db.commit()
    before = grades(course.url)
    course.nbgrader("autograde", NAME, "--force")
    after = grades(course.url)
    assert after["hana"].pop(CHECKS[0])[:3] == before["hana"].pop(CHECKS[0])[:3] == (4.5, 0, 4.5)
    assert after["amir"].pop("answer")[0] == before["amir"].pop("answer")[0] == 5
    assert after == before


def test_a_student_fetches_submits_and_is_collected_again(collected, tmp_path):
    """With nbgrader's own commands on both sides of the exchange."""
    me = pwd.getpwuid(os.getuid()).pw_name
    (tmp_path / "home").mkdir()
    course = collected.copy(tmp_path / "course")
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text().replace(str(collected.folder.parent), str(tmp_path)))
    course.nbgrader("release_assignment", NAME)
    desk = tmp_path / "desk"
    desk.mkdir()
    own = ("--course=deep-learning", f"--Exchange.root={exchange}")
    course.nbgrader("fetch_assignment", NAME, *own, within=desk)
    right = (desk / NAME / f"{NAME}.ipynb").read_bytes()
    assert b"YOUR ANSWER HERE" in right
    course.nbgrader("submit", NAME, *own, within=desk)
    course.nbgrader("collect", NAME)
    course.nbgrader("autograde", NAME, f"--student={me}")
    assert set(scores(course.url)[me].values()) == {0}
