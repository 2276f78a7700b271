"""Writes the report: figures, tables and all rows on one page, which needs nothing else."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...language import _, plural
from ...model import Assignment
from ..page import TEMPLATES, render
from ..words import SIGNS, say_status
from . import data, figures
from .figures import Item, Mistake, Rate, Shared
from .looks import KINDS, by_kind, letters
from .rows import PLACES, Gathered, Row, Sheet

MISTAKES, GROUPS, NAMES = 10, 50, 12
"""How many mistakes are shown at once, how many groups with the same text at all, and how many names of each."""

WEAK = 0.2
"""An exercise of a lower correlation tells little of who can do the rest."""

About = Callable[[str], Assignment | None]


def report(gathered: Gathered, about: About) -> str:
    """Write the page, in the language in use.

    Parameters
    ----------
    about
        The assignment of a name, for its title and for how each misconception is written; None where nobody knows it.
    """
    drawn = [_drawn(sheet, about(sheet.assignment)) for sheet in gathered.sheets]
    script = (TEMPLATES / "report.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return render(
        "report.html",
        kinds=KINDS,
        sheets=[view for view, _rows in drawn],
        ungraded=gathered.ungraded,
        data=data.as_json({"words": data.words(), "sheets": {view["name"]: rows for view, rows in drawn}}),
        script=script,
        digest=digest,
    )


def _drawn(sheet: Sheet, known: Assignment | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the templates show of an assignment, and what the script does."""
    scores = figures.scores(sheet.rows)
    mistakes, groups = figures.mistakes(sheet), figures.shared(sheet)
    rates, items = figures.rates(sheet), figures.items(sheet)
    rows = sheet.rows
    view = {
        "name": sheet.assignment,
        "title": _(known.title) if known else sheet.assignment,
        "count": _submissions(len(rows)),
        "public_only": sheet.public_only,
        "facts": [
            (_("submissions"), f"{len(rows):,}"),
            (_("mean"), _percent(scores.mean)),
            (_("median"), _percent(scores.quartiles[1])),
            (_("middle half"), f"{_percent(scores.quartiles[0])} – {_percent(scores.quartiles[2])}"),
            (_("full marks"), f"{scores.full:,}"),
            (_("no points"), f"{scores.none:,}"),
        ],
        "median": round(100 * scores.quartiles[1], 2),
        "bins": list(_bins(scores.bins)),
        "exercises": [_item(number, item) for number, item in enumerate(items)],
        "mistakes": [_mistake(number, each, sheet, mistakes, known) for number, each in enumerate(mistakes)],
        "at_once": MISTAKES,
        "nobody": [_rate(rate, sheet) for rate in rates if not rate.passed],
        "everybody": [_rate(rate, sheet) for rate in rates if rate.passed == rate.asked],
        "cases": [_rate(rate, sheet) for rate in rates],
        "groups": [_group(number, each, sheet) for number, each in enumerate(groups[:GROUPS])],
        "more_groups": _more_groups(len(groups) - GROUPS),
        "slowest": [_slow(place, rows[place]) for place in figures.slowest(rows)],
    }
    return view, data.sheet(sheet, scores, items, mistakes, groups[:GROUPS])


def _percent(share: float) -> str:
    return "< 1 %" if 0 < share < 0.005 else f"{round(100 * share)} %"


def _submissions(number: int) -> str:
    return plural("{n} submission", "{n} submissions", number).format(n=f"{number:,}")


def _bins(counts: Sequence[int]) -> Iterator[dict[str, Any]]:
    step = 100 // len(counts)
    for number, count in enumerate(counts):
        span = f"{step * number}–{step * (number + 1)} %"
        yield {
            "pick": f"b{number}",
            "about": _("{span}: {submissions}").format(span=span, submissions=_submissions(count)),
            "count": f"{count:,}" if count else "",
            "height": round(100 * count / max(counts), 2),
        }


def _item(number: int, item: Item) -> dict[str, Any]:
    parts = []
    for kind, count in by_kind(item.counts).items():
        if count:
            word = _(kind.word)
            template = _("{exercise}, {verdict}: {submissions}")
            about = template.format(exercise=item.name, verdict=word, submissions=_submissions(count))
            parts.append(
                {
                    "kind": kind,
                    "pick": f"e{number}{letters(kind)}",
                    "about": about,
                    "word": word,
                    "count": count,
                    "share": _percent(count / item.asked),
                }
            )
    return {
        "number": number + 1,
        "name": item.name,
        "points": plural("{n} point", "{n} points", round(item.points)).format(n=f"{item.points:g}"),
        "mean": _percent(item.mean),
        "correlation": None if item.correlation is None else f"{item.correlation:.2f}".replace("-", "−"),
        "weak": item.correlation is not None and item.correlation < WEAK,
        "parts": parts,
        "decided": _decided(number, item),
    }


def _decided(number: int, item: Item) -> dict[str, str] | None:
    """About which submissions a person decided."""
    if not item.decided:
        return None
    template, count = _("{exercise}, decided by a person: {submissions}"), len(item.decided)
    about = template.format(exercise=item.name, submissions=_submissions(count))
    return {"pick": f"d{number}", "about": about, "text": _("decided by a person {n}").format(n=f"{count:,}")}


def _mistake(
    number: int, mistake: Mistake, sheet: Sheet, mistakes: Sequence[Mistake], known: Assignment | None
) -> dict[str, Any]:
    exercise = sheet.exercises[mistake.exercise]
    count = len(mistake.rows)
    example = sheet.rows[mistake.example]
    template = _("{exercise}, {mistake}: {submissions}")
    return {
        "pick": f"m{number}",
        "about": template.format(exercise=exercise, mistake=mistake.told.id, submissions=_submissions(count)),
        "count": f"{count:,}",
        "share": _percent(count / len(sheet.rows)),
        "width": round(100 * count / len(mistakes[0].rows), 2),
        "exercise": exercise,
        "id": mistake.told.id,
        "look": mistake.told.look,
        "hint": mistake.told.hint,
        "edits": _edits(exercise, mistake.told.id, known),
        "example": _student(mistake.example, example),
        "sentence": example.parts[mistake.exercise].sentence,
    }


def _edits(exercise: str, name: str, known: Assignment | None) -> list[tuple[str, str]]:
    """How a misconception is written, as pieces of the solution with what stands there instead."""
    for each in known.exercises if known else ():
        for misconception in each.misconceptions if each.name == exercise else ():
            if misconception.id == name:
                return [(right.strip(), wrong.strip()) for right, wrong in misconception.replace.items()]
    return []


def _rate(rate: Rate, sheet: Sheet) -> dict[str, Any]:
    exercise, name = sheet.exercises[rate.case.exercise], _(rate.case.name)
    failed = rate.asked - rate.passed
    template = _("{exercise}, «{case}» failed: {submissions}")
    return {
        "pick": f"c{rate.place}" if failed else "",
        "about": template.format(exercise=exercise, case=name, submissions=_submissions(failed)),
        "exercise": exercise,
        "name": name,
        "kind": _("public") if rate.case.public else _("hidden"),
        "asked": f"{rate.asked:,}",
        "failed": f"{failed:,}",
        "width": round(100 * rate.passed / rate.asked, 2),
        "passed": _percent(rate.passed / rate.asked),
    }


def _group(number: int, group: Shared, sheet: Sheet) -> dict[str, Any]:
    names = [sheet.exercises[exercise] for exercise in group.exercises]
    students = [_student(place, sheet.rows[place]) for place in group.rows[:NAMES]]
    template = _("the same wrong text of {exercises}: {submissions}")
    return {
        "pick": f"g{number}",
        "about": template.format(exercises=_(", ").join(names), submissions=_submissions(len(group.rows))),
        "count": _submissions(len(group.rows)),
        "exercises": names,
        "students": students,
        "more": len(group.rows) > NAMES,
    }


def _more_groups(number: int) -> str:
    template = plural("{n} further group is not listed.", "{n} further groups are not listed.", number)
    return template.format(n=f"{number:,}") if number > 0 else ""


def _student(place: int, row: Row) -> dict[str, str]:
    return {"pick": f"r{place}", "name": row.student}


def _slow(place: int, row: Row) -> dict[str, Any]:
    ends = sorted({part.status for part in row.parts if part.wrong}, key=PLACES.__getitem__)
    outcomes = [{"sign": SIGNS[each][0], "tone": SIGNS[each][1], "word": say_status(each)} for each in ends]
    return {
        "student": _student(place, row),
        "file": row.file,
        "seconds": f"{row.seconds:.2f}",
        "score": _("{score} of {most}").format(score=f"{row.score:g}", most=f"{row.most:g}"),
        "outcomes": outcomes,
    }
