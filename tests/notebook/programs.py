"""Writes small notebooks at random that run without an error and always give the same values.

Names are bound, bound again, bound perhaps, changed, deleted and read, at the top level and in functions, classes,
comprehensions and lambdas; functions read names that are bound below them. Only what a slice cannot know is left out:
two names for one object, and functions that change the notebook's names when they are called at the top level.
"""

from __future__ import annotations

from tests.notebook.expressions import DICTS, FUNCTIONS, IMPORTED, LISTS, NUMBERS, OBJECTS, Context
from tests.notebook.statements import Statements


class Writer(Statements):
    """Writes one notebook."""

    def statement(self) -> None:
        self.random.choice(
            [
                *[self.assign, self.change_number, self.listing, self.change_list, self.mapping, self.change_mapping],
                *[self.function, self.function, self.function, self.make_class, self.instance, self.change_object],
                *[self.imports, self.branch, self.loop, self.attempt, self.nothing, self.unneeded, self.delete],
                *[self.imports, self.change_module, self.change_module, self.match],
            ]
        )()

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
