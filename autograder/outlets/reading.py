"""Results that were written earlier, read back one by one."""

from collections.abc import Iterator
from pathlib import Path

from ..language import _
from ..model import Result
from .folder import RESULTS
from .lines import result


class ReadError(Exception):
    """The results cannot be read; the sentence says why."""


def results(path: Path) -> Iterator[Result]:
    """Read the results in the folder that ``--out`` named, or in a ``results.jsonl``.

    Raises
    ------
    ReadError
        If there are none, or a line is none of this version.
    """
    file = path / RESULTS if path.is_dir() else path
    try:
        with file.open(encoding="utf-8", errors="backslashreplace") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield result(line)
                except (ValueError, KeyError, TypeError) as error:
                    template = _("Line {number} of {file} is no result of this version; grade again.")
                    raise ReadError(template.format(number=number, file=file)) from error
    except OSError as error:
        template = _("There are no results in {path}: {reason}; name the folder of grade's --out.")
        raise ReadError(template.format(path=path, reason=error.strerror)) from error
