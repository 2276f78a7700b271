"""Grades on a cluster of Dask's: batches go out, results come back, one by one as from the cores of this machine.

Dask repeats the batches of a worker that is lost. One whose workers are lost again and again is taken apart, and its
submissions are graded alone: whichever loses its workers then too is itself the reason.
"""

import logging
import queue
import signal
import time
import uuid
import warnings
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from multiprocessing import resource_tracker

import dask
from dask.typing import Key
from distributed import Client, Future, KilledWorker, LocalCluster, Security
from distributed.client import ClosedClientError
from distributed.comm.addressing import get_address_host_port, normalize_address

from ..intake import Found, load, lost
from ..language import N_, _
from ..model import Result, Submission
from ..rooms import Settings
from . import station
from .circumstances import ClusterError, circumstances, difference, version
from .local import AHEAD, TRIES
from .parcel import Batch, Graded, Parcel, Unequipped, packed, received

Answer = Future[Graded | Unequipped]

LOCAL = "local"

BATCH, BATCH_BYTES = 16, 4 * 1024 * 1024
"""Submissions of a batch and their bytes: much more than a message costs, little to repeat, little to hold at once."""

PARTS = 8
"""Small classes go out in at least so many batches per thread, so that all end at about the same time."""

CONNECTING, FIRST_WORKER, NO_WORKER = 5, 120, 600
"""Seconds to wait for the scheduler, for the first worker, and in mid-run for one to come back, as from a queue."""

FETCHING = 15
"""Seconds to wait for what came of a batch: who had it may be lost, and then it is graded again."""

LOOK = 1.0
"""Seconds after which the workers are counted again."""

GIVEN_UP = 20
"""Seconds without any worker after which those of this machine are started anew: what watches over them does so no more
for one that was killed as it started."""

LOST = N_("The connection to the scheduler was lost; run the same again to go on.")

SETTINGS = {
    "distributed.scheduler.allowed-failures": TRIES - 1,  # of the scheduler that is started here
    "distributed.admin.large-graph-warning-threshold": "1GB",  # a single notebook may be large
    "distributed.diagnostics.computations.nframes": 0,  # no source code for the dashboard
}


def grade_all(found: Sequence[Found], settings: Settings, address: str, jobs: int) -> Iterator[Result]:
    """The result of every submission, in the order of completion.

    Parameters
    ----------
    address
        That of a scheduler, or ``local`` for a cluster of ``jobs`` workers on this machine, for as long as it takes.

    Raises
    ------
    ClusterError
        If the cluster cannot be reached, or would not grade as this machine does, or is lost.
    """
    if found:
        with connected(address, min(jobs, len(found))) as client:
            yield from grade_on(client, found, Parcel(settings, {}) if address == LOCAL else packed(settings))


@contextmanager
def connected(address: str, jobs: int) -> Iterator[Client]:
    """A client of the scheduler at that address, or of one that is started here.

    Raises
    ------
    ClusterError
        If there is none.
    """
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(SETTINGS))
        stack.enter_context(_silence())
        if address == LOCAL:
            with _interrupts_held():
                place: LocalCluster | str = stack.enter_context(_local(jobs))
        else:
            place = _place(address)
        try:
            client = stack.enter_context(Client(place, timeout=CONNECTING, set_as_default=False))
        except OSError as error:
            raise ClusterError(_("No Dask scheduler answers at {address}.").format(address=address)) from error
        try:
            client.wait_for_workers(1, timeout=FIRST_WORKER)
        except TimeoutError as error:
            raise ClusterError(
                _("The scheduler at {address} has no worker; start some: dask worker {address} --nthreads 1.").format(
                    address=address
                )
            ) from error
        yield client


def _place(address: str) -> str:
    """The address, if a client can make anything of it; one that cannot takes half a minute to say so."""
    try:
        get_address_host_port(normalize_address(address), strict=True)
    except ValueError as error:
        raise ClusterError(
            _("{address} is no address of a Dask scheduler: {reason}.").format(address=address, reason=_brief(error))
        ) from error
    if address.startswith("tls://") and not Security().get_connection_args("client").get("ssl_context"):
        raise ClusterError(
            _("{address} asks for TLS, and Dask's configuration names no keys; docs/scale.md shows how.").format(
                address=address
            )
        )
    return address


def _local(jobs: int) -> LocalCluster:
    """A scheduler and workers on this machine.

    The keys keep its other users out: whoever may speak to a scheduler may run code as its user.
    """
    for _try in range(TRIES):
        with suppress(RuntimeError, OSError):  # somebody may have killed a worker as it started
            return LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                security=True,
                preload=station.__name__,
                silence_logs=logging.CRITICAL,
            )
    raise ClusterError(_("No Dask workers start on this machine."))


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Have an interrupt wait for the end of the block; what is started in it, and by its threads, never hears of one.

    Half a cluster cannot be ended in order, and its processes would say so, each in its own words.
    """
    resource_tracker.ensure_running()  # which would let them through again in Python 3.11
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _silence() -> Iterator[None]:
    """What Dask logs of lost connections and warns of versions is said in sentences of our own."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="distributed")
            yield
    finally:
        logging.disable(before)


def grade_on(client: Client, found: Sequence[Found], parcel: Parcel) -> Iterator[Result]:
    """The result of every submission, in the order of completion, on the workers of this client's cluster.

    Raises
    ------
    ClusterError
        As `grade_all` does.
    """
    settings = parcel.settings
    crew = Crew(client, parcel)
    crew.take_in()
    waiting, suspects = deque(found), deque[Found]()
    count = max(1, min(BATCH, len(found) // (PARTS * crew.threads)))
    returned: Counter[Found] = Counter()
    at_work: dict[Key, tuple[Answer, list[Found]]] = {}
    ended: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    try:
        while waiting or suspects or at_work:
            while (waiting and len(at_work) < AHEAD * crew.threads) or (suspects and not waiting and not at_work):
                taken, submissions = [], []
                for each, loaded in _taken(waiting or suspects, count if waiting else 1, settings.limits.notebook):
                    if isinstance(loaded, Result):
                        yield loaded
                    else:
                        taken.append(each)
                        submissions.append(loaded)
                if submissions:
                    batch = Batch(settings.made_with, tuple(submissions))
                    with _reaching():
                        future = client.submit(station.work, batch, key=f"batch-{uuid.uuid4().hex}", pure=False)
                    at_work[future.key] = future, taken
                    future.add_done_callback(ended.put)
            if not at_work:
                continue  # nothing of it could be had, so nothing was sent
            future, taken = at_work.pop(crew.next_of(ended).key)
            try:
                answer = _answer(future, len(taken))
            except _OutOfReach:
                crew.missed()
                at_work[future.key] = future, taken
                future.add_done_callback(ended.put)
                continue
            if isinstance(answer, Unequipped) and returned[taken[0]] < TRIES:
                returned[taken[0]] += 1  # not for ever: the worker may be new because this batch cost the one before
                crew.take_in(answer.worker)
                waiting.extendleft(reversed(taken))
            elif answer is None or isinstance(answer, Unequipped):  # its workers were lost, again and again
                if len(taken) == 1 and not waiting and not at_work:
                    yield lost(taken[0])
                else:
                    del returned[taken[0]]
                    suspects.extend(taken)
            else:
                for each, result in zip(taken, answer.results, strict=False):
                    yield result or lost(each)
                if answer.trouble:
                    raise answer.trouble
    finally:
        client.cancel([future for future, _sent in at_work.values()])


def _taken(waiting: deque[Found], count: int, most: int) -> Iterator[tuple[Found, Submission | Result]]:
    """The next of what waits, so many and of not much more than a batch's bytes, with what is in them."""
    size = 0
    while waiting and count and size < BATCH_BYTES:
        loaded = load(waiting[0], most)
        yield waiting.popleft(), loaded
        count -= 1
        size += len(loaded.data) if isinstance(loaded, Submission) else 0


def _answer(future: Answer, count: int) -> Graded | Unequipped | None:
    """What came of a batch; None where its workers were lost again and again."""
    try:
        with _reaching():
            return _fetched(future)
    except KilledWorker:
        return None
    except (ClusterError, _OutOfReach):
        raise
    except Exception as error:
        told = _("A worker could not take a batch of {count}: {reason}.")
        raise ClusterError(told.format(count=count, reason=_brief(error))) from error


class _OutOfReach(Exception):
    """What came of a batch cannot be had now; it may be told of once more."""


def _fetched(future: Answer) -> Graded | Unequipped:
    try:
        return future.result(FETCHING)
    except TimeoutError as error:
        raise _OutOfReach from error


class Crew:
    """The workers of a cluster, each of them looked at before it is given the course."""

    def __init__(self, client: Client, parcel: Parcel) -> None:
        self._client = client
        self._parcel = parcel
        self._asked = replace(parcel.settings, secret=None)
        self._here = circumstances(received(self._asked))
        self._counted = (0.0, 1)
        self._equipped: set[str] = set()
        self._at_first = len(self._threads_of())
        self._alone_since: float | None = None
        self._started = 0.0

    @property
    def threads(self) -> int:
        """How many batches are graded at a time, as far as is known; at least 1."""
        when, count = self._counted
        if time.monotonic() - when > LOOK:
            count = sum(self._threads_of().values())
            self._counted = time.monotonic(), count
        return max(1, count)

    def take_in(self, anew: str = "") -> None:
        """Give the course to all workers that do not have it; one of a known address may be another process.

        Raises
        ------
        ClusterError
            If one would not grade as this machine does, or cannot grade.
        """
        self._equipped.discard(anew)
        with _reaching():
            self._look_at_scheduler()
            new = sorted(self._threads_of().keys() - self._equipped)
            told = self._client.run(station.describe, self._asked, workers=new, on_error="return")
            fit = [worker for worker, said in told.items() if self._is_fit(worker, said)]
            self._client.run(station.equip, self._parcel, workers=fit, on_error="ignore")
        self._equipped.update(fit)

    def _look_at_scheduler(self) -> None:
        try:
            there = self._client.run_on_scheduler(version)
        except (ImportError, AttributeError) as error:
            told = _("The scheduler cannot import this version of autograder: {reason}.")
            raise ClusterError(told.format(reason=_brief(error))) from error
        if there != version():
            told = _("The scheduler has autograder {there}, and this is {here}.")
            raise ClusterError(told.format(there=there, here=version()))

    def _is_fit(self, worker: str, said: object) -> bool:
        """Whether a worker said what it should; one that was lost meanwhile is not fit, and no reason to stop."""
        if isinstance(said, OSError):
            return False
        if not isinstance(said, dict):
            told = _("The worker {worker} cannot grade: {reason}.")
            raise ClusterError(told.format(worker=worker, reason=_brief(said)))
        if found := difference(said, self._here):
            told = _("The worker {worker} differs from this machine: {differences}.")
            raise ClusterError(told.format(worker=worker, differences=found))
        return True

    def _threads_of(self) -> dict[str, int]:
        """The threads of each worker."""
        with _reaching():
            threads: dict[str, int] = self._client.nthreads()
        return threads

    def next_of(self, ended: "queue.SimpleQueue[Answer]") -> Answer:
        """The next batch that has ended.

        Raises
        ------
        ClusterError
            As `missed` does.
        """
        while True:
            try:
                return ended.get(timeout=LOOK)
            except queue.Empty:
                self.missed()

    def missed(self) -> None:
        """Nothing came: see whether a worker is left, and after a while without any, start those of this machine anew.

        Raises
        ------
        ClusterError
            If there was no worker for too long.
        """
        now = time.monotonic()
        if self._threads_of():
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = self._started = now
        elif now - self._alone_since > NO_WORKER:
            told = _("There has been no worker for {minutes} minutes; run the same again to go on.")
            raise ClusterError(told.format(minutes=NO_WORKER // 60))
        elif now - self._started > GIVEN_UP:
            self._start_anew()
            self._started = now

    def _start_anew(self) -> None:
        here = self._client.cluster
        if isinstance(here, LocalCluster):
            here.scale(len(here.worker_spec) + self._at_first)  # to close the others might take for ever


@contextmanager
def _reaching() -> Iterator[None]:
    """Say in a sentence that the scheduler cannot be reached any more."""
    try:
        yield
    except (OSError, CancelledError, ClosedClientError) as error:
        raise ClusterError(_(LOST)) from error


def _brief(error: object) -> str:
    """The first line of what an error says, or else its kind."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
