"""Results on a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from ..language import _, plural
from ..model import ExerciseResult, Hints, Result, Status
from .words import SIGNS, clean, say, say_hints, say_override, say_status

MOST_ROWS = 100
"""A class with more submissions of an assignment is told exercise by exercise: nobody reads so many rows in passing."""

MOST_LISTED = 20


def tables(results: Sequence[Result]) -> Iterator[RenderableType]:
    """For each assignment a table, a row a submission, with its exercises named below; then what has no score.

    Of a large class there is a row an exercise instead.
    """
    ordered = sorted(results, key=lambda result: (result.student, result.submission))
    for name in sorted({result.assignment for result in ordered if result.assignment}):
        its = [result for result in ordered if result.assignment == name]
        yield from _of_assignment(name, its) if len(its) <= MOST_ROWS else _of_many(name, its)
    ungraded = [result for result in ordered if result.assignment is None]
    if ungraded:
        yield from ("", f"[bold]{_('not graded')}[/]")
        yield from (_ungraded(result) for result in ungraded[:MOST_LISTED])
        if len(ungraded) > MOST_LISTED:
            yield _and_more(len(ungraded) - MOST_LISTED)


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
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    drawn.add_column(escape(name), overflow="fold")
    drawn.add_column(_("mean"), justify="right", no_wrap=True)
    for status in statuses:
        drawn.add_column(say_status(status), justify="right", no_wrap=True)
    for number, each in enumerate(exercises, 1):
        asked = [exercise for exercise in ended[each] if exercise.status is not Status.SKIPPED]
        drawn.add_row(
            str(number),
            _mean(asked),
            *(coloured(status, f"{ends[each][status]:,}") for status in statuses),
        )
    yield drawn
    yield from _legend(exercises)
    told = _("{n} submissions; the mean is {mean}.")
    yield from ("", told.format(n=f"{len(results):,}", mean=_mean(results)))


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
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    drawn.add_column(escape(name), overflow="fold")
    drawn.add_column(_("score"), justify="right", no_wrap=True)
    for number in range(1, len(exercises) + 1):
        drawn.add_column(str(number), no_wrap=True)
    for result in results:
        outcome = {exercise.name: _coloured(exercise.status) for exercise in result.exercises}
        by_hand = "*" if any(exercise.override for exercise in result.exercises) else ""
        score = f"{result.score:g}{by_hand} / {result.max_score:g}"
        drawn.add_row(escape(clean(result.student)), score, *(outcome.get(name, "") for name in exercises))
    yield drawn
    yield from _legend(exercises)
    if any(exercise.override for result in results for exercise in result.exercises):
        yield f"[quiet]*  {_('with points that a person gave')}[/]"


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
