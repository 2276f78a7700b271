"""The two ends of the channel understand each other, and the trusted end survives whatever it is sent."""

import collections
import enum
import pickle
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.model import Opaque
from autograder.sandbox import wire
from autograder.sandbox.inside import codec

plain_arrays = arrays.arrays(
    st.sampled_from(["?", "i1", "<i2", "<i4", "<i8", "u1", "<u4", "<u8", "<f2", "<f4", "<f8"]),
    arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=40)
values = st.recursive(
    scalars | plain_arrays,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=5), parts, max_size=4),
    max_leaves=12,
)


def alike(a, b):
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, float):
        return (isinstance(b, float) and struct.pack("<d", a) == struct.pack("<d", b)) or (a != a and b != b)
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(alike, a, b))
    return type(a) is type(b) and a == b


def parts(frame):
    header, body = struct.unpack("<II", frame[:8])
    assert len(frame) == 8 + header + body
    return frame[8 : 8 + header], frame[8 + header :]


def reply(value):
    return codec.Encoder(2**20, 2**26).frame({"op": "answered", "value": value, "printed": ""})


odd_dicts = st.dictionaries(st.integers() | st.tuples(st.integers()) | st.text(max_size=2), values, max_size=3)


@given(values | st.tuples(values, values) | odd_dicts)
def test_a_request_arrives_as_it_was_sent(value):
    header, body = parts(wire.encode({"inputs": value, "data": b"\0notebook"}))
    received = codec.decoded(header, body)
    assert alike(received["inputs"], value)
    assert received["data"] == b"\0notebook"


@given(values)
def test_an_answer_arrives_as_it_was_given(value):
    received = wire.decode(*parts(reply(value)))
    assert alike(received.value, value)


@given(values)
def test_kept_answers_are_read_as_they_were_written(value):
    assert alike(wire.load(wire.encode({"x": value})), {"x": value})


def arrays_in(value):
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from arrays_in(part)


@given(values)
def test_arrays_that_a_submission_receives_are_its_own(value):
    received = codec.decoded(*map(bytearray, parts(wire.encode({"inputs": value}))))  # as the channel receives it
    for array in arrays_in(received):
        assert array.flags.owndata
        array.resize(array.size + 1, refcheck=False)
        array[-1] = 1


def test_kept_arrays_lie_in_the_file_and_cannot_be_written_to():
    kept = memoryview(wire.encode({"x": np.arange(3.0)}))
    array = wire.load(kept)["x"]
    assert np.shares_memory(array, np.frombuffer(kept, np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1


def test_what_two_cases_have_in_common_is_each_ones_own():
    sizes, weights = [2, 3], np.zeros(3)
    request = wire.encode({"cases": [{"inputs": (sizes, weights)}, {"inputs": (sizes, weights)}]})
    one, other = (case["inputs"] for case in codec.decoded(*map(bytearray, parts(request)))["cases"])
    one[0].append(1)
    one[1][0] = 1
    assert other[0] == [2, 3]
    assert other[1].tolist() == [0, 0, 0]


def test_equal_requests_are_the_same_bytes():
    sizes = [2, 3]
    assert wire.encode({"inputs": (sizes, sizes)}) == wire.encode({"inputs": ([2, 3], [2, 3])})


class Size(enum.IntEnum):
    SMALL = 1


class Word(str):
    def __str__(self):
        return "another"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(0.5), 0.5),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (Size.SMALL, 1),
        (Word("yes"), "yes"),
        (collections.OrderedDict(a=np.float64(1)), {"a": 1.0}),
        (collections.namedtuple("Pair", "a b")(1, [Size.SMALL]), (1, [1])),
    ],
)
def test_what_is_derived_from_plain_data_arrives_as_that(value, plain):
    received = codec.decoded(*parts(wire.encode({"inputs": [value]})))["inputs"][0]
    assert alike(received, plain)


@pytest.mark.parametrize(
    "value",
    [
        np.array(["a"]),
        np.array([None]),
        np.array([1j]),
        np.array([1.0], ">f8"),
        np.array([1.0], np.longdouble),
        np.array(["2020-01-01"], "M8[D]"),
        np.zeros(1, [("a", "f8")]),
        np.complex128(1j),
        np.longdouble(1),
        1j,
        {1},
        bytearray(1),
        range(3),
        object(),
        print,
        np.float64,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_sent_is_refused(value):
    with pytest.raises(TypeError, match="cannot cross"):
        wire.encode({"inputs": (value,)})


class Calling:
    def __reduce__(self):
        return print, ("called",)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize(
    "value", [Calling(), print, dict, np.zeros(2), np.dtype("f8"), 1j], ids=lambda value: type(value).__name__
)
def test_a_frame_that_names_anything_makes_nothing(value, protocol, capsys):
    header = pickle.dumps({"x": value}, protocol)
    with pytest.raises(pickle.UnpicklingError, match="has no place"):
        wire.load(wire.PREFIX.pack(len(header), 0) + header)
    assert not capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (np.array(["a"]), "array-of-text"),
        (np.array([None]), "array-of-objects"),
        (np.array([1j]), "array-of-complex"),
        (1j, "complex"),
        (2**64, "integer-beyond-64-bits"),
        (object(), "object"),
        (iter([]), "list_iterator"),
    ],
)
def test_what_cannot_cross_arrives_as_a_word_for_its_kind(value, kind):
    received = wire.decode(*parts(reply([value]))).value
    assert isinstance(received[0], Opaque)
    assert received[0].kind == kind


def test_a_value_that_contains_itself_ends():
    chain, bush = [], []
    chain.append(chain)
    bush += [bush, bush]
    assert wire.decode(*parts(reply(chain)))
    with pytest.raises(codec.TooLarge):
        reply(bush)


def test_an_answer_beyond_the_limit_is_refused_where_it_is_made():
    with pytest.raises(codec.TooLarge):
        codec.Encoder(2**20, 1000).frame({"op": "answered", "value": np.zeros(1000), "printed": ""})


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_any_bytes_are_a_reply_or_garbled(header, body):
    try:
        assert isinstance(wire.decode(header, body), wire.Reply)
    except wire.Garbled as garbled:
        assert str(garbled)


@given(values, st.data())
def test_a_spoilt_reply_is_a_reply_or_garbled(value, data):
    header, body = parts(reply(value))
    spoilt = bytearray(header)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    body = body[: data.draw(st.integers(0, len(body)))]
    try:
        assert isinstance(wire.decode(bytes(spoilt), body), wire.Reply)
    except wire.Garbled as garbled:
        assert str(garbled)


@pytest.mark.parametrize(
    ("kind", "shape", "place"),
    [
        (b"f\x08", (2**62, 4), 0),
        (b"f\x08", (2,), 16),
        (b"f\x08", (1,), 3),
        (b"O\x08", (1,), 0),
        (b"V\x08", (1,), 0),
        (b"c\x10", (1,), 0),
        (b"f\x10", (1,), 0),
        (b"f\x08", (0, 2**63), 0),
    ],
)
def test_an_array_that_lies_is_garbled(kind, shape, place):
    import msgspec

    data = kind + bytes([len(shape)]) + struct.pack(f"<{len(shape) + 1}Q", *shape, place)
    lie = {"op": "answered", "value": msgspec.msgpack.Ext(wire.ARRAY, data), "printed": ""}
    with pytest.raises(wire.Garbled):
        wire.decode(msgspec.msgpack.encode(lie), b"\0" * 16)


def test_a_message_beyond_the_limits_is_refused_before_it_is_read():
    with pytest.raises(wire.Garbled):
        wire.prefix(struct.pack("<II", 2**20, 2**31), 2**21, 2**26)
    with pytest.raises(wire.Garbled):
        wire.prefix(struct.pack("<II", 2**30, 0), 2**21, 2**26)


def test_deep_structure_is_garbled():
    nested = b"\x91" * 100_000 + b"\xc0"
    lie = b"\x83\xa2op\xa8answered\xa7printed\xa0\xa5value" + nested
    with pytest.raises(wire.Garbled):
        wire.decode(lie, b"")
