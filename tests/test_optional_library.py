"""Exercises that need a library which may be absent."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.handed_in import RIGHT, notebook

ROOT = Path(__file__).parents[1]
AUTOGRADER = Path(sys.executable).with_name("autograder")
KEY = ROOT / "solutions" / "beyond_l2" / "beyond_l2.ipynb"
TORCH = ("l1_penalty", "l2_penalty", "regularized_loss", "predict_in_eval_mode", "sgd_with_weight_decay")


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A Python with NumPy and without PyTorch."""
    folder = tmp_path_factory.mktemp("python")
    packages = folder / "packages"
    packages.mkdir()
    for path in Path(np.__file__).parents[1].glob("numpy*"):
        (packages / path.name).symlink_to(path)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "packages.pth").write_text(f"{packages}\n")
    return folder / "venv" / "bin" / "python"


@pytest.fixture
def grade(tmp_path):
    (tmp_path / "secret").write_text("the secret of the tests, always the same\n")

    def call(*arguments):
        command = [AUTOGRADER, "grade", *arguments, "--secret-file", tmp_path / "secret", "--out", tmp_path / "out"]
        done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True)
        assert "Traceback" not in done.stderr
        results = tmp_path / "out" / "results.jsonl"
        lines = results.read_text().splitlines() if results.exists() else []
        return done, {result["student"]: result for result in map(json.loads, lines)}

    return call


def test_without_it_grading_stops_with_a_sentence(grade, python):
    done, results = grade(KEY, "--python", python)
    assert (done.returncode, done.stdout, results) == (2, "", {})
    assert len(done.stderr.strip().splitlines()) == 1
    for word in ("beyond_l2", "torch", "not installed", "--allow-skipped"):
        assert word in done.stderr


def test_on_request_the_exercises_are_skipped_with_their_points(grade, python, tmp_path):
    done, results = grade(KEY, "--python", python, "--allow-skipped")
    assert done.returncode == 0
    key = results["beyond_l2"]
    assert (key["score"], key["max_score"]) == (70, 70)
    skipped = [each for each in key["exercises"] if each["status"] == "skipped"]
    assert tuple(each["name"] for each in skipped) == TORCH
    assert {(each["score"], each["max_score"], each["message"]["needs"]) for each in skipped} == {(0, 0, "torch")}
    assert "needs torch, which is not installed here" in done.stdout
    (row,) = csv.DictReader((tmp_path / "out" / "grades.csv").open())
    assert {row[name] for name in TORCH} == {""}


def test_assignments_that_do_not_need_it_are_graded_as_ever(grade, python):
    done, results = grade(ROOT / "solutions" / "regularization" / "regularization.ipynb", "--python", python)
    assert done.returncode == 0
    assert results["regularization"]["score"] == 40


def test_a_notebook_in_the_folder_of_another_assignment_stops_nobody(grade, python, tmp_path):
    for student, data in (("ada", notebook(*RIGHT)), ("eve", KEY.read_bytes())):
        path = tmp_path / "submitted" / student / "regularization" / "regularization.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    _, results = grade(tmp_path / "submitted", "--python", python)
    assert results["ada"]["score"] == 40
    assert results["eve"]["assignment"] == "beyond_l2"


def test_a_submission_cannot_claim_that_it_is_absent(grade, tmp_path):
    claim = """
    import sys
    sys.modules["torch"] = None
    def l1_penalty(net):
        raise ModuleNotFoundError("No module named 'torch'", name="torch")
    """
    path = tmp_path / "eve.ipynb"
    path.write_bytes(notebook(claim, "def l2_penalty(net):\n    import torch\n    return torch.zeros(())"))
    _, results = grade(path, "--assignment", "beyond_l2")
    statuses = {each["name"]: each["status"] for each in results["eve"]["exercises"]}
    assert "skipped" not in statuses.values()
    assert statuses["l1_penalty"] == "error"
    assert results["eve"]["max_score"] == 100


def test_without_it_the_checks_of_students_say_so(tmp_path, python):
    shutil.copytree(ROOT / "release" / "beyond_l2" / "checks", tmp_path / "checks")
    code = "from checks import check\ndef l1_penalty(net): return 0\ncheck('l1_penalty')"
    done = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "It needs torch, which is not installed here" in done.stdout
