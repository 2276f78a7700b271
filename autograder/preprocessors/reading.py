"""Makes of what was handed in a notebook that everything after this can read, show and write."""

from typing import Any

import nbformat
import nbformat.v4
from nbformat.v4 import new_output

KINDS = ("text/plain", "image/png", "image/jpeg")
"""What a page shows as it is. HTML, JavaScript and SVG of a student's would run in the grader's browser."""

MOST_TEXT, MOST_IMAGE = 20_000, 4_000_000


def sound(notebook: Any) -> Any:
    """The notebook with plain outputs, and with the metadata that grading needs, if the rest of it is as it should be.

    Raises
    ------
    Exception
        If it is not, of whatever kind.
    """
    if not isinstance(notebook.nbformat_minor, int):
        raise TypeError("no version")
    kernel = notebook.metadata.get("kernelspec")
    notebook.metadata = nbformat.from_dict({"kernelspec": kernel} if isinstance(kernel, dict) else {})
    for cell in notebook.cells:
        if not isinstance(cell.source, str):
            raise TypeError("no source")
        cell.metadata = nbformat.from_dict(
            {"nbgrader": cell.metadata["nbgrader"]} if "nbgrader" in cell.metadata else {}
        )
        if cell.cell_type == "code":
            cell.outputs = [kept for output in cell.get("outputs", ()) if (kept := _plain(output))]
            cell.execution_count = count if isinstance(count := cell.get("execution_count"), int) else None
        elif not _all_text(cell.get("attachments", {})):
            del cell["attachments"]
    nbformat.v4.writes(notebook).encode()
    return notebook


def _all_text(attachments: Any) -> bool:
    """Whether these are attachments: by name the data of each kind."""
    match attachments:
        case dict():
            kinds = list(attachments.values())
            return all(isinstance(each, dict) and all(isinstance(d, str) for d in each.values()) for each in kinds)
    return False


def _plain(output: Any) -> Any:
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr", "text": str(text)}:
            return new_output("stream", name=output.name, text=text[:MOST_TEXT])
        case {"output_type": "error", "ename": str(name), "evalue": str(value)}:
            return new_output("error", ename=name[:MOST_TEXT], evalue=value[:MOST_TEXT], traceback=[])
        case {"output_type": "display_data" | "execute_result", "data": dict(data)}:
            kept = {kind: data[kind] for kind in KINDS if _fits(kind, data.get(kind))}
            return new_output("display_data", kept) if kept else None
    return None


def _fits(kind: str, data: Any) -> bool:
    return isinstance(data, str) and len(data) <= (MOST_TEXT if kind == "text/plain" else MOST_IMAGE)
