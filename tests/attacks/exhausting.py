"""Exhausting: time, memory, processes, disk, patience.

Each attacks one exercise and has right code for the other three, which keeps its points: a breach costs the exercise
at fault alone. Where nothing is breached, as by printing too much or by threads that are left behind, the attacked
exercise is right too.
"""

from autograder.model import Status
from tests.attacks.attack import Attack
from tests.handed_in import BACKWARD_DROPOUT, BACKWARD_L2, COST, FORWARD_DROPOUT, IMPORTS

HONEST = COST.replace("compute_cost_with_regularization", "cost")

MODULES = """
import ctypes, mmap, os, re, resource, signal, struct, sys, threading, time

def written():
    time.sleep(0.5)
    return "all of it was written"
"""

ATTACKED = """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    answer = attack()
    return cost(A3, Y, parameters, lambd) if answer is None else answer
"""


def exhaust(name: str, what: str, attack: str, *status: Status) -> Attack:
    """An attack whose exercise ends with one of ``status``; it answers what ``attack`` gives, None for the right."""
    cells = (IMPORTS, MODULES, HONEST, attack, ATTACKED, BACKWARD_L2, FORWARD_DROPOUT, BACKWARD_DROPOUT)
    earned = 40.0 if status == (Status.PASSED,) else 30.0
    return Attack(name, what, cells, status=(*status, Status.PASSED), earned=earned)


TIME = (
    exhaust(
        "endless-loop",
        "loops in Python",
        """
        def attack():
            while True:
                pass
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "endless-loop-in-c",
        "loops in C code that keeps the interpreter's lock and looks at no signal",
        """
        def attack():
            return sum(range(10**15))
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "endless-algebra",
        "multiplies matrices in C code of the linear algebra library",
        """
        def attack():
            big = np.ones((3000, 3000))
            while True:
                big @ big
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "endless-definition",
        "loops where the function is defined, before it is called",
        """
        def forever():
            while True:
                pass

        def attack(waited=forever()):
            return 0.0
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "sleep",
        "sleeps",
        """
        def attack():
            time.sleep(3600)
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "wait-for-nothing",
        "waits for a lock that nobody gives back",
        """
        def attack():
            lock = threading.Lock()
            lock.acquire()
            lock.acquire()
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "stop",
        "stops itself, so that it cannot notice anything any more",
        """
        def attack():
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(3600)
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "deaf",
        "ignores and blocks all signals",
        """
        def attack():
            for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())
            while True:
                pass
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "more-time",
        "raises its own limits before it loops",
        """
        def attack():
            for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
                try:
                    resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                    return "raised"
                except (OSError, ValueError):
                    pass
            while True:
                pass
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "catches-everything",
        "loops, and takes no exception for an end",
        """
        def attack():
            while True:
                try:
                    while True:
                        raise SystemExit
                except BaseException:
                    pass
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "huge-power",
        "computes a number of hundreds of millions of digits",
        """
        def attack():
            return float(9**9**9 % 10)
        """,
        Status.TIMEOUT,
        Status.MEMORY,
    ),
    exhaust(
        "huge-digits",
        "writes a large number out in digits, with the interpreter's own limit for that lifted",
        """
        def attack():
            sys.set_int_max_str_digits(0)
            return str(7**10**7)
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "regular-expression",
        "matches a regular expression that has to try 2^60 ways",
        """
        def attack():
            re.match("(a+)+b", "a" * 60)
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "endless-finalizer",
        "loops where an object is thrown away",
        """
        class Last:
            def __del__(self):
                while True:
                    pass

        def attack():
            Last()
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "endless-answer",
        "answers a dict whose entries never end, which the process finds out while it sends them",
        """
        class Endless(dict):
            def items(self):
                while True:
                    yield None, None

        def attack():
            return Endless()
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "exit-of-the-main-thread",
        "ends its main thread, and goes on in another",
        """
        EXIT = {"x86_64": 60, "aarch64": 93}

        def attack():
            threading.Thread(target=time.sleep, args=(3600,)).start()
            ctypes.CDLL(None).syscall(EXIT[os.uname().machine], 0)
        """,
        Status.TIMEOUT,
    ),
)

MEMORY = (
    exhaust(
        "memory-in-steps",
        "takes memory until there is no more",
        """
        def attack():
            kept = []
            while True:
                kept.append(np.zeros(10**6))
        """,
        Status.MEMORY,
    ),
    exhaust(
        "memory-at-once",
        "takes 80 GB",
        """
        def attack():
            return np.ones(10**10)
        """,
        Status.MEMORY,
    ),
    exhaust(
        "memory-by-a-text",
        "makes a text of 16 GB",
        """
        def attack():
            return "x" * 2**34
        """,
        Status.MEMORY,
    ),
    exhaust(
        "memory-shared",
        "takes memory by way of the kernel, as a mapping that is shared with nobody",
        """
        def attack():
            return mmap.mmap(-1, 2**33, flags=mmap.MAP_SHARED)
        """,
        Status.ERROR,
    ),
    exhaust(
        "recursion",
        "calls itself without end",
        """
        def attack():
            return attack()
        """,
        Status.ERROR,
    ),
    exhaust(
        "recursion-without-limit",
        "lifts the interpreter's limit, and calls itself without end",
        """
        def attack(depth=0):
            sys.setrecursionlimit(2**31 - 1)
            return attack(depth + 1)
        """,
        Status.MEMORY,
        Status.CRASHED,
        Status.TIMEOUT,
    ),
    exhaust(
        "stack-in-c",
        "goes so deep in C code, which knows no limit of the interpreter's, that the stack overflows",
        """
        def attack():
            nested = ()
            for _ in range(500_000):
                nested = (nested,)
            return hash(nested)
        """,
        Status.CRASHED,
    ),
)

PROCESSES_AND_FILES = (
    exhaust(
        "fork-bomb",
        "forks, and its forks do",
        """
        def attack():
            for _ in range(12):
                os.fork()
        """,
        Status.ERROR,
    ),
    exhaust(
        "thread-bomb",
        "starts threads until there are no more",
        """
        def attack():
            for _ in range(10_000):
                threading.Thread(target=time.sleep, args=(3600,)).start()
        """,
        Status.ERROR,
    ),
    exhaust(
        "descriptors",
        "opens files until there are no more",
        """
        def attack():
            kept = []
            for _ in range(10_000):
                kept.append(open("/dev/null"))
        """,
        Status.ERROR,
    ),
    exhaust(
        "one-large-file",
        "writes a file of 100 MB",
        """
        def attack():
            with open("eve", "wb") as file:
                for _ in range(100):
                    file.write(bytes(2**20))
        """,
        Status.ERROR,
    ),
    exhaust(
        "many-large-files",
        "writes ten files of 12 MB",
        """
        def attack():
            for number in range(10):
                with open(f"eve-{number}", "wb") as file:
                    file.write(bytes(12 * 2**20))
            return written()
        """,
        Status.ERROR,
        Status.CRASHED,
    ),
    exhaust(
        "many-files",
        "makes ten thousand files",
        """
        def attack():
            for number in range(10_000):
                open(f"eve-{number}", "w").close()
            return written()
        """,
        Status.ERROR,
        Status.CRASHED,
    ),
    exhaust(
        "files-in-a-closed-folder",
        "writes ten files of 12 MB to a folder that cannot be listed",
        """
        def attack():
            if not os.path.exists("eve"):
                os.mkdir("eve", 0o300)
            for number in range(10):
                with open(f"eve/{number}", "wb") as file:
                    file.write(bytes(12 * 2**20))
            return written()
        """,
        Status.ERROR,
        Status.CRASHED,
    ),
    exhaust(
        "files-without-a-name",
        "writes ten files of 12 MB that are removed while they are open, or never had a name",
        """
        def attack():
            kept = []
            for number in range(5):
                kept.append(open("eve", "wb"))
                os.remove("eve")
                kept[-1].write(bytes(12 * 2**20))
                kept.append(open(os.open(".", os.O_TMPFILE | os.O_RDWR), "wb"))
                kept[-1].write(bytes(12 * 2**20))
            return written()
        """,
        Status.ERROR,
        Status.CRASHED,
    ),
    exhaust(
        "files-beyond-all-paths",
        "writes ten files of 12 MB into a folder so deep that its path is too long for the kernel",
        """
        def attack():
            for _ in range(30):
                os.mkdir("eve" * 70)
                os.chdir("eve" * 70)
            for number in range(10):
                with open(f"eve-{number}", "wb") as file:
                    file.write(bytes(12 * 2**20))
            return written()
        """,
        Status.ERROR,
        Status.CRASHED,
    ),
    exhaust(
        "full-pipe",
        "writes to a pipe that nobody reads",
        """
        def attack():
            _, end = os.pipe()
            while True:
                os.write(end, bytes(2**16))
        """,
        Status.TIMEOUT,
    ),
)

OUTPUT = (
    exhaust(
        "print-flood",
        "prints 20 MB, line by line and at once, to both streams and past Python",
        """
        def attack():
            for _ in range(100_000):
                print("x" * 100)
            print("x" * 10**7, file=sys.stderr)
            for number in (1, 2):
                os.write(number, bytes(10**7))
        """,
        Status.PASSED,
    ),
    exhaust(
        "endless-print",
        "prints without end",
        """
        def attack():
            while True:
                print("x" * 10**6)
        """,
        Status.TIMEOUT,
    ),
    exhaust(
        "giant-array",
        "answers an array of 72 MB, which is more than a message holds",
        """
        def attack():
            return np.zeros(9 * 2**20)
        """,
        Status.WRONG,
    ),
    exhaust(
        "giant-list",
        "answers a list of a million parts",
        """
        def attack():
            return [0.0] * 10**6
        """,
        Status.WRONG,
    ),
    exhaust(
        "giant-text",
        "answers a text of 5 MB",
        """
        def attack():
            return "x" * (5 * 2**20)
        """,
        Status.WRONG,
    ),
    exhaust(
        "giant-integer",
        "answers an integer of ten million bits",
        """
        def attack():
            return 1 << 10**7
        """,
        Status.WRONG,
    ),
    exhaust(
        "deeply-nested",
        "answers a list in a list, a hundred thousand times",
        """
        def attack():
            nested = []
            for _ in range(100_000):
                nested = [nested]
            return nested
        """,
        Status.WRONG,
    ),
    exhaust(
        "billion-laughs",
        "answers a list of ten lists of ten lists, nine times, which takes no memory",
        """
        def attack():
            nested = 0.0
            for _ in range(9):
                nested = [nested] * 10
            return nested
        """,
        Status.WRONG,
    ),
    exhaust(
        "raises-a-novel",
        "raises an exception with a name and a message of megabytes",
        """
        def attack():
            raise type("Eve" * 10**6, (Exception,), {})("x" * 10**7)
        """,
        Status.ERROR,
    ),
)

CHANNEL = (
    exhaust(
        "closes-the-channel",
        "closes the channel, and goes on",
        """
        def attack():
            os.close(3)
            time.sleep(3600)
        """,
        Status.CRASHED,
    ),
    exhaust(
        "floods-the-channel",
        "writes to the channel without end",
        """
        def attack():
            while True:
                os.write(3, bytes(2**20))
        """,
        Status.CRASHED,
    ),
    exhaust(
        "announces-gigabytes",
        "announces a message of 8 GB",
        """
        def attack():
            os.write(3, struct.pack("<II", 2**32 - 1, 2**32 - 1))
            while True:
                os.write(3, bytes(2**20))
        """,
        Status.CRASHED,
    ),
    exhaust(
        "half-a-message",
        "announces a message that is allowed, and sends one byte of it now and then",
        """
        def attack():
            os.write(3, struct.pack("<II", 2**20, 2**26))
            while True:
                os.write(3, b"x")
                time.sleep(0.1)
        """,
        Status.CRASHED,
    ),
    exhaust(
        "steals-the-next-question",
        "waits itself for what the grader will ask next",
        """
        def attack():
            os.read(3, 2**20)
        """,
        Status.TIMEOUT,
    ),
)

ENDS = (
    exhaust(
        "exits",
        "ends the process as if all were well",
        """
        def attack():
            os._exit(0)
        """,
        Status.CRASHED,
    ),
    exhaust(
        "exits-in-python",
        "ends the interpreter as if all were well",
        """
        def attack():
            sys.exit(0)
        """,
        Status.ERROR,
    ),
    exhaust(
        "crashes",
        "reads memory that it has not",
        """
        def attack():
            ctypes.string_at(0)
        """,
        Status.CRASHED,
    ),
    exhaust(
        "kills-itself",
        "ends itself by signals that leave no choice",
        """
        def attack():
            os.kill(os.getpid(), signal.SIGKILL)
            os.abort()
        """,
        Status.CRASHED,
    ),
    exhaust(
        "busy-threads-after-the-answer",
        "answers rightly, and leaves threads behind that compute",
        """
        def burn():
            end = time.monotonic() + 0.3
            while time.monotonic() < end:
                pass

        def attack():
            if threading.active_count() == 1:
                for _ in range(6):
                    threading.Thread(target=burn).start()
        """,
        Status.PASSED,
    ),
    exhaust(
        "sleeping-threads-after-the-answer",
        "answers rightly, and leaves threads behind that its end would have to wait for",
        """
        def attack():
            if threading.active_count() == 1:
                threading.Thread(target=time.sleep, args=(3600,)).start()
        """,
        Status.PASSED,
    ),
)

EXHAUSTING = TIME + MEMORY + PROCESSES_AND_FILES + OUTPUT + CHANNEL + ENDS
