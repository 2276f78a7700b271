"""Results on a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from ..language import _, plural
from ..model import ExerciseResult, Hints, Result, Status
from .words import SIGNS, clean, say, say_hints, say_override, say_status

MOST_ROWS = 100
"""A class with more submissions of an assignment is told exercise by exercise: nobody reads so many rows in passing."""

MOST_LISTED = 20

NAME, ENDLESS = 20, 10_000
"""Columns that a longer name is folded into at the least; and a width at which every table fits."""


def tables(results: Sequence[Result]) -> Iterator[RenderableType]:
    """For each assignment a table, a row a submission, with its exercises named below; then what has no score.

    Of a large class there is a row an exercise instead.
    """
    ordered = _ordered(results)
    for name in sorted({result.assignment for result in ordered if result.assignment}):
        its = [result for result in ordered if result.assignment == name]
        yield from _of_assignment(name, its) if len(its) <= MOST_ROWS else _of_many(name, its)
    rest = list(ungraded(ordered))
    if rest:
        yield from ("", f"[bold]{_('not graded')}[/]", *rest)


def ungraded(results: Iterable[Result], most: int = MOST_LISTED) -> Iterator[str]:
    """What has no score, and why: a line for each of the first, and how many there are beside."""
    every = _ordered(result for result in results if result.assignment is None)
    yield from map(_ungraded, every[:most])
    if len(every) > most:
        yield _and_more(len(every) - most)


def _ordered(results: Iterable[Result]) -> list[Result]:
    return sorted(results, key=lambda result: (result.student, result.submission))


@dataclass(frozen=True)
class Fitting:
    """A table in the form that fits: whole, or else in brief.

    Rich takes what is missing away from the first column until nothing is left of it. It may fold, down to ``named``.
    """

    whole: Table
    brief: Table
    named: Sequence[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        yield self.whole if self._fits(console, options) else self.brief

    def _fits(self, console: Console, options: ConsoleOptions) -> bool:
        widest = max(map(cell_len, self.named), default=0)
        heading = cell_len(str(self.whole.columns[0].header))
        needed = Measurement.get(console, options.update_width(ENDLESS), self.whole).maximum
        return needed - max(heading, widest) + min(widest, NAME) <= options.max_width


def _table(name: str, figures: str) -> Table:
    """A table with what its rows are about in the first column, and figures in the next."""
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    drawn.add_column(escape(name), overflow="fold")
    drawn.add_column(figures, justify="right", no_wrap=True)
    return drawn


def listed(words: Iterable[str]) -> str:
    """The first of many words, and how many there are beside."""
    every = list(words)
    some = _(", ").join(every[:MOST_LISTED])
    return f"{some} {_and_more(len(every) - MOST_LISTED)}" if len(every) > MOST_LISTED else some


def _and_more(count: int) -> str:
    return plural("and {n} more", "and {n} more", count).format(n=f"{count:,}")


def _of_many(name: str, results: Sequence[Result]) -> Iterator[RenderableType]:
    """How an exercise ended, and how often; and what it earned, as a mean of those who were asked it."""
    exercises = list(dict.fromkeys(exercise.name for result in results for exercise in result.exercises))
    ended = {
        each: [exercise for result in results for exercise in result.exercises if exercise.name == each]
        for each in exercises
    }
    ends = {each: Counter(exercise.status for exercise in its) for each, its in ended.items()}
    statuses = [status for status in SIGNS if any(ends[each][status] for each in exercises)]
    whole, brief = _table(name, _("mean")), _table(name, _("mean"))
    for status in statuses:
        whole.add_column(say_status(status), justify="right", no_wrap=True)
    brief.add_column(_("how they ended"), overflow="fold")
    for number, each in enumerate(exercises, 1):
        asked = [exercise for exercise in ended[each] if exercise.status is not Status.SKIPPED]
        row = str(number), _mean(asked)
        whole.add_row(*row, *(coloured(status, f"{ends[each][status]:,}") for status in statuses))
        brief.add_row(*row, _counts(ends[each]))
    yield Fitting(whole, brief, [str(len(exercises))])
    yield from _legend(exercises)
    told = _("{n} submissions; the mean is {mean}.")
    yield from ("", told.format(n=f"{len(results):,}", mean=_mean(results)))


def _counts(ends: Counter[Status]) -> str:
    """How often it ended how, in words."""
    told = _("{count} {status}")
    every = ((status, told.format(count=f"{ends[status]:,}", status=say_status(status))) for status in SIGNS)
    return _(", ").join(coloured(status, words) for status, words in every if ends[status])


def _mean(results: Sequence[Result | ExerciseResult]) -> str:
    """The mean score, of the mean of the points that there were."""
    if not results:
        return ""
    score = sum(each.score for each in results) / len(results)
    most = sum(each.max_score for each in results) / len(results)
    return f"{score:.1f} / {most:g}"


def _of_assignment(name: str, results: Sequence[Result]) -> Iterator[RenderableType]:
    found = [exercise.name for result in results for exercise in result.exercises]
    exercises = list(dict.fromkeys(found))
    whole, brief = _table(name, _("score")), _table(name, _("score"))
    for number in range(1, len(exercises) + 1):
        whole.add_column(str(number), no_wrap=True)
    brief.add_column(_("not passed"), overflow="fold")
    for result in results:
        ends = {exercise.name: exercise.status for exercise in result.exercises}
        by_hand = "*" if any(exercise.override for exercise in result.exercises) else ""
        row = escape(clean(result.student)), f"{result.score:g}{by_hand} / {result.max_score:g}"
        whole.add_row(*row, *(_coloured(ends[each]) if each in ends else "" for each in exercises))
        brief.add_row(*row, _not_passed([ends.get(each) for each in exercises]))
    yield Fitting(whole, brief, [clean(result.student) for result in results])
    yield from _legend(exercises)
    if any(exercise.override for result in results for exercise in result.exercises):
        yield f"[quiet]*  {_('with points that a person gave')}[/]"


def _not_passed(ends: Sequence[Status | None]) -> str:
    """The numbers of the exercises that did not pass, by how they ended: ``missing 1-3 7, wrong 4``."""
    numbers = {status: [number for number, each in enumerate(ends, 1) if each is status] for status in SIGNS}
    return _(", ").join(
        coloured(status, f"{say_status(status)} {_ranges(its)}")
        for status, its in numbers.items()
        if its and status is not Status.PASSED
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, of which those that follow one another are told by the first and the last."""
    runs = [
        [number for _place, number in run]
        for _start, run in groupby(enumerate(numbers), lambda each: each[1] - each[0])
    ]
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _legend(exercises: Sequence[str]) -> Iterator[RenderableType]:
    yield from ("", *(f"[quiet]{number}  {escape(exercise)}[/]" for number, exercise in enumerate(exercises, 1)))


def about_one(result: Result, hints: Hints) -> Iterator[RenderableType]:
    """All that there is to say about one submission, with so much of the diagnoses."""
    if not result.exercises:
        yield _ungraded(result)
        return
    for exercise in result.exercises:
        yield from details(exercise, hints)
    score = _("{score} of {most}").format(score=f"{result.score:g}", most=f"{result.max_score:g}")
    yield f"[bold]{score}[/]  {escape(clean(result.student))}, {result.assignment}"


def details(exercise: ExerciseResult, hints: Hints) -> list[str]:
    """What came of one exercise, case by case."""
    lines = [
        f"{_coloured(exercise.status)}  [bold]{escape(exercise.name)}[/]  {exercise.score:g} / {exercise.max_score:g}"
    ]
    if exercise.override is not None:
        lines.append(f"    [bold]{escape(say_override(exercise.override))}[/]")
    told = {say(verdict.message) for verdict in exercise.cases}
    if exercise.message is not None and told <= {say(exercise.message)}:  # all cases alike, or none was asked
        lines.append(f"    {escape(say(exercise.message))}")
    for verdict in exercise.cases:
        if verdict.message is not None and told != {say(exercise.message)}:
            lines.append(f"    {_about(_(verdict.name), say(verdict.message))}")
        lines += [f"    {_about(_(verdict.name), say(remark))}" for remark in verdict.remarks]
    lines += [f"    {escape(say(remark))}" for remark in exercise.remarks]
    lines += [
        f"    [part]{escape(each)}[/]" for diagnosis in exercise.diagnoses for each in say_hints(diagnosis, hints)
    ]
    return list(dict.fromkeys(lines))


def coloured(status: Status, text: str) -> str:
    """A text in the tone of a status."""
    _sign, tone = SIGNS[status]
    return f"[{tone}]{text}[/]"


def _coloured(status: Status) -> str:
    return coloured(status, say_status(status))


def _ungraded(result: Result) -> str:
    return _about(clean(result.submission), say(result.message))


def _about(what: str, sentence: str) -> str:
    return escape(_("{what}: {sentence}").format(what=what, sentence=sentence))
