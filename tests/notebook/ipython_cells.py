"""Cells as people write them for IPython, in all its layouts."""

from hypothesis import strategies as st

COMMANDS = st.sampled_from(
    r"""
%matplotlib inline
%load_ext autoreload
%autoreload 2
%run helpers.py
%timeit f(3)
%time x = f(3)
%time f(3); y = 4
%time x = !ls
%time
%time -q
%%time
%cd "it's here
% pwd
%
%foo?
%%time?
!pip install x --quiet
!ls "unclosed
!!ls
!
!!
?
??
?f
??np.dot
f?
np.dot??
np.*load*?
x[0].y?
a = b?
f? # why
f() if x else y?
,autocall a b
;autocall a b
/autocall a b
""".strip().splitlines()
)

PYTHON = st.sampled_from(
    [
        "x = 1",
        "x = a % b",
        "x = a %b",
        "x = (a\n%b)",
        "x = a / b; y = 2;",
        "x = 'what?'",
        "x = 3 # why?",
        "# what?",
        "# %matplotlib inline",
        'x = """\n%matplotlib inline\n!ls\n?f\n  \nf?\n"""',
        "x = '''a\\\n%b'''",
        '"""A string with >>> in it\n>>> f(1)\n... 2\n"""',
        'def f():\n    r"""Its quotes\' prefix.\n    >>> f(1)\n    ... 2\n    """',
        "x = 'a\\\n!b'",
        "x = 1 + \\\n  2",
        "x = a \\\n%b",
        "y = !ls",
        "y = ! ls a\\\n  b 'unclosed",
        "y = %pwd",
        "y = %time f(3)",
        "y = %time",
        "y = \\\n  %pwd",
        'y.a, z[0] = %sql select "a',
        "f(a=1)[0] = !ls",
        "y != 2",
        "y += 1",
        "y: int = 3",
        "y: str = %pwd",
        "!pip install a \\\n    b c",
        "%time x = f(3, \\\n  4)",
        "naïve = 'ß→π'",
        "await f(x)",
        "async with f() as g: pass",
        "print(f'{x!r:>3} {x=}')",
        "def f(a, b=2): return a",
        "class A: pass",
        "lambda: (yield)",
        "...",
        "x = ...",
        "",
        "   ",
        "\t",
        "\f",
        "\fx = 2",
    ]
)

REFUSED = st.sampled_from(
    [
        "f ?",
        "f? # why?",
        "f(1)?",
        "y == %pwd",
        "f(a=!ls)",
        "x = [1,\n  !2]",
        "a = b = %pwd",
        *["/ f", "!= 2", "%= 2", "/= 2", "// 2"],
        ")",
        "  x = 1",
    ]
)

HEADERS = st.sampled_from(
    [
        "if x:",
        "if x:\n  pass\nelse:",
        "if x:\n  !ls\nelif y:  # why?",
        "for i in range(3):",
        "while x:",
        "with f() as g:",
        "def f(a):",
        "class A(B):",
        "async def g(a, *, b='?'):",
        "try:\n\tx\nfinally:",
    ]
)


def indented(text: str, by: str) -> str:
    return "\n".join(by + line for line in text.split("\n"))


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map("\n".join)
    by = st.sampled_from(["    ", "  ", "\t"])
    return st.builds(lambda header, text, by: f"{header}\n{indented(text, by)}", HEADERS, body, by)


STATEMENTS = st.recursive(PYTHON | COMMANDS, blocks, max_leaves=6)
BODIES = st.lists(STATEMENTS, min_size=1, max_size=8).map("\n".join)


def prompted(text: str, first: str, then: str) -> str:
    head, *tail = text.split("\n")
    return "\n".join([first + head, *(then + line for line in tail)])


def each_prompted(text: str) -> str:
    """Every line that starts a statement behind ``>>>``, the others behind dots, as a Python session shows it."""
    return "\n".join(("... " if line[:1] in " \t)" and line else ">>> ") + line for line in text.split("\n"))


LAYOUTS = st.sampled_from(
    [
        lambda text: text,
        lambda text: text,
        lambda text: text + "\n",
        lambda text: "\n  \n\n" + text,
        lambda text: indented(text, "    "),
        lambda text: "\n" + indented(text, "\t"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: prompted(text, ">>> ", "... "),
        lambda text: prompted(text, "    >>> ", "    ... "),
        lambda text: prompted(text, "In [1]: ", "   ...: "),
        lambda text: prompted(text, "[ins] In [12]: ", "      ...: "),
        lambda text: indented(prompted(text, "In [1]: ", "   ...: "), "    "),
        lambda text: each_prompted(text),
        lambda text: "%%time\n" + text,
        lambda text: "\n%%capture out\n\n%%time\n" + text,
        lambda text: "%%timeit -n 3 x = 2\n" + text,
        lambda text: "  %%time\n" + indented(text, "  "),
        lambda text: "%%bash\n" + text,
        lambda text: "%%html\n<b>" + text,
        lambda text: "%%writefile x.py\n" + text,
        lambda text: "%%time?\n" + text,
        lambda text: "x = 1\n%%time\n" + text,
        lambda text: prompted("%%time\n" + text, ">>> ", "... "),
    ]
)
