"""Fences a process in with Landlock: files below some paths, and signals to its own descendants, nothing else.

The kernel's own protocol: three system calls of the same number on every architecture, and packed structures. Each
version of it can hold more; `restrict` asks for all that the running one knows.
"""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Iterable

libc = ctypes.CDLL(None, use_errno=True)

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, PATH_BENEATH = 1, 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIRECTORY = 1, 2, 4, 8
ALL_OF_VERSION_1 = (1 << 13) - 1
REFER, TRUNCATE, DEVICE_CONTROL = 1 << 13, 1 << 14, 1 << 15
BIND_AND_CONNECT_TCP = 3
ABSTRACT_SOCKETS_AND_SIGNALS = 3

READING = EXECUTE | READ_FILE | READ_DIRECTORY
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_CONTROL
"""What a rule about a single file may grant."""


class Failed(Exception):
    """The kernel refused a step: the process must not go on."""


LEAST = 3
"""The version from which on a file that may only be read cannot be truncated either: Linux 6.2."""


def version() -> int:
    """The version of Landlock that the kernel speaks; 0 where it has none, or where it is switched off."""
    return max(0, int(libc.syscall(CREATE_RULESET, None, 0, ASK_VERSION)))


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Leave this process, for good, nothing but these paths and what lies below them."""
    known = version()
    files = ALL_OF_VERSION_1
    files |= REFER | TRUNCATE
    files |= DEVICE_CONTROL if known >= 5 else 0
    network = BIND_AND_CONNECT_TCP if known >= 4 else 0
    scoped = ABSTRACT_SOCKETS_AND_SIGNALS if known >= 6 else 0
    attributes = struct.pack("=QQQ", files, network, scoped)
    rules = check("ruleset", libc.syscall(CREATE_RULESET, attributes, len(attributes), 0))
    try:
        for path in readable:
            allow(rules, path, READING & files)
        for path in writable:
            allow(rules, path, files & ~EXECUTE)
        check("restriction", libc.syscall(RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)


def allow(rules: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            rights &= OF_FILES
        check(path, libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, place), 0))
    finally:
        os.close(place)


def check(step: str, answer: int) -> int:
    if answer < 0:
        raise Failed("landlock, %s: %s" % (step, os.strerror(ctypes.get_errno())))
    return answer
