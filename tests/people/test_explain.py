"""A regrade request: everything about one result, and the command that gives it again alone."""

import shlex
import zipfile

import pytest

from tests.handed_in import BACKWARD_DROPOUT, BACKWARD_L2, COST, FORWARD_DROPOUT, IMPORTS, notebook
from tests.people.command import ROOT, results_in, run

TALKING = """
def backward_propagation_with_regularization(X, Y, cache, lambd):
    print("the shape is", X.shape)
    raise ValueError("lambda is %r" % lambd)
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory, secret):
    """A class in a zip file, and its results; gives the folder of both."""
    folder = tmp_path_factory.mktemp("class")
    with zipfile.ZipFile(folder / "class.zip", "w") as archive:
        wrong = COST.replace("2 * m", "m")
        archive.writestr("ada/regularization/regularization.ipynb", notebook(IMPORTS, wrong, TALKING, FORWARD_DROPOUT))
        archive.writestr("bob/regularization/regularization.ipynb", b'{"cells": [')
    (folder / "cy.ipynb").write_bytes(notebook(IMPORTS, COST, BACKWARD_L2, FORWARD_DROPOUT, BACKWARD_DROPOUT))
    source = folder / "source" / "regularization"
    source.mkdir(parents=True)
    for file in (ROOT / "source" / "regularization").glob("*.*"):
        (source / file.name).write_bytes(file.read_bytes())
    naming = ("--assignment", "regularization", "--secret-file", secret)
    run("grade", "class.zip", "cy.ipynb", "--out", "out", *naming, cwd=folder, status=1)
    return folder


def explain(graded, secret, *arguments, **options):
    return run("explain", "out", *arguments, "--secret-file", secret, cwd=graded, **options).stdout


def test_hidden_cases_are_shown_with_inputs_and_figures(graded, secret):
    told = explain(graded, secret, "ada")
    assert "The file is the one that was graded." in told
    assert "has changed" not in told
    assert "In the results: 10 of 40. Now: 10 of 40." in told
    hidden = told.split("random networks (hidden), earns 0 of 1")[1]
    assert "cost, expected: " in hidden
    assert "cost, got: " in hidden
    assert "parameters:" in hidden
    assert "float64 (" in hidden
    assert "half-left-out" in told


def test_what_a_hidden_case_raised_and_printed_is_shown_to_staff_alone(graded, secret):
    told = explain(graded, secret, "ada")
    hidden = told.split("backward_propagation_with_regularization")[1].split("(hidden)")[1]
    assert "raised: ValueError: lambda is 0." in hidden
    assert "printed: the shape is (" in hidden
    kept = results_in(graded / "out")["ada"]["exercises"][1]
    assert [case["message"].get("text", "") != "" for case in kept["cases"]] == [True, False, False, False]
    assert kept["printed"].count("the shape is") == 1


def test_the_command_gives_the_same_result_alone(graded, secret):
    for student in ("ada", "cy"):
        printed = explain(graded, secret, student).rstrip().rsplit("Graded alone: ", 1)[1]
        program, *arguments = shlex.split(printed)
        assert program == "autograder"
        run(*arguments, "--out", "alone", cwd=graded)
        (alone,) = results_in(graded / "alone").values()
        kept = results_in(graded / "out")[student]
        assert {**alone, "seconds": 0} == {**kept, "seconds": 0}


def test_a_decision_and_a_file_that_has_changed_are_told(graded, secret):
    (graded / "decided.csv").write_text(
        "student,exercise,points,comment,who,assignment\n"
        "cy,compute_cost_with_regularization,1,copied,Prof. Ng,regularization\n"
        "cy,answer,4,well said,Prof. Ng,regularization\n"
    )
    before = (graded / "cy.ipynb").read_bytes()
    (graded / "cy.ipynb").write_bytes(before + b"\n")
    try:
        told = explain(graded, secret, "cy", "--overrides", "decided.csv")
    finally:
        (graded / "cy.ipynb").write_bytes(before)
    assert "The file has changed since it was graded." in told
    assert "In the results: 40 of 40. Now: 35 of 45." in told
    assert "Prof. Ng gave 1 instead of 10. copied" in told
    assert "Prof. Ng gave 4. well said" in told


def test_all_shows_what_passed_too(graded, secret):
    assert "expected:" not in explain(graded, secret, "cy")
    assert explain(graded, secret, "cy", "--all").count("expected:") > 20


def test_what_cannot_be_graded_is_said_with_its_reason(graded, secret):
    assert "It cannot be read" in explain(graded, secret, "bob")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("out", "zoe"), "There is no result of zoe."),
        (("out", "ada", "--assignment", "optimization"), "There is no result of ada for optimization."),
        (("nowhere", "ada"), "There are no results in nowhere"),
        (("class.zip", "ada"), "Line 1 of class.zip is no result of this version"),
    ],
)
def test_a_mistake_gets_a_sentence(graded, arguments, sentence):
    done = run("explain", *arguments, cwd=graded, status=2)
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
