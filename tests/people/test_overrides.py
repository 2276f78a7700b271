"""What people decide: it stands over what the grader gives, at every regrade, wherever a score is shown."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import assignments
from autograder.anonymity import Veil
from autograder.course import Course
from autograder.model import ExerciseResult, Fate, Override, Result, Status
from autograder.outlets.lines import line
from autograder.outlets.lines import result as result_of
from autograder.overrides import applied, handle, read_overrides
from autograder.rows import TableError
from autograder.written import Written, written_answers
from tests.people.command import EXAMPLES, ROOT, results_in, run, table

COURSE = Course(ROOT)
COST = "compute_cost_with_regularization"
REGULARIZATION = assignments.load("regularization")
TABLE = f"""student,exercise,points,comment,who,assignment
theo,answer,4.5,"Clear; but <b>why</b>?",Prof. Ng,regularization
hana,{COST},8,a slip of an index,Prof. Ng,
pia,answer,,,,regularization
nobody,answer,3,,,regularization
"""


def made(student="ada", scores=(10, 0, 5, 10)):
    exercises = tuple(
        ExerciseResult(each.name, Status.PASSED if score == 10 else Status.WRONG, float(score), each.points)
        for each, score in zip(REGULARIZATION.exercises, scores, strict=True)
    )
    return Result("a.ipynb", student, "", Fate.GRADED, "regularization", float(sum(scores)), 40.0, exercises=exercises)


def decided(tmp_path, *lines):
    file = tmp_path / "overrides.csv"
    file.write_text("student,exercise,points,comment,who,assignment\n" + "".join(f"{each}\n" for each in lines))
    return read_overrides(file, COURSE)


def test_decisions_stand_wherever_a_score_is_shown_and_go_with_their_rows(tmp_path, secret):
    file = tmp_path / "decided.csv"
    file.write_text(TABLE)
    students = [EXAMPLES / name for name in ("theo", "hana", "pia")]
    grading = ("grade", *students, "--out", tmp_path / "out", "--html", tmp_path / "html", "--secret-file", secret)
    for told in ("", "3 results are kept"):  # graded, and then regraded
        done = run(*grading, "--overrides", file)
        assert told in done.stdout
        assert "34.5* / 45" in done.stdout
        assert "nobody (line 5)" in done.stderr
        found = results_in(tmp_path / "out")
        assert [(found[name]["score"], found[name]["max_score"]) for name in ("theo", "hana", "pia")] == [
            (34.5, 45),
            (38, 40),
            (16.67, 40),
        ]
        assert found["theo"]["exercises"][-1]["name"] == "answer"
        assert found["hana"]["exercises"][0]["override"] == {
            "points": 8,
            "comment": "a slip of an index",
            "who": "Prof. Ng",
            "instead_of": {"status": "wrong", "score": 0, "max_score": 10},
        }
        rows = {row["student"]: row for row in table(tmp_path / "out" / "grades.csv")}
        assert (rows["theo"]["score"], rows["theo"]["answer"], rows["theo"]["by_hand"]) == ("34.5", "4.5", "answer")
        assert (rows["hana"][COST], rows["hana"]["by_hand"], rows["hana"]["answer"]) == ("8.0", COST, "")
        page = (tmp_path / "html" / "hana" / "regularization.html").read_text()
        assert "Prof. Ng gave 8 instead of 0. a slip of an index" in page
        assert "&lt;b&gt;why&lt;/b&gt;" in (tmp_path / "html" / "theo" / "regularization.html").read_text()
    run(*grading)
    found = results_in(tmp_path / "out")
    assert [(found[name]["score"], found[name]["max_score"]) for name in ("theo", "hana")] == [(30, 40), (30, 40)]
    alone = run("grade", EXAMPLES / "hana", "--secret-file", secret, "--overrides", file)
    assert "Prof. Ng gave 8 instead of 0. a slip of an index" in alone.stdout


def test_the_courses_own_file_counts_only_beside_the_solutions(tmp_path, secret):
    notebook = EXAMPLES / "hana" / "regularization" / "regularization.ipynb"
    for name in ("release", "source"):
        course = tmp_path / name
        (course / name / "regularization").mkdir(parents=True)
        for file in (ROOT / name / "regularization").glob("*.*"):
            (course / name / "regularization" / file.name).write_bytes(file.read_bytes())
        (course / "overrides.csv").write_text(f"student,exercise,points\nregularization,{COST},9\n")
        (course / "regularization.ipynb").write_bytes(notebook.read_bytes())
        run("grade", "regularization.ipynb", "--assignment", "regularization", "--out", "out", cwd=course)
        (result,) = results_in(course / "out").values()
        assert ("override" in result["exercises"][0]) is (name == "source")


def test_every_assignment_has_its_written_answer():
    for name in assignments.names():
        assert written_answers(COURSE, name) == (Written("answer", 5),)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (f"ada,{COST},11,,", "line 2: compute_cost_with_regularization has 10 points, and 11 are more."),
        (f"ada,{COST},-1,,", "line 2: the points are a number from 0 to 10, not -1."),
        (f"ada,{COST},nan,,", "line 2: the points are a number from 0 to 10, not nan."),
        (f"ada,{COST},all,,", "line 2: the points are a number from 0 to 10, not all."),
        ("ada,answer,5,,", "line 2: answer is found in initialization, "),
        ("ada,anwser,5,,", "line 2: no assignment has an exercise or a written answer anwser."),
        ("ada,anwser,5,,,regularization", "line 2: regularization has no exercise anwser; it has compute_cost"),
        ("ada,answer,5,,,astrology", "line 2: there is no assignment astrology; there are "),
        (f",{COST},5,,", "line 2: a decision needs a student and an exercise."),
        (f"ada,{COST},5,a,b,regularization,more", "line 2: there are 7 cells, and columns for 6 of them."),
        (f'ada,{COST},5,"a', "line 2: this is no row of a table"),
        (f"ada,{COST},5,\n\nada,{COST},6,,", "line 4: compute_cost_with_regularization of ada is decided in line 2"),
    ],
)
def test_a_bad_row_gets_a_sentence_with_file_and_line(tmp_path, row, sentence):
    file = tmp_path / "overrides.csv"
    file.write_text(f"student,exercise,points,comment,who,assignment\n{row}\n")
    with pytest.raises(TableError) as refused:
        read_overrides(file, COURSE)
    assert str(refused.value).startswith(f"{file}, {sentence}")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", " is empty"),
        (b"student,points\nada,5\n", ", line 1: there is no column exercise; found are student, points."),
        (b"student,exercise,points,Points\n", ", line 1: two columns are called points."),
        ("student,exercise,points\nada,größe,5\n".encode("latin-1"), ", line 2: this is not UTF-8"),
    ],
)
def test_a_bad_file_stops_the_command_with_one_sentence(tmp_path, data, sentence):
    (tmp_path / "mine.csv").write_bytes(data)
    done = run("grade", EXAMPLES / "hana", "--overrides", tmp_path / "mine.csv", status=2)
    assert f"mine.csv{sentence}" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_spreadsheets_of_other_countries_save_is_read(tmp_path):
    file = tmp_path / "overrides.csv"
    rows = f"Student;Exercise;Points;Comment;Who\r\n ada ;{COST};7,5;gut;Müller\r\n;;;;\r\n"
    for data in (rows.encode("utf-8-sig"), rows.encode("utf-16"), rows.replace(";", "\t").encode()):
        file.write_bytes(data)
        result = applied(made(), read_overrides(file, COURSE))
        assert result.exercises[0].override == Override(7.5, "gut", "Müller", result.exercises[0].override.instead_of)
        assert result.score == 22.5


def test_a_name_that_was_written_so_that_it_is_no_formula_is_found_again(tmp_path):
    overrides = decided(tmp_path, f"'=ada,{COST},3,,")
    assert applied(made("=ada"), overrides).exercises[0].score == 3


def test_who_hands_in_under_a_name_that_looks_like_anothers_is_not_taken_for_that_one(tmp_path):
    veil, unseen = Veil(b"the secret"), "ada\u200b"
    rows = [f"{name},{COST},{points},," for points, name in enumerate(("ada", veil.student("bob"), handle(unseen)), 3)]
    overrides = replace(decided(tmp_path, *(f"{row},regularization" for row in rows)), veil=veil)
    for student, points in (("ada", 3), ("bob", 4), (unseen, 5), (" ada", 10), (veil.student("bob"), 10)):
        assert applied(made(student), overrides).exercises[0].score == points, student


@given(st.text(min_size=1, max_size=8))
def test_every_name_comes_back_from_a_table(tmp_path_factory, name):
    file = tmp_path_factory.mktemp("table") / "overrides.csv"
    text = io.StringIO()
    csv.writer(text).writerows([["student", "exercise", "points"], [handle(name), COST, "3"]])
    file.write_bytes(text.getvalue().encode())
    overrides = read_overrides(file, COURSE) if handle(name) else decided(file.parent)
    assert applied(made(name), overrides).exercises[0].score == (3 if handle(name) else 10)


POINTS = st.integers(0, 40).map(lambda quarters: quarters / 4)


@given(st.lists(st.tuples(st.sampled_from(REGULARIZATION.exercises), POINTS), unique_by=lambda each: each[0].name))
def test_a_decision_can_be_taken_back_and_survives_the_line_that_it_is_written_in(tmp_path_factory, rows):
    overrides = decided(
        tmp_path_factory.mktemp("table"),
        *(f"ada,{exercise.name},{points},,,regularization" for exercise, points in rows),
        "ada,answer,2,,,regularization",
    )
    plain = made()
    result = applied(plain, overrides)
    assert result.score == sum(each.score for each in result.exercises)
    assert result.max_score == 45
    given_by_hand = {each.name: each.score for each in result.exercises if each.override}
    assert given_by_hand == {exercise.name: points for exercise, points in rows} | {"answer": 2}
    again = result_of(line(result))
    assert again == result
    assert applied(again, overrides) == result
    assert applied(again, replace(overrides, decisions={})) == plain


@given(st.lists(st.lists(st.text(max_size=8), max_size=8), max_size=5), st.sampled_from(",;\t"))
def test_no_table_of_whatever_kind_ends_in_anything_but_decisions_or_a_sentence(tmp_path_factory, cells, delimiter):
    file = tmp_path_factory.mktemp("table") / "overrides.csv"
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["student", "exercise", "points"], *cells])
    file.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    try:
        overrides = read_overrides(file, COURSE)
    except TableError as error:
        assert str(error).startswith(str(file))
    else:
        assert not any(row.override.points < 0 for rows in overrides.decisions.values() for row in rows)


@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_sentence(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("table") / "overrides.csv"
    file.write_bytes(data)
    with pytest.raises(TableError, match=r"overrides.csv"):
        read_overrides(file, COURSE)
