"""Several attempts of one student at one assignment: which of them counts.

A student's submissions of the same assignment are attempts at it. Which was last is told by, whichever all of them
have: the time in nbgrader's ``timestamp.txt`` beside the notebook, or else in a name on its path; a number that a
platform gave in the name, where they differ in it; the time of the file. Of those that are level, the last by name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import PurePath

from .intake import Found, beside, changed
from .model import Fate, Result

STAMP, STAMP_MOST = "timestamp.txt", 200
TIME = re.compile(
    r"(?<!\d)(\d{4})-(\d\d)-(\d\d)[T _+-](\d\d)[-:._](\d\d)[-:._](\d\d)(?:[.,](\d{1,6})\d*)?"
    r"(?!\d)(?:(?: (?=[+-])| ?(?=[UZ]|[+-]\d\d:))(?P<zone>UTC|Z|[+-]\d\d:?\d\d)(?!\d))?"
)
NUMBER = re.compile(r"attempt[ _-]?(\d{1,6})(?!\d|-\d\d-)|(?:-(\d{1,3})| \((\d{1,3})\))$", re.IGNORECASE)

NEVER = datetime.min.replace(tzinfo=UTC)


class Attempt(StrEnum):
    """Which attempt counts."""

    LAST = "last"
    BEST = "best"


@dataclass(frozen=True)
class When:
    """What is known of the time of an attempt: a moment that is said, the number in its name, the time of its file."""

    said: datetime | None
    number: int | None
    changed: float


def when(found: Found) -> When:
    """What is known of when a submission was handed in."""
    stamp = beside(found, STAMP, STAMP_MOST)
    said = moment(stamp.decode("utf-8", "replace")) if stamp else None
    parts = PurePath(found.shown).parts[::-1]
    said = said or next(filter(None, map(moment, parts)), None)
    return When(said, next(filter(None, map(_number, parts)), None), changed(found))


def moment(text: str) -> datetime | None:
    """The moment that stands in a text, in UTC where it names no offset; None where there is none."""
    match = TIME.search(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    fraction = int((match[7] or "0").ljust(6, "0"))
    zone = match["zone"] or "Z"
    try:
        ahead = timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[-2:])) if zone[0] in "+-" else timedelta()
        return datetime(year, month, day, hour, minute, second, fraction, timezone(ahead)).astimezone(UTC)
    except (ValueError, OverflowError):  # a thirteenth month
        return None


def _number(name: str) -> int | None:
    """The number of an attempt in a name, as Canvas and Blackboard and browsers write it."""
    match = NUMBER.search(PurePath(name).stem)
    return int(next(filter(None, match.groups()))) if match else None


def counted(
    results: Iterable[Result],
    found: Collection[Found],
    attempt: Attempt,
    assignments: Collection[str],
    aside: Callable[[Result], None],
) -> Iterator[Result]:
    """Pass on the results that count; the others go ``aside``.

    A student's results are held until all of that student's files are through: no more than those of the students that
    are being graded.
    """
    files = Counter(each.student for each in found)
    places = {(each.shown, each.student): each for each in found if files[each.student] > 1}
    held = defaultdict[str, list[Result]](list)
    for result in results:
        if files[result.student] <= 1:
            yield result
            continue
        held[result.student].append(result)
        if len(held[result.student]) == files[result.student]:
            for group in _groups(held.pop(result.student), places, assignments):
                best = _best(group, places, attempt)
                yield best
                for each in group:
                    if each is not best:
                        aside(each)


def _groups(
    results: Sequence[Result], places: Mapping[tuple[str, str], Found], assignments: Collection[str]
) -> Iterator[list[Result]]:
    """A student's attempts at each assignment. What is of no assignment is an attempt at what its folder is called."""
    groups = defaultdict[str, list[Result]](list)
    for result in results:
        folder = places[result.submission, result.student].folder
        name = result.assignment or (folder if folder in assignments else "")
        if name:
            groups[name].append(result)
        else:
            yield [result]
    yield from groups.values()


def _best(group: Sequence[Result], places: Mapping[tuple[str, str], Found], attempt: Attempt) -> Result:
    """The one that counts; one that cannot be graded only where none can."""
    able = [each for each in group if each.status is Fate.GRADED] or list(group)
    able.sort(key=lambda each: each.submission)
    if len(able) > 1:
        times = {each.submission: when(places[each.submission, each.student]) for each in able}
        if all(each.said for each in times.values()):
            able.sort(key=lambda each: times[each.submission].said or NEVER)
        elif len({each.number for each in times.values()}) > 1:
            able.sort(key=lambda each: times[each.submission].number or 0)
        else:
            able.sort(key=lambda each: times[each.submission].changed)
    if attempt is Attempt.BEST:
        able.sort(key=lambda each: each.score)
    return able[-1]
