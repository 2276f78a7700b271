"""The command line, asked with a secret of the tests' own; and a small class of the examples."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "submitted"


def run(*arguments, cwd=ROOT, status=0, **environment):
    """Run the command line; gives what it said, out and err."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "200", "CI": "true", "PYTHONPATH": str(ROOT), "LANGUAGE": "en"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    return done


def results_in(folder):
    """The lines of a results folder, by student."""
    lines = (folder / "results.jsonl").read_text().splitlines()
    return {record["student"]: record for record in map(json.loads, lines)}


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
