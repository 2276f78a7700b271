"""What a student is told of an exercise where there is no page: sentences without markup, of hidden cases no figure."""

from collections.abc import Iterator

from ..language import _, plural
from ..model import ExerciseResult, Fate, Hints, Result, Status
from .words import clean, say, say_hints, say_status


def about(exercise: ExerciseResult, hints: Hints) -> list[str]:
    """Sentences on what is wrong, remarks, and so much of the diagnoses; hidden cases are summed up."""
    told = [*_wrong(exercise), *map(say, exercise.remarks)]
    for diagnosis in exercise.diagnoses:
        told += say_hints(diagnosis, hints)
    return list(dict.fromkeys(filter(None, told)))


def _wrong(exercise: ExerciseResult) -> Iterator[str]:
    said = {say(verdict.message) for verdict in exercise.cases}
    if exercise.message is not None and said <= {say(exercise.message)}:  # all cases alike, or none was asked
        yield say(exercise.message)
        return
    for verdict in exercise.cases:
        for message in (verdict.message, *verdict.remarks):
            if message is not None:
                yield _("{what}: {sentence}").format(what=_(verdict.name), sentence=say(message))
    hidden = [verdict for verdict in exercise.cases if not verdict.public]
    right = sum(verdict.status is Status.PASSED for verdict in hidden)
    if right < len(hidden):
        template = plural("{right} of {n} hidden case is right.", "{right} of {n} hidden cases are right.", len(hidden))
        yield template.format(right=right, n=len(hidden))


def printed(exercise: ExerciseResult) -> str:
    """What its public cases printed, line by line, without what a terminal would obey."""
    return "\n".join(map(clean, exercise.printed.expandtabs(4).split("\n"))).rstrip()


def score(result: Result | ExerciseResult) -> str:
    return _("{score} of {most}").format(score=f"{result.score:g}", most=f"{result.max_score:g}")


def heading(exercise: ExerciseResult) -> str:
    """One line: what it is, how it ended, its points."""
    outcome = say_status(exercise.status)
    if exercise.status is Status.SKIPPED:
        return f"{exercise.name}: {outcome}"
    return f"{exercise.name}: {outcome}, {score(exercise)}"


def in_short(result: Result) -> str:
    """The sentence on the submission as a whole."""
    if result.status is not Fate.GRADED:
        return say(result.message)
    if result.public_only:
        return _("{score}; the public cases alone, hidden ones decide.").format(score=score(result))
    return score(result)


def plain(result: Result, hints: Hints) -> str:
    """All of it, as plain text."""
    lines = [in_short(result)]
    for exercise in result.exercises:
        lines += ["", heading(exercise), *(f"    {sentence}" for sentence in about(exercise, hints))]
    return "\n".join(lines) + "\n"
