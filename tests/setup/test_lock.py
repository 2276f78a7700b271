"""The lock: everything that the project asks for, each file by its hash, from whatever index a machine uses."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements" / "dev.txt").read_text()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_is_locked_to_a_version_and_hashes():
    entries = [entry for entry in re.split(r"(?m)^(?=\w)", LOCK) if re.match(r"\w", entry)]
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[\w.-]+(\[[\w,]+\])?==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


def test_what_grading_alone_needs_is_locked_in_the_same_versions():
    grader = (ROOT / "requirements" / "grader.txt").read_text()
    pinned = {text: set(re.findall(r"(?m)^(\S+==[^\s;]+)", text)) for text in (LOCK, grader)}
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {normal(pin.partition("==")[0]) for pin in pinned[grader]}
    assert {normal(re.match(r"[\w.-]+", each)[0]) for each in asked} <= names
    assert pinned[grader] <= pinned[LOCK]
    assert grader.count("--hash=sha256:") >= len(pinned[grader])
    assert "://" not in grader
    assert "--index" not in grader


def test_the_lock_names_no_index():
    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert "--extra-index" not in LOCK
    assert "--find-links" not in LOCK


def test_all_that_the_project_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    asked = [*project["project"]["dependencies"], *extras["course"], *extras["dask"]]
    asked += project["build-system"]["requires"]
    asked += [line for line in (ROOT / "requirements" / "dev.in").read_text().splitlines() if not line.startswith("#")]
    locked = {normal(name) for name in re.findall(r"(?m)^([\w.-]+)(?:\[[\w,]+\])?==", LOCK)}
    assert {normal(re.match(r"[\w.-]+", line).group()) for line in asked} <= locked
