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
PAGES = sorted((ROOT / "examples").glob("*.md"))


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


@pytest.fixture(scope="module")
def the_class(grade):
    return grade("graded-class", "examples/submitted")


def test_the_class_gets_what_its_pages_promise(the_class):
    promises = promise.promised("\n".join(page.read_text("utf-8") for page in PAGES))
    assert list(promise.differences(promises, the_class.values())) == []


def test_who_memorises_the_public_cases_passes_them_and_gets_nothing(the_class):
    dana = the_class["dana"]
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
