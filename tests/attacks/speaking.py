"""Speaking to the grader: frames that student code writes to the channel itself, in place of the worker."""

import textwrap

from autograder.model import Status
from tests.attacks.attack import Attack
from tests.handed_in import BACKWARD_L2, IMPORTS

VOICE = r"""
import os, struct, sys

def token():
    # what a reply has to begin with: the worker has it
    frame = sys._getframe()
    while "request" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["request"].get("token", b"")

def say(header, body=b"", lengths=None):
    frame = token() + struct.pack("<II", *(lengths or (len(header), len(body)))) + header + body
    while frame:
        frame = frame[os.write(3, frame):]

def answered(value):
    return b"\x83\xa2op\xa8answered\xa7printed\xa0\xa5value" + value

def array(kind, shape, place=0):
    data = kind + bytes([len(shape)]) + struct.pack("<%dQ" % (len(shape) + 1), *shape, place)
    return b"\xc7" + bytes([len(data), 1]) + data
"""


def speaking(name: str, what: str, *lines: str) -> Attack:
    """An attack by what a graded function says while it is asked; another function beside it is right."""
    body = textwrap.indent("\n".join(lines), "    ")
    said = f"def compute_cost_with_regularization(A3, Y, parameters, lambd):\n{body}\n    return 0.0"
    status = (Status.PASSED, Status.WRONG, Status.CRASHED, Status.TIMEOUT)
    return Attack(name, what, (IMPORTS, BACKWARD_L2, VOICE, said), status=status, earned=10.0)


SPEAKING = (
    speaking("answers-twice", "answers each question twice", "say(answered(b'\\x00'))"),
    speaking("answers-for-all", "answers a hundred questions at once", "for _ in range(100): say(answered(b'\\xc0'))"),
    speaking(
        "answers-in-two-parts",
        "leaves half of a frame behind, of which the worker's answer becomes the rest",
        "os.write(3, token() + struct.pack('<II', 60, 0) + answered(b'\\xc0'))",
    ),
    speaking(
        "reads-again",
        "says that it has read another notebook",
        "say(b'\\x82\\xa2op\\xa4read\\xabdefinitions\\x90')",
    ),
    speaking("hangs-up", "closes the channel", "os.close(3)"),
    speaking("hangs-up-and-goes-on", "closes the channel and never ends", "os.close(3)", "while True: pass"),
    speaking("says-nothing", "keeps the worker from answering", "while True: pass"),
    speaking(
        "drips",
        "says a byte now and then",
        "import time",
        "while True:",
        "    os.write(3, b'\\0')",
        "    time.sleep(0.1)",
    ),
    speaking("floods", "says things without end", "while True: say(answered(b'\\x00'))"),
    speaking("announces-too-much", "announces a message of four gigabytes", "say(b'', b'x', (16, 2**32 - 1))"),
    speaking(
        "announces-and-keeps",
        "announces all that a message may hold, sends it slowly and keeps the end",
        "say(answered(array(b'f\\x08', (2**23,))), bytes(2**26 - 1), (99, 2**26))",
        "while True: pass",
    ),
    speaking(
        "gigantic-array", "sends an array that is larger than memory", "say(answered(array(b'f\\x08', (2**40,))))"
    ),
    speaking(
        "array-from-nowhere", "sends an array that lies behind its end", "say(answered(array(b'f\\x08', (1,), 2**40)))"
    ),
    speaking("array-of-objects", "sends an array of pointers", "say(answered(array(b'O\\x08', (1,))), bytes(8))"),
    speaking("array-without-entries", "sends endless sides", "say(answered(array(b'f\\x08', (0, 2**31, 2**31))))"),
    speaking("deep-answer", "sends lists in lists", "say(answered(b'\\x91' * 1_000_000 + b'\\xc0'))"),
    speaking(
        "million-empty-dicts",
        "sends a million empty dicts",
        "say(answered(b'\\xdd\\0\\x0f\\0\\0' + b'\\x80' * 0xF0000))",
    ),
    speaking(
        "keys-of-one-hash",
        "sends a dict of tuples that have all the same hash",
        "import itertools",
        "keys = [b'\\xdc\\0\\x10' + bytes(key) + b'\\xc0' for key in itertools.product((255, 254), repeat=16)]",
        "say(answered(b'\\xdf' + struct.pack('>I', 50_000) + b''.join(keys[:50_000])))",
    ),
)
