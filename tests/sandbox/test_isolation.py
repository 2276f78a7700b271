"""What a submission can reach from inside: nothing but its interpreter, NumPy and its own empty folder."""

import os
from pathlib import Path

import numpy as np

from autograder.model import Raised
from autograder.sandbox.view import cache

ROOT = Path(__file__).parents[2]

WALK = """
import os, sys
found = []
for start in ['/', *sys.path]:
    for top, folders, files in os.walk(start):
        found += [os.path.join(top, name) for name in folders + files]
    if start == '/' and found:  # where the root can be read, all else lies below it
        return found
return found
"""


def test_neither_the_package_nor_the_course_is_on_disk(tell):
    found = tell(WALK)
    assert any(path.endswith("numpy/__init__.py") for path in found)
    assert not [path for path in found if "autograder" in path.replace(str(cache()), "")]
    for folder in ("source", "solutions", "examples", ".autograder"):
        assert not [path for path in found if path.startswith(str(ROOT / folder))]
    assert not [path for path in found if path.endswith((".ipynb", ".pth", "secret", ".answers"))]


def test_the_package_cannot_be_imported(tell):
    answer = tell("import autograder")
    assert isinstance(answer, Raised)
    assert answer.type == "ModuleNotFoundError"


def test_packages_that_the_assignment_does_not_declare_are_absent(tell):
    names = ["pytest", "msgspec", "typer", "nbgrader", "rich", "IPython", "matplotlib", "scipy"]
    code = f"""
import importlib
present = []
for name in {names}:
    try:
        importlib.import_module(name)
        present.append(name)
    except ImportError:
        pass
return present
"""
    assert tell(code) == []


def test_no_path_of_the_course_can_be_read(tell):
    code = f"""
readable = []
for path in {[str(ROOT), str(ROOT / "source"), str(ROOT / "pyproject.toml"), "/etc/passwd", os.path.expanduser("~")]}:
    try:
        with open(path) as file:
            readable.append(path)
    except IsADirectoryError:
        import os
        readable += [entry for entry in os.listdir(path) if not entry.startswith('.pyenv')]
    except OSError:
        pass
return readable
"""
    assert tell(code) == []


def test_the_environment_tells_nothing(tell, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "precious")
    named = set(tell("import os\nreturn sorted(os.environ)"))
    assert "HOME" in named
    assert named <= {
        "HOME", "LANG", "LC_CTYPE", "LD_LIBRARY_PATH", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
        "PYTHONHASHSEED", "PWD", "TMPDIR",
    }  # fmt: skip


def test_the_user_is_unprivileged_without_any_capability(tell):
    code = """
import ctypes, os
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
data = (ctypes.c_uint32 * 6)()
ctypes.CDLL(None).capget(header, data)
return [list(os.getresuid()), list(data), ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)]
"""
    uids, capabilities, no_new_privileges = tell(code)
    assert 0 not in uids
    assert not any(capabilities)
    assert no_new_privileges == 1


def test_no_process_no_socket_no_namespace(tell):
    code = """
import ctypes, os, socket, subprocess
libc = ctypes.CDLL(None, use_errno=True)
def refused(call):
    try:
        call()
        return False
    except OSError:
        return True
return {
    'fork': refused(os.fork),
    'exec': refused(lambda: os.execv('/bin/true', ['true'])),
    'subprocess': refused(lambda: subprocess.run(['true'])),
    'internet': refused(socket.socket),
    'unix': refused(lambda: socket.socket(socket.AF_UNIX)),
    'unshare': libc.unshare(0x10000000) != 0,
    'mount': libc.mount(b'tmpfs', b'/tmp', b'tmpfs', 0, None) != 0,
    'ptrace': libc.ptrace(0, 0, None, None) != 0,
}
"""
    assert not [name for name, was_refused in tell(code).items() if not was_refused]


def test_only_a_folder_of_its_own_can_be_written(tell, wall):
    code = """
import os, sys
home = os.environ['HOME']
writable = []
for start in ['/', '/tmp', '/var/tmp', '/dev/shm', '/dev', os.path.dirname(home), home, *sys.path]:
    for top, folders, files in [(start, [], []), *os.walk(start)]:
        try:
            with open(os.path.join(top, 'trace'), 'w') as file:
                file.write('x')
            os.remove(os.path.join(top, 'trace'))
            writable.append(top)
        except OSError:
            pass
return [sorted(set(writable)), home, os.getcwd()]
"""
    writable, home, here = tell(code)
    assert writable == (["/tmp"] if wall == "bwrap" else [])
    assert here == home


def test_so_much_can_be_written_and_no_more(tell, wall):
    code = """
import os
written = 0
try:
    while True:
        with open('%d' % written, 'wb') as file:
            file.write(bytes(1 << 20))
            written += 1
except OSError:
    return written
"""
    written = tell(code)
    assert 16 < written <= 64 if wall == "bwrap" else written == 0


def test_the_next_submission_finds_nothing_of_the_last(tell, wall):
    mine = "[os.path.exists('left'), hasattr(builtins, 'left'), hasattr(numpy, 'left')]"
    left = "import builtins, os, numpy\nbuiltins.left = numpy.left = 1\n"
    assert tell(f"{left}\nif os.getcwd() == '/tmp': os.mkdir('left')\nreturn {mine}") == [wall == "bwrap", True, True]
    assert tell(f"import builtins, os, numpy\nreturn {mine}") == [False, False, False]


def test_nothing_is_in_proc(tell, wall):
    found = tell("import os\nreturn os.listdir('/proc')")
    assert found == [] if wall == "bwrap" else found.type == "PermissionError"


def test_no_descriptor_but_the_channel_leads_anywhere(tell):
    code = """
import os, stat
kinds = {}
for number in range(1024):
    try:
        kinds[str(number)] = stat.filemode(os.fstat(number).st_mode)[0]
    except OSError:
        pass
return kinds
"""
    assert tell(code) == {"0": "c", "1": "c", "2": "c", "3": "s"}


def test_arrays_go_in_and_come_out(answers):
    code = "def probe(X, p):\n    X += 1\n    return X, p['W'], {'sum': X.sum()}"
    (answer,) = answers(code, inputs=(np.zeros((2, 3)), {"W": np.arange(3)}))["probe"]
    changed, passed, summed = answer.value
    assert changed.tolist() == [[1] * 3] * 2
    assert passed.tolist() == [0, 1, 2]
    assert summed == {"sum": 6.0}


def test_code_can_ask_for_its_own_source_as_in_a_notebook(answers):
    (answer,) = answers("import inspect", "def probe():\n    return inspect.getsource(probe)")["probe"]
    assert answer.value == "def probe():\n    return inspect.getsource(probe)"
