"""Proves, assignment by assignment, that the tests are worth their points: ``autograder audit``."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from .. import assignments
from ..course import CourseError
from ..language import _
from ..model import Assignment, Exercise
from ..papers import without
from ..rooms import Settings
from ..secret import SETS
from .audit_answers import TOLD, Earned, Earnings, earnings
from .audit_handed_out import HandedOut, handed_out
from .audit_mutants import is_unnoticed, of_assignment
from .mutants import Mutant
from .workers import open_workers

AT_ONCE = 16
"""So many mutants go to a worker at a time."""

SECONDS = 5.0
"""So long may an exercise take: what a mutant makes endless is caught, and the rest takes milliseconds."""

Watch = Callable[[int, int], None]
"""Is told how many pieces of the work are done, and how many there are."""


@dataclass(frozen=True)
class Audit:
    """What came of an assignment.

    Parameters
    ----------
    left_out
        Exercises that nothing was proven of, as they need a library that is not there.
    caught
        How many mutants lost points.
    equivalent
        Those that lost none and are listed as right all the same, each with the reason.
    gaps
        Those that lost none and are not listed.
    faults
        All that does not hold, a sentence each, which says what to do.
    """

    assignment: str
    left_out: tuple[str, ...]
    handed_out: HandedOut
    misconceptions: tuple[Earned, ...]
    lazy: tuple[Earned, ...]
    caught: int
    equivalent: tuple[tuple[Mutant, str], ...]
    gaps: tuple[Mutant, ...]
    faults: tuple[str, ...]


def audit(settings: Settings, jobs: int, watch: Watch) -> list[Audit]:
    """Prove what has to hold of the assignments that the settings name, on so many cores.

    Raises
    ------
    CourseError
        If there is no source here, or no secret.
    AnswerError, PipelineError, SolutionError, SandboxUnavailable
        With a sentence for the instructor.
    """
    wanted = [without(assignments.load(name), settings.absent) for name in settings.assignments]
    mutants = [(each.name, mutant) for each in wanted for mutant in of_assignment(each, _source(settings, each))]
    if settings.secret is None:
        raise CourseError(
            _("An audit draws the hidden cases from the course's secret, and there is none here; say --secret-file.")
        )
    exercises = [(each.name, exercise.name) for each in wanted for exercise in each.exercises]
    pieces, done = len(wanted) + len(exercises) + len(mutants), count(1)

    def watched(results: Iterator[Any]) -> Iterator[Any]:
        for result in results:
            watch(next(done), pieces)
            yield result

    with open_workers(settings, jobs) as work:
        # All is begun at once, the longest pieces first, so that no core waits for another at the end.
        earned = work(earnings, exercises, 1)
        handed = work(handed_out, [(each.name,) for each in wanted], 1)
        graded = work(is_unnoticed, mutants, AT_ONCE)
        earned_by = dict(zip(exercises, watched(earned), strict=True))
        handed_by = dict(zip(settings.assignments, watched(handed), strict=True))
        noticed = list(zip(mutants, watched(graded), strict=True))
    return [
        _concluded(
            each,
            handed_by[each.name],
            [earned_by[each.name, exercise.name] for exercise in each.exercises],
            [(mutant, unnoticed) for (name, mutant), unnoticed in noticed if name == each.name],
        )
        for each in wanted
    ]


def _source(settings: Settings, assignment: Assignment) -> bytes:
    source = settings.course.reference(assignment.name)
    if source is None:
        raise CourseError(
            _("There is no {file}; an audit needs the solutions, so run it in the course folder.").format(
                file=f"source/{assignment.name}/{assignment.name}.ipynb"
            )
        )
    return source


def _concluded(
    assignment: Assignment,
    handed: HandedOut,
    earned: Sequence[Earnings],
    mutants: Sequence[tuple[Mutant, bool]],
) -> Audit:
    listed = {exercise.name: exercise.equivalents for exercise in assignment.exercises}
    misconceptions = [each for of_exercise in earned for each in of_exercise.misconceptions]
    lazy = [each for of_exercise in earned for each in of_exercise.lazy]
    survivors = [mutant for mutant, unnoticed in mutants if unnoticed]
    gaps = [each for each in survivors if each.after not in listed[each.exercise]]
    met = {(each.exercise, each.after) for each in survivors} | {
        (each.exercise, each.name) for each in lazy if each.right
    }
    faults = [*handed.faults, *handed.leaks]
    for exercise in assignment.exercises:
        faults += _of_misconceptions(exercise, [each for each in misconceptions if each.exercise == exercise.name])
        faults += _of_lazy(exercise, [each for each in lazy if each.exercise == exercise.name])
        faults += _of_mutants(exercise, [each for each in gaps if each.exercise == exercise.name])
        faults += _stale(exercise, [text for text in exercise.equivalents if (exercise.name, text) not in met])
    every = {exercise.name for exercise in assignments.load(assignment.name).exercises}
    return Audit(
        assignment.name,
        tuple(sorted(every - listed.keys())),
        handed,
        tuple(misconceptions),
        tuple(lazy),
        len(mutants) - len(survivors),
        tuple((each, listed[each.exercise][each.after]) for each in survivors if each not in gaps),
        tuple(gaps),
        tuple(faults),
    )


# --- what is wrong, and what to do about it ---------------------------------------------------------------------


def _of_misconceptions(exercise: Exercise, earned: Sequence[Earned]) -> Iterator[str]:
    for known, each in zip(exercise.misconceptions, earned, strict=True):
        place = _("{exercise}, misconception {id}").format(exercise=exercise.name, id=known.id)
        if each.trouble:
            yield _("{what}: {sentence}").format(what=place, sentence=each.trouble)
            continue
        if not each.caught:
            yield _("{place}: it loses no points in {count} of {all} sets. Add a case that it fails.").format(
                place=place, count=each.scores[each.most], all=SETS
            )
        if not each.even:
            yield _uneven(place, each)
        if not each.shown and not known.unseen:
            yield _(
                "{place}: it passes all public cases and loses points later. Add a public case that it fails, or say "
                "under `unseen` why there is none."
            ).format(place=place)
        if each.shown and known.unseen:
            yield _("{place}: it fails a public case, so `unseen` has to go.").format(place=place)
        if not each.named and not known.unnamed:
            others = _(", ").join(f"{what or _('nothing')} ({times})" for what, times in each.said.items())
            yield _(
                "{place}: in {all} sets it was diagnosed as {others}. Add a case that tells them apart, or say under "
                "`unnamed` why none can."
            ).format(place=place, all=len(TOLD), others=others)


def _of_lazy(exercise: Exercise, earned: Sequence[Earned]) -> Iterator[str]:
    for each in earned:
        place = _("{exercise}, lazy answer: {answer}").format(exercise=exercise.name, answer=each.name)
        if each.right and each.name in exercise.equivalents:
            continue
        if not each.earns_nothing:
            yield _(
                "{place}: it earns {scores} of {points} points. Add a case that it fails; where it is the right "
                "answer, list it under `equivalents` with the reason."
            ).format(place=place, scores=_spread(each), points=f"{each.most:g}")
        if not each.even:
            yield _uneven(place, each)


def _uneven(place: str, earned: Earned) -> str:
    return _(
        "{place}: it earns {scores} points, as the set may be. Constrain the draw, so that the same code gets the same "
        "marks."
    ).format(place=place, scores=_spread(earned))


def _spread(earned: Earned) -> str:
    return _(" or ").join(f"{score:g}" for score in earned.scores)


def _of_mutants(exercise: Exercise, gaps: Sequence[Mutant]) -> Iterator[str]:
    for mutant in gaps:
        yield _(
            "{exercise}, line {line}: nothing catches `{after}` in the place of `{before}`. Add a case that it fails, "
            "or list it under `equivalents` with the reason why it is right."
        ).format(exercise=exercise.name, line=mutant.line, after=mutant.after, before=mutant.before)


def _stale(exercise: Exercise, texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield _(
            "{exercise}: `equivalents` lists `{text}`, but no change of the solution that comes through has this text. "
            "Take it out."
        ).format(exercise=exercise.name, text=text)
