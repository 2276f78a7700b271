"""``autograder by-hand``."""

import base64
import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from .. import assignments
from ..attempts import Attempt, counted
from ..bench import prepare
from ..by_hand import Handwork, Passage, Picture, assignment_of, handwork
from ..course import Course, find_course
from ..intake import Found, NothingFound, find, load
from ..language import _, plural
from ..model import Assignment, Fate, Result, Submission
from ..outlets import files, pages
from ..outlets.page import render
from ..outlets.words import clean
from ..overrides import COLUMNS, handle
from ..printing import PrintingFailed, browser, pdf
from ..rooms import Rooms, loaded, open_rooms
from ..rows import TableError
from ..secret import SecretError
from ..written import folded, handed_out, written_answers
from .options import Python, SandboxOption, SecretFile, secret_of, settings_of
from .people import Anonymise, People, RosterFile, people_of
from .saying import bar, err, out, refusals

SHEET = "to-grade.csv"
OWN = 20
"""So many passages of a student's own are shown where none is known for the answer."""


@dataclass(frozen=True)
class Sheet:
    """What one submission puts before whoever grades it: its page, and rows of the table of points."""

    student: str
    assignment: str
    page: str
    rows: Sequence[tuple[str, float, str]]


def by_hand(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Notebooks, folders or zips of notebooks.")],
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the pages and to-grade.csv.")],
    assignment: Annotated[str | None, typer.Option(help="Take all for this assignment.")] = None,
    as_pdf: Annotated[bool, typer.Option("--pdf", help="Each page as PDF too; needs Chromium and bubblewrap.")] = False,
    roster: RosterFile = None,
    anonymise: Anonymise = False,
    python: Python = sys.executable,
    sandbox: SandboxOption = "auto",
    secret_file: SecretFile = None,
) -> None:
    """Lay out written answers and plots for grading by hand, with a table for the points."""
    with refusals(NothingFound, TableError, SecretError, PrintingFailed, files.WriteError):
        if as_pdf:
            browser()
        course = find_course(Path.cwd())
        secret = secret_of(course, secret_file) if anonymise or secret_file else None
        people = people_of(course, secret, None, roster, None, anonymise)
        people.keep_apart(folder)
        settings = prepare(settings_of(course, assignment, secret, python, sandbox, 10.0, 1024))
        closed: list[str] = []
        found = people.owned(find(paths, assignments.names(), closed))
        for sentence in closed:
            err.print(escape(clean(sentence)))
        sheets: dict[str, Sheet] = {}
        with open_rooms(settings) as rooms, bar(_("laying out"), len(found) > 1) as watch:
            last = _last(found, rooms, loaded(settings))
            for done, (each, name) in enumerate(last, 1):
                sheet = _sheet(each, name, rooms, course, people)
                place = f"{pages.safe(sheet.student)}/{name}.html"
                files.write(folder / place, sheet.page)
                if as_pdf:
                    (folder / place).with_suffix(".pdf").write_bytes(pdf(folder / place))
                sheets[place] = sheet
                watch(done, len(last))
        files.write(folder / SHEET, _table(sheets))
    told = plural("{n} submission is laid out in {folder}.", "{n} submissions are laid out in {folder}.", len(sheets))
    out.print(escape(told.format(n=len(sheets), folder=folder)))
    if len(sheets) < len(found):
        told = plural(
            "{n} is not: an earlier attempt, of no assignment, or not to be read.",
            "{n} are not: earlier attempts, of no assignment, or not to be read.",
            len(found) - len(sheets),
        )
        out.print(told.format(n=len(found) - len(sheets)))
    waiting = sum(not state for sheet in sheets.values() for _id, _most, state in sheet.rows)
    told = plural("{n} answer waits for points: {sheet}.", "{n} answers wait for points: {sheet}.", waiting)
    out.print(escape(told.format(n=waiting, sheet=folder / SHEET)))


def _last(found: Sequence[Found], rooms: Rooms, known: Sequence[Assignment]) -> list[tuple[Found, str]]:
    """The last attempt of each student at each assignment, with its name."""
    places = {(each.shown, each.student): each for each in found}
    recognised = (Result(each.shown, each.student, "", *_recognised(each, rooms, known)) for each in found)
    last = counted(recognised, found, Attempt.LAST, [each.name for each in known], aside=lambda _result: None)
    return [(places[each.submission, each.student], each.assignment) for each in last if each.assignment]


def _recognised(found: Found, rooms: Rooms, known: Sequence[Assignment]) -> tuple[Fate, str | None]:
    room = rooms.to_read(found.folder)
    submission = load(found, room.limits.notebook)
    about = assignment_of(submission, room, known) if isinstance(submission, Submission) else None
    return (Fate.GRADED, about.name) if about else (Fate.UNRECOGNISED, None)


def _sheet(found: Found, name: str, rooms: Rooms, course: Course, people: People) -> Sheet:
    room, about = rooms.to_read(found.folder), assignments.load(name)
    submission = load(found, room.limits.notebook)
    asked = written_answers(course, about.name)
    release = handed_out(course, about.name)
    work = Handwork()
    if isinstance(submission, Submission):  # else it went since it was recognised
        work = handwork(submission, room, [each.id for each in asked], release)
    file, student = people.known_as(found)
    answers, rows = [], []
    for each in asked:
        text = next((passage.text for passage in work.answers if passage.id == each.id), None)
        state = _state(text, release)
        points = plural("{n} point", "{n} points", round(each.points)).format(n=f"{each.points:g}")
        answers.append({"id": each.id, "points": points, "text": "" if state else _lines(text), "why": state})
        rows.append((each.id, each.points, state))
    lost = any(text == _("not found") for _id, _most, text in rows)
    page = render(
        "by_hand.html",
        title=_(about.title),
        student=clean(student),
        file=clean(Path(file).name),
        answers=answers,
        own=[_passage(each) for each in work.own[:OWN]] if lost else [],
        pictures=list(map(_picture, work.pictures)),
    )
    return Sheet(student, about.name, page, rows)


def _state(text: str | None, release: frozenset[str]) -> str:
    """Why there is nothing to grade in an answer; empty where there is."""
    if text is None:
        return _("not found")
    return _("not answered") if folded(text) in {*release, ""} else ""


def _lines(text: str | None) -> str:
    """A student's text, line by line without what an editor would obey."""
    return "\n".join(map(clean, (text or "").expandtabs(4).splitlines()))


def _passage(passage: Passage) -> dict[str, str]:
    return {"place": _("cell {number}").format(number=passage.cell), "text": _lines(passage.text)}


def _picture(picture: Picture) -> dict[str, str]:
    source = ""
    if picture.data:
        source = f"data:{picture.kind};base64,{base64.b64encode(picture.data).decode()}"
    why = _("Not shown: only PNG and JPEG of a usual size are.")
    return {"place": _("cell {number}").format(number=picture.cell), "source": source, "why": why}


def _table(sheets: dict[str, Sheet]) -> str:
    """A row for each answer, as ``overrides.csv`` has it once the points are filled in."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*COLUMNS, "assignment", "most", "state", "page"])
    for place, sheet in sorted(sheets.items(), key=lambda each: (each[1].assignment, each[1].student, each[0])):
        for name, most, state in sheet.rows:
            writer.writerow([handle(sheet.student), name, "", "", "", sheet.assignment, f"{most:g}", state, place])
    return file.getvalue()
