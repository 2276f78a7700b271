"""Does the audit's work on all cores: plain functions, each of which is given a warm bench."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import repeat
from multiprocessing.util import Finalize
from typing import Any

from ..bench import open_bench
from ..flow import Bench
from ..rooms import Settings

Work = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]], int], Iterator[Any]]
"""Calls a function with settings, bench and each of some tasks, handed out so many at a time; results in their order.

All is begun at once: what is asked for later does not wait until somebody has looked at the results.
"""


@contextmanager
def open_workers(settings: Settings, jobs: int) -> Iterator[Work]:
    """As many workers as ``jobs``; a single one is this process."""
    if jobs == 1:
        with open_bench(settings) as bench:
            yield lambda function, tasks, at_once: (function(settings, bench, *task) for task in tasks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _open, (settings,)) as pool:
        try:
            yield lambda function, tasks, at_once: pool.map(_call, repeat(function), tasks, chunksize=at_once)
        except BaseException:  # what stops one piece of work stops the others, each after as long
            pool.shutdown(wait=False, cancel_futures=True)
            raise


# --- in a worker ------------------------------------------------------------------------------------------------

_AT_HAND: list[tuple[Settings, Bench]] = []
"""What a worker has set up, until it ends."""


def _open(settings: Settings) -> None:
    stack = ExitStack()
    _AT_HAND.append((settings, stack.enter_context(open_bench(settings))))
    Finalize(None, stack.close, exitpriority=0)


def _call(function: Callable[..., Any], task: tuple[Any, ...]) -> Any:
    return function(*_AT_HAND[0], *task)
