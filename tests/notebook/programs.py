"""Writes small notebooks at random that run without an error and always give the same values.

Names are bound, bound again, bound perhaps, changed, deleted and read, at the top level and in functions, classes,
comprehensions and lambdas; functions read names that are bound below them. Only what a slice cannot know is left out:
two names for one object, and functions that change the notebook's names when they are called at the top level.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from random import Random
from types import ModuleType

HELPERS = """
__all__ = ["double", "base", "reset"]
def double(x): return 2 * x % 97
def shift(x, by=3): return (x + by) % 97
base = 11
table = {"k": 5}
def reset(): return None
"""

NUMBERS = ("a", "b", "c", "abs")
LISTS = ("xs", "ys")
DICTS = ("d", "e")
FUNCTIONS = ("f", "g", "h", "k")
OBJECTS = ("o", "p")
IMPORTED = {
    "hp": ["import helpers as hp", "import math as m, helpers as hp, string"],
    "helpers": ["import helpers", "import helpers, json"],
    "double": ["from helpers import double", "from helpers import base as never_0, double", "from helpers import *"],
    "reset": ["from helpers import reset", "from helpers import *", "from helpers import (base, reset)"],
    "base": ["from helpers import base", "from helpers import *"],
}


def fresh_helpers() -> None:
    """Put a new module ``helpers`` where imports find it: the notebook may change it."""
    module = ModuleType("helpers")
    exec(HELPERS, vars(module))
    sys.modules["helpers"] = module


def exports(name: str) -> frozenset[str] | None:
    return frozenset(["double", "base", "reset"]) if name == "helpers" else None


@dataclass
class Context:
    """Where an expression stands: what it may read, and what it has read so far."""

    eager: bool
    own: tuple[str, ...] = ()
    read: set[str] = field(default_factory=set)


class Writer:
    """Writes one notebook; knows what is bound at each point, and what each function reads when it is called."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.statements: list[str] = []
        self.bound: set[str] = set()
        self.reads: dict[str, set[str]] = {}  # by functions, classes and objects
        self.impure: set[str] = set()
        self.never = 0

    # --- what may be read

    def ready(self, name: str) -> bool:
        """Whether a name may be read, and called, at the top level here."""
        todo, seen = [name], set()
        while todo:
            name = todo.pop()
            if name not in self.bound or name in self.impure:
                return False
            if name not in seen:
                seen.add(name)
                todo += self.reads.get(name, ())
        return True

    def pick(self, names: tuple[str, ...], context: Context) -> str | None:
        usable = [name for name in names if name not in context.own and (not context.eager or self.ready(name))]
        if not usable:
            return None
        name = self.random.choice(usable)
        context.read.add(name)
        return name

    def below(self, function: str) -> tuple[str, ...]:
        """The functions that another, or a method, may call so that every call comes to an end."""
        if function == "method":
            return ()
        return FUNCTIONS[FUNCTIONS.index(function) + 1 :] if function in FUNCTIONS else FUNCTIONS

    # --- expressions, each a number below 97

    def number(self, context: Context, depth: int = 2, maker: str = "") -> str:
        literal = str(self.random.randrange(9))
        if context.own and self.random.random() < 0.4:
            return self.random.choice(context.own)
        if depth == 0 or self.random.random() < 0.2:
            return self.pick(NUMBERS, context) or literal

        def inner(*own: str) -> str:
            return self.number(Context(context.eager, context.own + own, context.read), depth - 1, maker)

        kind = self.random.randrange(16)
        if kind < 3:
            return f"({inner()} {self.random.choice('+-*')} {inner()}) % 97"
        if kind < 6 and (function := self.pick(self.below(maker), context)):
            return f"{function}({inner()})"
        if kind == 6 and (name := self.pick(LISTS, context)):
            return self.random.choice(
                [f"sum({name}) % 97", f"len({name})", f"sum(t * {inner('t')} for t in {name}[:3]) % 97"]
            )
        if kind == 7 and (name := self.pick(DICTS, context)):
            return f"{name}.get('{self.random.choice('uvw')}', {inner()})"
        if kind == 8 and maker != "method" and (name := self.pick(OBJECTS, context)):
            return self.random.choice([f"{name}.n", f"{name}.method({inner()})", f"{name}.shared"])
        if kind == 9 and (name := self.pick(tuple(IMPORTED), context)):
            return {
                "hp": f"hp.double({inner()} + hp.base)",
                "helpers": f"helpers.shift(helpers.base + {inner()})",
                "double": f"double({inner()})",
                "reset": f"(reset() or {inner()})",
                "base": "base",
            }[name]
        if kind == 10:
            return f"sum([t + {inner('t')} for t in range({inner()} % 4)]) % 97"
        if kind == 11:
            return f"(lambda t, a={inner()}: (t + {inner('t', 'a')}) % 97)({inner()})"
        if kind == 12:
            return f"max({{t: {inner('t')} for t in range(2)}}.values())"
        if kind == 13:
            return f"({inner()} if {inner()} % 2 else {inner()})"
        if kind == 14:
            return f"len({{{inner()}, {inner()}}})"
        return f"max({inner()}, {inner()})"

    def here(self) -> str:
        return self.number(Context(True))

    # --- statements

    def write(self, text: str, *bound: str) -> None:
        self.statements.append(text)
        for name in bound:
            self.bound.add(name)
            self.reads.pop(name, None)
            self.impure.discard(name)

    def statement(self) -> None:
        self.random.choice(
            [
                *[self.assign, self.change_number, self.listing, self.change_list, self.mapping, self.change_mapping],
                *[self.function, self.function, self.function, self.make_class, self.instance, self.change_object],
                *[self.imports, self.branch, self.loop, self.attempt, self.nothing, self.unneeded, self.delete],
                *[self.imports, self.change_module, self.change_module, self.match],
            ]
        )()

    def assign(self) -> None:
        one, two = self.random.sample(NUMBERS, 2)
        value, other = self.here(), self.here()
        kind = self.random.randrange(6)
        if kind < 2:
            self.write(f"{one} = {value}", one)
        elif kind == 2:
            self.write(f"{one}, {two} = {value}, {other}", one, two)
        elif kind == 3:
            self.write(f"{one} = {two} = {value}", one, two)
        elif kind == 4:
            self.write(f"[{one}, *never_9] = [{value}, {other}]; {two}: int = {value}", one, two)
        else:
            self.write(f"{one} = ({two} := {value}) + {other}", one, two)

    def change_number(self) -> None:
        name = self.pick(NUMBERS, Context(True))
        if name:
            self.write(f"{name} {self.random.choice('+-*')}= {self.here()}\n{name} %= 97")

    def listing(self) -> None:
        name = self.random.choice(LISTS)
        source = self.pick(LISTS, Context(True))
        self.write(f"{name} = " + (f"[*{source}, {self.here()}]" if source else f"[{self.here()}, 2]"), name)

    def change_list(self) -> None:
        name = self.pick(LISTS, Context(True))
        if name:
            value = self.here()
            other = self.random.choice(NUMBERS)
            change = self.random.choice(
                [
                    f"{name}.append({value})",
                    f"{name} += [{value}]",
                    f"{name}[0:1] = [{value}, 4]",
                    f"del {name}[2:]",
                    f"{name}.sort()",
                    f"for i in range(2):\n    {name}.append(i + {value})",
                    f"{name}.extend([t for t in range({value} % 3)])",
                ]
            )
            if self.random.random() < 0.2:
                self.write(f"{other} = {name}.pop() if {name} else {value}", other)
            else:
                self.write(change)

    def mapping(self) -> None:
        name = self.random.choice(DICTS)
        self.write(f"{name} = dict(u={self.here()}, z=[])", name)

    def change_mapping(self) -> None:
        name = self.pick(DICTS, Context(True))
        if name:
            value = self.here()
            self.write(
                self.random.choice(
                    [
                        f"{name}['{self.random.choice('uvw')}'] = {value}",
                        f"{name}.update(v={value})",
                        f"{name}.setdefault('z', []).append({value}); {name}['w'] = len({name}['z'])",
                        f"{name}.pop('v', None)",
                        f"if {value} % 2: {name}['u'] = 1",
                    ]
                )
            )

    def function(self, name: str = "") -> None:
        name = name or self.random.choice(FUNCTIONS)
        own = ("x",)
        late = Context(False, own)
        head = f"def {name}(x"
        lines = []
        if self.random.random() < 0.3:
            head += f", y={self.here()}"
            late.own += ("y",)
        kind = self.random.randrange(12)
        if kind == 0:
            late.own += ("a",)
            lines.append(f"a = x + {self.random.randrange(9)}")
        elif kind == 1:
            inside = Context(False, (*late.own, "total"), late.read)
            lines += [
                "total = 0",
                "def inside(t):",
                "    nonlocal total",
                f"    total += t + {self.number(inside, 1, name)}",
                "    return total % 97",
                "inside(2)",
            ]
            late.own += ("total",)
        elif kind == 2:
            lines += ["for b in range(2):", "    c = b + x"]
            late.own += ("b", "c")
        elif kind == 3:
            lines += [f"if x > 0: return {name}(0)"]
        elif kind == 4 and (other := self.pick(LISTS, late)):
            lines += [f"{other}.append(x)"]
            late.read.add("#impure")
        elif kind == 5 and (other := self.pick(NUMBERS, Context(True, own, late.read))):
            lines += [f"global {other}", f"{other} = ({other} + x) % 97"]
            late.read.add("#impure")
        elif kind == 6:
            lines += [f"class Inner:\n        size = {self.number(late, 1, name)}\n        def get(self, size=size):"]
            lines += [f"        return (size + {self.number(Context(False, ('size',), late.read), 1, name)}) % 97"]
            lines += ["x += Inner().get()"]
        lines.append(f"return ({self.number(late, 3, name)}) % 97")
        text = f"{head}):\n" + "\n".join("    " + line for line in lines)
        if kind == 7:
            text = f"{name} = lambda x: ({self.number(Context(False, own, late.read), 2, name)}) % 97"
        elif kind == 8 and self.ready("twice"):
            text = "@twice\n" + text
            late.read.add("twice")
        elif kind == 9:
            text = f"if {self.here()} % 2:\n" + indent(text) + "\nelse:\n    " + f"def {name}(x): return x"
        elif kind == 10:
            factory = text.replace(f"def {name}(", "def made(")
            text = f"def make(n):\n{indent(factory)}\n    return made\n{name} = make({self.here()})"
        elif kind == 11:
            text = f"import functools\n{text}\n{name} = functools.partial({name})"
        self.write(text, name)
        impure = "#impure" in late.read
        self.reads[name] = {read for read in late.read if read != "#impure"}
        if impure:
            self.impure.add(name)

    def decorator(self) -> None:
        late = Context(False, ("x",))
        body = self.number(late, 1, FUNCTIONS[-1])
        self.write(
            f"def twice(function):\n    def wrapped(x):\n        return (function(x) * 2 + {body}) % 97\n"
            "    return wrapped",
            "twice",
        )
        self.reads["twice"] = set(late.read)

    def make_class(self) -> None:
        if self.bound & set(OBJECTS):
            return
        late = Context(False, ("x",))
        base = self.random.choice(["", "(Base)"]) if "Base" in self.bound else ""
        method, start = (self.number(late, depth, "method") for depth in (2, 1))
        name = self.random.choice(["Base", "Thing"])
        if base and name == "Base":
            base = ""
        self.write(
            f"class {name}{base}:\n    shared = {self.here()}\n    twin = [t for t in [shared, 2]]\n"
            f"    def __init__(self, x):\n        self.n = ({start}) % 97\n"
            f"    def method(self, x):\n        return ({method} + self.n + self.shared) % 97\n"
            f"    def bump(self, x): self.n = (self.n + x) % 97",
            name,
        )
        self.reads[name] = set(late.read) | ({"Base"} if base else set())
        if self.random.random() < 0.3:
            self.write(f"{name}.shared = {self.here()}")

    def instance(self) -> None:
        name = self.random.choice(OBJECTS)
        kind = self.pick(("Base", "Thing"), Context(True))
        if kind:
            self.write(f"{name} = {kind}({self.here()})", name)
            self.reads[name] = {kind}

    def change_object(self) -> None:
        name = self.pick(OBJECTS, Context(True))
        if name:
            value = self.here()
            self.write(self.random.choice([f"{name}.n = {value}", f"{name}.bump({value})", f"{name}.n += {value}"]))

    def imports(self) -> None:
        name = self.random.choice(list(IMPORTED))
        text = self.random.choice(IMPORTED[name])
        bound = ("double", "base", "reset") if "*" in text else (name,)
        if self.random.random() < 0.2:
            text = f"try:\n    {text.replace('*', name)}\nexcept ImportError:\n    {name} = None"
            bound = (name,)
        self.write(text, *bound)

    def change_module(self) -> None:
        if self.ready("helpers"):
            value = self.here()
            self.write(
                self.random.choice(
                    [
                        "helpers.reset()",
                        f"helpers.table['k'] = {value}",
                        f"helpers.extra = {value}\nhelpers.table['k'] += helpers.extra",
                        f"helpers.shift = lambda x, by={value}: (x * by + 1) % 97",
                    ]
                )
            )

    def branch(self) -> None:
        name = self.random.choice(NUMBERS)
        test, one, two = self.here(), self.here(), self.here()
        if name in self.bound:
            self.write(f"if {test} % 2:\n    never_8 = {one}\n    {name} = never_8\nelif {two} > 40:\n    pass", name)
        else:
            self.write(f"if {test} % 2:\n    {name} = {one}\nelse:\n    {name} = {two}", name)

    def loop(self) -> None:
        name = self.pick(NUMBERS, Context(True))
        value = self.here()
        if name and self.random.random() < 0.5:
            self.write(f"for i in range(3):\n    never_7 = i + {value}\n    {name} = ({name} + never_7 + i) % 97")
        else:
            name = self.random.choice(NUMBERS)
            self.write(f"{name} = {value}\nwhile {name} > 9:\n    {name} = {name} // 2", name)

    def attempt(self) -> None:
        name = self.random.choice(NUMBERS)
        value = self.here()
        self.write(
            self.random.choice(
                [
                    f"try:\n    {name} = {value} // ({value} % 2)\nexcept ZeroDivisionError as error:\n"
                    f"    {name} = len(str(error))\nfinally:\n    never_6 = 1",
                    f"from contextlib import nullcontext\nwith nullcontext({value}) as never_5:\n    {name} = never_5",
                ]
            ),
            name,
        )

    def match(self) -> None:
        name = self.random.choice(NUMBERS)
        value = self.here()
        self.write(f"match [{value}, {self.here()}]:\n    case [i, {name}] if i < 200:\n        {name} += i", name)

    def delete(self) -> None:
        name, first = self.random.choice(NUMBERS), self.here()
        self.bound.discard(name)
        self.write(f"{name} = {first}\ndel {name}\n{name} = {self.here()}", name)

    def nothing(self) -> None:
        """A statement that reads and leaves nothing behind."""
        value = self.here()
        self.write(self.random.choice([f"{value}", f"print({value}, file=sink)", f"str({value}).upper()"]))

    def unneeded(self) -> None:
        """A statement that binds what nothing reads: it has no place in a slice."""
        self.write(f"useless_{self.never} = {self.here()}")
        self.never += 1

    # --- the whole

    def target(self) -> None:
        """The function that is asked for: it reads of everything."""
        late = Context(False, ("x",))
        parts = [self.number(late), self.number(late)]
        for names, read in (
            (NUMBERS, "{}"),
            (NUMBERS, "{}"),
            (LISTS, "sum({}) % 97"),
            (DICTS, "sorted({}, key=str)"),
            (DICTS, "{}.get('u')"),
            (FUNCTIONS, "{}(x)"),
            (FUNCTIONS, "[{}(t) for t in range(2)]"),
            (OBJECTS, "{0}.method({0}.n)"),
            (("helpers",), "{}.table['k']"),
            (("double",), "{}(x)"),
        ):
            if self.random.random() < 0.5:
                parts.append(read.format(self.pick(names, late)))
        self.write(f"def target(x):\n    return {', '.join(parts)}", "target")
        self.reads["target"] = set(late.read)

    def notebook(self, length: int) -> list[str]:
        """The statements of a notebook that defines ``target(x)``, somewhere, and can call it at its end."""
        at = self.random.randrange(length)
        for index in range(length):
            self.statement()
            if index == 2 and self.random.random() < 0.5:
                self.decorator()
            if index == at:
                self.target()
        self.complete()
        return self.statements

    def complete(self) -> None:
        """Bind at the end what the target needs and nothing bound so far."""
        todo, seen = ["target"], set()
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            if name not in self.bound:
                self.bind(name)
            todo += self.reads.get(name, ())

    def bind(self, name: str) -> None:
        if name in NUMBERS:
            self.write(f"{name} = {self.random.randrange(97)}", name)
        elif name in LISTS:
            self.write(f"{name} = [1, {self.random.randrange(97)}]", name)
        elif name in DICTS:
            self.write(f"{name} = {{'u': 7}}", name)
        elif name in FUNCTIONS:
            self.write(f"def {name}(x): return x + {self.random.randrange(97)}", name)
        elif name in OBJECTS:
            self.write(f"class Late:\n    n = shared = 3\n    def method(self, x): return x\n{name} = Late()", name)
        else:
            self.write(IMPORTED[name][0], name)


def indent(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))
