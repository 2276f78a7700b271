"""Says what went wrong: as one of the known misconceptions, or as two at once, or by how the figures are related."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..model import Diagnosis, Exercise, ExerciseResult, Misconception, Status
from .advice import advise
from .case import Judged, tolerance
from .relations import related
from .trace import ENDED, RAISED, Trace, same

UNDIAGNOSED = frozenset({Status.PASSED, Status.MISSING, Status.BLANK, Status.SKIPPED})


@dataclass(frozen=True)
class Known:
    """What a misconception, or two at once, answer to the questions of an exercise; None where the answer is right."""

    misconceptions: tuple[Misconception, ...]
    traces: tuple[Trace | None, ...]


def diagnose(
    exercise: Exercise,
    result: ExerciseResult,
    cases: Sequence[Judged],
    singles: Callable[[], Iterable[Known]],
    pairs: Callable[[], Iterable[Known]],
) -> tuple[Diagnosis, ...]:
    """Say what went wrong in an exercise; nothing where nothing did, or where nobody can tell.

    ``singles`` and ``pairs`` give the known answers; they are asked only where an answer is wrong, and the pairs only
    where no single misconception fits.
    """
    if result.status in UNDIAGNOSED:
        return ()
    found = _match(exercise, cases, singles, pairs)
    if found is not None:
        return tuple(Diagnosis(each.id, each.look, each.hint) for each in found.misconceptions)
    by_figures = related(exercise, cases)
    return (by_figures,) if by_figures else advise(cases)


def _match(
    exercise: Exercise,
    cases: Sequence[Judged],
    singles: Callable[[], Iterable[Known]],
    pairs: Callable[[], Iterable[Known]],
) -> Known | None:
    alone = list(singles())
    for known, fits in ((lambda: alone, _everywhere), (pairs, _everywhere), (lambda: alone, _where_it_differs)):
        fitting = [each for each in known() if any(each.traces) and fits(exercise, cases, each.traces)]
        # Where several fit, only one whose answers are said to be its own can be meant.
        named = [each for each in fitting if not any(one.unnamed for one in each.misconceptions)] or fitting[:1]
        if named:
            return named[0] if len(named) == 1 else None
    return None


def _everywhere(exercise: Exercise, cases: Sequence[Judged], known: Sequence[Trace | None]) -> bool:
    return all(alike(exercise, *each) for each in zip(cases, known, strict=True))


def _where_it_differs(exercise: Exercise, cases: Sequence[Judged], known: Sequence[Trace | None]) -> bool:
    return all(alike(exercise, case, trace) for case, trace in zip(cases, known, strict=True) if trace is not None)


def alike(exercise: Exercise, case: Judged, known: Trace | None) -> bool:
    """Say whether an answer is right where the known one is, and wrong in the same way where that is wrong."""
    if case.trace is None or known is None:
        return case.trace is known
    # A limit or a crash has too many causes to be told by.
    if ENDED in known and not str(known[ENDED]).startswith(RAISED):
        return False
    within = {output.name: tolerance(exercise, output, case.question) for output in exercise.outputs}
    return same(known, case.trace, within)
