"""Which names a statement reads, at once and later: held against Python's own symbol tables."""

import ast
import symtable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebook.flow import uses


def reads(text, annotations=True):
    """(read at once, read later, read by what may be called at once), each as words in order."""
    (statement,) = ast.parse(text).body
    return tuple(" ".join(sorted(names)) for names in uses(statement, annotations))


# --- at once and later -------------------------------------------------------------------------------------------


TYPE_PARAMETERS = [
    ("type X[T: a] = dict[T, b]", "", "a b dict", "a b dict"),
    ("def f[T: a, *U, **V](x: T, y: U = b) -> V | c:\n z: T = x\n return d, T", "b c", "a d", ""),
    ("class A[T](B[T]):\n x: T = a\n def f(self) -> T: return T, b", "B a", "b", ""),
]


@pytest.mark.parametrize(
    ("text", "now", "later", "called"),
    [
        *(TYPE_PARAMETERS if hasattr(ast, "TypeAlias") else []),
        ("x = a + b", "a b", "", ""),
        ("x = x + 1", "x", "", ""),
        ("x += a", "a x", "", ""),
        ("x[i].y = a", "a i x", "", ""),
        ("x.f(a)[b]", "a b x", "", ""),
        ("del x, y[i]", "i x y", "", ""),
        ("x, *y = a", "a", "", ""),
        ("x: A = a", "A a", "", ""),
        ("x: A", "A", "", ""),
        ("import a.b as c", "", "", ""),
        ("def f(x, y=a, *z, k: K = b, **w) -> R:\n return x + y + c", "K R a b", "c", ""),
        ("def f():\n x: A = a", "", "a", ""),
        ("async def f(x):\n async with a as y:\n  await x(y)", "", "a", ""),
        ("@d(a)\ndef f():\n return b", "a d", "b", "b"),
        ("f = lambda x, y=a: x + y + b", "a", "b", ""),
        ("x = f(lambda y: y + a)", "f", "a", "a"),
        ("def f(x=f(lambda: a)):\n return b", "f", "a b", "a"),
        ("x = [y + a for y in b if c for z in y]", "a b c", "", ""),
        ("x = sum(y + a for y in b)", "a b sum", "a", "a"),
        ("x = {y: (lambda: y + a) for y in b}", "b", "a", "a"),
        ("x = (y := a) + y", "a y", "", ""),
        ("x = [z := y for y in a]", "a", "", ""),
        ("class A(B, metaclass=M):\n x = a\n y = x\n def f(self, z=y):\n  return x + b", "B M a", "b x", "b x"),
        ("class A(B):\n x = x\n def f(self, z=a): return b", "B a x", "b", ""),
        ("class A:\n n = 2\n x = [n for _ in range(n)]\n y = (lambda: b)()", "n range", "b", "b"),
        ("class A:\n def f(self): return __class__, super().f()", "", "super", ""),
        ("f = lambda: (yield a)", "", "a", ""),
        ("print(f'{a!r:>{b}}', *c, **d)", "a b c d print", "", ""),
        ("await f(a)", "a f", "", ""),
        ("assert a, b", "a b", "", ""),
        ("global x", "", "", ""),
    ],
)
def test_simple_statements(text, now, later, called):
    assert reads(text) == (now, later, called)


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("for i in a:\n x = i\n y = x", "a"),
        ("for i in a:\n y = x\n x = i", "a x"),
        ("for i in a:\n pass\nelse:\n x = i", "a i"),
        ("for x[i] in a: pass", "a i x"),
        ("while a:\n x = 1\n y = x\nelse:\n z = x", "a x"),
        ("if a:\n x = 1\n y = x", "a"),
        ("for _ in b:\n if a:\n  x = 1\n else:\n  x = 2\n y = x", "a b"),
        ("for _ in b:\n if a:\n  x = 1\n y = x", "a b x"),
        ("with a as x, x.y as z:\n b = z", "a"),
        ("for _ in c:\n with a as x:\n  b = x\n d = x, b", "a b c"),
        ("try:\n x = a\nexcept E as e:\n y = e, x\nelse:\n z = x\nfinally:\n w = x", "E a x"),
        ("for _ in b:\n try:\n  x = a\n except E:\n  x = 2\n y = x", "E a b"),
        ("for _ in b:\n try:\n  x = a\n except E:\n  pass\n y = x", "E a b x"),
        ("try:\n pass\nfinally:\n x = a", "a"),
        ("for _ in b:\n x = 1\n del x\n y = x", "b x"),
        ("if a:\n import x.y, z as w\n b = x, w", "a"),
        ("if a:\n def f(): pass\n f()", "a"),
        ("if a:\n class C: pass\n C()", "a"),
        ("match a:\n case [x, *y] if x > b:\n  c = y\n case {'k': z, **w}:\n  c = z, w", "a b"),
        ("match a:\n case D(v=u) | E.F as u:\n  c = u, x", "D E a x"),
    ],
)
def test_what_a_block_binds_before_is_its_own(text, now):
    assert reads(text)[0] == now


def test_hints_are_not_read_after_the_future_import():
    text = "def f(x: A, *y: B) -> C:\n def g(z: D): pass\n return x"
    assert reads(text) == ("A B C", "D", "")
    assert reads(text, annotations=False) == ("", "", "")


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("def f():\n x = 1\n def g():\n  nonlocal x\n  x += a\n return g", "a"),
        ("def f():\n global x\n x += 1", "x"),
        ("def f():\n global x\n x = 1", ""),
        ("def f(x):\n def g():\n  global x\n  return x\n return x, g", "x"),
        ("def f():\n x = [(y := z) for z in a]\n return y", "a"),
        ("def f():\n x += 1\n del y\n return x, y", ""),
        ("def f():\n import a.b, c as d\n from e import g as h\n return a, d, h, b, c, g", "b c g"),
        ("def f():\n try: pass\n except E as e: return e", "E"),
        ("def f():\n class A:\n  x = y = a\n  def g(self): return x, b\n return A", "a b x"),
        ("def f():\n match a:\n  case {'k': [x, *y], **z}: return x, y, z", "a"),
        ("def f():\n return lambda x: [x + y + b for y in x]", "b"),
        ("def f(x):\n for x.y[a] in x: pass", "a"),
        ("def f():\n x: A\n return x", ""),
    ],
)
def test_functions(text, later):
    assert reads(text)[1] == later


def test_scopes_nested_by_the_hundred_are_refused():
    deep = ast.parse("f = " + "lambda: " * 90 + "x").body[0]
    assert uses(deep, True).later == {"x"}
    for _ in range(8):
        deep = ast.Assign(targets=[ast.Name("f", ast.Store())], value=nested(deep.value))
    with pytest.raises(RecursionError):
        uses(deep, True)


def nested(value):
    """A function in a hundred functions; made by hand, for the parser would not take it."""
    for _ in range(100):
        value = ast.Lambda(ast.parse("lambda: 0", mode="eval").body.args, value)
    return value


# --- against symtable --------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "c", "d", "e"])


def expressions(inner):
    return st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("{}.{}[{}]".format, NAMES, NAMES, inner),
        st.builds("{}({}, {}={})".format, NAMES, inner, NAMES, inner),
        st.builds("(lambda {}, *, {}_=0, y={}: {})".format, NAMES, NAMES, inner, inner),
        st.builds("[{} for {} in {} if {}]".format, inner, NAMES, inner, inner),
        st.builds("{{{}: {} for {} in {} for {} in {}}}".format, inner, inner, NAMES, inner, NAMES, inner),
        st.builds("list({} for {} in {})".format, inner, NAMES, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("f'{{{}}}{{{}:{{{}}}}}'".format, NAMES, NAMES, NAMES),
        st.builds("(w := {})".format, inner),
    )


EXPRESSIONS = st.recursive(NAMES | st.just("1"), expressions, max_leaves=5)
SIMPLE = st.one_of(
    st.builds("{} = {}".format, NAMES, EXPRESSIONS),
    st.builds("{}, *{} = {}".format, NAMES, NAMES, EXPRESSIONS),
    st.builds("{}.{} = {}".format, NAMES, NAMES, EXPRESSIONS),
    st.builds("{}: 'hint' = {}".format, NAMES, EXPRESSIONS),
    st.builds("del {}[{}]".format, NAMES, EXPRESSIONS),
    st.builds("return {}".format, EXPRESSIONS),
    st.builds("import {}, x.{} as {}".format, NAMES, NAMES, NAMES),
    st.builds("from x import {} as {}".format, NAMES, NAMES),
    st.builds("raise {} from {}".format, EXPRESSIONS, EXPRESSIONS),
)


def block(head):
    return lambda *parts: head.format(*parts[:-1]) + "\n" + indented(parts[-1])


def indented(lines):
    return "\n".join("    " + line for line in "\n".join(lines).split("\n"))


def blocks(inner):
    body = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(block("for {} in {}:"), NAMES, EXPRESSIONS, body),
        st.builds(block("while {}:"), EXPRESSIONS, body),
        st.builds(block("with {} as {}:"), EXPRESSIONS, NAMES, body),
        st.builds(block("try: pass\nexcept {} as {}:"), NAMES, NAMES, body),
        st.builds(block("def {}({}, z={}, *args: {}):"), NAMES, NAMES, EXPRESSIONS, NAMES, body),
        st.builds(block("@{}\ndef {}(x):\n    nonlocal {}"), NAMES, NAMES, st.just("free"), body),
        st.builds(block("def {}(x):\n    global {}"), NAMES, NAMES, body),
        st.builds(block("class {}({}):\n    own = {}"), NAMES, NAMES, EXPRESSIONS, body),
        st.builds(block("match {}:\n  case [{}, *{}]:"), EXPRESSIONS, NAMES, st.just("star"), body),
    )


STATEMENTS = st.recursive(SIMPLE, blocks, max_leaves=8)


class Generators(ast.NodeTransformer):
    """Comprehensions as generators of the same names: from Python 3.12 on, only generators have tables of their own."""

    def visit_ListComp(self, node):
        self.generic_visit(node)
        return ast.GeneratorExp(node.elt, node.generators)

    def visit_DictComp(self, node):
        self.generic_visit(node)
        return ast.GeneratorExp(ast.Tuple([node.key, node.value], ast.Load()), node.generators)


def table_of(text):
    return symtable.symtable(ast.unparse(Generators().visit(ast.parse(text))), "cell", "exec")


def globals_of(table):
    """The names that the tables below a table say to be global and read."""
    found = set()
    for child in table.get_children():
        found |= {symbol.get_name() for symbol in child.get_symbols() if symbol.is_global() and symbol.is_referenced()}
        found |= globals_of(child)
    return found


def names_of_classes(tree):
    """What class bodies bind: whether a body reads such a name of its own or a global one depends on the moment."""
    bodies = [node for made in ast.walk(tree) if isinstance(made, ast.ClassDef) for node in ast.walk(made)]
    return (
        {node.id for node in bodies if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        | {getattr(node, "name", None) for node in bodies}
        | {node.asname for node in bodies if isinstance(node, ast.alias)}
    )


@given(st.lists(STATEMENTS, min_size=1, max_size=5))
def test_functions_read_what_their_symbol_tables_say(body):
    text = "def whole(free):\n" + indented(body)
    try:
        table = table_of(text)
    except SyntaxError:  # a return in a class, a walrus over a loop's name, a name that is both parameter and global
        return
    tree = ast.parse(text)
    expected = globals_of(table)
    found = uses(tree.body[0], True)
    unsure = names_of_classes(tree)
    assert found.later - unsure == expected - unsure
    assert found.later >= expected
    assert not found.now
