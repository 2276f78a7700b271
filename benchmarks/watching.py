"""Runs a command and looks at it from outside: seconds, memory of all its processes together, what it finishes when."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

EVERY, THOROUGH, MORE = 0.1, 1.0, 1.01
"""Seconds between two looks, and between two thorough ones: to share out the memory of a process takes the kernel
milliseconds, and would hold up what is measured. One is due at once where all processes have come to hold more
together, by this factor, than at any thorough look before."""

WARM = 0.1
"""The share of a run after which it counts as warmed up."""

PAGE = os.sysconf("SC_PAGE_SIZE")


class CommandFailed(Exception):
    """A command that is measured did not do its work: its seconds are worth nothing."""


@dataclass(frozen=True)
class Watched:
    """What was seen of a command: its seconds, from before its start to its end, and the most bytes that its processes
    held together at one moment: the sum of their proportional shares (PSS), so that what several share counts once."""

    seconds: float
    memory: int


@dataclass(frozen=True)
class Followed:
    """The seconds of a command, and its pace: lines of a file a second, from when a tenth of them was there to the
    last; None if too little was seen of it."""

    seconds: float
    steady: float | None


@dataclass(frozen=True)
class Job:
    """A command, the folder that it is run in, and where its output goes.

    ``environment`` is added to this process's; a status that is not ``allowed`` is a failure.
    """

    command: Sequence[str | Path]
    folder: Path
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[int, ...] = (0,)


def watch(job: Job) -> Watched:
    """Look at the memory of a command as it runs: that takes a core some time too.

    Raises
    ------
    CommandFailed
        If it fails.
    """
    looks = Looks()
    took = _run(job, looks.go_on)
    return Watched(took, looks.memory)


def follow(job: Job, lines: Path) -> Followed:
    """Count the lines that a command appends to a file; raises `CommandFailed` as `watch` does."""
    pace = Pace(lines)
    took = _run(job, pace.go_on)
    return Followed(took, pace.steady())


def seconds(job: Job) -> float:
    """How long a command takes that nobody watches; raises `CommandFailed` as `watch` does."""
    return _run(job)


def _run(job: Job, beside: Callable[[int, Event], None] | None = None) -> float:
    """The seconds of a command; ``beside`` goes on meanwhile, for its process and until the event."""
    over = Event()
    with job.log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in job.command],
            cwd=job.folder,
            env=surroundings(job.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        onlooker = Thread(target=beside, args=(process.pid, over), daemon=True) if beside else None
        if onlooker:
            onlooker.start()
        status = process.wait()
        took = time.perf_counter() - started
    over.set()
    if onlooker:
        onlooker.join()
    if status not in job.allowed:
        said = job.log.read_text("utf-8", "replace").strip().splitlines()[-3:]
        raise CommandFailed(f"{' '.join(map(str, job.command[:3]))} … ended with status {status}: {' / '.join(said)}")
    return took


def surroundings(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of this process and these variables; what Python compiles is kept, whatever is usual here."""
    usual = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**usual, **environment}


class Pace:
    """How many lines a file had when."""

    def __init__(self, lines: Path) -> None:
        self._lines = lines
        self._finished: list[tuple[float, int]] = []
        self._read = 0

    def go_on(self, _process: int, over: Event) -> None:
        while not over.wait(EVERY):
            self._count()

    def steady(self) -> float | None:
        # The last look may come long after the last line; the one that first saw all of them does not.
        seen = [(when, count) for when, count in self._finished if count]
        if not seen:
            return None
        last = next(each for each in seen if each[1] == seen[-1][1])
        first = next((each for each in seen if each[1] >= WARM * last[1]), last)
        return (last[1] - first[1]) / (last[0] - first[0]) if last[0] > first[0] else None

    def _count(self) -> None:
        if not self._lines.exists():
            return
        with self._lines.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        self._read += len(new)
        before = self._finished[-1][1] if self._finished else 0
        self._finished.append((time.perf_counter(), before + new.count(b"\n")))


class Looks:
    """The most memory that the looks at a running command have found so far."""

    def __init__(self) -> None:
        self.memory = 0
        self._parents: dict[int, int] = {}

    def go_on(self, root: int, over: Event) -> None:
        most, when = 0.0, 0.0
        while not over.wait(EVERY):
            tree, now = self._tree(root), time.monotonic()
            together = sum(map(resident, tree))
            if together > MORE * most or now > when + THOROUGH:
                most, when = max(most, together), now
                self.memory = max(self.memory, sum(map(held, tree)))

    def _tree(self, root: int) -> list[int]:
        """The process and all that descend from it. Who is whose child is asked once: it hardly ever changes.

        Each comes before its children: what they share with it would count twice if it were looked at when one of them,
        which was counted already, has ended.
        """
        running = {int(entry.name) for entry in os.scandir("/proc") if entry.name.isdigit()}
        self._parents = {process: parent for process, parent in self._parents.items() if process in running}
        for process in running - self._parents.keys():
            self._parents[process] = parent_of(process)
        children: dict[int, list[int]] = {}
        for process, parent in self._parents.items():
            children.setdefault(parent, []).append(process)
        tree, waiting = [], [root]
        while waiting:
            tree.append(process := waiting.pop())
            waiting += children.get(process, [])
        return tree


def parent_of(process: int) -> int:
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1])


def held(process: int) -> int:
    """The proportional share of memory of a process, in bytes; its whole resident memory where that may not be asked.

    A submission's own process is closed to everyone but root: counted whole, it looks larger than it is.
    """
    try:
        with Path(f"/proc/{process}/smaps_rollup").open("rb") as file:
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return resident(process)


def resident(process: int) -> int:
    """The whole resident memory of a process, in bytes, whoever shares it; 0 where it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0
