"""Large classes, as far as the command line shows them: twins are graded once, and what is said stays readable."""

import json
import os
import pty
import re
import subprocess
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from autograder.secret import set_of
from tests.handed_in import BACKWARD_L2, COST, IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[1]
AUTOGRADER = Path(sys.executable).with_name("autograder")
SECRET = b"the secret of the tests, always the same"
CHANCE = COST.replace("m = Y.shape[1]", "m = Y.shape[1]; import os; print(os.urandom(8).hex())")
"""Prints something else whenever it is graded."""


@pytest.fixture
def course(tmp_path):
    (tmp_path / "secret").write_bytes(SECRET)
    (tmp_path / "class").mkdir()
    return tmp_path


def grade(course, *options, paths=("class",), cwd=ROOT, **variables):
    words = ["grade", *(course / path for path in paths), "--out", course / "out", "--jobs", 2]
    done = subprocess.run(
        [str(word) for word in (AUTOGRADER, *words, *options)],
        cwd=cwd,
        env=os.environ | {"CI": "true", "COLUMNS": "200"} | variables,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
    return done


def with_secret(course, *options, **given):
    return grade(course, "--secret-file", course / "secret", *options, **given)


def results(course):
    lines = (course / "out" / "results.jsonl").read_text().splitlines()
    return {result["student"]: result for result in map(json.loads, lines)}


# --- twins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--assignment", "regularization")], ids=["recognised", "named"])
def test_the_same_notebook_is_graded_once_for_each_set_of_cases(course, options):
    students = [f"s{number:04}" for number in range(1000)]
    with zipfile.ZipFile(course / "class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for student in students:
            archive.writestr(f"{student}.ipynb", notebook(IMPORTS, CHANCE))
        archive.writestr("other.ipynb", notebook(IMPORTS, CHANCE, "x = 1"))
    done = with_secret(course, *options, paths=("class.zip",))
    assert done.returncode == 0, done.stderr
    found = results(course)
    assert len(found) == 1001
    by_set, by_grading = defaultdict(set), defaultdict(set)
    for student in students:
        by_set[set_of(SECRET, student, "regularization")].add(student)
        by_grading[found[student]["exercises"][0]["printed"]].add(student)
    assert sorted(map(sorted, by_set.values())) == sorted(map(sorted, by_grading.values()))
    assert found["other"]["exercises"][0]["printed"] not in by_grading
    assert "grading: 1,000 of 1,001" in done.stderr
    # Nobody reads a thousand rows.
    assert "s0500" not in done.stdout
    assert "1,001 submissions; the mean is 10.0 / 40." in done.stdout
    assert len((course / "out" / "grades.csv").read_text().splitlines()) == 1002


def test_twins_have_the_lines_that_they_would_have_alone(course):
    wrong = notebook(IMPORTS, COST.replace("W3)))", "W2)))"), BACKWARD_L2)
    for kind, data in {"wrong": wrong, "empty": b"", "foreign": notebook("x = 1")}.items():
        for number in range(4):
            (course / "class" / f"{kind}{number}.ipynb").write_bytes(data)
    with_secret(course)
    together = results(course)
    for number in range(4):
        for each in (course / "class").iterdir():
            if not each.stem.endswith(str(number)):
                each.rename(course / each.name)
        (course / "out" / "results.jsonl").unlink()
        with_secret(course)
        for student, alone in results(course).items():
            assert together[student] | {"seconds": 0} == alone | {"seconds": 0}
        for each in course.glob("*.ipynb"):
            each.rename(course / "class" / each.name)


def test_notebooks_that_differ_in_a_letter_are_no_twins(course):
    right, wrong = notebook(IMPORTS, COST), notebook(IMPORTS, COST.replace("W3)))", "W2)))"))
    assert len(right) == len(wrong)
    for number in range(3):
        (course / "class" / f"right{number}.ipynb").write_bytes(right)
        (course / "class" / f"wrong{number}.ipynb").write_bytes(wrong)
    with_secret(course)
    assert {student: result["score"] > 0 for student, result in results(course).items()} == {
        f"{kind}{number}": kind == "right" for kind in ("right", "wrong") for number in range(3)
    }


def test_helpers_beside_a_notebook_make_no_twins(course):
    helpers = {name: (ROOT / "source/regularization" / name).read_text() for name in ("reg_utils.py", "testCases.py")}
    for student, helper in {
        "ada": helpers["reg_utils.py"],
        "bob": "def compute_cost(A3, Y):\n    return 7.0\n",
    }.items():
        place = course / "submitted" / student / "regularization"
        place.mkdir(parents=True)
        (place / "regularization.ipynb").write_bytes(notebook(IMPORTS, COST))
        (place / "reg_utils.py").write_text(helper)
        (place / "testCases.py").write_text(helpers["testCases.py"])
    grade(course, "--assignment", "regularization", paths=("submitted",), cwd=course)
    found = results(course)
    assert found["ada"]["sha256"] == found["bob"]["sha256"]
    assert (found["ada"]["score"], found["bob"]["score"]) == (10, 0)


# --- what is said ---------------------------------------------------------------------------------------------------


def test_quiet_says_what_could_not_be_graded_and_no_more(course):
    (course / "class" / "ada.ipynb").write_bytes(notebook(*RIGHT))
    done = with_secret(course, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (course / "class" / "bob.ipynb").write_bytes(b"")
    (course / "class" / "[joe].ipynb").write_bytes(notebook("x = 1"))
    done = with_secret(course, "--quiet")
    assert (done.returncode, done.stdout) == (1, "")
    told = done.stderr.splitlines()
    assert [line.partition(": ")[0] for line in told] == [f"{course}/class/{name}.ipynb" for name in ("[joe]", "bob")]
    assert len(results(course)) == 3
    # In the words of the table.
    aloud = with_secret(course)
    assert "\n".join(told) in aloud.stdout
    assert aloud.stderr == ""
    one = with_secret(course, "--quiet", paths=("class/bob.ipynb",))
    assert (one.returncode, one.stdout, one.stderr) == (1, "", f"{told[1]}\n")
    assert "does not exist" in with_secret(course, "--quiet", paths=("nowhere",)).stderr


def test_quiet_names_the_first_ten_of_many(course):
    for number in range(13):
        (course / "class" / f"s{number:02}.ipynb").write_bytes(b"")
    told = with_secret(course, "--quiet").stderr.splitlines()
    assert len(told) == 11
    assert "s09.ipynb: It cannot be read" in told[9]
    assert told[10] == "and 3 more"


def test_the_end_tells_seconds_rate_and_the_slowest(course):
    for number in range(6):
        slow = "import time; time.sleep(1)" if number == 3 else "pass"
        cost = COST.replace("m = Y.shape[1]", f"m = Y.shape[1]; {slow}")
        (course / "class" / f"s{number}.ipynb").write_bytes(notebook(IMPORTS, cost, f"x = {number}"))
    said = with_secret(course).stdout
    assert re.search(r"^6 notebooks in [\d.]+ s: [\d.]+ a second\.$", said, re.MULTILINE)
    assert re.search(r"^The slowest: s3 [\d.]+ s, s\d 0[\d.]* s(, s\d 0[\d.]* s){3}\.$", said, re.MULTILINE)
    said = with_secret(course).stdout
    assert "6 results are kept" in said
    assert "a second" not in said


def test_who_watches_sees_a_bar_with_rate_and_counts(course):
    for number in range(12):
        (course / "class" / f"s{number}.ipynb").write_bytes(notebook(*RIGHT, f"x = {number}"))
    near, far = pty.openpty()
    words = ("grade", course / "class", "--secret-file", course / "secret", "--jobs", 1)
    process = subprocess.Popen(
        [str(word) for word in (AUTOGRADER, *words)],
        cwd=ROOT,
        env=os.environ | {"CI": "", "TERM": "xterm", "COLUMNS": "160"},
        stdout=subprocess.DEVNULL,
        stderr=far,
    )
    os.close(far)
    seen = b""
    while True:
        try:
            seen += os.read(near, 4096)
        except OSError:  # how a terminal says that nobody writes to it any more
            break
    os.close(near)
    assert process.wait() == 0
    shown = re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", seen.decode("utf-8", "replace"))
    assert re.search(r"grading .*\d+/12 [\d.]+ a second, \d+:\d\d left +\d+ graded", shown)


def test_a_notebook_that_is_kept_is_told_as_before(course):
    (course / "class" / "ada.ipynb").write_bytes(notebook(IMPORTS, COST.replace("+ penalty", ""), BACKWARD_L2))
    first, second = with_secret(course), with_secret(course)
    assert "1 result is kept" in second.stdout
    told = first.stdout.split("\n\n")[0]
    assert "expected" in told
    assert second.stdout.split("\n\n")[0] == told
