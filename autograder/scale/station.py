"""The worker's side of a cluster: what the grading machine calls in the processes of Dask's workers.

All of this is the trusted side. Students' code runs in the sandboxes that a worker starts, as everywhere. Dask starts
its workers as daemons, which may have no children of `multiprocessing`; a bench needs none.
"""

import asyncio
import signal
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

from distributed import Worker, get_worker

from ..bench import open_bench
from ..flow import Bench, grade
from ..model import Result, Submission
from ..rooms import Settings
from ..sandbox.sandbox import SandboxFailed
from .circumstances import What, circumstances
from .local import TRIES
from .parcel import Batch, Graded, Parcel, Unequipped, received, unpacked

_parcels: dict[str, Parcel] = {}
_threads = threading.local()


def dask_setup(worker: Worker) -> None:
    """What Dask calls as a worker starts on the machine of the command.

    An interrupt reaches every process of a terminal; the command decides what it means.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Desk:
    """The bench of one thread of a worker, kept from batch to batch: the kernel ends its sandboxes with the thread.

    The course is laid out in the worker's scratch folder, for its user's eyes alone; Dask removes that with the worker.
    """

    def __init__(self, parcel: Parcel) -> None:
        self.parcel = parcel
        self._settings = unpacked(parcel, Path(tempfile.mkdtemp(dir=get_worker().local_directory, prefix="course-")))
        self._open = ExitStack()
        self._bench: Bench | None = None

    def grade(self, submission: Submission) -> Result | None:
        """The result of a submission; None where the sandbox broke on it again and again."""
        for _ in range(TRIES):
            try:
                return grade(submission, self._ready())
            except SandboxFailed:
                self.clear()
        return None

    def clear(self) -> None:
        """End the sandboxes; the next submission gets fresh ones."""
        self._bench = None
        self._open.close()

    def _ready(self) -> Bench:
        if self._bench is None:
            self._bench = self._open.enter_context(open_bench(self._settings))
        return self._bench


async def describe(settings: Settings) -> dict[What, str]:
    """What this worker's results would depend on. Takes seconds the first time, while the worker has to be heard of.

    Raises
    ------
    SandboxUnavailable
        If nothing can be graded here.
    """
    return await asyncio.to_thread(circumstances, received(settings))


def equip(parcel: Parcel) -> None:
    """Keep a parcel for the batches that will ask for it, for as long as this worker lives."""
    _parcels[parcel.settings.made_with] = parcel


def work(batch: Batch) -> Graded | Unequipped:
    """Grade a batch. Nothing is raised: Dask would keep it, and log what the function was called with."""
    parcel = _parcels.get(batch.made_with)
    if parcel is None:
        return Unequipped(get_worker().address)
    results: list[Result | None] = []
    try:
        desk = _desk(parcel)
        for submission in batch.submissions:
            results.append(desk.grade(submission))  # noqa: PERF401  # those before an exception stay
    except Exception as error:
        return Graded(tuple(results), error)
    return Graded(tuple(results))


def _desk(parcel: Parcel) -> Desk:
    """The desk of this thread; another course's is cleared first."""
    desk: Desk | None = getattr(_threads, "desk", None)
    if desk is None or desk.parcel is not parcel:
        if desk is not None:
            desk.clear()
        _threads.desk = desk = Desk(parcel)
    return desk
