"""The seccomp filter of a child, made here with libseccomp and loaded there as bytes.

It is a list of what computing needs; everything else answers EPERM. So there are no sockets, no new processes and no
namespaces, no exec, ptrace, bpf, perf, keyring, io_uring or mount, whatever a later kernel adds. Neither are there
locks, leases or times of files: those of the shared read-only ones would be a channel from one submission to another.
Modes of files stay as they are, for Landlock does not hold them: an ordinary user's would be the grader's own. What
the kernel holds of shared files in memory can be neither asked nor changed: that too would be a channel.
Signals and limits reach the process itself alone, also where it has no process numbers of its own.
"""

import ctypes
import ctypes.util
import os
from functools import cache

from ..language import _
from .inside.orders import ITSELF

ALLOWED = """
    read write readv writev pread64 pwrite64 preadv pwritev open openat close close_range creat stat fstat lstat
    newfstatat statx access faccessat faccessat2 lseek dup dup2 dup3 fsync fdatasync truncate ftruncate
    getdents getdents64 getcwd chdir fchdir rename renameat renameat2 mkdir mkdirat rmdir link linkat unlink unlinkat
    symlink symlinkat readlink readlinkat umask fallocate
    sendfile copy_file_range statfs fstatfs pipe pipe2 eventfd2 poll ppoll select pselect6 epoll_create
    epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    mmap mprotect munmap brk mremap madvise msync membarrier
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
    pause alarm setitimer getitimer restart_syscall
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    exit exit_group getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid getpgid getpgrp
    getsid set_tid_address set_robust_list get_robust_list futex futex_waitv rseq arch_prctl sched_yield
    sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min getcpu getpriority
    getrlimit setrlimit getrusage sysinfo uname getrandom wait4 waitid capget
""".split()

TERMINAL_QUERIES = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: what Python asks of a file that it opens."""

DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 4, 1030)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: of fcntl's commands those that concern nobody else."""

QUESTIONS_OF_ITSELF = (3, 15, 16, 23, 39, 0x53564D41)
"""PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS, PR_SET_VMA."""

CLONE_THREAD = 0x00010000
_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_EPERM, _ENOSYS = 1, 38
_MASKED_EQUAL, _EQUAL = 7, 4
_OPTIMIZE, _AS_TREE = 8, 2
"""To load a filter, the kernel goes through it for each of its calls: a tree is gone through in a tenth of the time."""


class SeccompMissing(Exception):
    """libseccomp is not installed."""


class _Argument(ctypes.Structure):
    _fields_ = (
        ("index", ctypes.c_uint),
        ("comparison", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@cache
def filter_bytes() -> bytes:
    """The filter as an array of ``struct sock_filter`` (8 bytes each)."""
    library = _library()
    context = library.seccomp_init(_ERRNO | _EPERM)
    if not context:
        raise SeccompMissing(_("libseccomp could not make a filter."))
    try:
        # Where it is not known, the filter is a list, and says the same.
        library.seccomp_attr_set(context, _OPTIMIZE, _AS_TREE)
        for name in ALLOWED:
            _rule(library, context, _ALLOW, name)
        # A thread is a clone that shares the process; clone3 hides its flags in memory, so libc is sent back to clone.
        _rule(library, context, _ALLOW, "clone", _Argument(0, _MASKED_EQUAL, CLONE_THREAD, CLONE_THREAD))
        _rule(library, context, _ERRNO | _ENOSYS, "clone3")
        for query in TERMINAL_QUERIES:
            _rule(library, context, _ALLOW, "ioctl", _Argument(1, _EQUAL, query, 0))
        for command in DESCRIPTOR_COMMANDS:
            _rule(library, context, _ALLOW, "fcntl", _Argument(1, _EQUAL, command, 0))
        for question in QUESTIONS_OF_ITSELF:
            _rule(library, context, _ALLOW, "prctl", _Argument(0, _EQUAL, question, 0))
        for call in ("kill", "tgkill"):
            _rule(library, context, _ALLOW, call, _Argument(0, _EQUAL, ITSELF, 0))
        _rule(library, context, _ALLOW, "prlimit64", _Argument(0, _EQUAL, 0, 0))
        return _exported(library, context)
    finally:
        library.seccomp_release(context)


def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError as error:
        raise SeccompMissing(
            _(
                "libseccomp is missing; install it with 'apt-get install libseccomp2' (Debian, Ubuntu) or your "
                "system's package of that name."
            )
        ) from error
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = (ctypes.c_uint32,)
    library.seccomp_release.argtypes = (ctypes.c_void_p,)
    library.seccomp_attr_set.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32)
    library.seccomp_export_bpf.argtypes = (ctypes.c_void_p, ctypes.c_int)
    library.seccomp_syscall_resolve_name.argtypes = (ctypes.c_char_p,)
    library.seccomp_rule_add_array.argtypes = (
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.POINTER(_Argument),
    )
    return library


def _rule(library: ctypes.CDLL, context: int, action: int, name: str, *arguments: _Argument) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:
        return  # this machine's architecture, or its libseccomp, has no such call
    array = (_Argument * len(arguments))(*arguments)
    if library.seccomp_rule_add_array(context, action, number, len(arguments), array):
        raise SeccompMissing(_("libseccomp refused the rule for {call}.").format(call=name))


def _exported(library: ctypes.CDLL, context: int) -> bytes:
    file = os.memfd_create("filter")
    try:
        if library.seccomp_export_bpf(context, file):
            raise SeccompMissing(_("libseccomp could not write the filter."))
        return os.pread(file, os.fstat(file).st_size, 0)
    finally:
        os.close(file)
