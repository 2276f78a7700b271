"""Names and texts that students chose, on their way to every platform: nothing breaks, and nothing is obeyed."""

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from autograder.outlets.lines import line
from tests.handed_in import COST, IMPORTS, notebook
from tests.platforms.class_of_three import result
from tests.platforms.test_junit import suites

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
NAMES = [
    b"=cmd|' C calc'!A0_1_2_x.ipynb",
    b"\xff\xfe_3_4_x.ipynb",
    b"new\nline_5_6_x.ipynb",
    b"::error::x\x1b[2J_7_8_x.ipynb",
    b"<script>alert(1)</script>_9_10_x.ipynb".replace(b"/", b"|"),
    "\u202eevil\u2028_11_12_x.ipynb".encode(),
    b"a_b_assignsubmission_file_x.ipynb",
    b"_13_14_.ipynb",
]


def run(*arguments, **environment):
    without = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB")}
    done = subprocess.run(
        [AUTOGRADER, *arguments], cwd=ROOT, env=without | {"CI": "true"} | environment, capture_output=True
    )
    said = (done.stdout + done.stderr).decode()
    assert "Traceback" not in said, said
    odd = {character for character in said if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert odd <= {"\n"}, odd
    return done.returncode, said


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "class").mkdir()
    (folder / "secret").write_text("the secret of the tests, always the same")
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(folder / "class") + b"/" + name)).write_bytes(notebook(IMPORTS, COST))
    status, _ = run(
        *("grade", folder / "class", "--out", folder / "results", "--secret-file", folder / "secret"),
        *("--junit", folder / "junit.xml", "--gradescope", folder / "results.json"),
    )
    assert status == 0
    return folder


def test_junit_and_gradescope_hold_them(graded):
    assert len(suites(graded / "junit.xml")) == len(NAMES)
    assert json.loads((graded / "results.json").read_text())["score"] == 10


@pytest.mark.parametrize("platform", ["canvas", "coursera", "github"])
def test_every_platform_takes_them(graded, tmp_path, platform):
    summary, output = tmp_path / "summary", tmp_path / "output"
    job = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output)}
    within = ("--within", graded) if platform == "github" else ()
    status, said = run("publish", platform, graded / "results", "--out", tmp_path / "out", *within, **job)
    assert status == 0, said
    if platform == "github":
        assert all(
            line.startswith(("::error file=", "::warning file=", "::notice title=")) for line in said.splitlines()
        )
        assert len(output.read_text().splitlines()) == 3
        assert "<script" not in summary.read_text()
    if platform == "canvas":
        table = (tmp_path / "out" / "canvas-regularization.csv").read_text()
        assert "'=cmd" in table
        assert len(table.splitlines()) == 1 + 7  # the one that names no number is left out
        assert "left out: a_b_assignsubmission_file_x." in said


def test_moodle_too(tmp_path):
    place = "c.zip/\udcff<b>\n_1_assignsubmission_file_/x.ipynb"
    student = "\udcff<b>\n-1"
    (tmp_path / "results.jsonl").write_text(line(result(student, place, 30.0)) + "\n")
    (tmp_path / "sheet.csv").write_text('Identifier,Grade,Feedback comments\n"Participant 1",,\n')
    status, said = run("publish", "moodle", tmp_path, "--with", tmp_path / "sheet.csv", "--out", tmp_path / "out")
    assert status == 0, said
    assert "1 student has points" in said
    assert "1 feedback file is" in said
