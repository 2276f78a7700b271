"""Reads a file of results and writes the report: the page, and beside it a folder of plots."""

from dataclasses import dataclass
from pathlib import Path

from ...language import _
from .. import files
from ..pages import safe
from . import rows
from .page import About, report


class ReportError(Exception):
    """The report cannot be written; the sentence says why."""


@dataclass(frozen=True)
class Written:
    """What was written: ``plots`` is their folder, None without Matplotlib; ``strange`` lines were no results."""

    plots: Path | None
    strange: int


def write(results: Path, page: Path, about: About) -> Written:
    """Write the report on ``results.jsonl``.

    Raises
    ------
    ReportError
        If there are no results, or the page cannot be written.
    """
    try:
        with results.open(encoding="utf-8", errors="backslashreplace") as lines:
            gathered = rows.gather(lines)
    except OSError as error:
        raise ReportError(
            _("{file} cannot be read: {reason}. Give the folder that grade --out wrote, or its results.jsonl.").format(
                file=results, reason=error.strerror
            )
        ) from error
    if not gathered.sheets and not gathered.ungraded:
        raise ReportError(_("{file} holds no results.").format(file=results))
    if page.is_dir():
        raise ReportError(_("{file} is a folder; name a file for the report.").format(file=page))
    if page.exists() and page.samefile(results):
        raise ReportError(_("{file} holds the results; name another file for the report.").format(file=page))
    try:
        files.write(page, report(gathered, about))
        return Written(_plots(gathered, page), gathered.strange)
    except files.WriteError as error:
        raise ReportError(str(error)) from error
    except OSError as error:
        raise ReportError(
            _("The plots cannot be written to {folder}: {reason}.").format(
                folder=error.filename or page.parent, reason=error.strerror
            )
        ) from error


def _plots(gathered: rows.Gathered, page: Path) -> Path | None:
    try:
        from . import plots
    except ModuleNotFoundError:
        return None
    folder = page.with_name(f"{page.stem}-plots")
    folder.mkdir(exist_ok=True)
    for sheet in gathered.sheets:
        plots.draw(sheet, folder / safe(sheet.assignment))
    return folder
