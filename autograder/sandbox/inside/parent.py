"""The warm parent: NumPy loaded, its lazy routines called once, and a fork for every submission.

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
from typing import Any

from . import codec, isolation, landlock, serve, warmth
from .orders import BIRTH, END, ENDED, FAILED, FORK, ORDER, READY, REPORT


class Child:
    """A fork that has not ended: the process that waits for it, its own number once known, whether it is to die."""

    def __init__(self, number: int, waiter: int) -> None:
        self.number = number
        self.waiter = waiter
        self.process = 0
        self.condemned = False


def main(control_descriptor: int) -> None:
    control = socket.socket(fileno=control_descriptor)
    settings = first_message(control)
    if settings["wall"] != "none":
        isolation.become(settings["uid"])
    resource.setrlimit(resource.RLIMIT_NOFILE, (isolation.DESCRIPTORS, isolation.DESCRIPTORS))
    warmth.warm_up()
    settings["limits"]["memory"] += mapped()  # what the libraries take of the address space is not the student's
    if settings["wall"] == "landlock":
        isolation.no_new_privileges()
        landlock.restrict(settings["readable"], [os.devnull])
    gc.collect()
    gc.freeze()
    # Standard error leads to a file of the trusted side's until all is ready; a submission has no such way out.
    os.dup2(0, 2)
    control.send(REPORT.pack(READY, 0, 0, 0))
    children: dict[int, Child] = {}
    while True:
        ready, _, _ = select.select([control_descriptor, *children], [], [])
        for descriptor in ready:
            if descriptor != control_descriptor:
                listen(descriptor, control, children)
            elif not obey(control, children, settings):
                return


def mapped() -> int:
    """The bytes of this process's address space."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def first_message(control: socket.socket) -> dict[str, Any]:
    data = control.recv(1 << 20)
    header, body = struct.unpack("<II", data[:8])
    message = codec.Decoder(data[8 : 8 + header], data[8 + header : 8 + header + body]).value()
    assert isinstance(message, dict)
    return message


def obey(control: socket.socket, children: dict[int, Child], settings: dict[str, Any]) -> bool:
    descriptors = array.array("i")
    data, extra, _, _ = control.recvmsg(ORDER.size, socket.CMSG_SPACE(descriptors.itemsize))
    if not data:
        return False
    for _, _, received in extra:
        descriptors.frombytes(received[: descriptors.itemsize])
    order, number = ORDER.unpack(data)
    if order == FORK:
        pipe, child = fork(number, descriptors[0], settings)
        children[pipe] = child
        os.close(descriptors[0])
    else:
        for child in children.values():
            if child.number == number:
                condemn(child)
    return True


def condemn(child: Child) -> None:
    child.condemned = True
    if child.process:
        with contextlib.suppress(ProcessLookupError):  # it may have ended by itself just now
            os.kill(child.process, isolation.KILL)


def fork(number: int, channel: int, settings: dict[str, Any]) -> tuple[int, Child]:
    reading, writing = os.pipe()
    waiter = os.fork()
    if waiter:
        os.close(writing)
        return reading, Child(number, waiter)
    try:
        wait_for_submission(channel, writing, settings)
    except BaseException as error:
        os.write(writing, repr(error).encode()[:500])
    finally:
        os._exit(1)


def wait_for_submission(channel: int, pipe: int, settings: dict[str, Any]) -> None:
    """In the first fork: make the namespaces, fork process 1 in them, tell its number, wait, tell how it ended."""
    if settings["wall"] == "bwrap":
        isolation.enter_namespaces()
    else:
        isolation.die_with_parent()
    trouble_reading, trouble_writing = os.pipe()
    process = os.fork()
    if process == 0:
        submit(channel, trouble_writing, settings)
    os.close(channel)
    os.close(trouble_writing)
    trouble = os.read(trouble_reading, 500)
    if trouble:
        os.write(pipe, trouble.ljust(END.size + 1))
        os._exit(1)
    os.write(pipe, BIRTH.pack(process))
    _, status, usage = os.wait4(process, 0)
    if usage.ru_utime + usage.ru_stime >= settings["limits"]["cpu_seconds"]:
        status = signal.SIGXCPU  # that of the hard limit is no other than anybody's
    os.write(pipe, END.pack(status, usage.ru_maxrss))
    os._exit(0)


def submit(channel: int, trouble: int, settings: dict[str, Any]) -> None:
    """In the second fork: isolate, then answer the trusted side until it hangs up. Does not return."""
    try:
        limits = settings["limits"]
        os.setsid()  # a signal to one's own process group must not reach the warm parent
        if settings["wall"] == "bwrap":
            isolation.empty_file_system(limits)
        if settings["wall"] == "landlock":
            isolation.no_new_privileges()
            # Nothing may be written: on a file system that is everybody's, neither size nor number could be limited.
            landlock.restrict(settings["readable"], [os.devnull])
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
        serve.serve(channel, limits)
    finally:
        os._exit(0)


def listen(pipe: int, control: socket.socket, children: dict[int, Child]) -> None:
    """Hear a waiting process out: first its child's number, then how it ended."""
    data = os.read(pipe, 512)
    child = children[pipe]
    if len(data) >= BIRTH.size and not child.process and len(data) in (BIRTH.size, BIRTH.size + END.size):
        (child.process,) = BIRTH.unpack(data[: BIRTH.size])
        data = data[BIRTH.size :]
        if child.condemned:
            condemn(child)
        if not data:
            return
    os.waitpid(child.waiter, 0)
    os.close(pipe)
    del children[pipe]
    if len(data) == END.size:
        control.send(REPORT.pack(ENDED, child.number, *END.unpack(data)))
    else:
        control.send(REPORT.pack(FAILED, child.number, 0, 0) + data)


if __name__ == "__main__":
    main(int(sys.argv[1]))
