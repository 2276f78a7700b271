"""The rows as the page's script reads them: compact JSON that is nothing but text to a browser."""

import json
from collections.abc import Sequence
from typing import Any

from ...language import _
from ...model import Status
from ..words import SIGNS, say_status
from .figures import Item, Mistake, Scores, Shared
from .looks import LETTERS
from .rows import Part, Row, Sheet

UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""What could end the element that the JSON stands in, or its line."""


def words() -> dict[str, Any]:
    """What the script says, in the language in use, and a letter, sign, tone and word for each status."""
    return {
        "statuses": {letter: [*SIGNS[status], say_status(status)] for status, letter in LETTERS.items()},
        "student": _("student"),
        "points": _("points"),
        "seconds": _("seconds"),
        "file": _("file"),
        "public": _("public"),
        "hidden": _("hidden"),
        "shown": _("{shown} of {all} submissions"),
        "page": _("page {page} of {pages}"),
        "failed": _("failed: {cases}"),
        "score": _("{score} of {most}"),
        "right": _("Every exercise passed."),
        "first": _("The first {shown} are printed; grades.csv has all."),
        "and": _(", "),
    }


def sheet(
    it: Sheet, scores: Scores, items: Sequence[Item], mistakes: Sequence[Mistake], groups: Sequence[Shared]
) -> dict[str, Any]:
    """One assignment: rows, and for picks that a row does not tell by itself the places of its rows."""
    texts: dict[str, int] = {}
    return {
        "exercises": it.exercises,
        "points": [item.points for item in items],
        "cases": [[case.exercise, _(case.name), int(case.public)] for case in it.cases],
        "bins": len(scores.bins),
        "rows": [_row(row, texts) for row in it.rows],
        "picks": {f"d{number}": item.decided for number, item in enumerate(items)}
        | {f"m{number}": each.rows for number, each in enumerate(mistakes)}
        | {f"g{number}": each.rows for number, each in enumerate(groups)},
        "texts": list(texts),
    }


def _row(row: Row, texts: dict[str, int]) -> list[Any]:
    """Student, file, score, most, seconds, a letter an exercise, what each earned, and what there is to say of them.

    What each earned is 0 where passed exercises have all of their points, and the others none.
    """
    plain = all(part.score == (part.most if part.status is Status.PASSED else 0) for part in row.parts)
    return [
        row.student,
        row.file,
        _short(row.score),
        _short(row.most),
        round(row.seconds, 3),
        "".join(LETTERS[part.status] for part in row.parts),
        0 if plain else [_short(part.score) for part in row.parts],
        [said for number, part in enumerate(row.parts) if (said := _said(number, part, texts))],
    ]


def _said(number: int, part: Part, texts: dict[str, int]) -> list[Any]:
    sentences = [part.decision, part.sentence, *(told.hint for told in part.told)]
    places = [texts.setdefault(sentence, len(texts)) for sentence in sentences if sentence]
    return [number, part.failed, places] if part.failed or places else []


def _short(figure: float) -> float:
    return int(figure) if figure == int(figure) else round(figure, 2)


def as_json(value: Any) -> str:
    """``value`` as JSON for a script element; whatever it holds cannot end that."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).translate(UNSAFE)
