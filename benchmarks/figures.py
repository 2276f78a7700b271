"""The figures of a run: nouns, and the file that keeps them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from .floor import Floor


@dataclass(frozen=True)
class Machine:
    """Where and when; ``load`` is the load average of the minute before the run and of that before its end."""

    processor: str
    cores: int
    python: str
    system: str
    date: str
    load: tuple[float, float]


@dataclass(frozen=True)
class Run:
    """So many notebooks, graded in so many seconds, start-up and the writing of results included.

    Parameters
    ----------
    memory
        The peak in bytes of all processes together; shared memory counts once.
    steady
        Notebooks a second once a tenth was done; None where that was not seen.
    """

    notebooks: int
    seconds: float
    memory: int
    steady: float | None = None

    @property
    def rate(self) -> float:
        return self.notebooks / self.seconds

    @property
    def sustained(self) -> float:
        return self.steady or self.rate


@dataclass(frozen=True)
class Grader:
    """One grader on the class that all have in common; ``cold`` are the seconds of one notebook alone, each time."""

    name: str
    version: str
    run: Run
    cold: tuple[float, ...]

    @property
    def sustained(self) -> float:
        """Notebooks a second beyond the first, whose seconds are those of one alone: start-up is in these."""
        more, seconds = self.run.notebooks - 1, self.run.seconds - min(self.cold)
        return more / seconds if more and seconds > 0 else self.run.rate


@dataclass(frozen=True)
class Figures:
    """Everything that one run of the benchmark measured.

    Parameters
    ----------
    size
        Mean bytes of a notebook.
    ours, peers
        This grader and the others on the same notebooks.
    first
        This grader, before it had kept anything: the reference's answers and those of the known misconceptions are
        computed on the way, in sandboxes of their own.
    growth
        This grader on classes of other sizes, the smallest first.
    again
        Over the largest of them once more, unchanged.
    floor
        For as many notebooks as `sustained` has.
    """

    machine: Machine
    size: int
    ours: Grader
    peers: tuple[Grader, ...]
    first: Run
    growth: tuple[Run, ...]
    again: Run
    floor: Floor

    @property
    def sustained(self) -> Run:
        """The run that tells the rate: the largest of at most 1000 notebooks."""
        return max((run for run in self.growth if run.notebooks <= 1000), key=lambda run: run.notebooks)

    @property
    def share(self) -> float:
        """The share of the floor's speed that is reached."""
        return self.sustained.sustained * self.floor.seconds / self.floor.notebooks


@dataclass(frozen=True)
class Goal:
    """What was aimed at, and what came of it."""

    what: str
    aim: str
    reached: str
    met: bool


def goals(figures: Figures) -> list[Goal]:
    """What the project has set itself."""
    rate, cold = figures.sustained.sustained, min(figures.ours.cold)
    small, large = figures.growth[0], figures.growth[-1]
    largest = max(run.memory for run in figures.growth)
    found = [Goal("notebooks a second, sustained", "at least 200", number(rate), rate >= 200)]
    for peer in figures.peers:
        if peer.name == "nbgrader":
            ratio = rate / peer.sustained
            found.append(Goal("times as fast as nbgrader, both sustained", "at least 400", number(ratio), ratio >= 400))
    growth = large.memory / small.memory - 1
    return [
        *found,
        Goal("one notebook, cold", "under 0.5 s", f"{cold:.2f} s", cold < 0.5),
        Goal(
            f"peak memory at {large.notebooks:,} against {small.notebooks:,}",
            "within 20 %",
            f"{100 * growth:+.0f} %",
            abs(growth) <= 0.2,
        ),
        Goal("peak memory of all processes", "under 300 MB", megabytes(largest), largest < 300e6),
        Goal("share of the floor's speed", "at least 60 %", f"{100 * figures.share:.0f} %", figures.share >= 0.6),
        Goal(
            f"second run over {figures.again.notebooks:,} unchanged",
            "under 5 s",
            f"{figures.again.seconds:.1f} s",
            figures.again.seconds < 5,
        ),
    ]


def number(value: float) -> str:
    """Three digits, or all before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def megabytes(count: float) -> str:
    return f"{count / 1e6:,.0f} MB"


def save(figures: Figures, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(figures)) + b"\n")


def load(path: Path) -> Figures:
    return msgspec.json.decode(path.read_bytes(), type=Figures)


class WrongMarks(Exception):
    """A grader did not give the marks that a class has earned: its speed is worth nothing."""


def verify(grader: str, scores: Mapping[str, float], roll: Mapping[str, str], full: float) -> None:
    """See that everybody got a mark, and who has everything right the full one, and who has not less.

    Raises
    ------
    WrongMarks
        With the first few students for whom that is not so.
    """
    odd = [student for student, kind in roll.items() if student not in scores or _odd(scores[student], kind, full)]
    if odd:
        shown = ", ".join(f"{student} ({roll[student]}): {scores.get(student)}" for student in odd[:5])
        raise WrongMarks(f"{grader} gave other marks than these {len(odd)} of {len(roll)} students earned: {shown}.")


def _odd(score: float, kind: str, full: float) -> bool:
    return (score >= full) != (kind == "right")


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
