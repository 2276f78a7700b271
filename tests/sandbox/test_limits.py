"""A breach has its own status, is charged to the exercise at fault, and the rest goes on."""

import sys

import pytest

from autograder.examination import Examination
from autograder.model import Assignment, Broken, Exercise, Message, Opaque, Public, Raised, Returned, Status, Submission
from autograder.papers import public_paper
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox
from tests.handed_in import notebook

FINE = "def fine():\n    return 42"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("while True: pass", Status.TIMEOUT),
        ("import time; time.sleep(60)", Status.TIMEOUT),
        ("return sum(range(10**12))", Status.TIMEOUT),
        ("import signal, os, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", Status.TIMEOUT),
        ("import re; return re.match('(a+)+b', 'a' * 60)", Status.TIMEOUT),
        ("import numpy; x = []\n    while True: x.append(numpy.empty(10**6))", Status.MEMORY),
        ("import numpy; return numpy.ones(10**10)", Status.MEMORY),
        ("import os; os._exit(0)", Status.CRASHED),
        ("import ctypes; ctypes.string_at(0)", Status.CRASHED),
        ("import os; os.close(3)", Status.CRASHED),
        ("import os; os.write(3, b'nonsense, and more of it')", Status.CRASHED),
    ],
)
def test_a_breach_costs_its_own_exercise_alone(answers, body, status):
    given = answers(f"def probe():\n    {body}", FINE, functions=("probe", "fine"))
    assert [type(each) for each in given["probe"]] == [Broken]
    assert given["probe"][0].status is status
    assert given["fine"] == [Returned(42)]


def test_a_breach_in_a_definition_costs_its_own_exercise_alone(answers):
    given = answers("while True:\n    x = 1", "def probe():\n    return x", FINE, functions=("probe", "fine"))
    assert given["probe"][0].status is Status.TIMEOUT
    assert given["fine"] == [Returned(42)]


def test_the_time_of_an_exercise_is_that_of_all_its_cases(answers):
    given = answers("import time", "def probe():\n    time.sleep(0.6)\n    return 1", cases=5)
    kinds = [type(each) for each in given["probe"]]
    assert kinds[0] is Returned  # each case by itself is well within the limit
    assert kinds[-1] is Broken
    assert kinds == sorted(kinds, key=[Returned, Broken].index)


@pytest.mark.parametrize("first", ["pass", "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)"])
def test_processor_time_is_limited_whatever_the_clock_says(wall, first):
    limits = Limits(seconds=20.0, cpu_seconds=1)
    with Sandbox(sys.executable, ("numpy",), limits, wall) as sandbox:
        paper = public_paper(Assignment("trial", "Trial", (Exercise("probe", 1, (), (Public("case", (), None),)),)))
        burning = notebook(f"def probe():\n    {first}\n    while True: pass")
        examination = Examination(Submission("trial.ipynb", "ada", burning), sandbox)
        ((_, _, answer, *_),) = examination.answers(examination.read().definitions, paper, {})
        examination.end()
    assert answer() == Broken(Status.TIMEOUT, Message("timeout", {"seconds": 1}))


def test_a_system_exit_is_an_exception_like_any_other(answers):
    given = answers("import sys", "def probe():\n    sys.exit(0)", FINE, functions=("probe", "fine"))
    assert isinstance(given["probe"][0], Raised)
    assert given["probe"][0].type == "SystemExit"
    assert given["fine"] == [Returned(42)]


def test_deep_recursion_is_told_by_its_name(answers):
    (answer,) = answers("def probe():\n    return probe()")["probe"]
    assert answer.type == "RecursionError"
    assert (answer.cell, answer.line) == (1, 2)


def test_a_flood_of_text_is_cut(answers):
    (answer,) = answers("def probe():\n    for _ in range(100_000):\n        print('x' * 100)\n    return 1")["probe"]
    assert answer.value == 1
    assert len(answer.printed) == 10_000


def test_an_answer_that_is_too_large_is_no_answer(answers):
    (answer,) = answers("import numpy as np", "def probe():\n    return np.zeros(20 * 2**20)")["probe"]
    assert isinstance(answer, Returned)
    assert isinstance(answer.value, Opaque)


def test_threads_are_few(tell):
    code = """
import threading, time
started = 0
try:
    for _ in range(100):
        threading.Thread(target=time.sleep, args=(1.5,)).start()
        started += 1
except RuntimeError:
    pass
return started
"""
    assert 4 <= tell(code) <= 16


def test_a_signal_to_its_own_group_reaches_nobody_else(answers):
    given = answers(
        "import os", "def probe():\n    os.kill(0, 9)\n    os.kill(0, 19)", FINE, functions=("probe", "fine")
    )
    assert given["fine"] == [Returned(42)]
    assert answers(FINE, functions=("fine",))["fine"] == [Returned(42)]
