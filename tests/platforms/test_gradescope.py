"""Gradescope: its results.json by the rules of its specification, and its container's folders with the real scripts."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from autograder.policy import Attempts
from scripts import gradescope_zip
from tests.handed_in import BACKWARD_L2, COST, FORWARD_DROPOUT, IMPORTS, RIGHT, notebook

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
SECRET = b"the secret of the tests, always the same"

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
RULES = {  # https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format
    "type": "object",
    "additionalProperties": False,
    "required": ["score"],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}

WRONG = COST.replace("+ np.sum(np.square(W3))", "")


def by_the_rules(file):
    record = json.loads(file.read_text())
    jsonschema.validate(record, RULES)
    assert "leaderboard" not in record
    assert record["stdout_visibility"] == "hidden"
    return record


def seen_by_students(record):
    return [test for test in record["tests"] if test["visibility"] == "visible"]


@pytest.fixture
def grade(tmp_path):
    def call(*paths):
        secret, file = tmp_path / "secret", tmp_path / "results" / "results.json"
        secret.write_bytes(SECRET)
        done = subprocess.run(
            [AUTOGRADER, "grade", *paths, "--secret-file", secret, "--gradescope", file],
            cwd=ROOT,
            env=os.environ | {"CI": "true"},
            capture_output=True,
            text=True,
        )
        assert done.returncode in (0, 1), done.stderr
        return by_the_rules(file)

    return call


def test_a_test_for_each_exercise_with_its_points(grade, tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(notebook(IMPORTS, WRONG, BACKWARD_L2, FORWARD_DROPOUT))
    record = grade(tmp_path / "ada.ipynb")
    tests = seen_by_students(record)
    assert [(test["score"], test["max_score"], test["status"]) for test in tests] == [
        (0, 10, "failed"),
        (10, 10, "passed"),
        (10, 10, "passed"),
        (0, 10, "failed"),
    ]
    assert record["score"] == sum(test["score"] for test in tests) == 20
    assert "expected 1.786485945" in tests[0]["output"]
    assert "0 of 3 hidden cases are right." in tests[0]["output"]
    assert "does not define backward_propagation_with_dropout" in tests[3]["output"]


def test_hidden_cases_are_for_staff_carry_no_points_and_tell_no_figure(grade, tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(notebook(IMPORTS, WRONG, BACKWARD_L2))
    record = grade(tmp_path / "ada.ipynb")
    hidden = [test for test in record["tests"] if test["visibility"] == "hidden"]
    # a hidden test with points would hide the student's total
    assert hidden
    assert all("score" not in test and "max_score" not in test for test in hidden)
    assert all("expected" not in test["output"] for test in hidden)
    for test in seen_by_students(record):
        told = [line for line in test["output"].splitlines() if line.startswith("random networks")]
        assert not any(character.isdigit() for line in told for character in line.replace("W3", "")), told


def test_what_a_student_wrote_is_text_and_nothing_else(grade, tmp_path):
    shouting = COST.replace("    m =", '    raise ValueError("<b>**x**</b>\\x1b[31m")\n    m =')
    (tmp_path / "ada.ipynb").write_bytes(notebook(IMPORTS, shouting))
    record = grade(tmp_path / "ada.ipynb")
    assert record["output_format"] == record["test_output_format"] == record["test_name_format"] == "text"
    assert all("output_format" not in test and "name_format" not in test for test in record["tests"])
    assert "\x1b" not in "".join(test["output"] for test in record["tests"])


def test_of_several_notebooks_the_best_counts(grade, tmp_path):
    (tmp_path / "handed").mkdir()
    (tmp_path / "handed" / "draft.ipynb").write_bytes(notebook(IMPORTS, COST))
    (tmp_path / "handed" / "final.ipynb").write_bytes(notebook(*RIGHT))
    (tmp_path / "handed" / "zz.ipynb").write_bytes(b"")
    record = grade(tmp_path / "handed")
    assert record["score"] == 40
    assert "3 notebooks were handed in; this is the one with the most points: final.ipynb." in record["output"]


def test_a_file_that_is_no_notebook_scores_0_and_says_why(grade, tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(b'{"cells": [')
    record = grade(tmp_path / "ada.ipynb")
    assert record["score"] == 0
    assert "It cannot be read" in record["output"]


# --- the container ----------------------------------------------------------------------------------------------


@pytest.fixture
def folder():
    """A folder that everybody may enter, as /autograder is."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def container(folder, tmp_path):
    """The folders of /autograder as Gradescope lays them out; gives what a run over a submission writes."""
    root = folder / "autograder"
    target = tmp_path / "regularization.zip"
    gradescope_zip.make("regularization", target, ROOT, SECRET)
    for name in ("source", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(target) as archive:
        archive.extractall(root / "source")
        mode = archive.getinfo("run_autograder").external_attr >> 16
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    (root / "run_autograder").chmod(mode)
    python = root / "source" / ".venv" / "bin" / "python"  # which setup.sh makes
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)

    def call(metadata, environment=None, **files):
        submission = root / "submission"
        submission.mkdir(exist_ok=True)
        for old in submission.iterdir():
            old.unlink()
        for name, data in files.items():
            (submission / f"{name}.ipynb").write_bytes(data)
        (root / "results" / "results.json").unlink(missing_ok=True)
        if metadata is not None:
            (root / "submission_metadata.json").write_text(json.dumps(metadata))
        without = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CI")}
        done = subprocess.run(
            [root / "run_autograder"], cwd=root, env=without | (environment or {}), capture_output=True, text=True
        )
        assert "Traceback" not in done.stderr
        return done

    call.root = root
    call.record = lambda: by_the_rules(root / "results" / "results.json")
    return call


def metadata(moment, *earlier, users=("ada@example.org",)):
    """As the page on submission_metadata.json has it."""
    return {
        "id": 123456,
        "created_at": moment.isoformat(),
        "assignment": {
            "due_date": (moment + timedelta(days=9)).isoformat(),
            "group_size": 4,
            "group_submission": True,
            "id": 25828,
            "course_id": 1234,
            "late_due_date": None,
            "release_date": (moment - timedelta(days=9)).isoformat(),
            "title": "Regularization",
            "total_points": "40.0",
        },
        "submission_method": "upload",
        "users": [{"email": email, "id": number, "name": "A Student"} for number, email in enumerate(users)],
        "previous_submissions": [
            {"submission_time": time.isoformat(), "score": 0.0, "results": record} for time, record in earlier
        ],
    }


NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_zip_has_what_gradescope_looks_for_and_is_for_its_owner_alone(tmp_path):
    target = tmp_path / "regularization.zip"
    gradescope_zip.make("regularization", target, ROOT, SECRET)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755  # at the root of the zip
    assert not any(place.startswith(("solutions/", "release/")) or "optimization.ipynb" in place for place in modes)
    again = tmp_path / "again.zip"
    gradescope_zip.make("regularization", again, ROOT, SECRET)
    assert again.read_bytes() == target.read_bytes()


def test_run_autograder_in_its_folders(container):
    done = container(metadata(NOW), handed_in=notebook(*RIGHT))
    assert done.returncode == 0, done.stderr
    record = container.record()
    assert record["score"] == 40
    assert record["extra_data"]["public_only"] is False
    assert "ada@example.org" in done.stdout


def test_where_the_container_forbids_namespaces_landlock_holds_the_submission(container, folder):
    (folder / "bin").mkdir()
    for name in ("bash", "sh", "dirname"):  # and no bwrap
        (folder / "bin" / name).symlink_to(shutil.which(name))
    done = container(metadata(NOW), {"PATH": str(folder / "bin")}, handed_in=notebook(*RIGHT))
    assert done.returncode == 0, done.stderr
    assert "Landlock" in done.stderr
    assert container.record()["score"] == 40


def test_a_submission_without_a_notebook_is_told_so(container):
    assert container(metadata(NOW)).returncode == 0
    assert container.record()["output"] == "No notebook (.ipynb) was handed in."


def test_attempts_are_limited_where_the_instructor_says_so(container):
    (container.root / "source" / "autograder.toml").write_text("[attempts]\nmost = 2\nhours = 24\n")
    container(metadata(NOW), x=notebook(IMPORTS, COST))
    first = container.record()
    hours = timedelta(hours=1)
    used = [(NOW - 5 * hours, first), (NOW - 3 * hours, first)]
    done = container(metadata(NOW, *used), x=notebook(*RIGHT))
    assert done.returncode == 0
    refused = container.record()
    assert refused["score"] == 10  # that of the last attempt that was graded
    assert refused["tests"] == first["tests"]
    assert refused["output"].startswith("2 attempts are graded within 24 hours; this one was not.")
    assert "2026-11-21 07:00" in refused["output"]
    # what was refused does not count, and is not carried on
    container(metadata(NOW + 20 * hours, *used, (NOW, refused)), x=notebook(*RIGHT))
    assert container.record()["score"] == 40


def test_without_its_metadata_a_limit_cannot_be_kept_and_nothing_is_graded(container):
    (container.root / "source" / "autograder.toml").write_text("[attempts]\nmost = 2\n")
    done = container(None, x=notebook(*RIGHT))
    assert done.returncode == 2
    assert "Attempts are limited" in done.stderr
    assert not (container.root / "results" / "results.json").exists()


def test_a_window_slides():
    attempts = Attempts(most=2, hours=24)
    hour = timedelta(hours=1)
    assert attempts.again([], NOW) is None
    assert attempts.again([NOW - hour], NOW) is None
    assert attempts.again([NOW - 2 * hour, NOW - hour], NOW) == NOW + 22 * hour
    assert attempts.again([NOW - 25 * hour, NOW - hour], NOW) is None
    assert attempts.again([NOW + hour, NOW - hour], NOW) is None  # a rerun of an older attempt


@pytest.mark.parametrize(
    "text", ["[attempts]\nmost = 0", "[attempts]\nmost = 1.5", "[attempts]\nmots = 2", "attempts = 3"]
)
def test_a_limit_that_cannot_be_meant_is_refused(container, text):
    (container.root / "source" / "autograder.toml").write_text(text)
    done = container(metadata(NOW), x=notebook(*RIGHT))
    assert done.returncode == 2
    assert "autograder.toml" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
