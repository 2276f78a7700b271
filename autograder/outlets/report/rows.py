"""Results as the report holds them: small rows, so that ten thousand of them fit in a little memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import PurePath

from ...model import ExerciseResult, Fate, Hints, Result, Status
from ..lines import result as result_of
from ..words import clean, say, say_hints, say_override

LONGEST = 300
"""Characters of a sentence: an exception's text may be a novel."""

NOTHING_DONE = (Status.MISSING, Status.BLANK, Status.SKIPPED)
"""Where there is no answer that could be wrong."""

GRAVEST = (
    Status.CRASHED,
    Status.MEMORY,
    Status.TIMEOUT,
    Status.ERROR,
    Status.WRONG,
    Status.PARTIAL,
    Status.MISSING,
    Status.BLANK,
    Status.SKIPPED,
    Status.PASSED,
)
"""How the draws of a case ended, from what says most of all of them."""

PLACES = {status: place for place, status in enumerate(GRAVEST)}
"""The place of each status there."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case of an exercise, with all its draws."""

    exercise: int
    name: str
    public: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What was found out about a wrong answer: the id of the diagnosis, and its two hints in words."""

    id: str
    look: str
    hint: str


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one exercise; ``asked`` and ``failed`` are places in `Sheet.cases`.

    ``decision`` is what a person decided about it, in words: status and score are those of the decision.
    """

    status: Status
    score: float
    most: float
    sentence: str = ""
    decision: str = ""
    told: tuple[Told, ...] = ()
    asked: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()
    fingerprint: str = ""

    @property
    def answered(self) -> bool:
        return self.status not in NOTHING_DONE

    @property
    def wrong(self) -> bool:
        return self.answered and self.status is not Status.PASSED


ABSENT = Part(Status.SKIPPED, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One submission: ``student`` and ``file`` are fit to be shown; ``parts`` are in the order of `Sheet.exercises`."""

    student: str
    file: str
    score: float
    most: float
    seconds: float
    parts: tuple[Part, ...]

    @property
    def share(self) -> float:
        """The score as a share of what could be had, 0 to 1."""
        return min(1.0, max(0.0, self.score / self.most)) if self.most else 0.0


@dataclass
class Sheet:
    """All submissions to one assignment, sorted by student."""

    assignment: str
    exercises: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    public_only: bool = False


@dataclass(frozen=True)
class Ungraded:
    """A submission without a score, and why it has none."""

    student: str
    file: str
    sentence: str


@dataclass(frozen=True)
class Gathered:
    """What a file of results holds; ``strange`` lines of it are no results."""

    sheets: list[Sheet]
    ungraded: list[Ungraded]
    strange: int


def gather(lines: Iterable[str]) -> Gathered:
    """Read results line by line, and keep of each what the report needs."""
    gatherers: dict[str, _Gatherer] = {}
    ungraded, strange = [], 0
    for line in lines:
        try:
            result = _checked(result_of(line))
            if result.status is Fate.GRADED and result.assignment:
                gatherers.setdefault(result.assignment, _Gatherer(result.assignment)).add(result)
            else:
                ungraded.append(Ungraded(clean(result.student), _file(result), say(result.message)))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # whoever wrote that
            strange += bool(line.strip())
    sheets = [sheet for name in sorted(gatherers) if (sheet := gatherers[name].done()).rows]
    return Gathered(sheets, sorted(ungraded, key=lambda each: (each.student, each.file)), strange)


def _checked(result: Result) -> Result:
    """The result, if its figures are figures: the file may have been edited by hand."""
    figures = [result.score, result.max_score, result.seconds]
    figures += [figure for each in result.exercises for figure in (each.score, each.max_score)]
    names = [result.student, result.submission, result.assignment or "", *(each.name for each in result.exercises)]
    if not all(isinstance(name, str) for name in names) or not all(map(isfinite, figures)):
        raise ValueError("no figure")
    return result


def _file(result: Result) -> str:
    return clean(PurePath(result.submission).name)


class _Gatherer:
    """Makes a sheet, result by result; what many rows say alike is held once."""

    def __init__(self, assignment: str) -> None:
        self._sheet = Sheet(assignment)
        self._exercises: dict[str, int] = {}
        self._cases: dict[tuple[int, str, bool], int] = {}
        self._same: dict[Part, Part] = {}

    def add(self, result: Result) -> None:
        parts = {self._exercises.setdefault(each.name, len(self._exercises)): each for each in result.exercises}
        self._sheet.public_only |= result.public_only
        self._sheet.rows.append(
            Row(
                clean(result.student),
                _file(result),
                result.score,
                result.max_score,
                result.seconds,
                tuple(
                    self._part(number, parts[number]) if number in parts else ABSENT
                    for number in range(len(self._exercises))
                ),
            )
        )

    def _part(self, number: int, result: ExerciseResult) -> Part:
        worst: dict[int, Status] = {}
        for verdict in result.cases:
            case = self._cases.setdefault((number, verdict.name, verdict.public), len(self._cases))
            if case not in worst or PLACES[verdict.status] < PLACES[worst[case]]:
                worst[case] = verdict.status
        told = tuple(
            Told(each.id, *(sentence[:LONGEST] for sentence in say_hints(each, Hints.BOTH)))
            for each in result.diagnoses
        )
        passed = result.status is Status.PASSED
        asked = () if result.status in NOTHING_DONE else tuple(worst)
        part = Part(
            result.status,
            result.score,
            result.max_score,
            "" if passed else say(result.message)[:LONGEST],
            say_override(result.override)[:LONGEST] if result.override else "",
            told,
            asked,
            tuple(case for case in asked if worst[case] is not Status.PASSED),
            "" if passed or result.status in NOTHING_DONE else result.fingerprint,
        )
        return self._same.setdefault(part, part)

    def done(self) -> Sheet:
        sheet = self._sheet
        sheet.exercises, sheet.cases = list(self._exercises), [Case(*case) for case in self._cases]
        count = len(sheet.exercises)
        rows = [replace(row, parts=row.parts + (ABSENT,) * (count - len(row.parts))) for row in sheet.rows]
        sheet.rows = sorted(rows, key=lambda row: (row.student.casefold(), row.student, row.file))
        return sheet
