"""What is left of a submission's outputs: there for people to look at, and never a score."""

from typing import Any

from nbgrader.preprocessors import ClearOutput

from .exporter import exporter_of


class KeepPlainOutputs(ClearOutput):  # type: ignore[misc]  # nbgrader has no types
    """Takes the place of ClearOutput, which nothing would follow here: exercises alone are run, not the notebook.

    Text and pictures, which are all that is read, stay as they were handed in, so that whoever grades by hand sees the
    plots. Where nbgrader runs the notebook, for an assignment or a test cell that is none of ours, all are made anew.
    """

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        if exporter_of(self).master(resources) is None:
            return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]
        return cell, resources
