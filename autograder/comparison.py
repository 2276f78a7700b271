"""Two gradings side by side: whose score moves, and through which case."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .model import Status
from .standings import Asked, Part, Standing

NEAR = 0.005
"""Points are shown in hundredths; what differs by less does not move."""


@dataclass(frozen=True)
class Through:
    """A case through which a score moves: how it ended in either grading, None where that does not know it.

    ``draw`` counts the draws of a case that is drawn several times, from 1; else it is 0.
    """

    case: str
    draw: int
    public: bool | None
    old: Status | None
    new: Status | None
    said: str = ""


@dataclass(frozen=True)
class Change:
    """An exercise whose points move; ``by_hand`` says that a person decided in either grading."""

    exercise: str
    old: float | None
    new: float | None
    through: tuple[Through, ...]
    by_hand: bool


@dataclass(frozen=True)
class Move:
    """A submission whose score moves."""

    student: str
    assignment: str
    old: float
    old_most: float
    new: float
    new_most: float
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    """What moves, of how many that are in both gradings, and what is in one of them alone."""

    both: int
    moves: Sequence[Move]
    only_old: Sequence[Standing]
    only_new: Sequence[Standing]


def compared(old: Iterable[Standing], new: Iterable[Standing]) -> Comparison:
    """Compare two gradings, student by student.

    Submissions are the same if they are the same file of the same student; else if they are the only ones of this
    student and assignment that are left.
    """
    then, now = list(old), list(new)
    pairs = _paired(then, now, lambda each: (each.student, each.assignment, each.submission))
    pairs += _paired(then, now, lambda each: (each.student, each.submission))
    pairs += _paired(then, now, lambda each: (each.student, each.assignment))
    moves = [move for one, other in pairs if (move := _move(one, other)) is not None]
    moves.sort(key=lambda move: (move.assignment, move.student))
    return Comparison(len(pairs), moves, then, now)


def _paired(
    then: list[Standing], now: list[Standing], key: Callable[[Standing], object]
) -> list[tuple[Standing, Standing]]:
    """Take those out of both lists that are the only ones of a key, on either side."""
    sides = [defaultdict[object, list[Standing]](list), defaultdict[object, list[Standing]](list)]
    for side, standings in zip(sides, (then, now), strict=True):
        for each in standings:
            side[key(each)].append(each)
    first, second = sides
    shared = [name for name, each in first.items() if len(each) == 1 == len(second.get(name, ()))]
    pairs = [(first[name][0], second[name][0]) for name in shared]
    for standings, taken in ((then, {id(one) for one, _ in pairs}), (now, {id(other) for _, other in pairs})):
        standings[:] = [each for each in standings if id(each) not in taken]
    return pairs


def _move(old: Standing, new: Standing) -> Move | None:
    changes = []
    for name in dict.fromkeys([*old.parts, *new.parts]):
        one, other = old.parts.get(name), new.parts.get(name)
        if one and other and abs(one.score - other.score) < NEAR:
            continue
        changes.append(_change(name, one, other))
    moved = [each for each in changes if each.old or each.new]  # nothing moves from absent to 0
    if not moved and abs(old.score - new.score) < NEAR:
        return None
    names = new.assignment or old.assignment
    return Move(new.student, names, old.score, old.max_score, new.score, new.max_score, tuple(moved))


def _change(name: str, old: Part | None, new: Part | None) -> Change:
    by_hand = bool((old and old.by_hand) or (new and new.by_hand))
    through = _through(old.cases if old else None, new.cases if new else None)
    return Change(name, old.score if old else None, new.score if new else None, through, by_hand)


def _through(old: Sequence[Asked] | None, new: Sequence[Asked] | None) -> tuple[Through, ...]:
    """The cases that ended otherwise; else those of which something else is said; of a gradebook, those that fail."""
    if old is None or new is None:
        failed = (each for each in (new or old or ()) if each.status is not Status.PASSED)
        return tuple(
            Through(each.name, 0, each.public, None if new else each.status, each.status if new else None, each.said)
            for each in failed
        )
    then, now = _numbered(old), _numbered(new)
    both = [(name, then.get(name), now.get(name)) for name in dict.fromkeys([*then, *now])]
    otherwise = [each for each in both if _status(each[1]) is not _status(each[2])]
    otherwise = otherwise or [(name, a, b) for name, a, b in both if a and b and a.said != b.said]
    return tuple(_case(*each) for each in otherwise)


def _case(name: tuple[str, int], old: Asked | None, new: Asked | None) -> Through:
    known = new or old
    assert known is not None
    return Through(*name, known.public, _status(old), _status(new), known.said)


def _status(asked: Asked | None) -> Status | None:
    return asked.status if asked else None


def _numbered(cases: Sequence[Asked]) -> dict[tuple[str, int], Asked]:
    """Cases by name and draw."""
    counts, seen = Counter(each.name for each in cases), Counter[str]()
    named = {}
    for each in cases:
        seen[each.name] += 1
        named[each.name, seen[each.name] if counts[each.name] > 1 else 0] = each
    return named
