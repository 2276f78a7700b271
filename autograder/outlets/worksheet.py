"""Tables that a platform hands out, to be handed in again with one column filled."""

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..language import _
from ..model import Fate, Result
from ..senders import sender


class WorksheetError(Exception):
    """The table is not what the platform hands out; the sentence says what is wrong."""


@dataclass(frozen=True)
class Worksheet:
    """A table with its header, and the delimiter that it was written with."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","

    def text(self) -> str:
        """As a file. What the platform wrote stands there as it did: another word would be a change to import."""
        file = io.StringIO()
        csv.writer(file, delimiter=self.delimiter, lineterminator="\n").writerows([self.header, *self.rows])
        return file.getvalue()


def read(file: Path) -> Worksheet:
    """Read a table as it was downloaded.

    Raises
    ------
    WorksheetError
        If it cannot be read, or is none.
    """
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WorksheetError(_("{file} cannot be read: {reason}.").format(file=file, reason=error)) from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except (csv.Error, ValueError) as error:
        raise WorksheetError(_("{file} is no table with a header.").format(file=file)) from error
    width = len(header)
    padded = (tuple((row + [""] * width)[:width]) for row in rows if any(row))
    return Worksheet(tuple(header), tuple(padded), delimiter)


def best(results: Collection[Result], assignment: str) -> dict[str, Result]:
    """The best result of each student at an assignment; what could not be graded is not among them."""
    chosen: dict[str, Result] = {}
    for result in results:
        if result.status is Fate.GRADED and result.assignment == assignment:
            earlier = chosen.get(result.student)
            if earlier is None or result.score > earlier.score:
                chosen[result.student] = result
    return chosen


def number(result: Result, platform: str) -> str | None:
    """What the platform calls the student, where the result is of a zip of that platform; else None.

    The name of the file is believed only where the result is of the student that it names.
    """
    found = sender(place(result))
    return found.id if found and found.platform == platform and found.student == result.student else None


def place(result: Result) -> str:
    """Where the submission lay in the platform's zip, or in the folder that this was unpacked to."""
    _zip, inside, member = result.submission.partition(".zip/")
    if inside:
        return member
    parts = Path(result.submission).parts
    named = (part for part in range(len(parts)) if sender("/".join(parts[part:])))
    return "/".join(parts[next(named, 0) :])


def matched(
    results: Mapping[str, Result], rows: Mapping[str, Collection[str]], platform: str
) -> tuple[dict[str, Result], list[Result]]:
    """Find each result its row: by the platform's number, else by whatever one row alone has that names the student.

    Parameters
    ----------
    rows
        By the platform's number of a student, all that names them: number, login, e-mail address, name.

    Returns
    -------
    The results by number, and those that no row is found for.
    """
    named = defaultdict[str, list[str]](list)
    for row, names in rows.items():
        for name in names:
            named[name].append(row)
    found: dict[str, Result] = {}
    lost = []
    for result in results.values():
        known = number(result, platform)
        fits = [known] if known is not None and known in rows else named.get(result.student, [])
        if len(fits) == 1 and fits[0] not in found:
            found[fits[0]] = result
        else:
            lost.append(result)
    return found, lost


def points(result: Result, most: float | None) -> str:
    """The score, out of as many points as the platform gives for it."""
    scale = most / result.max_score if most and result.max_score else 1.0
    return f"{round(result.score * scale, 2):g}"


def plain_number(text: str) -> float | None:
    """A number as platforms write it, with a point or a comma; None where it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
