"""Coursera: the form of a custom grader's feedback.json, as dlai-grader 2.3.0 writes it."""

import json

import pytest

from tests.platforms.class_of_three import HINT, result, unreadable, written
from tests.platforms.test_canvas import publish

BOB = result("submission", "/shared/submission/submission.ipynb", 30.0)


def form(tmp_path, *arguments, results=(BOB,)):
    """What dlai_grader.io.send_feedback writes and prints: this object of a fraction and a text, and nothing else."""
    file = tmp_path / "shared" / "feedback.json"
    done = publish("coursera", written(tmp_path / "results", *results), "--out", file, *arguments)
    assert done.returncode == 0, done.stderr
    record = json.loads(file.read_text())
    assert json.loads(done.stdout) == record
    assert set(record) == {"fractionalScore", "feedback"}
    assert isinstance(record["fractionalScore"], float)
    assert 0 <= record["fractionalScore"] <= 1
    assert isinstance(record["feedback"], str)
    return record


def test_a_submission(tmp_path):
    record = form(tmp_path)
    assert record["fractionalScore"] == 0.75
    assert "expected 1.75, got 1.25" in record["feedback"]
    assert "0 of 1 hidden case is right." in record["feedback"]
    assert HINT not in record["feedback"]  # which is for after the due date


def test_full_marks_are_1(tmp_path):
    assert form(tmp_path, results=[result("submission", "submission.ipynb", 40.0)])["fractionalScore"] == 1.0


@pytest.mark.parametrize(
    ("name", "fraction"),
    [("compute_cost_with_regularization", 0.0), ("backward_propagation_with_regularization", 1.0)],
)
def test_an_exercise_that_is_a_part_of_its_own(tmp_path, name, fraction):
    record = form(tmp_path, "--exercise", name)
    assert record["fractionalScore"] == fraction
    assert record["feedback"].startswith(name)


def test_what_cannot_be_read_scores_0_and_says_why(tmp_path):
    for arguments in ((), ("--exercise", "compute_cost_with_regularization")):
        record = form(tmp_path, *arguments, results=[unreadable("submission", "submission.ipynb")])
        assert record["fractionalScore"] == 0.0
        assert record["feedback"] == "It cannot be read: the file is empty.\n"


def test_an_exercise_that_there_is_not_gets_a_sentence(tmp_path):
    folder = written(tmp_path / "results", BOB)
    done = publish("coursera", folder, "--out", tmp_path / "feedback.json", "--exercise", "astrology")
    assert done.returncode == 2
    assert "regularization has no exercise astrology" in done.stderr
    assert not (tmp_path / "feedback.json").exists()
