"""The feedback page of one submission: self-contained, without scripts, readable by everybody and on paper.

What is on it comes from the result alone; of hidden cases that is no figure. The templates escape whatever stands in
them, and what a student had a hand in is cleaned before.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from ..language import _, tag
from ..model import Compared, ExerciseResult, Fate, Hints, Result, Side, Status, Verdict
from .words import SIGNS, clean, named, say, say_hints, say_override, say_status

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")

NOT_JUDGED = (Status.MISSING, Status.BLANK, Status.SKIPPED)
"""Where one sentence says it for all cases."""

DIGITS = range(4, 18)  # of a figure: as few as tell the two sides apart
FIELD, PICTURE = 14, 168  # pixels: a field of a picture at most, and a picture


def page(result: Result, hints: Hints, title: str = "") -> str:
    """Write the page of a result, in the language in use.

    Parameters
    ----------
    hints
        How much of each diagnosis is shown.
    title
        That of the assignment; without one its name stands for it.
    """
    exercises = [parts(number, each, hints) for number, each in enumerate(result.exercises, 1)]
    return render(
        "page.html",
        title=_(title) or result.assignment or _("Feedback"),
        student=clean(result.student),
        file=clean(PurePath(result.submission).name),
        score=f"{result.score:g}",
        most=f"{result.max_score:g}",
        graded=result.status is Fate.GRADED,
        sentence=say(result.message),
        exercises=exercises,
        steps=[each for each in exercises if each["step"]],
        public_only=result.public_only,
    )


def render(template: str, **values: Any) -> str:
    """Fill a template of the folder ``templates``."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # who wants no page need not wait for it

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": _, "tag": tag}
    return environment


# --- exercises --------------------------------------------------------------------------------------------------


def parts(number: int, result: ExerciseResult, hints: Hints) -> dict[str, Any]:
    """What a template needs to show of one exercise."""
    right = result.status is Status.PASSED
    told = [said for diagnosis in result.diagnoses if (said := say_hints(diagnosis, hints))]
    figures = list(_figures(result.cases))
    decision = say_override(result.override) if result.override else ""
    details = {
        "decision": decision,
        "hints": told,
        "remarks": list(map(say, result.remarks)),
        "cases": [] if right or result.status in NOT_JUDGED else list(_cases(result.cases)),
        "pairs": list(_pairs(result.cases)),
        "figures": [each for each in figures if each["case"] == figures[0]["case"]],
        "further": [each for each in figures if each["case"] != figures[0]["case"]],
        "printed": "\n".join(map(clean, result.printed.expandtabs(4).split("\n"))).rstrip(),
    }
    sentence = say(result.message)
    looks = " ".join(look for look, *_wrong in told)
    raised = result.status is Status.ERROR  # the hint speaks of "this line": the sentence before it says which
    asked = result.status is not Status.SKIPPED
    score = _("{score} of {most}").format(score=f"{result.score:g}", most=f"{result.max_score:g}")
    return details | {
        "detailed": any(details.values()),
        "anchor": f"exercise-{number}",
        "name": result.name,
        "outcome": _outcome(result.status),
        "points": score if asked else "–",
        "most": result.max_score if asked else 0,
        "percent": round(100 * result.score / result.max_score, 2) if result.max_score else 0,
        "step": "" if right or result.written else f"{sentence} {looks}".strip() if raised else looks or sentence,
        "sentence": sentence if raised or not details["cases"] else "",
    }


def _outcome(status: Status) -> dict[str, str]:
    sign, tone = SIGNS[status]
    return {"sign": sign, "tone": tone, "word": say_status(status)}


def _cases(verdicts: Sequence[Verdict]) -> Iterator[dict[str, Any]]:
    """Give the cases, those that ended alike as one."""
    alike = Counter(
        (verdict.name, verdict.public, verdict.status, " ".join(map(say, (verdict.message, *verdict.remarks))))
        for verdict in verdicts
    )
    for (name, public, status, sentence), count in alike.items():
        kind = _("public") if public else _("hidden")
        yield {
            "name": _(name),
            "kind": f"{kind} × {count}" if count > 1 else kind,
            "outcome": _outcome(status),
            "sentence": sentence,
        }


# --- figures ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """An entry as it is written, and whether it is off."""

    text: str
    off: bool


def _each(verdicts: Sequence[Verdict], single: bool) -> Iterator[tuple[str, Compared]]:
    """Give what was compared, with the name of its case: single figures, or arrays."""
    for verdict in verdicts:
        for compared in verdict.compared:
            if single == (compared.expected.shape == () == compared.got.shape):
                yield _(verdict.name), compared


def _pairs(verdicts: Sequence[Verdict]) -> Iterator[dict[str, str]]:
    for case, compared in _each(verdicts, single=True):
        (expected,), (got,) = _written(compared)
        yield {"case": case, "title": _title(compared), "expected": expected, "got": got}


def _figures(verdicts: Sequence[Verdict]) -> Iterator[dict[str, Any]]:
    for case, compared in _each(verdicts, single=False):
        expected, got = _written(compared)
        yield {
            "case": case,
            "title": _title(compared),
            "count": _count(compared),
            "sides": [
                _grid("expected", _("expected"), compared.expected, expected, compared.wrong),
                _grid("got", _("got"), compared.got, got, compared.wrong),
            ],
            "picture": _picture(compared) if compared.picture else None,
        }


def _title(compared: Compared) -> str:
    return named(clean(compared.path)) or _("The result")


def _count(compared: Compared) -> str:
    """Say how much of an array differs."""
    if not compared.picture:
        return "" if compared.wrong else _("The shapes differ.")
    total = math.prod(compared.expected.shape)
    if compared.wrong:
        return _("{wrong} of {total} entries differ.").format(wrong=len(compared.wrong), total=total)
    shares = [share for row in compared.picture for share in row]
    percent = f"{100 * sum(shares) / len(shares):.2g}"
    return _("About {percent} % of {total} entries differ.").format(percent=percent, total=total)


def _grid(kind: str, name: str, side: Side, texts: Sequence[str], wrong: Iterable[int]) -> dict[str, Any]:
    """Lay entries out as NumPy does: the last axis across, all others down."""
    shape = f"({', '.join(map(str, side.shape))}{',' if len(side.shape) == 1 else ''})"
    columns = side.shape[-1] if side.shape else 1
    off = set(wrong)
    cells = [Cell(text, place in off) for place, text in enumerate(texts)]
    labels = (", ".join(map(str, place)) for place in product(*map(range, side.shape[:-1])))
    starts = range(0, len(cells), columns) if cells else ()
    return {
        "kind": kind,
        "name": name,
        "shape": shape if side.shape else "",
        "columns": columns,
        "rows": [(label, cells[start : start + columns]) for label, start in zip(labels, starts, strict=False)],
        "too_large": math.prod(side.shape) > len(cells),
    }


def _written(compared: Compared) -> tuple[list[str], list[str]]:
    """Write the entries of both sides alike, with as many digits as show each difference."""
    sides = (compared.expected.entries, compared.got.entries)
    finite = [entry for side in sides for entry in side if not isinstance(entry, str)]
    expected, got = list[str](), list[str]()
    for digits in DIGITS:
        form = _form(finite, digits)
        expected, got = ([_entry(entry, form) for entry in side] for side in sides)
        if all(expected[place] != got[place] for place in compared.wrong):
            break
    return expected, got


def _form(figures: Sequence[float], digits: int) -> str:
    """Give the format in which the largest of some figures has so many digits, and all align at the point."""
    largest = max(map(abs, figures), default=0.0)
    if largest < 1e15 and all(figure == round(figure) for figure in figures):
        return ".0f"
    if 1e-4 <= largest < 1e6:
        return f".{max(1, digits - 1 - math.floor(math.log10(largest)))}f"
    return f".{digits - 1}e"


def _entry(entry: float | str, form: str) -> str:
    if isinstance(entry, str):
        return clean(entry)
    return format(entry, form) if entry else "0"  # what is zero is not to be taken for a small figure


def _picture(compared: Compared) -> dict[str, Any]:
    """Draw where the entries differ: a field has the more colour, the more of it does."""
    rows, columns = len(compared.picture), len(compared.picture[0])
    size = min(FIELD, PICTURE / max(rows, columns))
    fields = [
        {"x": x, "y": y, "share": round(0.2 + 0.8 * share, 2) if share else 0}
        for y, row in enumerate(compared.picture)
        for x, share in enumerate(row)
    ]
    return {
        "words": _picture_in_words(compared),
        "rows": rows,
        "columns": columns,
        "width": round(size * columns),
        "height": round(size * rows),
        "fields": fields,
    }


def _picture_in_words(compared: Compared) -> str:
    shape = compared.expected.shape
    if len(shape) != 2:
        return _count(compared)
    down = [y for y, row in enumerate(compared.picture) if any(row)]
    across = [x for row in compared.picture for x, share in enumerate(row) if share]
    deep, wide = shape[0] / len(compared.picture), shape[1] / len(compared.picture[0])
    return _("{count} They lie in the rows {top} to {bottom} and the columns {left} to {right}.").format(
        count=_count(compared),
        top=math.floor(min(down) * deep),
        bottom=math.ceil((max(down) + 1) * deep) - 1,
        left=math.floor(min(across) * wide),
        right=math.ceil((max(across) + 1) * wide) - 1,
    )
