"""``autograder grade --gradebook``: a class's scores in nbgrader's gradebook, as nbgrader would leave them."""

import json
import shutil
import sqlite3

import pytest
from nbgrader.api import Gradebook

from tests.nbgrader.course import CHECKS, NAME, ROOT, STUDENTS, comments, grades, scores, submission
from tests.nbgrader.postgresql import postgresql


def penalties(url):
    with Gradebook(url) as gradebook:
        return {
            each.student.id: each.late_submission_penalty
            for each in gradebook.assignment_submissions(NAME)
            if each.late_submission_penalty
        }


@pytest.fixture
def own(collected, tmp_path):
    (tmp_path / "home").mkdir()
    return collected.copy(tmp_path / "course")


@pytest.fixture
def server():
    with postgresql() as url:
        yield url


def enter(course, *arguments, url="gradebook.db", status=None):
    said = course.autograder("grade", *(arguments or ("submitted",)), "--gradebook", url, status=status)
    assert "Traceback" not in said
    assert "Warning" not in said
    return said


@pytest.mark.slow
def test_a_class_has_the_scores_that_nbgrader_autograde_gives_it(own, graded):
    enter(own)
    assert scores(own.url) == scores(graded.url)
    assert penalties(own.url) == penalties(graded.url) == {"vito": 32.5}
    assert comments(own.url, "bea") == comments(graded.url, "bea")
    assert [grades(own.url)["amir"][check] for check in CHECKS] == [(10, 10, None, False)] * 4


@pytest.mark.slow
def test_postgresql_has_the_same_scores(own, graded, server):
    """Both ways, for three of the class: nbgrader's own, through the preprocessors, and ours for all at once."""
    few = ("bea", "hana", "vito")
    for student in set(STUDENTS) - set(few):
        shutil.rmtree(own.folder / "submitted" / student)
    expected = {student: found for student, found in scores(graded.url).items() if student in few}
    driver = server.replace("postgresql:", "postgresql+psycopg:")
    own.nbgrader("generate_assignment", NAME, "--force", f"--db={driver}")
    own.nbgrader("db", "assignment", "add", NAME, "--duedate=2026-03-02 12:00:00 UTC", f"--db={driver}")
    enter(own, url=server)
    assert scores(driver) == expected
    assert penalties(driver) == penalties(graded.url)
    own.nbgrader("autograde", NAME, f"--db={driver}")
    assert scores(driver) == expected
    before = grades(driver)
    enter(own, url=server)
    assert grades(driver) == before


def test_twice_changes_nothing_and_leaves_what_a_person_entered(course):
    course.hand_in("hana", {f"{NAME}.ipynb": submission("hana")})
    enter(course)
    with Gradebook(course.url) as gradebook:
        by_hand = gradebook.find_grade(CHECKS[0], NAME, NAME, "hana")
        by_hand.manual_score, by_hand.extra_credit = 4.5, 1
        answer = gradebook.find_grade("answer", NAME, NAME, "hana")
        answer.manual_score, answer.needs_manual_grade = 5, False
        comment = gradebook.find_comment("answer", NAME, NAME, "hana")
        comment.manual_comment = "Well said."
        gradebook.db.commit()
    before = grades(course.url)
    assert before["hana"][CHECKS[0]][0] == 5.5
    enter(course)
    assert grades(course.url) == before
    assert "Well said." in comments(course.url, "hana")


def test_who_entered_a_score_is_asked_to_look_again_where_the_graders_changes(course):
    place = course.hand_in("hana", {f"{NAME}.ipynb": submission("hana")})
    enter(course)
    with Gradebook(course.url) as gradebook:
        gradebook.find_grade(CHECKS[0], NAME, NAME, "hana").manual_score = 4.5
        gradebook.db.commit()
    (place / f"{NAME}.ipynb").write_bytes(submission("amir"))
    enter(course)
    assert grades(course.url)["hana"][CHECKS[0]] == (4.5, 10, 4.5, True)


def test_renamed_and_extra_notebooks_are_left_out_and_told(course):
    course.hand_in("ada", {f"{NAME}.ipynb": submission("amir"), "notes.ipynb": submission("amir")})
    course.hand_in("bob", {"my-regularization.ipynb": submission("amir")})
    said = enter(course, status=1)
    assert "submitted/ada/regularization/notes.ipynb is not entered: the gradebook has no such notebook" in said
    assert "submitted/bob/regularization/my-regularization.ipynb is not entered" in said
    assert scores(course.url).keys() == {"ada"}


def test_a_notebook_that_was_not_handed_in_scores_0(course):
    second = course.folder / "source" / NAME / "second.ipynb"
    shutil.copy(course.folder / "source" / NAME / f"{NAME}.ipynb", second)
    course.nbgrader("generate_assignment", NAME, "--force")
    course.hand_in("ada", {f"{NAME}.ipynb": submission("amir")})
    enter(course)
    with Gradebook(course.url) as gradebook:
        missing = gradebook.find_submission_notebook("second", NAME, "ada")
        assert {(grade.auto_score, grade.needs_manual_grade) for grade in missing.grades} == {(0, False)}
        assert gradebook.find_submission_notebook(NAME, NAME, "ada").score == 40


def test_a_folder_that_is_no_nbgrader_tree_is_entered_by_what_its_notebooks_are_of(course, tmp_path):
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    (downloads / "ada.ipynb").write_bytes(submission("hana"))
    enter(course, downloads)
    assert sum(scores(course.url)["ada"].values()) == 30


def test_names_of_students_are_only_names(course, tmp_path):
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    names = ["=cmd|'c calc'!A1", "a'; DROP TABLE grade; --", "\x1b[31mred"]
    for name in (*names, "x" * 200):
        (downloads / f"{name}.ipynb").write_bytes(submission("hana"))
    said = enter(course, downloads)
    assert said.count("no gradebook takes the name") == 1
    assert "\x1b" not in said
    assert {student: sum(of_student.values()) for student, of_student in scores(course.url).items()} == dict.fromkeys(
        names, 30
    )


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nowhere.db", "There is no gradebook nowhere.db; nbgrader generate_assignment makes it."),
        ("sqlite://", "There is no gradebook"),
        ("what://is/this", "--gradebook takes a file, as gradebook.db, or an address"),
        ("://", "--gradebook takes a file"),
        ("postgresql://course:hush@127.0.0.1:1/none", "The gradebook cannot be written: "),
        ("nbgrader_config.py", "The gradebook cannot be written: file is not a database."),
    ],
)
def test_a_gradebook_that_is_none_is_refused_before_anything_is_graded(course, url, says):
    course.hand_in("hana", {f"{NAME}.ipynb": submission("hana")})
    said = enter(course, url=url, status=2)
    assert says in said
    assert "hush" not in said


def test_a_gradebook_without_an_assignment_of_ours_is_refused(course):
    sqlite3.connect(course.folder / "empty.db").close()
    (course.folder / "empty.db").touch()
    course.hand_in("hana", {f"{NAME}.ipynb": submission("hana")})
    assert "The gradebook holds no assignment of this course" in enter(course, url="empty.db", status=2)


def test_an_earlier_run_that_is_gone_on_with_is_entered_whole(course):
    course.hand_in("hana", {f"{NAME}.ipynb": submission("hana")})
    # What a result depends on is known only where every assignment is.
    shutil.copytree(ROOT / "source", course.folder / "source", dirs_exist_ok=True)
    course.autograder("grade", "submitted", "--out", "results")
    said = course.autograder("grade", "submitted", "--out", "results", "--gradebook", "gradebook.db")
    assert "1 result is kept" in said
    assert json.loads((course.folder / "results" / "results.jsonl").read_text())["score"] == 30
    assert sum(scores(course.url)["hana"].values()) == 30


def test_what_people_decided_in_the_course_folder_holds_both_ways(course, tmp_path):
    course.hand_in("hana", {f"{NAME}.ipynb": submission("hana")})
    decisions = "student,exercise,points,comment,who\n"
    decisions += f"hana,{CHECKS[0].removeprefix('check-')},6,Nearly.,Ann\nhana,answer,4,,Ann\n"
    (course.folder / "overrides.csv").write_text(decisions)
    other = course.copy(tmp_path / "other")
    enter(course)
    other.nbgrader("autograde", NAME)
    assert grades(course.url) == grades(other.url)
    assert grades(course.url)["hana"][CHECKS[0]] == (6, 6, None, False)
    assert grades(course.url)["hana"]["answer"] == (4, 4, None, False)
    other.nbgrader("generate_feedback", NAME)
    assert "Nearly." in other.feedback("hana")


def test_pseudonyms_are_no_students_of_a_gradebook(course):
    course.hand_in("hana", {f"{NAME}.ipynb": submission("hana")})
    said = enter(course, "submitted", "--anonymise", status=2)
    assert "--gradebook enters scores under students' names, and --anonymise takes these out." in said
    assert scores(course.url) == {}


def test_a_student_is_entered_under_the_name_on_the_roster(course):
    course.hand_in("h4na", {f"{NAME}.ipynb": submission("hana"), "notes.ipynb": submission("amir")})
    (course.folder / "roster.csv").write_text("student,name,login\nhana,Hana H,h4na\n")
    said = enter(course, "submitted", "--roster", "roster.csv", status=1)
    assert "notes.ipynb is not entered" in said
    assert {student: sum(of_student.values()) for student, of_student in scores(course.url).items()} == {"hana": 30}
