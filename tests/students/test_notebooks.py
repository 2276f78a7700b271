"""What students get, as a student meets it: an archive, unpacked anywhere, whose notebook runs from top to bottom."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nbclient import NotebookClient

from autograder import assignments
from autograder.pipeline import handout
from autograder.pipeline.keys import checked, helper_files
from autograder.pipeline.notebooks import PipelineError, read_notebook

ROOT = Path(__file__).parents[2]
NAMES = assignments.names()
QUICK = ("gradient_checking", "initialization")
"""Whose releases run in every test; the others take a minute together."""

pytestmark = pytest.mark.slow


def each(quick):
    return [pytest.param(name, marks=[] if name in quick else pytest.mark.heavy) for name in NAMES]


@pytest.fixture
def run(monkeypatch):
    """Run a notebook in its folder with nothing of this repository in sight; gives its cells by their ids."""
    monkeypatch.delenv("PYTHONPATH", raising=False)

    def run(path, **traits):
        notebook = read_notebook(path)
        resources = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, kernel_name="python3", resources=resources, **traits).execute()
        return notebook

    return run


@pytest.fixture
def unpacked(tmp_path):
    """The folder that a student has after unpacking the archive of an assignment."""

    def unpack(name):
        with zipfile.ZipFile(handout.pack(ROOT, name, tmp_path / "page")) as archive:
            archive.extractall(tmp_path / "home")
        return tmp_path / "home" / name

    return unpack


def texts(cell):
    outputs = [output.get("text", output.get("data", {}).get("text/plain", "")) for output in cell.outputs]
    return "\n".join(outputs)


@pytest.mark.parametrize("name", each(QUICK))
def test_an_unpacked_archive_runs_unfilled_and_says_what_is_missing(name, unpacked, run):
    folder = unpacked(name)
    before = {path.name for path in folder.iterdir()}
    notebook = run(folder / f"{name}.ipynb")
    cells = {cell.id: cell for cell in notebook.cells}
    exercises = [exercise.name for exercise in assignments.load(name).exercises]
    assert [score for _, score, _ in checked(notebook)] == [0.0] * len(exercises)
    for exercise in exercises:
        block = cells[f"check-{exercise}"].outputs[0].data
        assert "Your code is still missing at" in block["text/plain"]
        assert "to fill in" in block["text/html"]
        assert re.search(rf"Still to be filled in: .*\b{exercise}\b", texts(cells[f"try-{exercise}"]))
    last = texts(notebook.cells[-1])
    assert f"Still to be filled in: {', '.join(exercises)}." in last
    assert f"hand in {name}.ipynb under this name" in last
    assert {path.name for path in folder.iterdir()} - before <= {"__pycache__"}


@pytest.mark.parametrize("name", each(QUICK[:1]))  # the other one trains for a quarter of a minute
def test_an_answer_key_runs_filled_and_passes_every_check(name, tmp_path, run):
    for file, data in helper_files(ROOT / "source" / name).items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes(data)
    shutil.copy(ROOT / "solutions" / name / f"{name}.ipynb", tmp_path)
    notebook = run(tmp_path / f"{name}.ipynb")
    assert all(score == points for _, score, points in checked(notebook))
    assert "Every function is filled in." in texts(notebook.cells[-1])


def test_a_training_that_is_interrupted_keeps_its_plot(tmp_path, run):
    """The button sends the kernel an interrupt; here a step of the training does."""
    shutil.copytree(ROOT / "solutions" / "initialization", tmp_path / "work")
    path = tmp_path / "work" / "initialization.ipynb"
    notebook = read_notebook(path)
    by_id = {cell.id: cell for cell in notebook.cells}
    stopped = """
steps = []
inner = update_parameters

def update_parameters(*arguments):
    steps.append(None)
    if len(steps) == 2500:
        raise KeyboardInterrupt
    return inner(*arguments)

found = model(train_X, train_Y, initialization="he")
print("went on with", sorted(found))
"""
    kept = ("setup", "load-data", "model", "initialize_parameters_he")
    notebook.cells = [by_id[each] for each in kept]
    notebook.cells.append(type(by_id["setup"])(cell_type="code", id="stopped", metadata={}, outputs=[], source=stopped))
    notebook.cells[-1]["execution_count"] = None
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = notebook.cells[-1].outputs
    assert "Interrupted: here is what there is so far." in texts(notebook.cells[-1])
    assert "went on with ['W1', 'W2', 'W3', 'b1', 'b2', 'b3']" in texts(notebook.cells[-1])
    assert any("image/png" in output.get("data", {}) for output in outputs)


@pytest.mark.parametrize("name", NAMES)
def test_the_archive_is_complete_and_the_same_every_time(name, tmp_path):
    one, other = (handout.pack(ROOT, name, tmp_path / each) for each in ("one", "other"))
    assert hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest()
    with zipfile.ZipFile(one) as archive:
        found = {place: archive.read(place) for place in archive.namelist()}
    release = ROOT / "release" / name
    wanted = {f"{name}.ipynb", "README.md", "requirements.txt", "checks/__main__.py", "checks/cases.json"}
    wanted |= {f"{helper}.py" for helper in assignments.load(name).helpers}
    assert {f"{name}/{each}" for each in wanted} <= found.keys()
    assert all((release.parent / place).read_bytes() == data for place, data in found.items())


def test_an_archive_without_what_students_need_is_refused(tmp_path):
    shutil.copytree(ROOT / "release" / "initialization", tmp_path / "release" / "initialization")
    (tmp_path / "release" / "initialization" / "README.md").unlink()
    with pytest.raises(PipelineError, match=r"has no README\.md"):
        handout.pack(tmp_path, "initialization", tmp_path / "page")


def test_release_zip_packs_what_was_asked_for(tmp_path):
    command = [sys.executable, "-m", "autograder", "release", "initialization", "--zip", "--out", tmp_path / "page"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "LANGUAGE": "en"})
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "page").iterdir()] == ["initialization.zip"]
    done = subprocess.run([*command, "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--check writes nothing" in done.stderr


def test_the_films_of_all_assignments_are_shown_by_the_same_text():
    assert len({path.read_bytes() for path in (ROOT / "source").glob("*/film.py")}) == 1
