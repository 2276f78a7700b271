"""Grades on the cores of this machine: one worker, with warm sandboxes of its own, for each."""

import os
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from operator import itemgetter
from typing import Any

from .. import secret as secrets
from ..bench import open_bench
from ..flow import Bench, grade
from ..intake import Found, foresee, load, lost
from ..model import Result, Submission
from ..rooms import Settings, likely
from ..sandbox.inside.isolation import die_with_parent
from ..sandbox.sandbox import SandboxFailed
from .cores import cores

PAPERS = 2
"""Papers that a worker keeps of submissions that come set by set: that of the set, and a stray one's."""

AHEAD = 2
"""Submissions that a worker has at hand: enough that none idles, few enough that memory does not grow."""

START = """import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)  # all of a terminal hear it; the one that hands out the work decides
sys.path[:] = sys.argv[2:]
from autograder.scale.local import work
work(int(sys.argv[1]))"""
"""What a worker's Python runs. What `multiprocessing` starts would read the command line's modules too, and keep a
process beside them that has nothing to do here."""

KEEPING = {"MALLOC_TRIM_THRESHOLD_": str(64 << 20), "MALLOC_MMAP_THRESHOLD_": str(8 << 20)}
"""What a worker's C library is told: to keep the memory of a notebook for the next, instead of asking for it anew."""

TRIES = 5
"""How often a submission is graded, should a worker or its sandbox die of it; then it is the submission's doing."""


def grade_all(found: Sequence[Found], settings: Settings, jobs: int, by_student: bool = False) -> Iterator[Result]:
    """The result of every submission, in the order of completion.

    Those with the same set of cases are graded one after the other, so that a worker needs few papers at a time. Where
    results shall come ``by_student``, they are graded in the order in which they were found, and all papers are kept.
    """
    shares = _shares(found, settings, min(jobs, len(found)), by_student)
    papers = None if by_student else PAPERS
    yield from _in_parallel(shares, settings, papers) if len(shares) > 1 else _here(shares[0], settings, papers)


def _here(waiting: deque[Found], settings: Settings, papers: int | None) -> Iterator[Result]:
    tries: Counter[Found] = Counter()
    while waiting:
        with suppress(SandboxFailed), open_bench(settings, papers) as bench:
            while waiting:
                yield _graded(waiting[0], bench) if tries[waiting[0]] < TRIES else lost(waiting[0])
                waiting.popleft()
        if waiting:
            tries[waiting[0]] += 1


class Worker:
    """A process with a bench of its own, and what it has at hand: the first of it is being graded."""

    def __init__(self, settings: Settings, papers: int | None, core: int | None) -> None:
        self.connection, far = Pipe()
        with far:
            command = [sys.executable, "-c", START, str(far.fileno()), *sys.path]
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, pass_fds=[far.fileno()], env=os.environ | KEEPING
            )
        self.at_hand: deque[Found] = deque()
        self._most = settings.limits.notebook
        with suppress(OSError):  # as below
            self.connection.send((settings, papers, core))

    def take(self, shares: Sequence[deque[Found]], own: int) -> None:
        """Take as much of its own share as a worker should have at hand, then of the longest one."""
        while len(self.at_hand) < AHEAD and (waiting := shares[own] or max(shares, key=len)):
            self.at_hand.append(waiting.popleft())
            foresee(self.at_hand[-1], self._most)
            with suppress(OSError):  # somebody killed it, which is found out when it should answer
                self.connection.send(self.at_hand[-1])

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self.connection.close()


def _in_parallel(shares: Sequence[deque[Found]], settings: Settings, papers: int | None) -> Iterator[Result]:
    tries: Counter[Found] = Counter()
    keeps = kept_to(len(shares))
    workers = [Worker(settings, papers, core) for core in keeps]
    try:
        for number, worker in enumerate(workers):
            worker.take(shares, number)
        while busy := {worker.connection: worker for worker in workers if worker.at_hand}:
            for connection in wait(list(busy)):
                worker = busy[connection]  # type: ignore[index]  # these are the connections that were given
                number = workers.index(worker)
                try:
                    answer = worker.connection.recv()
                except (EOFError, OSError):  # it was killed, or its sandbox was
                    tries[worker.at_hand[0]] += 1
                    if tries[worker.at_hand[0]] == TRIES:
                        yield lost(worker.at_hand.popleft())
                    shares[number].extendleft(reversed(worker.at_hand))
                    worker.end()
                    workers[number] = worker = Worker(settings, papers, keeps[number])
                else:
                    if isinstance(answer, Exception):
                        raise answer
                    graded = worker.at_hand.popleft()
                    # Its names are those of the class, which then are in memory but once.
                    yield replace(answer, submission=graded.shown, student=graded.student)
                worker.take(shares, number)
    finally:
        for worker in workers:
            worker.end()


def kept_to(workers: int) -> list[int | None]:
    """The core that each worker keeps to with all that it starts, if there are as many of them as cores; else None.

    A worker, its sandbox and the children there take turns, one waiting for the other. Left to itself, the kernel now
    and then wakes two that could run on one core, and leaves the other idle.
    """
    those = cores()
    return [those[number % len(those)] if workers >= len(those) else None for number in range(workers)]


def _shares(found: Sequence[Found], settings: Settings, count: int, by_student: bool) -> list[deque[Found]]:
    """What each worker is to grade: those who get the same cases, so that they are drawn, and answers judged, once.

    Which assignment a submission is of is a guess here, by its folder or else by the first one, and decides nothing
    else.
    """
    first = load(found[0], settings.limits.notebook)
    usual = likely(settings, first.data if isinstance(first, Submission) else b"")

    def place(numbered: tuple[int, Found]) -> tuple[str, int]:
        number, each = numbered
        name = each.folder if each.folder in settings.assignments else usual
        return name, secrets.set_of(settings.secret, each.student, name) if settings.secret else number

    placed = [(place(numbered), numbered[1]) for numbered in enumerate(found)]
    if not by_student:
        placed.sort(key=itemgetter(0))
    shares: list[deque[Found]] = [deque() for _ in range(count)]
    for (_name, number), each in placed:
        shares[number % count].append(each)
    return shares


def work(descriptor: int) -> None:
    """Grade what comes through a connection, after settings, a number of papers and a core, until it or the sandbox is
    lost."""
    die_with_parent()
    connection: Connection[Result | Exception, Any] = Connection(descriptor)
    try:
        settings, papers, core = connection.recv()
        if core is not None:
            with suppress(OSError):  # it may be taken away from this process meanwhile
                os.sched_setaffinity(0, {core})
        with open_bench(settings, papers) as bench:
            while True:
                connection.send(_graded(connection.recv(), bench))
    except (EOFError, BrokenPipeError, ConnectionResetError, SandboxFailed):
        return
    except Exception as error:
        connection.send(error)


def _graded(found: Found, bench: Bench) -> Result:
    loaded = load(found, bench.limits.notebook)
    return loaded if isinstance(loaded, Result) else grade(loaded, bench)
