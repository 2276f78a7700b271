"""Canvas: its gradebook's import form, and feedback in the naming of its zip of submissions.

The rules are those of Canvas itself, `lib/gradebook_importer.rb` and `lib/content_zipper.rb` of instructure/canvas-lms.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from ..language import _
from ..model import Result
from .grades import cell
from .worksheet import Worksheet, WorksheetError, matched, number, place, plain_number, points

TITLED = re.compile(r"(?P<title>.*?)\s*(?:\((?P<id>\d+)\))?")
SECTION, POSSIBLE = "Section", "Points Possible"


def filled(export: Worksheet, titles: tuple[str, ...], results: Mapping[str, Result]) -> tuple[Worksheet, list[Result]]:
    """Fill the assignment's column of an exported gradebook, and leave the others out: nothing else can change.

    Who has no result keeps what stands there. Points are scaled to those that the column gives.

    Returns
    -------
    The table, and the results of students that it does not have.

    Raises
    ------
    WorksheetError
        If it is no gradebook of Canvas, or has no column, or several, of one of these titles.
    """
    header = export.header
    if len(header) < 4 or "Student" not in header[0] or "ID" not in header or SECTION not in header:
        raise WorksheetError(
            _("This is no gradebook that was exported from Canvas: it has no Student, ID and Section.")
        )
    column = _column(header, titles)
    about = range(header.index(SECTION) + 1)
    rows = [row for row in export.rows if row[header.index("ID")].strip()]
    most = next((plain_number(row[column]) for row in export.rows if POSSIBLE in row[0]), None)
    known = {row[header.index("ID")].strip(): {row[index].strip() for index in about} - {""} for row in rows}
    found, lost = matched(results, known, "canvas")
    kept = [*about, column]

    def scored(row: tuple[str, ...]) -> tuple[str, ...]:
        result = found.get(row[header.index("ID")].strip())
        values = [row[index] for index in kept]
        return tuple(values if result is None else [*values[:-1], points(result, most)])

    table = replace(export, header=tuple(header[index] for index in kept), rows=tuple(map(scored, export.rows)))
    return table, lost


def alone(title: str, results: Mapping[str, Result]) -> tuple[Worksheet, list[Result]]:
    """Write a gradebook of this column alone, by the numbers in the names of the submissions."""
    known = {number(result, "canvas"): result for result in results.values()}
    lost = [result for result in results.values() if number(result, "canvas") is None]
    rows = [
        (cell(result.student), user, "", points(result, None))
        for user, result in known.items()
        if user and user.isdecimal()
    ]
    return Worksheet(("Student", "ID", SECTION, title), tuple(sorted(rows, key=lambda row: int(row[1])))), lost


def feedback(result: Result, text: str) -> tuple[str, str] | None:
    """Give the place in the zip and the file, or None where the submission did not come out of a zip of Canvas.

    Canvas knows the student by the name of the file, and shows the file to them under the name that they gave it. So it
    is what that name says: a notebook, with one cell of Markdown.
    """
    if number(result, "canvas") is None:
        return None
    said = {"cell_type": "markdown", "id": "feedback", "metadata": {}, "source": text}
    return place(result), json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [said]}, indent=1)


def _column(header: tuple[str, ...], titles: tuple[str, ...]) -> int:
    wanted = {title.casefold() for title in titles}
    fits = []
    for index, name in enumerate(header):
        match = TITLED.fullmatch(name.strip())
        if index > header.index(SECTION) and match and {name.strip().casefold(), match["title"].casefold()} & wanted:
            fits.append(index)
    if len(fits) != 1:
        template = _("The gradebook has {count} columns that are called {titles}; name the right one with --column.")
        raise WorksheetError(template.format(count=len(fits), titles=_(", ").join(titles)))
    return fits[0]
