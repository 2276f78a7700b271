"""What `autograder check` says of a notebook before it is handed in."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def check(path):
    command = [sys.executable, "-m", "autograder", "check", path]
    environment = {**os.environ, "LANGUAGE": "en"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def notebook(folder):
    return json.loads((ROOT / folder / "initialization" / "initialization.ipynb").read_text("utf-8"))


def test_a_filled_notebook(tmp_path):
    (tmp_path / "ada.ipynb").write_text(json.dumps(notebook("solutions")), "utf-8")
    done = check(tmp_path / "ada.ipynb")
    assert done.returncode == 0, done.stderr
    assert "It is a notebook of initialization." in done.stdout
    assert "Every cell parses." in done.stdout
    assert "Every function is filled in." in done.stdout


def test_an_unfilled_one(tmp_path):
    (tmp_path / "ada.ipynb").write_text(json.dumps(notebook("release")), "utf-8")
    done = check(tmp_path / "ada.ipynb")
    assert done.returncode == 1
    assert "Still to be filled in: initialize_parameters_zeros, initialize_parameters_random" in done.stdout


def test_a_cell_that_does_not_parse_though_nothing_graded_stands_in_it(tmp_path):
    found = notebook("solutions")
    number, cell = next((n, each) for n, each in enumerate(found["cells"], 1) if each["id"] == "compare-table")
    cell["source"] = "lines = [\n[bold]"
    found["cells"][number + 1] = {**cell, "id": "coloured", "source": "[bold]\x1b[31m"}
    (tmp_path / "ada.ipynb").write_text(json.dumps(found), "utf-8")
    done = check(tmp_path / "ada.ipynb")
    assert done.returncode == 1
    assert f"Cell {number} does not parse, line 1: '[' was never closed, at `lines = [`." in done.stdout
    assert "Every cell parses." not in done.stdout
    assert f"Cell {number + 2} does not parse" in done.stdout
    assert "\x1b" not in done.stdout
