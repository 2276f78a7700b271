"""``autograder compare``."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ..anonymity import Veil
from ..comparison import Change, Comparison, Move, Through, compared
from ..course import find_course
from ..language import _, plural
from ..model import Status
from ..outlets.grades import cell
from ..outlets.reading import ReadError
from ..outlets.words import clean, say_status
from ..secret import SecretError
from ..standings import Standing, standings
from .options import SecretFile, secret_of
from .people import Anonymise, veil_of
from .saying import out, refusals


class Form(StrEnum):
    TEXT = "text"
    CSV = "csv"
    JSON = "json"


def compare(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="Folder with results.jsonl, such a file, or nbgrader's gradebook.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, of the other grading.")],
    form: Annotated[Form, typer.Option("--format", help="What to write: text, CSV or JSON.")] = Form.TEXT,
    anonymise: Anonymise = False,
    secret_file: SecretFile = None,
) -> None:
    """Say whose score moves between two gradings, and through which case."""
    with refusals(ReadError, SecretError):
        comparison = compared(standings(old), standings(new))
        if anonymise:
            comparison = _veiled(comparison, veil_of(secret_of(find_course(Path.cwd()), secret_file)))
    match form:
        case Form.CSV:
            typer.echo(_csv(comparison), nl=False)
        case Form.JSON:
            typer.echo(json.dumps(_record(comparison), indent=1))
        case Form.TEXT:
            for part in _text(comparison, old, new):
                out.print(part)


def _veiled(comparison: Comparison, veil: Veil) -> Comparison:
    """The comparison without names, in their order no more, and without what was said of a case: that may be a
    student's words."""

    def change(each: Change) -> Change:
        return replace(each, through=tuple(replace(through, said="") for through in each.through))

    def alone(standings: Sequence[Standing]) -> list[Standing]:
        veiled = [replace(each, student=veil.student(each.student)) for each in standings]
        return sorted(veiled, key=lambda each: (each.assignment, each.student))

    moves = [
        replace(move, student=veil.student(move.student), changes=tuple(map(change, move.changes)))
        for move in comparison.moves
    ]
    moves.sort(key=lambda move: (move.assignment, move.student))
    return Comparison(comparison.both, moves, alone(comparison.only_old), alone(comparison.only_new))


# --- text -------------------------------------------------------------------------------------------------------


def _text(comparison: Comparison, old: str, new: str) -> Iterator[str | Table]:
    moves = comparison.moves
    if moves:
        yield from _causes(moves)
        yield ""
        yield _students(moves)
        yield ""
    up = sum(move.new > move.old for move in moves)
    down = sum(move.new < move.old for move in moves)
    told = plural(
        "{moved} of {n} score moves: {up} up, {down} down.",
        "{moved} of {n} scores move: {up} up, {down} down.",
        comparison.both,
    )
    yield told.format(moved=len(moves), n=comparison.both, up=up, down=down)
    for place, alone in ((old, comparison.only_old), (new, comparison.only_new)):
        if alone:
            names = _(", ").join(clean(each.student) for each in alone[:10])
            names += _(", …") if len(alone) > 10 else ""
            told = plural(
                "Only in {place}, {n} submission: {names}.", "Only in {place}, {n} submissions: {names}.", len(alone)
            )
            yield escape(told.format(place=place, n=len(alone), names=names))


def _causes(moves: Sequence[Move]) -> Iterator[str]:
    """Each cause with how many students it moves, and by how much together; what moves most comes first."""
    causes = defaultdict[tuple[str, str, str], list[float]](list)
    for move in moves:
        for change in move.changes:
            causes[move.assignment, change.exercise, _why(change)].append((change.new or 0) - (change.old or 0))
    ordered = sorted(causes.items(), key=lambda each: (-len(each[1]), each[0]))
    above = None
    for (assignment, exercise, why), differences in ordered:
        if above != (assignment, exercise):
            yield f"[bold]{escape(clean(assignment) or _('not graded'))}[/]  {escape(clean(exercise))}"
        above = (assignment, exercise)
        count = plural("{n} student", "{n} students", len(differences)).format(n=len(differences))
        yield escape(f"    {count}, {sum(differences):+g}: {why}")


def _students(moves: Sequence[Move]) -> Table:
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    drawn.add_column(_("student"), overflow="fold")
    drawn.add_column(_("assignment"))
    for name in (_("old"), _("new"), _("change")):
        drawn.add_column(name, justify="right", no_wrap=True)
    drawn.add_column(_("exercises"), overflow="fold")
    for move in moves:
        names = _(", ").join(clean(change.exercise) for change in move.changes)
        scores = (f"{move.old:g} / {move.old_most:g}", f"{move.new:g} / {move.new_most:g}", f"{move.new - move.old:+g}")
        drawn.add_row(escape(clean(move.student)), escape(clean(move.assignment)), *scores, escape(names))
    return drawn


def _why(change: Change, draws: bool = False) -> str:
    """Through which cases, in words; their draws one by one, or as one."""
    words = [_one(each, draws) for each in change.through]
    if change.by_hand:
        words.insert(0, _("a person decided"))
    return _("; ").join(dict.fromkeys(words)) or _("no case ended otherwise: its points or weights did")


def _one(through: Through, draws: bool) -> str:
    case = f"{_(through.case)} {through.draw}" if draws and through.draw else _(through.case)
    match through.old, through.new:
        case None, Status() as new:
            return _("{case}: now {new}").format(case=case, new=say_status(new))
        case Status() as old, None:
            return _("{case}: was {old}").format(case=case, old=say_status(old))
        case Status() as old, Status() as new if old is not new:
            return _("{case}: {old} → {new}").format(case=case, old=say_status(old), new=say_status(new))
        case Status() as old, _same:
            return _("{case}: still {new}, otherwise").format(case=case, new=say_status(old))
    return case


# --- for programs -----------------------------------------------------------------------------------------------


def _csv(comparison: Comparison) -> str:
    """A row for each exercise whose points move."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(
        ["assignment", "student", "old_score", "new_score", "exercise", "old_points", "new_points", "through"]
    )
    for move in comparison.moves:
        for change in move.changes or (Change("", None, None, (), False),):
            points = ["" if each is None else each for each in (change.old, change.new)]
            why = _why(change, draws=True) if change.exercise else ""
            names = [cell(move.assignment), cell(move.student), move.old, move.new, cell(change.exercise)]
            writer.writerow([*names, *points, cell(why)])
    return file.getvalue()


def _record(comparison: Comparison) -> dict[str, object]:
    alone = {
        name: [{"student": each.student, "assignment": each.assignment, "score": each.score} for each in standing]
        for name, standing in (("only_old", comparison.only_old), ("only_new", comparison.only_new))
    }
    return {"compared": comparison.both, "moves": [asdict(move) for move in comparison.moves], **alone}
