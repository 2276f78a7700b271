"""What Hypothesis makes answers of."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.model import Opaque

DTYPES = st.one_of(
    hnp.boolean_dtypes(), hnp.integer_dtypes(endianness="="), hnp.unsigned_integer_dtypes(), hnp.floating_dtypes()
)
ARRAYS = hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
NUMBERS = st.one_of(st.booleans(), st.integers(), st.floats(), st.just(10**400), st.just(-(10**400)))
LEAVES = st.one_of(st.none(), st.text(max_size=5), NUMBERS, ARRAYS)


def nested(leaves, keys):
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.lists(inner, max_size=3).map(tuple),
            st.dictionaries(keys, inner, max_size=3),
        ),
        max_leaves=6,
    )


VALUES = nested(LEAVES, st.text(max_size=3))
STRANGE = st.one_of(
    st.binary(max_size=4),
    st.complex_numbers(),
    st.just(Opaque("generator")),
    st.just(object()),
    st.just(np.array(["text"])),
    st.just(np.array([1 + 2j])),
    st.just(np.array([None, 3], dtype=object)),
    st.just(np.zeros(2, dtype=[("a", "f8")])),
    st.just(np.array(["2020-01-01"], dtype="M8[D]")),
)
ANYTHING = nested(
    st.one_of(LEAVES, STRANGE),
    st.one_of(st.text(max_size=3), st.integers(), st.none(), st.floats(), st.tuples(st.integers()), st.binary()),
)
