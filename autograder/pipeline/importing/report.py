"""What a person should still do for an imported assignment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...language import _, plural
from ...model import Assignment, Drawn
from .claims import Claim
from .draft import Draft, Role, python, reads
from .exercises import Book, place_of
from .proof import Proven

LONGEST = 70


@dataclass(frozen=True)
class Section:
    """Some sentences of one kind, under a heading."""

    heading: str
    lines: Sequence[str]


def sections(
    book: Book,
    assignment: Assignment,
    claims: Mapping[str, Sequence[Claim]],
    given: Mapping[str, Sequence[Proven]],
    stray: Sequence[Draft | Claim],
    by_hand: Mapping[str, float],
) -> list[Section]:
    """Tell what to do, the most rewarding first; headings without lines are left out."""
    proven = [each for name in (exercise.name for exercise in assignment.exercises) for each in given[name]]
    kept = [each for each in proven if not each.trouble]
    return [
        section
        for section in (
            Section(
                _("Known answers carry the points, for no test is hidden; write a draw for hidden cases:"),
                list(_public_only(assignment)),
            ),
            Section(_("Hidden tests are the same for everybody; turn them into draws:"), list(_fixed(assignment))),
            Section(
                _("These can only hold or not; ask for a figure instead:"),
                [_line(each.claim) for each in kept if not each.apart],
            ),
            Section(
                _("No mistake has a name yet; write misconceptions for:"),
                [exercise.name for exercise in assignment.exercises],
            ),
            Section(_("These a person reads; their points are in the notebook:"), list(_by_hand(book, by_hand))),
            Section(
                _("These cells use what students write; put `if ready(…):` before what may stop an unfilled run:"),
                list(_uses(book)),
            ),
            Section(
                _("These tests were public and show a piece of the solution; they are hidden now:"),
                [_line(each.claim) for each in kept if each.claim.hidden and each.claim not in _all(claims)],
            ),
            Section(_("Left out:"), list(_left_out(book, claims, given, stray))),
        )
        if section.lines
    ]


def _all(claims: Mapping[str, Sequence[Claim]]) -> list[Claim]:
    return [claim for of_exercise in claims.values() for claim in of_exercise]


def _public_only(assignment: Assignment) -> Iterator[str]:
    for exercise in assignment.exercises:
        if not any(isinstance(case, Drawn) for case in exercise.cases):
            yield exercise.name


def _fixed(assignment: Assignment) -> Iterator[str]:
    for exercise in assignment.exercises:
        count = sum(isinstance(case, Drawn) for case in exercise.cases)
        if count:
            yield f"{exercise.name} ({count})"


def _line(claim: Claim) -> str:
    return f"{claim.draft.place.line(claim.line)}: `{_short(claim.text)}`"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _by_hand(book: Book, by_hand: Mapping[str, float]) -> Iterator[str]:
    for draft in book.notebook.cells:
        if draft.role is Role.BY_HAND:
            yield _("{place}, {points}").format(place=draft.place, points=_worth(draft.points))
    for name, points in by_hand.items():
        place = book.notebook.cells[book.graded[name]].place
        yield _("{place}, {name}, {points}: none of its tests can be asked here").format(
            place=place, name=name, points=_worth(points)
        )


def _worth(points: float) -> str:
    return plural("{n} point", "{n} points", round(points)).format(n=f"{points:g}")


def _uses(book: Book) -> Iterator[str]:
    graded = book.graded.keys()
    for draft in book.notebook.cells:
        tree = python(draft.source) if draft.role is Role.GIVEN and draft.kind == "code" else None
        used = sorted(graded & frozenset[str]().union(*(reads(each) for each in tree.body)) if tree else ())
        if used:
            yield _("{place}: {names}").format(place=draft.place, names=_(", ").join(used))


def _left_out(
    book: Book,
    claims: Mapping[str, Sequence[Claim]],
    given: Mapping[str, Sequence[Proven]],
    stray: Sequence[Draft | Claim],
) -> Iterator[str]:
    yield from book.notebook.left_out
    for proven in given.values():
        for each in proven:
            if each.trouble:
                yield _("{test}, which the solution does not pass here: {reason}").format(
                    test=_line(each.claim), reason=_short(each.trouble)
                )
    for test in stray:
        what = _line(test) if isinstance(test, Claim) else str(place_of(test))
        yield _("{test}, which is about nothing that students write").format(test=what)
    for name, index in book.graded.items():
        if name not in claims:
            yield _("{place}: {name}, which no test is about").format(place=book.notebook.cells[index].place, name=name)
