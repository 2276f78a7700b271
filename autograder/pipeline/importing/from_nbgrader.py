"""Reads nbgrader's source notebooks: what its metadata and its delimiters say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...language import _
from ..notebooks import PipelineError, Place
from .draft import Draft, Notebook, Role
from .regions import whole

SOLUTION = "SOLUTION"
HIDDEN = "HIDDEN TESTS"
MARKER = re.compile(r"\s*#+ *(BEGIN|END) (SOLUTION|HIDDEN TESTS)\b")
AUTOTEST = re.compile(r"### *(?:HASHED )?AUTOTEST\b")


def is_marked(cells: Sequence[Any]) -> bool:
    """Whether a cell is nbgrader's, by its metadata."""
    return any(_metadata(cell).get(key) for cell in cells for key in ("solution", "grade", "task"))


def read(cells: Sequence[Any], origin: str) -> Notebook:
    """Tell what the cells are for.

    Raises
    ------
    PipelineError
        For a delimiter without its other half.
    """
    drafts: list[Draft] = []
    question, tested = 1, False
    for number, cell in enumerate(cells, 1):
        draft = _draft(cell, Place(number, cell.get("id", "")))
        if draft.role is Role.SOLUTION and tested:
            question, tested = question + 1, False
        tested = tested or draft.role is Role.TESTS
        drafts.append(replace(draft, question=question))
    return Notebook(origin, drafts, list(_left_out(drafts)))


def _metadata(cell: Any) -> dict[str, Any]:
    found = cell.metadata.get("nbgrader", {})
    return dict(found) if isinstance(found, dict) else {}


def _draft(cell: Any, place: Place) -> Draft:
    known = _metadata(cell)
    points = float(known.get("points") or 0)
    source, solution, hidden = without_markers(cell.source, place)
    role = Role.GIVEN
    if known.get("task") or (known.get("grade") and known.get("solution")):
        role = Role.BY_HAND
    elif known.get("solution") or solution:
        role = Role.SOLUTION
    elif known.get("grade") and cell.cell_type == "code":
        role = Role.TESTS
    if role is Role.SOLUTION and cell.cell_type != "code":
        role = Role.BY_HAND
    return Draft(
        place,
        cell.cell_type,
        source if role in (Role.SOLUTION, Role.TESTS) else cell.source,
        role,
        str(known.get("grade_id", "")),
        points=points,
        marked=solution or (whole(source) if role is Role.SOLUTION else frozenset()),
        hidden=hidden,
        attachments=cell.get("attachments", {}),
        locked=bool(known.get("locked")),
        task=bool(known.get("task")),
    )


def without_markers(text: str, place: Place) -> tuple[str, frozenset[int], frozenset[int]]:
    """The text without its delimiters, and which lines of it stood between those of solutions, and of hidden tests."""
    kept: list[str] = []
    inside: dict[str, set[int]] = {SOLUTION: set(), HIDDEN: set()}
    opened: tuple[str, int] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        marker = MARKER.match(line)
        if marker is None:
            kept.append(line)
            if opened:
                inside[opened[0]].add(len(kept))
        elif marker[1] == "BEGIN" and opened is None:
            opened = marker[2], number
            kept += [""] if marker[2] == HIDDEN else []  # so that the lines of tests keep their numbers
        elif marker[1] == "END" and opened and opened[0] == marker[2]:
            opened = None
            kept += [""] if marker[2] == HIDDEN else []
        else:
            raise PipelineError(
                _("{place}: `{marker}` does not match what stands before it.").format(
                    place=place.line(number), marker=line.strip()
                )
            )
    if opened:
        raise PipelineError(
            _("{place}: nothing ends the region that `BEGIN {marker}` starts.").format(
                place=place.line(opened[1]), marker=opened[0]
            )
        )
    return "\n".join(kept), frozenset(inside[SOLUTION]), frozenset(inside[HIDDEN])


def _left_out(drafts: Sequence[Draft]) -> Iterator[str]:
    for draft in drafts:
        if draft.role is Role.TESTS and AUTOTEST.search(draft.source):
            yield _("{place}: nbgrader's automatic tests; write them as asserts.").format(place=draft.place)
