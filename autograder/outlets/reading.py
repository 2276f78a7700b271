"""Results as they are kept: read back from a folder that ``--out`` named, or from a file of lines."""

from collections.abc import Iterator
from pathlib import Path

from ..language import _
from ..model import Result
from .folder import RESULTS
from .lines import result


class ResultsError(Exception):
    """There are no results at a place, or they cannot be read; the sentence says why."""


def results_file(place: Path) -> Path:
    """The lines of results in a folder; a file is taken as it is."""
    return place / RESULTS if place.is_dir() else place


def results_at(place: Path) -> Iterator[Result]:
    """The results of a folder or file, line by line: there may be more than memory holds.

    Raises
    ------
    ResultsError
        If there are none, or a line is of another schema.
    """
    file = results_file(place)
    try:
        with file.open(encoding="utf-8", errors="backslashreplace") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield result(line)
                except (ValueError, KeyError, TypeError, AttributeError):
                    raise ResultsError(
                        _(
                            "{file}, line {number}: this is no result of this version; grade into the folder again."
                        ).format(file=file, number=number)
                    ) from None
    except FileNotFoundError:
        raise ResultsError(
            _("There are no results at {place}: `autograder grade PATH… --out DIR` leaves them in DIR.").format(
                place=place
            )
        ) from None
    except OSError as error:
        raise ResultsError(_("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror)) from None
