"""``autograder report``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from .. import assignments
from ..assignments import UnknownAssignment
from ..language import _, plural
from ..model import Assignment
from ..outlets import folder
from ..outlets.report import writing
from .saying import err, out, refusals

REPORT = "report.html"


def report(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="The folder that grade --out wrote, or its results.jsonl.")
    ],
    file: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The page to write.")] = None,
) -> None:
    """Write the class report: a page of scores, exercises, mistakes and students, and its plots beside it."""
    lines = results / folder.RESULTS if results.is_dir() else results
    page = file or lines.with_name(REPORT)
    with refusals(writing.ReportError):
        made = writing.write(lines, page, _about)
    if made.strange:
        sentence = plural(
            "{n} line of {file} is no result, and is left out.",
            "{n} lines of {file} are no results, and are left out.",
            made.strange,
        )
        err.print(escape(sentence.format(n=made.strange, file=lines)))
    out.print(escape(_("Report: {page}.").format(page=page)))
    if made.plots:
        out.print(escape(_("Plots: {folder}.").format(folder=made.plots)))
    else:
        err.print(
            escape(_("The plots are left out, for they need Matplotlib: pip install '.[course]' (docs/setup.md)."))
        )


def _about(name: str) -> Assignment | None:
    """The assignment of a name, where the package still has it."""
    try:
        return assignments.load(name)
    except UnknownAssignment:
        return None
