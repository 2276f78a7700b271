"""The executed answer key: what it keeps of a run, what it was made from, and whether it still gives its numbers."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder import assignments
from autograder.pipeline import keys
from autograder.pipeline.checks import student_files
from autograder.pipeline.notebooks import PipelineError, files, read_notebook

TRACES = """
import sys, time
from IPython.display import display
print("one")
sys.stdout.flush()
print("noise", file=sys.stderr)
sys.stderr.flush()
time.sleep(0.05)
print("two", object())
display({"text/plain": "100%", "application/vnd.jupyter.widget-view+json": {"model_id": "1"}}, raw=True)
display(type("Axes", (), {})())
"""

PLOT = """
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
"""


@pytest.fixture
def add(course):
    """Add a code cell to the end of the source."""

    def add(source):
        path = course / "source" / "toy" / "toy.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(new_code_cell(source, id=f"more-{len(notebook.cells)}"))
        nbformat.write(notebook, path)

    return add


def outputs(course, number=-1):
    return read_notebook(course / "solutions" / "toy" / "toy.ipynb").cells[number].outputs


def test_a_key_has_outputs_and_plots_and_no_trace_of_the_run(built, add):
    add(TRACES)
    add(PLOT)
    keys.execute(built, "toy")
    stream, shown = outputs(built, -2)
    assert stream.text == "one\ntwo <object object at 0x…>\n"
    assert shown.data == {"text/plain": "<__main__.Axes at 0x…>"}
    (plot,) = outputs(built)
    assert plot.data["image/png"].startswith("iVBOR")
    notebook = read_notebook(built / "solutions" / "toy" / "toy.ipynb")
    assert notebook.metadata.keys() == {"kernelspec", "autograder"}
    assert not any("execution" in cell.metadata for cell in notebook.cells)


def test_two_runs_give_the_same_bytes(built):
    before = files(built / "solutions" / "toy")
    keys.execute(built, "toy")
    assert files(built / "solutions" / "toy") == before


def test_the_key_can_be_run_where_it_lies(built):
    assert files(built / "solutions" / "toy").keys() == {"toy.ipynb", "toy_utils.py"} | {
        f"checks/{name}" for name in student_files(assignments.load("toy"))
    }


def test_a_cell_that_raises_is_named(built, add):
    add("1 / 0")
    with pytest.raises(
        PipelineError, match=r"source/toy/toy.ipynb, cell 10 \(id more-9\): ZeroDivisionError: division"
    ):
        keys.execute(built, "toy")


def test_a_kernel_that_dies_is_told(built, add):
    add("import os\nos._exit(1)")
    with pytest.raises(PipelineError, match="the kernel died"):
        keys.execute(built, "toy")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("source/toy/toy_utils.py", "made from another toy_utils.py"),
        ("source/toy/toy.ipynb", "made from another toy.ipynb"),
        ("source/toy/data.csv", "made from another data.csv"),
        ("source/toy/checks/cases.json", "made from another checks/cases.json"),
        ("solutions/toy/toy_utils.py", "solutions/toy/toy_utils.py is not as in the source"),
    ],
)
def test_a_key_is_out_of_date_with_anything_that_its_outputs_depend_on(built, file, says):
    assert keys.check(built, "toy") == []
    (built / file).parent.mkdir(exist_ok=True)
    with (built / file).open("a") as opened:
        opened.write("\n")
    assert any(says in fault for fault in keys.check(built, "toy"))


def test_a_key_is_out_of_date_with_the_versions_that_its_notebook_runs_on(built):
    lock = built / "requirements" / "dev.txt"
    lock.parent.mkdir()
    lock.write_text("ipykernel==7.0\nnumpy==2.0 ; python_version < '3.12' \\\nnumpy==2.4\ntorch==2.0\n")
    keys.execute(built, "toy")
    lock.write_text(lock.read_text() + "pytest==9.0\nnumpy-stubs==1.0\n")
    lock.write_text(lock.read_text().replace("torch==2.0", "torch==2.1"))  # which the toy does not import
    assert keys.check(built, "toy") == []
    lock.write_text(lock.read_text().replace("numpy==2.0", "numpy==2.1"))
    (fault,) = keys.check(built, "toy")
    assert "solutions/toy was made from another numpy" in fault


def test_what_only_people_read_makes_no_key_out_of_date(built):
    (built / "source/toy/README.md").write_text("# New words\n")
    (built / "source/toy/requirements.txt").write_text("numpy\n")
    assert keys.check(built, "toy") == []


def test_code_that_was_edited_in_the_key_is_told(built):
    path = built / "solutions" / "toy" / "toy.ipynb"
    path.write_text(path.read_text().replace("products / 2", "products / 3"))
    assert keys.check(built, "toy") == ["solutions/toy/toy.ipynb does not hold the cells of its source."]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("0.30000000000000004", "0.30000000000000009", None),
        ("0.30000000000000004", "0.30001", "it gives 0.30000000000000004 instead of 0.30001."),
        ("[[2. 1.]", "[[-2.  1.]", "it gives 2. instead of -2.."),
        ("[[2. 1.]", "[2. 1.]", "its text differs."),
    ],
)
def test_verify_executes_again_and_compares_the_numbers(built, old, new, says):
    path = built / "solutions" / "toy" / "toy.ipynb"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert keys.verify(built, "toy") == ([f"solutions/toy/toy.ipynb, cell 9 (id use): {says}"] if says else [])


def test_make_keys_ends_with_a_status(built):
    def run():
        command = [sys.executable, "-m", "autograder.pipeline.keys", "toy"]
        return subprocess.run(command, cwd=built, capture_output=True, text=True, check=False)

    done = run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "toy: gives the committed numbers\n", "")
    (built / "source" / "toy" / "toy_utils.py").write_text("A = 3\n")
    done = run()
    assert (done.returncode, done.stdout) == (1, "toy: differs\n")
    assert (
        done.stderr
        == "solutions/toy was made from another toy_utils.py; `autograder release` executes it anew.\n"
        + ("solutions/toy/toy_utils.py is not as in the source.\n")
    )
