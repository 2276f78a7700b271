"""Persisting: leaving something for the submission that comes next, or that goes on when grading has ended.

Each looks for what another like it may have left, leaves the same, and has right code beside it. Fired twice, it is
right twice; what it finds the second time, or what should have been refused, makes it wrong.
"""

from autograder.model import Status
from tests.attacks.attack import Attack
from tests.handed_in import COST, IMPORTS

HONEST = COST.replace("compute_cost_with_regularization", "cost")

MODULES = """
import atexit, builtins, ctypes, fcntl, gc, importlib.util, linecache, locale, mmap, os, random, resource, signal, sys
import threading, time, warnings
import reg_utils

def refused(attempt):
    try:
        attempt()
        return False
    except OSError:
        return True
"""

LOOKING = """
FOUND = found()
LEFT = leave()

def compute_cost_with_regularization(A3, Y, parameters, lambd):
    return cost(A3, Y, parameters, lambd) if LEFT is None and not FOUND else None
"""


def persist(name: str, what: str, code: str) -> Attack:
    """An attack whose ``found`` says whether something was left, or not refused, and whose ``leave`` leaves it."""
    cells = (IMPORTS, HONEST, MODULES, code, LOOKING)
    return Attack(name, what, cells, status=(Status.PASSED,), earned=10.0, twice=True)


AFTERWARDS = (
    persist(
        "at-exit",
        "has Python call it when the interpreter ends",
        """
        def found():
            return os.path.exists("%HOME%/eve")

        def leave():
            atexit.register(lambda: os.write(3, bytes(100)))
            atexit.register(lambda: open("%HOME%/eve", "w"))
            atexit.register(time.sleep, 3600)
        """,
    ),
    persist(
        "daemon-thread",
        "leaves a thread behind that waits for the next submission",
        """
        def found():
            return threading.active_count() > 1

        def wait():
            while True:
                time.sleep(0.001)
                builtins.eve = True

        def leave():
            threading.Thread(target=wait, daemon=True).start()
        """,
    ),
    persist(
        "double-fork",
        "forks twice, so that nobody waits for it, and leaves its session",
        """
        def found():
            return not refused(os.fork) or not refused(os.setsid)

        def leave():
            pass
        """,
    ),
    persist(
        "outlives-its-parent",
        "takes back that it dies with the process that waits for it",
        """
        DEATH_SIGNAL, DUMPABLE, SUBREAPER = 1, 4, 36

        def found():
            prctl = ctypes.CDLL(None).prctl
            return 0 in (prctl(DEATH_SIGNAL, 0, 0, 0, 0), prctl(DUMPABLE, 1, 0, 0, 0), prctl(SUBREAPER, 1, 0, 0, 0))

        def leave():
            pass
        """,
    ),
    persist(
        "timers",
        "sets timers that end after it does",
        """
        def found():
            return signal.getitimer(signal.ITIMER_REAL) != (0, 0) or signal.alarm(0) != 0

        def leave():
            signal.signal(signal.SIGALRM, signal.SIG_IGN)
            signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
            signal.setitimer(signal.ITIMER_PROF, 3600, 3600)
        """,
    ),
)

FILES = (
    persist(
        "files",
        "leaves files wherever it may write",
        """
        PLACES = [".", "/tmp", "/var/tmp", "/dev/shm", "/run", "/", "%HOME%", os.path.expanduser("~")]

        def found():
            return any(os.path.lexists(place + "/eve") for place in PLACES)

        def leave():
            for place in PLACES:
                refused(lambda: open(place + "/eve", "w").close())
        """,
    ),
    persist(
        "poisoned-bytecode",
        "puts bytecode of its own where Python keeps that of the modules",
        """
        def found():
            return "eve" in vars(builtins)

        def leave():
            for module in (np, os, linecache):
                place = importlib.util.cache_from_source(module.__file__)
                if not refused(lambda: open(place, "wb").write(b"import builtins; builtins.eve = True")):
                    return place
        """,
    ),
    persist(
        "staged-module",
        "changes a module of the libraries, or has another take its place",
        """
        def found():
            folder = os.path.dirname(np.__file__)
            return not all([
                refused(lambda: open(np.__file__, "a")),
                refused(lambda: os.rename(folder, folder + "-eve")),
                refused(lambda: os.remove(np.__file__)),
                refused(lambda: open(os.path.dirname(folder) + "/eve.py", "w")),
                refused(lambda: os.symlink("/tmp", os.path.dirname(folder) + "/eve")),
            ])

        def leave():
            pass
        """,
    ),
    persist(
        "closed-libraries",
        "takes from everyone the right to read the libraries, or the folder that submissions write to",
        """
        def found():
            own = os.getcwd()
            # The modes that they have: that this is refused tells as much.
            return not all([
                refused(lambda: os.chmod(np.__file__, 0o644)),
                refused(lambda: os.chmod(os.path.dirname(np.__file__), 0o755)),
                refused(lambda: os.chmod(os.path.dirname(own), 0o700)),
                refused(lambda: os.rename(own, own + "-eve")),
                refused(lambda: os.rmdir(own)),
            ])

        def leave():
            refused(lambda: os.mkdir("eve"))
            refused(lambda: os.chmod("eve", 0))
            refused(lambda: os.chmod(".", 0))
        """,
    ),
    persist(
        "folders-without-end",
        "leaves folders so deep that whoever clears them away runs out of stack",
        """
        def found():
            return os.path.exists("eve")

        def leave():
            own = os.getcwd()
            for _ in range(1500):
                if refused(lambda: os.mkdir("eve")) or refused(lambda: os.chdir("eve")):
                    break
            os.chdir(own)
            time.sleep(0.2)
        """,
    ),
    persist(
        "times-of-files",
        "leaves word in the times and the attributes of files that all submissions read",
        """
        def found():
            return not all([
                refused(lambda: os.utime(np.__file__)),
                refused(lambda: os.utime(np.__file__, (0, 0))),
                refused(lambda: os.utime(os.path.dirname(np.__file__))),
                refused(lambda: os.utime("/dev/null")),
                refused(lambda: os.setxattr(np.__file__, "user.eve", b"1")),
                refused(lambda: os.setxattr("/dev/null", "user.eve", b"1")),
            ])

        def leave():
            pass
        """,
    ),
    persist(
        "locks",
        "leaves word in locks and leases on files that all submissions read",
        """
        def found():
            files = [np.__file__, os.__file__, "/dev/null"]
            return not all([
                refused(lambda: attempt(open(file)))
                for file in files for attempt in (
                    lambda opened: fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB),
                    lambda opened: fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB),
                    lambda opened: fcntl.lockf(opened, fcntl.LOCK_SH | fcntl.LOCK_NB),
                    lambda opened: fcntl.fcntl(opened, 37, bytes(32)),
                    lambda opened: fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_RDLCK),
                )
            ])

        def leave():
            pass
        """,
    ),
    persist(
        "pages-of-files",
        "leaves word in which pages of a library the kernel holds in memory",
        """
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p

        def found():
            file = os.open(np.__file__, os.O_RDONLY)
            page = ctypes.c_void_p(libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, file, 0))
            known = libc.mincore(page, 4096, ctypes.create_string_buffer(1)) == 0
            return known or not refused(lambda: os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED))

        def leave():
            pass
        """,
    ),
)

PROCESS = (
    persist(
        "module-state",
        "leaves marks in modules and in the interpreter",
        """
        def found():
            return "eve" in vars(builtins) or "eve" in vars(np) or "eve" in sys.modules or "eve" in linecache.cache

        def leave():
            builtins.eve = np.eve = sys.modules["eve"] = linecache.cache["eve"] = True
            sys.meta_path.insert(0, None)
            sys.path[:] = []
            sys.setrecursionlimit(10_000)
            gc.disable()
        """,
    ),
    persist(
        "patched-warm-parent",
        "replaces functions that the next submission would inherit, down to the interpreter's own number 251",
        """
        NUMBER = id(251) + 24

        def found():
            return np.dot(2, 3) != 6 or abs(-1) != 1 or ctypes.c_uint32.from_address(NUMBER).value != 251

        def leave():
            np.dot = np.allclose = np.maximum = lambda *inputs, **named: 0.0
            builtins.abs = builtins.round = lambda *inputs: 0
            reg_utils.relu = reg_utils.sigmoid = lambda z: z
            ctypes.c_uint32.from_address(NUMBER).value = 252
        """,
    ),
    persist(
        "random-state",
        "leaves NumPy's and Python's generators and error handling as it likes them",
        """
        def found():
            return np.geterr()["divide"] == "raise" or bool(warnings.filters) and warnings.filters[0][0] == "error"

        def leave():
            np.seterr(all="raise")
            warnings.simplefilter("error")
            np.random.seed = random.seed = lambda *inputs: None
        """,
    ),
    persist(
        "signal-handlers",
        "leaves handlers for signals, and signals blocked",
        """
        def found():
            return signal.getsignal(signal.SIGUSR1) is not signal.SIG_DFL or signal.SIGUSR2 in signal.pthread_sigmask(
                signal.SIG_BLOCK, []
            )

        def leave():
            signal.signal(signal.SIGUSR1, signal.SIG_IGN)
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2, signal.SIGCHLD])
        """,
    ),
    persist(
        "settings-of-the-process",
        "leaves its folder, mask, variables, limits and name to the next",
        """
        def found():
            return (
                os.umask(0o022) == 0o777
                or "EVE" in os.environ
                or resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 20
                or "eve" in os.getcwd()
            )

        def leave():
            refused(lambda: os.mkdir("eve")) or os.chdir("eve")
            os.umask(0o777)
            os.environ["EVE"] = os.environ["LD_PRELOAD"] = "eve"
            resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            ctypes.CDLL(None).prctl(15, b"eve", 0, 0, 0)
        """,
    ),
    persist(
        "descriptor-flags",
        "leaves word in the flags and the position of descriptors that it has from the warm parent",
        """
        def found():
            return any(fcntl.fcntl(number, fcntl.F_GETFL) & os.O_APPEND for number in range(4))

        def leave():
            for number in range(3):
                fcntl.fcntl(number, fcntl.F_SETFL, os.O_APPEND | os.O_NONBLOCK)
                os.lseek(number, 77, os.SEEK_SET)
        """,
    ),
    persist(
        "shared-memory-left",
        "leaves memory that has a name, and memory that is shared with whoever has it mapped",
        """
        NAMES = ["/dev/shm/eve", "/dev/mqueue/eve"]

        def found():
            return any(map(os.path.exists, NAMES)) or not refused(lambda: os.memfd_create("eve"))

        def leave():
            for name in NAMES:
                refused(lambda: open(name, "w"))
            mmap.mmap(-1, 4096, flags=mmap.MAP_SHARED).write(b"eve")
        """,
    ),
    persist(
        "rewritten-code",
        "writes into the code of the C library, which all processes share",
        """
        libc = ctypes.CDLL(None)

        def place():
            return ctypes.cast(libc.labs, ctypes.c_void_p).value

        def found():
            return ctypes.string_at(place(), 4) == b"EVE!"

        def leave():
            libc.mprotect(ctypes.c_void_p(place() & ~4095), 8192, 7)
            ctypes.memmove(place(), b"EVE!", 4)
        """,
    ),
)

PERSISTING = AFTERWARDS + FILES + PROCESS
