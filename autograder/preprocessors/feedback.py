"""Takes out of feedback what only the staff may see."""

from typing import Any

from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_solution
from traitlets import List

from ..language import _


class HideTests(ClearHiddenTests):  # type: ignore[misc]  # nbgrader has no types
    """Removes hidden tests from feedback, with every output of their cell, for a traceback shows their lines.

    Settings of ClearHiddenTests, as the delimiters, hold here too.
    """

    display_data_priority: List[Any] = List(help="What HTMLExporter tells all its preprocessors.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        for index, cell in enumerate(nb.cells):
            nb.cells[index], resources = self.preprocess_cell(cell, resources, index)
        return nb, resources

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        if cell.cell_type != "code" or not is_grade(cell) or is_solution(cell):
            return cell, resources
        if self._remove_hidden_test_region(cell):
            failed = [output.ename for output in cell.outputs if output.output_type == "error"]
            told = _("A test of this cell failed: {error}. Some of its tests are hidden.")
            cell.outputs = [new_output("stream", name="stdout", text=told.format(error=each)) for each in failed[:1]]
        return cell, resources
