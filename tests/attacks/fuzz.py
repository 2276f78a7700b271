"""A fuzzer of the decoder: frames of a worker that lies or is spoilt at random, decoded, and judged as grading would.

``python -m tests.attacks.fuzz COUNT [SEED]`` runs so many and says what came of them. Each case depends on the seed
and on its number alone.
"""

import random
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from autograder import assignments
from autograder.examination import _raised, quiet
from autograder.flow import recognise
from autograder.grading.judge import judge
from autograder.model import Exercise, Fate, Question, Result, Returned, Value
from autograder.outlets.lines import line
from autograder.papers import public_paper
from autograder.sandbox import wire
from autograder.sandbox.inside import reading, run, serve, staff
from autograder.sandbox.limits import Limits
from tests.handed_in import RIGHT, notebook

LIMITS = Limits()
LOADED = [assignments.load(name) for name in assignments.names()]

BOUNDS = (0, 1, 2, 7, 8, 15, 16, 31, 32, 127, 128, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**63, 2**64 - 1)
CODES = bytes([0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, *range(0xC0, 0xE0), 0xE0, 0xFF])
"""The first bytes of every kind of MessagePack value."""


@dataclass(frozen=True)
class Asked:
    """An exercise with a public question and a hidden one, and the right answer to both."""

    exercise: Exercise
    questions: Sequence[Question]
    right: Value


@dataclass(frozen=True)
class Frame:
    header: bytes
    body: bytes


def asked() -> list[Asked]:
    """Every exercise of every assignment, with its first public case, which is asked once more as if it were hidden."""
    found = []
    for assignment in LOADED:
        for name, questions in public_paper(assignment).questions.items():
            (exercise,) = (each for each in assignment.exercises if each.name == name)
            public, hidden = questions[0], replace(questions[0], public=False)
            found.append(Asked(exercise, (public, hidden), _right(exercise, public)))
    return found


def _right(exercise: Exercise, question: Question) -> Value:
    whole: Any = None
    for output in exercise.outputs:
        whole = _put(whole, output.path, question.expected[output.name])
    return whole


def _put(whole: Any, path: Sequence[str | int], value: Value) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        entries = whole or {}
        return entries | {step: _put(entries.get(step), rest, value)}
    parts = list(whole or ())
    parts += [None] * (step + 1 - len(parts))
    parts[step] = _put(parts[step], rest, value)
    return parts


# --- frames that lie ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Extension:
    code: int
    data: bytes


@dataclass(frozen=True)
class Pairs:
    """A map of whatever keys, some of them twice."""

    pairs: Sequence[tuple[Any, Any]]


def packed(value: Any) -> bytes:
    """MessagePack, of things too that no honest packer writes."""
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return b"\xd3" + struct.pack(">q", value) if value < 2**63 else b"\xcf" + struct.pack(">Q", value)
        case float():
            return b"\xcb" + struct.pack(">d", value)
        case str():
            data = value.encode("utf-8", "surrogatepass")
            return b"\xdb" + struct.pack(">I", len(data)) + data
        case bytes():
            return b"\xc6" + struct.pack(">I", len(value)) + value
        case list() | tuple():
            return b"\xdd" + struct.pack(">I", len(value)) + b"".join(map(packed, value))
        case dict():
            return packed(Pairs(list(value.items())))
        case Pairs(pairs):
            return b"\xdf" + struct.pack(">I", len(pairs)) + b"".join(packed(k) + packed(v) for k, v in pairs)
        case Extension(code, data):
            return b"\xc9" + struct.pack(">Ib", len(data), code) + data
    raise TypeError(type(value))


def array(kind: bytes, shape: Sequence[int], place: int) -> Extension:
    """An array as it stands in a header, true or not."""
    numbers = (number % 2**64 for number in (*shape, place))
    return Extension(wire.ARRAY, kind + bytes([len(shape) % 256]) + struct.pack(f"<{len(shape) + 1}Q", *numbers))


def answered(value: Any, body: bytes = b"", printed: Any = "") -> Frame:
    return Frame(packed({"op": "answered", "value": value, "printed": printed}), body)


class Liar:
    """Makes a frame out of a right answer, with lies in some places.

    Half of the frames hold only lies that are well-formed: the decoder has to let them pass, and they reach the judge.
    """

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.body = bytearray()
        self.formed = chance.random() < 0.5

    def frame(self, right: Value) -> Frame:
        value = self.bent(right, 0)
        return answered(value, bytes(self.body))

    def bent(self, value: Value, depth: int) -> Any:
        if self.chance.random() < 0.1:
            return self.anything(depth)
        if isinstance(value, np.ndarray):
            return self.array(value)
        if isinstance(value, dict):
            pairs = [(key, self.bent(part, depth + 1)) for key, part in value.items()]
            for _ in range(self.chance.choice((0, 0, 0, 1, 2))):
                pairs.insert(self.chance.randrange(len(pairs) + 1), (self.key(), self.anything(3)))
            return Pairs(pairs)
        if isinstance(value, list | tuple):
            parts = [self.bent(part, depth + 1) for part in value]
            return parts[: self.chance.choice((None, None, None, -1, 1))] + parts[: self.chance.choice((0, 0, 0, 1))]
        return value.item() if isinstance(value, np.generic) else value

    def array(self, value: np.ndarray) -> Extension:
        shape = list(value.shape)
        if self.chance.random() < 0.3:
            shape = self.chance.choice((shape[::-1], [*shape, 1], [1, *shape], shape[1:], [0, *shape], self.shape()))
        kind = self.chance.choice(("<f8", "<f8", "<f8", "<f4", "<f2", "<i8", "<i1", "<u8", "?"))
        with np.errstate(all="ignore"):
            entries = np.asarray(value, np.float64).ravel().astype(kind)
        if entries.size and self.chance.random() < 0.3:
            odd = np.array(self.chance.choice((np.nan, np.inf, -np.inf, -0.0, 1e308, 5e-324)))
            with np.errstate(all="ignore"):
                entries[self.chance.randrange(entries.size)] = odd.astype(kind)
        self.body += b"\0" * (-len(self.body) % 16)
        place = len(self.body)
        self.body += entries.tobytes()
        name = entries.dtype.kind.encode() + bytes([entries.dtype.itemsize])
        if self.formed:
            self.body += bytes(max(0, int(np.prod(shape)) - entries.size) * entries.itemsize)
            return array(name, shape, place)
        kind = self.chance.choice((name,) * 12 + (b"O\x08", b"V\x08", b"c\x10", b"U\x04"))
        return array(kind, shape, self.chance.choice((place,) * 8 + BOUNDS))

    def anything(self, depth: int) -> Any:
        match self.chance.randrange(7 if self.formed else 10) if depth > 3 else self.chance.randrange(13):
            case 0:
                return None
            case 1:
                return self.chance.random() < 0.5
            case 2:
                return self.chance.choice((*BOUNDS, -1, -(2**63)))
            case 3:
                return self.chance.choice((0.0, float("nan"), float("inf"), -1e308, 1e-320, 0.5))
            case 4:
                return self.chance.choice(("", "x" * 300, "W1", "\0\x1b[31m", "=1+1", "\u202e", "number"))
            case 5:
                return self.chance.choice((b"", b"W1"))  # no honest worker sends bytes, though MessagePack has them
            case 6:
                return array(b"f\x08", self.shape(), self.chance.choice((0, 16, *BOUNDS)))
            case 7:
                return Extension(
                    wire.OPAQUE, self.chance.choice((b"", b"number", b"array", b"\xff" * 1000, b"TooLarge"))
                )
            case 8:
                return Extension(self.chance.choice((-1, 0, 2, 4, 127, -128)), self.chance.randbytes(12))
            case 9:
                return Extension(
                    self.chance.choice((wire.ARRAY, 2)), packed(Extension(wire.ARRAY, b"f\x08\0" + bytes(8)))
                )
            case 10:
                return [self.anything(depth + 1) for _ in range(self.chance.randrange(4))]
            case 11:
                return Pairs([(self.key(), self.anything(depth + 1)) for _ in range(self.chance.randrange(4))])
            case _:
                return Pairs([("W1", self.anything(depth + 1)), ("W1", 0.0), ("dW1", self.anything(depth + 1))])

    def key(self) -> Any:
        return self.chance.choice(("W1", "", 1, 2**63, "\x1b[31m")) if self.formed else self.anything(3)

    def shape(self) -> list[int]:
        if self.formed:
            return [self.chance.choice((0, 1, 2, 3, 4)) for _ in range(self.chance.randrange(4))]
        return [self.chance.choice((0, 1, 2, 3, *BOUNDS)) for _ in range(self.chance.choice((0, 1, 2, 2, 3, 33)))]


# --- spoilt frames ------------------------------------------------------------------------------------------------


def honest(right: Value) -> list[Frame]:
    """A reply of each kind, as the worker's own encoder writes them."""
    parts = [right, None, True, -1, 2**63, 1e300, "text", (), {1: {}}]
    ready = staff.Ready(staff.Drivers({}), {}, {})
    desk = reading.Desk(ready)
    read = desk.read({"data": notebook(*RIGHT), "name": "ada.ipynb"})
    (pack,) = desk.packs([["compute_cost_with_regularization"]])
    unreadable = desk.read({"data": b"[" * 100_000, "name": "ada.ipynb"})
    replies: tuple[dict[str, Any], ...] = (
        {"op": "answered", "value": right, "printed": "printed"},
        {"op": "answered", "value": parts, "printed": ""},
        run.Session(ready.drivers).failed(ValueError("no"), True, "printed"),
        read,
        pack,
        unreadable,
    )
    return [framed(serve.frame(reply, asdict(LIMITS))) for reply in replies]


def framed(data: bytes) -> Frame:
    header, body = wire.prefix(data[:8], LIMITS.structure, LIMITS.message)
    assert len(data) == 8 + header + body
    return Frame(data[8 : 8 + header], data[8 + header :])


def spoilt(frame: Frame, others: Sequence[Frame], chance: random.Random) -> Frame:
    """A frame with a few random faults, most of them in its structure."""
    header, body = bytearray(frame.header), frame.body
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        chance.choice(SPOILS)(header, others, chance)
    if chance.random() < 0.1:
        body = body[: chance.randrange(len(body) + 1)]
    return Frame(bytes(header), body)


def _flip(header: bytearray, others: Sequence[Frame], chance: random.Random) -> None:
    if header:
        header[chance.randrange(len(header))] ^= 1 << chance.randrange(8)


def _recode(header: bytearray, others: Sequence[Frame], chance: random.Random) -> None:
    if header:
        header[chance.randrange(len(header))] = chance.choice(CODES)


def _bound(header: bytearray, others: Sequence[Frame], chance: random.Random) -> None:
    """Write a number on the verge of something where perhaps a length, a shape or a place stands."""
    layout = chance.choice((">B", ">H", ">I", "<Q", ">Q"))
    number = chance.choice(BOUNDS) & ((1 << 8 * struct.calcsize(layout)) - 1)
    place = chance.randrange(len(header) + 1)
    header[place : place + struct.calcsize(layout)] = struct.pack(layout, number)


def _cut(header: bytearray, others: Sequence[Frame], chance: random.Random) -> None:
    place = chance.randrange(len(header) + 1)
    del header[place : place + chance.choice((1, 2, 8, 64, 10_000))]


def _repeat(header: bytearray, others: Sequence[Frame], chance: random.Random) -> None:
    place = chance.randrange(len(header) + 1)
    header[place:place] = header[place : place + chance.choice((1, 8, 32))] * chance.choice((1, 2, 40))


def _graft(header: bytearray, others: Sequence[Frame], chance: random.Random) -> None:
    """Put a piece of another frame in."""
    other = chance.choice(others).header
    start = chance.randrange(len(other))
    place = chance.randrange(len(header) + 1)
    header[place : place + chance.choice((0, 8, 32))] = other[start : start + chance.choice((1, 8, 64))]


SPOILS: tuple[Callable[[bytearray, Sequence[Frame], random.Random], None], ...] = (
    _flip, _flip, _recode, _bound, _bound, _cut, _repeat, _graft,
)  # fmt: skip


# --- what becomes of them -----------------------------------------------------------------------------------------


def outcome(frame: Frame, of: Asked) -> str:
    """``garbled``, or the kind of reply that a frame is; whatever it says has then been judged and written down."""
    try:
        reply = wire.decode(frame.header, frame.body)
    except wire.Garbled:
        return "garbled"
    if isinstance(reply, wire.Answered):
        write(of, Returned(reply.value, reply.printed))
    elif isinstance(reply, wire.Failed):
        write(of, _raised(reply, {1: "x = 1"}))
        write(of, quiet(_raised(reply, {1: "x = 1"})))
    elif isinstance(reply, wire.Read):
        recognise(reply.definitions, "", LOADED)
    return type(reply).__name__.lower()


def write(of: Asked, answer: Any) -> None:
    """Judge the same answer to both questions of an exercise, and put the result into a line."""
    judged = judge(of.exercise, of.questions, [answer] * len(of.questions))
    assert 0 <= judged.score <= judged.max_score
    line(Result("eve.ipynb", "eve", "0" * 64, Fate.GRADED, "trial", judged.score, exercises=(judged,)))


class Fuzzer:
    """Makes cases by chance: lies, spoilt frames, and lies that are spoilt too."""

    def __init__(self) -> None:
        self.asked = asked()
        self.honest = [frame for each in self.asked for frame in honest(each.right)]

    def case(self, chance: random.Random) -> tuple[Frame, Asked]:
        of = chance.choice(self.asked)
        frame = Liar(chance).frame(of.right) if chance.random() < 0.7 else chance.choice(self.honest)
        if chance.random() < 0.4:
            frame = spoilt(frame, self.honest, chance)
        return frame, of


def cases(count: int, seed: int) -> Iterator[tuple[Frame, Asked]]:
    fuzzer = Fuzzer()
    for number in range(count):
        yield fuzzer.case(random.Random(seed << 64 | number))


def main(count: int, seed: int = 0) -> int:
    outcomes: Counter[str] = Counter()
    started = time.monotonic()
    for number, (frame, of) in enumerate(cases(count, seed)):
        try:
            outcomes[outcome(frame, of)] += 1
        except BaseException:
            print(f"\ncase {number} of seed {seed}, {of.exercise.name}: {frame.header.hex()} {frame.body[:64].hex()}")
            raise
        if number % 10_000 == 0:
            print(f"\r{number} of {count}", end="", file=sys.stderr, flush=True)
    seconds = time.monotonic() - started
    replies = sum(outcomes.values()) - outcomes["garbled"]
    kinds = ", ".join(f"{amount} {kind}" for kind, amount in sorted(outcomes.items()) if kind != "garbled")
    print(f"\r{count} frames in {seconds:.0f} s: {outcomes['garbled']} garbled, {replies} replies ({kinds}).")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
