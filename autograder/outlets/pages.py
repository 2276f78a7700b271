"""The folder that ``--html`` names: a page for each submission, and a list of them for the staff."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from sys import intern

from ..language import _
from ..model import Fate, Hints, Result
from .files import write
from .page import page, render
from .words import clean

INDEX = "index.html"
PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_]|[-.](?=[a-z0-9])){0,59}")
"""Names that stand for themselves on every file system. No dot or hyphen is last, and no two of them are neighbours."""


def paged(
    results: Iterable[Result], folder: Path, hints: Callable[[str], Hints], title: Callable[[str], str]
) -> Iterator[Result]:
    """Pass results on, each after its page is written; at the end, early or not, write the list of them.

    Parameters
    ----------
    hints, title
        How much of a diagnosis is shown, and what the assignment is called, by its name.

    Raises
    ------
    WriteError
        If the folder cannot be written, before the first result is asked for.
    """
    written: dict[str, tuple[str, ...]] = {}
    write(folder / INDEX, _index(written))
    try:
        for result in results:
            name = _place(result, written)
            about = result.assignment or ""
            level = hints(about) if about else Hints.NONE
            write(folder / name, page(result, level, title(about) if about else ""))
            written[name] = _entry(result)
            yield result
    finally:
        write(folder / INDEX, _index(written))


def _place(result: Result, taken: Iterable[str]) -> str:
    """Give the place of a page in the folder; a second submission of a student says its own name too."""
    student, assignment = safe(result.student), result.assignment or "not-graded"
    place = f"{student}/{assignment}.html"
    return place if place not in taken else f"{student}/{assignment}--{_digest(result.submission)}.html"


def safe(name: str) -> str:
    """Give a file name for a name that a student chose: the same for the same, and another for another.

    It is the name itself where that is plain; else what of it is plain, and its digest.
    """
    if PLAIN.fullmatch(name) and name != INDEX:
        return name
    rest = re.sub(r"[^\w]+", "-", clean(name)).strip("-_")[:40].rstrip("-_")
    return f"{rest or 'student'}--{_digest(name)}"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _entry(result: Result) -> tuple[str, ...]:
    """What the list says of a submission; it is sorted by that."""
    score = _("{score} of {most}").format(score=f"{result.score:g}", most=f"{result.max_score:g}")
    return (
        intern(result.assignment or ""),
        result.student,
        clean(result.submission),
        intern(score if result.status is Fate.GRADED else _("not graded")),
    )


def _index(written: Mapping[str, tuple[str, ...]]) -> str:
    names = ("assignment", "student", "file", "score")
    ordered = sorted(written.items(), key=lambda each: (each[1][0], each[1][1], each[0]))
    rows = [
        dict(zip(names, entry, strict=True)) | {"place": place, "student": clean(entry[1])} for place, entry in ordered
    ]
    return render("index.html", rows=rows)
