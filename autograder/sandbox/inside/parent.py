"""The warm parent: NumPy loaded, its lazy routines called once, the staff's code ready, and a fork for each submission.

It never runs student code, the reference, or anything that could leave an answer in its memory. It speaks with the
trusted side over a socket of whole packets, in the formats of `orders`. The channel of a child comes as a descriptor
with the order to fork, and is closed here at once.
"""

from __future__ import annotations

import array
import contextlib
import gc
import os
import resource
import select
import signal
import socket
import struct
import sys
from typing import Any, NamedTuple

from . import codec, density, isolation, landlock, serve, staff, warmth
from .orders import ENDED, FAILED, FORK, KILL, ORDER, READY, REPORT, SETTINGS, WARM


class Child(NamedTuple):
    """A fork that has not ended: its number, where it says what went wrong before it served, and whether anybody wants
    to hear how it ends."""

    number: int
    trouble: int
    wanted: bool = True


def main(control_descriptor: int, uid: int) -> None:
    control = socket.socket(fileno=control_descriptor)
    isolation.become(uid)
    resource.setrlimit(resource.RLIMIT_NOFILE, (isolation.DESCRIPTORS, isolation.DESCRIPTORS))
    warmth.warm_up()
    control.send(REPORT.pack(WARM, 0, 0, 0))
    settings = received(control)
    settings["user"] = os.getuid(), os.getgid()
    if settings["wall"] == "bwrap":
        settings["filter"] = isolation.filter_for(settings["filter"], isolation.FIRST)
    ready = staff.ready(settings["staff"])
    settings["limits"]["memory"] += mapped()  # what the libraries take of the address space is not the student's
    if settings["wall"] == "landlock":
        isolation.no_new_privileges()
        landlock.restrict(settings["readable"], [os.devnull])
    deaths = deaths_heard()
    gc.collect()
    density.fill_gaps()
    gc.freeze()
    gc.enable()  # it was of no use while libraries were imported
    # Standard error leads to a file of the trusted side's until all is ready; a submission has no such way out.
    os.dup2(0, 2)
    control.send(REPORT.pack(READY, 0, 0, 0))
    children: dict[int, Child] = {}
    while True:
        heard, _, _ = select.select([control_descriptor, deaths], [], [])
        if deaths in heard:
            os.read(deaths, 4096)
            bury(children, control, settings["limits"])
        if control_descriptor in heard and not obey(control, children, settings, ready):
            return


def mapped() -> int:
    """The bytes of this process's address space."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def received(control: socket.socket) -> dict[str, Any]:
    """The settings, from a file in memory."""
    _, descriptors = packet(control, len(SETTINGS))
    if not descriptors:
        sys.exit(0)  # nobody asked for this one
    with os.fdopen(descriptors[0], "rb") as file:
        file.seek(0)
        header, body = struct.unpack("<II", file.read(8))
        message = codec.decoded(file.read(header), file.read(body))
    assert isinstance(message, dict)
    return message


def packet(control: socket.socket, size: int) -> tuple[bytes, array.array[int]]:
    """What the trusted side sent next, and the descriptor that came with it, if any."""
    descriptors = array.array("i")
    data, extra, _, _ = control.recvmsg(size, socket.CMSG_SPACE(descriptors.itemsize))
    for _, _, received in extra:
        descriptors.frombytes(received[: descriptors.itemsize])
    return data, descriptors


def deaths_heard() -> int:
    """A descriptor that can be read when a child has ended."""
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return reading


def obey(control: socket.socket, children: dict[int, Child], settings: dict[str, Any], ready: staff.Ready) -> bool:
    data, descriptors = packet(control, ORDER.size)
    if not data:
        return False
    order, number = ORDER.unpack(data)
    if order == FORK:
        process, child = fork(number, descriptors[0], settings, ready)
        children[process] = child
        os.close(descriptors[0])
    else:
        for process, child in children.items():
            if child.number == number:
                children[process] = child._replace(wanted=order == KILL)
                with contextlib.suppress(ProcessLookupError):  # it may have ended by itself just now
                    os.kill(process, isolation.KILL)
                break
    return True


def fork(number: int, channel: int, settings: dict[str, Any], ready: staff.Ready) -> tuple[int, Child]:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    process = isolation.fork_into_namespaces() if settings["wall"] == "bwrap" else os.fork()
    if process == 0:
        submit(channel, writing, settings, ready)
    os.close(writing)
    return process, Child(number, reading)


def submit(channel: int, trouble: int, settings: dict[str, Any], ready: staff.Ready) -> None:
    """In the fork: isolate, then answer the trusted side until it hangs up. Does not return."""
    try:
        limits = settings["limits"]
        isolation.die_with_parent()
        signal.set_wakeup_fd(-1)
        isolation.leave_to_kernel(signal.SIGCHLD)
        os.setsid()  # a signal to one's own process group must not reach the warm parent
        if settings["wall"] == "bwrap":
            isolation.be_known_as(*settings["user"])
            isolation.empty_file_system(limits)
        if settings["wall"] == "landlock":
            isolation.no_new_privileges()
            # Nothing may be written: on a file system that is everybody's, neither size nor number could be limited.
            landlock.restrict(settings["readable"], [os.devnull])
            settings["filter"] = isolation.filter_for(settings["filter"], os.getpid())
        channel, trouble = isolation.keep_only(channel, trouble)
        isolation.set_limits(limits)
        if settings["wall"] == "bwrap":
            isolation.limit_threads(limits)
        if settings["wall"] != "none":
            isolation.give_up_rights()
            isolation.filter_calls(settings["filter"])
        os.close(trouble)
    except BaseException as error:
        os.write(trouble, repr(error).encode()[:500])
        os._exit(1)
    try:
        serve.serve(channel, limits, ready)
    finally:
        os._exit(0)


def bury(children: dict[int, Child], control: socket.socket, limits: dict[str, Any]) -> None:
    """Tell the trusted side how each child ended that has."""
    while children:
        process, status, usage = os.wait4(-1, os.WNOHANG)
        if process == 0:
            return
        child = children.pop(process)
        trouble = told(child.trouble)
        if not child.wanted:
            continue
        if trouble:
            control.send(REPORT.pack(FAILED, child.number, 0, 0) + trouble)
            continue
        if usage.ru_utime + usage.ru_stime >= limits["cpu_seconds"]:
            status = signal.SIGXCPU  # that of the hard limit is no other than anybody's
        control.send(REPORT.pack(ENDED, child.number, status, usage.ru_maxrss))


def told(trouble: int) -> bytes:
    """What a child that has ended wrote before it served; as a rule nothing."""
    try:
        return os.read(trouble, 500)
    except BlockingIOError:  # something that it left behind holds the other end still
        return b""
    finally:
        os.close(trouble)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
