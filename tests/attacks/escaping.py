"""Escaping: reaching the network, other processes, other files, the kernel.

Each of these tries something that must be refused, and has right code beside it: where all of it is refused, that code
earns its points. What the wall lets through shows as a wrong answer, and a slip of the attacker's own as an error.
"""

import ctypes
import os
import re

from autograder.model import Status
from tests.attacks.attack import Attack
from tests.handed_in import COST, IMPORTS

HONEST = COST.replace("compute_cost_with_regularization", "cost")

TOOLS = """
import ctypes
import errno
import fcntl
import os
import resource
import shutil
import signal
import socket
import subprocess

libc = ctypes.CDLL(None, use_errno=True)

def system(name, *arguments):
    if libc.syscall(NUMBERS[name], *(ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)) < 0:
        raise OSError(ctypes.get_errno(), "no")

def refused(attempt):
    try:
        attempt()
        return False
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EACCES, errno.ENOENT, errno.EROFS, errno.EXDEV, errno.ENOSYS):
            raise
        return True

def compute_cost_with_regularization(A3, Y, parameters, lambd):
    if not all([refused(attempt) for attempt in attempts()]):
        return None
    return cost(A3, Y, parameters, lambd)
"""


def escape(name: str, what: str, attempts: str) -> Attack:
    """An attack of which every one of the ``attempts`` has to be refused; ``system`` makes a system call by number."""
    numbers = {call: number(call) for call in re.findall(r'system\("(\w+)"', attempts)}
    cells = (IMPORTS, HONEST, f"NUMBERS = {numbers}", TOOLS, attempts)
    return Attack(name, what, cells, status=(Status.PASSED,), earned=10.0)


def number(call: str) -> int:
    """The number of a system call on this machine."""
    found = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name(call.encode())
    # Where it has none, a number that no machine has: refused as well.
    return found if found >= 0 else 9999


MACHINE_CODE = """
import ctypes
import mmap

def run(code):
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()

def compute_cost_with_regularization(A3, Y, parameters, lambd):
    return run(bytes.fromhex("{code}"))
"""

ESCAPING = (
    escape(
        "loopback",
        "connects to a service on this machine",
        """
        def attempts():
            yield lambda: socket.create_connection(("127.0.0.1", %PORT%), 1)
            yield lambda: socket.create_connection(("::ffff:127.0.0.1", %PORT%), 1)
            yield lambda: socket.create_server(("127.0.0.1", 0))
            yield lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"eve", ("127.0.0.1", %PORT%))
        """,
    ),
    escape(
        "name-server",
        "asks a name server of this machine, by a packet made by hand, for a name that tells what it has seen",
        r"""
        QUESTION = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03eve\x07invalid\x00\x00\x01\x00\x01"

        def attempts():
            yield lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(QUESTION, ("127.0.0.1", 53))
            yield lambda: socket.create_connection(("127.0.0.1", %PORT%), 1).sendall(QUESTION)
        """,
    ),
    escape(
        "abstract-socket",
        "connects to a local socket that is no file",
        r"""
        def attempts():
            yield lambda: socket.socket(socket.AF_UNIX).connect("\0%SOCKET%")
            yield lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"eve", "\0%SOCKET%")
            yield lambda: socket.socketpair()
        """,
    ),
    escape(
        "sockets-of-every-family",
        "makes a socket of any family there is: packets, routes, virtual machines, Bluetooth, cryptography",
        """
        def attempts():
            for family in range(46):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
                    yield lambda: system("socket", family, kind, 0)
        """,
    ),
    escape(
        "channel-as-socket",
        "sends a descriptor over the channel to the grader, or takes one from it",
        """
        BUFFER = ctypes.create_string_buffer(64)

        def attempts():
            yield lambda: system("sendmsg", 3, BUFFER, 0)
            yield lambda: system("recvmsg", 3, BUFFER, 0)
            yield lambda: system("sendto", 3, BUFFER, 1, 0, 0, 0)
            yield lambda: system("setsockopt", 3, 1, 7, BUFFER, 4)
            yield lambda: system("shutdown", 3, 2)
        """,
    ),
    escape(
        "io-uring",
        "has the kernel make connections for it, through io_uring",
        """
        PARAMETERS = ctypes.create_string_buffer(120)

        def attempts():
            yield lambda: system("io_uring_setup", 4, PARAMETERS)
            yield lambda: system("io_uring_enter", 3, 1, 0, 0, 0, 0)
            yield lambda: system("io_uring_register", 3, 0, 0, 0)
            yield lambda: system("io_setup", 4, PARAMETERS)
        """,
    ),
    escape(
        "write-outside",
        "writes to the folder of its instructor, to the system's and to the libraries'",
        """
        PLACES = ["%HOME%", "/", "/etc", "/usr", "/var/tmp", "/dev/shm", "/run", "/root", os.path.dirname(np.__file__),
                  os.path.dirname(os.__file__)]

        def attempts():
            for place in PLACES:
                yield lambda: open(place + "/eve", "w")
                yield lambda: os.mkdir(place + "/eve")
                yield lambda: os.symlink("/etc/passwd", place + "/eve")
                yield lambda: os.open(place, os.O_TMPFILE | os.O_RDWR)
        """,
    ),
    escape(
        "change-outside",
        "empties, removes, renames a file outside, or changes its mode, owner, times and attributes",
        """
        FILES = ["%SECRET%", np.__file__, os.__file__]
        FOLDERS = ["%HOME%", os.path.dirname(np.__file__)]

        def attempts():
            for file in FILES:
                yield lambda: os.open(file, os.O_RDWR)
                yield lambda: os.open(file, os.O_RDONLY | os.O_TRUNC)
                yield lambda: os.truncate(file, 0)
                yield lambda: os.remove(file)
            for path in FILES + FOLDERS:
                yield lambda: os.rename(path, path + "-eve")
                yield lambda: os.rename(path, "eve")
                yield lambda: os.chmod(path, os.stat(path).st_mode & 0o777)
                yield lambda: os.chown(path, os.getuid(), os.getgid())
                yield lambda: os.utime(path, (0, 0))
                yield lambda: os.setxattr(path, "user.eve", b"1")
        """,
    ),
    escape(
        "symbolic-links",
        "reads and writes through symbolic links in its own folder that point outside",
        """
        def link(target):
            if os.path.lexists("eve"):
                os.remove("eve")
            os.symlink(target, "eve")
            return "eve"

        def attempts():
            yield lambda: open(link("%SECRET%"))
            yield lambda: open(link("%SECRET%"), "a")
            yield lambda: open(link("/proc/self/root%SECRET%"))
            yield lambda: open(link("%HOME%") + "/eve", "w")
            yield lambda: os.listdir(link("%HOME%"))
        """,
    ),
    escape(
        "hard-links",
        "gives a file outside a name in its own folder, or its own file a name outside",
        """
        def own():
            with open("own", "w"):
                return "own"

        def attempts():
            yield lambda: os.link("%SECRET%", "eve")
            yield lambda: os.link(np.__file__, "eve")
            yield lambda: os.link(own(), "%HOME%/eve")
            yield lambda: os.rename(own(), "%HOME%/eve")
            yield lambda: system("linkat", os.open(np.__file__, os.O_PATH), b"", -100, b"eve", 0x1000)
        """,
    ),
    escape(
        "file-handles",
        "opens a file by the handle that the kernel has for it, past all folders",
        """
        HANDLE, MOUNT = ctypes.create_string_buffer(b"\\x80\\0\\0\\0", 136), ctypes.c_int()

        def attempts():
            yield lambda: system("name_to_handle_at", -100, b"/", HANDLE, ctypes.byref(MOUNT), 0)
            yield lambda: system("open_by_handle_at", -100, HANDLE, os.O_RDONLY)
        """,
    ),
    escape(
        "change-root",
        "takes another folder for the root, and climbs out of it",
        """
        def attempts():
            yield lambda: os.chroot(".")
            yield lambda: system("pivot_root", b".", b".")
            yield lambda: open("../" * 40 + "%SECRET%")
            yield lambda: os.chdir("../" * 40 + "%HOME%") or open("secret")
            yield lambda: os.open("%SECRET%".lstrip("/"), os.O_RDONLY, dir_fd=os.open("/", os.O_PATH))
        """,
    ),
    escape(
        "trace",
        "traces a process of the grader's, and has itself traced",
        """
        TRACE_ME, ATTACH, SEIZE = 0, 16, 0x4206

        def attempts():
            for process in (%PID%, os.getppid(), 1):
                yield lambda: system("ptrace", ATTACH, process, 0, 0)
                yield lambda: system("ptrace", SEIZE, process, 0, 0)
            yield lambda: system("ptrace", TRACE_ME, 0, 0, 0)
        """,
    ),
    escape(
        "memory-of-others",
        "reads and writes the memory of another process",
        """
        class Piece(ctypes.Structure):
            _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

        BUFFER = ctypes.create_string_buffer(8)
        HERE, THERE = Piece(ctypes.addressof(BUFFER), 8), Piece(id(np), 8)

        def attempts():
            for process in (%PID%, os.getppid()):
                yield lambda: system("process_vm_readv", process, ctypes.byref(HERE), 1, ctypes.byref(THERE), 1, 0)
                yield lambda: system("process_vm_writev", process, ctypes.byref(HERE), 1, ctypes.byref(THERE), 1, 0)
                yield lambda: system("process_madvise", process, ctypes.byref(THERE), 1, 4, 0)
                yield lambda: system("kcmp", process, os.getpid(), 0, 0, 0)
                yield lambda: open(f"/proc/{process}/mem", "r+b")
                yield lambda: open(f"/proc/{process}/environ", "rb")
                yield lambda: os.listdir(f"/proc/{process}/fd")
        """,
    ),
    escape(
        "descriptors-of-others",
        "takes an open descriptor from another process",
        """
        def attempts():
            yield lambda: os.pidfd_open(%PID%)
            yield lambda: os.pidfd_open(os.getppid())
            yield lambda: system("pidfd_getfd", 3, 0, 0)
        """,
    ),
    escape(
        "signals",
        "ends, stops or wakes a process of the grader's",
        """
        def attempts():
            for process in (%PID%, os.getppid(), os.getpid() + (1 << 32)):
                yield lambda: system("kill", process, signal.SIGKILL)
                yield lambda: system("tkill", process, signal.SIGKILL)
                yield lambda: system("tgkill", process, process, signal.SIGKILL)
                yield lambda: system("rt_sigqueueinfo", process, signal.SIGKILL, bytes(128))
                yield lambda: system("rt_tgsigqueueinfo", process, process, signal.SIGKILL, bytes(128))
                yield lambda: system("pidfd_send_signal", 3, signal.SIGKILL, 0, 0)
        """,
    ),
    escape(
        "signals-to-everyone",
        "ends every process that it may end, and every one of its group",
        """
        def attempts():
            yield lambda: os.kill(-1, signal.SIGKILL)
            yield lambda: os.kill(0, signal.SIGKILL)
            yield lambda: os.killpg(os.getpgid(0), signal.SIGKILL)
            yield lambda: os.kill(-os.getppid(), signal.SIGKILL)
        """,
    ),
    escape(
        "signals-by-descriptor",
        "has the kernel send signals to others, as the owner of a descriptor, by a lease or by a watch on a folder",
        """
        SET_SIGNAL, SET_LEASE, NOTIFY, OWNER = 10, 1024, 1026, 15

        def attempts():
            yield lambda: fcntl.fcntl(3, fcntl.F_SETOWN, %PID%)
            yield lambda: fcntl.fcntl(3, fcntl.F_SETOWN, -1)
            yield lambda: fcntl.fcntl(3, OWNER, bytes(8))
            yield lambda: fcntl.fcntl(3, SET_SIGNAL, signal.SIGKILL)
            yield lambda: fcntl.fcntl(0, SET_LEASE, 0)
            yield lambda: fcntl.fcntl(os.open(".", os.O_RDONLY), NOTIFY, 2)
            yield lambda: fcntl.ioctl(3, 0x8901, bytes(4))
        """,
    ),
    escape(
        "limits-of-others",
        "starves another process: of processor time, files, priority, or of its place in memory",
        """
        def attempts():
            for process in (%PID%, 1):
                yield lambda: resource.prlimit(process, resource.RLIMIT_CPU, (0, 0))
                yield lambda: os.setpriority(os.PRIO_PROCESS, process, 19)
                yield lambda: os.sched_setaffinity(process, [0])
                yield lambda: os.sched_setscheduler(process, os.SCHED_IDLE, os.sched_param(0))
                yield lambda: system("ioprio_set", 1, process, 0x6000)
                yield lambda: system("migrate_pages", process, 0, 0, 0)
                yield lambda: system("move_pages", process, 0, 0, 0, 0, 0)
        """,
    ),
    escape(
        "mounts",
        "mounts another file system, unmounts its own, or makes a read-only one writable",
        """
        BIND, REMOUNT = 4096, 32

        def attempts():
            yield lambda: system("mount", b"proc", b".", b"proc", 0, 0)
            yield lambda: system("mount", b"/", b".", 0, BIND, 0)
            yield lambda: system("mount", 0, b"/", 0, REMOUNT, 0)
            yield lambda: system("umount2", b"/tmp", 2)
            yield lambda: system("umount2", b"/proc", 2)
            yield lambda: system("fsopen", b"tmpfs", 0)
            yield lambda: system("open_tree", -100, b"/", 1)
            yield lambda: system("move_mount", -100, b".", -100, b"/", 0)
            yield lambda: system("mount_setattr", -100, b"/", 0, bytes(32), 32)
        """,
    ),
    escape(
        "namespaces",
        "makes namespaces of its own, in which it would be root, or enters another process's",
        """
        KINDS = [0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x00000080]

        def attempts():
            for kind in KINDS:
                yield lambda: system("unshare", kind)
            for kind in KINDS:
                yield lambda: system("setns", 3, kind)
            for kind in KINDS:
                yield lambda: system("clone", kind | signal.SIGCHLD, 0, 0, 0, 0)
            yield lambda: system("clone3", bytes(88), 88)
        """,
    ),
    escape(
        "processes",
        "starts another process in every way there is, and other programs",
        """
        def attempts():
            yield lambda: os.fork()
            yield lambda: system("fork")
            yield lambda: system("clone", signal.SIGCHLD, 0, 0, 0, 0)
            yield lambda: subprocess.run(["/bin/sh", "-c", "touch %HOME%/eve"])
            yield lambda: os.posix_spawn("/bin/sh", ["sh"], {})
            yield lambda: system("execve", b"/bin/sh", 0, 0)
            yield lambda: system("execveat", -100, b"/bin/sh", 0, 0, 0)
        """,
    ),
    escape(
        "another-user",
        "becomes root again: by the user's number, by capabilities, by a program that is set to run as root",
        """
        PROGRAMS = ["/bin/su", "/usr/bin/sudo", "/usr/bin/passwd", "/usr/bin/newuidmap", "/usr/bin/bwrap"]
        CAPABILITIES = (ctypes.c_uint32 * 2)(0x20080522, 0)

        def attempts():
            for program in PROGRAMS:
                yield lambda: os.execv(program, [program])
            yield lambda: os.setuid(0)
            yield lambda: os.setresuid(0, 0, 0)
            yield lambda: os.setgid(0)
            yield lambda: os.setgroups([0])
            yield lambda: system("setfsuid", 0)
            yield lambda: system("capset", CAPABILITIES, (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6))
            yield lambda: open("own", "w") and os.chown("own", 0, 0)
        """,
    ),
    escape(
        "terminal",
        "types commands into the terminal from which grading was started",
        """
        PUSH_CHARACTER, SELECTION, CONTROL, NEW_TERMINAL = 0x5412, 0x541C, 0x540E, 0x5430

        def attempts():
            yield lambda: open("/dev/tty", "w")
            yield lambda: open("/dev/ptmx", "w")
            yield lambda: open("/dev/console", "w")
            for number in range(3):
                for request in (PUSH_CHARACTER, PUSH_CHARACTER | 1 << 32, SELECTION, CONTROL, NEW_TERMINAL):
                    yield lambda: system("ioctl", number, request, b"x")
        """,
    ),
    escape(
        "devices",
        "opens the memory, the disks, the log and other devices of the machine, or makes one of its own",
        """
        NAMES = ["mem", "kmsg", "sda", "vda", "nvme0n1", "loop-control", "kvm", "fuse", "net/tun", "input/event0",
                 "fb0", "dri/card0", "snd/timer", "mapper/control", "vsock", "userfaultfd", "shm/eve", "mqueue/eve"]
        def attempts():
            for name in NAMES:
                yield lambda: os.open("/dev/" + name, os.O_RDWR | os.O_CREAT)
            yield lambda: os.mknod("eve", 0o600 | 0o020000, os.makedev(1, 1))
            yield lambda: os.mknod("eve", 0o600 | 0o060000, os.makedev(254, 0))
        """,
    ),
    escape(
        "shared-memory",
        "makes memory, queues and semaphores that another process could open",
        """
        def attempts():
            yield lambda: open("/dev/shm/eve", "w")
            yield lambda: os.memfd_create("eve")
            yield lambda: system("memfd_secret", 0)
            yield lambda: system("shmget", 0xE5E, 4096, 0o1666)
            yield lambda: system("semget", 0xE5E, 1, 0o1666)
            yield lambda: system("msgget", 0xE5E, 0o1666)
            yield lambda: system("mq_open", b"eve", os.O_RDWR | os.O_CREAT, 0o600, 0)
        """,
    ),
    escape(
        "keyring",
        "reads the keys that the kernel holds for the user, or leaves one there",
        """
        def attempts():
            yield lambda: system("add_key", b"user", b"eve", b"1", 1, -4)
            yield lambda: system("request_key", b"user", b"eve", 0, 0)
            yield lambda: system("keyctl", 0, -4, 1, 0, 0)
        """,
    ),
    escape(
        "kernel-machinery",
        "loads code into the kernel, watches it, or has it report page faults: where most of its holes have been",
        """
        def attempts():
            yield lambda: system("bpf", 0, bytes(72), 72)
            yield lambda: system("perf_event_open", bytes(128), 0, -1, -1, 0)
            yield lambda: system("userfaultfd", 0)
            yield lambda: system("init_module", 0, 0, b"")
            yield lambda: system("finit_module", 3, b"", 0)
            yield lambda: system("delete_module", b"eve", 0)
            yield lambda: system("kexec_load", 0, 0, 0, 0)
            yield lambda: system("vmsplice", 3, 0, 0, 0)
            yield lambda: system("splice", 3, 0, 3, 0, 1, 0)
            yield lambda: system("modify_ldt", 0, 0, 0)
            yield lambda: system("remap_file_pages", 0, 0, 0, 0, 0)
            yield lambda: system("pkey_alloc", 0, 0)
        """,
    ),
    escape(
        "watching-files",
        "watches what others do to files",
        """
        def attempts():
            yield lambda: system("inotify_init1", 0)
            yield lambda: system("inotify_init")
            yield lambda: system("fanotify_init", 0, 0)
        """,
    ),
    escape(
        "the-machine",
        "sets the clock, the machine's name, its swap and its log, or restarts it",
        """
        def attempts():
            yield lambda: system("sethostname", b"eve", 3)
            yield lambda: system("setdomainname", b"eve", 3)
            yield lambda: system("settimeofday", 0, 0)
            yield lambda: system("clock_settime", 0, 0)
            yield lambda: system("adjtimex", bytes(208))
            yield lambda: system("swapoff", b"eve")
            yield lambda: system("syslog", 3, ctypes.create_string_buffer(64), 64)
            yield lambda: system("acct", b"eve")
            yield lambda: system("quotactl", 0, 0, 0, 0)
            yield lambda: system("iopl", 3)
            yield lambda: system("reboot", 0, 0, 0, 0)
        """,
    ),
    escape(
        "proc-and-sys",
        "reads and writes what the kernel shows of other processes and of itself",
        """
        READ = ["/proc/1/root/etc/passwd", "/proc/%PID%/environ", "/proc/%PID%/root%SECRET%", "/proc/self/environ",
                "/proc/kcore", "/proc/kallsyms", "/proc/net/tcp", "/proc/mounts", "/proc/self/cwd/own"]
        WRITE = ["/proc/self/oom_score_adj", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/self/mem",
                 "/proc/self/uid_map", "/sys/kernel/uevent_helper", "/sys/fs/cgroup/cgroup.procs"]
        def attempts():
            for path in READ:
                yield lambda: open(path)
            for path in WRITE:
                yield lambda: open(path, "r+")
        """,
    ),
    escape(
        "own-library",
        "loads C code that it has brought along, and calls from it what Python does not offer",
        """
        def brought():
            # A library of the machine's, as any other that a student could compile and hand in as text.
            shutil.copyfile(np.random.mtrand.__file__, "eve.so")
            return ctypes.CDLL(os.path.abspath("eve.so"))

        def call():
            try:
                brought()
            except OSError:
                pass  # from here no library can be loaded: libc it is
            system("socket", 2, 1, 0)

        def attempts():
            yield call
        """,
    ),
)

if os.uname().machine == "x86_64":
    ESCAPING += (
        Attack(
            "calls-of-32-bits",
            "asks the kernel through the door of 32-bit programs, where calls have other numbers",
            # mov eax, 359 (socket); mov ebx, 2; mov ecx, 1; xor edx, edx; int 0x80; ret
            (MACHINE_CODE.format(code="53b867010000bb02000000b90100000031d2cd805bc3"),),
            status=(Status.CRASHED,),
        ),
        Attack(
            "calls-of-x32",
            "asks the kernel for the calls of the x32 kind, which have a bit more in their number",
            # mov eax, 0x40000000 + 41 (socket); mov edi, 2; mov esi, 1; xor edx, edx; syscall; ret
            (MACHINE_CODE.format(code="b829000040bf02000000be0100000031d20f05c3"),),
            status=(Status.CRASHED,),
        ),
    )
