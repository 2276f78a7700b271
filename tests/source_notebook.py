"""The source notebook of an assignment: its cells, and what they define."""

import linecache
import re
import sys
from pathlib import Path
from typing import Any

import matplotlib
import nbformat
import numpy as np

ROOT = Path(__file__).parents[1]

matplotlib.use("Agg")


def cells(assignment: str) -> dict[str, Any]:
    """The cells of the source notebook by id."""
    notebook = nbformat.read(ROOT / "source" / assignment / f"{assignment}.ipynb", as_version=nbformat.NO_CONVERT)
    return {cell.id: cell for cell in notebook.cells}


def source_cell(assignment: str, name: str) -> str:
    """The one cell that defines a graded function or class."""
    sources = [cell.source for cell in cells(assignment).values()]
    (found,) = [source for source in sources if re.search(rf"^(def|class) {name}\b", source, re.MULTILINE)]
    return found


def namespace(assignment: str, *cell_ids: str) -> dict[str, Any]:
    """What the notebook's variables are after these cells, run in a folder where its helpers are found."""
    folder = ROOT / "source" / assignment
    found: dict[str, Any] = {"__name__": assignment}
    sys.path.insert(0, str(folder))
    try:
        for cell_id in cell_ids:
            run(assignment, cell_id, found)
    finally:
        sys.path.remove(str(folder))
        for helper in [*(path.stem for path in folder.glob("*.py")), "checks", "checks.compare"]:
            sys.modules.pop(helper, None)  # another assignment has helpers of the same names
    return found


def run(assignment: str, cell_id: str, variables: dict[str, Any]) -> None:
    """Run one cell, in such a way that the source of its functions can be found, as in a notebook."""
    source = cells(assignment)[cell_id].source
    name = f"<{assignment}, cell {cell_id}>"
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    exec(compile(source, name, "exec"), variables)


def assert_same(one: Any, other: Any) -> None:
    """One value is the other, down to the types of its parts."""
    assert type(one) is type(other)
    if isinstance(one, tuple):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b)
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            assert_same(one[key], other[key])
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    else:
        assert one == other
