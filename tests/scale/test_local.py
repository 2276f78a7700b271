"""The cores of this machine: how submissions are shared out among them."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.intake import Found, foresee
from tests.handed_in import COST, IMPORTS, notebook

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
CORES = frozenset(os.sched_getaffinity(0))
TELLING = COST.replace("m = Y.shape[1]", "m = Y.shape[1]; import os; print(sorted(os.sched_getaffinity(0)))")


def cores_of_each(folder, *options):
    """The cores that each of eight submissions might run on, as it told."""
    handed_in = folder / "class"
    handed_in.mkdir()
    for number in range(8):
        (handed_in / f"s{number}.ipynb").write_bytes(notebook(IMPORTS, TELLING, f"x = {number}"))
    words = [AUTOGRADER, "grade", handed_in, "--out", folder / "out", *options]
    subprocess.run([str(word) for word in words], cwd=ROOT, check=False, capture_output=True)
    lines = (folder / "out" / "results.jsonl").read_text().splitlines()
    told = [json.loads(line)["exercises"][0]["printed"] for line in lines]
    return {frozenset(ast.literal_eval(printed.splitlines()[0])) for printed in told}


def test_a_worker_for_each_core_keeps_to_that(tmp_path):
    assert cores_of_each(tmp_path) == {frozenset([core]) for core in CORES}


@pytest.mark.skipif(len(CORES) < 2, reason="it takes two cores")
def test_fewer_workers_than_cores_may_use_all(tmp_path):
    assert cores_of_each(tmp_path, "--jobs", len(CORES) - 1) == {CORES}


def test_of_what_is_handed_out_no_whole_zip_is_fetched_nor_what_is_too_large(tmp_path, monkeypatch):
    fetched = []
    monkeypatch.setattr(os, "posix_fadvise", lambda _file, start, length, _how: fetched.append((start, length)))
    file = tmp_path / "ada.ipynb"
    file.write_bytes(b"x" * 100)
    foresee(Found(str(file), "ada", ""), 100)
    foresee(Found(str(file), "ada", ""), 99)
    foresee(Found(str(file), "ada", "", member="ada.ipynb"), 100)
    foresee(Found(str(tmp_path / "gone.ipynb"), "gone", ""), 100)
    assert fetched == [(0, 100)]
