"""The room of the assignments."""

from pathlib import Path

import pytest

from autograder import assignments


def test_assignments_are_found_by_name():
    assert "regularization" in assignments.names()
    assert [assignments.load(name).name for name in assignments.names()] == list(assignments.names())
    for find in (assignments.load, assignments.digest):
        with pytest.raises(assignments.UnknownAssignment, match=r"no assignment week5; there are: .*regularization"):
            find("week5")


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
