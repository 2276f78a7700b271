"""The floor: what a submission costs that is isolated and run as by this grader, and neither judged nor told of.

Counted are, in processes that do nothing else, one for each core, which each keeps to as the grader's workers do:
reading the file; the fork of a warm parent with the namespaces, mounts, limits and the filter of system calls of a
submission; in that child, reading the notebook, parsing it, running what the graded functions need, and all cases of
the student's paper; its end. Not counted: bubblewrap around the parent, which is paid once; the channel, since
questions are in the parent's memory and answers are dropped; hashes, judging, diagnosing, results, and the handing out
of work.

The children say when they came how far, so the same run tells where the milliseconds go.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from autograder import assignments
from autograder import secret as secrets
from autograder.course import Course
from autograder.model import Public
from autograder.papers import drawn_inputs
from autograder.rooms import equipment
from autograder.sandbox import bubblewrap, seccomp, wire
from autograder.sandbox.limits import Limits
from autograder.sandbox.view import PACKAGE, stage
from autograder.scale.local import kept_to

from .notebooks import NAME, ROOT

STAGES = {
    "isolate": "fork, namespaces, mounts, limits, filter",
    "read": "the file, JSON to cells",
    "parse": "cells to statements and what they use",
    "define": "what the functions need",
    "cases": "all cases of the paper",
    "end": "what else the processor was at: exits, and the namespaces with them",
}
"""In the order in which `isolated` tells their seconds; the last is what they leave of the whole."""

WARM_UP = 5
"""Notebooks that each process does before the clock starts."""


class FloorFailed(Exception):
    """A submission did not come to its end: what the others cost is no floor."""


@dataclass(frozen=True)
class Floor:
    """Notebooks, the seconds that all cores together took for them, and the mean milliseconds of each stage of one."""

    notebooks: int
    seconds: float
    stages: Mapping[str, float]


def measure(files: Sequence[Path], secret: bytes, processes: int) -> Floor:
    """The floor for these notebooks.

    Raises
    ------
    FloorFailed
        With what the failing process said.
    """
    shares = [share for first in range(processes) if (share := files[first::processes])]
    with ExitStack() as stack:
        keeps = kept_to(len(shares))
        workers = [stack.enter_context(_started(*each, secret)) for each in zip(shares, keeps, strict=True)]
        for worker in workers:
            _said(worker)  # that it is warm
        started = time.perf_counter()
        for worker in workers:
            assert worker.stdin
            worker.stdin.write(b"\n")
            worker.stdin.flush()
        times = [times for worker in workers for times in msgspec.json.decode(_said(worker), type=list[list[float]])]
        seconds = time.perf_counter() - started
    means = [1000 * sum(stage) / len(times) for stage in zip(*times, strict=True)]
    left = 1000 * seconds * len(shares) / len(files) - sum(means)
    return Floor(len(files), seconds, dict(zip(STAGES, [*means, left], strict=True)))


def _started(files: Sequence[Path], core: int | None, secret: bytes) -> "subprocess.Popen[bytes]":
    """A process behind the outer wall of the sandbox, with its view of the files, that runs `isolated`."""
    (folder,) = {file.parent for file in files}
    descriptor = os.open(folder, os.O_RDONLY)  # the view does not hold the class, which is read through this
    *wall, _ = bubblewrap.command(stage(sys.executable, assignments.load(NAME).distributions), descriptor)
    begin = f"import sys; sys.path[:1] = []; sys.path.append({bubblewrap.SITE!r})\n"
    program = Path(__file__).with_name("isolated.py").read_text("utf-8").replace("from autograder.", f"from {PACKAGE}.")
    worker = subprocess.Popen(
        [*wall, begin + program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=(descriptor,),
        env=bubblewrap.ENVIRONMENT,
        cwd="/",
    )
    os.close(descriptor)
    assert worker.stdin
    worker.stdin.write(wire.encode(_orders(files, secret) | {"folder": descriptor, "core": core}))
    worker.stdin.flush()
    return worker


def _said(worker: "subprocess.Popen[bytes]") -> bytes:
    assert worker.stdout
    line = worker.stdout.readline()
    if not line.endswith(b"\n"):
        raise FloorFailed(f"The floor was not measured: a process ended with status {worker.wait()}.")
    return line


def _orders(files: Sequence[Path], secret: bytes) -> dict[str, Any]:
    """What a process needs to know, in the format of the sandbox's own messages."""
    sets = [secrets.set_of(secret, file.stem, NAME) for file in files]
    return {
        "uid": bubblewrap.UID,
        "limits": asdict(Limits()),
        "filter": seccomp.filter_bytes(),
        "staff": asdict(equipment(Course(ROOT), NAME)),
        "files": [[file.name, str(number)] for file, number in zip(files, sets, strict=True)],
        "warm_up": WARM_UP,
        "papers": {str(number): _cases(secret, number) for number in set(sets)},
    }


def _cases(secret: bytes, number: int) -> list[dict[str, Any]]:
    """The requests of a paper as `autograder.examination` puts them: public ones first, and none with a driver here."""
    cases = []
    for exercise in assignments.load(NAME).exercises:
        public = [(each.seed, True, each.inputs) for each in exercise.cases if isinstance(each, Public)]
        hidden = [(each.seed, False, inputs) for each, inputs in drawn_inputs(NAME, exercise, secret, number)]
        for seed, loud, inputs in public + hidden:
            request = {"exercise": exercise.name, "name": exercise.name, "driver": None, "inputs": inputs}
            cases.append(request | {"seed": seed, "loud": loud})
    return sorted(cases, key=lambda case: not case["loud"])
