"""Whatever a worker sends is a reply or Garbled, costs little memory, and can be judged."""

import contextlib
import json
import random
import socket
import struct
import threading
import time
import tracemalloc
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.flow import Bench, grade
from autograder.grading.compare import compare
from autograder.model import Fate, Hints, Opaque, Status, Submission
from autograder.outlets.grades import grades
from autograder.outlets.lines import line
from autograder.outlets.table import about_one
from autograder.papers import public_paper
from autograder.pipeline.audit_mutants import Unknown
from autograder.sandbox import channel, wire
from autograder.sandbox.child import End, Reader
from autograder.sandbox.inside import codec
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.sandbox import Equipment
from tests.attacks.fuzz import (
    BOUNDS,
    LOADED,
    Extension,
    Frame,
    Fuzzer,
    Liar,
    Pairs,
    answered,
    array,
    honest,
    outcome,
    packed,
)
from tests.handed_in import RIGHT, notebook

FUZZER = Fuzzer()
OUTCOMES = {"garbled", "answered", "failed", "read", "unreadable"}


# Staff functions that accept answers in another form do arithmetic on whatever they are given.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def fuzzed(cases, *drawn):
    """A tenth of so many cases in each run, and all of them where there is time."""

    def tested(holds):
        @pytest.mark.parametrize("count", [cases // 10, pytest.param(cases, marks=pytest.mark.heavy)])
        def test(count):
            settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))(given(*drawn)(holds))()

        return test

    return tested


# --- 20,000 frames ------------------------------------------------------------------------------------------------

asked = st.sampled_from(FUZZER.asked)
faults = st.tuples(st.integers(0, 2000), st.integers(0, 9), st.binary(max_size=9))
places = st.integers(0, 2**64 - 1) | st.sampled_from(BOUNDS)
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | st.builds(Extension, st.integers(-128, 127), st.binary(max_size=40))
    | st.builds(Extension, st.just(wire.OPAQUE), st.binary(max_size=300))
    | st.builds(
        array,
        st.sampled_from([b"f\x08", b"f\x02", b"b\x01", b"u\x04", b"i\x08", b"O\x08", b"c\x10", b"f\x00", b"V\xff"]),
        st.lists(st.integers(0, 4) | places, max_size=5),
        st.sampled_from([0, 16]) | places,
    )
)
lies = st.recursive(
    leaves,
    lambda parts: (
        st.lists(parts, max_size=4)
        | st.lists(st.tuples(parts, parts), max_size=4).map(Pairs)
        | st.dictionaries(st.sampled_from(["W1", "dW1", "db1", "v", "w1", "a1"]), parts, max_size=4)
        | parts.map(lambda part: Extension(2, packed(part)))
    ),
    max_leaves=12,
)


@fuzzed(2_000, st.binary(max_size=300), st.binary(max_size=64), asked)
def test_any_bytes(header, body, of):
    assert outcome(Frame(header, body), of) in OUTCOMES


@fuzzed(
    6_000,
    st.sampled_from(FUZZER.honest),
    asked,
    st.lists(faults, min_size=1, max_size=3),
    st.none() | st.integers(0, 64),
)
def test_honest_frames_that_are_spoilt(frame, of, spoils, left):
    header = bytearray(frame.header)
    for place, removed, put in spoils:
        start = place % (len(header) + 1)
        header[start : start + removed] = put
    assert outcome(Frame(bytes(header), frame.body[:left]), of) in OUTCOMES


@fuzzed(4_000, lies, st.binary(max_size=100), asked)
def test_answers_that_are_lies(value, body, of):
    assert outcome(answered(value, body), of) in OUTCOMES


@fuzzed(8_000, st.integers(0, 2**32), asked)
def test_right_answers_with_lies_in_them(seed, of):
    frame = Liar(random.Random(seed)).frame(of.right)
    assert outcome(frame, of) in OUTCOMES


@pytest.mark.parametrize("of", FUZZER.asked, ids=lambda of: of.exercise.name)
def test_the_right_answer_is_right(of):
    """Else the lies above would be told of nothing."""
    frame = honest(of.right)[0]
    reply = wire.decode(frame.header, frame.body)
    (output, *_) = of.exercise.outputs
    part = reply.value
    for step in output.path:
        part = part[step]
    assert compare(of.questions[0].expected[output.name], part, 1e-9, 1e-9) == []


# --- memory and time ----------------------------------------------------------------------------------------------


def full(piece, of=MB):
    """As many pieces as the structure of a message may hold."""
    return [piece] * (of // (len(packed(piece)) + 1))


def headed(value):
    """An answer whose value is given as the bytes of its MessagePack."""
    return Frame(b"\x83\xa2op\xa8answered\xa7printed\xa0\xa5value" + value, b"")


GIGANTIC = {
    "a list that says it has four milliard parts": headed(b"\xdd\xff\xff\xff\xff"),
    "lists that say so, one in the other": headed(b"\xdd\x7f\xff\xff\xff" * 100_000),
    "a map that says so": headed(b"\xdf\xff\xff\xff\xff"),
    "a text that says so": headed(b"\xdb\xff\xff\xff\xffx"),
    "bytes that say so": headed(b"\xc6\xff\xff\xff\xffx"),
    "an extension that says so": headed(b"\xc9\xff\xff\xff\xff\x01x"),
    "an array that says so": answered(array(b"f\x08", (2**32 - 1,), 0), b"\0" * 64),
    "an array whose size is beyond 64 bits": answered(array(b"f\x08", (2**32, 2**32, 2), 0), b"\0" * 64),
    "an array without entries and with endless sides": answered(array(b"f\x08", (0, 2**31, 2**31, 2**31), 0), b""),
    "as many arrays as there can be, all of the same bytes": answered(
        full(array(b"f\x08", (2**10, 2**10), 0)), bytes(8 * MB)
    ),
    "as many empty lists as there can be": headed(b"\xdd\x00\x10\x00\x00" + b"\x90" * MB),
    "as many empty dicts as there can be": headed(b"\xdd\x00\x10\x00\x00" + b"\x80" * MB),
    "as many opaque things as there can be": answered(full(Extension(wire.OPAQUE, b"x"))),
    "lists nested without end": headed(b"\x91" * MB),
    "maps nested without end": headed(b"\x81\xa1x" * (MB // 3)),
    "extensions in extensions": answered(Extension(wire.ARRAY, packed(Extension(wire.ARRAY, bytes(100_000))))),
}


@pytest.mark.parametrize("frame", GIGANTIC.values(), ids=list(GIGANTIC))
def test_a_small_message_does_not_become_a_large_object(frame):
    of = FUZZER.asked[0]
    tracemalloc.start()
    try:
        assert outcome(frame, of) in ("garbled", "answered")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # An object of Python's takes up to a hundred bytes, and one byte of MessagePack makes one.
    assert most < 100 * len(frame.header) + 4 * len(frame.body) + MB


KEYS = {
    "tuples": [b"\x9f" + bytes(255 - bit for bit in bits) + b"\xff" for bits in product((0, 1), repeat=14)],
    "floats": [b"\xcb" + struct.pack(">d", 2.0 ** (61 * n)) for n in range(16)],
    "lists": [b"\x90"],
    "nil": [b"\xc0"],
    "bytes": [b"\xc4\x00"],
    "opaque": [packed(Extension(wire.OPAQUE, b"x"))],
    "dates": [b"\xd6\xff" + bytes(4)],
}
"""-1 and -2 have the same hash, and so have all tuples of them: a dict of a few thousand takes minutes to make."""


@pytest.mark.parametrize("keys", KEYS.values(), ids=list(KEYS))
def test_keys_are_texts_or_integers_or_the_message_is_garbled(keys):
    frame = headed(b"\xdf" + struct.pack(">I", len(keys)) + b"".join(key + b"\xc0" for key in keys))
    with pytest.raises(wire.Garbled):
        wire.decode(frame.header, frame.body)


@pytest.mark.parametrize("value", [b"\xc4\x00", b"\xd6\xff" + bytes(4), b"\xd7\xff" + bytes(8)])
def test_values_are_of_the_kinds_that_there_are_or_the_message_is_garbled(value):
    with pytest.raises(wire.Garbled):
        wire.decode(headed(b"\x91" + value).header, b"")


# --- the channel --------------------------------------------------------------------------------------------------

SMALL = Limits(message=MB, structure=MB)
TOKEN = b"<token> "


@pytest.fixture
def ends():
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def soon():
    return time.monotonic() + 0.2


def reply_of(value, token=TOKEN):
    frame = answered(value)
    return token + struct.pack("<II", len(frame.header), len(frame.body)) + frame.header + frame.body


@fuzzed(
    500,
    st.binary(max_size=40),
    st.sampled_from([b"", TOKEN, reply_of(1)[:20], TOKEN + struct.pack("<II", 4, 0)]),
)
def test_any_bytes_on_the_channel_are_one_of_four_faults_or_a_reply(data, before):
    near, far = socket.socketpair()
    with near:
        with far:
            far.sendall(before + data)
        with contextlib.suppress(channel.HungUp, channel.TooSlow, channel.Untimely, wire.Garbled):
            assert isinstance(wire.decode(*channel.Channel(near).receive(TOKEN, soon(), SMALL)), wire.Reply)


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (b"", channel.TooSlow),
        (TOKEN[:7], channel.TooSlow),
        (TOKEN + b"\0" * 7, channel.TooSlow),
        (reply_of(1)[:-1], channel.TooSlow),
        (TOKEN + struct.pack("<II", 2**32 - 1, 0), wire.Garbled),
        (TOKEN + struct.pack("<II", 0, 2**32 - 1), wire.Garbled),
        (TOKEN + struct.pack("<II", MB + 5000, 0), wire.Garbled),
        (TOKEN + struct.pack("<II", 0, 0), wire.Garbled),
        (reply_of(1, b"another "), channel.Untimely),
    ],
    ids=lambda sent: f"{len(sent)} bytes" if isinstance(sent, bytes) else sent.__name__,
)
def test_what_is_sent_in_part_or_announced_too_large(ends, sent, fault):
    near, far = ends
    far.sendall(sent)
    with pytest.raises(fault):
        wire.decode(*channel.Channel(near).receive(TOKEN, soon(), SMALL))


def test_what_is_said_before_it_is_asked_is_no_reply(ends):
    near, far = ends
    far.sendall(reply_of(1) + reply_of(2))
    end = channel.Channel(near)
    assert wire.decode(*end.receive(TOKEN, soon(), SMALL)).value == 1
    with pytest.raises(channel.Untimely):
        end.receive(b"another ", soon(), SMALL)


def test_a_flood_costs_no_more_than_one_message(ends):
    near, far = ends
    far.settimeout(5)

    def flood():
        try:
            while True:
                far.sendall(reply_of("x" * 1000) * 100)
        except OSError:
            pass

    flooding = threading.Thread(target=flood)
    flooding.start()
    end = channel.Channel(near)
    tracemalloc.start()
    try:
        for _ in range(100):
            assert wire.decode(*end.receive(TOKEN, time.monotonic() + 5, SMALL)).value == "x" * 1000
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        near.close()
        flooding.join()
    assert most < 4 * MB


def test_a_message_that_drips_ends_at_the_deadline(ends):
    near, far = ends
    far.settimeout(5)

    def drip():
        try:
            for byte in TOKEN + struct.pack("<II", 1000, 1000) + bytes(2000):
                far.sendall(bytes([byte]))
                time.sleep(0.01)
        except OSError:
            pass

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(channel.TooSlow):
        channel.Channel(near).receive(TOKEN, soon(), SMALL)
    near.close()
    dripping.join()


# --- a whole grading with a worker that lies ----------------------------------------------------------------------


class LyingSandbox:
    """Stands for a sandbox whose children say what they like, in whatever order; ``packs``, if any, honestly."""

    limits = Limits(seconds=0.5, read_seconds=0.5)
    equipment = Equipment()

    def __init__(self, frames, packs):
        self.frames = iter(frames)
        self.packs = packs
        self.reader = Reader(self.child)

    def child(self):
        return self

    def tell(self, frame, seconds):
        pass

    def ask(self, request, seconds):
        header, _ = wire.prefix(request[:8], MB, MB)
        asked = codec.decoded(request[8 : 8 + header], request[8 + header :])
        if asked["op"] == "packs" and self.packs:
            for _ in asked["asked"]:
                yield wire.Frame(answered(array(b"u\x01", (0,), 0)).header, b"")
        for said in self.frames:
            if isinstance(said, Exception):
                raise said
            yield wire.Frame(said.header, said.body)

    def end(self):
        return End(0, 0)

    def dismiss(self):
        pass


REGULARIZATION = next(each for each in LOADED if each.name == "regularization")


def read(definitions):
    return Frame(json.dumps({"op": "read", "definitions": definitions, "cells": []}).encode(), b"")


READ = read([[exercise.name, [], ""] for exercise in REGULARIZATION.exercises])


def graded(frames, packs=True):
    sandbox = LyingSandbox(frames, packs)
    paper = public_paper(REGULARIZATION)
    rooms = (lambda *_: sandbox, lambda _: sandbox)
    bench = Bench(LOADED, sandbox.limits, *rooms, lambda *_: {}, lambda *_: paper, lambda *_: Unknown())
    return grade(Submission("eve.ipynb", "eve", notebook(*RIGHT), "regularization"), bench)


@fuzzed(300, st.integers(0, 2**32), st.booleans(), st.booleans())
def test_a_worker_that_lies_all_the_way_has_a_result_like_any_other(seed, reads, packs):
    chance = random.Random(seed)

    def frames():
        if reads:
            yield READ
        while True:
            match chance.randrange(8):
                case 0:
                    yield channel.HungUp()
                case 1:
                    yield channel.TooSlow()
                case 2:
                    yield channel.Untimely()
                case 3:
                    yield READ
                case _:
                    yield FUZZER.case(chance)[0]

    result = graded(frames(), packs)
    assert result.status in Fate
    assert 0 <= result.score <= result.max_score
    assert line(result)
    assert grades([result])
    assert all(isinstance(part, str) for part in about_one(result, Hints.BOTH))


@pytest.mark.parametrize(
    "definitions",
    [
        [["", [], ""]] * 200_000,
        [[f"compute_cost_with_regularizatio{n}", [], ""] for n in range(2_000)],
        [["x" * MB, [], ""]],
        [["compute_cost_with_regularization", ["x"] * 300_000, ""]],
        [["\x1b[31m\u202e", ["=1+1"], "\0"]],
    ],
    ids=["many", "nearly right", "long", "many parameters", "commanding"],
)
def test_a_worker_may_define_what_it_likes(definitions):
    def frames():
        yield read(definitions)
        while True:
            yield answered(None)

    result = graded(frames())
    assert result.score == 0
    assert line(result)


@pytest.mark.parametrize("packs", [True, False])
def test_a_reply_of_another_kind_than_was_asked_for_costs_the_exercise(packs):
    def frames():
        while True:
            yield READ

    result = graded(frames(), packs)
    assert {exercise.status for exercise in result.exercises} == {Status.CRASHED}


def test_what_is_opaque_can_be_judged():
    for kind in ("number", "array", "none", "dict", "\x1b[31m", "x" * 10_000):
        reply = wire.decode(answered(Extension(wire.OPAQUE, kind.encode())).header, b"")
        assert reply.value == Opaque(kind[:200])
        assert compare(np.zeros(3), reply.value)[0].id == "kind"
