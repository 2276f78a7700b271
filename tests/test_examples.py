"""The example class, the release and the answer key, graded by the command that instructors use."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import assignments
from scripts import promise
from tests.once import once

ROOT = Path(__file__).parents[1]
AUTOGRADER = Path(sys.executable).with_name("autograder")


@pytest.fixture(scope="module")
def grade(tmp_path_factory):
    """Grade what lies at paths of the repository, once in a run under this name; gives the results by student."""

    def call(name, *paths):
        def graded(folder):
            (folder / "secret").write_text("the secret of the tests, always the same\n")
            # The endless loop of the class costs the whole limit.
            limits = ("--timeout", "6", "--jobs", "2")
            command = [AUTOGRADER, "grade", *paths, "--out", folder, "--secret-file", folder / "secret", *limits]
            done = subprocess.run(command, cwd=ROOT, env=os.environ | {"CI": "true"}, capture_output=True, text=True)
            assert done.returncode in (0, 1), done.stderr
            assert "Traceback" not in done.stderr

        lines = (once(tmp_path_factory, name, graded) / "results.jsonl").read_text("utf-8").splitlines()
        return {result["student"]: result for result in map(json.loads, lines)}

    return call


def each_class():
    """The class of every assignment, or of three where time is short: to name the mistakes of these takes as long."""
    for name in assignments.names():
        yield pytest.param(name, marks=[pytest.mark.heavy] * (name in ("beyond_l2", "optimization")))


@pytest.fixture(scope="module")
def graded(grade):
    """The results of those who handed in an assignment, by student."""

    def call(name):
        students = sorted(path.parent.relative_to(ROOT) for path in (ROOT / "examples" / "submitted").glob(f"*/{name}"))
        return grade(f"graded-{name}", *students)

    return call


@pytest.mark.parametrize("name", list(each_class()))
def test_a_class_gets_what_its_page_promises(name, graded):
    promises = promise.promised((ROOT / "examples" / f"{name}.md").read_text("utf-8"))
    assert len(promises) >= 10
    assert list(promise.differences(promises, graded(name).values())) == []


def test_who_memorises_the_public_cases_passes_them_and_gets_nothing(graded):
    dana = graded("regularization")["dana"]
    assert [case["status"] for each in dana["exercises"] for case in each["cases"] if case["public"]] == ["passed"] * 4
    assert dana["score"] == 0


@pytest.fixture(scope="module")
def keys(grade):
    return grade("graded-keys", *(f"solutions/{name}/{name}.ipynb" for name in assignments.names()))


@pytest.fixture(scope="module")
def releases(grade):
    return grade("graded-releases", *(f"release/{name}/{name}.ipynb" for name in assignments.names()))


@pytest.mark.parametrize("name", assignments.names())
def test_the_answer_key_gets_all_points(name, keys):
    key, points = keys[name], assignments.load(name).points
    assert (key["assignment"], key["score"], key["max_score"]) == (name, points, points)
    assert {exercise["status"] for exercise in key["exercises"]} == {"passed"}


@pytest.mark.parametrize("name", assignments.names())
def test_the_release_gets_none_and_every_exercise_is_blank(name, releases):
    release, points = releases[name], assignments.load(name).points
    assert (release["assignment"], release["score"], release["max_score"]) == (name, 0, points)
    assert {exercise["status"] for exercise in release["exercises"]} == {"blank"}
