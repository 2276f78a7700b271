"""Does what docs/new-assignment.md says: runs its commands, adds its cells, makes its edits, compares what is shown."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
BEHIND = re.compile(r"Behind the cell with the ID `(?P<id>[^`]+)`")
CELL = re.compile(
    r"A (?P<kind>Markdown|code) cell, \*(?P<type>[\w -]+)\*(?:, (?P<points>\d+) points)?, with the ID `(?P<id>[^`]+)`"
)
BEFORE = re.compile(r"In `(?P<file>[^`]+)`, before `(?P<text>[^`]+)`:")
BECOMES = re.compile(r"In `(?P<file>[^`]+)`, `(?P<old>[^`]+)` becomes `(?P<new>[^`]+)`")
TYPES = {
    "Read-only": {"grade": False, "locked": True, "solution": False},
    "Autograded answer": {"grade": False, "locked": False, "solution": True},
    "Autograded tests": {"grade": True, "locked": True, "solution": False},
}
"""nbgrader's names for its types of cells, with what it writes into their metadata."""


@dataclass(frozen=True)
class Step:
    """A block of the page, with the paragraph that says what to do with it; or a sentence that says an edit."""

    said: str
    kind: str
    body: str = ""


def steps(page: str) -> Iterator[Step]:
    end = 0
    for found in BLOCK.finditer(page):
        before = page[end : found.start()].strip()
        yield from (Step(edit[0], "edit") for edit in BECOMES.finditer(before))
        yield Step(before.split("\n\n")[-1], found["kind"], found["body"])
        end = found.end()


class Reader:
    """Somebody who follows the page to the letter, in a folder.

    Parameters
    ----------
    notebook
        The notebook that the page adds cells to.
    environment
        The variables of the shell in which its commands run.
    """

    def __init__(self, folder: Path, notebook: str, environment: dict[str, str]) -> None:
        self.folder = folder
        self.notebook = folder / notebook
        self.environment = environment
        self.shown = ""
        self.behind = ""

    def follow(self, page: str) -> None:
        """Do all that the page says."""
        self.behind = BEHIND.search(page)["id"]
        for step in steps(page):
            print(f"--- {step.kind}: {step.said[-100:]}")
            if step.kind == "sh":
                self.run(step.body)
            elif step.kind == "text":
                compare(step.body, self.shown)
            elif step.kind == "edit":
                self.edit(**BECOMES.search(step.said).groupdict())
            elif place := BEFORE.search(step.said):
                self.edit(place["file"], place["text"], step.body + place["text"])
            elif cell := CELL.search(step.said):
                self.add(cell, step.body.rstrip("\n"))
            else:
                raise AssertionError(f"Nobody can know what to do with this: {step}")

    def run(self, commands: str) -> None:
        done = subprocess.run(
            ["sh", "-ec", commands],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.shown = done.stdout
        print(self.shown)
        assert done.returncode == 0, done.stdout

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), "utf-8")

    def add(self, cell: re.Match[str], source: str) -> None:
        notebook = nbformat.read(self.notebook, as_version=4)
        known = [each.id for each in notebook.cells]
        metadata = TYPES[cell["type"]] | {"grade_id": cell["id"], "schema_version": 3, "task": False}
        metadata |= {"points": int(cell["points"])} if cell["points"] else {}
        new = new_markdown_cell if cell["kind"] == "Markdown" else new_code_cell
        place = known.index(self.behind) + 1
        notebook.cells.insert(place, new(source, id=cell["id"], metadata={"nbgrader": metadata}))
        nbformat.write(notebook, self.notebook)
        self.behind = cell["id"]


def compare(expected: str, shown: str) -> None:
    """What is shown has to be what the page says, where a line with three dots stands for any number of lines."""
    lines = [re.escape(line.rstrip()) + r"[^\S\n]*\n" for line in expected.strip("\n").split("\n")]
    pattern = "".join(r"(?:.*\n)*?" if line.startswith("…") else line for line in lines)
    assert re.fullmatch(pattern, shown.strip("\n") + "\n"), f"The page says:\n{expected}\nand it is:\n{shown}"
