"""From source to release: the same as nbgrader's, refused where it would give anything away, checked when built."""

import dataclasses
import shutil
import subprocess
import sys

import nbformat
import pytest

from autograder import assignments
from autograder.pipeline import release
from autograder.pipeline.notebooks import PipelineError, files, read_notebook

PRODUCTS = "np.dot(A, A.T) * scale + np.trace(A)"


def generate(course, assignment):
    """What an instructor without this package's command line does."""
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", assignment, "--force"]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)


def test_nbgrader_itself_writes_the_same_release(built):
    ours = files(built / "release" / "toy")
    shutil.rmtree(built / "release")
    done = generate(built, "toy")
    assert done.returncode == 0, done.stderr
    assert files(built / "release" / "toy") == ours
    assert ours.keys() == {"README.md", "toy.ipynb", "toy_utils.py"} | {
        f"checks/{name}" for name in ("__init__.py", "cases.json", "compare.py")
    }


def test_the_release_holds_stubs_locks_and_checksums(built):
    cells = {cell.id: cell for cell in read_notebook(built / "release" / "toy" / "toy.ipynb").cells}
    assert "    products = None\n    G = None\n    ### END CODE HERE ###" in cells["gram"].source
    assert cells["answer"].source == "YOUR ANSWER HERE"
    assert cells["check-gram"].metadata.editable is False
    assert len(cells["gram"].metadata.nbgrader.checksum) == 32


def test_a_second_build_changes_nothing_and_says_so(built):
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    assert release.build(built, "toy") == ["toy was up to date."]
    assert release.check(built, "toy") == []
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before


def test_the_build_writes_nothing_outside_its_three_folders(course):
    config = (course / "nbgrader_config.py").read_bytes()
    release.build(course, "toy")
    assert {path.name for path in course.iterdir()} == {"nbgrader_config.py", "release", "solutions", "source"}
    assert (course / "nbgrader_config.py").read_bytes() == config


def test_a_leak_stops_the_build_and_leaves_the_old_release(built, edit):
    before = files(built / "release" / "toy")
    edit("title", "Two functions.", "Hint: `np.dot(B, B.T) * scale + np.trace(B)`.")
    with pytest.raises(PipelineError, match=r"^release/toy/toy.ipynb, cell 1 \(id title\) gives away"):
        release.build(built, "toy")
    assert files(built / "release" / "toy") == before


@pytest.mark.parametrize(
    ("cell", "old", "new", "says"),
    [
        ("gram", "    ### END CODE HERE ###\n", "", r"toy.ipynb, cell 3 \(id gram\), line 4: nothing ends"),
        ("gram", "G = products / 2", "G[A > 2] = products / 2", r"cell 3 \(id gram\), line 7: the target `G\[A > 2\]`"),
        ("gram", "G = products / 2", "G = products / 3", r"cell 3 \(id gram\), line 7: `products / 3` is too short"),
        ("gram", "G = products / 2", "G = A @ products - products.T", "short_secrets lists `products / 2`"),
        ("gram", "# GRADED FUNCTION: gram\n", "", r"no code cell begins with `# GRADED FUNCTION: gram`"),
        ("moments", "    # YOUR CODE ENDS HERE\n", "", r"cell 5 \(id moments\), line 3: nothing ends"),
        (
            "check-gram",
            'check("gram")',
            'check("gram")\n0',
            r'toy.ipynb has 0 nbgrader test cells with `check\("gram"\)`',
        ),
        ("check-gram", "gram", "moments", r'has 2 nbgrader test cells with `check\("moments"\)`'),
        ("check-gram", "gram", "grams", "it checks grams, which is no exercise"),
    ],
)
def test_a_source_that_breaks_a_rule_is_refused_in_a_sentence(course, edit, cell, old, new, says):
    edit(cell, old, new)
    with pytest.raises(PipelineError, match=says):
        release.build(course, "toy")
    assert not (course / "release").exists()


def test_points_and_grade_ids_have_to_agree_with_the_assignment_file(course):
    path = course / "source" / "toy" / "toy.ipynb"
    text = path.read_text()
    path.write_text(text.replace('"points": 6', '"points": 7').replace('"check-moments"', '"moments-test"'))
    with pytest.raises(PipelineError) as refused:
        release.build(course, "toy")
    assert str(refused.value).splitlines() == [
        "source/toy/toy.ipynb, cell 4 (id check-gram): 7 points, but the assignment file gives gram 6.",
        "source/toy/toy.ipynb, cell 6 (id moments-test): its grade_id is moments-test, not check-moments.",
    ]


def test_what_nbgrader_refuses_is_said_with_its_reason(course):
    path = course / "source" / "toy" / "toy.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[4].metadata.nbgrader.grade_id = "gram"
    nbformat.write(notebook, path)
    with pytest.raises(PipelineError, match=r"nbgrader makes no release of toy: .*ValidationError"):
        release.build(course, "toy")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda c: (c / "release/toy/toy_utils.py").write_text("x"), "release/toy/toy_utils.py is out of date"),
        (lambda c: (c / "release/toy/extra.txt").write_text("x"), "release/toy/extra.txt comes from nothing"),
        (lambda c: shutil.rmtree(c / "release/toy/checks"), "release/toy/checks/cases.json is missing"),
        (
            lambda c: (c / "source/toy/checks/cases.json").write_text("{}"),
            "source/toy/checks/cases.json is out",
        ),
        (
            lambda c: (c / "source/toy/toy_utils.py").write_text("A = 3\n"),
            "solutions/toy was made from another toy_",
        ),
        (
            lambda c: (c / "release/toy/README.md").write_text("np.dot(A, A.T) * scale + np.trace(A)"),
            "README.md gives away",
        ),
        (lambda c: shutil.rmtree(c / "release"), "release/toy/toy.ipynb is missing"),
        (lambda c: shutil.rmtree(c / "solutions"), "solutions/toy/toy.ipynb is missing"),
        (lambda c: (c / "release/toy/toy.ipynb").write_text("{"), "toy.ipynb is not a notebook"),
        (lambda c: (c / "source/toy/toy.ipynb").unlink(), "There is no source/toy/toy.ipynb"),
    ],
)
def test_check_says_what_is_out_of_date_and_writes_nothing(built, spoil, says):
    spoil(built)
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    assert any(says in fault for fault in release.check(built, "toy"))
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before


def test_a_stub_that_the_assignment_file_does_not_know_is_told(built, monkeypatch):
    task = assignments.load("toy")
    other = dataclasses.replace(task.exercises[0], stubs=("def gram(A, scale):\n    return None",))
    monkeypatch.setattr(assignments, "load", lambda _: dataclasses.replace(task, exercises=(other, task.exercises[1])))
    (fault,) = release.check(built, "toy")
    assert fault == (
        "The stub of gram in release/toy is not among its stubs in the assignment file. Put it there:\n"
        "def gram(A, scale):\n    products = None\n    G = None\n    return G"
    )


def test_a_folder_that_is_no_course_is_told(course):
    (course / "nbgrader_config.py").unlink()
    with pytest.raises(PipelineError, match=r"There is no nbgrader_config\.py"):
        release.build(course, "toy")


def test_a_graded_cell_without_a_region_would_give_its_solution_away(built, edit):
    edit("moments", "    # YOUR CODE STARTS HERE\n", "")
    edit("moments", "    # YOUR CODE ENDS HERE\n", "")
    with pytest.raises(PipelineError, match=r"cell 5 \(id moments\): the graded function moments has no region"):
        release.build(built, "toy")


def test_a_check_says_what_would_leak_before_it_is_released(built, edit):
    edit("title", "Two functions.", "Hint: `np.dot(B, B.T) * scale + np.trace(B)`.")
    assert any("cell 1 (id title) gives away" in fault for fault in release.check(built, "toy"))


def test_a_solution_that_fails_its_own_check_makes_no_answer_key(built, edit):
    before = files(built / "solutions" / "toy")
    edit("gram", "* scale + np.trace(A)", "* scale - np.trace(A)")
    with pytest.raises(PipelineError, match=r"cell 4 \(id check-gram\): the solution gets 0 of 6 points"):
        release.build(built, "toy")
    assert files(built / "solutions" / "toy") == before
