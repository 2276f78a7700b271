"""Several attempts of one student: which counts, and by what that is told."""

import json
import os
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.attempts import Attempt, counted, moment
from autograder.intake import Found
from autograder.model import Fate, Result
from tests.handed_in import BACKWARD_DROPOUT, BACKWARD_L2, COST, FORWARD_DROPOUT, IMPORTS, notebook
from tests.people.command import results_in, run

WORTH = {
    10: notebook(IMPORTS, COST),
    20: notebook(IMPORTS, COST, BACKWARD_L2),
    30: notebook(IMPORTS, COST, BACKWARD_L2, FORWARD_DROPOUT),
    40: notebook(IMPORTS, COST, BACKWARD_L2, FORWARD_DROPOUT, BACKWARD_DROPOUT),
}


@pytest.fixture
def hand_in(tmp_path):
    def hand_in(place, points, stamp=None, changed=None):
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(WORTH[points] if points else b"{")
        if stamp:
            (file.parent / "timestamp.txt").write_text(stamp)
        if changed:
            os.utime(file, (changed, changed))

    return hand_in


def graded(folder, secret, *options, status=0):
    places = sorted(each for each in folder.iterdir() if each.name.startswith("in"))
    done = run("grade", *places, "--out", folder / "out", "--secret-file", secret, *options, status=status)
    return done, {name: each["score"] for name, each in results_in(folder / "out").items()}


PLACE = "regularization/regularization.ipynb"


def test_the_last_is_told_by_nbgraders_timestamp_before_the_time_of_the_file(tmp_path, hand_in, secret):
    hand_in(f"in1/ada/{PLACE}", 30, "2025-11-03 17:59:58.771201 UTC", changed=2_000_000_000)
    hand_in(f"in2/ada/{PLACE}", 20, "2025-11-03 17:59:59 +0000", changed=1_000_000_000)
    hand_in(f"in1/bob/{PLACE}", 10)
    for _again in range(2):
        done, scores = graded(tmp_path, secret, "--attempt", "last")
        assert scores == {"ada": 20, "bob": 10}
        assert "1 attempt does not count" in done.stdout
        assert "no longer" not in done.stdout
        aside = [json.loads(line) for line in (tmp_path / "out" / "superseded.jsonl").read_text().splitlines()]
        assert [(each["student"], each["score"]) for each in aside] == [("ada", 30)]
    assert "3 results are kept of an earlier run" in done.stdout
    done, scores = graded(tmp_path, secret, "--attempt", "best")
    assert scores == {"ada": 30, "bob": 10}
    done, _scores = graded(tmp_path, secret)
    assert len((tmp_path / "out" / "results.jsonl").read_text().splitlines()) == 3
    assert "1 student handed the same in more than once: ada;" in done.stderr
    assert not (tmp_path / "out" / "superseded.jsonl").exists()
    done, _scores = graded(tmp_path, secret, "--attempt", "last")
    assert "no longer" not in done.stdout  # what is aside now was found


@pytest.mark.parametrize(
    ("first", "second", "score"),
    [
        ("in1 2024-03-01 10:00:00 UTC/ada/", "in2 2024-02-01 10:00:00 UTC/ada/", 30),
        ("in1/attempt_9/ada/", "in1/attempt_10/ada/", 20),
    ],
)
def test_the_last_is_told_by_names_before_the_time_of_the_file(tmp_path, hand_in, secret, first, second, score):
    hand_in(first + PLACE, 30, changed=1_000_000_000 + (score == 20))
    hand_in(second + PLACE, 20, changed=1_000_000_000 + (score == 30))
    assert graded(tmp_path, secret, "--attempt", "last")[1] == {"ada": score}


def test_else_it_is_told_by_the_time_of_the_file_also_in_a_zip(tmp_path, hand_in, secret):
    hand_in(f"in2/ada/{PLACE}", 20, changed=1_400_000_000)
    with zipfile.ZipFile(tmp_path / "in1.zip", "w") as archive:
        for student, year in (("ada", 2015), ("bob", 2012)):
            info = zipfile.ZipInfo(f"{student}/{PLACE}", (year, 1, 1, 0, 0, 0))
            archive.writestr(info, WORTH[10])
    hand_in(f"in2/bob/{PLACE}", 40, changed=1_400_000_000)
    assert graded(tmp_path, secret, "--attempt", "last")[1] == {"ada": 10, "bob": 40}


def test_an_attempt_that_cannot_be_read_counts_only_where_none_can(tmp_path, hand_in, secret):
    hand_in(f"in1/ada/{PLACE}", 20, "2025-01-01 00:00:00 UTC")
    hand_in(f"in2/ada/{PLACE}", 0, "2025-01-02 00:00:00 UTC")
    hand_in(f"in1/bob/{PLACE}", 0)
    hand_in(f"in2/bob/{PLACE}", 0)
    done, scores = graded(tmp_path, secret, "--attempt", "last", status=1)
    assert scores == {"ada": 20, "bob": 0}
    assert "2 attempts do not count" in done.stdout


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2019-03-14 21:07:55.120934 UTC", "2019-03-14T21:07:55.120934"),
        ("2019-03-14 21:07:55 +0100\n", "2019-03-14T20:07:55"),
        ("2019-03-14T21:07:55-02:30", "2019-03-14T23:37:55"),
        ("ada+regularization+2019-03-14 21:07:55 UTC+a1b2", "2019-03-14T21:07:55"),
        ("regularization_ada_attempt_2019-03-14-21-07-55_hw.ipynb", "2019-03-14T21:07:55"),
        ("2019-03-14-21-07-55-1200.ipynb", "2019-03-14T21:07:55"),
        ("2019-13-14 21:07:55", None),
        ("2019-03-14 21:07:55 +9999", None),
        ("12019-03-14 21:07:55", None),
        ("yesterday", None),
    ],
)
def test_moments_as_they_are_written(text, due):
    assert moment(text) == (datetime.fromisoformat(due).replace(tzinfo=UTC) if due else None)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 4, 14 * 4))
def test_a_moment_that_is_written_with_its_offset_is_read_back(time, quarters):
    time = time.replace(tzinfo=timezone(timedelta(minutes=15 * quarters)))
    assert moment(str(time)) == time
    assert moment(time.strftime("%Y-%m-%d %H:%M:%S.%f %z")) == time


@given(st.text())
def test_no_text_ends_in_anything_but_a_moment_or_none(text):
    assert moment(text) is None or moment(text).tzinfo is UTC


FILES = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "y", ""]), st.integers(0, 3)), max_size=8)


@given(FILES, st.randoms(), st.sampled_from(Attempt))
def test_of_each_student_and_assignment_one_counts_in_whatever_order_they_end(files, random, attempt):
    found, results = [], []
    for number, (student, assignment, score) in enumerate(files):
        path = f"{student}/2024-01-01 00:00:{number:02}/x.ipynb"
        found.append(Found(path, student, folder=""))
        status = Fate.GRADED if assignment else Fate.UNREADABLE
        results.append(Result(path, student, "", status, assignment or None, float(score)))
    shuffled = random.sample(results, len(results))
    aside = []
    out = list(counted(shuffled, found, attempt, ("x", "y"), aside.append))
    assert sorted(out + aside, key=id) == sorted(results, key=id)
    keys = [(each.student, each.assignment) for each in out if each.assignment]
    assert len(keys) == len(set(keys))
    for each in out:
        rivals = [other for other in results if (other.student, other.assignment) == (each.student, each.assignment)]
        if each.assignment and attempt is Attempt.BEST:
            assert each.score == max(other.score for other in rivals)
        elif each.assignment:
            assert each is rivals[-1]
