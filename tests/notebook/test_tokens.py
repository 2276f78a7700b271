"""Two layouts of the same code have the same tokens; two codes have not."""

import io
import keyword
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebook.tokens import code_tokens, fingerprint

STUB = '''
# GRADED FUNCTION: compute_cost
def compute_cost(A3, Y, lambd = 0.1):
    """
    Compute the cost.
    # not a comment
    """
    m = Y.shape[1]   # number of examples
    ### START CODE HERE ### (approx. 1 line)
    cost = None
    ### END CODE HERE ###

    return cost
'''


def test_layout_comments_and_docstrings_do_not_count():
    other = "def compute_cost( A3,Y,\n   lambd=0.1 ) :\n  'Kosten'\n  m = Y.shape[1]\n\n  cost=None\n  return cost # ≈"
    assert fingerprint(STUB) == fingerprint(other) == fingerprint(STUB.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("old", "new"),
    [("cost = None", "cost = 0"), ("Y.shape[1]", "Y.shape[0]"), ("return cost", "return 'cost'"), ("0.1", "0.10")],
)
def test_any_change_of_code_counts(old, new):
    assert fingerprint(STUB) != fingerprint(STUB.replace(old, new))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ('"doc"; x = 1', "; x = 1"),
        ('class A: "doc"', "class A :"),
        ('def f(): """doc"""', "def f ( ) :"),
        ("x = 'no doc'", "x = 'no doc'"),
        ("f(\n'no doc'\n)", "f ( 'no doc' )"),
        ("'doc' \\\n 'more'", ""),
        (")\n'doc'", ")"),
        ("'no' % doc", "'no' % doc"),
        ("x: 'hint'", "x : 'hint'"),
        ("print 'Python 2', 3L", "print 'Python 2' , 3L"),
        ("a**=b//2<<=c->d:=e...f!=g", "a **= b // 2 <<= c -> d := e ... f != g"),
        ("1.5e-3+0x1F-.5j*1_000", "1.5e-3 + 0x1F - .5j * 1_000"),
        ("x = rb'a\\'b' f\"{x}\"", "x = rb'a\\'b' f\"{x}\""),
        ("cost = (1/m *  # None", "cost = ( 1 / m *"),
        ("x = 'never closed\ny = 2", "x = 'never closed y = 2"),
        ('x = """never closed\ny = 2', 'x = """never closed\ny = 2'),
        ("naïve = ≈ $ ?", "naïve = ≈ $ ?"),
    ],
)
def test_any_text_has_tokens(text, tokens):
    assert " ".join(code_tokens(text)) == tokens


WORDS = st.sampled_from(
    [*keyword.kwlist, "x", "_y1", "naïve", "0", "1.5e-3", "0x1F", "1_0j", "'a b'", '"#"', "'''a\nb'''", "rb'c'"]
)
MARKS = st.sampled_from(
    "+ - * / ** // % @ << >> & | ^ ~ < > <= >= == != -> += **= //= >>= = := . ... , ( ) [ ] { }".split()
)


@given(st.lists(WORDS | MARKS, max_size=20))
def test_tokens_are_those_of_python(parts):
    text = "x " + " ".join(parts) + " # a comment"  # a statement cannot be mistaken for a docstring
    kinds = (tokenize.NAME, tokenize.NUMBER, tokenize.STRING, tokenize.OP)
    try:
        expected = [
            token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type in kinds
        ]
    except tokenize.TokenError:  # a bracket that is never closed
        return
    assert code_tokens(text) == expected


@given(st.text())
def test_every_text_has_a_fingerprint(text):
    assert len(fingerprint(text)) == 64
