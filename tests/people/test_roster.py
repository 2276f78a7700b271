"""The roster: whose a submission is, and who handed in nothing; and results without names."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.anonymity import Veil
from autograder.roster import read_roster
from autograder.rows import TableError
from tests.handed_in import COST, IMPORTS, RIGHT, notebook
from tests.people.command import EXAMPLES, results_in, run, table

ROSTER = """student,name,login,E-Mail,canvas_id,section_id
ada,Ada Lovelace,al1815,Ada@example.org,4711,A
bob,Bob B.,bb,bob@example.org,4712,A
cyd,=Cyd(1),cc,cyd@example.org,4713,B
dan,Dan,dd,dan@example.org,4714,B
"""


@pytest.fixture
def course(tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada@EXAMPLE.org.ipynb").write_bytes(notebook(*RIGHT))
    (tmp_path / "class" / "4712.ipynb").write_bytes(notebook(IMPORTS, COST, 'print("I am Bob B.")'))
    (tmp_path / "class" / "dd.ipynb").write_bytes(b"{")
    (tmp_path / "class" / "eve.ipynb").write_bytes(notebook(*RIGHT))
    return tmp_path


def grade(course, secret, *options, status=1):
    options = ("--out", course / "out", "--secret-file", secret, "--roster", course / "roster.csv", *options)
    return run("grade", course / "class", *options, status=status)


def test_students_go_by_any_of_their_names_and_who_handed_in_nothing_is_listed(course, secret):
    done = grade(course, secret)
    assert set(results_in(course / "out")) == {"ada", "bob", "dan", "eve"}
    assert "regularization: 1 of 4 on the roster handed in nothing: cyd." in done.stdout
    assert "1 student is not on the roster: eve." in done.stderr
    assert table(course / "out" / "not-handed-in.csv") == [
        {"assignment": "regularization", "student": "cyd", "name": "'=Cyd(1)"}
    ]


def test_a_platforms_number_is_found_behind_the_name_that_it_gives(course):
    roster = read_roster(course / "roster.csv")
    assert [roster.student_of(each) for each in ("lovelace-4711", "4711-4712", "4711-x", "x-1", "-4711")] == [
        "ada",
        "bob",
        "4711-x",
        "x-1",
        "-4711",
    ]


def test_a_student_gets_the_same_hidden_cases_under_every_name(course, secret):
    grade(course, secret)
    by_mail = results_in(course / "out")["ada"]
    (course / "class" / "ada@EXAMPLE.org.ipynb").rename(course / "class" / "ada.ipynb")
    grade(course, secret)
    by_name = results_in(course / "out")["ada"]
    assert {**by_mail, "seconds": 0, "submission": ""} == {**by_name, "seconds": 0, "submission": ""}


def test_results_without_names(course, secret):
    grade(course, secret)
    assert "holds files with names" in grade(course, secret, "--anonymise", status=2).stderr
    named = {each["score"]: each for each in results_in(course / "out").values()}
    (course / "out").rename(course / "named")
    (course / "decided.csv").write_text(
        "student,exercise,points,comment,who,assignment\nbob,answer,4,well done Bob,Prof. Ng,regularization\n"
    )
    hidden = ("--anonymise", "--html", course / "html", "--overrides", course / "decided.csv")
    for told in ("", "4 results are kept"):
        done = grade(course, secret, *hidden)
        assert told in done.stdout
        texts = [done.stdout, done.stderr]
        for folder in ("out", "html"):
            for file in (course / folder).rglob("*.*"):
                texts += [str(file.relative_to(course)), file.read_text()]
        whole = "\n".join(texts).casefold()
        for name in ("ada", "bob", "4712", "eve", "cyd", "prof", r"example\.org", named[40]["sha256"]):
            assert not re.search(rf"\b{name}\b", whole), name
        results = [json.loads(line) for line in (course / "out" / "results.jsonl").read_text().splitlines()]
        assert sorted(each["score"] for each in results) == [0, 14, 40, 40]
        assert len({each["student"] for each in results}) == 4
    assert {each["student"] for each in results} == {
        Veil(secret.read_bytes().strip()).student(name) for name in ("ada", "bob", "dan", "eve")
    }


def test_pseudonyms_are_no_guesses_without_the_secret():
    assert Veil(b"one").student("ada") != Veil(b"two").student("ada")
    assert Veil(b"one").student("ada") == Veil(b"one").student("ada")


def test_without_a_secret_there_are_no_pseudonyms(tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))
    done = run("grade", "ada.ipynb", "--anonymise", cwd=tmp_path, status=2)
    assert "--anonymise needs the course's secret" in done.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("student,login\nada,a\nbob,A\n", "line 3: a is ada of line 2 already."),
        ("student,login\nada,a\nada,b\n", "line 3: ada is ada of line 2 already."),
        ("student,login\nada,bob\nbob,b\n", "line 3: bob is ada of line 2 already."),
        ("student,login\n,a\n", "line 2: this row names no student."),
        ("login\na\n", "line 1: there is no column student"),
        ("student\n", " names no student."),
        (json.dumps({"cells": [], "nbformat": 4}, indent=1), "line 1: no column has a name; this is no CSV table"),
    ],
)
def test_a_bad_roster_gets_a_sentence(tmp_path, text, sentence):
    (tmp_path / "roster.csv").write_text(text)
    done = run("grade", EXAMPLES / "hana", "--roster", tmp_path / "roster.csv", status=2)
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


NAMES = st.lists(st.text(min_size=1, max_size=5).filter(str.strip), min_size=3, max_size=9, unique_by=str.casefold)


@given(NAMES)
def test_every_name_leads_to_its_student_or_the_table_is_refused(tmp_path_factory, names):
    file = tmp_path_factory.mktemp("roster") / "roster.csv"
    text = io.StringIO()
    rows = [names[start : start + 3] for start in range(0, len(names) - len(names) % 3, 3)]
    csv.writer(text).writerows([["student", "login", "email"], *rows])
    file.write_bytes(text.getvalue().encode())
    try:
        roster = read_roster(file)
    except TableError as error:
        assert str(error).startswith(str(file))
        return
    for student, *others in rows:
        for name in (student.strip(), *others):
            assert roster.student_of(name) == student.strip()
    assert list(roster.students) == [student.strip() for student, *_others in rows]
