"""What a class's results come to: the figures of the report."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...model import Status
from .rows import Case, Row, Sheet, Told

FEW = 100
"""Classes of fewer rows have broader bins, or most of these would be empty."""

SLOWEST = 10
LEAST = 3
"""Rows that a correlation needs at least."""


@dataclass(frozen=True)
class Scores:
    """How the scores are spread, all as shares of what could be had. ``bins`` counts rows from none to full marks."""

    bins: tuple[int, ...]
    mean: float
    quartiles: tuple[float, float, float]
    full: int
    none: int


@dataclass(frozen=True)
class Item:
    """One exercise: how often it ended in which way, the mean share of its points, and its item-total correlation.

    The correlation is that of the exercise's share of points with the share of all other points, over the rows that
    were asked it; None where one of the two does not vary. ``decided`` are the rows about which a person decided.
    """

    name: str
    points: float
    counts: Counter[Status]
    mean: float
    correlation: float | None
    decided: tuple[int, ...] = ()

    @property
    def asked(self) -> int:
        return self.counts.total() - self.counts[Status.SKIPPED]


@dataclass(frozen=True)
class Mistake:
    """A misconception, with the rows that have it, and the row that shows it best: the one that is right otherwise."""

    exercise: int
    told: Told
    rows: tuple[int, ...]
    example: int


@dataclass(frozen=True)
class Rate:
    """How many of those who answered a case's exercise got it right."""

    case: Case
    place: int
    asked: int
    passed: int


@dataclass(frozen=True)
class Shared:
    """Rows of several students that have the same wrong text in one exercise or more."""

    exercises: tuple[int, ...]
    rows: tuple[int, ...]


def scores(rows: Sequence[Row]) -> Scores:
    shares = [row.share for row in rows]
    count = 20 if len(rows) >= FEW else 10
    bins = [0] * count
    for share in shares:
        bins[bin_of(share, count)] += 1
    quartiles = statistics.quantiles(shares, n=4, method="inclusive") if len(shares) > 1 else shares * 3
    low, middle, high = quartiles
    return Scores(tuple(bins), statistics.fmean(shares), (low, middle, high), shares.count(1.0), shares.count(0.0))


def bin_of(share: float, count: int) -> int:
    """The bin of a share; full marks lie in the last."""
    return min(int(share * count + 1e-9), count - 1)


def items(sheet: Sheet) -> list[Item]:
    return [_item(number, name, sheet.rows) for number, name in enumerate(sheet.exercises)]


def _item(number: int, name: str, rows: Sequence[Row]) -> Item:
    asked = [row for row in rows if row.parts[number].most]
    shares = [row.parts[number].score / row.parts[number].most for row in asked]
    others = [_of_others(row, number) for row in asked]
    return Item(
        name,
        max((row.parts[number].most for row in asked), default=0.0),
        Counter(row.parts[number].status for row in rows),
        statistics.fmean(shares) if shares else 0.0,
        _correlation(shares, others),
        tuple(place for place, row in enumerate(rows) if row.parts[number].decision),
    )


def _of_others(row: Row, number: int) -> float:
    most = row.most - row.parts[number].most
    return (row.score - row.parts[number].score) / most if most > 0 else 0.0


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    if len(one) < LEAST or len(set(one)) < 2 or len(set(other)) < 2:
        return None
    try:
        return statistics.correlation(one, other)
    except statistics.StatisticsError:  # they vary by less than can be squared
        return None


def mistakes(sheet: Sheet) -> list[Mistake]:
    """The diagnoses, from the most frequent."""
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, row in enumerate(sheet.rows):
        for number, part in enumerate(row.parts):
            for name in dict.fromkeys(told.id for told in part.told):
                found[number, name].append(place)
    made = []
    for (number, name), rows in found.items():
        example = max(rows, key=lambda place: sheet.rows[place].share)
        told = next(each for each in sheet.rows[example].parts[number].told if each.id == name)
        made.append(Mistake(number, told, tuple(rows), example))
    return sorted(made, key=lambda each: (-len(each.rows), each.exercise, each.told.id))


def rates(sheet: Sheet) -> list[Rate]:
    """For each case how many get it right, in the order of the exercises."""
    asked, failed = Counter[int](), Counter[int]()
    for row in sheet.rows:
        for part in row.parts:
            asked.update(part.asked)
            failed.update(part.failed)
    found = [
        Rate(case, place, asked[place], asked[place] - failed[place])
        for place, case in enumerate(sheet.cases)
        if asked[place]
    ]
    return sorted(found, key=lambda rate: (rate.case.exercise, not rate.case.public, rate.place))


def shared(sheet: Sheet) -> list[Shared]:
    """Who has the same wrong text as somebody else: first who shares most exercises, then the smallest groups.

    A group are those who share one text, or all their wrong texts; it is listed with every text that all of it have.
    """
    having: dict[tuple[int, str], set[int]] = defaultdict(set)
    alike: dict[tuple[tuple[int, str], ...], set[int]] = defaultdict(set)
    texts = [tuple(_texts(row)) for row in sheet.rows]
    for place, mine in enumerate(texts):
        alike[mine].add(place)
        for text in mine:
            having[text].add(place)
    groups = {frozenset(rows) for rows in having.values()}
    groups |= {frozenset(rows) for mine, rows in alike.items() if mine}
    found = []
    for group in groups:
        if len({sheet.rows[place].student for place in group}) > 1:
            common = set.intersection(*(set(texts[place]) for place in group))
            found.append(Shared(tuple(sorted({number for number, _text in common})), tuple(sorted(group))))
    return sorted(found, key=lambda each: (-len(each.exercises), len(each.rows), each.rows))


def _texts(row: Row) -> Iterator[tuple[int, str]]:
    for number, part in enumerate(row.parts):
        if part.wrong and part.fingerprint:
            yield number, part.fingerprint


def slowest(rows: Sequence[Row]) -> list[int]:
    """The places of the slowest rows, from the slowest."""
    return sorted(range(len(rows)), key=lambda place: -rows[place].seconds)[:SLOWEST]
