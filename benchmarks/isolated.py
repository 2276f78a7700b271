"""What `floor` runs behind the sandbox's outer wall: it isolates and runs one notebook after another.

It repeats the steps of `autograder.sandbox.inside.parent` and `serve`, with a look at the clock between them, and sees
no more than they do; it goes there as text. Orders come on standard input; it says when it is warm, and begins at the
next line.
"""

import array
import contextlib
import gc
import json
import os
import resource
import struct
import sys
import time
from typing import Any

from autograder.notebook.packing import packed
from autograder.notebook.program import understand
from autograder.notebook.reading import read
from autograder.sandbox.inside import codec, density, isolation, run, staff, warmth
from autograder.sandbox.inside.parent import mapped

TIMES = 5


def main() -> None:
    header, body = struct.unpack("<II", sys.stdin.buffer.read(8))
    orders = codec.decoded(sys.stdin.buffer.read(header), sys.stdin.buffer.read(body))
    if orders["core"] is not None:
        os.sched_setaffinity(0, {orders["core"]})
    isolation.become(orders["uid"])
    resource.setrlimit(resource.RLIMIT_NOFILE, (isolation.DESCRIPTORS, isolation.DESCRIPTORS))
    orders["user"] = os.getuid(), os.getgid()
    warmth.warm_up()
    ready = staff.ready(orders["staff"])
    orders["filter"] = isolation.filter_for(orders["filter"], isolation.FIRST)
    orders["limits"]["memory"] += mapped()
    gc.collect()
    density.fill_gaps()
    gc.freeze()
    for name, paper in orders["files"][: orders["warm_up"]]:
        submission(name, orders["papers"][paper], orders, ready)
    print(flush=True)
    sys.stdin.buffer.readline()
    times = [submission(name, orders["papers"][paper], orders, ready) for name, paper in orders["files"]]
    bury(0)
    print(json.dumps(times), flush=True)


def submission(name: str, cases: list[dict[str, Any]], orders: dict[str, Any], ready: staff.Ready) -> list[float]:
    """The seconds of each stage of one notebook, in the order of `floor.STAGES`, but for the last."""
    started = time.perf_counter()
    with os.fdopen(os.open(name, os.O_RDONLY, dir_fd=orders["folder"]), "rb") as file:
        data = file.read()
    loaded = time.perf_counter()
    reading, writing = os.pipe()
    process = isolation.fork_into_namespaces()
    if process == 0:
        submit(writing, data, name, cases, orders, ready)
    os.close(writing)
    told = os.read(reading, 4096)
    os.close(reading)
    bury(os.WNOHANG)  # the kernel undoes namespaces while the next submission is read, as in the grader
    times = array.array("d", told)
    if len(times) != TIMES:
        raise SystemExit(f"{name}: {told.decode('utf-8', 'replace')}")
    isolated, read_, parsed, defined, answered = times
    return [
        isolated - loaded,
        loaded - started + read_ - isolated,
        parsed - read_,
        defined - parsed,
        answered - defined,
    ]


def bury(how: int) -> None:
    """Hear of the ends of children: of those that have ended by now, or of all."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, how)[0]:
            pass


def submit(
    pipe: int, data: bytes, name: str, cases: list[dict[str, Any]], orders: dict[str, Any], ready: staff.Ready
) -> None:
    """In the fork: isolate as `parent.submit` does, then the steps of `serve`, without the channel."""
    limits = orders["limits"]
    told = array.array("d")
    try:
        isolation.die_with_parent()
        os.setsid()
        isolation.be_known_as(*orders["user"])
        isolation.empty_file_system(limits)
        pipe, other = isolation.keep_only(pipe, pipe)
        isolation.set_limits(limits)
        isolation.limit_threads(limits)
        isolation.give_up_rights()
        isolation.filter_calls(orders["filter"])
        os.close(other)
        told.append(time.perf_counter())
        cells = read(data, name)
        told.append(time.perf_counter())
        program = understand(cells, ready.cells)
        there = program.definitions
        told.append(time.perf_counter())
        session = run.Session(ready.drivers)
        for exercise in dict.fromkeys(case["exercise"] for case in cases if case["exercise"] in there):
            session.take([(exercise, exercise, packed(program, [exercise], staff.exports))])
            session.define((exercise, exercise))
        told.append(time.perf_counter())
        for case in cases:
            if case["exercise"] in there:
                session.answer(case, case, limits)
        told.append(time.perf_counter())
        os.write(pipe, told.tobytes())
    except BaseException as error:
        os.write(pipe, repr(error).encode())
    os._exit(0)


if __name__ == "__main__":
    main()
