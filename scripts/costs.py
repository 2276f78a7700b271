"""What classes cost, worked out from measured figures: the tables of docs/scale.md. ``python -m scripts.costs``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """The figures that all others follow from, and what they were measured on; the lead puts new ones here."""

    rate: float = 100.0
    """Notebooks a second on two cores through Dask, isolation and hidden cases on; of 2026-11-22."""
    relayed: float = 1000.0
    """Notebooks a second that one scheduler's process passes on: 3,200 of that size in 3.2 s of its processor time."""
    sent: float = 2000.0
    """Notebooks a second that the command's process reads and sends off, in the same run."""
    warm: float = 10.0
    """Seconds until a worker that starts from nothing is at its rate: connecting, the sandbox, the answers."""
    notebook: float = 275.0
    """KB of a notebook with image outputs."""
    line: float = 2.6
    """KB of its line in results.jsonl: the mean of the example class's."""
    kept: float = 0.4
    """KB that the command keeps in memory for each submission: its scores, and where it was found."""
    worker: float = 100.0
    """MB of a worker with its sandboxes, at its peak; pages that are shared are shared out."""
    base: float = 70.0
    """MB of the command before it keeps anything."""


CLASSES = ((1_000, 2), (100_000, 16), (1_000_000, 40))
"""Notebooks, and the cores to grade them on."""


def table(measured: Measured = Measured()) -> str:  # frozen
    """The table of costs, in Markdown."""
    rows = [
        "| notebooks | cores | minutes | core hours | through the scheduler | memory: workers | the command "
        "| disk: results |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for notebooks, cores in CLASSES:
        seconds = measured.warm + notebooks / min(cores * measured.rate / 2, measured.relayed)
        cells = (
            f"{notebooks:,}",
            f"{cores}",
            f"{seconds / 60:.1f}",
            f"{cores * seconds / 3600:.1f}",
            _size(notebooks * measured.notebook),
            _size(cores * measured.worker * 1000),
            _size(measured.base * 1000 + notebooks * measured.kept),
            _size(notebooks * measured.line),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def most_cores(measured: Measured = Measured()) -> int:
    """How many cores one scheduler keeps busy."""
    return int(measured.relayed / (measured.rate / 2))


def _size(kilobytes: float) -> str:
    """In MB or GB, of two figures that mean something."""
    if kilobytes < 1e6:
        return f"{kilobytes / 1e3:.0f} MB"
    return f"{kilobytes / 1e6:.1f} GB" if kilobytes < 1e7 else f"{kilobytes / 1e6:.0f} GB"


if __name__ == "__main__":
    print(table())
    print(f"One scheduler keeps {most_cores()} cores busy.")
