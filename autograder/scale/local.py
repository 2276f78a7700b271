"""Grades on the cores of this machine: one worker, with a warm sandbox of its own, for each."""

import multiprocessing
import signal
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from functools import cache
from itertools import islice

from ..bench import Settings, open_bench
from ..flow import Bench, grade
from ..intake import Found, load
from ..model import Result

AHEAD = 4
"""Submissions that wait for each worker: enough that none idles, few enough that memory does not grow."""


def grade_all(found: Sequence[Found], settings: Settings, jobs: int) -> Iterator[Result]:
    """The result of every submission, in the order of completion."""
    workers = min(jobs, len(found))
    if workers <= 1:
        with open_bench(settings) as bench:
            for each in found:
                yield _graded(each, bench)
    else:
        yield from _in_parallel(found, settings, workers)


def _in_parallel(found: Iterable[Found], settings: Settings, workers: int) -> Iterator[Result]:
    context = multiprocessing.get_context("spawn")
    waiting = iter(found)
    with ProcessPoolExecutor(workers, context, initializer=_leave_interrupts) as pool:
        running: set[Future[Result]] = {pool.submit(_work, each, settings) for each in islice(waiting, workers * AHEAD)}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
                running |= {pool.submit(_work, each, settings) for each in islice(waiting, len(done))}
        finally:
            pool.shutdown(cancel_futures=True)  # nothing is left to do, unless the run was broken off


def _leave_interrupts() -> None:
    """An interrupt reaches every process of a terminal; the one that hands out the work decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_open = ExitStack()


@cache
def _own_bench(settings: Settings) -> Bench:
    """The bench of this worker, opened at its first submission; the sandbox dies with the process."""
    return _open.enter_context(open_bench(settings))


def _work(found: Found, settings: Settings) -> Result:
    return _graded(found, _own_bench(settings))


def _graded(found: Found, bench: Bench) -> Result:
    loaded = load(found, bench.sandbox.limits.notebook)
    return loaded if isinstance(loaded, Result) else grade(loaded, bench)
