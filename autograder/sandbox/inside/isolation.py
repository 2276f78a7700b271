"""How a child of the warm parent takes leave of everything: namespaces, files, limits, rights, system calls."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal
import struct
from typing import Any

from .orders import ITSELF

libc = ctypes.CDLL(None, use_errno=True)
prctl, mount, capset, set_handler = libc.prctl, libc.mount, libc.capset, libc.signal  # once, not in each child
calls = ctypes.PyDLL(None, use_errno=True)
"""The same, for what must not happen while another thread could run Python."""

NEW_USER, NEW_MOUNTS, NEW_PIDS, NEW_IPC = 0x10000000, 0x00020000, 0x20000000, 0x08000000
NEW_HOSTNAME, NEW_CGROUP = 0x04000000, 0x02000000
NO_SUID, NO_DEVICES, NO_EXEC, READ_ONLY, RECURSIVE, PRIVATE = 2, 4, 8, 1, 16384, 1 << 18
SET_PARENT_DEATH_SIGNAL, SET_DUMPABLE, SET_SECCOMP, DROP_BOUNDING, NO_NEW_PRIVILEGES, AMBIENT = 1, 4, 22, 24, 38, 47
SECCOMP_FILTER, CLEAR_ALL_AMBIENT, KILL = 2, 4, 9
GET_TID_ADDRESS, CLEAR_TID, SET_TID = 40, 0x00200000, 0x01000000
CLONE = {"aarch64": 220}.get(os.uname().machine, 56)
CAPABILITY_VERSION_3 = 0x20080522

NO_CAPABILITIES = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()

FIRST = 1
"""The number of the first process of a namespace, in that."""

DESCRIPTORS = 1024
"""The warm parent has no descriptor of this number or above: it limits itself to that."""


class Failed(Exception):
    """A step of the isolation did not work: the child must not go on."""


class FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def become(uid: int) -> None:
    """Turn root into a real unprivileged user, for good; an ordinary user stays who they are."""
    if os.getuid() == 0 != uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


def fork_into_namespaces() -> int:
    """Fork, as `os.fork` does, into new namespaces: the child is process 1 in them.

    That of the network alone is the warm parent's, which has none: to make one takes the kernel half a millisecond,
    and to undo it as long, and no child may open a socket.

    One fork instead of an ``unshare`` between two: to copy the tables of the warm parent's memory twice would cost more
    than all else that isolates a submission. Python's own hooks are left out: they mend what other threads were at, of
    which the warm parent has none, and touch hundreds of pages. The child has to call `be_known_as`.
    """
    check("dumpable", prctl(SET_DUMPABLE, 1, 0, 0, 0))
    # The C library keeps the number of a thread, and lets the kernel write that of a child where it keeps it.
    thread = ctypes.c_ulong()
    check("thread", prctl(GET_TID_ADDRESS, ctypes.byref(thread), 0, 0, 0))
    own = ctypes.c_ulong(thread.value)
    flags = NEW_USER | NEW_MOUNTS | NEW_PIDS | NEW_IPC | NEW_HOSTNAME | NEW_CGROUP | SET_TID | CLEAR_TID
    # The fourth or the fifth argument is that address, by the kind of machine; the other one is not looked at.
    process: int = calls.syscall(CLONE, ctypes.c_ulong(flags | signal.SIGCHLD), None, None, own, own)
    if process < 0:
        raise Failed("clone: " + os.strerror(ctypes.get_errno()))
    return process


def be_known_as(uid: int, gid: int) -> None:
    """In a new user namespace: have the numbers that the user has outside."""
    for name, text in (("setgroups", "deny"), ("uid_map", "%d %d 1" % (uid, uid)), ("gid_map", "%d %d 1" % (gid, gid))):
        file = os.open("/proc/self/" + name, os.O_WRONLY)
        os.write(file, text.encode())
        os.close(file)


def may_make_namespaces(uid: int) -> bool:
    """Try in a process of its own whether a child could isolate itself."""
    process = os.fork()
    if process == 0:
        try:
            become(uid)
            user = os.getuid(), os.getgid()
            child = fork_into_namespaces()
            if child:
                os._exit(os.waitpid(child, 0)[1] != 0)
            be_known_as(*user)
            check("mounts", mount(None, b"/", None, RECURSIVE | PRIVATE, None))
            check("/tmp", mount(b"tmpfs", b"/tmp", b"tmpfs", NO_SUID | NO_DEVICES | NO_EXEC, b"size=4k"))
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(process, 0)[1] == 0


def empty_file_system(limits: dict[str, Any]) -> None:
    """A /tmp of the child's own, and nothing in /proc."""
    check("private mounts", mount(None, b"/", None, RECURSIVE | PRIVATE, None))
    size = "size=%d,nr_inodes=%d,mode=700" % (limits["files_together"], limits["file_count"])
    check("/tmp", mount(b"tmpfs", b"/tmp", b"tmpfs", NO_SUID | NO_DEVICES | NO_EXEC, size.encode()))
    check("/proc", mount(b"tmpfs", b"/proc", b"tmpfs", NO_SUID | NO_DEVICES | NO_EXEC | READ_ONLY, b"size=4k"))
    os.chdir("/tmp")


def keep_only(channel: int, trouble: int) -> tuple[int, int]:
    """Close every descriptor but the standard three, which lead nowhere, and these two; gives their new numbers.

    The standard three are opened anew: the flags of an open file are shared by all who inherited it.
    """
    kept = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10) for descriptor in (channel, trouble)]
    os.dup2(kept[0], 3)
    os.dup2(kept[1], 4)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(5, DESCRIPTORS)
    return 3, 4


def set_limits(limits: dict[str, Any]) -> None:
    # The signal of the soft limit can be ignored, and is by process 1 of a namespace; a second later comes the other.
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    for which, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(which, (most, most))


def limit_threads(limits: dict[str, Any]) -> None:
    """Limit the threads of this user in this namespace: without one of its own, all of the user's would count."""
    resource.setrlimit(resource.RLIMIT_NPROC, (limits["threads"], limits["threads"]))


def no_new_privileges() -> None:
    check("no new privileges", prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))


def die_with_parent() -> None:
    check("death signal", prctl(SET_PARENT_DEATH_SIGNAL, KILL, 0, 0, 0))


def leave_to_kernel(number: int) -> None:
    """Have no handler of a signal, as `signal.signal` would for ten times the price."""
    set_handler(number, None)


def give_up_rights() -> None:
    """No capability is left, none can be had again, and the process dies with the one that waits for it."""
    capability = 0
    while prctl(DROP_BOUNDING, capability, 0, 0, 0) == 0:
        capability += 1
    check("ambient", prctl(AMBIENT, CLEAR_ALL_AMBIENT, 0, 0, 0))
    check("capset", capset(*NO_CAPABILITIES))
    no_new_privileges()
    check("undumpable", prctl(SET_DUMPABLE, 0, 0, 0, 0))
    die_with_parent()


def filter_calls(program: FilterProgram) -> None:
    """Load the seccomp filter that the trusted side made; nothing that it forbids can be done from here on."""
    check("seccomp", prctl(SET_SECCOMP, SECCOMP_FILTER, ctypes.byref(program), 0, 0))


def filter_for(program: bytes, process: int) -> FilterProgram:
    """The filter with the number of a process wherever it speaks of the process itself, ready to be loaded."""
    filled = bytearray(program)
    for place in range(4, len(filled), 8):  # the constant is the second half of an instruction
        if struct.unpack_from("<I", filled, place) == (ITSELF,):
            struct.pack_into("<I", filled, place, process)
    return FilterProgram(len(filled) // 8, bytes(filled))


def check(step: str, answer: int) -> None:
    if answer != 0:
        raise Failed("%s: %s" % (step, os.strerror(ctypes.get_errno())))
