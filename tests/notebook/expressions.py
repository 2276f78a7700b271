"""Writes expressions of small notebooks: what may be read where, and numbers that come of it."""

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


class Expressions:
    """Knows what is bound at each point of a notebook, and what each function reads when it is called."""

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

    def write(self, text: str, *bound: str) -> None:
        """Put a statement at the end of the notebook."""
        self.statements.append(text)
        for name in bound:
            self.bound.add(name)
            self.reads.pop(name, None)
            self.impure.discard(name)
