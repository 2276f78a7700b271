"""Learning hidden things: what lies outside, what is in memory, what hidden cases ask.

An attack that reads what it should not prints it, and raises, so that its status tells too.
"""

from autograder.model import Status
from tests.attacks.attack import Attack
from tests.handed_in import notebook

# --- files --------------------------------------------------------------------------------------------------------

FILES = (
    Attack(
        "reads-the-secret",
        "opens the secret in every way that Python and NumPy know",
        (
            """
            import linecache, mmap, os, runpy
            import numpy as np
            from importlib.machinery import SourceFileLoader

            def mapped(path):
                with open(path, "rb") as file:
                    return mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)[:]

            WAYS = [lambda path: open(path).read(),
                    lambda path: os.read(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), 100),
                    lambda path: os.read(os.open("secret", os.O_RDONLY, dir_fd=os.open("%HOME%", os.O_PATH)), 100),
                    lambda path: np.fromfile(path, dtype="u1").tobytes(),
                    lambda path: np.memmap(path, dtype="u1", mode="r").tobytes(),
                    mapped, linecache.getlines, runpy.run_path,
                    lambda path: SourceFileLoader("secret", path).get_data(path)]

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                for way in WAYS:
                    try:
                        found = way("%SECRET%")
                    except OSError:
                        continue
                    if found:
                        print(found)
                        raise SystemError("it can be read")
                return 0.0
            """,
        ),
    ),
    Attack(
        "links-to-the-secret",
        "reads the secret through links, through the roots of other processes, and by a name with dots in it",
        (
            """
            import os

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                for link in (os.symlink, os.link):
                    try:
                        link("%SECRET%", link.__name__ + "-to-it")
                    except OSError:
                        pass
                roots = ["/proc/%s/root" % process for process in ("self", "1", os.getpid(), os.getppid(), "%PID%")]
                places = [root + "%SECRET%" for root in roots] + ["../" * 20 + "%SECRET%"[1:]]
                for place in ("symlink-to-it", "link-to-it", *places):
                    try:
                        print(open(place).read())
                    except OSError:
                        continue
                    raise SystemError("it can be read")
                return 0.0
            """,
        ),
    ),
    Attack(
        "opens-the-door",
        "lets everyone read and write the secret, the gradebook and the folder that they lie in",
        (
            """
            import ctypes, os

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                libc = ctypes.CDLL(None)
                for path in ("%SECRET%", "%HOME%/gradebook.db", "%HOME%"):
                    for change in (lambda: os.chmod(path, 0o777), lambda: os.chown(path, os.getuid(), os.getgid()),
                                   lambda: os.setxattr(path, "user.eve", b"1"), lambda: os.utime(path, (0, 0)),
                                   lambda: os.truncate(path, 0), lambda: os.fchmod(os.open(path, os.O_PATH), 0o777)):
                        try:
                            change()
                        except OSError:
                            pass
                    libc.syscall(452, -100, path.encode(), 0o777, 0)  # fchmodat2
                return 0.0
            """,
        ),
    ),
    Attack(
        "reads-the-gradebook",
        "opens the gradebook, and gives itself 40 points",
        (
            """
            import sqlite3

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                try:
                    book = sqlite3.connect("%HOME%/gradebook.db")
                    book.execute("CREATE TABLE grade (student, points)")
                    book.execute("INSERT INTO grade VALUES ('eve', 40)")
                    book.commit()
                except sqlite3.Error:
                    with open("%HOME%/gradebook.db", "a") as file:
                        file.write("eve,40")
            """,
        ),
        status=(Status.ERROR,),
    ),
    Attack(
        "reads-what-others-wrote",
        "lists and opens the solution and what others handed in",
        (
            """
            import glob, os

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                found = glob.glob("%HOME%/**", recursive=True)
                try:
                    found += os.listdir("%HOME%/submitted")
                except OSError:
                    pass
                for path in ("%HOME%/solution.ipynb", "%HOME%/submitted/ada.ipynb", *found):
                    try:
                        print(open(path).read())
                    except OSError:
                        continue
                    raise SystemError("it can be read")
                return 0.0
            """,
        ),
    ),
    Attack(
        "walks-the-disk",
        "walks all folders for notebooks, answers, secrets and the grader's own code",
        (
            """
            import os, sys

            def interesting(name):
                return name.endswith((".ipynb", ".answers", ".db", ".pth")) or name in ("secret", "regularization.py")

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                found = []
                for start in ("/", "/work", "/root", "/home", "/tmp", "/var", "/proc", "..", *sys.path):
                    for folder, _, names in os.walk(start):
                        found += [os.path.join(folder, name) for name in names if interesting(name)]
                for path in found:
                    print(path, open(path, errors="replace").read(500))
                if found:
                    raise SystemError("there is something")
                return 0.0
            """,
        ),
    ),
    Attack(
        "imports-the-solution",
        "imports the grader, its assignments, its tests and the reference",
        (
            """
            import importlib, pkgutil

            NAMES = ("autograder", "autograder.assignments.regularization", "room.assignments", "room.sandbox.sandbox",
                     "room.secret", "room.papers", "source", "solutions", "tests.handed_in", "regularization")

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                import room
                present = {each.name for each in pkgutil.walk_packages(room.__path__, "room.")}
                for name in NAMES:
                    try:
                        importlib.import_module(name)
                    except ImportError:
                        continue
                    present.add(name)
                if not all(name.startswith(("room.notebook", "room.sandbox")) for name in present - {"room"}):
                    raise SystemError("there is something: %s" % present)
                return 0.0
            """,
        ),
    ),
)

# --- memory, descriptors, other processes -------------------------------------------------------------------------

MEMORY = (
    Attack(
        "environment",
        "reads the environment of its own, of its parent and of the first process",
        (
            """
            import ctypes, os

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                found, entries = [], ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
                for place in range(1000):
                    if entries[place] is None:
                        break
                    found.append(entries[place])
                for process in ("self", "1", "2", os.getppid(), "%PID%"):
                    try:
                        found += open("/proc/%s/environ" % process, "rb").read().split(b"\\0")
                    except OSError:
                        pass
                print(found)
                if any(b"AUTOGRADER" in entry or b"TOKEN" in entry for entry in found):
                    raise SystemError("it can be read")
                return 0.0
            """,
        ),
    ),
    Attack(
        "devices-of-memory",
        "reads memory where the system shows it as a file",
        (
            """
            import os

            PLACES = ["/dev/mem", "/dev/kmem", "/dev/port", "/dev/vda", "/dev/kmsg", "/proc/kcore", "/proc/kmsg"]

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                for process in ("self", "1", os.getppid(), "%PID%"):
                    PLACES.extend("/proc/%s/%s" % (process, name) for name in ("mem", "maps", "auxv", "cmdline"))
                for place in PLACES:
                    try:
                        os.open(place, os.O_RDONLY)
                    except OSError:
                        continue
                    raise SystemError("it can be opened: " + place)
                return 0.0
            """,
        ),
    ),
    Attack(
        "parent's-memory",
        "reads the warm parent's memory by system calls, and as a debugger does",
        (
            """
            import ctypes, os

            class Piece(ctypes.Structure):
                _fields_ = ("start", ctypes.c_void_p), ("length", ctypes.c_size_t)

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                libc, copy = ctypes.CDLL(None), ctypes.create_string_buffer(64)
                here, there = Piece(ctypes.addressof(copy), 64), Piece(id(os) & ~63, 64)
                for process in {1, 2, os.getppid(), int("%PID%")}:
                    if libc.process_vm_readv(process, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
                        raise SystemError("it can be read")
                    if libc.ptrace(16, process, None, None) == 0 or libc.syscall(434, process, 0) >= 0:
                        raise SystemError("it can be held")
                return 0.0
            """,
        ),
    ),
    Attack(
        "own-memory",
        "goes through its own memory, page after page, for what the warm parent left there",
        (
            """
            import ctypes, os, re

            def pages(near, count):
                # A system call says which pages there are, where a look would end the process.
                libc, (reading, writing) = ctypes.CDLL(None), os.pipe()
                for page in range((near >> 12) - count, (near >> 12) + count):
                    if libc.write(writing, ctypes.c_void_p(page << 12), ctypes.c_size_t(4096)) == 4096:
                        yield os.read(reading, 4096)

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                # Such that the pattern, which is in memory itself, does not fit itself.
                wanted = re.compile(b"AUTOGRADER_CANARY=[0-9a-f]{16}|[.]autograder/[as]|/submitted/[a-z]")
                entries = ctypes.POINTER(ctypes.c_size_t).in_dll(ctypes.CDLL(None), "environ")
                for near in (id(os), id(object()), A3.ctypes.data, ctypes.addressof(ctypes.c_int()), max(entries[:5])):
                    found = lambd == 0.1 and wanted.search(b"".join(pages(near, 500)))
                    if found:
                        print(found.group())
                        raise SystemError("it was left in memory")
                return 0.0
            """,
        ),
    ),
    Attack(
        "collector-in-the-warm-parent",
        "has the garbage collector show all that the warm parent left, and looks for what only the grader knows",
        (
            """
            import gc, re

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                gc.unfreeze()
                wanted = re.compile("[A]UTOGRADER_CANARY|[.]autograder/[as]|/submitted/[a-z]|^eve/")
                for thing in gc.get_objects():
                    keys = set(map(str, thing)) if type(thing) is dict else set()
                    texts = [part for part in gc.get_referents(thing) if type(part) is str and wanted.search(part)]
                    if texts or keys & {"expected", "figures", "tolerance", "misconceptions", "secret_file"}:
                        print(texts, keys)
                        raise SystemError("the grader left it")
                return 0.0
            """,
        ),
    ),
    Attack(
        "open-descriptors",
        "reads, seeks and lists every descriptor that it finds open",
        (
            """
            import os, stat

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                kinds = {}
                for number in range(4096):
                    try:
                        kinds[number] = stat.S_IFMT(os.fstat(number).st_mode)
                    except OSError:
                        continue
                    if number != 3 and os.read(number, 1000):
                        raise SystemError("it can be read")
                if {number for number in kinds if number > 3} or {kinds[n] for n in (0, 1, 2)} != {stat.S_IFCHR}:
                    raise SystemError("something is open")
                for process in ("self", os.getppid(), 1):
                    try:
                        print(os.listdir("/proc/%s/fd" % process), os.readlink("/proc/%s/cwd" % process))
                    except OSError:
                        continue
                    raise SystemError("it can be listed")
                return 0.0
            """,
        ),
    ),
    Attack(
        "core-file",
        "ends in a way that would leave its memory in a file",
        (
            """
            import ctypes, os, resource

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # may be dumped
                try:
                    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                except ValueError:
                    os.abort()
                return 0.0
            """,
        ),
        status=(Status.CRASHED,),
    ),
)

# --- carrying the inputs of hidden cases out ----------------------------------------------------------------------

COST = "compute_cost_with_regularization(A3, Y, parameters, lambd)"
HIDDEN = "lambd != 0.1"
FIGURES = "repr([float(figure) for figure in A3.ravel()])"

FAILED = """
from room.sandbox.inside import run

figure = None

def compute_cost_with_regularization(A3, Y, parameters, lambd):
    global figure
    run.Session.failed = failed
    figure = "%.15e" % A3[0, 0]
    return 1 / 0
"""
"""Tells of an exception in words of its own: ``failed`` follows."""


def _carrying(name: str, what: str, deed: str, *status: Status) -> Attack:
    """An attack of one statement, for hidden cases alone."""
    code = f"def {COST}:\n    if {HIDDEN}:\n        {deed}\n    return 0.0"
    return Attack(name, what, (f"import logging, os, sys, warnings\nimport numpy as np\n\n{code}",), status=status)


def _forged(name: str, what: str, fields: str, more: str = "", spread: str = "") -> Attack:
    """An attack that makes up what is told of an exception; ``spread`` is what it needs of the notebook's text."""
    code = (
        "def failed(self, error, loud, printed):\n"
        '    digits = figure.replace(".", "")\n'
        '    reply = {"op": "failed", "type": "ValueError", "text": "", "cell": 1, "line": 9, "printed": ""}\n'
        f"    return dict(reply, {fields})"
    )
    data = notebook(FAILED, code, eve=spread) + more.encode()
    return Attack(name, what, data=data, status=(Status.ERROR, Status.CRASHED))


CARRYING_OUT = (
    _carrying(
        "in-an-exception's-text",
        "puts the inputs into an exception's text",
        f"raise ValueError({FIGURES})",
        Status.ERROR,
    ),
    _carrying(
        "in-an-exception's-name",
        "names the type of an exception after the inputs",
        f"raise type({FIGURES}, (ValueError,), {{}})",
        Status.ERROR,
    ),
    _carrying(
        "in-a-chain-of-exceptions",
        "hangs the inputs on an exception, as notes, causes and lines of source",
        f'raise SyntaxError({FIGURES}, ("<cell 1>", 5, 1, {FIGURES})) from ValueError({FIGURES})',
        Status.ERROR,
    ),
    _carrying(
        "in-what-is-printed",
        "prints the inputs, writes them to every descriptor, warns of them and logs them",
        f"[print({FIGURES}), sys.stderr.write({FIGURES}), sys.__stdout__.write({FIGURES}), warnings.warn({FIGURES}),"
        f" logging.error({FIGURES}), os.write(1, {FIGURES}.encode()), os.write(2, {FIGURES}.encode())]",
        Status.WRONG,
    ),
    _carrying("as-text", "answers with the inputs as a text", f"return {FIGURES}", Status.WRONG),
    _carrying("as-a-key", "answers with a dict that has the inputs for keys", f"return {{{FIGURES}: 1}}", Status.WRONG),
    _carrying("as-a-figure", "answers with an input", "return float(A3[0, 0])", Status.WRONG),
    _carrying(
        "as-a-shape",
        "answers with an array that has as many entries as an input has digits to tell",
        "return np.zeros((int(A3[0, 0] * 1e6), 0))",
        Status.WRONG,
    ),
    _carrying(
        "as-a-length", "answers with a list as long as an input", "return [0] * int(A3[0, 0] * 1e5)", Status.WRONG
    ),
    _carrying(
        "as-a-type",
        "answers with an object whose type is named after the inputs",
        f"return type({FIGURES}, (), {{}})()",
        Status.WRONG,
    ),
    _carrying(
        "as-the-kind-of-an-array",
        "answers with an array whose entries have a field for each input",
        "return np.zeros(1, list({(repr(float(figure)), float) for figure in A3.ravel()}))",
        Status.WRONG,
    ),
    Attack(
        "printed-by-a-public-case",
        "answers a public case, reads the hidden ones that follow, and tells them as if they were the public one's",
        (
            """
            import sys
            from room.sandbox.inside import codec

            def send(token, **reply):
                codec.send(3, token + codec.Encoder(1 << 20, 1 << 26).frame(reply))

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                frame = sys._getframe()
                while "token" not in frame.f_locals:
                    frame = frame.f_back
                if not frame.f_locals["request"]["loud"]:
                    return 0.0
                public = frame.f_locals["token"]
                send(public, op="answered", value=0.0, printed="")
                hidden, asked = codec.receive(3)
                figures = repr([each["inputs"][0].tolist() for each in asked["cases"]])
                send(public, op="answered", value=0.0, printed=figures)
                send(hidden, op="failed", type=figures, text=figures, cell=1, line=1, printed=figures)
                print(figures)
                return 0.0
            """,
        ),
    ),
    Attack(
        "asks-for-more",
        "asks the grader for a hidden case, in the grader's own words",
        (
            """
            from room.sandbox.inside import codec

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                asked = {"op": "case", "exercise": "compute_cost_with_regularization", "loud": True}
                codec.send(3, codec.Encoder(1 << 20, 1 << 26).frame(asked))
                print(codec.receive(3))
                return 0.0
            """,
        ),
        status=(Status.CRASHED,),
    ),
    Attack(
        "dies-and-tells",
        "writes a hidden input down wherever it can, and kills itself so that it is asked in another process",
        (
            """
            import glob, os, signal, tempfile

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                home = tempfile.gettempdir()
                for path in glob.glob(home + "/figures") + glob.glob(os.path.dirname(home) + "/*/figures"):
                    print(open(path).read())
                    raise SystemError("it was left behind")
                if lambd != 0.1:
                    with open(home + "/figures", "w") as file:
                        file.write(repr(A3.tolist()))
                    os.kill(os.getpid(), signal.SIGKILL)  # which process 1 of a namespace does not hear
                    os._exit(1)
                return 0.0

            def backward_propagation_with_regularization(X, Y, cache, lambd):
                return compute_cost_with_regularization(X, Y, {}, 0.1)
            """,
        ),
        status=(Status.CRASHED, Status.WRONG, Status.ERROR),  # behind Landlock nothing can be written
    ),
    Attack(
        "pace-of-the-judge",
        "guesses whether its last answer was right from how long the next question takes to come",
        (
            """
            import time

            asked = [(1.0, time.perf_counter())]

            def compute_cost_with_regularization(A3, Y, parameters, lambd):
                guess, before = asked[-1]
                pause = time.perf_counter() - before
                asked.append((guess / 2 if pause > 1e-4 else guess * 1.5, time.perf_counter()))
                print(pause > 1e-4)
                return asked[-1][0]
            """,
        ),
    ),
    _forged(
        "in-a-forged-text",
        "says in words of its own that it raised, with the inputs wherever words may stand",
        "type=figure, text=figure, code=figure, printed=figure",
    ),
    _forged(
        "in-the-number-of-a-line",
        "raises, as it says, in a cell and a line of such numbers as an input has digits; the notebook is as long",
        'cell=int(digits[:6]), line=int(digits[6:12]), code="return 1 / 0"',
        more="\n" * 1_000_000,
    ),
    _forged(
        "in-the-text-of-a-line",
        "raises, as it says, in a line that holds the digits of an input; all numbers stand somewhere in the notebook",
        "code=digits[:6]",
        spread=" ".join(map(str, range(10**6, 2 * 10**6))),
    ),
)

LEARNING = FILES + MEMORY + CARRYING_OUT
