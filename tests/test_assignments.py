"""The room of the assignments."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder import assignments


def test_assignments_are_found_by_name():
    assert "regularization" in assignments.names()
    assert [assignments.load(name).name for name in assignments.names()] == list(assignments.names())
    for find in (assignments.load, assignments.digest):
        with pytest.raises(assignments.UnknownAssignment, match=r"no assignment week5; there are: .*regularization"):
            find("week5")


def test_every_file_of_the_folder_is_an_assignment():
    assert assignments.names()[: len(assignments.COURSE)] == assignments.COURSE
    files = {file.stem for file in Path(assignments.__file__).parent.glob("*.py")}
    assert set(assignments.names()) == files - {"__init__"}


def test_names_cost_no_import():
    """They are asked for at every start, before it is known which assignment is at hand."""
    code = (
        "import sys; from autograder import assignments; assignments.names();"
        "print(*[each for each in sys.modules if each.startswith(f'{assignments.__name__}.')])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_the_digest_follows_the_files(monkeypatch, tmp_path):
    before = assignments.digest("regularization")
    assert before == assignments.digest("regularization")
    original = Path(assignments.__file__).parent
    files = [file.relative_to(original) for file in original.rglob("regularization*.py")]
    assert {str(file.parent) for file in files} >= {".", "draws", "figures", "misconceptions", "stubs"}
    for file in files:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes((original / file).read_bytes())
    monkeypatch.setattr(assignments, "_HERE", tmp_path)
    assert assignments.digest("regularization") == before
    for file in files:
        with (tmp_path / file).open("a") as changed:
            changed.write("# changed\n")
        assert assignments.digest("regularization") != before
        before = assignments.digest("regularization")
