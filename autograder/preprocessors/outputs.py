"""What is left of a submission's outputs: there for people to look at, and never a score."""

from typing import Any

from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearOutput

from .exporter import exporter_of

KINDS = ("text/plain", "image/png", "image/jpeg")
"""What a page shows as it is. HTML, JavaScript and SVG of a student's would run in the grader's browser."""

MOST_TEXT, MOST_IMAGE = 20_000, 4_000_000


class KeepPlainOutputs(ClearOutput):  # type: ignore[misc]  # nbgrader has no types
    """Takes the place of ClearOutput, which nothing would follow here: exercises alone are run, not the notebook.

    Text and pictures stay as they were handed in, so that whoever grades by hand sees the plots. Where nbgrader runs
    the notebook, for an assignment or a test cell that is none of ours, all are made anew.
    """

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        if exporter_of(self).master(resources) is None:
            return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]
        if cell.cell_type == "code":
            cell.outputs = [kept for output in cell.outputs if (kept := _plain(output))]
        return cell, resources


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
