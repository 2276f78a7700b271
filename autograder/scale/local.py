"""Grades on the cores of this machine: one worker, with warm sandboxes of its own, for each."""

import multiprocessing
import signal
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from .. import secret as secrets
from ..bench import open_bench
from ..flow import Bench, grade
from ..intake import Found, load, lost
from ..model import Result
from ..rooms import Settings
from ..sandbox.inside.isolation import die_with_parent
from ..sandbox.sandbox import SandboxFailed

AHEAD = 2
"""Submissions that a worker has at hand: enough that none idles, few enough that memory does not grow."""

TRIES = 5
"""How often a submission is graded, should a worker or its sandbox die of it; then it is the submission's doing."""


def grade_all(found: Sequence[Found], settings: Settings, jobs: int) -> Iterator[Result]:
    """The result of every submission, in the order of completion."""
    workers = min(jobs, len(found))
    yield from _in_parallel(found, settings, workers) if workers > 1 else _here(found, settings)


def _here(found: Sequence[Found], settings: Settings) -> Iterator[Result]:
    waiting = deque(found)
    tries: Counter[Found] = Counter()
    while waiting:
        with suppress(SandboxFailed), open_bench(settings) as bench:
            while waiting:
                yield _graded(waiting[0], bench) if tries[waiting[0]] < TRIES else lost(waiting[0])
                waiting.popleft()
        if waiting:
            tries[waiting[0]] += 1


class Worker:
    """A process with a bench of its own, and what it has at hand: the first of it is being graded."""

    def __init__(self, settings: Settings) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, far = context.Pipe()
        self.at_hand: deque[Found] = deque()
        self._process = context.Process(target=_work, args=(far, settings), daemon=True)
        self._process.start()
        far.close()

    def take(self, shares: Sequence[deque[Found]], own: int) -> None:
        """Take as much of its own share as a worker should have at hand, then of the longest one."""
        while len(self.at_hand) < AHEAD and (waiting := shares[own] or max(shares, key=len)):
            self.at_hand.append(waiting.popleft())
            with suppress(OSError):  # somebody killed it, which is found out when it should answer
                self.connection.send(self.at_hand[-1])

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self.connection.close()


def _in_parallel(found: Sequence[Found], settings: Settings, count: int) -> Iterator[Result]:
    shares = _shares(found, settings, count)
    tries: Counter[Found] = Counter()
    workers = [Worker(settings) for _ in range(count)]
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
                    workers[number] = worker = Worker(settings)
                else:
                    if isinstance(answer, Exception):
                        raise answer
                    worker.at_hand.popleft()
                    yield answer
                worker.take(shares, number)
    finally:
        for worker in workers:
            worker.end()


def _shares(found: Sequence[Found], settings: Settings, count: int) -> list[deque[Found]]:
    """What each worker is to grade: those who get the same cases, so that they are drawn, and answers judged, once.

    Which assignment a submission is of is a guess here, and decides nothing else.
    """
    shares: list[deque[Found]] = [deque() for _ in range(count)]
    for number, each in enumerate(found):
        name = each.folder if each.folder in settings.assignments else settings.assignments[0]
        share = secrets.set_of(settings.secret, each.student, name) if settings.secret else number
        shares[share % count].append(each)
    return shares


def _work(connection: Connection, settings: Settings) -> None:
    """Grade what comes through the connection, until it is closed or the sandbox is lost."""
    # An interrupt reaches every process of a terminal; the one that hands out the work decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    try:
        with open_bench(settings) as bench:
            while True:
                connection.send(_graded(connection.recv(), bench))
    except (EOFError, BrokenPipeError, ConnectionResetError, SandboxFailed):
        return
    except Exception as error:
        connection.send(error)


def _graded(found: Found, bench: Bench) -> Result:
    loaded = load(found, bench.limits.notebook)
    return loaded if isinstance(loaded, Result) else grade(loaded, bench)
