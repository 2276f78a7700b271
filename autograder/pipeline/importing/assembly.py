"""Puts the source notebook of an imported assignment together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from ...model import Exercise
from .claims import Claim
from .draft import Draft, Role
from .exercises import Book

ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
MADE: dict[str, Any] = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def assemble(
    book: Book, exercises: Sequence[Exercise], claims: Mapping[str, Sequence[Claim]], by_hand: Mapping[str, float]
) -> Any:
    """The source notebook.

    Parameters
    ----------
    claims
        Those of each exercise: its check stands where the first of them stood.
    by_hand
        What nothing is asserted about that can be asked here, with the points that a person gives for it.
    """
    cells: list[Any] = []
    taken = {"checks"}
    checked: dict[Draft, list[Exercise]] = {}
    for exercise in exercises:
        checked.setdefault(claims[exercise.name][0].draft, []).append(exercise)
    for index, draft in enumerate(book.notebook.cells):
        if draft.role is Role.SOLUTION and not any(cell.id == "checks" for cell in cells):
            cells.append(new_code_cell("from checks import check", id="checks"))
        if draft.role is Role.TESTS:
            cells += [_check(each, taken) for each in checked.get(draft, ())]
        elif draft.role is Role.SOLUTION:
            cells.append(_solution(book, index, exercises, by_hand, taken))
        else:
            cells.append(_other(draft, taken))
    return new_notebook(cells=cells, metadata=KERNEL)


def _other(draft: Draft, taken: set[str]) -> Any:
    source = draft.source
    name = _free(draft.id or f"cell-{draft.place.number}", taken)
    metadata: dict[str, Any] = {}
    if draft.role is Role.BY_HAND:
        points = {"points": draft.points}
        metadata = (
            _metadata(name, solution=not draft.task, grade=not draft.task, task=draft.task, locked=draft.task) | points
        )
        if draft.kind == "code" and not draft.task:
            source = f"{BEGIN}\n{source}\n{END}"
    elif draft.locked:
        metadata = _metadata(name, locked=True)
    cell = MADE[draft.kind](source, id=name, metadata={"nbgrader": metadata} if metadata else {})
    if draft.attachments:
        cell["attachments"] = draft.attachments
    return cell


def _solution(
    book: Book, index: int, exercises: Sequence[Exercise], by_hand: Mapping[str, float], taken: set[str]
) -> Any:
    draft, marked = book.notebook.cells[index], book.marked[index]
    graded = [name for name in marked.names if name in {each.name for each in exercises} and book.graded[name] == index]
    read = [by_hand[name] for name in marked.names if name in by_hand and book.graded[name] == index]
    source = marked.source.strip("\n")
    source = f"{head(source, graded)}\n{source}" if graded else source
    name = _free(draft.id or f"solution-{draft.place.number}", taken)
    metadata = _metadata(name, solution=True, grade=bool(read)) | ({"points": sum(read)} if read else {})
    return new_code_cell(source, id=name, metadata={"nbgrader": metadata})


def head(source: str, names: Sequence[str]) -> str:
    """The first line of the cell that makes these."""
    for kind, word in (("FUNCTION", "def"), ("CLASS", "class")):
        if re.search(rf"(?m)^(async )?{word} {names[0]}\b", source):
            return f"# GRADED {kind}: {', '.join(names)}"
    return f"# GRADED VALUE: {', '.join(names)}"


def _check(exercise: Exercise, taken: set[str]) -> Any:
    name = _free(f"check-{exercise.name}", taken)
    metadata = _metadata(name, grade=True, locked=True) | {"points": exercise.points}
    return new_code_cell(f'check("{exercise.name}")', id=name, metadata={"nbgrader": metadata})


def _metadata(name: str, **known: bool) -> dict[str, Any]:
    nothing = {"grade": False, "solution": False, "locked": False, "task": False}
    return nothing | known | {"grade_id": name, "schema_version": 3}


def _free(name: str, taken: set[str]) -> str:
    """A name that no other cell has, and that nbformat takes for an id."""
    name = name if ID.fullmatch(name) else re.sub(r"[^a-zA-Z0-9_-]+", "-", name)[:50] or "cell"
    free = next(each for each in _numbered(name) if each not in taken)
    taken.add(free)
    return free


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def as_bytes(notebook: Any) -> bytes:
    text: str = nbformat.writes(notebook)
    return (text + "\n").encode()
