"""The stripping as nbgrader's ``generate_assignment`` runs it."""

from typing import Any

from nbgrader.preprocessors import ClearSolutions

from ..language import _
from .markers import Style, find_regions, may_hold_ours
from .notebooks import PipelineError, Place
from .strip import strip


class StripSolutions(ClearSolutions):  # type: ignore[misc]  # nbgrader has no types
    """Takes the place of nbgrader's ClearSolutions, and is it for all that has none of our markers.

    So written answers become a text stub, and a course may hold assignments with nbgrader's ``BEGIN SOLUTION`` beside
    ours; settings of ClearSolutions hold here too.
    """

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        if cell.cell_type != "code" or resources["language"] != "python" or not may_hold_ours(cell.source):
            return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]
        place = Place(cell_index + 1, cell.get("id", ""))
        styles = {region.style for region in find_regions(cell.source, place)}
        if styles - {Style.NBGRADER}:
            if self.enforce_metadata and not cell.metadata.get("nbgrader", {}).get("solution"):
                raise PipelineError(
                    _("{place}: it holds a solution region, but nbgrader knows it as no solution.").format(place=place)
                )
            cell.source = strip(cell.source, place)
        if Style.NBGRADER in styles or not styles:
            return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]
        return cell, resources
