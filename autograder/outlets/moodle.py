"""Moodle: its offline grading worksheet, and feedback in the naming of its zip of submissions.

The rules are those of Moodle itself, `mod/assign/feedback/offline/importgradeslib.php` and
`mod/assign/feedback/file/importziplib.php` of moodle/moodle.
"""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath

from ..language import _
from ..model import Result
from .telling import heading, in_short
from .worksheet import Worksheet, WorksheetError, matched, number, place, plain_number, points

GRADE, MOST, COMMENTS, MODIFIED = "Grade", "Maximum Grade", "Feedback comments", "Last modified (grade)"


def filled(worksheet: Worksheet, column: str, results: Mapping[str, Result]) -> tuple[Worksheet, list[Result]]:
    """Fill grades and comments into a worksheet that was downloaded; who has no result keeps what stands there.

    Points are scaled to the maximum grade: Moodle leaves out what is above it.

    Returns
    -------
    The table, and the results of students that it does not have.

    Raises
    ------
    WorksheetError
        If it is no such worksheet.
    """
    header = worksheet.header
    if not header or column not in header or not all(_participant(row[0]) for row in worksheet.rows):
        template = _("This is no grading worksheet of Moodle: it has no participants, or no column {column}.")
        raise WorksheetError(template.format(column=column))
    grade, most, comments = (header.index(name) if name in header else None for name in (column, MOST, COMMENTS))
    until = header.index("Status") if "Status" in header else 3
    known = {
        _participant(row[0]): {_participant(row[0]), *map(str.strip, row[1:until])} - {""} for row in worksheet.rows
    }
    found, lost = matched(results, known, "moodle")

    def scored(row: tuple[str, ...]) -> tuple[str, ...]:
        result = found.get(_participant(row[0]))
        if result is None:
            return row
        values = list(row)
        assert grade is not None
        values[grade] = points(result, plain_number(row[most]) if most is not None else None)
        if comments is not None:
            values[comments] = comment(result)
        return tuple(values)

    return replace(worksheet, rows=tuple(map(scored, worksheet.rows))), lost


def feedback(result: Result, page: str) -> tuple[str, str] | None:
    """Give the place in the zip and the file, or None where the submission did not come out of a zip of Moodle."""
    if number(result, "moodle") is None:
        return None
    lies = PurePosixPath(place(result))
    folder = lies.parts[0] if len(lies.parts) > 1 else lies.name.partition("_assignsubmission_file")[0]
    if len(lies.parts) == 1:
        folder += "_assignsubmission_file_"
    return f"{folder}/{result.assignment or 'feedback'}.html", page


def comment(result: Result) -> str:
    """What Moodle shows beside the grade, as HTML: no word in it is a student's."""
    return "<br>".join(map(escape, (in_short(result), *map(heading, result.exercises))))


def _participant(cell: str) -> str:
    """``Participant 1234``, in whatever language the word is; empty where it is none."""
    number = cell.strip().rpartition(" ")[2]
    return number if number.isdecimal() else ""
