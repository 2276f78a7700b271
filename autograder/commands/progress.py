"""How far a grading is: a bar where someone watches, else a line now and then."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from heapq import nlargest

from rich.markup import escape

from ..language import N_, _, plural
from ..model import Fate, Result
from ..outlets.words import clean
from .saying import err

ENDS = {
    Fate.GRADED: N_("graded"),
    Fate.UNREADABLE: N_("unreadable"),
    Fate.UNRECOGNISED: N_("unrecognised"),
}
LOOK = 0.25
"""Seconds after which a bar is drawn anew."""

LINE, ROUND = 10.0, 1000
"""Seconds after which a line is written where nobody watches, and the numbers of submissions at which one is too."""

SLOWEST = 5


class Tally:
    """What came of a grading so far, as far as it is said while it goes on and when it ends."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.ends: Counter[Fate] = Counter()
        self.slowest: list[tuple[float, str]] = []
        self._started = time.monotonic()

    @property
    def done(self) -> int:
        return self.ends.total()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def add(self, result: Result) -> None:
        self.ends[result.status] += 1
        self.slowest = nlargest(SLOWEST, [*self.slowest, (result.seconds, result.student)])

    def rate(self) -> str:
        """How many are graded in a second, in words."""
        rate = self.done / max(self.seconds, 1e-3)
        return _("{rate} a second").format(rate=f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}")

    def left(self) -> str:
        """How long the rest takes at this rate, in words."""
        seconds = round((self.count - self.done) * self.seconds / max(self.done, 1))
        minutes, rest = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        clock = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
        return _("{time} left").format(time=clock)

    def counts(self) -> str:
        """How many ended how, in words."""
        return _(", ").join(
            _("{count} {status}").format(count=f"{self.ends[fate]:,}", status=_(word))
            for fate, word in ENDS.items()
            if self.ends[fate]
        )

    def sentences(self) -> Iterator[str]:
        """What there is to say at the end."""
        if self.done > 1:
            took = plural("{n} notebook in {seconds} s", "{n} notebooks in {seconds} s", self.done)
            yield _("{took}: {rate}.").format(
                took=took.format(n=f"{self.done:,}", seconds=f"{self.seconds:.1f}"), rate=self.rate()
            )
        if self.done > SLOWEST:
            slowest = (f"{clean(student)} {seconds:.2g} s" for seconds, student in self.slowest)
            yield _("The slowest: {students}.").format(students=_(", ").join(slowest))


def watched(results: Iterable[Result], tally: Tally, quiet: bool) -> Iterator[Result]:
    """Pass results on, and tell how far the grading is."""
    telling = _silence() if quiet or tally.count < 2 else _bar(tally) if err.is_terminal else _lines(tally)
    with telling as tell:
        for result in results:
            tally.add(result)
            tell()
            yield result


@contextmanager
def _silence() -> Iterator[Callable[[], None]]:
    yield lambda: None


@contextmanager
def _bar(tally: Tally) -> Iterator[Callable[[], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[said]}"))
    with Progress(*columns, console=err, transient=True, refresh_per_second=1 / LOOK) as bar:
        task = bar.add_task(_("grading"), total=tally.count, said="")
        told = 0.0

        def tell() -> None:
            nonlocal told
            if tally.seconds - told > LOOK:
                told = tally.seconds
                said = f"{tally.rate()}, {tally.left()}  [quiet]{escape(tally.counts())}[/]"
                bar.update(task, completed=tally.done, said=said)

        yield tell


@contextmanager
def _lines(tally: Tally) -> Iterator[Callable[[], None]]:
    told = 0.0

    def tell() -> None:
        nonlocal told
        if tally.seconds - told > LINE or tally.done % ROUND == 0:
            told = tally.seconds
            line = _("grading: {done} of {all}, {rate}, {left} ({counts})")
            err.print(
                line.format(
                    done=f"{tally.done:,}",
                    all=f"{tally.count:,}",
                    rate=tally.rate(),
                    left=tally.left(),
                    counts=tally.counts(),
                ),
                markup=False,
            )

    yield tell
